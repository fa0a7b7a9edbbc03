"""From a text to its time expressions: match all rules, settle overlaps, work out values in order of reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from detente.read.times.grammar import Grammar, load_grammar
from detente.read.times.operations import NONE, OPERATIONS, PUBLISHED, Context, Matched, Meaning
from detente.read.times.tense import Direction, direction_of_preposition, direction_of_words
from detente.read.times.tokens import SHAPES, Tokens
from detente.read.times.values import quarter_of
from detente.records import Diagnostic, Evidence, Span, Timex

VERSION = "1"
RULE_SOURCE = "times_rules.toml"


def find_times(
    text: str,
    anchor: date | None = None,
    *,
    sents: Sequence[tuple[int, int]] | None = None,
    grammar: Grammar | None = None,
    day_first: bool | None = None,
) -> list[Timex]:
    """Time expressions of a text, in order, none overlapping another.

    Args:
        text: any prose.
        anchor: day of publication; None where it is not known, when values stay partial (``XXXX-05-03``) unless
            the text gives its own date.
        sents: character ranges to read; None for the whole text.
        grammar: dictionaries; the shipped ones by default.
        day_first: how to read 5/3/2019; None goes by the text's other dates, and leaves it open where they do not
            tell.

    >>> [(t.text, t.type, t.value) for t in find_times("They met on May 3.", date(2019, 5, 15))]
    [('May 3', 'DATE', '2019-05-03')]
    """
    return read_times(text, anchor, sents=sents, grammar=grammar, day_first=day_first)[0]


def read_times(
    text: str,
    anchor: date | None = None,
    *,
    sents: Sequence[tuple[int, int]] | None = None,
    grammar: Grammar | None = None,
    day_first: bool | None = None,
) -> tuple[list[Timex], list[Diagnostic]]:
    """The same as :func:`find_times`, with what was odd on the way."""
    grammar = grammar or load_grammar()
    tokens = grammar.tokens(text)
    matches = rank(match_rules(tokens, grammar), tokens, grammar)
    anchor_name = PUBLISHED
    if anchor is None:
        anchor, anchor_name = find_dateline(tokens, matches, grammar)
    context = Context(
        grammar=grammar,
        tokens=tokens,
        anchor=anchor,
        anchor_name=anchor_name,
        direction=_direction_finder(tokens, grammar),
        day_first=written_day_first(tokens) if day_first is None else day_first,
    )
    times: list[Timex] = []
    problems: list[Diagnostic] = []
    reached = 0
    for match in matches:
        if match.begin < reached:
            continue
        start, end = tokens.items[match.begin].start, tokens.items[match.end - 1].end
        if sents is not None and not any(s <= start < e for s, e in sents):
            continue
        if match.rule.op.startswith("block"):
            reached = match.end
            continue
        meaning = OPERATIONS[match.rule.op](match, context)
        if meaning is None:
            continue  # no time after all by this rule; a shorter or later reading of these words may be one
        reached = match.end
        _remember(match, meaning, context)
        words = text[start:end]
        times.append(
            Timex(
                start=start,
                end=end,
                text=words,
                type=meaning.type or match.rule.type,
                value=meaning.value,
                anchored=meaning.anchored,
                confidence=match.rule.confidence,
                why=Evidence(source=f"{RULE_SOURCE}:{match.rule.name}", version=grammar.version, words=(words,)),
            )
        )
        if meaning.problem is not None:
            code, message = meaning.problem
            problems.append(Diagnostic(code=code, message=message, span=Span(start=start, end=end, text=words)))
    return times, problems


# Words on either side of a trigger that a match may reach. The longest rules span some twenty words.
_REACH = 16


def match_rules(tokens: Tokens, grammar: Grammar) -> list[Matched]:
    """Every match of every rule, in no particular order."""
    codes, places = near_triggers(tokens.codes, grammar.triggers)
    there = frozenset(codes)
    found = []
    for rule in grammar.rules:
        if any(there.isdisjoint(need) for need in rule.needs):
            continue
        group: str | int = "span" if "span" in rule.pattern.groupindex else 0
        for match in rule.pattern.finditer(codes):
            begin, end = match.span(group)
            if begin < end:
                found.append(Matched(rule, places[begin], places[end - 1] + 1, match, places))
    return found


def near_triggers(codes: str, triggers: frozenset[str]) -> tuple[str, Sequence[int]]:
    """The parts of a text near words that time expressions are made of, joined by breaks no rule reaches across.

    Returns:
        The codes kept, and for each its place in the whole.
    """
    pieces: list[str] = []
    places: list[int] = []
    reached = 0
    for i, code in enumerate(codes):
        if code not in triggers or i + _REACH < reached:
            continue
        begin, end = max(reached, i - _REACH), min(len(codes), i + _REACH + 1)
        if begin > reached and pieces:
            pieces.append(SHAPES["para"])
            places.append(begin - 1)
        pieces.append(codes[begin:end])
        places.extend(range(begin, end))
        reached = end
    return "".join(pieces), places


def rank(matches: list[Matched], tokens: Tokens, grammar: Grammar) -> list[Matched]:
    """Matches in the order in which they claim their words: first to start, then longest, then higher in the file."""
    matches = [m for m in matches if _allowed(m, tokens, grammar)]
    surnames = {tokens.items[m.begin].key for m in matches if m.rule.name == "block-month-name"}
    if surnames:
        matches = [m for m in matches if not _surname_again(m, surnames, tokens, grammar)]
    matches.sort(key=lambda m: (m.begin, -m.end, m.rule.order))
    return matches


def _allowed(match: Matched, tokens: Tokens, grammar: Grammar) -> bool:
    """Conditions of blocking rules that need more than the words' classes."""
    if match.rule.op == "block-name":
        # A first name and a surname: "April Jones". Not at the start of a sentence's date ("May Day", "March Madness").
        name = tokens.items[match.begin + 1]
        return name.word.isalpha() and not name.word.isupper() and name.start - tokens.items[match.begin].end == 1
    first = match.rule.arguments.get("first")
    if first is not None:
        return tokens.items[match.begin].key in first
    if match.rule.op == "block-cased":
        return tokens.items[match.begin].word[0].isupper() and tokens.items[match.end - 1].word[0].isupper()
    return True


