"""Where something happened or was said: the place that the parse ties to the words, not the one nearest by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.places.step import is_adjective
from detente.reading import Reading
from detente.records import Place, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

# Prepositions that say where; "from" and "to" say whence and whither, "of" whose.
_WHERE = frozenset(
    {
        "in",
        "at",
        "near",
        "outside",
        "inside",
        "around",
        "across",
        "throughout",
        "within",
        "off",
        "along",
        "on",
        "over",
        "above",
        "beside",
        "amid",
    }
)
_UP = frozenset({"conj", "appos", "compound", "nmod", "amod", "poss", "flat", "nn", "pobj"})
_CLAUSE = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "conj", "parataxis", "xcomp", "pcomp"})


def _preposition(token: Token) -> Token | None:
    """The preposition of place that the words hang from: "in the city of Homs", "in Aleppo and Homs"."""
    for _ in range(8):
        head = token.head
        if head.i == token.i:
            return None
        if token.dep_ in {"pobj", "pcomp"} and head.pos_ in {"ADP", "SCONJ"}:
            if head.lower_ in _WHERE:
                return head
            if head.lower_ not in {"of", "like", "between"}:
                return None
            token = head
        elif token.dep_ in _UP or (token.pos_ == "ADP" and head.pos_ in {"NOUN", "PROPN"}):
            token = head
        else:
            return None
    return None


def _clause(token: Token) -> Token:
    """The verb of the clause that the token stands in."""
    while token.head.i != token.i and not (token.pos_ in {"VERB", "AUX"} and token.dep_ in _CLAUSE):
        token = token.head
    return token


# A place that is more likely another, or none ("in a White House statement"), tells nobody where something happened.
LIKELY = 0.5


def place_for(reading: Reading, span: Span, *, overlay: str = "") -> Place | None:
    """The place of an event or statement.

    Args:
        reading: with ``places`` assigned.
        span: the words that tell of it: an event's trigger, a statement's cue.

    Returns:
        The place that a preposition of place ties to those words, else to their clause; None where the sentence ties
        none: a dateline or a place merely mentioned is not where it happened.
    """
    words = reading.doc.char_span(span.start, span.end, alignment_mode="expand")
    if words is None:
        return None
    root = words.root
    sentence = root.sent
    here = [
        p
        for p in reading.places
        if p.confidence >= LIKELY and sentence.start_char <= p.start and p.end <= sentence.end_char
    ]
    subtree = {t.i for t in root.subtree}
    clause = _clause(root)
    best: tuple[int, int, int, Place] | None = None
    for place in here:
        if (span.start < place.end and place.start < span.end) or is_adjective(place, overlay=overlay):
            continue
        tokens = reading.doc.char_span(place.start, place.end, alignment_mode="expand")
        if tokens is None:
            continue
        preposition = _preposition(tokens.root)
        if preposition is None:
            continue
        governor = preposition.head
        if governor.i == root.i:
            rank = 0
        elif governor.i in subtree and _clause(governor).i == clause.i:
            rank = 1
        elif governor.i == clause.i or (governor.i == clause.head.i and clause.dep_ == "xcomp"):
            rank = 2
        elif _clause(governor).i == clause.i and governor.pos_ in {"NOUN", "PROPN"} and governor.i != root.i:
            rank = 3
        else:
            continue
        # of two, the one that says more closely where: a town before its country
        breadth = {"city": 0, "other": 1, "admin": 2, "country": 3}[place.kind]
        key = (rank, breadth, abs(place.start - span.start), place)
        if best is None or key[:3] < best[:3]:
            best = key
    return best[3] if best is not None else None
