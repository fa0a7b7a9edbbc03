"""Fit the temperature on cross-validated predictions, set the threshold of abstention, draw the two pictures.

python training/relations/calibrate.py --cv WORK/cv/ours.jsonl --out WORK/calibration.json --pictures docs/quality
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from data import EVENTS, ROOTS, load_plv, load_predictions, root

from detente.evaluate.relations import Coded, render_confusion, render_reliability, render_scores, score_relations

# The share of codings above the threshold that shall be right.
WANTED = 0.95


def roots_of(p: np.ndarray) -> np.ndarray:
    """(rows, 16) to (rows, 15): CONCEDE and RETREAT together."""
    return np.stack([p[:, [i for i, e in enumerate(EVENTS) if root(e) == r]].sum(1) for r in ROOTS], 1)


def cooled(p: np.ndarray, temperature: float) -> np.ndarray:
    z = np.log(np.clip(p, 1e-7, 1)) / temperature
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plv", type=Path, default=Path("../shared/bench/relations/plv_train.tsv"))
    parser.add_argument("--cv", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pictures", type=Path, default=None)
    args = parser.parse_args()
    predictions = load_predictions(args.cv)
    rows = [r for r in load_plv(args.plv) if r.id in predictions]
    p = np.array([predictions[r.id] for r in rows])
    gold = np.array([ROOTS.index(root(r.labels[0])) for r in rows])
    grid = np.arange(0.5, 2.51, 0.02)
    losses = [-np.log(np.clip(roots_of(cooled(p, t))[np.arange(len(rows)), gold], 1e-6, 1)).mean() for t in grid]
    temperature = float(grid[int(np.argmin(losses))])
    by_root = roots_of(cooled(p, temperature))
    confidence, right = by_root.max(1), by_root.argmax(1) == gold
    threshold = 1.0
    for t in np.arange(0.3, 1.0, 0.01):
        if right[confidence >= t].mean() >= WANTED:
            threshold = round(float(t), 2)
            break
    kept = confidence >= threshold
    coded = [
        Coded(gold=ROOTS[g], event=ROOTS[k], confidence=float(c))
        for g, k, c in zip(gold, by_root.argmax(1), confidence, strict=True)
    ]
    scores = score_relations(coded)
    print(render_scores(scores))
    result = {
        "temperature": round(temperature, 2),
        "threshold": threshold,
        "rows": len(rows),
        "right_above_threshold": round(float(right[kept].mean()), 3),
        "share_above_threshold": round(float(kept.mean()), 3),
        "calibration_error": round(scores.calibration_error, 3),
    }
    print(json.dumps(result))
    args.out.write_text(json.dumps(result) + "\n", encoding="utf-8")
    if args.pictures:
        args.pictures.mkdir(parents=True, exist_ok=True)
        title = f"Relations, cross-validated, {len(rows)} PLV rows"
        (args.pictures / "relations-confusion.svg").write_text(
            render_confusion(scores, title=title + ": gold by row, coded by column"), encoding="utf-8"
        )
        (args.pictures / "relations-reliability.svg").write_text(
            render_reliability(scores, title=title), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
