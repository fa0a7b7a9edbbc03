"""Finding names of the tables in a text: the longest stretch of words that is a name wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from detente.knowledge import Knowledge, NameHit
from detente.records import Place
from detente.resolve.words import Parsed

MAX_WORDS = 8
# Small words that stand inside names but end none.
INSIDE = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "in",
        "on",
        "to",
        "de",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "ben",
        "von",
        "van",
        "der",
        "den",
        "a",
    ]
)
# Names of bodies that are ends of others' names.
_HALVES = frozenset(["house", "senate", "congress", "treasury", "assembly", "parliament"])
_WATERS = frozenset(["sea", "ocean", "gulf", "strait", "straits", "channel", "bay", "basin"])
_COMPASS = frozenset(["north", "south"])
_LANDS = frozenset(["valley", "river", "delta", "canal", "peninsula", "desert", "mountains"])
_COUNTIES = frozenset(["county", "township", "borough", "street", "avenue", "road", "lane", "boulevard", "drive"])
_JOINTS = frozenset(("-", "–", "&", "/", "'", "’", "."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Words that are a name of the tables: tokens ``start`` to before ``end`` and what they may stand for."""

    start: int
    end: int
    hits: tuple[NameHit, ...]

    def of_kind(self, *kinds: str) -> tuple[NameHit, ...]:
        """The hits of these kinds."""
        return tuple(h for h in self.hits if h.kind in kinds)


def find_names(parsed: Parsed, knowledge: Knowledge, regions: Container[str] = ()) -> list[Name]:
    """Names in order of text, none overlapping another; surnames alone are left to the people found around them.

    ``regions``: keys of parts of states, which are no place to look for names in: "New Jersey" has no Jersey.
    """
    found: list[Name] = []
    i = 0
    while i < parsed.n:
        name = _longest(parsed, knowledge, i) if _may_open(parsed, i) else None
        if name is not None and _is_half(parsed, name, found[-1].end if found else 0):
            name = None
        if name is not None and _of_water(parsed, name):
            name = None
        size = region_at(parsed, i, regions) if parsed.cap[i] else 0
        if size and (name is None or name.end <= i + size):
            i += size
        elif name is not None:
            found.append(name)
            i = name.end
        else:
            i += 1
    taken = {i for name in found for i in range(name.start, name.end)}
    letters = list(_letters(parsed, found))
    explained = {name.start for name in letters}
    # What the text says that letters stand for goes before what the tables say.
    found = [n for n in found if n.end - n.start > 1 or n.start not in explained]
    halves = [*letters, *_by_compass(parsed, knowledge, found, taken | explained)]
    return sorted([*found, *halves], key=lambda n: n.start) if halves else found


def without_towns(parsed: Parsed, names: list[Name], places: Iterable[Place], bearing: Container[str]) -> list[Name]:
    """The names without those of states that are here towns of the United States: Lebanon in Indiana.

    So they are where nothing else foreign is named, no nationality of theirs, and two American places are.
    ``bearing``: keys of states' names that such towns bear.
    """
    here = [n for n in names if " ".join(k for k in parsed.keys[n.start : n.end] if k) in bearing]
    if not here:
        return names
    states = {h.entity for n in here for h in n.hits}
    others = (n for n in names if n not in here)
    foreign = any(
        h.entity.split(".")[0] not in ("USA", "person:") and (len(h.entity) == 3 or h.entity in states)
        for n in others
        for h in n.hits
        if h.kind != "capital" and h.entity != "USA"
    )
    american = {q.text for q in places if q.country == "USA"}
    return names if foreign or len(american) < 2 else [n for n in names if n not in here]


def _letters(parsed: Parsed, found: list[Name]) -> Iterator[Name]:
    """Letters that the text itself gives a body of the tables: "Islamic State (IS)", and "IS" from there on."""
    p = parsed
    known: dict[str, tuple[int, tuple[NameHit, ...]]] = {}
    for name in found:
        at = name.end + (name.end < p.n and p.text[name.end] in ('"', "”", "'", "’"))
        if at + 2 >= p.n or p.text[at] != "(" or p.text[at + 2] != ")":
            continue
        letters = p.text[at + 1]
        words = [k for k in p.keys[name.start : name.end] if k]
        initials = ("".join(w[0] for w in words), "".join(w[0] for w in words if w not in INSIDE))
        if letters.isupper() and 1 < len(letters) <= 6 and letters.lower() in initials:
            hits = tuple(h for h in name.hits if h.kind == "name" and "." in h.entity)
            if hits:
                known.setdefault(letters, (at + 1, hits))
    for i in range(p.n) if known else ():
        first, hits = known.get(p.text[i], (p.n, ()))
        if hits and i >= first and not any(n.start <= i < n.end and n.end - n.start > 1 for n in found):
            yield Name(start=i, end=i + 1, hits=hits)


