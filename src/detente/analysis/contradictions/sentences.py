"""Sentences that share their rare words and have another number, another day, or tell as done what is denied."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from detente.analysis.contradictions.model import DAYS, Contradiction, How, likeness
from detente.analysis.disputes import of_one_time
from detente.analysis.facts import day_of, fact_of, sentences_of
from detente.analysis.figures import MONTHS, NUMBERS
from detente.analysis.words import stem_weights, stems
from detente.records import Record, Span

# The share of rare words that two sentences must have in common.
_LIKE, _SAME_DAY_LIKE = 0.5, 0.65
# Sentences are compared where they share two stems that no more than so many sentences hold.
_RARE = 40
_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+")
_OPEN = frozenset(("than", "least", "most", "over", "under", "nearly", "almost", "about", "around", "some"))
_NEVER = frozenset({"not", "never", "denied", "denies", "no", "neither"})


@dataclass(frozen=True, slots=True)
class _Told:
    record: Record
    span: Span
    stems: frozenset[str]
    day: date


def differing_sentences(kept: list[Record]) -> list[Contradiction]:
    """Pairs of sentences of different outlets that share their rare words.

    Args:
        kept: dated records with their outlets, in order.
    """
    told = [t for r in kept for t in _tell(r)]
    weights = stem_weights(t.span.text for t in told)
    holding: dict[str, list[int]] = defaultdict(list)
    for n, t in enumerate(told):
        for stem in t.stems:
            holding[stem].append(n)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for places in holding.values():
        if 1 < len(places) <= _RARE:
            for i, a in enumerate(places):
                for b in places[i + 1 :]:
                    if _comparable(told[a], told[b]):
                        shared[a, b] += 1
    found: list[Contradiction] = []
    for (a, b), n in sorted(shared.items()):
        if n >= 2:
            found += _compare(told[a], told[b], weights)
    return found


def _tell(record: Record) -> Iterator[_Told]:
    day = day_of(record)
    for start, end in sentences_of(record):
        words = stems(record.article.text[start:end])
        if day is not None and len(words) >= 4:
            yield _Told(record, record.article.span(start, end), words, day)


def _comparable(one: _Told, other: _Told) -> bool:
    a, b = one.record.article, other.record.article
    return a.publisher != b.publisher and abs((one.day - other.day).days) <= DAYS


def _compare(one: _Told, other: _Told, weights: Mapping[str, float]) -> Iterator[Contradiction]:
    alike = likeness(one.stems, other.stems, weights)
    if alike < _LIKE or one.span.text == other.span.text:
        return
    differing: list[tuple[How, tuple[str, str]]] = []
    numbers = _numbers(one.span.text), _numbers(other.span.text)
    if not of_one_time(one.span.text, other.span.text):
        # What happened since last year is not what happened in all.
        numbers = ({}, {})
    for unit in sorted(set(numbers[0]) & set(numbers[1])):
        a, b = numbers[0][unit], numbers[1][unit]
        if len(a) == len(b) == 1 and a != b:
            differing.append((How.NUMBER, (f"{min(a):g} {unit}", f"{min(b):g} {unit}")))
    if alike >= _SAME_DAY_LIKE:
        days = _days(one), _days(other)
        if len(days[0]) == len(days[1]) == 1 and days[0] != days[1]:
            differing.append((How.DAY, (min(days[0]), min(days[1]))))
        statuses = _status(one), _status(other)
        if set(statuses) == {"done", "denied"}:
            differing.append((How.STATUS, statuses))
    for how, detail in differing:
        yield Contradiction(
            how=how, detail=detail, one=fact_of(one.record, one.span), other=fact_of(other.record, other.span),
            confidence=round(0.9 * alike, 2),
            outlets=(one.record.article.publisher or "", other.record.article.publisher or ""),
        )  # fmt: skip


def _numbers(text: str) -> dict[str, set[float]]:
    """Values by the word that they count: "ten sailors" → {"sailors": {10}}. Dates and years count nothing."""
    words = _TOKEN.findall(text)
    found: dict[str, set[float]] = defaultdict(set)
    for n, word in enumerate(words[:-1]):
        low = word.lower()
        value = NUMBERS.get(low)
        if value is None and word[0].isdigit():
            value = float(word.replace(",", ""))
        before = words[n - 1].lower() if n else ""
        # "More than 30", "at least five": no number that another could not have beside it.
        if before in _OPEN:
            continue
        if value is None or before in MONTHS or words[n + 1].lower() in MONTHS:
            continue
        unit = next((w.lower() for w in words[n + 1 : n + 3] if len(w) > 3 and w.isalpha()), None)
        year = word.isdigit() and len(word) == 4 and before in ("in", "of", "since", "until", "by", "before", "after")
        if unit is not None and not year:
            found[unit].add(value)
    return found


def _days(told: _Told) -> set[str]:
    times = [t for t in told.record.times if told.span.covers(t.span)]
    return {t.value for t in times if re.fullmatch(r"\d{4}-\d\d-\d\d", t.value)}


def _status(told: _Told) -> str:
    """``done`` where an event of the sentence took place and nothing is denied; ``denied`` where all its events are."""
    events = [e for e in told.record.events if told.span.covers(e.trigger) and not e.candidate]
    statuses = {e.status.value for e in events}
    words = {w.lower() for w in _TOKEN.findall(told.span.text)}
    if statuses and statuses <= {"happened", "ongoing"} and not words & _NEVER:
        return "done"
    return "denied" if statuses == {"denied"} else "unclear"
