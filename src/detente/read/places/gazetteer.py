"""The gazetteer: names to entries, as memory-mapped arrays.

It is shipped packed (data/gazetteer.bin.xz, 6 MB, built by training/places/build_gazetteer.py from GeoNames) and
unpacked at first use into the user's cache folder, under a name that holds its hash; where that cannot be written it
is kept in memory. Several processes may unpack at once: each writes its own file and renames it into place.

Entries are numbered; 0 to ``len - 1``. The tables places_names.tsv (other names, abbreviations), places_regions.tsv
(seas, regions, rivers) and places_adjectives.tsv are read beside it, so that a user's overlay of them counts.

Data: GeoNames, CC BY 4.0; see LICENSE-DATA.md.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

from detente.lexicons import load_tsv
from detente.read.places.fold import fold, key_hash

REGION, COUNTRY, ADMIN1, ADMIN2, CITY = range(5)
KIND_NAMES = ("other", "country", "admin", "admin", "city")
NONE = 0xFFFFFFFF
NOWHERE = -(2**31)
# Of a name that thousands of places bear, this many are looked at: the most populous.
MOST = 60
# In how many spellings a place is written tells how far it is known; seas and regions of our own table are known far.
_FAME_OF_REGIONS = 60

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place of the gazetteer.

    Attributes:
        kind: ``country``, ``admin``, ``city`` or ``other``.
        country: ISO 3166-1 alpha-3; None where it lies in none or several.
        lat, lon: WGS 84 degrees.
        geonames: GeoNames id; None where our own table adds the place.
    """

    number: int
    name: str
    kind: str
    level: int
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    population: int
    geonames: int | None


def cache_folder() -> Path:
    """Where the unpacked gazetteer is kept: ``$DETENTE_CACHE``, else the user's cache folder."""
    return Path(os.environ.get("DETENTE_CACHE") or platformdirs.user_cache_dir("detente", appauthor=False))


def _unpacked(packed: bytes) -> bytes:
    """Header line and arrays, with the hash table of the names added."""
    raw = lzma.decompress(packed)
    cut = raw.index(b"\n") + 1
    head = json.loads(raw[:cut])
    body = raw[cut:]
    (_, at, n), (_, blob, size) = head["arrays"]["key_start"], head["arrays"]["keys"]
    starts = np.frombuffer(body, "<u4", n, at).tolist()
    names = body[blob : blob + size]
    hashes = np.array([key_hash(names[a:b].decode()) for a, b in pairwise(starts)], "<u8")
    order = np.argsort(hashes, kind="stable").astype("<u4")
    for name, array in (("key_hash", hashes[order]), ("key_order", order)):
        body += b"\0" * (-len(body) % 8)
        head["arrays"][name] = [array.dtype.str, len(body), len(array)]
        body += array.tobytes()
    text = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    return text + b" " * (-(len(text) + 1) % 8) + b"\n" + body


