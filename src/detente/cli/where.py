"""detente where: the places that a name may stand for."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import Json
from detente.cli.output import put, put_json, safe


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("where")(where)


def where(
    name: Annotated[str, typer.Argument(help="A place, as news write it.")],
    near: Annotated[str | None, typer.Option("--near", help="A place that contains it or lies near it.")] = None,
    country: Annotated[str | None, typer.Option("--country", help="Code or name of its country.")] = None,
    as_json: Json = False,
) -> None:
    """List places of a name, best first, with reasons.   detente where Paris --near Texas"""
    from detente.read.places.lookup import render_where
    from detente.read.places.lookup import where as look_up
    from detente.records import to_plain

    found = look_up(name, near=near, country=country)
    if as_json:
        for place in found:
            put_json(to_plain(place))
    elif found:
        put(safe(render_where(found)))
    else:
        put(f"the gazetteer has no {safe(name)}")
    if not found:
        raise typer.Exit(1)
