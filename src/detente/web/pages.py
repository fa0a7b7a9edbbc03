"""From the store to the context of each page. Parameters are those of the address; FastAPI reads and checks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query, Request
from sqlalchemy import Connection

from detente.errors import NotFound
from detente.ontology.plover import load_plover
from detente.records import ConditionKind, Kind, Position, Record, Stance, Status
from detente.store import Store, browse, query
from detente.views.brief import actor_names, make_brief, one_line
from detente.views.highlight import find_segments
from detente.views.why import explain
from detente.web import contexts as c
from detente.web import sql, urls
from detente.web.kept import Kept

if TYPE_CHECKING:
    import polars as pl

Text = Annotated[str, Query(max_length=300)]
Day = Annotated[str, Query(max_length=10, pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$")]
Page = Annotated[int, Query(ge=1, le=200)]
Every = Annotated[str, Query(pattern="^(day|week|month|year)$")]
Identifier = Annotated[str, Query(min_length=1, max_length=1000)]
# Tables of a dyad, a network or a timeline are made of the newest so many rows; the page says where that cuts.
MOST = 20_000
EVENTS_SHOWN = 100


class Workbench:
    """An open store, what is kept of it, and a function for each page."""

    def __init__(self, store: Store, kept: Kept, path: Path | None) -> None:
        self.store, self.kept, self.path = store, kept, path

    def _later(self, key: Any, compute: Callable[[Connection], Any], *, patience_s: float = 0.08) -> Any:
        """A long answer, or None while it is not there."""

        def work() -> Any:
            with self.store.connect() as connection:
                return compute(connection)

        with self.store.connect() as connection:
            version = browse.version_of_data(connection)
        return self.kept.get(key, version, work, patience_s=patience_s)

    def overview(self) -> c.Overview:
        """Counts, the busiest pairs, issues and speakers, and the newest articles."""
        with self.store.connect() as connection:
            latest = browse.latest_articles(connection, limit=15)
        return c.Overview(summary=self._later("overview", browse.overview), latest=latest)

    def article(self, id: Identifier) -> c.ArticlePage:
        """An article: its text in segments, and all that was read from it."""
        return article_page(self.store.record(id))

    def why(self, article: Identifier, fact: Identifier) -> c.WhyPage:
        """What stands behind a fact: words, rule or model, runners-up."""
        return why_page(self.store.record(article), fact)

    def search(
        self,
        q: Text = "",
        speaker: Text = "",
        country: Text = "",
        issue: Text = "",
        kind: Text = "",
        stance: Text = "",
        since: Day = "",
        until: Day = "",
        outlet: Text = "",
        page: Page = 1,
    ) -> c.SearchPage:
        """Statements, by words and facets, newest first."""
        asked = {
            "words": q, "speaker": speaker, "country": country.upper(), "issue": issue, "kind": kind,
            "stance": stance, "since": since, "until": until, "outlet": outlet,
        }  # fmt: skip
        given = {k: v.strip() or None for k, v in asked.items()}
        with self.store.connect() as connection:
            found = browse.search_statements(
                connection, browse.Filters(**given), limit=browse.PAGE + 1, offset=(page - 1) * browse.PAGE
            )
            named = _name_column(connection, [dict(r) for r in found[: browse.PAGE]], "source_actor")
        outlets = self._later("outlets", browse.outlets) or []
        paged = c.Paged(page=page, more=len(found) > browse.PAGE)
        return c.SearchPage(filters=given, outlets=outlets, statements=named, paged=paged)

    def actors(self, q: Text = "") -> c.ActorsPage:
        """Actors whose names begin with some words."""
        with self.store.connect() as connection:
            return c.ActorsPage(q=q, actors=browse.find_actors(connection, q.strip()))

    def actor(self, id: Identifier) -> c.ActorPage:
        """One actor or state: partners, statements, positions, events."""
        with self.store.connect() as connection:
            found = browse.actor(connection, id)
            is_country = browse.is_country(connection, id)
            if found is None and not is_country:
                raise NotFound(f"the store holds no actor {id!r}")
            statements = browse.search_statements(connection, browse.Filters(speaker=id), limit=20)
            events = browse.events_of(connection, browse.EventFilters(actor=id), limit=20)
            return c.ActorPage(
                actor=found or {"id": id, "name": id, "country": id},
                is_country=is_country,
                partners=_name_column(
                    connection, self._later(("partners", id), lambda x: browse.partners_of(x, id)) or [], "other"
                ),
                statements=[dict(r) for r in statements],
                positions=_name_column(connection, browse.positions_of(connection, holder=id, limit=20), "toward"),
                events=_name_sides(connection, events),
            )

    def dyads(self) -> c.DyadsPage:
        """Where two actors are chosen."""
        summary = self._later("overview", browse.overview)
        return c.DyadsPage(dyads=summary["dyads"] if summary else None)

    def dyad(self, one: Identifier, other: Identifier, every: Every = "month", reports: bool = False) -> c.DyadPage:
        """Two actors over time: counts by period, ruptures, events."""
        with self.store.connect() as connection:
            names = browse.actor_names(connection, {one, other})
        found = self._later(("dyad", one, other, every, reports), lambda x: dyad_tables(x, one, other, every, reports))
        series, ruptures, events, capped = found or (None, [], [], False)
        return c.DyadPage(
            one=one, other=other, one_name=names[one], other_name=names[other], every=every, reports=reports,
            series=series, ruptures=ruptures, events=events, capped=capped,
        )  # fmt: skip

    def issues(self) -> c.IssuesPage:
        """All issues, with in how many articles they stand."""
        return c.IssuesPage(issues=self._later("issues", browse.issue_counts))

    def issue(self, name: Identifier) -> c.IssuePage:
        """One issue: who stands where, and the articles about it."""
        with self.store.connect() as connection:
            articles = [dict(r) for r in browse.issue_articles(connection, name)]
            positions = browse.positions_of(connection, issue=name)
            if not articles and not positions:
                raise NotFound(f"the store holds no issue {name!r}")
            named = _name_column(connection, _name_column(connection, positions, "holder"), "toward")
        return c.IssuePage(name=name, articles=articles, positions=named)

    def place(self, name: Identifier) -> c.PlacePage:
        """One place: where it lies, what happened there, who writes of it."""
        with self.store.connect() as connection:
            found = browse.place(connection, name)
            if found is None:
                raise NotFound(f"the store holds no place {name!r}")
            events = _name_sides(connection, browse.events_of(connection, browse.EventFilters(place=name)))
            articles = [dict(r) for r in browse.place_articles(connection, name)]
        return c.PlacePage(place=dict(found), events=events, articles=articles)

    def events(
        self,
        event: Text = "",
        status: Text = "",
        actor: Text = "",
        place: Text = "",
        since: Day = "",
        until: Day = "",
        page: Page = 1,
    ) -> c.EventsPage:
        """Events, by facets, newest first."""
        given = {"event": event, "status": status, "actor": actor, "place": place, "since": since, "until": until}
        filters = {k: v.strip() or None for k, v in given.items()}
        with self.store.connect() as connection:
            found = browse.events_of(
                connection,
                browse.EventFilters(**filters),
                limit=browse.PAGE + 1,
                offset=(page - 1) * browse.PAGE,
            )
            named = _name_sides(connection, found[: browse.PAGE])
        return c.EventsPage(
            filters=filters,
            kinds=event_kinds(),
            statuses=[s.value for s in Status],
            events=named,
            paged=c.Paged(page=page, more=len(found) > browse.PAGE),
        )

    def positions(self, holder: Text = "", issue: Text = "") -> c.PositionsPage:
        """How positions moved, and what became of the conditions they hang on."""
        holder, issue = holder.strip(), issue.strip()
        with self.store.connect() as connection:
            latest = _name_column(connection, browse.positions_of(connection, limit=30), "holder")
        found: Any = ([], [], False)
        if holder or issue:
            found = self._later(("lines", holder, issue), lambda x: position_tables(x, holder, issue))
        lines, conditions, capped = found or (None, [], False)
        return c.PositionsPage(
            holder=holder, issue=issue, lines=lines, conditions=conditions, latest=latest, capped=capped
        )

    def map(self) -> c.MapPage:
        """Places at which events happened."""
        found = self._later("places", browse.places_of_events)
        return c.MapPage(places=None if found is None else [dict(r) for r in found])

    def network(self, since: Day = "", until: Day = "", event: Text = "") -> c.NetworkPage:
        """Who deals with whom in a window, with centralities."""
        found = self._later(("network", since, until, event), lambda x: network_tables(x, since, until, event))
        edges, nodes, capped = found or (None, [], False)
        return c.NetworkPage(
            since=since, until=until, event=event, kinds=event_kinds(), edges=edges, nodes=nodes, capped=capped
        )

    def timeline(self, one: Text = "", other: Text = "") -> c.TimelinePage:
        """Contacts of an actor, or of two, in order of time."""
        if not one.strip():
            return c.TimelinePage(one="", other="", events=[])
        found = self._later(("timeline", one, other), lambda x: timeline_rows(x, one.strip(), other.strip()))
        return c.TimelinePage(one=one, other=other, events=found or [])

    def quality(self) -> c.QualityPage:
        """Runs, failures, diagnostics, mean confidences."""
        return c.QualityPage(quality=self._later("quality", browse.quality))

    def sql(self, sql: Annotated[str, Query(max_length=20_000)] = "") -> c.SqlPage:
        """One SELECT, read-only, for a limited time."""
        return sql_page(self.path, sql)


def bench_of(request: Request) -> Workbench:
    """The workbench of an application."""
    found: Workbench = request.app.state.bench
    return found


@lru_cache(maxsize=1)
def event_kinds() -> list[str]:
    """PLOVER's events by name."""
    return sorted(load_plover().events)


