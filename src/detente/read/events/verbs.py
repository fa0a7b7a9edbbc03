"""Events that a verb names, with the actor and recipient that its clause gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.read.events.arguments import AGENT, NAMED, STATE, THING, Argument, Arguments
from detente.read.events.candidate import Candidate, has_party, same_party, split_group, trigger_tokens
from detente.read.events.nearby import PLACES, at_home, modifiers
from detente.read.events.recipients import BOTH, Recipients
from detente.read.events.syntax import (
    COMPLEMENTS,
    REFLEXIVE,
    children,
    governor,
    is_passive,
    is_verb,
    logical_subjects,
    prepositional,
)
from detente.read.events.triggers import Match, Triggers, noun_lemma

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_EACH_OTHER = re.compile(r"(?:each other|one another)\b", re.I)
# What is done to those who are somewhere.
_BY_FORCE = frozenset({"ASSAULT", "COERCE"})
# What is signed or reached by two at least.
_PACTS = frozenset({"agreement", "accord", "truce"})
# Those who may have shot where somebody was killed.
_ARMED = frozenset({"MIL", "COP", "REB"})
# What only a state can do in its country.
_BY_THE_STATE = frozenset({"COERCE", "SANCTION", "ACCUSE", "RETREAT"})
# What is done to nobody who merely stands near: a missile test.
_NOT_NEAR = frozenset({"MOBILIZE"})
# At whom missiles are fired; "into the sea" they are tested.
_AIMED = ("at", "on", "into", "against", "toward", "towards")
# Slots of verbs that no line has.
_ANY_SLOT = ("obj", "with", "to", "on", "against", "for", "from")


@dataclass(frozen=True, slots=True)
class Verbs:
    """Makes candidates of verbs."""

    arguments: Arguments
    triggers: Triggers
    recipients: Recipients

    def candidate(self, sent: Span, verb: Token, matches: tuple[Match, ...]) -> Candidate | None:
        """The verb with its parties; None where its clause does not fit its line or nobody has a part in it."""
        events = {m.trigger.event for m in matches}
        if "ASSAULT" not in events and any(o.lower_ in REFLEXIVE for o in children(verb, "dobj")):
            return None  # "defended itself against Chad": not Chad
        subjects, how = self.subjects(verb)
        subjects = [self.arguments.past_dateline(s, verb) for s in subjects]
        actors = self.arguments.resolve_all(subjects)
        if how == "noun" and actors and actors[0].strength == THING:
            # "put out a report accusing ...": whose report it is.
            above_it = governor(subjects[0])
            if above_it is not None and above_it != verb:
                above, how_above = logical_subjects(above_it, self.triggers.groups["verbs.object_control"])
                if above:
                    actors, how = (
                        self.arguments.resolve_all(above),
                        "document" if how_above != "none" else "none",
                    )
        flags = {f for m in matches for f in m.trigger.flags}
        if not self._clause_fits(verb, flags, actors) or self._tells_only(verb, events, actors):
            return None
        tokens = trigger_tokens(verb, matches)
        anchors = [verb, *(verb.doc[i] for i in tokens[1:] if verb.doc[i].pos_ in ("NOUN", "PROPN"))]
        if {"ASSAULT", "MOBILIZE"} <= events:
            matches = self._aimed(verb, matches, anchors, actors)
            events = {m.trigger.event for m in matches}
        slots = matches[0].trigger.recipient if matches else _ANY_SLOT
        deploys = bool(matches) and all(m.trigger.event == "MOBILIZE" for m in matches)
        recipients, slot = self.recipients.find(verb, slots, anchors, actors, deploys=deploys)
        if events == _NOT_NEAR and slot in ("near", "place"):
            recipients, slot = [], "none"
        if (
            not matches
            and slot == "obj"
            and (addressed := self.recipients.addressed(verb, anchors, actors, recipients))
        ):
            recipients, slot = addressed, "to"
        shares = self.triggers.groups["answers.shares"]
        if "REJECT" in events and slot == "obj" and any(noun_lemma(o) in shares for o in children(verb, "dobj")):
            recipients, slot = [], "none"  # "denied a part in the attack on Chad": to those who say so, not to Chad
        if not recipients or slot == "thing":
            threatened = self.recipients.on_condition(verb, actors)
            if threatened is not None:
                recipients, slot = [threatened], "condition"
        symmetric = False
        # "Signed 14 agreements between the two countries" names nobody new.
        weak = slot in ("near", "place", "thing", "comp") or (
            bool(recipients) and BOTH.match(self.arguments.text[recipients[0].start : recipients[0].end]) is not None
        )
        # "Chad and Niger signed Chad's accession": with each other.
        theirs = slot != "with" and self._among_own(recipients, actors)
        joint = "recip" in flags and (not recipients or weak or theirs)
        if len(actors) > 1 and (joint or self._says_each_other(verb)):
            actors, recipients, slot, symmetric = actors[:1], actors[1:], "joint", True
        elif (
            "recip" in flags
            and len(actors) == 1
            and len(actors[0].actors) > 1
            and (not recipients or recipients[0].strength < AGENT or weak)
        ):
            actors, recipients = split_group(actors[0])
            slot, symmetric = "joint", True
        elif not recipients or slot in ("near", "place"):
            among = self._among_themselves(verb, actors, matches)
            if among:
                recipients, slot, symmetric = among, "joint", True
        actors = [a for a in actors if not self._is_site(a, how, matches)]
        if not actors:
            actors, how = self._missing_actor(verb, recipients, matches)
            if how == "deed":
                recipients = [r for r in recipients if not any(same_party(r, a) for a in actors)]
        recipients = self.recipients.whose_penalty(verb, matches, actors, recipients)
        cause = None
        if "ASSAULT" in events and not any(a.strength >= NAMED for a in actors):
            cause = self._cause(verb)
            how = how if cause is None else "cause"
        if events & _BY_FORCE:
            recipients = self.recipients.by_place(verb if cause is None else cause, recipients)
            if cause is not None:
                recipients = self.recipients.by_place(verb, recipients)
        found = Candidate(
            sent=sent,
            trigger=verb.i,
            tokens=tokens,
            matches=matches,
            actors=tuple(actors),
            recipients=tuple(recipients),
            subject_how=how,
            recipient_how=slot,
            symmetric=symmetric,
        )
        return found if has_party(found) else None

    def _clause_fits(self, verb: Token, flags: set[str], actors: list[Argument]) -> bool:
        """Whether he who is to do what the clause says is the one that the line asks for: somebody else
        ("wants Chad to leave"), or the actor himself ("hopes to visit Chad")."""
        if "other" not in flags and "own" not in flags:
            return True
        clauses = [c for c in children(verb, *COMPLEMENTS) if is_verb(c)]
        subjects = [s for c in clauses for s in children(c, "nsubj", "nsubjpass")]
        subjects += [o for o in children(verb, "dobj") if clauses]
        named = [a for a in self.arguments.resolve_all(subjects) if a.strength >= NAMED]
        others = [a for a in named if not any(same_party(a, x) for x in actors)]
        reports = verb.lemma_.lower() in self.triggers.groups["verbs.report"]
        if "other" in flags and reports and any(at_home(self.arguments, a, actors, organs=True) for a in named):
            return False  # "the president said his army should": nobody else is asked
        if "own" in flags:
            return not subjects or (bool(named) and not others)
        return bool(others) and not is_passive(verb)

    def _aimed(
        self, verb: Token, matches: tuple[Match, ...], anchors: list[Token], actors: list[Argument]
    ) -> tuple[Match, ...]:
        """Missiles fired at somebody are an attack, others are shown."""
        _, slot = self.recipients.find(verb, _AIMED, anchors, actors)
        event = "ASSAULT" if slot in _AIMED else "MOBILIZE"
        return tuple(m for m in matches if m.trigger.event == event)

    def _tells_only(self, verb: Token, events: set[str], actors: list[Argument]) -> bool:
        """Whether it is no deed: a law that requires something, a warning of what others do or what may be."""
        lemma = verb.lemma_.lower()
        if lemma in self.triggers.groups["verbs.by_people"]:
            return not actors or actors[0].strength < NAMED or actors[0].via == "inside"
        if lemma not in self.triggers.groups["verbs.cautioning"] or "THREATEN" not in events:
            return False
        harm, retaliation = self.triggers.sets["harm"], self.triggers.groups["verbs.retaliation"]
        for clause in children(verb, "ccomp"):
            subjects = self.arguments.resolve_all(list(children(clause, "nsubj", "nsubjpass")))
            own = any(
                same_party(s, a) or at_home(self.arguments, s, actors, organs=True) for s in subjects for a in actors
            )
            words = {t.lemma_.lower() for t in clause.subtree}
            told = clause.lemma_.lower() in harm or is_passive(clause) or not words.isdisjoint(retaliation)
            return not own and not told
        of = prepositional([verb], "of")
        return bool(of) and {noun_lemma(t) for p in of for t in (p, *p.conjuncts)}.isdisjoint(retaliation)

    def _among_themselves(
        self, verb: Token, actors: list[Argument], matches: tuple[Match, ...]
    ) -> list[Argument] | None:
        """Those who made a pact with each other: "four Chadian factions signed an accord"."""
        if len(actors) != 1 or actors[0].strength < AGENT or not any(_is_pact(m) for m in matches):
            return None
        head = verb.doc[actors[0].head]
        words = {noun_lemma(head), *(c.lemma_.lower() for c in head.lefts)}
        several = head.tag_ == "NNS" and not words.isdisjoint(self.triggers.groups["parties.facing"])
        return list(actors) if several else None

    @staticmethod
    def _says_each_other(verb: Token) -> bool:
        return any(_EACH_OTHER.match(verb.doc[t.i : t.i + 2].text) for t in verb.subtree if t.i > verb.i)

    def _among_own(self, recipients: list[Argument], actors: list[Argument]) -> bool:
        """Whether the recipients are states of joint actors of several states."""
        states = self.arguments.states(actors)
        theirs = self.arguments.states(recipients)
        return len(states) > 1 and bool(theirs) and theirs <= states

    def subjects(self, verb: Token) -> tuple[list[Token], str]:
        """The logical subjects; of a verb of saying without one, the name just before it ("...,
        President Strand said")."""
        if (
            verb.lemma_.lower() in self.triggers.groups["verbs.report"]
            and verb.i > verb.sent.start
            and not any(children(verb, "nsubj", "nsubjpass"))
            and not is_passive(verb)
        ):
            mention = self.arguments.by_token.get(verb.i - 1)
            if mention is not None and mention.kind in ("name", "title"):
                return [verb.doc[mention.head]], "own"
        return logical_subjects(verb, self.triggers.groups["verbs.object_control"])

    def _is_site(self, actor: Argument, how: str, matches: tuple[Match, ...]) -> bool:
        """Whether a party was only named as where violence took place: "a bomb in Niger killed"."""
        if how == "none" or actor.strength == THING or not any(m.trigger.event == "ASSAULT" for m in matches):
            return False
        token = self.arguments.doc[actor.head]
        while token.dep_ in ("compound", "amod", "nmod", "poss") and token.head.i > token.i:
            if noun_lemma(token) in self.triggers.groups["verbs.site"]:
                return True
            token = token.head
        if actor.via != "inside" and not (token.dep_ == "pobj" and token.head.lower_ in PLACES):
            return noun_lemma(token) in self.triggers.groups["verbs.site"]
        return token.dep_ == "pobj" and token.head.lower_ in PLACES

    def _attacker(self, verb: Token, recipients: list[Argument]) -> tuple[list[Argument], str]:
        """Whose the deed was in which somebody was killed: "in an Israeli air strike", "when Israeli troops opened
        fire"."""
        for word in ("in", "during", "by"):
            for noun in prepositional([verb, *(c for c in verb.conjuncts if is_verb(c))], word):
                if not any(m.trigger.event == "ASSAULT" for m in self.triggers.matches(noun)):
                    continue
                doers = self.arguments.resolve_all(prepositional([noun], "by"))
                doers = [d for d in (*doers, *modifiers(self.arguments, noun)) if d.strength >= AGENT]
                doers = [d for d in doers if not self.arguments.is_town(d)]
                if doers:
                    return doers[:1], "deed"
        for head in prepositional([verb], "as"):  # "as troops stormed the town", read as "stormed troops"
            doer = self.arguments.resolve(head)
            if (
                doer.strength == STATE
                and self.triggers.sectors.get(noun_lemma(head)) in _ARMED
                and any(children(head, "acl"))
            ):
                return [doer], "deed"
        for clause in children(verb, "advcl"):
            if not any(m.lower_ in ("as", "when", "after") for m in children(clause, "mark", "advmod")):
                continue
            violent = any(m.trigger.event == "ASSAULT" for m in self.triggers.matches(clause))
            for subject in children(clause, "nsubj"):
                doer = self.arguments.resolve(subject)
                armed = self.triggers.sectors.get(noun_lemma(subject)) in _ARMED
                same = any(same_party(doer, r) for r in recipients)
                if doer.strength >= AGENT and armed and not same and (violent or not is_passive(clause)):
                    return [doer], "deed"
        return [], "none"

    def _cause(self, verb: Token) -> Token | None:
        """The attack by which nobody knows who killed: "were killed in a raid", "a blast wounded three"."""
        if verb.lemma_.lower() not in self.triggers.groups["verbs.killing"]:
            return None
        if is_passive(verb):
            both = [verb, *(c for c in verb.conjuncts if is_verb(c))]
            nouns = [n for word in ("in", "during", "by") for n in prepositional(both, word)]
        else:
            nouns = [n for n in self.subjects(verb)[0] if n.dep_ in ("nsubj", "conj")]
        violent = (n for n in nouns if any(m.trigger.event == "ASSAULT" for m in self.triggers.matches(n)))
        return next(violent, None)

    def _missing_actor(
        self, verb: Token, recipients: list[Argument], matches: tuple[Match, ...]
    ) -> tuple[list[Argument], str]:
        """A passive without agent: where somebody was arrested or freed names the state that did it ("in Niger"); not
        where he was killed."""
        if not is_passive(verb):
            return [], "none"
        for subject in children(verb, "nsubjpass"):
            # "American sanctions were imposed": whose they are.
            owners = [o for o in modifiers(self.arguments, subject) if o.strength >= STATE]
            owners = [o for o in owners if not any(same_party(o, r) for r in recipients)]
            if owners and self.arguments.noun_strength(subject) == THING:
                return owners[:1], "place"
        if any(m.trigger.event == "ASSAULT" for m in matches):
            return self._attacker(verb, recipients)
        if matches and not any(m.trigger.event in _BY_THE_STATE for m in matches):
            return [], "none"
        for token in prepositional([verb], "in"):
            argument = self.arguments.resolve(token)
            if argument.strength >= STATE and not any(argument.overlaps(r) for r in recipients):
                return [argument], "place"
        return [], "none"


def _is_pact(match: Match) -> bool:
    """Whether a line speaks of a pact that is made."""
    return "recip" in match.trigger.flags and bool(match.trigger.objects) and (match.trigger.objects or set()) >= _PACTS
