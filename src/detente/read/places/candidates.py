"""From the words of a toponym to the entries it may stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from detente.lexicons import load_toml
from detente.read.places.fold import fold
from detente.read.places.gazetteer import ADMIN1, ADMIN2, CITY, COUNTRY, Gazetteer

# how a candidate was come by
NAME, ALTERNATE, ADJECTIVE, PARTIAL, CONTAINER = range(5)
_POSSESSIVE = re.compile(r"['’]s?$")
_OF = re.compile(
    r"^(?:the )?(?:city|town|village|state|province|county|borough|republic|kingdom|district) of (.+)$", re.I
)


class Words:
    """places_words.toml, by word."""

    def __init__(self, overlay: str = "") -> None:
        table = load_toml("places_words.toml", overlay=overlay)

        def words(section: str, key: str) -> frozenset[str]:
            return frozenset(str(w) for w in table[section][key])

        self.before = words("before", "direction") | words("before", "part")
        self.level = {
            "admin1": words("level", "admin1"),
            "admin2": words("level", "admin2"),
            "city": words("level", "city"),
        }
        self.of = {"admin1": words("of", "admin1"), "admin2": words("of", "admin2"), "city": words("of", "city")}
        self.water, self.land = words("feature", "water"), words("feature", "land")
        self.street, self.building = words("feature", "street"), words("feature", "building")
        self.named_after = words("feature", "named_after")
        self.organisation, self.title = words("feature", "organisation"), words("person", "title")
        self.inside, self.first_of_name, self.last_of_name = (words("name", k) for k in ("inside", "first", "last"))
        self.never = words("name", "never")
        self.strong = words("preposition", "strong")
        self.locative = self.strong | words("preposition", "other")

    @cached_property
    def of_word(self) -> dict[str, str]:
        """Word to the level it announces before "of"."""
        return {w: level for level, words in self.of.items() for w in words}

    @cached_property
    def level_word(self) -> dict[str, str]:
        """Word to the level it gives a name that it follows."""
        return {w: level for level in ("admin2", "admin1", "city") for w in self.level[level]}

    @cached_property
    def feature(self) -> dict[str, str]:
        """Last word of a name to the sort of feature it names."""
        sorts = {
            "organisation": self.organisation,
            "building": self.building,
            "street": self.street,
            "land": self.land,
            "water": self.water,
        }
        return {w: sort for sort, words in sorts.items() for w in words}


@lru_cache(maxsize=4)
def load_words(overlay: str = "") -> Words:
    """The words, read once a process."""
    return Words(overlay)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the words may stand for.

    Attributes:
        key: the folded name; mentions with one key share their sense within an article.
        entries: gazetteer numbers, without repeats.
        how: for each entry ``NAME``, ``ALTERNATE``, ``ADJECTIVE``, ``PARTIAL`` (some words were left out) or
        ``CONTAINER``.
        level: ``admin1``, ``admin2`` or ``city`` where the words say so ("Laurel County").
        feature: sort of feature that the last word names (``water``, ``street``), empty where none.
    """

    key: str
    entries: tuple[int, ...]
    how: tuple[int, ...]
    level: str = ""
    feature: str = ""


def candidates(surface: str, gazetteer: Gazetteer, words: Words) -> Candidates:
    """Candidates for the words of one toponym.

    >>> from detente.read.places.gazetteer import load_gazetteer
    >>> g = load_gazetteer()
    >>> [g.entry(e).country for e in candidates("U.S.", g, load_words()).entries]
    ['USA']
    """
    text = " ".join(surface.split())
    if text in gazetteer.exact:
        entry = gazetteer.exact[text]
        more = [e for e in gazetteer.lookup(text) if e != entry] if "." not in text and len(text) > 3 else []
        return Candidates(f"={entry}" if not more else fold(text), (entry, *more), (NAME, *[ALTERNATE] * len(more)))
    text = _POSSESSIVE.sub("", text)
    if text in gazetteer.exact and ("." in text or len(text) <= 3):
        return Candidates(f"={gazetteer.exact[text]}", (gazetteer.exact[text],), (NAME,))
    if text.endswith(".") and text in gazetteer.after:
        named = tuple(dict.fromkeys(gazetteer.after[text]))
        return Candidates(fold(text) + ".", named, (NAME,) * len(named))
    for table in (gazetteer.adjectives, gazetteer.peoples):
        entry_of = table.get(text) or (table.get(text.title()) if text.isupper() else None)
        if entry_of is not None:
            return Candidates(f"~{entry_of}", (entry_of,), (ADJECTIVE,))
    key = fold(text)
    parts = key.split()
    level = words.level_word.get(parts[-1], "") if len(parts) > 1 else ""
    feature = words.feature.get(parts[-1], "") if len(parts) > 1 else ""
    found = gazetteer.lookup(text)
    if found:
        main = gazetteer.primary(key)
        return Candidates(key, found, tuple(NAME if e in main else ALTERNATE for e in found), level, feature)
    for short in (text, text + "."):  # "Calif" without its point
        if short in gazetteer.after:
            named = tuple(dict.fromkeys(gazetteer.after[short]))
            return Candidates(fold(short) + ".", named, (NAME,) * len(named), level)
    return _partial(text, key, level, feature, gazetteer, words)


def _partial(text: str, key: str, level: str, feature: str, gazetteer: Gazetteer, words: Words) -> Candidates:
    """Some words left out: "northern Iraq", "Punjab province", "the city of Homs", "Denver Airport"."""
    of = _OF.match(text)
    if of:
        entries = gazetteer.lookup(of.group(1))
        if entries:
            announced = words.of_word.get(text.lower().removeprefix("the ").split()[0], "")
            return Candidates(fold(of.group(1)), entries, (PARTIAL,) * len(entries), announced)
    parts = text.split()
    start = 0
    while start < len(parts) - 1 and parts[start].lower() in words.before:
        start += 1
    tries: list[tuple[str, str]] = []
    if start:
        tries.append((" ".join(parts[start:]), level))
    if len(parts) - start > 1:
        tail = fold(parts[-1])
        # streets, halls and firms are named after places elsewhere; airports and rivers mostly after those near
        if level or feature in {"water", "land"} or tail in words.named_after:
            tries.append((" ".join(parts[start:-1]), level))
            for cut in (2, 3):  # "Denver International Airport"
                if tail in words.named_after and len(parts) - start > cut:
                    tries.append((" ".join(parts[start:-cut]), ""))
        elif tail in words.before:
            tries.append((" ".join(parts[start:-1]), ""))
    if "-" in text and len(parts) == 1:  # "Washington-based" never comes here; "Minneapolis-St. Paul" does
        tries += [(piece, "") for piece in text.split("-") if len(piece) > 3]
    for name, said in tries:
        entries = gazetteer.lookup(name)
        if not entries and name in gazetteer.exact:
            entries = (gazetteer.exact[name],)
        if entries:
            if said == "admin2":
                counties = tuple(e for e in entries if gazetteer.kind[e] == ADMIN2)
                entries = counties or entries
            elif said == "admin1":
                provinces = tuple(e for e in entries if gazetteer.kind[e] in (ADMIN1, COUNTRY))
                entries = provinces or entries
            elif said == "city":
                towns = tuple(e for e in entries if gazetteer.kind[e] == CITY)
                entries = towns or entries
            return Candidates(key, entries, (PARTIAL,) * len(entries), said, feature)
    return Candidates(key, (), (), level, feature)
