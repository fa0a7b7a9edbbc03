"""What detente knows of states, people and bodies, looked up by name and by date."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from detente.knowledge.build import COUNTRY_EXTRA, build, collect, fill, tables_sha256
from detente.knowledge.tables import Tenure, ranks


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A state, a person or an organisation.

    Attributes:
        kind: ``country``, ``person`` or ``organisation``.
        country: ISO alpha-3 of the state it is or belongs to; None for international bodies.
        sector: PLOVER sectors of an organisation, ``;`` between; None for states and people (whose offices have them).
        start, stop: first and last day or year of its existence, as written; None where not stated.
        part_of: id of the organisation it is part of.
        codes: of a state: iso2, cow_alpha, cow_number, fips, state_number, kind, renamed_to, led_by.
    """

    id: str
    kind: str
    name: str
    country: str | None = None
    sector: str | None = None
    qid: str | None = None
    gender: str | None = None
    start: str | None = None
    stop: str | None = None
    part_of: str | None = None
    codes: tuple[tuple[str, str], ...] = ()

    def code(self, name: str) -> str | None:
        """A code of a state, None where it has none."""
        return dict(self.codes).get(name) or None

    def existed(self, on: date | None) -> bool:
        """Whether it existed on a day, as far as the table tells."""
        if on is None:
            return True
        day = on.isoformat()
        return not (self.start and day < self.start) and not (self.stop and day[: len(self.stop)] > self.stop)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHit:
    """An entity that a name may stand for.

    Attributes:
        kind: ``name``, ``adjective``, ``people``, ``capital``, ``seat``, ``seat-acting`` (states), ``full``,
        ``surname`` (people).
        caps: only where the text writes it in capitals.
        folded: found only by undoing the romanisation.
    """

    entity: str
    kind: str
    caps: bool = False
    folded: bool = False


