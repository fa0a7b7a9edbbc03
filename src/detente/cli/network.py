"""detente network, detente map, detente shares: who with whom, where, and about what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import DEFAULT_STORE, Csv, Json, Store
from detente.cli.output import put, talk
from detente.cli.shown import NEWEST, Chart, Newest, Since, Until, put_rows, reading, save, warn_if_cut


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("network")(network)
    app.command("map")(map_)
    app.command("shares")(shares)


def network(
    who: Annotated[str | None, typer.Argument(help="meets, calls, accuses, supports, threatens, sanctions ...")] = None,
    people: Annotated[bool, typer.Option("--actors", help="Actors as nodes, not states.")] = False,
    least: Annotated[int, typer.Option(min=1, help="Leave out pairs with fewer events.")] = 1,
    since: Since = None,
    until: Until = None,
    newest: Newest = NEWEST,
    to: Annotated[Path | None, typer.Option("--to", help="Write .graphml, or .gexf for Gephi.")] = None,
    chart: Chart = None,
    store: Store = DEFAULT_STORE,
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """Who meets, calls, accuses or supports whom in a window.

    Prints the pairs, most events first; without --csv or --json also how central each is.
    """
    from detente.analysis.events import load_events
    from detente.analysis.naming import names_of
    from detente.analysis.networks import RELATIONS, edge_rows, make_network, node_rows, write_network

    if who is not None and who not in RELATIONS:
        raise typer.BadParameter(", ".join(RELATIONS), param_hint="WHO")
    with reading(store) as connection:
        kinds = RELATIONS[who][0] if who else ()
        events = load_events(connection, kinds=kinds, since=since, until=until, newest=newest or None)
        graph = make_network(events, relation=who, countries=not people, least=least)
        for node, name in names_of(connection, graph).items():
            graph.nodes[node]["label"] = name
    warn_if_cut(events.height, newest)
    if to is not None:
        try:
            write_network(graph, to)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--to") from error
        talk(f"detente: wrote {to}")
    if chart is not None:
        from detente.figures import network_chart

        # More would be a ball of wool.
        central = [r["id"] for r in node_rows(graph)[:40]]
        save(network_chart(graph.subgraph(central), title=who or ""), chart)
    put_rows(edge_rows(graph), as_csv=as_csv, as_json=as_json)
    if not (as_csv or as_json):
        put("")
        put_rows(node_rows(graph), as_csv=False, as_json=False)
    if not graph:
        raise typer.Exit(1)


def map_(
    actor: Annotated[str | None, typer.Option(help="Only events of this actor or state.")] = None,
    meetings: Annotated[bool, typer.Option("--meetings", help="Only meetings, talks and visits.")] = False,
    since: Since = None,
    until: Until = None,
    newest: Newest = NEWEST,
    chart: Chart = None,
    store: Store = DEFAULT_STORE,
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """Where events took place, most events first."""
    from detente.analysis.events import load_events
    from detente.analysis.naming import find_actor
    from detente.analysis.places import event_places

    with reading(store) as connection:
        one = find_actor(connection, actor) if actor else None
        kinds = ("CONSULT",) if meetings else ()
        events = load_events(connection, one=one, kinds=kinds, since=since, until=until, newest=newest or None)
        places = event_places(connection, events)
    warn_if_cut(events.height, newest)
    if chart is not None:
        from detente.figures import map_chart

        save(map_chart(places, title="Meetings" if meetings else ""), chart)
    put_rows(places.iter_rows(named=True), as_csv=as_csv, as_json=as_json)
    if not places.height:
        raise typer.Exit(1)


def shares(
    by: Annotated[str, typer.Option(help="actor, country or outlet.")] = "outlet",
    of: Annotated[str | None, typer.Option("--of", help="Only this actor (id or name), country or outlet.")] = None,
    since: Since = None,
    until: Until = None,
    chart: Chart = None,
    store: Store = DEFAULT_STORE,
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """What actors speak of and outlets write of, by issue."""
    import polars as pl

    from detente.analysis.naming import find_actor, names_of
    from detente.analysis.shares import BY, issue_shares

    if by not in BY:
        raise typer.BadParameter(", ".join(BY), param_hint="--by")
    with reading(store) as connection:
        table = issue_shares(connection, by=by, since=since, until=until)
        if of is not None:
            table = table.filter(pl.col("by") == (of if by == "outlet" else find_actor(connection, of)))
        if by == "actor":
            named = names_of(connection, table["by"].unique())
            table = table.with_columns(pl.col("by").alias("id"), pl.col("by").replace(named))
    if chart is not None:
        from detente.figures import share_chart

        save(share_chart(table, by=by), chart)
    put_rows(table.iter_rows(named=True), as_csv=as_csv, as_json=as_json)
    if not table.height:
        raise typer.Exit(1)
