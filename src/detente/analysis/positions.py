"""Positions over many articles: how they move.

Pure functions over records: nothing is stored, nothing is decided. What is found is a proposal with its evidence, for
an analyst to confirm.

How a position moves is read from how accommodating it is, on a scale of our own from -3 to 3 (:func:`accommodation`):
supporting, offering and being willing lie above nought; opposing, refusing and demanding below. A later position of the
same holder on the same issue that lies higher has softened, one that lies lower has hardened, and one that leads from a
clear stand to its contrary has reversed. It is compared with the last stand on the same matter
(:mod:`detente.analysis.matters`), since issues are wide. What is about another matter, or told on the same day, is told
also: nobody is seen to move there. What an article looks back at is recalled, and moves nothing either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day
from enum import StrEnum
from functools import lru_cache

from detente.analysis.facts import Fact, fact_of, in_order
from detente.analysis.matters import Matter, is_recalled, matter_of
from detente.lexicons import load_tsv
from detente.records import Position, Record, Stance

_Entry = tuple[Record, Position, Fact]
# Where each stance lies before conditions and strength are counted.
_BASE = {
    Stance.SUPPORTS: 2.0,
    Stance.OFFERS: 2.0,
    Stance.WILLING: 2.0,
    Stance.CONDITIONAL: 1.0,
    Stance.DEMANDS: -0.5,
    Stance.UNWILLING: -2.0,
    Stance.OPPOSES: -2.0,
}
# Two positions this far apart are told apart; less is the same said in other words.
_NOTICEABLE = 0.4
# A reversal leads from a clear stand without conditions to its clear contrary; from "no" to "yes, if" is a softening.
_FIRM = 1.5


class Change(StrEnum):
    """How a position relates to those before it in its line.

    ``repeated``, ``softened``, ``hardened`` and ``reversed`` compare it with the last one on the same matter; ``also``
    is on another matter of the issue or of the same day; ``recalled`` is of an earlier time than the article.
    """

    STATED = "first stated"
    REPEATED = "repeated"
    ALSO = "also"
    RECALLED = "recalled"
    SOFTENED = "softened"
    HARDENED = "hardened"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A position in its line.

    Attributes:
        reported: whether somebody else says that the holder stands there; such points never move the line.
    """

    position: Position
    fact: Fact
    change: Change
    reported: bool
    accommodation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionLine:
    """What one holder said on one issue, in order of time."""

    holder: str
    issue: str
    toward: str | None
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point:
        """The last point that the holder stated; else the last that is recalled; else the last reported one."""
        own = [p for p in self.points if not p.reported]
        return next((p for p in reversed(own) if p.change is not Change.RECALLED), (own or self.points)[-1])


def accommodation(position: Position) -> float:
    """How far the holder goes towards what is asked, from -3 to 3.

    Each condition takes a quarter from a willing stand and gives a quarter to an unwilling one ("will not ... unless"
    leaves a door open), up to three quarters; words of strength move it half a step away from nought, words of
    hesitation half a step towards it.
    """
    base = _BASE[position.stance]
    bound = 0.25 * min(3, len(position.conditions))
    value = base - bound if base > 0 else base + bound
    weight = sum(_strengths().get(part.strip(), 0) for part in (position.strength or "").lower().split(","))
    if position.stance in (Stance.SUPPORTS, Stance.OPPOSES):
        # "Strongly" and "stridently opposed" are one stand in the words of two reporters.
        weight = min(weight, 0)
    step = 0.5 * (weight > 0) - 0.5 * (weight < 0)
    return value + step if base > 0 else value - step


@lru_cache(maxsize=1)
def _strengths() -> dict[str, int]:
    return {row["words"].lower(): int(row["weight"]) for row in load_tsv("strengths.tsv", required=("words", "weight"))}


def position_lines(
    records: Iterable[Record], holder: str | None = None, issue: str | None = None, toward: str | None = None
) -> list[PositionLine]:
    """Lines of positions, by holder, issue and whom they are towards.

    Args:
        holder, toward: actor ids.
        issue: a name or part of one, without regard to case.

    Returns:
        Sorted by holder, issue and toward. Positions without ``toward`` join the line of the same holder and issue
        where there is only one.
    """
    found: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
    for record in in_order(records):
        for position in record.positions:
            if holder is not None and position.holder != holder:
                continue
            if issue is not None and issue.lower() not in position.issue.lower():
                continue
            entry = (record, position, fact_of(record, position.span, position.id))
            found[position.holder, position.issue].append(entry)
    lines = []
    for (who, what), entries in sorted(found.items(), key=lambda item: item[0]):
        parties = {p.toward for _, p, _ in entries if p.toward and p.reported_by is None}
        groups: dict[str | None, list[_Entry]] = defaultdict(list)
        for entry in entries:
            groups[entry[1].toward or (next(iter(parties)) if len(parties) == 1 else None)].append(entry)
        for party in sorted(groups, key=lambda p: p or ""):
            if toward is None or party == toward:
                lines.append(PositionLine(holder=who, issue=what, toward=party, points=tuple(_points(groups[party]))))
    return lines


def _points(entries: list[_Entry]) -> Iterator[Point]:
    told: list[_Before] = []
    for record, position, fact in entries:
        value, about = accommodation(position), matter_of(record, position)
        reported, demands = position.reported_by is not None, position.stance is Stance.DEMANDS
        bound = bool(position.conditions)
        change = _change(told, value, about, fact.day, demands=demands, bound=bound, reported=reported)
        if is_recalled(record, position):
            change = Change.RECALLED
        elif not reported:
            told.append(_Before(value=value, about=about, day=fact.day, demands=demands, bound=bound))
        yield Point(position=position, fact=fact, change=change, reported=reported, accommodation=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """An earlier stand of a line."""

    value: float
    about: Matter
    day: Day | None
    demands: bool
    bound: bool


def _change(
    told: list[_Before], now: float, about: Matter, day: Day | None, *, demands: bool, bound: bool, reported: bool
) -> Change:
    """How a stand relates to the last one before it on its matter; what others report is no move."""
    if not told:
        return Change.STATED
    last = next((b for b in reversed(told) if about.again(b.about)), None)
    if last is None:
        return Change.ALSO
    apart = now - last.value
    if demands != last.demands:
        # What is asked of others and what somebody does or allows himself cannot be held against each other.
        return Change.ALSO
    if abs(apart) < _NOTICEABLE:
        return Change.REPEATED
    unclear = reported or day is None or last.day is None or day == last.day
    if unclear or not about.same(last.about):
        return Change.ALSO
    firm = not bound and not last.bound
    if firm and last.value * now < 0 and min(abs(last.value), abs(now)) >= _FIRM:
        return Change.REVERSED
    return Change.SOFTENED if apart > 0 else Change.HARDENED
