"""JSON lines, and JSON files that hold one article, a list of them, ninjs, or a JSON feed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from detente.ingest.mapping import article_from_row, columns_of
from detente.ingest.options import Code, IngestFailure, IngestOptions
from detente.ingest.streams import Opened, iter_lines, read_limited, refuse
from detente.records import Article, Diagnostic

_BOM = b"\xef\xbb\xbf"
#: Lists of articles under these keys are taken for the articles of a file ({"articles": [...]}).
_CONTAINERS = ("articles", "items", "documents", "results", "data", "stories", "value")


def read_json_lines(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """One article a line; a broken line is a failure with its number, and the next is read."""
    for number, line in iter_lines(opened, options.max_bytes):
        if line is None:
            yield IngestFailure(
                source=opened.name,
                code=Code.TOO_LARGE.value,
                message=f"the line is longer than {options.max_bytes:,} bytes (--max-bytes)",
                line=number,
            )
            continue
        if number == 1 and line.startswith(_BOM):
            line = line[len(_BOM) :]
        if not line.strip():
            continue
        yield _read_line(line, options, opened.name, number)


def _read_line(line: bytes, options: IngestOptions, source: str, number: int) -> Article | IngestFailure:
    note: Diagnostic | None = None
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        text = line.decode("utf-8", errors="replace")
        note = Diagnostic(
            code="invalid_bytes", message=f"the line is not UTF-8 (byte {error.start}); bad bytes read as U+FFFD"
        )
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return IngestFailure(
            source=source, code=Code.BAD_JSON.value, message=f"the line is no JSON object: {error}", line=number
        )
    if not isinstance(value, dict):
        return IngestFailure(
            source=source,
            code=Code.BAD_JSON.value,
            message=f"the line is no JSON object but {type(value).__name__}",
            line=number,
        )
    found = article_from_json(value, options, source=source, line=number)
    if note is not None and isinstance(found, Article):
        from dataclasses import replace

        return replace(found, read_with=(note, *found.read_with))
    return found


def article_from_json(
    value: Mapping[str, Any], options: IngestOptions, *, source: str, line: int | None
) -> Article | IngestFailure:
    """The article of one JSON object: ours, or ninjs."""
    from detente.ingest import newsml

    if newsml.is_ninjs(value) and "text" not in value:
        return newsml.article_from_ninjs(value, options, source=source, line=line)
    return article_from_row(value, columns_of(value, options), options, source=source, line=line)


def read_json(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """A ``.json`` file. JSON lines under that name are read as such."""
    data = read_limited(opened, options)
    try:
        value = json.loads(data.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:
        if b"\n{" in data:
            yield from _lines_of(data, opened, options)
            return
        raise refuse(opened.name, Code.BAD_JSON, f"is no JSON: {error}") from error
    if isinstance(value, dict) and "jsonfeed.org" in str(value.get("version", "")):
        from detente.ingest import feeds

        yield from feeds.articles_from_json_feed(value, options, source=opened.name)
        return
    items = value if isinstance(value, list) else _contained(value)
    for number, item in enumerate(items, 1):
        if isinstance(item, dict):
            yield article_from_json(item, options, source=opened.name, line=number if len(items) > 1 else None)
        else:
            yield IngestFailure(
                source=opened.name,
                code=Code.BAD_RECORD.value,
                message=f"entry {number} is no JSON object but {type(item).__name__}",
                line=number,
            )


def _contained(value: Any) -> list[Any]:
    if isinstance(value, dict) and "text" not in value:
        for key in _CONTAINERS:
            if isinstance(value.get(key), list) and value[key] and isinstance(value[key][0], dict):
                return list(value[key])
    return [value]


def _lines_of(data: bytes, opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield _read_line(line.strip(b"\r\xef\xbb\xbf"), options, opened.name, number)
