"""detente demo: a corpus that ships, read and shown."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.output import talk


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    into: Annotated[
        str | None, typer.Option("--into", help="Store to read into; one in the user's cache otherwise.")
    ] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Show it in the browser afterwards.")] = True,
    host: Annotated[str, typer.Option(help="Address to bind, as for detente serve.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8420,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Serve a record of 120 dispatches on talks with Iran.

    The dispatches come with detente: nothing is fetched. What was read before is not read again.
    """
    from detente.cli.read import Report
    from detente.config import load_settings
    from detente.demo import dispatches_path
    from detente.ingest import read_sources
    from detente.running import read_into
    from detente.store import Store

    where = into if into is not None else _cached()
    report = Report(jsonl=False, briefs=False, quiet=quiet)
    with dispatches_path() as path, Store(where) as store, report.bar() as progress:
        report.progress = read_into(
            store, read_sources([str(path)]), load_settings(None), progress=progress, outcome=report.outcome
        )
    report.finish(where)
    if not serve:
        talk(f"detente: look at it with  detente serve {where}")
        return
    from detente.cli.serve import serve as serve_store

    serve_store(store=where, host=host, port=port, users=None, add_user=None)


def _cached() -> str:
    """The demonstration's own store, one for each version: another version may read otherwise."""
    from platformdirs import user_cache_path

    from detente import __version__

    return str(user_cache_path("detente", ensure_exists=True) / f"demo-{__version__}.db")
