"""Lists of statements, positions and events by facets, newest first: small answers by index at a million events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

Row = Mapping[str, Any]
PAGE = 50
# Something found more often than this is looked for along the dates, newest first, because a page of it will soon be
# full; something rarer by its own index, because the dates would be walked to their end. Measured at a million events.
FREQUENT = 5_000
# Facets are counted over the newest so many matches.
COUNTED = 2_000


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


def often(connection: Connection, table: str, where: str, **values: Any) -> bool:
    """Whether more than :data:`FREQUENT` rows fit, without counting further."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {where} LIMIT {FREQUENT}) AS found"
    return int(connection.execute(text(sql), values).scalar_one()) >= FREQUENT


def framed(connection: Connection, table: str, alias: str, where: str, *, by_date: bool) -> str:
    """FROM and WHERE that join a fact to its article, walked along the dates or as the database likes.

    Walking along the dates, the facts of a reading are few and lie under its key; the index on their value would be
    searched for every article anew. ``{+}`` in the condition marks a column whose index must not serve then, ``{one}``
    a column of one reading, of which that always holds: SQLite takes no index on ``+column``.
    """
    sqlite = connection.dialect.name == "sqlite"
    joined = f"r.article = a.key AND {alias}.reading = r.key AND r.superseded_by IS NULL"
    # SQLite keeps the order of CROSS JOIN; PostgreSQL's planner knows how frequent things are.
    cross = " CROSS JOIN " if by_date and sqlite else ", "
    condition = where.replace("{one}", "+" if sqlite else "").replace("{+}", "+" if sqlite and by_date else "")
    return f'FROM articles a{cross}readings r{cross}"{table}" {alias} WHERE {joined}{condition}'


class _Where:
    """Conditions with their values; whether each is frequent enough to be met along the dates."""

    def __init__(self, connection: Connection, begin: str = "") -> None:
        self.connection, self.sql, self.values, self.by_date = connection, begin, dict[str, Any](), True

    def add(self, condition: str, **values: Any) -> None:
        """One more condition."""
        self.sql += f" AND {condition}"
        self.values.update(values)

    def rare_unless(self, table: str, where: str, value: str) -> bool:
        """Note whether it is frequent; a rare one is better found by its own index."""
        frequent = often(self.connection, table, where, x=value)
        self.by_date = self.by_date and frequent
        return frequent

    def dates(self, since: str | None, until: str | None) -> None:
        """Both days included."""
        if since:
            self.add("a.published >= :since", since=since)
        if until:
            self.add("a.published < :until", until=f"{until}~")  # after every time of that day


def _statements_where(connection: Connection, filters: Filters) -> _Where:
    where = _Where(connection)
    if filters.words and filters.words.split():
        if connection.dialect.name == "sqlite":
            quoted = " ".join('"' + w.replace('"', '""') + '"' for w in filters.words.split())
            if where.rare_unless("articles_search", "articles_search MATCH :x", quoted):
                # One look for each article on the way: a list of all that hold a frequent word takes longer.
                asked = "EXISTS (SELECT 1 FROM articles_search WHERE rowid = a.key AND articles_search MATCH :words)"
            else:
                asked = "a.key IN (SELECT rowid FROM articles_search WHERE articles_search MATCH :words)"
            where.add(asked, words=quoted)
        else:
            document = "to_tsvector('english', coalesce(a.title, '') || ' ' || a.text)"
            where.add(f"{document} @@ plainto_tsquery('english', :words)", words=filters.words)
    if filters.speaker:
        frequent = where.rare_unless("speakers", "actor = :x", filters.speaker)
        asked = "SELECT 1 FROM speakers k WHERE k.reading = s.reading AND k.statement_n = s.n AND {+}k.actor = :speaker"
        where.add(
            f"EXISTS ({asked})"
            if frequent
            else "(s.reading, s.n) IN (SELECT k.reading, k.statement_n FROM speakers k WHERE k.actor = :speaker)",
            speaker=filters.speaker,
        )
    if filters.country:
        frequent = where.rare_unless("actors", "country = :x", filters.country)
        where.add(
            "EXISTS (SELECT 1 FROM speakers k JOIN actors x ON x.reading = k.reading AND {one}x.id = k.actor "
            "WHERE k.reading = s.reading AND k.statement_n = s.n AND {one}x.country = :country)"
            if frequent
            else "(s.reading, s.n) IN (SELECT k.reading, k.statement_n FROM actors x "
            "JOIN speakers k ON k.reading = x.reading AND k.actor = x.id WHERE x.country = :country)",
            country=filters.country,
        )
    if filters.issue:
        frequent = where.rare_unless("issues", "issue = :x", filters.issue)
        asked = "i.reading = s.reading AND {+}i.issue = :issue"
        where.add(
            f"EXISTS (SELECT 1 FROM issues i WHERE {asked})"
            if frequent
            else "s.reading IN (SELECT i.reading FROM issues i WHERE i.issue = :issue)",
            issue=filters.issue,
        )
    if filters.kind:
        where.add("{+}s.kind = :kind", kind=filters.kind)
        where.rare_unless("statements", "kind = :x", filters.kind)
    if filters.stance:
        frequent = where.rare_unless("positions", "stance = :x", filters.stance)
        asked = "SELECT 1 FROM positions p WHERE p.reading = s.reading AND p.statement = s.id AND {+}p.stance = :stance"
        where.add(
            f"EXISTS ({asked})"
            if frequent
            else "(s.reading, s.id) IN (SELECT p.reading, p.statement FROM positions p WHERE p.stance = :stance)",
            stance=filters.stance,
        )
    where.dates(filters.since, filters.until)
    if filters.outlet:
        where.add("{+}a.publisher = :outlet", outlet=filters.outlet)
        where.rare_unless("articles", "publisher = :x", filters.outlet)
    return where


