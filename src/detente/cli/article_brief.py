"""The brief of one article on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.cli.output import console, safe
from detente.views.brief import Brief, Line, Section

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_WIDTH = 100
_NOTE_INDENT = 8


def print_brief(brief: Brief) -> None:
    """Print it to stdout; coloured only where that is a terminal."""
    from rich.text import Text

    out = console()
    out.width = min(out.width, _WIDTH) if out.is_terminal else _WIDTH
    out.print(Text(safe(brief.title), style="bold"))
    facts = "   ".join(f"{k}: {v}" for k, v in brief.facts)
    out.print(Text(safe(f"{brief.article_id}   {facts}"), style="dim"))
    for section in brief.sections:
        _print_section(out, section)
    out.print()


def _print_section(out: Console, section: Section) -> None:
    from rich.text import Text

    out.print()
    out.print(Text(section.title.upper(), style="bold cyan"))
    for line in section.lines:
        _print_line(out, line)
    for name, lines in section.groups:
        out.print(Text("  " + safe(name), style="bold"))
        for line in lines:
            _print_line(out, line)


def _print_line(out: Console, line: Line) -> None:
    from rich.padding import Padding
    from rich.text import Text

    body = Text()
    if line.fact and not line.fact.startswith("text:"):
        body.append(f"{safe(line.fact)}  ", style="dim")
    body.append(safe(line.head), style="green")
    body.append(f"  {safe(line.text)}")
    if line.confidence is not None:
        body.append(f"  {line.confidence:.2f}", style="dim")
    notes = _notes(line)
    # A few short notes follow on the line itself where they fit, so that a long record stays short on the screen.
    if notes and _NOTE_INDENT // 2 + body.cell_len + 2 + notes[0].cell_len <= out.width:
        body.append("  ").append_text(notes.pop(0))
    out.print(Padding(body, (0, 0, 0, _NOTE_INDENT // 2), expand=False))
    for note in notes:
        out.print(Padding(note, (0, 0, 0, _NOTE_INDENT), expand=False))


def _notes(line: Line) -> list[Text]:
    from rich.text import Text

    short = [n for n in line.notes if len(n) <= 30]
    long = [n for n in line.notes if len(n) > 30]
    notes = [Text(safe(" · ".join(short)), style="dim")] if short else []
    return notes + [Text(safe(n), style="yellow") for n in long]
