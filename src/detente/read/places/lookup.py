"""``detente where "Paris" --near "Texas"``: places of a name, best first, with reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from detente.read.places.candidates import candidates, load_words
from detente.read.places.context import contains, gather
from detente.read.places.gazetteer import Array, Entry, Gazetteer, load_gazetteer
from detente.read.places.resolution import load_ranker


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One place of the name.

    Attributes:
        probability: among all that bear the name, given what was said.
        km: from the place named by ``near``; None where none was.
    """

    entry: Entry
    label: str
    probability: float
    km: float | None
    reason: str


def _named(name: str, gazetteer: Gazetteer) -> int | None:
    """Entry of a country or place given by code or name."""
    code = gazetteer.by_code(name.upper())
    if code is not None:
        return code
    found = candidates(name, gazetteer, load_words()).entries
    return found[0] if found else None


def where(
    name: str, near: str | None = None, country: str | None = None, *, overlay: str = "", most: int = 10
) -> tuple[Found, ...]:
    """Places that a name may stand for.

    Args:
        near: another place, which contains it or lies near it.
        country: code or name; places elsewhere are left out.
        most: at most so many answers.

    Returns:
        Best first; empty where the gazetteer has none.
    """
    gazetteer = load_gazetteer(overlay)
    text, spans = name, [(0, len(name))]
    if near:
        text = f"{name}, {near}"
        spans.append((len(name) + 2, len(text)))
    rows = gather(text, spans, gazetteer, load_words(overlay))
    p = load_ranker().rank(rows, gazetteer)
    group = next(i for i, g in enumerate(rows.groups) if 0 in g.mentions)
    a, b = rows.start[group], rows.start[group + 1]
    entries, p_own = rows.entries[a:b], p[a:b].copy()
    there = _named(near, gazetteer) if near else None
    if near and len(rows.groups) > 1:
        other = next(i for i, g in enumerate(rows.groups) if 1 in g.mentions)
        c, d = rows.start[other], rows.start[other + 1]
        if d > c:
            there = int(rows.entries[c + int(np.argmax(p[c:d]))])
    inside: Array = np.ones(len(entries), bool)
    land = _named(country, gazetteer) if country else None
    if land is not None:
        inside = contains(gazetteer, land, entries)
        p_own = np.where(inside, p_own, 0.0)
        if p_own.sum() > 0:
            p_own /= p_own.sum()
    out = []
    for i in np.argsort(-p_own, kind="stable")[:most].tolist():
        if not inside[i]:
            continue
        e = gazetteer.entry(int(entries[i]))
        said = []
        distance = None
        if there is not None:
            t = gazetteer.entry(there)
            if contains(gazetteer, there, entries[i : i + 1])[0] and there != int(entries[i]):
                said.append(f"in {t.name}")
            if None not in (e.lat, e.lon, t.lat, t.lon):
                distance = _km(float(e.lat or 0), float(e.lon or 0), float(t.lat or 0), float(t.lon or 0))
                said.append(f"{distance:,.0f} km from {gazetteer.label(there)}")
        if land is not None:
            said.append(f"in {gazetteer.name(land)}, as asked")
        if e.population:
            said.append(f"population {e.population:,}")
        if len(entries) == 1:
            said.append("the only place of the name")
        out.append(
            Found(
                entry=e,
                label=gazetteer.label(int(entries[i])),
                probability=round(float(p_own[i]), 4),
                km=distance,
                reason="; ".join(said),
            )
        )
    return tuple(out)


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def render_where(found: tuple[Found, ...]) -> str:
    """One line a place."""
    lines = []
    for f in found:
        e = f.entry
        point = f"{e.lat:8.3f} {e.lon:9.3f}" if e.lat is not None and e.lon is not None else " " * 18
        lines.append(f"{f.probability:6.3f}  {point}  {e.geonames or '-':>9}  {e.kind:8} {f.label}  ({f.reason})")
    return "\n".join(lines) or "no place of that name in the gazetteer"
