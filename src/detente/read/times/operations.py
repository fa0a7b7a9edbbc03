"""What a rule's words mean: the operations that rules name in their ``op``.

Each operation gets the match and the context (anchor, what was read before) and returns a :class:`Meaning`, or None
where the match is no time expression after all. Operations abstain with a partial value (``XXXX-05-03``) where the
text does not say and no anchor helps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from detente.read.times import values as cal
from detente.read.times.grammar import Grammar, Rule
from detente.read.times.tense import Direction
from detente.read.times.tokens import Token, Tokens

PUBLISHED = "published"
NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The value of an expression.

    Attributes:
        value: TIMEX3 value.
        anchored: what it was counted from.
        type: where it differs from the rule's.
        problem: code and message of a diagnostic, where the words are odd.
    """

    value: str
    anchored: str = NONE
    type: str | None = None
    problem: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """A rule's match: ``begin``, ``end`` are token indices of the expression."""

    rule: Rule
    begin: int
    end: int
    groups: re.Match[str]
    places: Sequence[int]

    @property
    def first(self) -> int:
        """Token index where the pattern began to match, context included."""
        return self.places[self.groups.start()]

    def spread(self, name: str) -> tuple[int, int] | None:
        """Token indices of a capture, the first alternative that took part."""
        for number in range(12):
            group = f"{name}{number}"
            if group not in self.groups.re.groupindex:
                return None
            begin, end = self.groups.span(group)
            if begin >= 0:
                return (self.places[begin], self.places[end - 1] + 1) if begin < end else None
        return None


@dataclass(slots=True)
class Context:
    """What an operation may look at.

    Attributes:
        anchor: the day of publication, or the article's own dateline; None where neither is known.
        anchor_name: ``published`` or ``text:...``.
        direction: past or future, for a span of tokens.
        day, day_words: the last day that the text named, and in which words.
        year, year_words: the last year.
        quarter: the last quarter, as year and number.
        hints: settings of reading (``day_first``).
    """

    grammar: Grammar
    tokens: Tokens
    anchor: date | None
    anchor_name: str
    direction: Callable[[int, int], Direction | None]
    day_first: bool | None = None
    day: date | None = None
    day_words: str = ""
    day_at: int = -1
    year: int | None = None
    year_words: str = ""
    month: tuple[int, int] | None = None
    month_words: str = ""
    month_at: int = -1000
    quarter: tuple[int, int] | None = None
    quarter_words: str = ""
    quarter_at: int = -1
    months_at: int = -1
    surnames: frozenset[str] = frozenset()
    problems: list[tuple[str, str, int, int]] = field(default_factory=list)

    def word(self, match: Matched, name: str) -> str | None:
        """The key of a capture."""
        spread = match.spread(name)
        if spread is None:
            return None
        return " ".join(t.key for t in self.tokens.items[spread[0] : spread[1]])

    def items(self, match: Matched, name: str) -> tuple[Token, ...]:
        """The tokens of a capture."""
        spread = match.spread(name)
        return self.tokens.items[spread[0] : spread[1]] if spread else ()

    def value(self, match: Matched, name: str) -> str | None:
        """What the dictionary says of a capture."""
        word = self.word(match, name)
        return None if word is None else self.grammar.value(match.rule.captures[name], word)

    def number(self, match: Matched, name: str) -> int | None:
        """A capture whose dictionary value is a whole number."""
        found = self.value(match, name)
        return int(found) if found is not None and found.lstrip("-").isdigit() else None

    def words(self, begin: int, end: int) -> str:
        """The text from one token to another."""
        items = self.tokens.items
        return self.tokens.text[items[begin].start : items[end - 1].end]


Operation = Callable[[Matched, Context], Meaning | None]
OPERATIONS: dict[str, Operation] = {}


def operation(name: str) -> Callable[[Operation], Operation]:
    """Enter an operation under the name that rules use."""

    def enter(function: Operation) -> Operation:
        OPERATIONS[name] = function
        return function

    return enter


# ------------------------------------------------------------------------------------------------ reading numbers

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


# ------------------------------------------------------------------------------------------------ helpers


def _year(match: Matched, context: Context) -> int | None:
    items = context.items(match, "y")
    return read_year(items, context.grammar.values["numword"], context.anchor) if items else None


def _count(match: Matched, context: Context) -> float | None:
    items = context.items(match, "n")
    if not items:
        return 1.0
    return read_number(items, context.grammar.values["numword"])


def _shift_year(match: Matched, context: Context) -> tuple[str, str] | None:
    """Year by "this", "last" or "next year" beside a date: value and anchor."""
    shift = context.number(match, "k")
    if shift is None:
        return None
    if context.anchor is None:
        return "XXXX", NONE
    return cal.format_year(context.anchor.year + shift), context.anchor_name


