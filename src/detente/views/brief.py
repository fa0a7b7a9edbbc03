"""The brief of one article: what a careful analyst would have noted, as plain sections of lines.

Nothing here formats for a medium: the command line and the pages render the same :class:`Brief`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.records import Actor, Event, Position, Record, Span, Statement
from detente.views.words import listing

_DONE = ("happened", "ongoing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a brief.

    Attributes:
        fact: id of the fact it tells, None for lines that tell none.
        head: who or when.
        text: what.
        notes: shorter remarks that follow.
        words: where in the text it stands.
    """

    fact: str | None
    head: str
    text: str
    notes: tuple[str, ...] = ()
    words: Span | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled group of lines; ``groups`` where they are grouped once more, as statements by speaker."""

    title: str
    lines: tuple[Line, ...] = ()
    groups: tuple[tuple[str, tuple[Line, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines or self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The sections of a brief, in the order in which they are read."""

    article_id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def make_brief(record: Record) -> Brief:
    """The brief of a record. Events that did not take place are told apart from those that did."""
    names = actor_names(record)
    article = record.article
    facts = (
        ("published", article.published),
        ("publisher", article.publisher),
        ("section", article.section),
        ("url", article.url),
        ("reprint of", article.reprint_of),
    )
    kept = [e for e in record.events if not e.candidate]
    sections = (
        Section(title="Statements", groups=tuple(_statements(record, names))),
        Section(title="Positions", lines=tuple(_position(p, record, names) for p in record.positions)),
        Section(title="Contacts", lines=tuple(_events([e for e in kept if _is_contact(e)], names))),
        Section(
            title="Other events",
            lines=tuple(_events([e for e in kept if not _is_contact(e) and e.status in _DONE], names)),
        ),
        Section(
            title="Not recorded as done",
            lines=tuple(_events([e for e in kept if not _is_contact(e) and e.status not in _DONE], names)),
        ),
        Section(title="Issues", lines=tuple(_issues(record))),
        Section(title="Claims", lines=tuple(_claims(record, names))),
        Section(title="Actors", lines=tuple(_actors(record))),
        Section(
            title="Diagnostics",
            lines=tuple(Line(fact=None, head=d.code, text=d.message, words=d.span) for d in record.diagnostics),
        ),
    )
    return Brief(
        article_id=article.id,
        title=article.title or article.id,
        facts=tuple((k, v) for k, v in facts if v),
        sections=tuple(s for s in sections if s),
    )


def actor_names(record: Record) -> Mapping[str, str]:
    """Names by actor id."""
    return {a.id: a.name for a in record.actors}


def _name(actor_id: str | None, names: Mapping[str, str], otherwise: str = "unnamed") -> str:
    if actor_id is None:
        return otherwise
    return names.get(actor_id, actor_id.removeprefix("text:"))


def _statements(record: Record, names: Mapping[str, str]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    groups: dict[str, list[Line]] = {}
    for s in record.statements:
        if s.speakers:
            speaker = listing(_name(who, names) for who in s.speakers)
        else:
            speaker = f"“{one_line(s.source.text)}” (unresolved)" if s.source else "no speaker named"
        groups.setdefault(speaker, []).append(_statement(s))
    for speaker, lines in groups.items():
        yield speaker, tuple(lines)


def _statement(s: Statement) -> Line:
    notes = [s.kind.value]
    if s.verb_class != "say":
        notes.append(s.verb_class)
    if s.negated:
        notes.append("negated")
    if s.within:
        notes.append(f"within {s.within}")
    notes += [f"at a {s.venue}" if not s.venue.startswith(("a", "the", "an ")) else s.venue] if s.venue else []
    notes += [s.date.value] if s.date else []
    return Line(
        fact=s.id,
        head=one_line(s.cue.text) if s.cue else "—",
        text=" … ".join(one_line(c.text) for c in s.content),
        notes=tuple(notes),
        words=s.content[0],
        confidence=s.confidence,
    )


def _position(p: Position, record: Record, names: Mapping[str, str]) -> Line:
    head = _name(p.holder, names) + (f" → {_name(p.toward, names)}" if p.toward else "")
    strength = f" ({p.strength})" if p.strength else ""
    notes = [f"{c.kind.value}: {one_line(c.span.text)}" for c in p.conditions]
    if p.reported_by and p.reported_by != p.holder:
        notes.append(f"as reported by {_name(p.reported_by, names)}")
    elif p.spoken_by and p.spoken_by != p.holder:
        notes.append(f"spoken by {_name(p.spoken_by, names)}")
    return Line(
        fact=p.id,
        head=head,
        text=f"{p.stance.value}{strength}: {p.issue.replace('_', ' ')}",
        notes=tuple(notes),
        words=p.span,
        confidence=p.confidence,
    )


def _is_contact(e: Event) -> bool:
    return e.event == "CONSULT" and e.status.value in _DONE


def _events(events: list[Event], names: Mapping[str, str]) -> Iterator[Line]:
    # In the order of time as far as it is known; undated events keep their place in the text, at the end.
    for e in sorted(events, key=lambda e: (e.date is None, e.date.value if e.date else "", e.trigger.start)):
        who = ", ".join(_name(a, names) for a in e.actor) or "unnamed"
        whom = ", ".join(_name(a, names) for a in e.recipient)
        notes = [e.mode] if e.mode else []
        notes += [f"in {e.place}"] if e.place else []
        notes += [e.status.value] if e.status.value != "happened" else []
        notes += [f"“{one_line(e.trigger.text)}”", f"CAMEO {e.cameo}" if e.cameo else "", f"quad {e.quad}"]
        yield Line(
            fact=e.id,
            head=e.date.value if e.date else "undated",
            text=f"{e.event}  {who}" + (f" → {whom}" if whom else ""),
            notes=tuple(n for n in notes if n),
            words=e.trigger,
            confidence=e.confidence,
        )


def _issues(record: Record) -> Iterator[Line]:
    for issue in record.issues:
        yield Line(
            fact=None,
            head=issue.issue,
            text=", ".join(f"“{w}”" for w in dict.fromkeys(one_line(s.text) for s in issue.spans)),
            words=issue.spans[0] if issue.spans else None,
            confidence=issue.confidence,
        )


def _claims(record: Record, names: Mapping[str, str]) -> Iterator[Line]:
    for claim in record.claims:
        yield Line(
            fact=claim.id,
            head=_name(claim.by, names, "the article"),
            text=one_line(claim.span.text),
            notes=("implied",) if claim.implicit else (),
            words=claim.span,
            confidence=claim.confidence,
        )


def _actors(record: Record) -> Iterator[Line]:
    for actor in record.actors:
        yield Line(
            fact=actor.id,
            head=actor.name,
            text=" ".join(_actor_facts(actor)),
            notes=(f"{len(actor.mentions)}×",) if actor.mentions else (),
            words=actor.mentions[0] if actor.mentions else None,
        )


def _actor_facts(actor: Actor) -> Iterator[str]:
    yield from (v for v in (actor.country, actor.sector, actor.office, actor.qid) if v)
    if actor.id.startswith("text:"):
        yield "(not in the tables)"


def one_line(text: str) -> str:
    """The words on one line."""
    return " ".join(text.split())
