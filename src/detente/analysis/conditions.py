"""What becomes of the conditions that positions hang on: met, broken, withdrawn, lapsed, or open.

Pure functions over records: nothing is stored, nothing is decided. What is found is a proposal with its evidence, for
an analyst to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from detente.analysis.facts import Fact, day_of, fact_of, in_order, sentences_of
from detente.analysis.matters import Matter, is_recalled, matter_of
from detente.analysis.positions import accommodation
from detente.analysis.words import fate_words, plain_words, stem_weights, stems
from detente.records import Condition, ConditionKind, Position, Record

_DROPPING = re.compile(
    r"\b(?:drop(?:s|ped)?|withdr[ae]ws?|withdrew|withdrawn|waive[sd]?|abandon(?:s|ed)?|gave up|gives up|set aside"
    r"|no longer (?:insists?|demands?|asks?))\b.{0,60}?"
    r"\b(?:conditions?|demands?|insistence|requirements?|preconditions?)\b"
    r"|\bno longer (?:insists?|demands?|asks?|makes?)\b",
    re.IGNORECASE | re.DOTALL,
)
# What says the condition again has not met it; what only says how or by what law a thing is to be done is never met.
_AGAIN = re.compile(
    r"\b(?:in (?:exchange|return) for|on (?:the )?condition|provided that|as (?:long|soon) as|unless|only (?:if|after)"
    r"|preconditions?)\b",
    re.IGNORECASE,
)
_LASTING = re.compile(r"\W*(?:(?:as|so|for as|only as) long as|while|on the basis of|without)\b", re.IGNORECASE)
_DONE = ("happened", "ongoing")
# How much of a condition's words a later sentence must share, and how many at least.
_SHARE, _AT_LEAST = 0.6, 2
# A condition said again in other words counts as the same where it shares this much.
_SAME = 0.6


class Fate(StrEnum):
    """What became of a condition."""

    OPEN = "open"
    MET = "met"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedCondition:
    """A condition with what is proposed to have become of it.

    Attributes:
        stated: where it was first stated; ``repeated`` where again.
        fate: the proposal; ``confidence`` that it is right, ``evidence`` what it rests on.
        deadline: last day, where the condition is or has one that could be read.
    """

    holder: str
    issue: str
    toward: str | None
    condition: Condition
    stated: Fact
    repeated: tuple[Fact, ...]
    fate: Fate
    evidence: tuple[Fact, ...]
    confidence: float
    deadline: str | None = None


def track_conditions(
    records: Iterable[Record], holder: str | None = None, issue: str | None = None, today: date | None = None
) -> list[TrackedCondition]:
    """Every condition that a holder stated for itself, with what is proposed to have become of it.

    Args:
        holder: actor id.
        issue: a name or part of one.
        today: the day up to which deadlines are counted; the date of the last record where None.
    """
    ordered = in_order(records)
    tracked: list[TrackedCondition] = []
    places: list[int] = []
    abouts: list[Matter] = []
    for number, record in enumerate(ordered):
        for position in record.positions:
            if position.reported_by is not None or (holder is not None and position.holder != holder):
                continue
            if issue is not None and issue.lower() not in position.issue.lower():
                continue
            fact, about = fact_of(record, position.span, position.id), matter_of(record, position)
            for condition in position.conditions:
                known = _known(tracked, position, condition)
                if known is not None:
                    old = tracked[known]
                    tracked[known] = replace(old, repeated=(*old.repeated, fact))
                    continue
                tracked.append(
                    TrackedCondition(
                        holder=position.holder,
                        issue=position.issue,
                        toward=position.toward,
                        condition=condition,
                        stated=fact,
                        repeated=(),
                        fate=Fate.OPEN,
                        evidence=(),
                        confidence=0.5,
                        deadline=_deadline(record, condition),
                    )
                )
                places.append(number)
                abouts.append(about)
    last = today or _last_day(ordered)
    weights = stem_weights(r.article.text for r in ordered) if tracked else {}
    # Every condition is held against every later sentence: each is taken apart once.
    told = [_Told(r, tuple(_sentences(r))) for r in ordered[min(places, default=0) :]]
    first = min(places, default=0)
    return [
        _judge(t, about, told[place - first :], last, weights)
        for t, about, place in zip(tracked, abouts, places, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    stems: frozenset[str]
    words: frozenset[str]
    dropping: int | None


@dataclass(frozen=True, slots=True)
class _Told:
    """A record with its sentences taken apart."""

    record: Record
    sentences: tuple[_Sentence, ...]


def _sentences(record: Record) -> Iterator[_Sentence]:
    for start, end in sentences_of(record):
        text = record.article.text[start:end]
        match = _DROPPING.search(text)
        yield _Sentence(start, end, stems(text), frozenset(plain_words(text)), match.start() if match else None)


def open_conditions(
    records: Iterable[Record], holder: str | None = None, today: date | None = None
) -> list[TrackedCondition]:
    """Those of :func:`track_conditions` of which nothing was heard since."""
    return [t for t in track_conditions(records, holder=holder, today=today) if t.fate is Fate.OPEN]


def _known(tracked: list[TrackedCondition], position: Position, condition: Condition) -> int | None:
    words = stems(condition.span.text)
    for index, old in enumerate(tracked):
        if (old.holder, old.issue) != (position.holder, position.issue) or not words:
            continue
        theirs = stems(old.condition.span.text)
        if theirs and len(words & theirs) >= _SAME * min(len(words), len(theirs)):
            return index
    return None


def _deadline(record: Record, condition: Condition) -> str | None:
    """The last day, where the condition names one: "by 1 June", "until Friday", "before the end of May"."""
    limiting = condition.kind in (ConditionKind.DEADLINE, ConditionKind.UNTIL)
    for timex in record.times:
        if not timex.span.overlaps(condition.span) or not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", timex.value):
            continue
        before = record.article.text[max(0, timex.start - 20) : timex.start].lower()
        if limiting or re.search(r"\b(?:by|until|before|than)\b(?: the (?:end|middle) of)?\s*$", before):
            return timex.value if len(timex.value) == 10 else _month_end(timex.value)
    return None


def _month_end(value: str) -> str:
    year, month = int(value[:4]), int(value[5:7])
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).isoformat()


def _last_day(records: list[Record]) -> date | None:
    days = [d for r in records if (d := day_of(r)) is not None]
    return max(days, default=None)


def _judge(
    tracked: TrackedCondition, about: Matter, told: list[_Told], last: date | None, weights: Mapping[str, float]
) -> TrackedCondition:
    """The fate by what later records say; the last word counts, so that what was met can still be broken."""
    wanted = stems(tracked.condition.span.text)
    lasting = _LASTING.match(tracked.condition.span.text)
    # A plan with a last day is met by what was planned.
    if tracked.condition.kind is ConditionKind.DEADLINE:
        whole = matter = about.words
    else:
        whole, matter = wanted, _without_names(tracked.condition.span.text)
    for later in told[1:]:
        record = later.record
        dropped = _dropped(tracked, later, wanted)
        if dropped is not None:
            return replace(tracked, fate=Fate.WITHDRAWN, evidence=(*tracked.evidence, dropped), confidence=0.8)
        released = _released(tracked, about, record)
        if released is not None and tracked.fate is Fate.OPEN:
            return replace(tracked, fate=Fate.WITHDRAWN, evidence=(released,), confidence=0.6)
        for fact, share, undone in _echoes(later, whole, matter, tracked, weights):
            if undone:
                tracked = replace(
                    tracked,
                    fate=Fate.BROKEN,
                    evidence=(*tracked.evidence, fact),
                    confidence=round(0.35 + 0.5 * share, 2),
                )
            elif not lasting and tracked.fate is Fate.OPEN and not _late(tracked, record):
                tracked = replace(tracked, fate=Fate.MET, evidence=(fact,), confidence=round(0.4 + 0.5 * share, 2))
    passed = tracked.deadline is not None and last is not None and date.fromisoformat(tracked.deadline) < last
    if tracked.fate is Fate.OPEN and passed:
        return replace(tracked, fate=Fate.LAPSED, confidence=0.7)
    return tracked


def _late(tracked: TrackedCondition, record: Record) -> bool:
    day = day_of(record)
    return tracked.deadline is not None and day is not None and day > date.fromisoformat(tracked.deadline)


def _dropped(tracked: TrackedCondition, told: _Told, wanted: frozenset[str]) -> Fact | None:
    """ "Chad dropped its demand that ...": the holder named before the verb, the condition's words beside it."""
    record = told.record
    for s in told.sentences:
        if s.dropping is None or not _names(record, s.start, s.start + s.dropping, tracked.holder):
            continue
        if len(s.stems & wanted) >= min(_AT_LEAST, len(wanted)) or (not wanted and tracked.issue):
            return fact_of(record, record.article.span(s.start, s.end))
    return None


