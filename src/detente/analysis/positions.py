"""Positions over many articles: how they move, and what becomes of the conditions they hang on.

Pure functions over records: nothing is stored, nothing is decided. What is found is a proposal with its evidence, for
an analyst to confirm.

How a position moves is read from how accommodating it is, on a scale of our own from -3 to 3 (:func:`accommodation`):
supporting, offering and being willing lie above nought; opposing, refusing and demanding below. A later position of the
same holder on the same issue that lies higher has softened, one that lies lower has hardened, and one that leads from a
clear stand to its contrary has reversed. What one article tells beside another stand is told also: nobody moves inside
one article.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from detente.lexicons import load_tsv
from detente.records import Condition, ConditionKind, Position, Record, Span, Stance

# Where each stance lies before conditions and strength are counted.
_BASE = {
    Stance.SUPPORTS: 2.0,
    Stance.OFFERS: 2.0,
    Stance.WILLING: 2.0,
    Stance.CONDITIONAL: 1.0,
    Stance.DEMANDS: -0.5,
    Stance.UNWILLING: -2.0,
    Stance.OPPOSES: -2.0,
}
# Two positions this far apart are told apart; less is the same said in other words.
_NOTICEABLE = 0.4
# A reversal leads from a clear stand to its clear contrary; from "no" to "yes, if" is a softening.
_FIRM = 1.5


class Change(StrEnum):
    """How a position relates to the one before it in its line."""

    STATED = "first stated"
    REPEATED = "repeated"
    ALSO = "also"
    SOFTENED = "softened"
    HARDENED = "hardened"
    REVERSED = "reversed"


class Fate(StrEnum):
    """What became of a condition."""

    OPEN = "open"
    MET = "met"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A position in its line.

    Attributes:
        reported: whether somebody else says that the holder stands there; such points never move the line.
    """

    position: Position
    fact: Fact
    change: Change
    reported: bool
    accommodation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionLine:
    """What one holder said on one issue, in order of time."""

    holder: str
    issue: str
    toward: str | None
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point:
        """The last point that the holder stated; the last reported one where there is none."""
        return next((p for p in reversed(self.points) if not p.reported), self.points[-1])


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


def accommodation(position: Position) -> float:
    """How far the holder goes towards what is asked, from -3 to 3.

    Each condition takes a quarter from a willing stand and gives a quarter to an unwilling one ("will not ... unless"
    leaves a door open), up to three quarters; words of strength move it half a step away from nought, words of
    hesitation half a step towards it.
    """
    base = _BASE[position.stance]
    bound = 0.25 * min(3, len(position.conditions))
    value = base - bound if base > 0 else base + bound
    weight = sum(_strengths().get(part.strip(), 0) for part in (position.strength or "").lower().split(","))
    step = 0.5 * (weight > 0) - 0.5 * (weight < 0)
    return value + step if base > 0 else value - step


@lru_cache(maxsize=1)
def _strengths() -> dict[str, int]:
    return {row["words"].lower(): int(row["weight"]) for row in load_tsv("strengths.tsv", required=("words", "weight"))}


def in_order(records: Iterable[Record]) -> list[Record]:
    """Records by date, undated ones last, equal dates by article id; reprints are left out."""
    kept = [r for r in records if r.article.reprint_of is None]
    return sorted(kept, key=lambda r: (r.article.published is None, (r.article.published or "")[:10], r.article.id))


def position_lines(
    records: Iterable[Record], holder: str | None = None, issue: str | None = None, toward: str | None = None
) -> list[PositionLine]:
    """Lines of positions, by holder, issue and whom they are towards.

    Args:
        holder, toward: actor ids.
        issue: a name or part of one, without regard to case.

    Returns:
        Sorted by holder, issue and toward. Positions without ``toward`` join the line of the same holder and issue
        where there is only one.
    """
    found: dict[tuple[str, str], list[tuple[Position, Fact]]] = defaultdict(list)
    for record in in_order(records):
        for position in record.positions:
            if holder is not None and position.holder != holder:
                continue
            if issue is not None and issue.lower() not in position.issue.lower():
                continue
            found[position.holder, position.issue].append((position, _fact(record, position.span, position.id)))
    lines = []
    for (who, what), entries in sorted(found.items(), key=lambda item: item[0]):
        parties = {p.toward for p, _ in entries if p.toward and p.reported_by is None}
        groups: dict[str | None, list[tuple[Position, Fact]]] = defaultdict(list)
        for position, fact in entries:
            groups[position.toward or (next(iter(parties)) if len(parties) == 1 else None)].append((position, fact))
        for party in sorted(groups, key=lambda p: p or ""):
            if toward is None or party == toward:
                lines.append(PositionLine(holder=who, issue=what, toward=party, points=tuple(_points(groups[party]))))
    return lines


