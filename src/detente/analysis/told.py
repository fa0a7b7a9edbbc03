"""What somebody says about something, as disputes look at it: whether it denies, refers, calls false, counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from detente.analysis.dispute_words import WORD, dispute_words, hollow_stems, one_of_same
from detente.analysis.facts import Fact
from detente.analysis.figures import Figure, figures
from detente.analysis.words import fate_words, stems

_NOT = ("not", "no", "never", "nothing")
# What is denied in one word: "Islamabad denied this".
_POINTERS = (("it",), ("this",), ("that",), ("these",))
# How far after a negation the deed may stand that it denies ("no migrants were pushed"), in words; after "no sign that"
# and the like farther.
_REACH, _REACH_EVIDENCE = 5, 12
# What may follow a word that calls something false.
_LINKS = frozenset(("that", "because", "since", "but", "while", "saying", "insisting", "adding", "too", "however"))


@dataclass(frozen=True, kw_only=True)
class Told:
    """Words of somebody about something.

    Attributes:
        by: actor id; None where nobody is named.
        side: the state that they belong to, else the actor; empty where nobody is named.
        named: sides that the words name.
        around: sides that the article names.
        cue: the words that say that it was said.
        rebel: whether it is those in arms against the state who speak.
        names_of: by side, the words that name it here.
        sentence: the sentence that the words begin in; the words where it is not known.
    """

    by: str | None
    side: str
    text: str
    fact: Fact
    named: frozenset[str]
    around: frozenset[str]
    cue: frozenset[str] = frozenset()
    rebel: bool = False
    names_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sentence: str = ""

    def with_(self, other: Told) -> bool:
        """Whether both are of one side: two ministers of a state are, its rebels are not."""
        return (self.side == other.side and self.rebel == other.rebel) or self.is_(other)

    def is_(self, other: Told) -> bool:
        """Whether both are one person, known by the family name here and by more of the name there."""
        mine, theirs = (re.split(r"[:\W-]+", t.by or "")[1:] for t in (self, other))
        return bool(mine and theirs) and mine[-1] == theirs[-1] and ":" in (self.by or "") and ":" in (other.by or "")

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Words in small letters, in order."""
        return tuple(w.lower().replace("’", "'") for w in WORD.findall(self.text))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Beginnings of the words that carry content; what is counted does, its number does not."""
        same = dispute_words().same
        return frozenset(same.get(stem, stem) for stem in stems(self.text)) - hollow_stems()

    @cached_property
    def head(self) -> frozenset[str]:
        """Its first two stems with content, but those of "the allegation": what is denied, before when and where."""
        known, told = dispute_words(), self.stems
        found = [w for w in map(one_of_same, self.tokens) if w in told and w not in known.reference_stems]
        return frozenset(list(dict.fromkeys(found))[:2])

    @cached_property
    def names(self) -> frozenset[str]:
        """Stems of words that are always written with a capital."""
        words = WORD.findall(self.text)
        small = {one_of_same(w.lower()) for w in words if w[0].islower()}
        return frozenset(one_of_same(w.lower()) for w in words if w[0].isupper()) - small

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """What it counts."""
        return figures(self.text)

    @cached_property
    def denies(self) -> bool:
        """Whether it is introduced as a denial; what is rejected must be called a claim: a proposal is rejected too.

        "Had nothing to do with" what is said then is a denial as well.
        """
        known = dispute_words()
        return self.disowns or bool(self.cue & known.denying) or (bool(self.cue & known.rejecting) and self.refers)

    @cached_property
    def denied(self) -> frozenset[str]:
        """Stems near after a negation."""
        known = dispute_words()
        found: set[str] = set()
        for n, word in enumerate(self.tokens):
            following = self.tokens[n + 1] if n + 1 < len(self.tokens) else ""
            negates = word in known.negating or word.endswith("n't") or (word in known.failing and following == "to")
            if not negates or set(self.tokens[n + 1 : n + 3]) & known.mere:
                continue
            after = self.tokens[n + 1 : n + 1 + _REACH]
            if set(after[:3]) & known.evidence:
                after = self.tokens[n + 1 : n + 1 + _REACH_EVIDENCE]
            found.update(map(one_of_same, after))
        return frozenset(found)

    @cached_property
    def absent(self) -> frozenset[str]:
        """Stems right after a "no", names too: "there is no Ebola"."""
        return frozenset(one_of_same(b) for a, b in pairwise(self.tokens) if a == "no")

    @cached_property
    def negated(self) -> bool:
        """Whether it holds a "not", but that of "was not behind"."""
        return not self.disowns and any(w in ("not", "never") or w.endswith("n't") for w in self.tokens)

    @cached_property
    def called_false(self) -> bool:
        """Whether it calls something false: "was a lie", "it was not true that", "does not correspond to reality"."""
        return self._holds(dispute_words().calling, predicate=True)

    @cached_property
    def disowns(self) -> bool:
        """Whether it says that somebody has no part in a deed: "had nothing to do with", "was not behind"."""
        return not {"will", "shall", "wants"} & set(self.tokens) and self._holds(dispute_words().disowning)

    def _holds(self, phrases: Iterable[tuple[str, ...]], *, predicate: bool = False) -> bool:
        """Whether it holds one of the phrases, not negated before it; ``predicate``: not of a noun that is no claim."""
        return any(
            self.tokens[n : n + len(words)] == words
            for words in phrases
            for n in range(len(self.tokens) - len(words) + 1)
            if (n == 0 or self.tokens[n - 1] not in _NOT or words[0] in _NOT)
            and not (predicate and self._of_a_noun(n + len(words)))
        )

    def _of_a_noun(self, n: int) -> bool:
        """Whether what stands before the token is said of a noun that is no claim: "false information"."""
        known, word = dispute_words(), self.tokens[n] if n < len(self.tokens) else ""
        return word.isalpha() and word not in fate_words().small | known.reference | known.pointing | _LINKS

    @cached_property
    def refers(self) -> bool:
        """Whether it speaks of a claim: "the accusation", "the Kenyan report", no more than "it"."""
        return bool(frozenset(self.tokens) & dispute_words().reference) or self.tokens in _POINTERS

    @cached_property
    def owned(self) -> bool:
        """Whether it speaks of the claim of somebody who is not named: "the president's statements"."""
        words, known = WORD.findall(self.text), dispute_words().reference
        return any(
            owner[0].islower() and owner not in known and s == "s" and word.lower() in known
            for owner, s, word in zip(words, words[1:], words[2:], strict=False)
        )

    @cached_property
    def spelt_out(self) -> bool:
        """Whether it says what the claim is: "the allegation that its jets had crossed"."""
        return any(a in dispute_words().reference and b == "that" for a, b in pairwise(self.tokens))
