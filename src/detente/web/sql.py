"""The SQL page: one SELECT, on a connection that can do nothing else, for a limited time.

Three fences, each of which would do: the file is opened read-only, SQLite's authorizer lets nothing pass but reading
and plain functions, and one statement only is run.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROWS = 500
TIME_LIMIT_S = 5.0
# Characters of all cells together, of one value inside SQLite, and of a query.
ANSWER_CHARS, VALUE_BYTES, QUERY_CHARS = 2_000_000, 1_000_000, 20_000
_TRUNCATED = 2_000
# Steps of SQLite's machine between two looks at the clock.
_STEPS = 20_000
_FORBIDDEN = frozenset({"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Rows of a query, cut at :data:`ROWS`; or ``error``, in words for whoever wrote it."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    more: bool = False
    error: str | None = None
    ms: float | None = None


def _authorize(action: int, one: str | None, two: str | None, database: str | None, within: str | None) -> int:
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (two or "").lower() in _FORBIDDEN else sqlite3.SQLITE_OK
    # Full-text search asks for this itself; it tells nothing and changes nothing.
    if action == sqlite3.SQLITE_PRAGMA and one == "data_version" and two is None:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def ask(path: Path, sql: str, *, limit: int = ROWS, time_limit_s: float = TIME_LIMIT_S) -> Answer:
    """Run one SELECT (or WITH, or VALUES) against a SQLite store."""
    sql = sql.strip().rstrip(";").strip()
    if not sql:
        return Answer()
    if len(sql) > QUERY_CHARS:
        return Answer(error=f"the query is longer than {QUERY_CHARS:,} characters")
    began = time.monotonic()
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1.0)
    except sqlite3.Error as error:
        return Answer(error=str(error))
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        # The first use loads the full-text module, which declares a table; afterwards nothing may be declared.
        connection.execute("SELECT 1 FROM articles_search LIMIT 0")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES)
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, QUERY_CHARS * 4)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100)
        connection.setlimit(sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 50)
        connection.set_authorizer(_authorize)
        connection.set_progress_handler(lambda: int(time.monotonic() - began > time_limit_s), _STEPS)
        cursor = connection.execute(sql)
        if cursor.description is None:
            return Answer(error="one SELECT, please: this gives no rows")
        found: list[tuple[Any, ...]] = []
        chars, more = 0, False
        for row in cursor:
            cells = tuple(_cell(v) for v in row)
            chars += sum(len(c) for c in cells if isinstance(c, str))
            if len(found) == limit or chars > ANSWER_CHARS:
                more = True
                break
            found.append(cells)
        return Answer(
            columns=tuple(d[0] for d in cursor.description),
            rows=tuple(found),
            more=more,
            ms=round((time.monotonic() - began) * 1000, 1),
        )
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        return Answer(error=_explain(error, time_limit_s))
    finally:
        connection.close()


def _explain(error: Exception, time_limit_s: float) -> str:
    message = str(error)
    if "interrupted" in message:
        return f"stopped after {time_limit_s:g} seconds; narrow it down, or use sqlite3 on the file"
    if "not authorized" in message or "prohibited" in message:
        return f"{message}: this page reads and does nothing else"
    return message


def _cell(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, str) and len(value) > _TRUNCATED:
        return value[:_TRUNCATED] + " …"
    return value
