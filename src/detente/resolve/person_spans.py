"""People's names in one article: where they stand, the titles beside them, and what the tables offer for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.knowledge import Knowledge, NameHit
from detente.knowledge.build import surnames
from detente.knowledge.fold import key, mended
from detente.records import Decision, Place
from detente.resolve.beside_names import BesideName
from detente.resolve.lexicon import Words
from detente.resolve.lookalikes import OF_A_PERSON, Lookalikes
from detente.resolve.names import Name
from detente.resolve.offered import offered
from detente.resolve.personhood import Personhood
from detente.resolve.titles import Title, TitleReader
from detente.resolve.trimming import Trimming
from detente.resolve.words import Parsed

if TYPE_CHECKING:
    from detente.resolve.people import Person

_HE_OR_SHE = frozenset(["he", "she", "his", "her"])
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
        self.lookalikes = Lookalikes(parsed, knowledge, words, titles, self.personhood, self.places)
        self.beside = BesideName(parsed, words, titles)
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
            if not k or len(k) < 2 or (not hits and self.lookalikes.no_person(start, end)):
                return
            if not hits and self.lookalikes.names_nobody(start, end, k):
                return
            entry = self.words.titles.get(p.lower[start])
            surname = k in self.lookalikes.named_in_full and p.cap[start] and p.lower[start - 1 : start] != ["the"]
            if (
                end - start == 1
                and entry
                and entry.kind == "office"
                and not surname
                and not self.lookalikes.titled(start)
            ):
                return  # "the Pope": a title, whose holder is found with the other titles
            if not hits and self.lookalikes.only_title(start, end):
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
                if (hits or end - start > 1) and not self.lookalikes.opens_a_body(end - 1):
                    add(start, end, hits, True)
        for start, end, label in self._recognised():
            person = label == "PERSON" or self.personhood.mistaken_for_other(start, end, label)
            if person and not self.lookalikes.is_other(start, end):
                add(start, end, (), True)
        i = 0
        while i < p.n:
            if i not in taken and p.cap[i] and p.pos[i] == "PROPN" and i > 0 and self.lookalikes.titled(i):
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
                if not self.lookalikes.is_other(i, j):
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
            span.apposition = self.titles.after(span.start, span.end) or self.beside.apposed_to(
                span.start, span.end, span.title
            )
            if span.title is None and span.apposition is None:
                span.apposition = self.beside.before_comma(span.start, span.end, floor)
            if not span.hits:
                span.hits = offered(self.knowledge, p, span.start, span.end, span.key)
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
                if not self.lookalikes.opens_a_body(i):
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
        return bool({word, one} & words.people) or one in words.titles or word in OF_A_PERSON

    def _once_a_person(self, i: int, named: set[str]) -> bool:
        """Whether a token is a name that stood for a person before, and that acts here: "Myers said"."""
        p = self.parsed
        k = p.keys[i]
        if k not in named or p.pos[i] != "PROPN" or i in self.titles.name_at or (p.idx[i], p.end(i)) in self.places:
            return False
        return (p.dep[i] in ("nsubj", "nsubjpass") or p.tag[i + 1 : i + 2] == ["POS"]) and k not in _WORDS
