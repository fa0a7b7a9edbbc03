"""The working form of a mention, before it becomes a :class:`~detente.reading.Mention`."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.knowledge import Entity
from detente.records import Decision
from detente.resolve.words import Parsed

SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))


@dataclass(slots=True, eq=False)
class Found:
    """Words that stand for an actor: tokens ``start`` to before ``end``.

    Attributes:
        what: ``person``, ``state``, ``org``, ``people`` (of a nationality), ``title``, ``group``, ``pronoun`` or
            ``somebody`` (of theirs).
        plural: whether "they" may take it up.
        country, gender: of the actor, for what refers back to it.
        subject: whether it is the subject of a verb.
        nobody: token of the words for somebody without a name that a pronoun takes up ("a woman").
        name: surface by which an unresolved actor goes.
    """

    start: int
    end: int
    head: int
    kind: str
    what: str
    actor: str | None = None
    members: tuple[str, ...] = ()
    sector: str | None = None
    country: str | None = None
    gender: str = ""
    plural: bool = False
    subject: bool = False
    nobody: int | None = None
    confidence: float = 0.9
    decision: Decision | None = None


@dataclass(slots=True)
class ActorNotes:
    """What is recorded of an actor beside its mentions."""

    id: str
    name: str
    country: str | None = None
    sector: str | None = None
    qid: str | None = None
    office: str | None = None
    decision: Decision | None = None
    mentions: list[tuple[int, int]] = field(default_factory=list)


def found_as(
    parsed: Parsed,
    start: int,
    end: int,
    head: int,
    kind: str,
    what: str,
    actor: str,
    entity: Entity,
    confidence: float,
    reason: str,
    runners: tuple[tuple[str, float], ...] = (),
) -> Found:
    """A mention that stands for an entity of the tables, with the article before it where it belongs to the name."""
    # An article without a verb of its own before the name: "the United States" is one name.
    modifies = parsed.dep[head] in ("compound", "amod", "nmod")
    if (
        kind in ("name", "metonym")
        and not modifies
        and start > 0
        and parsed.lower[start - 1] == "the"
        and parsed.sent[start - 1] == parsed.sent[start]
    ):
        start -= 1
    return Found(
        start=start,
        end=end,
        head=head,
        kind=kind,
        what=what,
        actor=actor,
        country=entity.country,
        confidence=confidence,
        sector=entity.sector,
        subject=parsed.dep[head] in SUBJECTS,
        decision=Decision(chosen=actor, candidates=((actor, confidence), *runners[:3]), reason=reason),
    )