def _without_names(text: str) -> frozenset[str]:
    """Stems of the words that are no names: those of the sides stand in every article about them."""
    return stems(" ".join(w for n, w in enumerate(re.findall(r"[^\W\d_]+", text)) if n == 0 or not w[0].isupper()))


def _released(tracked: TrackedCondition, about: Matter, record: Record) -> Fact | None:
    """A later stand of the holder on the same matter that says "without conditions" in so many words."""
    for position in record.positions:
        same = position.holder == tracked.holder and position.issue == tracked.issue and position.reported_by is None
        if not same or is_recalled(record, position) or not about.again(matter_of(record, position)):
            continue
        if not position.conditions and accommodation(position) >= 2:
            words = (position.strength or "").lower()
            text = position.span.text.lower() if position.span else ""
            if (
                "without preconditions" in words + text
                or "without conditions" in words + text
                or "unconditional" in text
            ):
                return fact_of(record, position.span, position.id)
    return None


def _names(record: Record, start: int, end: int, actor_id: str) -> bool:
    """Whether the actor, or somebody of the same country, is named between the offsets."""
    for actor in record.actors:
        meant = actor.id == actor_id or actor.country == actor_id
        if meant and any(start <= m.start and m.end <= end for m in actor.mentions):
            return True
    return False


