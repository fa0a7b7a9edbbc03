"""The parse as plain lists: what every rule here asks of a token, fetched from spaCy once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from detente.knowledge.fold import key

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

OPENING = '“"«„‘'
CLOSING = '”"»“’'
_SAYING = frozenset(
    [
        "acknowledge",
        "add",
        "agree",
        "allege",
        "admit",
        "announce",
        "argue",
        "ask",
        "assert",
        "caution",
        "charge",
        "comment",
        "claim",
        "complain",
        "concede",
        "conclude",
        "confess",
        "contend",
        "continue",
        "counter",
        "declare",
        "describe",
        "emphasize",
        "exclaim",
        "explain",
        "express",
        "insist",
        "joke",
        "maintain",
        "note",
        "observe",
        "pledge",
        "predict",
        "promise",
        "question",
        "quip",
        "recall",
        "reiterate",
        "remark",
        "reply",
        "respond",
        "say",
        "shout",
        "state",
        "stress",
        "suggest",
        "tell",
        "testify",
        "tweet",
        "urge",
        "voice",
        "vow",
        "warn",
        "wonder",
        "write",
    ]
)


class Parsed:
    """Lists over the tokens of a Doc, index = token index.

    Attributes:
        text, lower, keys: surface, lower case, and :func:`~detente.knowledge.fold.key` (empty for punctuation).
        pos, dep, head: part of speech, dependency label, index of the syntactic head.
        sent: number of the sentence; starts: first token of each sentence.
        whole: the whole text. quoted: whether the token stands inside quotation marks.
        cap: whether it begins with a capital.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.n = len(doc)
        self.whole = str(doc.text)  # the Doc puts it together anew each time it is asked
        self.text = [t.text for t in doc]
        self.lower = [t.lower() for t in self.text]
        self.keys = [key(t) if t[:1].isalnum() else "" for t in self.text]
        self.pos = [t.pos_ for t in doc]
        self.tag = [t.tag_ for t in doc]
        self.dep = [t.dep_ for t in doc]
        self.head = [t.head.i for t in doc]
        self.idx = [t.idx for t in doc]
        self.cap = [t[:1].isupper() for t in self.text]
        self.ent = [t.ent_type_ for t in doc]
        self.sent: list[int] = []
        self._headlines: dict[int, bool] = {}
        self.starts: list[int] = []
        number = -1
        for t in doc:
            if t.is_sent_start or t.i == 0:
                number += 1
                self.starts.append(t.i)
            self.sent.append(number)
        self.starts.append(self.n)
        self.children: list[list[int]] = [[] for _ in range(self.n)]
        for i, h in enumerate(self.head):
            if h != i:
                self.children[h].append(i)
        self.quoted = self._quoted()

    def _quoted(self) -> list[bool]:
        """A paragraph's quotation marks in turn; one left open ends with the paragraph."""
        out = [False] * self.n
        inside = False
        for i, t in enumerate(self.text):
            if "\n\n" in t:
                inside = False
            elif t in ("“", "«", "„"):
                inside = True
            elif t in ("”", "»"):
                inside = False
            elif t in ('"', "``", "''"):
                # Where blanks tell which it is: a mark that opens inside a quotation goes on with it.
                before = i > 0 and self.idx[i] == self.end(i - 1) and not self.text[i - 1].isspace()
                after = i + 1 < self.n and self.idx[i + 1] == self.end(i) and not self.text[i + 1].isspace()
                inside = not inside if before == after else after
            out[i] = inside
        return out

    def sentence(self, i: int) -> range:
        """Token indices of the sentence that holds token ``i``."""
        number = self.sent[i]
        return range(self.starts[number], self.starts[number + 1])

    def headline(self, i: int) -> bool:
        """Whether token ``i`` stands in a short line of which most words have a capital: it then tells nothing."""
        number = self.sent[i]
        if number not in self._headlines:
            words = [j for j in self.sentence(i) if self.keys[j]]
            # A verb without a capital is one of a sentence in which there are many names.
            self._headlines[number] = (
                3 < len(words) < 25
                and sum(self.cap[j] for j in words) > 0.6 * len(words)
                and not any(self.pos[j] == "VERB" and not self.cap[j] for j in words)
            )
        return self._headlines[number]

    def heading(self, i: int) -> bool:
        """Whether token ``i`` stands in a line of at most three capitalised words and no full stop."""
        sentence = self.sentence(i)
        words = [j for j in sentence if self.keys[j]]
        closed = any(self.text[j] in (".", "!", "?", "”", '"') for j in sentence)
        return len(words) <= 3 and not closed and all(self.cap[j] for j in words)

    @cached_property
    def ents(self) -> Sequence[Span]:
        """Named entities of the Doc; asking the Doc itself walks over all of it every time."""
        return self.doc.ents

    @cached_property
    def common(self) -> frozenset[str]:
        """Words that the article also writes without a capital."""
        return frozenset(w for w, t in zip(self.lower, self.text, strict=True) if t.islower())

    def saying(self, i: int) -> bool:
        """Whether token ``i`` is a form of a verb of saying."""
        return str(self.doc[i].lemma_).lower() in _SAYING

    def end(self, i: int) -> int:
        """Offset just after token ``i``."""
        return self.idx[i] + len(self.text[i])

    def surface(self, start: int, end: int) -> str:
        """Text of the tokens ``start`` to before ``end``."""
        return self.whole[self.idx[start] : self.end(end - 1)]

    def root(self, start: int, end: int) -> int:
        """The token of a stretch whose syntactic head lies outside it, the last such."""
        for i in range(end - 1, start - 1, -1):
            if not start <= self.head[i] < end or self.head[i] == i:
                return i
        return end - 1

    def left_edge(self, i: int) -> int:
        """First token of the noun phrase that ``i`` heads, without relative clauses before it."""
        edge = i
        for c in self.children[i]:
            if c < i and self.dep[c] in (
                "det",
                "amod",
                "compound",
                "poss",
                "nmod",
                "nummod",
                "npadvmod",
                "predet",
                "quantmod",
            ):
                edge = min(edge, self.left_edge(c))
        return edge

    def ancestors(self, i: int) -> Iterator[int]:
        """Syntactic heads above a token, the nearest first."""
        while self.head[i] != i:
            i = self.head[i]
            yield i
