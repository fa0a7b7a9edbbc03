"""The years in which an article without a date may have been written, by the offices of those named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from detente.knowledge import Knowledge
from detente.knowledge.roles import compatible
from detente.knowledge.tables import FOREVER, sole_roles
from detente.resolve.person_spans import PersonSpan

# A year of which the common time takes in less than this many days is left out, unless there is no other: of two
# and a half years
# the odd three weeks at the edge are two in a hundred.
LEAST_DAYS = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsInferred:
    """The years, in order; the stretches of time behind them (first day, first day no longer); and what decided."""

    years: tuple[int, ...]
    stretches: tuple[tuple[date, date], ...]
    because: tuple[str, ...]

    @property
    def middle(self) -> date:
        """A day in the middle of the longest stretch, for asking who held which office."""
        first, last = max(self.stretches, key=lambda s: (s[1] - s[0], s[0]))
        return date.fromordinal((first.toordinal() + last.toordinal()) // 2)


Stretches = list[tuple[int, int]]


def _common(one: Stretches, other: Stretches) -> Stretches:
    out = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return sorted((a, b) for a, b in out if a < b)


def held_when(knowledge: Knowledge, person: str, role: str, country: str | None) -> Stretches:
    """When somebody held an office that a title may mean, as ordinals."""
    spans = [
        (t.since, t.until)
        for t in knowledge.tenures(person)
        if compatible(role, t.role) and (country is None or t.country in (country, None)) and t.since
    ]
    return sorted((a, b) for a, b in spans if a < b)


def infer_years(
    spans: Iterable[PersonSpan], knowledge: Knowledge, month_days: Sequence[str] = (), latest: date | None = None
) -> YearsInferred | None:
    """Years in which all those named held the offices that the article gives them.

    Only offices that one person holds at a time count, and only where the title is not said to be a former one.

    Args:
        spans: people with their titles, resolved.
        month_days: days of the year that the article tells of (``05-03``): a year counts if one of them falls into
        the common time.
        latest: the last day to consider; by default the last day that any of the tenures is known of.

    Returns:
        None where nobody's office bounds the time, or the offices were never held together.
    """
    sole = sole_roles()
    common: Stretches = [(1, FOREVER)]
    because: list[str] = []
    seen: set[tuple[str, str]] = set()
    for span in spans:
        person = span.person
        if person is None or not person.known:
            continue
        for title in span.titles():
            if title.former or title.role not in sole or (person.id, title.role or "") in seen:
                continue
            seen.add((person.id, title.role or ""))
            held = held_when(knowledge, person.id, title.role or "", title.country or person.country)
            if not held:
                continue
            narrower = _common(common, held)
            if not narrower:
                # An office given by courtesy, or an error of the tables: one contradiction does not undo the others.
                continue
            if narrower != common:
                because.append(f"{person.name}: {title.text}")
            common = narrower
    if common == [(1, FOREVER)] or not common:
        return None
    end = (latest or date(9999, 1, 1)).toordinal()
    common = [(a, min(b, end)) for a, b in common if a < end]
    if not common or (any(b >= date(9000, 1, 1).toordinal() for _, b in common) and latest is None):
        last = max((t.since for s in seen for t in knowledge.tenures(s[0])), default=0)
        # Offices that nobody is known to have left: the time is open, which names no years.
        common = [(a, b) for a, b in common if b < date(9000, 1, 1).toordinal()] or [
            (a, max(a, last) + 1) for a, _ in common[-1:]
        ]
    return YearsInferred(
        years=_years(common, month_days),
        stretches=tuple((date.fromordinal(a), date.fromordinal(b)) for a, b in common),
        because=tuple(because),
    )


def _years(stretches: Stretches, month_days: Sequence[str]) -> tuple[int, ...]:
    days: dict[int, int] = {}
    for a, b in stretches:
        for year in range(date.fromordinal(a).year, date.fromordinal(b - 1).year + 1):
            first, after = max(a, date(year, 1, 1).toordinal()), min(b, date(year, 12, 31).toordinal() + 1)
            days[year] = days.get(year, 0) + after - first
    kept = [y for y, n in days.items() if n >= LEAST_DAYS] or list(days)
    if month_days:
        told = [y for y in kept if any(_within(stretches, y, md) for md in month_days)]
        kept = told or kept
    return tuple(sorted(kept))


def _within(stretches: Stretches, year: int, month_day: str) -> bool:
    try:
        day = date(year, int(month_day[:2]), int(month_day[3:5])).toordinal()
    except ValueError:
        return False
    return any(a <= day < b for a, b in stretches)
