"""A teacher's scores of many articles, and what it reads in them as if it were gold.

    python -m training.statements.label TABLES.pkl --checkpoint teacher.pt --base MODEL_DIR --out scores.pkl
        [--fold 0/2] [--read READ.pkl --chooser chooser.npz]

Windows of like length go through the network together, in bf16. READ is TABLES with labels, for ``train``.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from detente.read.statements.chooser import find_attributions, read_chooser
from detente.read.statements.decode import LINK_PARTS, LINK_SIZE, NTAGS, log_softmax
from detente.read.statements.features import FeatureSpace, Pieces
from detente.read.statements.tagger import Scores
from detente.read.statements.windows import Inputs, inputs_of, pack, piece_table
from training.statements.network import Heads
from training.statements.torch_tagger import link_weights, load_network

BATCH, PIECES = 8, 208  # windows at a time, wordpieces of each
HIDDEN = -1e4


def padded(given: list[Inputs], space: FeatureSpace) -> list[torch.Tensor]:
    """Windows as one batch: ids, features, first, last, heads and the masks of pieces and tokens."""
    pieces, tokens = max(len(x.ids) for x in given), max(len(x.first) for x in given)
    ids = np.zeros((len(given), pieces), np.int64)
    features = np.broadcast_to(np.asarray(space.offsets), (len(given), tokens, len(space.offsets))).copy()
    first, last, heads = (np.zeros((len(given), tokens), np.int64) for _ in range(3))
    piece_mask = np.full((len(given), 1, 1, pieces), HIDDEN, np.float32)
    token_mask = np.full((len(given), 1, 1, tokens), HIDDEN, np.float32)
    for k, x in enumerate(given):
        p, n = len(x.ids), len(x.first)
        ids[k, :p], features[k, :n], first[k, :n], last[k, :n], heads[k, :n] = (
            x.ids,
            x.features,
            x.first,
            x.last,
            x.heads,
        )
        piece_mask[k, ..., :p] = token_mask[k, ..., :n] = 0
    return [torch.from_numpy(v) for v in (ids, features, first, last, heads, piece_mask, token_mask)]


def score(network: Heads, space: FeatureSpace, to_pieces: Pieces, articles: Iterable[dict]) -> dict[str, Scores]:
    """What the network says of every token, by article."""
    out, windows = {}, []
    for a in articles:
        table, n = a["table"], len(a["table"])
        tags = np.zeros((n, NTAGS), np.float32)
        tags[:, 0] = 20.0
        links = np.zeros((n, len(LINK_PARTS) * LINK_SIZE), np.float32)
        out[a["id"]] = Scores(tags, links, np.zeros(n, np.bool_))
        pieces = piece_table(to_pieces(table.words))
        for w in pack(table, pieces, None, PIECES):
            windows.append((a["id"], w, inputs_of(table, pieces, w.begin, w.end, space)))
    windows.sort(key=lambda x: len(x[2].ids))
    for at in range(0, len(windows), BATCH):
        some = windows[at : at + BATCH]
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            tags, links = (v.float().numpy() for v in network(*padded([x for *_, x in some], space)))
        for k, (name, w, _) in enumerate(some):
            core, mine = slice(w.core_begin, w.core_end), slice(w.core_begin - w.begin + 1, w.core_end - w.begin + 1)
            s = out[name]
            s.tags[core], s.links[core], s.read[core] = tags[k, mine], links[k, mine], True
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("tables", type=Path)
    ap.add_argument("--checkpoint", type=Path, required=True)
    ap.add_argument("--base", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--fold", default="0/1", help='"0/2" is every second article')
    ap.add_argument("--read", type=Path)
    ap.add_argument("--chooser", type=Path)
    args = ap.parse_args()
    torch.set_num_threads(1)
    network, space = load_network(args.checkpoint)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    held = pickle.loads(args.tables.read_bytes())
    part, parts = map(int, args.fold.split("/"))
    articles = [a for i, a in enumerate(held["articles"]) if i % parts == part]
    to_pieces = Pieces(lambda w: tokenizer.encode(w, add_special_tokens=False).ids)
    scores, weights = score(network, space, to_pieces, articles), link_weights(network)
    args.out.write_bytes(pickle.dumps({"scores": scores, "weights": weights}))
    if not args.read:
        return
    chooser = read_chooser(args.chooser.read_bytes())
    for a in articles:
        s = scores[a["id"]]
        found = find_attributions(a["table"], s.tags, s.links, weights, space, chooser)
        statements = [
            {"content": list(c.content), "cue": [c.cue], "source": [c.source] if c.source else []} for c, _ in found
        ]
        a["golds"] = [(log_softmax(s.tags).argmax(1).astype(np.int8), statements)]
    args.read.write_bytes(pickle.dumps({"space": space, "articles": articles}))


if __name__ == "__main__":
    main()
