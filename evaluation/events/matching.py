"""Whether a recorded event is the one that gold has. Records are mappings, as ``--jsonl`` gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
# What is done together may be recorded in either direction.
MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})
DONE = frozenset({"happened", "ongoing"})


def is_of(country: str | None, ids: Sequence[str], record: Json) -> bool:
    """Whether one of the actors is of the country, or is the body; the European Union's speakers are it."""
    if country is None:
        return True
    actors = {a["id"]: a for a in record["actors"]}
    for id in ids:
        actor = actors.get(id, {})
        office = actor.get("office") or ""
        if country == "EU":
            if id.startswith("IGO.EU") or "European" in office:
                return True
        elif country.startswith("IGO."):
            if id.startswith(country) or (country == "IGO.IAEA" and "Atomic Energy Agency" in office):
                return True
        elif country in (id, actor.get("country")) or id.startswith(f"{country}."):
            return True
    return False


def is_done(event: Json) -> bool:
    """Whether the event took place or goes on."""
    return event["status"] in DONE


def same_sides(wanted: Json, event: Json, record: Json, *, open_fits: bool = False) -> bool:
    """Whether type and countries are those of gold; ``open_fits``: where the record names no party, any will do."""
    if wanted["event"] != event["event"]:
        return False
    sides = (event["actor"], event["recipient"])
    orders = (sides, sides[::-1]) if wanted["event"] in MUTUAL else (sides,)
    return any(
        (is_of(wanted["actor_country"], a, record) or (open_fits and not a))
        and (is_of(wanted["recipient_country"], r, record) or (open_fits and not r))
        for a, r in orders
    )


def fits(wanted: Json, event: Json, record: Json, *, open_fits: bool = False) -> bool:
    """The same, and whether it took place or did not as gold has it."""
    return is_done(wanted) is is_done(event) and same_sides(wanted, event, record, open_fits=open_fits)
