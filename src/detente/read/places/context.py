"""What the article says about each candidate of each toponym, as numbers.

One row a candidate. The features are few and readable; their names stand in ``LOCAL`` (from the name and its
neighbourhood) and ``SHARED`` (from the other toponyms of the article, weighted by how probable each of their senses
is).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.read.places.candidates import ADJECTIVE, ALTERNATE, PARTIAL, Candidates, Words, candidates
from detente.read.places.gazetteer import ADMIN1, ADMIN2, CITY, COUNTRY, NONE, REGION, Array, Gazetteer

# Candidates looked at for one name: more never changed an answer on lgl and cost time.
MOST = 25
# Log odds for candidates in the publisher's country: put by hand, less than any word of the text weighs.
HOME_PRIOR = 0.7
_AFTER = re.compile(
    r"(?:,| \(|, in| in)\s+((?:[A-Z][\w'’-]*\.?)(?:[A-Z]\.)*(?:\s(?:[A-Z][\w'’-]*\.?)(?:[A-Z]\.)*){0,3})"
)
_BEFORE = re.compile(
    r"(?:([A-Z][\w.-]+(?: [A-Z][\w.-]+){0,2})['’]s? (?:[a-z-]+ ){0,3}"
    r"|([A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:[a-z-]+ ){1,4}(?:of )?)$"
)
_LEVEL_BEFORE = re.compile(r"\b([a-z]+) of (?:the )?$")
_LEVEL_AFTER = re.compile(r"^\s+([a-z]+|County|Province|State|District|Parish|Region|City|Oblast)\b")

LOCAL = (
    "population",
    "first",
    "only",
    "rank",
    "country",
    "admin1",
    "admin2",
    "city",
    "region",
    "capital_like",
    "main_name",
    "alternate",
    "partial",
    "adjective",
    "level_agrees",
    "level_differs",
    "next_contains",
    "next_differs",
    "before_contains",
    "before_differs",
    "said_elsewhere",
    "said_elsewhere_not",
    "united_states",
    "population_share",
    "many",
    "all_caps",
    "twin_area",
    "fame",
    "fame_share",
    "most_famous",
)
SHARED = (
    "admin1_named",
    "country_named",
    "same_admin1",
    "same_country",
    "near_30",
    "near_150",
    "near_600",
    "best_150",
    "neighbour_mention",
    "local_article",
    "country_x_local",
    "population_x_local",
    "contains_others",
    "state_x_us",
    "alone",
    "fame_x_local",
    "fame_x_world",
)
_LOCAL_COLUMN = {name: i for i, name in enumerate(LOCAL)}


@dataclass(slots=True)
class Group:
    """Mentions of one article that share a name and what is said of it ("Paris, Texas" is one, "Paris" another)."""

    found: Candidates
    mentions: list[int] = field(default_factory=list)
    container: int | None = None
    before: int | None = None
    level: str = ""
    entries: Array = field(default_factory=lambda: np.zeros(0, "i8"))
    how: Array = field(default_factory=lambda: np.zeros(0, "i8"))
    upper: bool = False


@dataclass(slots=True)
class Rows:
    """All candidates of an article.

    Attributes:
        entries: shape (n,), gazetteer numbers; ``group``: shape (n,), the group of each.
        local: shape (n, len(LOCAL)).
        xyz: shape (n, 3), the points on the unit sphere.
        spots: offsets of each group's mentions.
        prior: shape (n,), added to the scores: ``HOME_PRIOR`` for candidates where the publisher is.
    """

    groups: list[Group]
    entries: Array
    group: Array
    start: list[int]
    local: Array
    xyz: Array
    spots: list[Array]
    prior: Array


def _container(match: str, gazetteer: Gazetteer) -> int | None:
    """The province or country that the words begin with, longest first."""
    parts = match.split()
    for n in range(len(parts), 0, -1):
        words = " ".join(parts[:n])
        for name in (words, words.rstrip(".,;:")):
            if name in gazetteer.exact:
                return gazetteer.exact[name]
            if name in gazetteer.after:
                return gazetteer.after[name][0]
        for entry in gazetteer.lookup(words.rstrip(".,;:'’"))[:3]:
            if gazetteer.kind[entry] in (COUNTRY, ADMIN1):
                return entry
        for entry in gazetteer.lookup(words.rstrip(".,;:'’"))[:1]:
            if gazetteer.kind[entry] == ADMIN2:
                return entry
    return None


def _around(text: str, start: int, end: int, gazetteer: Gazetteer, words: Words) -> tuple[int | None, int | None, str]:
    """What is said right after ("X, Y"), right before ("the Turkish town of X") and the level announced."""
    container = before = None
    level = ""
    after = text[end : end + 60]
    matched = _AFTER.match(after)
    if matched:
        container = _container(matched.group(1), gazetteer)
    lead = text[max(0, start - 60) : start]
    matched = _BEFORE.search(lead)
    if matched:
        name = matched.group(1) or matched.group(2)
        if name in gazetteer.adjectives:
            before = gazetteer.adjectives[name]
        elif matched.group(1):
            before = _container(name, gazetteer)
    matched = _LEVEL_BEFORE.search(lead)
    if matched:
        level = words.of_word.get(matched.group(1), "")
    if not level:
        matched = _LEVEL_AFTER.match(after)
        if matched:
            level = words.level_word.get(matched.group(1).lower(), "")
    return container, before, level


def contains(gazetteer: Gazetteer, outer: int, entries: Array) -> Array:
    """Of each entry, whether ``outer`` (a country, province or county) contains it; an entry contains itself.

    Args:
        entries: shape (n,).

    Returns:
        Booleans, shape (n,).
    """
    kind = int(gazetteer.kind[outer])
    if kind == COUNTRY:
        inside = gazetteer.country[entries] == gazetteer.country[outer]
    elif kind == ADMIN1:
        inside = gazetteer.admin1[entries] == outer
    elif kind == ADMIN2:
        inside = gazetteer.admin2[entries] == outer
    else:
        inside = np.zeros(len(entries), bool)
    return np.asarray(inside | (entries == outer))


def gather(
    text: str, spans: Sequence[tuple[int, int]], gazetteer: Gazetteer, words: Words, home: int | None = None
) -> Rows:
    """Candidates of all toponyms of an article with their local features.

    Args:
        spans: half-open offsets into ``text``.
        home: entry of the country or province where the publisher is, where that is known.
    """
    groups: dict[tuple[str, int | None, int | None, str], Group] = {}
    for i, (start, end) in enumerate(spans):
        surface = text[start:end]
        found = candidates(surface, gazetteer, words)
        container, before, level = _around(text, start, end, gazetteer, words)
        level = found.level or level
        group = groups.setdefault((found.key, container, before, level), Group(found, [], container, before, level))
        group.mentions.append(i)
        group.upper = group.upper or surface.isupper()
    ordered = list(groups.values())
    for g in ordered:
        entries = np.array(g.found.entries, "i8")
        how = np.array(g.found.how, "i8")
        if len(entries) > MOST:
            # those that the words around point to, then the most populous
            order = np.argsort(-gazetteer.pop[entries].astype("i8"), kind="stable")
            said = [c for c in (g.container, g.before, home) if c is not None]
            if said:
                pointed = np.any([contains(gazetteer, c, entries) for c in said], axis=0)
                order = order[np.argsort(~pointed[order], kind="stable")]
            areas = gazetteer.kind[entries[order]] < CITY
            order = np.concatenate([order[areas][:8], order[~areas]])[:MOST]
            entries, how = entries[order], how[order]
        g.entries, g.how = entries, how
    sizes = [len(g.entries) for g in ordered]
    start_at = np.cumsum([0, *sizes]).tolist()
    entries = np.concatenate([g.entries for g in ordered]) if ordered else np.zeros(0, "i8")
    group_of = np.repeat(np.arange(len(ordered)), sizes)
    local = np.zeros((len(entries), len(LOCAL)))
    for n, g in enumerate(ordered):
        if len(g.entries):
            local[start_at[n] : start_at[n + 1]] = _local(g, ordered, gazetteer)
    lat, lon = np.radians(gazetteer.lat[entries]), np.radians(gazetteer.lon[entries])
    xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    spots = [np.array([spans[m][0] for m in g.mentions]) for g in ordered]
    prior = np.zeros(len(entries)) if home is None else HOME_PRIOR * contains(gazetteer, home, entries)
    return Rows(ordered, entries, group_of, start_at, local, np.nan_to_num(xyz), spots, prior)


def _local(g: Group, groups: Sequence[Group], gazetteer: Gazetteer) -> Array:
    e, how = g.entries, g.how
    n = len(e)
    kind = gazetteer.kind[e]
    population = np.log10(gazetteer.pop[e].astype("f8") + 100.0) - 2.0
    fame = np.log1p(gazetteer.fame[e].astype("f8"))
    f: dict[str, Array | float] = {
        "fame": fame / 4.0,
        "fame_share": gazetteer.fame[e] / max(float(gazetteer.fame[e].sum()), 1.0),
        "most_famous": (fame == fame.max()) * 1.0,
        "population": population / 5.0,
        "first": (np.arange(n) == 0) * 1.0,
        "only": 1.0 if n == 1 else 0.0,
        "rank": np.log1p(np.argsort(np.argsort(-population, kind="stable"), kind="stable")) / 3.0,
        "country": kind == COUNTRY,
        "admin1": kind == ADMIN1,
        "admin2": kind == ADMIN2,
        "city": kind == CITY,
        "region": kind == REGION,
        "main_name": how == 0,
        "alternate": how == ALTERNATE,
        "partial": how == PARTIAL,
        "adjective": how == ADJECTIVE,
        "united_states": gazetteer.country[e] == gazetteer.by_code("US"),
        "population_share": (10**population) / (10**population).sum(),
        "many": np.log1p(n) / 3.0,
        "all_caps": 1.0 if g.upper else 0.0,
        "capital_like": (kind == CITY) & (population > 4.0),
    }
    wanted = {"admin1": (ADMIN1, COUNTRY), "admin2": (ADMIN2, ADMIN1), "city": (CITY, CITY)}.get(g.level)
    if wanted:
        agrees = np.isin(kind, wanted)
        f["level_agrees"], f["level_differs"] = agrees, ~agrees
    for said, yes, no in (
        (g.container, "next_contains", "next_differs"),
        (g.before, "before_contains", "before_differs"),
    ):
        if said is not None:
            inside = contains(gazetteer, said, e) & (e != said)
            f[yes], f[no] = inside, (~inside) * (1.0 if inside.any() else 0.2)
    if g.container is None:
        other = [o.container for o in groups if o.found.key == g.found.key and o.container is not None]
        if other:
            inside = np.any([contains(gazetteer, c, e) & (e != c) for c in other], axis=0)
            f["said_elsewhere"], f["said_elsewhere_not"] = inside, ~inside
    # an area whose chief town of the same name is also a candidate, and the reverse: either answer is near
    areas = np.where(kind == CITY, gazetteer.admin1[e], e)
    f["twin_area"] = np.array([(areas == a).sum() > 1 and a != NONE for a in areas])
    out = np.zeros((n, len(LOCAL)))
    for name, values in f.items():
        out[:, _LOCAL_COLUMN[name]] = values
    return out


def shared(rows: Rows, p: Array, gazetteer: Gazetteer) -> Array:
    """Features from the other toponyms of the article.

    Args:
        p: shape (n,), how probable each candidate is within its group so far.

    Returns:
        Shape (n, len(SHARED)).
    """
    n = len(rows.entries)
    out = np.zeros((n, len(SHARED)))
    if n == 0:
        return out
    e = rows.entries
    keys = {g.found.key: i for i, g in enumerate({g.found.key: g for g in rows.groups}.values())}
    key_of_group = np.array([keys[g.found.key] for g in rows.groups])
    key = key_of_group[rows.group]
    # groups of one key together weigh as one
    per_key = np.bincount(key_of_group, minlength=len(keys))
    w = p / per_key[key]
    other = key[:, None] != key[None, :]
    kind, country, admin1 = gazetteer.kind[e], gazetteer.country[e].astype("i8"), gazetteer.admin1[e].astype("i8")
    adjective = np.concatenate([g.how == ADJECTIVE for g in rows.groups])
    weight = other * w[None, :]
    known = country != 255
    same_country = (country[:, None] == country[None, :]) & known[:, None]
    own1 = np.where(kind == ADMIN1, e, admin1)
    same_admin1 = (own1[:, None] == own1[None, :]) & (own1 != NONE)[:, None]
    is_admin1, is_country = kind == ADMIN1, kind == COUNTRY
    small = ~(is_country | (kind == REGION) | adjective)
    place_weight = weight * small[None, :]
    cosine = np.clip(rows.xyz @ rows.xyz.T, -1.0, 1.0)
    km = 6371.0 * np.arccos(cosine)
    exact_place = (kind == CITY) | (kind == ADMIN2)
    pair = place_weight * exact_place[None, :]
    spots = np.array([s.mean() for s in rows.spots])[rows.group]
    close = np.exp(-np.abs(spots[:, None] - spots[None, :]) / 200.0)

    column = dict(zip(SHARED, range(len(SHARED)), strict=True))

    def put(name: str, values: Array) -> None:
        out[:, column[name]] = values

    put("admin1_named", np.minimum((weight * same_admin1 * is_admin1[None, :]).sum(1), 2.0))
    put("country_named", np.minimum((weight * same_country * is_country[None, :]).sum(1), 2.0))
    put("same_admin1", np.log1p((place_weight * same_admin1).sum(1)))
    put("same_country", np.log1p((place_weight * same_country).sum(1)))
    put("near_30", np.log1p((pair * (km < 30)).sum(1)))
    put("near_150", np.log1p((pair * (km < 150)).sum(1)))
    put("near_600", np.log1p((pair * (km < 600)).sum(1)))
    put("best_150", np.max(pair * (km < 150), axis=1))
    put("neighbour_mention", np.max(weight * close * (same_admin1 | (same_country & is_country[None, :])), axis=1))
    mass = w * ~adjective
    local_share = float(mass[exact_place].sum() / max(mass.sum(), 1e-9))
    put("local_article", np.full(n, local_share) * exact_place)
    put("country_x_local", is_country * local_share)
    out[:, column["population_x_local"]] = rows.local[:, _LOCAL_COLUMN["population"]] * local_share
    fame = rows.local[:, _LOCAL_COLUMN["fame"]]
    put("fame_x_local", fame * local_share)
    put("fame_x_world", fame * float(w[is_country].sum() / max(w.sum(), 1e-9)))
    inside = (is_admin1[:, None] & (admin1[None, :] == e[:, None])) | (is_country[:, None] & same_country)
    put("contains_others", np.log1p((place_weight * inside).sum(1)))
    us = country == gazetteer.by_code("US")
    us_share = float(mass[us].sum() / max(mass.sum(), 1e-9))
    put("state_x_us", (us * us_share) - (~us * us_share))
    put("alone", np.full(n, 1.0 if len(keys) == 1 else 0.0) * is_country)
    return out
