"""How sure an event is that stands in a whole article.

Confidence (coding.py) is fitted on sentences that were each chosen for an event. Most sentences of an article were
chosen for none, and an article tells several events: a second regression, fitted on events of news articles that were
judged by reading (evaluation/events/news.tsv), takes the first one's confidence and how the parties are known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from detente.read.events.arguments import STATE, Argument
from detente.read.events.candidate import Candidate
from detente.read.events.coding import NOISY_AT_MOST, Coded, load_calibrator
from detente.reading import Mention

# Texts of fewer sentences are read as chosen for their events, like those of the fit.
ARTICLE_FROM = 3
_CLEAN = frozenset({"obj", "with", "to", "on", "against", "joint", "between"})
_SURE = 0.98
ONLY_THE_MODEL = 0.35
_LEAST = 0.001
_FIRST_PERSON = frozenset({"i", "we", "you"})


def article_features(
    candidate: Candidate,
    coded: Coded,
    status: str,
    p: float,
    *,
    sides: tuple[AbstractSet[str], AbstractSet[str]],
    quoted: bool,
    model: Mapping[str, float],
) -> dict[str, float]:
    """What the confidence in an article is reckoned from.

    Args:
        p: confidence as of a chosen sentence.
        sides: countries and bodies of actor and recipient, as far as known.
        quoted: whether it stands inside a statement.
        model: what the relation model alone gives each event; empty where it was not asked.
    """
    token = candidate.sent.doc[candidate.trigger]
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
        "first_person": float(any(c.lower_ in _FIRST_PERSON for c in token.children)),
        "auxiliary": float(any(c.dep_ == "aux" for c in token.children)),
        "negated": float(any(c.dep_ == "neg" for c in token.children)),
        "length": math.log(len(candidate.sent)),
        "entropy": -sum(q * math.log(max(q, 1e-9)) for q in model.values()),
        f"event_{coded.event}": 1.0,
        f"{coded.event}_by_{candidate.recipient_how}": 1.0,
        f"recipient_by_{candidate.recipient_how}": 1.0,
    }
    out |= {f"actor_{kind}": 1.0 for kind in _kinds(candidate.actors)}
    out |= {f"recipient_{kind}": 1.0 for kind in _kinds(candidate.recipients)}
    # What the model thinks of the other events tells how much like an event the sentence is.
    out |= {f"model_{event}": math.log(max(q, _LEAST)) - math.log(_LEAST) for event, q in model.items()}
    return {k: v for k, v in out.items() if v or k == "bias"}


def density(events: int, sentences: int) -> float:
    """How full of events a text is: the logarithm of events a sentence, at most 0."""
    return min(0.0, math.log((events + 0.5) / max(1, sentences)))


def foreignness(mentions: Sequence[Mention], sentences: int) -> float:
    """How much a text speaks of states by their names: the logarithm of one and such mentions a sentence."""
    named = sum(1 for m in mentions if m.actor is not None and _kind(m.actor) == "state")
    return math.log1p(named / max(1, sentences))


def _kind(id: str) -> str:
    if id.startswith("text:"):
        return "words"
    if id.startswith(("person:", "Q")):
        return "person"
    if id.startswith("IGO"):
        return "body"
    return "state" if len(id) == len("USA") else "organ"


def _kinds(parties: Sequence[Argument]) -> frozenset[str]:
    """What is known of the parties, by their ids; ``nobody`` where none has an id."""
    return frozenset(_kind(i) for a in parties for i in a.actors) or frozenset({"nobody"})


def in_article(values: dict[str, float], p: float) -> float:
    """The confidence in an article of an event that is as sure as ``p`` in a sentence chosen for it."""
    z = load_calibrator("article").probability(values)
    return bounded(values, z, p)


def bounded(values: Mapping[str, float], fitted: float, p: float) -> float:
    """What the regression gives, where it may be believed: not of what only the model calls an event, nor where the
    sentence tells of sport or markets."""
    if values.get("overruled") or values.get("unlisted"):
        # Of 412 judged ones where the words say something else or nothing and only the model an event, 87 were right.
        fitted = min(fitted, ONLY_THE_MODEL)
    if values.get("noise") and p <= NOISY_AT_MOST:
        fitted = min(fitted, p)
    return fitted


def _is_known(parties: tuple[Argument, ...]) -> bool:
    return any(not i.startswith("text:") for a in parties for i in a.actors)
