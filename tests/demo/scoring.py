"""A reading of the demonstration corpus held against its gold. Records are mappings, as ``--jsonl`` gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evaluation.events.matching import Json, fits, is_done, is_of, same_sides


def find_event_hits(gold: Json, record: Json, *, candidates: bool = False) -> Iterator[tuple[Json, bool]]:
    """Each gold event with whether the record has one of its type between its countries.

    Whether it took place has to be right too: a threat read as done, or a meeting read as planned, is no hit. A side
    that gold leaves open (null) fits anyone. What is done together may be recorded in either direction.
    """
    events = record["events"] if candidates else _counted(record)
    for wanted in gold["events"]:
        yield wanted, any(fits(wanted, e, record) for e in events)


def find_position_hits(gold: Json, record: Json) -> Iterator[tuple[Json, bool]]:
    """Each gold position with whether the record has its holder with its stance. The issue is left to readers."""
    for wanted in gold["positions"]:
        yield (
            wanted,
            any(
                p["stance"] == wanted["stance"] and is_of(wanted["holder"], [p["holder"]], record)
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
                    if is_done(e) and (mode is None or e["mode"] == mode) and same_sides(barred, e, record)
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