STANCES = [s.value for s in Stance]
KINDS = [k.value for k in Kind]
CONDITIONS = [k.value for k in ConditionKind]


def _name_column(connection: Connection, found: Any, column: str) -> c.Rows:
    """The rows with ``<column>_name`` beside the id."""
    names = browse.actor_names(connection, {r[column] for r in found if r[column]})
    return [{**r, f"{column}_name": names.get(r[column] or "")} for r in found]


def _name_sides(connection: Connection, found: Any) -> c.Rows:
    """Events with names instead of ids on both sides: pairs of id and name."""
    names = browse.actor_names(connection, {i for r in found for i in (*r["actor"], *r["recipient"])})
    return [
        {**r, "actor": [(i, names[i]) for i in r["actor"]], "recipient": [(i, names[i]) for i in r["recipient"]]}
        for r in found
    ]


def article_page(record: Record) -> c.ArticlePage:
    """The context of an article."""
    brief = make_brief(record)
    names = actor_names(record)
    facts = {f.id: f for kind in ("statements", "positions", "events", "claims") for f in getattr(record, kind)}
    statements = {s.id for s in record.statements}
    segments = []
    for s in find_segments(record):
        fact = next((f for f in reversed(s.facts) if f in facts or f in names), None)
        kinds = [s.kind] + (["said"] if s.kind != "content" and statements & set(s.facts) else [])
        notes = [_note(f, facts, names) for f in s.facts]
        segments.append(
            c.Segment(
                text=s.text, start=s.start, kinds=kinds, fact=fact, note="; ".join(dict.fromkeys(notes)), label=s.label
            )
        )
    groups = []
    for section in brief.sections:
        grouped = list(section.groups) or [("", section.lines)]
        shown = [
            (
                name,
                [
                    c.FactLine(
                        id=line.fact, head=line.head, text=line.text, notes=list(line.notes),
                        confidence=line.confidence, at=line.words.start if line.words else None,
                    )
                    for line in lines
                ],
            )
            for name, lines in grouped
        ]  # fmt: skip
        groups.append(c.FactGroup(title=section.title, groups=shown, n=sum(len(x) for _, x in shown)))
    groups += [_values("Times", [(t.value, t.span, t.confidence) for t in record.times])]
    groups += [_values("Places", [(p.name, p.span, p.confidence) for p in record.places])]
    return c.ArticlePage(
        id=record.article.id,
        title=brief.title,
        facts=[f for f in brief.facts if f[0] != "url"],
        url=urls.outside(record.article.url),
        segments=segments,
        groups=[g for g in groups if g.n],
        version=record.run.version,
    )


