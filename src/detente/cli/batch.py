"""detente batch: many files into a Parquet dataset, on one machine or a cluster."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from detente.cli.options import (
    Columns,
    Encoding,
    Format,
    Languages,
    LogFile,
    MaxBytes,
    Published,
    SettingsFile,
    ingest_options,
)
from detente.cli.output import duration, talk


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("batch")(batch)


def batch(
    sources: Annotated[list[str], typer.Argument(help="Files, folders or globs; each file becomes a part.")],
    out: Annotated[str, typer.Option("--out", help="Folder or fsspec URL (s3://...) of the dataset.")],
    ray: Annotated[bool, typer.Option("--ray", help="On Ray: the cluster RAY_ADDRESS names, or a local one.")] = False,
    workers: Annotated[int, typer.Option("--workers", "-j", min=1, help="Processes, on this machine.")] = 2,
    published: Published = None,
    format: Format = None,
    column: Columns = None,
    language: Languages = None,
    encoding: Encoding = None,
    max_bytes: MaxBytes = None,
    log: LogFile = None,
    settings_file: SettingsFile = None,
) -> None:
    """Read files into Parquet, a part of a dataset for each.

    Called again, it does only the parts that are not done, or whose file or version of detente has changed.

    DuckDB and polars read the dataset as it is; detente merge OUT --into record.db brings it into a store.
    """
    from detente.cli.log import logging_to
    from detente.config import load_settings
    from detente.running.partitions import list_inputs, read_parts

    options = ingest_options(published, format, column, language, encoding, max_bytes)
    inputs = list_inputs(sources)
    if not inputs:
        talk("nothing to read")
        raise typer.Exit(1)
    articles = failures = problems = 0
    began = time.monotonic()
    parts = read_parts(inputs, out, load_settings(settings_file), options=options, ray=ray, workers=workers)
    with logging_to(log) as logger:
        for number, part in enumerate(parts, 1):
            articles, failures = articles + part.articles, failures + part.failures
            problems += part.problem is not None
            state = "was done" if part.skipped else f"{part.articles} read, {part.failures} not read"
            left = (time.monotonic() - began) / number * (len(inputs) - number)
            talk(f"{number}/{len(inputs)}  {part.source}: {part.problem or state}; {duration(left)} left")
            facts = {"source": part.source, "articles": part.articles, "failures": part.failures}
            logger.info("part", extra={"facts": {**facts, "skipped": part.skipped, "problem": part.problem}})
    done = f"{articles} articles in {len(inputs) - problems} parts, {failures} not read"
    talk(done + (f"; {problems} parts could not be made, call again to try them once more" if problems else ""))
    if not articles or problems:
        raise typer.Exit(1)
