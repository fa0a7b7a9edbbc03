"""Records as polars tables, one for each kind of fact, with the columns of the record format."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from detente.records import Record

if TYPE_CHECKING:
    import polars as pl

KINDS = ("statements", "positions", "events", "actors", "times", "places", "issues", "claims", "diagnostics")


def to_polars(records: Iterable[Record], kind: str) -> pl.DataFrame:
    """All facts of one kind, a row each.

    Args:
        kind: one of :data:`KINDS`.

    Returns:
        Columns of the record format, after ``article`` (id) and ``published``. Spans are structs of
        ``start``, ``end`` and ``text``; lists are lists.

    Raises:
        ValueError: where there is no such kind.
    """
    import polars as pl

    if kind not in KINDS:
        raise ValueError(f"no table {kind!r}; there are {', '.join(KINDS)}")
    rows: list[Mapping[str, Any]] = [
        {"article": record.article.id, "published": record.article.published, **_paired(fact)}
        for record in records
        for fact in record.to_dict()[kind]
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _paired(fact: Mapping[str, Any]) -> dict[str, Any]:
    """The fact with (name, probability) pairs as structs: a list of a table holds one type."""
    row = dict(fact)
    for field, pairs in (("why", "runners_up"), ("decision", "candidates")):
        if row.get(field):
            row[field] = {**row[field], pairs: [{"name": n, "p": p} for n, p in row[field][pairs]]}
    return row


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table with its dates as ISO text, as JSON wants it."""
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items()}


# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_flat(records: Iterable[Record], kind: str) -> pl.DataFrame:
    """The same without nesting, for CSV: spans as their words, lists joined by `` | ``, no cell a formula."""
    import polars as pl

    table = to_polars(records, kind)
    rows = [
        {k: _cell(v) for k, v in row.items() if k not in ("why", "decision")} for row in table.iter_rows(named=True)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _cell(value: Any) -> Any:
    if isinstance(value, Mapping):
        value = value.get("text") or value.get("value") or "; ".join(f"{k}={v}" for k, v in value.items() if v)
    elif isinstance(value, list):
        value = " | ".join(str(_cell(v)) for v in value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def rows_to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV, the first one's keys as its head: the same guards against formulas, dates in ISO form."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for n, row in enumerate(rows):
        if n == 0:
            writer.writerow(row)
        writer.writerow([_cell(v.isoformat() if isinstance(v, date) else v) for v in row.values()])
    return out.getvalue()
