"""Re-checking a store: every span against its text, every hash against what it is the hash of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from detente.store import schema
from detente.store.query import record_of
from detente.store.rows import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in the store that does not fit."""

    article_id: str
    reading: int
    what: str


def find_faults(connection: Connection) -> Iterator[Fault]:
    """Check all readings, superseded ones too.

    A reading is sound where its text has the hash stored with it, every span of every fact slices to its words, and
    the record made of its rows has the hash that was stored when it was written.
    """
    for reading in connection.execute(select(schema.readings).order_by(schema.readings.c.key)).mappings().all():
        where = {"article_id": reading["article_id"], "reading": reading["key"]}
        try:
            record = record_of(connection, reading)
        except (ValueError, TypeError, KeyError, LookupError) as error:
            yield Fault(**where, what=f"rows cannot be read: {type(error).__name__}: {error}")
            continue
        stored = connection.execute(
            select(schema.articles.c.sha256).where(schema.articles.c.key == reading["article"])
        ).scalar_one()
        if record.article.sha256 != stored:
            yield Fault(**where, what="the text is not the one that was read: its hash differs")
        for path, span in _spans(record.to_dict(), ""):
            if record.article.text[span["start"] : span["end"]] != span["text"]:
                yield Fault(**where, what=f"{path}: the text at {span['start']}:{span['end']} reads otherwise")
        if rows_of(record).record_sha256 != reading["record_sha256"]:
            yield Fault(**where, what="facts were changed since they were written: the record's hash differs")


def _spans(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        if {"start", "end", "text"} <= value.keys():
            yield path, value
        for name, inner in value.items():
            yield from _spans(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _spans(inner, f"{path}[{n}]")
