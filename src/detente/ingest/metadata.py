"""Title, date, publisher, section, author and language of a page, each with the place it was read from.

Several places on a page state the same thing, each wrong in its own way: ``og:title`` is written for sharing and
carries the site's name, ``<h1>`` may be the site's name itself, JSON-LD headlines are shortened. The rules here let
them vote: a visible heading that another place confirms is the title.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from detente.ingest import jsonld
from detente.ingest.body import section_of
from detente.ingest.boilerplate import load_boilerplate
from detente.ingest.published import LAST_YEAR, read_published

_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+[|–—\-·•:»«>~/]+\s+|\s*[|»]\s*|:{2}|(?<=\w): ")
_HIDDEN = re.compile(r"\b(sr-only|visually-?hidden|screen-?reader|hidden|u-?hide)", re.I)
_HEADLINE_CLASS = re.compile(r"headline|entry-title|article-?title|post-?title|page-?title|story-?title", re.I)
_FURNITURE = frozenset({"nav", "footer", "aside", "form"})
_BLOCKS = frozenset(["br", "div", "p", "span", "h1", "h2", "h3", "h4", "h5", "h6", "li", "small", "figure"])
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")

# In the order of trust. Names as they stand in name=, property= or itemprop=, lower-cased.
_DATE_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "article.published",
    "publication_date", "publication-date", "publish-date", "publishdate", "published_time", "pubdate", "pub_date",
    "article_date_original", "cxenseparse:recs:publishtime", "bt:pubdate", "rnews:datepublished", "citation_date",
    "citation_publication_date", "bepress_citation_date", "originalpublicationdate", "dc.date", "dc:date",
    "dcterms.date", "date", "shareaholic:article_published_time",
)  # fmt: skip


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


@dataclass(slots=True)
class _Parts:
    """Everything of interest, gathered in one walk over the tree."""

    meta: dict[str, str] = field(default_factory=dict)
    headings: list[HtmlElement] = field(default_factory=list)
    times: list[HtmlElement] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    title: str = ""
    canonical: str = ""
    language: str = ""


def read_metadata(tree: HtmlElement, *, url: str | None = None) -> PageMeta:
    """Metadata of a parsed page.

    Args:
        tree: the page, unchanged by this function.
        url: where it came from, where that is known; the page's canonical address stands in otherwise.
    """
    parts = _gather(tree)
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

    publisher = settle("publisher", _publishers(parts, nodes, article))
    title = settle("title", [_find_title(parts, article, publisher, address)])
    published = settle("published", [_find_date(tree, parts, nodes, article, address)])
    section = settle("section", _sections(tree, parts, nodes, article, title))
    author = settle("author", _authors(tree, parts, article))
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


def _gather(tree: HtmlElement) -> _Parts:
    parts = _Parts(language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    for element in tree.iter("meta", "title", "h1", "h2", "h3", "time", "link", "script"):
        tag = element.tag
        if tag == "meta":
            content = element.get("content")
            if content:
                for attribute in ("property", "name", "itemprop", "http-equiv"):
                    name = element.get(attribute)
                    if name:
                        parts.meta.setdefault(name.lower(), content.strip())
        elif tag == "title":
            parts.title = parts.title or fold(element.text or "")
        elif tag == "time":
            parts.times.append(element)
        elif tag == "link":
            if (element.get("rel") or "").lower() == "canonical" and not parts.canonical:
                parts.canonical = element.get("href") or ""
        elif tag == "script":
            if "ld+json" in (element.get("type") or "") and element.text:
                parts.scripts.append(element.text)
        else:
            parts.headings.append(element)
    return parts


def fold(text: str) -> str:
    """White space folded, as one line, in NFC like the text."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    """Kept, since each heading of a page is compared with the same few statements of its title."""
    return tuple(_WORD.findall(text.casefold()))


def _overlap(left: str, right: str) -> float:
    """Jaccard similarity of the words of two titles."""
    a, b = set(_words(left)), set(_words(right))
    return len(a & b) / len(a | b) if a and b else 0.0


def _contains(outer: str, inner: str) -> bool:
    """Whether the words of ``inner`` stand in ``outer`` in the same order, without a gap."""
    return bool(_words(inner)) and f" {' '.join(_words(inner))} " in f" {' '.join(_words(outer))} "


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


# --- title -----------------------------------------------------------------------------------------------------------


def heading_text(element: HtmlElement) -> str:
    """Visible words of a heading: block children apart, what is hidden left out."""
    pieces: list[str] = []

    def walk(node: HtmlElement) -> None:
        for child in node:
            if isinstance(child.tag, str) and not _HIDDEN.search(child.get("class") or "") and child.tag != "script":
                if child.tag in _BLOCKS and child.tag != "span":
                    pieces.append(" ")
                pieces.append(child.text or "")
                walk(child)
                if child.tag in _BLOCKS and child.tag != "span":
                    pieces.append(" ")
            pieces.append(child.tail or "")

    pieces.append(element.text or "")
    walk(element)
    return fold("".join(pieces))


def _find_title(
    parts: _Parts, article: Mapping[str, Any], publisher: str | None, url: str | None
) -> tuple[str | None, str]:
    site = _site_names(parts, publisher, url)
    headline = jsonld.text_of(article.get("headline")) or ""
    if headline.endswith(("...", "…")):
        headline = ""  # shortened for the search engine
    shared = fold(parts.meta.get("og:title") or parts.meta.get("twitter:title") or "")
    stated = [s for s in (headline, shared, fold(parts.meta.get("twitter:title") or ""), parts.title) if s]
    slug = _slug(url)

    best: tuple[float, int, HtmlElement, str] | None = None
    for position, element in enumerate(parts.headings):
        text = heading_text(element)
        if len(text) < 2 or len(text) > 400:
            continue
        score = _heading_score(element, text, stated, slug, site)
        if score > 0 and (best is None or score > best[0]):
            best = (score, position, element, text)
    if best is not None:
        element, text = best[2], best[3]
        return _without_kicker(text, element, [headline, *(_strip_site(s, site) for s in stated)]), element.tag
    if headline:
        return headline, "json-ld"
    if shared and fold(_strip_site(shared, site)).casefold() not in site:
        return _strip_site(shared, site), "meta"
    if parts.title:
        return _strip_site(parts.title, site), "title"
    return None, ""


def _heading_score(element: HtmlElement, text: str, stated: list[str], slug: str, site: frozenset[str]) -> float:
    """How surely a heading is the title; 0 for not at all."""
    if " ".join(_words(text)) in site:
        return 0.0
    ancestors = [a.tag for a in element.iterancestors() if isinstance(a.tag, str)]
    if _FURNITURE.intersection(ancestors):
        return 0.0
    agreement = max([_agreement(text, s) for s in stated], default=0.0)
    in_slug = _overlap(text, slug) if slug else 0.0
    marked = bool(_HEADLINE_CLASS.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}"))
    in_article = "article" in ancestors or "main" in ancestors
    if element.tag == "h1":
        score = 1.0 + 2 * agreement + in_slug + 0.3 * marked + 0.3 * in_article
        # A page with one heading of the first rank means it, whatever it says elsewhere.
        return score if agreement >= 0.2 or in_slug >= 0.3 or marked or in_article else 0.5
    confirmed = agreement >= (0.75 if element.tag == "h2" else 0.9)
    if not confirmed:
        return 0.0
    return 0.8 + 2 * agreement + in_slug + 0.3 * marked + 0.3 * in_article - (0.3 if element.tag == "h3" else 0.0)


def _agreement(text: str, statement: str) -> float:
    """How far another statement of the title confirms a heading; one that opens with it does so most."""
    words = _words(text)
    if len(words) > 1 and _contains(statement, text):
        return 0.9 if _words(statement)[: len(words)] == words else 0.75
    return _overlap(text, statement)


def _without_kicker(text: str, element: HtmlElement, stated: list[str]) -> str:
    """A heading without the date, topic or label that some pages set inside it, before the title."""
    if len(element) == 0:
        return text
    for other in stated:
        count = len(_words(other))
        if count >= 3 and count < len(_words(text)) and _words(text)[-count:] == _words(other):
            return other
    return text


def _site_names(parts: _Parts, publisher: str | None, url: str | None) -> frozenset[str]:
    """Ways in which the site may name itself, as folded words."""
    names = {publisher or "", parts.meta.get("og:site_name", ""), parts.meta.get("application-name", "")}
    host = (urlsplit(url).hostname or "") if url else ""
    labels = [p for p in host.split(".") if p not in {"www", "com", "org", "net", "co", "news", "m"}]
    names.update(labels[:1] if len(labels) < 3 else labels[:2])
    names.add(host.removeprefix("www."))
    return frozenset(n for n in (" ".join(_words(name)) for name in names) if n)


def _is_site(segment: str, site: frozenset[str]) -> bool:
    words = " ".join(_words(segment))
    bare = words.replace(" ", "")
    return bool(words) and any(
        words == name or bare == name.replace(" ", "") or (len(name) > 3 and bare.startswith(name.replace(" ", "")))
        for name in site
    )


def _strip_site(title: str, site: frozenset[str]) -> str:
    """A title without the name of the site before or behind it."""
    changed = True
    while changed:
        changed = False
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            break
        first, last = cuts[0], cuts[-1]
        if _is_site(title[last.end() :], site):
            title, changed = title[: last.start()].rstrip(), True
        elif _is_site(title[: first.start()], site):
            title, changed = title[first.end() :].lstrip(), True
        elif (
            ("|" in last[0] or "»" in last[0])
            and len(_words(title[: last.start()])) >= 3
            and len(_words(title[last.end() :])) <= 5
        ):
            title, changed = title[: last.start()].rstrip(), True
    return title


def _slug(url: str | None) -> str:
    """Words of the last telling step of an address."""
    if not url:
        return ""
    for step in reversed(urlsplit(url).path.split("/")):
        words = [
            w
            for w in re.split(r"[-_+.]", unquote(step))
            if len(w) > 1 and not w.isdigit() and w not in {"html", "htm", "php"}
        ]
        if len(words) >= 3:
            return " ".join(words)
    return ""


# --- date ------------------------------------------------------------------------------------------------------------


def _find_date(
    tree: HtmlElement, parts: _Parts, nodes: list[Mapping[str, Any]], article: Mapping[str, Any], url: str | None
) -> tuple[str | None, str]:
    found, source = _stated_date(parts, nodes, article)
    in_url = _url_date(url)
    if found is not None and in_url is not None and found[:10] != in_url and _days_apart(found[:10], in_url) <= 1:
        # An evening's news carries the next day in UTC; the address has the day of the newsroom.
        return in_url, "url"
    if found is not None:
        return found, source
    if in_url is not None:
        return in_url, "url"
    from htmldate import find_date

    value = find_date(tree, original_date=True, extensive_search=True, url=url, max_date=f"{LAST_YEAR}-12-31")
    if value is None or (value.endswith("-01-01") and not _NEW_YEAR.search(tree.text_content())):
        return None, ""  # htmldate makes the first of January of a year that stands alone, as in a copyright line
    return read_published(value).value, "visible"


_NEW_YEAR = re.compile(r"\b0?1[./-]0?1\b|\b0?1(?:st)?[. ]+jan|\bjan[a-z]*\.? +0?1\b|\benero|\bjanvier", re.I)


def _stated_date(parts: _Parts, nodes: list[Mapping[str, Any]], article: Mapping[str, Any]) -> tuple[str | None, str]:
    for node in (article, *(n for n in nodes if n.get("datePublished"))):
        value = read_published(_scalar(node.get("datePublished")) or _scalar(node.get("dateCreated"))).value
        if value is not None:
            return value, "json-ld"
    for name in _DATE_META:
        value = read_published(parts.meta.get(name)).value
        if value is not None:
            return value, "meta"
    for element in parts.times:
        if (
            element.get("itemprop") == "datePublished"
            or element.get("pubdate") is not None
            or "published" in (element.get("class") or "")
        ):
            value = read_published(element.get("datetime") or element.get("content")).value
            if value is not None:
                return value, "time"
    return None, ""


def _scalar(value: Any) -> Any:
    if isinstance(value, list):
        return _scalar(value[0]) if value else None
    return value if isinstance(value, str | int | float) else None


def _url_date(url: str | None) -> str | None:
    if not url:
        return None
    match = _URL_DATE.search(urlsplit(url).path)
    return read_published(f"{match[1]}-{match[2]}-{match[3]}").value if match else None


def _days_apart(left: str, right: str) -> int:
    from datetime import date

    return abs((date.fromisoformat(left) - date.fromisoformat(right)).days)


# --- the rest --------------------------------------------------------------------------------------------------------


def _publishers(
    parts: _Parts, nodes: list[Mapping[str, Any]], article: Mapping[str, Any]
) -> Iterable[tuple[str | None, str]]:
    yield jsonld.text_of(article.get("publisher")), "json-ld"
    yield fold(parts.meta.get("og:site_name", "")), "meta"
    for node in nodes:
        kind = str(node.get("@type"))
        if "Organization" in kind or kind == "WebSite":
            yield jsonld.text_of(node.get("name")), "json-ld"
    for name in ("publisher", "dc.publisher", "citation_journal_title", "application-name"):
        value = fold(parts.meta.get(name, ""))
        yield (None if value.startswith("http") else value), "meta"


def _sections(
    tree: HtmlElement, parts: _Parts, nodes: list[Mapping[str, Any]], article: Mapping[str, Any], title: str | None
) -> Iterable[tuple[str | None, str]]:
    boilerplate = load_boilerplate()
    yield section_of(jsonld.breadcrumb(nodes), title, boilerplate), "breadcrumb"
    yield section_of(_visible_breadcrumb(tree), title, boilerplate), "breadcrumb"
    yield jsonld.text_of(article.get("articleSection")), "json-ld"
    for name in ("article:section", "og:section", "parsely-section", "section"):
        yield fold(parts.meta.get(name, "")), "meta"


_TRAIL = etree.XPath(
    '(//nav | //div | //ul | //ol | //p)[contains(@class,"readcrumb") or contains(@id,"readcrumb")][1]'
)
# From the attribute to its element: asking each element for its attributes takes libxml2 twice as long.
_BYLINES = etree.XPath(
    '//@rel[. = "author"]/.. | //@itemprop[. = "author"]/.. | //@class[contains(., "byline") or'
    ' contains(., "author-name") or contains(., "author__name")]/.. | //a[contains(@href, "/author/") or'
    ' contains(@href, "/autor/")]'
)


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


_BYLINE = re.compile(
    r"^(?:view all posts by|posts by|written by|published by|author|autor|by|von|vom|por|par|da|di)\b[:\s]+", re.I
)
_NO_AUTHOR = re.compile(r"^(no author|admin|administrator|unknown|staff|editor|redaktion|author)$", re.I)


def _authors(tree: HtmlElement, parts: _Parts, article: Mapping[str, Any]) -> Iterable[tuple[str | None, str]]:
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


def absolute(url: str, base: str | None) -> str:
    """An address of a page made absolute."""
    return urljoin(base, url) if base else url
