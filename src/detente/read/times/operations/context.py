"""What an operation gets and gives: the match, the context, the meaning; and the table of operations by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

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
