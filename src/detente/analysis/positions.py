"""Positions over many articles: how they move.

Pure functions over records: nothing is stored, nothing is decided. What is found is a proposal with its evidence, for
an analyst to confirm.

How a position moves is read from how accommodating it is, on a scale of our own from -3 to 3 (:func:`accommodation`):
supporting, offering and being willing lie above nought; opposing, refusing and demanding below. A later position of the
same holder on the same issue that lies higher has softened, one that lies lower has hardened, and one that leads from a
clear stand to its contrary has reversed. What one article tells beside another stand is told also: nobody moves inside
one article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from detente.analysis.facts import Fact, fact_of, in_order
from detente.lexicons import load_tsv
from detente.records import Position, Record, Stance

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
# A reversal leads from a clear stand to its clear contrary; from "no" to "yes, if" is a softening.
_FIRM = 1.5


class Change(StrEnum):
    """How a position relates to the one before it in its line."""

    STATED = "first stated"
    REPEATED = "repeated"
    ALSO = "also"
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
        """The last point that the holder stated; the last reported one where there is none."""
        return next((p for p in reversed(self.points) if not p.reported), self.points[-1])


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
    found: dict[tuple[str, str], list[tuple[Position, Fact]]] = defaultdict(list)
    for record in in_order(records):
        for position in record.positions:
            if holder is not None and position.holder != holder:
                continue
            if issue is not None and issue.lower() not in position.issue.lower():
                continue
            found[position.holder, position.issue].append((position, fact_of(record, position.span, position.id)))
    lines = []
    for (who, what), entries in sorted(found.items(), key=lambda item: item[0]):
        parties = {p.toward for p, _ in entries if p.toward and p.reported_by is None}
        groups: dict[str | None, list[tuple[Position, Fact]]] = defaultdict(list)
        for position, fact in entries:
            groups[position.toward or (next(iter(parties)) if len(parties) == 1 else None)].append((position, fact))
        for party in sorted(groups, key=lambda p: p or ""):
            if toward is None or party == toward:
                lines.append(PositionLine(holder=who, issue=what, toward=party, points=tuple(_points(groups[party]))))
    return lines


def _points(entries: list[tuple[Position, Fact]]) -> Iterator[Point]:
    before: float | None = None
    article: str | None = None
    for position, fact in entries:
        value = accommodation(position)
        reported = position.reported_by is not None
        yield Point(
            position=position,
            fact=fact,
            change=Change.STATED if before is None else _change(before, value, together=fact.article == article),
            reported=reported,
            accommodation=value,
        )
        if not reported:
            before, article = value, fact.article


def _change(before: float, now: float, *, together: bool) -> Change:
    if together and abs(now - before) >= _NOTICEABLE:
        return Change.ALSO
    if before * now < 0 and min(abs(before), abs(now)) >= _FIRM:
        return Change.REVERSED
    if abs(now - before) < _NOTICEABLE:
        return Change.REPEATED
    return Change.SOFTENED if now > before else Change.HARDENED