def _open_bytes() -> Array:
    """The unpacked file as bytes, mapped from the cache where that can be."""
    packed = resources.files("detente.read.places").joinpath("data", "gazetteer.bin.xz").read_bytes()
    path = cache_folder() / f"gazetteer-{hashlib.sha256(packed).hexdigest()[:16]}.bin"
    try:
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(_unpacked(packed))
                Path(temporary).replace(path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        return np.memmap(path, "u1", "r")
    except OSError:
        return np.frombuffer(_unpacked(packed), "u1")


class Gazetteer:
    """Names to places.

    >>> g = load_gazetteer()
    >>> [g.entry(e).country for e in g.lookup("Ankara")][:1]
    ['TUR']
    """

    def __init__(self, overlay: str = "") -> None:
        data = _open_bytes()
        cut = int(np.flatnonzero(data[:65536] == 10)[0]) + 1
        head = json.loads(data[:cut].tobytes())
        arrays: dict[str, Array] = {}
        for name, (kind, at, n) in head["arrays"].items():
            size = np.dtype(kind).itemsize * n
            arrays[name] = data[cut + at : cut + at + size].view(kind)
        self.sources: dict[str, str] = head["sources"]
        self._iso2: list[str] = head["iso2"]
        self._iso3: list[str] = head["iso3"]
        self._country_entry = {c: i for i, c in enumerate(self._iso2)}
        self._admin1_codes: dict[str, int] = head["admin1"]
        self._key_hash, self._key_order = arrays["key_hash"], arrays["key_order"]
        self._key_start, self._keys = arrays["key_start"], arrays["keys"]
        self._post_start, self._post_entry, self._post_rank = (
            arrays["post_start"],
            arrays["post_entry"],
            arrays["post_rank"],
        )
        self._name_start, self._names = arrays["name_start"], arrays["names"]

        regions = load_tsv("places_regions.tsv", required=("name", "kind", "lat", "lon"), overlay=overlay)
        self._base = len(arrays["gid"])
        self._more_names = [r["name"] for r in regions]
        three = {c: i for i, c in enumerate(self._iso3)}

        def joined(name: str, values: Sequence[float], dtype: str) -> Array:
            return np.concatenate([arrays[name], np.array(values, dtype)]).astype(dtype)

        none = [NONE] * len(regions)
        self.gid = joined("gid", [int(r["geonames"] or 0) for r in regions], "u4")
        lat = np.where(arrays["lat"] == NOWHERE, np.nan, arrays["lat"] / 1e4)
        lon = np.where(arrays["lat"] == NOWHERE, np.nan, arrays["lon"] / 1e4)
        self.lat = np.concatenate([lat, [float(r["lat"]) for r in regions]]).astype("f4")
        self.lon = np.concatenate([lon, [float(r["lon"]) for r in regions]]).astype("f4")
        self.pop = joined("pop", [0] * len(regions), "u4")
        self.fame = joined("fame", [_FAME_OF_REGIONS] * len(regions), "u1")
        self.admin1, self.admin2 = joined("admin1", none, "u4"), joined("admin2", none, "u4")
        self.kind = joined("kind", [REGION] * len(regions), "u1")
        self.country = joined("country", [three.get(r["country"], 255) for r in regions], "u1")
        for r in load_tsv("places_middles.tsv", required=("code", "lat", "lon"), overlay=overlay):
            entry = self.by_code(r["code"])
            if entry is not None:
                self.lat[entry], self.lon[entry] = float(r["lat"]), float(r["lon"])
        # name -> entries that our own tables add, before those of GeoNames
        self._extra: dict[str, list[int]] = {}
        self.exact: dict[str, int] = {}
        self.after: dict[str, list[int]] = {}
        self.feature: dict[int, str] = {}
        for i, r in enumerate(regions, self._base):
            self.feature[i] = r["kind"]
            for name in [r["name"], *filter(None, r["aliases"].split("|"))]:
                self._extra.setdefault(fold(name), []).append(i)
        for r in load_tsv("places_names.tsv", required=("name", "code", "form"), overlay=overlay):
            entry = self.by_code(r["code"])
            if entry is None:
                continue
            if r["form"] == "name":
                self._extra.setdefault(fold(r["name"]), []).append(entry)
            if r["form"] in {"exact", "name"}:
                self.exact[r["name"]] = entry
            self.after.setdefault(r["name"], []).append(entry)
        self.adjectives: dict[str, int] = {}
        self.peoples: dict[str, int] = {}
        for r in load_tsv("places_adjectives.tsv", required=("adjective", "code"), overlay=overlay):
            entry = self.by_code(r["code"])
            if entry is None:
                entry = next(iter(self._extra.get(fold(r["code"]), ())), None)
            if entry is not None:
                self.adjectives[r["adjective"]] = entry
                for people in filter(None, r["people"].split("|")):
                    self.peoples[people] = entry
        self._lookup = lru_cache(maxsize=50_000)(self._find)
        self._prefixes: set[str] | None = None

    def __len__(self) -> int:
        return len(self.gid)

    def by_code(self, code: str) -> int | None:
        """Entry of an ISO 3166-1 alpha-2 or alpha-3 code, or of a GeoNames admin1 code (``US.PA``)."""
        if code in self._country_entry:
            return self._country_entry[code]
        if len(code) == 3 and code in self._iso3:
            return self._iso3.index(code)
        return self._admin1_codes.get(code)

    def lookup(self, name: str) -> tuple[int, ...]:
        """Entries that bear this name, ours first, then by how usual the name is and by population."""
        return self._lookup(fold(name))

    def _find(self, key: str) -> tuple[int, ...]:
        found = list(self._extra.get(key, ()))
        row = self._row(key)
        if row >= 0:
            start, end = int(self._post_start[row]), int(self._post_start[row + 1])
            entries = self._post_entry[start:end].tolist()
            if len(entries) > MOST:
                entries = sorted(entries, key=lambda e: (self.kind[e] == CITY, -int(self.pop[e])))[:MOST]
            found += [e for e in entries if e not in found]
        return tuple(found)

    def _row(self, key: str) -> int:
        h = np.uint64(key_hash(key))
        at = int(np.searchsorted(self._key_hash, h))
        words = key.encode("utf-8", "surrogatepass")
        while at < len(self._key_hash) and self._key_hash[at] == h:
            row = int(self._key_order[at])
            if self._keys[self._key_start[row] : self._key_start[row + 1]].tobytes() == words:
                return row
            at += 1
        return -1

    def primary(self, key: str) -> set[int]:
        """Of the entries of a folded name, those whose main name it is."""
        row = self._row(key)
        own = set(self._extra.get(key, ()))
        if row < 0:
            return own
        start, end = int(self._post_start[row]), int(self._post_start[row + 1])
        ranks = self._post_rank[start:end]
        return own | set(self._post_entry[start:end][ranks == 0].tolist())

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the folded names that any place bears; one search for all."""
        asked = [k for k in dict.fromkeys(keys) if k]
        if not asked:
            return set()
        hashes = np.array([key_hash(k) for k in asked], "u8")
        at = np.minimum(np.searchsorted(self._key_hash, hashes), len(self._key_hash) - 1)
        hit = self._key_hash[at] == hashes
        return {k for k, h in zip(asked, hit.tolist(), strict=True) if h or k in self._extra}

    def name(self, number: int) -> str:
        """Main name of an entry."""
        if number >= self._base:
            return self._more_names[number - self._base]
        start, end = int(self._name_start[number]), int(self._name_start[number + 1]) - 1
        return self._names[start:end].tobytes().decode()

    def country_code(self, number: int) -> str | None:
        """ISO alpha-3 of the country that an entry lies in."""
        c = int(self.country[number])
        return self._iso3[c] if c < len(self._iso3) else None

    def entry(self, number: int) -> Entry:
        """All that is known of an entry."""
        admin1 = int(self.admin1[number])
        level = int(self.kind[number])
        lat, lon = float(self.lat[number]), float(self.lon[number])
        there = lat == lat
        return Entry(
            number=number,
            name=self.name(number),
            kind=KIND_NAMES[level],
            level=level,
            country=self.country_code(number),
            admin1=self.name(number) if level == ADMIN1 else self.name(admin1) if admin1 != NONE else None,
            lat=round(lat, 4) if there else None,
            lon=round(lon, 4) if there else None,
            population=int(self.pop[number]),
            geonames=int(self.gid[number]) or None,
        )

    def label(self, number: int) -> str:
        """For people: "Paris, Texas, USA"."""
        e = self.entry(number)
        parts = [
            e.name,
            e.admin1 if e.admin1 != e.name or e.level == CITY else None,
            e.country if e.level != COUNTRY else None,
        ]
        return ", ".join(p for p in dict.fromkeys(parts) if p)

    @cached_property
    def version(self) -> str:
        """The packages that it was built from."""
        return ", ".join(f"{k} {v}" for k, v in sorted(self.sources.items()))


@lru_cache(maxsize=4)
def load_gazetteer(overlay: str = "") -> Gazetteer:
    """The gazetteer, opened once a process."""
    return Gazetteer(overlay)
