"""Score events coded for a given actor and recipient, as the PLV scorer of Hu et al. (ACL 2024) counts.

Macro-F1 over the events in the gold, accuracy, macro-F1 over the four quad classes; where the gold uses the fifteen
older names, CONCEDE and RETREAT count as YIELD.  Besides: which event is taken for which, and whether of a hundred
codings given .8 about eighty are right.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from detente.errors import InputError
from detente.ontology import load_plover

if TYPE_CHECKING:
    from detente.read.relations import RelationCoder

GOLD_COLUMNS = ("event", "root")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """One row: what was coded, and what is right.

    Attributes:
        confidence: probability given to `event`.
    """

    gold: str
    event: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Codings of about the same confidence: how many, how confident on average, what share is right."""

    rows: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationScores:
    """The three measures and what lies behind them.

    Attributes:
        by_event: F1 of each event in the gold.
        confusion: rows by (gold, coded).
        bins: by confidence, low to high; empty bins left out.
        calibration_error: mean distance of confidence and share right, weighted by rows.
    """

    rows: int
    macro_f1: float
    accuracy: float
    quad_macro_f1: float
    by_event: Mapping[str, float]
    confusion: Mapping[tuple[str, str], int]
    bins: tuple[Bin, ...]
    calibration_error: float


def _f1(gold: Sequence[str], given: Sequence[str]) -> dict[str, float]:
    hit: Counter[str] = Counter(g for g, p in zip(gold, given, strict=True) if g == p)
    wanted, found = Counter(gold), Counter(given)
    return {c: 2 * hit[c] / (wanted[c] + found[c]) for c in sorted(wanted)}


def score_relations(rows: Sequence[Coded], *, bins: int = 10) -> RelationScores:
    """Score codings against gold.

    Args:
        rows: in any order; with YIELD anywhere in the gold, all names are read as the older ones.
        bins: equal parts of the confidence from 0 to 1.

    Raises:
        ValueError: where there are no rows.
    """
    if not rows:
        raise ValueError("no rows to score")
    plover = load_plover()
    older = any(r.gold == "YIELD" for r in rows)
    name = plover.older_name if older else str
    gold, given = [name(r.gold) for r in rows], [name(r.event) for r in rows]
    by_event = _f1(gold, given)
    quads = _f1([str(plover.quad(g)) for g in gold], [str(plover.quad(p)) for p in given])
    right = [g == p for g, p in zip(gold, given, strict=True)]
    table = []
    for k in range(bins):
        inside = [i for i, r in enumerate(rows) if min(int(r.confidence * bins), bins - 1) == k]
        if inside:
            table.append(
                Bin(
                    rows=len(inside),
                    confidence=sum(rows[i].confidence for i in inside) / len(inside),
                    right=sum(right[i] for i in inside) / len(inside),
                )
            )
    return RelationScores(
        rows=len(rows),
        macro_f1=sum(by_event.values()) / len(by_event),
        accuracy=sum(right) / len(rows),
        quad_macro_f1=sum(quads.values()) / len(quads),
        by_event=by_event,
        confusion=Counter(zip(gold, given, strict=True)),
        bins=tuple(table),
        calibration_error=sum(b.rows * abs(b.confidence - b.right) for b in table) / len(rows),
    )


def evaluate_relations(lines: Iterable[str], *, coder: RelationCoder | None = None) -> RelationScores:
    """Code a table that also has the right answers, and score it.

    Args:
        lines: of a tab-separated table with id, sentence, source, target and a column ``event`` or ``root``; gold that
            names YIELD is read as the fifteen older events.
        coder: made with the default settings where None.

    Raises:
        InputError: where a column is missing or the gold names an event that PLOVER has not.
    """
    from detente.read.relations import code_table

    kept = list(lines)
    table = list(csv.DictReader(kept, delimiter="\t"))
    column = next((c for c in GOLD_COLUMNS if table and c in table[0]), None)
    if column is None:
        raise InputError("the table has no rows, or no column event or root with the right answers", code="DT151")
    gold = [row[column] for row in table]
    known = {*load_plover().events, *load_plover().older.values()}
    if strange := sorted(set(gold) - known):
        raise InputError(f"{column}: PLOVER has no event {', '.join(map(repr, strange))}", code="DT152")
    older = "YIELD" in gold
    rows = []
    for right, line in zip(gold, code_table(kept, coder=coder, plover2018=older), strict=True):
        rows.append(Coded(gold=right, event=str(line["event"]), confidence=float(str(line["confidence"]))))
    return score_relations(rows)


