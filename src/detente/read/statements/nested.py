"""Statements inside statements, by syntax: "she said that the envoy had promised to return".

The tagger marks one level, as the corpus does that it learned from. What its contents report in turn
is read here from the parse, and only where it is plain: a verb that the cue dictionary knows for a kind
of saying, a subject of its own that is no pronoun, and a clause that depends on the verb.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.read.statements.cue_book import CueBook

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Kinds of saying; thoughts and wishes inside a statement are left to whoever reads positions.
SAYING = frozenset(
    {
        "say",
        "report",
        "announce",
        "claim",
        "confirm",
        "admit",
        "deny",
        "demand",
        "request",
        "urge",
        "order",
        "warn",
        "threaten",
        "promise",
        "accuse",
        "agree",
        "refuse",
        "propose",
        "offer",
        "stress",
        "explain",
    }
)
# Verbs of the dictionary that more often do something else than say.
_AMBIGUOUS = frozenset(
    {
        "go",
        "put",
        "run",
        "carry",
        "cover",
        "show",
        "find",
        "count",
        "track",
        "air",
        "raise",
        "call",
        "press",
        "push",
        "begin",
        "touch",
        "detail",
        "cast",
        "describe",
        "express",
        "sign",
        "name",
        "issue",
        "release",
        "make",
        "offer",
        "suggest",
        "indicate",
        "reflect",
        "require",
        "learn",
        "discover",
        "establish",
        "reveal",
        "prove",
        "own",
        "allow",
        "account",
        "settle",
        "commit",
        "continue",
        "mean",
        "demonstrate",
        "recognize",
        "recognise",
        "authorize",
        "authorise",
        "certain",
    }
)
_SUBJECTS = frozenset({"nsubj"})
# Of 23 found in 110 training articles 21 are right, judged by hand: PolNeAR annotates the outermost alone (3 of 19,831
# lie inside another), so that its gold cannot tell.
CONFIDENCE = 0.88


@dataclass(frozen=True, slots=True)
class Inner:
    """A statement inside another, as character spans."""

    content: tuple[int, int]
    source: tuple[int, int]
    cue: tuple[int, int]


def find_nested(doc: Doc, start: int, end: int, book: CueBook) -> Iterator[Inner]:
    """Statements inside the content [start, end), in order of their verbs.

    Args:
        doc: the parse of the text.
        start, end: character offsets of a content.
        book: the cue dictionary.
    """
    span = doc.char_span(start, end, alignment_mode="contract")
    if span is None:
        return
    for verb in span:
        if verb.pos_ != "VERB" or verb.lemma_ in _AMBIGUOUS or not book.knows_verb(verb.lemma_):
            continue
        if book.read([verb]).verb_class not in SAYING:
            continue
        subject = next((c for c in verb.lefts if c.dep_ in _SUBJECTS and c.pos_ in ("NOUN", "PROPN")), None)
        clause = next((c for c in verb.rights if c.dep_ in ("ccomp", "xcomp") and c.i > verb.i), None)
        if subject is None or clause is None or (clause.dep_ == "xcomp" and not _is_infinitive(clause)):
            continue
        source, content = _extent(subject, start, end), _extent(clause, start, end)
        if source is None or content is None or content[1] - content[0] < 12:
            continue
        yield Inner(content=content, source=source, cue=(verb.idx, verb.idx + len(verb)))


def _is_infinitive(clause: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.lefts)


def _extent(head: Token, start: int, end: int) -> tuple[int, int] | None:
    """The words of a subtree without punctuation at its ends; None where it leaves [start, end)."""
    words = sorted((t for t in head.subtree if not t.is_space), key=lambda t: t.i)
    while words and words[-1].is_punct:
        words.pop()
    while words and words[0].is_punct:
        words.pop(0)
    if not words:
        return None
    first, last = words[0].idx, words[-1].idx + len(words[-1])
    return (first, last) if start <= first and last <= end else None
