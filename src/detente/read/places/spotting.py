"""Words that may be toponyms, and what is said of each: candidate spans and their features.

A candidate is any run of capitalised words that the gazetteer or our tables know, any GPE, LOC or FAC of the
parser's named entities, any capitalised run that ends in a word for a feature ("Neches River") and any that follows
"in", "at" or "near". Most are no toponyms; :mod:`detente.read.places.recognition` decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.read.places.candidates import Words
from detente.read.places.fold import fold
from detente.read.places.gazetteer import CITY, Gazetteer

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST = 6
_INSIDE = frozenset(
    {
        "of",
        "de",
        "la",
        "le",
        "del",
        "al",
        "el",
        "and",
        "the",
        "on",
        "upon",
        "du",
        "des",
        "da",
        "do",
        "di",
        "an",
        "der",
        "am",
        "sur",
        "y",
    }
)
_JOINS = frozenset({"-", "–", "'", "’", "&", "/"})
LOCATIVE = frozenset(
    {
        "in",
        "at",
        "near",
        "from",
        "to",
        "of",
        "outside",
        "around",
        "across",
        "throughout",
        "toward",
        "towards",
        "into",
        "inside",
        "within",
        "between",
        "through",
        "via",
        "over",
        "beyond",
        "along",
        "off",
        "on",
        "by",
        "for",
        "leaving",
        "north",
        "south",
        "east",
        "west",
    }
)
_STRONG = frozenset({"in", "at", "near", "from", "outside", "throughout", "into", "toward", "towards"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
# What each of Spot.numbers is, in order.
NUMBERS = (
    "digits_of_population",
    "candidates",
    "gpe_share",
    "person_share",
    "org_share",
    "gpe_count",
    "count",
    "in_person_names",
    "ner_place",
    "ner_person",
    "ner_in_person",
    "ner_org",
    "ner_in_org",
    "ner_norp",
    "ner_none",
    "capital_before",
    "capital_after",
    "title_before",
    "strong_preposition",
    "preposition",
    "comma_place_after",
    "place_comma_before",
    "in_longer_name",
    "also_lower_case",
    "sentence_start",
    "headline",
    "all_caps",
    "words",
    "country",
    "admin1",
    "admin2",
    "city",
    "unknown",
    "adjective",
    "people",
    "table",
    "after_comma_only",
    "region",
    "level_word",
    "street",
    "building",
    "water_or_land",
    "then_organisation",
    "then_street",
    "then_building",
    "then_level",
    "by_entity",
    "by_preposition",
    "by_feature",
    "listed",
    "propn",
    "adj",
    "noun",
    "big_city",
    "longer_exists",
    "entity_goes_on",
    "entity_began",
)


@dataclass(slots=True)
class Spot:
    """A candidate span: tokens ``first`` to ``last`` (exclusive), half-open offsets ``start`` to ``end``.

    Attributes:
        source: what made it a candidate.
        table: which of our tables has it, empty where none.
        surname: it ends a name that the parser takes for a person's full name ("Michael Jordan").
    """

    start: int
    end: int
    first: int
    last: int
    text: str
    source: str
    entries: tuple[int, ...] = ()
    table: str = ""
    surname: bool = False
    features: list[str] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)


class Tokens:
    """What is asked of the tokens again and again, as plain lists."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        # one walk over the doc: making a Token costs more than all that is asked of it
        rows = [
            (t.text, t.lower_, t.idx, t.pos_, t.tag_, t.dep_, t.head.i, t.is_space, t.ent_type_, t.ent_iob_)
            for t in doc
        ]
        columns = list(zip(*rows, strict=True)) if rows else [()] * 10
        self.text, self.lower, self.pos, self.tag, self.dep = columns[0], columns[1], columns[3], columns[4], columns[5]
        self.start, self.head, self.space, self.label = columns[2], columns[6], columns[7], columns[8]
        self.end = [i + len(w) for i, w in zip(self.start, self.text, strict=True)]
        self.capital = [_capital(w) for w in self.text]
        self.begin = [tag == "B" for tag in columns[9]]
        n = len(self.text)
        self.first = [False] * n
        self.headline = [False] * n
        for sent in doc.sents:
            i, j = sent.start, sent.end
            while i < j and (self.space[i] or not self.text[i][0].isalnum()):
                i += 1
            if i < j:
                self.first[i] = True
            words = [k for k in range(sent.start, sent.end) if self.text[k][:1].isalpha() and len(self.text[k]) > 3]
            mostly = len(words) > 2 and sum(self.capital[k] for k in words) > 0.7 * len(words)
            for k in range(sent.start, sent.end):
                self.headline[k] = mostly

    def __len__(self) -> int:
        return len(self.text)


