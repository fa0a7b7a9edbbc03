"""What takes long, as plain rows: functions of a connection and plain values, which :mod:`detente.web.kept` keeps."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from detente.knowledge.fold import fold
from detente.store import browse, query, search
from detente.tables import plain_row
from detente.views.brief import one_line
from detente.web.contexts import Rows

if TYPE_CHECKING:
    import polars as pl

    from detente.analysis.positions import PositionLine
    from detente.records import Position, Record

# Tables of a dyad, a network or a timeline are made of the newest so many rows; the page says where that cuts.
MOST = 20_000
# Lines of positions are made of the newest so many readings.
READINGS = 400
SHOWN = 100
# A chart of positions shows the longest so many lines.
DRAWN = 8


def actors(connection: Connection) -> Rows:
    """The actors that most articles name, with their names folded for looking up."""
    return [{**a, "folded": fold(a["name"])} for a in browse.actor_counts(connection)]


# A page and its figure are made of the same events: the last few are not loaded twice.
_pairs: dict[tuple[str, int, str, str], pl.DataFrame] = {}


def load_pair(connection: Connection, one: str, other: str) -> pl.DataFrame:
    """Events between two, or of one where the other is empty: the newest :data:`MOST`."""
    from detente.analysis.events import load_events

    key = (str(connection.engine.url), browse.version_of_data(connection), one, other)
    if key not in _pairs:
        while len(_pairs) >= 4:
            del _pairs[next(iter(_pairs))]
        _pairs[key] = load_events(connection, one=one, other=other or None, newest=MOST)
    return _pairs[key]


_briefs: dict[tuple[object, ...], tuple[Any, Any, Rows]] = {}


def write_brief(
    connection: Connection, about: str, one: str, other: str, issue: str, since: str, until: str
) -> tuple[Any, Any, Rows]:
    """(brief, its chart, the rows behind it), the last few kept; (None, None, []) where the store has nothing on it."""
    from detente.briefs import Ask, page_and_chart
    from detente.errors import NotFound

    asked = {"one": one, "other": other, "issue": issue, "since": since, "until": until}
    of_kind = {"dyad": ("one", "other"), "actor": ("one",), "issue": ("issue",)}.get(about, ())
    given = {k: v or None for k, v in asked.items() if k in (*of_kind, "since", "until")}
    key = (str(connection.engine.url), browse.version_of_data(connection), about, *asked.values())
    if key not in _briefs:
        while len(_briefs) >= 4:
            del _briefs[next(iter(_briefs))]
        try:
            _briefs[key] = page_and_chart(connection, Ask(about=about, **given))
        except NotFound:
            _briefs[key] = (None, None, [])
    return _briefs[key]


def brief(connection: Connection, *asked: str) -> Any:
    """(brief,), its figure to be fetched; (None,) where the store has nothing on it."""
    return (write_brief(connection, *asked)[0],)


def brief_rows(connection: Connection, *asked: str) -> Rows:
    """What the figure of a brief is drawn from."""
    return write_brief(connection, *asked)[2]


def brief_file(connection: Connection, form: str, workbench: str, *asked: str) -> bytes | None:
    """A brief as a file: md, html or pdf; None where the store has nothing on it."""
    from dataclasses import replace

    from detente.briefs import to_html, to_markdown, to_pdf
    from detente.figures import render_svg

    found, chart, _ = write_brief(connection, *asked)
    if found is None:
        return None
    if form == "md":
        return to_markdown(found).encode()
    if chart is not None:
        found = replace(found, figure=replace(found.figure, svg=render_svg(chart)))
    return to_pdf(found) if form == "pdf" else to_html(found, workbench=workbench).encode()


def dyad(connection: Connection, one: str, other: str, every: str, reports: bool) -> Any:
    """(series, ruptures, events, whether the store holds more)."""
    import polars as pl

    from detente.analysis.dyads import article_volume, dyad_series, find_ruptures

    events = load_pair(connection, one, other)
    series = dyad_series(events, every=every, reports=reports, volume=article_volume(connection))
    ruptures = []
    for r in find_ruptures(series, events, every=every):
        ids = [(a, f) for a, _, f in (d.rpartition("#") for d in r.drivers)]
        ruptures.append({**asdict(r), "on": r.on.isoformat(), "drivers": search.events_by_ids(connection, ids)})
    dated = events.filter(pl.col("day").is_not_null()).unique("distinct", maintain_order=True)
    newest = dated.sort("day", "article", "fact", descending=[True, False, False]).head(SHOWN)
    return (
        [plain_row(r) for r in series.iter_rows(named=True)],
        ruptures,
        _events(connection, newest),
        events.height >= MOST,
    )


def timeline(connection: Connection, one: str, other: str) -> Any:
    """(distinct events in order of time, the newest 300; whether the store holds more)."""
    import polars as pl

    events = load_pair(connection, one, other)
    dated = events.filter(pl.col("day").is_not_null()).unique("distinct", maintain_order=True)
    newest = dated.sort("day", "article", "fact").tail(3 * SHOWN)
    return _events(connection, newest), dated.height > newest.height or events.height >= MOST


def network_graph(connection: Connection, since: str, until: str, event: str) -> Any:
    """(graph of states, whether the store holds more): of the newest :data:`MOST` rows in the window."""
    from detente.analysis.events import load_events
    from detente.analysis.networks import make_network

    events = load_events(connection, since=since or None, until=until or None, newest=MOST)
    return make_network(events, kinds=(event,) if event else ()), events.height >= MOST


def network(connection: Connection, since: str, until: str, event: str) -> Any:
    """(edges, nodes, whether the store holds more)."""
    from detente.analysis.networks import edge_rows, node_rows

    graph, capped = network_graph(connection, since, until, event)
    return edge_rows(graph), node_rows(graph), capped


def positions(connection: Connection, holder: str, issue: str) -> Any:
    """(lines, conditions, whether the store holds more)."""
    from detente.analysis.conditions import track_conditions
    from detente.analysis.positions import position_lines

    records = _holding(connection, holder, issue)
    lines = [
        {
            "holder": line.holder,
            "issue": line.issue,
            "toward": line.toward,
            "points": [
                {
                    **_fact(p.fact), "change": p.change.value, "stance": p.position.stance.value,
                    "strength": p.position.strength, "reported_by": p.position.reported_by,
                    "accommodation": p.accommodation, "conditions": _conditions(p.position),
                }
                for p in line.points
            ],
        }
        for line in position_lines(records, holder or None, issue or None)
    ]  # fmt: skip
    conditions = [
        {
            "holder": t.holder, "issue": t.issue, "fate": t.fate.value, "confidence": t.confidence,
            "deadline": t.deadline, "kind": t.condition.kind.value, "words": one_line(t.condition.span.text),
            "stated": _fact(t.stated), "evidence": [_fact(f) for f in t.evidence],
        }
        for t in track_conditions(records, holder or None, issue or None)
    ]  # fmt: skip
    return lines, conditions, len(records) >= READINGS


def _holding(connection: Connection, holder: str, issue: str) -> list[Record]:
    from detente.store import schema

    records = []
    for key in browse.records_holding(connection, holder or None, issue or None, limit=READINGS):
        row = connection.execute(schema.readings.select().where(schema.readings.c.key == key)).mappings().one()
        records.append(query.record_of(connection, row))
    return records


def lines_of(connection: Connection, holder: str, issue: str) -> list[PositionLine]:
    """Lines of positions, those of :func:`positions`."""
    from detente.analysis.positions import position_lines

    return position_lines(_holding(connection, holder, issue), holder or None, issue or None)


def dated_lines(lines: list[PositionLine]) -> list[PositionLine]:
    """The lines that a chart can show: with two dated points or more, the longest :data:`DRAWN`."""
    moved = [line for line in lines if sum(p.fact.date is not None for p in line.points) > 1]
    return sorted(moved, key=lambda line: (-len(line.points), line.holder, line.issue, line.toward or ""))[:DRAWN]


def _fact(fact: Any) -> dict[str, Any]:
    words = one_line(fact.span.text) if fact.span else ""
    return {"article": fact.article, "date": fact.date, "id": fact.id, "words": words}


def _conditions(position: Position) -> list[str]:
    return [f"{x.kind.value}: {one_line(x.span.text)}" for x in position.conditions]


def _events(connection: Connection, table: pl.DataFrame) -> list[Any]:
    """The events of a table as pages show them, each with its ``day``."""
    found = search.events_by_ids(connection, table.select("article", "fact").iter_rows())
    day = {(a, f): d.isoformat() for a, f, d in table.select("article", "fact", "day").iter_rows()}
    return [{**e, "day": day[e["article_id"], e["id"]]} for e in found]
