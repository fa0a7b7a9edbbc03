"""What detente knows: states, people with dated offices, organisations, seats of government (docs/knowledge.md)."""

from __future__ import annotations

from detente.knowledge.dictionaries import load_petrarch_actors
from detente.knowledge.store import Entity, Knowledge, NameHit, load_knowledge
from detente.knowledge.tables import Tenure

__all__ = ["Entity", "Knowledge", "NameHit", "Tenure", "load_knowledge", "load_petrarch_actors"]
