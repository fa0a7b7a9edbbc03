"""Weekdays and holidays."""

from __future__ import annotations

from datetime import date, timedelta

from detente.read.times import values as cal
from detente.read.times.operations.context import NONE, Context, Matched, Meaning, operation
from detente.read.times.operations.words import (
    choose_year,
    shifted_year,
    year_of,
)


def _weekday_day(match: Matched, context: Context, weekday: int) -> date | None:
    anchor = context.anchor
    if anchor is None:
        return None
    items = context.tokens.items[match.begin : match.end]
    keys = [t.key for t in items]
    shift = context.number(match, "k")
    if "week" in keys and shift is not None:
        monday = anchor - timedelta(days=anchor.weekday())
        return cal.shift_days(monday, 7 * shift + weekday - 1)
    back = (anchor.isoweekday() - weekday) % 7
    ahead = (weekday - anchor.isoweekday()) % 7
    if shift is None and keys[0] in ("last", "past", "this", "next", "coming"):
        shift = {"last": -1, "past": -1, "this": 0, "next": 1, "coming": 1}[keys[0]]
    if shift is not None and shift < 0:
        return cal.shift_days(anchor, -(back or 7))
    if shift is not None and shift > 0:
        return cal.shift_days(anchor, ahead or 7)
    if keys[0] in ("later", "earlier"):
        return cal.shift_days(anchor, -back)  # "later Monday" is said on Monday, or printed on Tuesday
    direction = context.direction(match.begin, match.end)
    if shift == 0:
        monday = anchor - timedelta(days=anchor.weekday())
        return cal.shift_days(monday, weekday - 1) if direction != "past" else cal.shift_days(anchor, -back)
    if direction == "future":
        return cal.shift_days(anchor, ahead)
    return cal.shift_days(anchor, -back)


@operation("weekday")
def weekday_of(match: Matched, context: Context) -> Meaning | None:
    """A weekday, by tense before or after the day of publication."""
    weekday = context.number(match, "w")
    if weekday is None:
        return None
    part = context.value(match, "p")
    tail = f"T{part}" if part else ""
    day = _weekday_day(match, context, weekday)
    if day is None:
        return Meaning(value=f"XXXX-WXX-{weekday}{tail}")
    return Meaning(value=cal.format_day(day) + tail, anchored=context.anchor_name)


@operation("weekday-ago")
def _weekday_ago(match: Matched, context: Context) -> Meaning | None:
    weekday = context.number(match, "w")
    if weekday is None:
        return None
    if context.anchor is None:
        return Meaning(value=f"XXXX-WXX-{weekday}")
    day = cal.shift_days(context.anchor, -((context.anchor.isoweekday() - weekday) % 7) - 7)
    return Meaning(value=cal.format_day(day), anchored=context.anchor_name) if day else None


@operation("weekday-set")
def _weekday_set(match: Matched, context: Context) -> Meaning | None:
    weekday = context.number(match, "w")
    return Meaning(value=f"XXXX-WXX-{weekday}") if weekday else None


@operation("holiday")
def holiday_of(match: Matched, context: Context) -> Meaning | None:
    """A holiday or a named day, of the year that the text names or the nearest one."""
    rule = context.value(match, "n")
    if rule is None:
        return None
    year = year_of(match, context)
    if rule == "abstain":
        words = context.words(match.begin, match.end)
        value = f"{year:04d}-XX-XX" if year else "XXXX-XX-XX"
        return Meaning(
            value=value, problem=("named_day_left_open", f"{words!r} falls on another day each year; not computed")
        )
    anchored = NONE
    if year is None:
        shifted = shifted_year(match, context)
        keys = {t.key for t in context.tokens.items[match.begin : match.end]}
        if shifted is not None and "year" in keys and shifted[0].isdigit():
            year, anchored = int(shifted[0]), shifted[1]
        elif context.anchor is not None:
            anchored = context.anchor_name
            shift = context.number(match, "k")
            direction = (
                None
                if shift == 0
                else "past"
                if shift == -1
                else "future"
                if shift == 1
                else context.direction(match.begin, match.end)
            )
            day = cal.holiday_day(rule, context.anchor.year)
            if day is None:
                return None
            year = choose_year(day.month, day.day, context.anchor, direction)
    if year is None:
        if "-" in rule and rule.replace("-", "").isdigit():
            month, _, number = rule.partition("-")
            return Meaning(value=f"XXXX-{int(month):02d}-{int(number):02d}")
        return Meaning(value="XXXX-XX-XX")
    day = cal.holiday_day(rule, year)
    return Meaning(value=cal.format_day(day), anchored=anchored) if day else None
