"""Statements as the tagger may have meant them.

The network is right about tokens more often than about where a statement begins and ends. So several
readings are taken, from shy to bold about what counts as part of a statement, and from each statement
variants are made: with other edges, without a part, with the second-best cue or source, with the words
between quotation marks alone. :mod:`~detente.read.statements.chooser` weighs them all.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

import numpy as np

from detente.read.statements.decode import (
    Floats,
    LinkWeights,
    Range,
    best_path,
    content_scores,
    pair_features,
    partner_scores,
    source_scores,
    spans_of,
)
from detente.read.statements.features import TokenTable
from detente.read.statements.shape import CLOSING, OPENING, Shapes

# Taken from the score of "O" in each reading.
BIASES = (0.0, 0.75, 1.5, 2.5)
_SURE_OUTSIDE = math.log(0.93)  # as sure as the network gets: it was taught with smoothed labels
_SURE = math.log(0.9)
_EDGE = 0.06  # an edge at least this probable makes a variant
_MOST_EDGES = 3  # variants of one edge
_SECOND = math.log(0.04)  # a second-best partner at least this probable makes one


class Origin(IntEnum):
    """What made a candidate."""

    READING = 0
    EDGES = 1
    PART = 2
    QUOTATION = 3
    SOURCE = 4
    CUE = 5
    JOINED = 6


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A statement in token ranges.

    Attributes:
        content: ranges of the content, in order.
        source: None where there is none.
        origin: what made it.
        link, speaker: log probabilities that content and cue, cue and source belong together.
        readings: in how many of the readings it stands as it is.
        shyest: number of the first reading it stands in; as many as there are readings for none.
    """

    content: tuple[Range, ...]
    cue: Range
    source: Range | None
    origin: Origin
    link: float
    speaker: float
    readings: int = 0
    shyest: int = len(BIASES)


@dataclass(slots=True)
class _Pool:
    """Candidates so far, each once."""

    seen: dict[tuple[tuple[Range, ...], Range, Range | None], Candidate] = field(default_factory=dict)

    def add(
        self, content: tuple[Range, ...], cue: Range, source: Range | None, link: float, speaker: float, origin: Origin
    ) -> Candidate | None:
        if not content:
            return None
        found = self.seen.get((content, cue, source))
        if found is None:
            found = Candidate(content=content, cue=cue, source=source, origin=origin, link=link, speaker=speaker)
            self.seen[content, cue, source] = found
        return found

    def read(
        self, content: tuple[Range, ...], cue: Range, source: Range | None, link: float, speaker: float, reading: int
    ) -> None:
        """Add a statement of a reading, or count another reading that has it."""
        found = self.add(content, cue, source, link, speaker, Origin.READING)
        if found is None:
            return
        if found.readings == 0:
            found.origin, found.link, found.speaker, found.shyest = (Origin.READING, link, speaker, reading)
        found.readings += 1
        found.link, found.speaker = max(found.link, link), max(found.speaker, speaker)


def find_candidates(table: TokenTable, logp: Floats, links: Floats, weights: LinkWeights) -> list[Candidate]:
    """Every statement of every reading and its variants, each once, in the order found.

    Args:
        table: the article's tokens.
        logp: log probabilities of the tags, shape (n, NTAGS).
        links: link vectors, shape (n, parts * size).
        weights: the positional part of the linker.
    """
    if not len(table):
        return []
    pool, shapes = _Pool(), Shapes.of(table)
    for number, spans in enumerate(_readings(logp)):
        _read(table, shapes, links, weights, spans, number, pool)
    edges = _Edges.of(logp)
    for c in list(pool.seen.values()):
        if c.origin is not Origin.SOURCE:
            for content in _other_edges(shapes, c, edges):
                pool.add(content, c.cue, c.source, c.link, c.speaker, Origin.EDGES)
            for content in _quotations(shapes, c):
                pool.add(content, c.cue, c.source, c.link, c.speaker, Origin.QUOTATION)
    return list(pool.seen.values())


def _readings(logp: Floats) -> Iterable[dict[str, list[Range]]]:
    """Spans on the best path of each bias.

    A stretch between tokens that are surely "O" has one path whatever the bias, if all of its tokens are sure.
    """
    n = len(logp)
    top = logp.max(axis=1)
    outside = (logp.argmax(axis=1) == 0) & (logp[:, 0] > _SURE_OUTSIDE)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], outside, [True]]).astype(np.int8)))
    stretches = [(int(b), int(e)) for b, e in zip(edges[::2], edges[1::2], strict=True)]
    paths = [np.zeros(n, np.int64) for _ in BIASES]
    for b, e in stretches:
        sure = bool((top[b:e] > _SURE).all())
        for k, bias in enumerate(BIASES):
            if k and sure:
                paths[k][b:e] = paths[0][b:e]
                continue
            part = logp[b:e].copy()
            part[:, 0] -= bias
            paths[k][b:e] = best_path(part)
    return [spans_of(path) for path in paths]


