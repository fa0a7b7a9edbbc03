"""From the parts that a source gives to an :class:`~detente.records.Article`."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from detente.ingest.body import find_layout
from detente.ingest.language import detect_language
from detente.ingest.options import IngestOptions
from detente.ingest.published import read_published
from detente.records import Article, Diagnostic

#: Name endings that say how a file is packed or written, not what it is about.
_SUFFIXES = frozenset(
    [
        ".gz",
        ".bz2",
        ".xz",
        ".lzma",
        ".zst",
        ".zip",
        ".txt",
        ".text",
        ".md",
        ".html",
        ".htm",
        ".xhtml",
        ".json",
        ".jsonl",
        ".ndjson",
        ".xml",
        ".csv",
        ".tsv",
        ".warc",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """An article as its source gives it, before anything is concluded.

    Attributes:
        id: the source's own id, or one derived from its name.
        text: kept exactly.
        body: (start, end) where the reader of the page already knows it; None to find it in the text.
        alone: the text was given on its own (a field of a record), so that its first line is news too.
        basis: where each field was read.
    """

    id: str
    text: str
    title: str | None = None
    published: object = None
    url: str | None = None
    publisher: str | None = None
    section: str | None = None
    author: str | None = None
    language: str | None = None
    body: tuple[int, int] | None = None
    alone: bool = True
    basis: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def build_article(raw: Raw, options: IngestOptions) -> Article:
    """The article: body found, date normalised, language judged. Nothing here fails; what is odd is a diagnostic."""
    basis = dict(raw.basis)
    notes = list(raw.diagnostics)
    notes.extend(_odd_characters(raw.text))
    title, section = raw.title or None, raw.section or None
    if raw.body is not None:
        start, end = raw.body
    else:
        layout = find_layout(raw.text, given_title=title, cut_title=not raw.alone)
        start, end = layout.start, layout.end
        if title is None and layout.title is not None:
            title = layout.title
            basis["title"] = "visible"
        if section is None and layout.section is not None:
            section = layout.section
            basis["section"] = "breadcrumb"
    if options.published is not None:
        published = read_published(options.published)
        basis["published"] = "option"
    else:
        published = read_published(raw.published)
    if published.problem is not None:
        notes.append(Diagnostic(code=published.problem, message=published.message))
    if published.value is None:
        basis.pop("published", None)
    if not raw.text.strip():
        notes.append(Diagnostic(code="empty_text", message="the text is empty; nothing was read"))
        start = end = 0
    language = normal_language(raw.language)
    if language is None or basis.get("language") in {"meta", "html"}:
        # What a page declares is often its template's language; what it is written in decides.
        detected = detect_language(raw.text[start:end])
        if detected.code is not None:
            language = detected.code
            basis["language"] = detected.basis
    if language is not None and options.languages and language not in options.languages and end > start:
        notes.append(
            Diagnostic(
                code="language_skipped",
                message=f"the text is in {language!r} ({basis.get('language', 'given')}); only"
                f" {', '.join(options.languages)} is read. Allow it with --language {language}",
            )
        )
        start = end = 0
    bare = Article(
        id=raw.id,
        text=raw.text,
        title=title,
        published=published.value,
        url=raw.url or None,
        publisher=raw.publisher or None,
        section=section,
        author=raw.author or None,
        language=language,
        basis=basis,
        read_with=tuple(notes),
    )
    return replace(bare, body=bare.span(start, end)) if end > start else bare


def _odd_characters(text: str) -> Iterable[Diagnostic]:
    if "\x00" in text:
        yield Diagnostic(
            code="nul_character", message=f"the text holds {text.count(chr(0))} NUL characters; kept as they are"
        )
    if _has_surrogates(text):
        yield Diagnostic(
            code="lone_surrogate", message="the text holds lone surrogates, which no encoding can write; kept"
        )


def _has_surrogates(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def normal_language(code: str | None) -> str | None:
    """ISO 639-1 part of a language tag (``en-GB``, ``en_US`` to ``en``); None where there is none."""
    if not code:
        return None
    match = re.match(r"[A-Za-z]{2,3}(?=$|[-_.;, ])", code.strip())
    return match[0].lower() if match else None


def stem_of(name: str) -> str:
    """Name of a file without its folder and without the endings of formats and packing.

    >>> stem_of("pages/2019-05-15.talks.html.gz")
    '2019-05-15.talks'
    """
    base = posixpath.basename(name.replace("\\", "/"))
    while True:
        root, suffix = posixpath.splitext(base)
        if not root or suffix.lower() not in _SUFFIXES:
            return base
        base = root


def id_from_url(url: str) -> str:
    """A stable id for a page that has only its address: host, path and query, without scheme, ``www.`` and fragment.

    >>> id_from_url("https://www.example.org/world/talks.html?id=7#top")
    'example.org/world/talks.html?id=7'
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if _port(parts) else ""
    query = f"?{parts.query}" if parts.query else ""
    return unicodedata.normalize("NFC", f"{host}{port}{parts.path.rstrip('/')}{query}") or url


def _port(parts: object) -> int | None:
    try:
        return getattr(parts, "port", None)
    except ValueError:
        return None
