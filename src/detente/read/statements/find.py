"""Statements of a parsed text as plain character spans: usable without the rest of the pipeline.

doc = detente.parse.parse(text, nlp)
for found in find_statements(doc, load_tagger()):
    print(found.source, found.cue, found.content)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.read.statements.confidence import probability
from detente.read.statements.decode import Attribution, Range, find_attributions
from detente.read.statements.features import TokenTable, table_of
from detente.read.statements.gate import worth_reading
from detente.read.statements.quotation_marks import Quotation
from detente.read.statements.tagger import Tagger

if TYPE_CHECKING:
    from spacy.tokens import Doc

CharSpan = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStatement:
    """Who said what, in character offsets; None where the text names no source or has no cue.

    Attributes:
        kind: ``direct``, ``mixed`` or ``indirect``: all, some or none of the words stand inside quotation marks.
        confidence: calibrated probability that content and source are right.
        raw: the numbers that the confidence was made from.
    """

    content: tuple[CharSpan, ...]
    source: CharSpan | None
    cue: CharSpan | None
    kind: str
    confidence: float
    raw: tuple[float, ...] = ()


def find_statements(
    doc: Doc, tagger: Tagger, body: CharSpan | None = None, *, read_all: bool = False
) -> tuple[FoundStatement, ...]:
    """Find the statements of a text, in order of their contents.

    Args:
        doc: its parse; offsets are those of ``doc.text``.
        tagger: the model, as :func:`~detente.read.statements.tagger.load_tagger` gives it.
        body: the part to read; None for all of it.
        read_all: read sentences too that show no sign of a statement (twice the time, hardly more found).
    """
    table = table_of(doc, tagger.space)
    if not len(table):
        return ()
    keep = np.ones(len(table), np.bool_) if read_all else worth_reading(table, tagger.gate)
    if body is not None:
        keep &= (table.starts >= body[0]) & (table.starts < body[1])
    scores = tagger.score(table, keep)
    attributions = find_attributions(table, scores.tags, scores.links, tagger.link_weights, tagger.outside_bias)
    return tuple(_found(table, a, tagger) for a in attributions)


def _found(table: TokenTable, a: Attribution, tagger: Tagger) -> FoundStatement:
    def chars(span: Range) -> CharSpan:
        return int(table.starts[span[0]]), int(table.ends[span[1] - 1])

    content = tuple(chars(r) for r in a.content)
    return FoundStatement(
        content=content,
        source=chars(a.source) if a.source else None,
        cue=chars(a.cue) if a.cue else None,
        kind=kind_of(table, a.content),
        confidence=probability(a.evidence, tagger.calibration),
        raw=a.evidence,
    )


def kind_of(table: TokenTable, content: tuple[Range, ...]) -> str:
    """``direct`` where nine in ten of the content's words stand inside quotation marks, ``mixed`` where some do."""
    quoted = plain = 0
    for b, e in content:
        for state, word in zip(table.quote[b:e].tolist(), table.words[b:e], strict=True):
            if word[:1].isalnum():
                quoted += state in (2, 5)
                plain += state not in (2, 5)
    if not quoted:
        return "indirect"
    return "direct" if plain <= 0.1 * (quoted + plain) else "mixed"


def unclosed(quotations: tuple[Quotation, ...]) -> tuple[Quotation, ...]:
    """Quotations that no mark closes and that no next paragraph takes up again."""
    return tuple(q for q in quotations if not q.closed and not q.continues)
