"""What pages ask of a store: small answers by index, never a walk through all of it.

Counts over everything are the exception: :func:`overview`, :func:`places_of_events` and :func:`quality` take their
time, so callers keep their answers for a while.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from detente.store.query import counts, failures, runs

Row = Mapping[str, Any]
PAGE = 50
# Something found more often than this is looked for along the dates, newest first, because a page of it will soon be
# full; something rarer by its own index, because the dates would be walked to their end. Measured at a million events.
FREQUENT = 5_000
# Events per kind of day, quad class or status are of what took place.
_DONE = "e.status IN ('happened', 'ongoing') AND NOT e.candidate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Facets of a search; None for any.

    Attributes:
        words: full text; all of them must be in the article.
        speaker: actor id.
        country: ISO alpha-3 of the speaker.
        since, until: ISO dates of the article, both included.
    """

    words: str | None = None
    speaker: str | None = None
    country: str | None = None
    issue: str | None = None
    kind: str | None = None
    stance: str | None = None
    since: str | None = None
    until: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilters:
    """Facets of a list of events; None for any. ``actor`` is an actor id or a country (ISO alpha-3)."""

    event: str | None = None
    status: str | None = None
    actor: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None


def rows(connection: Connection, sql: str, **values: Any) -> list[dict[str, Any]]:
    """Rows of a query as plain dicts."""
    return [dict(r) for r in connection.execute(text(sql), values).mappings()]


def version_of_data(connection: Connection) -> int:
    """A number that grows with every reading that is written: what was kept under another number is old."""
    found = connection.execute(text("SELECT coalesce(max(key), 0) FROM readings")).scalar_one()
    return int(found)


def overview(connection: Connection, limit: int = 12) -> dict[str, Any]:
    """Counts, the busiest pairs of states, issues and speakers, and the first and last day."""
    current = "JOIN readings r ON r.key = {}.reading WHERE r.superseded_by IS NULL"
    dyads = rows(
        connection,
        "SELECT CASE WHEN d.actor_country < d.recipient_country THEN d.actor_country ELSE d.recipient_country END "
        "AS one, "
        "CASE WHEN d.actor_country < d.recipient_country THEN d.recipient_country ELSE d.actor_country END AS other, "
        f"count(*) AS n FROM dyads d {current.format('d')} AND d.actor_country IS NOT NULL "
        "AND d.recipient_country IS NOT NULL AND d.actor_country <> d.recipient_country "
        "GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT :limit",
        limit=limit,
    )
    issues = rows(
        connection,
        f"SELECT i.issue, count(*) AS n FROM issues i {current.format('i')} GROUP BY 1 ORDER BY n DESC, 1 LIMIT :limit",
        limit=limit,
    )
    speakers = rows(
        connection,
        f"SELECT s.source_actor AS id, count(*) AS n FROM statements s {current.format('s')} "
        "AND s.source_actor IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1 LIMIT :limit",
        limit=limit,
    )
    names = actor_names(connection, {s["id"] for s in speakers})
    span = rows(connection, "SELECT min(published) AS first, max(published) AS last FROM articles")[0]
    return {
        "counts": counts(connection),
        "dyads": dyads,
        "issues": issues,
        "speakers": [{**s, "name": names[s["id"]]} for s in speakers],
        "first": (span["first"] or "")[:10] or None,
        "last": (span["last"] or "")[:10] or None,
    }


def last_day(connection: Connection) -> str | None:
    """The day of the newest article."""
    found = connection.execute(text("SELECT max(published) FROM articles")).scalar_one()
    return found[:10] if found else None


def latest_articles(connection: Connection, *, limit: int = PAGE, offset: int = 0) -> list[dict[str, Any]]:
    """Articles by date of publication, newest first."""
    return rows(
        connection,
        "SELECT a.id, a.title, a.published, a.publisher, a.reprint_of FROM articles a "
        "WHERE EXISTS (SELECT 1 FROM readings r WHERE r.article = a.key AND r.superseded_by IS NULL) "
        "ORDER BY a.published DESC, a.key LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
    )


