"""Calibrate the confidence on articles that neither network nor chooser was fitted to, and draw the reliability.

    python -m training.statements.calibrate TABLES.pkl CANDIDATES.pkl --chooser C.npz --out C.npz [--plot P.svg]

CANDIDATES come from ``training.statements.gather``. A statement counts as right where its content agrees with a gold
one at word IoU 0.5 and so does its source. Slope and intercept are fitted on the statements chosen; the curve is drawn
from five-fold cross-validation over articles.
"""

from __future__ import annotations

import argparse
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from detente.read.statements.chooser import Chooser, choose, read_chooser
from training.statements.fit_chooser import probabilities, show, worths

PARTS = 5


def logit(p: np.ndarray) -> np.ndarray:
    return np.log(p / (1 - p))


def fit(p: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope and intercept; several annotators' verdicts count in parts."""
    x, z = np.concatenate([logit(p), logit(p)])[:, None], np.repeat([1, 0], len(p))
    model = LogisticRegression(C=1e4).fit(x, z, sample_weight=np.concatenate([y, 1 - y]))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def chosen(chooser: Chooser, held: list[dict]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Confidence, share of annotators who agree, and number of the article, of every statement chosen."""
    rows = []
    for number, g in enumerate(held):
        p = probabilities(chooser, g)
        rows += [(p[i, 0], g["y"][i, 0], number) for i in choose(g["candidates"], worths(g, p), chooser.threshold)]
    a, b, c = np.asarray(rows).T
    return a, b, c.astype(int)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("tables", type=Path)
    ap.add_argument("candidates", type=Path)
    ap.add_argument("--chooser", type=Path, required=True)
    ap.add_argument("--threshold", type=float, default=1.15)
    ap.add_argument("--least", type=float, nargs="*", default=[0.0, 0.2, 0.25, 0.3, 0.35])
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--plot", type=Path)
    args = ap.parse_args()
    held = pickle.loads(args.candidates.read_bytes())
    chooser = replace(read_chooser(args.chooser.read_bytes()), threshold=args.threshold)
    p, y, article = chosen(chooser, held)
    q = np.zeros_like(p)
    for part in range(PARTS):
        rest = article % PARTS != part
        slope, intercept = fit(p[rest], y[rest])
        q[~rest] = 1 / (1 + np.exp(-(slope * logit(p[~rest]) + intercept)))
    for name, v in (("uncalibrated", p), ("cross-validated", q)):
        table = reliability(v, y)
        for m, f, n in table:
            print(f"said {m:.2f}  right {f:.2f}  of {n}")
        error = sum(n * abs(m - f) for m, f, n in table) / len(y)
        print(f"{name}: expected calibration error {error:.3f}, statements {len(y)}, right {y.mean():.3f}")
    if args.plot:
        args.plot.write_text(plot(reliability(q, y)), "utf-8")
    calibration = chooser.calibration.copy()
    calibration[0] = fit(p, y)
    print("slope and intercept", calibration[0].round(3))
    whole = replace(chooser, calibration=calibration)
    args.out.write_bytes(whole.to_bytes())
    articles = {a["id"]: a for a in pickle.loads(args.tables.read_bytes())["articles"]}
    for least in args.least:
        found = {}
        for g in held:
            p = probabilities(whole, g)
            kept = choose(g["candidates"], worths(g, p), whole.threshold)
            found[g["id"]] = [g["candidates"][i] for i in kept if p[i, 0] >= least]
        print(f"confidence of at least {least}:", show([articles[g["id"]] for g in held], found))


def reliability(p: np.ndarray, y: np.ndarray) -> list[tuple[float, float, int]]:
    """Mean said, share right and number, in tenths of confidence."""
    bins = np.minimum((p * 10).astype(int), 9)
    at = [bins == b for b in range(10) if (bins == b).any()]
    return [(float(p[k].mean()), float(y[k].mean()), int(k.sum())) for k in at]


def plot(table: list[tuple[float, float, int]]) -> str:
    """An SVG of the share of right statements against the probability they were given."""
    size, edge = 300, 40
    at = lambda v: edge + v * size  # noqa: E731
    up = lambda v: edge + (1 - v) * size  # noqa: E731
    most = max(n for *_, n in table)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + 2 * edge} {size + 2 * edge}" '
        'font-family="sans-serif" font-size="11">',
        "<title>Reliability of statement confidence</title>",
        f'<rect width="{size + 2 * edge}" height="{size + 2 * edge}" fill="white"/>',
        f'<path d="M{at(0)} {up(0)}L{at(1)} {up(1)}" stroke="#999" stroke-dasharray="4"/>',
        f'<path d="M{at(0)} {up(1)}V{up(0)}H{at(1)}" stroke="#333" fill="none"/>',
        '<path d="'
        + "L".join(f"{at(m):.1f} {up(f):.1f}" for m, f, _ in table).join(("M", ""))
        + '" stroke="#1f5f8b" fill="none" stroke-width="1.5"/>',
    ]
    out += [
        f'<circle cx="{at(m):.1f}" cy="{up(f):.1f}" r="{2 + 7 * (n / most) ** 0.5:.1f}" fill="#1f5f8b" '
        f'fill-opacity="0.75"><title>{n} statements</title></circle>'
        for m, f, n in table
    ]
    for v in (0, 0.5, 1):
        out.append(f'<text x="{at(v)}" y="{up(0) + 16}" text-anchor="middle">{v}</text>')
        out.append(f'<text x="{at(0) - 8}" y="{up(v) + 4}" text-anchor="end">{v}</text>')
    out.append(f'<text x="{at(0.5)}" y="{up(0) + 32}" text-anchor="middle">confidence given</text>')
    out.append(f'<text transform="translate(12 {up(0.5)}) rotate(-90)" text-anchor="middle">share right</text></svg>')
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    main()
