"""Whether a name is a person's: the recogniser's label is one witness, and what stands around the name the others.

Many names that the recogniser calls organisations and that are made like a person's are people, and some that it calls
people are towns, shows and events.
"""

from __future__ import annotations

from functools import cached_property

from detente.knowledge import Knowledge
from detente.knowledge.build import PARTICLES
from detente.resolve.lexicon import Words
from detente.resolve.titles import TitleReader
from detente.resolve.words import CLOSING, OPENING, Parsed

_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
# Prepositions before places, and before people only in rare turns ("faith in Orr").
AT_PLACES = frozenset(["in", "near", "outside", "inside", "around", "at", "along", "across", "throughout", "beyond"])
_LABELS = frozenset(["ORG", "GPE", "NORP", "PRODUCT", "WORK_OF_ART", "FAC", "LOC", "EVENT"])
_ARTICLES = frozenset(["the", "a", "an"])
_ENOUGH = 1.6  # for a name that the recogniser calls something else
_TOO_LITTLE = -1.4  # for one that it calls a person
_MOST_WORDS = 3


class Personhood:
    """Weighs it for the names of one article."""

    def __init__(
        self,
        parsed: Parsed,
        knowledge: Knowledge,
        words: Words,
        titles: TitleReader,
    ) -> None:
        self.parsed = parsed
        self.knowledge = knowledge
        self.words = words
        self.titles = titles

    def mistaken_for_other(self, start: int, end: int, label: str) -> bool:
        """Whether a name that the recogniser calls an organisation or a place is a person's."""
        p, words = self.parsed, self.words
        if label not in _LABELS or not 2 <= end - start <= _MOST_WORDS or self.titles.name_at.get(start) is not None:
            return False
        tokens = range(start, end)
        if not all(p.cap[i] or p.lower[i] in PARTICLES for i in tokens) or not p.cap[start]:
            return False
        if not all(p.keys[i] and p.pos[i] in ("PROPN", "NOUN", "ADJ", "X") for i in tokens):
            return False
        if any(self._of_bodies(p.keys[i]) for i in tokens) or any(i in self.titles.name_at for i in tokens):
            return False
        if all(p.lower[i] in p.common for i in tokens) or (p.text[end - 1].isupper() and len(p.text[end - 1]) > 1):
            return False
        if any(self._is_title(i) for i in tokens):
            return False
        first = p.keys[start]
        if first in words.first_names and label not in ("WORK_OF_ART", "FAC", "LOC", "EVENT"):
            return True
        if label == "NORP":
            return False
        named = 1.0 * (first in words.genders or first in words.first_names) + 0.6 * self._is_surname(p.keys[end - 1])
        return self._said_around(start, end) + named >= _ENOUGH

    def mistaken_for_person(self, start: int, end: int) -> bool:
        """Whether a name that the recogniser calls a person's, and that no table has, is something else's."""
        best = self._weighed.get(self._key(start, end))
        return (self._weight(start, end) if best is None else best) <= _TOO_LITTLE

    def _weight(self, start: int, end: int) -> float:
        p, words = self.parsed, self.words
        known = p.keys[start] in words.genders or p.keys[start] in words.first_names
        surname = 0.6 * (end - start > 1 and self._is_surname(p.keys[end - 1]))
        return 1.5 * (known and end - start > 1) + surname + self._said_around(start, end)

    @cached_property
    def _weighed(self) -> dict[str, float]:
        """By name, what speaks most for a person wherever the recogniser calls it one."""
        out: dict[str, float] = {}
        for e in self.parsed.ents:
            if e.label_ == "PERSON":
                k = self._key(e.start, e.end)
                out[k] = max(out.get(k, -9.0), self._weight(e.start, e.end))
        return out

    def _key(self, start: int, end: int) -> str:
        return " ".join(x for x in self.parsed.keys[start:end] if x)

    def _is_surname(self, word: str) -> bool:
        """Whether somebody in the tables is called so."""
        return any(h.kind == "surname" for h in self.knowledge.named(word))

    def _of_bodies(self, word: str) -> bool:
        words = self.words
        return (
            word in words.org_sectors
            or word in words.collectives
            or word in words.regions
            or any(word in group for group in words.not_orgs.values())
            or word in ("city", "beach", "county", "university", "north", "south", "east", "west", "new", "los", "san")
        )

    def _said_around(self, start: int, end: int) -> float:
        """What the sentence says of a name: above 0 of a person's, below it of something else's."""
        p = self.parsed
        root = p.root(start, end)
        dep, above = p.dep[root], p.head[root]
        score = 0.0
        if dep == "appos" and self._is_title(above):
            score += 1.6  # "the head of security, X"
        if any(p.dep[c] == "appos" and self._is_title(c) for c in p.children[root]):
            score += 1.6  # "X, the head of security"
        if start and self._is_title(start - 1) and p.sent[start - 1] == p.sent[start]:
            score += 1.6
        if end + 2 < p.n and p.text[end] == "," and p.text[end + 1].isdigit() and p.text[end + 2] in (",", "."):
            score += 1.6  # "X, 42,"
        if any(p.dep[c] == "relcl" and self._who(c) for c in p.children[root]):
            score += 1.6
        if dep in _SUBJECTS:
            score += 1.0 if p.saying(above) else 0.5
        if end < p.n and p.tag[end] == "POS":
            score += 0.5
        if p.keys[end - 1] in self._alone or p.keys[start] in self._alone:
            score += 1.0
        of_town = p.lower[above] == "of" and p.lower[p.head[above]] in self.words.towns
        if dep == "pobj" and (p.lower[above] in AT_PLACES or of_town):
            score -= 1.5
        modifies = dep in ("compound", "nmod") and above >= end
        if modifies:
            score -= 1.5 if p.cap[above] else 0.8
        elif p.lower[p.left_edge(root)] in _ARTICLES and not (end < p.n and p.tag[end] == "POS"):
            score -= 1.5
        closing = end + (end < p.n and p.text[end] == ",")
        if start and closing < p.n and p.text[start - 1] in OPENING + "'‘" and p.text[closing] in CLOSING + "'’":
            score -= 1.0
        return score

    def _who(self, verb: int) -> bool:
        p = self.parsed
        return any(p.lower[c] in ("who", "whom") for c in p.children[verb])

    def _is_title(self, i: int) -> bool:
        lower, titles = self.parsed.lower[i], self.words.titles
        return lower in titles or lower.removesuffix("s") in titles

    @cached_property
    def _alone(self) -> frozenset[str]:
        """Words that the recogniser calls people where they stand alone: the surnames of the article."""
        p = self.parsed
        return frozenset(p.keys[e.start] for e in p.ents if e.label_ == "PERSON" and e.end - e.start == 1)
