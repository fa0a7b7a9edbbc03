"""Mode and contexts of an event, by dictionary: lexicons/en/modes.tsv and contexts.tsv."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from detente.errors import LexiconError
from detente.lexicons import load_tsv
from detente.ontology import load_plover
from detente.read.relations.marking import CharSpan
from detente.read.relations.phrases import compile_phrases, phrases_of

MODES, CONTEXTS = "modes.tsv", "contexts.tsv"
# A word further than this from the pair's own stretch of the sentence says little about the pair, in characters.
_FAR = 60
# Words that are part of actor or recipient count as if they stood this much further away.
_INSIDE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeChoice:
    """A mode with the words and the dictionary line it was chosen by."""

    mode: str
    words: str
    line: str


@cache
def _modes(overlay: str) -> dict[str, tuple[tuple[str, re.Pattern[str], str, bool], ...]]:
    plover = load_plover()
    table: dict[str, list[tuple[str, re.Pattern[str], str, bool]]] = {}
    bad = []
    for row in load_tsv(MODES, required=("event", "mode", "phrases"), overlay=overlay):
        if row["event"] not in plover.events or row["mode"] not in plover.modes(row["event"]):
            bad.append(f"{row['_line']}: PLOVER has no {row['event']} {row['mode']}")
            continue
        pattern = compile_phrases(phrases_of(row["phrases"]))
        table.setdefault(row["event"], []).append((row["mode"], pattern, row["_line"], row.get("strength") == "weak"))
    if bad:
        raise LexiconError("; ".join(bad), code="DT312")
    return {event: tuple(rows) for event, rows in table.items()}


@cache
def _contexts(overlay: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    plover = load_plover()
    phrases: dict[str, list[str]] = {name: [] for name in plover.contexts}
    bad = []
    for row in load_tsv(CONTEXTS, required=("context", "phrases"), overlay=overlay):
        if row["context"] not in phrases:
            bad.append(f"{row['_line']}: PLOVER has no context {row['context']}")
            continue
        phrases[row["context"]] += phrases_of(row["phrases"])
    if bad:
        raise LexiconError("; ".join(bad), code="DT312")
    return tuple((name, compile_phrases(words)) for name, words in phrases.items() if words)


def contexts_of(text: str, *, overlay: str = "") -> tuple[str, ...]:
    """The PLOVER contexts whose words the text has, in the manual's order; empty where there are none."""
    return tuple(name for name, pattern in _contexts(overlay) if pattern.search(text))


def choose_mode(
    event: str, sentence: str, source: CharSpan | None, target: CharSpan | None, *, overlay: str = ""
) -> ModeChoice | None:
    """Choose how the event was done from the words nearest to its pair.

    Words inside actor or recipient count less than words between and around them: "the striking workers"
    says less of what was done than "struck".

    Returns:
        None where the event has no modes or no word of the dictionary is near.
    """
    spans = [s for s in (source, target) if s is not None]
    left = min((s[0] for s in spans), default=0)
    right = max((s[1] for s in spans), default=len(sentence))
    window = max(0, left - _FAR), min(len(sentence), right + _FAR)
    best: tuple[int, int] | None = None
    chosen: ModeChoice | None = None
    rows = _modes(overlay).get(event, ())
    for want_weak in (False, True):
        for order, (mode, pattern, line, weak) in enumerate(rows):
            if weak is not want_weak:
                continue
            for match in pattern.finditer(sentence, *window):
                start, end = match.span()
                inside = any(s[0] <= start and end <= s[1] for s in spans)
                key = (max(left - end, start - right, 0) + _INSIDE * inside, order)
                if best is None or key < best:
                    best, chosen = key, ModeChoice(mode=mode, words=match.group(), line=line)
        if chosen is not None:
            break
    return chosen
