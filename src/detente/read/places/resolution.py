"""From toponyms to places: one choice for all names of an article, each with its runners-up and reason.

Two small networks score each candidate of a name (training/places/train_resolution.py): the first from the name and the
words around it, the second also from the senses of the other toponyms. Mentions of one name share their sense within an
article ("one sense per discourse": Gale, Church and Yarowsky 1992), unless the words around say otherwise.

What the gazetteer does not hold is not guessed at; a street, river or building is placed by the town named nearest,
said so in the reason, and has no GeoNames id.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np

from detente.read.places.candidates import NAME, PARTIAL, Words, load_words
from detente.read.places.context import LOCAL, SHARED, Group, Rows, gather, shared
from detente.read.places.gazetteer import ADMIN1, ADMIN2, CITY, COUNTRY, REGION, Array, Gazetteer, load_gazetteer

# A feature is placed by a town named at most this many characters away.
SURROUNDINGS_CHARS = 400
RUNNERS_UP = 4
PASSES = 2


@dataclass(frozen=True, slots=True)
class Resolution:
    """The place chosen for a toponym.

    Attributes:
        entry: gazetteer number; None where the gazetteer holds no place of the name.
        around: number of the town by which a feature without an entry was placed.
        probability: of the choice among the candidates, 0 where there is none.
        candidates: (number, probability), best first.
        reason: for people.
        feature: sort of feature that the words name ("street", "water"), empty where none.
    """

    entry: int | None
    around: int | None
    probability: float
    candidates: tuple[tuple[int, float], ...]
    reason: str
    feature: str = ""
    exact: bool = True


class Net:
    """A linear and a hidden layer, in numpy."""

    def __init__(self, numbers: Mapping[str, Any]) -> None:
        self.mean, self.scale = np.array(numbers["mean"]), np.array(numbers["scale"])
        self.linear = np.array(numbers["linear.weight"])[0]
        self.hidden, self.bias = np.array(numbers["hidden.weight"]).T, np.array(numbers["hidden.bias"])
        self.out = np.array(numbers["out.weight"])[0]

    def __call__(self, x: Array) -> Array:
        """Scores, shape (n,), of features, shape (n, k)."""
        x = (x - self.mean) * self.scale
        return np.asarray(x @ self.linear + np.tanh(x @ self.hidden + self.bias) @ self.out)


@dataclass(frozen=True, slots=True)
class Ranker:
    """The trained networks; several of a kind are averaged."""

    first: tuple[Net, ...]
    second: tuple[Net, ...]

    def rank(self, rows: Rows, gazetteer: Gazetteer) -> Array:
        """Probabilities, shape (n,), that sum to one within each group."""
        p, _ = self.rank_with(rows, gazetteer)
        return p

    def rank_with(self, rows: Rows, gazetteer: Gazetteer) -> tuple[Array, Array]:
        """Probabilities and the SHARED features they came from."""
        p = softmax(np.mean([n(rows.local) for n in self.first], axis=0) + rows.prior, rows.start)
        features = np.zeros((len(p), len(SHARED)))
        if len(p) > 1:
            for _ in range(PASSES):
                features = shared(rows, p, gazetteer)
                both = np.hstack([rows.local, features])
                p = softmax(np.mean([n(both) for n in self.second], axis=0) + rows.prior, rows.start)
        return p, features


def softmax(scores: Array, start: Sequence[int]) -> Array:
    """Within each run ``start[i]:start[i + 1]``."""
    p = np.zeros_like(scores)
    for a, b in pairwise(start):
        if b > a:
            z = np.exp(scores[a:b] - scores[a:b].max())
            p[a:b] = z / z.sum()
    return p


@lru_cache(maxsize=1)
def load_ranker() -> Ranker:
    """The shipped networks, read once a process."""
    path = resources.files("detente").joinpath("models", "places", "resolution.json")
    model = json.loads(path.read_text("utf-8"))
    if tuple(model["local"]) != LOCAL or tuple(model["shared"]) != SHARED:
        raise RuntimeError("resolution.json was trained on other features; run training/places/train_resolution.py")
    return Ranker(tuple(map(Net, model["first"])), tuple(map(Net, model["second"])))


def resolve_toponyms(
    text: str,
    spans: Sequence[tuple[int, int]],
    *,
    home: str | None = None,
    overlay: str = "",
    ranker: Ranker | None = None,
) -> list[Resolution]:
    """Choose a place for each toponym of a text.

    Args:
        spans: half-open offsets of all toponyms of the text; they are context to one another.
        home: where the publisher is: ISO alpha-2 or alpha-3 of a country, or GeoNames admin1 code; a weak prior.
        overlay: folder of the user's dictionaries.

    Returns:
        One resolution for each span, in the order given.
    """
    gazetteer, words = load_gazetteer(overlay), load_words(overlay)
    rows = gather(text, spans, gazetteer, words, home=gazetteer.by_code(home) if home else None)
    out: list[Resolution | None] = [None] * len(spans)
    if not rows.groups:
        return []
    p, features = (ranker or load_ranker()).rank_with(rows, gazetteer)
    for n, g in enumerate(rows.groups):
        a, b = rows.start[n], rows.start[n + 1]
        chosen = _resolution(g, rows, p, features, a, b, gazetteer)
        for m in g.mentions:
            out[m] = chosen
    return [
        r if r is not None and r.entry is not None else _by_surroundings(i, spans, out, gazetteer, text)
        for i, r in enumerate(out)
    ]


def _resolution(g: Group, rows: Rows, p: Array, features: Array, a: int, b: int, gazetteer: Gazetteer) -> Resolution:
    if b == a:
        return Resolution(None, None, 0.0, (), "not in the gazetteer", g.found.feature)
    order = a + np.argsort(-p[a:b], kind="stable")
    best = _town_before_province(g, rows, order, a, gazetteer)
    ranked = tuple((int(rows.entries[i]), round(float(p[i]), 4)) for i in order[: RUNNERS_UP + 1])
    # places of one name close by (a town and its district) are one answer for what is asked here
    near = rows.xyz[a:b] @ rows.xyz[best] > math.cos(50.0 / 6371.0)
    together = float(p[a:b][near | (np.arange(a, b) == best)].sum())
    # "Neches River" is not the town of Neches: the entry says where, not what
    partial = int(g.how[best - a]) == PARTIAL and g.found.feature in {
        "water",
        "land",
        "street",
        "building",
        "organisation",
    }
    return Resolution(
        int(rows.entries[best]),
        None,
        round(min(1.0, together), 4),
        ranked,
        _reason(g, rows, features, best, b - a, gazetteer),
        g.found.feature,
        not partial,
    )


def _town_before_province(g: Group, rows: Rows, order: Array, a: int, gazetteer: Gazetteer) -> int:
    """The best candidate; but Vienna is the town of that name, not the province of Wien that it lies in."""
    best = int(order[0])
    province = int(rows.entries[best])
    if gazetteer.kind[province] not in (ADMIN1, ADMIN2) or g.how[best - a] == NAME or g.level:
        return best
    for i in order[1:].tolist():
        e = int(rows.entries[i])
        inside = province in (int(gazetteer.admin1[e]), int(gazetteer.admin2[e]))
        if inside and gazetteer.kind[e] == CITY and g.how[i - a] == NAME:
            return int(i)
    return best


def _reason(g: Group, rows: Rows, features: Array, best: int, n: int, gazetteer: Gazetteer) -> str:
    local = dict(zip(LOCAL, rows.local[best], strict=True))
    around = dict(zip(SHARED, features[best], strict=True))
    said: list[str] = []
    if local["adjective"]:
        said.append(f"adjective of {gazetteer.name(int(rows.entries[best]))}")
    if local["next_contains"] and g.container is not None:
        said.append(f"followed by {gazetteer.name(g.container)}, which contains it")
    if local["before_contains"] and g.before is not None:
        said.append(f"preceded by {gazetteer.name(g.before)}, which contains it")
    if local["said_elsewhere"]:
        said.append("so named in full elsewhere in the article")
    if local["level_agrees"]:
        said.append(f"the words say {g.level}")
    if n == 1 and not said:
        said.append("the only place of the name in the gazetteer")
    if n > 1:
        if around["admin1_named"] > 0.5:
            said.append("its province is named")
        if around["country_named"] > 0.5 and not local["country"]:
            said.append("its country is named")
        if around["near_150"] > 0.5:
            said.append("near other places named")
        elif around["same_country"] > 0.7 and not local["country"]:
            said.append("in the country of other places named")
        if local["rank"] == 0 and n > 1 and not said:
            said.append(f"the most populous of {n} places of the name")
    if rows.prior[best]:
        said.append("where the publisher is")
    if local["partial"]:
        said.append("by part of the words")
    return "; ".join(said) or f"best of {n} by name and context"


def _by_surroundings(
    i: int, spans: Sequence[tuple[int, int]], found: Sequence[Resolution | None], gazetteer: Gazetteer, text: str
) -> Resolution:
    """A thing that the gazetteer lacks, placed by the town or county named nearest in the same paragraph."""
    own = found[i] or Resolution(None, None, 0.0, (), "not in the gazetteer")
    start = spans[i][0]
    best: tuple[float, int] | None = None
    for j, r in enumerate(found):
        if j == i or r is None or r.entry is None or gazetteer.kind[r.entry] not in (CITY, ADMIN2):
            continue
        distance = abs(spans[j][0] - start)
        if spans[j][0] > start:
            distance = int(distance * 0.8)  # "Main Street, Dublin": what follows says more
        if distance <= SURROUNDINGS_CHARS and (best is None or distance < best[0]):
            best = (distance, r.entry)
    if best is None:
        return own
    reason = f"not in the gazetteer; placed by {gazetteer.name(best[1])}, named near it"
    return Resolution(None, best[1], 0.0, (), reason, own.feature, False)


__all__ = ["COUNTRY", "REGION", "Ranker", "Resolution", "Words", "load_ranker", "resolve_toponyms"]