def _surname_again(match: Matched, surnames: set[str], tokens: Tokens, grammar: Grammar) -> bool:
    """Whether a bare month is the surname of someone named before ("Theresa May ... May's government")."""
    if match.rule.name != "month" or match.end - match.begin > 1:
        return False
    before = tokens.items[match.begin - 1].key if match.begin else ""
    return tokens.items[match.begin].key in surnames and before not in grammar.values["monthprep"]


def _direction_finder(tokens: Tokens, grammar: Grammar) -> Callable[[int, int], Direction | None]:
    def direction(begin: int, end: int) -> Direction | None:
        return direction_of_preposition(tokens, begin) or direction_of_words(tokens, begin, end, grammar)

    return direction


_FULL_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
# A dateline or a printed date stands within the first lines.
_HEAD_CHARS = 400


def find_dateline(tokens: Tokens, matches: list[Matched], grammar: Grammar) -> tuple[date | None, str]:
    """The article's own date, where its first lines print one in full: ``WASHINGTON, May 15, 2019 (AP) --``.

    A full date counts as dateline where it fills its line, follows the place in capitals at the head of the text, or
    stands after "published", "updated" or "posted".
    """
    text = tokens.text
    for match in matches:
        if match.rule.name not in ("month-day-year", "day-month-year", "iso"):
            continue
        start, end = tokens.items[match.begin].start, tokens.items[match.end - 1].end
        if start > _HEAD_CHARS:
            break
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        before = text[line_start:start].strip()
        after = text[end : line_end if line_end >= 0 else len(text)].strip()
        fills = not before and len(after) <= 12
        announced = re.search(r"(?i)\b(?:published|updated|posted|date|dated)\b\W*(?:on|at)?\W*$", before) is not None
        placed = re.fullmatch(r"[A-Z][A-Z .,'’-]{2,40}[,(]?", before) is not None and after[:1] in "(-–—.:/"
        if not (fills or announced or placed):
            continue
        context = Context(
            grammar=grammar, tokens=tokens, anchor=None, anchor_name=NONE, direction=lambda begin, end: None
        )
        meaning = OPERATIONS[match.rule.op](match, context)
        full = _FULL_DAY.match(meaning.value) if meaning is not None else None
        if full is not None:
            words = " ".join(text[start:end].split())
            return date(int(full[1]), int(full[2]), int(full[3])), f"text:{words}"
    return None, NONE


def written_day_first(tokens: Tokens) -> bool | None:
    """How this text writes numeric dates, by those that can be read one way only; None where they do not tell."""
    told = set()
    for item in tokens.items:
        if item.shape == "slash" and "." not in item.word and not item.word[:4].isdigit():
            first, second = (int(p) for p in item.word.split("/")[:2])
            if (first > 12) != (second > 12):
                told.add(first > 12)
    return told.pop() if len(told) == 1 else None


_POINT_YEAR = re.compile(r"(\d{4})(?!\d)")
_POINT_MONTH = re.compile(r"(\d{4})-(\d\d)(?!\d)")
_POINT_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


def _remember(match: Matched, meaning: Meaning, context: Context) -> None:
    """Keep the last day, month, year and quarter for what is counted from them."""
    if (meaning.type or match.rule.type) not in ("DATE", "TIME"):
        if match.rule.name in ("the-count", "span-count") and meaning.value in ("P9M", "P6M", "P12M"):
            context.months_at = match.begin  # results of more than a quarter
        return
    value = meaning.value
    words = context.words(match.begin, match.end)
    day = _FULL_DAY.match(value)
    if day is not None:
        context.day = date(int(day[1]), int(day[2]), int(day[3]))
        context.day_words, context.day_at = words, match.begin
    month = _POINT_MONTH.match(value)
    if month is not None and 1 <= int(month[2]) <= 12:
        context.month, context.month_words = (int(month[1]), int(month[2])), words
        context.month_at = match.begin
    elif value.startswith("XXXX-") and value[5:7].isdigit():
        context.month, context.month_words = (0, int(value[5:7])), words
        context.month_at = match.begin
    year = _POINT_YEAR.match(value)
    if year is not None and match.rule.op != "year-ago":
        context.year, context.year_words = int(year[1]), words
    quarter = _POINT_QUARTER.match(value)
    if quarter is not None and match.rule.op not in ("year-ago", "quarter-of"):
        found = (int(quarter[1]), int(quarter[2]))
        # Results are those of a quarter that is over; one to come is no measure for "a year earlier".
        now = (context.anchor.year, quarter_of(context.anchor)) if context.anchor is not None else (9999, 4)
        if found < now or context.quarter is None:
            context.quarter, context.quarter_words = found, words
        context.quarter_at = match.begin