def search_statements(connection: Connection, filters: Filters, *, limit: int = PAGE, offset: int = 0) -> list[Row]:
    """Statements that fit all facets, newest first."""
    where = _statements_where(connection, filters)
    matching = framed(connection, "statements", "s", where.sql, by_date=where.by_date)
    found = rows(
        connection,
        "SELECT r.article_id, a.title, a.published, a.publisher, s.id, s.kind, s.content, s.source, s.source_actor, "
        f"s.joint_sources, s.verb_class, s.cue, s.confidence {matching} "
        "ORDER BY a.published DESC, a.key, s.n LIMIT :limit OFFSET :offset",
        **where.values,
        limit=limit,
        offset=offset,
    )
    return [
        {
            **{k: v for k, v in r.items() if k != "joint_sources"},
            **{k: words_of(r[k]) for k in ("content", "cue", "source")},
            "speakers": [*filter(None, [r["source_actor"]]), *json.loads(r["joint_sources"])],
        }
        for r in found
    ]


def statement_facets(connection: Connection, filters: Filters) -> dict[str, Any]:
    """How many statements that fit have which speaker, country, issue, kind, stance, year and outlet.

    Returns:
        ``n``, of how many (:data:`COUNTED` at most, the newest), and for each facet its most frequent values as rows
        of ``value`` and ``n``.
    """
    where = _statements_where(connection, filters)
    matches = (
        "SELECT s.reading, s.id, s.n, s.kind, a.publisher, substr(a.published, 1, 4) AS year "
        f"{framed(connection, 'statements', 's', where.sql, by_date=where.by_date)} "
        f"ORDER BY a.published DESC, a.key, s.n LIMIT {COUNTED}"
    )
    speaking = "JOIN speakers k ON k.reading = m.reading AND k.statement_n = m.n"
    country = "SELECT x.country FROM actors x WHERE x.reading = m.reading AND x.id = k.actor"
    joined = {
        "speaker": speaking,
        "country": speaking,
        "issue": "JOIN issues i ON i.reading = m.reading",
        "stance": "JOIN positions p ON p.reading = m.reading AND p.statement = m.id",
    }
    values = {
        "speaker": "k.actor", "country": f"({country} LIMIT 1)", "issue": "i.issue", "kind": "m.kind",
        "stance": "p.stance", "year": "m.year", "outlet": "m.publisher",
    }  # fmt: skip
    each = " UNION ALL ".join(
        f"SELECT '{facet}' AS facet, {value} AS value, count(*) AS n FROM m {joined.get(facet, '')} GROUP BY 2"
        for facet, value in values.items()
    )
    found = rows(
        connection,
        f"WITH m AS ({matches}) SELECT facet, value, n FROM ({each} UNION ALL SELECT 'all', 'all', count(*) FROM m) "
        "AS counted WHERE value IS NOT NULL ORDER BY n DESC, value",
        **where.values,
    )
    out: dict[str, Any] = {facet: [] for facet in values}
    for row in found:
        if row["facet"] == "all":
            out["n"] = row["n"]
        elif len(out[row["facet"]]) < 12:
            out[row["facet"]].append({"value": row["value"], "n": row["n"]})
    return out


