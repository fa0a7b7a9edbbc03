"""The index of reprints that belongs to a store, kept in step with it."""

from __future__ import annotations

import sqlite3
from types import TracebackType

from detente.errors import StoreError
from detente.ingest.reprints import ReprintIndex
from detente.ingest.sketch import make_sketch
from detente.running.worker import Read
from detente.store import Store, query

# Articles added in one transaction while catching up.
_COMMIT_EACH = 1000


class Linker:
    """Tells which articles on their way into a store repeat one that is there.

    The index lies beside a SQLite file; for other stores it is made anew from their articles. The store is the truth:
    the index is committed after it, and what it lacks (after a kill, a lost file, a copy taken at another moment) is
    added from the store when it is opened.
    """

    def __init__(self, store: Store) -> None:
        try:
            self._index = ReprintIndex(_index_file(store), commit_each=False)
            try:
                _catch_up(self._index, store)
            except BaseException:
                self._index.close()
                raise
        except (sqlite3.Error, ValueError) as error:
            raise _as_store_error(store, error) from error
        self._store = store

    def __enter__(self) -> Linker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._index.close()

    def link(self, read: Read) -> Read:
        """The article with the first appearance of what it repeats. Called in the one order in which all arrive."""
        if read.sketch is None:
            return read
        try:
            match = self._index.add_sketch(read.article_id, read.sha256, read.sketch)
        except sqlite3.Error as error:
            raise _as_store_error(self._store, error) from error
        return read if match is None or match.first_id == read.article_id else read.linked(match.first_id)

    def commit(self) -> None:
        """What was linked is in the store now."""
        try:
            self._index.commit()
        except sqlite3.Error as error:
            raise _as_store_error(self._store, error) from error


def _index_file(store: Store) -> str:
    url = store.engine.url
    if url.get_backend_name() != "sqlite":
        return ""  # SQLite's name for a file that goes when it is closed
    return f"{url.database}-reprints" if url.database and url.database != ":memory:" else ":memory:"


def _as_store_error(store: Store, error: Exception) -> StoreError:
    return StoreError(f"{_index_file(store)}: {error}; nothing of this batch was written", code="DT605")


def _catch_up(index: ReprintIndex, store: Store) -> None:
    """Add the articles that the store has and the index lacks, in the order in which they were written.

    What is lacking are the last ones, so that looking back from the newest ends at the first that is known. An index
    whose last article the store does not have is another store's.
    """
    lacking: list[int] = []
    with store.connect() as connection:
        newest = index.newest_id()
        if newest is not None and not query.has_article(connection, newest):
            index.clear()
        for key, article_id in query.newest_bodies(connection):
            if article_id in index:
                break
            lacking.append(key)
        for count, key in enumerate(reversed(lacking), 1):
            article = query.article_by_key(connection, key)
            text = article.body.text if article.body is not None else article.text
            index.put(article.id, article.sha256, make_sketch(text), first_id=article.reprint_of)
            if count % _COMMIT_EACH == 0:
                index.commit()
    index.commit()
