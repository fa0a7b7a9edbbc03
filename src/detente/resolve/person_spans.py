"""People's names in one article: where they stand, the titles beside them, and what the tables offer for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from detente.knowledge import Knowledge, NameHit
from detente.knowledge.build import surnames
from detente.knowledge.fold import fold, key, mended
from detente.records import Decision, Place
from detente.resolve.lexicon import Words
from detente.resolve.names import Name
from detente.resolve.personhood import Personhood
from detente.resolve.titles import Title, TitleReader
from detente.resolve.trimming import Trimming
from detente.resolve.words import Parsed

if TYPE_CHECKING:
    from detente.resolve.people import Person

# Words of organisations that are surnames as well.
_SURNAMES_TOO = frozenset(
    ["church", "post", "front", "bank", "service", "college", "trust", "fund", "school", "sheriff"]
)
_HE_OR_SHE = frozenset(["he", "she", "his", "her"])
_MONTHS = frozenset(["march", "april", "may", "june", "august"])
_HOUSES = frozenset(["house", "hall", "building", "campus"])
_OF_A_PERSON = frozenset(
    ["administration", "campaign", "government", "cabinet", "presidency", "team", "council", "party"]
)
_BEFORE_MONTHS = frozenset(
    [
        "in",
        "late",
        "early",
        "mid",
        "since",
        "until",
        "till",
        "last",
        "next",
        "this",
        "during",
        "through",
        "end",
        "previous",
    ]
)
# Surnames that are also words with which a sentence may begin.
_WORDS = frozenset(
    [
        "may",
        "will",
        "can",
        "march",
        "april",
        "june",
        "grant",
        "long",
        "young",
        "price",
        "rich",
        "rice",
        "case",
        "cook",
        "king",
        "bill",
        "mark",
        "frank",
        "wells",
        "brown",
        "white",
        "black",
        "green",
        "stone",
        "day",
        "page",
        "ball",
        "love",
        "hope",
        "walker",
        "paul",
    ]
)


@dataclass(slots=True)
class PersonSpan:
    """A person's name in the text: tokens ``start`` to before ``end``, titles beside it, and what the tables offer.

    Attributes:
        sure: whether the recogniser, the tables or a title say that it is a name of a person.
        town: whether the step that finds places takes the same words for one.
    """

    start: int
    end: int
    key: str
    hits: tuple[NameHit, ...]
    sure: bool
    town: bool = False
    title: Title | None = None
    apposition: Title | None = None
    person: Person | None = None
    decision: Decision | None = None

    def titles(self) -> Iterable[Title]:
        """The titles given here."""
        return (t for t in (self.title, self.apposition) if t is not None)


class PersonFinder:
    """Finds the names of people in one article."""

    def __init__(
        self,
        parsed: Parsed,
        names: list[Name],
        knowledge: Knowledge,
        words: Words,
        titles: TitleReader,
        places: Iterable[Place] = (),
    ) -> None:
        self.parsed = parsed
        self.names = names
        self.knowledge = knowledge
        self.words = words
        self.titles = titles
        self.places = {(q.start, q.end) for q in places}
        self.trimming = Trimming(parsed, names, words, titles)
        self.personhood = Personhood(parsed, knowledge, words, titles)
        self.taken: dict[int, PersonSpan] = {}

    def find(self) -> list[PersonSpan]:
        """Spans of people's names, with their titles, in order of text."""
        p = self.parsed
        taken: dict[int, PersonSpan] = {}
        spans: list[PersonSpan] = []

        def add(start: int, end: int, hits: tuple[NameHit, ...], sure: bool) -> None:
            start, end = self.trimming.trimmed(start, end)
            if end <= start or any(i in taken for i in range(start, end)):
                return
            surface = p.surface(start, end)
            k = " ".join(x for x in p.keys[start:end] if x) if surface.isascii() else key(mended(surface))
            if not k or len(k) < 2 or (not hits and self._no_person(start, end)):
                return
            if not hits and self._names_nobody(start, end, k):
                return
            entry = self.words.titles.get(p.lower[start])
            surname = k in self.named_in_full and p.cap[start] and p.lower[start - 1 : start] != ["the"]
            if end - start == 1 and entry and entry.kind == "office" and not surname and not self._titled(start):
                return  # "the Pope": a title, whose holder is found with the other titles
            if not hits and self._only_title(start, end):
                return
            town = (p.idx[start], p.end(end - 1)) in self.places
            span = PersonSpan(start=start, end=end, key=k, hits=hits, sure=sure, town=town)
            spans.append(span)
            for i in range(start, end):
                taken[i] = span

        for name in self.names:
            full = name.of_kind("full")
            if full and (name.end - name.start > 1 or len(full) == len(name.hits)):
                start, end = self.trimming.widened(name.start, name.end)
                hits = full if (start, end) == (name.start, name.end) else ()
                if (hits or end - start > 1) and not self._opens_a_body(end - 1):
                    add(start, end, hits, True)
        for start, end, label in self._recognised():
            person = label == "PERSON" or self.personhood.mistaken_for_other(start, end, label)
            if person and not self._is_other(start, end):
                add(start, end, (), True)
        i = 0
        while i < p.n:
            if i not in taken and p.cap[i] and p.pos[i] == "PROPN" and i > 0 and self._titled(i):
                j = i
                while (
                    j < p.n
                    and j - i < 4
                    and p.cap[j]
                    and p.pos[j] == "PROPN"
                    and j not in taken
                    and p.sent[j] == p.sent[i]
                ):
                    j += 1
                if not self._is_other(i, j):
                    add(i, j, (), True)
                i = j
            i += 1
        for start, end in self._speakers():
            add(start, end, (), True)
        self.taken = taken
        self._loose(taken, add)
        spans.sort(key=lambda s: s.start)
        previous_end = 0
        for span in spans:
            floor = max(p.sentence(span.start).start, previous_end)
            span.title = self.titles.before(span.start, floor)
            span.apposition = self.titles.after(span.start, span.end) or self._apposed_to(span)
            if span.title is None and span.apposition is None:
                span.apposition = self._before_comma(span, floor)
            if not span.hits:
                span.hits = self._hits(span)
            previous_end = span.end
        return spans

    def _recognised(self) -> Iterable[tuple[int, int, str]]:
        """What the recogniser finds, and the name after the owner's in one stretch: "Marlow Press' Jo Orr"."""
        p = self.parsed
        for ent in p.ents:
            owned = next(
                (
                    i + 1
                    for i in range(ent.start + 1, ent.end - 2)
                    if p.text[i] in ("'s", "’s", "'", "’") and p.text[i - 1][-1:].isalpha() and p.cap[i + 1]
                ),
                None,
            )
            yield ent.start, (ent.end if owned is None else owned - 1), ent.label_
            if owned is not None:
                yield owned, ent.end, ent.label_

    def _speakers(self) -> Iterable[tuple[int, int]]:
        """Names of which nothing is known, but which say something of a he or she: "Orr said he would"."""
        p = self.parsed
        for i in range(p.n):
            if p.lower[i] not in _HE_OR_SHE or p.pos[i] != "PRON":
                continue
            verb = next((k for k in p.ancestors(i) if p.pos[k] == "VERB" and k < i and p.saying(k)), -1)
            subject = next((c for c in p.children[verb] if p.dep[c] == "nsubj"), -1) if verb >= 0 else -1
            if not 0 <= subject < verb or p.pos[subject] != "PROPN" or p.sent[subject] != p.sent[i]:
                continue
            start = p.left_edge(subject)
            words, last = self.words, p.keys[subject]
            body = last in words.org_sectors or last in words.regions or last in words.collectives
            if (
                subject - start < 3
                and all(
                    p.cap[k] and p.pos[k] == "PROPN" and k not in self.titles.name_at for k in range(start, subject + 1)
                )
                and not body
                and not any(last in group for group in words.not_orgs.values())
                and (p.idx[start], p.end(subject)) not in self.places
                and not (p.text[subject].isupper() and len(p.text[subject]) > 1)
            ):
                yield start, subject + 1

    def _names_nobody(self, start: int, end: int, k: str) -> bool:
        """Whether a stretch is made of words for offices and bodies ("Secretary General", "Cabinet"), or a month."""
        p, words = self.parsed, self.words
        before = words.titles.get(p.lower[start - 1]) if start else None
        if before is not None and before.kind == "honorific":
            return False
        if k in words.not_orgs["all"]:
            return True
        if end - start == 1:
            if k in _MONTHS and p.dep[start] not in ("nsubj", "nsubjpass", "poss") and self._dated(start):
                return True
            if k in self.named_in_full and k not in words.sets["of offices and bodies"]:
                return False
        return all(
            w in words.titles
            or w in words.sets["of offices and bodies"]
            or (w in words.org_sectors and w not in _SURNAMES_TOO)
            or w in words.body_words
            for w in p.keys[start:end]
            if w
        )

    def _dated(self, i: int) -> bool:
        """Whether a month's name is one by the words beside it: "in late May", "May 2017"."""
        p = self.parsed
        before = p.lower[i - 1] if i else ""
        number = i + 1 < p.n and p.text[i + 1].isdigit()
        return number or before in _BEFORE_MONTHS or (before.isdigit() and p.sent[i - 1] == p.sent[i])

    def _only_title(self, start: int, end: int) -> bool:
        """Whether a stretch is a title before a name ("Chief Justice" Orr), or a word written small elsewhere."""
        p, titles = self.parsed, self.words.titles
        goes_on = end < p.n and p.cap[end] and p.pos[end] == "PROPN" and p.sent[end] == p.sent[start]
        if goes_on and p.lower[end - 1] in titles:
            return titles[p.lower[end - 1]].kind == "office" and p.keys[end - 1] not in self.named_in_full
        opens = p.starts[p.sent[start]] == start
        return (
            end - start == 1
            and opens
            and p.lower[start] in p.common
            and not goes_on
            and p.tag[end : end + 1] == ["POS"]
        )

    def _loose(self, taken: dict[int, PersonSpan], add: object) -> None:
        """Single proper nouns that are the surname of somebody named in full elsewhere, where it was missed."""
        p = self.parsed
        shorts: set[str] = set()
        named = {span.key for span in taken.values()}
        for span in {id(s): s for s in taken.values()}.values():
            if span.end - span.start > 1:
                shorts.update(surnames(span.key, ""))
        for i in range(p.n):
            if i in taken or not p.cap[i]:
                continue
            k = p.keys[i]
            if k in shorts and (p.pos[i] == "PROPN" or p.ent[i] == "PERSON" or p.lower[i] not in _WORDS):
                if not self._opens_a_body(i):
                    add(i, i + 1, (), False)  # type: ignore[operator]
            elif self._once_a_person(i, named):
                add(i, i + 1, (), True)  # type: ignore[operator]
            elif (
                p.pos[i] == "PROPN"
                and i not in self.titles.name_at
                and p.ent[i] not in ("LOC", "DATE", "FAC")
                and (p.ent[i] != "NORP" or k in named)
                and (k in named or (p.idx[i], p.end(i)) not in self.places)
            ):
                # A name alone, of somebody high in office: "Putin said".
                high = any(
                    h.kind == "surname" and self.knowledge.weight(h.entity) >= 8 for h in self.knowledge.named(k)
                )
                before = i > 0 and p.cap[i - 1] and p.pos[i - 1] == "PROPN"
                after = i + 1 < p.n and p.cap[i + 1] and p.pos[i + 1] == "PROPN"
                again = k in named and k not in _WORDS and self._name_alone(i)
                if (high or again) and not before and not after:
                    add(i, i + 1, (), False)  # type: ignore[operator]

    def _name_alone(self, i: int) -> bool:
        """Whether nothing beside a single name, or in the name itself, speaks for a place, body or people."""
        p, words = self.parsed, self.words
        if (
            p.tag[i] != "NNP"
            or p.ent[i] == "ORG"
            or (p.idx[i], p.end(i)) in self.places
            or p.keys[i] in words.org_sectors
        ):
            return False
        of_things = p.dep[i] == "compound" and p.head[i] > i and not self._of_people(p.lower[p.head[i]])
        if of_things:
            return False  # "a Kalashnikov rifle"
        return i == 0 or p.sent[i - 1] != p.sent[i] or p.pos[i - 1] not in ("DET", "ADJ", "PRON", "NUM")

    def _of_people(self, word: str) -> bool:
        """Whether a noun is of people who are somebody's: supporters, aides, a campaign."""
        words, one = self.words, word.removesuffix("s")
        return bool({word, one} & words.people) or one in words.titles or word in _OF_A_PERSON

    def _opens_a_body(self, i: int) -> bool:
        """Whether a surname is the first word of a body's or building's name: "Kushner Companies", "Trump Tower"."""
        p = self.parsed
        if i + 1 >= p.n or not p.cap[i + 1] or p.pos[i + 1] != "PROPN" or not i < p.head[i] <= i + 4 or p.headline(i):
            return False
        end = i + 1
        while (
            end + 1 < p.n and end - i < 4 and p.cap[end + 1] and p.pos[end + 1] == "PROPN" and p.dep[end] == "compound"
        ):
            end += 1
        last = p.keys[end]
        if last in _OF_A_PERSON:
            return False  # "the Orr Administration": of that person
        return (last in self.words.org_sectors and last not in _SURNAMES_TOO) or last in (
            self.words.not_orgs["last"] | _HOUSES
        )

    def _once_a_person(self, i: int, named: set[str]) -> bool:
        """Whether a token is a name that stood for a person before, and that acts here: "Myers said"."""
        p = self.parsed
        k = p.keys[i]
        if k not in named or p.pos[i] != "PROPN" or i in self.titles.name_at or (p.idx[i], p.end(i)) in self.places:
            return False
        return (p.dep[i] in ("nsubj", "nsubjpass") or p.tag[i + 1 : i + 2] == ["POS"]) and k not in _WORDS

    def _no_person(self, start: int, end: int) -> bool:
        """Whether a stretch that the recogniser takes for a person is a town, a road, a machine or half of a body."""
        p, words = self.parsed, self.words
        if any(c.isdigit() for t in p.text[start:end] for c in t):
            return True
        if self._titled(start):
            return False
        if p.ent[start] == "PERSON" and not self._known(start, end) and self.personhood.mistaken_for_person(start, end):
            return True
        at = (p.idx[start], p.end(end - 1))
        if at in self.places and not self._surname(start, end):
            return end - start == 1 or p.keys[start] not in words.first_names
        if end - start == 1 and p.text[start].isupper() and 1 < len(p.text[start]) <= 4 and not p.headline(start):
            return True  # letters that stand for something
        # "Rapides Parish Fire" before "District": the name goes on, and is that of a thing or a body.
        if end < p.n and p.pos[end] == "PROPN" and p.cap[end] and p.head[end - 1] == end:
            last = p.keys[end]
            return last in words.org_sectors or last in words.not_orgs["last"]
        last = p.keys[end - 1]
        return end - start > 1 and (
            last in words.not_orgs["last"] or (last in words.org_sectors and last not in _SURNAMES_TOO)
        )

    def _known(self, start: int, end: int) -> bool:
        """Whether a name is one of the tables: whole, or as the surname of somebody high in office or named in full."""
        k = " ".join(x for x in self.parsed.keys[start:end] if x)
        return self._surname(start, end) or (" " in k and bool(self.knowledge.named(k)))

    def _surname(self, start: int, end: int) -> bool:
        """Whether a name that is also a town's is somebody's in the article, or of somebody high in office."""
        p = self.parsed
        k = " ".join(x for x in p.keys[start:end] if x)
        if any(self.knowledge.weight(h.entity) >= 5 for h in self.knowledge.named(k) if h.kind in ("surname", "full")):
            return True
        return k in self.named_in_full

    @cached_property
    def named_in_full(self) -> frozenset[str]:
        """Last names of those whom the recogniser finds with more than one name."""
        p = self.parsed
        return frozenset(p.keys[e.end - 1] for e in p.ents if e.label_ == "PERSON" and e.end - e.start > 1)

    def _is_other(self, start: int, end: int) -> bool:
        """Whether the stretch is the name of a state or body of the tables, and no title says that it is a person."""
        name = self.titles.name_at.get(start)
        if name is None or name.start > start or name.end < end:
            return False
        if name.of_kind("full"):
            return False
        # "The Justice Department": the title before is part of the body's name.
        return name.start < start or not self._titled(start)

    def _titled(self, i: int) -> bool:
        """Whether a title or honorific stands directly before token ``i``."""
        if i == 0:
            return False
        p = self.parsed
        before = p.lower[i - 1]
        entry = self.words.titles.get(before)
        if entry is None or p.sent[i - 1] != p.sent[i]:
            return False
        return p.cap[i - 1] or entry.kind == "honorific" or entry.kind == "office"

    def _apposed_to(self, span: PersonSpan) -> Title | None:
        """The title that the name explains: "the Russian president, Vladimir Putin", "the head of the party, X"."""
        p = self.parsed
        root = p.root(span.start, span.end)
        head = self._spoken_for(p.head[root])
        if p.dep[root] != "appos" or head >= span.start or p.sent[head] != p.sent[root]:
            return None
        # "Her husband, former President Jo Orr": the title before the name belongs to it.
        first = span.title.start if span.title is not None else span.start
        between = range(head + 1, first)
        # Only what belongs to the title may stand between: "of the party", and the comma.
        near = len(between) <= 2 or (
            len(between) <= 12
            and p.text[first - 1] == ","
            and p.lower[head + 1] in ("of", "for", "at")
            and not any(p.text[i] in (",", ";", ":") for i in between[:-1])
        )
        if near and p.lower[head] in self.words.titles:
            return self.titles.wide(p.left_edge(head), head)
        return None

    def _spoken_for(self, i: int) -> int:
        """Of "a spokesman for the secretary-general, Jo Orr" the spokesman, whom the name explains."""
        p = self.parsed
        above = p.head[i]
        if p.dep[i] == "pobj" and p.lower[above] == "for" and p.lower[p.head[above]].startswith("spokes"):
            return p.head[above]
        return i

    def _before_comma(self, span: PersonSpan, floor: int) -> Title | None:
        """A title before a comma, though not parsed so: "Vostavia's envoy to Morania, Jo Orr said"."""
        p = self.parsed
        comma, end = span.start - 1, span.end
        if comma <= floor or p.text[comma] != "," or end - span.start < 2 or end >= p.n:
            return None
        closed = p.text[end] == ","
        for i in range(comma - 1, max(floor, comma - 12) - 1, -1):
            if p.lower[i] in self.words.titles and self.words.titles[p.lower[i]].kind == "office":
                complement = i + 1 == comma or p.lower[i + 1] in ("of", "for", "to", "in", "at")
                told = closed or (p.pos[end] in ("VERB", "AUX") and p.dep[i] != "pobj")
                left = p.left_edge(i)
                known = left < i and (p.lower[left] == "the" or any(k in self.titles.name_at for k in range(left, i)))
                if not (complement and told and known) or p.pos[i] == "VERB":
                    return None
                return self.titles.wide(left, i)
            if p.pos[i] not in ("NOUN", "PROPN", "ADJ", "ADP", "DET", "PART", "CCONJ"):
                return None
        return None

    def _apart(self, span: PersonSpan) -> str:
        """The key with initials that were written as one word taken apart: "Jo HW Orr"."""
        p = self.parsed
        out: list[str] = []
        for i in range(span.start, span.end):
            letters = p.text[i].replace(".", "")
            middle = span.start < i < span.end - 1
            out += list(p.keys[i]) if middle and letters.isupper() and len(letters) in (2, 3) else [p.keys[i]]
        return " ".join(w for w in out if w)

    def _hits(self, span: PersonSpan) -> tuple[NameHit, ...]:
        """What the tables offer for a name that was not found as a whole: without initials, folded, by surname."""
        words = span.key.split()
        knowledge = self.knowledge
        if len(words) > 1:
            plain = [w for w in words if len(w) > 1 and w not in ("jr", "sr")]
            for form in (span.key, " ".join(plain), self._apart(span)):
                hits = tuple(h for h in knowledge.named(form) if h.kind == "full")
                if hits:
                    return hits
            folded = fold(self.parsed.surface(span.start, span.end))
            hits = tuple(h for h in knowledge.folded(folded) if h.kind == "full")
            # Several words may be a surname alone: Van der Bellen, Pena Nieto.
            return hits or tuple(h for h in knowledge.named(span.key) if h.kind == "surname")
        hits = tuple(h for h in knowledge.named(span.key) if h.kind in ("surname", "full"))
        if hits:
            return hits
        folded = fold(span.key)
        return tuple(h for h in knowledge.folded(folded) if h.kind in ("surname", "full")) if len(folded) >= 4 else ()
