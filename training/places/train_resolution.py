"""Train the ranking of a toponym's candidates, and measure it by cross-validation.

    python training/places/train_resolution.py lgl.xml TR-News.xml [--cv] [--out DIR]

Two small networks of one hidden layer score the candidates of a name; a softmax over them gives probabilities. The
first sees LOCAL features only; the second also SHARED ones, computed from the first's probabilities, then once more
from its own. Trained with gold spans; a candidate is right if it is the gold's GeoNames entry or lies close to it.

Corpora are read with detente.evaluate.places; reports written for the project (meetings.py) are trained on beside
them and never scored. Needs torch (training only).
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from meetings import CORPUS, write_meetings

from detente.evaluate.places import Gold, km, load_corpus
from detente.read.places.candidates import load_words
from detente.read.places.context import LOCAL, SHARED, Rows, gather, shared
from detente.read.places.gazetteer import COUNTRY, Gazetteer, load_gazetteer

OUT = Path(__file__).resolve().parents[2] / "src/detente/models/places/resolution.json"
HIDDEN = 16
CLOSE_KM = 60.0


def right(rows: Rows, gold: list[Gold], gazetteer: Gazetteer) -> np.ndarray:
    """Shape (n,): how many mentions of its group each candidate is right for."""
    out = np.zeros(len(rows.entries))
    for n, g in enumerate(rows.groups):
        s = slice(rows.start[n], rows.start[n + 1])
        e = rows.entries[s]
        if not len(e):
            continue
        for m in g.mentions:
            t = gold[m]
            if t.lat is None or t.lon is None:
                continue
            same = gazetteer.gid[e] == (t.geonames or -1)
            if t.is_country:
                same |= (gazetteer.kind[e] == COUNTRY) & np.array(
                    [gazetteer.country_code(int(i)) == t.country for i in e]
                )
            d = np.array([km(t.lat, t.lon, a, b) for a, b in zip(gazetteer.lat[e], gazetteer.lon[e], strict=True)])
            close = d <= CLOSE_KM
            if not close.any() and not same.any():
                close = d <= 161
            out[s] += same | close
    return out


class Net(torch.nn.Module):
    def __init__(self, inputs: int, mean: np.ndarray, scale: np.ndarray) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean, dtype=torch.float32))
        self.register_buffer("scale", torch.tensor(scale, dtype=torch.float32))
        self.linear = torch.nn.Linear(inputs, 1, bias=False)
        self.hidden = torch.nn.Linear(inputs, HIDDEN)
        self.out = torch.nn.Linear(HIDDEN, 1, bias=False)
        torch.nn.init.zeros_(self.linear.weight)
        torch.nn.init.normal_(self.hidden.weight, std=0.2)
        torch.nn.init.normal_(self.out.weight, std=0.2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = (x - self.mean) * self.scale
        return (self.linear(x) + self.out(torch.tanh(self.hidden(x)))).squeeze(-1)

    def numbers(self) -> dict[str, list]:
        return {k: np.round(v.numpy().astype(float), 5).tolist() for k, v in self.state_dict().items()}


def fit(x: np.ndarray, y: np.ndarray, group: np.ndarray, weight: np.ndarray, seed: int, decay: float) -> Net:
    """Minimise the weighted negative log of the probability of the right candidates."""
    torch.manual_seed(seed)
    mean, std = x.mean(0), x.std(0)
    net = Net(x.shape[1], mean, 1.0 / np.maximum(std, 0.05))
    X, Y = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
    G, W = torch.tensor(group), torch.tensor(weight, dtype=torch.float32)
    groups = len(weight)
    optimiser = torch.optim.Adam(net.parameters(), lr=0.02)
    for step in range(400):
        for g in optimiser.param_groups:
            g["lr"] = 0.02 * (1 - step / 400) + 1e-4
        optimiser.zero_grad()
        s = net(X)
        top = torch.full((groups,), -1e9).scatter_reduce(0, G, s, "amax")
        z = torch.exp(s - top[G].detach())
        total = torch.zeros(groups).index_add(0, G, z)
        logp = s - top[G].detach() - torch.log(total[G])
        # several right candidates share the credit
        good = torch.zeros(groups).index_add(0, G, torch.exp(logp) * (Y > 0))
        n = torch.full((groups,), 0.0).scatter_reduce(0, G, Y, "amax")
        loss = -(W * n * torch.log(good.clamp_min(1e-6)) * (n > 0)).sum() / (W * n).sum()
        penalty = sum((p**2).sum() for p in net.parameters())
        (loss + decay * penalty).backward()
        optimiser.step()
    return net


def softmax(scores: np.ndarray, start: list[int]) -> np.ndarray:
    p = np.zeros_like(scores)
    for a, b in pairwise(start):
        if b > a:
            z = np.exp(scores[a:b] - scores[a:b].max())
            p[a:b] = z / z.sum()
    return p


def score(nets: list[Net], x: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return np.mean([n(torch.tensor(x, dtype=torch.float32)).numpy() for n in nets], axis=0)


class Corpus:
    def __init__(self, paths: list[str], gazetteer: Gazetteer) -> None:
        words = load_words()
        self.rows, self.y, self.gold, self.corpus = [], [], [], []
        own = [(Path(path).stem, doc) for path in paths for doc in load_corpus(path)]
        # Those that are always trained on and never scored come last.
        self.scored = len(own)
        for corpus, doc in [*own, *((CORPUS, doc) for doc in write_meetings(gazetteer))]:
            rows = gather(doc.text, [(t.start, t.end) for t in doc.toponyms], gazetteer, words)
            self.rows.append(rows)
            self.y.append(right(rows, list(doc.toponyms), gazetteer))
            self.gold.append(list(doc.toponyms))
            self.corpus.append(corpus)


def stack(items: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(items)


def train(data: Corpus, docs: list[int], gazetteer: Gazetteer, args: argparse.Namespace) -> tuple[list[Net], list[Net]]:
    docs = [*docs, *range(data.scored, len(data.rows))]
    offset, group = 0, []
    for d in docs:
        group.append(data.rows[d].group + offset)
        offset += len(data.rows[d].groups)
    g = stack(group)
    weights = {"TR-News": args.tr_weight, CORPUS: args.meetings_weight}
    weight_of = [weights.get(data.corpus[d], 1.0) for d in docs for _ in data.rows[d].groups]
    w = np.array(weight_of)
    y = stack([data.y[d] for d in docs])
    x1 = stack([data.rows[d].local for d in docs])
    first = [fit(x1, y, g, w, seed, args.decay) for seed in range(args.nets)]
    p = [softmax(score(first, data.rows[d].local), data.rows[d].start) for d in docs]
    second: list[Net] = []
    for _ in range(2):
        x2 = stack(
            [np.hstack([data.rows[d].local, shared(data.rows[d], q, gazetteer)]) for d, q in zip(docs, p, strict=True)]
        )
        second = [fit(x2, y, g, w, seed, args.decay) for seed in range(args.nets)]
        s = score(second, x2)
        at = 0
        for i, d in enumerate(docs):
            n = len(data.rows[d].entries)
            p[i] = softmax(s[at : at + n], data.rows[d].start)
            at += n
    return first, second


def predict(data: Corpus, d: int, nets: tuple[list[Net], list[Net]], gazetteer: Gazetteer) -> np.ndarray:
    rows = data.rows[d]
    if not len(rows.entries):
        return np.zeros(0)
    p = softmax(score(nets[0], rows.local), rows.start)
    for _ in range(2):
        p = softmax(score(nets[1], np.hstack([rows.local, shared(rows, p, gazetteer)])), rows.start)
    return p


def accuracy(data: Corpus, d: int, p: np.ndarray, gazetteer: Gazetteer, errors: list | None = None) -> tuple[int, int]:
    rows, ok, n = data.rows[d], 0, 0
    for i, g in enumerate(rows.groups):
        a, b = rows.start[i], rows.start[i + 1]
        best = a + int(np.argmax(p[a:b])) if b > a else -1
        for m in g.mentions:
            t = data.gold[d][m]
            if t.lat is None:
                continue
            n += 1
            if best < 0:
                continue
            e = int(rows.entries[best])
            hit = km(t.lat, t.lon, float(gazetteer.lat[e]), float(gazetteer.lon[e])) <= 161 or (
                t.is_country and gazetteer.kind[e] == COUNTRY and gazetteer.country_code(e) == t.country
            )
            ok += hit
            if errors is not None and not hit:
                errors.append(
                    (
                        data.corpus[d],
                        d,
                        t.text,
                        t.geonames,
                        gazetteer.entry(e),
                        float(p[best]),
                        bool(data.y[d][a:b].any()),
                    )
                )
    return ok, n


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--cv", action="store_true")
    parser.add_argument("--nets", type=int, default=2)
    parser.add_argument("--decay", type=float, default=0.002)
    parser.add_argument("--tr-weight", type=float, default=2.0)
    parser.add_argument("--meetings-weight", type=float, default=0.3, help="of a mention in meetings.py")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    torch.set_num_threads(1)
    gazetteer = load_gazetteer()
    data = Corpus(args.corpora, gazetteer)
    everything = list(range(data.scored))
    names = sorted(set(data.corpus[: data.scored]))
    if args.cv:
        order = np.random.default_rng(0).permutation(len(everything)).tolist()
        total = {c: [0, 0] for c in names}
        errors: list = []
        for fold in range(5):
            test = order[fold::5]
            nets = train(data, [d for d in order if d not in set(test)], gazetteer, args)
            for d in test:
                ok, n = accuracy(data, d, predict(data, d, nets, gazetteer), gazetteer, errors)
                total[data.corpus[d]][0] += ok
                total[data.corpus[d]][1] += n
        print("5-fold by document", {c: round(a / b, 4) for c, (a, b) in total.items()})
        if args.errors:
            for line in errors:
                print(*line)
        for test_on in names:
            nets = train(data, [d for d in everything if data.corpus[d] != test_on], gazetteer, args)
            pairs = [
                accuracy(data, d, predict(data, d, nets, gazetteer), gazetteer)
                for d in everything
                if data.corpus[d] == test_on
            ]
            print(
                "trained on the other, tested on",
                test_on,
                round(sum(a for a, _ in pairs) / sum(b for _, b in pairs), 4),
            )
        return
    first, second = train(data, everything, gazetteer, args)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    model = {
        "local": list(LOCAL),
        "shared": list(SHARED),
        "first": [n.numbers() for n in first],
        "second": [n.numbers() for n in second],
    }
    args.out.write_text(json.dumps(model, separators=(",", ":")) + "\n")
    print(args.out, args.out.stat().st_size)


if __name__ == "__main__":
    main()