def positions_of(
    connection: Connection, *, holder: str | None = None, issue: str | None = None, limit: int = PAGE, offset: int = 0
) -> list[Row]:
    """Positions of a holder, on an issue, or both, newest first."""
    where = _Where(connection)
    if holder:
        where.add("{+}p.holder = :holder", holder=holder)
        where.rare_unless("positions", "holder = :x", holder)
    if issue:
        where.add("{+}p.issue = :issue", issue=issue)
        where.rare_unless("positions", "issue = :x", issue)
    found = rows(
        connection,
        "SELECT r.article_id, a.published, p.id, p.holder, p.toward, p.issue, p.stance, p.strength, p.reported_by, "
        "p.conditions, p.span AS words, p.confidence "
        f"{framed(connection, 'positions', 'p', where.sql, by_date=where.by_date)} "
        "ORDER BY a.published DESC, a.key, p.n LIMIT :limit OFFSET :offset",
        **where.values,
        limit=limit,
        offset=offset,
    )
    for row in found:
        conditions = json.loads(row["conditions"])
        row["conditions"] = [f"{c['kind']}: {' '.join(c['span']['text'].split())}" for c in conditions]
        row["words"] = words_of(row["words"])
    return list(found)


_EVENT = (
    "r.article_id, a.published, a.publisher, e.id, e.event, e.mode, e.status, e.date, e.place, e.quad, e.score, "
    'e.actor, e.recipient, e."trigger" AS words, e.sentence, e.confidence'
)


def events_of(connection: Connection, filters: EventFilters, *, limit: int = PAGE, offset: int = 0) -> list[Row]:
    """Events that fit all facets, by the article's date, newest first; candidates left out."""
    where = _Where(connection, " AND NOT e.candidate")
    if filters.event:
        where.add("{+}e.event = :event", event=filters.event)
        where.rare_unless("events", "event = :x", filters.event)
    if filters.status:
        where.add("{+}e.status = :status", status=filters.status)
        where.rare_unless("events", "status = :x", filters.status)
    if filters.place:
        where.add("{+}e.place = :place", place=filters.place)
        where.rare_unless("events", "place = :x", filters.place)
    if filters.actor:
        columns = ("actor", "recipient", "actor_country", "recipient_country")
        if any(often(connection, "dyads", f"{c} = :x", x=filters.actor) for c in columns):
            sides = " OR ".join(f"{{+}}d.{c} = :actor" for c in columns)
            asked = f"EXISTS (SELECT 1 FROM dyads d WHERE d.reading = e.reading AND d.event_n = e.n AND ({sides}))"
        else:
            sides = " UNION ".join(f"SELECT reading, event_n FROM dyads WHERE {c} = :actor" for c in columns)
            asked, where.by_date = f"(e.reading, e.n) IN ({sides})", False
        where.add(asked, actor=filters.actor)
    where.dates(filters.since, filters.until)
    found = rows(
        connection,
        f"SELECT {_EVENT} {framed(connection, 'events', 'e', where.sql, by_date=where.by_date)} "
        "ORDER BY a.published DESC, a.key, e.n LIMIT :limit OFFSET :offset",
        **where.values,
        limit=limit,
        offset=offset,
    )
    return [_event(r) for r in found]


def events_by_ids(connection: Connection, facts: Iterable[tuple[str, str]]) -> list[Row]:
    """Events by (article id, event id), in the order given; those that the store no longer holds are left out."""
    asked = list(facts)
    found: dict[tuple[str, str], Row] = {}
    for start in range(0, len(asked), 200):
        part = asked[start : start + 200]
        pairs = ", ".join(f"(:a{n}, :f{n})" for n in range(len(part)))
        values = {f"a{n}": a for n, (a, _) in enumerate(part)} | {f"f{n}": f for n, (_, f) in enumerate(part)}
        for row in rows(
            connection,
            f"WITH w(article, fact) AS (VALUES {pairs}) SELECT {_EVENT} FROM w "
            "JOIN readings r ON r.article_id = w.article AND r.superseded_by IS NULL "
            "JOIN articles a ON a.key = r.article JOIN events e ON e.reading = r.key AND e.id = w.fact",
            **values,
        ):
            found[row["article_id"], row["id"]] = _event(row)
    return [found[key] for key in asked if key in found]


def _event(row: dict[str, Any]) -> Row:
    return {
        **row,
        "actor": json.loads(row["actor"]),
        "recipient": json.loads(row["recipient"]),
        "words": words_of(row["words"]),
        "sentence": words_of(row["sentence"]),
    }


def words_of(value: str | None) -> str:
    """The words of a span or of a list of spans that a column holds as JSON."""
    if not value:
        return ""
    spans = json.loads(value)
    return " … ".join(" ".join(s["text"].split()) for s in (spans if isinstance(spans, list) else [spans]))
