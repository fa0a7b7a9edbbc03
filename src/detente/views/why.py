"""Why a fact was recorded: the words, the rule or model and its version, and what else it might have been."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from detente.errors import NotFound
from detente.records import Actor, Decision, Evidence, Record, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything that stands behind one fact.

    Attributes:
        kind: ``statement``, ``position``, ``event``, ``claim`` or ``actor``.
        fields: its fields as text, without spans and evidence.
        spans: its spans by the field they stand in.
    """

    kind: str
    fact_id: str
    article_id: str
    fields: tuple[tuple[str, str], ...]
    spans: tuple[tuple[str, Span], ...]
    evidence: Evidence | None
    decision: Decision | None
    version: str


def explain(record: Record, fact_id: str) -> Explanation:
    """The explanation of a fact by its id in the record.

    Raises:
        NotFound: where the record has no such fact.
    """
    for kind in ("statements", "positions", "events", "claims", "actors"):
        for fact in getattr(record, kind):
            if fact.id == fact_id:
                return _explanation(record, kind.removesuffix("s"), fact)
    known = [f.id for k in ("statements", "positions", "events", "claims") for f in getattr(record, k)]
    raise NotFound(f"article {record.article.id!r} has no fact {fact_id!r}; it has {', '.join(known) or 'none'}")


def _explanation(record: Record, kind: str, fact: Any) -> Explanation:
    scalars: list[tuple[str, str]] = []
    spans: list[tuple[str, Span]] = []
    for field in fields(fact):
        value = getattr(fact, field.name)
        if field.name in ("id", "why", "decision") or value is None or value == ():
            continue
        found = list(_spans(value))
        spans += [(field.name, s) for s in found]
        if not found:
            scalars.append((field.name, ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)))
        elif field.name == "date":
            scalars.append((field.name, f"{value.value} ({value.precision}, anchored: {value.anchored})"))
    return Explanation(
        kind=kind,
        fact_id=fact.id,
        article_id=record.article.id,
        fields=tuple(scalars),
        spans=tuple(spans),
        evidence=None if isinstance(fact, Actor) else fact.why,
        decision=fact.decision if isinstance(fact, Actor) else None,
        version=record.run.version,
    )


def _spans(value: Any) -> list[Span]:
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple):
        return [s for v in value for s in _spans(v)]
    if is_dataclass(value):
        return [s for f in fields(value) for s in _spans(getattr(value, f.name))]
    return []
