"""The tagger: a MiniLM encoder with extra input features, a tag head and a linker."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from detente.read.statements.decode import LINK_PARTS, LINK_SIZE, NTAGS, PAIR_FEATURES

HIDDEN, HEADS = 384, 12
# Layers of the pretrained encoder that are kept. The lowest stays as pretrained and reads wordpieces; above it the
# pieces of a token are merged and the features come in, so that the other layers work on whole tokens, a fifth fewer.
KEPT = (0, 2, 3, 4, 5)
FROZEN = 1


class Layer(nn.Module):
    """A BERT layer; attention is fused while training (a fifth faster in float32) and spelt out for export."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, 4 * HIDDEN)
        self.down = nn.Linear(4 * HIDDEN, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        if mask is not None:
            mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        else:
            mixed = ((q * (HIDDEN // HEADS) ** -0.5) @ k.transpose(-1, -2)).softmax(-1) @ v
        mixed = mixed.transpose(1, 2).reshape(b, t, HIDDEN)
        x = self.norm1(x + self.out(mixed))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class Heads(nn.Module):
    """What turns an encoder's vectors of tokens into tag scores and link vectors, and the linker."""

    def __init__(self, feature_rows: int, hidden: int, head: int, dropout: float) -> None:
        super().__init__()
        self.features = nn.Embedding(feature_rows, hidden)
        nn.init.normal_(self.features.weight, std=0.01)
        self.drop = nn.Dropout(dropout)
        self.own = nn.Linear(hidden, head)
        self.governor = nn.Linear(hidden, head, bias=False)
        self.tags = nn.Linear(head, NTAGS)
        self.links = nn.Linear(head, len(LINK_PARTS) * LINK_SIZE)
        self.head_drop = nn.Dropout(0.2)
        self.content_place = nn.Sequential(nn.Linear(PAIR_FEATURES, 32), nn.ReLU(), nn.Linear(32, 1, bias=False))
        self.source_place = nn.Sequential(nn.Linear(PAIR_FEATURES, 32), nn.ReLU(), nn.Linear(32, 1, bias=False))
        self.no_cue = nn.Parameter(torch.zeros(LINK_SIZE))
        self.no_source = nn.Parameter(torch.zeros(LINK_SIZE))

    def headed(self, x: Tensor, heads: Tensor) -> tuple[Tensor, Tensor]:
        """Tag scores and link vectors of tokens, from their vectors and those of their syntactic heads."""
        z = self.head_drop(nn.functional.gelu(self.own(x) + take(self.governor(x), heads)))
        return self.tags(z), self.links(z)

    def content_scores(self, vectors: Tensor, pairs: Tensor, fragments: Tensor, cues: Tensor) -> Tensor:
        """As ``decode.content_scores``, batched: (batch, fragments, cues + 1)."""
        parts = vectors.view(*vectors.shape[:2], len(LINK_PARTS), LINK_SIZE)
        key = take(parts[:, :, 1], fragments[..., 0]) + take(parts[:, :, 2], fragments[..., 1])
        query = take(parts[:, :, 0], cues[..., 0])
        scores = key @ query.transpose(1, 2) / 8 + self.content_place(pairs).squeeze(-1)
        return torch.cat([scores, (key @ self.no_cue / 8)[..., None]], -1)

    def source_scores(self, vectors: Tensor, pairs: Tensor, sources: Tensor, cues: Tensor) -> Tensor:
        """As ``decode.source_scores``, batched: (batch, cues, sources + 1)."""
        parts = vectors.view(*vectors.shape[:2], len(LINK_PARTS), LINK_SIZE)
        query = take(parts[:, :, 3], cues[..., 0])
        key = take(parts[:, :, 4], sources[..., 0]) + take(parts[:, :, 5], sources[..., 1])
        scores = query @ key.transpose(1, 2) / 8 + self.source_place(pairs).squeeze(-1).transpose(1, 2)
        return torch.cat([scores, (query @ self.no_source / 8)[..., None]], -1)


class Tagger(Heads):
    """Wordpieces and features in, tag scores and link vectors of whole tokens out."""

    frozen = FROZEN

    def __init__(self, feature_rows: int, dropout: float = 0.1, head: int = 256) -> None:
        super().__init__(feature_rows, HIDDEN, head, dropout)
        self.words = nn.Embedding(30522, HIDDEN)
        self.positions = nn.Embedding(512, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(0.0 if i < FROZEN else dropout) for i in range(len(KEPT)))

    def load_encoder(self, path: Path) -> None:
        """Start from a BERT checkpoint in safetensors."""
        w = load_file(str(path))
        w = {k.removeprefix("bert."): v for k, v in w.items()}
        with torch.no_grad():
            self.words.weight.copy_(w["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(
                w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0]
            )
            self.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
            for i, layer in zip(KEPT, self.layers, strict=True):
                p = f"encoder.layer.{i}."
                for what in ("weight", "bias"):
                    layer.qkv.get_parameter(what).copy_(
                        torch.cat([w[f"{p}attention.self.{n}.{what}"] for n in ("query", "key", "value")])
                    )
                    for mine, theirs in (
                        ("out", "attention.output.dense"),
                        ("norm1", "attention.output.LayerNorm"),
                        ("up", "intermediate.dense"),
                        ("down", "output.dense"),
                        ("norm2", "output.LayerNorm"),
                    ):
                        getattr(layer, mine).get_parameter(what).copy_(w[f"{p}{theirs}.{what}"])

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
        """Tag scores (batch, tokens, tags) and link vectors (batch, tokens, parts * size).

        Args:
            ids: wordpieces (batch, pieces), with [CLS] and [SEP].
            features: rows of the feature table (batch, tokens, blocks), the two special tokens included.
            first, last: the first and last piece of each token (batch, tokens).
            heads: the syntactic head of each token, a token number (batch, tokens).
            piece_mask, token_mask: 0 where real, very negative where padding, (batch, 1, 1, length).
        """
        at = torch.arange(ids.shape[1], device=ids.device)
        with torch.no_grad():
            x = self.norm(self.words(ids) + self.positions(at)[None])
            for layer in self.layers[:FROZEN]:
                x = layer(x, piece_mask)
        x = (take(x, first) + take(x, last)) * 0.5
        x = self.drop(x + self.features(features).sum(2))
        for layer in self.layers[FROZEN:]:
            x = layer(x, token_mask)
        return self.headed(x, heads)


def take(x: Tensor, index: Tensor) -> Tensor:
    return x.gather(1, index[..., None].expand(-1, -1, x.shape[-1]))
