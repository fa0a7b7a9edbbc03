"""Web archives: WARC files, and WACZ packages of them, read by FastWARC."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import IO, cast

from detente.ingest.documents import article_from_page
from detente.ingest.options import Code, IngestFailure, IngestOptions
from detente.ingest.streams import BROKEN, Opened, read_limited, refuse, unsafe_name
from detente.records import Article

_BREAKS: tuple[type[Exception], ...] = (*BROKEN, ValueError)
_PAGE_TYPES = ("text/html", "application/xhtml")


def read_warc(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """Pages among the responses of a WARC file; the id is the record's own, the date only what the page says."""
    yield from _pages(cast(IO[bytes], opened.stream), opened.name, options)


def read_wacz(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """The WARC files inside a WACZ package."""
    try:
        source = opened.stream if opened.stream.seekable() else io.BytesIO(read_limited(opened, options))
        archive = zipfile.ZipFile(cast(IO[bytes], source))
        members = sorted(n for n in archive.namelist() if n.startswith("archive/") and ".warc" in n)
    except BROKEN as error:
        raise refuse(opened.name, Code.BAD_ARCHIVE, f"is no readable WACZ package: {error}") from error
    with archive:
        if not members:
            raise refuse(opened.name, Code.NO_ARTICLE, "holds no archive/*.warc")
        for member in members:
            name = f"{opened.name}!{member}"
            if unsafe_name(member):
                yield IngestFailure(source=name, code=Code.UNSAFE_MEMBER.value, message="unsafe member name")
                continue
            with archive.open(member) as stream:
                yield from _pages(stream, name, options)


def _pages(stream: IO[bytes], source: str, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise refuse(source, Code.EXTRA_MISSING, "reading WARC needs: pip install 'detente[sources]'") from error
    kinds = WarcRecordType.response | WarcRecordType.resource
    found = False
    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(stream, record_types=kinds, parse_http=True), 1):
            if not _is_page(record):
                continue
            found = True
            url = (record.headers.get("WARC-Target-URI") or "").strip("<>") or None
            data = record.reader.read(options.max_bytes + 1)
            if len(data) > options.max_bytes:
                yield IngestFailure(
                    source=url or source, code=Code.TOO_LARGE.value, message="the page is too large", line=number
                )
                continue
            key = record.record_id.strip("<>") if record.record_id else None
            yield article_from_page(data, options, source=f"{source}!{url}", key=key, url=url)
    except _BREAKS as error:
        raise refuse(source, Code.BAD_ARCHIVE, f"the archive breaks off: {error}", line=number) from error
    if not found:
        raise refuse(source, Code.NO_ARTICLE, "holds no page")


def _is_page(record: object) -> bool:
    http = getattr(record, "http_headers", None)
    if http is not None:
        status = getattr(http, "status_code", None)
        kind = (getattr(record, "http_content_type", None) or http.get("Content-Type", "") or "").lower()
        return status in {None, 200} and kind.startswith(_PAGE_TYPES)
    kind = str(getattr(record, "headers", {}).get("Content-Type", "")).lower()
    return kind.startswith(_PAGE_TYPES)
