"""A reading of the demonstration corpus held against its gold. Records are mappings, as ``--jsonl`` gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})
DONE = frozenset({"happened", "ongoing"})


def find_event_hits(gold: Json, record: Json, *, candidates: bool = False) -> Iterator[tuple[Json, bool]]:
    """Each gold event with whether the record has one of its type between its countries.

    Whether it took place has to be right too: a threat read as done, or a meeting read as planned, is no hit. A side
    that gold leaves open (null) fits anyone. What is done together may be recorded in either direction.
    """
    events = record["events"] if candidates else _counted(record)
    for wanted in gold["events"]:
        done = wanted["status"] in DONE
        yield wanted, any(_done(e) is done and _fits(wanted, e, record) for e in events)


def find_position_hits(gold: Json, record: Json) -> Iterator[tuple[Json, bool]]:
    """Each gold position with whether the record has its holder with its stance. The issue is left to readers."""
    for wanted in gold["positions"]:
        yield (
            wanted,
            any(
                p["stance"] == wanted["stance"] and _is(wanted["holder"], [p["holder"]], record)
                for p in record["positions"]
            ),
        )


def find_violations(gold: Json, record: Json) -> Iterator[tuple[Json, Json | None]]:
    """Each event that did not take place with the recorded event that says it did, or None."""
    for barred in gold["must_not"]:
        mode = barred.get("mode")
        yield (
            barred,
            next(
                (
                    e
                    for e in _counted(record)
                    if _done(e) and (mode is None or e["mode"] == mode) and _fits(barred, e, record)
                ),
                None,
            ),
        )


def share(hits: Iterable[bool]) -> float:
    """Hits among all."""
    found = list(hits)
    return sum(found) / len(found)


def _counted(record: Json) -> list[Json]:
    return [e for e in record["events"] if not e.get("candidate")]


def _done(event: Json) -> bool:
    return event["status"] in DONE


def _fits(wanted: Json, event: Json, record: Json) -> bool:
    if wanted["event"] != event["event"]:
        return False
    sides = (event["actor"], event["recipient"])
    orders = (sides, sides[::-1]) if wanted["event"] in MUTUAL else (sides,)
    return any(
        _is(wanted["actor_country"], a, record) and _is(wanted["recipient_country"], r, record) for a, r in orders
    )


def _is(country: str | None, ids: list[str], record: Json) -> bool:
    """Whether one of the actors is of the country (or is the body, or speaks for the European Union)."""
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
