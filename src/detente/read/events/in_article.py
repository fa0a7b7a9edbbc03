"""How sure an event is that stands in a whole article.

Confidence (coding.py) is fitted on sentences that were each chosen for an event. Most sentences of an article were
chosen for none, so the same words are worth less there: a second regression, fitted on events of news articles that
were judged by reading (evaluation/events/news.tsv), takes the first one's confidence and how the parties are known,
and lowers it; it never raises it.
"""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet

from detente.read.events.arguments import STATE, Argument
from detente.read.events.coding import Coded, load_calibrator
from detente.read.events.find import Candidate

# Texts of fewer sentences are read as chosen for their events, like those of the fit.
ARTICLE_FROM = 3
_CLEAN = frozenset({"obj", "with", "to", "on", "against", "joint", "between"})
_SURE = 0.98


def article_features(
    candidate: Candidate,
    coded: Coded,
    status: str,
    p: float,
    *,
    sides: tuple[AbstractSet[str], AbstractSet[str]],
    quoted: bool,
) -> dict[str, float]:
    """What the confidence in an article is reckoned from.

    Args:
        p: confidence as of a chosen sentence.
        sides: countries and bodies of actor and recipient, as far as known.
        quoted: whether it stands inside a statement.
    """
    p = min(max(p, 1 - _SURE), _SURE)
    actor, recipient = sides
    known = _is_known(candidate.actors), _is_known(candidate.recipients)
    out = {
        "bias": 1.0,
        "logit": math.log(p / (1 - p)),
        "share": math.log(max(coded.share, 0.01)),
        "model": math.log(max(coded.model or 0.5, 0.01)),
        "actor_known": float(known[0]),
        "recipient_known": float(known[1]),
        "both_known": float(all(known)),
        "actor_state": float(any(a.strength == STATE for a in candidate.actors)),
        "recipient_state": float(any(a.strength == STATE for a in candidate.recipients)),
        "foreign": float(bool(actor and recipient) and not actor & recipient),
        "domestic": float(bool(actor & recipient)),
        "unlisted": float(not candidate.matches),
        "overruled": float(bool(candidate.matches) and coded.event not in coded.suggested),
        "weak_words": float(bool(candidate.flags & {"minor", "ambiguous"})),
        "quoted": float(quoted),
        "clean": float(candidate.recipient_how in _CLEAN),
        "comp": float(candidate.recipient_how == "comp"),
        "near": float(candidate.recipient_how in ("near", "place")),
        "no_recipient": float(candidate.recipient_how in ("thing", "none")),
        "discourse": float(candidate.recipient_how == "discourse"),
        "own_subject": float(candidate.subject_how in ("own", "agent")),
        "nominal": float(candidate.nominal),
        "undone": float(status in ("denied", "hypothetical")),
        "noise": float(candidate.noise > 0),
        "below": float(candidate.depth > 0),
        f"event_{coded.event}": 1.0,
    }
    return {k: v for k, v in out.items() if v or k == "bias"}


def density(events: int, sentences: int) -> float:
    """How full of events a text is: the logarithm of events a sentence, at most 0."""
    return min(0.0, math.log((events + 0.5) / max(1, sentences)))


def in_article(values: dict[str, float], p: float) -> float:
    """The confidence in an article, at most ``p``."""
    return min(p, load_calibrator("article").probability(values))


def _is_known(parties: tuple[Argument, ...]) -> bool:
    return any(not i.startswith("text:") for a in parties for i in a.actors)
