"""Lists of addresses: single URLs, text files of them, exports of MediaCloud and GDELT."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from detente.ingest import documents
from detente.ingest.build import id_from_url
from detente.ingest.fetch import Fetcher, Response
from detente.ingest.options import Code, IngestFailure, IngestOptions
from detente.ingest.streams import Opened
from detente.records import Article

#: GDELT 2.0: columns of the tables, which come without a header (codebooks of 2015). Number of columns to position of
#: the page's address, and of the day it was added.
_GDELT = {61: (60, 59), 58: (57, 56), 27: (4, 1), 16: (5, 2)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page to fetch, and what the list says about it; that fills what the page does not say.

    Attributes:
        is_dated: the date is the publisher's own statement (a feed, a news sitemap), better than one that is only
            found in the visible text of the page.
    """

    url: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    is_dated: bool = False
    line: int | None = None


def read_url_list(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """Articles behind a text file of addresses, one a line; ``#`` opens a comment."""
    listed = []
    with io.TextIOWrapper(opened.stream, encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            entry = line.strip()
            if entry and not entry.startswith("#"):
                listed.append(Listed(url=entry.split()[0], line=number))
    yield from read_urls(listed, options, source=opened.name, trusted=True)


def listed_from_rows(
    rows: Iterable[Mapping[str, object]], columns: Mapping[str, str], *, first_line: int
) -> Iterator[Listed]:
    """Rows of a table without texts, such as MediaCloud's: an address each."""
    for number, row in enumerate(rows, first_line):
        value = {f: row.get(c) for f, c in columns.items()}
        if value.get("url"):
            kept: dict[str, Any] = {f: str(v) for f, v in value.items() if v and f not in {"text", "section", "author"}}
            yield Listed(line=number, **kept)


def is_gdelt(first_line: str) -> bool:
    """Whether a line is one of GDELT's tables of events, mentions or the knowledge graph."""
    cells = first_line.rstrip("\n").split("\t")
    place = _GDELT.get(len(cells))
    return place is not None and cells[place[0]].startswith(("http://", "https://"))


def listed_from_gdelt(lines: Iterable[str]) -> Iterator[Listed]:
    """Addresses of a GDELT table, each once; the date is when GDELT met the page, so that the page's own wins."""
    seen: set[str] = set()
    reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, cells in enumerate(reader, 1):
        place = _GDELT.get(len(cells))
        if place is None or not cells[place[0]].startswith("http") or cells[place[0]] in seen:
            continue
        seen.add(cells[place[0]])
        yield Listed(url=cells[place[0]], published=cells[place[1]] or None, line=number)


def read_urls(
    listed: Iterable[Listed],
    options: IngestOptions,
    *,
    source: str,
    trusted: bool = False,
    fetcher: Fetcher | None = None,
) -> Iterator[Article | IngestFailure]:
    """Fetch pages one by one and read them; feeds and sitemaps among them are followed.

    Args:
        listed: what to fetch, in this order. With a state file, pages handed on by an earlier run are passed over.
        options: limits and manners.
        source: the list, for messages.
        trusted: the user named these addresses, so that private hosts are allowed.
        fetcher: one that is already open; None to open one.
    """
    own = fetcher is None
    client = fetcher or Fetcher(options.fetch, intake=options.intake)
    try:
        for entry in listed:
            if trusted:
                client.trust(entry.url)
            yield from _read_one(entry, options, client)
    finally:
        if own:
            client.close()


def _read_one(entry: Listed, options: IngestOptions, client: Fetcher) -> Iterator[Article | IngestFailure]:
    from detente.ingest import feeds, sitemaps

    if client.state.is_seen(entry.url):
        return
    response = client.get(entry.url, conditional=True)
    if isinstance(response, IngestFailure):
        yield replace(response, line=entry.line)
        return
    if response.status == 304:
        return
    kind = page_kind(response)
    if kind == "feed":
        yield from remembered(entry.url, response, feeds.articles_from_feed(response, options, client), client)
    elif kind == "sitemap":
        yield from remembered(entry.url, response, sitemaps.articles_from_sitemap(response, options, client), client)
    else:
        yield article_from_response(entry, response, options)
        # Reached only when the caller asks for the next: the article before has been taken.
        client.state.mark_seen(entry.url)


def remembered(
    url: str, response: Response, found: Iterable[Article | IngestFailure], client: Fetcher
) -> Iterator[Article | IngestFailure]:
    """What a list led to. Its validators are kept only where all pages were fetched: else a later run asks again."""
    whole = True
    for item in found:
        whole = whole and not (isinstance(item, IngestFailure) and item.code == Code.FETCH_FAILED.value)
        yield item
    if whole:
        client.state.remember(url, response)


def page_kind(response: Response) -> str:
    """``feed``, ``sitemap`` or ``page``, from the content type and the first bytes."""
    from detente.ingest.sources import guess_format

    kind = response.content_type.split(";")[0].strip().lower()
    head = cast(io.BufferedReader, io.BufferedReader(io.BytesIO(response.content[:4096])))
    guess = guess_format(Opened(name=response.url, kind=".xml" if "xml" in kind else "", stream=head, key=""))
    if guess in {"feed", "sitemap"}:
        return guess
    if kind in {"application/feed+json", "application/json"} and b"jsonfeed.org" in response.content[:2000]:
        return "feed"
    return "page"


def article_from_response(entry: Listed, response: Response, options: IngestOptions) -> Article | IngestFailure:
    """The fetched page as an article; the id is that of the list, or made from the address."""
    kind = response.content_type.split(";")[0].strip().lower()
    if kind and not kind.startswith("text/") and "html" not in kind and "xml" not in kind:
        return IngestFailure(
            source=response.url, code=Code.UNKNOWN_FORMAT.value, message=f"no page but {kind}", line=entry.line
        )
    found = documents.article_from_page(
        response.content, options, source=response.url, key=entry.id or id_from_url(entry.url), url=response.url
    )
    if isinstance(found, IngestFailure):
        return replace(found, line=entry.line)
    return with_listed(found, entry, options)


def with_listed(article: Article, entry: Listed, options: IngestOptions) -> Article:
    """What the list says stands in where the page is silent."""
    from detente.ingest.published import read_published

    basis = dict(article.basis)
    changes: dict[str, Any] = {}
    for name in ("title", "publisher"):
        value = getattr(entry, name)
        if value and not getattr(article, name):
            changes[name] = value
            basis[name] = "list"
    weak = article.published is None or (entry.is_dated and article.basis.get("published") == "visible")
    if weak and options.published is None:
        day = read_published(entry.published).value
        if day is not None:
            changes["published"] = day
            basis["published"] = "list"
    return replace(article, basis=basis, **changes) if changes else article
