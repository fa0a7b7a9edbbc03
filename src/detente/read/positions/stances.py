"""Finding stands: predicates by which somebody takes a stance, with what depends on them.

A stand is not yet a position: it has no resolved holder and no issue. It works on the parse alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.read.events.syntax import children, is_verb
from detente.read.positions.fitting import adjective_frame, frame_fits, verb_frame
from detente.read.positions.frames import Frames
from detente.read.positions.making import BE_LIKE, MAKING, make_stand, with_conjuncts
from detente.read.positions.modals import modal_stands
from detente.read.positions.negation import CARRYING
from detente.read.positions.stand import Stand
from detente.read.positions.words import word_list
from detente.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

PHRASE_VERBS = BE_LIKE | {"come", "speak", "vote", "argue", "have", "rule"}
# "Against the law" and "for sale" are no stands.
NO_PARTY = word_list("no_party")
# What is done to a stand that is given up, and what it is not there of.
UNDOING = word_list("undoing")
LACKING = word_list("lacking")
POINTING_TO = word_list("pointing_to")


def find_stands(sent: Span, frames: Frames, object_control: frozenset[str]) -> list[Stand]:
    """Stands of one sentence, in order of text, without those inside the complement of another of the same holder."""
    if sent.text.rstrip("\"'”’ \n\t").endswith("?"):
        return []
    found = [s for token in sent for s in _at(token, frames, object_control)]
    kept: list[Stand] = []
    lexical = {s.clause.i for s in found if s.frame.pos in ("a", "p")}
    found = [s for s in found if s.frame.pos != "m" or s.token.i not in lexical]
    carried = {s.clause.head.i for s in found if s.frame.pos == "v" and s.clause.dep_ == "xcomp"}
    # "Will continue to support it": of the two the support, whose condition it is where there is one.
    found = [s for s in found if s.frame.pos != "m" or s.token.i not in carried or s.token.lemma_ not in CARRYING]
    for stand in found:
        inside = [
            o
            for o in found
            if o is not stand
            and stand.token.i != o.token.i
            and (o.token.is_ancestor(stand.token) or (o.clause.is_ancestor(stand.token) and o.token.i < stand.token.i))
        ]
        if any(_same_holder(stand, o) and _complement_of(stand, o) for o in inside):
            continue
        if stand.frame.pos == "n" and any(stand.token.lemma_ in o.frame.objects for o in inside):
            continue  # "Expressed its readiness" is one stand.
        kept.append(stand)
    return [*kept, *(s for token in sent for s in _elliptic(token, kept))]


def _elliptic(token: Token, stands: list[Stand]) -> Iterator[Stand]:
    """The stand before, said of another: "Paris is in favour, London is not", "Oman opposes it, Bahrain does not"."""
    kinds = {"be": ("a", "p"), "do": ("v",)}.get(token.lemma_, ())
    clauses = {s.clause.i for s in stands}
    if not kinds or any(
        c.dep_ not in ("nsubj", "neg", "punct", "cc", "advmod", "mark", "conj") and c.i not in clauses
        for c in token.children
    ):
        return
    subjects = with_conjuncts(children(token, "nsubj"))
    following = token.doc[token.i + 1 : token.i + 3]
    ends = any(t.is_punct or t.lower_ in ("and", "but") for t in following)
    if not subjects or not ends or token.dep_ == "aux":
        return
    before = [s for s in stands if s.frame.pos in kinds and s.clause.i < token.i and s.subjects and not s.speaker]
    if not before:
        return
    told = max(before, key=lambda s: s.clause.i)
    negated = any(c.dep_ == "neg" for c in token.children)
    stance = told.frame.negated if negated else told.frame.stance
    if stance is not None and {t.i for t in subjects}.isdisjoint(t.i for t in told.subjects):
        yield replace(told, subjects=subjects, negated=negated, stance=stance)


def _same_holder(stand: Stand, outer: Stand) -> bool:
    if stand.speaker:
        return True
    return stand.speaker == outer.speaker and (
        {t.i for t in stand.subjects} == {t.i for t in outer.subjects} or not stand.subjects or _demanded(stand, outer)
    )


def _demanded(stand: Stand, outer: Stand) -> bool:
    """What is demanded of another is not the other's stand."""
    return outer.stance in (Stance.DEMANDS, Stance.OFFERS) and outer.frame.pos == "v" and stand.token.i > outer.token.i


def _complement_of(stand: Stand, outer: Stand) -> bool:
    """Whether the way up from stand to outer goes by complements, not by a clause of its own beside it."""
    token = stand.clause
    for _ in range(8):
        if token.i in (outer.token.i, outer.clause.i):
            return True
        if token.dep_ in ("advcl", "relcl", "conj", "parataxis") and token.dep_ != "conj":
            return False
        if token.dep_ == "conj" and token.head.i in (outer.token.i, outer.clause.i):
            return False
        if token.head == token:
            return False
        token = token.head
    return False