def _values(title: str, found: list[tuple[str, Any, float]]) -> c.FactGroup:
    lines = [
        c.FactLine(id=None, head=value, text=one_line(span.text), notes=[], confidence=p, at=span.start)
        for value, span, p in found
    ]
    return c.FactGroup(title=title, groups=[("", lines)], n=len(lines))


def _note(fact_id: str, facts: dict[str, Any], names: Any) -> str:
    """What is said of words on hover: in a few words, what they are evidence of."""
    if fact_id in names:
        return str(names[fact_id])
    fact = facts.get(fact_id)
    if fact is None:
        return fact_id
    if hasattr(fact, "trigger"):
        return f"{fact.event}, {fact.status.value}"
    if hasattr(fact, "content"):
        return f"{fact.kind.value} statement, {names.get(fact.source_actor or '', 'speaker unresolved')}"
    return f"{fact.stance.value}: {fact.issue}" if hasattr(fact, "stance") else "claim"


def why_page(record: Record, fact: str) -> c.WhyPage:
    """The context of an explanation, with the words in their surroundings."""
    e = explain(record, fact)
    text = record.article.text
    # The widest span that is not a whole sentence would be chance; the first named is the fact's own.
    first = next((s for name, s in e.spans if name in ("trigger", "cue", "content", "span", "mentions")), None)
    start, end = (first.start, first.end) if first else (0, 0)
    return c.WhyPage(
        article=record.article.id,
        title=record.article.title or record.article.id,
        fact=fact,
        kind=e.kind,
        fields=list(e.fields),
        spans=[(name, s.start, one_line(s.text)) for name, s in e.spans[:40]],
        before=text[max(0, start - 200) : start],
        words=text[start:end],
        after=text[end : end + 200] if first else "",
        source=e.evidence.source if e.evidence else None,
        source_version=e.evidence.version if e.evidence else None,
        source_words=list(e.evidence.words) if e.evidence else [],
        note=e.evidence.note if e.evidence else "",
        runners_up=list(e.evidence.runners_up if e.evidence else e.decision.candidates if e.decision else ()),
        chosen=e.decision.chosen if e.decision else None,
        reason=e.decision.reason if e.decision else "",
        version=e.version,
    )


