"""Cut an article into windows that the encoder reads one at a time, each with a little of its surroundings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from detente.read.statements.features import FeatureSpace, TokenTable

CLS, SEP = 101, 102
MAX_PIECES = 192  # of a window, its context included
# Pieces of context before and after: on 53 articles left out of training none was as good as 24 and 8, and quicker.
LEFT, RIGHT = 0, 0


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens [begin, end) are read, those of [core_begin, core_end) are decided by this window."""

    begin: int
    end: int
    core_begin: int
    core_end: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the network takes: pieces (p,), and of each token (n,) its features (n, blocks), first and last piece
    and head; [CLS] and [SEP] count as the first and the last token."""

    ids: npt.NDArray[np.int64]
    features: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    heads: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PieceTable:
    """All wordpieces of an article: ids, and where each token's pieces begin (n + 1 numbers)."""

    ids: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]


def piece_table(pieces: Sequence[Sequence[int]]) -> PieceTable:
    """Wordpieces of each token, laid end to end."""
    counts = np.fromiter((len(p) for p in pieces), np.int64, len(pieces))
    ids = np.fromiter(chain.from_iterable(pieces), np.int64, int(counts.sum()))
    return PieceTable(ids, np.concatenate([[0], np.cumsum(counts)]))


def inputs_of(table: TokenTable, pieces: PieceTable, begin: int, end: int, space: FeatureSpace) -> Inputs:
    """The network's input for tokens [begin, end)."""
    low, high = pieces.offsets[begin], pieces.offsets[end]
    ids = np.concatenate([[CLS], pieces.ids[low:high], [SEP]])
    edge = np.asarray(space.offsets, np.int64)[None, :]
    features = np.concatenate([edge, table.features[begin:end], edge]).astype(np.int64)
    n = end - begin
    starts = pieces.offsets[begin : end + 1] - low + 1
    own = np.arange(n)
    heads = table.heads[begin:end] - begin
    heads = np.where((heads < 0) | (heads >= n), own, heads) + 1
    return Inputs(
        ids=ids,
        features=features,
        first=np.concatenate([[0], starts]),
        last=np.concatenate([[0], starts[1:] - 1, [len(ids) - 1]]),
        heads=np.concatenate([[0], heads, [n + 1]]).astype(np.int64),
    )


def pack(
    table: TokenTable,
    pieces: PieceTable,
    keep: npt.NDArray[np.bool_] | None = None,
    max_pieces: int = MAX_PIECES,
    left: int = LEFT,
    right: int = RIGHT,
) -> list[Window]:
    """Windows whose cores cover every kept sentence once, in order.

    Args:
        table: the article's tokens.
        pieces: their wordpieces.
        keep: whether each token is to be read, constant within a sentence; None for all.
        max_pieces: most wordpieces of a window.
        left, right: wordpieces of context wanted before and after the core.
    """
    n = len(table)
    if not n:
        return []
    room = max_pieces - 2 - left - right
    offsets = pieces.offsets
    cuts = [0, *(np.flatnonzero(np.diff(table.sentences)) + 1).tolist(), n]
    units: list[tuple[int, int]] = []
    for b, e in pairwise(cuts):
        if keep is not None and not keep[b]:
            continue
        while offsets[e] - offsets[b] > room:  # a sentence longer than a window is cut
            cut = int(np.searchsorted(offsets, offsets[b] + room, side="right")) - 1
            units.append((b, max(cut, b + 1)))
            b = max(cut, b + 1)
        if b < e:
            units.append((b, e))
    cores: list[tuple[int, int]] = []
    held: list[tuple[int, int]] = []  # sentences of the core being filled, in a row
    for unit in units:
        if held and held[-1][1] != unit[0]:
            cores.append((held[0][0], held[-1][1]))
            held = []
        while held and offsets[unit[1]] - offsets[held[0][0]] > room:
            cut = _paragraph_cut(table, offsets, held, unit, room)
            cores.append((held[0][0], held[cut - 1][1]))
            held = held[cut:]
        held.append(unit)
    if held:
        cores.append((held[0][0], held[-1][1]))
    windows = []
    for b, e in cores:
        begin = int(np.searchsorted(offsets, offsets[b] - left))
        spare = max_pieces - 2 - int(offsets[e] - offsets[begin])
        stop = int(np.searchsorted(offsets, offsets[e] + min(right, max(spare, 0)), side="right")) - 1
        windows.append(Window(min(begin, b), max(stop, e), b, e))
    return windows


def _paragraph_cut(
    table: TokenTable,
    offsets: npt.NDArray[np.int64],
    held: Sequence[tuple[int, int]],
    unit: tuple[int, int],
    room: int,
) -> int:
    """How many of the held sentences to close a core with: to the end of a paragraph, if that fills half the room."""
    following = [*held[1:], unit]
    for cut in range(len(held), 0, -1):
        if offsets[held[cut - 1][1]] - offsets[held[0][0]] < room // 2:
            break
        if table.paragraphs[held[cut - 1][1] - 1] != table.paragraphs[following[cut - 1][0]]:
            return cut
    return len(held)
