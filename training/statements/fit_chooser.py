"""Fit the chooser on candidates of articles that the network behind them was not trained on.

    python -m training.statements.fit_chooser CANDIDATES.pkl ... --out chooser.npz [--left-out 7/16] [--cv TABLES.pkl]

CANDIDATES come from ``training.statements.gather``. With --cv nothing is written: it prints what choosing gives on
the parts left out in turn, at several thresholds.
"""

from __future__ import annotations

import argparse
import pickle
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from sklearn.ensemble import HistGradientBoostingRegressor
from torch import nn

from detente.evaluate.statements import MEASURES
from detente.read.statements.chooser import JUDGED, Chooser, choose, worth_of
from training.statements.check import score_articles

HIDDEN = (128, 64)
TREES = 160
GOLD = 0.4  # share of the verdict in what the perceptrons learn; the rest is what the trees say


def boosted(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """What boosted trees say of the candidates that they learned from, as :data:`JUDGED`.

    Trees weigh these numbers better than perceptrons do, but take longer to run; so they teach the perceptrons.
    """
    out = []
    for k in range(len(JUDGED)):
        trees = HistGradientBoostingRegressor(
            max_iter=TREES,
            learning_rate=14 / TREES,
            max_leaf_nodes=24,
            min_samples_leaf=60,
            l2_regularization=5.0,
            max_features=0.3,
            random_state=0,
        ).fit(x, y[:, k])
        out.append(np.clip(trees.predict(x), 0.004, 0.99))
    return np.stack(out, axis=1)


def fit(x: np.ndarray, y: np.ndarray, names: list[str], seeds: int, epochs: int, threshold: float) -> Chooser:
    """Perceptrons of several seeds on standardised numbers; they learn a candidate's mean verdict, and the trees'."""
    y = GOLD * y + (1 - GOLD) * boosted(x, y)
    mean, scale = x.mean(0), x.std(0) + 1e-6
    given = torch.from_numpy(np.clip((x - mean) / scale, -5, 5).astype(np.float32))
    wanted = torch.from_numpy(y.astype(np.float32))
    networks = []
    for seed in range(seeds):
        torch.manual_seed(seed)
        sizes = (x.shape[1], *HIDDEN)
        parts: list[nn.Module] = []
        for a, b in pairwise(sizes):
            parts += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(0.1)]
        net = nn.Sequential(*parts, nn.Linear(sizes[-1], len(JUDGED)))
        optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)
        batch = 512
        steps = epochs * (len(given) // batch + 1)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps + 1, pct_start=0.15)
        order = torch.Generator().manual_seed(seed)
        for _ in range(epochs):
            shuffled = torch.randperm(len(given), generator=order)
            for i in range(0, len(given), batch):
                rows = shuffled[i : i + batch]
                loss = nn.functional.binary_cross_entropy_with_logits(net(given[rows]), wanted[rows])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
        linear = [m for m in net if isinstance(m, nn.Linear)]
        networks.append(
            tuple(
                (m.weight.detach().numpy().T.astype(np.float64), m.bias.detach().numpy().astype(np.float64))
                for m in linear
            )
        )
    plain = np.stack([np.ones(len(JUDGED)), np.zeros(len(JUDGED))], axis=1)
    return Chooser(
        names=tuple(names),
        mean=mean.astype(np.float64),
        scale=scale.astype(np.float64),
        networks=tuple(networks),
        calibration=plain,
        threshold=threshold,
    )


def stack(held: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    some = [g for g in held if len(g["candidates"])]
    return np.concatenate([g["x"] for g in some]), np.concatenate([g["y"] for g in some])


def probabilities(chooser: Chooser, g: dict) -> np.ndarray:
    if not len(g["candidates"]):
        return np.zeros((0, len(JUDGED)))
    return chooser.probabilities({n: g["x"][:, i] for i, n in enumerate(g["names"])})


def worths(g: dict, p: np.ndarray) -> np.ndarray:
    """What the candidates of an article are worth, given their probabilities."""
    return worth_of(p, g["x"][:, g["names"].index("any_quoted")]) if len(p) else np.zeros(0)


def show(articles: list[dict], chosen: dict[str, list]) -> str:
    s = score_articles(articles, chosen)
    cells = [f"{m} {s.f1(m):.4f}" for m in MEASURES]
    return " ".join(cells + [f"{c} {s.f1('attribution', c):.3f}" for c in ("quoted", "indirect")])


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("candidates", type=Path, nargs="+")
    ap.add_argument("--out", type=Path)
    ap.add_argument("--left-out", nargs="*", default=[], help='"7/16" is articles 7, 23, 39, ...')
    ap.add_argument("--seeds", type=int, default=3)
    ap.add_argument("--epochs", type=int, default=8)
    ap.add_argument("--threshold", type=float, default=1.15)
    ap.add_argument("--cv", type=Path, help="tables to score on")
    ap.add_argument("--parts", type=int, default=4)
    ap.add_argument("--thresholds", type=float, nargs="*", default=[0.9, 1.0, 1.1, 1.2])
    args = ap.parse_args()
    torch.set_num_threads(1)
    folds = [tuple(map(int, f.split("/"))) for f in args.left_out]
    held = [g for path in args.candidates for g in pickle.loads(path.read_bytes())]
    held = [g for g in held if not any(g["number"] % n == k for k, n in folds)]
    names = next(g["names"] for g in held if g["names"])
    if not args.cv:
        args.out.write_bytes(fit(*stack(held), names, args.seeds, args.epochs, args.threshold).to_bytes())
        return
    tables = {a["id"]: a for a in pickle.loads(args.cv.read_bytes())["articles"]}
    judged = {}
    for part in range(args.parts):
        chooser = fit(
            *stack([g for i, g in enumerate(held) if i % args.parts != part]), names, args.seeds, args.epochs, 0.0
        )
        judged |= {g["id"]: probabilities(chooser, g) for i, g in enumerate(held) if i % args.parts == part}
    articles = [tables[g["id"]] for g in held]
    for worth in args.thresholds:
        for least in (0.0, 0.35):
            chosen = {
                g["id"]: [
                    g["candidates"][i]
                    for i in choose(g["candidates"], worths(g, judged[g["id"]]), worth)
                    if judged[g["id"]][i, 0] >= least
                ]
                for g in held
            }
            print(f"{worth} {least}", show(articles, chosen), flush=True)


if __name__ == "__main__":
    main()
