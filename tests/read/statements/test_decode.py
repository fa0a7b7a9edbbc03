from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.read.statements.decode import (
    LEGAL,
    LINK_PARTS,
    LINK_SIZE,
    MAX_GAP,
    NTAGS,
    STARTS,
    STOPS,
    TAGS,
    LinkWeights,
    best_path,
    content_scores,
    log_softmax,
    partner_scores,
    source_scores,
    spans_of,
)


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_the_best_path_is_legal_and_covers_every_token(seed: int, n: int) -> None:
    path = best_path(log_softmax(np.random.default_rng(seed).normal(size=(n, NTAGS)).astype(np.float32)))
    assert len(path) == n
    assert STARTS[path[0]] == 0 and STOPS[path[-1]] == 0
    assert all(LEGAL[a, b] == 0 for a, b in itertools.pairwise(path))


@given(st.integers(0, 2**32 - 1))
def test_no_legal_path_scores_higher(seed: int) -> None:
    scores = log_softmax(np.random.default_rng(seed).normal(size=(3, NTAGS)).astype(np.float32))

    def total(path: tuple[int, ...]) -> float:
        legal = STARTS[path[0]] + STOPS[path[-1]] + sum(LEGAL[a, b] for a, b in itertools.pairwise(path))
        return float(sum(scores[t, tag] for t, tag in enumerate(path)) + legal)

    every = ((a, b, c) for a in range(NTAGS) for b in range(NTAGS) for c in range(NTAGS))
    best = max(map(total, every))
    assert abs(total(tuple(best_path(scores).tolist())) - best) < 1e-3


def test_spans_of_a_path() -> None:
    tags = ["B-content", "I-content", "E-content", "O", "S-source", "S-cue", "O"]
    path = np.asarray([TAGS.index(t) for t in tags])
    assert spans_of(path) == {"content": [(0, 3)], "cue": [(5, 6)], "source": [(4, 5)]}


_WORDS = 8 * MAX_GAP
_ranges = st.lists(st.integers(0, _WORDS - 3), max_size=6).map(lambda starts: [(n, n + 2) for n in sorted(starts)])


@given(_ranges.filter(bool), _ranges, st.sampled_from([content_scores, source_scores]))
def test_every_item_has_scores_though_no_partner_is_near(items, partners, scores) -> None:
    """A recipe of a thousand words with one cue at its end has contents that are far from all cues."""
    chance = np.random.default_rng(0)
    weights = LinkWeights(*(chance.normal(size=n).astype(np.float32) for n in ((3, 2), 2, 2, (3, 2), 2, 2)),
                          *(chance.normal(size=LINK_SIZE).astype(np.float32) for _ in range(2)))  # fmt: skip
    vectors = chance.normal(size=(_WORDS, len(LINK_PARTS) * LINK_SIZE)).astype(np.float32)

    def score(of, near):
        shape = (len(of), len(near), 3) if scores is content_scores else (len(near), len(of), 3)
        pairs = np.zeros(shape, np.float32)
        return scores(vectors, pairs, *((of, near) if scores is content_scores else (near, of)), weights)

    rows = list(partner_scores(items, partners, score))
    assert len(rows) == len(items)
    for low, row in rows:
        assert np.isclose(np.exp(row).sum(), 1, atol=1e-4)
        assert 0 <= low <= low + len(row) - 1 <= len(partners)
