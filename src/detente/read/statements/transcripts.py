"""Transcripts: paragraphs that open with a speaker and a colon, each a statement of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from detente.lexicons import load_toml
from detente.read.statements.cue_book import FRAMES

_LABEL = re.compile(
    r"(?P<who>[A-Z][\w.'’\-]*(?:[ \t]+(?:of|de|van|von|the|and|al|[A-Z(][\w.'’\-)]*)){0,6}(?:,[ \t][\w .'’\-]{2,40})?)"
    r"(?P<colon>:)[ \t]+(?=\S)"
)
_LINE = re.compile(r"[^\n]+")
_IS_SPEECH = re.compile(r"[^\W\d_]{2}")  # "LUND: 547." is a table
_MIN_LABELS = 2
_BARE = frozenset({"Q", "A", "QUESTION", "ANSWER"})


@dataclass(frozen=True, slots=True)
class Speech:
    """One speaker's words, as character spans; a paragraph each."""

    source: tuple[int, int]
    cue: tuple[int, int]
    content: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Words:
    roles: frozenset[str]
    titles: frozenset[str]
    not_speakers: frozenset[str]


@lru_cache(maxsize=4)
def _load_words(overlay: str) -> _Words:
    table = load_toml(FRAMES, overlay=overlay)["transcript"]
    return _Words(*(frozenset(w.upper() for w in table[k]) for k in ("roles", "titles", "not_speakers")))


def find_speeches(text: str, start: int = 0, end: int | None = None, overlay: str = "") -> tuple[Speech, ...]:
    """Speeches of a transcript, in order; none where the text is not one.

    Args:
        text: the article.
        start, end: the part to search.
        overlay: folder of the user's own lexicons.

    >>> text = "LUND: We wait.\\n\\nQ: For whom?"
    >>> [text[slice(*s.source)] for s in find_speeches(text)]
    ['LUND', 'Q']
    """
    end = len(text) if end is None else end
    words = _load_words(overlay)
    lines = [m.span() for m in _LINE.finditer(text, start, end) if m.group().strip()]
    labels = {
        line: m
        for line in lines
        if (m := _LABEL.match(text, *_trimmed(text, line))) is not None and _IS_SPEECH.search(text, m.end(), line[1])
    }
    names = [m["who"] for m in labels.values()]
    sure = {line: m for line, m in labels.items() if _is_speaker(m["who"], names, words)}
    if all(m["who"].upper() in _BARE for m in sure.values()):
        return ()  # questions and answers of nobody named: left to the tagger
    strong = sum(_has_title(m["who"], words) for m in sure.values())
    if len(sure) < _MIN_LABELS and not strong:
        return ()
    speeches: list[Speech] = []
    last = max(lines.index(line) for line in sure)
    first = min(lines.index(line) for line in sure)
    dense = 2 * len(sure) >= last - first + 1
    for number, line in enumerate(lines):
        b, e = _trimmed(text, line)
        m = sure.get(line)
        if m is not None:
            speeches.append(Speech(m.span("who"), m.span("colon"), ((m.end(), e),)))
        elif speeches and dense and number < last:
            before = speeches[-1]
            speeches[-1] = Speech(before.source, before.cue, (*before.content, (b, e)))
    return tuple(speeches)


def _trimmed(text: str, line: tuple[int, int]) -> tuple[int, int]:
    b, e = line
    part = text[b:e]
    return b + len(part) - len(part.lstrip()), e - (len(part) - len(part.rstrip()))


def _is_speaker(who: str, names: list[str], words: _Words) -> bool:
    label = who.upper()
    if label in words.not_speakers or label.split(",")[0] in words.not_speakers:
        return False
    name = who.split(",")[0]
    if label in words.roles or _has_title(who, words):
        return True
    if name.isupper() and sum(c.isalpha() for c in name) >= 3:
        return True
    return names.count(who) >= _MIN_LABELS and len(set(names)) >= _MIN_LABELS and len(name.split()) <= 4


def _has_title(who: str, words: _Words) -> bool:
    name = who.split(",")[0]
    return name.isupper() and any(w.strip(".") in words.titles for w in name.split())
