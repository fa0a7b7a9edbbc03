"""detente update: reading again what an earlier version has read."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import SettingsFile
from detente.cli.read import Report


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("update")(update)


def update(
    store: Annotated[str, typer.Argument(help="The store: a file or a URL.")],
    workers: Annotated[int, typer.Option("--workers", "-j", min=1, help="Processes.")] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Read stored texts again where another version read them.

    What was recorded before stays and can be asked for (detente history); what an analyst corrected is left alone.
    """
    from detente.config import load_settings
    from detente.running import update_store
    from detente.store import Store

    report = Report(jsonl=False, briefs=False, quiet=quiet)
    settings = load_settings(settings_file)
    with Store(store) as opened, report.bar() as progress:
        done = update_store(opened, settings, workers=workers, progress=progress, outcome=report.outcome)
    report.progress = done
    report.finish(store, nothing_is_fine=True)
