"""Score toponyms against gold: ``detente evaluate places FILE``.

Reads the geoparsing corpora in the XML of Gritta et al. (2019): LGL, TR-News, GeoWebNews (GWN), GeoVirus; or JSON lines
``{"id", "text", "toponyms": [{"start", "end", "lat"?, "lon"?, "country"?, "geonames"?}]}``.

Recognition counts every annotated toponym; resolution those with coordinates. A resolution is right within 161 km (100
miles, the usual bound), and a country also by its code, since any point stands for a country as well as another.
"""

from __future__ import annotations

import json
import math
import re
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from xml.etree import ElementTree

import numpy as np

from detente.errors import InputError
from detente.read.places.fold import fold
from detente.read.places.gazetteer import CITY, COUNTRY, load_gazetteer

RIGHT_WITHIN_KM = 161.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """An annotated toponym. ``lat`` and ``lon`` None: recognised only. ``country``: ISO alpha-3."""

    start: int
    end: int
    text: str
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    is_country: bool = False
    geonames: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """A text and its toponyms, in order, no two with the same offsets."""

    id: str
    text: str
    toponyms: tuple[Gold, ...]
    moved: int = 0
    dropped: int = 0


class Answer(Protocol):
    """What is scored: a :class:`detente.records.Place` fits."""

    @property
    def start(self) -> int:
        """Offset of the first character."""
        ...

    @property
    def end(self) -> int:
        """Offset after the last."""
        ...

    @property
    def lat(self) -> float | None:
        """Degrees north; None where unresolved."""
        ...

    @property
    def lon(self) -> float | None:
        """Degrees east; None where unresolved."""
        ...

    @property
    def kind(self) -> str:
        """``country`` where a country is meant."""
        ...

    @property
    def country(self) -> str | None:
        """ISO alpha-3."""
        ...

    @property
    def geonames(self) -> int | None:
        """GeoNames id."""
        ...


