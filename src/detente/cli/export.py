"""detente export: a store as JSON lines, CSV or Parquet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import DEFAULT_STORE, Store
from detente.cli.output import put_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    kind: Annotated[
        str, typer.Argument(help="records, or one kind of fact: events, statements, positions, actors ...")
    ] = "records",
    store: Store = DEFAULT_STORE,
    to: Annotated[Path | None, typer.Option("--to", help="File to write: .csv or .parquet; stdout otherwise.")] = None,
) -> None:
    """Write what a store holds: JSON lines, CSV or Parquet.

    Records as JSON lines, in the order of article ids; facts as CSV or Parquet.
    """
    from detente.store import Store as Opened
    from detente.tables import KINDS, to_flat, to_polars

    if kind not in ("records", *KINDS):
        raise typer.BadParameter(f"records, {', '.join(KINDS)}", param_hint="KIND")
    with Opened(store, read_only=True) as opened:
        if kind == "records":
            for record in opened.records():
                put_json(record.to_dict())
        elif to is not None and to.suffix == ".parquet":
            to_polars(opened.records(), kind).write_parquet(to)
        else:
            table = to_flat(opened.records(), kind).write_csv()
            if to is None:
                sys.stdout.write(table)
            else:
                to.write_text(table, "utf-8")
