"""Which issues an actor speaks of, and which an outlet writes of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    import polars as pl

BY = ("actor", "country", "outlet")
_TAGS = """
SELECT i.reading, i.issue, i.statements, a.publisher
FROM issues i JOIN readings r ON r.key = i.reading JOIN articles a ON a.key = r.article
WHERE r.superseded_by IS NULL{where}
"""
_SPEAKERS = """
SELECT s.reading, s.id, k.actor, x.country
FROM speakers k JOIN statements s ON s.reading = k.reading AND s.n = k.statement_n
JOIN readings r ON r.key = s.reading JOIN articles a ON a.key = r.article
LEFT JOIN actors x ON x.reading = s.reading AND x.id = k.actor
WHERE r.superseded_by IS NULL{where}
"""


def issue_shares(
    connection: Connection, *, by: str = "outlet", since: str | None = None, until: str | None = None
) -> pl.DataFrame:
    """How the attention of each actor, country or outlet is divided among issues.

    Args:
        by: ``outlet`` counts articles about an issue, reprints too (an outlet chose to print them); ``actor`` and
            ``country`` count statements on it, without those of reprints.
        since, until: ISO dates of the articles, both included.

    Returns:
        ``by``, ``issue``, ``n``, ``total`` (of all issues) and ``share`` (n / total), by total, then by n. What stands
        under two issues counts under both.

    Raises:
        ValueError: where ``by`` is nothing one can count by.
    """
    import polars as pl

    if by not in BY:
        raise ValueError(f"{by!r} is nothing to count by; there are {', '.join(BY)}")
    where, values = "", dict[str, Any]()
    if since is not None:
        where, values["since"] = where + " AND a.published >= :since", since
    if until is not None:
        where, values["until"] = where + " AND a.published < :until", f"{until}~"
    if by != "outlet":
        where += " AND a.reprint_of IS NULL"
    tags = connection.execute(text(_TAGS.format(where=where)), values).all()
    if by == "outlet":
        named = [(r.publisher, r.issue, r.reading) for r in tags if r.publisher is not None]
        units = pl.DataFrame(named, schema={"by": pl.String, "issue": pl.String, "unit": pl.Int64}, orient="row")
    else:
        spoken = [(r.reading, s, r.issue) for r in tags for s in json.loads(r.statements)]
        issues = pl.DataFrame(spoken, schema={"reading": pl.Int64, "id": pl.String, "issue": pl.String}, orient="row")
        found = [tuple(r) for r in connection.execute(text(_SPEAKERS.format(where=where)), values)]
        kinds = {"reading": pl.Int64, "id": pl.String, "actor": pl.String, "country": pl.String}
        speakers = pl.DataFrame(found, schema=kinds, orient="row").filter(pl.col(by).is_not_null())
        units = issues.join(speakers, on=["reading", "id"]).select(
            pl.col(by).alias("by"), "issue", pl.struct("reading", "id").alias("unit")
        )
    counted = units.group_by("by", "issue").agg(pl.col("unit").n_unique().cast(pl.Int64).alias("n"))
    return (
        counted.with_columns(pl.col("n").sum().over("by").alias("total"))
        .with_columns((pl.col("n") / pl.col("total")).alias("share"))
        .sort(["total", "by", "n", "issue"], descending=[True, False, True, False])
    )
