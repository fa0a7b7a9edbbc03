"""A saved or fetched page to its news text and metadata.

trafilatura (Barbaresi 2021) finds the text; around it stand: a guard for hostile markup, a second look where
it took only a part of a page that is cut into sections, lists of links to other stories taken out before, and
lines of furniture taken out afterwards (data/boilerplate.toml).

The text of the article is the title, then one paragraph each for what the page shows as paragraphs, sub-headings, list
items and quotations, blank lines between them. The body is all but the title.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from detente.ingest import decode
from detente.ingest.body import same_words
from detente.ingest.boilerplate import load_boilerplate
from detente.ingest.build import Raw, id_from_url
from detente.ingest.metadata import PageMeta, read_metadata
from detente.ingest.page_parts import fold
from detente.records import Diagnostic

#: Deeper nesting than this is not laid out by any browser; deeper trees exhaust the stack of extractors.
MAX_DEPTH = 250
MAX_ELEMENTS = 400_000
#: A text shorter than this is not taken for an article.
MIN_CHARS = 80
#: The paragraphs of the article element are taken instead where the extractor found less than this share of them.
_MIN_SHARE = 0.7
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.I)


# lxml ships no types.
_LXML: Any = lxml_html
# lxml.html asks Python for the class of each element that is touched; forms have classes of their own there, which
# nobody here needs.
_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
# One step a level: the walk stays in libxml2 and visits each element once.
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
# No news text, but most of the bytes of a page; trafilatura copies the tree several times.
_DEAD_WEIGHT = (
    "style", "svg", "link", "iframe", "template", "canvas", "map", "picture", "source", "video",
    "nav", "footer", "select", "button", "input",
)  # fmt: skip


class NoArticle(ValueError):
    """The page holds no text that looks like an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was read from a page.

    Attributes:
        paragraphs: the text, without the title.
        dropped: lines of furniture that were taken out.
    """

    meta: PageMeta
    paragraphs: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read_page(data: bytes | str, *, url: str | None = None, encoding: str | None = None) -> Page:
    """Text and metadata of a page.

    Args:
        data: the page; bytes are decoded by ``encoding``, the byte order mark, UTF-8, the page's own declaration or
            detection, in this order.
        url: its address, where known.

    Raises:
        NoArticle: where there is nothing to read.
        decode.NotText: where the bytes are no text.
    """
    notes: tuple[Diagnostic, ...] = ()
    if isinstance(data, bytes):
        decoded = decode.decode(data, encoding=encoding or _declared(data))
        data, notes = decoded.text, decoded.diagnostics
    tree, note = parse(data)
    if note is not None:
        notes = (*notes, note)
    meta = read_metadata(tree, url=url)
    paragraphs = find_paragraphs(tree, meta)
    kept, dropped = _without_furniture(paragraphs, meta)
    if sum(map(len, kept)) < MIN_CHARS:
        raise NoArticle("the page holds no text that looks like an article")
    if dropped:
        shown = "; ".join(d[:60] for d in dropped[:5]) + ("; ..." if len(dropped) > 5 else "")
        notes = (*notes, Diagnostic(code="furniture_left_out", message=f"{len(dropped)} lines left out: {shown}"))
    return Page(meta=meta, paragraphs=tuple(kept), dropped=tuple(dropped), diagnostics=notes)


def raw_from_page(page: Page, *, id: str | None = None) -> Raw:
    """The page as an article: its text laid out, the body all but the title."""
    body = "\n\n".join(page.paragraphs)
    title = page.meta.title
    head = f"{title}\n\n" if title else ""
    return Raw(
        id=id or (id_from_url(page.meta.url) if page.meta.url else ""),
        text=head + body,
        title=title,
        published=page.meta.published,
        url=page.meta.url,
        publisher=page.meta.publisher,
        section=page.meta.section,
        author=page.meta.author,
        language=page.meta.language,
        body=(len(head), len(head) + len(body)),
        alone=False,
        basis=page.meta.basis,
        diagnostics=page.diagnostics,
    )


def _declared(data: bytes) -> str | None:
    """The encoding that the page declares, unless its bytes are UTF-8 after all or the name is unknown."""
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    match = _XML_CHARSET.search(data[:1024]) or _META_CHARSET.search(data[:4096])
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    # Browsers read "Latin-1" as Windows-1252; so do the people who write it.
    name = "cp1252" if name in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"} else name
    try:
        "".encode(name)
    except LookupError:
        return None
    return None if name.startswith("utf-8") or name == "utf8" else name


def parse(text: str) -> tuple[HtmlElement, Diagnostic | None]:
    """The tree of a page, whatever its markup; what is nested absurdly deep is flattened.

    Raises:
        NoArticle: where nothing can be made of it.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True, recover=True
    )
    # huge_tree: without it libxml2 drops what lies deeper than 256 elements, text and all.
    parser.set_element_class_lookup(_CLASSES)
    source = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        tree: HtmlElement = _LXML.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NoArticle(f"the page cannot be parsed ({error})") from error
    if not _TOO_DEEP(tree) and source.count(b"<") <= 2 * MAX_ELEMENTS:
        return tree, None
    return _flattened(tree, text), Diagnostic(
        code="markup_flattened",
        message=f"the page nests more than {MAX_DEPTH} elements deep or holds very many; read as a row of paragraphs",
    )


# Without nested quantifiers, so that hostile markup costs no more than its length.
_NO_TEXT = re.compile(r"<(script|style|svg|template)\b[^>]*>.*?</\1\s*>", re.I | re.S)
_BREAKS = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|table|section|article|blockquote|main|header|footer)\b[^>]*>", re.I
)
_TAG = re.compile(r"<[^>]*>")


