"""To whom it was done: the slots that a line of the dictionary names, tried in order, and what stands in for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.read.events.arguments import AGENT, NAMED, STATE, THING, Argument, Arguments
from detente.read.events.candidate import is_own, same_party
from detente.read.events.nearby import at_home, is_sided_with, near_by
from detente.read.events.syntax import COMPLEMENTS, children, is_verb, logical_objects, prepositional
from detente.read.events.triggers import Match, noun_lemma

if TYPE_CHECKING:
    from spacy.tokens import Token

BOTH = re.compile(r"(?:the two|both)\b", re.I)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Finds recipients in the sentences of one reading."""

    arguments: Arguments

    def find(
        self,
        token: Token,
        slots: tuple[str, ...],
        anchors: list[Token],
        actors: list[Argument],
        *,
        deploys: bool = False,
    ) -> tuple[list[Argument], str]:
        """Those to whom it is done, and by which slot; ``deploys``: forces in the object are means, not addressees."""
        addressee = self._addressee(token)
        if addressee is not None:
            return [addressee], "obj"
        things: tuple[list[Argument], str] = ([], "none")
        home: list[Argument] = []
        for slot in slots:
            found = self._slot(token, slot, anchors, actors, deploys=deploys)
            found = [a for a in found if not is_own(a, actors) and not self._is_means(a, token)]
            if slot == "obj":
                # "Lifted Chad's ban on trade with Niger": for Niger, where the actor is Chad's.
                home = [a for a in found if a.via == "inside" and at_home(self.arguments, a, actors, organs=True)]
                found = [a for a in found if a not in home]
            found = [self._others(a, actors) for a in found]
            if any(a.strength >= NAMED for a in found):
                return [a for a in found if a.strength >= NAMED], slot
            if found and not things[0]:
                things = (found, slot)
        if home:
            return home, "obj"
        # A thing is kept where it is what the trigger is about ("condemned the attack"), not where it is what is
        # handed over ("sent two tonnes of rice to ...") or stands in a clause.
        if things[0] and (things[1] == slots[0] or things[1] not in ("obj", "comp", "in", "at", "over")):
            return things[0], "thing"
        near = near_by(self.arguments, token, actors)
        if near is not None:
            return [near], near.via
        return things[0], "thing" if things[0] else "none"

    def _addressee(self, verb: Token) -> Argument | None:
        """People without a name who are told to do something: "asked traders to leave", "urged all sides to"."""
        if verb.lemma_.lower() not in self.arguments.triggers.groups["verbs.addressing"] or not is_verb(verb):
            return None
        for clause in children(verb, *COMPLEMENTS):
            if any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children):
                for head in (*children(clause, "nsubj"), *children(verb, "dobj", "nsubjpass")):
                    found = self.arguments.resolve(head)
                    if head.pos_ == "NOUN" and not found.actors and head.i < clause.i:
                        words = " ".join(self.arguments.text[found.start : found.end].lower().split())
                        return replace(found, actors=(f"text:{words}",), strength=NAMED)
        return None

    def whose_penalty(
        self, verb: Token, matches: tuple[Match, ...], actors: list[Argument], recipients: list[Argument]
    ) -> list[Argument]:
        """Penalties on companies and people without a state hit the state for whose sake they are imposed, too."""
        if not any(m.trigger.event in ("COERCE", "SANCTION") for m in matches) or not recipients:
            return recipients
        if any(r.strength >= AGENT and not r.actors[0].startswith("text:") for r in recipients if r.actors):
            return recipients
        listed = {t.lemma_.lower() for r in recipients for t in verb.doc[r.head : r.head + 1]}
        near = near_by(self.arguments, verb, [*actors, *recipients])
        if (
            listed.isdisjoint(self.arguments.triggers.groups["parties.listed"])
            or near is None
            or near.strength < STATE
            or near.via == "place"
        ):
            return recipients
        subject = verb.doc[near.head].dep_ in ("nsubj", "nsubjpass")
        return recipients if subject else [*recipients, near]

    def by_place(self, verb: Token, recipients: list[Argument]) -> list[Argument]:
        """People and things of nobody known are of the state they were found in: "killed 40 people in Chad"."""
        unknown = [
            r
            for r in recipients
            if self.arguments.doc[r.head].pos_ == "NOUN" and all(i.startswith("text:") for i in r.actors)
        ]
        if not unknown or len(unknown) < len(recipients):
            return recipients
        for word in ("in", "at", "near"):
            for token in prepositional([verb], word):
                state = self._state_there(token)
                if state is not None:
                    return [replace(r, actors=(state,), strength=max(r.strength, AGENT)) for r in unknown]
        return recipients

    def _state_there(self, token: Token) -> str | None:
        """The state that a place is, or lies in."""
        mention = self.arguments.by_token.get(token.i)
        if mention is not None and mention.kind == "name" and self.arguments.strength_of(mention) == STATE:
            return next((i for i in mention.actors if i.isalpha()), None) if len(mention.actors) == 1 else None
        end = token.right_edge.idx + len(token.right_edge)
        here = (p for p in self.arguments.reading.places if token.left_edge.idx <= p.start and p.end <= end)
        return next((p.country for p in here if p.country), None)

    def addressed(
        self, verb: Token, anchors: list[Token], actors: list[Argument], recipients: list[Argument]
    ) -> list[Argument] | None:
        """Of "will deliver tanks to Chad", Chad: words without a known actor give way to a state that it goes to."""
        if any(r.strength == STATE or not all(i.startswith("text:") for i in r.actors) for r in recipients):
            return None
        found = [a for a in self._slot(verb, "to", anchors, actors) if not is_own(a, actors)]
        return [a for a in found if a.strength == STATE] or None

    def on_condition(self, verb: Token, actors: list[Argument]) -> Argument | None:
        """Whose deed is the condition: "unless Chad withdraws, Niger will act" is addressed to Chad."""
        for clause in children(verb, "advcl"):
            if not any(m.lower_ in ("if", "unless") for m in children(clause, "mark")):
                continue
            for subject in self.arguments.resolve_all(list(children(clause, "nsubj", "nsubjpass"))):
                if (
                    subject.strength == STATE
                    and not is_own(subject, actors)
                    and not at_home(self.arguments, subject, actors)
                ):
                    return subject
        return None

    def _others(self, argument: Argument, actors: list[Argument]) -> Argument:
        """ "Accused both countries": the two others, where the group was taken to hold the actor himself."""
        own = {i for a in actors for i in a.actors}
        if len(argument.actors) < 2 or own.isdisjoint(argument.actors):
            return argument
        pair = self.arguments.pair
        if pair and own.isdisjoint(pair) and BOTH.match(self.arguments.text[argument.start : argument.end]):
            return replace(argument, actors=pair)
        return replace(argument, actors=tuple(a for a in argument.actors if a not in own))

    def _slot(
        self, token: Token, slot: str, anchors: list[Token], actors: list[Argument], *, deploys: bool = False
    ) -> list[Argument]:
        if slot == "obj":
            objects = logical_objects(token) if is_verb(token) else []
            found = self.arguments.resolve_all(
                [o for o in objects if o.lower_ not in ("itself", "themselves", "himself")]
            )
            # Of the noun that is part of the trigger ("launched an attack") only what stands before
            # it may be a
            # recipient here ("accepted Chad's demand"); what follows it has slots of its own.
            part = {a.i: a for a in anchors if a != token and (deploys or self.arguments.noun_strength(a) == THING)}
            found = [a for a in found if not any(self._belongs(a, noun) for noun in part.values())]
            if any(a.strength >= AGENT and a.via == "self" for a in found):
                return [a for a in found if a.strength >= AGENT]
            return found
        if slot == "comp":
            return self._in_complement(token, actors)
        heads = prepositional(anchors, slot)
        if slot == "to" and is_verb(token):
            heads = [c for c in children(token, "dative") if c.pos_ != "ADP"] + heads
        heads = [h for h in heads if not is_sided_with(self.arguments, h, token)]
        return self.arguments.resolve_all([h for h in heads if h.ent_type_ not in ("DATE", "TIME")])

    def _is_means(self, argument: Argument, token: Token) -> bool:
        """Whether forces are sent and nobody's but the sender's: "ready to contribute troops to ..."."""
        groups, head = self.arguments.triggers.groups, self.arguments.doc[argument.head]
        return (
            head.head.lemma_.lower() in groups["verbs.sending"]
            and head.dep_ in ("dobj", "nsubjpass")
            and self.arguments.triggers.sectors.get(noun_lemma(head)) == "MIL"
            and all(i.startswith("text:") for i in argument.actors)
        )

    @staticmethod
    def _belongs(argument: Argument, noun: Token) -> bool:
        """Whether the argument is the noun itself or stands in what follows it."""
        return argument.head == noun.i or (argument.head > noun.i and argument.head <= noun.right_edge.i)

    def _in_complement(self, token: Token, actors: list[Argument]) -> list[Argument]:
        """Whom the complement clause is about: of a finite one its subject, then its objects, then
        anybody in it."""
        clauses = [*children(token, *COMPLEMENTS), *(c for c in children(token, "advcl") if _is_for(c))]
        clauses += [c for p in children(token, "acomp", "oprd", "attr") for c in children(p, "xcomp", "ccomp")]
        clauses += [g for p in children(token, "prep") for g in children(p, "pcomp")]
        clauses += [c for o in children(token, "dobj") for c in children(o, "acl", "relcl")]
        weak: list[Argument] = []
        for clause in clauses:
            if not is_verb(clause):
                continue
            heads = (
                [c for c in children(clause, "nsubj", "nsubjpass") if c.pos_ != "PRON"]
                if clause.dep_ == "ccomp" or _is_for(clause)
                else []
            )
            heads += [t for group in (children(clause, "dative"), logical_objects(clause)) for t in group]
            for word in ("to", "with", "against", "on", "for", "from"):
                heads += prepositional([clause, *heads], word)
            heads += list(children(clause, "nsubj", "nsubjpass"))
            for inner in children(clause, "xcomp", "ccomp"):
                heads += logical_objects(inner)
            for argument in self.arguments.resolve_all(heads):
                if any(same_party(argument, a) for a in actors) or at_home(self.arguments, argument, actors):
                    continue
                if argument.strength >= AGENT:
                    return [argument]
                weak.append(argument)
            near = near_by(self.arguments, clause, actors)
            if near is not None:
                return [near]
        weak.sort(key=lambda a: -a.strength)
        return weak[:1]


def _is_for(clause: Token) -> bool:
    """Whether it says what somebody shall do: "for Chad to leave"."""
    return any(m.lower_ == "for" for m in children(clause, "mark"))
