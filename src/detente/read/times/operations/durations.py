"""Durations and sets; vague references to the past, the present and the future."""

from __future__ import annotations

from detente.read.times import values as cal
from detente.read.times.operations.context import Context, Matched, Meaning, operation
from detente.read.times.operations.words import (
    count_of,
    unit_of,
)


@operation("duration")
def _duration(match: Matched, context: Context) -> Meaning | None:
    unit = unit_of(match, context)
    count = count_of(match, context)
    if count is None or count > 1e6:
        return None
    if unit == "FN":
        unit, count = "W", count * 2
    if unit == "WE":
        unit, count = ("D", 2) if count == 1 else ("WE", count)
    if unit == "DE":
        unit, count = "Y", count * 10
    elif unit == "C":
        unit, count = "Y", count * 100
    return Meaning(value=cal.format_duration(count, unit))


@operation("duration-year")
def _duration_year(match: Matched, context: Context) -> Meaning | None:
    return Meaning(value="P1Y")


@operation("half-duration")
def _half_duration(match: Matched, context: Context) -> Meaning | None:
    unit = unit_of(match, context)
    return Meaning(
        value={"H": "PT30M", "D": "PT12H", "Y": "P6M", "M": "P15D", "DE": "P5Y", "C": "P50Y"}.get(unit, "PXD")
    )


@operation("one-and-half")
def _one_and_half(match: Matched, context: Context) -> Meaning | None:
    return Meaning(value=cal.format_duration(1.5, unit_of(match, context)))


@operation("duration-vague")
def _duration_vague(match: Matched, context: Context) -> Meaning | None:
    unit = unit_of(match, context)
    if unit == "FN":
        unit = "W"
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    if "couple" in keys:
        return Meaning(value=cal.format_duration(2, unit))
    if unit in ("DE", "C"):
        unit = "Y"
    return Meaning(value=cal.format_duration(None, unit))


@operation("setword")
def _setword(match: Matched, context: Context) -> Meaning | None:
    value = context.value(match, "f")
    return Meaning(value=value) if value else None


@operation("every")
def _every(match: Matched, context: Context) -> Meaning | None:
    unit = unit_of(match, context)
    count = count_of(match, context)
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    if keys & {"other", "second"}:
        count = 2.0
    if count is None:
        return None
    if unit == "WE":
        return Meaning(value="XXXX-WXX-WE")
    if unit == "DE":
        unit, count = "Y", count * 10
    return Meaning(value=cal.format_duration(count, "W" if unit == "FN" else unit))


@operation("every-part")
def _every_part(match: Matched, context: Context) -> Meaning | None:
    part = context.value(match, "p")
    if part:
        return Meaning(value=f"XXXX-XX-XXT{part}")
    month = context.number(match, "m")
    if month:
        return Meaning(value=f"XXXX-{month:02d}")
    season = context.value(match, "s")
    return Meaning(value=f"XXXX-{season}") if season else None


@operation("rate")
def _rate(match: Matched, context: Context) -> Meaning | None:
    unit = unit_of(match, context)
    thing = context.tokens.items[match.begin - 1]
    if match.rule.name == "rate-of-thing" and thing.shape == "word" and not thing.key.endswith("s"):
        return None  # "received a year", "the strategy a week later"; but "interviews a day"
    return Meaning(value=cal.format_duration(1, "W" if unit == "FN" else unit)) if unit != "WE" else None


@operation("const")
def _const(match: Matched, context: Context) -> Meaning | None:
    return Meaning(value=str(match.rule.arguments["value"]))


@operation("vague")
def _vague(match: Matched, context: Context) -> Meaning | None:
    value = context.value(match, "r")
    return Meaning(value=value) if value else None
