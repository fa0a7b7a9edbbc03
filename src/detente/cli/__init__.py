"""The command line. Data goes to stdout, talk to stderr; each command is a file beside this one.

A command parses, calls one function of the library and prints. Exit status: 0 done, 1 something could not be
read or found, 2 the call itself was wrong, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer

from detente.cli.output import talk
from detente.errors import DetenteError

app = typer.Typer(
    name="detente",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="The record of diplomacy, read from the news: who said what, who stands where on what conditions, "
    "who did what to whom, when and where; every fact with the words it came from.\n\n"
    "Start with:  detente read ARTICLE.html --into record.db",
)
COMMANDS = (
    "read", "show", "why", "verify", "search", "history", "correct", "update", "export", "batch", "merge", "migrate",
    "runs", "quotes", "relations", "positions", "who", "where", "knowledge", "ontology", "evaluate", "settings",
    "serve", "demo",
)  # fmt: skip
for _name in COMMANDS:
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
