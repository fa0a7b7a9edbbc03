"""The SQL page reads, and does nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.web.sql import ask


def test_a_select_answers(store_path: Path) -> None:
    found = ask(store_path, "SELECT count(*) AS n FROM current_events;")
    assert (found.error, found.columns, found.rows) == (None, ("n",), ((9,),))
    assert ask(store_path, "WITH x AS (SELECT 1 AS one) SELECT * FROM x").rows == ((1,),)
    assert ask(store_path, "SELECT rowid FROM articles_search WHERE articles_search MATCH 'vienna'").rows


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM articles", "INSERT INTO failures VALUES (1, 'a', 'b', 'c', 'd')", "DROP TABLE articles",
        "UPDATE articles SET title = 'x'", "CREATE TABLE t (x)", "CREATE TEMP TABLE t AS SELECT 1",
        "ATTACH DATABASE '/tmp/x.db' AS x", "PRAGMA query_only = OFF", "PRAGMA journal_mode = DELETE",
        "SELECT * FROM pragma_database_list", "SELECT load_extension('x')", "SELECT readfile('/etc/passwd')",
        "SELECT 1; DELETE FROM articles", "VACUUM INTO '/tmp/y.db'", "BEGIN IMMEDIATE", "REINDEX",
        "EXPLAIN DELETE FROM articles",
        "WITH x AS (SELECT 1) DELETE FROM articles", "INSERT INTO articles_search(articles_search) VALUES ('rebuild')",
        "SELECT zeroblob(1000000000)",
    ],
)  # fmt: skip
def test_abuse_is_refused(store_path: Path, sql: str) -> None:
    before = store_path.read_bytes()
    assert ask(store_path, sql).error
    assert store_path.read_bytes() == before


def test_time_and_rows_are_limited(store_path: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT {} FROM n"
    assert "stopped" in (ask(store_path, endless.format("count(*)"), time_limit_s=0.2).error or "")
    found = ask(store_path, endless.format("x"), limit=10)
    assert len(found.rows) == 10 and found.more
