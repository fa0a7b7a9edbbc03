"""Numbers, years, counts and units as the words of a capture give them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from detente.read.times import values as cal
from detente.read.times.operations.context import NONE, Context, Matched
from detente.read.times.tense import Direction
from detente.read.times.tokens import Token

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


def read_number(items: tuple[Token, ...], numbers: Mapping[str, str]) -> float | None:
    """A number in digits or words: ``5 1/2``, ``twenty-four``, ``a hundred``, ``two and a half``."""
    total, current, seen = 0.0, 0.0, False
    keys = [t.key for t in items]
    if keys[-3:] == ["and", "a", "half"]:
        total, keys, seen = 0.5, keys[:-3], True
    for key in keys:
        if key.isascii() and key.isdigit():
            current, seen = current + int(key), True
        elif "/" in key:
            top, _, bottom = key.partition("/")
            if not bottom.isdigit() or int(bottom) == 0:
                return None
            current, seen = current + int(top) / int(bottom), True
        elif key in _FRACTIONS:
            current, seen = current + _FRACTIONS[key], True
        elif key in ("a", "an"):
            current = 0.0
        elif key in ("hundred", "thousand", "dozen"):
            current, seen = (current or 1.0) * float(numbers[key]), True
        elif key in numbers:
            current, seen = current + float(numbers[key]), True
        elif key.replace(".", "", 1).isascii() and key.replace(".", "", 1).isdigit():
            current, seen = current + float(key), True
    return total + current if seen else None


def read_year(items: tuple[Token, ...], numbers: Mapping[str, str], anchor: date | None) -> int | None:
    """A year in digits (``1998``, ``'98``) or words (``nineteen ninety-eight``)."""
    keys = [t.key for t in items if t.key not in ("-", "and")]
    if not keys:
        return None
    first = keys[0]
    if first.isascii() and first.isdigit():
        return int(first)
    if first.startswith("'"):
        # Two figures: the century that puts the year nearest to publication, but no more than 20 years ahead.
        short = int(first[1:3])
        base = anchor.year if anchor else 2020
        year = base - base % 100 + short
        return year - 100 if year > base + 20 else year
    counts = [int(float(numbers[k])) for k in keys if k in numbers]
    if not counts:
        return None
    if keys[:2] == ["two", "thousand"]:
        return 2000 + sum(counts[2:])
    tail = sum(counts[1:])
    if not 1 <= tail <= 99 and first not in ("nineteen", "eighteen"):
        return None
    return counts[0] * 100 + tail if tail >= 10 else None


def year_of(match: Matched, context: Context) -> int | None:
    """The year that the capture ``y`` names."""
    items = context.items(match, "y")
    return read_year(items, context.grammar.values["numword"], context.anchor) if items else None


def count_of(match: Matched, context: Context) -> float | None:
    """The number in the capture ``n``: 1 without a capture, None where its words are no number."""
    items = context.items(match, "n")
    if not items:
        return 1.0
    return read_number(items, context.grammar.values["numword"])


def shifted_year(match: Matched, context: Context) -> tuple[str, str] | None:
    """Year by "this", "last" or "next year" beside a date: value and anchor."""
    shift = context.number(match, "k")
    if shift is None:
        return None
    if context.anchor is None:
        return "XXXX", NONE
    return cal.format_year(context.anchor.year + shift), context.anchor_name


def narrative(words: str) -> str:
    """What ``anchored`` says of words of the text."""
    return f"text:{' '.join(words.split())}"


def unit_of(match: Matched, context: Context) -> str:
    """The unit in the capture ``u``, as a letter of ISO 8601; a day where there is none."""
    found = context.value(match, "u")
    if found is None:
        found = context.value(match, "a")
    return found or "D"


def choose_year(month: int, day: int | None, anchor: date, direction: Direction | None) -> int:
    """The year of a month (and day) that names none.

    Looking back: the last such day up to the anchor; ahead: the next; otherwise the nearest.
    """
    this = anchor.year
    options = []
    for year in (this - 1, this, this + 1):
        if not 1 <= year <= 9999:
            continue
        if day is None:
            distance = (year - this) * 365 + (month - anchor.month) * 30
        else:
            real = cal.make_day(year, month, day)
            distance = (real - anchor).days if real else (year - this) * 365 + (month - anchor.month) * 30
        options.append((distance, year))
    # A day of a month is near to what is reported; a verb decides only beyond these many days. ("Holders of record
    # Nov. 10" stands in sentences of every tense.) A month alone follows the verb more strictly.
    ahead_limit, back_limit = (100, -30) if day is not None else (0, -1)
    if direction == "past":
        back = [o for o in options if o[0] <= ahead_limit]
        return min(back or options, key=lambda o: (abs(o[0]), o[0] > 0))[1]
    if direction == "future":
        ahead = [o for o in options if o[0] >= back_limit]
        return min(ahead or options, key=lambda o: (abs(o[0]), o[0] < 0))[1]
    return min(options, key=lambda o: (abs(o[0]), o[0] > 0))[1]