def _at(token: Token, frames: Frames, object_control: frozenset[str]) -> Iterator[Stand]:
    lower = token.lower_
    if is_verb(token):
        frame = verb_frame(token, frames)
        if frame is not None:
            stand = make_stand(token, token, frame, object_control)
            if stand is not None:
                yield stand
                return
        if lower in frames.adjectives and token.tag_ == "VBN" and not any(children(token, "dobj", "obj")):
            frame = adjective_frame(token, frames)
            if frame is not None:
                stand = make_stand(token, _copula(token) or token, frame, object_control)
                if stand is not None:
                    yield stand
                    return
        yield from modal_stands(token, frames, object_control)
        return
    if token.pos_ == "NOUN" and token.lemma_.lower() in frames.nouns:
        stand = _noun(token, frames)
        if stand is not None:
            yield stand
        return
    if lower in frames.adjectives and token.pos_ in ("ADJ", "VERB", "ADV", "NOUN"):
        clause = _copula(token)
        frame = adjective_frame(token, frames)
        if frame is None:
            return
        if frame.holder == "make" and clause is None:
            # "made the loan to Chad dependent on": parsers hang the adjective where they can.
            clause = next((t for t in itertools.islice(token.ancestors, 3) if t.lemma_ in MAKING), None)
        if clause is None and token.dep_ in ("ccomp", "xcomp", "conj", "ROOT", "advcl", "oprd", "amod", "acl", "relcl"):
            clause = token.head if token.dep_ in ("oprd", "amod") else token
            if token.dep_ == "amod" or (
                token.dep_ == "oprd" and token.head.lemma_ not in ("declare", "make", "consider", "call")
            ):
                return
        if clause is None:
            return
        stand = make_stand(token, clause, frame, object_control)
        if stand is not None:
            yield stand
        return
    for frame in frames.phrases.get(lower, ()):
        words = frame.word.split()
        if [t.lower_ for t in token.doc[token.i : token.i + len(words)]] != words:
            continue
        clause = _copula(token) if len(words) == 1 or token.dep_ in ("prep", "acomp", "attr") else _verb_above(token)
        if token.pos_ == "NOUN" and words[-1] == "of" and (token.dep_ != "attr" or clause is None):
            continue  # "All supporters of the movement"
        if clause is None and len(words) > 1:
            clause = _verb_above(token)  # "Voted in favour of"
        if clause is None or clause.lemma_ not in PHRASE_VERBS:
            continue
        if len(words) == 1 and not _predicative(token, clause):
            continue
        if frame.clause is not None and not frame_fits(token.doc[token.i + len(words) - 1], frame):
            continue
        stand = make_stand(token, clause, frame, object_control)
        if stand is not None:
            yield stand
            return


def _noun(token: Token, frames: Frames) -> Stand | None:
    """ "Chad's refusal to go", "the Chadian demand for talks": a noun with its owner and what it is of."""
    owners = tuple(c for c in token.children if c.dep_ == "poss") or tuple(
        c for c in token.children if c.dep_ in ("amod", "compound", "nmod") and (c.pos_ == "PROPN" or c.ent_type_)
    )
    source = [
        g for c in token.children if c.dep_ in ("prep", "agent") and c.lower_ in ("by", "from") for g in c.children
    ]
    if not source and token.dep_ == "pobj" and token.head.lower_ in ("with", "despite"):
        # "With the support of Chad", "despite the opposition of Chad"
        source = [g for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for g in c.children]
    if not owners and source:
        owners = with_conjuncts(g for g in source if g.dep_ == "pobj")  # "Opposition from Chad"
    else:
        source = []
    if not owners and any(c.dep_ == "prep" and c.lower_ != "of" for c in token.children):
        # "The opposition of Japan to the claims".
        of = next((c for c in token.children if c.dep_ == "prep" and c.lower_ == "of"), None)
        owners = with_conjuncts(children(of, "pobj")) if of is not None else ()
    if not owners or token.head.lemma_ in UNDOING or (token.dep_ == "pobj" and token.head.head.lemma_ in LACKING):
        return None
    if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lemma_.lower() in POINTING_TO:
        return None  # "Indicative of Chad's willingness": what somebody sees in it
    if any(c.dep_ in ("neg",) or c.lower_ in ("no", "former", "past", "previous", "alleged") for c in token.children):
        return None
    fitting = (f for f in frames.nouns[token.lemma_.lower()] if frame_fits(token, f))
    frame = next((f for f in fitting if source or "from" not in f.flags), None)
    if frame is None or frame.stance is None:
        return None
    return Stand(
        token=token,
        clause=token,
        frame=frame,
        stance=frame.stance,
        subjects=owners,
        speaker=False,
        negated=False,
        needs_condition=False,
    )


def _predicative(token: Token, clause: Token) -> bool:
    """ "Is against the deal": not "appears weak against it", "for him it was", "is against the law"."""
    if token.i < clause.i or clause.lemma_ not in ("be", "stand", "remain", "come", "speak", "vote", "argue"):
        return False
    if any(c.dep_ in ("acomp", "attr") and c != token and c.i < token.i for c in clause.children):
        return False
    if any(c.dep_ == "prep" and c.lower_ in ("in", "at") and clause.i < c.i < token.i for c in clause.children):
        return False  # "Was in London for the meeting"
    return not any(c.dep_ == "pobj" and c.lemma_.lower() in NO_PARTY for c in token.children)


def _verb_above(token: Token) -> Token | None:
    for up in token.ancestors:
        if is_verb(up):
            return up
    return None


def _copula(token: Token) -> Token | None:
    """The "be" that this adjective or phrase completes; of a coordination, that of the first."""
    head = token
    for _ in range(3):
        if (
            head.dep_ in ("acomp", "attr", "oprd", "prep", "advmod", "xcomp", "ccomp", "dep")
            and head.head.lemma_ in BE_LIKE
            and head.head.pos_ in ("AUX", "VERB")
        ):
            return head.head
        if head.dep_ == "conj":
            head = head.head
            continue
        return None
    return None
