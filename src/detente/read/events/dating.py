"""When an event happened, and what its date says of its status."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from detente.read.times import date_for, date_value, published_date, published_day
from detente.read.times.values import precision_of
from detente.reading import Reading
from detente.records import DateValue, Span, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

# Older than this at publication, an event is background: the time that a weekly's look back may span.
HISTORICAL_AFTER_DAYS = 730
_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})s?\b")
_LONG_AGO = re.compile(
    r"\b(?:decades?|centur(?:y|ies)|generations?) ago\b"
    r"|\b(?:last|(?:\w+th|first|second|third)) century\b|\byears? ago\b",
    re.I,
)


_DONE = frozenset({Status.HAPPENED, Status.ONGOING})
_ONCE = frozenset({"once", "formerly"})


@dataclass(frozen=True, slots=True)
class Dated:
    """Status and date of an event, with the words that changed the status."""

    status: Status
    date: DateValue | None
    note: str = ""


def _first_day(value: str) -> date | None:
    """The first day of a TIMEX3 calendar value; None where it is none (``XXXX-05-03``, ``PAST_REF``)."""
    match = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", value)
    if match is None:
        decade = re.match(r"(\d{2,3})(?=X|$)", value)
        if decade is None:
            return None
        return date(max(1, int(decade.group(1).ljust(4, "9"))), 12, 31)
    year, month, day = (int(g) if g else None for g in match.groups())
    try:
        return date(max(1, year or 1), month or 12, day or 28)
    except ValueError:
        return None


def place_in_time(reading: Reading, trigger: Span, sentence: Span, status: Status, *, present: bool) -> Dated:
    """Date an event; a done thing of long ago is historical, a thing told in the present of a coming day is planned.

    Args:
        reading: with ``times`` assigned, where there are any.
        trigger: the event's words.
        sentence: of the trigger.
        status: as the words around it have it.
        present: whether the verb is in the simple present ("meets Trump on Friday").
    """
    token = _head(reading, trigger)
    if status is Status.HAPPENED and token is not None and _lasts(token):
        return Dated(Status.ONGOING, published_date(reading), "since")
    found = _own_date(reading, trigger)
    if found is None and not (token is not None and _is_answered(token)):
        found = date_for(reading, trigger)
    published, _ = published_day(reading.article)
    if found is not None and published is not None:
        day = _first_day(found.value)
        if day is not None:
            if status in _DONE and (published - day).days > HISTORICAL_AFTER_DAYS:
                return Dated(Status.HISTORICAL, found, found.span.text if found.span else found.value)
            # A noun has no tense: only a day ("the talks on Friday") tells, "his meeting in December" does not.
            known = re.fullmatch(r"\d{4}-\d\d-\d\d", found.value) is not None
            noun = token is not None and token.pos_ == "NOUN" and known and (day - published).days > 1
            if status is Status.HAPPENED and (present or noun) and day > published:
                return Dated(Status.PLANNED, found, found.span.text if found.span else found.value)
            if status in _DONE and _is_later(found.value, day, published):
                found = None  # "criticized him before the vote on May 30": not the date of what was done
    if found is None and status is Status.HAPPENED:
        long_ago = _LONG_AGO.search(sentence.text) or _old_year(reading, sentence, published)
        if (
            long_ago is not None
            and _near(sentence, long_ago, trigger)
            and not re.match(
                r"(?:a|one|two|1|2)\s+years? ago",
                sentence.text[max(0, long_ago.start() - 4) : long_ago.end()],
                re.I,
            )
        ):
            return Dated(Status.HISTORICAL, None, long_ago.group())
    if found is None and status is Status.HAPPENED and token is not None:
        once = next((c for c in token.children if c.lower_ in _ONCE and c.i < token.i and c.dep_ == "advmod"), None)
        if once is not None and token.tag_ == "VBD":
            return Dated(Status.HISTORICAL, None, once.text)
        if _is_background(token):
            return Dated(status, None, "past perfect")
    if found is None and status in _DONE:
        found = published_date(reading)
    return Dated(status, found)


def _is_later(value: str, day: date, published: date) -> bool:
    """Whether a date, as vague as it is, lies after publication; a day more or less may be the time zone's."""
    if re.fullmatch(r"\d{4}(?:-\d{2})?", value):
        return value > published.isoformat()[: len(value)]
    return len(value) >= len("2019-05-03") and (day - published).days > 1


