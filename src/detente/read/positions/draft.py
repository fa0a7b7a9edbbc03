"""Positions before they are numbered, and what is looked up again and again while they are put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.read.issues import Taxonomy, is_domestic
from detente.read.positions.about import IssueWords
from detente.read.positions.frames import Frames
from detente.read.positions.holders import Capital, Holders
from detente.reading import Reading
from detente.records import ConditionKind, Stance, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCondition:
    """A condition by character offsets.

    Attributes:
        by: who has to meet it.
        refuses: whether "not until" and the like open it.
        nominal: whether it is no clause.
        form: as in conditions.tsv.
    """

    start: int
    end: int
    kind: ConditionKind
    by: str | None
    refuses: bool = False
    nominal: bool = False
    form: str = "clause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A position before it is numbered."""

    holder: str
    spoken_by: str | None
    reported_by: str | None
    toward: str | None
    issue: str
    issue_from: str
    stance: Stance
    negated: bool
    conditions: tuple[DraftCondition, ...]
    strength: str | None
    statement: str | None
    sentence: int
    start: int
    end: int
    words: tuple[str, ...]
    line: str
    signs: tuple[str, ...]
    confidence: float


class ArticleContext:
    """What is looked up again and again in one article."""

    def __init__(
        self, reading: Reading, frames: Frames, taxonomy: Taxonomy, weights: Mapping[str, float], capital: Capital
    ) -> None:
        self.reading = reading
        self.frames = frames
        self.taxonomy = taxonomy
        self.weights = weights
        body = reading.article.body
        self.campaign = body is not None and is_domestic(reading.article.text, body.start, body.end, taxonomy)
        self.holders = Holders(reading, capital)
        self.issue_words = IssueWords(reading, taxonomy, frames.later)
        naming = {s.start_char for s in reading.sents if self.issue_words.between(s.start_char, s.end_char)}
        self.share = len(naming) / max(1, len(reading.sents))
        self.times = frozenset(
            t.i
            for timex in reading.times
            if timex.type in ("DATE", "TIME", "DURATION")
            for t in reading.doc.char_span(timex.start, timex.end, alignment_mode="expand") or ()
        )
        # Shorter statements first: of nested ones the inner speaks.
        self._statements = sorted(reading.statements, key=lambda s: sum(c.end - c.start for c in s.content))

    def names_issue(self, offset: int) -> bool:
        """Whether the word at the offset says what it is about or where from ("the Korean problem"), not to whom."""
        if self.reading.article.text[max(0, offset - 5) : offset] == "from ":
            return True
        return any(
            w.start <= offset < w.end and " " in self.reading.article.text[w.start : w.end]
            for w in self.issue_words.all
        )

    def statements_at(self, offset: int) -> list[Statement]:
        """Statements in whose content the offset lies, the inner first."""
        return [s for s in self._statements if any(c.start <= offset < c.end for c in s.content)]
