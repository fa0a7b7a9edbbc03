"""Briefs: a page on a dyad, an actor, an issue or a period, every sentence with what it rests on.

``make`` asks the store and puts sections together out of ``sections``, whose sentences come from ``phrases``;
``render`` writes the result as Markdown, HTML or PDF. A :class:`Brief` is plain data: the pages of the workbench and
JSON show the same one.
"""

from __future__ import annotations

from detente.briefs.make import make_brief, page_and_chart
from detente.briefs.model import ABOUT, Ask, Brief, Figure, Line, Note, Section
from detente.briefs.render import to_html, to_markdown, to_pdf

__all__ = [
    "ABOUT",
    "Ask",
    "Brief",
    "Figure",
    "Line",
    "Note",
    "Section",
    "make_brief",
    "page_and_chart",
    "to_html",
    "to_markdown",
    "to_pdf",
]
