"""Names that people type, as ids of a store."""

from __future__ import annotations

from sqlalchemy import Connection, text

from detente.errors import NotFound
from detente.store import browse


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
