"""From the store to the context of each page. Parameters are those of the address; FastAPI reads and checks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import Connection

from detente.analysis.naming import names_of
from detente.errors import NotFound
from detente.knowledge.fold import fold
from detente.ontology.plover import load_plover
from detente.records import Kind, Record, Stance, Status
from detente.store import Store, browse, search
from detente.store.search import PAGE
from detente.views.brief import actor_names, make_brief
from detente.views.highlight import find_segments
from detente.views.why import explain
from detente.views.words import listing
from detente.web import contexts as c
from detente.web import sql, tables, urls
from detente.web.kept import PATIENCE_S, Kept

Text = Annotated[str, Query(max_length=300)]
Day = Annotated[str, Query(max_length=10, pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$")]
Page = Annotated[int, Query(ge=1, le=200)]
Every = Annotated[str, Query(pattern="^(day|week|month|year)$")]
About = Annotated[str, Query(pattern="^(dyad|actor|issue|period)$")]
Identifier = Annotated[str, Query(min_length=1, max_length=1000)]

STANCES = [s.value for s in Stance]
KINDS = [k.value for k in Kind]
STATUSES = [s.value for s in Status]
# Columns of rows that hold ids of actors.
_IDS = ("speakers", "holder", "toward", "reported_by", "actor", "recipient", "other", "one", "from", "to")


class Workbench:
    """An open store, what is kept of it, and a function for each page."""

    def __init__(self, store: Store, kept: Kept, path: Path | None) -> None:
        self.store, self.kept, self.path = store, kept, path

    def later(self, compute: Callable[..., Any], *values: Any, patience_s: float = PATIENCE_S) -> Any:
        """A long answer, or None while it is not there."""
        with self.store.connect() as connection:
            version = browse.version_of_data(connection)
        key = (compute.__module__, compute.__name__, *values)
        return self.kept.get(key, version, compute, *values, patience_s=patience_s)

    def who(self, words: str) -> str:
        """The id that is meant by an id or a name: of several actors of that name, the one that most articles name."""
        words = words.strip()
        if not words:
            return ""
        with self.store.connect() as connection:
            if browse.actor(connection, words) or (len(words) == 3 and browse.is_country(connection, words)):
                return words
            known = self.later(tables.actors) or []
            folded = fold(words)
            same = [a for a in known if a["folded"] == folded]
            near = [a for a in known if set(folded.split()) <= set(a["folded"].split())] if folded and not same else []
            found = same or near or browse.find_actors(connection, words, limit=1)
            return str(found[0]["id"]) if found else words

    def overview(self) -> c.Overview:
        """Counts, the busiest pairs, issues and speakers, and the newest articles."""
        summary = self.later(browse.overview)
        with self.store.connect() as connection:
            latest = browse.latest_articles(connection, limit=15)
            busy = ([*summary["dyads"][:12]], {s["id"] for s in summary["speakers"]}) if summary else ([], ())
            return c.Overview(summary=summary, latest=latest, names=_names(connection, busy[0], ids=busy[1]))

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
        given = _given(
            words=q, speaker=self.who(speaker), country=self.who(country), issue=issue, kind=kind,
            stance=stance, since=since, until=until, outlet=outlet,
        )  # fmt: skip
        filters = search.Filters(**given)
        facets = self.later(search.statement_facets, filters)
        with self.store.connect() as connection:
            found = search.search_statements(connection, filters, limit=PAGE + 1, offset=(page - 1) * PAGE)
            ids = {given["speaker"], given["country"]}
            if facets:
                ids |= {f["value"] for k in ("speaker", "country") for f in facets[k]}
            return c.SearchPage(
                filters=given, statements=[dict(r) for r in found[:PAGE]], facets=facets, page=page,
                more=len(found) > PAGE, names=_names(connection, found, ids=ids),
            )  # fmt: skip

    def actors(self, q: Text = "") -> c.ActorsPage:
        """Actors by name or id; the most frequent ones where none is asked for."""
        known = self.later(tables.actors) or []
        asked = set(fold(q).split())
        found = [a for a in known if asked <= set(a["folded"].split())][:100] if asked or not q.strip() else []
        if q.strip() and len(found) < 100:
            with self.store.connect() as connection:
                there = {a["id"] for a in found}
                found = found + [a for a in browse.find_actors(connection, q.strip()) if a["id"] not in there]
        return c.ActorsPage(q=q, actors=found)

    def actor(self, id: Identifier) -> c.ActorPage:
        """One actor or state: partners, statements, positions, events."""
        partners = self.later(browse.partners_of, id)
        with self.store.connect() as connection:
            found = browse.actor(connection, id)
            if found is None:
                if not browse.is_country(connection, id):
                    raise NotFound(f"the store holds no actor {id!r}")
                found = {
                    "id": id,
                    "name": names_of(connection, [id])[id],
                    "country": id,
                    "sector": None,
                    "qid": None,
                }
            statements = search.search_statements(connection, search.Filters(speaker=id), limit=20)
            positions = search.positions_of(connection, holder=id, limit=20)
            events = search.events_of(connection, search.EventFilters(actor=id), limit=20)
            return c.ActorPage(
                actor=found,
                partners=partners,
                statements=[dict(r) for r in statements],
                positions=[dict(r) for r in positions],
                events=[dict(r) for r in events],
                names=_names(connection, partners or (), positions, events, ids={found["country"]}),
            )

    def dyads(self) -> c.DyadsPage:
        """Where two actors are chosen."""
        summary = self.later(browse.overview)
        with self.store.connect() as connection:
            busiest = summary["dyads"] if summary else None
            return c.DyadsPage(dyads=busiest, names=_names(connection, busiest or ()))

    def dyad(self, one: Identifier, other: Identifier, every: Every = "month", reports: bool = False) -> c.DyadPage:
        """Two actors over time: counts by period, ruptures, events."""
        one, other = self.who(one), self.who(other)
        found = self.later(tables.dyad, one, other, every, reports)
        series, ruptures, events, capped = found or (None, [], [], False)
        with self.store.connect() as connection:
            return c.DyadPage(
                one=one, other=other, every=every, reports=reports, series=series, ruptures=ruptures, events=events,
                capped=capped, names=_names(connection, events, *(r["drivers"] for r in ruptures), ids={one, other}),
            )  # fmt: skip

    def brief(
        self,
        about: About = "period",
        one: Text = "",
        other: Text = "",
        issue: Text = "",
        since: Day = "",
        until: Day = "",
    ) -> c.BriefPage:
        """A brief on a dyad, an actor, an issue or a period: every sentence with what it rests on."""
        one, other, issue = self.who(one), self.who(other), issue.strip()
        wanted = {"dyad": (one, other), "actor": (one,), "issue": (issue,)}.get(about, ())
        missing = "" if all(wanted) else f"Name the {'two actors' if about == 'dyad' else about} first."
        found = None if missing else self.later(tables.brief, about, one, other, issue, since, until)
        if found is not None and found[0] is None:
            raise NotFound(f"the store holds nothing for a brief on this {about} in this time")
        with self.store.connect() as connection:
            return c.BriefPage(
                about=about, one=one, other=other, issue=issue, since=since, until=until, missing=missing,
                brief=found[0] if found else None, names=_names(connection, ids={one, other}),
            )  # fmt: skip

    def issues(self) -> c.IssuesPage:
        """All issues, with in how many articles they stand."""
        return c.IssuesPage(issues=self.later(browse.issue_counts))

    def issue(self, name: Identifier) -> c.IssuePage:
        """One issue: who stands where, and the articles about it."""
        with self.store.connect() as connection:
            articles = browse.issue_articles(connection, name)
            positions = [dict(r) for r in search.positions_of(connection, issue=name)]
            if not articles and not positions:
                raise NotFound(f"the store holds no issue {name!r}")
            return c.IssuePage(name=name, articles=articles, positions=positions, names=_names(connection, positions))

    def place(self, name: Identifier) -> c.PlacePage:
        """One place: where it lies, what happened there, who writes of it."""
        with self.store.connect() as connection:
            found = browse.place(connection, name)
            if found is None:
                raise NotFound(f"the store holds no place {name!r}")
            events = [dict(r) for r in search.events_of(connection, search.EventFilters(place=name))]
            articles = browse.place_articles(connection, name)
            names = _names(connection, events, ids={found["country"]})
            return c.PlacePage(place=found, events=events, articles=articles, names=names)

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
        given = _given(event=event, status=status, actor=self.who(actor), place=place, since=since, until=until)
        with self.store.connect() as connection:
            filters = search.EventFilters(**given)
            found = search.events_of(connection, filters, limit=PAGE + 1, offset=(page - 1) * PAGE)
            return c.EventsPage(
                filters=given, events=[dict(r) for r in found[:PAGE]], page=page, more=len(found) > PAGE,
                names=_names(connection, found, ids={given["actor"]}),
            )  # fmt: skip

    def positions(self, holder: Text = "", issue: Text = "") -> c.PositionsPage:
        """How positions moved, and what became of the conditions they hang on."""
        holder, issue = self.who(holder), issue.strip()
        found: Any = ([], [], False)
        if holder or issue:
            found = self.later(tables.positions, holder, issue)
        lines, conditions, capped = found or (None, [], False)
        with self.store.connect() as connection:
            latest = [] if holder or issue else [dict(r) for r in search.positions_of(connection, limit=30)]
            points = [p for line in lines or () for p in line["points"]]
            return c.PositionsPage(
                holder=holder, issue=issue, lines=lines, conditions=conditions, latest=latest, capped=capped,
                drawn=any(sum(p["date"] is not None for p in line["points"]) > 1 for line in lines or ()),
                names=_names(connection, latest, lines or (), points, conditions, ids={holder}),
            )  # fmt: skip

    def map(self) -> c.MapPage:
        """Places at which events happened."""
        return c.MapPage(places=self.later(browse.places_of_events))

    def network(self, since: Day = "", until: Day = "", event: Text = "") -> c.NetworkPage:
        """Who deals with whom in a window, with centralities."""
        edges, nodes, capped = self.later(tables.network, since, until, event) or (None, [], False)
        with self.store.connect() as connection:
            names = _names(connection, edges or (), ids={n["id"] for n in nodes})
        return c.NetworkPage(
            since=since, until=until, event=event, edges=edges, nodes=nodes, capped=capped, names=names
        )

    def timeline(self, one: Text = "", other: Text = "") -> c.TimelinePage:
        """Contacts of an actor, or of two, in order of time."""
        one, other = self.who(one), self.who(other)
        if not one:
            return c.TimelinePage(one="", other="", events=[], capped=False)
        events, capped = self.later(tables.timeline, one, other) or (None, False)
        with self.store.connect() as connection:
            names = _names(connection, events or (), ids={one, other})
        return c.TimelinePage(one=one, other=other, events=events, capped=capped, names=names)

    def quality(self) -> c.QualityPage:
        """Runs, failures, diagnostics, mean confidences."""
        return c.QualityPage(quality=self.later(browse.quality))

    def guide(self) -> c.GuidePage:
        """What the words of the record mean: events, statuses, stances."""
        plover = load_plover()
        return c.GuidePage(events=[asdict(e) for e in plover.by_name.values()], sectors=dict(plover.sectors))

    def sql(self, sql: Annotated[str, Query(max_length=20_000)] = "") -> c.SqlPage:
        """One SELECT, read-only, for a limited time."""
        return sql_page(self.path, sql)

    def suggestions(self, what: str) -> list[str]:
        """Frequent values for a form's field; whatever else is typed will do as well."""
        if what == "actors":
            return list(dict.fromkeys(a["name"] for a in (self.later(tables.actors) or [])[:200]))
        if what == "issues":
            return [i["issue"] for i in self.later(browse.issue_counts) or []][:300]
        return [p["name"] for p in self.later(browse.places_of_events) or []][:200]


