"""Candidates of articles that a network was not trained on, with their numbers and whether they are right.

    python -m training.statements.gather TABLES.pkl SCORES.pkl [SCORES.pkl ...] --out CANDIDATES.pkl

SCORES come from ``training.statements.check --keep``. A candidate is right where its content agrees with a gold one at
word IoU 0.5 and so does its source, exact where the contents' tokens are the same, about right where only the first
holds; of several annotators each has an equal say.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np

from detente.evaluate.statements import _Compared, _Text
from detente.read.statements.candidates import find_candidates
from detente.read.statements.decode import log_softmax
from detente.read.statements.evidence import weigh_evidence
from training.statements.check import annotations


def judged(article: dict, found: list) -> np.ndarray:
    """Whether each candidate is right, exact, about right: shape (candidates, 3)."""
    text = _Text(article["text"])
    mine = [_Compared.of(text, p) for p in annotations(article, 0, found)]
    out = np.zeros((len(found), 3), np.float32)
    for k in range(len(article["golds"])):
        golds = [_Compared.of(text, g) for g in annotations(article, k)]
        for i, one in enumerate(mine):
            near = [g for g in golds if g.iou(one) >= 0.5]
            out[i] += (any(g.same_source(one) for g in near), any(g.exact == one.exact for g in golds), bool(near))
    return out / len(article["golds"])


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("tables", type=Path)
    ap.add_argument("scores", type=Path, nargs="+")
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    tables = pickle.loads(args.tables.read_bytes())
    articles = {a["id"]: (number, a) for number, a in enumerate(tables["articles"])}
    gathered = []
    for path in args.scores:
        held = pickle.loads(path.read_bytes())
        for name, scores in held["scores"].items():
            number, a = articles[name]
            logp = log_softmax(scores.tags)
            found = find_candidates(a["table"], logp, scores.links, held["weights"])
            evidence = weigh_evidence(a["table"], logp, found, tables["space"]) if found else {}
            x = np.stack([np.asarray(v, np.float32) for v in evidence.values()], 1) if found else np.zeros((0, 0))
            gathered.append(
                {
                    "id": name,
                    "number": number,
                    "names": list(evidence),
                    "candidates": found,
                    "x": x,
                    "y": judged(a, found),
                }
            )
    args.out.write_bytes(pickle.dumps(gathered))
    print(len(gathered), "articles,", sum(len(g["candidates"]) for g in gathered), "candidates")


if __name__ == "__main__":
    main()
