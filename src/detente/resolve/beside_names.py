"""The titles that stand after a person's name or before its comma, with whom the name explains."""

from __future__ import annotations

from detente.resolve.lexicon import Words
from detente.resolve.titles import Title, TitleReader
from detente.resolve.words import Parsed


class BesideName:
    """Finds the title that the name between tokens ``start`` and ``end`` explains, or that explains it."""

    def __init__(self, parsed: Parsed, words: Words, titles: TitleReader) -> None:
        self.parsed = parsed
        self.words = words
        self.titles = titles

    def apposed_to(self, start: int, end: int, title: Title | None) -> Title | None:
        """The title that the name explains: "the Russian president, Vladimir Putin", "the head of the party, X"."""
        p = self.parsed
        root = p.root(start, end)
        head = self._spoken_for(p.head[root])
        if p.dep[root] != "appos" or head >= start or p.sent[head] != p.sent[root]:
            return None
        # "Her husband, former President Jo Orr": the title before the name belongs to it.
        first = title.start if title is not None else start
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

    def before_comma(self, start: int, end: int, floor: int) -> Title | None:
        """A title before a comma, though not parsed so: "Vostavia's envoy to Morania, Jo Orr said"."""
        p = self.parsed
        comma = start - 1
        if comma <= floor or p.text[comma] != "," or end - start < 2 or end >= p.n:
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
