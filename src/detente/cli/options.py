"""Options that several commands have."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from detente.ingest import IngestOptions

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

# How sources are taken: the options of every command that reads articles.
Published = Annotated[
    str | None, typer.Option("--published", help="ISO date that stands for whatever the articles say.")
]
Format = Annotated[str | None, typer.Option("--format", help="What the sources are, where names mislead.")]
Columns = Annotated[
    list[str] | None, typer.Option("--column", help="FIELD=NAME: the column or key that holds a field.")
]
Languages = Annotated[list[str] | None, typer.Option("--language", help="Languages to read; others get a diagnostic.")]
Encoding = Annotated[
    str | None, typer.Option("--encoding", help="Of texts, tables and pages, whatever they say (windows-1252 ...).")
]
MaxBytes = Annotated[
    int | None, typer.Option("--max-bytes", min=1, help="An article or page larger than this is not read [20000000].")
]
LogFile = Annotated[
    str | None, typer.Option("--log", help="Write what happens as JSON lines to this file, or to stderr (-).")
]


def ingest_options(
    published: str | None,
    format: str | None,
    column: list[str] | None,
    language: list[str] | None,
    encoding: str | None = None,
    max_bytes: int | None = None,
    fetch_state: str | None = None,
) -> IngestOptions:
    """What was asked for on the command line.

    Raises:
        BadParameter: naming the option that cannot be.
    """
    import codecs
    from dataclasses import replace

    from detente.ingest import FORMATS, IngestOptions

    if published is not None:
        try:
            dt.datetime.fromisoformat(published)
        except ValueError as error:
            raise typer.BadParameter(f"{published!r} is no ISO 8601 date: {error}", param_hint="--published") from error
    if format is not None and format not in FORMATS:
        raise typer.BadParameter(f"one of {', '.join(FORMATS)}", param_hint="--format")
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError as error:
            raise typer.BadParameter(f"{error}", param_hint="--encoding") from error
    columns = {}
    for pair in column or ():
        name, equals, value = pair.partition("=")
        if not equals:
            raise typer.BadParameter(f"{pair!r} should be FIELD=NAME", param_hint="--column")
        columns[name] = value
    options = IngestOptions(published=published, format=format, columns=columns, encoding=encoding)
    if language is not None:
        options = replace(options, languages=tuple(language))
    if max_bytes is not None:
        options = replace(options, max_bytes=max_bytes, fetch=replace(options.fetch, max_bytes=max_bytes))
    if fetch_state is not None:
        options = replace(options, fetch=replace(options.fetch, state=fetch_state))
    return options