@lru_cache(maxsize=1)
def event_meanings() -> Mapping[str, str]:
    """PLOVER's events by name, with what they mean."""
    return {name: e.meaning for name, e in sorted(load_plover().by_name.items())}


def _given(**asked: str) -> dict[str, str | None]:
    return {k: v.strip() or None for k, v in asked.items()}


def _names(
    connection: Connection, *rows: Iterable[Mapping[str, Any]], ids: Iterable[str | None] = ()
) -> dict[str, str]:
    """The names of all actors that stand in the rows, and of those given besides."""
    wanted = {i for i in ids if i}
    for row in (r for part in rows for r in part):
        for column in _IDS:
            value = row.get(column)
            wanted.update(value if isinstance(value, list) else [value] if value else ())
    return names_of(connection, wanted)


def article_page(record: Record) -> c.ArticlePage:
    """The context of an article."""
    names = dict(actor_names(record))
    notes = {t.value: "time" for t in record.times} | {
        p.name: f"{p.kind} in {p.country}" if p.country else p.kind for p in record.places
    }
    for kind in ("statements", "positions", "events", "claims"):
        notes |= {fact.id: _note(fact, names) for fact in getattr(record, kind)}
    return c.ArticlePage(
        brief=make_brief(record),
        url=urls.outside(record.article.url),
        segments=find_segments(record),
        notes={**notes, **names},
        times=[{"value": t.value, "start": t.start, "text": t.text, "confidence": t.confidence} for t in record.times],
        places=[
            {"name": p.name, "country": p.country, "start": p.start, "text": p.text, "confidence": p.confidence}
            for p in record.places
        ],
        version=record.run.version,
        names=names,
    )


