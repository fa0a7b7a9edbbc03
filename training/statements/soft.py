"""Tag probabilities by article, to teach another network with (``train --soft``).

    python -m training.statements.soft SCORES.pkl [SCORES.pkl ...] --out soft.pkl

SCORES come from ``check --keep`` or ``label``.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np

from detente.read.statements.decode import log_softmax


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("scores", type=Path, nargs="+")
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    out = {}
    for path in args.scores:
        for name, scores in pickle.loads(path.read_bytes())["scores"].items():
            out[name] = np.exp(log_softmax(scores.tags)).astype(np.float16)
    args.out.write_bytes(pickle.dumps(out))
    print(len(out), "articles")


if __name__ == "__main__":
    main()