def _points(entries: list[tuple[Position, Fact]]) -> Iterator[Point]:
    before: float | None = None
    article: str | None = None
    for position, fact in entries:
        value = accommodation(position)
        reported = position.reported_by is not None
        yield Point(
            position=position,
            fact=fact,
            change=Change.STATED if before is None else _change(before, value, together=fact.article == article),
            reported=reported,
            accommodation=value,
        )
        if not reported:
            before, article = value, fact.article


def _change(before: float, now: float, *, together: bool) -> Change:
    if together and abs(now - before) >= _NOTICEABLE:
        return Change.ALSO
    if before * now < 0 and min(abs(before), abs(now)) >= _FIRM:
        return Change.REVERSED
    if abs(now - before) < _NOTICEABLE:
        return Change.REPEATED
    return Change.SOFTENED if now > before else Change.HARDENED


def _fact(record: Record, span: Span | None, fact_id: str | None = None) -> Fact:
    published = record.article.published
    return Fact(article=record.article.id, date=published[:10] if published else None, span=span, id=fact_id)


# --- conditions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """fates.tsv by role."""

    small: frozenset[str]
    pending: frozenset[str]
    undoing: frozenset[str]
    denying: frozenset[str]
    stem: dict[str, str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    roles: dict[str, set[str]] = defaultdict(set)
    for row in load_tsv("fates.tsv", required=("words", "role")):
        roles[row["role"]].add(row["words"])
    return _Words(
        small=frozenset(roles["small"]),
        pending=frozenset(roles["pending"]),
        undoing=frozenset(roles["undoing"]),
        denying=frozenset(roles["denying"]),
        stem=dict(words.split(maxsplit=1) for words in sorted(roles["stem"])),
    )


_DROPPING = re.compile(
    r"\b(?:drop(?:s|ped)?|withdr[ae]ws?|withdrew|withdrawn|waive[sd]?|abandon(?:s|ed)?|gave up|gives up|set aside"
    r"|no longer (?:insists?|demands?|asks?))\b.{0,60}?"
    r"\b(?:conditions?|demands?|insistence|requirements?|preconditions?)\b"
    r"|\bno longer (?:insists?|demands?|asks?|makes?)\b",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]+)*[.!?]*[\"”’]?")
_DONE = ("happened", "ongoing")
# How much of a condition's words a later sentence must share, and how many at least.
_SHARE, _AT_LEAST = 0.6, 2
# A condition said again in other words counts as the same where it shares this much.
_SAME = 0.6


def stems(text: str) -> frozenset[str]:
    """Beginnings of the words that carry content: enough to meet "withdraws" in "withdrawal".

    >>> sorted(stems("until Chad withdraws its troops"))
    ['chad', 'troop', 'withd']
    """
    known = _words()
    words = re.findall(r"[^\W\d_]+", text.lower())
    return frozenset(known.stem.get(w, w[:5]) for w in words if w not in known.small and len(w) > 2)


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
    for number, record in enumerate(ordered):
        for position in record.positions:
            if position.reported_by is not None or (holder is not None and position.holder != holder):
                continue
            if issue is not None and issue.lower() not in position.issue.lower():
                continue
            fact = _fact(record, position.span, position.id)
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
    last = today or _last_day(ordered)
    weights = stem_weights(r.article.text for r in ordered) if tracked else {}
    # Every condition is held against every later sentence: each is taken apart once.
    told = [_Told(r, tuple(_sentences(r))) for r in ordered[min(places, default=0) :]]
    first = min(places, default=0)
    return [_judge(t, told[place - first :], last, weights) for t, place in zip(tracked, places, strict=True)]


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
        yield _Sentence(start, end, stems(text), frozenset(_plain_words(text)), match.start() if match else None)


