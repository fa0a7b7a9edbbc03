"""Train the second opinion on the status of events, in folds or whole.

    PYTHONPATH=src:. python -m training.status.train folds --rows WORK/own.pkl WORK/timeml.pkl --out WORK/folds.json
    PYTHONPATH=src:. python -m training.status.train final --rows WORK/own.pkl WORK/timeml.pkl --threshold .9
    PYTHONPATH=src:. python -m training.status.train check --rows WORK/later.pkl

Only the dev sets of status.tsv are learned from; its other sets are never read here. ``folds`` keeps frames, sentences
and articles together and prints, by threshold, how many undone events that the rules read as done are caught and how
many done ones are lost.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import pickle
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from detente.read.events.status.second_opinion import load_second_opinion
from detente.read.relations.model import load_model
from training.status.network import CLASS_OF, CLASSES, StatusNet, probabilities, train
from training.status.rows import Row

OUT = Path(__file__).parents[2] / "src/detente/models/status"
DONE = ("happened", "ongoing")
EPOCHS, RATE, NETS, FOLDS = 5, 2e-3, 3, 5
# Frames have several sentences each; of news the annotation is coarse.
WEIGHT = {"frame": 0.5, "timeml": 0.25}
# Done deeds are the minority here, not in the news.
DONE_WEIGHT = 2.0
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


def load(paths: list[Path]) -> list[Row]:
    """Rows to learn from."""
    rows = [row for path in paths for row in pickle.loads(path.read_bytes())]
    return [r for r in rows if r.split.startswith("dev") or r.split in WEIGHT]


def fit(rows: list[Row], args: argparse.Namespace, seed: int) -> StatusNet:
    pairs = [(seen, r) for r in rows for seen in r.seen]
    classes = [CLASS_OF[r.status] for _, r in pairs]
    weights = [
        {**WEIGHT, "timeml": args.timeml}.get(r.split, 1.0) * (args.done if CLASS_OF[r.status] == 0 else 1.0)
        for _, r in pairs
    ]
    return train([s for s, _ in pairs], classes, weights, epochs=args.epochs, rate=RATE, seed=seed)


def predict(nets: list[StatusNet], rows: list[Row]) -> NDArray[np.float64]:
    """Shape (rows, classes), of the pair marked as reading marks it where there is one."""
    return np.mean([probabilities(net, [r.seen[-1] for r in rows]) for net in nets], axis=0)


def folds(args: argparse.Namespace) -> None:
    rows = load(args.rows)
    fold = np.array([zlib.crc32(r.group.encode()) % FOLDS for r in rows])
    found = np.full((len(rows), len(CLASSES)), np.nan)
    for k in range(args.run):
        kept = [r for r, f in zip(rows, fold, strict=True) if f != k]
        nets = [fit(kept, args, seed) for seed in range(args.nets)]
        found[fold == k] = predict(nets, [r for r, f in zip(rows, fold, strict=True) if f == k])
        print(f"fold {k}", flush=True)
    for split in ("dev", "frame", "timeml"):
        here = [i for i, r in enumerate(rows) if r.split.startswith(split) and not np.isnan(found[i, 0])]
        report(split, [rows[i] for i in here], found[here])
    if args.out:
        table = [
            [r.split, r.group, r.status, r.rule, r.word, r.sentence, [round(float(x), 4) for x in p]]
            for r, p in zip(rows, found, strict=True)
            if not np.isnan(p[0])
        ]
        args.out.write_text(json.dumps(table), "utf-8")


def report(name: str, rows: list[Row], found: NDArray[np.float64]) -> None:
    gold = np.array([CLASS_OF[r.status] for r in rows])
    said_done = np.array([r.rule in DONE and r.asked for r in rows])
    undone = 1 - found[:, 0]
    right = (found.argmax(1) == gold)[gold >= 0].mean()
    print(f"{name}: {len(rows)}; done or not right {((undone > 0.5) == (gold != 0)).mean():.4f}, class {right:.4f}")
    print(f"  rules say done: {(said_done & (gold != 0)).sum()} undone, {(said_done & (gold == 0)).sum()} done")
    for threshold in THRESHOLDS:
        over = said_done & (undone >= threshold)
        caught, lost = (over & (gold != 0)).sum(), (over & (gold == 0)).sum()
        best = 1 + found[:, 1:].argmax(1)
        named = (best == gold)[over & (gold > 0)]
        print(f"  from {threshold}: {caught} caught, {named.sum()} of them by the right name; {lost} done lost")
    both = ~said_done & (gold > 0) & np.array([r.rule != "historical" for r in rows])
    by_rule = np.array([CLASS_OF[r.rule] for r in rows])
    net, share = 1 + found[:, 1:].argmax(1), found[:, 1:].max(1)
    print(f"  rules say undone, and it is: {both.sum()}; named right by rules {(by_rule == gold)[both].sum()}, "
          f"by the net {(net == gold)[both].sum()}")  # fmt: skip
    for threshold in THRESHOLDS:
        over = both & (share >= threshold) & (net != by_rule)
        mended, spoilt = (over & (net == gold)).sum(), (over & (by_rule == gold)).sum()
        print(f"  from {threshold}: {mended} mended, {spoilt} spoilt")


def final(args: argparse.Namespace) -> None:
    rows = load(args.rows)
    nets = [fit(rows, args, seed) for seed in range(args.nets)]
    OUT.mkdir(parents=True, exist_ok=True)
    blob = packed({f"{n}/{name}": w for n, net in enumerate(nets) for name, w in net.weights().items()})
    (OUT / "nets.npz").write_bytes(blob)
    meta = {
        "name": "status", "version": args.version, "classes": list(CLASSES), "nets": len(nets),
        "threshold": args.threshold, "class_threshold": args.class_threshold, "encoder": load_model().sha256,
        "sha256": hashlib.sha256(blob).hexdigest(),
        "recipe": {"epochs": args.epochs, "rate": RATE, "seeds": list(range(args.nets)), "done_weight": args.done,
                   "timeml_weight": args.timeml, "rows": dict(sorted(Counter(r.split for r in rows).items()))},
    }  # fmt: skip
    (OUT / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", "utf-8")
    shown = rows[:: max(1, len(rows) // 200)]
    reader = load_second_opinion(OUT)
    apart = np.abs(np.array([reader.probabilities(r.seen[-1]) for r in shown]) - predict(nets, shown)).max()
    print(f"{len(blob) / 1e6:.2f} MB; as the reader computes it, no probability is further off than {apart:.4f}")
    assert apart < 0.02


def check(args: argparse.Namespace) -> None:
    """The nets that ship, on rows that they never learned from, no pair marked."""
    nets = load_second_opinion()
    rows = [row for path in args.rows for row in pickle.loads(path.read_bytes())]
    report("never learned from", rows, np.array([nets.probabilities(r.seen[0]) for r in rows]))


def packed(arrays: dict[str, NDArray[np.float16]]) -> bytes:
    """An npz whose bytes do not tell the hour."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, array in sorted(arrays.items()):
            one = io.BytesIO()
            np.save(one, array)
            bundle.writestr(zipfile.ZipInfo(f"{name}.npy"), one.getvalue(), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("folds", "final", "check"))
    parser.add_argument("--rows", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, help="folds: every row with its probabilities")
    parser.add_argument("--run", type=int, default=FOLDS, help="folds to run")
    parser.add_argument("--nets", type=int, default=NETS)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--timeml", type=float, default=WEIGHT["timeml"], help="weight of an event of TimeML")
    parser.add_argument("--done", type=float, default=DONE_WEIGHT, help="weight of done events")
    parser.add_argument("--threshold", type=float, default=0.9, help="to call undone what rules call done")
    parser.add_argument("--class-threshold", type=float, default=0.95, help="to name undone ones anew")
    parser.add_argument("--version", default="1.0")
    args = parser.parse_args()
    torch.set_num_threads(1)
    {"folds": folds, "final": final, "check": check}[args.what](args)


if __name__ == "__main__":
    main()
