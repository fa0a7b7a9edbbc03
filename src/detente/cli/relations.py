"""detente relations: what the source does to the target in one sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli.options import SettingsFile
from detente.cli.output import put, put_json, safe


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("relations")(relations)


def relations(
    table: Annotated[Path, typer.Argument(help="TSV with id, sentence, source, target; - for standard input.")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False,
    plover2018: Annotated[
        bool, typer.Option("--plover2018", help="The older fifteen events: YIELD for CONCEDE and RETREAT.")
    ] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Code given pairs of actors: one PLOVER event a row.

    The event, mode and quad class of each row, in order.
    """
    from detente.config import load_settings
    from detente.errors import InputError
    from detente.read.relations import RelationCoder, code_table

    coder = RelationCoder(load_settings(settings_file))
    try:
        lines = sys.stdin if str(table) == "-" else table.open(encoding="utf-8-sig", newline="")
        with lines:
            for row in code_table(lines, coder=coder, plover2018=plover2018):
                _print(row, jsonl)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{table}: {error}", code="DT101") from error


def _print(row: dict[str, Any], jsonl: bool) -> None:
    if jsonl:
        put_json(row)
    else:
        put(safe(f"{row['id']}\t{row['event']}\t{row['mode'] or ''}\t{row['quad']}\t{row['confidence']:.2f}"))
