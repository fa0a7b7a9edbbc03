"""Named questions to a store, answered with typed records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, literal_column, select, text

from detente.errors import NotFound
from detente.records import Article, Record
from detente.store import schema
from detente.store.rows import article_from_row, record_from_rows

_articles, _readings, _runs = schema.articles, schema.readings, schema.runs
# Rows taken at a time where there may be millions.
_PAGE = 500


def current_readings() -> Select[Any]:
    """Readings that nothing has superseded, in the order of article ids."""
    return select(_readings).where(_readings.c.superseded_by.is_(None)).order_by(_readings.c.article_id)


def load_record(connection: Connection, article_id: str, *, reading: int | None = None) -> Record:
    """The current record of an article, or an earlier one by its reading.

    Raises:
        NotFound: where the store holds no such article or reading.
    """
    wanted = select(_readings).where(_readings.c.article_id == article_id)
    wanted = wanted.where(_readings.c.key == reading if reading is not None else _readings.c.superseded_by.is_(None))
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound(f"the store holds no article {article_id!r}" + (f" as reading {reading}" if reading else ""))
    return record_of(connection, row)


def iter_records(connection: Connection) -> Iterator[Record]:
    """All current records, in the order of article ids; taken some at a time, so that memory stays flat."""
    wanted = current_readings().limit(_PAGE)
    rows = connection.execute(wanted).mappings().all()
    while rows:
        for row in rows:
            yield record_of(connection, row)
        last = rows[-1]["article_id"]
        rows = connection.execute(wanted.where(_readings.c.article_id > last)).mappings().all()


def record_of(connection: Connection, reading: RowMapping) -> Record:
    """The record of one row of ``readings``."""
    article = connection.execute(select(_articles).where(_articles.c.key == reading["article"])).mappings().one()
    run = connection.execute(select(_runs).where(_runs.c.key == reading["run"])).mappings().one()
    facts = {
        t.name: connection.execute(select(t).where(t.c.reading == reading["key"]).order_by(t.c.n)).mappings().all()
        for t in schema.FACTS
    }
    return record_from_rows(dict(article), dict(run), facts)


def history(connection: Connection, article_id: str) -> list[Mapping[str, Any]]:
    """Every reading of an article, oldest first, with the version that made it."""
    rows = connection.execute(
        select(_readings, _runs.c.version)
        .join(_runs, _runs.c.key == _readings.c.run)
        .where(_readings.c.article_id == article_id)
        .order_by(_readings.c.key)
    )
    return [dict(r) for r in rows.mappings()]


def has_readings(connection: Connection, run_digest: str) -> bool:
    """Whether this run has read anything that is in the store."""
    found = select(_readings.c.key).join(_runs, _runs.c.key == _readings.c.run).where(_runs.c.digest == run_digest)
    return connection.execute(found.limit(1)).first() is not None


def is_read(connection: Connection, article_id: str, sha256: str, run_digest: str) -> bool:
    """Whether the current reading of an article is of this text and by this run: resuming passes it over."""
    found = (
        select(_readings.c.key)
        .join(_articles, _articles.c.key == _readings.c.article)
        .join(_runs, _runs.c.key == _readings.c.run)
        .where(
            _readings.c.article_id == article_id,
            _readings.c.superseded_by.is_(None),
            _articles.c.sha256 == sha256,
            _runs.c.digest == run_digest,
        )
    )
    return connection.execute(found).first() is not None


def outdated_articles(
    connection: Connection, run_digest: str, *, after: str | None = None, limit: int = _PAGE
) -> Iterator[Article]:
    """Articles whose current reading was made by another run and not corrected since, in the order of their ids.

    Args:
        after: only ids beyond this one.
    """
    wanted = (
        select(_articles)
        .join(_readings, _readings.c.article == _articles.c.key)
        .join(_runs, _runs.c.key == _readings.c.run)
        .where(_runs.c.digest != run_digest, _readings.c.superseded_by.is_(None), _readings.c.corrected_by.is_(None))
        .order_by(_articles.c.id)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(_articles.c.id > after)
    for row in connection.execute(wanted).mappings().all():
        yield article_from_row(dict(row))


def newest_bodies(connection: Connection) -> Iterator[tuple[int, str]]:
    """Key and id of all articles with a body, the last written first."""
    wanted = select(_articles.c.key, _articles.c.id).where(_articles.c.body.is_not(None))
    wanted = wanted.order_by(_articles.c.key.desc()).limit(_PAGE)
    rows = connection.execute(wanted).all()
    while rows:
        yield from ((key, article_id) for key, article_id in rows)
        rows = connection.execute(wanted.where(_articles.c.key < rows[-1][0])).all()


def has_article(connection: Connection, article_id: str) -> bool:
    """Whether the store holds an article of this id."""
    return connection.execute(select(_articles.c.key).where(_articles.c.id == article_id).limit(1)).first() is not None


def article_by_key(connection: Connection, key: int) -> Article:
    """The article of one row."""
    row = connection.execute(select(_articles).where(_articles.c.key == key)).mappings().one()
    return article_from_row(dict(row))


def search_articles(connection: Connection, words: str, *, limit: int = 50) -> list[tuple[str, str]]:
    """(article id, title) of articles that hold all the words, best first.

    Args:
        words: taken as words, never as query syntax.
    """
    if connection.dialect.name == "sqlite":
        quoted = " ".join('"' + w.replace('"', '""') + '"' for w in words.split())
        if not quoted:
            return []
        rows = connection.execute(
            text(
                "SELECT a.id, coalesce(a.title, '') FROM articles_search s JOIN articles a ON a.key = s.rowid "
                "WHERE articles_search MATCH :words ORDER BY rank, a.key LIMIT :limit"
            ),
            {"words": quoted, "limit": limit},
        )
    else:
        document = func.to_tsvector(
            literal_column("'english'"), func.coalesce(_articles.c.title, "") + " " + _articles.c.text
        )
        query = func.plainto_tsquery(literal_column("'english'"), words)
        rows = connection.execute(
            select(_articles.c.id, func.coalesce(_articles.c.title, ""))
            .where(document.op("@@")(query))
            .order_by(func.ts_rank(document, query).desc(), _articles.c.key)
            .limit(limit)
        )
    return [(a, t) for a, t in rows]


def counts(connection: Connection) -> dict[str, int]:
    """How many articles, and current facts of each kind, the store holds."""
    out = {"articles": connection.execute(select(func.count(func.distinct(_articles.c.id)))).scalar_one()}
    for t in schema.FACTS:
        query = (
            select(func.count())
            .select_from(t.join(_readings, _readings.c.key == t.c.reading))
            .where(_readings.c.superseded_by.is_(None))
        )
        out[t.name] = connection.execute(query).scalar_one()
    return out


def runs(connection: Connection) -> list[Mapping[str, Any]]:
    """Every version that has read into the store, with how many readings it made."""
    rows = connection.execute(
        select(_runs, func.count(_readings.c.key).label("readings"))
        .join(_readings, _readings.c.run == _runs.c.key)
        .group_by(_runs.c.key)
        .order_by(_runs.c.key)
    )
    return [dict(r) for r in rows.mappings()]


def failures(connection: Connection) -> list[Mapping[str, Any]]:
    """Sources and articles that could not be read, oldest first."""
    rows = connection.execute(select(schema.failures).order_by(schema.failures.c.key))
    return [dict(r) for r in rows.mappings()]
