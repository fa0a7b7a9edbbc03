"""Measure places end to end by cross-validation, and fit the calibration of their confidence.

    python training/places/measure.py lgl.xml TR-News.xml [--parses DIR] [--out confidence.json]

In each of five folds by document recognition and resolution are trained on the other four; then the same across
corpora. Prints the measures of detente.evaluate.places. Last, a logistic regression from the two models' out-of-fold
probabilities to "right" gives the confidence of a place; its calibration is itself measured by document halves.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
import train_recognition
import train_resolution
from sklearn.linear_model import LogisticRegression

from detente.evaluate.places import is_right, pair_spans, render_scores, score_places
from detente.read.places.gazetteer import KIND_NAMES, load_gazetteer
from detente.read.places.recognition import THRESHOLD, choose
from detente.read.places.resolution import Net, Ranker, resolve_toponyms

OUT = Path(__file__).resolve().parents[2] / "src/detente/models/places/confidence.json"


def answer(span: Any, r: Any, gazetteer: Any) -> SimpleNamespace:
    number = r.entry if r.entry is not None else r.around
    blank = SimpleNamespace(
        start=span.start, end=span.end, lat=None, lon=None, kind="other", country=None, geonames=None
    )
    if number is None:
        return blank
    e = gazetteer.entry(number)
    exact = r.entry is not None and r.exact
    blank.lat, blank.lon, blank.country = e.lat, e.lon, e.country
    blank.kind, blank.geonames = (KIND_NAMES[e.level], e.geonames) if exact else ("other", None)
    return blank


def logit(p: np.ndarray) -> np.ndarray:
    p = np.clip(p, 1e-3, 1 - 1e-3)
    return np.log(p / (1 - p))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--parses", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--nets", type=int, default=2)
    parser.add_argument("--decay", type=float, default=0.002)
    parser.add_argument("--tr-weight", type=float, default=2.0)
    parser.add_argument("--meetings-weight", type=float, default=0.3)
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    parser.add_argument("--no-adjectives", action="store_true")
    parser.add_argument("--errors", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    gazetteer = load_gazetteer()
    rec = train_recognition.Data(args.corpora, args.parses)
    res = train_resolution.Corpus(args.corpora, gazetteer)
    everything = list(range(len(rec.y)))
    assert rec.corpus == res.corpus[: res.scored]
    rows: list[tuple[float, float, str, bool, int]] = []

    def run(train: list[int], test: list[int], keep: bool) -> tuple[dict[str, Any], dict[str, Any]]:
        p = train_recognition.predict(rec, test, train_recognition.fit(rec, train))
        first, second = train_resolution.train(res, train, gazetteer, args)
        ranker = Ranker(tuple(Net(n.numbers()) for n in first), tuple(Net(n.numbers()) for n in second))
        found, given_gold = {}, {}
        for d in test:
            document = rec.document[d]
            golds = list(document.toponyms)
            r = resolve_toponyms(document.text, [(t.start, t.end) for t in golds], ranker=ranker)
            given_gold[document.id] = [answer(t, x, gazetteer) for t, x in zip(golds, r, strict=True)]
            if d not in p:
                continue
            picked = choose(rec.spots[d], p[d].tolist(), args.threshold)
            if args.no_adjectives:
                picked = [i for i in picked if rec.spots[d][i].table != "adjective"]
            spans = [rec.spots[d][i] for i in picked]
            r = resolve_toponyms(document.text, [(s.start, s.end) for s in spans], ranker=ranker)
            answers = [answer(s, x, gazetteer) for s, x in zip(spans, r, strict=True)]
            found[document.id] = answers
            if keep:
                pairs = {j: i for i, j in pair_spans(golds, answers)}
                for j, (a, x) in enumerate(zip(answers, r, strict=True)):
                    how = "entry" if x.entry is not None else "around" if x.around is not None else "none"
                    good = j in pairs and is_right(golds[pairs[j]], a)
                    rows.append((float(p[d][picked[j]]), x.probability, how, good, d))
        return found, given_gold

    order = np.random.default_rng(0).permutation(len(everything)).tolist()
    found: dict[str, Any] = {}
    given_gold: dict[str, Any] = {}
    for fold in range(5):
        test = order[fold::5]
        a, b = run([d for d in order if d not in set(test)], test, True)
        found.update(a)
        given_gold.update(b)
    for c in sorted(set(rec.corpus)):
        documents = [rec.document[d] for d in everything if rec.corpus[d] == c]
        print(f"== {c}, five-fold\n{render_scores(score_places(documents, found))}")
        print(f"given gold spans: accuracy_161 {score_places(documents, given_gold)['accuracy_161']:.4f}\n")
    for c in sorted(set(rec.corpus)):
        others = [d for d in everything if rec.corpus[d] != c]
        if others:
            a, b = run(others, [d for d in everything if rec.corpus[d] == c], False)
            documents = [rec.document[d] for d in everything if rec.corpus[d] == c]
            s = score_places(documents, a)
            print(
                f"== {c}, trained on the other: recognition {s['recognition_relaxed']['f1']:.4f}, "
                f"end to end {s['end_to_end']['f1']:.4f}, ",
                end="",
            )
            print(f"given gold spans {score_places(documents, b)['accuracy_161']:.4f}")
    weights: dict[str, float] = {}
    for how in ("entry", "around"):
        picked_rows = [r for r in rows if r[2] == how]
        y = np.array([r[3] for r in picked_rows])
        x = np.stack(
            [logit(np.array([r[0] for r in picked_rows])), logit(np.array([r[1] for r in picked_rows]))], axis=1
        )
        half = np.array([r[4] % 2 for r in picked_rows])
        if how == "entry":
            p = np.zeros(len(y))
            for h in (0, 1):
                p[half == h] = (
                    LogisticRegression(C=1.0).fit(x[half != h], y[half != h]).predict_proba(x[half == h])[:, 1]
                )
            edges = np.linspace(0, 1, 11)
            print("confidence, share right (n):", end="")
            for lo, hi in pairwise(edges):
                m = (p >= lo) & (p < hi)
                if m.sum() > 20:
                    print(f"  {p[m].mean():.2f} {y[m].mean():.2f} ({m.sum()})", end="")
            print(f"\nBrier {np.mean((p - y) ** 2):.4f} against {y.mean() * (1 - y.mean()):.4f} for the base rate")
        if how == "around":  # no probability says anything of these: their share that is right
            share = float(y.mean())
            weights |= {
                "around.bias": round(float(np.log(share / (1 - share))), 4),
                "around.recognised": 0.0,
                "around.resolved": 0.0,
            }
            continue
        model = LogisticRegression(C=1.0).fit(x, y)
        weights |= {
            f"{how}.bias": round(float(model.intercept_[0]), 4),
            f"{how}.recognised": round(float(model.coef_[0][0]), 4),
            f"{how}.resolved": round(float(model.coef_[0][1]), 4),
        }
    args.out.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n")
    print(args.out, weights)


if __name__ == "__main__":
    main()
