"""From the model's own numbers to a probability that can be believed.

A logistic function of a few numbers about the decoded statement, fitted on articles the model had not
seen, so that of a hundred statements given 0.8 about eighty have the right content and source.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def probability(evidence: Sequence[float], weights: Sequence[float]) -> float:
    """Calibrated probability, between 0.01 and 0.99.

    Args:
        evidence: numbers named by :data:`detente.read.statements.decode.EVIDENCE`.
        weights: as many, fitted by training.statements.calibrate; empty where the model was not calibrated.
    """
    if not weights or not evidence:
        return 0.5
    score = sum(e * w for e, w in zip(evidence, weights, strict=True))
    return min(0.99, max(0.01, 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))))
