"""Figures and tables of the pages: SVG drawn once for each state of the store, and the CSV behind each."""

from __future__ import annotations

import csv
import io
import threading
from typing import Any

import polars as pl
from sqlalchemy import Connection

from detente.store import browse
from detente.web import pages

# vl-convert runs one script engine; two threads would only wait for each other inside it.
_DRAWING = threading.Lock()


def svg(chart: Any) -> str:
    """The chart as SVG."""
    from detente.figures import render_svg

    with _DRAWING:
        return render_svg(chart)


def import_all() -> None:
    """Import what draws and counts, in one thread: two threads that import numpy at once break it."""
    import altair  # noqa: F401
    import numpy  # noqa: F401
    import ruptures  # noqa: F401
    import vl_convert  # noqa: F401


def warm_up() -> None:
    """Draw something small: the first drawing takes a second or more."""
    from detente.figures import map_chart

    svg(map_chart(pl.DataFrame(schema={"name": pl.String, "lat": pl.Float64, "lon": pl.Float64, "events": pl.Int64})))


def dyad_svg(connection: Connection, one: str, other: str, every: str, reports: bool) -> str:
    """Counts by quad class over time."""
    from detente.analysis.dyads import dyad_series, find_ruptures
    from detente.figures import dyad_chart

    events = pages.load_pair(connection, one, other)
    series = dyad_series(events, every=every, reports=reports)
    return svg(dyad_chart(series, ruptures=tuple(find_ruptures(series, events, every=every))))


def timeline_svg(connection: Connection, one: str, other: str) -> str:
    """Contacts in order of time."""
    from detente.figures import timeline_chart

    return svg(timeline_chart(pages.load_pair(connection, one, other or None)))


def network_svg(connection: Connection, since: str, until: str, event: str) -> str:
    """The forty states that count for most; more would be a ball of wool."""
    from detente.figures import network_chart

    graph, _ = pages.network_graph(connection, since, until, event)
    order = sorted(graph, key=lambda n: (-graph.nodes[n].get("pagerank", 0.0), n))
    return svg(network_chart(graph.subgraph(order[:40])))


def map_svg(connection: Connection) -> str:
    """Places at which events happened."""
    from detente.figures import map_chart

    found = [dict(r) for r in browse.places_of_events(connection) if r["lat"] is not None]
    kinds = {"name": pl.String, "lat": pl.Float64, "lon": pl.Float64, "events": pl.Int64}
    return svg(map_chart(pl.DataFrame(found, schema=kinds)))


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
        value = "; ".join(str(v[1] if isinstance(v, tuple) else v) for v in value)
    if isinstance(value, str) and value.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
