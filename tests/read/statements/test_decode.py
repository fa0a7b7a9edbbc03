from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.read.statements.decode import LEGAL, NTAGS, STARTS, STOPS, TAGS, best_path, log_softmax, spans_of


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
