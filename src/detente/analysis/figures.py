"""Figures that a text gives, with what they count, and whether two of them exclude each other."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf

from detente.analysis.words import fate_words, stem_of

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS = (
    {w: float(n) for n, w in enumerate(_UNITS)}
    | {w: float(n) for n, w in enumerate(_TEENS, start=13)}
    | {w: 10.0 * n for n, w in enumerate(_TENS, start=2)}
)
_NUMBERS = NUMBERS | {"half": 0.5}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "dozen": 12.0}
NUMBER_WORDS = frozenset(_NUMBERS) | frozenset(_SCALES)
_ABOUT = frozenset(("about", "around", "some", "nearly", "almost", "roughly", "approximately", "estimated"))
_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+|%")
MONTHS = frozenset(calendar.month_name[n].lower() for n in range(1, 13))
_YEAR_BEFORE = frozenset(("in", "of", "since", "until", "by", "before", "after", "from", "to", "during", *MONTHS))
_PERCENT = "perce"
# Figures so far apart count different things.
_FAR = 20.0
# Figures that are near each other are one figure, told from memory.
_NEAR = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure.

    Attributes:
        low, high: between which the value lies as the text gives it; "at least 500" has no upper bound.
        of: stems of the words that follow, which say what is counted.
    """

    low: float
    high: float
    of: tuple[str, ...]


def figures(text: str) -> tuple[Figure, ...]:
    """Figures of the text; days, years and ordinals are none."""
    words = _TOKEN.findall(text)
    # "Six Russian skiers", "twelve Russian medallists": skiers and medallists are counted.
    owner = [
        w[0].isupper() and n > 0 and after[:1].islower() and after not in fate_words().small
        for n, (w, after) in enumerate(zip(words, [*words[1:], ""], strict=True))
    ]
    return tuple(_figures([w.lower() for w, left_out in zip(words, owner, strict=True) if not left_out]))


def _figures(words: list[str]) -> Iterator[Figure]:
    small, stem = fate_words().small, fate_words().stem
    n = 0
    while n < len(words):
        start, (value, n) = n, _value(words, n)
        if value is None or _is_date(words, start, n, value):
            continue
        after = [w for w in words[n : n + 4] if w == "%" or (w not in small and len(w) > 2)][:2]
        if after:
            low, high = _bounds(value, words[max(0, start - 3) : start])
            counted = ("percent" if w == "%" else w for w in after)
            yield Figure(low=low, high=high, of=tuple(stem.get(w, stem_of(w)) for w in counted))


def _value(words: list[str], start: int) -> tuple[float | None, int]:
    """The number that begins at ``start`` and where it ends; None where none begins there."""
    value = current = 0.0
    n = start
    while n < len(words):
        word = words[n]
        after = words[n + 1] if n + 1 < len(words) else ""
        joins = n > start and (
            (word == "a" and after in _SCALES) or (word == "and" and words[n - 1] in _SCALES and after in _NUMBERS)
        )
        if word[0].isdigit():
            current += float(word.replace(",", ""))
        elif word in _NUMBERS:
            current += _NUMBERS[word]
        elif word in _SCALES:
            current = (current or 1.0) * _SCALES[word]
            if _SCALES[word] >= 1e3:
                value, current = value + current, 0.0
        elif not joins:
            break
        n += 1
    return (value + current, n) if n > start else (None, start + 1)


def _bounds(value: float, before: list[str]) -> tuple[float, float]:
    """Between which the value lies, by up to three words before it."""
    last, two = before[-1:], before[-2:]
    if two == ["more", "than"] or last in (["over"], ["least"], ["exceeding"]):
        return value, inf
    if two in (["less", "than"], ["fewer", "than"], ["up", "to"], ["at", "most"]) or last == ["under"]:
        return 0.0, value
    if set(before) & _ABOUT:
        return value * (1 - _NEAR), value * (1 + _NEAR)
    return value, value


def _is_date(words: list[str], start: int, end: int, value: float) -> bool:
    before = words[start - 1] if start else ""
    after = words[end] if end < len(words) else ""
    year = 1000 <= value <= 2100 and words[start].isdigit() and end == start + 1 and before in _YEAR_BEFORE
    return year or after in MONTHS or (before in MONTHS and value <= 31)


def contrary_figures(mine: Iterable[Figure], theirs: Iterable[Figure]) -> bool:
    """Whether both count one thing and no two figures of it agree."""
    others = tuple(theirs)
    compared = [(a, b) for a in mine for b in others if _one_thing(a.of, b.of)]
    return bool(compared) and all((a.high < b.low or b.high < a.low) and not _far(a, b) for a, b in compared)


def _far(a: Figure, b: Figure) -> bool:
    small, large = sorted((max(a.low, 1.0) if a.high == inf else a.high, max(b.low, 1.0) if b.high == inf else b.high))
    return large > _FAR * max(small, 1.0)


def _one_thing(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    if len(mine) < 2 or len(theirs) < 2:
        return mine[0] == theirs[0]
    # "81 percent of Democrats", "49 percent of voters": shares of different things.
    return mine[1] == theirs[1] or (mine[0] == theirs[0] and mine[0] != _PERCENT)
