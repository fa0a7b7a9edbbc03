"""Issues: what an article, a statement or an event is about, out of a taxonomy that an analyst can extend."""

from __future__ import annotations

from detente.read.issues.matching import Match, find_matches
from detente.read.issues.step import IssuesStep, is_domestic
from detente.read.issues.taxonomy import Issue, Taxonomy, load_taxonomy

__all__ = ["Issue", "IssuesStep", "Match", "Taxonomy", "find_matches", "is_domestic", "load_taxonomy"]
