"""detente in a few lines of Python.

>>> import detente
>>> records = detente.read_files(["news/*.html"])           # doctest: +SKIP
>>> records.to_polars("events")                              # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, overload

from detente.config import Settings
from detente.errors import InputError
from detente.ingest import IngestFailure, IngestOptions, read_sources
from detente.ingest.build import Raw, build_article
from detente.pipeline import Reader
from detente.records import Article, Record
from detente.running import SetAside, read_many
from detente.tables import to_polars

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Records", "read_article", "read_files", "read_text"]


class Records(Sequence[Record]):
    """Records of many articles, with what could not be read beside them.

    Attributes:
        failures: sources and articles that gave no record, with the reason.
    """

    def __init__(self, records: Iterable[Record], failures: Iterable[IngestFailure | SetAside] = ()) -> None:
        self._records = tuple(records)
        self.failures = tuple(failures)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Records: ...
    def __getitem__(self, index: int | slice) -> Record | Records:
        if isinstance(index, slice):
            return Records(self._records[index], self.failures)
        return self._records[index]

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def __repr__(self) -> str:
        return f"<{len(self)} records, {len(self.failures)} failures>"

    def to_polars(self, kind: str = "events") -> pl.DataFrame:
        """All facts of one kind as a table: see :func:`detente.tables.to_polars`."""
        return to_polars(self, kind)


@lru_cache(maxsize=4)
def _reader(settings: Settings) -> Reader:
    return Reader(settings)


def read_article(article: Article, settings: Settings | None = None) -> Record:
    """The record of one article."""
    return _reader(settings or Settings()).read(article)


def read_text(
    text: str,
    *,
    id: str = "text",
    title: str | None = None,
    published: str | None = None,
    settings: Settings | None = None,
) -> Record:
    """The record of a text at hand.

    Args:
        text: plain text: an article, or a page saved as text.
        published: ISO 8601 date; without it, dates stay as partial as the text leaves them.
    """
    raw = Raw(id=id, text=text, title=title, published=published, alone=title is not None)
    return read_article(build_article(raw, IngestOptions()), settings)


def read_files(
    paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
    *,
    options: IngestOptions | None = None,
    settings: Settings | None = None,
    workers: int = 1,
) -> Records:
    """Read files, folders, globs or addresses.

    Raises:
        InputError: where nothing at all could be read.
    """
    names = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    records: list[Record] = []
    failures: list[IngestFailure | SetAside] = []
    for outcome in read_many(read_sources([os.fspath(n) for n in names], options), settings, workers=workers):
        if isinstance(outcome, Record):
            records.append(outcome)
        else:
            failures.append(outcome)
    if failures and not records:
        raise InputError("; ".join(map(str, failures)))
    return Records(records, failures)
