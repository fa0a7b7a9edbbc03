"""News sitemaps (sitemaps.org, with Google's news extension): the newest pages of a site, with titles and dates."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from detente.ingest import urls
from detente.ingest.fetch import Fetcher, Response
from detente.ingest.newsml import safe_parser
from detente.ingest.options import Code, IngestFailure, IngestOptions
from detente.ingest.streams import Opened, read_limited, refuse
from detente.records import Article

#: A sitemap index may lead to other indexes no deeper than this.
_MAX_DEPTH = 2


def read_sitemap(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """A saved sitemap: its pages are fetched."""
    pages, maps = parse_sitemap(read_limited(opened, options), source=opened.name)
    listed = [*pages, *(urls.Listed(url=m) for m in maps)]
    yield from urls.read_urls(listed, options, source=opened.name, trusted=True)


def parse_sitemap(data: bytes, *, source: str) -> tuple[list[urls.Listed], list[str]]:
    """Pages, and further sitemaps, of a sitemap.

    Raises:
        Refused: where it is no XML.
    """
    try:
        root = etree.fromstring(data, parser=safe_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse(source, Code.BAD_FEED, f"is no sitemap: {error}") from error
    pages: list[urls.Listed] = []
    maps: list[str] = []
    for element in root if root is not None else []:
        values: dict[str, str] = {}
        for inner in element.iter():
            if isinstance(inner.tag, str) and inner.text and inner.text.strip():
                namespace, _, name = inner.tag.rpartition("}")
                key = f"news:{name}" if "sitemap-news" in namespace else name
                values.setdefault(key, inner.text.strip())
        if "loc" not in values:
            continue
        if (isinstance(element.tag, str) and element.tag.endswith("}sitemap")) or element.tag == "sitemap":
            maps.append(values["loc"])
        else:
            pages.append(
                urls.Listed(
                    url=values["loc"],
                    title=values.get("news:title"),
                    published=values.get("news:publication_date"),
                    publisher=values.get("news:name"),
                    language=values.get("news:language"),
                    is_dated=True,
                )
            )
    return pages, maps


def articles_from_sitemap(
    response: Response, options: IngestOptions, client: Fetcher, *, depth: int = 0
) -> Iterator[Article | IngestFailure]:
    """Pages of a fetched sitemap and of those it leads to; pages of earlier runs are passed over."""
    from detente.ingest.streams import Refused

    try:
        pages, maps = parse_sitemap(response.content, source=response.url)
    except Refused as refused:
        yield refused.failure
        return
    yield from urls.read_urls(pages, options, source=response.url, fetcher=client)
    for address in maps:
        if depth >= _MAX_DEPTH:
            yield IngestFailure(source=address, code=Code.BAD_FEED.value, message="sitemaps lead too deep")
            continue
        inner = client.get(address, conditional=True)
        if isinstance(inner, IngestFailure):
            yield inner
        elif inner.status == 200:
            found = articles_from_sitemap(inner, options, client, depth=depth + 1)
            yield from urls.remembered(address, inner, found, client)
