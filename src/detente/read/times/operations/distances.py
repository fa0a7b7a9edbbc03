"""So long before or after a day, as in "two weeks ago" and "three days later"."""

from __future__ import annotations

from datetime import date

from detente.read.times import values as cal
from detente.read.times.operations.around import reference_of, unknown_value
from detente.read.times.operations.context import Context, Matched, Meaning, operation
from detente.read.times.operations.words import (
    count_of,
    unit_of,
)


def _at_distance(match: Matched, context: Context, sign: int, origin: tuple[date, str] | None) -> Meaning | None:
    unit = unit_of(match, context)
    count = count_of(match, context)
    if count is None or count > 100_000:
        return None
    if unit == "FN":
        unit, count = "W", count * 2
    if unit in ("S", "MIN", "H"):
        if origin is None or count != int(count):
            return Meaning(value=cal.format_duration(count, unit), type="DURATION")
        # The hour of publication is not known, so the day is as far as this goes.
        return Meaning(value=cal.format_duration(count, unit), type="DURATION")
    if origin is None:
        return Meaning(value="XXXX" if unit in ("DE", "C") else unknown_value(unit))
    start, anchored = origin
    if unit == "DE":
        unit, count = "Y", count * 10
    if unit == "C":
        unit, count = "Y", count * 100
    if count != int(count):
        if unit == "Y":
            unit, count = "M", float(round(count * 12))
        elif unit == "D":
            count = float(round(count))
        else:
            unit, count = "D", float(round(count * {"W": 7, "M": 30, "Q": 91}[unit]))
    value = cal.shift_unit(start, sign * int(count), unit)
    return Meaning(value=value, anchored=anchored) if value else None


def _published(context: Context) -> tuple[date, str] | None:
    return (context.anchor, context.anchor_name) if context.anchor is not None else None


@operation("ago")
def _ago(match: Matched, context: Context) -> Meaning | None:
    return _at_distance(match, context, -1, _published(context))


@operation("ahead")
def _ahead(match: Matched, context: Context) -> Meaning | None:
    return _at_distance(match, context, 1, _published(context))


@operation("ago-vague")
def _ago_vague(match: Matched, context: Context) -> Meaning | None:
    return Meaning(value="PAST_REF")


@operation("offset")
def _offset(match: Matched, context: Context) -> Meaning | None:
    """ "two days later": counted from the last date in the text, as far as there is one."""
    unit = unit_of(match, context)
    keys = [t.key for t in context.tokens.items[match.begin : match.end]]
    sign = 1 if keys[-1] in ("later", "afterward", "afterwards", "thereafter", "that") else -1
    following = context.tokens.items[match.end].key if match.end < len(context.tokens) else ""
    if keys[-1] in ("before", "prior") and following and following not in (",", ".", "and", ";", ")", '"'):
        count = count_of(match, context)
        return None if count is None else Meaning(value=cal.format_duration(count, unit), type="DURATION")
    reference = reference_of(context, unit)
    if reference is None and sign < 0:
        reference = _published(context)
    return _at_distance(match, context, sign, reference)
