"""What pages ask of a store besides lists of facts (:mod:`detente.store.search`).

Counts over everything (those that take no name) take their time at a million events: callers keep their answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

from detente.store.query import counts, failures, runs
from detente.store.search import PAGE, framed, often, rows

# Events per kind of day, quad class or status are of what took place.
_DONE = "e.status IN ('happened', 'ongoing') AND NOT e.candidate"
# Pairs of parties of the events that pages list: those of current readings, without candidates. An event of several
# parties has several, so that counts of events are of distinct ones.
_LISTED = (
    "dyads d JOIN events e ON e.reading = d.reading AND e.n = d.event_n AND NOT e.candidate "
    "JOIN readings r ON r.key = d.reading AND r.superseded_by IS NULL"
)


def version_of_data(connection: Connection) -> int:
    """A number that grows with every reading that is written: what was kept under another number is old."""
    found = connection.execute(text("SELECT coalesce(max(key), 0) FROM readings")).scalar_one()
    return int(found)


def overview(connection: Connection, limit: int = 12) -> dict[str, Any]:
    """Counts, the busiest pairs of states, issues and speakers, and the first and last day."""
    current = "JOIN readings r ON r.key = {}.reading WHERE r.superseded_by IS NULL"
    first, second = "d.actor_country", "d.recipient_country"
    of_event = (
        f"SELECT DISTINCT d.reading, d.event_n, CASE WHEN {first} < {second} THEN {first} ELSE {second} END AS one, "
        f"CASE WHEN {first} < {second} THEN {second} ELSE {first} END AS other "
        f"FROM {_LISTED} WHERE {first} <> {second}"
    )
    dyads = rows(
        connection,
        f"SELECT one, other, count(*) AS n FROM ({of_event}) AS pairs GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT 60",
    )
    speakers = rows(
        connection,
        f"SELECT k.actor AS id, count(*) AS n FROM speakers k {current.format('k')} "
        "GROUP BY 1 ORDER BY n DESC, 1 LIMIT :limit",
        limit=limit,
    )
    listed = f"SELECT count(*) AS n FROM events e {current.format('e')} AND NOT e.candidate"
    span = rows(connection, "SELECT min(published) AS first, max(published) AS last FROM articles")[0]
    return {
        "counts": counts(connection) | {"events": rows(connection, listed)[0]["n"]},
        "dyads": dyads,
        "issues": issue_counts(connection)[:limit],
        "speakers": speakers,
        "first": (span["first"] or "")[:10] or None,
        "last": (span["last"] or "")[:10] or None,
    }


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
    """The name under which each id was last recorded; ids that no actor has are left out."""
    asked = sorted(set(ids))
    names: dict[str, str] = {}
    for start in range(0, len(asked), 500):
        part = asked[start : start + 500]
        values = ", ".join(f"(:i{n})" for n in range(len(part)))
        found = rows(
            connection,
            f"WITH w(id) AS (VALUES {values}) SELECT w.id, "
            "(SELECT a.name FROM actors a WHERE a.id = w.id ORDER BY a.reading DESC LIMIT 1) AS name FROM w",
            **{f"i{n}": i for n, i in enumerate(part)},
        )
        names.update({r["id"]: r["name"] for r in found if r["name"] is not None})
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


def actor_counts(connection: Connection, *, limit: int = 5_000) -> list[dict[str, Any]]:
    """The actors that most articles name: ``id``, ``name``, ``country``, ``sector``, ``n`` (readings)."""
    last = "SELECT a.{} FROM actors a WHERE a.id = c.id ORDER BY a.reading DESC LIMIT 1"
    columns = ", ".join(f"({last.format(k)}) AS {k}" for k in ("name", "country", "sector"))
    return rows(
        connection,
        f"SELECT c.id, c.n, {columns} FROM (SELECT id, count(*) AS n FROM actors GROUP BY id ORDER BY n DESC, id "
        "LIMIT :limit) AS c ORDER BY c.n DESC, c.id",
        limit=limit,
    )


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


def partners_of(connection: Connection, actor_id: str, *, limit: int = 20) -> list[dict[str, Any]]:
    """With whom an actor or state has most events, in either direction; a walk through its own events only."""
    country = len(actor_id) == 3 and actor_id.isupper()
    one, other = ("actor_country", "recipient_country") if country else ("actor", "recipient")
    half = f"SELECT d.{{b}} AS other, d.reading, d.event_n FROM {_LISTED} WHERE d.{{a}} = :id AND d.{{b}} <> :id"
    sides = f"{half.format(a=one, b=other)} UNION {half.format(a=other, b=one)}"  # each event once
    return rows(
        connection,
        f"SELECT other, count(*) AS n FROM ({sides}) AS both_ways GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :limit",
        id=actor_id,
        limit=limit,
    )


def issue_counts(connection: Connection) -> list[dict[str, Any]]:
    """All issues with in how many articles they stand, most first."""
    return rows(
        connection,
        "SELECT i.issue, count(*) AS n FROM issues i JOIN readings r ON r.key = i.reading "
        "WHERE r.superseded_by IS NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1000",
    )


def issue_articles(connection: Connection, issue: str, *, limit: int = PAGE) -> list[dict[str, Any]]:
    """Articles about an issue, newest first."""
    by_date = often(connection, "issues", "issue = :x", x=issue)
    return rows(
        connection,
        "SELECT r.article_id AS id, a.title, a.published, a.publisher, i.confidence "
        f"{framed(connection, 'issues', 'i', ' AND {+}i.issue = :issue', by_date=by_date)} "
        "ORDER BY a.published DESC, a.key LIMIT :limit",
        issue=issue,
        limit=limit,
    )


def place(connection: Connection, name: str) -> dict[str, Any] | None:
    """A place by its name as last recorded; None where the store has none."""
    found = rows(
        connection,
        "SELECT name, kind, country, admin1, lat, lon, geonames FROM places WHERE name = :name "
        "ORDER BY reading DESC LIMIT 1",
        name=name,
    )
    return found[0] if found else None


def place_articles(connection: Connection, name: str, *, limit: int = PAGE) -> list[dict[str, Any]]:
    """Articles that name a place, newest first."""
    by_date = often(connection, "places", "name = :x", x=name)
    return rows(
        connection,
        "SELECT DISTINCT r.article_id AS id, a.title, a.published, a.publisher, a.key "
        f"{framed(connection, 'places', 'p', ' AND {+}p.name = :name', by_date=by_date)} "
        "ORDER BY a.published DESC, a.key LIMIT :limit",
        name=name,
        limit=limit,
    )


def places_of_events(connection: Connection, *, limit: int = 500) -> list[dict[str, Any]]:
    """Places at which events happened, with how many: ``name``, ``lat``, ``lon``, ``events``."""
    # Counted first and placed then: an article names a place more than once.
    return rows(
        connection,
        "SELECT c.name, (SELECT p.lat FROM places p WHERE p.name = c.name AND p.lat IS NOT NULL LIMIT 1) AS lat, "
        "(SELECT p.lon FROM places p WHERE p.name = c.name AND p.lat IS NOT NULL LIMIT 1) AS lon, c.events "
        "FROM (SELECT e.place AS name, count(*) AS events FROM events e JOIN readings r ON r.key = e.reading "
        f"WHERE r.superseded_by IS NULL AND {_DONE} AND e.place IS NOT NULL GROUP BY 1 "
        "ORDER BY 2 DESC, 1 LIMIT :limit) AS c ORDER BY c.events DESC, c.name",
        limit=limit,
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
        shares = {k: None if found[k] is None else float(found[k]) for k in ("mean", "doubtful")}
        confidences.append({"facts": table, "n": found["n"], **shares})
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
            "SELECT count(*) AS n FROM statements s JOIN readings r ON r.key = s.reading WHERE r.superseded_by IS NULL "
            "AND s.source_actor IS NULL AND s.joint_sources = '[]'",
        )[0]["n"],
    }


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
