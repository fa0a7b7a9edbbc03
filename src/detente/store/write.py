"""Records into a store: added or superseding, never overwriting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import DBAPIError

from detente.errors import StoreError
from detente.records import Record
from detente.store import schema
from detente.store.rows import RecordRows, rows_of


def now() -> str:
    """This instant, UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()


def write_records(engine: Engine, records: Iterable[Record], *, corrected_by: str | None = None, note: str = "") -> int:
    """Write records in one transaction: all of them or none.

    Returns:
        How many were new; a record that the store already holds as current adds nothing.
    """
    return write_rows(engine, [rows_of(r) for r in records], corrected_by=corrected_by, note=note)


def write_rows(engine: Engine, batch: Sequence[RecordRows], *, corrected_by: str | None = None, note: str = "") -> int:
    """The same for rows that were made elsewhere, such as in a worker."""
    try:
        with engine.begin() as connection:
            return _write(connection, batch, corrected_by, note)
    except DBAPIError as error:
        raise StoreError(f"{engine.url.render_as_string()}: {error.orig}; nothing of this batch was written") from error


def write_failure(engine: Engine, *, source: str, code: str, message: str) -> None:
    """Note a source that could not be read; the same failure is noted once."""
    row = {"source": source, "code": code, "message": message}
    t = schema.failures
    with engine.begin() as connection:
        known = select(t.c.key).where(t.c.source == source, t.c.code == code, t.c.message == message)
        if connection.execute(known).first() is None:
            connection.execute(insert(t), {**row, "failed_at": now()})


def _write(connection: Connection, batch: Sequence[RecordRows], corrected_by: str | None, note: str) -> int:
    run_keys = {run["digest"]: _run_key(connection, run) for run in {r.run["digest"]: r.run for r in batch}.values()}
    facts: dict[str, list[dict[str, Any]]] = {}
    written = 0
    for rows in batch:
        article = _article_key(connection, rows.article)
        reading = _new_reading(
            connection,
            {
                "article": article,
                "article_id": rows.article["id"],
                "run": run_keys[rows.run["digest"]],
                "record_sha256": rows.record_sha256,
                "read_at": now(),
                "corrected_by": corrected_by,
                "note": note or None,
            },
        )
        if reading is None:
            continue
        written += 1
        for name, found in rows.facts.items():
            facts.setdefault(name, []).extend({"reading": reading, **row} for row in found)
    for name, found in facts.items():
        if found:
            connection.execute(insert(schema.metadata.tables[name]), found)
    return written


def _run_key(connection: Connection, run: dict[str, Any]) -> int:
    t = schema.runs
    key = connection.execute(select(t.c.key).where(t.c.digest == run["digest"])).scalar()
    return key if key is not None else _inserted(connection, t, run)


def _article_key(connection: Connection, article: dict[str, Any]) -> int:
    t = schema.articles
    same = select(t.c.key).where(t.c.id == article["id"], t.c.digest == article["digest"])
    key = connection.execute(same).scalar()
    return key if key is not None else _inserted(connection, t, article)


def _new_reading(connection: Connection, reading: dict[str, Any]) -> int | None:
    """Key of a new reading that supersedes the current one; None where the current one stays.

    It stays where it says the same, and where an analyst corrected it and the page is still the same: no program's
    reading takes an analyst's word back.
    """
    t = schema.readings
    current = (
        connection.execute(select(t).where(t.c.article_id == reading["article_id"], t.c.superseded_by.is_(None)))
        .mappings()
        .all()
    )
    for row in current:
        same = row["record_sha256"] == reading["record_sha256"]
        corrected = row["corrected_by"] is not None and reading["corrected_by"] is None
        if same or (corrected and row["article"] == reading["article"]):
            return None
    key = _inserted(connection, t, reading)
    if current:
        older = [row["key"] for row in current]
        connection.execute(update(t).where(t.c.key.in_(older)).values(superseded_by=key))
    return key


def _inserted(connection: Connection, table: Any, row: dict[str, Any]) -> int:
    key = connection.execute(insert(table), row).inserted_primary_key
    assert key is not None
    return int(key[0])
