"""Read PETRARCH and TABARI verb dictionaries into lines of our own trigger dictionary.

Their format, as petrarch2 reads it: ``--- NAME [CODE] ---`` opens a block; a verb line is ``WORD {FORMS} [CODE]``;
a line ``- words * words [CODE]`` is a pattern of the verb before it, ``*`` the verb, ``$`` and ``+`` its source and
target; ``#`` opens a comment. Codes are CAMEO; the conversion table turns them into PLOVER.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from detente.errors import LexiconError
from detente.ontology import load_plover

_CODE = re.compile(r"\[(?:---|:?(\d{2,4}))(?::\d{2,4})?\]")
_BLOCK = re.compile(r"^---\s*(.+?)\s*---")
_VERB = re.compile(r"^([A-Z][A-Z_']*)")
# Placeholders of source, target and other actors, and the marks of synonym sets.
_MARKS = re.compile(r"[$+%^()\[\]{}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PetrarchLoad:
    """What was read.

    Attributes:
        rows: lines in the columns of lexicons/en/events.tsv, ready for a user's overlay of that file.
        skipped: lines that have no PLOVER event or that our patterns cannot say, with the reason.
    """

    rows: tuple[dict[str, str], ...]
    skipped: tuple[str, ...]


def load_petrarch_verbs(path: str | Path) -> PetrarchLoad:
    """Read a verb dictionary.

    Verbs and patterns of the form "verb + particle or preposition" or "verb + object noun" are taken over; longer
    patterns are skipped and named.

    Raises:
        LexiconError: where the file cannot be read.
    """
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: {error}", code="DT306") from error
    rows: dict[tuple[str, str], dict[str, str]] = {}
    skipped: list[str] = []
    block_code = verb = None
    for number, raw in enumerate(lines, 1):
        line = raw.partition("#")[0].strip()
        if not line or line.startswith("&"):
            continue
        code = _code(line)
        block = _BLOCK.match(line)
        if block is not None:
            block_code = code
            continue
        if line.startswith("-"):
            pattern = _pattern(line, verb)
            if pattern is None:
                skipped.append(f"{Path(path).name}:{number}: a pattern longer than ours: {line}")
                continue
        else:
            found = _VERB.match(line)
            if found is None:
                continue
            verb = found.group(1).lower().replace("_", " ").strip()
            pattern, code = verb, code or block_code
        event = load_plover().from_cameo(code) if code else None
        if event is None:
            if code:
                skipped.append(f"{Path(path).name}:{number}: CAMEO {code} has no PLOVER event")
            continue
        rows.setdefault((pattern, event.event), _row(pattern, event.event, event.mode))
    return PetrarchLoad(rows=tuple(rows.values()), skipped=tuple(skipped))


def _code(line: str) -> str | None:
    found = _CODE.search(line)
    return found.group(1) if found is not None else None


def _pattern(line: str, verb: str | None) -> str | None:
    """``- * SUPPORT FOR`` below GIVE is "give =support"; None where ours cannot say it."""
    if verb is None:
        return None
    words = _MARKS.sub(" ", _CODE.sub("", line[1:])).lower().replace("_", " ")
    before, star, after = words.partition("*")
    rest = after.split()
    if not star or before.split() or not rest or len(rest) > 2:
        return None
    if len(rest) == 1 and rest[0] in _PREPOSITIONS:
        return f"{verb} +{rest[0]}"
    nouns = [w for w in rest if w not in _PREPOSITIONS]
    return f"{verb} ={nouns[0]}" if len(nouns) == 1 and rest[0] == nouns[0] else None


_PREPOSITIONS = frozenset(
    {
        "off",
        "out",
        "up",
        "down",
        "on",
        "upon",
        "for",
        "against",
        "with",
        "from",
        "to",
        "into",
        "over",
        "back",
        "in",
        "at",
        "of",
    }
)


def _row(pattern: str, event: str, mode: str | None) -> dict[str, str]:
    return {
        "pattern": pattern,
        "pos": "v",
        "event": event,
        "mode": mode or "",
        "actor": "subj",
        "recipient": "obj with to on against for from comp",
        "flags": "",
    }
