"""Statements: who said, asked, wanted or thought what.

:func:`find_statements` reads any parsed text; :class:`StatementsStep` is the same as a step of the pipeline,
with speakers resolved and circumstances added.
"""

from __future__ import annotations

from detente.read.statements.find import FoundStatement, find_statements
from detente.read.statements.quotation_marks import Quotation, find_paragraphs, find_quotations
from detente.read.statements.step import StatementsStep
from detente.read.statements.tagger import load_tagger

__all__ = [
    "FoundStatement",
    "Quotation",
    "StatementsStep",
    "find_paragraphs",
    "find_quotations",
    "find_statements",
    "load_tagger",
]
