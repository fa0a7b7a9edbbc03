"""Where two outlets tell the same differently.

By sentences that share their rare words (another number, another day, done or denied), by events (another actor, place
or way, done or denied or only planned), by stands of one holder, and by who is said to have asked for a contact. What
is found is a proposal with the words of both, for an analyst to confirm; who is right is not judged. What actors
dispute of each other's claims is found by :mod:`detente.analysis.claims`.
"""

from __future__ import annotations

from collections.abc import Iterable

from detente.analysis.contradictions.events import differing_events
from detente.analysis.contradictions.initiators import differing_initiators
from detente.analysis.contradictions.model import Contradiction, How
from detente.analysis.contradictions.sentences import differing_sentences
from detente.analysis.contradictions.stands import differing_stands
from detente.analysis.facts import day_of, in_order
from detente.analysis.words import stem_weights
from detente.records import Record

__all__ = ["Contradiction", "How", "find_contradictions"]


def find_contradictions(records: Iterable[Record]) -> list[Contradiction]:
    """Every pair of reports of different outlets, at most three days apart, that tell the same differently.

    Reprints, articles without a date or an outlet are left out. Two words on one pair of sentences are told once.

    Returns:
        In the order of the articles; the earlier article of each pair first.
    """
    kept = [r for r in in_order(records) if r.article.publisher and day_of(r) is not None]
    weights = stem_weights(r.article.text for r in kept)
    found = [
        *differing_sentences(kept),
        *differing_events(kept, weights),
        *differing_stands(kept),
        *differing_initiators(kept),
    ]
    once: dict[tuple[object, ...], Contradiction] = {}
    for c in found:
        once.setdefault((c.how, c.one.article, c.one.span, c.other.article, c.other.span), c)
    place = {r.article.id: n for n, r in enumerate(kept)}
    return sorted(
        once.values(),
        key=lambda c: (
            place[c.one.article], place[c.other.article], c.one.span.start if c.one.span else 0, c.how.value, c.detail,
        ),
    )  # fmt: skip