def _echoes(
    told: _Told, wanted: frozenset[str], matter: frozenset[str], tracked: TrackedCondition, weights: Mapping[str, float]
) -> Iterator[tuple[Fact, float, bool]]:
    """Sentences that say that what the condition asks for came about, or was undone.

    ``wanted`` holds the stems of what is asked for, ``matter`` those of them that are no names: both must be told.
    Words weigh by how seldom they are: all articles of a negotiation speak of the agreement, few of who broke it. One
    word alone is no echo, nor is a sentence of another matter: the article must be of the condition's issue, or the
    sentence name its holder or whoever has to meet it.
    """
    if len(matter) < _AT_LEAST:
        return
    known = fate_words()
    asked = plain_words(tracked.condition.span.text)
    # Of "if they do not stop" a later "stopped" says nothing that can be told from here.
    if asked & known.denying:
        return
    whole = sum(weights.get(w, 1.0) for w in wanted)
    record = told.record
    of_issue = any(i.issue == tracked.issue for i in record.issues)
    for s in told.sentences:
        start, end, words = s.start, s.end, s.words
        shared = s.stems & wanted
        share = len(shared) / len(wanted)
        of_matter = len(shared & matter)
        if share < _SHARE or of_matter < max(_AT_LEAST, _SHARE * len(matter)):
            continue
        parties = [a for a in (tracked.holder, tracked.condition.by) if a is not None]
        if not of_issue and not any(_names(record, start, end, a) for a in parties):
            continue
        # What the condition itself asks for undoes nothing.
        undone = bool(words & known.undoing - asked)
        # What is undone is told with another verb ("stay behind", "crossed"); what is met, with the rare words too.
        if not undone and sum(weights.get(w, 1.0) for w in shared) < _SHARE * whole:
            continue
        done = (e for e in record.events if e.status.value in _DONE and not e.candidate)
        event = next((e for e in done if start <= e.trigger.start < end), None)
        again = not undone and _AGAIN.search(record.article.text, start, end)
        if words & known.pending or (words & known.denying and not undone) or again:
            continue
        if tracked.condition.by is not None and not _names(record, start, end, tracked.condition.by) and event is None:
            share *= 0.9
        yield fact_of(record, record.article.span(start, end), event.id if event else None), share, undone
