"""Stretches of capital words that look like people's names and are none: offices, bodies, towns, months, machines."""

from __future__ import annotations

from functools import cached_property

from detente.knowledge import Knowledge
from detente.resolve.lexicon import Words
from detente.resolve.personhood import Personhood
from detente.resolve.titles import TitleReader
from detente.resolve.words import Parsed

# Words of organisations that are surnames as well.
_SURNAMES_TOO = frozenset(
    ["church", "post", "front", "bank", "service", "college", "trust", "fund", "school", "sheriff"]
)
_MONTHS = frozenset(["march", "april", "may", "june", "august"])
_HOUSES = frozenset(["house", "hall", "building", "campus"])
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
OF_A_PERSON = frozenset(
    ["administration", "campaign", "government", "cabinet", "presidency", "team", "council", "party"]
)


class Lookalikes:
    """Tells, in one article, people's names from what is like them."""

    def __init__(
        self,
        parsed: Parsed,
        knowledge: Knowledge,
        words: Words,
        titles: TitleReader,
        personhood: Personhood,
        places: set[tuple[int, int]],
    ) -> None:
        self.parsed = parsed
        self.knowledge = knowledge
        self.words = words
        self.titles = titles
        self.personhood = personhood
        self.places = places

    def names_nobody(self, start: int, end: int, k: str) -> bool:
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

    def only_title(self, start: int, end: int) -> bool:
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

    def opens_a_body(self, i: int) -> bool:
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
        if last in OF_A_PERSON:
            return False  # "the Orr Administration": of that person
        return (last in self.words.org_sectors and last not in _SURNAMES_TOO) or last in (
            self.words.not_orgs["last"] | _HOUSES
        )

    def no_person(self, start: int, end: int) -> bool:
        """Whether a stretch that the recogniser takes for a person is a town, a road, a machine or half of a body."""
        p, words = self.parsed, self.words
        if any(c.isdigit() for t in p.text[start:end] for c in t):
            return True
        if self.titled(start):
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

    def is_other(self, start: int, end: int) -> bool:
        """Whether the stretch is the name of a state or body of the tables, and no title says that it is a person."""
        name = self.titles.name_at.get(start)
        if name is None or name.start > start or name.end < end:
            return False
        if name.of_kind("full"):
            return False
        # "The Justice Department": the title before is part of the body's name.
        return name.start < start or not self.titled(start)

    def titled(self, i: int) -> bool:
        """Whether a title or honorific stands directly before token ``i``."""
        if i == 0:
            return False
        p = self.parsed
        before = p.lower[i - 1]
        entry = self.words.titles.get(before)
        if entry is None or p.sent[i - 1] != p.sent[i]:
            return False
        return p.cap[i - 1] or entry.kind == "honorific" or entry.kind == "office"
