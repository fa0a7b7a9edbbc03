"""detente read: articles in, records out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import SettingsFile
from detente.cli.output import console, put_json, talk

if TYPE_CHECKING:
    from detente.config import Settings
    from detente.ingest import IngestOptions
    from detente.records import Article
    from detente.running import Outcome, Progress


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
    published: Annotated[
        str | None, typer.Option("--published", help="ISO date that stands for whatever the articles say.")
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print each record as a line of JSON.")] = False,
    workers: Annotated[int, typer.Option("--workers", "-j", min=1, help="Processes.")] = 1,
    format: Annotated[str | None, typer.Option("--format", help="What the sources are, where names mislead.")] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", help="FIELD=NAME: the column or key that holds a field.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", help="Languages to read; others get a diagnostic.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Read articles into records.

    One article is printed as a brief; many are counted, with progress, and go to a store (--into) or to stdout as
    JSON lines (--jsonl). A read that was interrupted goes on where it was when it is called again.

    Examples:  detente read page.html --published 2019-05-15 ·  detente read news/ --into record.db -j 2
    """
    from detente.config import load_settings
    from detente.ingest import read_sources

    options = _options(published, format, column, language)
    articles = read_sources(sources, options)
    settings = load_settings(settings_file)
    report = Report(jsonl=jsonl, briefs=into is None and not jsonl, quiet=quiet)
    if into is not None:
        _into(into, articles, settings, workers, report)
    else:
        from detente.running import read_many

        for outcome in read_many(articles, settings, workers=workers):
            report.outcome(outcome)
    report.finish(into)


def _options(
    published: str | None, format: str | None, column: list[str] | None, language: list[str] | None
) -> IngestOptions:
    from detente.ingest import FORMATS, IngestOptions

    if published is not None:
        try:
            dt.datetime.fromisoformat(published)
        except ValueError as error:
            raise typer.BadParameter(f"{published!r} is no ISO 8601 date: {error}", param_hint="--published") from error
    if format is not None and format not in FORMATS:
        raise typer.BadParameter(f"one of {', '.join(FORMATS)}", param_hint="--format")
    columns = {}
    for pair in column or ():
        name, equals, value = pair.partition("=")
        if not equals:
            raise typer.BadParameter(f"{pair!r} should be FIELD=NAME", param_hint="--column")
        columns[name] = value
    languages = IngestOptions().languages if language is None else tuple(language)
    return IngestOptions(published=published, format=format, columns=columns, languages=languages)


def _into(
    where: str,
    articles: Iterator[Article | object],
    settings: Settings,
    workers: int,
    report: Report,
) -> None:
    from detente.running import read_into
    from detente.store import Store

    with Store(where) as store, report.bar() as progress:
        report.progress = read_into(
            store,
            articles,  # type: ignore[arg-type]
            settings,
            workers=workers,
            progress=progress,
            outcome=report.outcome,
        )


class Report:
    """What is printed while reading, and the summary at the end."""

    def __init__(self, *, jsonl: bool, briefs: bool, quiet: bool) -> None:
        self.jsonl, self.briefs, self.quiet = jsonl, briefs, quiet
        self.read = self.failed = 0
        self.progress: Progress | None = None

    def outcome(self, outcome: Outcome) -> None:
        """Print what came of one article."""
        from detente.records import Record

        if not isinstance(outcome, Record):
            self.failed += 1
            talk(str(outcome))
            return
        self.read += 1
        if self.jsonl:
            put_json(outcome.to_dict())
        elif self.briefs:
            from detente.cli.brief import print_brief
            from detente.views.brief import make_brief

            print_brief(make_brief(outcome))

    def bar(self) -> _Bar:
        """A line of progress for the time of reading."""
        return _Bar(quiet=self.quiet)

    def finish(self, into: str | None, *, nothing_is_fine: bool = False) -> None:
        """Print the summary; exit status 1 where nothing could be read."""
        done = self.progress
        skipped = done.skipped if done is not None else 0
        if into is not None and done is not None:
            talk(
                f"{done.read} read at {done.per_second:.1f} a second, {done.written} new in {Path(into).name}, "
                f"{skipped} already there, {self.failed} not read"
            )
        elif self.read + self.failed > 1:
            talk(f"{self.read} read, {self.failed} not read")
        if not self.read and not skipped and not nothing_is_fine:
            if not self.failed:
                talk("nothing to read")
            raise typer.Exit(1)


class _Bar:
    """A line of progress on stderr, there only where stderr is a terminal."""

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

    def __enter__(self) -> _Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, state: Progress) -> None:
        self._bar.update(
            self._task,
            description=f"{state.read} read · {state.skipped} there already · {state.failed} not read · "
            f"{state.per_second:.1f}/s",
        )
