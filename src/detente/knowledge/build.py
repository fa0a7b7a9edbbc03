"""The tables as one SQLite file: built once for each state of the tables and overlays, then only opened.

Layers, later ones win: people.tsv and organisations.tsv (from sources), the files that end in _general (by hand), then
the user's overlays in their order. A row without an id joins the person of that name and country, where there is one.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path

from detente.errors import LexiconError
from detente.knowledge.dictionaries import load_petrarch_actors, tidy_name
from detente.knowledge.files import Row, data_bytes, parse_csv, parse_table, parse_yaml
from detente.knowledge.fold import fold, key
from detente.knowledge.joining import close_open_ends, join_people
from detente.knowledge.tables import Tenure, make_tenure, slug, split

SCHEMA_VERSION = "4"
PEOPLE_BY_HAND = (
    "people_general.tsv",
    "opposition_general.tsv",
    "body_heads_general.tsv",
    "foreign_ministers_general.tsv",
    "defense_ministers_general.tsv",
    "security_general.tsv",
    "officials_general.tsv",
)
ORGANISATIONS_BY_HAND = ("organisations_general.tsv", "parties_general.tsv")
FILES = (
    "countries.tsv",
    "people.tsv",
    *PEOPLE_BY_HAND,
    "organisations.tsv",
    *ORGANISATIONS_BY_HAND,
    "parties_in_power_general.tsv",
    "seats.tsv",
    "roles.tsv",
    "folds.tsv",
)
TABLES = ("countries", "people", "organisations", "parties_in_power", "seats")
# The roles of parties in a state; tenures like those of people.
PARTS = {"leading": "governing_party", "partner": "coalition_partner"}
# Where the family name comes first.
FAMILY_FIRST = frozenset(["CHN", "TWN", "HKG", "MAC", "KOR", "PRK", "VNM", "KHM"])
# Words that belong to the family name after them.
PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "abu",
        "ter",
        "ten",
        "st",
        "san",
        "mac",
        "o",
    ]
)
_CAPS_LENGTH = 6
_CELLS = attrgetter(*(f.name for f in fields(Tenure)))
SCHEMA = """
CREATE TABLE entity (id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, country TEXT, sector TEXT, qid TEXT,
                     gender TEXT, start TEXT, stop TEXT, more TEXT, source TEXT) WITHOUT ROWID;
CREATE TABLE name (key TEXT NOT NULL, entity TEXT NOT NULL, kind TEXT NOT NULL, caps INTEGER NOT NULL,
                   PRIMARY KEY (key, entity, kind)) WITHOUT ROWID;
CREATE TABLE folded (key TEXT NOT NULL, entity TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (key, entity, kind))
WITHOUT ROWID;
CREATE TABLE tenure (entity TEXT NOT NULL, office TEXT NOT NULL, role TEXT NOT NULL, country TEXT, body TEXT,
                     sector TEXT, start TEXT, stop TEXT, since INTEGER, until INTEGER,
                     from_maybe INTEGER, to_maybe INTEGER, source TEXT);
