"""detente show: an article with the words of its facts marked."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import DEFAULT_STORE, Json, Store
from detente.cli.output import console, put_json, safe


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show")(show)


def show(
    article_id: Annotated[str, typer.Argument(help="Id of an article (detente search finds one).")],
    store: Store = DEFAULT_STORE,
    reading: Annotated[int | None, typer.Option(help="An earlier reading (detente history lists them).")] = None,
    brief: Annotated[bool, typer.Option("--brief", help="The brief instead of the text.")] = False,
    as_json: Json = False,
) -> None:
    """Show an article with the words that its facts came from."""
    from detente.cli.article_brief import print_brief
    from detente.store import Store as Opened
    from detente.views.brief import make_brief
    from detente.views.highlight import find_segments

    with Opened(store, read_only=True) as opened:
        record = opened.record(article_id, reading=reading)
    if as_json:
        put_json(record.to_dict())
        return
    if brief:
        print_brief(make_brief(record))
        return
    from rich.text import Text

    text = Text()
    for segment in find_segments(record):
        text.append(safe(segment.text), style=_STYLES.get(segment.kind, ""))
        if segment.label:
            text.append(f"[{safe(segment.label)}]", style="dim")
    out = console()
    out.print(Text(safe(record.article.title or record.article.id), style="bold"))
    out.print(text)


_STYLES = {
    "outside": "dim",
    "cue": "bold magenta",
    "source": "bold green",
    "content": "cyan",
    "trigger": "bold yellow",
    "condition": "underline",
    "claim": "italic",
}
