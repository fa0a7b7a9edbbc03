"""From the tagger's scores to spans and links: the best legal tag path, then who goes with what.

Everything here is numpy on one article; nothing is learned but what the model file carries.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.read.statements.features import TokenTable

Floats = npt.NDArray[np.float32]
Range = tuple[int, int]

ROLES = ("content", "cue", "source")
# O, then B I E S of each role; contents, cues and sources never share a word.
TAGS = ("O", *(f"{p}-{r}" for r in ROLES for p in "BIES"))
NTAGS = len(TAGS)
_NEVER = -1e4
LINK_SIZE = 64
LINK_PARTS = ("cue_content", "content_first", "content_last", "cue_source", "source_first", "source_last")
PAIR_FEATURES = 12
MAX_GAP = 160  # tokens between a cue and what belongs to it


def _legal() -> Floats:
    legal = np.full((NTAGS, NTAGS), _NEVER, np.float32)
    closed = [i for i, t in enumerate(TAGS) if t == "O" or t[0] in "ES"]
    opens = [i for i, t in enumerate(TAGS) if t == "O" or t[0] in "BS"]
    for i in closed:
        legal[i, opens] = 0.0
    for r in range(len(ROLES)):
        b = 1 + 4 * r
        for before in (b, b + 1):
            legal[before, [b + 1, b + 2]] = 0.0
    return legal


LEGAL = _legal()
STARTS = np.asarray([0.0 if t == "O" or t[0] in "BS" else _NEVER for t in TAGS], np.float32)
STOPS = np.asarray([0.0 if t == "O" or t[0] in "ES" else _NEVER for t in TAGS], np.float32)


_CLOSED = tuple(i for i, t in enumerate(TAGS) if t == "O" or t[0] in "ES")
_BEGINS = tuple(i for i, t in enumerate(TAGS) if t[0] == "B")


def log_softmax(scores: Floats) -> Floats:
    """Log probabilities over the last axis."""
    top = scores - scores.max(axis=-1, keepdims=True)
    out: Floats = top - np.log(np.exp(top).sum(axis=-1, keepdims=True))
    return out


def best_path(scores: Floats) -> npt.NDArray[np.int64]:
    """The legal tag path of highest score (Viterbi).

    Args:
        scores: log probabilities, shape (n, NTAGS).

    Returns:
        Tag numbers, shape (n,).
    """
    n = len(scores)
    path = np.zeros(n, np.int64)
    if not n:
        return path
    # Plain floats: of the 13 x 13 steps only those between "closed" and "open" tags, and inside a role, are legal.
    rows = scores.tolist()
    at = [a + b for a, b in zip(STARTS.tolist(), rows[0], strict=True)]
    back: list[list[int]] = []
    for row in rows[1:]:
        origin = max(_CLOSED, key=at.__getitem__)
        top = at[origin]
        new, came = [top + row[0]], [origin]
        for b in _BEGINS:
            inner = b if at[b] >= at[b + 1] else b + 1
            new += (top + row[b], at[inner] + row[b + 1], at[inner] + row[b + 2], top + row[b + 3])
            came += (origin, inner, inner, origin)
        back.append(came)
        at = new
    tag = max(_CLOSED, key=at.__getitem__)
    path[-1] = tag
    for t in range(n - 2, -1, -1):
        tag = back[t][tag]
        path[t] = tag
    return path


def spans_of(path: npt.NDArray[np.int64]) -> dict[str, list[Range]]:
    """Half-open token ranges of each role on a legal path."""
    out: dict[str, list[Range]] = {r: [] for r in ROLES}
    begin = 0
    for i in np.flatnonzero(path).tolist():
        role, part = divmod(int(path[i]) - 1, 4)
        if part in (0, 3):
            begin = i
        if part in (2, 3):
            out[ROLES[role]].append((begin, i + 1))
    return out


def pair_features(table: TokenTable, spans: Sequence[Range], cues: Sequence[Range]) -> Floats:
    """What position says about a span and a cue belonging together, shape (spans, cues, PAIR_FEATURES)."""
    if not spans or not cues:
        return np.zeros((len(spans), len(cues), PAIR_FEATURES), np.float32)
    s = np.asarray(spans, np.int64)
    c = np.asarray(cues, np.int64)
    after = (s[:, None, 0] >= c[None, :, 1]).astype(np.float32)
    gap = np.where(after > 0, s[:, None, 0] - c[None, :, 1], c[None, :, 0] - s[:, None, 1]).clip(0)
    sent = table.sentences
    para = table.paragraphs
    near_s = np.where(after > 0, s[:, None, 0], s[:, None, 1] - 1)
    same_sent = (sent[near_s] == sent[c[:, 0]][None, :]).astype(np.float32)
    paras = np.abs(para[near_s] - para[c[:, 0]][None, :])
    low = np.minimum(s[:, None, 0], c[None, :, 0])
    high = np.maximum(s[:, None, 1], c[None, :, 1])
    between = _count_within((c[:, 0] + c[:, 1]) / 2, low, high) - 1
    other = _count_within((s[:, 0] + s[:, 1]) / 2, low, high) - 1
    quoted = np.isin(table.quote[s[:, 0]], (2, 3)).astype(np.float32)[:, None]
    out = np.stack(
        [
            after,
            np.log1p(gap) / 4,
            gap == 0,
            gap == 1,
            same_sent,
            same_sent * after,
            paras == 0,
            (paras == 1) * after,
            between == 0,
            between.clip(0, 4) / 4,
            other.clip(0, 4) / 4,
            np.broadcast_to(quoted, gap.shape),
        ],
        axis=2,
    )
    return out.astype(np.float32)


def _count_within(middles: npt.NDArray[np.float64], low: Any, high: Any) -> Any:
    """How many of the middles lie strictly between low and high."""
    middles = np.sort(middles)
    return np.searchsorted(middles, high, side="left") - np.searchsorted(middles, low, side="right")


@dataclass(frozen=True, slots=True)
class LinkWeights:
    """The small part of the linker that runs in numpy: two perceptrons on positions, two vectors for "none"."""

    content_hidden: Floats
    content_bias: Floats
    content_out: Floats
    source_hidden: Floats
    source_bias: Floats
    source_out: Floats
    no_cue: Floats
    no_source: Floats


def content_scores(
    vectors: Floats, pairs: Floats, fragments: Sequence[Range], cues: Sequence[Range], w: LinkWeights
) -> Floats:
    """Scores of each content fragment with each cue, last column "no cue", shape (fragments, cues + 1)."""
    f = np.asarray(fragments)
    parts = vectors.reshape(len(vectors), len(LINK_PARTS), LINK_SIZE)
    key = parts[f[:, 0], 1] + parts[f[:, 1] - 1, 2]
    none: Floats = (key @ w.no_cue / 8)[:, None]
    if not cues:
        return none
    c = np.asarray(cues)
    query = parts[c[:, 0], 0]
    place = np.maximum(pairs @ w.content_hidden + w.content_bias, 0) @ w.content_out
    return np.concatenate([key @ query.T / 8 + place, none], axis=1)


def source_scores(
    vectors: Floats, pairs: Floats, sources: Sequence[Range], cues: Sequence[Range], w: LinkWeights
) -> Floats:
    """Scores of each cue with each source, last column "no source", shape (cues, sources + 1)."""
    c = np.asarray(cues)
    parts = vectors.reshape(len(vectors), len(LINK_PARTS), LINK_SIZE)
    query = parts[c[:, 0], 3]
    none: Floats = (query @ w.no_source / 8)[:, None]
    if not sources:
        return none
    s = np.asarray(sources)
    key = parts[s[:, 0], 4] + parts[s[:, 1] - 1, 5]
    place = (np.maximum(pairs @ w.source_hidden + w.source_bias, 0) @ w.source_out).T
    return np.concatenate([query @ key.T / 8 + place, none], axis=1)


_BLOCK = 64


def partner_scores(
    items: Sequence[Range], partners: Sequence[Range], score: Callable[[Sequence[Range], Sequence[Range]], Floats]
) -> Iterator[tuple[int, Floats]]:
    """For each item the number of the first partner near it, and log probabilities of those near, last of "none".

    Items are taken in blocks with the partners near them, so that the work grows with the text, not its square.

    Args:
        items, partners: token ranges in order.
        score: scores of items with partners, shape (items, partners + 1), last column "none".
    """
    starts = [p[0] for p in partners]
    for at in range(0, len(items), _BLOCK):
        block = items[at : at + _BLOCK]
        low = bisect_left(starts, block[0][0] - 2 * MAX_GAP)
        high = bisect_right(starts, max(e for _, e in block) + MAX_GAP)
        near = partners[low:high]
        scores = score(block, near)
        if near:
            scores[:, :-1] -= _far(block, near)
        for row in log_softmax(scores):
            yield low, row


def _far(items: Sequence[Range], partners: Sequence[Range]) -> Floats:
    """A penalty that rules out pairs more than MAX_GAP tokens apart, shape (items, partners)."""
    s, c = np.asarray(items), np.asarray(partners)
    gap = np.maximum(s[:, None, 0] - c[None, :, 1], c[None, :, 0] - s[:, None, 1])
    out: Floats = np.where(gap > MAX_GAP, 1e4, 0.0).astype(np.float32)
    return out
