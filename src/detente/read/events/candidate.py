"""A trigger with those who may have a part in the event, before it is coded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.read.events.arguments import THING, Argument
from detente.read.events.triggers import Match

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A trigger with its arguments, before it is coded.

    Attributes:
        trigger: index in the doc of the trigger's head.
        tokens: all tokens of the trigger, head first.
        matches: lines of the dictionary, empty for a verb that is in none.
        symmetric: the parties act on each other ("met", "talks between").
        subject_how, recipient_how: by which slot each was found.
        governed: the trigger hangs on another trigger's verb.
        depth: clauses between the trigger and the main clause.
        noise: words of sport, markets, weather or culture in the sentence.
        rank, rivals: its place among the sentence's candidates, 0 the likeliest, and how many others there are.
    """

    sent: Span
    trigger: int
    tokens: tuple[int, ...]
    matches: tuple[Match, ...]
    actors: tuple[Argument, ...]
    recipients: tuple[Argument, ...]
    subject_how: str
    recipient_how: str
    symmetric: bool = False
    nominal: bool = False
    governed: bool = False
    depth: int = 0
    noise: int = 0
    rank: int = 0
    rivals: int = 0

    @property
    def flags(self) -> frozenset[str]:
        """Flags that all its dictionary lines share."""
        sets = [m.trigger.flags for m in self.matches]
        return frozenset.intersection(*sets) if sets else frozenset()


def trigger_tokens(token: Token, matches: tuple[Match, ...]) -> tuple[int, ...]:
    """The tokens that the dictionary's lines matched, the trigger's head first."""
    rest = sorted({i for m in matches for i in m.tokens} - {token.i})
    return (token.i, *rest)


def has_party(candidate: Candidate) -> bool:
    """Whether any of its parties is more than a thing."""
    return max((a.strength for a in (*candidate.actors, *candidate.recipients)), default=THING) > THING


def same_party(a: Argument, b: Argument) -> bool:
    """Whether two arguments share words or actors: nobody acts on himself."""
    return a.overlaps(b) or (bool(a.actors) and set(a.actors) <= set(b.actors))


def is_own(argument: Argument, actors: list[Argument]) -> bool:
    """Whether the argument is the actors themselves: one of them, or all together ("their")."""
    own = {i for a in actors for i in a.actors}
    return any(same_party(argument, a) for a in actors) or (
        len(actors) > 1 and bool(own) and own == set(argument.actors)
    )


def split_group(argument: Argument) -> tuple[list[Argument], list[Argument]]:
    """A group of several, as the first and the others."""
    return [replace(argument, actors=argument.actors[:1])], [replace(argument, actors=argument.actors[1:])]


def clause_depth(token: Token, report: frozenset[str]) -> int:
    """Clauses between a token and the main clause; what is said counts as high as the saying."""
    depth = 0
    for _ in range(12):
        head = token.head
        if head == token:
            break
        if token.dep_ in ("relcl", "advcl", "acl", "pcomp", "csubj") or (
            token.dep_ in ("ccomp", "xcomp") and head.lemma_.lower() not in report
        ):
            depth += 1
        token = head
    return depth
