"""Claims over many articles: which of them another actor disputes.

A claim is disputed where another side denies it, calls it false, or asserts the contrary of the same thing. What is
found is a proposal with its evidence, for an analyst to confirm; who is right is not judged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from detente.analysis.facts import Fact, fact_of, in_order
from detente.analysis.words import stems
from detente.lexicons import load_tsv
from detente.records import Claim, Record, Span, Statement

# How much of the words of a claim a denial and a contrary must share with it, and how many words at least.
_DENIED, _CONTRARY, _AT_LEAST = 0.5, 0.6, 2
_WORD = re.compile(r"n['’]t\b|[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class How(StrEnum):
    """How a claim is disputed."""

    DENIED = "denied"
    CALLED_FALSE = "called false"
    CONTRARY = "contrary asserted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Another's statement that disputes a claim.

    Attributes:
        by: actor id.
        fact: where the statement stands.
        confidence: that it does dispute the claim: the share of words and the kind of dispute, not fitted.
    """

    by: str
    how: How
    fact: Fact
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedClaim:
    """A claim with who else asserts it and who disputes it.

    Attributes:
        by: actor id; None where the text does not say who asserts it.
        repeated: where the same side says the same again.
    """

    by: str | None
    claim: Claim
    stated: Fact
    repeated: tuple[Fact, ...]
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """disputes.tsv by role; opposites by their first five letters, both ways."""

    denying: frozenset[str]
    calling: frozenset[str]
    negating: frozenset[str]
    opposite: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A statement of somebody known, with its words."""

    by: str
    side: str
    statement: Statement
    fact: Fact
    text: str
    stems: frozenset[str]
    words: frozenset[str]
    cue: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    roles: dict[str, set[str]] = defaultdict(set)
    opposite: dict[str, set[str]] = defaultdict(set)
    for row in load_tsv("disputes.tsv", required=("words", "role")):
        if row["role"] == "opposite":
            one, two = (word[:5] for word in row["words"].split())
            opposite[one].add(two)
            opposite[two].add(one)
        else:
            roles[row["role"]].add(row["words"])
    return _Words(
        denying=frozenset(roles["denying"]),
        calling=frozenset(roles["calling"]),
        negating=frozenset(roles["negating"]),
        opposite={word: frozenset(others) for word, others in opposite.items()},
    )


def track_claims(records: Iterable[Record], by: str | None = None, *, disputed: bool = False) -> list[TrackedClaim]:
    """Claims in order of time, with what disputes each.

    Args:
        by: actor id of who asserts it.
        disputed: only those that somebody disputes.
    """
    ordered = in_order(records)
    said = [s for record in ordered for s in _said(record)]
    tracked: list[TrackedClaim] = []
    for record in ordered:
        for claim in record.claims:
            if by is not None and claim.by != by:
                continue
            fact = fact_of(record, claim.span, claim.id)
            side = _side(record, claim.by)
            known = _known(tracked, claim, side, record)
            if known is not None:
                old = tracked[known]
                tracked[known] = TrackedClaim(
                    by=old.by, claim=old.claim, stated=old.stated, repeated=(*old.repeated, fact), disputes=old.disputes
                )
                continue
            disputes = tuple(_disputes(claim, side, said)) if side is not None else ()
            tracked.append(TrackedClaim(by=claim.by, claim=claim, stated=fact, repeated=(), disputes=disputes))
    return [t for t in tracked if t.disputes or not disputed]


def _side(record: Record, actor_id: str | None) -> str | None:
    """The state that an actor belongs to, else the actor: two ministers of one state do not dispute each other."""
    if actor_id is None:
        return None
    actor = next((a for a in record.actors if a.id == actor_id), None)
    return actor.country if actor is not None and actor.country else actor_id.split(".")[0]


def _said(record: Record) -> Iterator[_Said]:
    for statement in record.statements:
        side = _side(record, statement.source_actor)
        if side is None or statement.source_actor is None or statement.negated:
            continue
        first, last = statement.content[0], statement.content[-1]
        text = record.article.text[first.start : last.end]
        cue = frozenset(_WORD.findall(statement.cue.text.lower())) if statement.cue else frozenset()
        yield _Said(
            by=statement.source_actor,
            side=side,
            statement=statement,
            fact=fact_of(record, _span(record, first, last), statement.id),
            text=text,
            stems=stems(text),
            words=frozenset(_WORD.findall(text.lower().replace("’", "'"))),
            cue=cue,
        )


def _span(record: Record, first: Span, last: Span) -> Span:
    return record.article.span(first.start, last.end)


def _known(tracked: list[TrackedClaim], claim: Claim, side: str | None, record: Record) -> int | None:
    words = stems(claim.span.text)
    for index, old in enumerate(tracked):
        theirs = stems(old.claim.span.text)
        same = old.by == claim.by and (old.by is not None or old.stated.article == record.article.id)
        if same and words and words == theirs and _numbers(old.claim.span.text) == _numbers(claim.span.text):
            return index
    return None


def _numbers(text: str) -> frozenset[str]:
    return frozenset(n.replace(",", "") for n in _NUMBER.findall(text))


def _disputes(claim: Claim, side: str, said: list[_Said]) -> Iterator[Dispute]:
    known = _words()
    wanted = stems(claim.span.text)
    negative = bool(frozenset(_WORD.findall(claim.span.text.lower())) & known.negating)
    for other in said:
        if other.side == side or not wanted:
            continue
        shared = len(wanted & other.stems)
        share = shared / len(wanted)
        if shared < min(_AT_LEAST, len(wanted)) or share < _DENIED:
            continue
        how = _how(claim.span.text, wanted, negative, other, share)
        if how is not None:
            weight = {How.DENIED: 0.5, How.CALLED_FALSE: 0.45, How.CONTRARY: 0.35}[how]
            yield Dispute(by=other.by, how=how, fact=other.fact, confidence=round(min(0.9, weight + 0.4 * share), 2))


def _how(text: str, wanted: frozenset[str], negative: bool, other: _Said, share: float) -> How | None:
    """How the other statement disputes a claim with whose words it shares so much; None where it does not."""
    known = _words()
    if other.cue & known.denying or other.statement.verb_class == "deny":
        return How.DENIED if not negative else None
    if other.words & known.calling and not other.words & known.negating:
        return How.CALLED_FALSE
    if share < _CONTRARY:
        return None
    if bool(other.words & known.negating) != negative:
        return How.CONTRARY
    if any(known.opposite.get(word, frozenset()) & (other.stems - wanted) for word in wanted - other.stems):
        return How.CONTRARY
    mine, theirs = _numbers(text), _numbers(other.text)
    if mine and theirs and not mine & theirs and share >= 0.75:
        return How.CONTRARY
    return None
