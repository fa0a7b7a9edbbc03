"""Stands of one holder on one issue that one outlet reports for it and the other against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from detente.analysis.contradictions.model import DAYS, Contradiction, How
from detente.analysis.facts import day_of, fact_of
from detente.analysis.matters import is_recalled, matter_of
from detente.analysis.positions import accommodation
from detente.records import Position, Record

# How clear both stands must be, on the scale of accommodation.
_CLEAR = 1.0


def differing_stands(kept: list[Record]) -> Iterator[Contradiction]:
    """Pairs of contrary stands, within three days, on something that both name.

    Args:
        kept: dated records with their outlets, in order.
    """
    lines: dict[tuple[str, str], list[tuple[Record, Position]]] = defaultdict(list)
    for record in kept:
        for position in record.positions:
            if position.span is not None and not is_recalled(record, position):
                lines[position.holder, position.issue].append((record, position))
    for entries in lines.values():
        for (a, one), (b, other) in combinations(entries, 2):
            days = day_of(a), day_of(b)
            if a.article.publisher == b.article.publisher or days[0] is None or days[1] is None:
                continue
            if abs((days[1] - days[0]).days) > DAYS or not _contrary(one, other):
                continue
            if not matter_of(a, one).same(matter_of(b, other)):
                continue
            yield Contradiction(
                how=How.STANCE, detail=(one.stance.value, other.stance.value), one=fact_of(a, one.span, one.id),
                other=fact_of(b, other.span, other.id),
                outlets=(a.article.publisher or "", b.article.publisher or ""),
                confidence=round(0.8 * min(one.confidence, other.confidence), 2),
            )  # fmt: skip


def _contrary(one: Position, other: Position) -> bool:
    a, b = accommodation(one), accommodation(other)
    if a * b >= 0 or min(abs(a), abs(b)) < _CLEAR:
        return False
    return one.toward is None or other.toward is None or one.toward == other.toward