def _capital(word: str) -> bool:
    for c in word:
        if c.isalpha():
            return c.isupper()
    return False


def find_spots(tokens: Tokens, gazetteer: Gazetteer, words: Words) -> list[Spot]:
    """All candidate spans, by start, longest first; no two alike."""
    text = tokens.doc.text
    n = len(tokens)
    runs: list[tuple[int, int]] = []
    for i in range(n):
        if not tokens.capital[i]:
            continue
        for j in range(i + 1, min(n, i + LONGEST) + 1):
            k = j - 1
            if tokens.space[k] or (j - i > 1 and "\n" in text[tokens.end[k - 1] : tokens.start[k]]):
                break
            if tokens.capital[k] or (tokens.text[k] == "." and j - i > 1 and tokens.capital[k - 1]):
                runs.append((i, j))  # "Que." may have its point cut off
            elif tokens.lower[k] not in _INSIDE and tokens.text[k] not in _JOINS:
                break
    surfaces = [text[tokens.start[i] : tokens.end[j - 1]] for i, j in runs]
    keys = [fold(s) for s in surfaces]
    known = gazetteer.known(keys)
    spots: dict[tuple[int, int], Spot] = {}

    def put(i: int, j: int, source: str) -> None:
        while i < j and (tokens.lower[i] == "the" or tokens.space[i] or not tokens.text[i][0].isalnum()):
            i += 1
        while i < j and (tokens.space[j - 1] or tokens.lower[j - 1] in {"'s", "’s", "'", "’", ",", "-", ";", ":", '"'}):
            j -= 1
        if i < j and (i, j) not in spots and any(tokens.capital[i:j]):
            start, end = tokens.start[i], tokens.end[j - 1]
            spots[i, j] = Spot(start, end, i, j, text[start:end], source)

    for i in range(n):  # "U.S.-led" is one word to the parser
        if tokens.capital[i] and "-" in tokens.text[i][1:]:
            name = tokens.text[i].split("-")[0]
            if name in gazetteer.exact:
                spots[i, i + 1] = Spot(tokens.start[i], tokens.start[i] + len(name), i, i + 1, name, "table")
    for (i, j), surface, key in zip(runs, surfaces, keys, strict=True):
        if surface in gazetteer.exact or (surface.endswith(".") and surface in gazetteer.after):
            put(i, j, "table")
        elif surface in gazetteer.adjectives or surface in gazetteer.peoples:
            put(i, j, "adjective")
        elif surface in gazetteer.after and i > 0 and tokens.text[i - 1] == ",":
            put(i, j, "table")
        elif key in known and len(key) > 1:
            if j - i == 1 and len(surface) <= 3 and surface.isupper():
                continue  # "CEO" is no town; abbreviations that are places stand in our table
            put(i, j, "gazetteer")
        elif j - i == 1 and surface.isupper() and surface.title() in gazetteer.adjectives:
            put(i, j, "adjective")
    # capitalised runs that end in a feature word, or that follow a preposition of place
    i = 0
    while i < n:
        if not tokens.capital[i] or tokens.space[i]:
            i += 1
            continue
        j = i
        while j < n and tokens.capital[j] and not tokens.space[j] and j - i < LONGEST:
            j += 1
        for k in range(i + 1, j):
            last = str(tokens.lower[k]).rstrip(".")
            if (last in words.feature and words.feature[last] != "organisation") or last in {
                "county",
                "parish",
                "township",
                "province",
            }:
                put(i, k + 1, "feature")
        if (
            tokens.lower[i]
            in {"lake", "mount", "mt.", "river", "highway", "interstate", "route", "cape", "fort", "port", "camp"}
            and j < n
        ):
            stop = j + 1 if tokens.text[j][:1].isdigit() else j
            put(i, stop, "feature")
        before = tokens.lower[i - 1] if i else ""
        if before == "the" and i > 1:
            before = tokens.lower[i - 2]
        if before in _STRONG and tokens.pos[i] in {"PROPN", "NOUN", "ADJ"}:
            put(i, j, "preposition")
        i = max(j, i + 1)
    for entity in tokens.doc.ents:
        if entity.label_ in _PLACE_LABELS:
            put(entity.start, entity.end, "entity")
    ordered = sorted(spots.values(), key=lambda s: (s.start, -s.end))
    for s in ordered:
        if s.text in gazetteer.exact:
            s.table, s.entries = "name", (gazetteer.exact[s.text],)
        elif s.text in gazetteer.adjectives or (s.text.isupper() and s.text.title() in gazetteer.adjectives):
            s.table = "adjective"
            s.entries = (gazetteer.adjectives.get(s.text) or gazetteer.adjectives[s.text.title()],)
        elif s.text in gazetteer.peoples:
            s.table, s.entries = "people", (gazetteer.peoples[s.text],)
        elif s.source == "table":
            s.table, s.entries = "after", tuple(gazetteer.after[s.text])
        else:
            s.entries = gazetteer.lookup(s.text)
    return ordered


