"""The teacher: the tagger's head and features on a far larger encoder (MPNet), too slow to ship.

It learns from the same windows as the tagger does. What it says of them, and of news without annotations, is what
the tagger learns from in turn.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from training.statements.network import Heads, take

HIDDEN, HEADS, LAYERS = 768, 12, 12
# Layers that stay as pretrained and read wordpieces; the others read whole tokens, with their features.
FROZEN = 4
BUCKETS, FAR = 32, 128  # kinds of distance between two tokens, and from where on all are alike


def buckets(size: int) -> Tensor:
    """Kinds of distance of every pair of tokens, shape (size, size), as MPNet was pretrained with."""
    way = torch.arange(size)[:, None] - torch.arange(size)[None, :]
    half = BUCKETS // 2
    near = half // 2
    length = way.abs()
    ratio = torch.log(length.clamp(min=1) / near) / torch.log(torch.tensor(FAR / near))
    large = (near + (ratio * (half - near)).long()).clamp(max=half - 1)
    return (way < 0).long() * half + torch.where(length < near, length, large)


class Layer(nn.Module):
    """An MPNet layer."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-5)
        self.up = nn.Linear(HIDDEN, 4 * HIDDEN)
        self.down = nn.Linear(4 * HIDDEN, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-5)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        weights = ((q * (HIDDEN // HEADS) ** -0.5) @ k.transpose(-1, -2) + bias).softmax(-1)
        mixed = (weights.to(v.dtype) @ v).transpose(1, 2).reshape(b, t, HIDDEN)
        x = self.norm1(x + self.out(mixed))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class Teacher(Heads):
    """As :class:`~training.statements.network.Tagger`, and called like it; ids are those of BERT."""

    frozen = FROZEN

    def __init__(self, feature_rows: int, dropout: float = 0.1, head: int = 384) -> None:
        super().__init__(feature_rows, HIDDEN, head, dropout)
        self.words = nn.Embedding(30527, HIDDEN)
        self.positions = nn.Embedding(514, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-5)
        self.rel = nn.Embedding(BUCKETS, HEADS)
        self.layers = nn.ModuleList(Layer(0.0 if i < FROZEN else dropout) for i in range(LAYERS))

    def load_encoder(self, path: Path) -> None:
        """Start from an MPNet checkpoint in safetensors."""
        w = {k.removeprefix("mpnet."): v for k, v in load_file(str(path)).items()}
        with torch.no_grad():
            self.words.weight.copy_(w["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(w["embeddings.position_embeddings.weight"])
            self.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
            self.rel.weight.copy_(w["encoder.relative_attention_bias.weight"])
            for i, layer in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                for what in ("weight", "bias"):
                    layer.qkv.get_parameter(what).copy_(torch.cat([w[f"{p}attention.attn.{n}.{what}"] for n in "qkv"]))
                    for mine, theirs in (
                        ("out", "attention.attn.o"),
                        ("norm1", "attention.LayerNorm"),
                        ("up", "intermediate.dense"),
                        ("down", "output.dense"),
                        ("norm2", "output.LayerNorm"),
                    ):
                        getattr(layer, mine).get_parameter(what).copy_(w[f"{p}{theirs}.{what}"])

    def _bias(self, size: int, mask: Tensor | None, kind: torch.dtype) -> Tensor:
        bias = self.rel(buckets(size)).permute(2, 0, 1)[None]
        return (bias if mask is None else bias + mask).to(kind)

    def forward(
        self,
        ids: Tensor,
        features: Tensor,
        first: Tensor,
        last: Tensor,
        heads: Tensor,
        piece_mask: Tensor | None = None,
        token_mask: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """As :meth:`training.statements.network.Tagger.forward`."""
        kind = torch.get_autocast_dtype("cpu") if torch.is_autocast_enabled("cpu") else torch.float32
        with torch.no_grad():
            at = torch.arange(2, ids.shape[1] + 2)  # 0 and 1 are kept for padding
            x = self.norm(self.words(own_ids(ids)) + self.positions(at)[None])
            bias = self._bias(ids.shape[1], piece_mask, kind)
            for layer in self.layers[:FROZEN]:
                x = layer(x, bias)
            x = (take(x, first) + take(x, last)) * 0.5
            bias = self._bias(first.shape[1], token_mask, kind)
        x = self.drop(x + self.features(features).sum(2))
        for layer in self.layers[FROZEN:]:
            x = layer(x, bias)
        return self.headed(x, heads)


def own_ids(ids: Tensor) -> Tensor:
    """MPNet's wordpieces for BERT's: four up, but for [CLS], [SEP] and [MASK]."""
    out = ids + 4
    for theirs, mine in ((101, 0), (102, 2), (103, 30526)):
        out = torch.where(ids == theirs, mine, out)
    return out
