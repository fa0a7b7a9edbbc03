"""Statements as the tagger may have meant them, and the choice among them.

The network is right about tokens more often than about where a statement begins and ends. So several
readings are taken, from shy to bold about what counts as part of a statement; each statement found in any
of them is weighed by numbers about its parts, and the best that do not overlap are kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from detente.read.statements.decode import (
    Floats,
    LinkWeights,
    Range,
    best_partners,
    best_path,
    content_scores,
    log_softmax,
    pair_features,
    source_scores,
    spans_of,
)
from detente.read.statements.features import TokenTable

# Taken from the score of "O" in each reading.
BIASES = (0.0, 0.75, 1.5, 2.5)
# Names of the numbers behind a statement, in the order of Attribution.evidence.
EVIDENCE = (
    "bias", "content_edges", "content_inside", "content_weakest", "cue", "source", "content_link", "source_link",
    "quoted", "no_source", "log_length", "fragments", "readings", "every_reading", "starts_that", "ends_at_mark",
    "begins_at_mark", "cue_gap", "before_cue", "source_gap", "balanced", "cue_length", "ends_sentence",
)  # fmt: skip
_LEAST = -6.0  # no log probability counts for less
_SMALL_GAP = 3  # tokens
_SURE_OUTSIDE = math.log(0.93)  # as sure as the network gets: it was taught with smoothed labels
_SURE = math.log(0.9)
_INSIDE, _OPENING, _CLOSING = 2, 3, 4  # quote states
_NEVER_FIRST = frozenset({",", ";", ":", "-", "."})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A statement in token ranges, with what the model thinks of its parts.

    Attributes:
        content: ranges of the content, in order.
        cue: the cue.
        source: None where there is none.
        evidence: numbers behind the confidence, see :data:`EVIDENCE`.
    """

    content: tuple[Range, ...]
    cue: Range
    source: Range | None
    evidence: tuple[float, ...] = ()

    @property
    def tokens(self) -> frozenset[int]:
        """Tokens of the content and the cue."""
        return frozenset(i for b, e in (*self.content, self.cue) for i in range(b, e))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Weights of the evidence, fitted on articles that the network was not trained on.

    Attributes:
        right: for the probability that content and source are right.
        exact: for the probability that the content is right to the token.
        threshold: what is less likely to be right is not a candidate.
    """

    right: tuple[float, ...]
    exact: tuple[float, ...]
    threshold: float = 0.2


def probability(evidence: Sequence[float], weights: Sequence[float]) -> float:
    """Calibrated probability, between 0.01 and 0.99.

    Args:
        evidence: numbers named by :data:`EVIDENCE`.
        weights: as many.
    """
    score = sum(e * w for e, w in zip(evidence, weights, strict=True))
    return min(0.99, max(0.01, 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))))


def find_attributions(
    table: TokenTable, tags: Floats, links: Floats, weights: LinkWeights, judgement: Judgement
) -> list[Attribution]:
    """Decode one article: its statements in order.

    Args:
        table: its tokens.
        tags: tag scores, shape (n, NTAGS).
        links: link vectors, shape (n, parts * size).
        weights: the positional part of the linker.
        judgement: how to weigh candidates.
    """
    return choose(find_candidates(table, tags, links, weights), judgement)


def choose(candidates: Iterable[Attribution], judgement: Judgement) -> list[Attribution]:
    """The best candidates that share no token, in order of their contents."""
    weighed = []
    for a in candidates:
        right = probability(a.evidence, judgement.right)
        if right >= judgement.threshold:
            weighed.append((right + probability(a.evidence, judgement.exact), a))
    kept: list[Attribution] = []
    taken: set[int] = set()
    for _, a in sorted(weighed, key=lambda w: (-w[0], w[1].content, w[1].cue)):
        if not taken & a.tokens:
            taken |= a.tokens
            kept.append(a)
    return sorted(kept, key=lambda a: a.content)


def find_candidates(table: TokenTable, tags: Floats, links: Floats, weights: LinkWeights) -> list[Attribution]:
    """The statements of every reading, each once, with their evidence."""
    if not len(table):
        return []
    logp = log_softmax(tags)
    readings: dict[tuple[tuple[Range, ...], Range, Range | None], tuple[int, float, float]] = {}
    for spans in _readings(logp):
        for content, cue, source, link, speaker in _link(table, links, weights, spans):
            count, *_ = readings.get((content, cue, source), (0, 0.0, 0.0))
            readings[content, cue, source] = (count + 1, link, speaker)
    role = [np.exp(logp[:, 1 + 4 * r : 5 + 4 * r]).sum(axis=1) for r in range(3)]
    return [
        Attribution(
            content=content,
            cue=cue,
            source=source,
            evidence=_evidence(table, logp, role[0], content, cue, source, *numbers),
        )
        for (content, cue, source), numbers in readings.items()
    ]


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


def _link(
    table: TokenTable, links: Floats, weights: LinkWeights, spans: dict[str, list[Range]]
) -> Iterable[tuple[tuple[Range, ...], Range, Range | None, float, float]]:
    """Contents, cue and source of each statement, with the log probabilities of its two links."""
    fragments, cues, sources = spans["content"], spans["cue"], spans["source"]
    if not fragments or not cues:
        return
    owner, sure_owner = best_partners(
        fragments, cues, lambda f, c: content_scores(links, pair_features(table, f, c), f, c, weights)
    )
    speaker_of, sure_speaker = best_partners(
        cues, sources, lambda c, s: source_scores(links, pair_features(table, s, c), s, c, weights)
    )
    mine: dict[int, list[int]] = {}
    for f, k in enumerate(owner):
        mine.setdefault(k, []).append(f)
    for k, numbers in mine.items():
        if k < 0:
            continue
        cue = cues[k]
        source = sources[speaker_of[k]] if speaker_of[k] >= 0 else None
        ranges = _in_reach(table, [fragments[f] for f in numbers], cue)
        if ranges:
            ranges = _without_holes(table, ranges, cue, source)
            yield tuple(ranges), cue, source, min(sure_owner[f] for f in numbers), sure_speaker[k]


def _is_quoted(table: TokenTable, span: Range) -> bool:
    return bool((table.quote[span[0] : span[1]] >= 2).any())


def _in_reach(table: TokenTable, ranges: Sequence[Range], cue: Range) -> list[Range]:
    """Contents as far as the cue can reach: a plain one stays in its sentence, after a colon in its paragraph.

    In PolNeAR train 85 of 14,700 plain contents reach further.
    """
    colon = ":" in (table.words[cue[1] - 1], table.words[min(cue[1], len(table) - 1)])
    units = table.paragraphs if colon else table.sentences
    low, high = (int(i) for i in np.searchsorted(units, (units[cue[0]], units[cue[0]] + 1)))
    out = []
    for b, e in ranges:
        if not _is_quoted(table, (b, e)):
            b, e = max(b, low), min(e, high)
        elif table.quote[b] < _INSIDE:  # begins outside quotation marks: it ends with its paragraph
            e = min(e, int(np.searchsorted(table.paragraphs, table.paragraphs[b] + 1)))
        b, e = _tidy(table, b, e)
        if b < e:
            out.append((b, e))
    return out


def _tidy(table: TokenTable, b: int, e: int) -> Range:
    """Ends as the corpus has them: no punctuation first, none after a closing quotation mark, marks in pairs."""
    while b < e and table.words[b] in _NEVER_FIRST:
        b += 1
    if e - b > 1 and table.words[e - 1] in _NEVER_FIRST and table.quote[e - 2] == _CLOSING:
        e -= 1
    opened, closed = (int((table.quote[b:e] == state).sum()) for state in (_OPENING, _CLOSING))
    if opened > closed and e < len(table) and table.quote[e] == _CLOSING:
        e += 1
    elif closed > opened and b > 0 and table.quote[b - 1] == _OPENING:
        b -= 1
    return b, e


def _without_holes(table: TokenTable, ranges: list[Range], cue: Range, source: Range | None) -> list[Range]:
    """Close small gaps that hold no part of the attribution; across a large one keep the longer side.

    What interrupts a content is nearly always its attribution (2,844 of 3,066 gaps in PolNeAR train). Paragraphs are
    never joined: a quotation may go on in the next one, plain words keep to the paragraph of their cue.
    """
    attribution = [cue, source] if source else [cue]
    out = [ranges[0]]
    for after in ranges[1:]:
        before = out[-1]
        if any(before[1] <= b < after[0] for b, _ in attribution):
            out.append(after)
        elif table.paragraphs[before[1] - 1] != table.paragraphs[after[0]]:
            if _is_quoted(table, before) and _is_quoted(table, after):
                out.append(after)
            elif table.paragraphs[after[0]] == table.paragraphs[cue[0]]:
                out[-1] = after
        elif after[0] - before[1] <= _SMALL_GAP:
            out[-1] = (before[0], after[1])
        elif after[1] - after[0] > before[1] - before[0]:
            out[-1] = after
    return out


def _evidence(
    table: TokenTable,
    logp: Floats,
    inside: Floats,
    content: Sequence[Range],
    cue: Range,
    source: Range | None,
    readings: int,
    link: float,
    speaker: float,
) -> tuple[float, ...]:
    first, last = content[0][0], content[-1][1]
    n = len(table)
    states = [int(q) for b, e in content for q in table.quote[b:e]]
    gap = min(max(b - cue[1], cue[0] - e, 0) for b, e in content)
    return (
        1.0,
        min(_edges(logp, r, 0) for r in content),
        min(max(_LEAST, float(np.log(inside[b:e].clip(1e-6)).mean())) for b, e in content),
        min(max(_LEAST, float(np.log(inside[b:e].min().clip(1e-6)))) for b, e in content),
        _edges(logp, cue, 1),
        _edges(logp, source, 2) if source else 0.0,
        max(_LEAST, link),
        max(_LEAST, speaker),
        float(any(q >= 2 for q in states)),
        float(source is None),
        math.log(sum(e - b for b, e in content)),
        float(len(content) > 1),
        readings / len(BIASES),
        float(readings == len(BIASES)),
        float(table.words[first].lower() == "that"),
        float(last == n or not table.words[last][:1].isalnum() or table.words[last - 1] in (".", '"', "?", "!")),
        float(first == 0 or not table.words[first - 1][:1].isalnum()),
        math.log1p(gap),
        float(content[0][0] < cue[0]),
        math.log1p(max(source[0] - cue[1], cue[0] - source[1], 0)) if source else 0.0,
        float(states.count(3) == states.count(4)),
        float(cue[1] - cue[0]),
        float(last == n or table.sentences[last] != table.sentences[last - 1]),
    )


def _edges(logp: Floats, span: Range, role: int) -> float:
    """Mean log probability that the span begins and ends where it does."""
    first, (b, e) = 1 + 4 * role, span
    both = 2 * logp[b, first + 3] if e - b == 1 else logp[b, first] + logp[e - 1, first + 2]
    return max(_LEAST, float(both) / 2)
