"""What a run has taken from its sources: how far it has come, and receipts for what was fetched.

A page that was fetched counts as seen only when its article is safe. Whoever reads ahead of what is stored (several
processes, batches in one transaction) therefore confirms: everything handed on up to some article is safe now.
"""

from __future__ import annotations

import io
import sqlite3
from collections import deque
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from detente.ingest.options import IngestFailure


class Intake:
    """Handed to ``IngestOptions(intake=...)``; belongs to one run of one process.

    Attributes:
        handed: articles and failures handed on so far.
        bytes_read: read from files so far, as they lie there, packed or not.
    """

    def __init__(self) -> None:
        self.handed = 0
        self.bytes_read = 0
        self._receipts: deque[tuple[int, str, str, tuple[Any, ...]]] = deque()
        self._held: dict[str, int] = {}

    def hold(self, state: str, key: str, statement: str, values: tuple[Any, ...]) -> None:
        """Keep a note to a state file until what was handed on so far is confirmed."""
        self._receipts.append((self.handed, state, statement, values))
        self._held[f"{state} {key}"] = self.handed

    def is_held(self, state: str, key: str) -> bool:
        """Whether such a note waits to be confirmed."""
        return f"{state} {key}" in self._held

    def confirm(self, handed: int) -> None:
        """The first so many that were handed on are safe: write the notes that waited for them."""
        due: dict[str, list[tuple[str, tuple[Any, ...]]]] = {}
        while self._receipts and self._receipts[0][0] <= handed:
            _, state, statement, values = self._receipts.popleft()
            due.setdefault(state, []).append((statement, values))
        for state, notes in due.items():
            with closing(sqlite3.connect(state, timeout=60)) as db, db:
                for statement, values in notes:
                    db.execute(statement, values)
        if due:
            self._held = {k: n for k, n in self._held.items() if n > handed}


class CountedFile(io.FileIO):
    """A file that tells an intake how much of it was read."""

    def __init__(self, path: str, intake: Intake) -> None:
        super().__init__(path)
        self._intake = intake

    def readinto(self, buffer: Any) -> int | None:
        """As the base class does."""
        count: int | None = super().readinto(buffer)
        self._intake.bytes_read += count or 0
        return count


def bytes_of(sources: Iterable[str]) -> int | None:
    """Bytes of all files behind names; None where something has no size (an address, standard input)."""
    from detente.ingest.walk import find_files

    total = 0
    for name in sources:
        if name == "-" or "://" in name:
            return None
        for found in find_files(name):
            if not isinstance(found, IngestFailure):
                try:
                    total += Path(found.path).stat().st_size
                except OSError:
                    continue
    return total
