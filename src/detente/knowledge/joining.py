"""One person of many rows: whose names, ids and offices belong together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from detente.errors import LexiconError
from detente.knowledge.files import Row
from detente.knowledge.fold import fold, key
from detente.knowledge.tables import Tenure, make_tenure, slug, sole_roles, split

_NUMBER = re.compile(r"\b(Ii|Iii|Iv|Vi|Vii|Viii|Ix)$")
_HONORIFIC = re.compile(r"^(Sir|Dame|Dr\.|Dr|Sheikh|Hojatolislam|Lyonpo|Samdech|Dato'|Datuk|Seri|Bishop) (?!Al\b)")
# Words inside a name that are written small in most languages; "Al" only where it means "the", not "house of".
_PARTICLE = re.compile(r"(?<= )(De|Del|Della|La|Las|Los|Da|Das|Do|Dos|Du|Van|Von|Der|Den|Ter|Bin|Ibn|Y|Arap)(?= )")
_MC = re.compile(r"\bMc([a-z])")
_GIVEN_OF_TWO = re.compile(r"(\w+) (\w+) (\w+)$")


@dataclass(slots=True)
class Draft:
    """A person while rows are still being joined; tenures with the layer that they come from.

    Attributes:
        named_by: the layer whose name is shown.
    """

    id: str
    name: str
    country: str
    qid: str = ""
    gender: str = ""
    by_hand: bool = False
    named_by: int = 0
    names: dict[str, None] = field(default_factory=dict)
    tenures: list[tuple[int, Tenure]] = field(default_factory=list)


def join_people(rows: Iterable[tuple[int, Row]]) -> dict[str, Draft]:
    """One person for all rows of the same id, or of the same name and country."""
    people: dict[str, Draft] = {}
    by_name: dict[tuple[str, str], str] = {}
    for layer, row in rows:
        name = row["name"].strip()
        if not name:
            raise LexiconError(f"{row['_line']}: a person without a name", code="DT316")
        # Who serves a body of states keeps the country of the earlier rows, where there is one.
        country = row.get("country", "")
        names = [name, *split(row.get("aliases", ""))]
        ident = row.get("id") or _same(country, names, by_name)
        if not ident:
            ident = f"person:{slug(name)}"
            while ident in people:
                ident += f".{country.lower() or 'x'}"
        person = people.get(ident)
        if person is None:
            person = people[ident] = Draft(id=ident, name=name, country=country)
        person.qid = person.qid or row.get("qid", "")
        person.gender = row.get("gender", "") or person.gender
        if country and (not person.country or (layer > 0 and not person.by_hand)):
            # By hand wins: the president of France is French, though he is a prince of Andorra by office.
            person.country = country
        person.by_hand = person.by_hand or (layer > 0 and bool(country))
        if layer > person.named_by:
            # By hand: as the press writes it, where a source has more or other names; the first row of a layer says so.
            person.name, person.named_by = name, layer
        person.names.update(dict.fromkeys(names))
        for n in names:
            for form in (key(n), f"~{fold(n)}"):
                by_name.setdefault((country, form), ident)
                by_name.setdefault(("*", form), ident)
        tenure = make_tenure(row)
        person.tenures.append((layer, tenure))
    for person in people.values():
        if not person.named_by:
            person.name = shown(person.name, person.country)
    for by_source, by_hand in _one_in_office(people):
        _merge(people, by_source, by_hand)
    for person in people.values():
        person.tenures = _laid_over(person.tenures)
    return people


def shown(name: str, country: str = "") -> str:
    """A source's name as the press shows it: particles small, numbers of monarchs in capitals, no title before it.

    >>> shown("Margrethe Ii"), shown("Sir Julius Chan"), shown("FAHD"), shown("Xi Jinping")
    ('Margrethe II', 'Julius Chan', 'Fahd', 'Xi Jinping')
    >>> shown("Fernando De La Rua", "ARG"), shown("Herman Van Rompuy", "BEL"), shown("Kim Dae Jung", "KOR")
    ('Fernando de la Rua', 'Herman Van Rompuy', 'Kim Dae-jung')
    >>> shown("Sheikh Hamad Ibn Khalifah Al Thani", "QAT"), shown("John Mccallum", "CAN")
    ('Hamad ibn Khalifah Al Thani', 'John McCallum')
    """
    name = _NUMBER.sub(lambda m: m[0].upper(), name)
    while (bare := _HONORIFIC.sub("", name)) != name and " " in bare and not (country == "BGD" and "Sheikh" in name):
        name = bare
    if country not in ("BEL", "ITA", "USA"):  # where "Van", "De" and "Di" are written large
        name = _PARTICLE.sub(lambda m: m[0].lower(), name)
    name = _MC.sub(lambda m: f"Mc{m[1].upper()}", name)
    if country in ("KOR", "TWN") and (given := _GIVEN_OF_TWO.match(name)):
        name = f"{given[1]} {given[2]}-{given[3].lower()}"
    return name.title() if name.isupper() and len(name) > 3 else name


def _one_in_office(people: Mapping[str, Draft]) -> list[tuple[str, str]]:
    """Pairs of ids, by source and by hand, of one person: one surname in one office at once, of which there is one.

    Sources write whole names where the press has short ones (Patricia Espinosa Cantellano), and romanise otherwise.
    """
    sole = sole_roles()
    by_office: dict[tuple[str, str], list[tuple[str, int, Tenure]]] = defaultdict(list)
    for person in people.values():
        for layer, t in person.tenures:
            if t.role in sole and t.country and t.since and "/" not in t.office:
                by_office[t.country, t.role].append((person.id, layer, t))
    pairs: dict[str, str] = {}
    for held in by_office.values():
        by_hand = [h for h in held if h[1] > 0]
        for other, layer, t in held:
            if layer or any(o == 1 for o, _ in people[other].tenures):
                continue
            for ident, _, u in by_hand:
                common = min(t.until, u.until) - max(t.since, u.since)
                shorter = min(t.until - t.since, u.until - u.since)
                if ident != other and 2 * common > shorter > 60 and _same_surname(people[ident], people[other]):
                    pairs.setdefault(other, ident)
                    break
    return list(pairs.items())


def _same_surname(one: Draft, other: Draft) -> bool:
    """Whether two people share the last word of a name, or one bears all words of the other, romanised alike."""
    names = [[fold(n).split() for n in p.names] for p in (one, other)]
    for a in names[0]:
        for b in names[1]:
            if a and b and ((a[-1] == b[-1] and len(a[-1]) > 2) or (min(len(a), len(b)) > 1 and _within(a, b))):
                return True
    return False


def _within(a: Sequence[str], b: Sequence[str]) -> bool:
    return set(a) <= set(b) or set(b) <= set(a)


def _merge(people: dict[str, Draft], other: str, ident: str) -> None:
    """Makes one person of two; the id is the Wikidata id where one has it, else the one by hand."""
    if other not in people or ident not in people:
        return
    kept, gone = people[ident], people.pop(other)
    kept.qid = kept.qid or gone.qid
    kept.gender = kept.gender or gone.gender
    kept.names.update(dict.fromkeys(gone.names))
    kept.tenures += gone.tenures
    if gone.id.startswith("Q") and not kept.id.startswith("Q"):
        del people[ident]
        kept.id = gone.id
        people[kept.id] = kept


def _same(country: str, names: Sequence[str], by_name: Mapping[tuple[str, str], str]) -> str | None:
    """Whom a row without an id is about: the same name in the same country, spelt alike or romanised otherwise."""
    for n in names:
        forms = (key(n), f"~{fold(n)}") if " " in fold(n) else (key(n),)
        for form in forms:
            found = (
                by_name.get((country, form))
                or by_name.get(("", form))
                or (None if country else by_name.get(("*", form)))
            )
            if found:
                return found
    return None


def _laid_over(tenures: list[tuple[int, Tenure]]) -> list[tuple[int, Tenure]]:
    """Tenures without those that a later layer gives again, for the same role and time."""
    kept = []
    for layer, t in tenures:
        again = any(
            other > layer and o.role == t.role and o.country == t.country and o.since < t.until and t.since < o.until
            for other, o in tenures
        )
        if not again:
            kept.append((layer, t))
    return kept


def close_open_ends(people: Mapping[str, Draft]) -> None:
    """Where a source lost sight of the holder of a sole office, the next holder's first day bounds the end."""
    sole = sole_roles()
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for person in people.values():
        for _, t in person.tenures:
            if t.role in sole and t.country and t.since:
                holders[t.country, t.role].append(t.since)
    for starts in holders.values():
        starts.sort()
    for person in people.values():
        for i, (layer, t) in enumerate(person.tenures):
            if t.role in sole and t.country and t.end.startswith(">"):
                after = next((s for s in holders[t.country, t.role] if s > t.until), None)
                if after is not None and after < t.to_maybe:
                    person.tenures[i] = (layer, replace(t, to_maybe=after))
