"""detente quotes: statements alone, for those who want nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import SettingsFile
from detente.cli.output import put, put_json, talk

if TYPE_CHECKING:
    from detente.records import Record, Statement


class Form(StrEnum):
    """How quotations are printed."""

    JSONL = "jsonl"
    CSV = "csv"
    JSONLD = "jsonld"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("quotes")(quotes)


def quotes(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, globs, addresses or -.")],
    form: Annotated[
        Form, typer.Option("--form", help="JSON lines, CSV, or schema.org Quotation in JSON-LD.")
    ] = Form.JSONL,
    published: Annotated[str | None, typer.Option("--published", help="ISO date of the articles.")] = None,
    settings_file: SettingsFile = None,
) -> None:
    """Print who said what, as JSON lines, CSV or JSON-LD.

    Direct, mixed and indirect statements with their speakers.
    """
    from detente.config import load_settings
    from detente.ingest import IngestOptions, read_sources
    from detente.records import Record
    from detente.running import read_many
    from detente.tables import to_flat

    records: list[Record] = []
    found = read_many(read_sources(sources, IngestOptions(published=published)), load_settings(settings_file))
    for outcome in found:
        if not isinstance(outcome, Record):
            talk(str(outcome))
        elif form is Form.CSV:
            records.append(outcome)
        else:
            records.append(outcome)
            for row in _rows(outcome, linked=form is Form.JSONLD):
                put_json(row)
    if form is Form.CSV and records:
        put(to_flat(records, "statements").write_csv().rstrip("\n"))
    if not records:
        raise typer.Exit(1)


def _rows(record: Record, *, linked: bool) -> Iterator[dict[str, Any]]:
    for s in record.statements:
        speaker = record.actor(s.source_actor)
        name = speaker.name if speaker else (s.source.text if s.source else None)
        yield _linked(record, s, name) if linked else _plain(record, s, name)


def _plain(record: Record, s: Statement, name: str | None) -> dict[str, Any]:
    from detente.records import to_plain

    return {"article": record.article.id, "speaker": name, **to_plain(s)}


def _linked(record: Record, s: Statement, name: str | None) -> dict[str, Any]:
    """https://schema.org/Quotation"""
    speaker = record.actor(s.source_actor)
    row: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Quotation",
        "identifier": f"{record.article.id}#{s.id}",
        "text": " … ".join(c.text for c in s.content),
    }
    if name:
        row["creator"] = {"@type": "Person" if speaker is None or speaker.office else "Thing", "name": name}
        if speaker is not None and speaker.qid:
            row["creator"]["sameAs"] = f"https://www.wikidata.org/entity/{speaker.qid}"
    if s.date is not None:
        row["dateCreated"] = s.date.value
    page = {"headline": record.article.title, "url": record.article.url, "datePublished": record.article.published}
    row["isPartOf"] = {"@type": "NewsArticle", **{k: v for k, v in page.items() if v}}
    return row
