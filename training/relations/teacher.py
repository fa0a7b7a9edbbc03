"""Fine-tune all-mpnet-base-v2, five times the student's size, and write its soft labels.

    python training/relations/teacher.py --encoder MPNET --work WORK --hold 0 --unlabelled WORK/pairs.tsv

Half of its layers stay as they are: what they make of each sentence is computed once and kept in memory, so that
an epoch costs half.  With --hold, one fold of PLV is kept out of training: the teacher's own score on it is then
honest, and so is a student's that was taught by it.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from data import EVENTS, Row, folds_of, load_own, load_pairs, load_plv, write_predictions
from model import RelationNet, batches, pad, pool
from run import LATER, note
from score import report
from torch import nn


class HalfNet(nn.Module):
    """MPNet cut in two at `cut`: a lower part that is only read, an upper part that learns."""

    def __init__(self, folder: Path, cut: int) -> None:
        super().__init__()
        self.net = RelationNet(folder)
        encoder = self.net.encoder.encoder
        self.lower, self.upper = encoder.layer[:cut], encoder.layer[cut:]
        for module in (self.net.encoder.embeddings, self.lower):
            module.requires_grad_(False)
        self.net.markers.requires_grad_(False)

    def _run(self, layers: nn.ModuleList, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        encoder = self.net.encoder.encoder
        encoder.layer = layers
        bias = (1.0 - mask[:, None, None, :].float()) * -1e4
        return encoder(hidden, bias, return_dict=True).last_hidden_state

    @torch.no_grad()
    def below(self, ids: Sequence[list[int]]) -> list[torch.Tensor]:
        """What the lower part makes of each sentence: (tokens, 768) in half precision."""
        self.eval()
        out: list[torch.Tensor] = [torch.empty(0)] * len(ids)
        for chosen in batches(ids, 32, None):
            x, m = pad([ids[i] for i in chosen], self.net.pad_id)
            words = self.net.encoder.embeddings.word_embeddings(x)
            hits = x.unsqueeze(-1) == self.net.marker_ids
            words = torch.where(hits.any(-1, keepdim=True), hits.to(words.dtype) @ self.net.markers, words)
            positions = (torch.cumsum(m, 1) * m + self.net.pad_id).long()
            hidden = self._run(self.lower, self.net.encoder.embeddings(inputs_embeds=words, position_ids=positions), m)
            for i, h in zip(chosen, hidden, strict=True):
                out[i] = h[: len(ids[i])].half()
        return out

    def forward(self, ids: Sequence[list[int]], cached: Sequence[torch.Tensor]) -> torch.Tensor:
        x, m = pad(ids, self.net.pad_id)
        hidden = nn.utils.rnn.pad_sequence([c.float() for c in cached], batch_first=True)
        hidden = self._run(self.upper, hidden, m)
        pooled = pool(hidden, m, x.unsqueeze(-1) == self.net.marker_ids)
        if not self.training:
            return self.net.head(pooled)
        return torch.stack([self.net.head(drop(pooled)) for drop in self.net.drops]).mean(0)


def fit(half: HalfNet, rows: Sequence[Row], repeat: Sequence[int], lr: float, seed: int) -> None:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    ids = half.net.encode([r.text for r in rows])
    started = time.time()
    cached = half.below(ids)
    print(f"lower half of {len(rows)} rows in {time.time() - started:.0f}s", flush=True)
    hard = torch.tensor([[float(e in r.labels) for e in EVENTS] for r in rows])
    plan: list[list[int]] = []
    for epoch in range(max(repeat)):
        here = [i for i, n in enumerate(repeat) if n > epoch]
        plan += [[here[j] for j in b] for b in batches([ids[i] for i in here], 16, rng)]
    head = [p for n, p in half.net.named_parameters() if n.startswith("head")]
    groups = [
        {"params": list(half.upper.parameters()), "lr": lr, "weight_decay": 0.01},
        {"params": head, "lr": lr * 10, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)
    total, ramp = len(plan), len(plan) // 10
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / ramp) * max(0.02, (total - s) / (total - ramp))
    )
    half.train()
    running = 0.0
    for step, chosen in enumerate(plan, 1):
        logp = F.log_softmax(half([ids[i] for i in chosen], [cached[i] for i in chosen]), -1)
        h = hard[chosen]
        loss = (-0.95 * torch.logsumexp(logp.masked_fill(h == 0, -1e4), -1) - 0.05 * logp.mean(-1)).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([p for g in groups for p in g["params"]], 1.0)
        optimizer.step()
        schedule.step()
        running += float(loss.detach())
        if step % 50 == 0:
            print(f"teacher step {step}/{total} loss {running / 50:.3f} {time.time() - started:.0f}s", flush=True)
            running = 0.0


@torch.no_grad()
def probabilities(half: HalfNet, rows: Sequence[Row]) -> np.ndarray:
    ids = half.net.encode([r.text for r in rows])
    cached = half.below(ids)
    half.eval()
    out = np.zeros((len(rows), len(EVENTS)), dtype=np.float32)
    for chosen in batches(ids, 32, None):
        out[chosen] = F.softmax(half([ids[i] for i in chosen], [cached[i] for i in chosen]), -1).numpy()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--plv", type=Path, default=Path("../shared/bench/relations/plv_train.tsv"))
    parser.add_argument("--own", type=Path, nargs="*", default=[Path("training/relations/own")])
    parser.add_argument("--unlabelled", type=Path, default=None)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--hold", type=int, default=None)
    parser.add_argument("--cut", type=int, default=6)
    parser.add_argument("--lr", type=float, default=4e-5)
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(1)
    plv = load_plv(args.plv)
    own = [r for r in load_own(args.own) if not r.id.startswith(LATER)]
    fold = folds_of(plv)
    seen = [r for r, f in zip(plv, fold, strict=True) if f != args.hold]
    held = [r for r, f in zip(plv, fold, strict=True) if f == args.hold]
    # Composed sentences are easy: once is enough; PLV's habits are what is scored: four times.
    repeat = [1 if r.id.startswith("composed") else 2 for r in own] + [4] * len(seen)
    half = HalfNet(args.encoder, args.cut)
    fit(half, [*own, *seen], repeat, args.lr, args.seed)
    if held:
        p = probabilities(half, held)
        write_predictions(args.work / "cv" / "teacher.jsonl", [r.id for r in held], p)
        note(args.work, f"teacher/{args.hold}", report(held, p))
    unlabelled = load_pairs(args.unlabelled) if args.unlabelled else []
    rows = [*own, *plv, *unlabelled]
    write_predictions(args.work / "soft.jsonl", [r.id for r in rows], probabilities(half, rows))


if __name__ == "__main__":
    main()
