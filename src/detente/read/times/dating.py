"""Which time expression dates an event or a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.times.step import published_day
from detente.read.times.values import format_day, precision_of
from detente.reading import Reading
from detente.records import DateValue, Span, Timex

if TYPE_CHECKING:
    from spacy.tokens import Token

# Dependencies by which a clause hangs on another. A complement ("said that ...") has a time of its own.
_OWN_TIME = frozenset({"ccomp"})
_CLAUSES = frozenset({"advcl", "xcomp", "conj", "relcl", "acl", "csubj", "csubjpass", "parataxis", "pcomp"})
# Beyond this many clauses between them, an expression says nothing about when a thing happened.
_MAX_CLAUSES = 2
_DATING_TYPES = frozenset({"DATE", "TIME"})


def date_value(timex: Timex) -> DateValue:
    """A time expression as the date of something."""
    return DateValue(value=timex.value, precision=precision_of(timex.value), span=timex.span, anchored=timex.anchored)


def published_date(reading: Reading) -> DateValue | None:
    """The article's own day, for what has no date in the text; None where it is not known."""
    day, _ = published_day(reading.article)
    if day is None:
        return None
    return DateValue(value=format_day(day), precision="day", span=None, anchored="published")


def date_for(reading: Reading, span: Span) -> DateValue | None:
    """The time expression that dates what is told at ``span`` (a trigger, a cue).

    The nearest by syntax in the same sentence: in the clause of the span first, then in clauses that hang on it,
    never across "said that". None where the sentence does not say; :func:`published_date` may stand in.

    Args:
        reading: with ``times`` assigned.
        span: the word or words of the event.
    """
    words = reading.doc.char_span(span.start, span.end, alignment_mode="expand")
    if words is None or not len(words):
        return None
    head = words.root
    sentence = head.sent
    candidates = [
        t
        for t in reading.times
        if t.type in _DATING_TYPES
        and sentence.start_char <= t.start < sentence.end_char
        and precision_of(t.value) not in ("vague", "unknown")
    ]
    best: tuple[tuple[int, int, int], Timex] | None = None
    for timex in candidates:
        there = reading.doc.char_span(timex.start, timex.end, alignment_mode="expand")
        if there is None or not len(there):
            continue
        clauses = _clauses_between(head, there.root)
        if clauses is None or clauses > _MAX_CLAUSES:
            continue
        rank = (clauses, abs(there.root.i - head.i), timex.start)
        if best is None or rank < best[0]:
            best = (rank, timex)
    return date_value(best[1]) if best is not None else None


def _clauses_between(event: Token, time: Token) -> int | None:
    """Clause borders on the way through the tree from one to the other; None across a complement's."""
    above = {event.i: 0}
    node, borders = event, 0
    while node.head.i != node.i:
        cost = _border(node)
        if cost is None:
            break
        borders += cost
        node = node.head
        above[node.i] = borders
    node, borders = time, 0
    while True:
        if node.i in above:
            return borders + above[node.i]
        if node.head.i == node.i:
            return None
        cost = _border(node)
        if cost is None:
            return None
        borders += cost
        node = node.head


def _border(node: Token) -> int | None:
    """What it costs to go from a token to its head: nothing inside a clause, None out of a complement."""
    if node.dep_ in _OWN_TIME:
        return None
    if node.dep_ not in _CLAUSES:
        return 0
    # Nouns joined by "and" lie in one clause; so does "talks in Sochi and in Vienna".
    return 1 if node.dep_ != "conj" or node.pos_ in ("VERB", "AUX") else 0
