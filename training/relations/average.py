"""The mean of several nets that were continued from the same weights, with different seeds.

    python training/relations/average.py WORK/final-a.pt WORK/final-b.pt --out WORK/final.pt

Source: Wortsman et al. 2022, Model soups.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nets", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    states = [torch.load(path) for path in args.nets]
    mean = {
        key: torch.stack([s[key].float() for s in states]).mean(0).to(value.dtype)
        if value.is_floating_point()
        else value
        for key, value in states[0].items()
    }
    torch.save(mean, args.out)


if __name__ == "__main__":
    main()
