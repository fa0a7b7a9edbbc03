"""The word lists of actor resolution (data/*.tsv), read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from detente.knowledge.files import Row, parse_table
from detente.knowledge.fold import key


def _table(name: str) -> list[Row]:
    text = resources.files("detente.resolve").joinpath("data", name).read_text("utf-8")
    return parse_table(text, where=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collective:
    """A noun by which a nationality stands for a sector; ``sector`` empty: for the state itself."""

    word: str
    sector: str
    alone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleWord:
    """A noun that names a person by office or occupation."""

    word: str
    kind: str
    gender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """States named together, and the years in which they were these."""

    members: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All lists; ``genders`` are those of first names in common use, ``first_names`` also tell that a name is one;
    ``callings``: by person, what he or she is called beside an office; ``bynames``: by first name, who goes
    by it alone, since which year, and who must be named too."""

    titles: dict[str, TitleWord]
    collectives: dict[str, Collective]
    groups: dict[str, str]
    metonyms: dict[str, frozenset[str]]
    regions: dict[str, str]
    region_abbreviations: frozenset[str]
    org_sectors: dict[str, str]
    first_names: dict[str, str]
    genders: dict[str, str]
    anonymous: dict[str, str]
    people: frozenset[str]
    callings: dict[str, frozenset[str]]
    bynames: dict[str, tuple[str, int, str]]
    org_nouns: dict[str, frozenset[str]]
    not_orgs: dict[str, frozenset[str]]
    headline_verbs: frozenset[str]
    regional: dict[str, tuple[Region, ...]]
    antecedents: dict[str, float]
    qualifiers: dict[str, str]
    towns: frozenset[str]
    sets: dict[str, frozenset[str]]
    body_words: frozenset[str]


# Nouns by which every group of states may be named.
_STATES = ("states", "countries", "nations", "republics", "neighbors", "neighbours", "members", "governments")


def _regional() -> dict[str, tuple[Region, ...]]:
    """Groups of states by their keys, in the order of the table."""
    out: dict[str, tuple[Region, ...]] = {}
    for row in _table("regional_groups.tsv"):
        region = Region(members=tuple(row["members"].split()), first=int(row["from"] or 0), last=int(row["to"] or 9999))
        nouns = (*_STATES, *(n for n in row["nouns"].split("|") if n))
        for name in (
            *(f"{b} {n}" for b in row["before"].split("|") if b for n in nouns),
            *(a for a in row["alone"].split("|") if a),
        ):
            out[key(name)] = (*out.get(key(name), ()), region)
    return out


def _by_name(table: str) -> dict[str, str]:
    """The gender that a first name tells, by its key."""
    return {key(n): r["gender"] for r in _table(table) for n in r["names"].split()}


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The lists of this package."""
    regions = _table("regions.tsv")
    first_names = _by_name("first_names.tsv")
    collectives = _table("collectives.tsv")
    return Words(
        body_words=frozenset(r["word"] for r in collectives if " " not in r["word"]),
        titles={r["word"]: TitleWord(word=r["word"], kind=r["kind"], gender=r["gender"]) for r in _table("titles.tsv")},
        collectives={r["word"]: Collective(word=r["word"], sector=r["sector"], alone=r["alone"]) for r in collectives},
        groups={r["word"]: r["of"] for r in _table("groups.tsv")},
        metonyms={r["link"]: frozenset(r["words"].split()) for r in _table("metonyms.tsv")},
        regions={key(r["name"]): r["country"] for r in regions},
        region_abbreviations=frozenset(a for r in regions for a in r["abbreviations"].split("|") if a),
        org_sectors={r["word"]: r["sector"] for r in _table("orgwords.tsv")},
        org_nouns={r["word"]: frozenset(r["sectors"].split()) for r in _table("orgnouns.tsv")},
        not_orgs={
            w: frozenset(r["word"] for r in _table("notorgs.tsv") if r["where"] == w) for w in ("all", "last", "first")
        },
        headline_verbs=frozenset(r["word"] for r in _table("headlines.tsv")),
        people=frozenset(r["word"] for r in _table("people.tsv")),
        bynames={r["name"]: (r["person"], int(r["from"]), r["with"]) for r in _table("bynames.tsv")},
        callings={r["person"]: frozenset(r["words"].split()) for r in _table("callings.tsv")},
        anonymous={n: r["gender"] for r in _table("anonymous.tsv") for n in r["nouns"].split()},
        regional=_regional(),
        antecedents={r["feature"]: float(r["weight"]) for r in _table("antecedents.tsv")},
        towns=frozenset(r["word"] for r in _table("towns.tsv")),
        sets={r["set"]: frozenset(r["words"].split()) for r in _table("wordsets.tsv")},
        qualifiers={w: r["sector"] for r in _table("qualifiers.tsv") for w in r["words"].split()},
        first_names=first_names,
        genders={**_by_name("first_names_census.tsv"), **first_names},
    )
