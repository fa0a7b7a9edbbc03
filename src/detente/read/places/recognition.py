"""Which candidate spans are toponyms: a logistic regression with features that can be read.

A toponym is a place name used for a place or for what is done there ("Turkey said", "Dublin City Council"); people of a
place ("Russians") are none, and of persons' names none is. Weights are in models/places/recognition.json: one for each
named feature of :func:`detente.read.places.features.describe`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from operator import mul
from typing import TYPE_CHECKING

from detente.read.places.candidates import load_words
from detente.read.places.features import describe
from detente.read.places.gazetteer import load_gazetteer
from detente.read.places.spotting import Spot, find_spots
from detente.read.places.tokens import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc

# F1 by five-fold cross-validation is flat between .40 and .50 (docs/quality/places.md).
THRESHOLD = 0.4


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Weights by feature name."""

    weights: dict[str, float]
    numbers: dict[str, float]
    bias: float

    def probability(self, spot: Spot) -> float:
        """That the spot is a toponym."""
        weights = self.weights
        z = self.bias + sum(weights.get(f, 0.0) for f in spot.features)
        z += sum(map(mul, map(self.numbers.__getitem__, spot.numbers), spot.numbers.values()))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))

    def reasons(self, spot: Spot, most: int = 3) -> tuple[str, ...]:
        """The features that spoke most strongly for a toponym."""
        named = [(self.weights[f], f) for f in spot.features if f in self.weights]
        named += [(self.numbers[n] * x, n) for n, x in spot.numbers.items() if x]
        return tuple(f for w, f in sorted(named, key=lambda p: (-p[0], p[1]))[:most] if w > 0)


@lru_cache(maxsize=1)
def load_recogniser() -> Recogniser:
    """The shipped weights, read once a process."""
    path = resources.files("detente").joinpath("models", "places", "recognition.json")
    model = json.loads(path.read_text("utf-8"))
    return Recogniser(model["features"], model["numbers"], model["bias"])


@dataclass(frozen=True, slots=True)
class Toponym:
    """Half-open offsets, the words, how probably they are a toponym, and whether as an adjective ("Turkish")."""

    start: int
    end: int
    text: str
    probability: float
    adjective: bool = False
    reasons: tuple[str, ...] = ()


def choose(spots: Sequence[Spot], probabilities: Sequence[float], threshold: float) -> list[int]:
    """Indices of spots that do not overlap, the most probable first to choose.

    Peoples ("Russians") are never chosen, nor the end of a person's full name: of 1,117 such ends with a place's name
    in lgl and TR-News 12 were toponyms.
    """
    order = sorted(range(len(spots)), key=lambda i: (-probabilities[i], spots[i].start, -spots[i].end))
    taken: list[int] = []
    covered: set[int] = set()
    for i in order:
        if probabilities[i] < threshold:
            break
        s = spots[i]
        if s.table == "people" or s.surname or any(k in covered for k in range(s.first, s.last)):
            continue
        covered.update(range(s.first, s.last))
        taken.append(i)
    return sorted(taken, key=lambda i: spots[i].start)


def find_toponyms(doc: Doc, *, overlay: str = "", threshold: float = THRESHOLD) -> list[Toponym]:
    """Toponyms of a parsed text, in order.

    Args:
        doc: a spaCy Doc with entities, tags and sentences.
        overlay: folder of the user's dictionaries.
    """
    gazetteer, words = load_gazetteer(overlay), load_words(overlay)
    tokens = Tokens(doc)
    spots = find_spots(tokens, gazetteer, words)
    describe(tokens, spots, gazetteer, words)
    model = load_recogniser()
    probabilities = [model.probability(s) for s in spots]
    out = []
    for i in choose(spots, probabilities, threshold):
        s = spots[i]
        out.append(Toponym(s.start, s.end, s.text, probabilities[i], s.table == "adjective", model.reasons(s)))
    return out
