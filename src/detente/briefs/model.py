"""What a brief is: sections of lines, each line with the numbers of its notes. Plain text, no markup of any medium."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

ABOUT = ("dyad", "actor", "issue", "period")
# Control characters, marks that turn the direction of writing, and what UTF-8 cannot hold.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text on one line, with what no medium should obey made visible.

    >>> clean("a\\n b\\u202ec\\x00")
    'a b\\ufffdc\\ufffd'
    """
    return _UNSEEN.sub("\ufffd", " ".join(text.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a brief is asked to be about.

    Attributes:
        about: one of :data:`ABOUT`.
        one, other: actor ids or countries: both for a dyad, ``one`` for an actor.
        issue: for an issue.
        since, until: ISO dates of the articles, both included; None for no bound.
    """

    about: str
    one: str | None = None
    other: str | None = None
    issue: str | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        needed = {"dyad": (self.one, self.other), "actor": (self.one,), "issue": (self.issue,), "period": ()}
        if self.about not in needed:
            raise ValueError(f"a brief is about a {', '.join(ABOUT)}, not {self.about!r}")
        if not all(needed[self.about]):
            raise ValueError(f"a brief about a {self.about} wants to know which")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a sentence rests on: words of an article, or a count that can be made again.

    Attributes:
        number: from 1, in the order in which the sentences come.
        article, fact, outlet, date, title, words: of a fact; ``fact`` None where a whole sentence is meant.
        command: that gives the numbers of a count again; None for a fact.
        page: path of the workbench that shows it.
    """

    number: int
    page: str
    article: str | None = None
    fact: str | None = None
    outlet: str | None = None
    date: str | None = None
    title: str | None = None
    words: str = ""
    command: str | None = None

    @property
    def article_page(self) -> str:
        """Path of the article in the workbench."""
        return link("/article", id=self.article or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence, or a few on the same thing; ``notes`` are numbers of :class:`Note`."""

    text: str
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Sentences under a title; ``listed`` where each stands for itself."""

    title: str
    lines: tuple[Line, ...]
    listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart: what it shows, and its SVG; empty where the page fetches it."""

    caption: str
    svg: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A page on a dyad, an actor, an issue or a period.

    Attributes:
        subtitle: what it was made from.
        links: label and path of pages of the workbench on the same.
        version: of detente.
    """

    about: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    links: tuple[tuple[str, str], ...] = ()
    figure: Figure | None = None
    version: str = field(default="")


def link(path: str, **values: str | None) -> str:
    """A path with its query; None and empty values are left out."""
    query = urlencode({k: v for k, v in values.items() if v}, errors="replace")
    return f"{path}?{query}" if query else path
