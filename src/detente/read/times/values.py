"""Calendar arithmetic that ends in TIMEX3 values.

Everything here is a pure function of dates and numbers; nothing knows about text. A value is the string that
TimeML 1.2.1 puts in ``TIMEX3/@value``: ``1998-02-13``, ``1998-W07``, ``1998-Q3``, ``199`` (the decade),
``XXXX-05-03`` (a May 3rd of an unknown year), ``P3D``, ``PT24H``.

Source: TimeML annotation guidelines 1.2.1, section on TIMEX3; ISO 8601 for weeks.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

#: Unit codes in ascending order of length. MIN and SEC sit under PT, like H.
UNIT_PRECISION = {
    "S": "second",
    "MIN": "minute",
    "H": "hour",
    "D": "day",
    "WE": "weekend",
    "W": "week",
    "M": "month",
    "Q": "quarter",
    "Y": "year",
    "DE": "decade",
    "C": "century",
}
_CLOCK_UNITS = {"S": "S", "MIN": "M", "H": "H"}

_PRECISION_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("time", r"[\dX]{4}-(?:[\dX]{2}-[\dX]{2}|W[\dX]{2}-\d)T.+"),
        ("day", r"[\dX]{4}-(?:[\dX]{2}-[\dX]{2}|W[\dX]{2}-\d)"),
        ("weekend", r"[\dX]{4}-W[\dX]{2}-WE"),
        ("week", r"[\dX]{4}-W[\dX]{2}"),
        ("month", r"[\dX]{4}-[\dX]{2}"),
        ("quarter", r"[\dX]{4}-Q[1-4X]"),
        ("half", r"[\dX]{4}-H[12X]"),
        ("season", r"[\dX]{4}-(?:SP|SU|FA|WI)"),
        ("fiscal year", r"FY[\dX]{4}"),
        ("year", r"[\dX]{4}"),
        ("decade", r"[\dX]{3}"),
        ("century", r"[\dX]{2}"),
        ("vague", r"(?:PAST|PRESENT|FUTURE)_REF"),
    )
)


def precision_of(value: str) -> str:
    """Name the grain of a TIMEX3 point value, or ``"unknown"``.

    >>> precision_of("2019-05-03"), precision_of("XXXX-W20"), precision_of("199")
    ('day', 'week', 'decade')
    """
    for name, pattern in _PRECISION_PATTERNS:
        if pattern.fullmatch(value):
            return name
    return "unknown"


def format_year(year: int) -> str:
    """Four digits, also for years before 1000."""
    return f"{year:04d}"


def format_day(day: date) -> str:
    """``1998-02-13``."""
    return day.isoformat()


def format_week(day: date) -> str:
    """The ISO week a day lies in: ``1998-W07``."""
    iso = day.isocalendar()
    return f"{iso.year:04d}-W{iso.week:02d}"


def shift_months(day: date, months: int) -> tuple[int, int] | None:
    """Year and month ``months`` away, or ``None`` outside the calendar."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return (year, month + 1) if 1 <= year <= 9999 else None


def shift_days(day: date, days: int) -> date | None:
    """A day ``days`` away, or ``None`` outside years 1 to 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def make_day(year: int, month: int, day: int) -> date | None:
    """A real calendar day, or ``None`` (31 February, month 13, year 0)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month - 1) // 3 + 1


def shift_unit(day: date, count: int, unit: str) -> str | None:
    """The calendar point ``count`` units from ``day``, at the grain of the unit.

    Args:
        day: where to count from.
        count: negative for the past.
        unit: a key of ``UNIT_PRECISION``.

    Returns:
        A TIMEX3 value, or ``None`` where the calendar ends or the unit is finer than a day.

    >>> shift_unit(date(1989, 11, 2), -1, "Q"), shift_unit(date(1989, 11, 2), -3, "W")
    ('1989-Q3', '1989-W41')
    """
    if unit in ("D", "W", "WE"):
        moved = shift_days(day, count * (1 if unit == "D" else 7))
        if moved is None:
            return None
        if unit == "D":
            return format_day(moved)
        return format_week(moved) + ("-WE" if unit == "WE" else "")
    if unit in ("M", "Q"):
        month = shift_months(day, count * (1 if unit == "M" else 3))
        if month is None:
            return None
        year, number = month
        return f"{year:04d}-{number:02d}" if unit == "M" else f"{year:04d}-Q{(number - 1) // 3 + 1}"
    if unit in ("Y", "DE", "C"):
        year = day.year + count * {"Y": 1, "DE": 10, "C": 100}[unit]
        if not 1 <= year <= 9999:
            return None
        return {"Y": f"{year:04d}", "DE": f"{year // 10:03d}", "C": f"{year // 100:02d}"}[unit]
    return None


def format_duration(count: float | None, unit: str) -> str:
    """An ISO duration; ``None`` gives ``X``, and halves are carried into the next smaller unit.

    >>> format_duration(3, "D"), format_duration(None, "Y"), format_duration(5.5, "H"), format_duration(2, "DE")
    ('P3D', 'PXY', 'PT5H30M', 'P20Y')
    """
    prefix, letter = ("PT", _CLOCK_UNITS[unit]) if unit in _CLOCK_UNITS else ("P", unit)
    if count is None:
        return f"{prefix}X{letter}"
    if count == int(count):
        return f"{prefix}{int(count)}{letter}"
    whole = int(count)
    rest = count - whole
    smaller = {"H": ("M", 60), "Y": ("M", 12), "D": ("TH", 24), "W": ("D", 7), "M": ("D", 30), "MIN": ("S", 60)}.get(
        unit
    )
    if smaller is None:
        return f"{prefix}{count:g}{letter}"
    small_letter, factor = smaller
    small = round(rest * factor)
    head = f"{whole}{letter}" if whole else ""
    if small_letter == "TH":
        return f"{prefix}{head}T{small}H"
    return f"{prefix}{head}{small}{small_letter}"


def easter(year: int) -> date:
    """Western Easter Sunday.

    Source: the anonymous Gregorian algorithm as printed in Meeus, Astronomical Algorithms, chapter 8.
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The ``nth`` weekday (Monday 0) of a month; ``nth`` -1 for the last one."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    following = date(year + month // 12, month % 12 + 1, 1)
    last = following - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def holiday_day(rule: str, year: int) -> date | None:
    """The day a named day falls on, from its entry in the word list.

    Args:
        rule: ``12-25`` (fixed), ``11-4-THU`` (fourth Thursday of November), ``5-L-MON`` (last Monday),
            ``easter+1`` (days from Easter Sunday), ``11-1-MON+1`` (the day after the first Monday).
        year: the calendar year.

    Returns:
        The day, or ``None`` where the rule gives none in that year.
    """
    names = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
    base, plus, extra = rule.partition("+")
    offset = int(extra) if plus else 0
    if base.startswith("easter"):
        minus = base[len("easter") :]
        return shift_days(easter(year), offset + (int(minus) if minus else 0))
    parts = base.split("-")
    if len(parts) == 2:
        day = make_day(year, int(parts[0]), int(parts[1]))
    else:
        nth = -1 if parts[1] == "L" else int(parts[1])
        day = nth_weekday(year, int(parts[0]), names.index(parts[2]), nth)
    return shift_days(day, offset) if day is not None else None
