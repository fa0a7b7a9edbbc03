"""The words of a parsed text as plain lists, for steps that ask about each of them again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Tokens:
    """Columns over the tokens of a text, of shape (n,) but for the first two.

    Attributes:
        doc, whole: the parsed text, and its characters.
        text, lower, pos, tag, dep, label: as spaCy gives them; ``label`` is that of the named entity, empty where none.
        start, end: half-open offsets in characters; ``head``: number of the head.
        space, capital, begin: whether it is white space, begins with a capital, begins an entity.
        first, headline: whether it opens a sentence; whether its sentence has capitals nearly throughout.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc, self.whole = doc, doc.text
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

    def word(self, i: int) -> str:
        """The word in small letters; ``^`` before the text, ``$`` after it and for white space."""
        if i < 0 or i >= len(self.text) or self.space[i]:
            return "^" if i < 0 else "$"
        return str(self.lower[i])

    def same_entity(self, i: int) -> bool:
        """Whether the named entity of the word before goes on at ``i``."""
        if not 0 < i < len(self.text):
            return False
        return bool(self.label[i]) and self.label[i] == self.label[i - 1] and not self.begin[i]

    def entity_at(self, first: int, last: int) -> tuple[str, str]:
        """How tokens ``first`` to ``last`` (exclusive) lie to the entity at their last word, and its label.

        Returns:
            ``exact``, ``head``, ``tail``, ``inner``, ``over`` or ``none``; "the" and possessives are no part of it.
        """
        k = last - 1 if self.label[last - 1] else first
        tagged = self.label[k]
        if not tagged:
            return "none", ""
        a = k
        while a > 0 and not self.begin[a]:
            a -= 1
        b = k + 1
        while b < len(self) and self.label[b] == tagged and not self.begin[b]:
            b += 1
        while a < b and self.lower[a] == "the":
            a += 1
        while b > a and self.lower[b - 1] in {"'s", "’s", "'", "’"}:
            b -= 1
        if (a, b) == (first, last):
            return "exact", tagged
        if a == first and b > last:
            return "head", tagged
        if b == last and a < first:
            return "tail", tagged
        return ("inner" if a < first and b > last else "over"), tagged


def _capital(word: str) -> bool:
    for c in word:
        if c.isalpha():
            return c.isupper()
    return False