def _head(reading: Reading, trigger: Span) -> Token | None:
    words = reading.doc.char_span(trigger.start, trigger.end, alignment_mode="expand")
    return words.root if words is not None and len(words) else None


def _is_answered(noun: Token) -> bool:
    """Whether something else answers the event ("in response to the raid, Chad said on Friday"): it was earlier."""
    prep = noun.head
    if noun.dep_ != "pobj" or noun.pos_ not in ("NOUN", "PROPN"):
        return False
    return prep.lower_ == "despite" or prep.head.lower_ in ("response", "retaliation", "reaction", "revenge", "protest")


def _is_background(verb: Token) -> bool:
    """ "Iran had ruled out talks": of before what is told, so not of the day of the article; "said it had" may be."""
    if verb.tag_ != "VBN" or not any(c.dep_ == "aux" and c.lower_ in ("had", "'d", "’d") for c in verb.children):
        return False
    if any(c.dep_ == "advmod" and c.lower_ in ("just", "already") for c in verb.children):
        return False
    return verb.dep_ not in ("ccomp", "xcomp", "parataxis", "conj")


def _lasts(verb: Token) -> bool:
    """ "Has long blamed", "has bombed it since 2014": it goes on."""
    if not any(c.dep_ == "aux" and c.lower_ in ("has", "have", "'ve", "’ve") for c in verb.children):
        return False
    return any(
        (c.dep_ == "prep" and c.lower_ == "since") or (c.dep_ == "advmod" and c.lower_ == "long") for c in verb.children
    )


def _own_date(reading: Reading, trigger: Span) -> DateValue | None:
    """The date that hangs on a noun itself: in "a call on May 3 and a meeting on May 14" each has its own."""
    words = reading.doc.char_span(trigger.start, trigger.end, alignment_mode="expand")
    if words is None or words.root.pos_ not in ("NOUN", "PROPN"):
        return None
    root = words.root
    joined = {t.i for c in root.children if c.dep_ in ("conj", "relcl", "acl", "appos") for t in c.subtree}
    own = {t.i for t in root.subtree} - joined
    best: tuple[int, DateValue] | None = None
    for timex in reading.times:
        if timex.type != "DATE" or precision_of(timex.value) in ("vague", "unknown"):
            continue
        there = reading.doc.char_span(timex.start, timex.end, alignment_mode="expand")
        if there is not None and there.root.i in own:
            away = abs(there.root.i - root.i)
            if best is None or away < best[0]:
                best = (away, date_value(timex))
    return best[1] if best is not None else None


def _old_year(reading: Reading, sentence: Span, published: date | None) -> re.Match[str] | None:
    """A year of long before publication, where there is no reading of times to ask."""
    if reading.times or published is None:
        return None
    for match in _YEAR.finditer(sentence.text):
        if published.year - int(match.group(1)) > HISTORICAL_AFTER_DAYS // 365:
            return match
    return None


def _near(sentence: Span, words: re.Match[str], trigger: Span) -> bool:
    """Whether no comma-bounded clause lies between the words and the trigger."""
    start, end = sorted((words.start(), trigger.start - sentence.start))
    return sentence.text[start:end].count(",") < 2


def compatible_dates(a: DateValue | None, b: DateValue | None) -> bool:
    """Whether two dates may be one: either unknown, from the article, or the one within the other."""
    if a is None or b is None or a.span is None or b.span is None:
        return True
    short, long = sorted((a.value, b.value), key=len)
    if short.startswith("XXXX") or long.startswith("XXXX"):
        return short[4:] == long[4 : len(short)] or short[4:] == long[4:]
    return long.startswith(short) or "W" in a.value or "W" in b.value


def close_dates(a: DateValue | None, b: DateValue | None, days: int = 1) -> bool:
    """Whether two dates, both known to the day, are at most ``days`` apart; where one is vaguer, whether it holds the
    other."""
    if a is None or b is None:
        return False
    one, other = _first_day(a.value), _first_day(b.value)
    if one is None or other is None:
        return False
    if min(len(a.value), len(b.value)) < len("2019-05-03"):
        return compatible_dates(a, b) and a.value[:4] == b.value[:4]
    return abs((one - other).days) <= days
