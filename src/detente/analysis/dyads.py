"""Cooperation and conflict between two actors over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

EVERY = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y"}
# Resamples for intervals: enough for two digits of a 90 % interval.
BOOTSTRAP = 500
_QUADS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rupture:
    """A change in how a dyad stands.

    Attributes:
        on: first day of the first period of the new level.
        before, after: mean intensity a period.
        kind: ``thaw`` or ``freeze``.
        drivers: ids of the events that moved it most.
    """

    on: date
    before: float
    after: float
    kind: str
    drivers: tuple[str, ...]


def dyad_series(
    events: pl.DataFrame, *, every: str = "month", reports: bool = False, volume: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Counts and intensity for each period, empty ones included.

    Args:
        events: as :func:`detente.analysis.events.load_events` gives them.
        every: ``day``, ``week``, ``month`` or ``year``.
        reports: count reports instead of distinct events.
        volume: ``day`` and ``articles`` read; adds ``per_thousand`` articles.

    Returns:
        One row a period, in order: ``period`` (its first day), ``quad1`` .. ``quad4``, ``events``, ``expected`` (sum of
        confidences), ``low`` and ``high`` (90 % interval of the count, by the confidences and a bootstrap over
        events), ``intensity`` (sum of PLOVER scores), ``mean_intensity``, and, where volume is given, ``articles``
        and ``per_thousand``.

    Raises:
        ValueError: where ``every`` is no period.
    """
    import polars as pl

    if every not in EVERY:
        raise ValueError(f"{every!r} is no period; there are {', '.join(EVERY)}")
    dated = events.filter(pl.col("day").is_not_null())
    if not reports:
        # The most confident report stands for its event.
        dated = dated.sort("confidence", descending=True, maintain_order=True).unique("distinct", maintain_order=True)
    else:
        dated = dated.unique(["article", "fact"], maintain_order=True)
    dated = dated.with_columns(pl.col("day").dt.truncate(EVERY[every]).alias("period")).sort("period", "distinct")
    quads = [(pl.col("quad") == q).sum().cast(pl.Int64).alias(f"quad{q}") for q in _QUADS]
    table = dated.group_by("period", maintain_order=True).agg(
        *quads,
        pl.len().cast(pl.Int64).alias("events"),
        pl.col("confidence").sum().alias("expected"),
        pl.col("score").sum().alias("intensity"),
        pl.col("score").mean().alias("mean_intensity"),
        pl.col("confidence").alias("_p"),
    )
    bounds = [_interval(p, seed=n) for n, p in enumerate(table["_p"].to_list())]
    table = table.with_columns(
        pl.Series("low", [b[0] for b in bounds], dtype=pl.Float64),
        pl.Series("high", [b[1] for b in bounds], dtype=pl.Float64),
    ).drop("_p")
    if table.height:
        table = table.sort("period").upsample("period", every=EVERY[every])
        table = table.with_columns(pl.exclude("period", "mean_intensity").fill_null(0))
    if volume is not None and table.height:
        counted = volume.with_columns(pl.col("day").dt.truncate(EVERY[every]).alias("period"))
        counted = counted.group_by("period").agg(pl.col("articles").sum())
        table = table.join(counted, on="period", how="left").with_columns(pl.col("articles").fill_null(0))
        share = pl.when(pl.col("articles") > 0).then(pl.col("events") / pl.col("articles") * 1000)
        table = table.with_columns(share.alias("per_thousand"))
    return table


def _interval(confidences: list[float], *, seed: int) -> tuple[float, float]:
    """5th and 95th percentile of how many events there were, each there with its probability."""
    import numpy as np

    random = np.random.default_rng(seed)
    p = np.asarray(confidences)
    resampled = p[random.integers(0, len(p), size=(BOOTSTRAP, len(p)))]
    counts = (random.random(resampled.shape) < resampled).sum(axis=1)
    low, high = np.percentile(counts, [5, 95])
    return float(low), float(high)


def article_volume(connection: Connection) -> pl.DataFrame:
    """How many articles were read for each day of publication: ``day``, ``articles``."""
    import polars as pl

    rows = connection.execute(
        text(
            "SELECT substr(a.published, 1, 10) AS day, count(*) AS articles FROM readings r JOIN articles a "
            "ON a.key = r.article WHERE r.superseded_by IS NULL AND a.published IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
    ).mappings()
    table = pl.DataFrame([dict(r) for r in rows], schema={"day": pl.String, "articles": pl.Int64})
    return table.with_columns(pl.col("day").str.to_date(strict=False)).filter(pl.col("day").is_not_null())


def find_ruptures(
    series: pl.DataFrame, events: pl.DataFrame, *, penalty: float = 3.0, every: str = "month"
) -> list[Rupture]:
    """Where the mean intensity of a dyad changed level, with the events that drove it.

    Args:
        series: of :func:`dyad_series`.
        events: the same events.
        penalty: how much better two levels must fit than one, in variances of the series (a BIC-like penalty is
            ``penalty * log(n)``); higher finds fewer.

    Source: PELT (Killick, Fearnhead and Eckley 2012), by ruptures (Truong, Oudre and Vayatis 2020).
    """
    import numpy as np
    import polars as pl
    import ruptures

    signal: np.ndarray[tuple[int], np.dtype[np.float64]] = series["intensity"].to_numpy().astype(float)
    if len(signal) < 6 or float(signal.std()) == 0.0:
        return []
    scaled = (signal - signal.mean()) / signal.std()
    cuts = ruptures.Pelt(model="l2", min_size=2, jump=1).fit(scaled).predict(pen=penalty * np.log(len(signal)))
    edges = [0, *cuts]
    found: list[Rupture] = []
    for left, at, right in zip(edges, edges[1:], edges[2:], strict=False):
        before, after = float(signal[left:at].mean()), float(signal[at:right].mean())
        first = series["period"][at]
        last = series["period"][min(at + 2, len(signal) - 1)]
        within = events.filter(pl.col("day").dt.truncate(EVERY[every]).is_between(first, last))
        sign = 1 if after > before else -1
        drivers = (
            within.with_columns((pl.col("score") * sign * pl.col("confidence")).alias("push"))
            .sort("push", "distinct", descending=[True, False])
            .unique("distinct", maintain_order=True)
            .head(5)
        )
        found.append(
            Rupture(
                on=first,
                before=before,
                after=after,
                kind="thaw" if sign > 0 else "freeze",
                drivers=tuple(f"{r['article']}#{r['fact']}" for r in drivers.iter_rows(named=True)),
            )
        )
    return found