def _flattened(tree: HtmlElement, text: str) -> HtmlElement:
    """The head as it was parsed, and each run of text in the body as a paragraph of its own, taken from the source."""
    fresh: HtmlElement = _LXML.document_fromstring("<html><head></head><body><article></article></body></html>")
    for name in ("title", "meta"):
        for number, element in enumerate(tree.iter(name)):
            if number > 200:
                break
            extra = etree.SubElement(fresh.find("head"), name, dict(element.attrib))
            extra.text = element.text
    target = fresh.find("body/article")
    start = text.lower().find("<body")
    for piece in _BREAKS.split(_NO_TEXT.sub(" ", text[max(start, 0) :]))[:MAX_ELEMENTS]:
        folded = "".join(c for c in fold(unescape(_TAG.sub(" ", piece))) if c >= " ")
        if folded:
            etree.SubElement(target, "p").text = folded
    return fresh


# --- text ------------------------------------------------------------------------------------------------------------


def find_paragraphs(tree: HtmlElement, meta: PageMeta) -> list[str]:
    """Paragraphs of the news text, in order, unfiltered. Takes from the tree what is no text."""
    import trafilatura

    _lighten(tree)
    _drop_teasers(tree)
    # "json" only spares a rendering as text, which we do not look at.
    document: Any = trafilatura.bare_extraction(
        tree, fast=True, include_comments=False, with_metadata=False, output_format="json"
    )
    found = list(_paragraphs(document.body)) if document is not None else []
    size = sum(map(len, found))
    whole = _article_paragraphs(tree)
    if size < _MIN_SHARE * sum(map(len, whole)):
        found, size = whole, sum(map(len, whole))
    run_together = len(found) == 1 and "\n" in (meta.article_body or "").strip()
    if meta.article_body and (size < 0.5 * len(meta.article_body) or run_together):
        stated = [fold(p) for p in re.split(r"(?:<br\s*/?>|</p>|\n)+", meta.article_body)]
        plain = [fold(re.sub(r"<[^>]{1,300}>", " ", p)) for p in stated]
        found = [p for p in plain if p]
    return found


_INLINE_SPACE = frozenset({"lb", "br"})


def _text_of(element: etree._Element) -> str:
    for gap in element.iter("lb", "br"):
        gap.tail = " " + (gap.tail or "")
    return unicodedata.normalize("NFC", fold("".join(element.itertext())))


def _paragraphs(body: etree._Element) -> Iterator[str]:
    """Paragraphs of trafilatura's tree (p, head, list, quote, table ...)."""
    for element in body:
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag in {"list", "quote"} and len(element):
            parts = [_text_of(e) for e in element if isinstance(e.tag, str)]
            yield from (p for p in [fold(element.text or ""), *parts] if p)
        elif tag == "table":
            for row in element.iter("row"):
                cells = [_text_of(cell) for cell in row.iter("cell")]
                line = " | ".join(c for c in cells if c)
                if line:
                    yield line
        else:
            text = _text_of(element)
            if text:
                yield text
        if element.tail and element.tail.strip():
            yield fold(element.tail)


_ASIDE = frozenset({"aside", "footer", "nav", "figure", "figcaption", "form", "header", "blockquote", "li", "table"})


def _article_paragraphs(tree: HtmlElement) -> list[str]:
    """Longer paragraphs that stand in the page's one article element, and not in something beside the text."""
    articles = tree.xpath("//article[not(ancestor::article)]")
    if len(articles) != 1:
        return []
    found = []
    for element in articles[0].iter("p"):
        if any(a.tag in _ASIDE for a in element.iterancestors()):
            continue
        text = fold("".join(element.itertext()))
        links = sum(len("".join(a.itertext())) for a in element.iter("a"))
        if len(text) >= 60 and links < 0.5 * len(text):
            found.append(unicodedata.normalize("NFC", text))
    return found


def _lighten(tree: HtmlElement) -> None:
    """Take out scripts, styles and pictures, and keep what follows them."""
    scripts = [e for e in tree.iter("script") if "ld+json" not in (e.get("type") or "")]
    for element in [*scripts, *tree.iter(*_DEAD_WEIGHT)]:
        if element.getparent() is not None:
            element.drop_tree()


_TEASER_LISTS = etree.XPath(
    "(//ul | //ol)[count(li) >= 3 and count(li[.//h2//a or .//h3//a or .//h4//a or .//h5//a or .//a//h2 or .//a//h3"
    " or .//a//h4 or .//a//h5]) >= 0.8 * count(li)]"
)


def _drop_teasers(tree: HtmlElement) -> None:
    """Take out lists whose items are headlines that lead to other stories."""
    for block in _TEASER_LISTS(tree):
        if block.getparent() is not None:
            block.drop_tree()


def _without_furniture(paragraphs: list[str], meta: PageMeta) -> tuple[list[str], list[str]]:
    """Paragraphs without furniture and repetitions of the title; and what was taken out."""
    boilerplate = load_boilerplate()
    kept: list[str] = []
    dropped: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        if meta.title is not None and same_words(paragraph, meta.title):
            continue  # it stands over the text already
        trail = number < 3 and boilerplate.find_breadcrumb(paragraph) is not None
        if trail or boilerplate.is_page_furniture(paragraph) or (kept and kept[-1] == paragraph):
            dropped.append(paragraph)
        else:
            kept.append(paragraph)
    return kept, dropped
