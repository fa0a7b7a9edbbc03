"""How likely a position is right: signs of how it was read, weighed by positions_confidence.tsv."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from detente.errors import LexiconError
from detente.lexicons import load_tsv
from detente.read.positions.about import CLAUSE, OBJECT, Found, theme_heads
from detente.read.positions.stand import Stand
from detente.records import ConditionKind, Kind, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

CONFIDENCE = "positions_confidence.tsv"
# Where the holder's own words are, in characters from the word that names the issue: further is less sure.
FAR = 90
# Below this the holder's own mention is doubtful.
SURE = 0.9
_WILL = frozenset(("will", "would", "shall", "'ll", "’ll", "wo", "'d", "’d"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the signs are read from, beside the stand itself.

    Attributes:
        holder: actor id.
        sure: how sure it is that the words mean the holder, 0 to 1.
        spoken: whether somebody who speaks for the holder is named.
        reported: whether another reports it.
        around: statements that the stand lies in, the innermost first.
        kinds: of its conditions.
        times: how often the article names the issue.
        domestic: whether the issue is as often a matter of politics at home.
        away: characters between the predicate and the nearest word that names the issue; None where it has none here.
        campaign: whether the article is about politics at home.
        share: how many of the article's sentences name an issue, 0 to 1.
    """

    holder: str
    sure: float
    spoken: bool
    reported: bool
    around: list[Statement]
    kinds: frozenset[ConditionKind]
    times: int
    domestic: bool
    away: int | None
    campaign: bool
    share: float


def signs(stand: Stand, found: Found, at: Circumstances) -> Iterator[str]:
    """The signs of a position, each a name of positions_confidence.tsv."""
    yield "always"
    yield f"where: {found.where}" + ("; pointing" if found.pointing else "")
    near = found.where in (OBJECT, CLAUSE) or found.pointing
    if not near and at.share < 0.5:
        yield "where: elsewhere, article on other things"
    if found.steps is not None and near:
        yield "issue: " + (
            "at the stand" if found.steps <= 2 else "near the stand" if found.steps <= 4 else "deep inside"
        )
    if near and at.times >= 3 and "loose" not in stand.frame.flags and stand.frame.pos in ("v", "a"):
        yield "plain"
    yield f"frame: {stand.frame.pos}"
    yield from (f"frame: {flag}" for flag in sorted(stand.frame.flags & {"loose", "minor", "would"}))
    if stand.frame.clause:
        yield "frame: with a clause"
    yield f"stance: {stand.stance.value}"
    if stand.negated:
        yield "negated"
    yield f"clause: {_clause(stand)}"
    yield f"holder: {_kind(at.holder)}" + (", spoken for" if at.spoken else "")
    if at.sure < SURE:
        yield "holder: uncertain"
    if any(t.pos_ == "PRON" for t in stand.subjects):
        yield "holder: a pronoun"
    if stand.speaker:
        yield "holder: whoever speaks"
    own = _kind(at.holder) in ("person", "party")
    yield f"told: {_told(stand, at)}" + (", of somebody" if own else "")
    if at.kinds:
        yield "conditions" + (", of somebody" if own else "")
        yield from sorted(f"condition: {kind.value}" for kind in at.kinds)
    if stand.frame.word in ("must", "should"):
        yield f"modal: {stand.frame.word}"
    if stand.frame.pos == "m":
        yield f"modal told: {_told(stand, at)}"
        if at.share < 0.5 and not found.topic:
            yield "modal, article on other things"
    if any(c.dep_ == "aux" and c.lower_ in _WILL for c in stand.clause.children):
        yield "will"
    if at.away is not None and at.away > FAR:
        yield "issue far away"
    yield "issue named often" if at.times >= 3 else "issue named seldom"
    if at.domestic:
        yield "issue: domestic"
    if at.campaign:
        yield "article: campaign"
        if _kind(at.holder) in ("person", "party"):
            yield "article: campaign, holder of its own"
    yield "article: " + ("chiefly" if at.share >= 0.5 else "in part" if at.share >= 0.25 else "hardly") + " on issues"
    heads = theme_heads(stand)
    if any(h.ent_type_ == "PERSON" for h in heads):
        yield "object: somebody"
    elif heads and not found.pointing and found.where != "issue of what it is about":
        yield "object: something else"


def _clause(stand: Stand) -> str:
    verb: Token = stand.clause
    for _ in range(4):
        if verb.dep_ == "conj" and verb.head != verb:
            verb = verb.head
    if verb.dep_ in ("ROOT", "ccomp", "parataxis"):
        return "main"
    if verb.dep_ in ("relcl", "acl"):
        return "relative"
    if verb.tag_ == "VBG":
        return "participle"
    return "infinitive" if verb.dep_ == "xcomp" else "adverbial"


def _kind(holder: str) -> str:
    if len(holder) == 3 and holder.isupper():
        return "state"
    if holder.startswith(("IGO", "INT")):
        return "body"
    if ".PTY" in holder or ".OPP" in holder:
        return "party"
    return "movement" if ".REB" in holder or ".SEP" in holder else "person"


def _told(stand: Stand, at: Circumstances) -> str:
    if at.reported:
        return "by another"
    if not at.around:
        return "by the article"
    return "quoted" if at.around[0].kind is not Kind.INDIRECT else "said"


@lru_cache(maxsize=4)
def load_weights(overlay: str = "") -> Mapping[str, float]:
    """Weights by sign.

    Raises:
        LexiconError: where a weight is no number.
    """
    weights = {}
    for row in load_tsv(CONFIDENCE, required=("sign", "weight"), overlay=overlay):
        try:
            weights[row["sign"]] = float(row["weight"])
        except ValueError as error:
            raise LexiconError(f"{row['_line']}: {row['weight']!r} is no number", code="DT302") from error
    return weights


def confidence(names: Iterable[str], weights: Mapping[str, float]) -> float:
    """Probability that a position with these signs is right; a sign that is not in the file says nothing.

    >>> confidence(["a", "b"], {"a": 1.0, "b": -1.0})
    0.5
    """
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) for name in names)))
