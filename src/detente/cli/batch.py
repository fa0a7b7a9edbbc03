"""detente batch: many files into a Parquet dataset, on one machine or a cluster."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import SettingsFile
from detente.cli.output import talk


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("batch")(batch)


def batch(
    sources: Annotated[list[str], typer.Argument(help="Files, folders or globs; each file becomes a part.")],
    out: Annotated[str, typer.Option("--out", help="Folder or fsspec URL (s3://...) of the dataset.")],
    ray: Annotated[bool, typer.Option("--ray", help="On Ray: the cluster RAY_ADDRESS names, or a local one.")] = False,
    workers: Annotated[int, typer.Option("--workers", "-j", min=1, help="Processes of a local Ray.")] = 2,
    settings_file: SettingsFile = None,
) -> None:
    """Read files into partitioned Parquet.

    Called again, it does only the parts that are not done.

    DuckDB and polars read the dataset as it is; detente merge OUT --into record.db brings it into a store.
    """
    from detente.config import load_settings
    from detente.running.partitions import list_inputs, read_parts

    inputs = list_inputs(sources)
    if not inputs:
        talk("nothing to read")
        raise typer.Exit(1)
    articles = failures = 0
    for number, part in enumerate(read_parts(inputs, out, load_settings(settings_file), ray=ray, workers=workers), 1):
        articles, failures = articles + part.articles, failures + part.failures
        state = "was done" if part.skipped else f"{part.articles} read, {part.failures} not read"
        talk(f"{number}/{len(inputs)}  {part.source}: {state}")
    talk(f"{articles} articles in {len(inputs)} parts, {failures} not read")
    if not articles:
        raise typer.Exit(1)
