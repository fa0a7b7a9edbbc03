"""Whose stand it is: from the words of a subject to the state, body or movement that stands behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.read.positions.introduced import UNLISTED, introduced
from detente.read.positions.words import word_list
from detente.reading import Mention, Reading
from detente.records import Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

_STATE = re.compile(r"[A-Z]{3}$")
# People and bodies of these PLOVER sectors speak for their state; those of opposition, business and press do not.
OFFICIAL = frozenset(("GOV", "MIL", "SPY", "LEG"))
# Of these the body speaks for the state, its members for themselves: parliaments and courts.
MEMBERS = frozenset(("LEG", "JUD"))
# Offices below the state: whoever holds one speaks for himself.
LOCAL = (
    "mayor",
    "governor",
    "sheriff",
    "councillor",
    "councilman",
    "attorney general of",
    "state senator",
    "prosecutor",
)
# Sectors that can take a stand in diplomacy in their own name.
POLITICAL = frozenset(("REB", "OPP", "PTY", "IGO", "SEP", "ELI"))
# "our American partners", "the Greek side", "Israeli leaders": the state that the adjective or genitive names.
COLLECTIVE = word_list("collective")
# A few of many, and who stands with somebody: neither speaks for the state that is named with them.
SOME = frozenset(("few", "many", "most", "other", "several", "some"))
FRIENDS = frozenset(("ally", "friend", "neighbor", "neighbour"))
PARTNERS = FRIENDS | {"partner"}
# Whoever these are, they do not speak for their state: "the American people", "Syrian hackers".
PRIVATE = word_list("private")
# From the name of a city to the state whose capital it is, None where it is none.
Capital = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who takes a stand.

    Attributes:
        id: actor id of the state, body or movement.
        spoken_by: id of the person or part that says so, where it is not the holder itself.
        confidence: that it is them.
    """

    id: str
    spoken_by: str | None
    confidence: float


