"""Days, weeks, months and years beside the day of publication, or beside what was read before."""

from __future__ import annotations

import re
from datetime import date

from detente.read.times import values as cal
from detente.read.times.operations.calendar import calendar_date
from detente.read.times.operations.context import NONE, Context, Matched, Meaning, operation
from detente.read.times.operations.weekdays import holiday_of, weekday_of
from detente.read.times.operations.words import (
    count_of,
    narrative,
    unit_of,
)


@operation("relday")
def _relday(match: Matched, context: Context) -> Meaning | None:
    shift = context.number(match, "r") or 0
    part = context.value(match, "p")
    tail = f"T{part}" if part else ""
    if context.anchor is None:
        return Meaning(value="XXXX-XX-XX" + tail)
    day = cal.shift_days(context.anchor, shift)
    return Meaning(value=cal.format_day(day) + tail, anchored=context.anchor_name) if day else None


@operation("daypart")
def _daypart(match: Matched, context: Context) -> Meaning | None:
    """ "this morning", "last night"."""
    shift = context.number(match, "k") or 0
    part = context.value(match, "p")
    if context.anchor is None:
        return Meaning(value=f"XXXX-XX-XXT{part}")
    day = cal.shift_days(context.anchor, shift)
    return Meaning(value=f"{cal.format_day(day)}T{part}", anchored=context.anchor_name) if day else None


@operation("tonight")
def _tonight(match: Matched, context: Context) -> Meaning | None:
    if context.anchor is None:
        return Meaning(value="XXXX-XX-XXTNI")
    return Meaning(value=f"{cal.format_day(context.anchor)}TNI", anchored=context.anchor_name)


@operation("ref-daypart")
def _ref_daypart(match: Matched, context: Context) -> Meaning | None:
    part = context.value(match, "p")
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    shift = 1 if keys & {"next", "following"} else 0
    day = cal.shift_days(context.day, shift) if context.day else None
    if day is None:
        return Meaning(value=f"XXXX-XX-XXT{part}")
    return Meaning(value=f"{cal.format_day(day)}T{part}", anchored=narrative(context.day_words))


@operation("clock")
def _clock(match: Matched, context: Context) -> Meaning | None:
    clock = _clock_value(match, context)
    if clock is None:
        return None
    day_text, anchored = "XXXX-XX-XX", NONE
    if match.spread("m") is not None and match.spread("d") is not None:
        meaning = calendar_date(match, context)
        if meaning is not None:
            day_text, anchored = meaning.value, meaning.anchored
    elif match.spread("w") is not None:
        meaning = weekday_of(match, context)
        if meaning is not None:
            day_text, anchored = meaning.value.split("T")[0], meaning.anchored
    elif match.spread("r") is not None:
        meaning = _relday(match, context)
        if meaning is not None:
            day_text, anchored = meaning.value.split("T")[0], meaning.anchored
    elif context.day is not None and match.begin - context.day_at < 60:
        day_text, anchored = cal.format_day(context.day), narrative(context.day_words)
    elif context.anchor is not None:
        day_text, anchored = cal.format_day(context.anchor), context.anchor_name
    return Meaning(value=f"{day_text}T{clock}", anchored=anchored)


def _clock_value(match: Matched, context: Context) -> str | None:
    items = context.items(match, "t")
    if not items:
        return None
    keys = [t.key for t in items]
    named = context.grammar.values["clockname"].get(keys[0])
    if named:
        return named
    if items[0].shape == "int-1800-2059" or (len(keys[0]) == 4 and keys[0].isdigit()):
        hour, minute = int(keys[0][:2]), int(keys[0][2:])
        return f"{hour:02d}:{minute:02d}" if hour < 25 and minute < 60 else None
    digits = re.split(r"[:.]", keys[0])
    if not all(d.isascii() and d.isdigit() for d in digits):
        return None
    hour = int(digits[0])
    minute = int(digits[1]) if len(digits) > 1 else 0
    half = context.grammar.values["ampm"].get(keys[1]) if len(keys) > 1 else None
    part = context.value(match, "p")
    if half is not None or part is not None:
        if hour > 12:
            half, part = None, None
        if half == "12" or part in ("AF", "EV") or (part == "NI" and hour >= 6):
            hour = hour % 12 + 12
        elif half == "0":
            hour %= 12
    if hour > 24 or minute > 59:
        return None
    return f"{hour:02d}:{minute:02d}"


@operation("unit")
def _unit_op(match: Matched, context: Context) -> Meaning | None:
    """ "last week", "this year", "next month"."""
    unit = unit_of(match, context)
    shift = context.number(match, "k") or 0
    if context.anchor is None:
        return Meaning(value=unknown_value(unit))
    if unit == "D" and shift == 0:
        return None  # "this day" is a solemn one, seldom today
    if unit == "WE":
        return _weekend_value(context, shift)
    value = cal.shift_unit(context.anchor, shift, unit)
    return Meaning(value=value, anchored=context.anchor_name) if value else None


def unknown_value(unit: str) -> str:
    """The value of a day, week, month or year that nothing tells: ``XXXX-XX-XX`` and so on."""
    return {
        "D": "XXXX-XX-XX",
        "W": "XXXX-WXX",
        "WE": "XXXX-WXX-WE",
        "M": "XXXX-XX",
        "Q": "XXXX-QX",
        "DE": "XXX",
        "C": "XX",
    }.get(unit, "XXXX")


@operation("unit-year")
def _unit_year(match: Matched, context: Context) -> Meaning | None:
    shift = context.number(match, "k") or 0
    unit = "Q" if context.tokens.items[match.end - 1].key == "quarter" else "Y"
    if context.anchor is None:
        return Meaning(value=unknown_value(unit))
    value = cal.shift_unit(context.anchor, shift, unit)
    return Meaning(value=value, anchored=context.anchor_name) if value else None


