"""Fit how candidates are judged on articles the network was not trained on, and draw the reliability.

    python -m training.statements.calibrate TABLES.pkl SCORES.pkl --fold 7 --folds 8 --out C.json [--plot P.svg]

SCORES comes from ``training.statements.check --keep``. A statement counts as right where its content agrees with a
gold one at word IoU 0.5 and so does its source. The curve is drawn from five-fold cross-validation over articles.
"""

from __future__ import annotations

import argparse
import json
import pickle
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from detente.evaluate.statements import MEASURES, _Compared, _Text
from detente.read.statements.candidates import EVIDENCE, Judgement, find_attributions, find_candidates, probability
from training.statements.check import annotations, score_articles


def rows(articles: list[dict], held: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Evidence of every candidate, whether it is right, whether it is exact, and its article's number."""
    x, right, exact, group = [], [], [], []
    for number, a in enumerate(articles):
        s = held["scores"][a["id"]]
        found = find_candidates(a["table"], s.tags, s.links, held["weights"])
        text = _Text(a["text"])
        mine = [_Compared.of(text, p) for p in annotations(a, 0, found)]
        for k in range(len(a["golds"])):
            golds = [_Compared.of(text, g) for g in annotations(a, k)]
            for one, f in zip(mine, found, strict=True):
                x.append(f.evidence)
                right.append(any(g.iou(one) >= 0.5 and g.same_source(one) for g in golds))
                exact.append(any(g.exact == one.exact for g in golds))
                group.append(number)
    return np.asarray(x), np.asarray(right), np.asarray(exact), np.asarray(group)


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    scale = x.std(axis=0)
    scale[scale == 0] = 1.0
    return LogisticRegression(C=0.5, fit_intercept=False, max_iter=1000).fit(x / scale, y).coef_[0] / scale


def judge(x: np.ndarray, right: np.ndarray, exact: np.ndarray, threshold: float) -> Judgement:
    return Judgement(tuple(fit(x, right).tolist()), tuple(fit(x, exact).tolist()), threshold)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("tables", type=Path)
    ap.add_argument("scores", type=Path)
    ap.add_argument("--fold", type=int, default=7)
    ap.add_argument("--folds", type=int, default=16)
    ap.add_argument("--threshold", type=float, default=0.2)
    ap.add_argument("--parts", type=int, default=5)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--plot", type=Path)
    args = ap.parse_args()
    articles = pickle.loads(args.tables.read_bytes())["articles"]
    articles = [a for i, a in enumerate(articles) if args.fold < 0 or i % args.folds == args.fold]
    held = pickle.loads(args.scores.read_bytes())
    x, right, exact, group = rows(articles, held)
    found, chosen = {}, []
    for part in range(args.parts):  # every article is decoded and judged by weights it had no share in
        train = group % args.parts != part
        judgement = judge(x[train], right[train], exact[train], args.threshold)
        for number, a in enumerate(articles):
            if number % args.parts == part:
                s = held["scores"][a["id"]]
                found[a["id"]] = find_attributions(a["table"], s.tags, s.links, held["weights"], judgement)
                chosen += judged(a, found[a["id"]], judgement)
    print("cross-validated, at several thresholds of confidence:")
    for threshold in (0.0, 0.25, 0.3, 0.35, 0.4):
        kept = {
            k: [f for f, p in zip(v, confidences(v, chosen, k), strict=True) if p >= threshold]
            for k, v in found.items()
        }
        s = score_articles(articles, kept)
        print(
            f"{threshold:.2f}",
            *(f"{m} {s.f1(m):.4f}" for m in MEASURES),
            *(f"{c} {s.f1('attribution', c):.3f}" for c in ("quoted", "indirect")),
        )
    p, y = np.asarray([c[1] for c in chosen]), np.asarray([c[2] for c in chosen])
    bins = np.minimum((p * 10).astype(int), 9)
    table = [
        (float(p[bins == b].mean()), float(y[bins == b].mean()), int((bins == b).sum()))
        for b in range(10)
        if (bins == b).any()
    ]
    error = sum(n * abs(m - f) for m, f, n in table) / len(y)
    for m, f, n in table:
        print(f"said {m:.2f}  right {f:.2f}  of {n}")
    print(f"expected calibration error {error:.3f}, statements {len(y)}, right {y.mean():.3f}")
    whole = judge(x, right, exact, args.threshold)
    args.out.write_text(
        json.dumps(
            {
                "right": dict(zip(EVIDENCE, np.round(whole.right, 4).tolist(), strict=True)),
                "exact": dict(zip(EVIDENCE, np.round(whole.exact, 4).tolist(), strict=True)),
                "threshold": args.threshold,
                "calibration_error": round(error, 4),
                "statements": len(y),
            }
        )
    )
    if args.plot:
        args.plot.write_text(plot(table), "utf-8")


def judged(a: dict, found: list, judgement: Judgement) -> list[tuple[str, float, float]]:
    """Article, confidence and share of annotators who agree, for each statement."""
    text = _Text(a["text"])
    mine = [_Compared.of(text, p) for p in annotations(a, 0, found)]
    golds = [[_Compared.of(text, g) for g in annotations(a, k)] for k in range(len(a["golds"]))]
    return [
        (
            a["id"],
            probability(f.evidence, judgement.right),
            float(np.mean([any(g.iou(one) >= 0.5 and g.same_source(one) for g in gs) for gs in golds])),
        )
        for one, f in zip(mine, found, strict=True)
    ]


def confidences(found: list, chosen: list, article: str) -> list[float]:
    return [p for name, p, _ in chosen if name == article]


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
