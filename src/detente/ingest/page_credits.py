"""Publisher, section and authors of a page, each as places that may state it, in the order of trust."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from detente.ingest import jsonld
from detente.ingest.body import section_of
from detente.ingest.boilerplate import load_boilerplate
from detente.ingest.page_parts import PageParts, fold

_TRAIL = etree.XPath(
    '(//nav | //div | //ul | //ol | //p)[contains(@class,"readcrumb") or contains(@id,"readcrumb")][1]'
)
# From the attribute to its element: asking each element for its attributes takes libxml2 twice as long.
_BYLINES = etree.XPath(
    '//@rel[. = "author"]/.. | //@itemprop[. = "author"]/.. | //@class[contains(., "byline") or'
    ' contains(., "author-name") or contains(., "author__name")]/.. | //a[contains(@href, "/author/") or'
    ' contains(@href, "/autor/")]'
)
_BYLINE = re.compile(
    r"^(?:view all posts by|posts by|written by|published by|author|autor|by|von|vom|por|par|da|di)\b[:\s]+", re.I
)
_NO_AUTHOR = re.compile(r"^(no author|admin|administrator|unknown|staff|editor|redaktion|author)$", re.I)


def publishers(
    parts: PageParts, nodes: list[Mapping[str, Any]], article: Mapping[str, Any]
) -> Iterable[tuple[str | None, str]]:
    """Names of the publisher with where each stands, the most trusted first."""
    yield jsonld.text_of(article.get("publisher")), "json-ld"
    yield fold(parts.meta.get("og:site_name", "")), "meta"
    for node in nodes:
        kind = str(node.get("@type"))
        if "Organization" in kind or kind == "WebSite":
            yield jsonld.text_of(node.get("name")), "json-ld"
    for name in ("publisher", "dc.publisher", "citation_journal_title", "application-name"):
        value = fold(parts.meta.get(name, ""))
        yield (None if value.startswith("http") else value), "meta"


def sections(
    tree: HtmlElement, parts: PageParts, nodes: list[Mapping[str, Any]], article: Mapping[str, Any], title: str | None
) -> Iterable[tuple[str | None, str]]:
    """Names of the section with where each stands, the most trusted first."""
    boilerplate = load_boilerplate()
    yield section_of(jsonld.breadcrumb(nodes), title, boilerplate), "breadcrumb"
    yield section_of(_visible_breadcrumb(tree), title, boilerplate), "breadcrumb"
    yield jsonld.text_of(article.get("articleSection")), "json-ld"
    for name in ("article:section", "og:section", "parsely-section", "section"):
        yield fold(parts.meta.get(name, "")), "meta"


def _visible_breadcrumb(tree: HtmlElement) -> tuple[str, ...]:
    """Steps of the trail that the page shows; empty where it shows none."""
    for trail in _TRAIL(tree):
        text = fold(" ".join(trail.itertext()))
        crumbs = load_boilerplate().find_breadcrumb(text)
        if crumbs is not None:
            return crumbs
        steps = tuple(
            s for e in trail.iter("a", "li", "span") if len(e) == 0 and (s := fold(e.text or "")) and len(s) < 80
        )
        return steps if len(steps) >= 2 else ()
    return ()


def authors(tree: HtmlElement, parts: PageParts, article: Mapping[str, Any]) -> Iterable[tuple[str | None, str]]:
    """Names of the authors, joined by semicolons, with where they stand, the most trusted first."""
    names = [_author_name(n) for n in jsonld.names_of(article.get("author"))]
    yield "; ".join(dict.fromkeys(filter(None, names))) or None, "json-ld"
    for name in (
        "author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "byl",
        "citation_author",
    ):
        yield _author_name(parts.meta.get(name, "")), "meta"
    for element in _BYLINES(tree):
        value = _author_name(" ".join(element.itertext()))
        if value is not None and len(value) < 60 and len(value.split()) <= 6:
            yield value, "visible"
            return


def _author_name(raw: str) -> str | None:
    """A name without "By" before it and handles behind it; None for addresses and stand-ins."""
    value = _BYLINE.sub("", _BYLINE.sub("", fold(raw)))
    value = re.sub(r"\s*[@|].*$|\s+[-–]$|,$", "", value)
    usable = 2 < len(value) < 120 and not value.startswith(("http", "/", "www.")) and not _NO_AUTHOR.match(value)
    return value if usable else None
