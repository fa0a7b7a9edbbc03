"""The title of a page: a visible heading that another place confirms, without the name of the site.

Several places state it, each wrong in its own way: ``og:title`` is written for sharing and carries the site's name,
``<h1>`` may be the site's name itself, JSON-LD headlines are shortened. So they vote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from detente.ingest import jsonld
from detente.ingest.page_parts import PageParts, fold

_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+[|–—\-·•:»«>~/]+\s+|\s*[|»]\s*|:{2}|(?<=\w): ")
_HIDDEN = re.compile(r"\b(sr-only|visually-?hidden|screen-?reader|hidden|u-?hide)", re.I)
_HEADLINE_CLASS = re.compile(r"headline|entry-title|article-?title|post-?title|page-?title|story-?title", re.I)
_FURNITURE = frozenset({"nav", "footer", "aside", "form"})
_BLOCKS = frozenset(["br", "div", "p", "span", "h1", "h2", "h3", "h4", "h5", "h6", "li", "small", "figure"])


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


def find_title(
    parts: PageParts, article: Mapping[str, Any], publisher: str | None, url: str | None
) -> tuple[str | None, str]:
    """The title, and the element or place that has it; None and nothing where no place is sure.

    Args:
        article: the JSON-LD object about the page.
        publisher, url: to tell the name of the site from the title.
    """
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


def _site_names(parts: PageParts, publisher: str | None, url: str | None) -> frozenset[str]:
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
