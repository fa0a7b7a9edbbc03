"""detente runs: what has read into a store, and what it set aside."""

from __future__ import annotations

import typer

from detente.cli.options import DEFAULT_STORE, Json, Store
from detente.cli.output import put, put_json, safe


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("runs")(runs)


def runs(store: Store = DEFAULT_STORE, as_json: Json = False) -> None:
    """List what has read into a store, and what it set aside.

    The versions that have read, and sources that could not be read.
    """
    from detente.store import Store as Opened
    from detente.store.query import failures
    from detente.store.query import runs as listed

    with Opened(store, read_only=True) as opened, opened.connect() as connection:
        rows, failed = listed(connection), failures(connection)
    for row in rows:
        if as_json:
            put_json({"run": dict(row)})
        else:
            put(safe(f"detente {row['version']}\t{row['digest'][:12]}\t{row['readings']} readings"))
    for row in failed:
        if as_json:
            put_json({"failure": dict(row)})
        else:
            put(safe(f"not read\t{row['failed_at']}\t{row['code']}\t{row['source']}\t{row['message']}"))
