"""The reading step: stands with resolved holders, issues and conditions become positions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from detente.config import Settings
from detente.knowledge import Knowledge, load_knowledge
from detente.knowledge.fold import key
from detente.lexicons import load_toml
from detente.read.issues import Taxonomy, load_taxonomy
from detente.read.positions.assemble import find_drafts
from detente.read.positions.confidence import load_weights
from detente.read.positions.draft import Draft
from detente.read.positions.frames import Frames, load_frames
from detente.reading import Reading
from detente.records import Condition, Diagnostic, Evidence, Position


class PositionsStep:
    """Finds positions. Dictionaries are loaded at the first article."""

    name = "positions"
    version = "9"
    requires: tuple[str, ...] = ("doc", "mentions", "actors", "statements", "issues")
    assigns: tuple[str, ...] = ("positions", "diagnostics")

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def frames(self) -> Frames:
        """Stances, conditions and strengths."""
        return load_frames(self._settings.lexicons.overlay)

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The issues, of which narrower ones are preferred."""
        return load_taxonomy(self._settings.lexicons.overlay)

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """What each sign of a position is worth."""
        return load_weights(self._settings.lexicons.overlay)

    @cached_property
    def object_control(self) -> frozenset[str]:
        """Verbs whose object does what the complement says ("urge")."""
        verbs = load_toml("events_sets.toml", overlay=self._settings.lexicons.overlay)["verbs"]
        return frozenset(verbs["object_control"])

    def capital(self, name: str) -> str | None:
        """The state whose capital or seat of government bears this name; None where none or several do."""
        hits = {h.entity for h in self._knowledge.named(key(name)) if h.kind in ("capital", "seat")}
        return hits.pop() if len(hits) == 1 else None

    @cached_property
    def _knowledge(self) -> Knowledge:
        return load_knowledge(self._settings.knowledge.overlays)

    def __call__(self, reading: Reading) -> Mapping[str, tuple[Any, ...]]:
        """Positions in order of text, numbered ``p1``, ``p2``, ...; diagnostics for those
        below the threshold and where a holder stayed unknown.
        """
        if not reading.issues:
            return {"positions": (), "diagnostics": ()}
        drafts, diagnostics = find_drafts(
            reading, self.frames, self.taxonomy, self.object_control, self.weights, self.capital
        )
        kept = [d for d in drafts if self._is_sure(d)]
        diagnostics = [*diagnostics, *(_candidate(reading, d) for d in drafts if not self._is_sure(d))]
        positions = tuple(_position(reading, number, draft, self.frames) for number, draft in enumerate(kept, 1))
        return {"positions": positions, "diagnostics": tuple(diagnostics)}

    def _is_sure(self, draft: Draft) -> bool:
        bounds = self._settings.positions
        return draft.confidence >= (bounds.threshold_reported if draft.reported_by else bounds.threshold)


def _candidate(reading: Reading, draft: Draft) -> Diagnostic:
    """What was read but is too doubtful to be a position: kept for an analyst to look at."""
    return Diagnostic(
        code="position_candidate",
        message=f"perhaps a position ({draft.confidence:.2f}): {draft.holder} {draft.stance.value} {draft.issue}",
        span=reading.span(draft.start, draft.end),
    )


def _position(reading: Reading, number: int, draft: Draft, frames: Frames) -> Position:
    notes = [draft.issue_from]
    if draft.negated:
        notes.append("negated")
    return Position(
        id=f"p{number}",
        holder=draft.holder,
        issue=draft.issue,
        stance=draft.stance,
        toward=draft.toward,
        conditions=tuple(
            Condition(span=reading.span(c.start, c.end), kind=c.kind, by=c.by)
            for c in sorted(draft.conditions, key=lambda c: c.start)
        ),
        reported_by=draft.reported_by,
        spoken_by=draft.spoken_by,
        statement=draft.statement,
        strength=draft.strength,
        span=reading.span(draft.start, draft.end),
        confidence=round(draft.confidence, 4),
        why=Evidence(
            source=draft.line, version=frames.version, words=draft.words, note="; ".join(n for n in notes if n)
        ),
    )
