"""Events of a store as one table, each report with the event that it reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    import polars as pl

# Only what took place, of what the program is sure enough of: asked for otherwise, by name.
DONE = ("happened", "ongoing")
_QUERY = """
SELECT r.article_id AS article, a.published, a.publisher, a.reprint_of, e.id AS fact, e.event, e.mode, e.cameo, e.quad,
       e.score, e.status, e.date, e.place, e.statement, e.candidate, e.confidence, e."trigger" AS trigger_span,
       d.actor, d.recipient, d.actor_country, d.recipient_country
FROM events e
JOIN readings r ON r.key = e.reading
JOIN articles a ON a.key = r.article
JOIN dyads d ON d.reading = e.reading AND d.event_n = e.n
WHERE r.superseded_by IS NULL {where}
ORDER BY {order}
"""
SCHEMA = (
    "article", "published", "publisher", "reprint_of", "fact", "event", "mode", "cameo", "quad", "score", "status",
    "date", "place", "statement", "candidate", "confidence", "trigger", "actor", "recipient", "actor_country",
    "recipient_country",
)  # fmt: skip


def load_events(
    connection: Connection,
    *,
    one: str | None = None,
    other: str | None = None,
    statuses: Iterable[str] = DONE,
    candidates: bool = False,
    since: str | None = None,
    until: str | None = None,
    newest: int | None = None,
) -> pl.DataFrame:
    """Reports of events, a row for each pair of actor and recipient.

    Args:
        one, other: actor ids or countries (ISO alpha-3); only events between them, in either direction. ``other`` None:
            all events that ``one`` takes part in.
        statuses: what counts; by default only what took place.
        candidates: whether events below the threshold count.
        since, until: ISO dates of the articles, both included.
        newest: at most so many rows, those of the newest articles; None for all.

    Returns:
        Columns of :data:`SCHEMA`, ``day`` (the event's date where it is known to the day, else the article's) and
        ``distinct``: equal for reports of the same event, over all articles.
    """
    import polars as pl

    conditions, values = _conditions(one, other, tuple(statuses), candidates)
    if since is not None:
        conditions, values = f"{conditions} AND a.published >= :since", {**values, "since": since}
    if until is not None:
        conditions, values = f"{conditions} AND a.published < :until", {**values, "until": f"{until}~"}
    order = "r.article_id, e.n, d.n" if newest is None else "a.published DESC, r.key, e.n, d.n LIMIT :newest"
    values = values if newest is None else {**values, "newest": newest}
    rows = connection.execute(text(_QUERY.format(where=conditions, order=order)), values).mappings().all()
    if newest is not None:
        rows = sorted(rows, key=lambda r: r["article"])  # stable: facts keep their order
    plain = [{**row, "trigger": json.loads(row["trigger_span"])["text"]} for row in rows]
    kinds = {
        **dict.fromkeys(SCHEMA, pl.String),
        "quad": pl.Int64,
        "score": pl.Float64,
        "confidence": pl.Float64,
        "candidate": pl.Boolean,
    }
    table = pl.DataFrame([{k: _typed(k, row[k]) for k in SCHEMA} for row in plain], schema=kinds)
    full = pl.col("date").str.contains(r"^\d{4}-\d{2}-\d{2}")
    day = pl.when(full).then(pl.col("date").str.slice(0, 10)).otherwise(pl.col("published").str.slice(0, 10))
    table = table.with_columns(day.str.to_date(strict=False).alias("day"))
    return table.with_columns(pl.Series("distinct", distinct_events(table.to_dicts()), dtype=pl.String))


def _typed(name: str, value: Any) -> Any:
    return bool(value) if name == "candidate" else value


def _conditions(
    one: str | None, other: str | None, statuses: tuple[str, ...], candidates: bool
) -> tuple[str, dict[str, Any]]:
    where, values = [], {}
    if statuses:
        where.append(f"e.status IN ({', '.join(f':status{n}' for n in range(len(statuses)))})")
        values.update({f"status{n}": s for n, s in enumerate(statuses)})
    if not candidates:
        where.append("NOT e.candidate")

    # A union of what single indexes find: an OR over four columns would walk through all dyads.
    keys: list[str] = []
    if one is not None and other is not None:
        for first, second in (("one", "other"), ("other", "one")):
            for a in ("actor", "actor_country"):
                for b in ("recipient", "recipient_country"):
                    keys.append(f"SELECT reading, n FROM dyads WHERE {a} = :{first} AND {b} = :{second}")
        values |= {"one": one, "other": other}
    elif one is not None:
        for column in ("actor", "actor_country", "recipient", "recipient_country"):
            keys.append(f"SELECT reading, n FROM dyads WHERE {column} = :one")
        values["one"] = one
    if keys:
        where.append(f"(d.reading, d.n) IN ({' UNION '.join(keys)})")
    return "".join(f" AND {w}" for w in where), values


def distinct_events(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """For each report, the id of the event it reports: the first report of the same event.

    Two reports are of one event where event and participants agree, and the days are the same, or one apart with the
    same place or mode (news of one evening is dated to the next day). Reports without any day are events of their
    own, but for reprints, which share their first appearance's.

    Source: the one-a-day filter of Schrodt and Gerner's event data, made less blunt by place and mode.
    """
    ids: list[str] = []
    groups: dict[tuple[Any, ...], list[tuple[Any, Any, Any, str]]] = {}
    for row in rows:
        own = f"{row['reprint_of'] or row['article']}#{row['fact']}"
        sides = frozenset((row["actor"] or "", row["recipient"] or ""))
        found = groups.setdefault((row["event"], sides), [])
        match = None
        for day, place, mode, known in found:
            if known == own:
                match = known
                break
            if day is None or row["day"] is None:
                continue
            apart = abs((row["day"] - day).days)
            like = (place is not None and place == row["place"]) or (mode is not None and mode == row["mode"])
            unlike = place is not None and row["place"] is not None and place != row["place"]
            if (apart == 0 and not unlike) or (apart == 1 and like and not unlike):
                match = known
                break
        found.append((row["day"], row["place"], row["mode"], match or own))
        ids.append(match or own)
    return ids
