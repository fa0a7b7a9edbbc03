"""Find event mentions: a trigger of the dictionary with the actor and recipient that syntax gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.read.events.arguments import AGENT, NAMED, STATE, THING, Argument, Arguments
from detente.read.events.syntax import (
    COMPLEMENTS,
    OBJECTS,
    children,
    conjuncts,
    is_passive,
    is_verb,
    logical_objects,
    logical_subjects,
    prepositional,
)
from detente.read.events.triggers import Match, Triggers, noun_lemma, singulars
from detente.reading import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# "won 3-1", "6-4, 7-5"; not "a 3-1 majority" of nine digits, nor "2019-05".
_SCORE = re.compile(r"(?<![\d-])\d{1,2}[-–]\d{1,2}(?![\d-]|-?year|-?day)")
_HAS_LETTER = re.compile(r"[^\W\d_]").search
_LISTED = frozenset(
    {
        "company",
        "firm",
        "bank",
        "individual",
        "people",
        "person",
        "official",
        "entity",
        "ship",
        "vessel",
        "aircraft",
        "airline",
        "businessman",
    }
)
_BOTH = re.compile(r"(?:the two|both)\b", re.I)
_EACH_OTHER = re.compile(r"(?:each other|one another)\b", re.I)
# What only a state can do in its country.
_BY_THE_STATE = frozenset({"COERCE", "SANCTION", "ACCUSE", "RETREAT"})
_FUTURE = frozenset({"will", "'ll", "’ll", "wo", "would", "shall", "wont"})
# Small parsers take these for verbs.
_LIKE_PREPOSITIONS = frozenset({"following", "including", "regarding", "concerning"})
_PLACES = frozenset({"in", "at", "near", "from", "outside", "around", "within", "across"})
# A noun hanging on one of these says when or where its governor's subject did it: "said after talks
# with ...".
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


class Finder:
    """Finds candidates in the sentences of one reading."""

    def __init__(self, arguments: Arguments, triggers: Triggers) -> None:
        self.arguments = arguments
        self.triggers = triggers
        self.control = triggers.groups["verbs.object_control"]
        self.receiving = triggers.groups["verbs.receiving"]
        self.light = triggers.groups["verbs.light"]
        self._noise_of = (-1, 0)  # of the sentence that begins there, the last one asked for
        self._words_of: tuple[int, list[Token]] = (-1, [])
        self._may_match: dict[int, bool] = {}  # by lemma

    def find(self, sent: Span) -> list[Candidate]:
        """Candidates of a sentence, in order of text; nothing for a sentence without triggers or
        political actors."""
        hits = [
            (t, m)
            for t in self._words(sent)
            if self._may(t) and (m := self.triggers.matches(t)) and _HAS_LETTER(t.text)
        ]
        if not hits:
            return self._announced(sent) or self._unlisted(sent)
        used = {i for token, matches in hits for m in matches for i in m.tokens[1:] if is_verb(token)}
        nothing = {token.i for token, matches in hits if self.triggers.is_nothing(matches)}
        # "a state of siege" is one thing: what a used noun is "of" is used as well.
        used |= {
            g.i for i in used for p in children(sent.doc[i], "prep") if p.lower_ == "of" for g in children(p, "pobj")
        }
        found = []
        for token, matches in hits:
            if token.i in used or self._inside_name(token) or self._is_in(token, nothing):
                continue
            candidate = self._verbal(sent, token, matches) if is_verb(token) else self._nominal(sent, token, matches)
            if candidate is not None:
                found.append(candidate)
        found += [c for c in self._announced(sent) if c.trigger not in {f.trigger for f in found}]
        if not any(c.actors and c.recipients for c in found):
            known = {token.i for token, _ in hits}
            found += [c for c in self._unlisted(sent) if c.trigger not in known]
        return found

    def _words(self, sent: Span) -> list[Token]:
        if self._words_of[0] != sent.start:
            self._words_of = (sent.start, list(sent))
        return self._words_of[1]

    def _may(self, token: Token) -> bool:
        """Whether any line has the lemma: most words are passed by at the cost of one look."""
        known = self._may_match.get(token.lemma)
        if known is None:
            lemma = token.lemma_.lower()
            known = lemma in self.triggers.verbs or bool({lemma, *singulars(lemma)} & self.triggers.nouns.keys())
            self._may_match[token.lemma] = known
        return known

    @staticmethod
    def _is_in(token: Token, nothing: set[int]) -> bool:
        """Whether the token is no event, or what was not done with it: "declined to discuss"."""
        while token.i not in nothing and token.dep_ in COMPLEMENTS:
            token = token.head
        return token.i in nothing

    def _announced(self, sent: Span) -> list[Candidate]:
        """ "Chad will (never) ...": a promise, a threat or a refusal, whatever the verb, where an
        actor says so."""
        found = []
        for token in self._words(sent):
            if (
                token.lower_ in _FUTURE
                and token.dep_ == "aux"
                and is_verb(token.head)
                and not self.triggers.matches(token.head)
            ):
                candidate = self._verbal(sent, token.head, ())
                if (
                    candidate is not None
                    and candidate.actors
                    and candidate.recipients
                    and (candidate.actors[0].strength >= AGENT and candidate.recipients[0].strength >= NAMED)
                ):
                    found.append(candidate)
        return found

    def _unlisted(self, sent: Span) -> list[Candidate]:
        """Verbs that are in no line, between two political actors: only the model can tell what they are."""
        index = self.arguments.by_token
        if len({index[i].span for i in range(sent.start, sent.end) if i in index}) < 2:
            return []
        found = []
        for token in self._words(sent):
            if not is_verb(token) or token.lemma_.lower() in ("be", "have", "do") or not token.text[0].isalpha():
                continue
            if token.lemma_.lower() in self.triggers.groups["verbs.report"] and any(children(token, "ccomp")):
                continue
            candidate = self._verbal(sent, token, ())
            if (
                candidate is not None
                and candidate.recipients
                and min(
                    candidate.actors[0].strength if candidate.actors else THING,
                    candidate.recipients[0].strength,
                )
                >= AGENT
            ):
                found.append(candidate)
        return found

    # -- verbs

    def _verbal(self, sent: Span, verb: Token, matches: tuple[Match, ...]) -> Candidate | None:
        subjects, how = self._subjects(verb)
        subjects = [self.arguments.past_dateline(s, verb) for s in subjects]
        actors = self.arguments.resolve_all(subjects)
        if how == "noun" and actors and actors[0].strength == THING:
            # "put out a report accusing ...": whose report it is.
            governor = self._governor(subjects[0])
            if governor is not None and governor != verb:
                above, how_above = logical_subjects(governor, self.control)
                if above:
                    actors, how = (
                        self.arguments.resolve_all(above),
                        "document" if how_above != "none" else "none",
                    )
        slots = matches[0].trigger.recipient if matches else ("obj", "with", "to", "on", "against", "for", "from")
        flags = {f for m in matches for f in m.trigger.flags}
        if not self._clause_fits(verb, flags, actors):
            return None
        tokens = self._tokens(verb, matches)
        anchors = [verb, *(verb.doc[i] for i in tokens[1:] if verb.doc[i].pos_ in ("NOUN", "PROPN"))]
        deploys = bool(matches) and all(m.trigger.event == "MOBILIZE" for m in matches)
        recipients, slot = self._recipients(verb, slots, anchors, actors, deploys=deploys)
        if not matches and slot == "obj" and (addressed := self._addressed(verb, anchors, actors, recipients)):
            recipients, slot = addressed, "to"
        if not recipients or slot == "thing":
            threatened = self._on_condition(verb, actors)
            if threatened is not None:
                recipients, slot = [threatened], "condition"
        symmetric = False
        # "Signed 14 agreements between the two countries" names nobody new.
        weak = slot in ("near", "place", "thing", "comp") or (
            bool(recipients) and _BOTH.match(self.arguments.text[recipients[0].start : recipients[0].end]) is not None
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
            actors, recipients = _split(actors[0])
            slot, symmetric = "joint", True
        actors = [a for a in actors if not self._is_site(a, how, matches)]
        if not actors:
            actors, how = self._missing_actor(verb, recipients, matches)
        recipients = self._whose(verb, matches, actors, recipients)
        return self._candidate(sent, verb, tokens, matches, actors, recipients, how, slot, symmetric=symmetric)

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
        if "own" in flags:
            return not subjects or (bool(named) and not others)
        return bool(others) and not is_passive(verb)

    @staticmethod
    def _says_each_other(verb: Token) -> bool:
        return any(_EACH_OTHER.match(verb.doc[t.i : t.i + 2].text) for t in verb.subtree if t.i > verb.i)

    def _among_own(self, recipients: list[Argument], actors: list[Argument]) -> bool:
        """Whether the recipients are states of joint actors of several states."""
        states = self.arguments.states(actors)
        theirs = self.arguments.states(recipients)
        return len(states) > 1 and bool(theirs) and theirs <= states

    def _whose(
        self, verb: Token, matches: tuple[Match, ...], actors: list[Argument], recipients: list[Argument]
    ) -> list[Argument]:
        """Penalties on companies and people without a state hit the state for whose sake they are imposed, too."""
        if not any(m.trigger.event in ("COERCE", "SANCTION") for m in matches) or not recipients:
            return recipients
        if any(r.strength >= AGENT and not r.actors[0].startswith("text:") for r in recipients if r.actors):
            return recipients
        listed = {t.lemma_.lower() for r in recipients for t in verb.doc[r.head : r.head + 1]}
        near = self._near(verb, [*actors, *recipients])
        if listed.isdisjoint(_LISTED) or near is None or near.strength < STATE or near.via == "place":
            return recipients
        subject = verb.doc[near.head].dep_ in ("nsubj", "nsubjpass")
        return recipients if subject else [*recipients, near]

    def _subjects(self, verb: Token) -> tuple[list[Token], str]:
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
        return logical_subjects(verb, self.control)

    def _tokens(self, token: Token, matches: tuple[Match, ...]) -> tuple[int, ...]:
        rest = sorted({i for m in matches for i in m.tokens} - {token.i})
        return (token.i, *rest)

    def _is_site(self, actor: Argument, how: str, matches: tuple[Match, ...]) -> bool:
        """Whether a party was only named as where violence took place: "a bomb in Niger killed"."""
        if how == "none" or actor.strength == THING or not any(m.trigger.event == "ASSAULT" for m in matches):
            return False
        token = self.arguments.doc[actor.head]
        while token.dep_ in ("compound", "amod", "nmod", "poss") and token.head.i > token.i:
            if noun_lemma(token) in self.triggers.groups["verbs.site"]:
                return True
            token = token.head
        if actor.via != "inside" and not (token.dep_ == "pobj" and token.head.lower_ in _PLACES):
            return noun_lemma(token) in self.triggers.groups["verbs.site"]
        return token.dep_ == "pobj" and token.head.lower_ in _PLACES

    def _missing_actor(
        self, verb: Token, recipients: list[Argument], matches: tuple[Match, ...]
    ) -> tuple[list[Argument], str]:
        """A passive without agent: where somebody was arrested or freed names the state that did it ("in Niger"); not
        where he was killed."""
        if not is_passive(verb):
            return [], "none"
        for subject in children(verb, "nsubjpass"):
            # "American sanctions were imposed": whose they are.
            owners = [o for o in self._modifiers(subject) if o.strength >= STATE]
            owners = [o for o in owners if not any(same_party(o, r) for r in recipients)]
            if owners and self.arguments.noun_strength(subject) == THING:
                return owners[:1], "place"
        if matches and not any(m.trigger.event in _BY_THE_STATE for m in matches):
            return [], "none"
        for token in prepositional([verb], "in"):
            argument = self.arguments.resolve(token)
            if argument.strength >= STATE and not any(argument.overlaps(r) for r in recipients):
                return [argument], "place"
        return [], "none"

    def _recipients(
        self,
        token: Token,
        slots: tuple[str, ...],
        anchors: list[Token],
        actors: list[Argument],
        *,
        deploys: bool = False,
    ) -> tuple[list[Argument], str]:
        """Those to whom it is done, and by which slot; ``deploys``: forces in the object are means, not addressees."""
        things: tuple[list[Argument], str] = ([], "none")
        home: list[Argument] = []
        for slot in slots:
            found = self._slot(token, slot, anchors, actors, deploys=deploys)
            found = [a for a in found if not is_own(a, actors)]
            if slot == "obj":
                # "Lifted Chad's ban on trade with Niger": for Niger, where the actor is Chad's.
                home = [a for a in found if a.via == "inside" and self._at_home(a, actors)]
                found = [a for a in found if a not in home]
            found = [self._others(a, actors) for a in found]
            if any(a.strength >= NAMED for a in found):
                return [a for a in found if a.strength >= NAMED], slot
            if found and not things[0]:
                things = (found, slot)
        if home:
            return home, "obj"
        # A thing is kept where it is what the trigger is about ("condemned the attack"), not where it
        # is what is
        # handed over ("sent two tonnes of rice to ...") or stands in a clause.
        if things[0] and (things[1] == slots[0] or things[1] not in ("obj", "comp", "in", "at", "over")):
            return things[0], "thing"
        near = self._near(token, actors)
        if near is not None:
            return [near], near.via
        return things[0], "thing" if things[0] else "none"

    def _addressed(
        self, verb: Token, anchors: list[Token], actors: list[Argument], recipients: list[Argument]
    ) -> list[Argument] | None:
        """Of "will deliver tanks to Chad", Chad: words without a known actor give way to a state that it goes to."""
        if any(r.strength == STATE or not all(i.startswith("text:") for i in r.actors) for r in recipients):
            return None
        found = [a for a in self._slot(verb, "to", anchors, actors) if not is_own(a, actors)]
        return [a for a in found if a.strength == STATE] or None

    def _on_condition(self, verb: Token, actors: list[Argument]) -> Argument | None:
        """Whose deed is the condition: "unless Chad withdraws, Niger will act" is addressed to Chad."""
        for clause in children(verb, "advcl"):
            if not any(m.lower_ in ("if", "unless") for m in children(clause, "mark")):
                continue
            for subject in self.arguments.resolve_all(list(children(clause, "nsubj", "nsubjpass"))):
                if subject.strength == STATE and not is_own(subject, actors) and not self._at_home(subject, actors):
                    return subject
        return None

    def _others(self, argument: Argument, actors: list[Argument]) -> Argument:
        """ "Accused both countries": the two others, where the group was taken to hold the actor himself."""
        own = {i for a in actors for i in a.actors}
        if len(argument.actors) < 2 or own.isdisjoint(argument.actors):
            return argument
        pair = self.arguments.pair
        if pair and own.isdisjoint(pair) and _BOTH.match(self.arguments.text[argument.start : argument.end]):
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
        return self.arguments.resolve_all([h for h in heads if h.ent_type_ not in ("DATE", "TIME")])

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
                if any(same_party(argument, a) for a in actors) or self._at_home(argument, actors):
                    continue
                if argument.strength >= AGENT:
                    return [argument]
                weak.append(argument)
            near = self._near(clause, actors)
            if near is not None:
                return [near]
        weak.sort(key=lambda a: -a.strength)
        return weak[:1]

    def _at_home(self, argument: Argument, actors: list[Argument]) -> bool:
        """Whether a party found somewhere in a clause is the actor's own state: it is rarely the one addressed."""
        return bool(argument.actors) and self.arguments.states(actors).issuperset(argument.actors)

    def _from_mention(self, mention: Mention, via: str) -> Argument:
        return Argument(
            head=mention.head,
            start=mention.span.start,
            end=mention.span.end,
            actors=mention.actors,
            strength=self.arguments.strength_of(mention),
            via=via,
        )

    def _near(self, token: Token, actors: list[Argument]) -> Argument | None:
        """Somebody named below the trigger: in its own clause, then where it happened, then in a
        clause below."""
        ranked: list[tuple[int, int, Argument]] = []
        subjects = list(children(token, "nsubj"))
        for argument in self._named_below(token):
            head = token.doc[argument.head]
            if argument.head == token.i or any(same_party(argument, a) for a in actors):
                continue
            if self._at_home(argument, actors):
                continue
            if any(c.left_edge.i <= head.i <= c.right_edge.i for c in subjects):
                continue
            rank = 4 if self._in_lower_clause(head, token) else 0
            rank += 0 if argument.strength >= STATE else 1
            place = head.dep_ == "pobj" and head.head.lower_ in _PLACES
            ranked.append((rank + 2 * place, argument.head, replace(argument, via="place" if place else "near")))
        return min(ranked, key=lambda r: r[:2])[2] if ranked else None

    def _named_below(self, token: Token) -> Iterator[Argument]:
        """Mentions below the token, and political nouns that are no mentions ("the authorities")."""
        for mention in self.arguments.mentions_below(token):
            yield self._from_mention(mention, "near")
        for other in token.subtree:
            if (
                other.pos_ == "NOUN"
                and other.i not in self.arguments.by_token
                and self.arguments.noun_strength(other) == AGENT
            ):
                argument = self.arguments.resolve(other)
                if argument.strength >= AGENT:
                    yield argument

    @staticmethod
    def _in_lower_clause(token: Token, above: Token) -> bool:
        while token != above and token.head != token:
            if token.dep_ in ("relcl", "advcl", "acl", "ccomp") or (token.dep_ == "conj" and is_verb(token)):
                return True
            token = token.head
        return False

    # -- nouns

    def _nominal(self, sent: Span, noun: Token, matches: tuple[Match, ...]) -> Candidate | None:
        if noun.dep_ == "compound" and noun.head.i > noun.i and noun.head.pos_ in ("NOUN", "PROPN"):
            return None
        trigger = matches[0].trigger
        tokens = self._tokens(noun, matches)
        top = self._quantified(noun)
        verb = self._governor(top)
        is_light = (
            verb is not None and verb.lemma_.lower() in self.light and top.dep_ in (*OBJECTS, "nsubjpass", "pobj")
        )
        anchors = [noun] + ([top] if top != noun else []) + ([verb] if is_light and verb is not None else [])
        violent = any(m.trigger.event in ("ASSAULT", "COERCE") for m in matches)
        actors, how = self._noun_actor(noun, top, trigger.actor, verb, light=is_light, violent=violent)
        symmetric = False
        if (
            verb is not None
            and verb.lemma_.lower() in self.receiving
            and top.dep_ in (*OBJECTS, "pobj")
            and not is_passive(verb)
        ):
            return self._received(sent, noun, verb, tokens, matches)
        if how == "between" or ("between" in trigger.actor and how in ("mod", "of", "poss") and len(actors) > 1):
            recipients, slot, symmetric = actors[1:], "joint", True
            actors = actors[:1]
            if not recipients and len(actors[0].actors) > 1:
                actors, recipients = _split(actors[0])
        else:
            recipients, slot = self._recipients(noun, trigger.recipient, anchors, actors)
            if not recipients and "between" in trigger.actor and len(actors) > 1:
                actors, recipients, slot, symmetric = actors[:1], actors[1:], "joint", True
            elif not recipients and "between" in trigger.actor and actors and len(actors[0].actors) > 1:
                actors, recipients = _split(actors[0])
                slot, symmetric = "joint", True
        governed = verb is not None and not is_light and bool(self.triggers.matches(verb))
        return self._candidate(
            sent,
            noun,
            tokens,
            matches,
            actors,
            recipients,
            how,
            slot,
            symmetric=symmetric,
            nominal=True,
            governed=governed,
        )

    def _received(
        self, sent: Span, noun: Token, verb: Token, tokens: tuple[int, ...], matches: tuple[Match, ...]
    ) -> Candidate | None:
        """ "Chad faces criticism from Niger": the subject is the recipient."""
        subjects, _ = logical_subjects(verb, self.control)
        recipients = self.arguments.resolve_all(subjects)
        actors: list[Argument] = []
        for word in ("from", "by", "with"):
            actors = actors or [
                a for a in self.arguments.resolve_all(prepositional([noun, verb], word)) if a.strength >= NAMED
            ]
        actors = actors or self._modifiers(noun)
        return self._candidate(
            sent, noun, tokens, matches, actors, recipients, "from", "subject", symmetric=False, nominal=True
        )

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

    def _governor(self, noun: Token) -> Token | None:
        """The verb that the noun hangs on, through prepositions and coordination."""
        token = noun
        for _ in range(6):
            if token.dep_ == "conj" and not is_verb(token.head):
                token = token.head
                continue
            if token.lower_ in _LIKE_PREPOSITIONS and is_verb(token):
                token = token.head
                if is_verb(token):
                    return token
                continue
            if token.dep_ not in (
                *OBJECTS,
                "pobj",
                "nsubjpass",
                "nsubj",
                "prep",
                "pcomp",
                "npadvmod",
                "appos",
                "dep",
                "advmod",
            ):
                return None
            token = token.head
            if is_verb(token) and token.lower_ not in _LIKE_PREPOSITIONS:
                return token
        return None

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
                found = self._modifiers(noun)
            elif slot == "between":
                found = self.arguments.resolve_all(prepositional([noun, top] if top != noun else [noun], "between"))
                found += [a for a in self.arguments.resolve_all(prepositional([noun], "among")) if a not in found]
                if len(found) == 1 and len(found[0].actors) < 2:
                    found = self._both(noun, found)
            elif slot == "subj":
                if verb is not None and (light or (self._is_adjunct(top) and not self._only_told(verb, violent))):
                    subjects, how = self._subjects(verb)
                    if not subjects and not light:
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
                self._from_mention(m, "self")
                for m in self.arguments.mentions_below(head)
                if head.left_edge.i <= m.head <= head.i
            ]
            if len(named) > 1 and any(t.lower_ == "and" for t in noun.doc[head.left_edge.i : head.i]):
                return named[:2]
        return found

    def _is_adjunct(self, noun: Token) -> bool:
        token = noun
        while token.dep_ == "conj" and token.head != token:
            token = token.head
        if token.head.lower_ in _LIKE_PREPOSITIONS:
            return True
        if token.dep_ != "pobj":
            return token.dep_ in ("appos",)
        prep = token.head
        return prep.lower_ in _ADJUNCT

    def _modifiers(self, noun: Token) -> list[Argument]:
        """Actors before the noun: "Turkish strikes", "the Israeli-Palestinian talks", "US-led raids"."""
        found: list[Argument] = []
        for child in noun.lefts:
            if child.dep_ in ("compound", "amod", "nmod", "npadvmod", "det", "punct", "poss"):
                for other in child.subtree:
                    mention = self.arguments.by_token.get(other.i)
                    if mention is not None and other.dep_ != "poss":
                        argument = self._from_mention(mention, "self")
                        if not any(argument.overlaps(f) for f in found):
                            found.append(argument)
        if not found:
            for child in children(noun, "compound", "amod", "nmod"):
                argument = self.arguments.resolve(child)
                if argument.strength >= AGENT:
                    found.append(argument)
        return found

    # -- both

    def _inside_name(self, token: Token) -> bool:
        mention = self.arguments.by_token.get(token.i)
        return mention is not None and mention.kind in ("name", "title", "metonym", "demonym", "group")

    def _candidate(
        self,
        sent: Span,
        token: Token,
        tokens: tuple[int, ...],
        matches: tuple[Match, ...],
        actors: list[Argument],
        recipients: list[Argument],
        how: str,
        slot: str,
        *,
        symmetric: bool,
        nominal: bool = False,
        governed: bool = False,
    ) -> Candidate | None:
        strongest = max((a.strength for a in (*actors, *recipients)), default=THING)
        if strongest == THING or (not actors and not recipients):
            return None
        return Candidate(
            sent=sent,
            trigger=token.i,
            tokens=tokens,
            matches=matches,
            actors=tuple(actors),
            recipients=tuple(recipients),
            subject_how=how,
            recipient_how=slot,
            symmetric=symmetric,
            nominal=nominal,
            governed=governed,
            depth=clause_depth(token, self.triggers.groups["verbs.report"]),
            noise=self._noise(sent),
        )

    def _noise(self, sent: Span) -> int:
        """How many words of sport, markets, weather or culture the sentence has, of the one kind that
        it has most of."""
        if self._noise_of[0] != sent.start:
            self._noise_of = (sent.start, self._count_noise(sent))
        return self._noise_of[1]

    def _count_noise(self, sent: Span) -> int:
        words = {t.lower_ for t in self._words(sent)}
        kinds = ("noise.sport", "noise.finance", "noise.weather", "noise.culture")
        count = max(len(words & self.triggers.groups[k]) for k in kinds)
        return count + (2 if _SCORE.search(sent.text) else 0)


def _is_for(clause: Token) -> bool:
    """Whether it says what somebody shall do: "for Chad to leave"."""
    return any(m.lower_ == "for" for m in children(clause, "mark"))


def same_party(a: Argument, b: Argument) -> bool:
    """Whether two arguments share words or actors: nobody acts on himself."""
    return a.overlaps(b) or (bool(a.actors) and set(a.actors) <= set(b.actors))


def is_own(argument: Argument, actors: list[Argument]) -> bool:
    """Whether the argument is the actors themselves: one of them, or all together ("their")."""
    own = {i for a in actors for i in a.actors}
    return any(same_party(argument, a) for a in actors) or (
        len(actors) > 1 and bool(own) and own == set(argument.actors)
    )


def _split(argument: Argument) -> tuple[list[Argument], list[Argument]]:
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


def iter_candidates(finder: Finder, sents: tuple[Span, ...]) -> Iterator[Candidate]:
    """Candidates of all sentences, in order of text."""
    for sent in sents:
        yield from finder.find(sent)


__all__ = ["Candidate", "Finder", "clause_depth", "conjuncts", "iter_candidates"]
