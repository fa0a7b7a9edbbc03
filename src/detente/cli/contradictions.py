"""detente contradictions: where two outlets tell the same differently."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import DEFAULT_STORE, Json, Store
from detente.cli.output import put, put_json, safe
from detente.cli.shown import Since, Until, reading, warn_if_cut


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("contradictions")(contradictions)


def contradictions(
    about: Annotated[
        str | None, typer.Option("--about", help="Only articles that name this actor (id or name).")
    ] = None,
    since: Since = None,
    until: Until = None,
    newest: Annotated[int, typer.Option(min=1, help="Look at the newest so many articles.")] = 2_000,
    store: Store = DEFAULT_STORE,
    as_json: Json = False,
) -> None:
    """Where two outlets tell the same differently.

    Another number, another day, or done in the one and denied in the other: proposals with both sentences, for an
    analyst to confirm. What actors dispute of each other's claims: detente claims --disputed.
    """
    from detente.analysis.contradictions import find_contradictions
    from detente.analysis.naming import find_actor, find_records
    from detente.records import to_plain

    with reading(store) as connection:
        actors = (find_actor(connection, about),) if about else ()
        records = find_records(connection, actors=actors, since=since, until=until, most=newest)
    warn_if_cut(len(records), newest)
    found = find_contradictions(records)
    for c in found:
        if as_json:
            put_json(to_plain(c))
            continue
        put(safe(f"{c.how.value} ({c.confidence:.2f}): {c.detail[0]} / {c.detail[1]}"))
        for fact, outlet in zip((c.one, c.other), c.outlets, strict=True):
            words = " ".join(fact.span.text.split()) if fact.span else ""
            put(safe(f"  {fact.date}  {outlet}, {fact.article}: {words}"))
    if not found:
        raise typer.Exit(1)
