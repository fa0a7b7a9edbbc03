"""detente ontology: classes of one's own, from a few example sentences each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.output import put, put_json, safe, talk

Classes = Annotated[Path, typer.Argument(help="TOML or YAML file of classes with examples.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Make a coder of classes of your own.\n\nA file of classes with a few example sentences each "
        "becomes a working coder of what PLOVER lacks.",
    )
    group.command("check")(check)
    group.command("train")(train)
    group.command("evaluate")(evaluate)
    group.command("code")(code)
    app.add_typer(group, name="ontology")


def check(classes: Classes) -> None:
    """Look for classes with too few examples, and examples that stand in two classes."""
    from detente.read.events.own_ontology import check_ontology, load_ontology

    problems = check_ontology(load_ontology(classes))
    for problem in problems:
        put(safe(problem))
    talk(f"{len(problems)} remarks")
    if problems:
        raise typer.Exit(1)


def train(classes: Classes, out: Annotated[Path, typer.Argument(help="File for the trained coder (JSON).")]) -> None:
    """Make a coder of the classes."""
    from detente.read.events.own_ontology import load_ontology, train_ontology, write_coder

    coder = train_ontology(load_ontology(classes))
    write_coder(coder, out)
    talk(f"{len(coder.classes)} classes in {out}")


def evaluate(classes: Classes) -> None:
    """Cross-validate on the examples: how well the classes can be told apart."""
    from detente.read.events.own_ontology import evaluate_ontology, load_ontology
    from detente.records import to_plain

    put_json(to_plain(evaluate_ontology(load_ontology(classes))))


def code(coder: Annotated[Path, typer.Argument(help="File that `detente ontology train` wrote.")]) -> None:
    """Code sentences from standard input, one a line, as JSON lines."""
    from detente.read.events.own_ontology import load_coder

    trained = load_coder(coder)
    for line in sys.stdin:
        sentence = line.strip()
        if sentence:
            (ranked,) = trained.code([sentence])
            put_json({"sentence": sentence, "class": ranked[0][0], "ranked": [{"class": c, "p": p} for c, p in ranked]})
