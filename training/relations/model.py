"""The encoder with markers, its training loop and its prediction; see README.md beside this file.

Kept small on purpose: one core, float32 (half the time of bfloat16 on processors without AMX), frozen word
embeddings (only the four marker rows are learned), batches of like length.  An exponential moving average of the
weights is what is kept.
"""

from __future__ import annotations

import copy
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from data import EVENTS, Row
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from detente.read.relations.marking import MARKERS

MAX_TOKENS = 128


class RelationNet(nn.Module):
    """Encoder, then (mean of tokens, source marker, target marker) to one logit per event."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        vocab = self.tokenizer.get_vocab()
        special = [m for m in MARKERS if m not in vocab]
        if special:
            raise ValueError(f"{folder} has no {special} in its vocabulary")
        self.tokenizer.add_special_tokens(list(MARKERS))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_TOKENS)
        marker_ids = [self.tokenizer.token_to_id(m) for m in MARKERS]
        self.register_buffer("marker_ids", torch.tensor(marker_ids), persistent=False)
        self.pad_id = self.encoder.config.pad_token_id
        words = self.encoder.embeddings.word_embeddings
        words.weight.requires_grad_(False)
        # Markers start as what they stand for: "<s> actor", "</s>", "<t> recipient", "</t>".
        seeds = [self.tokenizer.token_to_id(w) for w in ("actor", "by", "recipient", "to")]
        with torch.no_grad():
            self.markers = nn.Parameter(words.weight[seeds].clone().float() * 0.7)
        hidden = self.encoder.config.hidden_size
        self.drops = nn.ModuleList(nn.Dropout(p) for p in (0.1, 0.2, 0.3, 0.4, 0.5))
        self.head = nn.Linear(hidden * 3, len(EVENTS))

    def features(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        embeds = self.encoder.embeddings.word_embeddings(ids)
        hits = ids.unsqueeze(-1) == self.marker_ids  # (batch, tokens, 4)
        embeds = torch.where(hits.any(-1, keepdim=True), hits.to(embeds.dtype) @ self.markers, embeds)
        if self.encoder.config.model_type == "mpnet":  # its positions skip padding
            positions = (torch.cumsum(mask, 1) * mask + self.pad_id).long()
            out = self.encoder(inputs_embeds=embeds, attention_mask=mask, position_ids=positions)
        else:
            out = self.encoder(inputs_embeds=embeds, attention_mask=mask)
        return pool(out.last_hidden_state, mask, hits)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.features(ids, mask)
        if not self.training:
            return self.head(x)
        return torch.stack([self.head(drop(x)) for drop in self.drops]).mean(0)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        return [e.ids for e in self.tokenizer.encode_batch(list(texts))]


def pool(hidden: torch.Tensor, mask: torch.Tensor, hits: torch.Tensor) -> torch.Tensor:
    """(mean, source, target); a marker that is absent leaves the mean in its place."""
    m = mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * m).sum(1) / m.sum(1)
    parts = [mean]
    for k in (0, 2):
        here = hits[..., k].to(hidden.dtype).unsqueeze(-1)
        n = here.sum(1)
        parts.append(torch.where(n > 0, (hidden * here).sum(1) / n.clamp(min=1), mean))
    return torch.cat(parts, -1)


def batches(ids: Sequence[list[int]], size: int, rng: random.Random | None) -> list[list[int]]:
    """Indices in batches of like length; shuffled where a generator is given."""
    noise = rng.random if rng else (lambda: 0.0)
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]) + 6 * noise())
    out = [order[i : i + size] for i in range(0, len(order), size)]
    if rng:
        rng.shuffle(out)
    return out


def pad(ids: Sequence[list[int]], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    width = max(map(len, ids))
    padded = torch.full((len(ids), width), pad_id)
    mask = torch.zeros((len(ids), width), dtype=torch.long)
    for i, row in enumerate(ids):
        padded[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return padded, mask


def train(
    net: RelationNet,
    rows: Sequence[Row],
    *,
    epochs: float,
    lr: float,
    seed: int,
    batch: int = 16,
    smooth: float = 0.05,
    soft: dict[str, list[float]] | None = None,
    soft_weight: float = 0.7,
    mask_rate: float = 0.05,
    warmup: float = 0.1,
    ema: float = 0.995,
    log: str = "",
) -> RelationNet:
    """Train in place and return the averaged weights' copy.

    Args:
        rows: Labelled rows; rows without labels need an entry in `soft`.
        epochs: Passes over the rows; a fraction is allowed.
        lr: Peak learning rate of the encoder; the head learns five times as fast.
        seed: Of shuffling, masking, dropout and the head.
        smooth: Share of the loss that pulls towards equal probabilities.
        soft: A teacher's probabilities by row id.
        soft_weight: Share of the loss that follows the teacher where there is one.
        mask_rate: Share of ordinary tokens replaced by [MASK] or a random other, against learning names.
        ema: Decay of the moving average of the weights.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)
    ids = net.encode([r.text for r in rows])
    index = {e: i for i, e in enumerate(EVENTS)}
    hard = torch.zeros((len(rows), len(EVENTS)))
    for i, r in enumerate(rows):
        for label in r.labels:
            hard[i, index[label]] = 1
    weights = torch.tensor([r.weight for r in rows])
    teacher = torch.tensor([(soft or {}).get(r.id, [0.0] * len(EVENTS)) for r in rows])
    taught = teacher.sum(1) > 0
    per_epoch = math.ceil(len(rows) / batch)
    total = int(per_epoch * epochs)
    params = [
        {"params": [p for n, p in net.named_parameters() if p.requires_grad and not n.startswith(("head", "markers"))],
         "lr": lr, "weight_decay": 0.01},
        {"params": [net.head.weight, net.head.bias, net.markers], "lr": lr * 5, "weight_decay": 0.0},
    ]  # fmt: skip
    optimizer = torch.optim.AdamW(params, betas=(0.9, 0.98), eps=1e-6, fused=True)
    ramp = max(1, int(total * warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / ramp) * max(0.02, (total - s) / max(1, total - ramp))
    )
    mask_id = net.tokenizer.token_to_id("[MASK]") or net.tokenizer.token_to_id("<mask>")
    special = {i for t, i in net.tokenizer.get_vocab().items() if t[:1] in "[<" and t[-1:] in "]>"}
    averaged = copy.deepcopy(net).eval()
    net.train()
    step, started, running = 0, time.time(), 0.0
    while step < total:
        for chosen in batches(ids, batch, rng):
            if step >= total:
                break
            seqs = [[mask_id if t not in special and rng.random() < mask_rate else t for t in ids[i]] for i in chosen]
            x, m = pad(seqs, net.pad_id)
            logits = net(x, m)
            logp = F.log_softmax(logits.float(), -1)
            pick = torch.tensor(chosen)
            h, t, has = hard[pick], teacher[pick], taught[pick]
            labelled = h.sum(1) > 0
            right = -torch.logsumexp(logp.masked_fill(h == 0, -1e4), -1)
            right = (1 - smooth) * right - smooth * logp.mean(-1)
            follow = -(t * logp).sum(-1)
            share = torch.where(has, torch.where(labelled, soft_weight, 1.0), 0.0)
            loss = (((1 - share) * right.nan_to_num() + share * follow) * weights[pick]).mean()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            running += float(loss.detach())
            decay = min(ema, (step + 1) / (step + 10))
            with torch.no_grad():
                for a, b in zip(averaged.parameters(), net.parameters(), strict=True):
                    if b.requires_grad:
                        a.lerp_(b, 1 - decay)
            if log and step % per_epoch == 0:
                print(
                    f"{log} step {step}/{total} loss {running / per_epoch:.3f} {time.time() - started:.0f}s", flush=True
                )
                running = 0.0
    return averaged


@torch.no_grad()
def predict(net: RelationNet, rows: Sequence[Row], batch: int = 32) -> np.ndarray:
    """Probabilities, shape (rows, 16), in the rows' order."""
    net.eval()
    ids = net.encode([r.text for r in rows])
    out = np.zeros((len(rows), len(EVENTS)), dtype=np.float32)
    for chosen in batches(ids, batch, None):
        x, m = pad([ids[i] for i in chosen], net.pad_id)
        logits = net(x, m)
        out[chosen] = F.softmax(logits.float(), -1).numpy()
    return out
