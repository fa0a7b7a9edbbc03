"""How likely a position is right: signs of how it was read, weighed by positions_confidence.tsv."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from detente.errors import LexiconError
from detente.lexicons import load_tsv
from detente.read.positions.about import BEFORE, CLAUSE, OBJECT, PARAGRAPH, STATE, TAKEN_UP, Found, theme_heads
from detente.read.positions.stand import Stand
from detente.records import ConditionKind, Kind, Stance, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

CONFIDENCE = "positions_confidence.tsv"
# Characters between the predicate and the word that names the issue: further is less sure.
FAR = 90
# An article of so many sentences comes back to what it is about.
LONG = 15
# Below this the holder's own mention is doubtful.
SURE = 0.9
# So many sentences make no article, but a passage about one thing.
PASSAGE = 2
_SAYS_SO = frozenset(("person", "party"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the signs are read from, beside the stand itself.

    Attributes:
        holder: actor id.
        sure: how sure it is that the words mean the holder, 0 to 1.
        spoken: whether somebody who speaks for the holder is named.
        unlisted: whether he who speaks, or the holder himself, stands in no table of people.
        reported: whether another reports it.
        around: statements that the stand lies in, the innermost first.
        kinds: of its conditions.
        timelike: whether one is opened by a word that as often tells a time or a manner.
        domestic: whether the issue is as often a matter of politics at home.
        away: characters between the predicate and the nearest word that names the issue; None where it has none here.
        campaign: whether the article is about politics at home.
        abroad: whether another state or a body is named in the sentence.
        sentences: of the article.
        named: how often the article names the issue.
        chief: whether it names no other more often.
        beside: how many other issues are named in the words of the position.
        stance: as recorded, with its conditions.
        in_a_way: whether it is to be done "in a way that ...".
    """

    holder: str
    sure: float
    spoken: bool
    unlisted: bool
    reported: bool
    around: list[Statement]
    kinds: frozenset[ConditionKind]
    timelike: bool
    domestic: bool
    away: int | None
    campaign: bool
    abroad: bool
    sentences: int
    named: int
    chief: bool
    beside: int
    stance: Stance
    in_a_way: bool


def signs(stand: Stand, found: Found, at: Circumstances) -> Iterator[str]:
    """The signs of a position, each a name of positions_confidence.tsv; each says another thing."""
    yield "always"
    if at.sentences <= PASSAGE:
        yield from _of_passage(stand)
        return
    yield f"issue: {_whence(found, at)}"
    if at.in_a_way:
        yield "word: in a way that"
    else:
        word = _word(stand)
        yield f"word: {word}"
        yield f"stance: {at.stance.value}"
        yield f"word and stance: {word}, {at.stance.value}"
    if stand.negated:
        yield "negated"
    yield f"clause: {_clause(stand)}"
    yield f"holder: {_kind(at.holder)}" + (", spoken for" if at.spoken else "")
    if at.sure < SURE:
        yield "holder: uncertain"
    if at.unlisted:
        yield "holder: in no table"
    pronoun = any(t.pos_ == "PRON" for t in stand.subjects)
    if pronoun:
        yield "holder: a pronoun"
    if _kind(at.holder) == "state" and not (at.spoken or pronoun or at.sure < SURE):
        yield "holder: a state by its name"
        if stand.frame.pos == "m" and stand.negated:
            yield "word: will not, said of a state by its name"
    yield f"told: {_told(stand, at)}"
    if at.kinds == {ConditionKind.DEADLINE}:
        yield "condition: only a time"
    elif at.timelike:
        yield "condition: when, while, without"
    elif at.kinds - {ConditionKind.IF, ConditionKind.DEADLINE}:
        yield "condition: unless, until, once"
    if at.sentences > LONG:
        yield "issue: named " + ("once" if at.named < 2 else "two or three times" if at.named < 4 else "more often")
    if at.chief:
        yield "issue: none is named more often"
    if at.beside:
        yield "issue: beside " + ("another" if at.beside == 1 else "several others")
    if at.campaign:
        yield "article: campaign" + (", holder of its own" if _kind(at.holder) in _SAYS_SO else "")
    named_here = at.away is not None and not found.topic
    if at.domestic and not at.abroad and named_here:
        yield "issue: domestic, no other state named"
    heads = theme_heads(stand)
    if any(h.ent_type_ == "PERSON" for h in heads):
        yield "object: somebody"
    elif heads and not found.pointing and found.where not in (OBJECT, STATE, TAKEN_UP):
        yield "object: something else"


def _of_passage(stand: Stand) -> Iterator[str]:
    """Signs of a position in a sentence or two about one thing, where most of those of news say nothing."""
    yield "article: a passage"
    if "loose" in stand.frame.flags:
        yield "passage: a loose word"


def _whence(found: Found, at: Circumstances) -> str:
    """Where the issue was found and how near."""
    if found.where in (BEFORE, PARAGRAPH):
        return "issue of what was said before" + ("; pointing" if found.pointing else "")
    if found.where not in (OBJECT, CLAUSE):
        return found.where + ("; pointing" if found.pointing else "")
    if found.pointing and found.where == CLAUSE:
        return f"{CLAUSE}; pointing"
    if at.away is not None and at.away > FAR:
        return f"{found.where}, far away"
    if found.where == OBJECT and found.steps is not None:
        return f"{OBJECT}, " + (
            "at the stand" if found.steps <= 2 else "near it" if found.steps <= 4 else "deep inside"
        )
    return found.where


def _word(stand: Stand) -> str:
    """What kind of word tells the stand."""
    flags, pos = stand.frame.flags, stand.frame.pos
    if stand.frame.word in ("must", "should"):
        return stand.frame.word
    if pos == "m" and not stand.negated and stand.stance in (Stance.WILLING, Stance.UNWILLING):
        return "will"
    if pos == "m" and stand.negated:
        return "will not"
    if "loose" in flags or "minor" in flags:
        return "loose" if "loose" in flags else "a plan"
    if pos == "v":
        return "verb with a clause" if stand.frame.clause else "verb"
    return {"a": "adjective", "n": "noun", "p": "phrase", "m": "modal", "x": "no ..."}[pos]


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
    if stand.speaker and at.around:
        return "by the speaker, of nobody named" if at.around[0].kind is Kind.INDIRECT else "quoted, of nobody named"
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
