"""detente migrate: a store made by an earlier version, brought to this one."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.output import talk


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("migrate")(migrate)


def migrate(
    store: Annotated[str, typer.Argument(help="The store: a file or a URL. Copy it first, to be safe.")],
) -> None:
    """Bring a store's tables to this version.

    In one transaction; what is recorded in it stays as it is.
    """
    from detente.store import Store
    from detente.store.connect import head_revision

    with Store(store):
        talk(f"{store} is at schema {head_revision()}")
