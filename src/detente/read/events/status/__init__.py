"""Whether an event happened: by the words around it, with a second opinion where they seem to say that it did.

The rules (:mod:`.climb`) go by lexicons/en/status.tsv and status_words.toml; :mod:`.second_opinion` is a small net.
"""

from __future__ import annotations

from detente.read.events.status.climb import read_status
from detente.read.events.status.rules import StatusReading, StatusRules, load_status_rules

__all__ = ["StatusReading", "StatusRules", "load_status_rules", "read_status"]
