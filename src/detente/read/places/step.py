"""Places as a step of reading: toponyms found, resolved, with candidates and reasons."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from detente.config import Settings
from detente.read.places.gazetteer import KIND_NAMES, Gazetteer, load_gazetteer
from detente.read.places.recognition import Toponym, find_toponyms
from detente.read.places.resolution import Resolution, resolve_toponyms
from detente.reading import Reading
from detente.records import Article, Decision, Place

VERSION = "3"
MODELS = ("recognition.json", "resolution.json", "confidence.json")
# Top-level domains of countries that are sold to anyone say nothing of where a paper is.
_SOLD = frozenset(
    {"co", "io", "tv", "me", "ai", "fm", "cc", "ws", "to", "ly", "gg", "la", "nu", "tk", "ml", "ga", "cf", "eu", "us"}
)
_HOST = re.compile(r"\.([a-z]{2})$")


@lru_cache(maxsize=1)
def _confidence() -> Mapping[str, float]:
    path = resources.files("detente").joinpath("models", "places", "confidence.json")
    weights: Mapping[str, float] = json.loads(path.read_text("utf-8"))
    return weights


def _logit(p: float) -> float:
    p = min(max(p, 1e-3), 1 - 1e-3)
    return math.log(p / (1 - p))


def confidence(recognised: float, resolved: float, how: str) -> float:
    """Calibrated probability that a place is right: a toponym, and within 161 km of where it is put.

    Args:
        recognised: probability that the words are a toponym.
        resolved: probability of the entry among its candidates.
        how: ``entry``, ``around`` (placed by its surroundings) or ``none``, for which it is that of the toponym alone.
    """
    w = _confidence()
    if how == "none":
        return round(recognised, 3)
    z = w[f"{how}.bias"] + w[f"{how}.recognised"] * _logit(recognised) + w[f"{how}.resolved"] * _logit(resolved)
    return round(1.0 / (1.0 + math.exp(-z)), 3)


def publisher_country(article: Article) -> str | None:
    """ISO alpha-2 of the country in whose domain the article stands, where that says something."""
    if not article.url:
        return None
    try:
        host = (urlsplit(article.url).hostname or "").lower()
    except ValueError:
        return None
    found = _HOST.search(host)
    if not found or found.group(1) in _SOLD:
        return None
    return "GB" if found.group(1) == "uk" else found.group(1).upper()


def make_place(toponym: Toponym, r: Resolution, gazetteer: Gazetteer) -> Place:
    """The record of one toponym and its resolution."""
    labels = tuple((gazetteer.label(e), p) for e, p in r.candidates)
    number = r.entry if r.entry is not None else r.around
    how = "entry" if r.entry is not None else "around" if r.around is not None else "none"
    sure = confidence(toponym.probability, r.probability, how)
    reason = f"{r.reason} (toponym by {', '.join(toponym.reasons)})" if toponym.reasons else r.reason
    decision = Decision(chosen=labels[0][0] if r.entry is not None else None, candidates=labels, reason=reason)
    common: dict[str, Any] = {
        "start": toponym.start,
        "end": toponym.end,
        "text": toponym.text,
        "confidence": sure,
        "decision": decision,
    }
    if number is None:
        return Place(name=toponym.text, kind="other", **common)
    e = gazetteer.entry(number)
    if r.entry is None or not r.exact:
        # a thing placed by what lies near or what it is named after: the point is near, the id would be another's
        return Place(
            name=toponym.text, kind="other", country=e.country, admin1=e.admin1, lat=e.lat, lon=e.lon, **common
        )
    return Place(
        name=e.name,
        kind=KIND_NAMES[e.level],
        country=e.country,
        admin1=e.admin1,
        lat=e.lat,
        lon=e.lon,
        geonames=e.geonames,
        **common,
    )


def is_adjective(place: Place, *, overlay: str = "") -> bool:
    """Whether the words are an adjective ("Turkish"): a place of association, not where anything happened."""
    table = load_gazetteer(overlay).adjectives
    return place.text in table or (place.text.isupper() and place.text.title() in table)


class PlacesStep:
    """Assigns ``places``: every toponym of the article, in order of text."""

    name = "places"
    version = VERSION
    requires: tuple[str, ...] = ("doc",)
    assigns: tuple[str, ...] = ("places",)

    def __init__(self, settings: Settings) -> None:
        self._overlay = settings.lexicons.overlay

    @cached_property
    def models(self) -> Mapping[str, str]:
        """SHA-256 of each weight file."""
        folder = resources.files("detente").joinpath("models", "places")
        return {f"places/{n}": hashlib.sha256(folder.joinpath(n).read_bytes()).hexdigest() for n in MODELS}

    @cached_property
    def knowledge_sha256(self) -> str:
        """Hash of the packed gazetteer."""
        data = resources.files("detente.read.places").joinpath("data", "gazetteer.bin.xz").read_bytes()
        return hashlib.sha256(data).hexdigest()

    def __call__(self, reading: Reading) -> dict[str, tuple[Place, ...]]:
        """Find and resolve the toponyms of the whole text, boilerplate left out."""
        toponyms = find_toponyms(reading.doc, overlay=self._overlay)
        body = reading.article.body
        if body is not None:
            toponyms = [t for t in toponyms if body.start <= t.start and t.end <= body.end]
        return {"places": places_of(reading.article, toponyms, overlay=self._overlay)}


def places_of(article: Article, toponyms: Sequence[Toponym], *, overlay: str = "") -> tuple[Place, ...]:
    """Places of toponyms found."""
    gazetteer = load_gazetteer(overlay)
    home = publisher_country(article)
    resolved = resolve_toponyms(article.text, [(t.start, t.end) for t in toponyms], home=home, overlay=overlay)
    return tuple(make_place(t, r, gazetteer) for t, r in zip(toponyms, resolved, strict=True))
