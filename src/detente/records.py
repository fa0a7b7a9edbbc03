"""The record: what was read from one article, as typed, immutable objects.

Everything here mirrors the record format field by field (docs/record.md); the names are fixed and
this module imports nothing else of detente, so that every other layer may import it.

Offsets are half-open, in Unicode code points, into ``Article.text``; ``text[start:end] == span.text``
holds for every :class:`Span`, always, and ``detente verify`` re-checks it in a store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Kind(StrEnum):
    """How a statement is rendered (Pareti 2015; PolNeAR 2018)."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Status(StrEnum):
    """Whether an event took place. Only ``HAPPENED`` and ``ONGOING`` count as done."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    PROMISED = "promised"
    THREATENED = "threatened"
    DEMANDED = "demanded"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"


class Stance(StrEnum):
    """Where the holder of a position stands on the issue."""

    SUPPORTS = "supports"
    OPPOSES = "opposes"
    WILLING = "willing"
    UNWILLING = "unwilling"
    DEMANDS = "demands"
    OFFERS = "offers"
    CONDITIONAL = "conditional"


class ConditionKind(StrEnum):
    """What ties a condition to the position that depends on it."""

    IF = "if"
    UNLESS = "unless"
    UNTIL = "until"
    ONCE = "once"
    PROVIDED = "provided"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Words of an article: ``article.text[start:end] == text``."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.text) != self.end - self.start:
            raise ValueError(f"span {self.start}:{self.end} does not fit its text of {len(self.text)} characters")

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class DateValue:
    """A date as far as the text gives it.

    Attributes:
        value: TIMEX3 value (``2019-05-03``, ``2019-W20``, ``XXXX-05-03``).
        precision: ``day``, ``week``, ``month``, ``season``, ``quarter``, ``half``, ``year``, ``decade``,
            ``century``, ``time`` or ``vague``.
        span: the words it was read from; None where the article's own date stands in.
        anchored: what the value was resolved against (``published``, ``text:...``, ``none``).
    """

    value: str
    precision: str
    span: Span | None = None
    anchored: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a fact was recorded: the rule or model, its version, and the words it went by.

    Attributes:
        source: name of the rule, dictionary line or model (``cues.tsv:said``, ``model:statements``).
        version: version of that rule or model.
        words: the words that decided.
        note: a sentence for the reader; empty where the fields say it all.
        runners_up: the alternatives, best first, with their probabilities.
    """

    source: str
    version: str
    words: tuple[str, ...] = ()
    note: str = ""
    runners_up: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A choice among candidates, with its reason; ``chosen`` None is "unresolved", a normal answer."""

    chosen: str | None
    candidates: tuple[tuple[str, float], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """Something odd that was met while reading; reading went on.

    Attributes:
        code: stable, snake_case (``unclosed_quotation``, ``year_inferred``).
        message: what was met and what was done about it.
        span: the words, where there are any.
    """

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page as it was read.

    Attributes:
        id: stable id; the source's own where it gave one.
        text: exactly as read; never changed afterwards.
        body: the part that is read as news; navigation and closing lines lie outside it. None for an empty text.
        published: ISO 8601 date or instant, as given or read from the page; None where unknown.
        reprint_of: id of the article whose text this one repeats.
        basis: for each metadata field, where it was read (``json-ld``, ``meta``, ``visible``, ``given``).
        read_with: diagnostics of ingestion.
    """

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    publisher: str | None = None
    section: str | None = None
    author: str | None = None
    language: str | None = None
    body: Span | None = None
    reprint_of: str | None = None
    basis: Mapping[str, str] = field(default_factory=dict)
    read_with: tuple[Diagnostic, ...] = ()

    @property
    def sha256(self) -> str:
        """Hash of the text's UTF-8 bytes (lone surrogates escaped, so that any text has one)."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]``."""
        return Span(start=start, end=end, text=self.text[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, office, state, body, group or company that the article names.

    Attributes:
        id: stable across articles: Wikidata id, ISO alpha-3 of a state, ``RUS.MIL`` for a body, ``text:...``
            where unresolved.
        country: ISO 3166-1 alpha-3, None where there is none.
        sector: PLOVER sector (GOV, MIL, ...), several joined with ``;`` as PLOVER asks.
        office: as held on the article's date.
    """

    id: str
    name: str
    country: str | None = None
    sector: str | None = None
    qid: str | None = None
    office: str | None = None
    mentions: tuple[Span, ...] = ()
    decision: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something that someone is reported to have said, written, thought or wanted.

    Attributes:
        content: what was said, in order; more than one span where the attribution interrupts it;
            quotation marks included.
        source: the words that name the speaker; None where the text names nobody.
        source_actor: who speaks, of several the first named; None where unresolved, or where a group speaks as one.
        joint_sources: who speaks with ``source_actor`` ("A and B said"); of a group, all its members ("both said").
        cue: the words that say that something was said.
        within: id of the statement that this one is part of.
        negated: "did not say", "refused to comment".
        verb_class: from the cue dictionary: say, ask, demand, threaten, promise, deny, accuse ...
    """

    id: str
    kind: Kind
    content: tuple[Span, ...]
    source: Span | None = None
    source_actor: str | None = None
    joint_sources: tuple[str, ...] = ()
    cue: Span | None = None
    addressee: str | None = None
    verb_class: str = "say"
    venue: str | None = None
    date: DateValue | None = None
    place: str | None = None
    within: str | None = None
    negated: bool = False
    confidence: float = 1.0
    why: Evidence | None = None

    def __post_init__(self) -> None:
        if not self.content:
            raise ValueError(f"statement {self.id} has no content")

    @property
    def speakers(self) -> tuple[str, ...]:
        """Ids of all that speak; empty where nobody was resolved."""
        return ((self.source_actor,) if self.source_actor else ()) + self.joint_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that a position depends on.

    Attributes:
        span: the clause, with the word that introduces it.
        by: actor who has to meet it, where that can be read.
    """

    span: Span
    kind: ConditionKind
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where an actor stands on an issue, and on what conditions.

    Attributes:
        holder: actor id; a spokesperson's position is the state's, ``spoken_by`` keeps the person.
        reported_by: actor who says that the holder stands there, where that is someone else.
        strength: the words that strengthen or weaken it ("fully").
        span: the words the position was read from.
    """

    id: str
    holder: str
    issue: str
    stance: Stance
    toward: str | None = None
    conditions: tuple[Condition, ...] = ()
    reported_by: str | None = None
    spoken_by: str | None = None
    statement: str | None = None
    strength: str | None = None
    span: Span | None = None
    confidence: float = 1.0
    why: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what to whom, in the PLOVER ontology.

    Attributes:
        event: one of the 16 PLOVER events.
        quad: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        score: PLOVER intensity, -10 to +10 (docs/ontology.md).
        actor, recipient: actor ids; several for joint actions.
        statement: id of the statement that the event stands in, where it stands in one.
        mentions: further triggers of the same event in this article.
        candidate: below the threshold of confidence: kept, not counted.
    """

    id: str
    event: str
    trigger: Span
    sentence: Span
    status: Status
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    quad: int
    score: float | None = None
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    actor_text: tuple[Span, ...] = ()
    recipient_text: tuple[Span, ...] = ()
    date: DateValue | None = None
    place: str | None = None
    statement: str | None = None
    mentions: tuple[Span, ...] = ()
    candidate: bool = False
    confidence: float = 1.0
    why: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Timex:
    """A time expression (TIMEX3: ISO-TimeML)."""

    start: int
    end: int
    text: str
    type: str
    value: str
    anchored: str = "none"
    confidence: float = 1.0
    why: Evidence | None = field(default=None, compare=False)

    @property
    def span(self) -> Span:
        """The words."""
        return Span(start=self.start, end=self.end, text=self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A toponym and the GeoNames entry it was resolved to.

    Attributes:
        kind: ``country``, ``admin``, ``city`` or ``other``.
        country: ISO 3166-1 alpha-3.
        lat, lon: WGS 84 degrees; None where unresolved.
        geonames: GeoNames id.
    """

    start: int
    end: int
    text: str
    name: str
    kind: str
    country: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
    confidence: float = 1.0
    decision: Decision | None = None

    @property
    def span(self) -> Span:
        """The words."""
        return Span(start=self.start, end=self.end, text=self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueTag:
    """An issue that the article is about, with the words that decided."""

    issue: str
    spans: tuple[Span, ...]
    confidence: float = 1.0
    statements: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    why: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A factual assertion and who makes it; ``implicit`` where the text only implies who."""

    id: str
    span: Span
    by: str | None = None
    statement: str | None = None
    implicit: bool = False
    confidence: float = 1.0
    why: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What read the article: enough to read it again to the same bytes."""

    version: str
    models: Mapping[str, str] = field(default_factory=dict)
    knowledge: str = ""
    settings: str = ""
    steps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that was read from one article."""

    article: Article
    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    positions: tuple[Position, ...] = ()
    events: tuple[Event, ...] = ()
    times: tuple[Timex, ...] = ()
    places: tuple[Place, ...] = ()
    issues: tuple[IssueTag, ...] = ()
    claims: tuple[Claim, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    run: Run

    def actor(self, actor_id: str | None) -> Actor | None:
        """The actor with this id, None where there is none."""
        return next((a for a in self.actors if a.id == actor_id), None)

    def to_dict(self) -> dict[str, Any]:
        """The record in the shape of the record format: plain dicts and lists, in field order."""
        out = {f.name: to_plain(getattr(self, f.name)) for f in fields(self)}
        article = out["article"]
        article["sha256"] = self.article.sha256
        return out


def to_plain(value: Any) -> Any:
    """Dataclasses, enums and tuples as what JSON knows; field order is kept, so bytes are stable."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(k): to_plain(v) for k, v in sorted(value.items())}
    if isinstance(value, tuple | list):
        return [to_plain(v) for v in value]
    if isinstance(value, float):
        return round(value, 4)
    return value


def from_plain(kind: type[T], value: Any) -> T:
    """The inverse of :func:`to_plain`: what JSON knows as the dataclass it came from.

    Names that the dataclass lacks are passed over, so that records of a later version can be read.

    Raises:
        TypeError, ValueError, KeyError: where the value does not fit.
    """
    return cast("T", _convert(kind, value))


def record_from_dict(value: Mapping[str, Any]) -> Record:
    """A record from one line of JSON as the program writes it."""
    return from_plain(Record, value)


def _convert(kind: Any, value: Any) -> Any:
    make = _converter(kind)
    return value if make is None else make(value)


@cache
def _converter(kind: Any) -> Callable[[Any], Any] | None:
    """What makes a value of a type, looked into once; None where values stay as they are."""
    origin = get_origin(kind)
    if origin in (UnionType, Union):
        some = _converter(next(a for a in get_args(kind) if a is not NoneType))
        return None if some is None else lambda value: None if value is None else some(value)
    if origin is tuple:
        args = get_args(kind)
        if len(args) == 2 and args[1] is Ellipsis:
            each = _converter(args[0])
            return tuple if each is None else lambda value: tuple(each(v) for v in value)
        return lambda value: tuple(_convert(a, v) for a, v in zip(args, value, strict=True))
    if origin is Mapping:
        return dict
    if is_dataclass(kind):
        known = {name: _converter(hint) for name, hint in get_type_hints(kind).items()}
        made = cast("Callable[..., Any]", kind)

        def make(value: Any) -> Any:
            return made(
                **{k: v if (convert := known[k]) is None else convert(v) for k, v in value.items() if k in known}
            )

        return make
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    if kind is float:
        return lambda value: float(value) if isinstance(value, int) else value
    return None
