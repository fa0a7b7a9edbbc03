"""Where something stands among many articles: the article, its day, the words. What analyses point to as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day

from detente.records import Record, Span

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]+)*[.!?]*[\"”’]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Where something stands: an article, and the words in it.

    Attributes:
        date: of the article, ISO 8601; None where it is undated.
        id: id of the position, event or statement; None where the words alone are meant.
    """

    article: str
    date: str | None
    span: Span | None
    id: str | None = None

    @property
    def day(self) -> Day | None:
        """The date; None where there is none that can be read."""
        return read_day(self.date)


def fact_of(record: Record, span: Span | None, fact_id: str | None = None) -> Fact:
    """Where ``span`` of the record stands."""
    published = record.article.published
    return Fact(article=record.article.id, date=published[:10] if published else None, span=span, id=fact_id)


def read_day(text: str | None) -> Day | None:
    """The day at the beginning of an ISO 8601 date or instant; None where it names none."""
    try:
        return Day.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def day_of(record: Record) -> Day | None:
    """The day of an article."""
    return read_day(record.article.published)


def in_order(records: Iterable[Record]) -> list[Record]:
    """Records by date, undated ones last, equal dates by article id; reprints are left out."""
    kept = [r for r in records if r.article.reprint_of is None]
    return sorted(kept, key=lambda r: (r.article.published is None, (r.article.published or "")[:10], r.article.id))


def sentences_of(record: Record) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of the body, by its punctuation."""
    body = record.article.body
    if body is None:
        return
    for match in _SENTENCE.finditer(record.article.text, body.start, body.end):
        start, end = match.span()
        while start < end and record.article.text[start].isspace():
            start += 1
        if end > start:
            yield start, end
