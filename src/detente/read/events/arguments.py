"""From a noun phrase to the actors that it stands for: itself, or those named inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from detente.read.events.syntax import agents, base_phrase, children, conjuncts, dateline_end, is_verb, prepositional
from detente.read.events.triggers import Triggers, noun_lemma
from detente.reading import Mention, Reading

if TYPE_CHECKING:
    from spacy.tokens import Token

# How surely a phrase is a political actor.
STATE, AGENT, NAMED, THING = 3, 2, 1, 0
_POLITICAL = frozenset(
    {
        "GOV",
        "MIL",
        "COP",
        "JUD",
        "LEG",
        "SPY",
        "OPP",
        "PTY",
        "REB",
        "UAF",
        "IGO",
        "UNO",
        "EUR",
        "PRM",
        "IMG",
        "PRE",
    }
)
_AGENTS = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY", "REB", "PTY", "IGO"})
# Prepositions after which a noun phrase names whom its head concerns, best first.
_CONCERNS = (
    "of",
    "with",
    "against",
    "to",
    "on",
    "for",
    "from",
    "by",
    "between",
    "in",
    "over",
    "at",
    "into",
    "toward",
    "towards",
)
_DOERS = ("by", "from")
_WHERE = frozenset({"in", "at", "near", "of", "for"})
_NO_ACTOR = frozenset(
    {
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "QUANTITY",
        "ORDINAL",
        "CARDINAL",
        "EVENT",
        "LAW",
        "LANGUAGE",
        "WORK_OF_ART",
    }
)
# "The delegations headed by Bazin and Moussa" are theirs.
_LED = frozenset({"head", "lead", "chair"})
# What pages say of themselves: "READ MORE: ...".
_PAGE_WORDS = frozenset({"READ", "MORE", "WATCH", "VIDEO", "PHOTOS"})
_POSSESSIVE = frozenset({"its", "their", "his", "her", "our", "my", "your"})
# "The two agreed", "both sides", "they": those of whom the sentences before told.
_OBJECTIVE = frozenset({"him", "her", "them"})
_BOTH = re.compile(r"(?:the two|both|the sides|they|them|each other|one another|the pair)\b", re.I)
_PERSONAL = frozenset({"he", "she", "it", "they", "him", "her", "them", "who"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """Words that fill a slot of an event.

    Attributes:
        head: index in the doc of the token by which the phrase was reached.
        start, end: half-open character offsets of the words kept as actor_text or recipient_text.
        actors: actor ids; empty where the phrase is no known actor.
        strength: STATE (a resolved political actor), AGENT (a political office, force or body without a name),
            NAMED (another name, or people without an office) or THING.
        via: ``self``, ``inside`` (named within the phrase), ``near``, ``place`` or ``discourse`` (named in a sentence
            before, of which these words are not part).
    """

    head: int
    start: int
    end: int
    actors: tuple[str, ...]
    strength: int
    via: str = "self"

    def overlaps(self, other: Argument) -> bool:
        """Whether the two share words."""
        return self.start < other.end and other.start < self.end


class Arguments:
    """Resolves noun phrases of one reading; keeps an index from token to mention."""

    def __init__(self, reading: Reading, triggers: Triggers) -> None:
        self.reading = reading
        self.doc = reading.doc
        self.text = reading.doc.text  # spaCy joins its tokens at every call
        self.triggers = triggers
        # The two parties of the last event that had both, for "the two" and "they".
        self.pair: tuple[str, ...] = ()

    @cached_property
    def by_token(self) -> Mapping[int, Mention]:
        """The mention that covers each token; of nested ones, the one whose head it is, else the longest."""
        index: dict[int, Mention] = {}
        datelines = {i for s in self.reading.sents for i in range(s.start, dateline_end(s))}
        mentions = [m for m in self.reading.mentions if not (m.kind == "group" and self._is_list(m))]
        ordered = sorted(mentions, key=lambda m: (m.span.end - m.span.start, m.span.start), reverse=True)
        for mention in ordered:
            words = self.doc.char_span(mention.span.start, mention.span.end, alignment_mode="expand")
            for token in words or ():
                if token.i not in datelines:
                    index.setdefault(token.i, mention)
        for mention in ordered:
            if mention.head not in datelines:
                index[mention.head] = mention
        return index

    def states(self, arguments: Iterable[Argument]) -> frozenset[str]:
        """Countries of the parties; an actor without one stands for itself."""
        return frozenset(self._countries.get(i, i) for a in arguments for i in a.actors)

    @cached_property
    def _countries(self) -> Mapping[str, str]:
        return {a.id: a.country for a in self.reading.actors if a.country}

    def _is_list(self, group: Mention) -> bool:
        """Whether a group is named member by member ("Chad and Niger"): then its members are mentions
        themselves."""
        return any(
            group.span.covers(m.span) and m.span != group.span and m.kind != "pronoun" and m.actors
            for m in self.reading.mentions
        )

    def _named(self, mention: Mention, token: Token) -> Mention:
        """Of a pronoun, the nearest name of the same actor in its sentence, before it if there is one."""
        sent = token.sent
        same = [
            m
            for m in self.reading.mentions
            if m.kind != "pronoun" and m.actors == mention.actors and sent.start_char <= m.span.start < sent.end_char
        ]
        return min(same, key=lambda m: (m.span.start > token.idx, abs(m.span.start - token.idx)), default=mention)

    def strength_of(self, mention: Mention) -> int:
        """STATE for a resolved political actor, NAMED for any other."""
        for actor_id in mention.actors:
            actor = self.reading.by_actor.get(actor_id)
            sectors = set((mention.sector or (actor.sector if actor else "") or "").split(";"))
            if sectors & _POLITICAL or (actor is not None and actor.country and not sectors - {""}):
                return STATE
            if actor is not None and actor.country and sectors.isdisjoint({"BUS", "MED", "EDU", "AGR", "SOC", "JRN"}):
                return STATE
        if mention.sector in _AGENTS:
            return AGENT
        return NAMED

    def is_town(self, argument: Argument) -> bool:
        """Whether the words name a town or region, no state."""
        here = (p for p in self.reading.places if p.start < argument.end and argument.start < p.end)
        return any(p.kind != "country" and p.text == self.text[argument.start : argument.end] for p in here)

    def from_mention(self, mention: Mention, via: str) -> Argument:
        """A mention as an argument by itself."""
        return Argument(
            head=mention.head,
            start=mention.span.start,
            end=mention.span.end,
            actors=mention.actors,
            strength=self.strength_of(mention),
            via=via,
        )

    def resolve(self, token: Token, *, depth: int = 0) -> Argument:
        """The actor that the phrase headed by ``token`` stands for."""
        mention = self.by_token.get(token.i)
        if depth == 0 and self.pair and (mention is None or not mention.actors):
            start, end = self._chars(base_phrase(token))
            if _BOTH.match(self.text[start:end]) and (token.pos_ == "PRON" or token.tag_ in ("NNS", "CD", "DT")):
                return Argument(head=token.i, start=start, end=end, actors=self.pair, strength=STATE, via="inside")
        if (
            depth == 0
            and token.lower_ in _OBJECTIVE
            and (mention is None or not mention.actors or self._is_subject_of_own(token, mention))
        ):
            met = self._object_before(token)
            if met is not None:
                return met
        if depth == 0 and token.tag_ == "NNS":
            several = self._members(token, mention)
            if several is not None:
                return several
        if mention is not None and not mention.actors and noun_lemma(token) in self.triggers.groups["parties.sent_by"]:
            mention = None  # nobody known by name, but his state may be
        if mention is not None and (mention.actors or mention.kind != "pronoun"):
            if mention.kind == "pronoun":
                mention = self._named(mention, token)
            owner = self._state_inside(token) if not mention.actors and token.pos_ == "NOUN" else None
            return Argument(
                head=token.i,
                start=mention.span.start,
                end=mention.span.end,
                actors=owner.actors if owner is not None else mention.actors,
                strength=max(self.strength_of(mention), self.noun_strength(token)),
            )
        if depth == 0 and token.lower_ in _PERSONAL:
            speaker = self._speaker_for(token)
            if speaker is not None:
                found = self.resolve(speaker, depth=1)
                return Argument(
                    head=token.i,
                    start=found.start,
                    end=found.end,
                    actors=found.actors,
                    strength=found.strength,
                    via="inside",
                )
        lemma = noun_lemma(token)
        if lemma in self.triggers.groups["verbs.transparent"] and depth < 3:
            for of in children(token, "prep"):
                if of.lower_ == "of":
                    for inner in children(of, "pobj"):
                        found = self.resolve(inner, depth=depth + 1)
                        if found.strength > THING:
                            return found
        strength = self.noun_strength(token)
        if (
            strength
            and lemma not in self.triggers.groups["parties.relational"]
            and any(c.lower_ in _POSSESSIVE for c in children(token, "poss"))
        ):
            strength = THING  # "its troops" are no party of their own
        inner_mention = self._inside(token)
        start, end = self._chars(base_phrase(token))
        if strength >= NAMED:
            # "a Russian court": its own words, its country's id.
            actors = inner_mention[0].actors if inner_mention and inner_mention[1] != "far" else ()
            if strength == NAMED and all(i.startswith(("person:", "Q")) for i in actors):
                actors = ()  # "the president's people" are not he
            if inner_mention and self._is_kin(token) and self.strength_of(inner_mention[0]) != STATE:
                actors = ()  # "the boy's father" is not the boy
            if not actors:
                actors = (f"text:{' '.join(self.text[start:end].lower().split())}",)
            elif inner_mention and strength == NAMED and self.strength_of(inner_mention[0]) == STATE:
                strength = AGENT
            return Argument(head=token.i, start=start, end=end, actors=actors, strength=strength)
        if inner_mention is not None:
            mention = inner_mention[0]
            if mention.kind == "pronoun":
                mention = self._named(mention, token)
            return Argument(
                head=mention.head,
                start=mention.span.start,
                end=mention.span.end,
                actors=mention.actors,
                strength=self.strength_of(mention),
                via="inside",
            )
        agent = self._agent_inside(token)
        if agent is not None:
            start, end = self._chars(base_phrase(agent))
            words = " ".join(self.text[start:end].lower().split())
            return Argument(
                head=agent.i,
                start=start,
                end=end,
                actors=(f"text:{words}",),
                strength=self.noun_strength(agent),
                via="inside",
            )
        return Argument(head=token.i, start=start, end=end, actors=(), strength=THING)

    def _state_inside(self, token: Token) -> Mention | None:
        """The state of people or a body without an id of their own: "a court in southern Chad"."""
        inner = None if self._is_kin(token) else self._inside(token)
        if inner is None or inner[1] == "far" or not inner[0].actors or self.strength_of(inner[0]) != STATE:
            return None
        return inner[0]

    def _is_kin(self, noun: Token) -> bool:
        """Whether somebody's relatives or lawyers are meant, who are not he himself."""
        return noun_lemma(noun) in self.triggers.groups["verbs.kin"]

    def _is_subject_of_own(self, pronoun: Token, mention: Mention) -> bool:
        """Whether an object was taken for its own verb's subject, which would be "himself"."""
        verb = pronoun.head
        while verb.dep_ == "conj" and is_verb(verb.head) and not any(children(verb, "nsubj")):
            verb = verb.head
        subjects = (self.by_token.get(c.i) for c in children(verb, "nsubj"))
        return pronoun.dep_ == "dobj" and any(m is not None and m.actors == mention.actors for m in subjects)

    def _object_before(self, pronoun: Token) -> Argument | None:
        """Of "met the envoy and urged him", the envoy."""
        verb = pronoun.head
        while verb.dep_ == "conj" and is_verb(verb.head):
            verb = verb.head
            for before in children(verb, "dobj", "prep"):
                for token in (before,) if before.dep_ == "dobj" else children(before, "pobj"):
                    mention = self.by_token.get(token.i)
                    if mention is not None and mention.actors and self.strength_of(mention) == STATE:
                        found = self.resolve(token, depth=1)
                        return replace(found, head=pronoun.i, via="inside")
        return None

    def _members(self, token: Token, mention: Mention | None) -> Argument | None:
        """All of "the leaders of Britain, France and Russia", where each is named; None where fewer than two are."""
        if not self.noun_strength(token) or (mention is not None and len(mention.actors) > 1):
            return None
        before = [c for c in token.children if c.dep_ in ("poss", "amod", "compound") and c.i < token.i]
        after = [p for c in children(token, "prep") if c.lower_ in ("of", "from") for p in children(c, "pobj")]
        led = [p for c in children(token, "acl") if c.lemma_.lower() in _LED for p in agents(c)]
        for group in (after, before, led):
            named = [self.by_token.get(t.i) for p in group for t in conjuncts(p)]
            known = [m for m in named if m is not None and self.strength_of(m) == STATE]
            actors = tuple(dict.fromkeys(a for m in known for a in m.actors))
            if len(actors) > 1 and any(c.dep_ == "conj" for p in group for c in p.children):
                return Argument(
                    head=token.i,
                    start=known[0].span.start,
                    end=known[-1].span.end,
                    actors=actors,
                    strength=STATE,
                    via="inside",
                )
        return None

    def resolve_all(self, tokens: list[Token]) -> list[Argument]:
        """Each of the phrases with what is joined to it, without repeats."""
        found: list[Argument] = []
        for token in tokens:
            for one in conjuncts(token):
                argument = self.resolve(one)
                if one != token and found and self._is_same_force(token, one):
                    continue  # "Chadian jets and helicopters": they are Chad's, too
                if one != token and argument.via == "inside" and found and self.noun_strength(one) == THING:
                    continue  # "remarks on migrants and ties with Chad": whose remarks they are was found
                if not any(argument.start == f.start and argument.end == f.end for f in found):
                    found.append(argument)
        return found

    def _is_same_force(self, first: Token, other: Token) -> bool:
        """Whether two joined nouns of a military share the first one's state."""
        sectors = self.triggers.sectors
        return (
            sectors.get(noun_lemma(first)) == sectors.get(noun_lemma(other)) == "MIL"
            and not any(True for _ in other.lefts)
            and any(not i.startswith("text:") for i in self.resolve(first).actors)
        )

    def past_dateline(self, subject: Token, verb: Token) -> Token:
        """A dateline ("CAIRO -- The army has ...") is often parsed as the subject; then the noun
        before the verb is meant."""
        end = dateline_end(verb.sent)
        if subject.i >= end or verb.i < end:
            return subject
        for token in reversed(verb.doc[end : verb.i]):
            if token.pos_ in ("NOUN", "PROPN", "PRON") and token.dep_ not in ("pobj", "npadvmod", "poss"):
                return token
        return subject

    def mentions_below(self, token: Token) -> Iterator[Mention]:
        """Mentions whose head stands below the token, in order of text."""
        seen: set[int] = set()
        for other in token.subtree:
            mention = self.by_token.get(other.i)
            if mention is not None and mention.span.start not in seen and mention.kind != "pronoun":
                seen.add(mention.span.start)
                yield mention

    def _chars(self, bounds: tuple[int, int]) -> tuple[int, int]:
        start, end = bounds
        last = self.doc[end - 1]
        return self.doc[start].idx, last.idx + len(last)

    def noun_strength(self, token: Token) -> int:
        """AGENT for a noun of a political office or body, NAMED for people and names, else THING."""
        if token.pos_ not in ("NOUN", "PROPN", "ADJ") or self._is_condition(token):
            return THING
        sector = self.triggers.sectors.get(noun_lemma(token))
        if sector is None:
            return NAMED if _is_name(token) and token.ent_type_ not in _NO_ACTOR else THING
        return AGENT if sector in _AGENTS else NAMED

    @staticmethod
    def _is_condition(token: Token) -> bool:
        """Whether a "state" is no state: "a state of emergency"."""
        below = (p for c in children(token, "prep") if c.lower_ == "of" for p in children(c, "pobj"))
        return token.lower_ == "state" and any(p.pos_ == "NOUN" for p in below)

    def _inside(self, token: Token) -> tuple[Mention, str] | None:
        """The mention named within the phrase, nearest first: possessor, modifier, then after
        prepositions."""
        # "His Argentine counterpart" is the Argentine one.
        if noun_lemma(token) in self.triggers.groups["parties.against"]:
            return None  # "critics of the president" are not he
        apart = noun_lemma(token) in self.triggers.groups["parties.relational"] or any(
            c.lower_ == "with" for c in children(token, "prep")
        )
        for child in children(token, "poss"):
            if apart and child.lower_ in _POSSESSIVE:
                continue
            mention = self.by_token.get(child.i)
            if mention is not None:
                return mention, "near"
            found = self._inside(child)
            if found is not None:
                return found
        for child in token.lefts:
            if child.dep_ in ("compound", "amod", "nmod", "nummod"):
                for other in child.subtree:
                    mention = self.by_token.get(other.i)
                    if mention is not None and (mention.actors or child.ent_type_ or other.pos_ == "PROPN"):
                        return mention, "near"
        suffered = self._is_suffered(token)
        if suffered:
            # "The expulsion of its envoys by Chad": the doer often hangs on the sufferer in the parse.
            for doer in prepositional([token], "by"):
                mention = self.by_token.get(doer.i)
                if mention is not None:
                    return mention, "far"
        # "A call by Chad for an end to attacks on Niger": it is Chad's.
        spoken = noun_lemma(token) in self.triggers.groups["answers.spoken"]
        for word in (*_DOERS, *_CONCERNS) if spoken else _CONCERNS:
            for prep in children(token, "prep"):
                if prep.lower_ != word or (suffered and word not in _DOERS):
                    continue
                for pobj in children(prep, "pobj"):
                    mention = self.by_token.get(pobj.i)
                    if mention is not None:
                        return mention, "near" if word in ("of", "in", "from", "for") else "far"
                    found = self._inside(pobj)
                    if found is not None:
                        # "A base in a county in Chad" is in Chad; what "a deal with a firm in Chad" is, is not said.
                        return found[0], found[1] if word in _WHERE else "far"
        for child in children(token, "appos", "acl"):
            if not is_verb(child):
                mention = self.by_token.get(child.i)
                if mention is not None:
                    return mention, "near"
        if noun_lemma(token) in self.triggers.groups["parties.sent_by"]:
            own = (self.by_token.get(c.i) for c in children(token, "poss"))
            return next(((m, "near") for m in own if m is not None and m.actors), None)
        return None

    def _is_suffered(self, noun: Token) -> bool:
        """Whether those named after the noun suffered it: "the bombing of an embassy"."""
        return noun_lemma(noun) in self.triggers.groups["verbs.suffered"]

    def _agent_inside(self, token: Token, depth: int = 0) -> Token | None:
        """A political noun within the phrase, where there is no mention."""
        if depth > 3:
            return None
        layers: list[Token] = [*children(token, "poss", "compound")]
        suffered = self._is_suffered(token)
        for prep in children(token, "prep"):
            if not suffered or prep.lower_ in _DOERS:
                layers.extend(children(prep, "pobj"))
        for other in layers:
            if self.noun_strength(other) >= NAMED:
                return other
            found = self._agent_inside(other, depth + 1)
            if found is not None:
                return found
        return None

    def _speaker_for(self, pronoun: Token) -> Token | None:
        """Of "Chad said it has closed ...", the one who said so."""
        verb = pronoun.head
        for _ in range(5):
            governor = verb.head
            if governor == verb:
                return None
            says = is_verb(governor) and (
                governor.lemma_.lower() in self.triggers.groups["verbs.report"] or verb.dep_ in ("conj", "advcl")
            )
            subject = next(children(governor, "nsubj", "nsubjpass"), None) if says else None
            if subject is not None and subject != pronoun and subject.lower_ not in _PERSONAL:
                plural = subject.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in subject.children)
                if pronoun.lower_ in ("they", "them") or not plural:
                    return self.past_dateline(subject, governor)
                return None
            verb = governor
        return None


def _is_name(token: Token) -> bool:
    """Whether it may be somebody's name: small parsers take other words for proper nouns ("voiced solidarity")."""
    return token.pos_ == "PROPN" and not token.text.islower() and token.text.upper() not in _PAGE_WORDS
