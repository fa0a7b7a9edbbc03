"""PETRARCH and TABARI actor dictionaries, read as they are.

Both formats are in use: one line with its code (``UN_ [IGOUNO]``), or a name, its synonyms led by ``+``, and dated
codes on
lines of their own (``[RUSGOV 20000507-20080507]``); ``#`` opens a comment. Dates are ``YYMMDD`` or ``YYYYMMDD``;
``>`` and
``<`` leave one side open.

Source: the formats are described in the PETRARCH 2 documentation (Open Event Data Alliance, MIT).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from detente.errors import LexiconError

_CODE = re.compile(r"\[([^\]]*)\]?")
_SPAN = re.compile(r"^([A-Z0-9:_-]+)?\s*([<>]?)\s*(\d{6,8})?(?:\s*-\s*(\d{6,8}))?")
# Two-digit years of these dictionaries reach from the 1920s on.
_CENTURY_BREAK = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedCode:
    """An actor code and when it holds; open sides are None."""

    code: str
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorEntry:
    """An actor of a dictionary: its names, the first one first, its codes, the comment, and the line it starts on."""

    names: tuple[str, ...]
    codes: tuple[DatedCode, ...]
    comment: str
    line: int


@dataclass(slots=True)
class _Draft:
    line: int
    names: list[str] = field(default_factory=list)
    codes: list[DatedCode] = field(default_factory=list)
    comment: str = ""

    def done(self) -> ActorEntry:
        return ActorEntry(names=tuple(self.names), codes=tuple(self.codes), comment=self.comment, line=self.line)


def iso_date(digits: str) -> str | None:
    """``YYMMDD`` or ``YYYYMMDD`` as an ISO date; days past a month's end are drawn back, nonsense is None.

    >>> iso_date("20090231"), iso_date("990809"), iso_date("2004017")
    ('2009-02-28', '1999-08-09', '2004-01')
    """
    if len(digits) == 6:
        year = int(digits[:2])
        digits = f"{1900 + year if year >= _CENTURY_BREAK else 2000 + year}{digits[2:]}"
    year, month, day = int(digits[:4]), int(digits[4:6] or 0), digits[6:]
    if not 1 <= month <= 12:
        return f"{year:04d}"
    if len(day) < 2 or not 1 <= int(day) <= 31:
        return f"{year:04d}-{month:02d}"
    last = (31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return f"{year:04d}-{month:02d}-{min(int(day), last[month - 1]):02d}"


def parse_code(text: str) -> DatedCode | None:
    """``RUSGOV 20000507-20080507`` as a code with dates; None where it is no code."""
    match = _SPAN.match(text.strip())
    if match is None or not match[1]:
        return None
    code, side, first, second = match[1], match[2], match[3], match[4]
    start = iso_date(first) if first and side != "<" else None
    end = iso_date(second) if second else (iso_date(first) if first and side == "<" else None)
    return DatedCode(code=code, start=start, end=end)


def tidy_name(name: str) -> str:
    """A dictionary's name as people write it: underscores off, capitals brought down.

    >>> tidy_name("VLADIMIR_V._PUTIN_"), tidy_name("BAN_KI-MOON_"), tidy_name("U.N._")
    ('Vladimir V. Putin', 'Ban Ki-Moon', 'U.N.')
    """
    words = name.replace("_", " ").split()
    if any(c.islower() for w in words for c in w):
        return " ".join(words)
    # A short word alone is an acronym: UN, NATO, FARC.
    if len(words) == 1 and len(words[0].replace(".", "")) <= 4:
        return words[0]
    return " ".join(w if "." in w and len(w) <= 4 else _capitals(w) for w in words)


def _capitals(word: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), re.sub(r"(?<=\w)'S\b", "'s", word))


def read_petrarch(text: str) -> Iterator[ActorEntry]:
    """Entries of a dictionary, in order; lines that are nothing known are passed over."""
    draft: _Draft | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line, _, comment = raw.partition("#")
        stripped = line.strip()
        if not stripped or stripped.startswith(("<!--", "//")):
            continue
        name = stripped.split("[", 1)[0].strip()
        opens = bool(name) and not stripped.startswith(("+", "["))
        if opens and draft is not None:
            yield draft.done()
        if opens:
            draft = _Draft(line=number, comment=comment.strip())
        if draft is None:
            continue
        if name and not stripped.startswith("["):
            draft.names.append(name.lstrip("+").strip())
        draft.codes.extend(c for c in map(parse_code, _CODE.findall(stripped)) if c is not None)
    if draft is not None:
        yield draft.done()


def load_petrarch_actors(path: str | os.PathLike[str]) -> tuple[ActorEntry, ...]:
    """Entries of an actor dictionary file.

    Raises:
        LexiconError: where it cannot be read or holds no entry.
    """
    try:
        text = Path(path).read_text("utf-8", errors="replace")
    except OSError as error:
        raise LexiconError(f"{path}: {error}", code="DT314") from error
    entries = tuple(read_petrarch(text))
    if not any(e.codes for e in entries):
        raise LexiconError(f"{path}: no line of this file has an actor code in brackets", code="DT314")
    return entries