def _by_compass(parsed: Parsed, knowledge: Knowledge, found: list[Name], taken: set[int]) -> Iterator[Name]:
    """ "The North" for the state that the article names North Korea, and "North and South Korea"."""
    p = parsed
    states: dict[str, Counter[str]] = {}
    for name in found:
        if name.end - name.start == 2 and p.keys[name.start] in _COMPASS and name.of_kind("name"):
            states.setdefault(p.keys[name.start], Counter())[" ".join(p.keys[name.start : name.end])] += 1
    for i in range(p.n) if states else ():
        k = p.keys[i]
        if k not in _COMPASS or not p.cap[i] or i in taken or p.sent[i] != p.sent[min(i + 1, p.n - 1)]:
            continue
        other = next((n for n in found if n.start == i + 2), None) if p.lower[i + 1 : i + 2] == ["and"] else None
        whole = None
        if other is not None and other.end - other.start == 2 and p.keys[other.start] in _COMPASS:
            whole = f"{k} {p.keys[other.end - 1]}"  # "North and South Korea"
        elif (
            k in states
            and i
            and p.lower[i - 1] == "the"
            and p.pos[i + 1] not in ("PROPN", "NUM")
            and p.dep[i] not in ("compound", "amod", "nmod")
            and p.lower[i + 1] not in ("of", "-")
        ):
            whole, times = states[k].most_common(1)[0]
            whole = whole if times > 1 else None
        hits = tuple(h for h in knowledge.named(whole) if h.kind == "name") if whole else ()
        if hits:
            yield Name(start=i, end=i + 1, hits=hits)


def region_at(parsed: Parsed, i: int, regions: Container[str]) -> int:
    """How many words from token ``i`` on are one name of a part of a state: "New South Wales"; 0 for none or one."""
    for size in (3, 2):
        if i + size <= parsed.n and parsed.cap[i + 1] and " ".join(parsed.keys[i : i + size]) in regions:
            return size
    return 0


def _of_water(parsed: Parsed, name: Name) -> bool:
    """Whether a name is part of that of a sea, gulf or county: "the South China Sea", "the Gulf of Oman"."""
    i = name.start
    after = parsed.lower[name.end] if name.end < parsed.n and parsed.cap[name.end] else ""
    before = parsed.lower[i - 2] if i > 1 and parsed.lower[i - 1] == "of" and parsed.cap[i - 2] else ""
    return after in _WATERS or after in _LANDS or after in _COUNTIES or before in _WATERS


def _is_half(parsed: Parsed, name: Name, last_end: int) -> bool:
    """Whether "Senate" or "House" is the end of a longer name that is in no table: "Texas Senate", "Opera House"."""
    i = name.start
    if name.end - i > 1 or parsed.keys[i] not in _HALVES:
        return False
    before = i > 0 and parsed.sent[i - 1] == parsed.sent[i]
    if before and parsed.cap[i - 1] and parsed.pos[i - 1] == "PROPN" and last_end != i:
        return True
    if parsed.keys[i] != "house":
        return False
    # A house is one of parliament after "the", or before what is of it ("House Republicans").
    the = before and parsed.lower[i - 1] == "the" and not (i + 1 < parsed.n and parsed.lower[i + 1] == "of")
    return not the and not (parsed.dep[i] == "compound" and parsed.head[i] > i)


def _may_open(parsed: Parsed, i: int) -> bool:
    if parsed.cap[i]:
        return True
    t = parsed.lower[i]
    return t in ("al", "el") or t.startswith(("al-", "el-")) or (t[:1].isdigit() and len(t) > 1 and not t.isdigit())


def _longest(parsed: Parsed, knowledge: Knowledge, i: int) -> Name | None:
    words: list[str] = []
    best: Name | None = None
    number = parsed.sent[i]
    for j in range(i, min(parsed.n, i + 2 * MAX_WORDS)):
        k = parsed.keys[j]
        if j > i and parsed.sent[j] != number:
            break
        if not k:
            # A comma parts only "Washington, D.C."; quotation marks, brackets and line ends close a name.
            if parsed.text[j] in _JOINTS or (parsed.text[j] == "," and parsed.lower[j - 1] == "washington"):
                continue
            if parsed.text[j].isspace() and parsed.text[j].count("\n") < 2:
                continue  # two blanks, or a line that was broken
            break
        inside = k in INSIDE
        if j > i and not parsed.cap[j] and not inside and parsed.text[j - 1] not in _JOINTS and not k[0].isdigit():
            break
        words.append(k)
        if len(words) > MAX_WORDS:
            break
        if inside and not (len(words) == 1 and parsed.cap[j]):
            continue
        hits = tuple(
            h for h in knowledge.named(" ".join(words)) if h.kind != "surname" and _written_so(parsed, i, j, h)
        )
        if hits:
            best = Name(start=i, end=j + 1, hits=hits)
    return best


def _written_so(parsed: Parsed, i: int, j: int, hit: NameHit) -> bool:
    """Acronyms count in capitals only; one word that opens a sentence and is a common word does not."""
    if not hit.caps:
        return True
    letters = "".join(parsed.text[i : j + 1]).replace(".", "").replace(" ", "")
    # IN CAPITALS ALL OVER, as headlines are, tells nothing about one word.
    return letters.isupper()
