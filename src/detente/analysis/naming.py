"""Names that people type, as ids of a store; and the records that concern them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, text

from detente.errors import NotFound
from detente.records import Record
from detente.store import browse, query, schema


def find_actor(connection: Connection, named: str) -> str:
    """The id that a name stands for in a store; an id, or the code of a country, is itself.

    Among several actors of one name, that of the most articles; equal ones by id.

    Raises:
        NotFound: where nobody bears that name or id; says whose names begin alike.
    """
    found = connection.execute(
        text(
            "SELECT id FROM actors WHERE id = :named OR id = :upper OR name = :named "
            "GROUP BY id, name ORDER BY max(CASE WHEN id = :named THEN 2 WHEN id = :upper THEN 1 ELSE 0 END) DESC, "
            "count(*) DESC, id LIMIT 1"
        ),
        {"named": named, "upper": named.upper()},
    ).scalar()
    if found is not None:
        return str(found)
    if len(named) == 3 and browse.is_country(connection, named.upper()):
        return named.upper()
    loose = connection.execute(
        text("SELECT id FROM actors WHERE lower(name) = :named GROUP BY id ORDER BY count(*) DESC, id LIMIT 1"),
        {"named": named.lower()},
    ).scalar()
    if loose is not None:
        return str(loose)
    alike = [a["name"] for a in browse.find_actors(connection, named, limit=5)]
    raise NotFound(f"the store holds no actor {named!r}" + (f"; near it: {', '.join(alike)}" if alike else ""))


def names_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """A name for each id: the last recorded one, else that of the state, else the id itself."""
    wanted = set(ids)
    found = browse.actor_names(connection, wanted)
    for actor_id in wanted - found.keys():
        is_code = len(actor_id) == 3 and actor_id.isupper()
        found[actor_id] = (_state_name(actor_id) if is_code else None) or actor_id.removeprefix("text:")
    return found


@lru_cache(maxsize=512)
def _state_name(code: str) -> str | None:
    """The name of a state that no article names itself, from the tables."""
    from detente.knowledge import load_knowledge

    found = load_knowledge().entity(code)
    return found.name if found is not None and found.kind == "country" else None


def find_records(
    connection: Connection,
    *,
    actors: tuple[str, ...] = (),
    issue: str | None = None,
    since: str | None = None,
    until: str | None = None,
    most: int = 400,
) -> list[Record]:
    """The newest records that name all the actors and are about the issue.

    Args:
        actors: actor ids or countries; an article that names somebody of a country names it.
        since, until: ISO dates of the articles, both included.
        most: at most so many.
    """
    where, values = "", dict[str, Any](most=most)
    for n, actor in enumerate(actors):
        values[f"actor{n}"] = actor
        where += (
            f" AND r.key IN (SELECT reading FROM actors WHERE id = :actor{n} "
            f"UNION SELECT reading FROM actors WHERE country = :actor{n})"
        )
    if issue is not None:
        where, values["issue"] = where + " AND r.key IN (SELECT reading FROM issues WHERE issue = :issue)", issue
    if since is not None:
        where, values["since"] = where + " AND a.published >= :since", since
    if until is not None:
        where, values["until"] = where + " AND a.published < :until", f"{until}~"
    keys = connection.execute(
        text(
            "SELECT r.key FROM readings r JOIN articles a ON a.key = r.article "
            f"WHERE r.superseded_by IS NULL{where} ORDER BY a.published DESC, r.key LIMIT :most"
        ),
        values,
    ).scalars()
    found = []
    for key in list(keys):
        row = connection.execute(schema.readings.select().where(schema.readings.c.key == key)).mappings().one()
        found.append(query.record_of(connection, row))
    return found
