"""detente quotes: statements alone, for those who want nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import SettingsFile
from detente.cli.output import put, put_json, talk

if TYPE_CHECKING:
    from detente.records import Actor, Record, Statement


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
        yield _linked(record, s) if linked else _plain(record, s)


def _plain(record: Record, s: Statement) -> dict[str, Any]:
    from detente.records import to_plain

    named = [speaker.name for speaker in _speakers(record, s)]
    name = " and ".join(named) or (s.source.text if s.source else None)
    return {"article": record.article.id, "speaker": name, **to_plain(s)}


def _speakers(record: Record, s: Statement) -> list[Actor]:
    return [found for who in s.speakers if (found := record.actor(who)) is not None]


def _linked(record: Record, s: Statement) -> dict[str, Any]:
    """https://schema.org/Quotation"""
    creators = [_creator(speaker) for speaker in _speakers(record, s)]
    if s.source and not creators:
        creators = [{"@type": "Person", "name": s.source.text}]
    row: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Quotation",
        "identifier": f"{record.article.id}#{s.id}",
        "text": " … ".join(c.text for c in s.content),
    }
    if creators:
        row["creator"] = creators if len(creators) > 1 else creators[0]
    if s.date is not None:
        row["dateCreated"] = s.date.value
    page = {"headline": record.article.title, "url": record.article.url, "datePublished": record.article.published}
    row["isPartOf"] = {"@type": "NewsArticle", **{k: v for k, v in page.items() if v}}
    return row


def _creator(speaker: Actor) -> dict[str, str]:
    linked = {"sameAs": f"https://www.wikidata.org/entity/{speaker.qid}"} if speaker.qid else {}
    return {"@type": "Person" if speaker.office else "Thing", "name": speaker.name, **linked}
