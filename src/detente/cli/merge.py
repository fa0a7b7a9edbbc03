"""detente merge: records written elsewhere into a store."""

from __future__ import annotations

from collections.abc import Iterator
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
    """
    from detente.running.partitions import iter_part_records
    from detente.store import Store
    from detente.store.exchange import iter_json_lines, merge_records

    def all_records() -> Iterator[object]:
        for source in sources:
            if "://" in source or Path(source).is_dir():
                yield from iter_part_records(source)
            else:
                yield from iter_json_lines(Path(source))

    with Store(into) as store:
        added = merge_records(store, all_records())
    talk(f"{added} new in {into}")
