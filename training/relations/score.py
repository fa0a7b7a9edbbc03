"""Macro-F1, accuracy and quad macro-F1 over the fifteen older roots, as the PLV scorer counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data import EVENTS, QUAD, ROOTS, Row, root


def decide(p: Sequence[float]) -> str:
    """The likeliest root, CONCEDE and RETREAT counted together."""
    total: Counter[str] = Counter()
    for event, x in zip(EVENTS, p, strict=True):
        total[root(event)] += float(x)
    return max(ROOTS, key=lambda r: total[r])


def f1s(gold: Sequence[object], predicted: Sequence[object]) -> dict[object, float]:
    hit, wanted, given = Counter(), Counter(gold), Counter(predicted)
    for g, p in zip(gold, predicted, strict=True):
        hit[g] += g == p
    return {c: 2 * hit[c] / (wanted[c] + given[c]) for c in sorted(wanted)}


def report(rows: Sequence[Row], probabilities: Sequence[Sequence[float]]) -> dict[str, object]:
    gold = [root(r.labels[0]) for r in rows]
    predicted = [decide(p) for p in probabilities]
    by_root = f1s(gold, predicted)
    quad = f1s([QUAD[g] for g in gold], [QUAD[p] for p in predicted])
    return {
        "macro_f1": round(sum(by_root.values()) / len(by_root), 4),
        "accuracy": round(sum(g == p for g, p in zip(gold, predicted, strict=True)) / len(gold), 4),
        "quad_macro_f1": round(sum(quad.values()) / len(quad), 4),
        "rows": len(rows),
        "by_root": {r: round(v, 3) for r, v in by_root.items()},
    }
