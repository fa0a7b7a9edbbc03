"""detente evaluate: the program against gold of your own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import SettingsFile
from detente.cli.output import put

if TYPE_CHECKING:
    from detente.pipeline import Reader
    from detente.records import Record

Gold = Annotated[Path, typer.Argument(help="The gold.", exists=True)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Score the program against annotated articles of your own.")
    group.command("statements")(statements)
    group.command("times")(times)
    group.command("places")(places)
    group.command("pages")(pages)
    group.command("relations")(relations)
    group.command("positions")(positions)
    app.add_typer(group, name="evaluate")


def statements(gold: Gold, settings_file: SettingsFile = None) -> None:
    """A folder with text/ and brat attributions/ (Source, Cue, Content), as PolNeAR has it."""
    from detente.evaluate.statements import Annotation, load_gold, render_scores, score_statements

    articles = load_gold(gold)
    reader = _reader(settings_file)

    def read(text: str, name: str) -> Sequence[Annotation]:
        record = _read(reader, name, text)
        return [
            Annotation(
                content=tuple((c.start, c.end) for c in s.content),
                source=((s.source.start, s.source.end),) if s.source else (),
                cue=((s.cue.start, s.cue.end),) if s.cue else (),
            )
            for s in record.statements
            if s.within is None  # the layout annotates one layer
        ]

    put(render_scores(score_statements(articles, {a.id: read(a.text, a.id) for a in articles})))


def times(gold: Gold) -> None:
    """A folder of TimeML files; times are read without a parse."""
    from detente.evaluate.times import evaluate_times, read_document, render_scores

    put(render_scores(evaluate_times(gold, read_document)))


def places(gold: Gold, settings_file: SettingsFile = None) -> None:
    """A file of articles with GeoNames ids, as LGL, TR-News or GeoWebNews have it."""
    from detente.evaluate.places import evaluate, render_scores

    reader = _reader(settings_file, "detente.read.places:PlacesStep")
    put(render_scores(evaluate(gold, lambda d: _read(reader, d.id, d.text).places)))


def pages(gold: Gold) -> None:
    """A folder with gold.jsonl and html/, of pages with title, date, author and body."""
    from detente.evaluate.pages import load_gold, render_scores, score_pages

    put(render_scores(score_pages(load_gold(gold))))


def relations(gold: Gold, settings_file: SettingsFile = None) -> None:
    """A TSV with sentence, source, target and the right event (column event or root)."""
    from detente.config import load_settings
    from detente.evaluate.relations import evaluate_relations, render_scores
    from detente.read.relations import RelationCoder

    with gold.open(encoding="utf-8-sig", newline="") as lines:
        put(render_scores(evaluate_relations(lines, coder=RelationCoder(load_settings(settings_file)))))


def positions(
    gold: Gold,
    split: Annotated[str | None, typer.Option("--split", help="Only the passages of this split.")] = None,
    settings_file: SettingsFile = None,
) -> None:
    """JSON lines of passages with holder, toward, issue, stance and conditions (docs/issues.md)."""
    from detente.evaluate.positions import load_passages, render_scores, score_positions
    from detente.read.issues import load_taxonomy

    reader = _reader(settings_file)
    taxonomy = load_taxonomy(reader.settings.lexicons.overlay)
    put(render_scores(score_positions(load_passages(gold, split), reader.read, taxonomy)))


def _reader(settings_file: Path | None, *steps: str) -> Reader:
    """A reader with the named steps, all where none is named."""
    from detente.config import load_settings
    from detente.pipeline import DEFAULT_STEPS, Reader, load_steps

    settings = load_settings(settings_file)
    return Reader(settings, load_steps(settings, steps or DEFAULT_STEPS))


def _read(reader: Reader, name: str, text: str) -> Record:
    from detente.records import Article

    whole = Article(id=name, text=text)
    body = whole.span(0, len(text)) if text else None
    return reader.read(Article(id=name, text=text, body=body))
