"""What a contradiction is, and what all that look for one share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from detente.analysis.facts import Fact

# Days between two articles that may tell of the same.
DAYS = 3


class How(StrEnum):
    """In what two reports differ."""

    NUMBER = "number"
    DAY = "day"
    STATUS = "done or denied"
    PLAN = "done or planned"
    ACTOR = "actor"
    PLACE = "place"
    MODE = "way"
    STANCE = "stance"
    INITIATOR = "who asked for it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two reports of two outlets that tell the same differently.

    Attributes:
        detail: what the one and what the other has.
        one, other: where they stand, the earlier article first.
        outlets: of the one and the other.
        confidence: from how much the two have in common, not fitted.
    """

    how: How
    detail: tuple[str, str]
    one: Fact
    other: Fact
    outlets: tuple[str, str]
    confidence: float


def likeness(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of rare stems that the one with fewer has in common with the other, 0 to 1."""

    def weight(words: frozenset[str]) -> float:
        return sum(weights.get(w, 1.0) for w in words)

    least = min(weight(one), weight(other))
    return weight(one & other) / least if least else 0.0
