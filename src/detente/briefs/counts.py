"""Sections that count: the headline numbers, how things moved, ruptures, places, shares, and what is left out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from shlex import join, quote
from typing import TYPE_CHECKING, Any

from detente.analysis.dyads import dyad_series, find_ruptures, in_all
from detente.analysis.places import event_places
from detente.briefs.gather import Gathered
from detente.briefs.model import Line, Section, link
from detente.briefs.pen import Pen
from detente.briefs.phrases import STATUSES, count, percent, signed, span_of_days
from detente.briefs.telling import event_line, events_by_key
from detente.views.words import day, listing

if TYPE_CHECKING:
    import polars as pl

    from detente.analysis.dyads import Rupture

# Facts of a confidence below this are counted as unsure.
_SURE = 0.5


def period_of(events: pl.DataFrame) -> str:
    """By what a brief counts: as fine as leaves a few dozen rows at most."""
    days: list[date] = events["day"].drop_nulls().to_list()
    length = (max(days) - min(days)).days if days else 0
    return "year" if length > 3 * 365 else "month" if length > 120 else "week" if length > 21 else "day"


def subject(pen: Pen, g: Gathered) -> str:
    """Whose events are counted, as a sentence goes on after "events"."""
    if g.ask.about == "dyad":
        return f"between {pen.name(g.ask.one)} and {pen.name(g.ask.other)}"
    if g.ask.about == "actor":
        return f"in which {pen.name(g.ask.one)} took part"
    return f"tied to the issue “{g.ask.issue}”" if g.ask.about == "issue" else "of all actors"


def source_of_counts(pen: Pen, g: Gathered) -> int:
    """The note on the numbers: the command that gives them again."""
    ask = g.ask
    if ask.about == "dyad":
        return pen.count(
            f"dyad {quote(ask.one or '')} {quote(ask.other or '')} --by year",
            link("/dyad", one=ask.one, other=ask.other),
        )
    if ask.about == "actor":
        return pen.count(f"timeline {quote(ask.one or '')} --all", link("/timeline", one=ask.one))
    return of_itself(pen, g)


def of_itself(pen: Pen, g: Gathered) -> int:
    """The note on what only a brief counts: the command that writes it."""
    ask = g.ask
    words = [w for w in (ask.about, ask.one, ask.other, ask.issue) if w]
    values = {"one": ask.one, "other": ask.other, "issue": ask.issue, "since": ask.since, "until": ask.until}
    return pen.count(f"brief {join(words)}", link("/brief", about=ask.about, **values))


def source_of_places(pen: Pen, g: Gathered) -> int:
    """The note on places."""
    ask = g.ask
    if ask.about == "dyad":
        return pen.count(
            f"timeline {quote(ask.one or '')} {quote(ask.other or '')} --all",
            link("/timeline", one=ask.one, other=ask.other),
        )
    if ask.about == "issue":
        return source_of_counts(pen, g)
    return pen.count(f"map --actor {quote(ask.one or '')}" if ask.one else "map", "/map")


def in_short(pen: Pen, g: Gathered) -> Section:
    """How much there is, how sure it is, and how much of what was read it makes up."""
    source = source_of_counts(pen, g)
    n = g.merged.height
    if not n:
        text = f"The record holds no event {subject(pen, g)} that took place, in {count(g.articles, 'article')} read"
        return Section(title="In short", lines=(pen.line(f"{text}.", source),), listed=False)
    days = g.merged["day"].drop_nulls()
    span = span_of_days(str(days.min()), str(days.max())) if len(days) else ""
    reports = g.events.unique(["article", "fact"]).height
    outlets = Counter(o for o in g.events.unique(["article", "fact"])["publisher"].drop_nulls().to_list())
    first = f"The record holds {count(n, 'event')} {subject(pen, g)} that took place or were going on"
    told = f"told in {count(reports, 'report')} of {count(g.events['article'].n_unique(), 'article')}"
    lines = [pen.line(f"{first}{', ' + span if span else ''}, {told}.", source)]
    whole = in_all(g.merged)
    parts = [whole[f"quad{q}"] for q in (1, 2, 3, 4)]
    # An interval of what was read; that it says nothing of what no article told is said under "How to read this".
    weighed = (
        f"Weighed by how sure each reading is, they come to {whole['low']:.0f} to {whole['high']:.0f} (90 % interval)"
    )
    lines.append(
        pen.line(
            f"{weighed}. {parts[0] + parts[1]:,} are cooperative ({parts[0]:,} in words, {parts[1]:,} in deeds) and "
            f"{parts[2] + parts[3]:,} hostile ({parts[2]:,} in words, {parts[3]:,} in deeds).",
            source,
        )
    )
    if whole["mean"] is not None:
        between = f"{signed(whole['mean_low'])} to {signed(whole['mean_high'])}"
        lines.append(
            pen.line(
                f"Their mean score on PLOVER's scale from -10 (hostile) to +10 (cooperative) is "
                f"{signed(whole['mean'])} (90 % interval {between}).",
                source,
            )
        )
    if g.articles:
        rate = g.events["article"].n_unique() / g.articles
        share = percent(rate)
        window = f"The store holds {count(g.articles, 'dated article')} of the time asked for"
        lines.append(pen.line(f"{window}; {share} of them tell of these events.", source))
    if outlets:
        most, reported = min(outlets.items(), key=lambda item: (-item[1], item[0]))
        others = (
            f"{count(len(outlets), 'outlet')}; {most} makes {percent(reported / sum(outlets.values()))} of the reports"
        )
        one = f"one outlet only, {most}: nothing here is told independently"
        lines.append(pen.line(f"They come from {one if len(outlets) == 1 else others}.", source))
    return Section(title="In short", lines=tuple(lines), listed=False)


def movement(pen: Pen, g: Gathered) -> tuple[Section, pl.DataFrame, list[Rupture]]:
    """Counts by period, newest last; the table and the ruptures are for the chart."""
    every = period_of(g.merged)
    series = dyad_series(g.events, every=every, volume=g.volume)
    ruptures = []
    if g.ask.about == "dyad":
        # A level may begin within a year.
        finer = _turned_by(every)
        by_finer = series if finer == every else dyad_series(g.events, every=finer)
        ruptures = find_ruptures(by_finer, g.events, every=finer)
    source = source_of_counts(pen, g)
    rows = [r for r in series.iter_rows(named=True) if r["events"]]
    lines = [pen.line(_moved(r, every), source) for r in rows[-24:]]
    title = {"dyad": "How relations moved", "actor": "How its dealings moved"}.get(g.ask.about, "How things moved")
    return Section(title=f"{title}, by {every}", lines=tuple(lines)), series, ruptures


def _turned_by(every: str) -> str:
    """By what periods turning points are looked for."""
    return "month" if every == "year" else every


def _moved(row: dict[str, Any], every: str) -> str:
    start: date = row["period"]
    name = {"year": f"{start:%Y}", "month": day(f"{start:%Y-%m}"), "week": f"Week of {day(start.isoformat())}"}
    warm, cold = row["quad1"] + row["quad2"], row["quad3"] + row["quad4"]
    score = ""
    if row["mean_intensity"] is not None:
        score = f"; mean score {signed(row['mean_intensity'])}"
        if row["events"] > 1 and row["mean_low"] is not None:
            score += f" ({signed(row['mean_low'])} to {signed(row['mean_high'])})"
    rate = (
        f"; {count(row['events'], 'event')} in {count(row['articles'], 'article')} read" if row.get("articles") else ""
    )
    return (
        f"{name.get(every, day(start.isoformat()))}: {warm} cooperative and {cold} hostile"
        f" (90 % interval of the count {row['low']:.0f} to {row['high']:.0f}){score}{rate}."
    )


def turning_points(pen: Pen, g: Gathered, ruptures: list[Rupture]) -> Section:
    """Thaws and freezes with the events that drove each, or that none was found."""
    pair = {"one": g.ask.one, "other": g.ask.other}
    by = _turned_by(period_of(g.merged))
    command = f"dyad {quote(g.ask.one or '')} {quote(g.ask.other or '')} --by {by}"
    source = pen.count(command, link("/dyad", every=by, **pair))
    if not ruptures:
        said = "No lasting change of level was found: the scores before and after any date differ by no more than"
        few = " Few events hide a real change easily." if g.merged.height < 100 else ""
        return Section(title="Turning points", lines=(pen.line(f"{said} they scatter.{few}", source),))
    known = events_by_key(pen.connection, [d for r in ruptures for d in r.drivers])
    lines: list[Line] = []
    for r in ruptures:
        lines.append(
            pen.line(
                f"A {r.kind} from {day(r.on.isoformat()[:7])} until {day(r.until.isoformat())}: the mean score of an "
                f"event went from {signed(r.before)} to {signed(r.after)}, over {count(r.events, 'event')}; "
                f"{percent(r.certainty)} of resamples move the same way. What drove it:",
                source,
            )
        )
        rows = g.events.unique(["article", "fact"], maintain_order=True)
        at = {f"{a}#{f}": r for a, f, r in zip(rows["article"], rows["fact"], rows.iter_rows(named=True), strict=True)}
        lines += [event_line(pen, at[d], known.get(d)) for d in r.drivers if d in at]
    return Section(title="Turning points", lines=tuple(lines))


def where(pen: Pen, g: Gathered, most: int = 8) -> Section:
    """Places with most events."""
    source = source_of_places(pen, g)
    places = event_places(pen.connection, g.events).head(most)
    lines = []
    for r in places.iter_rows(named=True):
        country = (
            f" ({pen.plain_name(r['country'])})" if r["country"] and pen.plain_name(r["country"]) != r["name"] else ""
        )
        hostile = f", {r['conflict']} of them hostile" if r["conflict"] else ""
        when = span_of_days(str(r["first"]), str(r["last"])) if r["first"] else "undated"
        events = g.events.filter(g.events["place"] == r["name"]).sort("day", "article", "fact", nulls_last=True)
        first = next(events.iter_rows(named=True))
        note = pen.fact(first["article"], first["fact"], first["trigger"])
        lines.append(pen.line(f"{r['name']}{country}: {count(r['events'], 'event')}{hostile}, {when}.", source, note))
    placed = g.events.filter(g.events["place"].is_not_null())["distinct"].n_unique()
    if lines and g.merged.height > placed:
        left = g.merged.height - placed
        lines.append(pen.line(f"Of {count(left, 'event')} no article says where, or it could not be read.", source))
    return Section(title="Places", lines=tuple(lines))


def left_out(pen: Pen, g: Gathered) -> Section:
    """What is not in the counts, and what is not known."""
    source = source_of_counts(pen, g)
    lines: list[Line] = []
    told = Counter(g.undone["status"].to_list())
    if told:
        kinds = listing([f"{n} {STATUSES.get(k, k).lower()}" for k, n in told.most_common()], most=9)
        lines.append(
            pen.line(
                f"Not counted, for it is not recorded as done: {count(g.undone.height, 'event')} ({kinds}).", source
            )
        )
    if g.doubtful:
        lines.append(
            pen.line(
                f"Not counted, for the reading is too unsure: {count(g.doubtful, 'report')}; they stay in the record.",
                source,
            )
        )
    unsure = int((g.merged["confidence"] < _SURE).sum()) if g.merged.height else 0
    if unsure:
        text = f"Counted though unsure: {count(unsure, 'event')} with a confidence below {_SURE}"
        lines.append(pen.line(f"{text}; the intervals allow for it.", source))
    undated = int(g.merged["day"].is_null().sum()) if g.merged.height else 0
    if undated:
        lines.append(pen.line(f"Without a day, so in no period: {count(undated, 'event')}.", source))
    spoken = [s for r in g.records for s in r.statements]
    nobody = sum(not s.speakers for s in spoken)
    if nobody:
        articles = f"in the {count(len(g.records), 'article')} looked at"
        lines.append(
            pen.line(
                f"Of {count(len(spoken), 'statement')} {articles}, {nobody} have no speaker that could be told.",
                of_itself(pen, g),
            )
        )
    if g.cut:
        lines.append(pen.line(f"Only {listing(g.cut)} were looked at; narrow the time for more.", source))
    return Section(title="Not known and left out", lines=tuple(lines))


def how_to_read(pen: Pen) -> Section:
    """What a reader must know to trust it no further than it goes."""
    lines = (
        Line(
            text="These sentences were put together by a program from what it read in articles; nobody has checked "
            "them. An event is what an article tells, not what happened."
        ),
        Line(
            text="Intervals say how sure the readings are. They say nothing of what no article told, nor of what all "
            "articles got wrong. Numbers lead to the words, or to the command that counts again."
        ),
    )
    return Section(title="How to read this", lines=lines, listed=False)
