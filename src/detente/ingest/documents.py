"""Single documents: a plain text or a page is one article."""

from __future__ import annotations

from collections.abc import Iterator

from detente.ingest import decode, html
from detente.ingest.build import Raw, build_article
from detente.ingest.options import Code, IngestFailure, IngestOptions
from detente.ingest.streams import Opened, read_limited, refuse
from detente.records import Article


def read_text(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """A plain text, kept to the character."""
    data = read_limited(opened, options)
    if not data.strip():
        raise refuse(opened.name, Code.EMPTY, "is empty")
    decoded = _decoded(data, opened, options)
    raw = Raw(id=opened.key, text=decoded.text, alone=False, diagnostics=decoded.diagnostics)
    yield build_article(raw, options)


def _decoded(data: bytes, opened: Opened, options: IngestOptions) -> decode.Decoded:
    try:
        return decode.decode(data, encoding=options.encoding)
    except decode.NotText as error:
        raise refuse(opened.name, Code.BINARY, f"{error}; give text, HTML, JSON lines ...") from error
    except LookupError as error:
        raise refuse(opened.name, Code.UNREADABLE, f"{error}; see --encoding") from error


def read_html(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """A saved page."""
    data = read_limited(opened, options)
    if not data.strip():
        raise refuse(opened.name, Code.EMPTY, "is empty")
    yield article_from_page(data, options, source=opened.name, key=opened.key)


def article_from_page(
    data: bytes | str, options: IngestOptions, *, source: str, key: str | None, url: str | None = None
) -> Article | IngestFailure:
    """A page as an article; its id is ``key``, or where that is None its address."""
    try:
        page = html.read_page(data, url=url, encoding=options.encoding)
    except html.NoArticle as error:
        return IngestFailure(source=source, code=Code.NO_ARTICLE.value, message=str(error))
    except decode.NotText as error:
        return IngestFailure(source=source, code=Code.BINARY.value, message=str(error))
    except LookupError as error:
        return IngestFailure(source=source, code=Code.UNREADABLE.value, message=f"{error}; see --encoding")
    return build_article(html.raw_from_page(page, id=key), options)