class Knowledge:
    """The tables, opened for reading. Safe to share between threads; a forked process opens its own.

    >>> k = load_knowledge()
    >>> k.entity("RUS").name, k.holders("head_of_state", "RUS", date(2010, 5, 1))[0][0]
    ('Russia', 'person:dmitry-medvedev')
    """

    def __init__(self, path: Path | None, sha256: str, overlays: tuple[str, ...] = ()) -> None:
        self.path = path
        self.sha256 = sha256
        self._overlays = overlays
        self._lock = threading.Lock()
        self._pid = -1
        self._connection: sqlite3.Connection | None = None
        # Answers are few and asked for again and again: the same names come up in every article.
        self.named = lru_cache(maxsize=32_768)(self._named)
        self.folded = lru_cache(maxsize=8_192)(self._folded)
        self.entity = lru_cache(maxsize=16_384)(self._entity)
        self.tenures = lru_cache(maxsize=16_384)(self._tenures)
        self.in_role = lru_cache(maxsize=4_096)(self._in_role)

    def _rows(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        with self._lock:
            if self._connection is None or self._pid != os.getpid():
                self._connection = self._open()
                self._pid = os.getpid()
            return self._connection.execute(sql, values).fetchall()

    def _open(self) -> sqlite3.Connection:
        if self.path is None:
            memory = sqlite3.connect(":memory:", check_same_thread=False)
            fill(memory, collect(self._overlays), self.sha256)
            return memory
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        connection.execute("PRAGMA mmap_size = 67108864")
        return connection

    def _named(self, key: str) -> tuple[NameHit, ...]:
        """Entities that bear this name (a :func:`~detente.knowledge.fold.key`)."""
        return tuple(
            NameHit(entity=e, kind=k, caps=bool(c))
            for e, k, c in self._rows("SELECT entity, kind, caps FROM name WHERE key = ?", key)
        )

    def _folded(self, folded: str) -> tuple[NameHit, ...]:
        """People whose names are spelt alike once romanisation is undone (a :func:`~detente.knowledge.fold.fold`)."""
        return tuple(
            NameHit(entity=e, kind=k, folded=True)
            for e, k in self._rows("SELECT entity, kind FROM folded WHERE key = ?", folded)
        )

    def _entity(self, ident: str) -> Entity | None:
        rows = self._rows(
            "SELECT id, kind, name, country, sector, qid, gender, start, stop, more FROM entity WHERE id = ?", ident
        )
        if not rows:
            return None
        i, kind, name, country, sector, qid, gender, start, stop, more = rows[0]
        codes = tuple(zip(COUNTRY_EXTRA, more.split("\t"), strict=False)) if kind == "country" else ()
        return Entity(
            id=i,
            kind=kind,
            name=name,
            country=country or None,
            sector=sector or None,
            qid=qid or None,
            gender=gender or None,
            start=start or None,
            stop=stop or None,
            codes=codes,
            part_of=(more or None) if kind == "organisation" else None,
        )

    def _tenures(self, person: str) -> tuple[Tenure, ...]:
        """Offices of a person, in order of time."""
        return tuple(
            _tenure(r[1:])
            for r in self._rows(f"SELECT entity, {_TENURE} FROM tenure WHERE entity = ? ORDER BY since, office", person)
        )

    def _in_role(self, role: str, country: str) -> tuple[tuple[str, Tenure], ...]:
        """Everyone who held a role in a state, with the tenure, in order of time."""
        rows = self._rows(
            f"SELECT entity, {_TENURE} FROM tenure WHERE country = ? AND role = ? ORDER BY since, entity", country, role
        )
        return tuple((r[0], _tenure(r[1:])) for r in rows)

    def in_body(self, body: str) -> tuple[tuple[str, Tenure], ...]:
        """Everyone who held an office of an organisation, with the tenure."""
        rows = self._rows(f"SELECT entity, {_TENURE} FROM tenure WHERE body = ? ORDER BY since, entity", body)
        return tuple((r[0], _tenure(r[1:])) for r in rows)

    def holders(self, role: str, country: str, on: date) -> list[tuple[str, Tenure, str]]:
        """Who held a role in a state on a day: (person, tenure, ``yes`` or ``maybe``), the certain ones first."""
        found = [(p, t, t.holds(on)) for p, t in self.in_role(role, country)]
        found = [f for f in found if f[2] != "no"]
        # Of two who hold a sole office on paper, the one who came last is in it: the other's end is what the
        # table lacks. The monthly lists of ministers say least of which minister is meant.
        return sorted(found, key=lambda f: (f[2] != "yes", f[1].source == "countryinfo", -f[1].since, f[0]))

    def in_power(self, country: str, on: date) -> list[tuple[str, Tenure, str]]:
        """The parties that governed a state on a day, as :meth:`holders` gives them, the leading one first.

        Partners only beside a leading party; empty where none governs, or the table does not say.
        """
        leading = self.holders("governing_party", country, on)
        return [*leading, *self.holders("coalition_partner", country, on)] if leading else []

    def office_on(self, person: str, on: date | None) -> Tenure | None:
        """The weightiest office that a person held on a day; None where none is known, or no day is given."""
        if on is None:
            return None
        entity = self.entity(person)
        own = entity.country if entity is not None else None
        held = [
            # Of two that weigh alike, that of the own state: a president of France is a prince of Andorra too; then the
            # higher: who is president and prime minister is called president.
            (t.holds(on) == "yes", ranks().get(t.role, 0), t.country == own, t.role == "head_of_state", t.since, t)
            for t in self.tenures(person)
            if t.holds(on) != "no"
        ]
        return max(held, key=lambda h: h[:-1])[-1] if held else None

    def weight(self, person: str, on: date | None = None) -> float:
        """How likely an unexplained name is to be this person, 0 to 10, by the offices held then or once."""
        best = 0.0
        for t in self.tenures(person):
            rank = float(ranks().get(t.role, 0))
            if on is not None:
                held = t.holds(on)
                if held == "maybe":
                    rank *= 0.8
                elif held == "no":
                    years = min(abs(on.toordinal() - t.since), abs(on.toordinal() - t.until)) / 365.25
                    rank *= 0.6 * 0.93 ** min(years, 60)
            best = max(best, rank)
        return best

    def countries(self) -> tuple[Entity, ...]:
        """All states, in order of id."""
        ids = [r[0] for r in self._rows("SELECT id FROM entity WHERE kind = 'country' ORDER BY id")]
        return tuple(e for e in map(self.entity, ids) if e is not None)

    def people(self) -> tuple[str, ...]:
        """Ids of all people."""
        return tuple(r[0] for r in self._rows("SELECT id FROM entity WHERE kind = 'person' ORDER BY id"))


_TENURE = "office, role, country, body, sector, start, stop, since, until, from_maybe, to_maybe, source"


def _tenure(row: Sequence[object]) -> Tenure:
    values = dict(
        zip(
            (
                "office",
                "role",
                "country",
                "body",
                "sector",
                "start",
                "end",
                "since",
                "until",
                "from_maybe",
                "to_maybe",
                "source",
            ),
            row,
            strict=True,
        )
    )
    return Tenure(**values)  # type: ignore[arg-type]


def cache_folder() -> Path:
    """Where built databases are kept: ``$DETENTE_CACHE``, or the user's cache folder."""
    given = os.environ.get("DETENTE_CACHE")
    if given:
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_cache_dir("detente"))


def load_knowledge(overlays: Iterable[str] = ()) -> Knowledge:
    """The tables with these overlays, built at first use and opened at once afterwards.

    Raises:
        LexiconError: naming every bad line of an overlay.
    """
    paths = tuple(str(p) for p in overlays)
    return _load(paths, tables_sha256(paths))


@lru_cache(maxsize=16)
def _load(overlays: tuple[str, ...], sha256: str) -> Knowledge:
    path = cache_folder() / f"knowledge-{sha256[:16]}.sqlite"
    if not path.is_file():
        try:
            build(path, overlays)
        except OSError:
            # A cache that cannot be written costs the time of building, not the reading.
            return Knowledge(None, sha256, overlays)
    return Knowledge(path, sha256, overlays)
