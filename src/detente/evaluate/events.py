"""Score events found in plain sentences against gold records: what, between which states, in which words.

Gold is one record a sentence, as in the PLV sentences of Hu et al. (ACL 2024): a root, the actor's words and the
recipient's. Three F1 measures, each counting one hit a gold record at most and every event above the
threshold as given:

* root: the event's PLOVER root is right (CONCEDE and RETREAT count as YIELD, the older name);
* dyad: and so are the countries of actor and recipient; only gold whose both parties have a country counts;
* text: root right, and the words of both parties overlap gold's. A recipient that gold does not name matches any.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.ontology import load_plover

CharSpan = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldEvent:
    """What a sentence tells; spans are offsets in the sentence, empty where the words are not in it."""

    id: str
    root: str
    actor: tuple[CharSpan, ...]
    recipient: tuple[CharSpan, ...]
    actor_country: str | None = None
    recipient_country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEvent:
    """An event that was found in a sentence."""

    root: str
    actor: tuple[CharSpan, ...]
    recipient: tuple[CharSpan, ...]
    actor_countries: frozenset[str] = frozenset()
    recipient_countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class F1:
    """Counts and what follows from them."""

    hits: int
    given: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of the given that is right; 0 where nothing is given."""
        return self.hits / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted that was found."""
        return self.hits / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 2 * self.hits / (self.given + self.wanted) if self.given + self.wanted else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EventScores:
    """The three measures."""

    root: F1
    dyad: F1
    text: F1


def older_root(event: str) -> str:
    """The root in the fifteen-event naming of the gold."""
    return load_plover().older_name(event)


def overlap(one: Sequence[CharSpan], other: Sequence[CharSpan]) -> bool:
    """Whether any of one overlaps any of the other."""
    return any(a < d and c < b for a, b in one for c, d in other)


def score_events(rows: Iterable[tuple[GoldEvent, Sequence[FoundEvent]]]) -> EventScores:
    """Score sentence by sentence.

    Returns:
        Micro-averaged F1 over all sentences. For the dyad, events of sentences whose gold has no two countries
        are left out on both sides.

    >>> gold = GoldEvent(id="1", root="ACCUSE", actor=((0, 4),), recipient=((13, 18),))
    >>> found = FoundEvent(root="ACCUSE", actor=((0, 4),), recipient=((10, 14),))
    >>> score_events([(gold, [found])]).text.f1
    1.0
    """
    root = [0, 0, 0]
    dyad = [0, 0, 0]
    text = [0, 0, 0]
    for gold, found in rows:
        right = [f for f in found if older_root(f.root) == older_root(gold.root)]
        _count(root, bool(right), len(found))
        _count(text, any(_words_match(gold, f) for f in right), len(found))
        if gold.actor_country and gold.recipient_country:
            _count(dyad, any(_states_match(gold, f) for f in right), len(found))
    return EventScores(root=F1(*root), dyad=F1(*dyad), text=F1(*text))


def _count(counts: list[int], hit: bool, given: int) -> None:
    counts[0] += hit
    counts[1] += given
    counts[2] += 1


def _words_match(gold: GoldEvent, found: FoundEvent) -> bool:
    return overlap(gold.actor, found.actor) and (not gold.recipient or overlap(gold.recipient, found.recipient))


def _states_match(gold: GoldEvent, found: FoundEvent) -> bool:
    return gold.actor_country in found.actor_countries and gold.recipient_country in found.recipient_countries