@operation("unit-here")
def _unit_here(match: Matched, context: Context) -> Meaning | None:
    unit = unit_of(match, context)
    if context.anchor is None:
        return Meaning(value=unknown_value(unit))
    value = cal.shift_unit(context.anchor, 0, unit)
    return Meaning(value=value, anchored=context.anchor_name) if value else None


@operation("year-here")
def _year_here(match: Matched, context: Context) -> Meaning | None:
    shift = context.number(match, "k") or 0
    if context.anchor is None:
        return Meaning(value="XXXX")
    return Meaning(value=cal.format_year(context.anchor.year + shift), anchored=context.anchor_name)


def reference_of(context: Context, unit: str) -> tuple[date, str] | None:
    """The day to count from in a story: the last one named, at the grain asked for."""
    if unit in ("Y", "DE", "C") and context.year is not None and 1 <= context.year <= 9999:
        return date(context.year, 1, 1), narrative(context.year_words)
    if unit == "M" and context.month is not None and context.month[0]:
        return date(context.month[0], context.month[1], 1), narrative(context.month_words)
    if context.day is not None:
        return context.day, narrative(context.day_words)
    return None


@operation("ref-unit")
def _ref_unit(match: Matched, context: Context) -> Meaning | None:
    """ "the following year": counted from the last date in the text."""
    unit = unit_of(match, context)
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    shift = 1 if keys & {"next", "following"} else -1
    reference = reference_of(context, unit)
    if reference is None:
        return Meaning(value=unknown_value(unit))
    value = cal.shift_unit(reference[0], shift, unit)
    return Meaning(value=value, anchored=reference[1]) if value else None


@operation("same-unit")
def _same_unit(match: Matched, context: Context) -> Meaning | None:
    unit = unit_of(match, context)
    reference = reference_of(context, unit)
    if reference is None:
        return None
    value = cal.shift_unit(reference[0], 0, unit)
    return Meaning(value=value, anchored=reference[1]) if value else None


@operation("ref-before")
def _ref_before(match: Matched, context: Context) -> Meaning | None:
    """ "the day before", "the year earlier"."""
    unit = unit_of(match, context)
    last = context.tokens.items[match.end - 1].key
    shift = 1 if last in ("after", "later") else -1
    following = context.tokens.items[match.end].key if match.end < len(context.tokens) else ""
    if following and context.tokens.items[match.end].shape == "word" and following not in ("and", "in", "at"):
        return Meaning(value=unknown_value(unit))
    reference = reference_of(context, unit)
    if reference is None:
        if context.anchor is None:
            return Meaning(value=unknown_value(unit))
        reference = (context.anchor, context.anchor_name)
    value = cal.shift_unit(reference[0], shift, unit)
    return Meaning(value=value, anchored=reference[1]) if value else None


@operation("before-last")
def _before_last(match: Matched, context: Context) -> Meaning | None:
    keys = [t.key for t in context.tokens.items[match.begin : match.end]]
    unit = context.value(match, "u") or "D"
    shift = 2 if "tomorrow" in keys else -2
    if context.anchor is None:
        return Meaning(value=unknown_value(unit))
    value = cal.shift_unit(context.anchor, shift, unit)
    return Meaning(value=value, anchored=context.anchor_name) if value else None


def _weekend_value(context: Context, shift: int) -> Meaning | None:
    if context.anchor is None:
        return Meaning(value="XXXX-WXX-WE")
    day = cal.shift_days(context.anchor, 7 * shift)
    return Meaning(value=f"{cal.format_week(day)}-WE", anchored=context.anchor_name) if day else None


@operation("weekend")
def _weekend(match: Matched, context: Context) -> Meaning | None:
    shift = context.number(match, "k")
    if shift is not None:
        return _weekend_value(context, shift)
    # "over the weekend": the last one, unless it is Friday or later or the verb looks ahead.
    ahead = context.direction(match.begin, match.end) == "future"
    late = context.anchor is not None and context.anchor.isoweekday() >= 6
    return _weekend_value(context, 0 if ahead or late else -1)


@operation("day-beside")
def _day_beside(match: Matched, context: Context) -> Meaning | None:
    """ "the day before Thursday"."""
    if match.spread("w") is not None:
        meaning = weekday_of(match, context)
    elif match.spread("n") is not None:
        meaning = holiday_of(match, context)
    else:
        meaning = calendar_date(match, context)
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    if meaning is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", meaning.value):
        return Meaning(value="XXXX-XX-XX")
    day = cal.shift_days(date.fromisoformat(meaning.value), 1 if "after" in keys else -1)
    return Meaning(value=cal.format_day(day), anchored=meaning.anchored) if day else None


@operation("holiday-week")
def _holiday_week(match: Matched, context: Context) -> Meaning | None:
    meaning = holiday_of(match, context)
    if meaning is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", meaning.value):
        return Meaning(value="XXXX-WXX")
    return Meaning(value=cal.format_week(date.fromisoformat(meaning.value)), anchored=meaning.anchored)


@operation("seconds")
def _seconds(match: Matched, context: Context) -> Meaning | None:
    return Meaning(value=cal.format_duration(count_of(match, context), "S"))


@operation("week-of")
def _week_of(match: Matched, context: Context) -> Meaning | None:
    meaning = calendar_date(match, context)
    if meaning is None or not meaning.value[:4].isdigit() or len(meaning.value) != 10:
        return Meaning(value="XXXX-WXX")
    return Meaning(value=cal.format_week(date.fromisoformat(meaning.value)), anchored=meaning.anchored)
