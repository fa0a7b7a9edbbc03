"""Dates and years by the calendar, and what looks like one and is none."""

from __future__ import annotations

import re
from datetime import date

from detente.read.times import values as cal
from detente.read.times.operations.context import NONE, Context, Matched, Meaning, operation
from detente.read.times.operations.words import (
    choose_year,
    narrative,
    shifted_year,
    year_of,
)


@operation("block")
def _block(match: Matched, context: Context) -> Meaning | None:
    return None


@operation("block-cased")
def _block_cased(match: Matched, context: Context) -> Meaning | None:
    return None


@operation("block-name")
def _block_name(match: Matched, context: Context) -> Meaning | None:
    return None


@operation("iso")
def _iso(match: Matched, context: Context) -> Meaning | None:
    word = context.tokens.items[match.begin].word
    year, month, day = int(word[:4]), int(word[5:7]), int(word[8:10])
    if cal.make_day(year, month, day) is None:
        return Meaning(value="XXXX-XX-XX", problem=("impossible_date", f"{word} is no day of the calendar"))
    clock = re.match(r"T(\d\d):?(\d\d)?", word[10:])
    if clock:
        return Meaning(value=f"{word[:10]}T{clock[1]}:{clock[2] or '00'}", type="TIME")
    return Meaning(value=word[:10])


@operation("slash")
def _slash(match: Matched, context: Context) -> Meaning | None:
    word = context.tokens.items[match.begin].word
    parts = re.split(r"[/.]", word)
    dotted = "." in word
    if dotted and "/" in word:
        return None  # a rate: 30.03/06 marks
    if len(parts[0]) == 4:
        year, month, day = (int(p) for p in parts)
    else:
        first, second, year = (int(p) for p in parts)
        if len(parts[2]) == 2:
            if dotted and context.day_first is not True and max(first, second) > 31:
                return None
            base = context.anchor.year if context.anchor else 2020
            year += base - base % 100
            if year > base + 20:
                year -= 100
        # Dots put the day first wherever they are used; slashes depend on where the text was written.
        day_first = True if dotted else context.day_first
        if first > 12 or second > 12:
            day_first = first > 12
        if day_first is None:
            if first == second:
                day_first = True
            else:
                return Meaning(
                    value=f"{year:04d}-XX-XX",
                    problem=("ambiguous_date", f"{word} may be day/month or month/day; kept at its year"),
                )
        day, month = (first, second) if day_first else (second, first)
    real = cal.make_day(year, month, day)
    if real is None:
        if dotted:
            return None  # a version or section number
        return Meaning(value="XXXX-XX-XX", problem=("impossible_date", f"{word} is no day of the calendar"))
    return Meaning(value=cal.format_day(real))


@operation("calendar")
def calendar_date(match: Matched, context: Context) -> Meaning | None:
    """Month, day, year and part of the day, as far as they are there."""
    month = context.number(match, "m")
    digits = context.word(match, "d")
    day = int(re.sub(r"\D", "", digits)) if digits else None
    weekday = context.number(match, "w")
    year = year_of(match, context)
    anchored = NONE
    year_text: str | None = cal.format_year(year) if year is not None else None
    items = context.tokens.items
    if month is None and day is not None:
        month, year_text, anchored = _month_before(match, context, day, year_text)
    if year_text is None:
        keys = {t.key for t in items[match.begin : match.end]}
        shifted = shifted_year(match, context) if match.rule.name != "shifted-month" else None
        if shifted is not None:
            year_text, anchored = shifted
        elif "that" in keys and context.year is not None:
            year_text, anchored = cal.format_year(context.year), narrative(context.year_words)
    if year_text is None and month is not None:
        year_text, anchored = _infer_year(match, context, month, day, weekday)
    year_text = year_text or "XXXX"
    part = context.value(match, "p")
    problem = None
    if month is not None and day is not None:
        known = year_text.isdigit()
        real = cal.make_day(int(year_text) if known else 2000, month, day)
        if real is None:
            words = context.words(match.begin, match.end)
            return Meaning(
                value=f"{year_text}-{month:02d}",
                anchored=anchored,
                problem=("impossible_date", f"{words!r} is no day of the calendar; kept at its month"),
            )
        if known and weekday is not None and real.isoweekday() != weekday:
            words = context.words(match.begin, match.end)
            problem = ("weekday_disagrees", f"{words!r}: {real.isoformat()} is no such weekday")
        value = f"{year_text}-{month:02d}-{day:02d}"
    elif month is not None:
        value = f"{year_text}-{month:02d}"
    else:
        return None
    if part is not None and day is not None:
        value += f"T{part}"
    return Meaning(value=value, anchored=anchored, problem=problem)


