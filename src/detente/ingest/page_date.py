"""The date of publication of a page: what it states, else what its address says, else what stands on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from detente.ingest.page_parts import PageParts
from detente.ingest.published import LAST_YEAR, read_published

_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_NEW_YEAR = re.compile(r"\b0?1[./-]0?1\b|\b0?1(?:st)?[. ]+jan|\bjan[a-z]*\.? +0?1\b|\benero|\bjanvier", re.I)

# In the order of trust. Names as they stand in name=, property= or itemprop=, lower-cased.
_DATE_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "article.published",
    "publication_date", "publication-date", "publish-date", "publishdate", "published_time", "pubdate", "pub_date",
    "article_date_original", "cxenseparse:recs:publishtime", "bt:pubdate", "rnews:datepublished", "citation_date",
    "citation_publication_date", "bepress_citation_date", "originalpublicationdate", "dc.date", "dc:date",
    "dcterms.date", "date", "shareaholic:article_published_time",
)  # fmt: skip


def find_published(
    tree: HtmlElement, parts: PageParts, nodes: list[Mapping[str, Any]], article: Mapping[str, Any], url: str | None
) -> tuple[str | None, str]:
    """The day or instant of publication in ISO 8601, and where it was read; None where no place states it."""
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


def _stated_date(
    parts: PageParts, nodes: list[Mapping[str, Any]], article: Mapping[str, Any]
) -> tuple[str | None, str]:
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
    return abs((date.fromisoformat(left) - date.fromisoformat(right)).days)
