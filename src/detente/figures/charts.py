"""The charts.

Colours are Okabe and Ito's (2008), told apart by colour-blind readers; quad classes also differ in lightness, so
that figures hold in black and white.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Altair's layered charts; its own types do not hold under a strict checker.
Chart = Any

if TYPE_CHECKING:
    import networkx as nx
    import polars as pl

    from detente.analysis.dyads import Rupture
    from detente.analysis.positions import PositionLine

QUADS = {
    "quad1": ("verbal cooperation", "#56B4E9"),
    "quad2": ("material cooperation", "#0072B2"),
    "quad3": ("verbal conflict", "#E69F00"),
    "quad4": ("material conflict", "#A33B00"),
}
# How a stand has moved from the one before.
_SHAPES = {
    "first stated": "square",
    "repeated": "circle",
    "also": "cross",
    "recalled": "stroke",
    "softened": "triangle-up",
    "hardened": "triangle-down",
    "reversed": "diamond",
}
_WIDTH = 720


def dyad_chart(
    series: pl.DataFrame, *, title: str = "", ruptures: Sequence[Rupture] = (), intensity: bool = False
) -> Chart:
    """Counts by quad class a period: cooperation upwards, conflict downwards, ruptures as rules.

    Args:
        series: of :func:`detente.analysis.dyads.dyad_series`.
        intensity: :func:`intensity_chart` below it, on the same axis of time.
    """
    import altair as alt
    import polars as pl

    long = (
        series.select("period", *QUADS)
        .unpivot(on=list(QUADS), index="period", variable_name="quad", value_name="events")
        .filter(pl.col("events") > 0)
        .with_columns(
            pl.col("quad").replace_strict({k: n for k, (n, _) in QUADS.items()}, return_dtype=pl.String).alias("class"),
            pl.when(pl.col("quad").is_in(["quad3", "quad4"]))
            .then(-pl.col("events"))
            .otherwise(pl.col("events"))
            .alias("n"),
        )
    )
    bars = (
        alt.Chart(_data(long))
        .mark_bar(width=_bar_width(series), stroke="#222", strokeWidth=0.4)
        .encode(
            x=alt.X("period:T", title=None, axis=_time_axis(series["period"]), scale=_time_scale(series)),
            # Whole events only: a count of one and a half means nothing.
            y=alt.Y("sum(n):Q", title="events: cooperation up, conflict down", axis=_whole(long)),
            color=alt.Color("class:N", scale=_quad_scale(), title=None, legend=_legend()),
            order=alt.Order("quad:N"),
            tooltip=["period:T", "class:N", "events:Q"],
        )
    )
    zero = alt.Chart(alt.Data(values=[{"y": 0}])).mark_rule(color="#222", strokeWidth=0.8).encode(y="y:Q")
    counts = alt.layer(bars, zero, *_rupture_marks(ruptures))
    if not intensity:
        return _finish(counts, title)
    below = _intensity_layers(series, ruptures).properties(width=_WIDTH, height=160)
    panels = alt.vconcat(counts.properties(width=_WIDTH, height=240), below).resolve_scale(x="shared")
    return _dress(panels.properties(title=title) if title else panels)


def intensity_chart(series: pl.DataFrame, *, title: str = "", ruptures: Sequence[Rupture] = ()) -> Chart:
    """Mean PLOVER score of the events of each period with its 90 % interval, and the levels between ruptures."""
    return _finish(_intensity_layers(series, ruptures), title, height=200)


def _intensity_layers(series: pl.DataFrame, ruptures: Sequence[Rupture]) -> Chart:
    import altair as alt
    import polars as pl

    known = series.filter(pl.col("mean_intensity").is_not_null())
    base = alt.Chart(_data(known.select("period", "events", "mean_intensity", "mean_low", "mean_high")))
    x = alt.X("period:T", title=None, axis=_time_axis(series["period"]), scale=_time_scale(series))
    bars = base.mark_rule(color="#777", strokeWidth=1.2).encode(x=x, y=alt.Y("mean_low:Q"), y2="mean_high:Q")
    points = base.mark_point(filled=True, color="#0072B2", opacity=1).encode(
        x=x,
        y=alt.Y("mean_intensity:Q", title="mean score of an event", scale=alt.Scale(domain=[-10, 10])),
        size=alt.Size("events:Q", scale=alt.Scale(range=[15, 160], domainMin=0), legend=None),
        tooltip=["period:T", "mean_intensity:Q", "mean_low:Q", "mean_high:Q", "events:Q"],
    )
    zero = alt.Chart(alt.Data(values=[{"y": 0}])).mark_rule(color="#999", strokeWidth=0.8).encode(y="y:Q")
    return alt.layer(zero, bars, points, *_levels(known, ruptures))


def _levels(known: pl.DataFrame, ruptures: Sequence[Rupture]) -> list[Chart]:
    """A line for each level between ruptures."""
    import altair as alt

    if not ruptures or not known.height:
        return []
    start: date = known["period"].sort()[0]
    levels = []
    for n, r in enumerate(ruptures):
        levels.append({"from": start.isoformat(), "to": r.on.isoformat(), "level": r.before})
        start = r.on
        if n == len(ruptures) - 1:
            levels.append({"from": r.on.isoformat(), "to": r.until.isoformat(), "level": r.after})
    lines = alt.Chart(alt.Data(values=levels)).mark_rule(color="#222", strokeDash=[6, 3], strokeWidth=1.6)
    return [lines.encode(x="from:T", x2="to:T", y="level:Q", tooltip=["from:T", "to:T", "level:Q"])]


def _rupture_marks(ruptures: Sequence[Rupture]) -> list[Chart]:
    import altair as alt

    if not ruptures:
        return []
    marks = [{"on": r.on.isoformat(), "kind": f"{r.kind} {r.on:%b %Y}"} for r in ruptures]
    rules = alt.Chart(alt.Data(values=marks)).mark_rule(strokeDash=[4, 3], color="#333").encode(x="on:T")
    names = alt.Chart(alt.Data(values=marks)).mark_text(align="left", dx=4, dy=8, color="#222", fontWeight="bold")
    return [rules, names.encode(x="on:T", y=alt.value(0), text="kind:N")]


def _time_scale(series: pl.DataFrame) -> Any:
    """From the first period to the last: labels of ruptures do not stretch it."""
    import altair as alt

    if not series.height:
        return alt.Undefined
    step = _step(series)
    days: list[date] = series["period"].sort().to_list()
    first, last = days[0], days[-1]
    return alt.Scale(domain=[(first - step / 2).isoformat(), (last + step).isoformat()])


def _time_axis(days: pl.Series) -> Any:
    """Months with their years where the days span more than a quarter of one."""
    import altair as alt

    first, last = (days.min(), days.max()) if len(days) else (None, None)
    wide = isinstance(first, date) and isinstance(last, date) and (last - first).days > 92
    months = {"format": "%b %Y", "tickCount": 8} if wide else {}
    return alt.Axis(labelOverlap=True, labelBound=True, **months)  # no label that the edge would cut


def _step(series: pl.DataFrame) -> timedelta:
    if series.height < 2:
        return timedelta(days=31)
    gap: timedelta = series["period"][1] - series["period"][0]
    return gap


def _bar_width(series: pl.DataFrame) -> float:
    return max(1.0, min(40.0, 0.75 * _WIDTH / max(1, series.height)))


def _whole(long: pl.DataFrame) -> Any:
    import altair as alt
    import polars as pl

    most = 1
    if long.height:
        sums = long.group_by("period", pl.col("n") > 0).agg(pl.col("events").sum())
        most = int(sums["events"].max() or 1)  # type: ignore[arg-type]
    return alt.Axis(tickMinStep=1, format="d", tickCount=min(10, 2 * most))


def _quad_scale() -> Any:
    import altair as alt

    return alt.Scale(domain=[n for n, _ in QUADS.values()], range=[c for _, c in QUADS.values()])


def _legend() -> Any:
    import altair as alt

    # Room for a whole name: the columns are otherwise as wide as the first letters.
    return alt.Legend(orient="bottom", labelLimit=170, columnPadding=18, symbolStrokeWidth=0.6)


def timeline_chart(events: pl.DataFrame, *, title: str = "") -> Chart:
    """Contacts in the order of time, one mark an event, a row for each kind."""
    import altair as alt
    import polars as pl

    names = {n: name for n, (name, _) in enumerate(QUADS.values(), start=1)}
    dated = events.filter(pl.col("day").is_not_null()).unique("distinct", maintain_order=True)
    shown = dated.select("day", "event", "quad", "actor", "recipient", "place", "mode").with_columns(
        pl.col("quad").replace_strict(names, return_dtype=pl.String).alias("class")
    )
    shapes = alt.Scale(domain=list(names.values()), range=["circle", "square", "triangle-up", "triangle-down"])
    points = (
        alt.Chart(_data(shown))
        .mark_point(filled=True, size=80, opacity=0.85, stroke="#222", strokeWidth=0.5)
        .encode(
            x=alt.X("day:T", title=None, axis=_time_axis(dated["day"]), scale=alt.Scale(padding=12)),
            y=alt.Y("event:N", title=None, axis=alt.Axis(grid=True, gridColor="#e6e6e6")),
            color=alt.Color("class:N", scale=_quad_scale(), title=None, legend=_legend()),
            shape=alt.Shape("class:N", scale=shapes, title=None, legend=_legend()),
            tooltip=["day:T", "event:N", "mode:N", "actor:N", "recipient:N", "place:N"],
        )
    )
    return _finish(alt.layer(points), title, height=max(120, 26 * dated.n_unique("event") if dated.height else 120))


def position_chart(lines: Sequence[PositionLine], *, title: str = "", names: Mapping[str, str] | None = None) -> Chart:
    """How far holders go towards what is asked, over time: a panel a line, a shape a kind of change.

    Args:
        lines: of :func:`detente.analysis.positions.position_lines`; positions without a date are left out.
        names: what to call actors, by id.
    """
    import altair as alt

    def called(actor: str) -> str:
        return (names or {}).get(actor, actor)

    def title_of(line: PositionLine) -> str:
        return f"{called(line.holder)}: {line.issue}" + (f" → {called(line.toward)}" if line.toward else "")

    points = [
        {
            "day": p.fact.date, "line": title_of(line),
            "value": p.accommodation, "stance": p.position.stance.value, "change": p.change.value,
            "by": "as others report it" if p.reported else "as stated",
        }
        for line in lines for p in line.points if p.fact.date
    ]  # fmt: skip
    base = alt.Chart(alt.Data(values=points))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[-3, 3]), axis=alt.Axis(values=[-2, 0, 2]))
    # A line joins what moves or stays: not stands on another matter, what is looked back at, and what others report.
    own = "datum.by == 'as stated' && datum.change != 'also' && datum.change != 'recalled'"
    path = base.transform_filter(own).mark_line(color="#555", interpolate="step-after")
    marks = base.mark_point(size=70, strokeWidth=1.4, color="#0072B2").encode(
        x=alt.X("day:T", title=None, scale=alt.Scale(padding=24)),
        y=y,
        fill=alt.Fill(
            "by:N", scale=alt.Scale(domain=["as stated", "as others report it"], range=["#0072B2", "#FFFFFF"]),
            title=None, legend=_legend(),
        ),
        # Shapes, not words beside the points: stands of one week would be written over each other.
        shape=alt.Shape(
            "change:N", scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values())), title=None,
            legend=_legend(),
        ),
        tooltip=["day:T", "stance:N", "change:N", "by:N"],
    )  # fmt: skip
    layers = alt.layer(path.encode(x="day:T", y="value:Q"), marks).properties(width=_WIDTH, height=90)
    head = alt.Header(
        labelAlign="left", labelAnchor="start", labelAngle=0, labelFontWeight="bold", labelOrient="top", title=None
    )
    faceted = layers.facet(row=alt.Row("line:N", header=head, title=None))
    return _dress(faceted.properties(title=title) if title else faceted)


def network_chart(graph: nx.DiGraph[str], *, title: str = "") -> Chart:
    """A network: thickness is the number of events; blue and whole where they are cooperative on balance, red and
    dashed where not. Nodes bear their ``label`` where they have one.
    """
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
        {
            "x": places[n][0],
            "y": places[n][1],
            "name": graph.nodes[n].get("label") or n,
            "rank": graph.nodes[n].get("pagerank", 0.0),
        }
        for n in order
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
            # Dashes say the same to readers without colour.
            strokeDash=alt.condition("datum.intensity < 0", alt.value([5, 3]), alt.value([1, 0])),
            tooltip=["pair:N", "events:Q", "intensity:Q"],
        )
    )
    base = alt.Chart(alt.Data(values=nodes)).encode(x="x:Q", y="y:Q")
    points = base.mark_point(filled=True, color="#222").encode(
        size=alt.Size("rank:Q", legend=None, scale=alt.Scale(range=[30, 400]))
    )
    halo = base.mark_text(dy=-16, stroke="#fff", strokeWidth=3.5).encode(text="name:N")
    names = base.mark_text(dy=-16, color="#222").encode(text="name:N")
    return _finish(alt.layer(lines, points, halo, names), title, height=520)


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
        .mark_circle(color="#0072B2", opacity=0.75, stroke="#fff", strokeWidth=0.8)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("events:Q", scale=alt.Scale(range=[30, 600]), legend=None),
            tooltip=["name:N", "events:Q"],
        )
    )
    labels = (
        alt.Chart(_data(_apart(places)))
        .mark_text(align="left", dx=7, dy=3, fontSize=10, color="#222")
        .encode(longitude="lon:Q", latitude="lat:Q", text="name:N")
    )
    return _finish(alt.layer(outlines, points, labels).project("equalEarth"), title, height=380)


def _apart(places: pl.DataFrame, most: int = 12, degrees: float = 7.0) -> pl.DataFrame:
    """The places with most events that have room for their names: none within some degrees of a greater one."""
    kept: list[dict[str, Any]] = []
    for row in places.sort("events", descending=True, maintain_order=True).iter_rows(named=True):
        near = any(abs(row["lat"] - k["lat"]) < 5 and -degrees * 2 < row["lon"] - k["lon"] < degrees * 2 for k in kept)
        if not near and len(kept) < most:
            kept.append(row)
    import polars as pl

    return pl.DataFrame(kept, schema=places.schema)


def share_chart(shares: pl.DataFrame, *, by: str, title: str = "", most: int = 12) -> Chart:
    """Shares of issues by actor, country or outlet: the darker the larger, each with its per cent.

    Args:
        shares: of :func:`detente.analysis.shares.issue_shares`.
        by: what a column is.
        most: so many columns, those that said most, and so many issues.
    """
    import altair as alt
    import polars as pl

    columns = shares["by"].unique(maintain_order=True).head(most).to_list()
    held = shares.filter(pl.col("by").is_in(columns))
    issues = (
        held.group_by("issue").agg(pl.col("n").sum()).sort(["n", "issue"], descending=[True, False])["issue"].head(most)
    )
    shown = held.filter(pl.col("issue").is_in(issues.implode()))
    base = alt.Chart(_data(shown)).encode(
        x=alt.X("by:N", sort=columns, title=None, axis=alt.Axis(orient="top", labelAngle=-30, labelLimit=160)),
        y=alt.Y("issue:N", sort=issues.to_list(), title=None, axis=alt.Axis(labelLimit=260)),
        tooltip=[alt.Tooltip("by:N", title=by), "issue:N", "n:Q", alt.Tooltip("share:Q", format=".0%")],
    )
    scale = alt.Scale(range=["#f4f7fa", "#08306b"], domain=[0, max(0.01, _largest(shown))])
    cells = base.mark_rect(stroke="#fff").encode(color=alt.Color("share:Q", scale=scale, legend=None))
    light = f"datum.share > {0.5 * max(0.01, _largest(shown))}"
    words = base.mark_text(fontSize=11).encode(
        text=alt.Text("share:Q", format=".0%"), color=alt.condition(light, alt.value("#fff"), alt.value("#111"))
    )
    return _finish(alt.layer(cells, words), title, height=max(120, 24 * len(issues)))


def _largest(shares: pl.DataFrame) -> float:
    return float(shares["share"].max() or 0.0) if shares.height else 0.0  # type: ignore[arg-type]


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
    return _dress(chart.properties(width=_WIDTH, height=height, **({"title": title} if title else {})))


def _dress(chart: Chart) -> Chart:
    plain = chart.configure_view(stroke=None).configure_title(anchor="start", fontSize=14)
    # Here, not in each legend, so that a page can have fewer.
    plain = plain.configure_legend(columns=4)
    return plain.configure_axis(grid=False, labelColor="#333", titleColor="#333")
