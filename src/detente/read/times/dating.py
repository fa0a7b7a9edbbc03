"""Which time expression dates an event or a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.times.step import published_day
from detente.read.times.values import format_day, precision_of
from detente.reading import Reading
from detente.records import DateValue, Span, Timex

if TYPE_CHECKING:
    from spacy.tokens import Token

# Dependencies that are never crossed: what is "said that ..." has a time of its own, and so has what a relative clause
# tells of a noun, in passing.
_OWN_TIME = frozenset({"ccomp"})
_ASIDE = frozenset({"relcl", "acl", "appos"})
# Dependencies that are crossed at a cost: the other clause's time is likely this one's too, but its own comes first.
_BESIDE = frozenset({"advcl", "xcomp", "conj", "csubj", "csubjpass", "parataxis", "pcomp"})
_HEADS = frozenset({"VERB", "AUX", "NOUN", "PROPN"})
_MAX_BORDERS = 2
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
    here = [t for t in reading.times if t.end > sentence.start_char and t.start < sentence.end_char]
    candidates = [
        t
        for t in here
        if t.type in _DATING_TYPES
        and sentence.start_char <= t.start < sentence.end_char
        and precision_of(t.value) not in ("vague", "unknown")
    ]
    if not candidates:
        return None
    timed = {i for t in here for i in _tokens(reading, t) if sentence.start <= i < sentence.end}
    best: tuple[tuple[int, int, int], Timex] | None = None
    for timex in candidates:
        there = reading.doc.char_span(timex.start, timex.end, alignment_mode="expand")
        if there is None or not len(there):
            continue
        borders = _borders_between(head, there.root, timed)
        if borders is None or borders > _MAX_BORDERS:
            continue
        rank = (borders, abs(there.root.i - head.i), timex.start)
        if best is None or rank < best[0]:
            best = (rank, timex)
    return date_value(best[1]) if best is not None else None


def _tokens(reading: Reading, timex: Timex) -> range:
    words = reading.doc.char_span(timex.start, timex.end, alignment_mode="expand")
    return range(words.start, words.end) if words is not None else range(0)


def _borders_between(event: Token, time: Token, timed: set[int]) -> int | None:
    """Clause borders on the way through the tree from one to the other; None where the way is closed.

    Args:
        timed: tokens of time expressions. "A day after the strike" does not say when the strike was, so the way up from
            an event ends at one.
    """
    above = {event.i: 0}
    node, borders = event, 0
    while node.head.i != node.i and (node.i not in timed or "of" in {c.lower_ for c in node.rights if c.i in above}):
        if node.dep_ in _OWN_TIME or node.dep_ in _ASIDE:
            break
        borders += _cost(node)
        node = node.head
        above[node.i] = borders
    node, borders = time, 0
    while node.i not in above:
        if node.head.i == node.i or node.dep_ in _OWN_TIME:
            return None
        if node.dep_ in _ASIDE:
            # "The talks, which began on Monday": a noun is dated by its own relative clause, nothing else is.
            if node.head.i != event.i or event.pos_ in ("VERB", "AUX"):
                return None
            borders += 1
        borders += _cost(node)
        node = node.head
    if node.i in timed and node.i != time.i and node.i != event.i:
        return None
    return borders + above[node.i]


def _cost(node: Token) -> int:
    """1 for a border between clauses or coordinated events, 0 inside a clause ("in Sochi and in Vienna")."""
    return int(node.dep_ in _BESIDE and node.pos_ in _HEADS)
