"""Rows and JSON objects to articles: one mapping for all sources that name their fields."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from detente.ingest import html
from detente.ingest.build import Raw, build_article, id_from_url
from detente.ingest.decode import NotText
from detente.ingest.options import FIELDS, Code, IngestFailure, IngestOptions
from detente.records import Article, Diagnostic

#: What others call our fields, tried in this order where the caller maps nothing. Lower-cased.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "article_id", "doc_id", "docid", "document_id", "uri", "guid", "stories_id", "story_id", "_id"),
    "text": ("text", "body", "content", "article_text", "full_text", "fulltext", "maintext", "story_text", "body_text"),
    "title": ("title", "headline", "head"),
    "published": (
        "published", "date", "publication_date", "publish_date", "published_at", "date_publish", "pub_date", "pubdate",
        "datetime", "versioncreated",
    ),
    "url": ("url", "link", "source_url", "sourceurl", "canonical_url"),
    "publisher": ("publisher", "source", "media_name", "outlet", "sitename", "publication", "source_name", "newspaper"),
    "section": ("section", "category"),
    "author": ("author", "authors", "byline"),
    "language": ("language", "lang"),
}  # fmt: skip
_HTML = ("html", "raw_html", "page")


def columns_of(names: Mapping[str, Any] | tuple[str, ...] | list[str], options: IngestOptions) -> dict[str, str]:
    """Field of the article to the name it has in the source: the caller's mapping first, then usual names."""
    lowered: dict[str, str] = {}
    for name in names:
        lowered.setdefault(str(name).strip().casefold(), str(name))
    found: dict[str, str] = {}
    for field in FIELDS:  # in this order, so that an id is looked for first
        wanted = options.columns.get(field)
        if wanted is not None:
            if wanted in names:
                found[field] = wanted
            continue
        usual = next((lowered[a] for a in ALIASES[field] if a in lowered), None)
        if usual is not None:
            found[field] = usual
    return found


def html_column(names: Mapping[str, Any] | tuple[str, ...] | list[str]) -> str | None:
    """The column that holds whole pages, where there is one and no text."""
    return next((n for n in names if str(n).strip().casefold() in _HTML), None)


def article_from_row(
    row: Mapping[str, Any], columns: Mapping[str, str], options: IngestOptions, *, source: str, line: int | None
) -> Article | IngestFailure:
    """One article.

    Args:
        row: values by column.
        columns: as :func:`columns_of` found them.
        source, line: where the row stands, for the failure.
    """
    notes: list[Diagnostic] = []
    values: dict[str, str | None] = {}
    for field in FIELDS:
        if field in {"text", "published"}:
            continue
        values[field], note = _string(row.get(columns.get(field, "")), field)
        if note is not None:
            notes.append(note)
    published = row.get(columns.get("published", ""))
    text = row.get(columns["text"]) if "text" in columns else None
    page_column = html_column(list(row)) if text is None else None
    if page_column is not None and isinstance(row.get(page_column), str | bytes):
        return _from_page(row[page_column], values, published, options, source=source, line=line)
    if not isinstance(text, str):
        what = "has no text" if text is None else f"has a text that is no string but {type(text).__name__}"
        return IngestFailure(
            source=source,
            code=Code.BAD_RECORD.value,
            message=f'the record {what}; give it as "text", or name its column (--column text=NAME)',
            line=line,
        )
    raw = Raw(
        id=values["id"] or derived_id(values["url"], text),
        text=text,
        title=values["title"],
        published=published,
        url=values["url"],
        publisher=values["publisher"],
        section=values["section"],
        author=values["author"],
        language=values["language"],
        basis={f: "given" for f in FIELDS[2:] if (published if f == "published" else values[f])},
        diagnostics=tuple(notes),
    )
    return build_article(raw, options)


def derived_id(url: str | None, text: str) -> str:
    """The address where there is one; else a hash of the text, the same wherever it stands."""
    if url:
        return id_from_url(url)
    return "text-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _string(value: Any, field: str) -> tuple[str | None, Diagnostic | None]:
    if value is None or (isinstance(value, float) and value != value):
        return None, None
    if isinstance(value, str):
        return value or None, None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value), None
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return "; ".join(value), None
    if not value:
        return None, None
    return None, Diagnostic(
        code="field_ignored", message=f"{field} is no text but {type(value).__name__}; left unknown"
    )


def _from_page(
    page: str | bytes,
    values: Mapping[str, str | None],
    published: object,
    options: IngestOptions,
    *,
    source: str,
    line: int | None,
) -> Article | IngestFailure:
    """A row that holds a whole page; what the row states beside it wins over what the page says."""
    try:
        raw = html.raw_from_page(html.read_page(page, url=values["url"]))
    except (html.NoArticle, NotText) as error:
        return IngestFailure(source=source, code=Code.NO_ARTICLE.value, message=str(error), line=line)
    given = {f: v for f, v in values.items() if v is not None and f != "id"}
    basis = {**raw.basis, **dict.fromkeys(given, "given")}
    if published not in (None, ""):
        given["published"] = published  # type: ignore[assignment]
        basis["published"] = "given"
    identity = values["id"] or raw.id or derived_id(values["url"], raw.text)
    return build_article(replace(raw, id=identity, basis=basis, **given), options)  # type: ignore[arg-type]
