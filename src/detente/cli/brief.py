"""detente brief: a page on a dyad, an actor, an issue or a period, every sentence with what it rests on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import DEFAULT_STORE, Store
from detente.cli.output import put_json, talk
from detente.cli.shown import Since, Until, reading

if TYPE_CHECKING:
    from detente.briefs import Ask

FORMATS = ("md", "html", "pdf", "json")
_ENDINGS = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".pdf": "pdf", ".json": "json"}
Actor = Annotated[str, typer.Argument(help="Actor id, country or name: IRN, Iran, Q7747.")]
Form = Annotated[str | None, typer.Option("--format", help="md, html, pdf or json; by the file's ending, else md.")]
Out = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, not to stdout.")]
Bench = Annotated[str | None, typer.Option("--workbench", help="Address that the links of HTML lead to.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Write a page on a dyad, an actor, an issue or a period.")
    group.command("dyad")(dyad)
    group.command("actor")(actor)
    group.command("issue")(issue)
    group.command("period")(period)
    app.add_typer(group, name="brief")


def dyad(
    one: Actor,
    other: Actor,
    since: Since = None,
    until: Until = None,
    format: Form = None,
    output: Out = None,
    workbench: Bench = None,
    store: Store = DEFAULT_STORE,
) -> None:
    """A page on two actors: how relations moved, turning points, contacts, stands, conditions.

    detente brief dyad USA Iran -o usa-iran.pdf
    """
    from detente.briefs import Ask

    _write(store, Ask(about="dyad", one=one, other=other, since=since, until=until), format, output, workbench)


def actor(
    one: Actor,
    since: Since = None,
    until: Until = None,
    format: Form = None,
    output: Out = None,
    workbench: Bench = None,
    store: Store = DEFAULT_STORE,
) -> None:
    """A page on an actor: with whom it deals, where it stands, what it said."""
    from detente.briefs import Ask

    _write(store, Ask(about="actor", one=one, since=since, until=until), format, output, workbench)


def issue(
    name: Annotated[str, typer.Argument(help="An issue as the record names it (docs/issues.md).")],
    since: Since = None,
    until: Until = None,
    format: Form = None,
    output: Out = None,
    workbench: Bench = None,
    store: Store = DEFAULT_STORE,
) -> None:
    """A page on an issue: who speaks, who stands where and how that moved."""
    from detente.briefs import Ask

    _write(store, Ask(about="issue", issue=name, since=since, until=until), format, output, workbench)


def period(
    since: Since = None,
    until: Until = None,
    format: Form = None,
    output: Out = None,
    workbench: Bench = None,
    store: Store = DEFAULT_STORE,
) -> None:
    """A page on a time: who dealt with whom, what was said and told differently."""
    from detente.briefs import Ask

    _write(store, Ask(about="period", since=since, until=until), format, output, workbench)


def _write(store: str, ask: Ask, format: str | None, output: Path | None, workbench: str | None) -> None:
    from dataclasses import replace

    from detente.analysis.naming import find_actor
    from detente.briefs import make_brief, to_html, to_markdown, to_pdf
    from detente.briefs.render import WORKBENCH
    from detente.records import to_plain

    form = format or (_ENDINGS.get(output.suffix.lower(), "md") if output is not None else "md")
    if form not in FORMATS:
        raise typer.BadParameter(", ".join(FORMATS), param_hint="--format")
    if form == "pdf" and output is None and sys.stdout.isatty():
        raise typer.BadParameter("a PDF is nothing for a terminal; name a file", param_hint="--output")
    for bound, value in (("--since", ask.since), ("--until", ask.until)):
        _check_day(value, bound)
    with reading(store) as connection:
        named = {side: find_actor(connection, v) for side in ("one", "other") if (v := getattr(ask, side))}
        brief = make_brief(connection, replace(ask, **named), figure=form in ("html", "pdf"))
    if form == "json" and output is None:
        put_json(to_plain(brief))
        return
    if form == "pdf":
        written = to_pdf(brief)
    elif form == "html":
        try:
            written = to_html(brief, workbench=workbench or WORKBENCH).encode()
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--workbench") from error
    elif form == "json":
        import json

        written = (json.dumps(to_plain(brief), ensure_ascii=False, indent=1) + "\n").encode()
    else:
        written = to_markdown(brief).encode()
    if output is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(written)
        talk(f"detente: wrote {output}")


def _check_day(value: str | None, bound: str) -> None:
    import datetime as dt
    import re

    if value is None:
        return
    try:
        if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value):
            raise ValueError(f"{value!r} is no ISO date")
        dt.date.fromisoformat((value + "-01-01")[:10] if len(value) == 4 else (value + "-01")[:10])
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=bound) from error
