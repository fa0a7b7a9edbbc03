"""The choice among candidates: how probable each is, and the best set that does not overlap.

A small perceptron, fitted on articles that the tagger was not trained on, gives each candidate three probabilities:
that content and source are right, that the content is right to the token, that the content is about right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.read.statements.candidates import BIASES, Candidate, find_candidates
from detente.read.statements.decode import Floats, LinkWeights, log_softmax
from detente.read.statements.evidence import Evidence, weigh_evidence
from detente.read.statements.features import FeatureSpace, TokenTable

Doubles = npt.NDArray[np.float64]
JUDGED = ("right", "exact", "about")
_FAR = 5.0  # standard deviations; what lies further out counts as this far
_LEAST, _MOST = 0.01, 0.99
# What the probabilities count for. Marks show what is quoted, so of two readings of a quotation the surer speaker wins.
_PLAIN, _QUOTED = (1.0, 1.0, 1.0), (1.5, 0.75, 0.75)


@dataclass(frozen=True, slots=True)
class Chooser:
    """Weights of the perceptron, and how to choose.

    Attributes:
        names: the numbers it takes, in order.
        mean, scale: of each of them, shape (k,).
        networks: of each its layers, weights (in, out) and biases (out,); the mean of their logits is taken.
        calibration: slope and intercept of the logit of each probability, shape (3, 2).
        threshold: least worth of a statement, where all three probabilities 1 are worth 3.
    """

    names: tuple[str, ...]
    mean: Doubles
    scale: Doubles
    networks: tuple[tuple[tuple[Doubles, Doubles], ...], ...]
    calibration: Doubles
    threshold: float

    def probabilities(self, evidence: Evidence) -> Doubles:
        """How probable each candidate is, columns as in :data:`JUDGED`, shape (candidates, 3)."""
        x = np.stack([np.asarray(evidence[name], np.float64) for name in self.names], axis=1)
        x = np.clip((x - self.mean) / self.scale, -_FAR, _FAR)
        logits = sum(_run(layers, x) for layers in self.networks) / len(self.networks)
        logits = logits * self.calibration[:, 0] + self.calibration[:, 1]
        out: Doubles = np.clip(1.0 / (1.0 + np.exp(-logits)), _LEAST, _MOST)
        return out

    def to_bytes(self) -> bytes:
        """As :func:`read_chooser` takes it."""
        arrays: dict[str, Any] = {
            f"w{i}_{j}": w for i, layers in enumerate(self.networks) for j, (w, _) in enumerate(layers)
        }
        arrays |= {f"b{i}_{j}": b for i, layers in enumerate(self.networks) for j, (_, b) in enumerate(layers)}
        file = BytesIO()
        np.savez(
            file,
            names=np.asarray(self.names),
            mean=self.mean.astype(np.float32),
            scale=self.scale.astype(np.float32),
            calibration=self.calibration.astype(np.float32),
            threshold=np.float32(self.threshold),
            **{k: v.astype(np.float32) for k, v in arrays.items()},
        )
        return file.getvalue()


def read_chooser(held: bytes) -> Chooser:
    """The chooser that a file holds."""
    with np.load(BytesIO(held), allow_pickle=False) as arrays:
        a = {k: arrays[k] for k in arrays.files}
    networks: list[tuple[tuple[Doubles, Doubles], ...]] = []
    while f"w{len(networks)}_0" in a:
        i = len(networks)
        layers: list[tuple[Doubles, Doubles]] = []
        while f"w{i}_{len(layers)}" in a:
            j = len(layers)
            layers.append((a[f"w{i}_{j}"].astype(np.float64), a[f"b{i}_{j}"].astype(np.float64)))
        networks.append(tuple(layers))
    return Chooser(
        names=tuple(a["names"].tolist()),
        mean=a["mean"].astype(np.float64),
        scale=a["scale"].astype(np.float64),
        networks=tuple(networks),
        calibration=a["calibration"].astype(np.float64),
        threshold=float(a["threshold"]),
    )


def _run(layers: Sequence[tuple[Doubles, Doubles]], x: Doubles) -> Doubles:
    for number, (w, b) in enumerate(layers):
        x = x @ w + b
        if number + 1 < len(layers):
            x = np.maximum(x, 0.0)
    return x


def find_attributions(
    table: TokenTable, tags: Floats, links: Floats, weights: LinkWeights, space: FeatureSpace, chooser: Chooser | None
) -> list[tuple[Candidate, tuple[float, ...]]]:
    """Decode one article: its statements in order, each with its probabilities (:data:`JUDGED`).

    Args:
        table: its tokens.
        tags: tag scores, shape (n, NTAGS).
        links: link vectors, shape (n, parts * size).
        weights: the positional part of the linker.
        space: the parser's labels as the table numbers them.
        chooser: None for whatever most readings agree on.
    """
    logp = log_softmax(tags)
    candidates = find_candidates(table, logp, links, weights)
    if not candidates:
        return []
    if chooser is None:
        p, threshold = by_agreement(candidates), 1.5
        worth: Doubles = p.sum(axis=1)
    else:
        evidence = weigh_evidence(table, logp, candidates, space)
        p, threshold = chooser.probabilities(evidence), chooser.threshold
        worth = worth_of(p, evidence["any_quoted"])
    return [(candidates[i], tuple(p[i].tolist())) for i in choose(candidates, worth, threshold)]


def by_agreement(candidates: Sequence[Candidate]) -> Doubles:
    """For a network that no chooser was fitted to: whatever most readings agree on. Shape (candidates, 3)."""
    share = np.asarray([c.readings / len(BIASES) for c in candidates], np.float64)
    return np.repeat(share[:, None], len(JUDGED), axis=1)


def worth_of(probabilities: Doubles, quoted: npt.NDArray[Any]) -> Doubles:
    """What candidates are worth to :func:`choose`, shape (candidates,).

    Args:
        probabilities: shape (candidates, 3).
        quoted: whether any of a content's words stand inside quotation marks, shape (candidates,).
    """
    counts = np.where(np.asarray(quoted, np.bool_)[:, None], _QUOTED, _PLAIN)
    worth: Doubles = (probabilities * counts).sum(axis=1)
    return worth


def choose(candidates: Sequence[Candidate], worth: Doubles, threshold: float) -> list[int]:
    """Numbers of the best candidates that share no token, in order of their contents.

    Args:
        candidates: what there is.
        worth: of each, as :func:`worth_of` gives it.
        threshold: least worth.
    """
    order = [i for i in range(len(candidates)) if worth[i] >= threshold]
    order.sort(key=lambda i: (-round(float(worth[i]), 6), candidates[i].content, candidates[i].cue))
    kept: list[int] = []
    taken: set[int] = set()
    for i in order:
        c = candidates[i]
        tokens = {t for b, e in (*c.content, c.cue) for t in range(b, e)}
        if not taken & tokens:
            taken |= tokens
            kept.append(i)
    return sorted(kept, key=lambda i: candidates[i].content)
