"""Reading many articles: several processes, resumable, and never stopped by one article."""

from __future__ import annotations

from detente.running.corpus import Outcome, Progress, Written, read_into, read_many, update_store
from detente.running.pool import Pool, SetAside
from detente.running.worker import Read

__all__ = ["Outcome", "Pool", "Progress", "Read", "SetAside", "Written", "read_into", "read_many", "update_store"]