def render_scores(scores: RelationScores) -> str:
    """The measures as lines of text."""
    events = "  ".join(f"{event} {f1:.3f}" for event, f1 in scores.by_event.items())
    return (
        f"macro-F1 {scores.macro_f1:.4f}  accuracy {scores.accuracy:.4f}  quad macro-F1 {scores.quad_macro_f1:.4f}"
        f"  calibration error {scores.calibration_error:.3f}  ({scores.rows} rows)\n{events}"
    )


_INK, _GRID, _FILL = "#222", "#bbb", "31,95,139"
_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" font-family="sans-serif" font-size="11">'


def render_confusion(scores: RelationScores, *, title: str) -> str:
    """The confusion matrix as SVG: rows gold, columns coded, shade by share of the gold row."""
    names = sorted({g for g, _ in scores.confusion} | {p for _, p in scores.confusion})
    plover = load_plover()
    names.sort(key=lambda n: (plover.quad(n), n))
    cell, left, top = 34, 92, 110
    width, height = left + cell * len(names) + 16, top + cell * len(names) + 16
    totals = Counter[str]()
    for (gold, _), n in scores.confusion.items():
        totals[gold] += n
    out = [_HEAD.format(w=width, h=height), f"<title>{escape(title)}</title>"]
    out.append(f'<rect width="{width}" height="{height}" fill="#fff"/>')
    out.append(f'<text x="8" y="18" font-size="13" fill="{_INK}">{escape(title)}</text>')
    for i, gold in enumerate(names):
        y = top + i * cell
        out.append(f'<text x="{left - 6}" y="{y + 21}" text-anchor="end" fill="{_INK}">{gold}</text>')
        x = left + i * cell + 20
        out.append(f'<text transform="translate({x},{top - 6}) rotate(-60)" fill="{_INK}">{gold}</text>')
        for j, coded in enumerate(names):
            n = scores.confusion.get((gold, coded), 0)
            share = n / totals[gold] if totals[gold] else 0.0
            box = f'x="{left + j * cell}" y="{y}" width="{cell}" height="{cell}"'
            out.append(f'<rect {box} fill="rgba({_FILL},{share:.2f})" stroke="{_GRID}"/>')
            if n:
                ink = "#fff" if share > 0.5 else _INK
                middle = left + j * cell + cell / 2
                out.append(f'<text x="{middle:.0f}" y="{y + 21}" text-anchor="middle" fill="{ink}">{n}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def render_reliability(scores: RelationScores, *, title: str) -> str:
    """The reliability plot as SVG: confidence against share right, dots as large as their bin."""
    side, left, top = 300, 48, 40
    width, height = left + side + 20, top + side + 44
    out = [_HEAD.format(w=width, h=height), f"<title>{escape(title)}</title>"]
    out.append(f'<rect width="{width}" height="{height}" fill="#fff"/>')
    out.append(f'<text x="8" y="18" font-size="13" fill="{_INK}">{escape(title)}</text>')
    out.append(f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="none" stroke="{_GRID}"/>')
    out.append(f'<line x1="{left}" y1="{top + side}" x2="{left + side}" y2="{top}" stroke="{_GRID}"/>')
    for k in range(0, 11, 2):
        at = side * k / 10
        out.append(f'<text x="{left - 6}" y="{top + side - at + 4:.0f}" text-anchor="end">{k / 10:.1f}</text>')
        out.append(f'<text x="{left + at:.0f}" y="{top + side + 16}" text-anchor="middle">{k / 10:.1f}</text>')
    for b in scores.bins:
        x, y = left + side * b.confidence, top + side * (1 - b.right)
        radius = 3 + 14 * (b.rows / scores.rows) ** 0.5
        dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="rgba({_FILL},0.6)">'
        out.append(f"{dot}<title>{b.rows} rows</title></circle>")
    out.append(f'<text x="{left + side / 2}" y="{height - 6}" text-anchor="middle">confidence given</text>')
    out.append(f'<text transform="translate(14,{top + side / 2}) rotate(-90)" text-anchor="middle">share right</text>')
    return "\n".join([*out, "</svg>"]) + "\n"
