"""Quarters, halves and seasons of a year, fiscal ones too."""

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


def _fiscal_words(match: Matched, context: Context) -> bool:
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    return bool(keys & {"fiscal", "financial"})


@operation("quarter")
def _quarter(match: Matched, context: Context) -> Meaning | None:
    number = context.number(match, "q")
    if number is None:
        digits = re.sub(r"\D", "", context.word(match, "q") or "")
        number = int(digits[0]) if digits else None
    if number is None:
        return None
    year = year_of(match, context)
    if year is not None:
        return Meaning(value=f"{year:04d}-Q{number}")
    shifted = shifted_year(match, context)
    if shifted is not None:
        return Meaning(value=f"{shifted[0]}-Q{number}", anchored=shifted[1])
    anchor = context.anchor
    if anchor is None:
        return Meaning(value=f"XXXX-Q{number}")
    # The nearest such quarter: results are reported in the quarter after.
    here = anchor.year * 4 + cal.quarter_of(anchor) - 1
    direction = context.direction(match.begin, match.end)
    options = [(anchor.year + shift) * 4 + number - 1 for shift in (-1, 0, 1)]
    if direction == "past":
        options = [o for o in options if o <= here]
    elif direction == "future":
        options = [o for o in options if o >= here - 1]
    best = min(options, key=lambda o: (abs(o - here), o > here))
    return Meaning(value=f"{best // 4:04d}-Q{best % 4 + 1}", anchored=context.anchor_name)


@operation("quarter-of")
def _quarter_of(match: Matched, context: Context) -> Meaning | None:
    """ "the 1988 period": the same quarter as the one spoken of, in that year."""
    year = year_of(match, context)
    if year is None:
        return None
    if context.quarter is None:
        return Meaning(value=cal.format_year(year))
    return Meaning(value=f"{year:04d}-Q{context.quarter[1]}", anchored=narrative(context.quarter_words))


@operation("quarter-now")
def _quarter_now(match: Matched, context: Context) -> Meaning | None:
    """ "the latest quarter": the quarter spoken of, else the one before the anchor."""
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    if "current" in keys and context.anchor is not None:
        value = cal.shift_unit(context.anchor, 0, "Q")
        return Meaning(value=value, anchored=context.anchor_name) if value else None
    if context.quarter is not None:
        year, number = context.quarter
        return Meaning(value=f"{year:04d}-Q{number}", anchored=narrative(context.quarter_words))
    if match.rule.arguments.get("needs") == "quarter" or "period" in keys:
        return None
    if context.anchor is None:
        return Meaning(value="XXXX-QX")
    value = cal.shift_unit(context.anchor, -1, "Q")
    return Meaning(value=value, anchored=context.anchor_name) if value else None


@operation("quarter-ended")
def _quarter_ended(match: Matched, context: Context) -> Meaning | None:
    """ "the quarter ended July 31": the calendar quarter that most of it lies in."""
    month = context.number(match, "m")
    if month is None:
        return None
    if context.quarter is not None:
        # The quarter spoken of, by the firm's own count, which may not be the calendar's.
        number = context.quarter
        return Meaning(value=f"{number[0]:04d}-Q{number[1]}", anchored=narrative(context.quarter_words))
    year = context.anchor.year if context.anchor is not None else None
    if year is None:
        return Meaning(value="XXXX-QX")
    if context.anchor is not None:
        year = choose_year(month, None, context.anchor, None)
    middle = cal.shift_months(date(year, month, 1), -1)
    if middle is None:
        return None
    return Meaning(value=f"{middle[0]:04d}-Q{(middle[1] - 1) // 3 + 1}", anchored=context.anchor_name)


@operation("year-ago")
def _year_ago(match: Matched, context: Context) -> Meaning | None:
    """ "a year earlier": the same quarter a year before, where a quarter is spoken of, else the year before."""
    named = context.number(match, "q")
    if named is not None:
        base = context.quarter[0] if context.quarter else context.anchor.year if context.anchor else None
        return Meaning(
            value=f"{base - 1:04d}-Q{named}" if base else f"XXXX-Q{named}",
            anchored=context.anchor_name if base else NONE,
        )
    shift = context.number(match, "k")
    if shift is not None and shift >= 0:  # "this time next year"
        if context.anchor is None:
            return Meaning(value="XXXX")
        return Meaning(value=cal.format_year(context.anchor.year + shift), anchored=context.anchor_name)
    if context.quarter is not None and context.quarter_at >= context.months_at:
        year, number = context.quarter
        if context.anchor is None or year >= context.anchor.year - 1:
            return Meaning(value=f"{year - 1:04d}-Q{number}", anchored=narrative(context.quarter_words))
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    told = context.year is not None and (context.anchor is None or context.year != context.anchor.year)
    if told and context.year is not None and "ago" not in keys and keys & {"earlier", "before"}:
        return Meaning(value=cal.format_year(context.year - 1), anchored=narrative(context.year_words))
    if context.anchor is None:
        return Meaning(value="XXXX")
    return Meaning(value=cal.format_year(context.anchor.year - 1), anchored=context.anchor_name)


@operation("half")
def _half(match: Matched, context: Context) -> Meaning | None:
    number = context.number(match, "f")
    if number is None:
        digits = re.sub(r"\D", "", context.word(match, "f") or "")
        number = int(digits[0]) if digits else None
    if number is None:
        return None
    year = year_of(match, context)
    if year is not None:
        return Meaning(value=f"{year:04d}-H{number}")
    shifted = shifted_year(match, context)
    if shifted is not None:
        return Meaning(value=f"{shifted[0]}-H{number}", anchored=shifted[1])
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    if "year" not in keys and not (keys & {"fiscal", "financial"}) and not _business(context):
        return None  # of a match, of a century
    if context.anchor is None:
        return Meaning(value=f"XXXX-H{number}")
    return Meaning(value=f"{context.anchor.year:04d}-H{number}", anchored=context.anchor_name)


def _business(context: Context) -> bool:
    """Whether firms' results are the subject: a quarter was spoken of."""
    return context.quarter is not None


@operation("season")
def _season(match: Matched, context: Context) -> Meaning | None:
    season = context.value(match, "s")
    if season is None:
        return None
    year = year_of(match, context)
    if year is not None:
        return Meaning(value=f"{year:04d}-{season}")
    anchor = context.anchor
    shift = context.number(match, "k")
    if anchor is None:
        return Meaning(value=f"XXXX-{season}")
    # The season's middle month tells on which side of the anchor it lies.
    middle = {"SP": 4, "SU": 7, "FA": 10, "WI": 1}[season]
    year = anchor.year
    words = {t.key for t in context.tokens.items[match.begin : match.end]}
    if shift is not None and "year" in words:
        year += shift
    elif shift is not None and shift < 0:
        year = anchor.year if middle + 1 < anchor.month else anchor.year - 1
    elif shift is not None and shift > 0:
        year = anchor.year if middle > anchor.month + 1 else anchor.year + 1
    elif shift is None:
        direction = context.direction(match.begin, match.end)
        year = choose_year(middle, None, anchor, direction if direction == "future" else None)
    return Meaning(value=f"{year:04d}-{season}", anchored=context.anchor_name)
