"""detente read: articles in, records out."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from detente.cli.output import console, duration, put_json, talk

if TYPE_CHECKING:
    from detente.config import Settings
    from detente.ingest import IngestFailure
    from detente.ingest.intake import Intake
    from detente.records import Article
    from detente.running import Outcome, Progress, Written

# Progress is logged this often.
LOG_EVERY_S = 10.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("read")(read)


def read(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders, globs, addresses, or - for standard input: text, HTML, JSON lines, CSV, TSV, "
            "Parquet, feeds, sitemaps, WARC, NewsML; compressed or not."
        ),
    ],
    into: Annotated[str | None, typer.Option("--into", help="Store to write to; made where it is not there.")] = None,
    published: Published = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print each record as a line of JSON.")] = False,
    workers: Annotated[int, typer.Option("--workers", "-j", min=1, help="Processes.")] = 1,
    format: Format = None,
    column: Columns = None,
    language: Languages = None,
    encoding: Encoding = None,
    max_bytes: MaxBytes = None,
    fetch_state: Annotated[
        str | None,
        typer.Option("--fetch-state", help="File that keeps what was fetched; a later call asks for what is new."),
    ] = None,
    patience: Annotated[
        float, typer.Option("--patience", min=1, help="Seconds for one article, with --into; then it is tried again.")
    ] = 120.0,
    log: LogFile = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Read articles into records.

    One article is printed as a brief; many are counted, with progress, and go to a store (--into) or to stdout as
    JSON lines (--jsonl). A read that was interrupted goes on where it was when it is called again.

    Examples:  detente read page.html --published 2019-05-15 ·  detente read news/ --into record.db -j 2
    """
    from detente.cli.log import logging_to
    from detente.config import load_settings
    from detente.ingest import read_sources
    from detente.ingest.intake import Intake

    intake = Intake()
    options = replace(
        ingest_options(published, format, column, language, encoding, max_bytes, fetch_state), intake=intake
    )
    settings = load_settings(settings_file)
    report = Report(jsonl=jsonl, briefs=into is None and not jsonl, quiet=quiet)
    with logging_to(log) as logger:
        articles = read_sources(sources, options)
        if into is not None:
            _into(into, sources, articles, settings, intake, workers, patience, report)
        else:
            from detente.running import read_many

            for outcome in read_many(articles, settings, workers=workers):
                report.outcome(outcome)
                intake.confirm(report.read + report.failed)  # printed: safe as far as this program can tell
        logger.info("finished", extra={"facts": report.summary()})
    report.finish(into)


def _into(
    where: str,
    sources: list[str],
    articles: Iterator[Article | IngestFailure],
    settings: Settings,
    intake: Intake,
    workers: int,
    patience_s: float,
    report: Report,
) -> None:
    from detente.ingest.intake import bytes_of
    from detente.running import read_into
    from detente.store import Store

    with Store(where) as store, report.bar() as progress:
        report.progress = read_into(
            store,
            articles,
            settings,
            workers=workers,
            apart=True,
            patience_s=patience_s,
            intake=intake,
            total_bytes=bytes_of(sources),
            progress=progress,
            outcome=report.outcome,
        )


class Report:
    """What is printed while reading, and the summary at the end."""

    def __init__(self, *, jsonl: bool, briefs: bool, quiet: bool) -> None:
        self.jsonl, self.briefs, self.quiet = jsonl, briefs, quiet
        self.read = self.failed = 0
        self.progress: Progress | None = None

    def outcome(self, outcome: Outcome | Written) -> None:
        """Print what came of one article."""
        from detente.records import Record
        from detente.running import Read

        if not isinstance(outcome, Record | Read):
            self.failed += 1
            talk(str(outcome))
            return
        self.read += 1
        if not self.jsonl and not self.briefs:
            return
        record = outcome if isinstance(outcome, Record) else outcome.record
        if self.jsonl:
            put_json(record.to_dict())
        else:
            from detente.cli.article_brief import print_brief
            from detente.views.brief import make_brief

            print_brief(make_brief(record))

    def bar(self) -> _Bar:
        """A line of progress for the time of reading."""
        return _Bar(quiet=self.quiet)

    def summary(self) -> dict[str, Any]:
        """What was done, in numbers."""
        done = self.progress
        if done is None:
            return {"read": self.read, "failed": self.failed}
        rate, seconds = round(done.per_second, 2), round(done.seconds, 1)
        counts = {"read": done.read, "new": done.written, "skipped": done.skipped, "failed": done.failed}
        return {**counts, "seconds": seconds, "per_second": rate}

    def finish(self, into: str | None, *, nothing_is_fine: bool = False) -> None:
        """Print the summary; exit status 1 where nothing could be read."""
        done = self.progress
        skipped = done.skipped if done is not None else 0
        if into is not None and done is not None:
            talk(
                f"{done.read} read in {duration(done.seconds)}, {done.per_second:.1f} a second; {done.written} new in "
                f"{Path(into).name}, {skipped} already there, {self.failed} not read"
            )
            if self.failed:
                talk(f"what was not read, and why:  detente runs --store {into}")
        elif self.read + self.failed > 1:
            talk(f"{self.read} read, {self.failed} not read")
        if not self.read and not skipped and not nothing_is_fine:
            if not self.failed:
                talk("nothing to read")
            raise typer.Exit(1)


class _Bar:
    """How far a run has come: a line on stderr where that is a terminal, and now and then in the log."""

    def __init__(self, *, quiet: bool) -> None:
        from rich.progress import Progress as RichProgress
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        err = console(stderr=True)
        self._bar = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=err,
            disable=quiet or not err.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("reading")
        self._log = logging.getLogger("detente.cli")
        self._logged_at = time.monotonic()

    def __enter__(self) -> _Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, state: Progress) -> None:
        self._bar.update(self._task, description=progress_line(state))
        if time.monotonic() - self._logged_at >= LOG_EVERY_S:
            self._logged_at = time.monotonic()
            counts = {"read": state.read, "skipped": state.skipped, "failed": state.failed}
            rate = {"per_second": round(state.per_second, 2), "share": state.share, "seconds_left": state.seconds_left}
            self._log.info("progress", extra={"facts": {**counts, **rate}})


def progress_line(state: Progress) -> str:
    """How far a run has come, in a line."""
    return (
        f"{state.read} read · {state.skipped} there already · {state.failed} not read · {state.per_second:.1f}/s · "
        f"{duration(state.seconds_left)} left"
    )
