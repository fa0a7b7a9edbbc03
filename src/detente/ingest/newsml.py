"""What agencies send: NewsML-G2 (with NITF or XHTML inside) and ninjs, as IPTC publishes them at iptc.org/standards."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard, cast

from lxml import etree
from lxml import html as lxml_html

from detente.ingest.build import Raw, build_article
from detente.ingest.mapping import derived_id
from detente.ingest.options import Code, IngestFailure, IngestOptions
from detente.ingest.streams import Opened, read_limited, refuse
from detente.records import Article

_BLOCKS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "li", "blockquote", "bq", "pre", "td", "th", "dt", "dd"]
)
_NINJS_KEYS = frozenset(
    ["body_text", "body_xhtml", "bodies", "headlines", "versioncreated", "usageterms", "pubstatus", "profile"]
)


def safe_parser() -> etree.XMLParser:
    """An XML parser that loads nothing, expands nothing and goes on after errors."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _find(element: etree._Element, *path: str) -> etree._Element | None:
    """The first descendant along a path of local names, each step at any depth."""
    for name in path:
        found = next((e for e in element.iter() if _local(e) == name and e is not element), None)
        if found is None:
            return None
        element = found
    return element


def _text(element: etree._Element | None) -> str | None:
    if element is None:
        return None
    folded = unicodedata.normalize("NFC", " ".join("".join(element.itertext()).split()))
    return folded or None


def blocks_of(element: etree._Element) -> list[str]:
    """Paragraphs inside a piece of markup, in order; its whole text where it has no paragraphs."""
    found = []
    for block in element.iter():
        if _local(block) in _BLOCKS and not any(_local(e) in _BLOCKS for e in block.iterdescendants()):
            text = _text(block)
            if text:
                found.append(text)
    whole = _text(element)
    return found or ([whole] if whole else [])


def laid_out(*, id: str | None, title: str | None, paragraphs: list[str], fields: Mapping[str, Any], basis: str) -> Raw:
    """Title and paragraphs as the text of an article, the body all but the title."""
    body = "\n\n".join(paragraphs)
    if title and paragraphs and " ".join(paragraphs[0].split()) == title:
        body = "\n\n".join(paragraphs[1:])
    head = f"{title}\n\n" if title else ""
    text = head + body
    return Raw(
        id=id or derived_id(fields.get("url"), text),
        text=text,
        title=title,
        body=(len(head), len(text)) if body else (0, len(title or "")),
        alone=False,
        basis={f: basis for f, v in {"title": title, **fields}.items() if v},
        **fields,
    )


# --- NewsML-G2 -------------------------------------------------------------------------------------------------------


def read_newsml(opened: Opened, options: IngestOptions) -> Iterator[Article | IngestFailure]:
    """Each ``newsItem`` that carries a text; pictures and packages are passed over."""
    data = read_limited(opened, options)
    try:
        root = etree.fromstring(data, parser=safe_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse(opened.name, Code.BAD_FEED, f"is no XML: {error}") from error
    if root is None:
        raise refuse(opened.name, Code.BAD_FEED, "is no XML")
    items = [root] if _local(root) == "newsItem" else [e for e in root.iter() if _local(e) == "newsItem"]
    found = False
    for item in items:
        raw = _from_news_item(item)
        if raw is not None:
            found = True
            yield build_article(raw, options)
    if not found:
        raise refuse(opened.name, Code.NO_ARTICLE, f"holds no news item with a text (of {len(items)} items)")


def _from_news_item(item: etree._Element) -> Raw | None:
    content = _find(item, "contentSet")
    if content is None:
        return None
    inline = _find(content, "inlineXML")
    data = _find(content, "inlineData")
    if inline is not None:
        # NITF: only what stands in body.content is text; XHTML: what stands in body.
        inner = _find(inline, "body.content")
        if inner is None:
            inner = _find(inline, "body")
        paragraphs = blocks_of(inner if inner is not None else inline)
    elif data is not None and data.text:
        paragraphs = [" ".join(p.split()) for p in data.text.split("\n\n") if p.strip()]
    else:
        return None
    if not paragraphs:
        return None
    meta = _find(item, "contentMeta")
    about = meta if meta is not None else item
    provider = _find(item, "itemMeta", "provider")
    language = _find(about, "language")
    created = next(
        (v for e in (_find(about, "contentCreated"), _find(item, "itemMeta", "firstCreated"),
                     _find(item, "itemMeta", "versionCreated")) if (v := _text(e))),
        None,
    )  # fmt: skip
    fields = {
        "published": created,
        "publisher": (_text(_find(provider, "name")) or provider.get("literal") or provider.get("qcode"))
        if provider is not None
        else None,
        "section": _text(_find(about, "subject", "name")),
        "author": _text(_find(about, "by")),
        "language": language.get("tag") if language is not None else None,
    }
    return laid_out(
        id=item.get("guid"), title=_text(_find(about, "headline")), paragraphs=paragraphs, fields=fields, basis="newsml"
    )


# --- ninjs -----------------------------------------------------------------------------------------------------------


def is_ninjs(value: Mapping[str, Any]) -> bool:
    """Whether a JSON object is an item of ninjs (any version to 3)."""
    return "uri" in value and bool(_NINJS_KEYS.intersection(value))


def article_from_ninjs(
    value: Mapping[str, Any], options: IngestOptions, *, source: str, line: int | None
) -> Article | IngestFailure:
    """One ninjs item."""
    paragraphs = _ninjs_paragraphs(value)
    if not paragraphs:
        return IngestFailure(
            source=source, code=Code.BAD_RECORD.value, message="the ninjs item carries no text", line=line
        )
    subjects = value.get("subject") or value.get("subjects")
    fields = {
        "published": value.get("firstcreated") or value.get("versioncreated"),
        "publisher": _string(value.get("copyrightholder")) or _string(value.get("provider")),
        "section": _string(subjects[0].get("name")) if _is_list_of_objects(subjects) else None,
        "author": _string(value.get("byline")) or _string(value.get("by")),
        "language": _string(value.get("language")),
        "url": _string(value.get("ednote_url")) or _string(value.get("url")),
    }
    title = _string(value.get("headline")) or _first_value(value.get("headlines"))
    raw = laid_out(id=_string(value.get("uri")), title=title, paragraphs=paragraphs, fields=fields, basis="ninjs")
    return build_article(raw, options)


def _ninjs_paragraphs(value: Mapping[str, Any]) -> list[str]:
    plain = _string(value.get("body_text"))
    markup = _string(value.get("body_xhtml")) or _string(value.get("body_html"))
    for body in value.get("bodies") or []:
        if isinstance(body, Mapping) and isinstance(body.get("value"), str):
            kind = str(body.get("contenttype") or body.get("contentType") or "text/html")
            if "html" in kind or "xml" in kind:
                markup = markup or body["value"]
            else:
                plain = plain or body["value"]
    if markup:
        wrapped = etree.Element("div")
        for piece in cast(Any, lxml_html).fragments_fromstring(markup):
            if isinstance(piece, str):
                etree.SubElement(wrapped, "p").text = piece
            else:
                wrapped.append(piece)
        return blocks_of(wrapped)
    if plain:
        return [" ".join(p.split()) for p in plain.replace("\r\n", "\n").split("\n\n") if p.strip()]
    return []


def _string(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _first_value(values: Any) -> str | None:
    return _string(values[0].get("value")) if _is_list_of_objects(values) else None


def _is_list_of_objects(values: Any) -> TypeGuard[list[Mapping[str, Any]]]:
    return isinstance(values, list) and bool(values) and isinstance(values[0], Mapping)
