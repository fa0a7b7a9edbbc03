"""First and second person inside quotations: who "I", "we" and "you" are.

"I" is the speaker. "We", said by somebody who holds office, is the state; said by others it is the speaker and those
spoken for. "You" is whom the statement is addressed to, where that is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from detente.config import Settings
from detente.knowledge import Knowledge, load_knowledge
from detente.reading import Mention, Reading
from detente.records import Actor, Decision, Kind, Statement
from detente.resolve.actors import describe, published_on

VERSION = "1"
FIRST = frozenset(["i", "me", "my", "mine", "myself"])
FIRST_PLURAL = frozenset(["we", "us", "our", "ours", "ourselves"])
SECOND = frozenset(["you", "your", "yours", "yourself", "yourselves"])
# Sectors whose people say "we" for their state.
_OFFICIAL = frozenset(("GOV", "MIL", "SPY", "COP"))
# "Our country", "my government": the state, whoever speaks.
_STATE_NOUNS = frozenset(
    [
        "country",
        "nation",
        "government",
        "people",
        "state",
        "military",
        "army",
        "forces",
        "troops",
        "homeland",
        "ministry",
        "administration",
        "side",
    ]
)


class DeixisStep:
    """Adds mentions for first and second person inside direct and mixed statements."""

    name = "deixis"
    version = VERSION
    requires = ("statements", "mentions")
    assigns = ("mentions", "actors")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def knowledge(self) -> Knowledge:
        """The tables, opened at first use."""
        return load_knowledge(self.settings.knowledge.overlays)

    def __call__(self, reading: Reading) -> Mapping[str, tuple[Any, ...]]:
        """All mentions, the new ones among the old in order of text, and the actors with these mentions added."""
        new: dict[int, Mention] = {}
        taken = {m.head for m in reading.mentions if m.kind == "pronoun" or m.actors}
        # The inner of two nested statements decides: it is the shorter one.
        for statement in sorted(reading.statements, key=lambda s: (sum(c.end - c.start for c in s.content), s.id)):
            if statement.kind is Kind.INDIRECT or statement.source_actor is None:
                continue
            for mention in self._of_statement(reading, statement):
                if mention.head not in taken:
                    new.setdefault(mention.head, mention)
        if not new:
            return {}
        mentions = tuple(sorted((*reading.mentions, *new.values()), key=lambda m: (m.span.start, -m.span.end, m.head)))
        return {"mentions": mentions, "actors": self._actors(reading, new.values())}

    def _of_statement(self, reading: Reading, statement: Statement) -> list[Mention]:
        doc, text = reading.doc, reading.article.text
        out = []
        for content in statement.content:
            words = doc.char_span(content.start, content.end, alignment_mode="expand")
            if words is None:
                continue
            inside = (
                _quoted_ranges(text, content.start, content.end)
                if statement.kind is Kind.MIXED
                else [(content.start, content.end)]
            )
            for token in words:
                lower = token.lower_
                if lower not in FIRST and lower not in FIRST_PLURAL and lower not in SECOND:
                    continue
                if (
                    not any(a <= token.idx < b for a, b in inside)
                    or (lower == "us" and token.text == "US")
                    or token.pos_ == "PROPN"
                ):
                    continue
                actor, reason, confidence = self._who(reading, statement, token)
                if actor is None:
                    continue
                out.append(
                    Mention(
                        span=reading.span(token.idx, token.idx + len(token.text)),
                        head=token.i,
                        kind="pronoun",
                        actor=actor,
                        confidence=confidence,
                        decision=Decision(chosen=actor, candidates=((actor, confidence),), reason=reason),
                    )
                )
        return out

    def _who(self, reading: Reading, statement: Statement, token: Any) -> tuple[str | None, str, float]:
        lower = token.lower_
        speaker = statement.source_actor
        if lower in SECOND:
            return statement.addressee, "second person: whom the statement is addressed to", 0.7
        assert speaker is not None
        info = reading.by_actor.get(speaker)
        country = info.country if info else None
        owned = token.head.lower_ if token.dep_ == "poss" else ""
        if owned in _STATE_NOUNS and country:
            return country, f"first person with {owned!r}: the speaker's state", 0.85
        if lower in FIRST:
            return speaker, "first person: the speaker", 0.97
        sectors = set((info.sector or "").split(";")) if info else set()
        if country and sectors & _OFFICIAL:
            return country, "first person plural of an official: the speaker's state", 0.75
        return speaker, "first person plural: the speaker and those spoken for", 0.6

    def _actors(self, reading: Reading, new: Any) -> tuple[Actor, ...]:
        added: dict[str, list[Mention]] = {}
        for mention in new:
            added.setdefault(mention.actor, []).append(mention)
        out = []
        for actor in reading.actors:
            more = tuple(m.span for m in added.pop(actor.id, ()))
            out.append(replace(actor, mentions=tuple(sorted((*actor.mentions, *more)))) if more else actor)
        for ident, mentions in sorted(added.items()):
            notes = describe(ident, self.knowledge, published_on(reading.article.published))
            if notes is not None:
                out.append(
                    Actor(
                        id=ident,
                        name=notes.name,
                        country=notes.country,
                        sector=notes.sector,
                        qid=notes.qid,
                        office=notes.office,
                        mentions=tuple(sorted(m.span for m in mentions)),
                        decision=mentions[0].decision,
                    )
                )
        return tuple(out)


def _quoted_ranges(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between quotation marks within ``text[start:end]``."""
    out = []
    opened: int | None = None
    for i in range(start, end):
        c = text[i]
        if c in "“«„" or (c == '"' and opened is None):
            opened = i + 1
        elif (c in "”»" or c == '"') and opened is not None:
            out.append((opened, i))
            opened = None
    if opened is not None:
        out.append((opened, end))
    return out
