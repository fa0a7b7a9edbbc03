"""The charts.

Colours are Okabe and Ito's (2008), told apart by colour-blind readers; quad classes also differ in lightness, so
that figures hold in black and white.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Altair's layered charts; its own types do not hold under a strict checker.
Chart = Any

if TYPE_CHECKING:
    import networkx as nx
    import polars as pl

    from detente.analysis.dyads import Rupture

QUADS = {
    "quad1": ("verbal cooperation", "#56B4E9"),
    "quad2": ("material cooperation", "#0072B2"),
    "quad3": ("verbal conflict", "#E69F00"),
    "quad4": ("material conflict", "#A33B00"),
}
_WIDTH = 720


def dyad_chart(series: pl.DataFrame, *, title: str = "", ruptures: tuple[Rupture, ...] = ()) -> Chart:
    """Counts by quad class a period: cooperation upwards, conflict downwards, ruptures as rules.

    Args:
        series: of :func:`detente.analysis.dyads.dyad_series`.
    """
    import altair as alt
    import polars as pl

    long = (
        series.select("period", *QUADS)
        .unpivot(on=list(QUADS), index="period", variable_name="quad", value_name="events")
        .with_columns(
            pl.col("quad").replace_strict({k: n for k, (n, _) in QUADS.items()}).alias("class"),
            pl.when(pl.col("quad").is_in(["quad3", "quad4"]))
            .then(-pl.col("events"))
            .otherwise(pl.col("events"))
            .alias("n"),
        )
    )
    colour = alt.Scale(domain=[n for n, _ in QUADS.values()], range=[c for _, c in QUADS.values()])
    bars = (
        alt.Chart(_data(long))
        .mark_bar()
        .encode(
            x=alt.X("period:T", title=None),
            y=alt.Y("sum(n):Q", title="events: cooperation up, conflict down"),
            color=alt.Color("class:N", scale=colour, title=None, legend=alt.Legend(orient="bottom")),
            tooltip=["period:T", "class:N", "events:Q"],
        )
    )
    layers: list[Any] = [bars]
    if ruptures:
        marks = [{"on": r.on.isoformat(), "kind": r.kind} for r in ruptures]
        rules = alt.Chart(alt.Data(values=marks)).mark_rule(strokeDash=[4, 3], color="#333").encode(x="on:T")
        names = alt.Chart(alt.Data(values=marks)).mark_text(align="left", dx=4, y=8, color="#333")
        layers += [rules, names.encode(x="on:T", text="kind:N")]
    return _finish(alt.layer(*layers), title)


def timeline_chart(events: pl.DataFrame, *, title: str = "") -> Chart:
    """Contacts in the order of time, one mark an event, a row for each kind."""
    import altair as alt
    import polars as pl

    dated = events.filter(pl.col("day").is_not_null()).unique("distinct", maintain_order=True)
    colour = alt.Scale(domain=[1, 2, 3, 4], range=[c for _, c in QUADS.values()])
    points = (
        alt.Chart(_data(dated.select("day", "event", "quad", "actor", "recipient", "place", "mode")))
        .mark_point(filled=True, size=70, opacity=0.8)
        .encode(
            x=alt.X("day:T", title=None),
            y=alt.Y("event:N", title=None),
            color=alt.Color("quad:O", scale=colour, title="quad class", legend=alt.Legend(orient="bottom")),
            shape=alt.Shape("quad:O", legend=None),
            tooltip=["day:T", "event:N", "mode:N", "actor:N", "recipient:N", "place:N"],
        )
    )
    return _finish(alt.layer(points), title)


def network_chart(graph: nx.DiGraph[str], *, title: str = "") -> Chart:
    """A network: thickness is the number of events, colour the sign of their intensity."""
    import altair as alt
    import networkx as nx

    # Kamada and Kawai's layout wants SciPy; on a circle, ordered by weight, nothing hangs on chance.
    order = sorted(graph, key=lambda n: (-graph.nodes[n].get("pagerank", 0.0), n))
    places = nx.circular_layout(order)
    edges = [
        {"x": places[a][0], "y": places[a][1], "x2": places[b][0], "y2": places[b][1], "events": d["events"],
         "intensity": d["intensity"], "pair": f"{a} → {b}"}
        for a, b, d in graph.edges(data=True)
    ]  # fmt: skip
    nodes = [
        {"x": places[n][0], "y": places[n][1], "name": n, "rank": graph.nodes[n].get("pagerank", 0.0)} for n in order
    ]
    bare = alt.Axis(labels=False, ticks=False, grid=False, domain=False, title=None)
    lines = (
        alt.Chart(alt.Data(values=edges))
        .mark_rule(opacity=0.6)
        .encode(
            x=alt.X("x:Q", axis=bare),
            y=alt.Y("y:Q", axis=bare),
            x2="x2:Q",
            y2="y2:Q",
            strokeWidth=alt.StrokeWidth("events:Q", scale=alt.Scale(range=[0.5, 6]), legend=None),
            color=alt.condition("datum.intensity < 0", alt.value("#A33B00"), alt.value("#0072B2")),
            tooltip=["pair:N", "events:Q", "intensity:Q"],
        )
    )
    base = alt.Chart(alt.Data(values=nodes)).encode(x="x:Q", y="y:Q")
    points = base.mark_point(filled=True, color="#222").encode(
        size=alt.Size("rank:Q", legend=None, scale=alt.Scale(range=[30, 400]))
    )
    return _finish(
        alt.layer(lines, points, base.mark_text(dy=-12, color="#222").encode(text="name:N")), title, height=520
    )


def map_chart(places: pl.DataFrame, *, title: str = "") -> Chart:
    """Events on a map of the world: ``name``, ``lat``, ``lon`` (WGS 84 degrees), ``events``.

    Source of the outlines: Natural Earth 4.1 (public domain) in the form of world-atlas 2.0.2 (ISC), land-110m.json.
    """
    import json

    import altair as alt

    world = json.loads(resources.files("detente.figures").joinpath("land-110m.json").read_text("utf-8"))
    land = alt.Chart(alt.Data(values=world, format=alt.TopoDataFormat(feature="land", type="topojson")))
    outlines = land.mark_geoshape(fill="#eef0f2", stroke="#b8bec4", strokeWidth=0.5)
    points = (
        alt.Chart(_data(places))
        .mark_circle(color="#0072B2", opacity=0.7, stroke="#fff")
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("events:Q", scale=alt.Scale(range=[30, 600]), legend=None),
            tooltip=["name:N", "events:Q"],
        )
    )
    return _finish(alt.layer(outlines, points).project("equalEarth"), title, height=380)


def share_chart(shares: pl.DataFrame, *, by: str, title: str = "") -> Chart:
    """Shares of issues by actor or outlet: columns ``issue``, ``by``, ``n``."""
    import altair as alt

    bars = (
        alt.Chart(_data(shares))
        .mark_bar(color="#0072B2")
        .encode(
            x=alt.X("sum(n):Q", title="statements, positions and events"),
            y=alt.Y("issue:N", sort="-x", title=None),
            tooltip=["issue:N", f"{by}:N", "n:Q"],
        )
    )
    return _finish(alt.layer(bars), title, height=max(120, 18 * shares.n_unique("issue") if shares.height else 120))


def save_chart(chart: Chart, path: Path) -> None:
    """Write a figure as .svg, .png, .pdf, .html (with the script in it) or .json (Vega-Lite).

    Raises:
        ValueError: for another ending.
    """
    if path.suffix not in (".svg", ".png", ".pdf", ".html", ".json"):
        raise ValueError(f"{path.name}: name it .svg, .png, .pdf, .html or .json")
    if path.suffix == ".html":
        chart.save(path, inline=True)
    else:
        chart.save(path, scale_factor=2) if path.suffix == ".png" else chart.save(path)


def render_svg(chart: Chart) -> str:
    """The figure as SVG text."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(chart.to_json())
    return svg


def _data(table: pl.DataFrame) -> Any:
    import altair as alt

    rows = [{k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items()} for row in table.to_dicts()]
    return alt.Data(values=rows)


def _finish(chart: Chart, title: str, height: int = 260) -> Chart:
    sized = chart.properties(width=_WIDTH, height=height, **({"title": title} if title else {}))
    return sized.configure_view(stroke=None).configure_axis(grid=False, labelColor="#333", titleColor="#333")
