"""From what the user names to articles, one at a time: the entry of ingestion."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from detente.ingest.intake import CountedFile
from detente.ingest.options import Code, IngestFailure, IngestOptions
from detente.ingest.streams import BROKEN, Opened, Refused, is_zip, iter_zip, unpack
from detente.ingest.walk import Found, find_files
from detente.records import Article

Result = Article | IngestFailure
ReadFormat = Callable[[Opened, IngestOptions], Iterator[Result]]

# Format to the function that reads it, imported when the first such source comes.
_READERS = {
    "text": "documents:read_text",
    "html": "documents:read_html",
    "jsonl": "jsonlines:read_json_lines",
    "json": "jsonlines:read_json",
    "csv": "tables:read_csv",
    "tsv": "tables:read_tsv",
    "parquet": "tables:read_parquet",
    "feed": "feeds:read_feed",
    "sitemap": "sitemaps:read_sitemap",
    "newsml": "newsml:read_newsml",
    "ninjs": "jsonlines:read_json",
    "warc": "warc:read_warc",
    "wacz": "warc:read_wacz",
    "urls": "urls:read_url_list",
}
FORMATS = tuple(_READERS)
_KINDS = {
    ".txt": "text", ".text": "text", ".md": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".parquet": "parquet",
    ".rss": "feed", ".atom": "feed", ".rdf": "feed",
    ".warc": "warc", ".wacz": "wacz", ".urls": "urls",
}  # fmt: skip
_XML_ROOTS = (
    (re.compile(rb"<(\w+:)?(rss|feed|RDF)[\s>]"), "feed"),
    (re.compile(rb"<(\w+:)?(urlset|sitemapindex)[\s>]"), "sitemap"),
    (re.compile(rb"<(\w+:)?(newsItem|newsMessage|packageItem|NewsML)[\s>]"), "newsml"),
    (re.compile(rb"<(\w+:)?html[\s>]", re.I), "html"),
)
_HTML_START = re.compile(rb"^\s*(<!--.{0,2000}?-->\s*)*<(!doctype\s+html|html|head|body)[\s>]", re.I | re.S)
_URL = re.compile(r"^https?://", re.I)


def read_sources(
    paths: Iterable[str],
    options: IngestOptions | None = None,
    *,
    keys: Sequence[str | None] | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Result]:
    """Articles of all sources, lazily, in order; what cannot be read comes as a failure in its place.

    Args:
        paths: files, folders, globs, addresses, ``-`` for standard input.
        options: see :class:`IngestOptions`.
        keys: what ids are made from for files that bring none, one for each path; by default their names.
        stdin: what ``-`` reads; standard input where None.

    Yields:
        Article or IngestFailure. Nothing that stands in a source ends the run.
    """
    options = options or IngestOptions()
    names = [str(p) for p in paths]
    for name, key in zip(names, _keys_of(names) if keys is None else keys, strict=True):
        for found in _read_name(name, key, options, stdin):
            if options.intake is not None:
                options.intake.handed += 1
            yield found


def _keys_of(names: list[str]) -> list[str | None]:
    """Ids for files that were named one by one: their stem, with the folder where two stems are alike."""
    from collections import Counter

    from detente.ingest.build import stem_of

    stems = [stem_of(n) for n in names]
    times = Counter(stems)
    keys: list[str | None] = []
    for name, stem in zip(names, stems, strict=True):
        parent = Path(name).parent.name
        keys.append(f"{parent}/{stem}" if times[stem] > 1 and parent else stem)
    return keys


def _read_name(name: str, key: str | None, options: IngestOptions, stdin: BinaryIO | None) -> Iterator[Result]:
    if name == "-":
        stream = stdin if stdin is not None else sys.stdin.buffer
        yield from _guarded(
            "-", lambda: unpack(io.BufferedReader(_Unclosed(stream)), "-", "stdin", options), options, depth=0
        )
    elif _URL.match(name):
        from detente.ingest import urls

        yield from _guard(name, urls.read_urls([urls.Listed(url=name)], options, source=name, trusted=True))
    else:
        for found in find_files(name, key=key):
            if isinstance(found, IngestFailure):
                yield found
            else:
                yield from _read_file(found, options)


def _read_file(found: Found, options: IngestOptions) -> Iterator[Result]:
    def opener() -> Opened:
        if options.intake is None:
            return unpack(Path(found.path).open("rb"), found.path, found.key, options)
        return unpack(io.BufferedReader(CountedFile(found.path, options.intake)), found.path, found.key, options)

    yield from _guarded(found.path, opener, options, depth=0)


def _guarded(name: str, opener: Callable[[], Opened], options: IngestOptions, *, depth: int) -> Iterator[Result]:
    """The articles of one stream, whatever happens in it."""
    try:
        opened = opener()
    except FileNotFoundError:
        yield IngestFailure(source=name, code=Code.NOT_FOUND.value, message="there is no such file")
        return
    except PermissionError:
        yield IngestFailure(
            source=name, code=Code.NO_PERMISSION.value, message="the file may not be read; check its permissions"
        )
        return
    except Refused as refused:
        yield refused.failure
        return
    except BROKEN as error:
        yield _broken(name, error)
        return
    with opened.stream:
        yield from _guard(name, read_opened(opened, options, depth=depth))


def _guard(name: str, results: Iterator[Result]) -> Iterator[Result]:
    try:
        yield from results
    except Refused as refused:
        yield refused.failure
    except BROKEN as error:
        yield _broken(name, error)


def _broken(name: str, error: Exception) -> IngestFailure:
    """What the system says of a file, or an unpacker of its content."""
    if isinstance(error, OSError) and error.errno is not None:
        return IngestFailure(
            source=name, code=Code.UNREADABLE.value, message=f"cannot be read: {error.strerror or error}"
        )
    return IngestFailure(source=name, code=Code.BAD_ARCHIVE.value, message=f"cannot be unpacked: {error}")


def read_opened(opened: Opened, options: IngestOptions, *, depth: int = 0) -> Iterator[Result]:
    """The articles of an open source.

    Raises:
        Refused: for what makes the whole source unreadable.
    """
    if is_zip(opened) and opened.kind not in {".wacz"} and options.format not in {"wacz", "parquet"}:
        if depth >= options.max_depth:
            yield IngestFailure(
                source=opened.name,
                code=Code.BAD_ARCHIVE.value,
                message=f"archives lie more than {options.max_depth} deep in each other",
            )
            return
        for member in iter_zip(opened, options):
            if isinstance(member, IngestFailure):
                yield member
            else:
                with member.stream:
                    yield from _guard(member.name, read_opened(_with_stem(member), options, depth=depth + 1))
        return
    yield from reader_for(options.format or guess_format(opened))(opened, options)


def _with_stem(member: Opened) -> Opened:
    """The member with a key that ends in its stem, as for files of a folder."""
    from detente.ingest.build import stem_of

    folder, _, base = member.key.rpartition("/")
    return Opened(
        name=member.name,
        kind=member.kind,
        stream=member.stream,
        key=f"{folder}/{stem_of(base)}" if folder else stem_of(base),
    )


def reader_for(name: str) -> ReadFormat:
    """The function that reads a format.

    Raises:
        Refused: where there is no such format.
    """
    target = _READERS.get(name)
    if target is None:
        from detente.ingest.streams import refuse

        raise refuse(name, Code.UNKNOWN_FORMAT, f"no such format; known are {', '.join(FORMATS)}")
    module, _, function = target.partition(":")
    reader: ReadFormat = getattr(import_module(f"detente.ingest.{module}"), function)
    return reader


def guess_format(opened: Opened) -> str:
    """The format of a source, from its name, or where that says nothing, from its first bytes."""
    known = _KINDS.get(opened.kind)
    if known is not None:
        return known
    head = opened.stream.peek(4096)[:4096].lstrip(b"\xef\xbb\xbf")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"WARC/", b"\x1f\x8b")):
        return "warc"
    start = head.lstrip()
    if opened.kind == ".xml" or start.startswith(b"<?xml"):
        return next((name for pattern, name in _XML_ROOTS if pattern.search(head)), "html")
    if _HTML_START.match(head):
        return "html"
    for pattern, name in _XML_ROOTS[:3]:
        if start.startswith(b"<") and pattern.match(start):
            return name
    if start.startswith(b"{"):
        return "json" if re.match(rb"\{\s*\n", start) else "jsonl"
    if start.startswith(b"[{") or re.match(rb"\[\s*\n?\s*\{", start):
        return "json"
    return "text"


class _Unclosed(io.RawIOBase):
    """Standard input, which is not ours to close."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._stream.read1(len(view)) if hasattr(self._stream, "read1") else self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)
