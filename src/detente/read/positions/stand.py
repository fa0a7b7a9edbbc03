"""A stand: a predicate by which somebody takes a stance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.read.positions.frames import Frame
from detente.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A predicate that takes a stance.

    Attributes:
        token: the predicate.
        clause: the verb of its clause ("is" of "is ready").
        stance: None where nothing is recorded unless a condition is found.
        subjects: tokens of the holder; empty where it is the speaker's, or nobody is named.
        speaker: whether it is the stand of whoever says it.
        negated: whether the stance comes from the frame's negated side.
        needs_condition: recorded only where something depends on it.
    """

    token: Token
    clause: Token
    frame: Frame
    stance: Stance
    subjects: tuple[Token, ...]
    speaker: bool
    negated: bool
    needs_condition: bool

    @property
    def future(self) -> bool:
        """Whether it is said with "will" or "would": then, with a condition, no more than a conditional stand."""
        return any(
            c.dep_ == "aux" and c.lower_ in ("will", "would", "shall", "'ll", "’ll", "'d", "’d")
            for c in self.clause.children
        )

    def steps_from(self, token: Token, *, most: int) -> int | None:
        """Steps up the parse from a token to the stand's word or verb; None where ``most`` steps do not lead there."""
        for steps in range(most):
            if token.i in (self.token.i, self.clause.i):
                return steps
            if token.head == token:
                return None
            token = token.head
        return None