def _narrative(words: str) -> str:
    return f"text:{' '.join(words.split())}"


def _unit(match: Matched, context: Context) -> str:
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


# ------------------------------------------------------------------------------------------------ nothing at all


@operation("block")
def _block(match: Matched, context: Context) -> Meaning | None:
    return None


@operation("block-cased")
def _block_cased(match: Matched, context: Context) -> Meaning | None:
    return None


@operation("block-name")
def _block_name(match: Matched, context: Context) -> Meaning | None:
    return None


# ------------------------------------------------------------------------------------------------ calendar


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
    if len(parts[0]) == 4:
        year, month, day = (int(p) for p in parts)
    else:
        first, second, year = (int(p) for p in parts)
        if len(parts[2]) == 2:
            if dotted and "/" not in word and context.day_first is not True and max(first, second) > 31:
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
def _calendar(match: Matched, context: Context) -> Meaning | None:
    """Month, day, year and part of the day, as far as they are there."""
    month = context.number(match, "m")
    digits = context.word(match, "d")
    day = int(re.sub(r"\D", "", digits)) if digits else None
    weekday = context.number(match, "w")
    year = _year(match, context)
    anchored = NONE
    year_text: str | None = cal.format_year(year) if year is not None else None
    items = context.tokens.items
    if month is None and day is not None:
        month, year_text, anchored = _month_before(match, context, day, year_text)
    if year_text is None:
        keys = {t.key for t in items[match.begin : match.end]}
        shifted = _shift_year(match, context) if match.rule.name != "shifted-month" else None
        if shifted is not None:
            year_text, anchored = shifted
        elif "that" in keys and context.year is not None:
            year_text, anchored = cal.format_year(context.year), _narrative(context.year_words)
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
            (_narrative(context.month_words) if not year_text else NONE),
        )
    # The month stands just before the range, outside the expression.
    key = context.tokens.items[match.first].key
    found = context.grammar.values["month"].get(key)
    return (int(found) if found else None), year_text, NONE


def _infer_year(match: Matched, context: Context, month: int, day: int | None, weekday: int | None) -> tuple[str, str]:
    anchor = context.anchor
    if anchor is None:
        if context.month is not None and context.month[0] and context.year is not None and context.day is not None:
            return cal.format_year(context.year), _narrative(context.year_words)
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
        anchored=_narrative(context.month_words),
    )


@operation("end-day")
def _end_day(match: Matched, context: Context) -> Meaning | None:
    """ "the last day of April"."""
    meaning = _calendar(match, context)
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
    year = _year(match, context)
    return Meaning(value=cal.format_year(year)) if year is not None and year > 0 else None


@operation("year-end")
def _year_range_end(match: Matched, context: Context) -> Meaning | None:
    """The second year of "1994-95"."""
    year = _year(match, context)
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


# ------------------------------------------------------------------------------------------------ quarters and halves


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
    year = _year(match, context)
    if year is not None:
        return Meaning(value=f"{year:04d}-Q{number}")
    shifted = _shift_year(match, context)
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
    year = _year(match, context)
    if year is None:
        return None
    if context.quarter is None:
        return Meaning(value=cal.format_year(year))
    return Meaning(value=f"{year:04d}-Q{context.quarter[1]}", anchored=_narrative(context.quarter_words))


@operation("quarter-now")
def _quarter_now(match: Matched, context: Context) -> Meaning | None:
    """ "the latest quarter": the quarter spoken of, else the one before the anchor."""
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    if "current" in keys and context.anchor is not None:
        value = cal.shift_unit(context.anchor, 0, "Q")
        return Meaning(value=value, anchored=context.anchor_name) if value else None
    if context.quarter is not None:
        year, number = context.quarter
        return Meaning(value=f"{year:04d}-Q{number}", anchored=_narrative(context.quarter_words))
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
        return Meaning(value=f"{number[0]:04d}-Q{number[1]}", anchored=_narrative(context.quarter_words))
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
            return Meaning(value=f"{year - 1:04d}-Q{number}", anchored=_narrative(context.quarter_words))
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    told = context.year is not None and (context.anchor is None or context.year != context.anchor.year)
    if told and context.year is not None and "ago" not in keys and keys & {"earlier", "before"}:
        return Meaning(value=cal.format_year(context.year - 1), anchored=_narrative(context.year_words))
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
    year = _year(match, context)
    if year is not None:
        return Meaning(value=f"{year:04d}-H{number}")
    shifted = _shift_year(match, context)
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
    year = _year(match, context)
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


