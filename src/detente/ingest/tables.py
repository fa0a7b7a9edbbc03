"""CSV, TSV and Parquet: a row is an article, or where a table has addresses but no texts, a page to fetch."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from detente.ingest import decode, urls
from detente.ingest.mapping import article_from_row, columns_of, html_column
from detente.ingest.options import Code, IngestFailure, IngestOptions
from detente.ingest.streams import Opened, refuse
from detente.records import Article

_PARQUET_ROWS = 512
_DELIMITERS = ",;\t|"


def read_csv(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """Comma-separated values; semicolons, bars and tabs are told from the header."""
    yield from _read_delimited(opened, options, None)


def read_tsv(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """Tab-separated values."""
    yield from _read_delimited(opened, options, "\t")


def _read_delimited(opened: Opened, options: IngestOptions, delimiter: str | None) -> Iterator[Article | IngestFailure]:
    encoding = options.encoding or _encoding_of(opened)
    with io.TextIOWrapper(opened.stream, encoding=encoding, errors="replace", newline="") as stream:
        first = stream.readline(1_000_000)
        if not first.strip():
            raise refuse(opened.name, Code.EMPTY, "is empty")
        if urls.is_gdelt(first):
            lines = chain([first], stream)
            yield from urls.read_urls(urls.listed_from_gdelt(lines), options, source=opened.name, trusted=True)
            return
        delimiter = delimiter or max(_DELIMITERS, key=first.count)
        reader = csv.DictReader(chain([first], stream), delimiter=delimiter)
        names = [n for n in reader.fieldnames or [] if n is not None]
        columns = _columns(names, opened, options)
        rows = _rows(reader, opened, options)
        if "text" not in columns and html_column(names) is None:
            broken: list[IngestFailure] = []
            listed = urls.listed_from_rows(_unbroken(rows, broken), columns, first_line=2)
            yield from urls.read_urls(listed, options, source=opened.name, trusted=True)
            yield from broken
            return
        for row in rows:
            if isinstance(row, IngestFailure):
                yield row
            else:
                yield article_from_row(row, columns, options, source=opened.name, line=reader.line_num)


def _rows(
    reader: csv.DictReader[str], opened: Opened, options: IngestOptions
) -> Iterator[Mapping[str, Any] | IngestFailure]:
    """Rows, and a failure for each that is broken.

    The limit on a field belongs to the whole process and is too small for articles; it is raised for no longer than it
    takes to read one row.
    """
    while True:
        before = csv.field_size_limit(options.max_bytes)
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield IngestFailure(
                source=opened.name,
                code=Code.BAD_TABLE.value,
                message=f"the row is broken: {error}",
                line=reader.line_num,
            )
            continue
        finally:
            csv.field_size_limit(before)
        yield row


def _unbroken(
    rows: Iterator[Mapping[str, Any] | IngestFailure], broken: list[IngestFailure]
) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        if isinstance(row, IngestFailure):
            broken.append(row)
        else:
            yield row


def _encoding_of(opened: Opened) -> str:
    head = opened.stream.peek(65536)[:65536]
    try:
        # Up to the last line end, for a sample may end inside a character.
        return _known(decode.decode(head[: head.rfind(b"\n") + 1] or head).encoding, head)
    except decode.NotText as error:
        raise refuse(opened.name, Code.BINARY, str(error)) from error


def _known(encoding: str, head: bytes) -> str:
    return "utf-8-sig" if encoding == "utf-8" and head.startswith(b"\xef\xbb\xbf") else encoding


def _columns(names: list[str], opened: Opened, options: IngestOptions) -> dict[str, str]:
    missing = [c for c in options.columns.values() if c not in names]
    if missing:
        raise refuse(
            opened.name,
            Code.BAD_TABLE,
            f"has no column {', '.join(map(repr, missing))}; its columns are {', '.join(names[:20])}",
        )
    columns = columns_of(names, options)
    if "text" not in columns and "url" not in columns and html_column(names) is None:
        raise refuse(
            opened.name,
            Code.BAD_TABLE,
            f"has no column of texts or addresses; name one (--column text=NAME) of {', '.join(names[:20])}",
        )
    return columns


def read_parquet(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """Parquet, some hundred rows at a time, so that memory stays flat."""
    import polars as pl

    path = getattr(getattr(opened.stream, "raw", None), "name", None)
    source: Any = path if isinstance(path, str) else io.BytesIO(opened.stream.read())
    try:
        frame = pl.scan_parquet(source)
        names = frame.collect_schema().names()
        total = frame.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise refuse(opened.name, Code.BAD_TABLE, f"is no readable Parquet file: {error}") from error
    columns = _columns(names, opened, options)
    wanted = [*dict.fromkeys([*columns.values(), *filter(None, [html_column(names)])])]
    urls_only = "text" not in columns and html_column(names) is None
    for start in range(0, total, _PARQUET_ROWS):
        try:
            rows = frame.select(wanted).slice(start, _PARQUET_ROWS).collect().to_dicts()
        except pl.exceptions.PolarsError as error:
            raise refuse(opened.name, Code.BAD_TABLE, f"is damaged: {error}", line=start + 1) from error
        if urls_only:
            listed = urls.listed_from_rows(rows, columns, first_line=start + 1)
            yield from urls.read_urls(listed, options, source=opened.name, trusted=True)
            continue
        for number, row in enumerate(rows, start + 1):
            yield article_from_row(row, columns, options, source=opened.name, line=number)
