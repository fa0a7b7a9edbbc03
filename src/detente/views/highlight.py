"""An article's text cut into segments, each with what it is evidence of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from detente.records import Record, Span

# Where spans overlap, the later kind wins the segment's colour: the more particular one.
KINDS = ("outside", "content", "claim", "condition", "place", "time", "actor", "source", "cue", "trigger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of text.

    Attributes:
        kind: one of :data:`KINDS`, or ``plain``.
        facts: ids of all facts whose words these are.
        label: ids of facts whose words end here.
    """

    text: str
    start: int
    kind: str
    facts: tuple[str, ...]
    label: str = ""


def find_marks(record: Record) -> Iterator[tuple[str, str, Span]]:
    """(kind, fact id, span) of everything that is marked; facts without an id give their value."""
    for s in record.statements:
        yield from (("content", s.id, c) for c in s.content)
        if s.source:
            yield "source", s.id, s.source
        if s.cue:
            yield "cue", s.id, s.cue
    for p in record.positions:
        yield from (("condition", p.id, c.span) for c in p.conditions)
    for e in record.events:
        yield "trigger", e.id, e.trigger
    for c in record.claims:
        yield "claim", c.id, c.span
    for a in record.actors:
        yield from (("actor", a.id, m) for m in a.mentions)
    for t in record.times:
        yield "time", t.value, t.span
    for place in record.places:
        yield "place", place.name, place.span


def find_segments(record: Record) -> list[Segment]:
    """The whole text in order; joined, the segments are the text."""
    text = record.article.text
    marks = list(find_marks(record))
    body = record.article.body
    cuts = {0, len(text)} | {o for _, _, s in marks for o in (s.start, s.end)}
    if body is not None:
        cuts |= {body.start, body.end}
    edges = sorted(cuts)
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for n, (_, _, s) in enumerate(marks):
        opening.setdefault(s.start, []).append(n)
        closing.setdefault(s.end, []).append(n)
    active: set[int] = set()
    segments: list[Segment] = []
    for start, end in pairwise(edges):
        active -= set(closing.get(start, ()))
        active |= set(opening.get(start, ()))
        here = [marks[n] for n in sorted(active)]
        inside = body is not None and body.start <= start and end <= body.end
        kind = max((k for k, _, _ in here), key=KINDS.index, default="plain" if inside else "outside")
        ends = [marks[n] for n in closing.get(end, ())]
        label = " ".join(dict.fromkeys(f for k, f, _ in ends if k in ("content", "trigger", "claim", "condition")))
        facts = tuple(dict.fromkeys(f for _, f, _ in here))
        segments.append(Segment(text=text[start:end], start=start, kind=kind, facts=facts, label=label))
    return segments
