"""detente correct: an analyst's word over the program's."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from detente.cli.options import DEFAULT_STORE, Store
from detente.cli.output import talk


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("correct")(correct)


def correct(
    fact: Annotated[str, typer.Argument(help="ARTICLE#FACT, as in talks-2019#e3.")],
    change: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=VALUE; an empty value for none; a,b for lists.")
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="The fact is no fact.")] = False,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    by: Annotated[str | None, typer.Option(help="Who corrects; your login name by default.")] = None,
    store: Store = DEFAULT_STORE,
) -> None:
    """Correct a fact. What was recorded before stays and can be asked for (detente history)."""
    from detente.store import Store as Opened
    from detente.store.corrections import corrected

    article_id, separator, fact_id = fact.rpartition("#")
    if not separator:
        raise typer.BadParameter("name it as ARTICLE#FACT", param_hint="FACT")
    changes = {}
    for pair in change or ():
        name, equals, value = pair.partition("=")
        if not equals:
            raise typer.BadParameter(f"{pair!r} should be FIELD=VALUE", param_hint="--set")
        changes[name] = value
    if drop == bool(changes):
        raise typer.BadParameter("give --set FIELD=VALUE or --drop")
    with Opened(store) as opened:
        record = corrected(opened.record(article_id), fact_id, None if drop else changes)
        opened.correct(record, by=by or getpass.getuser(), note=note)
    talk(f"corrected {fact}; the reading before is kept")
