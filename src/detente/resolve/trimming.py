"""Where a person's name begins and ends, whatever the recogniser says: without titles and the verbs of headlines."""

from __future__ import annotations

from detente.knowledge.build import PARTICLES
from detente.resolve.lexicon import Words
from detente.resolve.names import Name
from detente.resolve.titles import TitleReader
from detente.resolve.words import Parsed

_CUTS = frozenset(("(", ")", ",", ";", ":", "/", "—", "–", "|", "»", "“", "”", '"', "[", "]"))
# Particles of names, as they are written small; none of them is an English word.
_SMALL_PARTICLES = frozenset(["de", "van", "von", "bin", "ibn", "del", "della", "di", "da", "dos", "du", "der", "ter"])
_LONGEST = 6  # words of a name
_ASKS = frozenset(["will", "can", "could", "should", "would", "did", "does", "do", "is", "are", "was", "has", "may"])


class Trimming:
    """Finds the ends of names in one article."""

    def __init__(self, parsed: Parsed, names: list[Name], words: Words, titles: TitleReader) -> None:
        self.parsed = parsed
        self.names = names
        self.words = words
        self.titles = titles

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """A recognised stretch without titles, possessives and punctuation at its ends."""
        p = self.parsed
        for i in range(start, end):
            if "\n" in p.text[i] or p.text[i] in _CUTS or p.tag[i] == "POS":
                end = i
                break
        for i in range(start + 1, end):
            # "Obama White House": the recogniser takes the body for the end of the name.
            name = self.titles.name_at.get(i)
            if name is not None and name.start == i and name.end - i > 1 and self._of_a_body(name, p.keys[start]):
                end = i
                break
        if end - start > 1 and p.headline(start):
            end = self._cut_in_headline(start, end)
            while start < end - 1 and p.lower[start] in _ASKS:
                start += 1  # "Will Twitter Be Next?"
        while end > start and not p.keys[end - 1]:
            end -= 1
        opening = self.titles.name_at.get(start)
        if opening is not None and opening.of_kind("adjective") and end - opening.end >= 2:
            start = opening.end
        elif (
            opening is not None
            and opening.of_kind("capital", "name", "seat")
            and end - opening.end >= 2
            and start > 1
            and p.lower[start - 1] in ("to", "in", "of", "at")
            and p.ent[start] == "PERSON"
        ):
            start = opening.end  # "Ambassador to Cairo Jo Orr"
        elif opening is not None and opening.of_kind("adjective") and p.lower[end - 1] in self.words.titles:
            return end, end  # "Vostavian Auditor" is a title, whatever the recogniser says
        while start < end:
            t = p.lower[start]
            # The last word of a name is no title: Mr. Singer, Barack Judge.
            title = (t in self.words.titles or t.removesuffix("s") in self.words.titles) and start < end - 1
            small = not p.cap[start] and not t.startswith(("al", "el", "bin", "ibn", "de", "van", "von", "der"))
            if not (title or small or not p.keys[start] or t in ("the", "former", "ex")):
                break
            start += 1
        if (
            start < end < p.n
            and p.cap[end]
            and p.head[end - 1] == end
            and p.dep[end - 1] == "compound"
            and p.lower[end] in self.words.titles
            and p.sent[end] == p.sent[start]
            and p.keys[start] in self.words.genders
            and not (end + 1 < p.n and p.pos[end + 1] == "PROPN" and p.cap[end + 1])
        ):
            end += 1  # "Patty Judge": a title's word for a surname
        # "For de Gaulle": the particle is small and belongs to the name.
        while start < end and start and p.lower[start - 1] in _SMALL_PARTICLES and p.sent[start - 1] == p.sent[start]:
            start -= 1
        while start < end < p.n and p.cap[end] and p.lower[end - 1] in PARTICLES and p.sent[end] == p.sent[start]:
            end += 1  # "Von der", says the recogniser, and leaves the rest
        end = self._joined(start, end)
        return start, end

    def _joined(self, start: int, end: int) -> int:
        """The end of a name that goes on in the next stretch: "Abdu Rabbu" and "Mansour Hadi", or "al-X"."""
        p = self.parsed
        if not start < end < p.n or p.sent[end] != p.sent[start] or p.headline(start):
            return end
        first = p.keys[start]
        for ent in p.ents:
            if ent.start != end or ent.label_ != "PERSON" or ent.end - start > _LONGEST:
                continue
            alone = p.keys[end] in self.words.genders or p.lower[end] in self.words.titles
            if (
                p.cap[end - 1]
                and p.ent[start] == "PERSON"
                and (end - start > 1 or first in self.words.genders)
                and not alone
            ):
                return ent.end
        names = (self.titles.name_at.get(i) for i in range(end, min(end + 3, p.n)))
        if any(name is not None and not name.of_kind("full") for name in names):
            return end  # "defeating al-Shabab"
        article = p.lower[end]
        if article.startswith(("al-", "el-")) or (article in ("al", "el") and p.text[end + 1 : end + 2] == ["-"]):
            after = end + (1 if "-" in article else 3)
            if after <= p.n and p.ent[start] == "PERSON":
                return self._joined(start, after)
        return end

    def _of_a_body(self, name: Name, first: str) -> bool:
        """Whether a name is a body's or state's, and not one that people bear as well ("Abu Bakar", an armed group)."""
        borne = all(".REB." in h.entity for h in name.hits) and first in self.words.genders
        return not name.of_kind("full") and not borne

    def _cut_in_headline(self, start: int, end: int) -> int:
        """Where a name ends in a line of capitals: before a word that the article uses as one ("Trump Heard")."""
        p = self.parsed
        for i in range(start + 1, end):
            verb = p.tag[i] == "VBG" or p.lower[i].removesuffix("ing") in self.words.headline_verbs
            if verb or p.lower[i] in p.common or p.lower[i] in self.words.headline_verbs:
                return i
        return end

    def widened(self, start: int, end: int) -> tuple[int, int]:
        """A name of the tables inside a longer name is another name: "George Bush" in "George Bush Airport" aside."""
        p = self.parsed
        for ent in p.ents:
            if ent.start <= start and end <= ent.end and ent.label_ == "PERSON":
                s, e = self.trimmed(ent.start, ent.end)
                if s <= start and end <= e and e - s <= 5:
                    extra = [p.keys[i] for i in range(s, e) if not start <= i < end]
                    if any(len(x) > 1 for x in extra if x) and not (e == end and self._stands_alone(start, end)):
                        return s, e
        return start, end

    def _stands_alone(self, start: int, end: int) -> bool:
        """Whether a name of two words or more also stands elsewhere with no capital before it: not "Crooked Jo Orr"."""
        p = self.parsed
        size = end - start
        return size > 1 and any(
            p.keys[n.start : n.end] == p.keys[start:end] and not (n.start and p.cap[n.start - 1])
            for n in self.names
            if n.end - n.start == size
        )
