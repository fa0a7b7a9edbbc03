"""Who somebody is whom no table names, by how the article introduces him: "the Chadian trade minister, Ali Moussa"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.read.positions.words import word_list
from detente.reading import Mention, Reading

if TYPE_CHECKING:
    from spacy.tokens import Token

_STATE = re.compile(r"[A-Z]{3}$")
# The prefix of ids of those whom no table names.
UNLISTED = "text:"
# Whoever is introduced with one of these and a state speaks for the state ...
SPEAKING = word_list("speaking")
# ... with one of these for himself, as a politician does ...
POLITICIANS = word_list("politicians")
# ... and so does who held an office once.
ONCE = word_list("once")
_BEFORE = frozenset(("compound", "amod", "nmod", "poss", "appos"))


def introduced(reading: Reading) -> dict[str, str]:
    """By id of a person whom no table names: the state that he speaks for, or his own id where that is none."""
    by_head = {m.head: m for m in reading.mentions}
    found: dict[str, str] = {}
    for mention in reading.mentions:
        actor = mention.actor
        if actor is None or not actor.startswith(UNLISTED) or actor in found or mention.kind == "pronoun":
            continue
        words = list(_introduction(reading, mention))
        lemmas = {t.lemma_.lower() for t in words}
        if lemmas & POLITICIANS or (lemmas & SPEAKING and lemmas & ONCE):
            found[actor] = actor
        elif lemmas & SPEAKING:
            named = (by_head[t.i] for t in words if t.i in by_head)
            states = {m.actor for m in named if m.actor and _STATE.match(m.actor) and m.kind in ("name", "demonym")}
            if len(states) == 1:
                found[actor] = states.pop()
    return found


def _introduction(reading: Reading, mention: Mention) -> Iterator[Token]:
    """The words of the name and those that stand with it: "[Chadian trade minister] Ali", "Ali, [an envoy of Chad]"."""
    head = reading.doc[mention.head]
    heads = [head]
    if head.dep_ == "appos":
        heads.append(head.head)
    heads.extend(c for c in head.children if c.dep_ == "appos")
    for token in heads:
        yield token
        for child in token.children:
            if child.dep_ in _BEFORE or (child.dep_ == "prep" and child.lower_ in ("of", "to", "at", "for")):
                yield from (t for t in child.subtree if abs(t.i - token.i) < 12)
