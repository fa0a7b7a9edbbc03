"""The parts of a page that say something of it, gathered once."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from lxml.html import HtmlElement


@dataclass(slots=True)
class PageParts:
    """What is asked again and again: ``meta`` by name in small letters, headings, times, JSON-LD, title, address."""

    meta: dict[str, str] = field(default_factory=dict)
    headings: list[HtmlElement] = field(default_factory=list)
    times: list[HtmlElement] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    title: str = ""
    canonical: str = ""
    language: str = ""


def gather(tree: HtmlElement) -> PageParts:
    """The parts of a page, in one walk over its tree."""
    parts = PageParts(language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
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