def _note(fact: Any, names: Mapping[str, str]) -> str:
    """What is said of words on hover: in a few words, what they are evidence of."""
    if hasattr(fact, "trigger"):
        who, whom = (", ".join(names.get(i, i) for i in side) or "unnamed" for side in (fact.actor, fact.recipient))
        return f"{fact.event} ({event_meanings().get(fact.event, '')}), {fact.status.value}: {who} → {whom}"
    if hasattr(fact, "content"):
        who = listing(names.get(i, i) for i in fact.speakers) or "an unresolved speaker"
        return f"{fact.kind.value} statement by {who}"
    if hasattr(fact, "stance"):
        return f"position of {names.get(fact.holder, fact.holder)}: {fact.stance.value}, {fact.issue}"
    return f"claim by {names.get(fact.by or '', 'the article')}"


def why_page(record: Record, fact: str) -> c.WhyPage:
    """The context of an explanation, with the words in their surroundings."""
    e = explain(record, fact)
    text = record.article.text
    # The widest span that is not a whole sentence would be chance; the first named is the fact's own.
    own = ("trigger", "cue", "content", "span", "mentions")
    first = next((s for name, s in e.spans if name in own), None)
    start, end = (first.start, first.end) if first else (0, 0)
    order = [
        f.id
        for f in sorted(
            (f for kind in ("statements", "positions", "events", "claims") for f in getattr(record, kind)),
            key=lambda f: (_begins(f), f.id),
        )
    ]
    at = order.index(fact) if fact in order else -1
    return c.WhyPage(
        title=record.article.title or record.article.id,
        why=e,
        before=_whole_words(text[max(0, start - 200) : start], from_end=True) if start > 200 else text[:start],
        words=text[start:end],
        after=_whole_words(text[end : end + 200]) if first else "",
        previous=order[at - 1] if at > 0 else None,
        following=order[at + 1] if 0 <= at < len(order) - 1 else None,
        names=dict(actor_names(record)),
    )


def _begins(fact: Any) -> int:
    """Where in the text a fact stands."""
    span = fact.content[0] if hasattr(fact, "content") else getattr(fact, "trigger", None) or fact.span
    return span.start if span is not None else 0


def _whole_words(text: str, *, from_end: bool = False) -> str:
    """The text without the word that the cut has broken."""
    if from_end:
        return text.partition(" ")[2] or text
    return text.rpartition(" ")[0] or text


def sql_page(path: Path | None, query_text: str) -> c.SqlPage:
    """The context of the SQL page."""
    from detente.store import schema

    tables_of_store = [(t.name, ", ".join(x.name for x in t.columns)) for t in schema.metadata.sorted_tables]
    if path is None:
        answer = sql.Answer(error="this page works on SQLite stores; ask PostgreSQL with its own tools")
    else:
        answer = sql.ask(path, query_text)
    return c.SqlPage(
        sql=query_text, columns=list(answer.columns), rows=[list(r) for r in answer.rows], more=answer.more,
        error=answer.error, ms=answer.ms, tables=tables_of_store,
    )  # fmt: skip
