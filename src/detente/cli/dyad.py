"""detente dyad, detente timeline: two actors over time."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import DEFAULT_STORE, Csv, Json, Store
from detente.cli.output import put, put_json, safe, talk
from detente.cli.shown import Chart, Since, Until, put_rows, reading, save
from detente.tables import plain_row

if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Connection

    from detente.analysis.dyads import Rupture

ONE = Annotated[str, typer.Argument(help="Actor id, country or name: IRN, Iran, Q7747.")]
By = Annotated[str, typer.Option(help="day, week, month or year.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("dyad")(dyad)
    app.command("timeline")(timeline)


def dyad(
    one: ONE,
    other: ONE,
    by: By = "month",
    reports: Annotated[bool, typer.Option("--reports", help="Count every report, not each event once.")] = False,
    since: Since = None,
    until: Until = None,
    chart: Chart = None,
    store: Store = DEFAULT_STORE,
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """Cooperation and conflict between two actors over time.

    Counts by quad class, sums and means of PLOVER scores with 90 % intervals, events for each thousand articles read;
    then each thaw and freeze with its dates and the events that drove it.
    """
    from detente.analysis.dyads import EVERY, article_volume, dyad_series, find_ruptures
    from detente.analysis.naming import names_of

    if by not in EVERY:
        raise typer.BadParameter(", ".join(EVERY), param_hint="--by")
    with reading(store) as connection:
        events, names = _between(connection, one, other, since, until)
        series = dyad_series(events, every=by, reports=reports, volume=article_volume(connection))
        ruptures = find_ruptures(series, events, every=by)
        words = {r: _drivers(events, r) for r in ruptures}
        called = names_of(connection, names)
    title = f"{called[names[0]]} and {called[names[1]]}"
    if chart is not None:
        from detente.figures import dyad_chart

        save(dyad_chart(series, title=title, ruptures=ruptures, intensity=True), chart)
    shown = series.filter(series["reports"] > 0) if not (as_csv or as_json) else series
    if as_json:
        put_json({"one": names[0], "other": names[1], "by": by, "reports": reports,
                  "series": [plain_row(r) for r in series.iter_rows(named=True)],
                  "ruptures": [{**plain_row(asdict(r)), "drivers": words[r]} for r in ruptures]})  # fmt: skip
    elif as_csv:
        put_rows(shown.iter_rows(named=True), as_csv=True, as_json=False)
    else:
        put(safe(f"{title}: {events['distinct'].n_unique()} events in {events['article'].n_unique()} articles"))
        put_rows(_narrow(shown), as_csv=False, as_json=False)
        for r in ruptures:
            _print_rupture(r, words[r])
    if not events.height:
        talk("detente: no events between them; detente search and /actors in detente serve find ids")
        raise typer.Exit(1)


def timeline(
    one: ONE,
    other: Annotated[str | None, typer.Argument(help="With whom; anybody where left out.")] = None,
    every_kind: Annotated[bool, typer.Option("--all", help="All events, not only contacts.")] = False,
    since: Since = None,
    until: Until = None,
    chart: Chart = None,
    store: Store = DEFAULT_STORE,
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """Meetings, talks and calls of an actor in order of time.

    Each event once, with how many articles of which outlets report it; reprints count as reports.
    """
    import polars as pl

    from detente.analysis.events import merge_reports
    from detente.analysis.naming import names_of

    with reading(store) as connection:
        events, names = _between(connection, one, other, since, until)
        kept = events if every_kind else events.filter(pl.col("event") == "CONSULT")
        merged = merge_reports(kept)
        ids = {i for column in ("actor", "recipient") for i in merged[column].drop_nulls()}
        called = names_of(connection, ids | set(names))
    if chart is not None:
        from detente.figures import timeline_chart

        save(timeline_chart(kept, title=" and ".join(called[n] for n in names)), chart)
    put_rows(
        (
            {
                "day": r["day"], "event": r["event"] + (f" ({r['mode']})" if r["mode"] else ""),
                "who": called.get(r["actor"], "unnamed"), "whom": called.get(r["recipient"], "unnamed"),
                "place": r["place"], "words": r["trigger"], "confidence": round(r["confidence"], 2),
                "reports": r["reports"], "outlets": r["outlets"], "fact": f"{r['article']}#{r['fact']}",
            }
            for r in merged.iter_rows(named=True)
        ),
        as_csv=as_csv,
        as_json=as_json,
    )  # fmt: skip
    if not merged.height:
        raise typer.Exit(1)


def _between(
    connection: Connection, one: str, other: str | None, since: str | None, until: str | None
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    from detente.analysis.events import load_events
    from detente.analysis.naming import find_actor

    names = tuple(find_actor(connection, n) for n in (one, other) if n is not None)
    whom = names[1] if len(names) > 1 else None
    return load_events(connection, one=names[0], other=whom, since=since, until=until), names


def _narrow(series: pl.DataFrame) -> list[dict[str, Any]]:
    """What fits on a line."""
    rows = []
    for r in series.iter_rows(named=True):
        mean = "-" if r["mean_intensity"] is None else f"{r['mean_intensity']:+.1f}"
        between = "" if r["mean_low"] is None else f"{r['mean_low']:+.1f}..{r['mean_high']:+.1f}"
        share = r.get("per_thousand")
        rows.append({
            "period": r["period"], "coop": f"{r['quad1']}+{r['quad2']}", "conflict": f"{r['quad3']}+{r['quad4']}",
            "events": r["events"], "90%": f"{r['low']:.0f}..{r['high']:.0f}", "reports": r["reports"],
            "sum": f"{r['intensity']:+.1f}", "mean": mean, "90% of mean": between,
            "per 1000 articles": "-" if share is None else f"{share:.0f}",
        })  # fmt: skip
    return rows


def _drivers(events: pl.DataFrame, rupture: Rupture) -> list[dict[str, Any]]:
    import polars as pl

    columns = ("article", "fact", "day", "event", "score", "trigger", "confidence")
    rows = []
    for article, _, fact in (d.rpartition("#") for d in rupture.drivers):
        found = events.filter((pl.col("article") == article) & (pl.col("fact") == fact)).select(columns)
        rows.append(plain_row(found.row(0, named=True)))
    return rows


def _print_rupture(r: Rupture, drivers: list[dict[str, Any]]) -> None:
    put("")
    put(
        f"{r.kind} of {r.on:%B %Y}, until {r.until}: mean score {r.before:+.1f} → {r.after:+.1f} "
        f"over {r.events} events, certain in {r.certainty:.0%} of resamples"
    )
    for d in drivers:
        put(safe(f"  {d['day']}  {d['event']} {d['score']:+.1f}  “{d['trigger']}”  {d['article']}#{d['fact']}"))
