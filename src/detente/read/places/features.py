"""What is said of each candidate span: named properties and numbers, for the recogniser to weigh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from detente.read.places.candidates import Words
from detente.read.places.gazetteer import CITY, Gazetteer
from detente.read.places.spotting import PLACE_LABELS, Spot
from detente.read.places.tokens import Tokens

_LEVELS = ("admin2", "admin1", "city")
_KINDS = ("other", "country", "admin1", "admin2", "city")


def describe(tokens: Tokens, spots: Sequence[Spot], gazetteer: Gazetteer, words: Words) -> None:
    """Set ``features``, ``numbers`` and ``surname`` of each spot."""
    article = _Article(tokens, spots)
    for spot, (where, tagged) in zip(spots, article.entities, strict=True):
        facts = _facts(spot, where, tagged, article, gazetteer, words)
        spot.surname = where == "tail" and tagged == "PERSON" and facts.in_person_names > 0
        spot.features = _named(spot, facts, tokens)
        spot.numbers = _numbers(spot, facts, tokens)


class _Article:
    """What all candidates of an article say of each other.

    Attributes:
        entities: how each spot lies to the parser's entity there, and its label.
        seen: how often each surface is read as what.
        persons: first and last words of persons' full names.
        lowercase: words that the article has without a capital, too.
        begins, ends, spans, longest: where the spots that the gazetteer knows begin and end; the farthest end by start.
    """

    def __init__(self, tokens: Tokens, spots: Sequence[Spot]) -> None:
        self.tokens = tokens
        self.entities = [tokens.entity_at(s.first, s.last) for s in spots]
        self.seen: dict[str, Counter[str]] = {}
        for s, (where, tagged) in zip(spots, self.entities, strict=True):
            read_as = tagged if where == "exact" else f"in-{tagged}" if tagged else "O"
            self.seen.setdefault(s.text, Counter())[read_as] += 1
        self.persons: Counter[str] = Counter()
        for entity in tokens.doc.ents:
            if entity.label_ == "PERSON" and entity.end - entity.start > 1:
                self.persons[tokens.text[entity.end - 1]] += 1
                self.persons[tokens.text[entity.start]] += 1
        self.lowercase = {w for w, capital in zip(tokens.lower, tokens.capital, strict=True) if not capital}
        known = [s for s in spots if s.entries]
        self.spans = {(s.first, s.last) for s in known}
        self.begins, self.ends = {s.first for s in known}, {s.last for s in known}
        self.longest: dict[int, int] = {}
        for s in known:
            self.longest[s.first] = max(self.longest.get(s.first, 0), s.last)

    def in_longer(self, i: int, j: int) -> bool:
        """Whether a known name of a few words more covers tokens ``i`` to ``j``."""
        return any(
            (a, b) in self.spans and (a, b) != (i, j)
            for a in range(max(0, i - 3), i + 1)
            for b in range(j, min(len(self.tokens), j + 3) + 1)
        )


@dataclass(slots=True, kw_only=True)
class _Facts:
    """What is true of one spot; ``before`` and ``after`` are the words around it, the nearer first."""

    kind: str
    size: int
    where: str
    tagged: str
    before: tuple[str, str]
    after: tuple[str, str]
    locative: str
    strong: bool
    preposition: bool
    capital_before: bool
    capital_after: bool
    own_sort: str
    own_level: str
    next_sort: str
    next_level: str
    title: bool
    place_after_comma: bool
    place_before_comma: bool
    in_longer: bool
    longer_exists: bool
    listed: int
    common: bool
    case: str
    shape: str
    in_person_names: int
    seen: Counter[str]
    big_city: bool


def _facts(s: Spot, where: str, tagged: str, article: _Article, gazetteer: Gazetteer, words: Words) -> _Facts:
    t, n = article.tokens, len(article.tokens)
    i, j = s.first, s.last
    previous, following = t.word(i - 1), t.word(j)
    before = (previous, t.word(i - 2) if previous != "^" else "^")
    locative = before[1] if previous == "the" else previous
    capital_after = j < n and t.capital[j] and t.text[j][:1].isalpha()
    last = t.lower[j - 1]
    kind = s.table or (_KINDS[int(gazetteer.kind[s.entries[0]])] if s.entries else "none")
    people = max((int(gazetteer.pop[e]) for e in s.entries[:8]), default=0)
    size = len(str(people)) if people else 0
    return _Facts(
        kind=kind,
        size=size,
        where=where,
        tagged=tagged,
        before=before,
        after=(following, t.word(j + 1) if following != "$" else "$"),
        locative=locative,
        strong=locative in words.strong,
        preposition=locative in words.locative,
        capital_before=i > 0 and t.capital[i - 1] and not t.first[i - 1] and t.pos[i - 1] == "PROPN",
        capital_after=capital_after,
        own_sort=words.feature.get(last.rstrip("."), "") if j - i > 1 else "",
        own_level=_level(last, words) if j - i > 1 else "",
        next_sort=words.feature.get(following.rstrip("."), "") if capital_after else "",
        next_level=_level(following, words),
        title=previous.rstrip(".") in words.title,
        place_after_comma=following == "," and (j + 1) in article.begins,
        place_before_comma=previous == "," and (i - 1) in article.ends,
        in_longer=article.in_longer(i, j),
        longer_exists=article.longest.get(i, j) > j,
        listed=sum(1 for k in (i - 1, j) if 0 <= k < n and t.lower[k] in {",", "and", "or", ";"}),
        common=last in article.lowercase,
        case="first" if t.first[i] else "headline" if t.headline[i] else "inside",
        shape="upper" if s.text.isupper() and len(s.text) > 1 else "title",
        in_person_names=article.persons[t.text[i]] + (article.persons[t.text[j - 1]] if j - i > 1 else 0),
        seen=article.seen[s.text],
        big_city=bool(s.entries) and int(gazetteer.kind[s.entries[0]]) == CITY and size >= 6,
    )


def _level(word: str, words: Words) -> str:
    return next((k for k in _LEVELS if word in words.level[k]), "")


def _named(s: Spot, f: _Facts, t: Tokens) -> list[str]:
    """Properties that are there or not. What stands on both sides of a bar is weighed together."""
    i, j = s.first, s.last
    tagged = f"{f.where}:{f.tagged}"
    total = sum(f.seen.values())
    gpe, person = f.seen["GPE"] + f.seen["LOC"], f.seen["PERSON"] + f.seen["in-PERSON"]
    head = t.doc[i:j].root
    names = min(f.in_person_names, 2)
    (p1, p2), (n1, n2) = f.before, f.after
    found = [
        f"kind={f.kind}",
        f"size={f.size}",
        f"ner={tagged}",
        f"ner={tagged}|{f.kind}",
        f"src={s.source}|{tagged}",
        f"p1={p1}",
        f"n1={n1}",
        f"p2={p2}|{p1}",
        f"n2={n1}|{n2}",
        f"loc={f.locative}|{f.kind}",
        f"tags={'-'.join(t.tag[i:j][:3])}",
        f"dep={head.dep_}",
        f"head={t.lower[t.head[head.i]]}",
        f"len={j - i}",
        f"len={j - i}|{f.kind}",
        f"after={f.next_sort}|{f.kind}",
        f"own={f.own_sort}|{tagged}",
        f"level={f.next_level}|{f.kind}",
        f"ownlevel={f.own_level}",
        f"shape={f.shape}|{f.case}",
        f"capb={f.capital_before}|capa={f.capital_after}|{f.kind}",
        f"capb={f.capital_before}|{tagged}",
        f"capa={f.capital_after}|{tagged}",
        f"title={f.title}",
        f"comma={f.place_after_comma}|{f.place_before_comma}|{f.kind}",
        f"surname={names}|{tagged}",
        f"surname={names}|{f.kind}|{f.size >= 6}",
        f"p1={p1}|{tagged}",
        f"n1={n1}|{tagged}",
        f"p1={p1}|n1={n1}",
        f"share={round(3 * gpe / total)}|{round(3 * person / total)}|{tagged}",
        f"common={f.common}|{f.kind}",
        f"inlonger={f.in_longer}",
        f"listed={f.listed}|{f.kind}",
        f"case={f.case}|{tagged}",
    ]
    if f.own_sort or f.own_level:  # the generic word only: names of places would be learnt by heart
        found.append(f"last={t.lower[j - 1]}")
    if f.kind in {"adjective", "people", "after"}:
        found += [f"{f.kind}:n1tag={t.tag[j] if j < len(t) else '$'}", f"{f.kind}:tag={t.tag[j - 1]}"]
    if f.capital_after and n1 != "$":
        found.append(f"nextcap={n1}")
    return found


def _numbers(s: Spot, f: _Facts, t: Tokens) -> dict[str, float]:
    """Numbers by name, most of them true or false."""
    exact, tagged, seen = f.where == "exact", f.tagged, f.seen
    total = sum(seen.values())
    gpe = seen["GPE"] + seen["LOC"]
    numbers: dict[str, float] = {
        "digits_of_population": f.size / 7.0,
        "candidates": min(len(s.entries), 30) / 30.0,
        "gpe_share": gpe / total,
        "person_share": (seen["PERSON"] + seen["in-PERSON"]) / total,
        "org_share": (seen["ORG"] + seen["in-ORG"]) / total,
        "gpe_count": min(gpe, 5) / 5.0,
        "count": min(total, 6) / 6.0,
        "in_person_names": min(f.in_person_names, 3) / 3.0,
        "ner_place": exact and tagged in PLACE_LABELS,
        "ner_person": exact and tagged == "PERSON",
        "ner_in_person": not exact and tagged == "PERSON",
        "ner_org": exact and tagged == "ORG",
        "ner_in_org": not exact and tagged == "ORG",
        "ner_norp": exact and tagged == "NORP",
        "ner_none": not tagged,
        "capital_before": f.capital_before,
        "capital_after": f.capital_after,
        "title_before": f.title,
        "strong_preposition": f.strong,
        "preposition": f.preposition,
        "comma_place_after": f.place_after_comma,
        "place_comma_before": f.place_before_comma,
        "in_longer_name": f.in_longer,
        "also_lower_case": f.common,
        "sentence_start": f.case == "first",
        "headline": f.case == "headline",
        "all_caps": f.shape == "upper",
        "words": s.last - s.first,
        "country": f.kind == "country",
        "admin1": f.kind == "admin1",
        "admin2": f.kind == "admin2",
        "city": f.kind == "city",
        "unknown": f.kind == "none",
        "adjective": f.kind == "adjective",
        "people": f.kind == "people",
        "table": f.kind == "name",
        "after_comma_only": f.kind == "after",
        "region": f.kind == "other",
        "level_word": bool(f.own_level),
        "street": f.own_sort == "street",
        "building": f.own_sort == "building",
        "water_or_land": f.own_sort in {"water", "land"},
        "then_organisation": f.next_sort == "organisation",
        "then_street": f.next_sort == "street",
        "then_building": f.next_sort == "building",
        "then_level": bool(f.next_level),
        "by_entity": s.source == "entity",
        "by_preposition": s.source == "preposition",
        "by_feature": s.source == "feature",
        "listed": f.listed,
        "propn": t.pos[s.last - 1] == "PROPN",
        "adj": t.pos[s.last - 1] == "ADJ",
        "noun": t.pos[s.last - 1] == "NOUN",
        "big_city": f.big_city,
        "longer_exists": f.longer_exists,
        "entity_goes_on": t.same_entity(s.last),
        "entity_began": t.same_entity(s.first),
    }
    return numbers
