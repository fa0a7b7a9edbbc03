"""Stands told by an auxiliary alone: "must", "should", "will not", "would, if"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.read.events.syntax import children, is_passive, is_verb, logical_subjects
from detente.read.positions.fitting import is_infinitive
from detente.read.positions.frames import Frames
from detente.read.positions.making import (
    CUTTING,
    KEEPING,
    THINKING,
    is_own_stand,
    leaves,
    speakers_own,
    threatened,
    with_conjuncts,
)
from detente.read.positions.negation import is_negated
from detente.read.positions.stand import Stand
from detente.read.positions.words import word_list
from detente.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Token

FUTURE = frozenset(["will", "would", "shall", "'ll", "’ll", "wo", "'d", "’d", "can", "could", "may", "might", "ca"])
ABLE = frozenset(["can", "ca", "could"])
OBLIGE = frozenset(["must", "should", "ought"])
# Whoever these are, a "should" said of them is advice or what one would think.
SOMEBODY = frozenset(["i", "you", "one", "we", "it", "that", "this", "which", "there", "who"])
# What others should make of it.
SEEING = word_list("seeing")
WILL = frozenset(("will", "would", "'ll", "’ll", "shall", "'d", "’d"))
# What is done without taking a stand by it.
NEUTRAL = word_list("neutral")
# Who does not do this to what he has taken upon himself stands by it.
TURNING = word_list("turning")
TAKEN_ON = word_list("taken_on")
# What is done to the subject.
UNDERGOING = word_list("undergoing")
# Verbs that say what somebody says: never a stand of their own, and what they report is not "to do" something.
REPORTING = word_list("reporting")
FEELINGS = word_list("feelings")
# What nobody decides.
UNDECIDED = word_list("undecided")


def _planned(plan: Token, clause: Token, frames: Frames, *, negated: bool) -> Iterator[Stand]:
    """What the subject of the clause is to do or going to do."""
    stance = frames.modal.negated if negated else frames.modal.stance
    if stance is not None:
        yield Stand(
            token=plan,
            clause=clause,
            frame=frames.modal,
            stance=stance,
            subjects=with_conjuncts(children(clause, "nsubj")),
            speaker=False,
            negated=negated,
            needs_condition=not negated,
        )


def modal_stands(token: Token, frames: Frames, object_control: frozenset[str]) -> Iterator[Stand]:
    """ "will not", "would ... if", "must be lifted", "there can be no"."""
    modals = [c for c in token.children if c.dep_ == "aux" and (c.lower_ in FUTURE or c.lower_ in OBLIGE)]
    if not modals and token.lemma_ == "be" and token.tag_ in ("VBZ", "VBP", "VBD"):
        # "is to lift"
        plan = next((c for c in token.children if c.dep_ == "xcomp" and is_infinitive(c) and c.i <= token.i + 3), None)
        if plan is not None and any(children(token, "nsubj")):
            yield from _planned(plan, token, frames, negated=any(children(token, "neg")))
        return
    if token.lemma_ == "go" and token.tag_ == "VBG" and is_own_stand(token):
        # "Chad is going to send troops", "is not going to"
        plan = next((c for c in token.children if c.dep_ == "xcomp" and is_infinitive(c) and c.i <= token.i + 4), None)
        has_subject = any(children(token, "nsubj"))
        if plan is not None and has_subject and not is_passive(plan) and plan.lemma_ not in ("be", "have"):
            yield from _planned(plan, token, frames, negated=is_negated(token, token))
        return
    if not modals and token.lemma_ in ("have", "need") and token.tag_ in ("VBZ", "VBP", "VBD"):
        # "Chad has to leave", "the deal needs to be enforced": what another says of it.
        plan = next((c for c in token.children if c.dep_ == "xcomp" and is_infinitive(c) and c.i <= token.i + 4), None)
        named = [t for t in children(token, "nsubj") if t.lower_ not in SOMEBODY]
        if plan is not None and (named or is_passive(plan)) and is_own_stand(token) and not is_negated(token, token):
            yield replace(speakers_own(plan, frames.should, Stance.DEMANDS), clause=token)
        return
    if not modals and token.dep_ == "conj" and is_verb(token.head) and token.tag_ == "VB":
        modals = [c for c in token.head.children if c.dep_ == "aux" and (c.lower_ in FUTURE or c.lower_ in OBLIGE)]
    expletive = any(c.dep_ == "expl" for c in token.children)
    if expletive and token.lemma_ == "be":
        thing = next(iter(children(token, "attr", "nsubj", "dobj")), None)
        if thing is not None and thing.lemma_.lower() in FEELINGS:
            return  # "There should be no fear"
        if thing is not None and any(g.lower_ == "no" for g in thing.children) and modals and is_own_stand(token):
            yield replace(speakers_own(token, frames.there, Stance.UNWILLING), negated=True)
        elif modals and is_own_stand(token):
            yield speakers_own(token, frames.modal, Stance.CONDITIONAL)
        return
    if not modals or not is_own_stand(token) or (token.lemma_ in REPORTING and not any(children(token, "prt"))):
        return
    lower = modals[0].lower_
    if token.lemma_ in ("be", "have", "become", "seem") and lower not in OBLIGE and not is_passive(token):
        # "Would be pleased", "will have to": how things are, not what somebody does.
        return
    if any(c.dep_ == "advmod" and c.lower_ in ("how", "why", "when") and c.i < modals[0].i for c in token.children):
        return  # "How it will work": a question
    if lower in OBLIGE and token.lemma_ in SEEING:
        return  # "Should not be viewed as a threat"
    if any(c.lower_ in ("unanswered", "unpunished") for c in token.children):
        return  # "Will not be left unanswered": a threat
    if token.lemma_.lower() in UNDECIDED and not (lower in OBLIGE and not is_passive(token)):
        return
    negated = is_negated(token, token)
    passive = is_passive(token)
    subjects = with_conjuncts(logical_subjects(token, object_control)[0])
    if lower in OBLIGE and any(modals[0].i < t.i < token.i for t in children(token, "nsubj", "nsubjpass")):
        return  # "Should Chad agree": a condition.
    if lower in OBLIGE:
        if not negated and lower == "must" and not any(t.lower_ in ("we", "i", "you", "one") for t in subjects):
            yield speakers_own(token, frames.must, Stance.DEMANDS)
        elif negated and not any(t.lower_ in ("we", "i", "you", "one") for t in subjects):
            yield speakers_own(token, frames.must if lower == "must" else frames.should, Stance.OPPOSES)
        elif lower == "should" and (passive or any(t.lower_ not in SOMEBODY for t in subjects)):
            yield speakers_own(token, frames.should, Stance.DEMANDS)
        # "Should be handled in a way in which ...": on that condition.
        if (
            not negated
            and lower == "should"
            and (passive or not any(t.pos_ == "PROPN" or t.ent_type_ == "PERSON" for t in subjects))
        ):
            yield speakers_own(token, frames.modal, Stance.CONDITIONAL)
        return
    if any(c.dep_ == "aux" and c.lower_ in ("have", "'ve", "’ve") for c in token.children) and not negated:
        # "Would have stayed": what did not come about.
        return
    if negated and lower in ("may", "might"):
        return  # "The president may not waive them": he is not allowed to, or perhaps does not.
    if token.lemma_ in UNDERGOING and not passive:
        # "Chad would face sanctions if ...": a threat of who says so.
        if not negated:
            yield speakers_own(token, frames.modal, Stance.CONDITIONAL)
        return
    stance = frames.modal.negated if negated else frames.modal.stance
    assert stance is not None
    if (
        negated
        and lower in ABLE
        and not any(
            g.lower_ in ("if", "until", "unless", "before", "without", "as") and g.dep_ in ("mark", "prep")
            for c in token.children
            for g in (c, *c.children)
        )
    ):
        # "Cannot ignore", "can't afford": no refusal; "cannot accept" has a frame of its own.
        return
    if negated and (_is_kept(token) if passive else _holds_on(token)):
        stance = Stance.SUPPORTS  # "Will not abandon its commitments", "relations will not be severed"
    yield Stand(
        token=token,
        clause=token,
        frame=frames.modal,
        stance=stance,
        subjects=() if passive or not subjects else subjects,
        speaker=passive or not subjects,
        negated=negated,
        needs_condition=not negated,
    )


def _holds_on(verb: Token) -> bool:
    """Whether what is not to be given up is what one has taken upon oneself."""
    return verb.lemma_ in TURNING and any(c.dep_ == "dobj" and c.lemma_ in TAKEN_ON for c in verb.children)


def _is_kept(verb: Token) -> bool:
    """Whether what is not to be cut is what one has with another."""
    return verb.lemma_.lower() in CUTTING and any(
        c.dep_ == "nsubjpass" and c.lemma_.lower() in KEEPING for c in verb.children
    )


def announced(stand: Stand) -> Stand | None:
    """What the holder says he will do, on no condition: "said it would send troops"; None where that is nothing.

    Whether it is he who says so is for the caller to see.
    """
    if stand.frame.word == "threaten":
        return replace(stand, stance=threatened(stand.token), needs_condition=False)
    wills = [c for c in stand.clause.children if c.dep_ == "aux" and c.lower_ in WILL]
    going = stand.clause.lemma_ == "go" and stand.token != stand.clause
    if stand.frame.word != "modal" or stand.speaker or not (going or (wills and stand.token == stand.clause)):
        return None
    if stand.clause.head.lemma_ in THINKING - {"say"} or stand.clause.head.lower_ in ("convinced", "confident", "sure"):
        return None  # "Is convinced that both will agree": a guess
    if is_passive(stand.token) or stand.token.lemma_ in UNDERGOING or stand.token.lemma_ in NEUTRAL:
        return None
    stance = Stance.UNWILLING if leaves(stand.token) else Stance.WILLING
    return replace(stand, stance=stance, needs_condition=False)
