"""Whether two stands are about one matter, and whether a stand is told of now.

An issue is wide: "trade" holds a treaty with Japan and a tariff on Mexican goods. Who favours the one and fights the
other has not moved. Two stands are of one matter where the words of what they are about are mostly the same; the words
that say that it is a stand, who takes it and what it hangs on do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from detente.analysis.facts import day_of
from detente.analysis.words import fate_words, stems
from detente.lexicons import load_tsv
from detente.records import Position, Record

# The share of the words of the shorter that the other must have: for the same said again, and for a move. In 306
# articles of real news no move told with less was one.
_AGAIN, _MOVED = 0.3, 0.5
_AT_LEAST = 2
# How long before the article a day lies of which it tells the past, in days.
_LONG_AGO = 60
# A day or "as a candidate" is of the stand, not of what it is about, before the word of the stance or so near after
# it, in characters.
_NEAR = 40
# How far back a sentence is looked for, in characters.
_FAR = 400
_DAY_LED = re.compile(r"\b(?:in|on|during|at|back in)(?: the)?(?: (?:early|late|mid)\W?)?\s*$", re.IGNORECASE)
_SENTENCE_BEGINS = re.compile(r"[.!?][\"”’]?\s|\n")
_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?(?:-\d\d)?")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a stand is about, by the beginnings of its words, and the issue that it was tagged with."""

    words: frozenset[str]
    issue: frozenset[str]

    def again(self, other: Matter) -> bool:
        """Whether the one says again what the other says, of which both say the same."""
        return self._share(other) >= _AGAIN

    def same(self, other: Matter) -> bool:
        """Whether they are surely about one thing, so that another stand on it is a move.

        The words must share more than those of the issue itself, or the one holds all that the other has.
        """
        shared = self.words & other.words
        beyond = len(shared) >= _AT_LEAST and bool(shared - self.issue)
        return self._share(other) >= _MOVED and (beyond or self.words <= other.words or other.words <= self.words)

    def _share(self, other: Matter) -> float:
        shorter = min(len(self.words), len(other.words))
        return len(self.words & other.words) / shorter if shorter else 0.0


def matter_of(record: Record, position: Position) -> Matter:
    """What the stand is about: its words without the conditions, the holder and the words of the stance."""
    if position.span is None:
        return Matter(frozenset(), stems(position.issue))
    start, end = position.span.start, position.span.end
    kept = list(position.span.text)
    own = (a for a in record.actors if position.holder in (a.id, a.country))
    left_out = [c.span for c in position.conditions] + [m for a in own for m in a.mentions]
    for span in left_out:
        for n in range(max(span.start, start) - start, min(span.end, end) - start):
            kept[n] = " "
    stance = [*(position.why.words if position.why else ()), *(position.strength or "").split()]
    taken = _stance_stems()
    said = {w for w in stems(" ".join(stance)) if w in taken or (len(w) == 5 and w[:4] in taken)}
    return Matter(stems("".join(kept)) - said, stems(position.issue))


@lru_cache(maxsize=1)
def _stance_stems() -> frozenset[str]:
    """Beginnings of the words by which a stand is taken, and of those that strengthen it."""
    first: Iterable[str] = (row["pattern"].split()[0] for row in load_tsv("stances.tsv", required=("pattern", "pos")))
    strength = (row["words"] for row in load_tsv("strengths.tsv", required=("words", "weight")))
    return stems(" ".join((*first, *strength)))


def is_recalled(record: Record, position: Position) -> bool:
    """Whether the article looks back at the stand: "in 2003 Oslo accepted", "as a candidate he vowed"."""
    if position.span is None:
        return False
    text, start = record.article.text, position.span.start
    begins = max((m.end() for m in _SENTENCE_BEGINS.finditer(text, max(0, start - _FAR), start)), default=0)
    begins = max(begins, start - _FAR, 0)
    ends = min(_cue_end(position) + _NEAR, position.span.end)
    told = text[begins:ends].lower()
    if any(re.search(rf"\b{re.escape(phrase)}\b", told) for phrase in fate_words().recalled):
        return True
    day = day_of(record)
    if day is None:
        return False
    return any(
        begins <= t.start < ends
        and re.search(r"\d{4}", t.span.text) is not None
        and _DAY_LED.search(text[begins : t.start]) is not None
        and (last := _last_day(t.value)) is not None
        and last < day - timedelta(days=_LONG_AGO)
        for t in record.times
    )


def _cue_end(position: Position) -> int:
    """Where the first word of the stance ends; where the span begins if it does not stand there."""
    assert position.span is not None
    words = position.why.words if position.why else ()
    found = re.search(rf"\b{re.escape(words[0])}\b", position.span.text, re.IGNORECASE) if words else None
    return position.span.start + (found.end() if found else 0)


def _last_day(value: str) -> date | None:
    """The last day of a day, a month or a year in ISO 8601; None for anything else."""
    match = _MONTH.fullmatch(value)
    if match is None:
        return None
    try:
        if len(value) == 10:
            return date.fromisoformat(value)
        year, month = int(match[1]), int(match[2] or 12)
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        return None
