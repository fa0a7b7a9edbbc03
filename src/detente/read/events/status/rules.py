"""The words of lexicons/en/status.tsv and status_words.toml, and the state that a climb carries along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from detente.errors import LexiconError
from detente.lexicons import load_toml, load_tsv
from detente.records import Status

_KINDS = ("verb", "noun", "adj", "aux", "mark", "adv", "phrase", "harm")
# Rules that say no status of their own.
PASSING = ("asserted", "enacted", "occurred", "keep", "carry")


# What is no fact yet may still be given up: "withdrew its offer", "resisted calls".
OPEN = frozenset({"planned", "promised", "threatened", "demanded", "hypothetical"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One word of status.tsv."""

    status: str
    scopes: frozenset[str]
    line: str


@dataclass(frozen=True, slots=True)
class StatusReading:
    """The status, with the dictionary lines and words that led to it, innermost first.

    ``conditional``: it is willed if something else happens ("if they drill, we will ..."); of a harm, that is a threat.
    ``asserted``: a rule says that what stands below its word is a fact ("managed to", "condemned the raid").
    ``opinion``: what second_opinion.py says where it overruled the rules, which said ``ruled``; ``sure``: how likely
    its status is then.
    """

    status: Status
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    conditional: bool = False
    asserted: bool = False
    opinion: str = ""
    ruled: Status | None = None
    sure: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRules:
    """status.tsv by kind and word; the sets and patterns of status_words.toml by name; light verbs ("take part")."""

    rules: Mapping[tuple[str, str], tuple[Rule, ...]]
    light: frozenset[str]
    words: Mapping[str, frozenset[str]]
    patterns: Mapping[str, re.Pattern[str]]

    def find(self, kind: str, word: str, scopes: frozenset[str]) -> Rule | None:
        """The first rule for this word whose scope holds."""
        for rule in self.rules.get((kind, word), ()):
            if "any" in rule.scopes or rule.scopes & scopes:
                return rule
        return None


@lru_cache(maxsize=4)
def load_status_rules(overlay: str = "") -> StatusRules:
    """The rules with a user's lines, which come first.

    Raises:
        LexiconError: where a line has a kind or status that does not exist.
    """
    table: dict[tuple[str, str], list[Rule]] = {}
    known = {s.value for s in Status} | set(PASSING) | {"failed"}
    for row in reversed(load_tsv("status.tsv", required=("words", "kind", "status", "scope"), overlay=overlay)):
        if row["kind"] not in _KINDS or row["status"] not in known:
            raise LexiconError(f"{row['_line']}: no such kind or status: {row['kind']}, {row['status']}", code="DT305")
        rule = Rule(row["status"], frozenset(row["scope"].split()), row["_line"])
        for word in row["words"].split("|"):
            table.setdefault((row["kind"], word), []).append(rule)
    light = frozenset(load_toml("events_sets.toml", overlay=overlay)["verbs"]["light"])
    # Rows were read last first; within one file the earlier line is the stronger, so turn each list round.
    sets = load_toml("status_words.toml", overlay=overlay)
    return StatusRules(
        rules=MappingProxyType({k: tuple(reversed(v)) for k, v in table.items()}),
        light=light,
        words=MappingProxyType({name: frozenset(text.split()) for name, text in sets["words"].items()}),
        patterns=MappingProxyType({name: _any_of(texts) for name, texts in sets["patterns"].items()}),
    )


def _any_of(texts: list[str]) -> re.Pattern[str]:
    """A pattern that one of these matches.

    Raises:
        LexiconError: where one is no regular expression.
    """
    try:
        return re.compile("|".join(f"(?:{text})" for text in texts))
    except re.error as error:
        raise LexiconError(f"status_words.toml: {error} in {texts}", code="DT305") from error


@dataclass(slots=True)
class State:
    """What the words read so far make of the event; ``weak`` where a word above may overrule it."""

    status: str | None = None
    weak: bool = False
    draft: bool = False  # set by a text that somebody would have to pass: "a bill imposing ..."
    conditional: bool = False
    asserted: bool = False  # set by words that make a fact of what stands below them
    coming: bool = False  # called planned or promised by an adjective; that it took place may still be told
    lines: list[str] | None = None
    words: list[str] | None = None

    def note(self, line: str, word: str) -> None:
        """Keep the line and the word for the explanation."""
        if self.lines is None or self.words is None:
            self.lines, self.words = [], []
        self.lines.append(line)
        self.words.append(word)

    def apply(self, status: str, line: str, word: str, *, weak: bool = False) -> None:
        """Put an operator over what stands below it."""
        below = self.status
        if below is None or below == "ongoing" or (self.weak and not weak):
            if not (below == "denied" and weak):
                self.status, self.weak = status, weak
        elif status == "denied":
            self.status = "hypothetical" if below == "denied" else "denied"
        elif status == "hypothetical" and below in ("planned", "promised", "demanded"):
            self.status = "hypothetical"
        else:
            return
        self.note(line, word)
