"""detente who: whom a name or title stands for."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from detente.cli.options import Json, SettingsFile
from detente.cli.output import put, put_json, safe


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("who")(who)


def who(
    name: Annotated[str, typer.Argument(help="A name, a title, or both: “Prime Minister Abe”.")],
    on: Annotated[str | None, typer.Option("--on", help="ISO date.")] = None,
    limit: Annotated[int, typer.Option(min=1)] = 5,
    as_json: Json = False,
    settings_file: SettingsFile = None,
) -> None:
    """List whom a name or title may stand for on a day.

    Best first, with reasons."""
    from detente.config import load_settings
    from detente.knowledge import load_knowledge
    from detente.knowledge.tools import who as look_up
    from detente.records import to_plain

    knowledge = load_knowledge(load_settings(settings_file).knowledge.overlays)
    answers = look_up(name, knowledge, on=_day(on), limit=limit)
    for a in answers:
        if as_json:
            put_json(to_plain(a))
            continue
        held = f"{a.office}, {a.start or '?'} to {a.end or 'now'}" if a.office else a.kind
        put(safe(f"{a.id}\t{a.name}\t{a.country or ''}\t{held}\t{'; '.join(a.reasons)}"))
    if not answers:
        if not as_json:
            put(safe(f"the tables have nobody for {name!r}"))
        raise typer.Exit(1)


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no ISO 8601 date: {error}", param_hint="--on") from error
