"""Events that two outlets tell with another actor, place or way, or as done here and as denied or planned there."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from detente.analysis.contradictions.model import DAYS, Contradiction, How, likeness
from detente.analysis.events import DONE, RECIPROCAL
from detente.analysis.facts import Fact, day_of, fact_of
from detente.analysis.words import stems
from detente.records import Event, Place, Record

# How much of their rare words the sentences of two reports of one event must share. What differs is itself a word or
# two, so less is asked than of sentences that share nothing else.
_SAME_EVENT, _OTHER_ACTOR = 0.35, 0.5
# Two places nearer than this are one, told more or less exactly.
_APART_KM = 60.0
_IN_PERSON = ("visit", "multilateral", "third-party")


@dataclass(frozen=True, slots=True)
class _Report:
    record: Record
    event: Event
    published: date
    outlet: str
    day: str | None
    words: frozenset[str]
    verb: frozenset[str]
    ones: frozenset[str]
    others: frozenset[str]
    place: Place | None


def differing_events(kept: list[Record], weights: Mapping[str, float]) -> Iterator[Contradiction]:
    """Pairs of reports of one event that differ.

    Args:
        kept: dated records with their outlets, in order.
        weights: of stems, by how seldom they are.
    """
    by_kind: dict[tuple[str, str], list[_Report]] = defaultdict(list)
    for record in kept:
        for report in _reports(record):
            # Whoever it is that acts, one side at least is the same.
            for side in sorted(report.ones | report.others):
                by_kind[report.event.event, side].append(report)
    seen: set[tuple[str, str, str, str]] = set()
    for reports in by_kind.values():
        for one, other in combinations(reports, 2):
            key = (one.record.article.id, one.event.id, other.record.article.id, other.event.id)
            if one.outlet == other.outlet or key in seen or abs((one.published - other.published).days) > DAYS:
                continue
            seen.add(key)
            yield from _compare(one, other, weights)


def _reports(record: Record) -> Iterator[_Report]:
    country = {a.id: a.country or a.id for a in record.actors}
    cities: dict[str, Place] = {}
    for place in record.places:
        cities.setdefault(place.name, place)
    published = day_of(record)
    for event in record.events:
        if event.candidate or published is None:
            continue
        exact = event.date is not None and event.date.precision == "day" and event.date.span is not None
        yield _Report(
            record, event, published, record.article.publisher or "",
            event.date.value[:10] if exact and event.date else None,
            stems(event.sentence.text), stems(event.trigger.text),
            frozenset(country.get(a, a) for a in event.actor), frozenset(country.get(a, a) for a in event.recipient),
            cities.get(event.place) if event.place else None,
        )  # fmt: skip


def _compare(one: _Report, other: _Report, weights: Mapping[str, float]) -> Iterator[Contradiction]:
    if one.event.sentence.text == other.event.sentence.text or not _one_day(one, other):
        return
    alike = likeness(one.words, other.words, weights)
    if alike < _SAME_EVENT:
        return
    mutual = one.event.event in RECIPROCAL
    sides = (one.ones | one.others, other.ones | other.others)
    # Of a meeting it is enough that two sides are the same; who did a deed to whom must fit in both.
    same = (
        len(sides[0] & sides[1]) > 1
        if mutual
        else bool(one.ones & other.ones) and (bool(one.others & other.others) or not (one.others and other.others))
    )
    if same:
        yield from _of_one_event(one, other, alike)
    elif not mutual and one.verb & other.verb and alike >= _OTHER_ACTOR and one.ones and other.ones:
        whom = one.others & other.others
        swapped = one.ones & other.others and other.ones & one.others
        # Under one name two ids are one actor, resolved twice.
        named = _named(one) != _named(other)
        if named and not one.ones & other.ones and (whom or swapped) and _done(one) and _done(other):
            yield _found(How.ACTOR, one, other, alike, (_named(one), _named(other)))


def _of_one_event(one: _Report, other: _Report, alike: float) -> Iterator[Contradiction]:
    statuses = {one.event.status.value, other.event.status.value}
    if _done(one) != _done(other):
        undone, done = (other, one) if _done(one) else (one, other)
        if "denied" in statuses and (one.verb & other.verb or alike >= _OTHER_ACTOR):
            yield _found(How.STATUS, one, other, alike, (one.event.status.value, other.event.status.value))
        # A plan that is told before the deed contradicts nothing.
        elif "planned" in statuses and undone.day is not None and undone.day == done.day:
            told_late = undone.published >= done.published and undone.published.isoformat() >= undone.day
            if told_late:
                yield _found(How.PLAN, one, other, alike, (one.event.status.value, other.event.status.value))
        return
    if not _done(one):
        return
    if one.place is not None and other.place is not None and _apart(one.place, other.place):
        yield _found(How.PLACE, one, other, alike, (one.place.name, other.place.name))
    modes = (one.event.mode, other.event.mode)
    if "phone" in modes and any(m in _IN_PERSON for m in modes):
        yield _found(How.MODE, one, other, alike, (one.event.mode or "", other.event.mode or ""))


def _one_day(one: _Report, other: _Report) -> bool:
    if one.day is not None and other.day is not None:
        return one.day == other.day
    return abs((one.published - other.published).days) <= 1


def _done(report: _Report) -> bool:
    return report.event.status.value in DONE


def _apart(one: Place, other: Place) -> bool:
    """Whether two places are others: a town and its country are not."""
    if one.name == other.name or "country" in (one.kind, other.kind):
        return one.kind == other.kind == "country" and one.country != other.country
    if None in (one.lat, one.lon, other.lat, other.lon):
        return False
    if "admin" in (one.kind, other.kind) and one.country == other.country:
        return False
    return _distance_km(one, other) > _APART_KM


def _distance_km(one: Place, other: Place) -> float:
    """Along the great circle (haversine)."""
    a, b, c, d = (math.radians(v or 0.0) for v in (one.lat, other.lat, one.lon, other.lon))
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin((d - c) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def _named(report: _Report) -> str:
    names = {a.id: a.name for a in report.record.actors}
    return ", ".join(names.get(a, a) for a in report.event.actor)


def _found(how: How, one: _Report, other: _Report, alike: float, detail: tuple[str, str]) -> Contradiction:
    sure = min(one.event.confidence, other.event.confidence)
    return Contradiction(
        how=how, detail=detail, one=_fact(one), other=_fact(other), outlets=(one.outlet, other.outlet),
        confidence=round(0.9 * alike * sure, 2),
    )  # fmt: skip


def _fact(report: _Report) -> Fact:
    return fact_of(report.record, report.event.sentence, report.event.id)
