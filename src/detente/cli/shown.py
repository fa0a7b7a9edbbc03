"""What the commands of analysis share: a table as text, CSV or JSON, and a figure in a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.output import put, put_json, safe, talk

if TYPE_CHECKING:
    from sqlalchemy import Connection

Since = Annotated[str | None, typer.Option(help="ISO date: articles from that day on.")]
Until = Annotated[str | None, typer.Option(help="ISO date: articles up to that day.")]
Chart = Annotated[
    Path | None, typer.Option(help="Draw it into a file: .svg, .png, .pdf, .html (interactive, offline) or .json.")
]
# Whole stores of millions are cut to this unless one asks for more; the command says so.
NEWEST = 100_000
Newest = Annotated[int, typer.Option(min=0, help="Look at the newest so many rows; 0 for all.")]


@contextmanager
def reading(store: str) -> Iterator[Connection]:
    """A connection to a store that is there."""
    from detente.store import Store

    with Store(store, read_only=True) as opened, opened.connect() as connection:
        yield connection


def put_rows(rows: Iterable[Mapping[str, Any]], *, as_csv: bool, as_json: bool) -> None:
    """Rows as CSV or as JSON lines, else as columns of text."""
    from detente.tables import rows_to_csv

    listed = [{k: _plain(v) for k, v in row.items()} for row in rows]
    if as_csv:
        sys.stdout.buffer.write(rows_to_csv(listed).encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    elif as_json:
        for row in listed:
            put_json(row)
    elif listed:
        cells = [list(listed[0]), *([_cell(v) for v in row.values()] for row in listed)]
        widths = [max(len(row[n]) for row in cells) for n in range(len(cells[0]))]
        for line in cells:
            put("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip())


def save(chart: Any, path: Path) -> None:
    """Write a figure and say so."""
    from detente.figures import save_chart

    try:
        save_chart(chart, path)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--chart") from error
    talk(f"detente: wrote {path}")


def warn_if_cut(height: int, newest: int) -> None:
    """Say it where the newest rows were all one asked for."""
    if newest and height >= newest:
        talk(f"detente: only the newest {newest:,} rows were looked at; --newest 0 for all, --since to choose")


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return round(value, 3) if isinstance(value, float) else value


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return safe(" ".join(str(value).split()))