# ------------------------------------------------------------------------------------------------ weekdays


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
def _weekday(match: Matched, context: Context) -> Meaning | None:
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
def _holiday(match: Matched, context: Context) -> Meaning | None:
    rule = context.value(match, "n")
    if rule is None:
        return None
    year = _year(match, context)
    if rule == "abstain":
        words = context.words(match.begin, match.end)
        value = f"{year:04d}-XX-XX" if year else "XXXX-XX-XX"
        return Meaning(
            value=value, problem=("named_day_left_open", f"{words!r} falls on another day each year; not computed")
        )
    anchored = NONE
    if year is None:
        shifted = _shift_year(match, context)
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


# ------------------------------------------------------------------------------------------------ around the anchor


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
    return Meaning(value=f"{cal.format_day(day)}T{part}", anchored=_narrative(context.day_words))


@operation("clock")
def _clock(match: Matched, context: Context) -> Meaning | None:
    clock = _clock_value(match, context)
    if clock is None:
        return None
    day_text, anchored = "XXXX-XX-XX", NONE
    if match.spread("m") is not None and match.spread("d") is not None:
        meaning = _calendar(match, context)
        if meaning is not None:
            day_text, anchored = meaning.value, meaning.anchored
    elif match.spread("w") is not None:
        meaning = _weekday(match, context)
        if meaning is not None:
            day_text, anchored = meaning.value.split("T")[0], meaning.anchored
    elif match.spread("r") is not None:
        meaning = _relday(match, context)
        if meaning is not None:
            day_text, anchored = meaning.value.split("T")[0], meaning.anchored
    elif context.day is not None and match.begin - context.day_at < 60:
        day_text, anchored = cal.format_day(context.day), _narrative(context.day_words)
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
    unit = _unit(match, context)
    shift = context.number(match, "k") or 0
    if context.anchor is None:
        return Meaning(value=_unknown(unit))
    if unit == "D" and shift == 0:
        return None  # "this day" is a solemn one, seldom today
    if unit == "WE":
        return _weekend_value(context, shift)
    value = cal.shift_unit(context.anchor, shift, unit)
    return Meaning(value=value, anchored=context.anchor_name) if value else None


def _unknown(unit: str) -> str:
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
        return Meaning(value=_unknown(unit))
    value = cal.shift_unit(context.anchor, shift, unit)
    return Meaning(value=value, anchored=context.anchor_name) if value else None


@operation("unit-here")
def _unit_here(match: Matched, context: Context) -> Meaning | None:
    unit = _unit(match, context)
    if context.anchor is None:
        return Meaning(value=_unknown(unit))
    value = cal.shift_unit(context.anchor, 0, unit)
    return Meaning(value=value, anchored=context.anchor_name) if value else None


@operation("year-here")
def _year_here(match: Matched, context: Context) -> Meaning | None:
    shift = context.number(match, "k") or 0
    if context.anchor is None:
        return Meaning(value="XXXX")
    return Meaning(value=cal.format_year(context.anchor.year + shift), anchored=context.anchor_name)


def _reference(context: Context, unit: str) -> tuple[date, str] | None:
    """The day to count from in a story: the last one named, at the grain asked for."""
    if unit in ("Y", "DE", "C") and context.year is not None and 1 <= context.year <= 9999:
        return date(context.year, 1, 1), _narrative(context.year_words)
    if unit == "M" and context.month is not None and context.month[0]:
        return date(context.month[0], context.month[1], 1), _narrative(context.month_words)
    if context.day is not None:
        return context.day, _narrative(context.day_words)
    return None


@operation("ref-unit")
def _ref_unit(match: Matched, context: Context) -> Meaning | None:
    """ "the following year": counted from the last date in the text."""
    unit = _unit(match, context)
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    shift = 1 if keys & {"next", "following"} else -1
    reference = _reference(context, unit)
    if reference is None:
        return Meaning(value=_unknown(unit))
    value = cal.shift_unit(reference[0], shift, unit)
    return Meaning(value=value, anchored=reference[1]) if value else None


@operation("same-unit")
def _same_unit(match: Matched, context: Context) -> Meaning | None:
    unit = _unit(match, context)
    reference = _reference(context, unit)
    if reference is None:
        return None
    value = cal.shift_unit(reference[0], 0, unit)
    return Meaning(value=value, anchored=reference[1]) if value else None


@operation("ref-before")
def _ref_before(match: Matched, context: Context) -> Meaning | None:
    """ "the day before", "the year earlier"."""
    unit = _unit(match, context)
    last = context.tokens.items[match.end - 1].key
    shift = 1 if last in ("after", "later") else -1
    following = context.tokens.items[match.end].key if match.end < len(context.tokens) else ""
    if following and context.tokens.items[match.end].shape == "word" and following not in ("and", "in", "at"):
        return Meaning(value=_unknown(unit))
    reference = _reference(context, unit)
    if reference is None:
        if context.anchor is None:
            return Meaning(value=_unknown(unit))
        reference = (context.anchor, context.anchor_name)
    value = cal.shift_unit(reference[0], shift, unit)
    return Meaning(value=value, anchored=reference[1]) if value else None


