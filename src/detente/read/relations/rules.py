"""Codebook rules: words that speak for an event whoever the actors are (lexicons/en/relation_rules.tsv)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from detente.errors import LexiconError
from detente.lexicons import load_tsv
from detente.ontology import load_plover
from detente.read.relations.marking import CharSpan
from detente.read.relations.phrases import compile_phrases, phrases_of

RULES = "relation_rules.tsv"
PLACES = ("between", "near")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Words that make an event more likely.

    Attributes:
        place: ``between`` source and target, source first; or ``near``: between them, or within 40 characters.
        weight: how much: the event's odds are multiplied by e to this power; may be negative.
        line: where in the dictionary it stands.
    """

    event: str
    place: str
    weight: float
    pattern: re.Pattern[str]
    line: str


@cache
def load_rules(overlay: str = "") -> tuple[Rule, ...]:
    """Read the rules, the user's after ours.

    Raises:
        LexiconError: naming every bad line.
    """
    plover = load_plover()
    rules, bad = [], []
    for row in load_tsv(RULES, required=("event", "place", "weight", "phrases"), overlay=overlay):
        try:
            weight = float(row["weight"])
        except ValueError:
            bad.append(f"{row['_line']}: weight {row['weight']!r} is not a number")
            continue
        if row["event"] not in plover.events:
            bad.append(f"{row['_line']}: PLOVER has no event {row['event']}")
        elif row["place"] not in PLACES:
            bad.append(f"{row['_line']}: place is {row['place']!r}, not {' or '.join(PLACES)}")
        else:
            pattern = compile_phrases(phrases_of(row["phrases"]))
            rules.append(
                Rule(event=row["event"], place=row["place"], weight=weight, pattern=pattern, line=row["_line"])
            )
    if bad:
        raise LexiconError("; ".join(bad), code="DT312")
    return tuple(rules)


_NEAR = 40


def find_rules(
    sentence: str, source: CharSpan | None, target: CharSpan | None, *, rules: Sequence[Rule]
) -> list[tuple[Rule, str]]:
    """The rules that speak here, each with the words it went by."""
    spans = [s for s in (source, target) if s is not None]
    between = (source[1], target[0]) if source and target and source[1] <= target[0] else None
    near = (max(0, min(s[0] for s in spans) - _NEAR), max(s[1] for s in spans) + _NEAR) if spans else (0, len(sentence))
    found = []
    for rule in rules:
        window = between if rule.place == "between" else near
        if window is None:
            continue
        match = rule.pattern.search(sentence, *window)
        if match:
            found.append((rule, match.group()))
    return found
