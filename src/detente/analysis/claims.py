"""Claims over many articles: which of them another actor disputes.

A claim is disputed where another side denies it, calls it false, asserts the contrary of the same thing or gives
another figure for it (:mod:`detente.analysis.disputes`). What is found is a proposal with its evidence, for an analyst
to confirm; who is right is not judged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from detente.analysis.disputes import WEIGHTS, How, dispute, may_refer_to, refers_to
from detente.analysis.facts import Fact, fact_of, in_order
from detente.analysis.told import Told
from detente.analysis.words import stems
from detente.records import Actor, Claim, Record, Span, Statement

__all__ = ["Dispute", "How", "TrackedClaim", "track_claims"]

# How far apart two statements of one side may stand to be one answer, in characters.
_NEAR = 40
# How far before "the accusation" the claim that it means may stand in an article, in characters.
_FAR = 600
_DENYING = frozenset(("deny", "reject"))
# Who asks, promises or proposes disputes nothing.
_ASKING = frozenset(
    ("ask", "demand", "urge", "order", "request", "want", "promise", "offer", "plan", "hope", "propose", "threaten")
)
# Confidence where the denial itself holds what it denies.
_OWN_WORDS = 0.8
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[\"“‘']?[A-Z])")
_BREAK = re.compile(r"[.!?][\"”’']?\s|\n")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


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


def track_claims(records: Iterable[Record], by: str | None = None, *, disputed: bool = False) -> list[TrackedClaim]:
    """Claims in order of time, with what disputes each.

    Args:
        by: actor id of who asserts it.
        disputed: only those that somebody disputes.
    """
    ordered = in_order(records)
    tracked: list[TrackedClaim] = []
    first: dict[tuple[object, ...], int] = {}
    told: dict[int, Told] = {}
    for record in ordered:
        for claim in record.claims:
            fact = fact_of(record, claim.span, claim.id)
            # The same side says the same again: told of whom, with the same words and numbers.
            key = (
                claim.by,
                None if claim.by else record.article.id,
                stems(claim.span.text) or fact,
                _numbers(claim.span.text),
            )
            if key in first:
                old = tracked[first[key]]
                tracked[first[key]] = replace(old, repeated=(*old.repeated, fact))
                continue
            first[key] = len(tracked)
            words = _told(record, claim.by, claim.span, fact)
            if words is not None:
                told[len(tracked)] = words
            tracked.append(TrackedClaim(by=claim.by, claim=claim, stated=fact, repeated=(), disputes=()))
    said = [s for record in ordered for s in _said(record)]
    found = _disputes(told, said)
    for number, own in _in_denials(tracked, ordered):
        again = [d for d in found[number] if (d.fact.article, d.fact.id) != (own.fact.article, own.fact.id)]
        found[number] = [own, *again]
    for number, disputes in found.items():
        tracked[number] = replace(tracked[number], disputes=tuple(disputes))
    return [t for t in tracked if (by is None or t.by == by) and (t.disputes or not disputed)]


def _side(actor: Actor) -> str:
    """The state that an actor belongs to, else the body or the actor itself."""
    return actor.country or ".".join(actor.id.split(".")[:2])


def _in_denials(tracked: list[TrackedClaim], records: list[Record]) -> Iterator[tuple[int, Dispute]]:
    """Claims of nobody named that are told only to be denied: "denied allegations that its jets had crossed"."""
    statements = {(r.article.id, s.id): (r, s) for r in records for s in r.statements}
    for number, told in enumerate(tracked):
        record, statement = statements.get((told.stated.article, told.claim.statement or ""), (None, None))
        if told.by is not None or record is None or statement is None or statement.source_actor is None:
            continue
        if statement.verb_class in _DENYING and not statement.negated:
            span = record.article.span(statement.content[0].start, statement.content[-1].end)
            fact = fact_of(record, span, statement.id)
            yield number, Dispute(by=statement.source_actor, how=How.DENIED, fact=fact, confidence=_OWN_WORDS)


def _told(record: Record, by: str | None, span: Span, fact: Fact, cue: frozenset[str] = frozenset()) -> Told | None:
    speaker = record.actor(by)
    if by is not None and speaker is None:
        return None
    names = _names_of(record, span)
    around = frozenset(_side(a) for a in record.actors)
    return Told(
        by=by,
        side=_side(speaker) if speaker else "",
        rebel=speaker is not None and "REB" in (speaker.sector or ""),
        text=span.text,
        fact=fact,
        named=frozenset(names),
        around=around,
        cue=cue,
        names_of=names,
        sentence=_sentence(record, span),
    )


def _sentence(record: Record, span: Span) -> str:
    """The sentence around the beginning of the span."""
    text = record.article.text
    start = max((m.end() for m in _BREAK.finditer(text, max(0, span.start - _FAR), span.start)), default=span.start)
    end = _BREAK.search(text, span.start)
    return text[start : end.start() if end else len(text)]


def _names_of(record: Record, span: Span) -> dict[str, frozenset[str]]:
    """Stems of the words with a capital by which the span names each side."""
    found: dict[str, set[str]] = defaultdict(set)
    for actor in record.actors:
        for mention in actor.mentions:
            if span.covers(mention):
                names = " ".join(word for word in mention.text.split() if word[0].isupper())
                found[_side(actor)] |= stems(names)
    return {side: frozenset(words) for side, words in found.items()}


def _cue(statement: Statement) -> frozenset[str]:
    """The words that say that it was said, with ``deny`` or ``reject`` where they are of that class."""
    words = frozenset(statement.cue.text.lower().split()) if statement.cue else frozenset()
    return words | ({statement.verb_class} & _DENYING)


def _said(record: Record) -> Iterator[Told]:
    statements = [s for s in record.statements if not s.negated and s.source_actor and s.verb_class not in _ASKING]
    for n, statement in enumerate(statements):
        span = record.article.span(statement.content[0].start, statement.content[-1].end)
        cue = _cue(statement)
        told = _told(record, statement.source_actor, span, fact_of(record, span, statement.id), cue)
        if told is None:
            continue
        following = statements[n + 1] if n + 1 < len(statements) else None
        if (
            following is not None
            and (told.denies or told.called_false)
            and told.refers
            and following.source_actor == statement.source_actor
            and 0 <= following.content[0].start - span.end <= _NEAR
        ):
            # "Rejected the claims, saying that the flights carried medicine": both words are one answer.
            whole = record.article.span(span.start, following.content[-1].end)
            told = _told(record, statement.source_actor, whole, fact_of(record, whole, statement.id), cue) or told
        yield from _by_sentence(record, told)


def _by_sentence(record: Record, told: Told) -> Iterator[Told]:
    """The sentences of a long quotation by themselves: words far apart in it say nothing of each other."""
    span = told.fact.span
    ends = [m.end() for m in _SENTENCE_END.finditer(told.text)]
    if span is None or not ends:
        yield told
        return
    for start, end in zip((0, *ends), (*ends, len(told.text)), strict=True):
        words = told.text[start:end]
        if not words.strip():
            continue
        inner = record.article.span(span.start + start, span.start + end)
        names = _names_of(record, inner)
        yield replace(told, text=words, named=frozenset(names), names_of=names, fact=replace(told.fact, span=inner))


def _disputes(claims: dict[int, Told], said: list[Told]) -> dict[int, list[Dispute]]:
    """Disputes of each claim, in order of the statements. Only what shares words or names a claim is compared."""
    holding: dict[str, set[int]] = defaultdict(set)
    about: dict[str, list[int]] = defaultdict(list)
    for number, claim in claims.items():
        for stem in claim.stems:
            holding[stem].add(number)
        for side in claim.named:
            about[side].append(number)
    found: dict[int, list[Dispute]] = defaultdict(list)
    for other in said:
        near: dict[int, int] = defaultdict(int)
        for stem in other.stems:
            for number in holding.get(stem, ()):
                near[number] += 1
        disputed = False
        for number in sorted(near):
            told = dispute(claims[number], other)
            if told is not None:
                how, confidence = told
                found[number].append(Dispute(by=other.by or "", how=how, fact=other.fact, confidence=confidence))
                disputed = True
        if not disputed and other.refers:
            answered = _answered(about.get(other.side, []), claims, other)
            if answered is not None:
                number, how, confidence = answered
                found[number].append(Dispute(by=other.by or "", how=how, fact=other.fact, confidence=confidence))
    return found


def _answered(numbers: list[int], claims: dict[int, Told], other: Told) -> tuple[int, How, float] | None:
    """The claim that "the accusation" means, how it is disputed, and how surely.

    The last one before it in the article; else the only one whose side it names; else, less surely, the only one of
    anybody against that side in these days; else none.
    """
    hows = {n: how for n in numbers if (how := refers_to(claims[n], other)) is not None}
    here = [n for n in hows if _here(claims[n], other) and 0 < _start(other) - _start(claims[n]) <= _FAR]
    if here:
        last = max(here, key=lambda n: _start(claims[n]))
        return last, hows[last], round(WEIGHTS[hows[last]] + 0.1, 2)
    elsewhere = [n for n in hows if not _here(claims[n], other)]
    if len(elsewhere) == 1:
        return elsewhere[0], hows[elsewhere[0]], round(WEIGHTS[hows[elsewhere[0]]] + 0.1, 2)
    any_of_them = [n for n in numbers if not _here(claims[n], other) and may_refer_to(claims[n], other) is not None]
    if not elsewhere and len(any_of_them) == 1 and len(other.around) == 1:
        how = may_refer_to(claims[any_of_them[0]], other)
        return (any_of_them[0], how, round(WEIGHTS[how] - 0.1, 2)) if how is not None else None
    return None


def _here(claim: Told, other: Told) -> bool:
    return claim.fact.article == other.fact.article


def _start(told: Told) -> int:
    return told.fact.span.start if told.fact.span else 0


def _numbers(text: str) -> frozenset[str]:
    return frozenset(n.replace(",", "") for n in _NUMBER.findall(text))
