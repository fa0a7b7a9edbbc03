"""Where the words of a condition end, and what a list after a colon holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.read.positions.modals import REPORTING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# Where a clause that the parser drew too wide is cut: a new main clause begins.
_NEW_CLAUSE = ("but", "yet", "otherwise", "and that", "and it would", "and they would", "and will", "and would")
TRAILING = frozenset(' ,;:.\n\t–—-"”')


def way_end(doc: Doc, head: Token, right: int, end: int) -> int:
    """The end of "a way that ...", "conditions in which ...", as token index."""
    for child in head.children:
        if child.dep_ in ("relcl", "acl") and child.i > head.i:
            return int(child.right_edge.i) + 1
    tail = doc[right] if right < end else None
    if tail is not None and tail.text == "," and right + 1 < end and doc[right + 1].lower_ in ("in", "that", "which"):
        return end
    if tail is not None and tail.lower_ in ("in", "that"):
        return end
    return right if right > head.i + 1 else head.i


def next_break(doc: Doc, start: int, end: int) -> int:
    """The index of the next comma, stop or quotation mark; ``end`` where there is none."""
    for index in range(start, end):
        if doc[index].text in (",", ";", ".", ":", '"', "”", "!", "?"):
            return index
    return end


def cut(doc: Doc, after: int, right: int, ends: tuple[int, ...]) -> int:
    """The end of the clause: not past what is said, not into a new main clause, without trailing punctuation."""
    for end in ends:
        if after <= end < right:
            right = end
            break
    for index in range(after + 1, right - 1):
        if doc[index].text == ";":
            right = index
            break
        if doc[index].text in (",", "and"):
            rest = " ".join(t.lower_ for t in doc[index : index + 4])
            rest = rest.removeprefix(", ")
            if any(rest.startswith(words + " ") for words in _NEW_CLAUSE):
                right = index
                break
    if right < len(doc) and doc[right].lemma_ in REPORTING:
        # "..., President Strand said": the name was taken for an apposition of the last word.
        comma = next((i for i in range(right - 1, after, -1) if doc[i].text == ","), None)
        if comma is not None and not any(t.pos_ in ("VERB", "AUX") for t in doc[comma:right]):
            right = comma
    while right > after and all(c in TRAILING for c in doc[right - 1].text):
        right -= 1
    return right


def find_listed(doc: Doc, sent: Span, noun: Token) -> Iterator[tuple[int, int]]:
    """What stands in a list after a colon: "three preconditions: a halt, an apology and money" as token bounds."""
    colon = next((t for t in doc[noun.i : sent.end] if t.text == ":"), None)
    if colon is None or colon.i - noun.i > 12:
        return
    end = sent.end
    while end > colon.i + 1 and all(c in TRAILING for c in doc[end - 1].text):
        end -= 1
    if doc[colon.i + 1].lower_ == "that":
        yield colon.i + 1, end
        return
    start = colon.i + 1
    for index in range(start, end):
        if doc[index].text in (",", ";") or (
            doc[index].lower_ == "and" and doc[index - 1].text not in (",", ";") and doc[index].dep_ == "cc"
        ):
            if index > start:
                yield start, index
            start = index + 1
            if start < end and doc[start].lower_ == "and":
                start += 1
    if start < end:
        yield start, end