def describe(tokens: Tokens, spots: Sequence[Spot], gazetteer: Gazetteer, words: Words) -> None:
    """Set ``features`` (named properties) and ``numbers`` (see ``NUMBERS``) of each spot."""
    lower, text, pos, label = tokens.lower, tokens.text, tokens.pos, tokens.label
    n = len(tokens)
    # how often each surface is read as what by the parser's entities, in the article
    seen: dict[str, Counter[str]] = {}
    alignments = [_alignment(tokens, s) for s in spots]
    for s, (where, tagged) in zip(spots, alignments, strict=True):
        seen.setdefault(s.text, Counter())[tagged if where == "exact" else f"in-{tagged}" if tagged else "O"] += 1
    persons: Counter[str] = Counter()
    for entity in tokens.doc.ents:
        if entity.label_ == "PERSON" and entity.end - entity.start > 1:
            persons[tokens.text[entity.end - 1]] += 1
            persons[tokens.text[entity.start]] += 1
    lowercase = {lower[i] for i in range(n) if not tokens.capital[i]}
    by_start = {(s.first, s.last) for s in spots if s.entries}
    begins = {s.first: s for s in spots if s.entries}
    ends = {s.last: s for s in spots if s.entries}
    longest: dict[int, int] = {}
    for s in spots:
        if s.entries:
            longest[s.first] = max(longest.get(s.first, 0), s.last)
    for s, (where, tagged) in zip(spots, alignments, strict=True):
        i, j = s.first, s.last
        previous = _word(tokens, i - 1)
        before = _word(tokens, i - 2) if previous != "^" else "^"
        following = _word(tokens, j)
        later = _word(tokens, j + 1) if following != "$" else "$"
        locative = before if previous == "the" else previous
        head = tokens.doc[i:j].root
        cap_before = i > 0 and tokens.capital[i - 1] and not tokens.first[i - 1] and pos[i - 1] == "PROPN"
        cap_after = j < n and tokens.capital[j] and text[j][:1].isalpha()
        kind = "none"
        if s.table:
            kind = s.table
        elif s.entries:
            kind = ("other", "country", "admin1", "admin2", "city")[int(gazetteer.kind[s.entries[0]])]
        people = max((int(gazetteer.pop[e]) for e in s.entries[:8]), default=0)
        size = len(str(people)) if people else 0
        after_sort = words.feature.get(following.rstrip("."), "") if cap_after else ""
        own_sort = words.feature.get(lower[j - 1].rstrip("."), "") if j - i > 1 else ""
        level = next((k for k in ("admin2", "admin1", "city") if following in words.level[k]), "")
        own_level = (
            next((k for k in ("admin2", "admin1", "city") if lower[j - 1] in words.level[k]), "") if j - i > 1 else ""
        )
        is_title = previous.rstrip(".") in words.title
        in_longer = any(
            (a, b) in by_start and (a <= i and b >= j) and (a, b) != (i, j)
            for a in range(max(0, i - 3), i + 1)
            for b in range(j, min(n, j + 3) + 1)
        )
        comma_next = following == "," and (j + 1) in begins
        comma_back = previous == "," and (i - 1) in ends
        shape = "upper" if s.text.isupper() and len(s.text) > 1 else "title"
        listed = sum(1 for k in (i - 1, j) if 0 <= k < n and lower[k] in {",", "and", "or", ";"})
        tags = "-".join(tokens.tag[i:j][:3])
        common = lower[j - 1] in lowercase
        where_tagged = f"{where}:{tagged}"
        case = "first" if tokens.first[i] else "headline" if tokens.headline[i] else "inside"
        title_person = persons[text[i]] + (persons[text[j - 1]] if j - i > 1 else 0)
        others = seen[s.text]
        total = sum(others.values())
        gpe = others["GPE"] + others["LOC"]
        person = others["PERSON"] + others["in-PERSON"]
        org = others["ORG"] + others["in-ORG"]
        s.surname = where == "tail" and tagged == "PERSON" and title_person > 0
        f = s.features
        f += [
            f"kind={kind}",
            f"size={size}",
            f"ner={where_tagged}",
            f"ner={where_tagged}|{kind}",
            f"src={s.source}|{where_tagged}",
            f"p1={previous}",
            f"n1={following}",
            f"p2={before}|{previous}",
            f"n2={following}|{later}",
            f"loc={locative}|{kind}",
            f"tags={tags}",
            f"dep={head.dep_}",
            f"head={tokens.lower[tokens.head[head.i]]}",
            f"len={j - i}",
            f"len={j - i}|{kind}",
            f"after={after_sort}|{kind}",
            f"own={own_sort}|{where_tagged}",
            f"level={level}|{kind}",
            f"ownlevel={own_level}",
            f"shape={shape}|{case}",
            f"capb={cap_before}|capa={cap_after}|{kind}",
            f"capb={cap_before}|{where_tagged}",
            f"capa={cap_after}|{where_tagged}",
            f"title={is_title}",
            f"comma={comma_next}|{comma_back}|{kind}",
            f"surname={min(title_person, 2)}|{where_tagged}",
            f"surname={min(title_person, 2)}|{kind}|{size >= 6}",
            f"p1={previous}|{where_tagged}",
            f"n1={following}|{where_tagged}",
            f"p1={previous}|n1={following}",
            f"share={round(3 * gpe / total)}|{round(3 * person / total)}|{where_tagged}",
            f"common={common}|{kind}",
            f"inlonger={in_longer}",
            f"listed={listed}|{kind}",
            f"case={case}|{where_tagged}",
        ]
        if own_sort or own_level:  # the generic word only: names of places would be learnt by heart
            f.append(f"last={lower[j - 1]}")
        if kind in {"adjective", "people", "after"}:
            f += [f"{kind}:n1tag={tokens.tag[j] if j < n else '$'}", f"{kind}:tag={tokens.tag[j - 1]}"]
        if cap_after and following not in {"$"}:
            f.append(f"nextcap={following}")
        s.numbers = [
            size / 7.0,
            min(len(s.entries), 30) / 30.0,
            gpe / total,
            person / total,
            org / total,
            min(gpe, 5) / 5.0,
            min(total, 6) / 6.0,
            min(title_person, 3) / 3.0,
            float(where == "exact" and tagged in _PLACE_LABELS),
            float(where == "exact" and tagged == "PERSON"),
            float(where != "exact" and tagged == "PERSON"),
            float(where == "exact" and tagged == "ORG"),
            float(where != "exact" and tagged == "ORG"),
            float(where == "exact" and tagged == "NORP"),
            float(not tagged),
            float(cap_before),
            float(cap_after),
            float(is_title),
            float(locative in _STRONG),
            float(locative in LOCATIVE),
            float(comma_next),
            float(comma_back),
            float(in_longer),
            float(common),
            float(case == "first"),
            float(case == "headline"),
            float(shape == "upper"),
            float(j - i),
            float(kind == "country"),
            float(kind == "admin1"),
            float(kind == "admin2"),
            float(kind == "city"),
            float(kind == "none"),
            float(kind == "adjective"),
            float(kind == "people"),
            float(kind == "name"),
            float(kind == "after"),
            float(kind == "other"),
            float(bool(own_level)),
            float(own_sort == "street"),
            float(own_sort == "building"),
            float(own_sort in {"water", "land"}),
            float(after_sort == "organisation"),
            float(after_sort == "street"),
            float(after_sort == "building"),
            float(bool(level)),
            float(s.source == "entity"),
            float(s.source == "preposition"),
            float(s.source == "feature"),
            float(listed),
            float(pos[j - 1] == "PROPN"),
            float(pos[j - 1] == "ADJ"),
            float(pos[j - 1] == "NOUN"),
            float(bool(s.entries) and int(gazetteer.kind[s.entries[0]]) == CITY and size >= 6),
            float(longest.get(i, j) > j),
            float(label[j] == label[j - 1] != "" and not tokens.begin[j] if j < n else False),
            float(i > 0 and label[i - 1] == label[i] != "" and not tokens.begin[i]),
        ]


def _word(tokens: Tokens, i: int) -> str:
    if i < 0 or i >= len(tokens) or tokens.space[i]:
        return "^" if i < 0 else "$"
    return str(tokens.lower[i])


def _alignment(tokens: Tokens, s: Spot) -> tuple[str, str]:
    """How the spot lies to the entity at its last word (exact, head, tail, inner, over, none), and its label."""
    i, j = s.first, s.last
    tagged = tokens.label[j - 1] or tokens.label[i]
    if not tagged:
        return "none", ""
    k = j - 1 if tokens.label[j - 1] else i
    a = k
    while a > 0 and not tokens.begin[a]:
        a -= 1
    b = k + 1
    while b < len(tokens) and tokens.label[b] == tokens.label[k] and not tokens.begin[b]:
        b += 1
    while a < b and tokens.lower[a] == "the":
        a += 1
    while b > a and tokens.lower[b - 1] in {"'s", "’s", "'", "’"}:
        b -= 1
    if (a, b) == (i, j):
        return "exact", tagged
    if a == i and b > j:
        return "head", tagged
    if b == j and a < i:
        return "tail", tagged
    if a < i and b > j:
        return "inner", tagged
    return "over", tagged
