"""Figures of the pages, as SVG and as Vega-Lite, and the CSV behind each.

The SVG stands in every page; where the browser runs scripts, ``static/charts.js`` puts the same chart in its place,
to be hovered over. All of it comes from this server.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import threading
from collections.abc import Callable
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection

from detente.analysis.naming import names_of
from detente.store import browse
from detente.web import tables

# Browsers' copy of a file of ours.
_STATIC = resources.files("detente.web").joinpath("static")
_BUNDLING = threading.Lock()


def svg(connection: Connection, kind: str, *values: Any) -> str:
    """A chart of :data:`CHARTS` as SVG."""
    from detente.figures import render_svg

    return render_svg(CHARTS[kind](connection, *values))


def spec(connection: Connection, kind: str, *values: Any) -> str:
    """The same as Vega-Lite in JSON, as wide as the page gives it."""
    found = CHARTS[kind](connection, *values).to_dict()
    found["padding"] = 8
    if "spec" not in found:  # panels are fitted by charts.js
        found["width"] = "container"
        found["autosize"] = {"type": "fit-x", "contains": "padding"}
    return json.dumps(found, separators=(",", ":"))


def warm_up(connection: Connection) -> None:
    """Import what draws and counts, and draw something small: the first drawing takes a second or more."""
    import networkx  # noqa: F401
    import ruptures  # noqa: F401

    svg(connection, "nothing")


def dyad(connection: Connection, one: str, other: str, every: str, reports: bool) -> Any:
    """Counts by quad class over time."""
    from detente.analysis.dyads import dyad_series, find_ruptures
    from detente.figures import dyad_chart

    events = tables.load_pair(connection, one, other)
    series = dyad_series(events, every=every, reports=reports)
    return dyad_chart(series, ruptures=tuple(find_ruptures(series, events, every=every)))


def timeline(connection: Connection, one: str, other: str) -> Any:
    """Contacts in order of time."""
    from detente.figures import timeline_chart

    return timeline_chart(_named(connection, tables.load_pair(connection, one, other), "actor", "recipient"))


def network(connection: Connection, since: str, until: str, event: str) -> Any:
    """The forty states that count for most; more would be a ball of wool."""
    from detente.figures import network_chart

    graph, _ = tables.network_graph(connection, since, until, event)
    order = sorted(graph, key=lambda n: (-graph.nodes[n].get("pagerank", 0.0), n))[:40]
    names = names_of(connection, order)
    for node in order:
        graph.nodes[node]["label"] = names[node]
    return network_chart(graph.subgraph(order))


def places(connection: Connection) -> Any:
    """Places at which events happened."""
    from detente.figures import map_chart

    found = [r for r in browse.places_of_events(connection) if r["lat"] is not None]
    return map_chart(_map_table(found))


def nothing(_: Connection) -> Any:
    """A map without places."""
    from detente.figures import map_chart

    return map_chart(_map_table([]))


def brief(connection: Connection, *asked: str) -> Any:
    """The chart of a brief; an empty one where it has none."""
    chart = tables.write_brief(connection, *asked)[1]
    return chart if chart is not None else nothing(connection)


def positions(connection: Connection, holder: str, issue: str) -> Any:
    """How far holders go toward what is asked, over time."""
    from detente.figures import position_chart

    lines = tables.dated_lines(tables.lines_of(connection, holder, issue))
    ids = {i for line in lines for i in (line.holder, line.toward) if i}
    return position_chart(lines, names=names_of(connection, ids))


CHARTS: dict[str, Callable[..., Any]] = {
    "dyad": dyad,
    "timeline": timeline,
    "network": network,
    "map": places,
    "brief": brief,
    "positions": positions,
    "nothing": nothing,
}


def _map_table(found: list[dict[str, Any]]) -> pl.DataFrame:
    kinds = {"name": pl.String, "lat": pl.Float64, "lon": pl.Float64, "events": pl.Int64}
    return pl.DataFrame(found, schema=kinds)


def _named(connection: Connection, events: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The table with names instead of ids."""
    ids = {i for column in columns for i in events[column].drop_nulls().unique()}
    names = names_of(connection, ids)
    return events.with_columns(pl.col(k).replace(names) for k in columns)


def script_name() -> str:
    """What the script of the charts is called: another version is called otherwise."""
    made_of = f"{version('vl-convert-python')}\n{_STATIC.joinpath('charts.js').read_text('utf-8')}"
    return f"charts-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.js"


def script() -> bytes:
    """Vega, Vega-Lite and Vega-Embed, as vl-convert ships them, with ``static/charts.js``; bundled at the first use."""
    import vl_convert

    from detente.knowledge.store import cache_folder

    path: Path = cache_folder() / script_name()
    with _BUNDLING:
        if path.is_file():
            return path.read_bytes()
        made = vl_convert.javascript_bundle(_STATIC.joinpath("charts.js").read_text("utf-8")).encode()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(made)
            part.replace(path)
        except OSError:
            pass  # nowhere to keep it: it is bundled again at the next start
        return made


def as_csv(rows: list[dict[str, Any]]) -> str:
    """Rows as CSV. Text that a spreadsheet would take for a formula is led by an apostrophe."""
    out = io.StringIO()
    if rows:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(rows[0])
        writer.writerows([_cell(v) for v in row.values()] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
