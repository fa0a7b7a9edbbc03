"""What each page holds: one frozen dataclass a page, given to its template and, as it is, out as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The first page. ``summary`` is None while everything is still being counted."""

    summary: dict[str, Any] | None
    latest: Rows


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch of an article's text. ``kinds`` are CSS classes; ``note`` is what is said on hover and focus."""

    text: str
    start: int
    kinds: list[str]
    fact: str | None
    note: str
    label: str


@dataclass(frozen=True, kw_only=True)
class FactLine:
    """A fact beside the text; ``at`` is where its words begin."""

    id: str | None
    head: str
    text: str
    notes: list[str]
    confidence: float | None
    at: int | None


@dataclass(frozen=True, kw_only=True)
class FactGroup:
    """Facts of one kind, in groups that may have a name."""

    title: str
    groups: list[tuple[str, list[FactLine]]]
    n: int


@dataclass(frozen=True, kw_only=True)
class ArticlePage:
    """An article: its text in segments, and all that was read from it."""

    id: str
    title: str
    facts: list[tuple[str, str]]
    url: str | None
    segments: list[Segment]
    groups: list[FactGroup]
    version: str


@dataclass(frozen=True, kw_only=True)
class WhyPage:
    """What stands behind a fact."""

    article: str
    title: str
    fact: str
    kind: str
    fields: list[tuple[str, str]]
    spans: list[tuple[str, int, str]]
    before: str
    words: str
    after: str
    source: str | None
    source_version: str | None
    source_words: list[str]
    note: str
    runners_up: list[tuple[str, float]]
    chosen: str | None
    reason: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Paged:
    """Where one is in a long list."""

    page: int
    more: bool


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """Statements that fit all facets."""

    filters: dict[str, str | None]
    outlets: list[str]
    statements: Rows
    paged: Paged


@dataclass(frozen=True, kw_only=True)
class ActorsPage:
    """Actors whose names begin with some words."""

    q: str
    actors: Rows


@dataclass(frozen=True, kw_only=True)
class ActorPage:
    """One actor: partners, statements, positions, events."""

    actor: dict[str, Any]
    is_country: bool
    partners: Rows
    statements: Rows
    positions: Rows
    events: Rows


@dataclass(frozen=True, kw_only=True)
class DyadPage:
    """Two actors over time. ``series`` is None while it is being computed."""

    one: str
    other: str
    one_name: str
    other_name: str
    every: str
    reports: bool
    series: Rows | None
    ruptures: Rows
    events: Rows
    capped: bool


@dataclass(frozen=True, kw_only=True)
class DyadsPage:
    """Where two actors are chosen."""

    dyads: Rows | None


@dataclass(frozen=True, kw_only=True)
class IssuesPage:
    """All issues; None while they are counted."""

    issues: Rows | None


@dataclass(frozen=True, kw_only=True)
class IssuePage:
    """One issue: articles, positions."""

    name: str
    articles: Rows
    positions: Rows


@dataclass(frozen=True, kw_only=True)
class PlacePage:
    """One place: where it lies, what happened there, who writes of it."""

    place: dict[str, Any]
    events: Rows
    articles: Rows


@dataclass(frozen=True, kw_only=True)
class EventsPage:
    """Events that fit all facets."""

    filters: dict[str, str | None]
    kinds: list[str]
    statuses: list[str]
    events: Rows
    paged: Paged


@dataclass(frozen=True, kw_only=True)
class PositionsPage:
    """Lines of positions and what became of conditions; lists are None where no holder or issue was asked for."""

    holder: str
    issue: str
    lines: Rows | None
    conditions: Rows
    latest: Rows
    capped: bool


@dataclass(frozen=True, kw_only=True)
class MapPage:
    """Places at which events happened; None while they are counted."""

    places: Rows | None


@dataclass(frozen=True, kw_only=True)
class NetworkPage:
    """Who deals with whom in a window; ``edges`` is None while it is computed."""

    since: str
    until: str
    event: str
    kinds: list[str]
    edges: Rows | None
    nodes: Rows
    capped: bool


@dataclass(frozen=True, kw_only=True)
class TimelinePage:
    """Contacts in order of time."""

    one: str
    other: str
    events: Rows


@dataclass(frozen=True, kw_only=True)
class QualityPage:
    """Runs, failures, confidences; None while they are counted."""

    quality: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class SqlPage:
    """A query of one's own and its answer."""

    sql: str
    columns: list[str]
    rows: list[list[Any]]
    more: bool
    error: str | None
    ms: float | None
    tables: list[tuple[str, str]]
