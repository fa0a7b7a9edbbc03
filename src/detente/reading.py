"""The working state of one article while the steps read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from detente.records import (
    Actor,
    Article,
    Claim,
    Decision,
    Diagnostic,
    Event,
    IssueTag,
    Place,
    Position,
    Statement,
    Timex,
)
from detente.records import Span as TextSpan

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as DocSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words that stand for an actor.

    Attributes:
        head: index in the doc of the head token.
        kind: ``name``, ``title``, ``pronoun``, ``metonym``, ``demonym`` or ``group``.
        actor: actor id; None where it was found but not resolved, and for groups of several.
        members: actor ids of a group ("the sides", "both countries").
        sector: PLOVER sector of what is mentioned, where the words say it ("Russian troops": MIL).
    """

    span: TextSpan
    head: int
    kind: str
    actor: str | None = None
    members: tuple[str, ...] = ()
    sector: str | None = None
    confidence: float = 1.0
    decision: Decision | None = None

    @property
    def actors(self) -> tuple[str, ...]:
        """The actor, or the members of the group."""
        return self.members or ((self.actor,) if self.actor else ())


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An article and all that the steps so far have assigned. Steps return new tuples; nothing is changed in place.

    ``doc`` is the parse of the whole ``article.text``: ``token.idx`` is the offset in the text.
    """

    article: Article
    doc: Doc
    times: tuple[Timex, ...] = ()
    places: tuple[Place, ...] = ()
    mentions: tuple[Mention, ...] = ()
    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    issues: tuple[IssueTag, ...] = ()
    positions: tuple[Position, ...] = ()
    claims: tuple[Claim, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @cached_property
    def sents(self) -> tuple[DocSpan, ...]:
        """Sentences inside the body."""
        body = self.article.body
        if body is None:
            return ()
        return tuple(
            s for s in self.doc.sents if body.start <= s.start_char and s.start_char < body.end and s.text.strip()
        )

    @cached_property
    def by_actor(self) -> dict[str, Actor]:
        """Actors by id."""
        return {a.id: a for a in self.actors}

    def span(self, start: int, end: int) -> TextSpan:
        """The span of ``article.text[start:end]``."""
        return self.article.span(start, end)

    def sent_at(self, offset: int) -> DocSpan | None:
        """The sentence of the body that holds this offset."""
        return next((s for s in self.sents if s.start_char <= offset < s.end_char), None)

    def mentions_in(self, span: TextSpan) -> Iterator[Mention]:
        """Mentions that lie wholly inside the span, in order of text."""
        return (m for m in self.mentions if span.covers(m.span))

    def mention_at(self, span: TextSpan) -> Mention | None:
        """The mention that best stands for the words of ``span``.

        Best is the mention that covers the syntactic head of the span; failing that, the first resolved one inside.
        """
        overlapping = [m for m in self.mentions if m.span.overlaps(span)]
        if not overlapping:
            return None
        words = self.doc.char_span(span.start, span.end, alignment_mode="expand")
        head = words.root.i if words is not None else -1

        def rank(mention: Mention) -> tuple[bool, bool, bool, int]:
            covers_head = self.doc[head].idx >= mention.span.start and self.doc[head].idx < mention.span.end
            return (
                mention.head != head,
                not (head >= 0 and covers_head),
                not mention.actors,
                mention.span.start,
            )

        return min(overlapping, key=rank)

    def actor_at(self, span: TextSpan | None) -> str | None:
        """Id of the actor that the words of ``span`` stand for, None where unresolved."""
        mention = self.mention_at(span) if span is not None else None
        return mention.actor if mention is not None else None

    def actors_at(self, span: TextSpan | None) -> tuple[str, ...]:
        """Ids of all that the words of ``span`` stand for: those joined by "and", the members of a group.

        In order of text; empty where unresolved.
        """
        best = self.mention_at(span) if span is not None else None
        words = self.doc.char_span(span.start, span.end, alignment_mode="expand") if span is not None else None
        if best is None or words is None:
            return ()
        joined = {t.i for t in (words.root, *words.root.conjuncts) if t in words}
        others = (m for m in self.mentions if m.head in joined)
        return tuple(dict.fromkeys(a for m in sorted((best, *others), key=lambda m: m.span.start) for a in m.actors))
