"""Events of a store as one table, each report with the event that it reports."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    import polars as pl

# Only what took place, of what the program is sure enough of: asked for otherwise, by name.
DONE = ("happened", "ongoing")
_QUERY = """
SELECT r.article_id AS article, a.published, a.publisher, a.reprint_of, e.id AS fact, e.event, e.mode, e.cameo, e.quad,
       e.score, e.status, e.date, e.place, e.statement, e.candidate, e.confidence, e."trigger" AS trigger_span,
       e.date_detail, d.actor, d.recipient, d.actor_country, d.recipient_country
{joined}
WHERE r.superseded_by IS NULL {where}
{order}
"""
# SQLite keeps the order of CROSS JOIN, and takes no index on a column with a plus: left to itself it walks through all
# events that happened. PostgreSQL's planner knows how frequent things are.
_FROM_PAIRS = """FROM ({pairs}) AS k
{cross} JOIN dyads d ON d.reading = k.reading AND d.n = k.n
{cross} JOIN events e ON e.reading = d.reading AND e.n = d.event_n
{cross} JOIN readings r ON r.key = d.reading
{cross} JOIN articles a ON a.key = r.article"""
_FROM_ARTICLES = """FROM articles a
{cross} JOIN readings r ON r.article = a.key
{cross} JOIN events e ON e.reading = r.key
{cross} JOIN dyads d ON d.reading = e.reading AND d.event_n = e.n"""
_FROM_READINGS = """FROM readings r
{cross} JOIN articles a ON a.key = r.article
{cross} JOIN events e ON e.reading = r.key
{cross} JOIN dyads d ON d.reading = e.reading AND d.event_n = e.n"""
# Read as they stand in the store; trigger and dated are taken out of their JSON afterwards.
_READ = {
    "article": "String", "published": "String", "publisher": "String", "reprint_of": "String", "fact": "String",
    "event": "String", "mode": "String", "cameo": "String", "quad": "Int64", "score": "Float64", "status": "String",
    "date": "String", "place": "String", "statement": "String", "candidate": "Boolean", "confidence": "Float64",
    "trigger": "String", "dated": "Boolean", "actor": "String", "recipient": "String", "actor_country": "String",
    "recipient_country": "String",
}  # fmt: skip
SCHEMA = tuple(_READ)


def load_events(
    connection: Connection,
    *,
    one: str | None = None,
    other: str | None = None,
    kinds: Collection[str] = (),
    statuses: Iterable[str] = DONE,
    candidates: bool = False,
    since: str | None = None,
    until: str | None = None,
    newest: int | None = None,
    articles: Collection[str] | None = None,
    tell_apart: bool = True,
) -> pl.DataFrame:
    """Reports of events, a row for each pair of actor and recipient.

    Args:
        one, other: actor ids or countries (ISO alpha-3); only events between them, in either direction. ``other`` None:
            all events that ``one`` takes part in.
        kinds: PLOVER events; empty for all.
        statuses: what counts; by default only what took place.
        candidates: whether events below the threshold count.
        since, until: ISO dates of the articles, both included.
        newest: at most so many rows, those of the newest articles; None for all.
        articles: only events of these; None for all.
        tell_apart: fill ``distinct``, for which all rows are compared; else it is null.

    Returns:
        Columns of :data:`SCHEMA` (``dated``: whether words of the text say when), ``day`` and ``distinct``: equal for
        reports of the same event, over all articles. ``day`` is the event's date where it is known to the day; the
        first of its month where it is known to the month and that is not the article's; else the article's. It is
        null where the text names another year and no more.
    """
    import polars as pl

    sqlite = connection.dialect.name == "sqlite"
    conditions, values = _conditions(tuple(statuses), candidates, tuple(sorted(kinds)), plus="+" if sqlite else "")
    pairs, sides = _pairs(one, other)
    values |= sides
    start = _FROM_PAIRS if pairs else _FROM_ARTICLES if articles is None else _FROM_READINGS
    joined = start.format(pairs=pairs, cross="CROSS" if sqlite else "")
    if since is not None:
        conditions, values = f"{conditions} AND a.published >= :since", {**values, "since": since}
    if until is not None:
        conditions, values = f"{conditions} AND a.published < :until", {**values, "until": f"{until}~"}
    if articles is not None:
        # One parameter, whatever their number.
        listed = "json_each(:articles)" if sqlite else "json_array_elements_text(CAST(:articles AS json)) AS k(value)"
        conditions += f" AND {'' if not pairs else '+' if sqlite else ''}r.article_id IN (SELECT value FROM {listed})"
        values = {**values, "articles": json.dumps(sorted(articles))}
    order = "" if newest is None else "ORDER BY a.published DESC, r.key, e.n, d.n LIMIT :newest"
    values = values if newest is None else {**values, "newest": newest}
    kinds_of = {name: getattr(pl, kind) for name, kind in _READ.items()}
    at_trigger, at_detail, at_candidate = SCHEMA.index("trigger"), SCHEMA.index("dated"), SCHEMA.index("candidate")
    plain: list[tuple[Any, ...]] = []
    for row in connection.execute(text(_QUERY.format(joined=joined, where=conditions, order=order)), values):
        cells = list(row)
        cells[at_trigger] = json.loads(cells[at_trigger])["text"].encode("utf-8", "replace").decode()
        cells[at_detail] = cells[at_detail] is not None and '"span":null' not in cells[at_detail]
        cells[at_candidate] = bool(cells[at_candidate])
        plain.append(tuple(cells))
    # Sorted here, not by the database: it would sort its wide rows on disk.
    plain.sort(key=lambda r: (r[0], _natural(r[4])))
    table = pl.DataFrame(plain, schema=kinds_of, orient="row")
    published = pl.col("published").str.slice(0, 10).str.to_date(strict=False)
    words = pl.col("date")
    day = (
        pl.when(words.str.contains(r"^\d{4}-\d{2}-\d{2}"))
        .then(words.str.slice(0, 10).str.to_date(strict=False))
        .when(words.str.contains(r"^\d{4}-\d{2}$") & (words.str.slice(0, 7) != pl.col("published").str.slice(0, 7)))
        .then((words + "-01").str.to_date(strict=False))
        .when(words.str.contains(r"^\d{4}$") & (words != pl.col("published").str.slice(0, 4)))
        .then(None)
        .otherwise(published)
    )
    table = table.with_columns(day.alias("day"))
    if not tell_apart:
        return table.with_columns(pl.lit(None, pl.String).alias("distinct"))
    return table.with_columns(pl.Series("distinct", distinct_events(table.iter_rows(named=True)), dtype=pl.String))


def _conditions(
    statuses: tuple[str, ...], candidates: bool, kinds: tuple[str, ...], *, plus: str
) -> tuple[str, dict[str, Any]]:
    where, values = [], {}
    for column, allowed in (("status", statuses), ("event", kinds)):
        if allowed:
            where.append(f"{plus}e.{column} IN ({', '.join(f':{column}{n}' for n in range(len(allowed)))})")
            values.update({f"{column}{n}": v for n, v in enumerate(allowed)})
    if not candidates:
        where.append("NOT e.candidate")
    return "".join(f" AND {w}" for w in where), values


def _pairs(one: str | None, other: str | None) -> tuple[str, dict[str, Any]]:
    """A query for the keys of the pairs asked for: a union of what single indexes find."""
    keys: list[str] = []
    if one is not None and other is not None:
        for first, second in (("one", "other"), ("other", "one")):
            for a in ("actor", "actor_country"):
                for b in ("recipient", "recipient_country"):
                    keys.append(f"SELECT reading, n FROM dyads WHERE {a} = :{first} AND {b} = :{second}")
        return " UNION ".join(keys), {"one": one, "other": other}
    if one is not None:
        for column in ("actor", "actor_country", "recipient", "recipient_country"):
            keys.append(f"SELECT reading, n FROM dyads WHERE {column} = :one")
        return " UNION ".join(keys), {"one": one}
    return "", {}


def merge_reports(events: pl.DataFrame) -> pl.DataFrame:
    """One row for each distinct event: its most confident report, and who reported it.

    Args:
        events: as :func:`load_events` gives them.

    Returns:
        The columns given, ``reports`` (articles that report it, reprints too), ``outlets`` (their publishers, sorted)
        and ``articles`` (their ids, sorted); in the order of days, undated events last.
    """
    import polars as pl

    told = events.group_by("distinct").agg(
        pl.col("article").n_unique().cast(pl.Int64).alias("reports"),
        pl.col("publisher").drop_nulls().unique().sort().alias("outlets"),
        pl.col("article").unique().sort().alias("articles"),
    )
    best = events.sort(
        pl.col("reprint_of").is_not_null(), -pl.col("confidence"), "article", "fact", nulls_last=True
    ).unique("distinct", keep="first", maintain_order=True)
    return best.join(told, on="distinct", how="left").sort("day", "article", "fact", nulls_last=True)


# --- which reports are of one event ---------------------------------------------------------------------------------

# PLOVER events whose two sides do the same thing: who stands first says nothing.
RECIPROCAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})
_Side = tuple[str | None, str | None]


@dataclass(slots=True)
class _Report:
    """What tells reports of one event from those of another."""

    event: str
    day: date | None
    dated: bool
    place: str | None
    mode: str | None
    cameo: str | None
    article: str
    origin: str
    words: str | None
    actors: set[_Side]
    recipients: set[_Side]
    id: str


def distinct_events(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """For each row, the id of the event it reports: ``article#fact`` of the first report of the same event.

    Rows of one fact (one for each pair of its sides) get the same id. Two facts are reports of one event where the
    event is the same, its sides fit, and

    - one is the reprint of the other, or of the same article, and the words agree; or
    - they are of one day, their places not different, nor the one by telephone and the other not; or
    - they are a day apart, with the same place or mode, and at least one of them is dated by its article only: news of
      one evening is printed on the next day.

    Sides fit where they name the same actor, or the one names a state and the other somebody of it, with the same CAMEO
    code where the event has a direction. Events with a direction (who accuses whom) are kept apart by it, and within
    one article by their words: there the reader has already joined what is one. Undated facts are events of their
    own. The order of the rows does not matter.

    Source: the one-a-day filter of Schrodt and Gerner's event data, made less blunt by place, mode and date.
    """
    keys: list[tuple[str, str]] = []
    facts: dict[tuple[str, str], _Report] = {}
    order: dict[tuple[str, str], tuple[Any, ...]] = {}
    for row in rows:
        key = (row["article"], row["fact"])
        keys.append(key)
        report = facts.get(key)
        if report is None:
            reprint = row.get("reprint_of")
            day = row["day"]
            facts[key] = report = _Report(
                event=row["event"], day=day, dated=bool(row.get("dated")), place=row["place"], mode=row["mode"],
                cameo=row.get("cameo"), article=row["article"], origin=reprint or row["article"],
                words=row.get("trigger"), actors=set(), recipients=set(), id=f"{row['article']}#{row['fact']}",
            )  # fmt: skip
            published = row.get("published") or ""
            order[key] = (reprint is not None, not published, published, row["article"], _natural(row["fact"]))
        report.actors.add((row["actor"], row["actor_country"]))
        report.recipients.add((row["recipient"], row["recipient_country"]))
    found: dict[tuple[str, str], str] = {}
    known: dict[tuple[Any, ...], list[tuple[_Report, str]]] = {}
    for key in sorted(facts, key=order.__getitem__):
        report = facts[key]
        match = _known_event(report, known)
        found[key] = match or report.id
        # By day only the first report of an event stands for it: compared with each other, days would drift.
        for bucket in _buckets(report, days=match is None):
            known.setdefault(bucket, []).append((report, found[key]))
    return [found[key] for key in keys]


def _known_event(report: _Report, known: Mapping[tuple[Any, ...], list[tuple[_Report, str]]]) -> str | None:
    for bucket in _buckets(report, near=True):
        for first, event_id in known.get(bucket, ()):
            if _same_event(report, first):
                return event_id
    return None


def _buckets(report: _Report, *, near: bool = False, days: bool = True) -> Iterator[tuple[Any, ...]]:
    """Keys under which a report is kept, or looked for with ``near``: event, states of the sides, and origin or day."""
    on: list[Any] = []
    if report.day is not None and days:
        on = [report.day + timedelta(days=n) for n in ((0, -1, 1) if near else (0,))]
    pairs = sorted(_states(report))
    if report.event in RECIPROCAL:
        pairs = [(min(pair), max(pair)) for pair in pairs]
    for one, other in dict.fromkeys(pairs):
        for last in (report.origin, *on):
            yield report.event, one, other, last


def _states(report: _Report) -> set[tuple[str, str]]:
    ones = {country or actor or "" for actor, country in report.actors}
    others = {country or actor or "" for actor, country in report.recipients}
    return {(a, b) for a in ones for b in others}


def _same_event(one: _Report, other: _Report) -> bool:
    mutual = one.event in RECIPROCAL
    directed = not mutual and (one.cameo is None or other.cameo is None or one.cameo == other.cameo)
    loose = mutual or directed
    fits = _fit(one.actors, other.actors, loose) and _fit(one.recipients, other.recipients, loose)
    if not fits and mutual:
        fits = _fit(one.actors, other.recipients, loose) and _fit(one.recipients, other.actors, loose)
    if not fits:
        return False
    within = one.article == other.article
    if one.origin == other.origin and not within and one.words == other.words:
        return True
    if within and not mutual and one.words != other.words:
        return False
    if one.day is None or other.day is None:
        return False
    if one.place is not None and other.place is not None and one.place != other.place:
        return False
    if one.mode is not None and other.mode is not None and (one.mode == "phone") != (other.mode == "phone"):
        return False
    if one.day == other.day:
        return True
    like = (one.place is not None and one.place == other.place) or (one.mode is not None and one.mode == other.mode)
    return abs((one.day - other.day).days) == 1 and like and not (one.dated and other.dated)


def _fit(ones: set[_Side], others: set[_Side], loose: bool) -> bool:
    """Whether some actor of the one side may be one of the other; ``loose``: a state may stand for somebody of it."""
    if {a for a, _ in ones} & {b for b, _ in others}:
        return True
    return loose and any(
        country is not None and country == its and (_is_state(a, country) or _is_state(b, country))
        for a, country in ones
        for b, its in others
    )


def _is_state(actor: str | None, country: str | None) -> bool:
    return actor is not None and actor in (country, f"{country}.GOV")


def _natural(fact: str) -> tuple[str, int, str]:
    """``e2`` before ``e10``."""
    letters = fact.rstrip("0123456789")
    return letters, int(fact[len(letters) :] or 0), fact
