"""Title, date, publisher, section, author and language of a page, each with the place it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from detente.ingest import jsonld
from detente.ingest.page_credits import authors, publishers, sections
from detente.ingest.page_date import find_published
from detente.ingest.page_parts import gather
from detente.ingest.page_title import find_title


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMeta:
    """What a page says about itself; None where it says nothing."""

    title: str | None = None
    published: str | None = None
    url: str | None = None
    publisher: str | None = None
    section: str | None = None
    author: str | None = None
    language: str | None = None
    article_body: str | None = None
    basis: Mapping[str, str] = field(default_factory=dict)


def read_metadata(tree: HtmlElement, *, url: str | None = None) -> PageMeta:
    """Metadata of a parsed page.

    Args:
        tree: the page, unchanged by this function.
        url: where it came from, where that is known; the page's canonical address stands in otherwise.
    """
    parts = gather(tree)
    nodes = jsonld.parse_blocks(parts.scripts)
    address = url or parts.canonical or parts.meta.get("og:url") or None
    if address is not None and not address.startswith(("http://", "https://")):
        address = None
    article = _article_node(nodes, address)
    basis: dict[str, str] = {}

    def settle(name: str, options: Iterable[tuple[str | None, str]]) -> str | None:
        for value, source in options:
            if value:
                basis[name] = source
                return value
        return None

    publisher = settle("publisher", publishers(parts, nodes, article))
    title = settle("title", [find_title(parts, article, publisher, address)])
    published = settle("published", [find_published(tree, parts, nodes, article, address)])
    section = settle("section", sections(tree, parts, nodes, article, title))
    author = settle("author", authors(tree, parts, article))
    language = settle(
        "language",
        [(parts.language, "html"), (parts.meta.get("og:locale"), "meta"), (parts.meta.get("content-language"), "meta")],
    )
    if address is not None:
        basis["url"] = "given" if url else "canonical"
    return PageMeta(
        title=title,
        published=published,
        url=address,
        publisher=publisher,
        section=section,
        author=author,
        language=language,
        article_body=article.get("articleBody") if isinstance(article.get("articleBody"), str) else None,
        basis=basis,
    )


def _article_node(nodes: list[Mapping[str, Any]], url: str | None) -> Mapping[str, Any]:
    """The JSON-LD object about this page: the one with its address, else the first article."""
    articles = [n for n in nodes if jsonld.is_article(n) and (n.get("headline") or n.get("datePublished"))]
    if url is not None and len(articles) > 1:
        for node in articles:
            own = node.get("url") or node.get("@id") or jsonld.text_of(node.get("mainEntityOfPage"))
            if isinstance(own, str) and _same_page(own, url):
                return node
    return articles[0] if articles else {}


def _same_page(left: str, right: str) -> bool:
    a, b = urlsplit(left), urlsplit(right)
    return (a.netloc, a.path.rstrip("/")) == (b.netloc, b.path.rstrip("/"))
