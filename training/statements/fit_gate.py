"""Fit the gate: which sentences are worth the encoder's time, from their words alone.

    python -m training.statements.fit_gate train.pkl --out gate.json [--fold 7]

Prints, for several thresholds, the share of tokens read and the share of statements that lie in what is read, on
the fold left out.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from detente.read.statements.decode import ROLES
from detente.read.statements.gate import Gate, worth_reading

MIN_COUNT = 8
RECALL = 0.995


def sentences(articles: list[dict]) -> tuple[list[list[str]], np.ndarray]:
    words, wanted = [], []
    for a in articles:
        table = a["table"]
        inside = np.zeros(len(table), bool)
        for _, attributions in a["golds"]:
            for x in attributions:
                for role in ROLES:
                    for b, e in x[role]:
                        inside[b:e] = True
        cuts = [0, *(np.flatnonzero(np.diff(table.sentences)) + 1).tolist(), len(table)]
        for b, e in pairwise(cuts):
            words.append([w.lower() for w in table.words[b:e]])
            wanted.append(inside[b:e].any())
    return words, np.asarray(wanted)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("tables", type=Path, nargs="+")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--fold", type=int, default=7)
    args = ap.parse_args()
    articles = [a for p in args.tables for a in pickle.loads(p.read_bytes())["articles"]]
    held = [a for i, a in enumerate(articles) if i % 8 == args.fold]
    words, wanted = sentences([a for i, a in enumerate(articles) if i % 8 != args.fold])
    counts = Counter(w for s in words for w in s)
    column = {w: i for i, w in enumerate(sorted(w for w, n in counts.items() if n >= MIN_COUNT))}
    rows, cols = zip(*((i, column[w]) for i, s in enumerate(words) for w in s if w in column), strict=True)
    x = csr_matrix((np.ones(len(rows)), (rows, cols)), shape=(len(words), len(column)))
    model = LogisticRegression(C=0.15, max_iter=300).fit(x, wanted)
    weights = {w: round(float(model.coef_[0, i]), 2) for w, i in column.items()}
    weights = {w: v for w, v in weights.items() if abs(v) >= 0.05}
    bias = round(float(model.intercept_[0]), 3)
    chosen = None
    for threshold in np.arange(-3.0, 1.01, 0.25).tolist():
        gate = Gate(weights, bias, threshold)
        read = total = caught = statements = 0
        for a in held:
            keep = worth_reading(a["table"], gate)
            read, total = read + keep.sum(), total + len(keep)
            for x in a["golds"][0][1]:
                statements += 1
                caught += all(keep[b:e].all() for r in ("content", "cue") for b, e in x[r])
        print(f"{threshold:5.2f}  read {read / total:.3f}  statements {caught / statements:.4f}", flush=True)
        if caught / statements >= RECALL:
            chosen = threshold
    args.out.write_text(json.dumps({"weights": weights, "bias": bias, "threshold": chosen}))
    print(len(weights), "words, threshold", chosen)


if __name__ == "__main__":
    main()