CREATE INDEX tenure_entity ON tenure (entity);
CREATE INDEX tenure_role ON tenure (country, role);
CREATE INDEX tenure_body ON tenure (body);
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT);
"""


def read_overlay(path: str | os.PathLike[str]) -> dict[str, list[Row]]:
    """Tables of a user's file: TSV or CSV (which table by its columns), YAML (several), or an actor dictionary of
    PETRARCH.

    Raises:
        LexiconError: where it cannot be read, or its columns are those of no table.
    """
    file = Path(path)
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: {error}", code="DT315") from error
    if file.suffix.lower() in (".yaml", ".yml"):
        tables = parse_yaml(text, where=str(path))
        if unknown := sorted(set(tables) - set(TABLES)):
            raise LexiconError(
                f"{path}: no such table: {', '.join(unknown)}; there are {', '.join(TABLES)}", code="DT315"
            )
        return tables
    if file.suffix.lower() in (".txt", ".actors", ".dic"):
        return from_petrarch(path)
    rows = (parse_csv if file.suffix.lower() == ".csv" else parse_table)(text, where=str(path))
    return {table_of(rows, where=str(path)): rows} if rows else {}


def table_of(rows: Sequence[Row], *, where: str) -> str:
    """Which table these columns belong to."""
    columns = set(rows[0])
    if "office" in columns and "name" in columns:
        return "people"
    if {"country", "party", "part"} <= columns:
        return "parties_in_power"
    if {"id", "name", "adjectives"} <= columns:
        return "countries"
    if {"name", "actor"} <= columns:
        return "seats"
    if {"name", "sector"} <= columns:
        return "organisations"
    raise LexiconError(
        f"{where}: columns {', '.join(sorted(columns - {'_line'}))} are those of no table; people need "
        "countries id, name and adjectives, organisations name and sector, parties in power country, party and part, "
        "seats name and actor",
        code="DT315",
    )


_PERSONAL = frozenset(
    [
        "GOV",
        "MIL",
        "JUD",
        "LEG",
        "SPY",
        "COP",
        "OPP",
        "REB",
        "CVL",
        "BUS",
        "MED",
        "IGO",
        "NGO",
        "EDU",
        "ELI",
        "LAB",
        "REL",
        "AGR",
        "CRM",
        "JRN",
        "REF",
        "PTY",
        "SET",
    ]
)


def from_petrarch(path: str | os.PathLike[str]) -> dict[str, list[Row]]:
    """An actor dictionary as overlay tables: entries with dated codes become people, the others organisations.

    A code is cut after the country: ``RUSGOVMIL`` is RUS with the sectors GOV and MIL.
    """
    tables: dict[str, list[Row]] = {"people": [], "organisations": []}
    states = {r["id"] for r in parse_table(data_bytes("countries.tsv").decode(), where="countries.tsv")}
    for entry in load_petrarch_actors(path):
        names = list(dict.fromkeys(filter(None, map(tidy_name, entry.names))))
        where = f"{Path(path).name}:{entry.line}"
        coded = [c for c in entry.codes if len(c.code) >= 3 and c.code.strip("-")]
        if not names or not coded or (len(coded[0].code) == 3 and coded[0].code in states):
            continue  # names of states are ours
        dated = [c for c in coded if c.start or c.end]
        for c in dated or coded[:1]:
            country = c.code[:3] if c.code[:3] in states else ""
            rest = c.code[3:] if country else c.code
            sectors = [s for s in (rest[i : i + 3] for i in range(0, len(rest), 3)) if s in _PERSONAL]
            row = {
                "name": names[0],
                "aliases": "|".join(names[1:]),
                "country": country,
                "sector": ";".join(sectors[:2]) or "GOV",
                "source": Path(path).name,
                "_line": where,
            }
            if dated:
                tables["people"].append(
                    row | {"office": c.code, "role": "other", "start": c.start or "", "end": c.end or ""}
                )
            else:
                tables["organisations"].append(row)
    return tables


def tables_sha256(overlays: Iterable[str | os.PathLike[str]] = ()) -> str:
    """Hash of the tables and overlays: the version of what is known.

    Raises:
        LexiconError: where an overlay cannot be read.
    """
    digest = hashlib.sha256(SCHEMA_VERSION.encode())
    for name in FILES:
        digest.update(name.encode() + data_bytes(name))
    for path in overlays:
        try:
            digest.update(Path(path).name.encode() + Path(path).read_bytes())
        except OSError as error:
            raise LexiconError(f"overlay {path}: {error}; see [knowledge] overlays", code="DT315") from error
    return digest.hexdigest()


def collect(overlays: Sequence[str | os.PathLike[str]] = ()) -> dict[str, list[tuple[int, Row]]]:
    """Rows of every table with the layer they come from: 0 sources, 1 by hand, 2 and up overlays."""
    out: dict[str, list[tuple[int, Row]]] = {t: [] for t in TABLES}

    def add(table: str, rows: Iterable[Row], layer: int) -> None:
        out[table].extend((layer, r) for r in rows)

    for table, name, layer in (
        ("countries", "countries.tsv", 0),
        ("people", "people.tsv", 0),
        *(("people", name, 1) for name in PEOPLE_BY_HAND),
        ("organisations", "organisations.tsv", 0),
        *(("organisations", name, 1) for name in ORGANISATIONS_BY_HAND),
        ("parties_in_power", "parties_in_power_general.tsv", 1),
        ("seats", "seats.tsv", 0),
    ):
        add(table, parse_table(data_bytes(name).decode("utf-8"), where=name), layer)
    for layer, path in enumerate(overlays, 2):
        for table, rows in read_overlay(path).items():
            add(table, rows, layer)
    return out


def surnames(name: str, country: str) -> list[str]:
    """Keys by which a person is called after the full name.

    >>> surnames("Alexander Van der Bellen", "AUT"), surnames("Xi Jinping", "CHN")
    (['bellen', 'van der bellen'], ['xi'])
    >>> surnames("Abdullah II of Jordan", "JOR")
    ['abdullah']
    """
    words = [w for w in key(name).split() if w not in ("jr", "sr", "ii", "iii", "iv", "vi", "xvi", "xiv")]
    if "of" in words[1:]:
        words = words[: words.index("of", 1)]  # of which state a monarch is, is no name
    if len(words) < 2:
        return words
    if country in FAMILY_FIRST:
        # Vietnamese and Cambodians are called by the last name, by the first in long texts.
        return [words[0]] if country not in ("VNM", "KHM") else [words[-1]]
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    out = [words[-1]]
    if start < len(words) - 1:
        out.append(" ".join(words[start:]))
    elif len(words) > 2 and len(words[-2]) > 1:
        out.append(" ".join(words[-2:]))
    return out


def _caps(surface: str) -> int:
    """1 where the name counts only in capitals, as short acronyms do that are words as well (WHO, US, IS)."""
    letters = surface.replace(".", "").replace(" ", "")
    return int(letters.isupper() and 1 < len(letters) <= _CAPS_LENGTH)


def build(path: Path, overlays: Sequence[str | os.PathLike[str]] = ()) -> None:
    """Writes the database, whole or not at all."""
    rows = collect(overlays)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".building")
    os.close(handle)
    try:
        connection = sqlite3.connect(temporary)
        try:
            fill(connection, rows, tables_sha256(overlays))
        finally:
            connection.close()
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def fill(connection: sqlite3.Connection, rows: Mapping[str, list[tuple[int, Row]]], sha256: str) -> None:
    """Fills an empty database with the tables."""
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
    entities: dict[str, tuple[str, ...]] = {}
    names: dict[tuple[str, str, str], int] = {}
    folds: set[tuple[str, str, str]] = set()

    def name(surface: str, entity: str, kind: str) -> None:
        k = key(surface)
        if k:
            at = (k, entity, kind)
            names[at] = min(names.get(at, 1), _caps(surface))

    for _, row in rows["countries"]:
        ident = row["id"]
        more = "\t".join(row.get(c, "") for c in COUNTRY_EXTRA)
        entities[ident] = (
            ident,
            "country",
            row["name"],
            ident,
            "",
            row.get("qid", ""),
            "",
            row.get("from", ""),
            row.get("to", ""),
            more,
            "",
        )
        for kind, column in (
            ("name", "name"),
            ("name", "aliases"),
            ("adjective", "adjectives"),
            ("people", "people"),
            ("capital", "capital"),
        ):
            for surface in split(row.get(column, "")):
                name(surface, ident, kind)
    for _, row in rows["seats"]:
        kind = "seat" if row.get("as") != "acting" else "seat-acting"
        for surface in [row["name"], *split(row.get("aliases", ""))]:
            name(surface, row["actor"], kind)
    bodies: dict[str, str] = {}
    for _, row in rows["organisations"]:
        country = row.get("country", "")
        ident = organisation_id(row)
        bodies[row["name"]] = ident
        entities[ident] = (
            ident,
            "organisation",
            row["name"],
            country,
            row["sector"],
            row.get("qid", ""),
            "",
            row.get("from", ""),
            row.get("to", ""),
            row.get("part_of", ""),
            row.get("source", ""),
        )
        for surface in [row["name"], *split(row.get("aliases", ""))]:
            name(surface, ident, "name")
    people = join_people(rows["people"])
    close_open_ends(people)
    tenures: list[tuple[str, Tenure]] = []
    for person in people.values():
        entities[person.id] = (
            person.id,
            "person",
            person.name,
            person.country,
            "",
            person.qid,
            person.gender,
            "",
            "",
            "",
            "",
        )
        for surface in person.names:
            name(surface, person.id, "full")
            folds.add((fold(surface), person.id, "full"))
            for short in surnames(surface, person.country):
                names.setdefault((short, person.id, "surname"), 0)
                folds.add((fold(short), person.id, "surname"))
        tenures += [(person.id, t) for _, t in person.tenures]
    tenures += [(row["party"], party_tenure(row)) for _, row in rows["parties_in_power"]]
    connection.executemany(f"INSERT INTO entity VALUES ({','.join('?' * 11)})", sorted(entities.values()))
    connection.executemany("INSERT INTO name VALUES (?,?,?,?)", sorted((*k, caps) for k, caps in names.items()))
    connection.executemany("INSERT INTO folded VALUES (?,?,?)", sorted(f for f in folds if len(f[0]) > 2))
    connection.executemany(
        f"INSERT INTO tenure VALUES ({','.join('?' * 13)})", [(holder, *_CELLS(t)) for holder, t in tenures]
    )
    connection.execute("INSERT INTO about VALUES ('sha256', ?)", (sha256,))
    connection.commit()


def organisation_id(row: Row) -> str:
    """The id of an organisation: its own, or one made of country, first sector and name."""
    made = f"{row.get('country') or 'XXX'}.{row['sector'].split(';')[0]}.{slug(row['name'], '').upper()[:28]}"
    return row.get("id") or made


def party_tenure(row: Row) -> Tenure:
    """A party's time in power from a row of the table of parties in power.

    Raises:
        LexiconError: where its part is neither ``leading`` nor ``partner``, or a date is none.
    """
    role = PARTS.get(row["part"])
    if role is None:
        raise LexiconError(f"{row['_line']}: part {row['part']!r}; write leading or partner", code="DT318")
    return make_tenure(row | {"office": role.replace("_", " "), "role": role, "sector": "PTY"})


COUNTRY_EXTRA = ("iso2", "cow_alpha", "cow_number", "fips", "state_number", "kind", "renamed_to", "led_by")
