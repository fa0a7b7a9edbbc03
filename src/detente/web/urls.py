"""Every link of the workbench.

Ids stand in the query, never in the path: an id may hold ``/`` or be ``..``, which browsers would resolve.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode


def link(path: str, **values: Any) -> str:
    """A path with its query; None and empty values are left out."""
    kept = {k: "1" if v is True else str(v) for k, v in values.items() if v not in (None, "", False)}
    query = urlencode(kept, errors="replace")
    return f"{path}?{query}" if query else path


def article(article_id: str, fact: str | None = None) -> str:
    """An article, at one of its facts."""
    return link("/article", id=article_id) + (f"#{anchor(fact)}" if fact else "")


def anchor(fact: str) -> str:
    """The id of the element that tells a fact: letters, digits, ``-`` and ``_`` only."""
    return "f-" + "".join(c if c.isascii() and (c.isalnum() or c in "-_") else f"_{ord(c):x}" for c in fact)


def why(article_id: str, fact: str) -> str:
    """What stands behind a fact."""
    return link("/why", article=article_id, fact=fact)


def actor(actor_id: str) -> str:
    """An actor's page."""
    return link("/actor", id=actor_id)


def dyad(one: str, other: str, **values: Any) -> str:
    """Two actors over time."""
    return link("/dyad", one=one, other=other, **values)


def issue(name: str) -> str:
    """An issue's page."""
    return link("/issue", name=name)


def place(name: str) -> str:
    """A place's page."""
    return link("/place", name=name)


def search(filters: Mapping[str, str | None], **changed: Any) -> str:
    """Statements that fit the facets, some of them changed."""
    asked = {**filters, **changed}
    return link("/search", q=asked.pop("words"), **asked)


def events(filters: Mapping[str, str | None], **changed: Any) -> str:
    """Events that fit the facets, some of them changed."""
    return link("/events", **{**filters, **changed})


def as_json(path: str, query: str) -> str:
    """The same page as JSON."""
    return ("/api/overview" if path == "/" else f"/api{path}") + (f"?{query}" if query else "")


def outside(url: str | None) -> str | None:
    """An address from an article where it is safe to follow: http and https only."""
    return url if url and url.lower().startswith(("http://", "https://")) else None