@operation("before-last")
def _before_last(match: Matched, context: Context) -> Meaning | None:
    keys = [t.key for t in context.tokens.items[match.begin : match.end]]
    unit = context.value(match, "u") or "D"
    shift = 2 if "tomorrow" in keys else -2
    if context.anchor is None:
        return Meaning(value=_unknown(unit))
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
        meaning = _weekday(match, context)
    elif match.spread("n") is not None:
        meaning = _holiday(match, context)
    else:
        meaning = _calendar(match, context)
    keys = {t.key for t in context.tokens.items[match.begin : match.end]}
    if meaning is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", meaning.value):
        return Meaning(value="XXXX-XX-XX")
    day = cal.shift_days(date.fromisoformat(meaning.value), 1 if "after" in keys else -1)
    return Meaning(value=cal.format_day(day), anchored=meaning.anchored) if day else None


@operation("holiday-week")
def _holiday_week(match: Matched, context: Context) -> Meaning | None:
    meaning = _holiday(match, context)
    if meaning is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", meaning.value):
        return Meaning(value="XXXX-WXX")
    return Meaning(value=cal.format_week(date.fromisoformat(meaning.value)), anchored=meaning.anchored)


@operation("seconds")
def _seconds(match: Matched, context: Context) -> Meaning | None:
    return Meaning(value=cal.format_duration(_count(match, context), "S"))


@operation("week-of")
def _week_of(match: Matched, context: Context) -> Meaning | None:
    meaning = _calendar(match, context)
    if meaning is None or not meaning.value[:4].isdigit() or len(meaning.value) != 10:
        return Meaning(value="XXXX-WXX")
    return Meaning(value=cal.format_week(date.fromisoformat(meaning.value)), anchored=meaning.anchored)


# ------------------------------------------------------------------------------------------------ distances


def _at_distance(match: Matched, context: Context, sign: int, origin: tuple[date, str] | None) -> Meaning | None:
    unit = _unit(match, context)
    count = _count(match, context)
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
        return Meaning(value="XXXX" if unit in ("DE", "C") else _unknown(unit))
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
    unit = _unit(match, context)
    keys = [t.key for t in context.tokens.items[match.begin : match.end]]
    sign = 1 if keys[-1] in ("later", "afterward", "afterwards", "thereafter", "that") else -1
    following = context.tokens.items[match.end].key if match.end < len(context.tokens) else ""
    if keys[-1] in ("before", "prior") and following and following not in (",", ".", "and", ";", ")", '"'):
        count = _count(match, context)
        return None if count is None else Meaning(value=cal.format_duration(count, unit), type="DURATION")
    reference = _reference(context, unit)
    if reference is None and sign < 0:
        reference = _published(context)
    return _at_distance(match, context, sign, reference)


# ------------------------------------------------------------------------------------------------ durations and sets


@operation("duration")
def _duration(match: Matched, context: Context) -> Meaning | None:
    unit = _unit(match, context)
    count = _count(match, context)
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
    unit = _unit(match, context)
    return Meaning(
        value={"H": "PT30M", "D": "PT12H", "Y": "P6M", "M": "P15D", "DE": "P5Y", "C": "P50Y"}.get(unit, "PXD")
    )


@operation("one-and-half")
def _one_and_half(match: Matched, context: Context) -> Meaning | None:
    return Meaning(value=cal.format_duration(1.5, _unit(match, context)))


@operation("duration-vague")
def _duration_vague(match: Matched, context: Context) -> Meaning | None:
    unit = _unit(match, context)
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
    unit = _unit(match, context)
    count = _count(match, context)
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
    unit = _unit(match, context)
    thing = context.tokens.items[match.begin - 1]
    if match.rule.name == "rate-of-thing" and thing.shape == "word" and not thing.key.endswith("s"):
        return None  # "received a year", "the strategy a week later"; but "interviews a day"
    return Meaning(value=cal.format_duration(1, "W" if unit == "FN" else unit)) if unit != "WE" else None


# ------------------------------------------------------------------------------------------------ vague references


@operation("const")
def _const(match: Matched, context: Context) -> Meaning | None:
    return Meaning(value=str(match.rule.arguments["value"]))


@operation("vague")
def _vague(match: Matched, context: Context) -> Meaning | None:
    value = context.value(match, "r")
    return Meaning(value=value) if value else None
