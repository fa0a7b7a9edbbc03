"""Who is said to have asked for a call, a meeting or talks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations

from detente.analysis.contradictions.model import Contradiction, How
from detente.analysis.facts import day_of, fact_of, sentences_of
from detente.lexicons import load_tsv
from detente.records import Actor, Record, Span

# Words between who asks and the word for it ("the White House had by then sought"), and between that and the contact.
_BEFORE, _AFTER = 4, 4
_DAYS = 1


@dataclass(frozen=True, slots=True)
class _Asked:
    record: Record
    span: Span
    day: date
    who: str
    name: str
    sides: frozenset[str]


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What asks for a contact that follows, what is asked for, and what is somebody's wish."""
    roles: dict[str, list[str]] = defaultdict(list)
    for row in load_tsv("initiators.tsv", required=("words", "role")):
        roles[row["role"]].append(r"\s+".join(re.escape(w).replace(r"\*", r"\w*") for w in row["words"].split()))
    asking, owned, contact = (f"(?:{'|'.join(roles[r])})" for r in ("asking", "owned", "contact"))
    ahead = rf"(?=(?:\s+[\w'’-]+){{0,{_AFTER}}}?\s+{contact}\b)"
    return (
        re.compile(rf"\b{asking}\b{ahead}", re.IGNORECASE),
        re.compile(rf"\b{contact}\b", re.IGNORECASE),
        re.compile(rf"\b{owned}\b", re.IGNORECASE),
    )


def differing_initiators(kept: list[Record]) -> Iterator[Contradiction]:
    """Pairs of sentences of two outlets, a day apart at most, in which another of the same two sides asked.

    Args:
        kept: dated records with their outlets, in order.
    """
    asked = [a for record in kept for a in _asked(record)]
    for one, other in combinations(asked, 2):
        outlets = (one.record.article.publisher or "", other.record.article.publisher or "")
        if outlets[0] == outlets[1] or one.who == other.who or abs((other.day - one.day).days) > _DAYS:
            continue
        if {one.who, other.who} <= one.sides & other.sides:
            yield Contradiction(
                how=How.INITIATOR, detail=(one.name, other.name), one=fact_of(one.record, one.span),
                other=fact_of(other.record, other.span), outlets=outlets,
                confidence=0.5,
            )  # fmt: skip


def _asked(record: Record) -> Iterator[_Asked]:
    """Sentences that say who asked for a contact."""
    day = day_of(record)
    if day is None:
        return
    country = {a.id: a.country or a.id for a in record.actors}
    mentions = sorted(((m.start, m.end, a) for a in record.actors for m in a.mentions), key=lambda m: m[:2])
    sides = frozenset(country.values())
    for start, end in sentences_of(record):
        for at, stop, actor in _who(record.article.text, start, end, [m for m in mentions if start <= m[0] < end]):
            span = record.article.span(start, end)
            yield _Asked(record, span, day, country[actor.id], record.article.text[at:stop], sides)


def _who(text: str, start: int, end: int, mentions: list[tuple[int, int, Actor]]) -> Iterator[tuple[int, int, Actor]]:
    asking, contact, owned = _patterns()
    for match in asking.finditer(text, start, end):
        before = [m for m in mentions if m[1] <= match.start()]
        # Who stands right before it, with no clause between.
        if before and re.fullmatch(rf"(?:\s+[\w'’-]+){{0,{_BEFORE}}}\s+", text[before[-1][1] : match.start()]):
            yield before[-1]
    for match in owned.finditer(text, start, end) if contact.search(text, start, end) else ():
        for at, stop, actor in mentions:
            own = stop <= match.start() and re.fullmatch(r"['’]s?\s+", text[stop : match.start()])
            of = match.end() <= at and re.fullmatch(r"\s+of\s+(?:the\s+)?", text[match.end() : at])
            lead = text[start : at if own else match.start()]
            if (own or of) and re.search(r"\bat\s+(?:the\s+)?$", lead):
                yield at, stop, actor
