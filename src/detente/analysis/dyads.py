"""Cooperation and conflict between two actors over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

EVERY = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y"}
# Resamples for intervals: enough for two digits of a 90 % interval.
BOOTSTRAP = 500
# From so many events on, the bootstrap's limit is used instead of it: the sum of many draws is normal.
_MANY = 1000
# Levels may begin at so many periods at most; of more, neighbours are taken together. The search grows with the square.
_BEGINNINGS = 1000
_QUADS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rupture:
    """A change in how a dyad stands.

    Attributes:
        on: first day of the first period of the new level.
        until: day of its last event.
        before, after: mean PLOVER score of an event, weighted by confidence, in the level before and in the new one.
        kind: ``thaw`` or ``freeze``.
        drivers: ids (``article#fact``) of the events that moved it most, in the order of their push.
        certainty: share of bootstrap resamples, events counted with their confidences, in which the level moves the
            same way.
        events: how many distinct events the new level holds.
    """

    on: date
    until: date
    before: float
    after: float
    kind: str
    drivers: tuple[str, ...]
    certainty: float
    events: int


def dyad_series(
    events: pl.DataFrame, *, every: str = "month", reports: bool = False, volume: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Counts and intensity for each period, empty ones included.

    Args:
        events: as :func:`detente.analysis.events.load_events` gives them.
        every: ``day``, ``week``, ``month`` or ``year``.
        reports: count reports instead of distinct events.
        volume: ``day`` and ``articles`` read; adds ``articles`` and ``per_thousand``.

    Returns:
        One row a period, in order: ``period`` (its first day), ``quad1`` .. ``quad4``, ``events`` (reports where
        ``reports`` is asked for), ``reports``, ``expected`` (sum of confidences), ``intensity`` (sum of PLOVER
        scores) and ``mean_intensity``; 90 % intervals ``low`` and ``high`` of the count, ``intensity_low`` and
        ``intensity_high``, ``mean_low`` and ``mean_high``: a bootstrap over the events, each of which is there with
        its confidence. Where volume is given, ``articles`` and ``per_thousand``: events for each thousand articles
        published in the period.

    Raises:
        ValueError: where ``every`` is no period.
    """
    import polars as pl

    if every not in EVERY:
        raise ValueError(f"{every!r} is no period; there are {', '.join(EVERY)}")
    period = pl.col("day").dt.truncate(EVERY[every]).alias("period")
    order = ["period", "distinct", "article", "fact"]
    told = events.filter(pl.col("day").is_not_null()).unique(["article", "fact"], keep="any")
    told = told.with_columns(period).sort(order)
    counted = told if reports else _once(told).sort(order)
    table = counted.group_by("period", maintain_order=True).agg(
        *((pl.col("quad") == q).sum().cast(pl.Int64).alias(f"quad{q}") for q in _QUADS),
        pl.len().cast(pl.Int64).alias("events"),
        pl.col("confidence").sum().alias("expected"),
        pl.col("score").sum().alias("intensity"),
        pl.col("score").mean().alias("mean_intensity"),
        pl.col("confidence").alias("_p"),
        pl.col("score").fill_null(0.0).alias("_s"),
    )
    bounds = [
        _intervals(p, s, seed=n)
        for n, (p, s) in enumerate(zip(table["_p"].to_list(), table["_s"].to_list(), strict=True))
    ]
    names = ("low", "high", "intensity_low", "intensity_high", "mean_low", "mean_high")
    table = table.with_columns(
        pl.Series(name, [b[i] for b in bounds], dtype=pl.Float64) for i, name in enumerate(names)
    ).drop("_p", "_s")
    table = table.join(
        told.group_by("period").agg(pl.len().cast(pl.Int64).alias("reports")), on="period", how="full", coalesce=True
    ).sort("period")
    if table.height:
        table = table.upsample("period", every=EVERY[every])
        means = ("mean_intensity", "mean_low", "mean_high")
        table = table.with_columns(pl.exclude("period", *means).fill_null(0))
    columns = ["period", *(f"quad{q}" for q in _QUADS), "events", "reports", "expected", "low", "high", "intensity",
               "intensity_low", "intensity_high", "mean_intensity", "mean_low", "mean_high"]  # fmt: skip
    table = table.select(columns)
    if volume is not None and table.height:
        read = volume.with_columns(period).group_by("period").agg(pl.col("articles").sum())
        table = table.join(read, on="period", how="left").with_columns(pl.col("articles").fill_null(0)).sort("period")
        share = pl.when(pl.col("articles") > 0).then(pl.col("events") / pl.col("articles") * 1000)
        table = table.with_columns(share.alias("per_thousand"))
    return table


def in_all(merged: pl.DataFrame) -> dict[str, Any]:
    """The numbers of :func:`dyad_series` over the whole time, undated events included.

    Args:
        merged: a row an event, of :func:`detente.analysis.events.merge_reports`.

    Returns:
        ``events``, ``quad1`` .. ``quad4``, ``low`` and ``high`` of the count; ``mean``, ``mean_low`` and ``mean_high``
        of the score, None where there is no event.
    """
    rows = merged.sort("distinct")
    found: dict[str, Any] = {"events": rows.height} | {f"quad{q}": int((rows["quad"] == q).sum()) for q in _QUADS}
    names = ("low", "high", "_", "_", "mean_low", "mean_high")
    if not rows.height:
        return found | dict.fromkeys(("low", "high"), 0.0) | dict.fromkeys(("mean", "mean_low", "mean_high"))
    bounds = _intervals(rows["confidence"].to_list(), rows["score"].fill_null(0.0).to_list(), seed=0)
    found |= {name: value for name, value in zip(names, bounds, strict=True) if name != "_"}
    return found | {"mean": rows["score"].mean()}


def _once(events: pl.DataFrame) -> pl.DataFrame:
    """The most confident dated report of each event stands for it."""
    best = events.sort(["confidence", "article", "fact"], descending=[True, False, False])
    return best.unique("distinct", keep="first", maintain_order=True)


def _intervals(confidences: list[float], scores: list[float], *, seed: int) -> tuple[float | None, ...]:
    """5th and 95th percentile of how many events there were, of the sum and of the mean of their scores."""
    import numpy as np

    p, s = np.asarray(confidences), np.asarray(scores)
    n = len(p)
    if n >= _MANY:
        mean = float((p * s).sum() / p.sum())
        spread = ((p.mean() * (1 - p.mean()) * n) ** 0.5, (n * float((p * s**2).mean() - (p * s).mean() ** 2)) ** 0.5)
        of_mean = float((p * (s - mean) ** 2).sum() ** 0.5 / p.sum())
        centre = (float(p.sum()), float((p * s).sum()), mean)
        # 1.645 standard deviations on both sides hold 90 % of a normal distribution.
        return tuple(c + sign * 1.645 * d for c, d in zip(centre, (*spread, of_mean), strict=True) for sign in (-1, 1))
    random = np.random.default_rng(seed)
    at = random.integers(0, n, size=(BOOTSTRAP, n))
    there = random.random(at.shape) < p[at]
    counts, sums = there.sum(axis=1), (there * s[at]).sum(axis=1)
    means = sums[counts > 0] / counts[counts > 0]
    out: list[float | None] = [float(x) for x in (*np.percentile(counts, [5, 95]), *np.percentile(sums, [5, 95]))]
    return (*out, *(float(x) for x in np.percentile(means, [5, 95]))) if len(means) else (*out, None, None)


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
    series: pl.DataFrame, events: pl.DataFrame, *, penalty: float = 1.5, every: str = "month"
) -> list[Rupture]:
    """Where the mean intensity of a dyad changed level, with the events that drove it.

    Periods without events say nothing and are passed over, so that silence is not taken for peace. Each period weighs
    as much as the confidences of its events.

    Args:
        series: of :func:`dyad_series`; only its periods are looked at.
        events: the same events.
        penalty: a further level must save ``penalty * log(n)`` variances of an event's score, n being the number of
            events; higher finds fewer. At 1.5 a level that is not there is found in 9 of 100
            series of 45 events and 4 of 100 of 100 events (docs/analysis.md).
        every: as in ``series``.

    Source: PELT (Killick, Fearnhead and Eckley 2012), by ruptures (Truong, Oudre and Vayatis 2020); the variance from
    differences of neighbours (Rice 1984), which a change of level hardly moves.
    """
    import numpy as np
    import polars as pl

    dated = events.filter(pl.col("day").is_not_null() & pl.col("score").is_not_null())
    once = _once(dated.unique(["article", "fact"], keep="any")).sort("day", "distinct", "article", "fact")
    if once.height < 6 or not series.height:
        return []
    score = once["score"].to_numpy().astype(float)
    variance = float(np.square(np.diff(score)).sum() / (2 * (len(score) - 1)))
    if variance == 0.0:
        return []
    weight = once["confidence"].to_numpy().astype(float)
    periods = once["day"].dt.truncate(EVERY[every]).to_list()
    starts = [n for n, p in enumerate(periods) if n == 0 or p != periods[n - 1]]
    starts = starts[:: 1 + len(starts) // _BEGINNINGS]
    cuts = _segment(
        np.add.reduceat(weight, starts), np.add.reduceat(weight * score, starts), variance * penalty, once.height
    )
    edges = [0, *(starts[c] for c in cuts), once.height]
    found: list[Rupture] = []
    for n, (left, at, right) in enumerate(zip(edges, edges[1:], edges[2:], strict=False)):
        before = float(np.average(score[left:at], weights=weight[left:at]))
        after = float(np.average(score[at:right], weights=weight[at:right]))
        sign = 1 if after > before else -1
        found.append(
            Rupture(
                on=periods[at],
                until=once["day"][right - 1],
                before=before,
                after=after,
                kind="thaw" if sign > 0 else "freeze",
                drivers=_drivers(once[at:right], before, sign),
                certainty=_certainty(
                    (score[left:at], weight[left:at]), (score[at:right], weight[at:right]), sign, seed=n
                ),
                events=right - at,
            )
        )
    return found


def _segment(weights: Floats, sums: Floats, price: float, n: int) -> list[int]:
    """First periods of new levels, by the weighted squares that levels save."""
    import numpy as np
    import ruptures

    total_w, total_s = (np.concatenate(([0.0], np.cumsum(x))) for x in (weights, sums))

    class Levels(ruptures.base.BaseCost):  # type: ignore[misc]
        """Minus the squares that one level explains: what is left of all squares, but for a constant."""

        model = "levels"
        min_size = 1

        def fit(self, signal: Any) -> Levels:
            self.signal = signal
            return self

        def error(self, start: int, end: int) -> float:
            return -float((total_s[end] - total_s[start]) ** 2 / (total_w[end] - total_w[start]))

    if len(weights) < 4:
        return []
    search = ruptures.Pelt(custom_cost=Levels(), min_size=2, jump=1).fit(np.zeros((len(weights), 1)))
    found: list[int] = search.predict(pen=price * np.log(n))[:-1]
    return found


def _drivers(level: pl.DataFrame, before: float, sign: int) -> tuple[str, ...]:
    """Of the first events of a new level, those that lie farthest from the old one on its side."""
    import polars as pl

    push = ((pl.col("score") - before) * sign * pl.col("confidence")).alias("push")
    first = level.head(max(5, level.height // 4)).with_columns(push).filter(pl.col("push") > 0)
    best = first.sort(["push", "day", "distinct"], descending=[True, False, False]).head(5)
    return tuple(f"{r['article']}#{r['fact']}" for r in best.iter_rows(named=True))


def _certainty(old: tuple[Floats, Floats], new: tuple[Floats, Floats], sign: int, *, seed: int) -> float:
    import numpy as np

    random = np.random.default_rng(seed)

    def means(score: Floats, weight: Floats) -> Floats:
        size = min(len(score), _MANY)
        at = random.integers(0, len(score), size=(BOOTSTRAP, size))
        there = random.random(at.shape) < weight[at]
        none = ~there.any(axis=1)
        there[none, 0] = True
        out: Floats = (there * score[at]).sum(axis=1) / there.sum(axis=1)
        return out

    return round(float(((means(*new) - means(*old)) * sign > 0).mean()), 3)
