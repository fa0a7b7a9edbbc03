"""What the caller may ask of ingestion, and what it gets back where a source cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.ingest.intake import Intake

#: Columns and keys of an article in tables and JSON lines; ``IngestOptions.columns`` maps other names onto these.
FIELDS = ("id", "text", "title", "published", "url", "publisher", "section", "author", "language")


class Code(StrEnum):
    """Why a source gave no article. Stable; docs/ingest.md explains each."""

    NOT_FOUND = "DT101"
    NO_PERMISSION = "DT102"
    EMPTY = "DT103"
    BINARY = "DT104"
    TOO_LARGE = "DT105"
    BAD_JSON = "DT106"
    NO_ARTICLE = "DT107"
    UNKNOWN_FORMAT = "DT108"
    EXTRA_MISSING = "DT109"
    BAD_ARCHIVE = "DT110"
    UNSAFE_MEMBER = "DT111"
    BAD_TABLE = "DT112"
    FETCH_FAILED = "DT113"
    ROBOTS = "DT114"
    BAD_RECORD = "DT115"
    BAD_FEED = "DT116"
    UNREADABLE = "DT117"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How the network is used.

    Attributes:
        user_agent: sent with each request and matched against robots.txt.
        delay_s: seconds between two requests to one host; a longer ``Crawl-delay`` of robots.txt wins.
        timeout_s: seconds for connecting and for each read.
        retries: further tries after a 429, a 5xx or a broken connection, with doubling waits.
        max_bytes: a response larger than this is given up.
        respect_robots: whether robots.txt is asked and obeyed.
        state: SQLite file that keeps validators (ETag, Last-Modified) and what was seen, so that a second run asks
            only for what is new; None for nothing kept.
        full_pages: whether the page behind each feed entry is fetched, or the entry's own text is the article.
    """

    user_agent: str = "detente/0 (+https://pypi.org/project/detente)"
    delay_s: float = 1.0
    timeout_s: float = 20.0
    retries: int = 3
    max_bytes: int = 20_000_000
    respect_robots: bool = True
    state: str | None = None
    full_pages: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """How sources are turned into articles. Picklable; one object for all sources of a run.

    Attributes:
        format: read every source as this (``text``, ``html``, ``jsonl``, ``csv``, ``tsv``, ``parquet``, ``feed``,
            ``sitemap``, ``warc``, ``wacz``, ``newsml``, ``ninjs``, ``urls``); None to tell from name and content.
        published: ISO date that stands for whatever the sources say.
        encoding: of text, tables and HTML; None to detect it.
        columns: field of the article to column of the table or key of the JSON object.
        languages: ISO 639-1 codes that are read; others get the diagnostic ``language_skipped``.
            Empty for all.
        max_bytes: one article (a file, a line, a member of an archive) larger than this, unpacked, is not read.
        max_ratio: an archive member that unpacks to more than this many times its packed size is taken for a bomb.
        max_total_bytes: a whole archive that unpacks to more than this is given up; None for no limit.
        max_depth: archives inside archives, at most.
        intake: counts what is handed on, and keeps receipts for fetched pages until the caller confirms them; with
            None a page counts as seen when the next one is asked for.
    """

    format: str | None = None
    published: str | None = None
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    max_bytes: int = 20_000_000
    max_ratio: float = 200.0
    max_total_bytes: int | None = None
    max_depth: int = 3
    fetch: FetchOptions = FetchOptions()
    intake: Intake | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestFailure:
    """A source, or one line or member of it, that gave no article. The run goes on.

    Attributes:
        source: path, URL or ``-``; members of archives as ``outer.zip!inner.txt``.
        code: stable, see :class:`Code`.
        message: what was met and what to try.
        line: 1-based line or row in the source, where it has any.
    """

    source: str
    code: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{self.code} {where}: {self.message}"
