"""RSS, Atom and JSON feeds: entries as articles, or as the way to their pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from detente.ingest import html
from detente.ingest.build import Raw, build_article
from detente.ingest.fetch import Fetcher, Response
from detente.ingest.mapping import derived_id
from detente.ingest.newsml import laid_out
from detente.ingest.options import Code, IngestFailure, IngestOptions
from detente.ingest.streams import Opened, Refused, read_limited, refuse
from detente.records import Article, Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed.

    Attributes:
        id: the feed's own id (guid).
        content: markup or text that the feed carries; empty where it only links.
        is_summary: whether that is a teaser rather than the whole.
    """

    id: str | None
    url: str | None
    title: str | None
    published: str | None
    author: str | None
    content: str
    is_summary: bool
    publisher: str | None = None
    language: str | None = None
    section: str | None = None


def read_feed(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """A saved feed: what its entries carry. Nothing is fetched."""
    data = read_limited(opened, options)
    for entry in parse_feed(data, source=opened.name):
        yield article_from_entry(entry, options, source=opened.name)


def articles_from_json_feed(
    value: Mapping[str, Any], options: IngestOptions, *, source: str
) -> Iterator[Article | IngestFailure]:
    """A saved JSON feed."""
    for entry in _json_entries(value):
        yield article_from_entry(entry, options, source=source)


def articles_from_feed(
    response: Response, options: IngestOptions, client: Fetcher
) -> Iterator[Article | IngestFailure]:
    """A fetched feed: the page behind each new entry, or what the entry carries where pages are not wanted."""
    from detente.ingest import urls

    try:
        entries = list(parse_feed(response.content, source=response.url, content_type=response.content_type))
    except Refused as refused:
        yield refused.failure
        return
    for entry in entries:
        key = f"{response.url} {entry.id or entry.url or entry.title or ''}"
        if client.state.is_seen(key):
            continue
        if entry.url is None or not options.fetch.full_pages:
            yield article_from_entry(entry, options, source=response.url)
        else:
            page = client.get(entry.url)
            if isinstance(page, IngestFailure):
                yield page
                continue  # not seen: a later run asks again
            listed = urls.Listed(
                url=entry.url,
                id=entry.id,
                title=entry.title,
                published=entry.published,
                publisher=entry.publisher,
                is_dated=True,
            )
            yield urls.article_from_response(listed, page, options)
        client.state.mark_seen(key)


def parse_feed(data: bytes, *, source: str, content_type: str = "") -> Iterator[Entry]:
    """Entries of a feed, in its order.

    Raises:
        Refused: where it is no feed.
    """
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        try:
            value = json.loads(data.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError) as error:
            raise refuse(source, Code.BAD_FEED, f"is no JSON feed: {error}") from error
        yield from _json_entries(value if isinstance(value, dict) else {})
        return
    try:
        import feedparser
    except ImportError as error:
        raise refuse(source, Code.EXTRA_MISSING, "reading feeds needs: pip install 'detente[fetch]'") from error
    headers = {"content-type": content_type} if content_type else {}
    parsed = cast(Any, feedparser).parse(
        data, response_headers=headers, sanitize_html=False, resolve_relative_uris=True
    )
    if not parsed.entries and (parsed.bozo or not parsed.get("version")):
        raise refuse(source, Code.BAD_FEED, f"is no feed: {parsed.get('bozo_exception', 'no entries in it')}")
    for entry in parsed.entries:
        yield _entry(entry, parsed.feed)


def _entry(entry: Any, feed: Any) -> Entry:
    contents = [c.get("value") or "" for c in entry.get("content") or []]
    content = max(contents, key=len, default="")
    summary = entry.get("summary") or ""
    tags = entry.get("tags") or []
    return Entry(
        id=entry.get("id") or None,
        url=entry.get("link") or None,
        title=_plain(entry.get("title")),
        published=entry.get("published") or entry.get("updated") or None,
        author=_plain(entry.get("author")),
        content=content or summary,
        is_summary=not content,
        publisher=_plain(feed.get("title")),
        language=feed.get("language") or None,
        section=_plain(tags[0].get("term")) if tags else None,
    )


def _json_entries(value: Mapping[str, Any]) -> Iterator[Entry]:
    for item in value.get("items") or []:
        if not isinstance(item, dict):
            continue
        authors = item.get("authors") or [item.get("author") or {}]
        content = item.get("content_html") or item.get("content_text") or ""
        yield Entry(
            id=str(item["id"]) if item.get("id") is not None else None,
            url=item.get("url") or item.get("external_url") or None,
            title=_plain(item.get("title")),
            published=item.get("date_published") or item.get("date_modified"),
            author=_plain("; ".join(str(a.get("name") or "") for a in authors if isinstance(a, dict))),
            content=content or item.get("summary") or "",
            is_summary=not content,
            publisher=_plain(value.get("title")),
            language=item.get("language") or value.get("language"),
            section=_plain((item.get("tags") or [None])[0]),
        )


def _plain(value: Any) -> str | None:
    """A title without markup and escapes."""
    from detente.ingest.jsonld import text_of

    return text_of(value)


def article_from_entry(entry: Entry, options: IngestOptions, *, source: str) -> Article | IngestFailure:
    """What an entry carries, as an article."""
    paragraphs = _paragraphs_of(entry.content)
    if not paragraphs:
        return IngestFailure(
            source=source,
            code=Code.NO_ARTICLE.value,
            message=f"the entry {entry.title or entry.id or entry.url!r} carries no text; fetch its page instead",
        )
    fields = {
        "published": entry.published,
        "url": entry.url,
        "publisher": entry.publisher,
        "section": entry.section,
        "author": entry.author,
        "language": entry.language,
    }
    raw: Raw = laid_out(
        id=entry.id or (derived_id(entry.url, "") if entry.url else None),
        title=entry.title,
        paragraphs=paragraphs,
        fields=fields,
        basis="feed",
    )
    if entry.is_summary:
        note = Diagnostic(code="summary_only", message="the feed carries only a summary of the article")
        raw = replace(raw, diagnostics=(*raw.diagnostics, note))
    return build_article(raw, options)


def _paragraphs_of(content: str) -> list[str]:
    if "<" not in content:
        return [" ".join(p.split()) for p in content.split("\n\n") if p.strip()]
    from lxml import etree

    from detente.ingest.newsml import blocks_of

    try:
        tree, _ = html.parse(f"<div>{content}</div>")
    except html.NoArticle:
        return []
    for element in list(tree.iter("script", "style", "figure", "iframe")):
        if element.getparent() is not None:
            element.drop_tree()
    for gap in list(tree.iter("br")):
        gap.tail = " " + (gap.tail or "")
    return blocks_of(etree.ElementTree(tree).getroot())