def stem_weights(texts: Iterable[str]) -> dict[str, float]:
    """How much a stem tells: the logarithm of one and how many texts there are for each that holds it.

    Source: inverse document frequency (Sparck Jones 1972), never nought, so that few texts can be compared too.
    """
    held: Counter[str] = Counter()
    n = 0
    for text in texts:
        held.update(stems(text))
        n += 1
    return {stem: math.log(1 + n / k) for stem, k in held.items()}


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
    days = [d for r in records if (d := _day(r.article.published)) is not None]
    return max(days, default=None)


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _judge(
    tracked: TrackedCondition, told: list[_Told], last: date | None, weights: Mapping[str, float]
) -> TrackedCondition:
    """The fate by what later records say; the last word counts, so that what was met can still be broken."""
    wanted = stems(tracked.condition.span.text)
    upholding = re.match(r"\W*(?:as|so|for as|only as) long as|\W*while", tracked.condition.span.text, re.IGNORECASE)
    for later in told[1:]:
        record = later.record
        dropped = _dropped(tracked, later, wanted)
        if dropped is not None:
            return replace(tracked, fate=Fate.WITHDRAWN, evidence=(*tracked.evidence, dropped), confidence=0.8)
        released = _released(tracked, record)
        if released is not None and tracked.fate is Fate.OPEN:
            return replace(tracked, fate=Fate.WITHDRAWN, evidence=(released,), confidence=0.6)
        for fact, share, undone in _echoes(later, wanted, tracked, weights):
            if undone:
                tracked = replace(
                    tracked,
                    fate=Fate.BROKEN,
                    evidence=(*tracked.evidence, fact),
                    confidence=round(0.35 + 0.5 * share, 2),
                )
            elif not upholding and tracked.fate is Fate.OPEN and not _late(tracked, record):
                tracked = replace(tracked, fate=Fate.MET, evidence=(fact,), confidence=round(0.4 + 0.5 * share, 2))
    passed = tracked.deadline is not None and last is not None and date.fromisoformat(tracked.deadline) < last
    if tracked.fate is Fate.OPEN and passed:
        return replace(tracked, fate=Fate.LAPSED, confidence=0.7)
    return tracked


def _late(tracked: TrackedCondition, record: Record) -> bool:
    day = _day(record.article.published)
    return tracked.deadline is not None and day is not None and day > date.fromisoformat(tracked.deadline)


def _dropped(tracked: TrackedCondition, told: _Told, wanted: frozenset[str]) -> Fact | None:
    """ "Chad dropped its demand that ...": the holder named before the verb, the condition's words beside it."""
    record = told.record
    for s in told.sentences:
        if s.dropping is None or not _names(record, s.start, s.start + s.dropping, tracked.holder):
            continue
        if len(s.stems & wanted) >= min(_AT_LEAST, len(wanted)) or (not wanted and tracked.issue):
            return _fact(record, record.article.span(s.start, s.end))
    return None


def _released(tracked: TrackedCondition, record: Record) -> Fact | None:
    """A later stand of the holder on the issue that says "without conditions" in so many words."""
    for position in record.positions:
        same = position.holder == tracked.holder and position.issue == tracked.issue and position.reported_by is None
        if same and not position.conditions and accommodation(position) >= 2:
            words = (position.strength or "").lower()
            text = position.span.text.lower() if position.span else ""
            if (
                "without preconditions" in words + text
                or "without conditions" in words + text
                or "unconditional" in text
            ):
                return _fact(record, position.span, position.id)
    return None


def _names(record: Record, start: int, end: int, actor_id: str) -> bool:
    """Whether the actor, or somebody of the same country, is named between the offsets."""
    for actor in record.actors:
        meant = actor.id == actor_id or actor.country == actor_id
        if meant and any(start <= m.start and m.end <= end for m in actor.mentions):
            return True
    return False


def _echoes(
    told: _Told, wanted: frozenset[str], tracked: TrackedCondition, weights: Mapping[str, float]
) -> Iterator[tuple[Fact, float, bool]]:
    """Sentences that say that what the condition asks for came about, or was undone.

    Words weigh by how seldom they are: all articles of a negotiation speak of the agreement, few of who broke it. One
    word alone is no echo, nor is a sentence of another matter: the article must be of the condition's issue, or the
    sentence name its holder or whoever has to meet it.
    """
    if len(wanted) < _AT_LEAST:
        return
    known = _words()
    asked = _plain_words(tracked.condition.span.text)
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
        if share < _SHARE or len(shared) < _AT_LEAST:
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
        if words & known.pending or (words & known.denying and not undone):
            continue
        if tracked.condition.by is not None and not _names(record, start, end, tracked.condition.by) and event is None:
            share *= 0.9
        yield _fact(record, record.article.span(start, end), event.id if event else None), share, undone


def _plain_words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+|n't", text.lower()))


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
