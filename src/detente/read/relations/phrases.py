"""Phrases of a dictionary cell as one pattern.

``*`` at the end of a word stands for any rest of it, ``_`` for one or two words between, ``;`` parts phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_GAP = r"(?:[\w'’-]+\W+){1,2}?"


def _word(word: str) -> str:
    return re.escape(word[:-1]) + r"[\w'’-]*" if word.endswith("*") else re.escape(word)


def _phrase(phrase: str) -> str:
    out: list[str] = []
    for word in phrase.split():
        if word == "_":
            out.append(_GAP)
        else:
            out.append(_word(word) + r"\b" if not word.endswith("*") else _word(word))
            out.append(r"\W+")
    while out and out[-1] == r"\W+":
        out.pop()
    return "".join(out)


def phrases_of(cell: str) -> tuple[str, ...]:
    """The phrases of a cell, blanks trimmed, empty ones left out."""
    return tuple(p for p in (part.strip() for part in cell.split(";")) if p)


def compile_phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern, regardless of case, that finds any of the phrases at word boundaries.

    >>> compile_phrases(["air strike*", "let _ in"]).findall("They let the convoy in after air strikes.")
    ['let the convoy in', 'air strikes']
    """
    # The longest first, so that "travel ban" wins over "travel".
    ordered = sorted(set(phrases), key=lambda p: (-len(p), p))
    return re.compile(r"\b(?:" + "|".join(map(_phrase, ordered)) + ")", re.IGNORECASE)
