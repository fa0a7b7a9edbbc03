"""How values read in prose and on pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_PARTS = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*|[ ].*)?$")
_WEEK = re.compile(r"(\d{4})-W(\d\d)$")


def day(value: str | None) -> str:
    """A day, month, year or week as it is said; other values as they are.

    >>> [day(v) for v in ("2018-05-08T10:00", "2018-05", "2018-W19", "PAST_REF", None)]
    ['8 May 2018', 'May 2018', 'week 19 of 2018', 'PAST_REF', '']
    """
    if not value:
        return ""
    week = _WEEK.match(value)
    if week:
        return f"week {int(week[2])} of {week[1]}"
    parts = _PARTS.match(value)
    if not parts or not parts[2]:
        return parts[1] if parts else value
    try:
        on = date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
    except ValueError:
        return value
    return f"{on:%d %B %Y}".lstrip("0") if parts[3] else f"{on:%B %Y}"


def listing(words: Iterable[str], most: int = 6) -> str:
    """A list as it is said.

    >>> [listing(["a"]), listing(["a", "b", "c"]), listing(["a", "b", "c"], most=2)]
    ['a', 'a, b and c', 'a, b and 1 more']
    """
    all_words = list(words)
    shown, more = all_words[:most], len(all_words) - most
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(p for p in (", ".join(shown[:-1]), shown[-1] if shown else "") if p)