def km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres (haversine, radius 6,371 km); infinite where a point is missing."""
    if any(map(math.isnan, (lat1, lon1, lat2, lon2))):
        return math.inf
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _countries() -> tuple[dict[int, str], dict[str, str]]:
    """ISO alpha-3 by GeoNames id, and by folded name."""
    gazetteer = load_gazetteer()
    numbers = np.flatnonzero(gazetteer.kind == COUNTRY).tolist()
    return (
        {int(gazetteer.gid[n]): gazetteer.country_code(n) or "" for n in numbers},
        {fold(gazetteer.name(n)): gazetteer.country_code(n) or "" for n in numbers},
    )


@lru_cache(maxsize=65536)
def _country_named(name: str) -> str | None:
    by_name = _countries()[1]
    if fold(name) in by_name:
        return by_name[fold(name)]
    gazetteer = load_gazetteer()
    if name in gazetteer.exact and gazetteer.kind[gazetteer.exact[name]] == COUNTRY:
        return gazetteer.country_code(gazetteer.exact[name])
    found = [e for e in gazetteer.lookup(name) if gazetteer.kind[e] == COUNTRY]
    return gazetteer.country_code(found[0]) if found else None


@lru_cache(maxsize=65536)
def country_of_nearest_town(lat: float, lon: float) -> str | None:
    """ISO alpha-3 of the country of the nearest town of the gazetteer; None at more than 1,500 km from any."""
    gazetteer = load_gazetteer()
    towns, points = _towns()
    a, b = math.radians(lat), math.radians(lon)
    dots = points @ np.array([math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a)])
    best = int(np.argmax(dots))
    return gazetteer.country_code(int(towns[best])) if 6371 * math.acos(min(1.0, float(dots[best]))) < 1500 else None


@lru_cache(maxsize=1)
def _towns() -> tuple[Any, Any]:
    gazetteer = load_gazetteer()
    towns = np.flatnonzero(gazetteer.kind == CITY)
    a, b = np.radians(gazetteer.lat[towns].astype("f8")), np.radians(gazetteer.lon[towns].astype("f8"))
    return towns, np.stack([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)], axis=1)


def load_corpus(path: str | Path) -> list[GoldDocument]:
    """Read a corpus, XML or JSON lines by its first character.

    Some offsets of GeoVirus and TR-News are wrong: a span whose words differ from the annotated phrase is moved to the
    nearest place where the phrase stands (``moved``), else dropped (``dropped``).

    Raises:
        InputError: where the file is neither.
    """
    path = Path(path)
    try:
        raw = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}", code="DT151") from error
    if raw.lstrip().startswith("<"):
        if "<!ENTITY" in raw[:10_000]:
            raise InputError(f"{path}: entity declarations are not read", code="DT152")
        try:
            root = ElementTree.fromstring(raw)
        except ElementTree.ParseError as error:
            raise InputError(f"{path}: {error}", code="DT152") from error
        name = path.stem.lower()
        return [_document(f"{name}-{n}", a, name) for n, a in enumerate(root.iter("article"))]
    documents = []
    for number, line in enumerate(raw.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            documents.append(_placed(str(row["id"]), row["text"], [_from_row(row["text"], t) for t in row["toponyms"]]))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: not a document with toponyms ({error!r})", code="DT153") from error
    return documents


def _from_row(text: str, row: Mapping[str, Any]) -> tuple[Gold, str]:
    start, end = int(row["start"]), int(row["end"])
    gold = Gold(
        start=start,
        end=end,
        text=text[start:end],
        lat=row.get("lat"),
        lon=row.get("lon"),
        country=row.get("country"),
        is_country=row.get("kind") == "country",
        geonames=row.get("geonames"),
    )
    return gold, text[start:end]


def _document(identifier: str, article: ElementTree.Element, corpus: str) -> GoldDocument:
    text = article.findtext("text") or ""
    virus = corpus.startswith("geovirus")
    items = article.findall("locations/location") if virus else list(article.iter("toponym"))
    found: list[tuple[Gold, str]] = []
    bad = 0
    by_id, _ = _countries()
    for t in items:
        phrase = t.findtext("phrase") or t.findtext("extractedName") or t.findtext("name") or ""
        if corpus.startswith("gwn") and not t.findtext("latitude"):
            continue  # expressions, demonyms, languages, homonyms: annotated, but no places
        try:
            start, end = int(t.findtext("start") or ""), int(t.findtext("end") or "")
        except ValueError:
            bad += 1
            continue
        tag = t.find("gaztag")
        country = None
        if tag is not None:
            lat, lon, gid = _float(tag.findtext("lat")), _float(tag.findtext("lon")), _float(tag.get("geonameid"))
            country = _country_named((tag.findtext("country") or "").strip()) if tag.findtext("country") else None
        elif t.find("latitude") is not None:
            lat, lon = _float(t.findtext("latitude")), _float(t.findtext("longitude"))
            gid = _float(t.findtext("geonamesID"))
        else:
            lat, lon, gid = _float(t.findtext("lat")), _float(t.findtext("lon")), None
        own = by_id.get(int(gid)) if gid else None
        if virus:
            page = (t.findtext("page") or "").rsplit("/", 1)[-1].replace("_", " ")
            own = _countries()[1].get(fold(page)) if page else None
        if own is None and country is None and lat is not None and lon is not None and tag is None:
            country = country_of_nearest_town(lat, lon)
        gold = Gold(
            start=start,
            end=end,
            text=phrase,
            lat=lat,
            lon=lon,
            country=own or country,
            is_country=own is not None,
            geonames=int(gid) if gid else None,
        )
        found.append((gold, phrase))
    return _placed(identifier, text, found, bad)


def _placed(identifier: str, text: str, found: Iterable[tuple[Gold, str]], bad: int = 0) -> GoldDocument:
    out: dict[tuple[int, int], Gold] = {}
    moved = 0
    for gold, phrase in sorted(found, key=lambda f: (f[0].start, f[0].end)):
        start, end = gold.start, gold.end
        if text[start:end] != phrase or not phrase:
            places = [m.start() for m in re.finditer(re.escape(phrase), text)] if phrase else []
            if not places:
                bad += 1
                continue
            asked = start
            start = min(places, key=lambda i: abs(i - asked))
            end = start + len(phrase)
            moved += 1
        out.setdefault(
            (start, end),
            Gold(
                start=start,
                end=end,
                text=phrase,
                lat=gold.lat,
                lon=gold.lon,
                country=gold.country,
                is_country=gold.is_country,
                geonames=gold.geonames,
            ),
        )
    ordered = tuple(out[k] for k in sorted(out))
    return GoldDocument(id=identifier, text=text, toponyms=ordered, moved=moved, dropped=bad)


def pair_spans(gold: Sequence[Gold], answers: Sequence[Answer]) -> list[tuple[int, int]]:
    """Pairs of overlapping spans, one to one: equal spans first, then by length of overlap."""
    pairs = []
    for i, g in enumerate(gold):
        for j, a in enumerate(answers):
            overlap = min(g.end, a.end) - max(g.start, a.start)
            if overlap > 0:
                pairs.append((not (g.start == a.start and g.end == a.end), -overlap, i, j))
    taken_gold: set[int] = set()
    taken_answers: set[int] = set()
    out = []
    for _, _, i, j in sorted(pairs):
        if i not in taken_gold and j not in taken_answers:
            taken_gold.add(i)
            taken_answers.add(j)
            out.append((i, j))
    return out


def _prf(hits: int, answered: int, there: int) -> dict[str, float]:
    p, r = (hits / answered if answered else 0.0), (hits / there if there else 0.0)
    return {"precision": p, "recall": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}


def is_right(gold: Gold, answer: Answer) -> bool:
    """Within 161 km, or the same country where both mean a country."""
    if gold.lat is None or gold.lon is None or answer.lat is None or answer.lon is None:
        return False
    if km(gold.lat, gold.lon, answer.lat, answer.lon) <= RIGHT_WITHIN_KM:
        return True
    return gold.is_country and answer.kind == "country" and answer.country == gold.country


def score_places(documents: Sequence[GoldDocument], answers: Mapping[str, Sequence[Answer]]) -> dict[str, Any]:
    """All measures.

    Args:
        answers: by document id; a document without an entry was answered with nothing.

    Returns:
        ``recognition_strict``, ``recognition_relaxed``, ``end_to_end`` (precision, recall, f1), ``accuracy_161``
        over all gold with coordinates, ``exact_id``, ``country``, ``median_km`` (over the answered; None where none
        was), counts.
    """
    gold = answered = strict = relaxed = resolvable = right = exact = with_country = country = 0
    distances: list[float] = []
    for document in documents:
        there, given = document.toponyms, list(answers.get(document.id, ()))
        pairs = dict(pair_spans(there, given))
        gold += len(there)
        answered += len(given)
        relaxed += len(pairs)
        strict += sum(there[i].start == given[j].start and there[i].end == given[j].end for i, j in pairs.items())
        for i, t in enumerate(there):
            if t.lat is None or t.lon is None:
                continue
            resolvable += 1
            with_country += t.country is not None
            if i not in pairs:
                continue
            a = given[pairs[i]]
            country += t.country is not None and a.country == t.country
            exact += t.geonames is not None and a.geonames == t.geonames
            right += is_right(t, a)
            if a.lat is not None and a.lon is not None:
                distances.append(km(t.lat, t.lon, a.lat, a.lon))
    return {
        "documents": len(documents),
        "gold": gold,
        "answered": answered,
        "gold_with_coordinates": resolvable,
        "recognition_strict": _prf(strict, answered, gold),
        "recognition_relaxed": _prf(relaxed, answered, gold),
        "end_to_end": _prf(right, answered, resolvable),
        "accuracy_161": right / resolvable if resolvable else 0.0,
        "exact_id": exact / resolvable if resolvable else 0.0,
        "country": country / with_country if with_country else 0.0,
        "median_km": statistics.median(distances) if distances else None,
        "moved": sum(d.moved for d in documents),
        "dropped": sum(d.dropped for d in documents),
    }


def evaluate(path: str | Path, read: Callable[[GoldDocument], Sequence[Answer]]) -> dict[str, Any]:
    """Read every text of a corpus and score what was found.

    Args:
        read: gives the places of a document, as ``lambda d: reader.read(Article(id=d.id, text=d.text)).places``.
    """
    documents = load_corpus(path)
    return score_places(documents, {d.id: read(d) for d in documents})


def render_scores(scores: Mapping[str, Any]) -> str:
    """The measures as lines of text."""
    lines = []
    for name, value in scores.items():
        if isinstance(value, Mapping):
            value = "  ".join(f"{k} {v:.4f}" for k, v in value.items())
        elif isinstance(value, float):
            value = f"{value:.4f}"
        lines.append(f"{name:24} {value}")
    return "\n".join(lines)
