"""Structured data inside pages: schema.org objects from ``<script type="application/ld+json">``."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

#: schema.org types that a news page may be; the page's own date and headline stand in one of these.
_ARTICLE_TYPES = re.compile(r"Article|Posting|Report|NewsItem|CreativeWork$|Review$|Recipe$|LiveBlog")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_WRAPPERS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|;)\s*$"
)
_MAX_OBJECTS = 500


def parse_blocks(blocks: list[str]) -> list[Mapping[str, Any]]:
    """All schema.org objects of a page, outer before inner, in order; broken blocks are passed over."""
    found: list[Mapping[str, Any]] = []
    for block in blocks:
        for value in _load(block):
            found.extend(_objects(value))
            if len(found) > _MAX_OBJECTS:
                return found[:_MAX_OBJECTS]
    return found


def _load(block: str) -> Iterator[Any]:
    for text in (block, _TRAILING_COMMA.sub(r"\1", _WRAPPERS.sub("", block))):
        try:
            yield json.loads(text, strict=False)
            return
        except (ValueError, RecursionError):
            continue


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Top-level objects, those of ``@graph`` and of ``mainEntity``; teasers of other articles lie deeper."""
    stack = [value]
    while stack:
        item = stack.pop(0)
        if isinstance(item, list):
            stack = [*item[:_MAX_OBJECTS], *stack]
        elif isinstance(item, dict):
            yield item
            inner = [
                item[k] for k in ("@graph", "mainEntity", "mainEntityOfPage") if isinstance(item.get(k), list | dict)
            ]
            stack = [*inner, *stack]


def is_article(node: Mapping[str, Any]) -> bool:
    """Whether the object describes an article of some kind."""
    kinds = node.get("@type")
    return any(isinstance(k, str) and _ARTICLE_TYPES.search(k) for k in (kinds if isinstance(kinds, list) else [kinds]))


def text_of(value: Any) -> str | None:
    """A string value, unescaped and with white space folded; the first of a list; the name of an object."""
    if isinstance(value, list):
        return next((t for v in value if (t := text_of(v))), None)
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value"))
    if not isinstance(value, str):
        return None
    for _ in range(2):  # WordPress escapes twice
        value = html.unescape(value)
    folded = " ".join(re.sub(r"<[^>]{1,200}>", " ", value).split())
    return folded or None


def names_of(value: Any) -> list[str]:
    """Names of people or organizations: of one, or of each in a list."""
    values = value if isinstance(value, list) else [value]
    return [n for v in values if (n := text_of(v))]


def breadcrumb(nodes: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """Names along the page's BreadcrumbList; empty where there is none."""
    for node in nodes:
        trail = node if node.get("@type") == "BreadcrumbList" else node.get("breadcrumb")
        if not isinstance(trail, dict) or not isinstance(trail.get("itemListElement"), list):
            continue
        steps = []
        for step in trail["itemListElement"]:
            if isinstance(step, dict):
                name = text_of(step.get("name")) or text_of(step.get("item"))
                if name and not name.startswith("http"):
                    steps.append(name)
        if steps:
            return tuple(steps)
    return ()
