"""detente history: every reading of an article."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import DEFAULT_STORE, Json, Store
from detente.cli.output import put, put_json, safe


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("history")(history)


def history(
    article_id: Annotated[str, typer.Argument(help="Id of an article.")],
    store: Store = DEFAULT_STORE,
    as_json: Json = False,
) -> None:
    """List the readings of an article, oldest first.

    detente show --reading N shows one.
    """
    from detente.errors import NotFound
    from detente.store import Store as Opened
    from detente.store.query import history as readings

    with Opened(store, read_only=True) as opened, opened.connect() as connection:
        rows = readings(connection, article_id)
    if not rows:
        raise NotFound(f"the store holds no article {article_id!r}")
    for row in rows:
        if as_json:
            put_json(dict(row))
            continue
        by = f"corrected by {row['corrected_by']}" if row["corrected_by"] else f"detente {row['version']}"
        state = f"superseded by {row['superseded_by']}" if row["superseded_by"] else "current"
        put(safe(f"{row['key']}\t{row['read_at']}\t{by}\t{state}\t{row['note'] or ''}"))
