"""Records into a store: added or superseding, never overwriting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, func, insert, select, text, update
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
    """Ask once for what the batch may meet, decide in memory, insert by table: a statement a table, not a record."""
    if not batch:
        return 0
    if connection.dialect.name != "sqlite":  # SQLite's BEGIN IMMEDIATE has taken the only pen already
        connection.execute(text("LOCK TABLE articles, readings IN SHARE ROW EXCLUSIVE MODE"))
    run_keys = {digest: _run_key(connection, run) for digest, run in {r.run["digest"]: r.run for r in batch}.items()}
    known = _known_articles(connection, batch)
    current = _current_readings(connection, batch)
    next_article, next_reading = _next_key(connection, schema.articles), _next_key(connection, schema.readings)
    written_at = now()
    new: dict[str, list[dict[str, Any]]] = {"articles": [], "readings": []}
    superseded: list[dict[str, int]] = []
    for rows in batch:
        digest = (rows.article["id"], rows.article["digest"])
        article = known.get(digest, next_article)
        reading = {
            "key": next_reading,
            "article": article,
            "article_id": rows.article["id"],
            "run": run_keys[rows.run["digest"]],
            "record_sha256": rows.record_sha256,
            "read_at": written_at,
            "corrected_by": corrected_by,
            "note": note or None,
        }
        before = current.get(rows.article["id"])
        if before is not None and _stays(before, reading):
            continue
        if digest not in known:
            known[digest] = next_article
            new["articles"].append({"key": next_article, **rows.article})
            next_article += 1
        if before is not None:
            superseded.append({"older": before["key"], "newer": next_reading})
        current[rows.article["id"]] = reading
        new["readings"].append(reading)
        for name, found in rows.facts.items():
            new.setdefault(name, []).extend({"reading": next_reading, **row} for row in found)
        next_reading += 1
    for name, found in new.items():
        if found:
            connection.execute(insert(schema.metadata.tables[name]), found)
    if superseded:
        older = schema.readings.c.key == bindparam("older")
        connection.execute(update(schema.readings).where(older).values(superseded_by=bindparam("newer")), superseded)
    return len(new["readings"])


def _stays(before: Mapping[str, Any], reading: Mapping[str, Any]) -> bool:
    """Whether the current reading of an article stays: it says the same, or an analyst corrected it since.

    No program's reading takes an analyst's word back, as long as the page itself is the same.
    """
    same = before["record_sha256"] == reading["record_sha256"]
    corrected = before["corrected_by"] is not None and reading["corrected_by"] is None
    return bool(same or (corrected and before["article"] == reading["article"]))


def _known_articles(connection: Connection, batch: Sequence[RecordRows]) -> dict[tuple[str, str], int]:
    t = schema.articles
    digests = {r.article["digest"] for r in batch}
    rows = connection.execute(select(t.c.id, t.c.digest, t.c.key).where(t.c.digest.in_(digests)))
    return {(article_id, digest): key for article_id, digest, key in rows}


def _current_readings(connection: Connection, batch: Sequence[RecordRows]) -> dict[str, Mapping[str, Any]]:
    t = schema.readings
    ids = {r.article["id"] for r in batch}
    rows = connection.execute(select(t).where(t.c.article_id.in_(ids), t.c.superseded_by.is_(None)))
    return {row["article_id"]: dict(row) for row in rows.mappings()}


def _next_key(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.coalesce(func.max(table.c.key), 0))).scalar_one()) + 1


def _run_key(connection: Connection, run: dict[str, Any]) -> int:
    t = schema.runs
    key = connection.execute(select(t.c.key).where(t.c.digest == run["digest"])).scalar()
    return key if key is not None else _inserted(connection, t, run)


def _inserted(connection: Connection, table: Any, row: dict[str, Any]) -> int:
    key = connection.execute(insert(table), row).inserted_primary_key
    assert key is not None
    return int(key[0])