def _month_before(
    match: Matched, context: Context, day: int, year_text: str | None
) -> tuple[int | None, str | None, str]:
    """Month and year of "25" in "April 24 and 25", or of "Monday the 3rd"."""
    if match.rule.name == "weekday-ordinal":
        if context.anchor is None:
            return None, year_text, NONE
        options = []
        for months in (-1, 0, 1):
            at = cal.shift_months(context.anchor, months)
            real = cal.make_day(at[0], at[1], day) if at else None
            if real is not None:
                options.append((abs((real - context.anchor).days), real))
        weekday = context.number(match, "w")
        options = [o for o in options if o[1].isoweekday() == weekday] or options
        if not options:
            return None, year_text, NONE
        real = min(options)[1]
        return real.month, cal.format_year(real.year), context.anchor_name
    spread = match.spread("m")
    if spread is None and context.month is not None:
        year, month = context.month
        return (
            month,
            year_text or (cal.format_year(year) if year else "XXXX"),
            (narrative(context.month_words) if not year_text else NONE),
        )
    # The month stands just before the range, outside the expression.
    key = context.tokens.items[match.first].key
    found = context.grammar.values["month"].get(key)
    return (int(found) if found else None), year_text, NONE


def _infer_year(match: Matched, context: Context, month: int, day: int | None, weekday: int | None) -> tuple[str, str]:
    anchor = context.anchor
    if anchor is None:
        if context.month is not None and context.month[0] and context.year is not None and context.day is not None:
            return cal.format_year(context.year), narrative(context.year_words)
        return "XXXX", NONE
    shift = context.number(match, "k") if match.rule.name == "shifted-month" else None
    if shift is not None:
        if shift < 0:
            year = anchor.year if month < anchor.month else anchor.year - 1
        elif shift > 0:
            year = anchor.year if month > anchor.month else anchor.year + 1
        else:
            year = anchor.year
        return cal.format_year(year), context.anchor_name
    if day is not None and weekday is not None:
        for year in (anchor.year, anchor.year - 1, anchor.year + 1):
            real = cal.make_day(year, month, day)
            if real is not None and real.isoweekday() == weekday and abs((real - anchor).days) < 300:
                return cal.format_year(year), context.anchor_name
    before = context.tokens.items[match.begin - 1].key if match.begin else ""
    if before == "ended" and day is not None:
        # "the year ended Jan. 31" is over.
        real = cal.make_day(anchor.year, month, day)
        return cal.format_year(anchor.year - 1 if real is not None and real > anchor else anchor.year), (
            context.anchor_name
        )
    direction = context.direction(match.begin, match.end)
    return cal.format_year(choose_year(month, day, anchor, direction)), context.anchor_name


@operation("ordinal-day")
def _ordinal_day(match: Matched, context: Context) -> Meaning | None:
    """ "on the 17th": of the month named last, if that was not far back."""
    digits = re.sub(r"\D", "", context.word(match, "d") or "")
    if context.month is None or match.begin - context.month_at > 60 or not digits:
        return None
    year, month = context.month
    if cal.make_day(year or 2000, month, int(digits)) is None:
        return None
    return Meaning(
        value=f"{cal.format_year(year) if year else 'XXXX'}-{month:02d}-{int(digits):02d}",
        anchored=narrative(context.month_words),
    )


