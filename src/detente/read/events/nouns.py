"""Events that a noun names ("talks", "the strike"), with the actor and recipient that its phrase and verb give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.read.events.arguments import AGENT, NAMED, Argument, Arguments
from detente.read.events.candidate import Candidate, has_party, split_group, trigger_tokens
from detente.read.events.nearby import modifiers
from detente.read.events.recipients import Recipients
from detente.read.events.syntax import (
    LIKE_PREPOSITIONS,
    OBJECTS,
    children,
    governor,
    is_passive,
    logical_subjects,
    prepositional,
)
from detente.read.events.triggers import Match, Triggers, noun_lemma
from detente.read.events.verbs import Verbs

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# A noun hanging on one of these says when or where its governor's subject did it: "said after talks with ...".
_ADJUNCT = frozenset(
    {
        "after",
        "before",
        "during",
        "following",
        "in",
        "at",
        "on",
        "into",
        "for",
        "through",
        "ahead",
        "of",
        "with",
    }
)
# When something was done, beside the deed that the noun names.
_TIMES = frozenset({"after", "before", "during", "following", "since", "until", "amid", "despite"})
_OCCASIONS = frozenset({"wake", "aftermath", "response", "retaliation", "revenge", "reaction", "run-up"})
# What violence is the reason for.
_CAUSES = frozenset({"for", "after", "following", "before", "of"})


@dataclass(frozen=True, slots=True)
class Nouns:
    """Makes candidates of nouns."""

    arguments: Arguments
    triggers: Triggers
    recipients: Recipients
    verbs: Verbs

    def candidate(self, sent: Span, noun: Token, matches: tuple[Match, ...]) -> Candidate | None:
        """The noun with its parties; None where it is part of another noun's name or nobody has a part in it."""
        if noun.dep_ == "compound" and noun.head.i > noun.i and noun.head.pos_ in ("NOUN", "PROPN"):
            return None
        trigger = matches[0].trigger
        tokens = trigger_tokens(noun, matches)
        top = self._quantified(noun)
        verb = governor(top)
        is_light = (
            verb is not None
            and verb.lemma_.lower() in self.triggers.groups["verbs.light"]
            and (top.dep_ in (*OBJECTS, "nsubjpass") or (top.dep_ == "pobj" and self._is_carried(top, verb)))
        )
        anchors = [noun] + ([top] if top != noun else []) + ([verb] if is_light and verb is not None else [])
        violent = any(m.trigger.event in ("ASSAULT", "COERCE") for m in matches)
        actors, how = self._noun_actor(noun, top, trigger.actor, verb, light=is_light, violent=violent)
        symmetric = False
        suffers = "verbs.dying" if violent and top.dep_ == "pobj" else "verbs.receiving"
        if (
            verb is not None
            and verb.lemma_.lower() in self.triggers.groups[suffers]
            and top.dep_ in (*OBJECTS, "pobj")
            and not is_passive(verb)
        ):
            return self._received(sent, noun, verb, tokens, matches)
        if how == "between" or ("between" in trigger.actor and how in ("mod", "of", "poss") and len(actors) > 1):
            recipients, slot, symmetric = actors[1:], "joint", True
            actors = actors[:1]
            if not recipients and len(actors[0].actors) > 1:
                actors, recipients = split_group(actors[0])
        else:
            recipients, slot = self.recipients.find(noun, trigger.recipient, anchors, actors)
            if not recipients and "between" in trigger.actor and len(actors) > 1:
                actors, recipients, slot, symmetric = actors[:1], actors[1:], "joint", True
            elif not recipients and "between" in trigger.actor and actors and len(actors[0].actors) > 1:
                actors, recipients = split_group(actors[0])
                slot, symmetric = "joint", True
        governed = verb is not None and not is_light and bool(self.triggers.matches(verb))
        found = Candidate(
            sent=sent,
            trigger=noun.i,
            tokens=tokens,
            matches=matches,
            actors=tuple(actors),
            recipients=tuple(recipients),
            subject_how=how,
            recipient_how=slot,
            symmetric=symmetric,
            nominal=True,
            governed=governed,
        )
        return found if has_party(found) else None

    def _received(
        self, sent: Span, noun: Token, verb: Token, tokens: tuple[int, ...], matches: tuple[Match, ...]
    ) -> Candidate | None:
        """ "Chad faces criticism from Niger": the subject is the recipient."""
        subjects, _ = logical_subjects(verb, self.triggers.groups["verbs.object_control"])
        recipients = self.arguments.resolve_all(subjects)
        actors: list[Argument] = []
        for word in ("from", "by", "with"):
            actors = actors or [
                a for a in self.arguments.resolve_all(prepositional([noun, verb], word)) if a.strength >= NAMED
            ]
        actors = actors or modifiers(self.arguments, noun)
        found = Candidate(
            sent=sent,
            trigger=noun.i,
            tokens=tokens,
            matches=matches,
            actors=tuple(actors),
            recipients=tuple(recipients),
            subject_how="from",
            recipient_how="subject",
            nominal=True,
        )
        return found if has_party(found) else None

    def _quantified(self, noun: Token) -> Token:
        """Of "a series of talks", the series."""
        top = noun
        while (
            top.dep_ == "pobj"
            and top.head.lower_ == "of"
            and top.head.head.lemma_.lower() in self.triggers.groups["verbs.transparent"]
        ):
            top = top.head.head
        return top

    def _noun_actor(
        self, noun: Token, top: Token, slots: tuple[str, ...], verb: Token | None, *, light: bool, violent: bool
    ) -> tuple[list[Argument], str]:
        order = list(slots)
        if light and "subj" in order:
            order.remove("subj")
            order.insert(min(1, len(order)), "subj")
        weak: tuple[list[Argument], str] = ([], "none")
        for slot in order:
            found: list[Argument] = []
            if slot == "poss":
                found = self.arguments.resolve_all(
                    [*children(noun, "poss"), *(children(top, "poss") if top != noun else ())]
                )
            elif slot == "mod":
                found = modifiers(self.arguments, noun)
                if violent:  # "the Kampala bombing" was there
                    found = [f for f in found if not self.arguments.is_town(f)]
            elif slot == "between":
                found = self.arguments.resolve_all(prepositional([noun, top] if top != noun else [noun], "between"))
                found += [a for a in self.arguments.resolve_all(prepositional([noun], "among")) if a not in found]
                if len(found) == 1 and len(found[0].actors) < 2:
                    found = self._both(noun, found)
            elif slot == "subj":
                if verb is not None and (
                    light or (self._is_adjunct(top, violent=violent) and not self._only_told(verb, violent))
                ):
                    subjects, how = self.verbs.subjects(verb)
                    if not subjects and not light and not violent:
                        subjects = list(children(verb, "nsubjpass"))
                    found = list(self.arguments.resolve_all(subjects))
                    if how == "none" and not found:
                        continue
            else:
                found = self.arguments.resolve_all(prepositional([noun], slot))
                if slot in ("of", "from", "with"):
                    found = [a for a in found if a.strength >= AGENT]
            if found and max(a.strength for a in found) >= NAMED:
                return [a for a in found if a.strength >= NAMED], slot
            if found and not weak[0]:
                weak = (found, slot)
        return weak

    def _only_told(self, verb: Token, violent: bool) -> bool:
        """Whether the verb's subject only tells of violence: "officials said in the fifth attack this month"."""
        return violent and verb.lemma_.lower() in self.triggers.groups["verbs.report"]

    def _both(self, noun: Token, found: list[Argument]) -> list[Argument]:
        """The two that "between" names, where the parse makes the one a modifier of the other."""
        for head in prepositional([noun], "between"):
            named = [
                self.arguments.from_mention(m, "self")
                for m in self.arguments.mentions_below(head)
                if head.left_edge.i <= m.head <= head.i
            ]
            if len(named) > 1 and any(t.lower_ == "and" for t in noun.doc[head.left_edge.i : head.i]):
                return named[:2]
        return found

    @staticmethod
    def _is_carried(noun: Token, verb: Token) -> bool:
        """Whether a verb carries a noun by a preposition: "engaged in talks", not "launched in the wake of talks"."""
        token = noun.head
        while token != verb and token.head != token:
            if token.lower_ in _TIMES or noun_lemma(token) in _OCCASIONS:
                return False
            token = token.head
        return True

    def _is_adjunct(self, noun: Token, *, violent: bool = False) -> bool:
        token = noun
        while token.dep_ == "conj" and token.head != token:
            token = token.head
        if token.head.lower_ in LIKE_PREPOSITIONS:
            return not violent
        if token.dep_ != "pobj":
            return token.dep_ in ("appos",)
        prep = token.head
        if violent and prep.lower_ in _CAUSES:
            return False  # "in revenge for an ambush": it was the others'
        return prep.lower_ in _ADJUNCT
