"""detente search: articles by their words."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import DEFAULT_STORE, Json, Store
from detente.cli.output import put, put_json, safe


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("search")(search)


def search(
    words: Annotated[list[str], typer.Argument(help="Words that the article must all hold.")],
    store: Store = DEFAULT_STORE,
    limit: Annotated[int, typer.Option(min=1)] = 20,
    as_json: Json = False,
) -> None:
    """Find articles that hold all the words, best first."""
    from detente.store import Store as Opened

    with Opened(store, read_only=True) as opened:
        found = opened.search(" ".join(words), limit=limit)
    for article_id, title in found:
        if as_json:
            put_json({"id": article_id, "title": title})
        else:
            put(safe(f"{article_id}\t{title}"))
    if not found:
        raise typer.Exit(1)
