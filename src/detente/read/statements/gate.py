"""Which sentences are worth the encoder's time: a cheap look at their words before the costly one.

A sentence is read if a quotation mark stands in it or it lies inside a quotation, if its words together
look like those of sentences with statements (a bag of words, weighed), or if it lies between two that are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.read.statements.features import TokenTable


@dataclass(frozen=True, slots=True)
class Gate:
    """Weights of words and the score from which a sentence is read.

    Attributes:
        weights: log odds of each word, in lower case.
        bias: of an empty sentence.
        threshold: sentences that score less are passed over.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float


def worth_reading(table: TokenTable, gate: Gate | None) -> npt.NDArray[np.bool_]:
    """Whether each token's sentence is worth reading, shape (n,).

    Args:
        table: the article's tokens.
        gate: None to read everything.
    """
    n = len(table)
    if gate is None or not n:
        return np.ones(n, np.bool_)
    number = table.sentences - table.sentences[0]
    worth = np.full(int(number[-1]) + 1, gate.bias)
    weights = gate.weights
    np.add.at(worth, number, np.fromiter((weights.get(w.lower(), 0.0) for w in table.words), np.float64, n))
    keep = worth >= gate.threshold
    keep[number[table.quote >= 2]] = True
    if len(keep) > 2:
        keep[1:-1] |= keep[:-2] & keep[2:]
    read: npt.NDArray[np.bool_] = keep[number]
    return read
