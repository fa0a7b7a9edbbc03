"""The mean of several checkpoints' weights, of runs that began at the same one.

python -m training.statements.average RUN1.pt RUN2.pt ... --out mean.pt
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("runs", type=Path, nargs="+")
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    held = [torch.load(p, weights_only=False) for p in args.runs]
    mean = {k: sum(h["model"][k] for h in held) / len(held) for k in held[0]["model"]}
    torch.save({**held[0], "model": mean}, args.out)


if __name__ == "__main__":
    main()