def _read(
    table: TokenTable,
    shapes: Shapes,
    links: Floats,
    weights: LinkWeights,
    spans: dict[str, list[Range]],
    number: int,
    pool: _Pool,
) -> None:
    """Statements of one reading, and variants of who belongs to whom."""
    fragments, cues, sources = spans["content"], spans["cue"], spans["source"]
    if not fragments or not cues:
        return
    owners = _two_best(fragments, cues, lambda f, c: content_scores(links, pair_features(table, f, c), f, c, weights))
    speakers = _two_best(cues, sources, lambda c, s: source_scores(links, pair_features(table, s, c), s, c, weights))
    mine: dict[int, dict[int, float]] = {}  # of each cue: its fragments and how surely they are its own
    for f, ((best, sure), *_) in enumerate(owners):
        if best >= 0:
            mine.setdefault(best, {})[f] = sure

    def contents(numbers: Iterable[int], cue: int, source: Range | None) -> tuple[Range, ...]:
        return shapes.shaped([fragments[f] for f in numbers], cues[cue], source)

    for cue, own in mine.items():
        for rank, (s, speaker) in enumerate(speakers[cue]):
            source = sources[s] if s >= 0 else None
            args = (contents(own, cue, source), cues[cue], source, min(own.values()), speaker)
            if rank == 0:
                pool.read(*args, number)
            else:
                pool.add(*args, Origin.SOURCE)
        s, speaker = speakers[cue][0]
        source = sources[s] if s >= 0 else None
        for part in _parts(list(own)):
            link = min(own[f] for f in part)
            pool.add(contents(part, cue, source), cues[cue], source, link, speaker, Origin.PART)
    for f, (_, *second) in enumerate(owners):
        for other, sure in second:
            if other < 0:
                continue
            s, speaker = speakers[other][0]
            source = sources[s] if s >= 0 else None
            pool.add(contents([f], other, source), cues[other], source, sure, speaker, Origin.CUE)
            if other in mine:
                joined = contents(sorted([*mine[other], f]), other, source)
                pool.add(joined, cues[other], source, sure, speaker, Origin.JOINED)


def _parts(numbers: list[int]) -> Iterator[list[int]]:
    """Fragments without one of them, and each alone."""
    if len(numbers) > 1:
        for k in range(len(numbers)):
            yield numbers[:k] + numbers[k + 1 :]
    if len(numbers) > 2:
        for f in numbers:
            yield [f]


def _two_best(
    items: Sequence[Range], partners: Sequence[Range], score: Callable[[Sequence[Range], Sequence[Range]], Floats]
) -> list[list[tuple[int, float]]]:
    """Of each item its best partner and, where not improbable, the next: number (-1 for none), log probability."""
    out = []
    for low, row in partner_scores(items, partners, score):
        order = np.argsort(-row, kind="stable")[:2].tolist()
        last = len(row) - 1
        out.append([(low + k if k < last else -1, float(row[k])) for k in order if k == order[0] or row[k] > _SECOND])
    return out


@dataclass(frozen=True, slots=True)
class _Edges:
    """Probability of each token to begin and to end a content; tokens that may begin one, and where one may end."""

    begin: list[float]
    end: list[float]
    begins: list[int]
    ends: list[int]

    @classmethod
    def of(cls, logp: Floats) -> _Edges:
        begin, end = (np.exp(logp[:, k]) + np.exp(logp[:, 4]) for k in (1, 3))
        begins, ends = np.flatnonzero(begin > _EDGE), np.flatnonzero(end > _EDGE) + 1
        return cls(begin.tolist(), end.tolist(), begins.tolist(), ends.tolist())


def _other_edges(shapes: Shapes, c: Candidate, edges: _Edges) -> Iterator[tuple[Range, ...]]:
    """The content with another beginning, another end, or both, where the network thinks them possible."""
    first, last = c.content[0], c.content[-1]
    sentences = shapes.sentences
    opens = bisect_left(sentences, sentences[first[0]])
    closes = bisect_left(sentences, sentences[last[1] - 1] + 2)  # with the sentence after
    low, high = bisect_left(edges.begins, opens), bisect_left(edges.begins, first[1])
    begins = [b for b in edges.begins[low:high] if b != first[0]]
    begins = sorted(begins, key=lambda b: -edges.begin[b])[:_MOST_EDGES]
    low, high = bisect_left(edges.ends, last[0] + 1), bisect_left(edges.ends, closes + 1)
    ends = [e for e in edges.ends[low:high] if e != last[1]]
    ends = sorted(ends, key=lambda e: -edges.end[e - 1])[:_MOST_EDGES]
    pairs = [(b, last[1]) for b in begins] + [(first[0], e) for e in ends]
    pairs += [(b, e) for b in begins[:2] for e in ends[:2]]
    for b, e in pairs:
        content = ((b, e),) if len(c.content) == 1 else ((b, first[1]), *c.content[1:-1], (last[0], e))
        if any(x >= y for x, y in content):
            continue
        content = tuple(shapes.tidy(*r) for r in content)
        if all(x < y for x, y in content) and all(p[1] <= q[0] for p, q in pairwise(content)):
            parts = (c.cue,) if c.source is None else (c.cue, c.source)
            if not any(p[0] < y and x < p[1] for x, y in content for p in parts):
                yield content


def _quotations(shapes: Shapes, c: Candidate) -> Iterator[tuple[Range, ...]]:
    """What stands between the first and the last mark of a content alone; of several quotations the first and last."""
    for b, e in c.content:
        if shapes.opened[e] == shapes.opened[b] or shapes.closed[e] == shapes.closed[b]:
            continue
        opens = [i for i in range(b, e) if shapes.quote[i] == OPENING]
        closes = [i + 1 for i in range(b, e) if shapes.quote[i] == CLOSING]
        found = []
        if opens[0] < closes[-1] and (opens[0] > b or closes[-1] < e):
            found.append((opens[0], closes[-1]))
        if len(opens) > 1:
            end = next((k for k in closes if k > opens[0]), e)
            found += [(b, end)] if end < e else []
            found.append((opens[-1], e))
        yield from ((r,) for r in found if (r,) != c.content)
