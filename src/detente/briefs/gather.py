"""What a brief is written from: events as a table, and the records of the articles that concern it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from detente.analysis.dyads import article_volume
from detente.analysis.events import DONE, load_events, merge_reports
from detente.analysis.naming import find_records
from detente.briefs.model import Ask
from detente.records import Record

if TYPE_CHECKING:
    import polars as pl

# The newest so many rows of events and articles; the brief says where that cuts.
ROWS, ARTICLES = 20_000, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What was found.

    Attributes:
        events: reports of what took place or goes on, as :func:`detente.analysis.events.load_events` gives them.
        merged: the same, a row an event.
        undone: a row an event of what was planned, denied, threatened ...
        doubtful: reports below the threshold: kept, not counted.
        volume: articles by day.
        records: of the newest articles that concern it.
        cut: what was cut off, in words.
    """

    ask: Ask
    events: pl.DataFrame
    merged: pl.DataFrame
    undone: pl.DataFrame
    doubtful: int
    volume: pl.DataFrame
    records: list[Record]
    cut: tuple[str, ...]

    def concerns(self, actor: str | None, country: str | None) -> bool:
        """Whether an actor is one of those asked about."""
        asked = {a for a in (self.ask.one, self.ask.other) if a}
        return not asked or actor in asked or country in asked

    @property
    def articles(self) -> int:
        """How many articles of the window the store holds."""
        return int(self.volume["articles"].sum()) if self.volume.height else 0


def gather(connection: Connection, ask: Ask) -> Gathered:
    """Everything that a brief tells of."""
    import polars as pl

    actors = tuple(a for a in (ask.one, ask.other) if a)
    records = find_records(connection, actors=actors, issue=ask.issue, since=ask.since, until=ask.until, most=ARTICLES)
    articles = None if ask.issue is None else [r.article.id for r in records]
    every = load_events(
        connection, one=ask.one, other=ask.other, statuses=(), candidates=True, since=ask.since, until=ask.until,
        newest=ROWS, articles=articles, tell_apart=False,
    )  # fmt: skip
    if ask.issue is not None:
        tagged = {(r.article.id, e) for r in records for tag in r.issues if tag.issue == ask.issue for e in tag.events}
        on_it = [pair in tagged for pair in every.select("article", "fact").iter_rows()]
        every = every.filter(pl.Series(on_it, dtype=pl.Boolean))
    kept = every.filter(~pl.col("candidate"))
    events = _told_apart(kept.filter(pl.col("status").is_in(DONE)))
    undone = _told_apart(kept.filter(~pl.col("status").is_in(DONE)))
    cut = []
    if every.height >= ROWS:
        cut.append(f"the newest {ROWS:,} rows of events")
    if len(records) >= ARTICLES:
        cut.append(f"the newest {ARTICLES} articles for statements, positions and contradictions")
    volume = article_volume(connection)
    for bound, keep in _bounds(ask):
        volume = volume.filter(keep(pl.col("day"), bound))
    return Gathered(
        ask=ask, events=events, merged=merge_reports(events), undone=merge_reports(undone),
        doubtful=every.filter(pl.col("candidate")).unique(["article", "fact"]).height, volume=volume,
        records=records, cut=tuple(cut),
    )  # fmt: skip


def _told_apart(events: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    from detente.analysis.events import distinct_events

    return events.with_columns(pl.Series("distinct", distinct_events(events.iter_rows(named=True)), dtype=pl.String))


def _bounds(ask: Ask) -> list[tuple[date, Callable[[pl.Expr, date], pl.Expr]]]:
    """The bounds of the window with what keeps a day inside; "2015" and "2015-07" bound as text does."""
    bounds: list[tuple[date, Callable[[pl.Expr, date], pl.Expr]]] = []
    if ask.since:
        first = date.fromisoformat((ask.since + "-01-01")[:10] if len(ask.since) < 7 else (ask.since + "-01")[:10])
        bounds.append((first, lambda day, bound: day >= bound))
    if ask.until:
        last = date.fromisoformat((ask.until + "-12-31")[:10] if len(ask.until) < 7 else _month_end(ask.until))
        bounds.append((last, lambda day, bound: day <= bound))
    return bounds


def _month_end(value: str) -> str:
    if len(value) >= 10:
        return value[:10]
    import calendar

    year, month = int(value[:4]), int(value[5:7])
    return f"{value[:7]}-{calendar.monthrange(year, month)[1]:02}"
