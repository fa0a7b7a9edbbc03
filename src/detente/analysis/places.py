"""Where events took place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, text

if TYPE_CHECKING:
    import polars as pl

# By article: a place that many name would bring the rows of the whole store.
_PLACED = text(
    "SELECT r.article_id AS article, p.name AS place, min(p.lat) AS lat, min(p.lon) AS lon, min(p.country) AS country "
    "FROM readings r JOIN places p ON p.reading = r.key "
    "WHERE r.article_id IN :articles AND p.lat IS NOT NULL AND r.superseded_by IS NULL GROUP BY 1, 2"
).bindparams(bindparam("articles", expanding=True))


def event_places(connection: Connection, events: pl.DataFrame) -> pl.DataFrame:
    """Places of distinct events, as the articles that report them were read.

    Args:
        events: of :func:`detente.analysis.events.load_events`.

    Returns:
        A row a place, most events first: ``name``, ``country`` (ISO alpha-3), ``lat``, ``lon`` (WGS 84 degrees),
        ``events``, ``conflict`` (those of quad class 3 and 4), ``reports``, ``first``, ``last`` (days). Two places of
        one name are two rows. Events whose place could not be found on the map are left out.
    """
    import polars as pl

    placed = events.filter(pl.col("place").is_not_null())
    articles = placed["article"].unique().sort().to_list()
    kinds = {"article": pl.String, "place": pl.String, "lat": pl.Float64, "lon": pl.Float64, "country": pl.String}
    found: list[tuple[object, ...]] = []
    for start in range(0, len(articles), 500):
        found += [tuple(r) for r in connection.execute(_PLACED, {"articles": articles[start : start + 500]})]
    where = pl.DataFrame(found, schema=kinds, orient="row")
    table = placed.join(where, on=["article", "place"], how="inner")
    return (
        table.group_by(pl.col("place").alias("name"), "country", "lat", "lon")
        .agg(
            pl.col("distinct").n_unique().cast(pl.Int64).alias("events"),
            pl.col("distinct").filter(pl.col("quad") > 2).n_unique().cast(pl.Int64).alias("conflict"),
            pl.struct("article", "fact").n_unique().cast(pl.Int64).alias("reports"),
            pl.col("day").min().alias("first"),
            pl.col("day").max().alias("last"),
        )
        .sort(["events", "name", "lat"], descending=[True, False, False])
    )
