"""Parties that are named somewhere near a trigger: below it in the parse, or just before a noun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.read.events.arguments import AGENT, STATE, Argument, Arguments
from detente.read.events.candidate import same_party
from detente.read.events.syntax import children, is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token

# Prepositions of where something happened.
PLACES = frozenset({"in", "at", "near", "from", "outside", "around", "within", "across"})


def near_by(arguments: Arguments, token: Token, actors: list[Argument]) -> Argument | None:
    """Somebody named below the trigger: in its own clause, then where it happened, then in a
    clause below."""
    ranked: list[tuple[int, int, Argument]] = []
    subjects = list(children(token, "nsubj"))
    for argument in named_below(arguments, token):
        head = token.doc[argument.head]
        if argument.head == token.i or any(same_party(argument, a) for a in actors):
            continue
        if at_home(arguments, argument, actors):
            continue
        if _is_only_told_by(head, token) or is_sided_with(arguments, head, token):
            continue
        if any(c.left_edge.i <= head.i <= c.right_edge.i for c in subjects):
            continue
        if head.dep_ == "nsubj" and head.head != token and "conj" in (head.head.dep_, head.head.head.dep_):
            continue  # who did something else
        rank = 4 if _in_lower_clause(head, token) else 0
        rank += 0 if argument.strength >= STATE else 1
        place = head.dep_ == "pobj" and head.head.lower_ in PLACES
        ranked.append((rank + 2 * place, argument.head, replace(argument, via="place" if place else "near")))
    return min(ranked, key=lambda r: r[:2])[2] if ranked else None


def named_below(arguments: Arguments, token: Token) -> Iterator[Argument]:
    """Mentions below the token, and political nouns that are no mentions ("the authorities")."""
    for mention in arguments.mentions_below(token):
        yield arguments.from_mention(mention, "near")
    for other in token.subtree:
        if other.pos_ == "NOUN" and other.i not in arguments.by_token and arguments.noun_strength(other) == AGENT:
            argument = arguments.resolve(other)
            if argument.strength >= AGENT:
                yield argument


def _is_only_told_by(token: Token, above: Token) -> bool:
    """Whether somebody is only named as the source: "according to Chadian officials"."""
    while token != above and token.head != token:
        if token.lower_ == "according":
            return True
        token = token.head
    return False


def is_sided_with(arguments: Arguments, token: Token, above: Token) -> bool:
    """Whether it is done for somebody's sake: "in support of Chad"."""
    stance = arguments.triggers.groups["parties.stance"]
    while token != above and token.head != token:
        if token.dep_ == "pobj" and token.head.lower_ in ("in", "on") and token.lemma_.lower() in stance:
            return True
        token = token.head
    return False


def _in_lower_clause(token: Token, above: Token) -> bool:
    while token != above and token.head != token:
        if token.dep_ in ("relcl", "advcl", "acl", "ccomp") or (token.dep_ == "conj" and is_verb(token)):
            return True
        token = token.head
    return False


def at_home(arguments: Arguments, argument: Argument, actors: list[Argument], *, organs: bool = False) -> bool:
    """Whether a party found somewhere in a clause is the actor's own state: it is rarely the one addressed.

    Args:
        organs: or a part of that state ("the Chadian government's support", said by Chad's minister).
    """
    own = arguments.states(actors)
    if not argument.actors or own.issuperset(argument.actors):
        return bool(argument.actors)
    return organs and all("." in i for i in argument.actors) and own.issuperset(arguments.states([argument]))


def modifiers(arguments: Arguments, noun: Token) -> list[Argument]:
    """Actors before the noun: "Turkish strikes", "the Israeli-Palestinian talks", "US-led raids"."""
    found: list[Argument] = []
    for child in noun.lefts:
        if child.dep_ in ("compound", "amod", "nmod", "npadvmod", "det", "punct", "poss"):
            for other in child.subtree:
                mention = arguments.by_token.get(other.i)
                if mention is not None and other.dep_ != "poss":
                    argument = arguments.from_mention(mention, "self")
                    if not any(argument.overlaps(f) for f in found):
                        found.append(argument)
    if not found:
        for child in children(noun, "compound", "amod", "nmod"):
            argument = arguments.resolve(child)
            if argument.strength >= AGENT:
                found.append(argument)
    return found