def load_pair(connection: Connection, one: str, other: str | None) -> pl.DataFrame:
    """Events between two, or of one: the newest :data:`MOST`."""
    from detente.analysis.events import load_events

    return load_events(connection, one=one, other=other, newest=MOST)


def dyad_tables(connection: Connection, one: str, other: str, every: str, reports: bool) -> Any:
    """(series, ruptures, events, whether the store holds more)."""
    import polars as pl

    from detente.analysis.dyads import article_volume, dyad_series, find_ruptures

    events = load_pair(connection, one, other)
    series = dyad_series(events, every=every, reports=reports, volume=article_volume(connection))
    ruptures = []
    for r in find_ruptures(series, events, every=every):
        ids = [(a, f) for a, _, f in (d.rpartition("#") for d in r.drivers)]
        ruptures.append({**asdict(r), "on": r.on.isoformat(), "drivers": browse.events_by_ids(connection, ids)})
    shown = events.filter(pl.col("day").is_not_null()).sort("day", "article", "fact", descending=[True, False, False])
    return _plain(series), ruptures, _plain(shown.head(EVENTS_SHOWN)), events.height >= MOST


def network_tables(connection: Connection, since: str, until: str, event: str) -> Any:
    """(edges, nodes, whether the store holds more)."""
    graph, capped = network_graph(connection, since, until, event)
    edges = [{"from": a, "to": b, **d} for a, b, d in graph.edges(data=True)]
    nodes = [{"id": n, **d} for n, d in graph.nodes(data=True)]
    edges.sort(key=lambda e: (-e["events"], e["from"], e["to"]))
    nodes.sort(key=lambda n: (-n.get("pagerank", 0), n["id"]))
    return edges, nodes, capped


def network_graph(connection: Connection, since: str, until: str, event: str) -> Any:
    """(graph of states, whether the store holds more): of the newest :data:`MOST` rows in the window."""
    from detente.analysis.events import load_events
    from detente.analysis.networks import make_network

    events = load_events(connection, since=since or None, until=until or None, newest=MOST)
    return make_network(events, kinds=(event,) if event else ()), events.height >= MOST


def timeline_rows(connection: Connection, one: str, other: str) -> c.Rows:
    """Distinct events in order of time, the newest few hundred."""
    import polars as pl

    events = load_pair(connection, one, other or None).filter(pl.col("day").is_not_null())
    return _plain(events.unique("distinct", maintain_order=True).sort("day", "article", "fact").tail(300))


def position_tables(connection: Connection, holder: str, issue: str) -> Any:
    """(lines, conditions, whether the store holds more)."""
    from detente.analysis.positions import position_lines, track_conditions
    from detente.store import schema

    keys = browse.records_holding(connection, holder or None, issue or None)
    records = []
    for key in keys:
        row = connection.execute(schema.readings.select().where(schema.readings.c.key == key)).mappings().one()
        records.append(query.record_of(connection, row))
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
    return lines, conditions, len(keys) >= 400


def _fact(fact: Any) -> dict[str, Any]:
    words = one_line(fact.span.text) if fact.span else ""
    return {"article": fact.article, "date": fact.date, "id": fact.id, "words": words}


def _conditions(position: Position) -> list[str]:
    return [f"{x.kind.value}: {one_line(x.span.text)}" for x in position.conditions]


def _plain(table: pl.DataFrame) -> c.Rows:
    """Rows of plain values: dates as ISO text."""
    return [
        {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in r.items()} for r in table.iter_rows(named=True)
    ]


def sql_page(path: Path | None, query_text: str) -> c.SqlPage:
    """The context of the SQL page."""
    from detente.store import schema

    tables = [(t.name, ", ".join(x.name for x in t.columns)) for t in schema.metadata.sorted_tables]
    if path is None:
        answer = sql.Answer(error="this page works on SQLite stores; ask PostgreSQL with its own tools")
    else:
        answer = sql.ask(path, query_text)
    return c.SqlPage(
        sql=query_text, columns=list(answer.columns), rows=[list(r) for r in answer.rows], more=answer.more,
        error=answer.error, ms=answer.ms, tables=tables,
    )  # fmt: skip
