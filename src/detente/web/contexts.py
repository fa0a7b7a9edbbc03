"""What each page holds: one frozen dataclass a page, given to its template and, as it is, out as JSON.

A list that is None is still being counted. What a view of one article looks like (briefs, explanations, segments) is
decided in :mod:`detente.views`; pages hand those on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from detente.briefs import Brief
from detente.views.brief import Brief as ArticleBrief
from detente.views.highlight import Segment
from detente.views.why import Explanation

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Page:
    """``names``: of every id on the page, the name under which it was last recorded."""

    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Listing(Page):
    """A page of a long list. ``filters`` are the facets that were asked for, ``more`` whether there is another page."""

    filters: dict[str, str | None]
    page: int
    more: bool


@dataclass(frozen=True, kw_only=True)
class Overview(Page):
    """The first page."""

    summary: dict[str, Any] | None
    latest: Rows


@dataclass(frozen=True, kw_only=True)
class ArticlePage(Page):
    """An article: its text in segments, and all that was read from it. ``notes``: by fact, what is said on hover."""

    brief: ArticleBrief
    url: str | None
    segments: list[Segment]
    notes: dict[str, str]
    times: Rows
    places: Rows
    version: str


@dataclass(frozen=True, kw_only=True)
class WhyPage(Page):
    """What stands behind a fact, with its words between ``before`` and ``after``, and its neighbours in the text."""

    title: str
    why: Explanation
    before: str
    words: str
    after: str
    previous: str | None
    following: str | None


@dataclass(frozen=True, kw_only=True)
class SearchPage(Listing):
    """Statements that fit all facets, and how many have which value; ``facets`` is None while they are counted."""

    statements: Rows
    facets: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class EventsPage(Listing):
    """Events that fit all facets."""

    events: Rows


@dataclass(frozen=True, kw_only=True)
class ActorsPage(Page):
    """Actors by name; the most frequent ones where none was asked for."""

    q: str
    actors: Rows


@dataclass(frozen=True, kw_only=True)
class ActorPage(Page):
    """One actor: partners, statements, positions, events."""

    actor: dict[str, Any]
    partners: Rows | None
    statements: Rows
    positions: Rows
    events: Rows


@dataclass(frozen=True, kw_only=True)
class DyadPage(Page):
    """Two actors over time. ``capped``: the store holds more than was looked at."""

    one: str
    other: str
    every: str
    reports: bool
    series: Rows | None
    ruptures: Rows
    events: Rows
    capped: bool


@dataclass(frozen=True, kw_only=True)
class DyadsPage(Page):
    """Where two actors are chosen."""

    dyads: Rows | None


@dataclass(frozen=True, kw_only=True)
class BriefPage(Page):
    """A brief; None while it is being written, or where ``missing`` says what must be asked for first."""

    about: str
    one: str
    other: str
    issue: str
    since: str
    until: str
    missing: str
    brief: Brief | None


@dataclass(frozen=True, kw_only=True)
class IssuesPage(Page):
    """All issues."""

    issues: Rows | None


@dataclass(frozen=True, kw_only=True)
class IssuePage(Page):
    """One issue: articles, positions."""

    name: str
    articles: Rows
    positions: Rows


@dataclass(frozen=True, kw_only=True)
class PlacePage(Page):
    """One place: where it lies, what happened there, who writes of it."""

    place: dict[str, Any]
    events: Rows
    articles: Rows


@dataclass(frozen=True, kw_only=True)
class PositionsPage(Page):
    """Lines of positions and what became of conditions; ``latest`` where no holder or issue was asked for."""

    holder: str
    issue: str
    lines: Rows | None
    conditions: Rows
    latest: Rows
    capped: bool
    drawn: bool


@dataclass(frozen=True, kw_only=True)
class MapPage(Page):
    """Places at which events happened."""

    places: Rows | None


@dataclass(frozen=True, kw_only=True)
class NetworkPage(Page):
    """Who deals with whom in a window."""

    since: str
    until: str
    event: str
    edges: Rows | None
    nodes: Rows
    capped: bool


@dataclass(frozen=True, kw_only=True)
class TimelinePage(Page):
    """Contacts in order of time."""

    one: str
    other: str
    events: Rows | None
    capped: bool


@dataclass(frozen=True, kw_only=True)
class QualityPage(Page):
    """Runs, failures, confidences."""

    quality: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class GuidePage(Page):
    """What the words of the record mean."""

    events: Rows
    sectors: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class SqlPage(Page):
    """A query of one's own and its answer."""

    sql: str
    columns: list[str]
    rows: list[list[Any]]
    more: bool
    error: str | None
    ms: float | None
    tables: list[tuple[str, str]]
