"""Train the tagger and linker.

    python -m training.statements.train --data train.pkl --base MODEL_DIR --out run.pt [--left-out 7/16] ...

Float32 and eager attention: on a core without AMX faster than bf16. The word and position embeddings
and the lowest layers stay as they are: names unseen in training keep the place they had.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from detente.read.statements import features as ft
from detente.read.statements.decode import NTAGS, pair_features
from detente.read.statements.windows import inputs_of, piece_table
from training.statements.network import Heads, Tagger
from training.statements.teacher import Teacher

PAD_SPAN = (0, 0)
MASK_ID = 103


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", type=Path, nargs="+", required=True)
    ap.add_argument("--base", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--teacher", action="store_true", help="train the large network; BASE has MPNet's weights")
    ap.add_argument("--start", type=Path, help="go on from an earlier run")
    ap.add_argument("--soft", type=Path, nargs="*", default=[], help="teachers' tag probabilities, by article")
    ap.add_argument("--soft-weight", type=float, default=0.6)
    ap.add_argument("--left-out", nargs="*", default=[], help='folds to leave out: "7/16" is numbers 7, 23, 39, ...')
    ap.add_argument("--epochs", type=float, default=5)
    ap.add_argument("--batch", type=int, default=16)
    ap.add_argument("--pieces", type=int, default=224)
    ap.add_argument("--lr", type=float, default=3e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--layer-decay", type=float, default=0.85)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--smooth", type=float, default=0.03)
    ap.add_argument("--word-mask", type=float, default=0.06)
    ap.add_argument("--rename", type=float, default=0.12, help="share of windows whose names are exchanged")
    ap.add_argument("--limit", type=int, default=0)
    ap.add_argument("--bf16", action="store_true", help="quicker on a core with AMX, slower on one without")
    args = ap.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)

    articles, space = [], None
    for path in args.data:
        held = pickle.loads(path.read_bytes())
        space = space or held["space"]
        articles += held["articles"]
    folds = [tuple(map(int, f.split("/"))) for f in args.left_out]
    articles = [a for i, a in enumerate(articles) if not any(i % n == k for k, n in folds)]
    if args.limit:
        articles = articles[: args.limit]
    soft: dict[str, np.ndarray] = {}
    for path in args.soft:
        for name, p in pickle.loads(path.read_bytes()).items():
            soft[name] = soft[name] + p.astype(np.float32) if name in soft else p.astype(np.float32)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    to_pieces = ft.Pieces(lambda w: tokenizer.encode(w, add_special_tokens=False).ids)
    for a in articles:
        a["pieces"] = to_pieces(a["table"].words)
        if a["id"] in soft:
            p = soft[a["id"]]
            a["soft"] = (p / p.sum(-1, keepdims=True)).astype(np.float16)
    names = gather_names(articles, space)

    model = Teacher(space.total) if args.teacher else Tagger(space.total)
    model.load_encoder(args.base / "model.safetensors")
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=False)["model"])
    fixed = ("words", "positions", "norm", "rel", *(f"layers.{i}." for i in range(model.frozen)))
    for name, p in model.named_parameters():
        p.requires_grad_(not name.startswith(fixed))
    groups = parameter_groups(model, args)
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.02, fused=True)
    per_epoch = sum(int(sum(map(len, a["pieces"]))) for a in articles) / (args.pieces * 0.88 * args.batch)
    total = int(per_epoch * args.epochs)
    warm = max(1, int(0.06 * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.0, (total - s) / (total - warm)) ** 1.0)
    )
    print(json.dumps({k: str(v) for k, v in vars(args).items()}), f"steps {total}", flush=True)

    model.train()
    step, began, run = 0, time.time(), np.zeros(3)
    while step < total:
        windows = cut_windows(articles, args.pieces, rng)
        for at in range(0, len(windows) - args.batch + 1, args.batch):
            if step >= total:
                break
            batch = collate(windows[at : at + args.batch], space, names, args, rng)
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                scores, vectors = model(*batch["inputs"])
            scores, vectors = scores.float(), vectors.float()
            losses = loss_of(model, scores, vectors, batch, args)
            loss = losses[0] + 0.25 * losses[1] + 0.25 * losses[2]
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            run = 0.98 * run + 0.02 * np.array([float(x.detach()) for x in losses])
            if step % 20 == 0:
                shown = " ".join(f"{x / (1 - 0.98**step):.4f}" for x in run)
                print(f"{step}/{total} {shown} {time.time() - began:.0f}s", flush=True)
            if step % 250 == 0 or step == total:
                torch.save({"model": model.state_dict(), "space": space, "args": vars(args), "step": step}, args.out)
    print("done", flush=True)


def parameter_groups(model: Heads, args: argparse.Namespace) -> list[dict]:
    """Lower layers learn more slowly; the new parts learn fast."""
    groups: dict[float, list] = {}
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        if name.startswith("layers."):
            lr = args.lr * args.layer_decay ** (len(model.layers) - 1 - int(name.split(".")[1]))
        else:
            lr = args.head_lr
        groups.setdefault(lr, []).append(p)
    return [{"params": ps, "lr": lr} for lr, ps in groups.items()]


def gather_names(articles: list[dict], space: ft.FeatureSpace) -> list[tuple]:
    """Wordpieces of the proper nouns seen, rare ones as often as frequent ones."""
    tag = space.offsets[3] + 1 + space.tags.index("NNP")
    seen = {}
    for a in articles:
        for i in np.flatnonzero(a["table"].features[:, 3] == tag).tolist():
            word = a["table"].words[i]
            if word.isalpha() and len(word) > 2 and word[0].isupper():
                seen[word] = a["pieces"][i]
    return [seen[w] for w in sorted(seen)]


def cut_windows(articles: list[dict], pieces: int, rng: random.Random) -> list[tuple]:
    """Windows of whole sentences that cover every article once, cut elsewhere each epoch, alike in length."""
    out = []
    for a in articles:
        table = a["table"]
        counts = np.concatenate([[0], np.cumsum([len(p) for p in a["pieces"]])])
        cuts = [*(np.flatnonzero(np.diff(table.sentences)) + 1).tolist(), len(table)]
        room = rng.randint(pieces // 4, pieces) - 2
        begin = last = 0
        for cut in cuts:
            if counts[cut] - counts[begin] > room and last > begin:
                out.append((a, begin, last))
                begin, room = last, pieces - 2
            while counts[cut] - counts[begin] > room:
                split = max(int(np.searchsorted(counts, counts[begin] + room, side="right")) - 1, begin + 1)
                out.append((a, begin, split))
                begin = split
            last = cut
        if begin < len(table):
            out.append((a, begin, len(table)))
    rng.shuffle(out)
    pools = []
    for at in range(0, len(out), 256):  # like lengths together, for little padding
        pools += sorted(out[at : at + 256], key=lambda w: w[2] - w[1])
    blocks = [pools[at : at + 16] for at in range(0, len(pools), 16)]
    rng.shuffle(blocks)
    return [w for block in blocks for w in block]


def collate(
    windows: list[tuple], space: ft.FeatureSpace, names: list, args: argparse.Namespace, rng: random.Random
) -> dict:
    rows = []
    for a, b, e in windows:
        table, golds = a["table"], a["golds"]
        pieces = a["pieces"][b:e]
        if names and rng.random() < args.rename:
            pieces = rename(table, pieces, b, space, names, rng)
        counts = [len(p) for p in pieces]
        given = inputs_of(table, piece_table([()] * b + pieces + [()] * (len(table) - e)), b, e, space)
        feats = given.features
        hide = [k for k, p in enumerate((0.03, 0.08, 0.1)) if rng.random() < p]
        if rng.random() < 0.08:
            hide += [3, 4, 5]
        for k in hide:
            feats[:, k] = space.offsets[k]
        heads = np.arange(e - b + 2) if 5 in hide else given.heads
        ids = given.ids
        hidden = np.asarray([rng.random() < args.word_mask for _ in range(e - b)])
        ids[1:-1][np.repeat(hidden, counts)] = MASK_ID
        _, attributions = golds[rng.randrange(len(golds))]
        target = np.zeros((e - b, NTAGS), np.float32)
        for t, _ in golds:
            target[np.arange(e - b), t[b:e]] += 1 / len(golds)
        if "soft" in a:
            target = (1 - args.soft_weight) * target + args.soft_weight * a["soft"][b:e].astype(np.float32)
        elif args.smooth:
            target = (1 - args.smooth) * target + args.smooth / NTAGS
        rows.append((ids, feats, given.first, given.last, heads, target, *links_of(table, attributions, b, e, rng)))
    size = len(rows)
    pmax, nmax = max(len(r[0]) for r in rows), max(len(r[2]) for r in rows)
    ids = np.zeros((size, pmax), np.int64)
    feats = np.broadcast_to(np.asarray(space.offsets), (size, nmax, len(space.offsets))).copy()
    piece_mask = np.full((size, 1, 1, pmax), -1e4, np.float32)
    token_mask = np.full((size, 1, 1, nmax), -1e4, np.float32)
    first, last, heads = (np.zeros((size, nmax), np.int64) for _ in range(3))
    target, real = np.zeros((size, nmax, NTAGS), np.float32), np.zeros((size, nmax), np.float32)
    for i, r in enumerate(rows):
        p, n = len(r[0]), len(r[2])
        ids[i, :p], piece_mask[i, ..., :p], token_mask[i, ..., :n] = r[0], 0, 0
        feats[i, :n], first[i, :n], last[i, :n], heads[i, :n] = r[1:5]
        target[i, 1 : n - 1], real[i, 1 : n - 1] = r[5], 1
    tensor = torch.from_numpy
    out = {
        "inputs": [tensor(x) for x in (ids, feats, first, last, heads, piece_mask, token_mask)],
        "target": tensor(target),
        "real": tensor(real),
    }
    out.update(pad_links([r[6:] for r in rows]))
    return out


def rename(table, pieces, b, space, names, rng):
    """Exchange proper nouns for others, the same for the same throughout the window."""
    tag = space.offsets[3] + 1 + space.tags.index("NNP")
    into: dict[str, tuple] = {}
    out = list(pieces)
    for i in range(len(pieces)):
        if table.features[b + i, 3] == tag and table.words[b + i].isalpha() and table.words[b + i][0].isupper():
            word = table.words[b + i].lower()
            if word not in into:
                into[word] = rng.choice(names)
            out[i] = into[word]
    return out


def links_of(table, attributions, b, e, rng):
    """Spans inside the window and who belongs to whom; ends moved a little now and then, as predictions are."""

    def moved(r):
        if rng.random() < 0.12 and r[1] - r[0] > 3:
            return (r[0] + rng.randint(0, 2), r[1] - rng.randint(0, 1))
        return r

    cues, sources, fragments, of, source_of = [], [], [], [], []
    for x in attributions:
        inside = [r for r in x["content"] if r[0] >= b and r[1] <= e]
        cue = next((r for r in x["cue"] if r[0] >= b and r[1] <= e), None)
        source = next((r for r in x["source"] if r[0] >= b and r[1] <= e), None)
        if source is not None and source not in sources:
            sources.append(source)
        if cue is not None:
            cues.append(cue)
            source_of.append(-2 if x["source"] and source is None else -1 if source is None else sources.index(source))
        for r in inside:
            fragments.append(r)
            of.append(len(cues) - 1 if cue is not None else -1)
    shown_f, shown_s = [moved(r) for r in fragments], [moved(r) for r in sources]
    to_c, to_s = pair_features(table, shown_f, cues), pair_features(table, shown_s, cues)
    rel = lambda rs: [(r[0] - b + 1, r[1] - b) for r in rs]  # noqa: E731, token 0 is [CLS]
    return rel(cues), rel(shown_f), rel(shown_s), of, source_of, to_c, to_s


def pad_links(rows):
    size = len(rows)
    c, f, s = (max(1, max(len(r[k]) for r in rows)) for k in (0, 1, 2))
    cues, frags, srcs = (np.zeros((size, m, 2), np.int64) for m in (c, f, s))
    has_c, has_s = np.zeros((size, c), bool), np.zeros((size, s), bool)
    of = np.full((size, f), -100, np.int64)
    source_of = np.full((size, c), -100, np.int64)
    to_c, to_s = np.zeros((size, f, c, 12), np.float32), np.zeros((size, s, c, 12), np.float32)
    for i, (cs, fs, ss, o, so, a, d) in enumerate(rows):
        if cs:
            cues[i, : len(cs)] = cs
            has_c[i, : len(cs)] = True
            source_of[i, : len(cs)] = [-100 if x == -2 else s if x == -1 else x for x in so]
        if fs:
            frags[i, : len(fs)] = fs
            of[i, : len(fs)] = [c if x == -1 else x for x in o]
        if ss:
            srcs[i, : len(ss)] = ss
            has_s[i, : len(ss)] = True
        if fs and cs:
            to_c[i, : len(fs), : len(cs)] = a
        if ss and cs:
            to_s[i, : len(ss), : len(cs)] = d
    t = torch.from_numpy
    return {
        "cues": t(cues),
        "fragments": t(frags),
        "sources": t(srcs),
        "has_cue": t(has_c),
        "has_source": t(has_s),
        "of": t(of),
        "source_of": t(source_of),
        "to_cue": t(to_c),
        "to_source": t(to_s),
    }


def loss_of(model: Heads, scores: Tensor, vectors: Tensor, batch: dict, args: argparse.Namespace) -> list[Tensor]:
    logp = scores.log_softmax(-1)
    tag = -(batch["target"] * logp).sum(-1)
    tag = (tag * batch["real"]).sum() / batch["real"].sum()
    cs = model.content_scores(vectors, batch["to_cue"], batch["fragments"], batch["cues"])
    never = torch.cat([~batch["has_cue"], torch.zeros(len(cs), 1, dtype=torch.bool)], 1)[:, None, :]
    content = torch.nn.functional.cross_entropy(
        cs.masked_fill(never, -1e4).flatten(0, 1), batch["of"].flatten(), ignore_index=-100
    )
    ss = model.source_scores(vectors, batch["to_source"], batch["sources"], batch["cues"])
    never = torch.cat([~batch["has_source"], torch.zeros(len(ss), 1, dtype=torch.bool)], 1)[:, None, :]
    source = torch.nn.functional.cross_entropy(
        ss.masked_fill(never, -1e4).flatten(0, 1), batch["source_of"].flatten(), ignore_index=-100
    )
    return [tag, content.nan_to_num(), source.nan_to_num()]


if __name__ == "__main__":
    main()
