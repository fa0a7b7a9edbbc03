"""A checkpoint's tag probabilities for every article, to teach another with.

python -m training.statements.soft TABLES.pkl --checkpoint RUN.pt --base MODEL_DIR --out soft.pkl
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np

from detente.read.statements.decode import log_softmax
from training.statements.torch_tagger import torch_tagger


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("tables", type=Path)
    ap.add_argument("--checkpoint", type=Path, required=True)
    ap.add_argument("--base", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    tagger = torch_tagger(args.checkpoint, args.base)
    out = {}
    for a in pickle.loads(args.tables.read_bytes())["articles"]:
        out[a["id"]] = np.exp(log_softmax(tagger.score(a["table"]).tags)).astype(np.float16)
    args.out.write_bytes(pickle.dumps(out))


if __name__ == "__main__":
    main()
