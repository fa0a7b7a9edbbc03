"""detente update: reading again what an earlier version has read."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import LogFile, SettingsFile
from detente.cli.read import Report


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("update")(update)


def update(
    store: Annotated[str, typer.Argument(help="The store: a file or a URL.")],
    workers: Annotated[int, typer.Option("--workers", "-j", min=1, help="Processes.")] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    log: LogFile = None,
    settings_file: SettingsFile = None,
) -> None:
    """Read stored texts again where another version read them.

    What was recorded before stays and can be asked for (detente history); what an analyst corrected is left alone.
    """
    from detente.cli.log import logging_to
    from detente.config import load_settings
    from detente.running import update_store
    from detente.store import Store

    report = Report(jsonl=False, briefs=False, quiet=quiet)
    settings = load_settings(settings_file)
    with logging_to(log) as logger, Store(store) as opened, report.bar() as progress:
        report.progress = update_store(
            opened, settings, workers=workers, apart=True, progress=progress, outcome=report.outcome
        )
        logger.info("finished", extra={"facts": report.summary()})
    report.finish(store, nothing_is_fine=True)
