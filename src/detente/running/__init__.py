"""Reading many articles: several processes, resumable, and never stopped by one article."""

from __future__ import annotations

from detente.running.corpus import Outcome, Progress, SetAside, read_into, read_many, update_store

__all__ = ["Outcome", "Progress", "SetAside", "read_into", "read_many", "update_store"]
