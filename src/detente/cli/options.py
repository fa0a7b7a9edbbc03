"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

STORE_ENV = "DETENTE_STORE"

Store = Annotated[
    str,
    typer.Option(
        "--store", "-s", envvar=STORE_ENV, help="The store: a file, or a URL such as postgresql+psycopg://host/db."
    ),
]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", envvar="DETENTE_SETTINGS", help="TOML file with settings (detente settings shows all)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
DEFAULT_STORE = "record.db"
