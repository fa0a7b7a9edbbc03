"""detente verify: every stored span against its text, every hash against what it is the hash of."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.output import put, safe, talk


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(store: Annotated[str, typer.Argument(help="The store: a file or a URL.")]) -> None:
    """Re-check a store; exit status 1 if anything is amiss."""
    from detente.store import Store

    faults = 0
    with Store(store, read_only=True) as opened:
        for fault in opened.faults():
            faults += 1
            put(safe(f"{fault.article_id}\treading {fault.reading}\t{fault.what}"))
        counts = opened.counts()
    talk(f"{counts['articles']} articles checked, {faults} faults")
    if faults:
        raise typer.Exit(1)