def actor_names(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The name under which each id was last recorded."""
    names: dict[str, str] = {}
    for actor_id in sorted(set(ids)):
        found = rows(connection, "SELECT name FROM actors WHERE id = :id ORDER BY reading DESC LIMIT 1", id=actor_id)
        names[actor_id] = found[0]["name"] if found else actor_id.removeprefix("text:")
    return names


def actor(connection: Connection, actor_id: str) -> dict[str, Any] | None:
    """An actor as it was last recorded; None where the store has nobody of that id."""
    found = rows(
        connection,
        "SELECT id, name, country, sector, qid, office FROM actors WHERE id = :id ORDER BY reading DESC LIMIT 1",
        id=actor_id,
    )
    return found[0] if found else None


def is_country(connection: Connection, code: str) -> bool:
    """Whether some actor is of that country."""
    return bool(rows(connection, "SELECT 1 AS n FROM actors WHERE country = :code LIMIT 1", code=code))


def find_actors(connection: Connection, words: str, *, limit: int = PAGE) -> list[dict[str, Any]]:
    """Actors whose name begins with the words, or that have the id; a range of names, so that an index serves."""
    return rows(
        connection,
        "SELECT DISTINCT id, name, country, sector FROM actors WHERE name >= :words AND name < :beyond "
        "UNION SELECT DISTINCT id, name, country, sector FROM actors WHERE id = :words "
        "ORDER BY name, id LIMIT :limit",
        words=words,
        beyond=words + "\U0010ffff",
        limit=limit,
    )


def _often(connection: Connection, table: str, where: str, **values: Any) -> bool:
    """Whether more than :data:`FREQUENT` rows fit, without counting further."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {where} LIMIT {FREQUENT}) AS some"
    return int(connection.execute(text(sql), values).scalar_one()) >= FREQUENT


def _unindexed(connection: Connection, where: str, *, by_date: bool) -> str:
    """The condition with its marks ``{+}`` filled in: SQLite takes no index on ``+column``.

    Walking along the dates, the facts of a reading are few and lie under its key; the index on their value would be
    searched for every article anew. ``{one}`` marks a column of one reading, of which that always holds.
    """
    sqlite = connection.dialect.name == "sqlite"
    return where.replace("{one}", "+" if sqlite else "").replace("{+}", "+" if sqlite and by_date else "")


def _frame(connection: Connection, table: str, alias: str, *, by_date: bool) -> str:
    """FROM and WHERE that join a fact to its article, walked along the dates or as the database likes."""
    joined = f"r.article = a.key AND {alias}.reading = r.key AND r.superseded_by IS NULL"
    # SQLite keeps the order of CROSS JOIN; PostgreSQL's planner knows how frequent things are.
    cross = " CROSS JOIN " if by_date and connection.dialect.name == "sqlite" else ", "
    return f'FROM articles a{cross}readings r{cross}"{table}" {alias} WHERE {joined}'


def search_statements(connection: Connection, filters: Filters, *, limit: int = PAGE, offset: int = 0) -> list[Row]:
    """Statements that fit all facets, newest first."""
    where: list[str] = []
    values: dict[str, Any] = {"limit": limit, "offset": offset}
    by_date = True

    def narrow(condition: str, **given: Any) -> None:
        where.append(condition)
        values.update(given)

    if filters.words and filters.words.split():
        if connection.dialect.name == "sqlite":
            quoted = " ".join('"' + w.replace('"', '""') + '"' for w in filters.words.split())
            found = "SELECT rowid FROM articles_search WHERE articles_search MATCH :words"
            narrow(f"a.key IN ({found})", words=quoted)
            by_date = by_date and _often(connection, "articles_search", "articles_search MATCH :w", w=quoted)
        else:
            document = "to_tsvector('english', coalesce(a.title, '') || ' ' || a.text)"
            narrow(f"{document} @@ plainto_tsquery('english', :words)", words=filters.words)
    if filters.speaker:
        narrow("{+}s.source_actor = :speaker", speaker=filters.speaker)
        by_date = by_date and _often(connection, "statements", "source_actor = :x", x=filters.speaker)
    if filters.country:
        narrow(
            "EXISTS (SELECT 1 FROM actors x WHERE x.reading = s.reading AND {one}x.id = s.source_actor "
            "AND {one}x.country = :country)",
            country=filters.country,
        )
    if filters.issue:
        narrow("s.reading IN (SELECT i.reading FROM issues i WHERE i.issue = :issue)", issue=filters.issue)
        by_date = by_date and _often(connection, "issues", "issue = :x", x=filters.issue)
    if filters.kind:
        narrow("{+}s.kind = :kind", kind=filters.kind)
    if filters.stance:
        narrow(
            "EXISTS (SELECT 1 FROM positions p WHERE p.reading = s.reading AND p.statement = s.id "
            "AND p.stance = :stance)",
            stance=filters.stance,
        )
    if filters.since:
        narrow("a.published >= :since", since=filters.since)
    if filters.until:
        narrow("a.published < :until", until=f"{filters.until}~")  # after every time of that day
    if filters.outlet:
        narrow("{+}a.publisher = :outlet", outlet=filters.outlet)
        by_date = by_date and _often(connection, "articles", "publisher = :x", x=filters.outlet)
    found_rows = rows(
        connection,
        "SELECT r.article_id, a.title, a.published, a.publisher, s.id, s.kind, s.content, s.source, s.source_actor, "
        f"s.verb_class, s.cue, s.confidence {_frame(connection, 'statements', 's', by_date=by_date)}"
        f"{_unindexed(connection, ''.join(f' AND {w}' for w in where), by_date=by_date)} "
        "ORDER BY a.published DESC, a.key, s.n LIMIT :limit OFFSET :offset",
        **values,
    )
    return [
        {**row, "content": _words(row["content"]), "cue": _words(row["cue"]), "source": _words(row["source"])}
        for row in found_rows
    ]


def positions_of(
    connection: Connection, *, holder: str | None = None, issue: str | None = None, limit: int = PAGE, offset: int = 0
) -> list[Row]:
    """Positions of a holder, on an issue, or both, newest first."""
    where, values = "", dict[str, Any](limit=limit, offset=offset)
    if holder:
        where, values["holder"] = where + " AND {+}p.holder = :holder", holder
    if issue:
        where, values["issue"] = where + " AND {+}p.issue = :issue", issue
    rare = bool(holder or issue) and not (
        _often(connection, "positions", "holder = :x", x=holder)
        if holder
        else _often(connection, "positions", "issue = :x", x=issue)
    )
    found = rows(
        connection,
        "SELECT r.article_id, a.published, p.id, p.holder, p.toward, p.issue, p.stance, p.strength, p.reported_by, "
        f"p.conditions, p.confidence {_frame(connection, 'positions', 'p', by_date=not rare)}"
        f"{_unindexed(connection, where, by_date=not rare)} "
        "ORDER BY a.published DESC, a.key, p.n LIMIT :limit OFFSET :offset",
        **values,
    )
    for row in found:
        conditions = json.loads(row["conditions"])
        row["conditions"] = [f"{c['kind']}: {' '.join(c['span']['text'].split())}" for c in conditions]
    return list(found)


def events_of(connection: Connection, filters: EventFilters, *, limit: int = PAGE, offset: int = 0) -> list[Row]:
    """Events that fit all facets, by the article's date, newest first; candidates left out."""
    where: list[str] = ["NOT e.candidate"]
    values: dict[str, Any] = {"limit": limit, "offset": offset}
    by_date = True
    if filters.event:
        where.append("{+}e.event = :event")
        values["event"] = filters.event
        by_date = by_date and _often(connection, "events", "event = :x", x=filters.event)
    if filters.status:
        where.append("e.status = :status")
        values["status"] = filters.status
    if filters.place:
        where.append("{+}e.place = :place")
        values["place"] = filters.place
        by_date = by_date and _often(connection, "events", "place = :x", x=filters.place)
    if filters.actor:
        values["actor"] = filters.actor
        columns = ("actor", "recipient", "actor_country", "recipient_country")
        frequent = any(_often(connection, "dyads", f"{c} = :x", x=filters.actor) for c in columns)
        if frequent:
            sides = " OR ".join(f"{{+}}d.{c} = :actor" for c in columns)
            where.append(
                f"EXISTS (SELECT 1 FROM dyads d WHERE d.reading = e.reading AND d.event_n = e.n AND ({sides}))"
            )
        else:
            sides = " UNION ".join(f"SELECT reading, event_n FROM dyads WHERE {c} = :actor" for c in columns)
            where.append(f"(e.reading, e.n) IN ({sides})")
            by_date = False
    if filters.since:
        where.append("a.published >= :since")
        values["since"] = filters.since
    if filters.until:
        where.append("a.published < :until")
        values["until"] = f"{filters.until}~"
    found = rows(
        connection,
        "SELECT r.article_id, a.published, e.id, e.event, e.mode, e.status, e.date, e.place, e.quad, e.score, "
        f'e.actor, e.recipient, e."trigger" AS words, e.confidence '
        f"{_frame(connection, 'events', 'e', by_date=by_date)}"
        f"{_unindexed(connection, ''.join(f' AND {w}' for w in where), by_date=by_date)} "
        "ORDER BY a.published DESC, a.key, e.n LIMIT :limit OFFSET :offset",
        **values,
    )
    for row in found:
        row["actor"], row["recipient"] = json.loads(row["actor"]), json.loads(row["recipient"])
        row["words"] = _words(row["words"])
    return list(found)


def events_by_ids(connection: Connection, facts: Iterable[tuple[str, str]]) -> list[Row]:
    """Events by (article id, event id), in the order given; those that the store no longer holds are left out."""
    found = []
    for article, fact in facts:
        found += rows(
            connection,
            'SELECT r.article_id, a.published, e.id, e.event, e.status, e.date, e.score, e."trigger" AS words '
            "FROM readings r JOIN articles a ON a.key = r.article JOIN events e ON e.reading = r.key "
            "WHERE r.article_id = :article AND r.superseded_by IS NULL AND e.id = :fact",
            article=article,
            fact=fact,
        )
    return [{**row, "words": _words(row["words"])} for row in found]


def partners_of(connection: Connection, actor_id: str, *, limit: int = 20) -> list[Row]:
    """With whom an actor or state has most events, in either direction; a walk through its own events only."""
    country = len(actor_id) == 3 and actor_id.isupper()
    one, other = ("actor_country", "recipient_country") if country else ("actor", "recipient")
    half = "SELECT {b} AS other, count(*) AS n FROM dyads WHERE {a} = :id AND {b} IS NOT NULL AND {b} <> :id GROUP BY 1"
    both = f"{half.format(a=one, b=other)} UNION ALL {half.format(a=other, b=one)}"
    return list(
        rows(
            connection,
            f"SELECT other, sum(n) AS n FROM ({both}) AS both_ways GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :limit",
            id=actor_id,
            limit=limit,
        )
    )


def issue_counts(connection: Connection) -> list[Row]:
    """All issues with in how many articles they stand, most first."""
    return list(
        rows(
            connection,
            "SELECT i.issue, count(*) AS n FROM issues i JOIN readings r ON r.key = i.reading "
            "WHERE r.superseded_by IS NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1000",
        )
    )


def issue_articles(connection: Connection, issue: str, *, limit: int = PAGE) -> list[Row]:
    """Articles about an issue, newest first."""
    rare = not _often(connection, "issues", "issue = :x", x=issue)
    return list(
        rows(
            connection,
            "SELECT r.article_id AS id, a.title, a.published, a.publisher, i.confidence "
            f"{_frame(connection, 'issues', 'i', by_date=not rare)} AND "
            f"{_unindexed(connection, '{+}i.issue = :issue', by_date=not rare)} "
            "ORDER BY a.published DESC, a.key LIMIT :limit",
            issue=issue,
            limit=limit,
        )
    )


def place(connection: Connection, name: str) -> Row | None:
    """A place by its name as last recorded; None where the store has none."""
    found = rows(
        connection,
        "SELECT name, kind, country, admin1, lat, lon, geonames FROM places WHERE name = :name "
        "ORDER BY reading DESC LIMIT 1",
        name=name,
    )
    return found[0] if found else None


def place_articles(connection: Connection, name: str, *, limit: int = PAGE) -> list[Row]:
    """Articles that name a place, newest first."""
    rare = not _often(connection, "places", "name = :x", x=name)
    return list(
        rows(
            connection,
            "SELECT DISTINCT r.article_id AS id, a.title, a.published, a.publisher, a.key "
            f"{_frame(connection, 'places', 'p', by_date=not rare)} AND "
            f"{_unindexed(connection, '{+}p.name = :name', by_date=not rare)} "
            "ORDER BY a.published DESC, a.key LIMIT :limit",
            name=name,
            limit=limit,
        )
    )


def places_of_events(connection: Connection, *, limit: int = 500) -> list[Row]:
    """Places at which events happened, with how many: ``name``, ``lat``, ``lon``, ``events``."""
    # Counted first and placed then: an article names a place more than once.
    return list(
        rows(
            connection,
            "SELECT c.name, (SELECT p.lat FROM places p WHERE p.name = c.name AND p.lat IS NOT NULL LIMIT 1) AS lat, "
            "(SELECT p.lon FROM places p WHERE p.name = c.name AND p.lat IS NOT NULL LIMIT 1) AS lon, c.events "
            "FROM (SELECT e.place AS name, count(*) AS events FROM events e JOIN readings r ON r.key = e.reading "
            f"WHERE r.superseded_by IS NULL AND {_DONE} AND e.place IS NOT NULL GROUP BY 1 "
            "ORDER BY 2 DESC, 1 LIMIT :limit) AS c ORDER BY c.events DESC, c.name",
            limit=limit,
        )
    )


def quality(connection: Connection) -> dict[str, Any]:
    """Runs, failures, diagnostics and mean confidences."""
    confidences = []
    for table in ("statements", "positions", "events", "times", "places", "issues", "claims"):
        found = rows(
            connection,
            f"SELECT count(*) AS n, avg(f.confidence) AS mean, "
            f"avg(CASE WHEN f.confidence < 0.5 THEN 1.0 ELSE 0.0 END) AS doubtful FROM {table} f "
            "JOIN readings r ON r.key = f.reading WHERE r.superseded_by IS NULL",
        )[0]
        confidences.append({"facts": table, **found})
    return {
        "runs": [
            {"version": r["version"], "readings": r["readings"], "steps": json.loads(r["steps"])}
            for r in runs(connection)
        ],
        "failures": [dict(f) for f in failures(connection)[:200]],
        "diagnostics": rows(
            connection, "SELECT code, count(*) AS n FROM diagnostics GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50"
        ),
        "confidences": confidences,
        "superseded": rows(connection, "SELECT count(*) AS n FROM readings WHERE superseded_by IS NOT NULL")[0]["n"],
        "unresolved": rows(
            connection,
            "SELECT count(*) AS n FROM statements s JOIN readings r ON r.key = s.reading "
            "WHERE r.superseded_by IS NULL AND s.source_actor IS NULL",
        )[0]["n"],
    }


def outlets(connection: Connection) -> list[str]:
    """Publishers of the articles, by name."""
    found = rows(connection, "SELECT DISTINCT publisher FROM articles WHERE publisher IS NOT NULL ORDER BY 1 LIMIT 500")
    return [r["publisher"] for r in found]


def records_holding(connection: Connection, holder: str | None, issue: str | None, *, limit: int = 400) -> list[int]:
    """Keys of the newest readings in which the holder takes a position (on the issue); for lines over time."""
    where, values = "", dict[str, Any](limit=limit)
    if holder:
        where, values["holder"] = where + " AND p.holder = :holder", holder
    if issue:
        where, values["issue"] = where + " AND p.issue = :issue", issue
    found = rows(
        connection,
        "SELECT DISTINCT r.key, a.published FROM positions p JOIN readings r ON r.key = p.reading "
        f"JOIN articles a ON a.key = r.article WHERE r.superseded_by IS NULL{where} "
        "ORDER BY a.published DESC, r.key LIMIT :limit",
        **values,
    )
    return [r["key"] for r in found]


def _words(value: str | None) -> str:
    """The words of a span or of a list of spans that a column holds as JSON."""
    if not value:
        return ""
    spans = json.loads(value)
    return " … ".join(" ".join(s["text"].split()) for s in (spans if isinstance(spans, list) else [spans]))
