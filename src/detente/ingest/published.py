"""Dates of publication: what sources write, as ISO 8601, or None with a reason. Never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

#: News outside these years is a mistyped date, not news. Fixed, not "today", so that a text reads alike in any year.
FIRST_YEAR, LAST_YEAR = 1600, 2100

_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z)?)?$")
_SLASHED_ISO = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ T].*)?$")
_ISO_LIKE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$")
_PARTIAL = re.compile(r"^\d{4}(-\d{2})?$")
_WORD = re.compile(r"[A-Za-z]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A date as read.

    Attributes:
        value: ISO 8601 date or instant; None where it could not be read.
        problem: diagnostic code where there is something to say, else None.
        message: what it says.
    """

    value: str | None
    problem: str | None = None
    message: str = ""

    @property
    def day(self) -> str | None:
        """The day alone, ``YYYY-MM-DD``."""
        return self.value[:10] if self.value is not None else None


def read_published(raw: object) -> Published:
    """The ISO form of a date that a source gave.

    An ISO date or instant is kept as it stands. RFC 2822 (feeds), compact (GDELT) and written-out dates are turned into
    it. ``05/06/2019`` may be May or June and is not guessed.

    >>> read_published("2019-05-15").value
    '2019-05-15'
    >>> read_published("Wed, 15 May 2019 10:00:00 GMT").value
    '2019-05-15T10:00:00+00:00'
    >>> read_published("05/06/2019").problem
    'published_ambiguous'
    >>> read_published("9999-01-01").problem
    'published_implausible'
    """
    if raw is None or raw == "":
        return Published(value=None)
    if isinstance(raw, datetime):
        return _checked(raw.isoformat(), raw.year, raw)
    if isinstance(raw, date):
        return _checked(raw.isoformat(), raw.year, raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return _unreadable(raw)
    if isinstance(raw, int | float) and not 10_000_000 <= raw < 100_000_000:
        return _from_epoch(raw)
    text = str(raw).strip()
    if _PARTIAL.match(text):
        return Published(
            value=None, problem="published_partial", message=f"the date {text!r} names no day; left unknown"
        )
    for reader in (_iso, _compact, _slashed, _rfc, _written):
        found = reader(text)
        if found is not None:
            return found
    return _unreadable(raw)


def _unreadable(raw: object) -> Published:
    return Published(
        value=None, problem="published_unreadable", message=f"the date {str(raw)[:60]!r} cannot be read; left unknown"
    )


def _checked(value: str, year: int, raw: object) -> Published:
    if FIRST_YEAR <= year <= LAST_YEAR:
        return Published(value=value)
    return Published(
        value=None,
        problem="published_implausible",
        message=f"the date {str(raw)[:60]!r} lies outside {FIRST_YEAR} to {LAST_YEAR}; left unknown",
    )


def _iso(text: str) -> Published | None:
    try:
        if len(text) == 10:
            return _checked(text, date.fromisoformat(text).year, text)
        if _ISO_LIKE.match(text):
            return _checked(text, datetime.fromisoformat(text).year, text)
    except ValueError:
        return _day_alone(text)
    return None


def _day_alone(text: str) -> Published | None:
    """The day of an instant whose clock is malformed (``2019-05-15T25:00``)."""
    match = _ISO_LIKE.match(text)
    if match is None:
        return None
    return _from_numbers(int(match[1]), int(match[2]), int(match[3]), text)


def _from_numbers(year: int, month: int, day: int, raw: object) -> Published | None:
    try:
        return _checked(date(year, month, day).isoformat(), year, raw)
    except ValueError:
        return None


def _compact(text: str) -> Published | None:
    match = _COMPACT.match(text)
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if match[4] is None:
        return _from_numbers(year, month, day, text)
    try:
        instant = datetime(year, month, day, int(match[4]), int(match[5]), int(match[6] or 0), tzinfo=UTC)
    except ValueError:
        return None
    return _checked(instant.isoformat(), year, text)


def _slashed(text: str) -> Published | None:
    match = _SLASHED_ISO.match(text)
    return _from_numbers(int(match[1]), int(match[2]), int(match[3]), text) if match else None


def _rfc(text: str) -> Published | None:
    if not _WORD.search(text):
        return None
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None
    return _checked(instant.isoformat(), instant.year, text) if instant.year >= FIRST_YEAR else None


def _written(text: str) -> Published | None:
    """Dates that dateutil reads alike whatever it is told to assume for what is missing."""
    from dateutil import parser

    if len(text) > 60:
        return None
    try:
        first = parser.parse(text, default=datetime(1996, 1, 1), dayfirst=False)
        second = parser.parse(text, default=datetime(2004, 2, 2), dayfirst=True)
    except (ValueError, OverflowError, TypeError):
        return None
    if first.date() == second.date():
        value = first.isoformat() if first.tzinfo is not None else first.date().isoformat()
        return _checked(value, first.year, text)
    if first.year == second.year and first.year > FIRST_YEAR and re.search(r"\d[/.-]\d", text):
        return Published(
            value=None,
            problem="published_ambiguous",
            message=f"the date {text!r} may be read with the day or the month first; left unknown",
        )
    return None


def _from_epoch(raw: int | float) -> Published:
    seconds = raw / 1000 if abs(raw) > 1e11 else raw
    try:
        instant = datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return _unreadable(raw)
    return _checked(instant.isoformat(), instant.year, raw)
