"""What stands around a statement: to whom, on what occasion, when and where it was said.

Only the attribution is searched, that is the part of the cue's sentence around the cue, as far as the
contents: a date inside a content is a date that was spoken of, not the date of speaking.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from detente.lexicons import load_toml
from detente.read.places import LIKELY
from detente.read.statements.cue_book import FRAMES
from detente.read.times import date_value
from detente.reading import Reading
from detente.records import DateValue, Place, Span, Timex

if TYPE_CHECKING:
    from spacy.tokens import Token

_LEADS_TO_VENUE = re.compile(
    # What was said after a meeting was not said at it; a news conference may be told something.
    r"\b(at|in|during|on|to|via|by|through|aboard|from|tell|tells|told|telling|addressed|addressing)\b"
    r"(?![^,;.]*\b(after|following|before|about|ahead)\b)[^,;.]*$",
    re.IGNORECASE,
)
_AT = frozenset({"in", "at", "from", "near", "outside", "aboard"})


@dataclass(frozen=True, slots=True)
class Frames:
    """The words of attribution.toml, ready for use."""

    addressee_verbs: frozenset[str]
    on_verbs: frozenset[str]
    prepositions: frozenset[str]
    suffered: frozenset[str]
    complaints: frozenset[str]
    venues: dict[str, str]
    venue_pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was found; None where the text does not say."""

    addressee: str | None = None
    venue: str | None = None
    date: DateValue | None = None
    place: str | None = None


@lru_cache(maxsize=4)
def load_frames(overlay: str = "") -> Frames:
    """The words around statements, with a user's overlay folder laid over them."""
    tables = load_toml(FRAMES, overlay=overlay)
    venues = {word.lower(): name for name, words in tables["venues"].items() for word in words}
    words = sorted(venues, key=lambda w: (-len(w), w))
    return Frames(
        addressee_verbs=frozenset(tables["addressee"]["verbs"]),
        on_verbs=frozenset(tables["addressee"]["on_verbs"]),
        prepositions=frozenset(tables["addressee"]["prepositions"]),
        suffered=frozenset(tables["suffered"]["verbs"]),
        complaints=frozenset(tables["suffered"]["nouns"]),
        venues=venues,
        venue_pattern=re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE),
    )


def find_circumstances(
    reading: Reading, cue: Sequence[Token], content: Sequence[Span], source: Span | None, frames: Frames
) -> Circumstances:
    """Search the attribution of one statement.

    Args:
        reading: the article, with its times, places and mentions.
        cue: the tokens of the cue; empty where there is none.
        content: the statement's contents.
        source: its source.
    """
    if not cue:
        return Circumstances()
    sent = cue[0].sent
    # Of the sentence's parts between contents only the one with the cue: another may belong to what was said.
    parts = _without(sent.start_char, sent.end_char, content)
    zone = [(b, e) for b, e in parts if b <= cue[0].idx < e]
    return Circumstances(
        addressee=_addressee(reading, cue, content, source, frames),
        venue=_venue(reading, zone, source, frames),
        date=_date(reading.times, zone, cue[0].idx),
        place=_place(reading, zone, source),
    )


def _without(start: int, end: int, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The parts of [start, end) that no span covers."""
    parts, at = [], start
    for span in sorted(spans):
        if span.start < end and span.end > start:
            if span.start > at:
                parts.append((at, span.start))
            at = max(at, span.end)
    if at < end:
        parts.append((at, end))
    return parts


def _inside(zone: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(b <= start and end <= e for b, e in zone)


def _addressee(
    reading: Reading, cue: Sequence[Token], content: Sequence[Span], source: Span | None, frames: Frames
) -> str | None:
    """The object of a verb that takes the one spoken to, or of "to" after any cue."""
    for verb in (t for t in cue if t.pos_ in ("VERB", "AUX", "NOUN")):
        for child in verb.children:
            if child.dep_ in ("dobj", "obj", "dative", "iobj") and verb.lemma_ in frames.addressee_verbs:
                found = _actor_of(reading, child, content, source)
            elif child.lower_ in frames.prepositions and child.dep_ in ("prep", "dative", "prt"):
                if child.lower_ != "to" and verb.lemma_ not in frames.on_verbs:
                    continue
                found = next((a for o in child.children if (a := _actor_of(reading, o, content, source))), None)
            else:
                continue
            if found is not None:
                return found
    return None


def _actor_of(reading: Reading, head: Token, content: Sequence[Span], source: Span | None) -> str | None:
    if head.dep_ not in ("pobj", "dobj", "obj", "dative", "iobj", "nsubj"):
        return None
    span = reading.span(head.idx, head.idx + len(head))
    if any(c.covers(span) for c in content) or (source is not None and source.overlaps(span)):
        return None
    for mention in reading.mentions:
        if mention.head == head.i or mention.span.covers(span):
            return mention.actor
    return None


def _venue(reading: Reading, zone: Sequence[tuple[int, int]], source: Span | None, frames: Frames) -> str | None:
    text = reading.article.text
    # "In March" is a month, and no march.
    taken = [t.span for t in reading.times] + ([source] if source is not None else [])
    for begin, end in zone:
        for m in frames.venue_pattern.finditer(text, begin, end):
            if any(t.start < m.end() and m.start() < t.end for t in taken):
                continue
            before = text[max(begin, m.start() - 60) : m.start()]
            if _LEADS_TO_VENUE.search(before):
                return frames.venues[m.group(1).lower()]
    return None


def _date(times: Sequence[Timex], zone: Sequence[tuple[int, int]], cue: int) -> DateValue | None:
    """The date nearest to the cue."""
    dates = [t for t in times if t.type in ("DATE", "TIME") and _inside(zone, t.start, t.end)]
    best = min(dates, key=lambda t: (abs(t.start - cue), t.start), default=None)
    return date_value(best) if best is not None else None


def _place(reading: Reading, zone: Sequence[tuple[int, int]], source: Span | None) -> str | None:
    """The first place that a preposition of place leads to."""
    for place in reading.places:
        named = source is not None and source.overlaps(place.span)
        likely = place.confidence >= LIKELY and not named
        if likely and _inside(zone, place.start, place.end) and _is_where(reading, place):
            return place.name
    return None


def _is_where(reading: Reading, place: Place) -> bool:
    before = reading.article.text[max(0, place.start - 40) : place.start]
    words = re.findall(r"[^\W\d_]+", before.lower())
    return any(w in _AT for w in words[-1:] + (words[-2:-1] if words[-1:] == ["the"] else []))
