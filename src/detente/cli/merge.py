"""detente merge: records written elsewhere into a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.output import talk


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("merge")(merge)


def merge(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="JSON lines of records (detente read --jsonl, detente export) or datasets (detente batch)."
        ),
    ],
    into: Annotated[str, typer.Option("--into", help="Store to write to.")],
) -> None:
    """Bring records that were read elsewhere into a store.

    What is there already adds nothing.

    The parts of a dataset come in the order of their inputs' names, and reprints among them are linked, as reading the
    inputs into the store would have done.
    """
    from detente.running.partitions import merge_parts
    from detente.store import Store
    from detente.store.exchange import iter_json_lines, merge_records

    added = 0
    with Store(into) as store:
        for source in sources:
            if "://" in source or Path(source).is_dir():
                added += merge_parts(store, source)
            else:
                added += merge_records(store, iter_json_lines(Path(source)))
    talk(f"{added} new in {into}")
