"""The store: records in SQLite (or PostgreSQL), superseded but never overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType

from sqlalchemy import Connection, Engine

from detente.records import Record
from detente.store import audit, query, write
from detente.store.connect import open_engine

__all__ = ["Store"]


class Store:
    """A store, opened for writing (and made, where it is not there yet) or for reading only.

    >>> with Store(":memory:") as store:
    ...     store.counts()["articles"]
    0
    """

    def __init__(self, where: str | os.PathLike[str], *, read_only: bool = False) -> None:
        self.engine: Engine = open_engine(where, read_only=read_only)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A connection for questions of your own."""
        with self.engine.connect() as connection:
            yield connection

    def add(self, records: Iterable[Record]) -> int:
        """Write records, all or none; returns how many were new."""
        return write.write_records(self.engine, records)

    def correct(self, record: Record, *, by: str, note: str = "") -> int:
        """Write a record that an analyst has corrected; the reading before stays and can be asked for."""
        return write.write_records(self.engine, [record], corrected_by=by, note=note)

    def fail(self, *, source: str, code: str, message: str) -> None:
        """Note a source that could not be read."""
        write.write_failure(self.engine, source=source, code=code, message=message)

    def record(self, article_id: str, *, reading: int | None = None) -> Record:
        """The current record of an article, or an earlier one.

        Raises:
            NotFound: where there is none.
        """
        with self.connect() as connection:
            return query.load_record(connection, article_id, reading=reading)

    def records(self) -> Iterator[Record]:
        """All current records, in the order of article ids."""
        with self.connect() as connection:
            yield from query.iter_records(connection)

    def counts(self) -> dict[str, int]:
        """How many articles and facts there are."""
        with self.connect() as connection:
            return query.counts(connection)

    def search(self, words: str, *, limit: int = 50) -> list[tuple[str, str]]:
        """(article id, title) of articles that hold all the words, best first."""
        with self.connect() as connection:
            return query.search_articles(connection, words, limit=limit)

    def faults(self) -> Iterator[audit.Fault]:
        """What no longer fits: changed texts, spans or facts."""
        with self.connect() as connection:
            yield from audit.find_faults(connection)
