"""The working form of a mention, before it becomes a :class:`~detente.reading.Mention`."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.records import Decision


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
