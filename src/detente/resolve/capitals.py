"""When a capital stands for its state, and when it is a town: by what the sentence lets it do."""

from __future__ import annotations

from detente.knowledge import Entity
from detente.resolve.lexicon import Words
from detente.resolve.names import Name
from detente.resolve.words import Parsed


class Capitals:
    """Judges the capitals of one article."""

    def __init__(self, parsed: Parsed, words: Words) -> None:
        self.parsed = parsed
        self.words = words

    def reason(self, name: Name, head: int, entity: Entity, often: int) -> str | None:
        """Why a capital stands here for its state; None where it is a town."""
        p = self.parsed
        dep = p.dep[head]
        verb = p.head[head]
        if (
            name.end < p.n
            and p.text[name.end] == ","
            and name.end + 1 < p.n
            and (p.text[name.end + 1] in self.words.region_abbreviations)
        ):
            return None
        if self.words.regions.get(p.keys[name.start]) and entity.id != "USA":
            return None
        if dep in ("nsubj", "nsubjpass") and p.pos[verb] in ("VERB", "AUX"):
            if p.pos[verb] == "AUX" and not any(p.dep[c] in ("acomp", "attr", "xcomp") for c in p.children[verb]):
                return None
            return f"subject of {p.text[verb]!r}"
        if dep == "agent" or (dep == "pobj" and p.lower[verb] == "by"):
            return "agent of a passive"
        words = self.words.metonyms
        if dep in ("dobj", "dative") and p.doc[verb].lemma_.lower() in words["object of"]:
            return f"object of {p.text[verb]!r}"
        if dep == "poss":
            owned = p.lower[verb]
            return f"owner of {owned!r}" if often >= 2 and owned not in words["not owner of"] else None
        if dep == "conj":
            return "beside another that acts" if self._acts_beside(head) else None
        if dep != "pobj":
            return None
        preposition, above = p.lower[verb], p.head[verb]
        noun = p.lower[above]
        if preposition in ("between", "among"):
            return "one of the sides"
        if preposition == "in":
            return self._situation(above)
        if preposition in words["any noun"] and often >= 2 and noun not in words["not after"]:
            return f"{noun} {preposition} the capital"
        if noun in words.get(preposition, ()) and (preposition == "from" or often >= 2):
            return f"{noun} {preposition} the capital"
        return None

    def _situation(self, above: int) -> str | None:
        """Whether a word of politics holds the phrase, or its verb: "conditions emerge in Washington"."""
        p = self.parsed
        holders = [above]
        if p.pos[above] in ("VERB", "AUX"):
            holders = [c for c in p.children[above] if p.dep[c] in ("nsubj", "nsubjpass")]
        for h in holders:
            if p.lower[h] in self.words.metonyms["in"]:
                return f"in the capital, but of {p.lower[h]!r}: the government there"
        return None

    def _acts_beside(self, head: int) -> bool:
        p = self.parsed
        other = p.head[head]
        return p.dep[other] in ("nsubj", "nsubjpass") or (
            p.dep[other] == "pobj" and p.lower[p.head[other]] in ("between", "among", "with")
        )
