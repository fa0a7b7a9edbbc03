"""The net of the second opinion in torch, its training, and its weights under the names that the reader uses.

One layer of attention over the word pieces of a sentence, above the hidden states of the relation model. The forward
pass is that of src/detente.read.events.status.second_opinion.py (a test of training compares the two).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from detente.read.events.status.second_opinion import DEPS, ROLES, TAGS, Seen

CLASSES = ("done", "denied", "hypothetical", "threatened", "planned", "promised", "demanded")
CLASS_OF = {name: i for i, name in enumerate(CLASSES)} | {"happened": 0, "ongoing": 0, "historical": 0, "undone": -1}
STATES, WIDTH, HEADS, INNER = 768, 96, 4, 192
Batch = tuple[torch.Tensor, ...]


class StatusNet(nn.Module):
    def __init__(self, drop: float = 0.2, drop_states: float = 0.15) -> None:
        super().__init__()
        self.inward = nn.Linear(STATES, WIDTH)
        self.role, self.dep, self.tag = (nn.Embedding(n, WIDTH) for n in (ROLES, len(DEPS), len(TAGS)))
        for table in (self.role, self.dep, self.tag):
            nn.init.normal_(table.weight, std=0.1)
        self.norm0 = nn.LayerNorm(WIDTH)
        self.layer = nn.TransformerEncoderLayer(WIDTH, HEADS, INNER, drop, activation="relu", batch_first=True)
        self.out = nn.Linear(2 * WIDTH, len(CLASSES))
        self.drop, self.drop_states = nn.Dropout(drop), nn.Dropout(drop_states)

    def forward(
        self, states: torch.Tensor, role: torch.Tensor, dep: torch.Tensor, tag: torch.Tensor, at: torch.Tensor,
        mask: torch.Tensor,
    ) -> torch.Tensor:  # fmt: skip
        """Logits, shape (sentences, classes); ``mask`` is true where there are pieces."""
        h = self.norm0(self.inward(self.drop_states(states)) + self.role(role) + self.dep(dep) + self.tag(tag))
        h = self.layer(h, src_key_padding_mask=~mask)
        own, every = at.float().unsqueeze(-1), mask.float().unsqueeze(-1)
        word, mean = (h * own).sum(1) / own.sum(1), (h * every).sum(1) / every.sum(1)
        return self.out(self.drop(torch.cat([word, mean], 1)))

    def weights(self) -> dict[str, NDArray[np.float16]]:
        """By the names of the reader."""
        layer = self.layer
        found = {
            "in.weight": self.inward.weight, "in.bias": self.inward.bias, "role": self.role.weight,
            "dep": self.dep.weight, "tag": self.tag.weight, "norm0.weight": self.norm0.weight,
            "norm0.bias": self.norm0.bias, "attention.weight": layer.self_attn.in_proj_weight,
            "attention.bias": layer.self_attn.in_proj_bias, "mixed.weight": layer.self_attn.out_proj.weight,
            "mixed.bias": layer.self_attn.out_proj.bias, "norm1.weight": layer.norm1.weight,
            "norm1.bias": layer.norm1.bias, "up.weight": layer.linear1.weight, "up.bias": layer.linear1.bias,
            "down.weight": layer.linear2.weight, "down.bias": layer.linear2.bias, "norm2.weight": layer.norm2.weight,
            "norm2.bias": layer.norm2.bias, "out.weight": self.out.weight, "out.bias": self.out.bias,
        }  # fmt: skip
        return {k: v.detach().numpy().astype(np.float16) for k, v in found.items()} | {"heads": np.float16(HEADS)}


def batch(items: Sequence[Seen]) -> Batch:
    """Padded tensors of several events, and the mask."""
    longest = max(len(i.role) for i in items)

    def pad(name: str, kind: type) -> torch.Tensor:
        first = getattr(items[0], name)
        out = np.zeros((len(items), longest, *first.shape[1:]), dtype=kind)
        for row, item in zip(out, items, strict=True):
            row[: len(item.role)] = getattr(item, name)
        return torch.from_numpy(out)

    mask = torch.zeros(len(items), longest, dtype=torch.bool)
    for row, item in zip(mask, items, strict=True):
        row[: len(item.role)] = True
    kinds = (("states", np.float32), ("role", np.int64), ("dep", np.int64), ("tag", np.int64), ("at", np.bool_))
    return (*(pad(name, kind) for name, kind in kinds), mask)


def loss_of(logits: torch.Tensor, classes: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Cross entropy; of class -1 it is only known that it was not done."""
    log = torch.log_softmax(logits, 1)
    one = log.gather(1, classes.clamp(min=0)[:, None])[:, 0]
    undone = torch.logsumexp(log[:, 1:], 1)
    return -(torch.where(classes >= 0, one, undone) * weights).sum() / weights.sum()


def train(
    items: Sequence[Seen], classes: Sequence[int], weights: Sequence[float], *, epochs: int, rate: float, seed: int,
    size: int = 48,
) -> StatusNet:  # fmt: skip
    """Train one net; sentences of like length go together, so that little is padded."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = StatusNet()
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.05)
    steps = epochs * math.ceil(len(items) / size) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    gold, weighed = torch.tensor(classes), torch.tensor(weights, dtype=torch.float32)
    net.train()
    for _ in range(epochs):
        order = np.argsort([len(i.role) + rng.random() * 6 for i in items])
        batches = [order[k : k + size] for k in range(0, len(order), size)]
        for number in rng.permutation(len(batches)):
            chosen = batches[number]
            loss = loss_of(net(*batch([items[i] for i in chosen])), gold[chosen], weighed[chosen])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return net.eval()


@torch.no_grad()
def probabilities(net: StatusNet, items: Sequence[Seen], size: int = 64) -> NDArray[np.float64]:
    """Shape (items, classes)."""
    order = np.argsort([len(i.role) for i in items], kind="stable")
    found = np.zeros((len(items), len(CLASSES)))
    for k in range(0, len(order), size):
        chosen = order[k : k + size]
        found[chosen] = torch.softmax(net(*batch([items[i] for i in chosen])), 1).numpy()
    return found
