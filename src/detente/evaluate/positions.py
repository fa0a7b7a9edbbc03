"""Score positions, conditions and issues against passages annotated by hand (evaluation/positions/gold.jsonl).

Each line of the gold is a passage: ``id, split (dev | frozen), kind, text, published, issues: [issue id], positions:
[{holder, toward, issue, stance, conditions: [[start, end]], reported_by}]``. What counts:

- a position is right where holder, issue and stance are those of a position of the gold that nothing else has taken;
- a condition is right where its words share at least half of all words of both with a condition of the gold (IoU);
- issues are compared as sets of ids per passage, micro-averaged;
- a report is right where the holder is one of whom the gold says that somebody else reports its stand;
- a trap passage is sprung where any position was recorded in it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.errors import InputError
from detente.read.issues import Taxonomy
from detente.records import Article, Record, Span

IOU = 0.5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """An annotated passage; ``positions`` as in the file."""

    id: str
    split: str
    kind: str
    text: str
    published: str | None
    issues: tuple[str, ...]
    positions: tuple[Mapping[str, Any], ...]

    @property
    def trap(self) -> bool:
        """Whether nothing in it is a position."""
        return self.kind.startswith("trap")

    @property
    def article(self) -> Article:
        """The passage as an article that is all body."""
        body = Span(start=0, end=len(self.text), text=self.text)
        return Article(id=self.id, text=self.text, published=self.published, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Right, found and gold; a share of nothing is 0."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        total = self.found + self.gold
        return 2 * self.right / total if total else 0.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(right=self.right + other.right, found=self.found + other.found, gold=self.gold + other.gold)


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionScores:
    """Scores over passages; ``sprung`` of ``traps`` held a position."""

    positions: Counts
    holders: Counts
    conditions: Counts
    issues: Counts
    reports: Counts
    traps: int
    sprung: int


def load_passages(path: str | Path, split: str | None = None) -> list[Passage]:
    """Passages of the file, of one split or all.

    Raises:
        InputError: where a line is not such a passage.
    """
    passages = []
    for number, line in enumerate(Path(path).read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            passage = Passage(
                id=row["id"],
                split=row["split"],
                kind=row["kind"],
                text=row["text"],
                published=row.get("published"),
                issues=tuple(row["issues"]),
                positions=tuple(row["positions"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: {error!r} is no annotated passage") from error
        if split is None or passage.split == split:
            passages.append(passage)
    return passages


def score_positions(
    passages: Iterable[Passage], read: Callable[[Article], Record], taxonomy: Taxonomy
) -> PositionScores:
    """Scores of what ``read`` makes of the passages."""
    positions = holders = conditions = issues = reports = Counts()
    traps = sprung = 0
    for passage in passages:
        record = read(passage.article)
        traps += passage.trap
        sprung += passage.trap and bool(record.positions)
        got = [(p.holder, _id(p.issue, taxonomy), p.stance.value) for p in record.positions]
        want = [(p["holder"], p["issue"], p["stance"]) for p in passage.positions]
        positions += _common(got, want)
        holders += _common([g[0] for g in got], [w[0] for w in want])
        conditions += _conditions(passage, record)
        issues += _common({_id(t.issue, taxonomy) for t in record.issues}, set(passage.issues))
        reports += _common(
            {p.holder for p in record.positions if p.reported_by},
            {p["holder"] for p in passage.positions if p["reported_by"]},
        )
    return PositionScores(
        positions=positions,
        holders=holders,
        conditions=conditions,
        issues=issues,
        reports=reports,
        traps=traps,
        sprung=sprung,
    )


def render_scores(scores: PositionScores) -> str:
    """A table as text."""
    lines = [f"{'':12}{'precision':>10}{'recall':>8}{'F1':>8}{'gold':>6}"]
    for name in ("positions", "holders", "conditions", "issues", "reports"):
        counts: Counts = getattr(scores, name)
        lines.append(f"{name:12}{counts.precision:10.3f}{counts.recall:8.3f}{counts.f1:8.3f}{counts.gold:6}")
    lines.append(f"traps with a position: {scores.sprung} of {scores.traps}")
    return "\n".join(lines)


def _id(name: str, taxonomy: Taxonomy) -> str:
    issue = taxonomy.by_name(name)
    return issue.id if issue is not None else name


def _common(got: Iterable[Hashable], want: Iterable[Hashable]) -> Counts:
    one, two = Counter(got), Counter(want)
    return Counts(right=(one & two).total(), found=one.total(), gold=two.total())


def _conditions(passage: Passage, record: Record) -> Counts:
    want = list(dict.fromkeys((c[0], c[1]) for p in passage.positions for c in p["conditions"]))
    got = list(dict.fromkeys((c.span.start, c.span.end) for p in record.positions for c in p.conditions))
    left, right = list(got), 0
    for one in want:
        best = max(left, key=lambda two: _iou(passage.text, one, two), default=None)
        if best is not None and _iou(passage.text, one, best) >= IOU:
            right += 1
            left.remove(best)
    return Counts(right=right, found=len(got), gold=len(want))


def _iou(text: str, one: Sequence[int], two: Sequence[int]) -> float:
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    a = {w for w in words if one[0] <= w[0] and w[1] <= one[1]}
    b = {w for w in words if two[0] <= w[0] and w[1] <= two[1]}
    return len(a & b) / max(1, len(a | b))
