"""The other side of an event whose sentence does not name it: "Tehran rejected the charges".

What is rejected, condemned or welcomed with "it", "this" or "the ..." was told just before; who did that is meant. The
same is done for threats and complaints without an addressee.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from detente.read.events.arguments import AGENT, NAMED, STATE, Argument, Arguments
from detente.read.events.candidate import Candidate
from detente.read.events.merge import compatible_words
from detente.read.events.syntax import logical_objects
from detente.records import Place

if TYPE_CHECKING:
    from spacy.tokens import Token

# Sentences back; further away, "the charges" are somebody else's.
_REACH = 2
_ANSWERS = frozenset({"ACCUSE", "REJECT", "SUPPORT", "THREATEN"})
# The slots of visits and journeys in events.tsv.
_VISIT = ("obj", "to", "in", "at")
_DEFINITE = frozenset({"the", "this", "these", "that", "those", "such", "its", "his", "her", "their"})
_WORDS = frozenset({"ACCUSE", "REJECT", "SUPPORT", "THREATEN", "REQUEST"})
_PRONOUNS = frozenset({"it", "this", "that", "them", "these", "those", "which"})


@dataclass(frozen=True, slots=True)
class _Told:
    """What a sentence told of some parties: ``words`` where it was praise, blame, refusal; lemma of the trigger."""

    sentence: int
    trigger: str
    words: bool
    parties: tuple[Argument, ...]


@dataclass(slots=True)
class Discourse:
    """What the sentences so far told, by those who did it."""

    arguments: Arguments
    places: Sequence[Place] = ()
    told: list[_Told] = field(default_factory=list)

    @property
    def _words(self) -> Mapping[str, frozenset[str]]:
        return self.arguments.triggers.groups

    def complete(self, candidate: Candidate, sentence: int) -> Candidate:
        """The candidate with a recipient from before, where its own words have none and answer something."""
        if not candidate.actors or candidate.actors[0].strength < AGENT or candidate.nominal:
            return candidate
        token = candidate.sent.doc[candidate.trigger]
        asks = token.lemma_.lower() in self._words["answers.demanding"] and any(
            m.trigger.event == "REQUEST" for m in candidate.matches
        )
        events = {m.trigger.event for m in candidate.matches}
        answers = events & _ANSWERS
        if "ASSAULT" in events:
            return candidate  # "launched an attack": on whom is not told before
        if answers == {"SUPPORT"} and token.lemma_.lower() not in self._words["answers.approving"]:
            return candidate
        if not asks and not answers:
            return candidate
        if any(r.strength >= NAMED for r in candidate.recipients) or not self._answers(candidate, asks=asks):
            return candidate
        own = self.arguments.states(candidate.actors)
        near = [t for t in reversed(self.told) if t.sentence >= sentence - _REACH]
        later = [t for t in candidate.sent if t.i > candidate.trigger and t.pos_ in ("NOUN", "VERB")]
        stems = {_stem(t.lemma_) for t in later}
        # "Welcomed the step": those who did it, not those who spoke of it. "Rejected the remarks": those who spoke.
        judges = any(m.trigger.event in ("ACCUSE", "SUPPORT") for m in candidate.matches)
        spoken = not judges or any(t.lemma_.lower() in self._words["answers.spoken"] for t in logical_objects(token))
        # "Warned that the deliveries ...": those who deliver, before anybody else.
        nouns = [t.lemma_.lower() for t in later if t.pos_ == "NOUN"]
        near.sort(key=lambda t: (not _same_deed(t, stems, nouns), t.words and not spoken))
        for told in near:
            others = [p for p in told.parties if p.strength == STATE and own.isdisjoint(self.arguments.states([p]))]
            if others:
                found = tuple(replace(p, via="discourse") for p in others)
                return replace(candidate, recipients=found, recipient_how="discourse")
        return candidate

    def remember(self, candidates: list[tuple[Candidate, float]], sentence: int) -> None:
        """Keep who did what in this sentence, those who did it before those to whom it was done."""
        ranked = [c for c, _ in sorted(candidates, key=lambda c: c[1])]
        for candidate in ranked:
            self.told.append(_Told(sentence, "", _is_words(candidate), candidate.recipients))
        for candidate in ranked:
            sides = (*candidate.actors, *(candidate.recipients if candidate.symmetric else ()))
            lemma = candidate.sent.doc[candidate.trigger].lemma_.lower()
            self.told.append(_Told(sentence, lemma, _is_words(candidate), sides))
        both = [c for c, _ in candidates if _two(c)]
        if both:
            parties = (*both[-1].actors, *both[-1].recipients)
            self.arguments.pair = tuple(dict.fromkeys(i for a in parties for i in a.actors))

    def visited(self, candidate: Candidate) -> Candidate:
        """A visit to a town is one to its state, as is an attack on it ("flew to Riyadh", "bombed Riyadh")."""
        visits = any(m.trigger.event == "CONSULT" and m.trigger.recipient == _VISIT for m in candidate.matches)
        if not visits and not any(m.trigger.event == "ASSAULT" for m in candidate.matches):
            return candidate
        own = self.arguments.states(candidate.actors)
        found = []
        for party in candidate.recipients:
            if any(not i.startswith("text:") for i in party.actors):
                return candidate
            here = [p for p in self.places if p.start < party.end and party.start < p.end and p.country]
            place = next((p for p in here if visits or p.kind != "other"), None)
            if place is not None and place.country is not None and place.country not in own:
                found.append(replace(party, actors=(place.country,), strength=STATE))
        return replace(candidate, recipients=tuple(found)) if found else candidate

    def _answers(self, candidate: Candidate, *, asks: bool) -> bool:
        """Whether its object is known from before, or it has none."""
        token = candidate.sent.doc[candidate.trigger]
        objects = [o for o in logical_objects(token) if o.i not in candidate.tokens[1:]]
        if asks:
            return bool(objects) and not any(c.dep_ in ("ccomp", "xcomp") for c in token.children)
        if not objects:
            return not any(c.dep_ in ("ccomp", "xcomp", "advcl") for c in token.children) or any(
                m.trigger.event == "THREATEN" for m in candidate.matches
            )
        return _known(objects[0]) or objects[0].lemma_.lower() in self._words["answers.shares"]


def _same_deed(told: _Told, stems: set[str], nouns: list[str]) -> bool:
    """Whether what is answered has a word of what was told: "the raid" for "had stormed"."""
    return bool(told.trigger) and (
        _stem(told.trigger) in stems or any(compatible_words(told.trigger, n) for n in nouns)
    )


def _is_words(candidate: Candidate) -> bool:
    return bool(candidate.matches) and all(m.trigger.event in _WORDS for m in candidate.matches)


def _stem(lemma: str) -> str:
    return lemma.lower()[:5]


def _two(candidate: Candidate) -> bool:
    ids = {i for a in (*candidate.actors, *candidate.recipients) for i in a.actors}
    strong = all(a.strength == STATE for a in (*candidate.actors, *candidate.recipients))
    return bool(candidate.actors and candidate.recipients) and strong and len(ids) == 2


def _known(token: Token) -> bool:
    if token.lower_ in _PRONOUNS:
        return True
    return any(c.dep_ in ("det", "poss") and c.lower_ in _DEFINITE for c in token.children)


__all__ = ["Discourse"]
