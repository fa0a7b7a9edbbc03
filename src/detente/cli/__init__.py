"""The command line. Data goes to stdout, talk to stderr; each command is a file beside this one.

A command parses, calls one function of the library and prints. Exit status: 0 done, 1 something could not be
read or found, 2 the call itself was wrong, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from detente import __version__
from detente.cli.output import talk
from detente.errors import DetenteError

# What one does with a record, in the order in which one does it; --help prints the commands under these heads.
SECTIONS = {
    "Read": ("read", "update", "batch", "merge", "quotes", "relations", "demo"),
    "Look": ("show", "why", "search", "positions", "conditions", "claims", "serve"),
    "Weigh": ("dyad", "timeline", "contradictions", "network", "map", "shares", "brief"),
    "Keep": ("correct", "history", "verify", "runs", "export", "migrate"),
    "Know": ("who", "where", "knowledge", "ontology", "evaluate", "settings"),
}
COMMANDS = tuple(name for names in SECTIONS.values() for name in names)
_WITH_ANOTHER = ("conditions", "claims", "timeline", "map", "shares")  # registered by the file of another command


class _Sections(TyperGroup):
    """``--help`` with the commands in sections: an alphabet of thirty teaches nobody.

    The arguments are click's, of which some versions of typer carry a copy of their own: hence no type.
    """

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        longest = max(map(len, self.commands))
        for head, names in SECTIONS.items():
            with formatter.section(head):
                formatter.write_dl(
                    [
                        (n.ljust(longest), self.commands[n].get_short_help_str(formatter.width - longest - 6))
                        for n in names
                    ]
                )


app = typer.Typer(name="detente", cls=_Sections, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"detente {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """The record of diplomacy, read from the news: who said what, who stands where on what conditions, who did
    what to whom, when and where; every fact with the words it came from.

    Start with:  detente read ARTICLE.html --into record.db
    """


for _name in COMMANDS:
    if _name not in _WITH_ANOTHER:
        import_module(f"detente.cli.{_name}").register(app)


def main() -> None:
    """Entry of the ``detente`` command."""
    try:
        app(prog_name="detente", standalone_mode=True)
    except DetenteError as error:
        talk(f"detente: {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        talk("detente: interrupted; what was written stays, the same call goes on from there")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone (``| head``). Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