@operation("end-day")
def _end_day(match: Matched, context: Context) -> Meaning | None:
    """ "the last day of April"."""
    meaning = calendar_date(match, context)
    if meaning is None or not re.fullmatch(r"\d{4}-\d\d", meaning.value):
        return meaning
    year, month = int(meaning.value[:4]), int(meaning.value[5:])
    last = next(d for d in (31, 30, 29, 28) if cal.make_day(year, month, d))
    day = 1 if context.number(match, "o") == 1 else last
    return Meaning(value=f"{meaning.value}-{day:02d}", anchored=meaning.anchored)


@operation("named-day")
def _named_day(match: Matched, context: Context) -> Meaning | None:
    """A day that became a name: "the September 11 attacks", in what was written afterwards."""
    value = str(match.rule.arguments["value"])
    digits = re.sub(r"\D", "", context.word(match, "d") or "")
    if digits != str(match.rule.arguments["day"]):
        return _calendar_of_words(match, context)
    if context.anchor is not None and cal.format_day(context.anchor) < value:
        return _calendar_of_words(match, context)
    return Meaning(value=value)


def _calendar_of_words(match: Matched, context: Context) -> Meaning | None:
    month = context.grammar.values["month"].get(context.tokens.items[match.begin].key)
    digits = re.sub(r"\D", "", context.word(match, "d") or "")
    if month is None or not digits:
        return None
    year, anchored = _infer_year(match, context, int(month), int(digits), None)
    return Meaning(value=f"{year}-{int(month):02d}-{int(digits):02d}", anchored=anchored)


@operation("nine-eleven")
def _nine_eleven(match: Matched, context: Context) -> Meaning | None:
    if (context.word(match, "d"), context.word(match, "e")) != ("9", "11"):
        return None
    if context.anchor is not None and context.anchor < date(2001, 9, 11):
        return None
    return Meaning(value="2001-09-11")


@operation("year")
def _year_op(match: Matched, context: Context) -> Meaning | None:
    year = year_of(match, context)
    return Meaning(value=cal.format_year(year)) if year is not None and year > 0 else None


@operation("year-end")
def _year_range_end(match: Matched, context: Context) -> Meaning | None:
    """The second year of "1994-95"."""
    year = year_of(match, context)
    tail = context.word(match, "e")
    if year is None or tail is None:
        return None
    end = int(tail)
    if len(tail) == 2:
        end += year - year % 100
    elif len(tail) != 4:
        return None
    return Meaning(value=cal.format_year(end)) if 0 < end - year < 200 else None


@operation("fy")
def _fiscal_code(match: Matched, context: Context) -> Meaning | None:
    digits = (context.word(match, "f") or "")[2:]
    if len(digits) == 2:
        base = context.anchor.year if context.anchor else 2020
        year = base - base % 100 + int(digits)
        digits = str(year - 100 if year > base + 20 else year)
    return Meaning(value=f"FY{digits}")


@operation("decade")
def _decade(match: Matched, context: Context) -> Meaning | None:
    tens = context.number(match, "t")
    if tens is not None:
        return Meaning(value=f"19{tens}")
    digits = re.sub(r"\D", "", context.word(match, "x") or "")
    if len(digits) == 4:
        return Meaning(value=digits[:3])
    if len(digits) != 2 or int(digits) < 20:
        return None
    base = context.anchor.year if context.anchor else 2020
    century = base // 100 - (1 if int(digits) > base % 100 else 0)
    return Meaning(value=f"{century}{digits[0]}")


@operation("century")
def _century(match: Matched, context: Context) -> Meaning | None:
    items = context.items(match, "o")
    key = " ".join(t.key for t in items)
    if key[:1].isdigit():
        number = int(re.sub(r"\D", "", key))
    else:
        ordinals = context.grammar.values["ordword"]
        numbers = context.grammar.values["numword"]
        number = sum(int(ordinals.get(t.key) or numbers.get(t.key) or 0) for t in items if t.key != "-")
    return Meaning(value=f"{number - 1:02d}") if 1 <= number <= 30 else None