class Holders:
    """Looks up who stands behind tokens and statements of one article."""

    def __init__(self, reading: Reading, capital: Capital) -> None:
        self._reading = reading
        self._by_head: dict[int, Mention] = {}
        for mention in reading.mentions:
            known = self._by_head.get(mention.head)
            if known is None or (not known.actors and mention.actors):
                self._by_head[mention.head] = mention
        self._capital = capital
        self._introduced = introduced(reading)

    def behind(self, actor_id: str | None) -> str | None:
        """The state, body or movement that an actor speaks for; None where that is no actor of diplomacy."""
        if actor_id is None:
            return None
        if actor_id.startswith(UNLISTED):
            return self._introduced.get(actor_id)
        if _STATE.match(actor_id):
            return actor_id
        parts = actor_id.split(".")
        if parts[0] in ("IGO", "INT", "NGO") and len(parts) > 1:
            return ".".join(parts[:2])
        if len(parts) > 1 and _STATE.match(parts[0]):
            if parts[1] in OFFICIAL:
                return parts[0]
            return actor_id if parts[1] in POLITICAL else None
        actor = self._reading.by_actor.get(actor_id)
        if actor is None:
            return None
        sectors = set((actor.sector or "").split(";"))
        if actor.office and actor.office.lower().startswith(LOCAL):
            return actor_id
        if actor.country and sectors & (OFFICIAL - MEMBERS):
            return actor.country
        return actor_id if sectors & (POLITICAL | MEMBERS) else None

    def city(self, token: Token) -> Holder | None:
        """The state whose capital stands alone as a subject ("Budapest is against it")."""
        if self.mention(token):
            return None
        state = self._seat(token)
        return Holder(id=state, spoken_by=None, confidence=0.9) if state is not None else None

    def _seat(self, token: Token) -> str | None:
        """The state of the capital that the words name, where they name one."""
        if token.pos_ != "PROPN":
            return None
        first = min((c.i for c in token.children if c.dep_ == "compound"), default=token.i)
        return self._capital(token.doc[first : token.i + 1].text)

    def country(self, actor_id: str) -> str | None:
        """The state of a person, party or movement; None for states and bodies themselves."""
        if _STATE.match(actor_id):
            return None
        if _STATE.match(actor_id.split(".")[0]) and "." in actor_id:
            return actor_id.split(".")[0]
        actor = self._reading.by_actor.get(actor_id)
        return actor.country if actor is not None else None

    def mention(self, token: Token) -> Mention | None:
        """The mention of which this token is the head, or that covers it."""
        mention = self._by_head.get(token.i)
        if mention is not None:
            return mention
        covering = [m for m in self._reading.mentions if m.span.start <= token.idx < m.span.end]
        return min(covering, key=lambda m: m.span.end - m.span.start, default=None)

    def of_token(self, token: Token) -> Iterator[Holder]:
        """Who stands behind the words of which this token is the head; several for groups."""
        if token.i >= 2 and token.nbor(-1).text == "-" and token.nbor(-2).ent_type_ == "NORP":
            return  # "Cuban-Americans"
        if (token.lemma_.lower() in PRIVATE and not self._is_body(token)) or (
            token.tag_ == "NNPS"
            and token.ent_type_ == "NORP"
            and (
                any(c.dep_ == "prep" and c.lower_ in ("of", "in") for c in token.children)
                or not (any(c.dep_ in ("det", "poss") for c in token.children) or self._is_party(token))
            )
        ):
            return
        if _only_some(token):
            return
        mention = self._by_head.get(token.i)
        if mention is None or not mention.actors:
            wide = self.mention(token)
            if wide is not None and wide.actors:
                mention = wide
        if mention is not None and mention.actors:
            for actor in mention.actors:
                state = self.behind(actor)
                if state is not None:
                    yield Holder(
                        id=state,
                        spoken_by=actor if actor != state else None,
                        confidence=(1 + mention.confidence) / 2 * (0.95 if mention.kind == "pronoun" else 1.0),
                    )
            return
        if token.lower_ in COLLECTIVE or token.lemma_.lower() in COLLECTIVE:
            # "our American partners": the adjective says who, not whose.
            # "Washington's partners" are not Washington.
            whose = () if token.lemma_.lower() in PARTNERS else ("poss",)
            for child in sorted(token.children, key=lambda c: c.dep_ == "poss"):
                if child.dep_ in ("amod", "compound", "nmod", *whose) or (
                    child.dep_ == "prep" and child.lower_ in ("of", "in")
                ):
                    inner = (
                        child if child.dep_ != "prep" else next((c for c in child.children if c.dep_ == "pobj"), child)
                    )
                    found = self._by_head.get(inner.i)
                    state = self.behind(found.actor) if found is not None else self._seat(inner)
                    if state is not None:
                        yield Holder(id=state, spoken_by=None, confidence=0.9)
                        return
        if token.dep_ == "poss":
            return
        if token.lower_ in ("one", "both", "all", "each", "some", "most", "majority", "number", "either"):
            for prep in token.children:
                if prep.lower_ == "of":
                    for inner in prep.children:
                        yield from self.of_token(inner)

    def _is_body(self, token: Token) -> bool:
        """ "The World Bank pledged": no bank of business."""
        mention = self._by_head.get(token.i)
        return mention is not None and mention.actor is not None and mention.actor.startswith(("IGO.", "NGO."))

    def _is_party(self, token: Token) -> bool:
        """ "Democrats demanded": a party, not some of a nation."""
        mention = self._by_head.get(token.i)
        return (
            mention is not None
            and mention.actor is not None
            and ".PTY." in mention.actor
            and not any(c.lower_ in SOME or c.dep_ in ("nummod", "amod") for c in token.children)
        )

    def of_statement(self, statement: Statement) -> Holder | None:
        """Who speaks, as far as it is an actor of diplomacy."""
        state = self.behind(statement.source_actor)
        if state is None and statement.source is not None:
            words = self._reading.doc.char_span(statement.source.start, statement.source.end, alignment_mode="expand")
            found = next(self.of_token(words.root), None) if words is not None else None
            return found
        if state is None:
            return None
        return Holder(
            id=state, spoken_by=statement.source_actor if statement.source_actor != state else None, confidence=1.0
        )

    def others(self, start: int, end: int, holder: str) -> Iterator[tuple[int, str]]:
        """(offset, id) of states, bodies and movements other than the holder that are named between the offsets."""
        for mention in self._reading.mentions:
            if start <= mention.span.start and mention.span.end <= end:
                for actor in mention.actors:
                    state = self.behind(actor)
                    if state is not None and state != holder:
                        yield mention.span.start, state


def _only_some(token: Token) -> bool:
    """ "Other leaders of the Union", "some ministers", "American allies": not the state or body that is named."""
    if token.tag_ not in ("NNS", "NNPS") or token.lemma_.lower() not in COLLECTIVE:
        return False
    if any(c.lower_ in SOME for c in token.children):
        return True
    ours = any(c.tag_ == "PRP$" for c in token.children)
    return token.lemma_.lower() in FRIENDS and not ours
