"""Which frame of stances.tsv a word has, by what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.read.events.syntax import is_passive
from detente.read.positions.frames import Frame, Frames

if TYPE_CHECKING:
    from spacy.tokens import Token

COUNTED = frozenset(("accept", "approve", "admit"))
WILL = frozenset(["will", "'ll", "’ll", "would", "'d", "’d", "shall"])
WOULD = frozenset(["would", "'d", "’d", "could", "can", "ca"])


def verb_frame(token: Token, frames: Frames) -> Frame | None:
    """The first frame of the verb whose demands are met."""
    candidates = frames.verbs.get(token.lemma_.lower())
    if candidates is None:
        return None
    for frame in candidates:
        if frame_fits(token, frame):
            return frame
        if frame.not_clause and any(c.lemma_.lower() in frame.not_clause for c in clauses_of(token)):
            return None  # "Declined to comment" is not "declined" either.
    return None


def adjective_frame(token: Token, frames: Frames) -> Frame | None:
    """The first frame of the adjective or participle whose demands are met."""
    return next((f for f in frames.adjectives[token.lower_] if frame_fits(token, f)), None)


def _called(token: Token) -> Iterator[str]:
    """What the object is called: "trap" in "called it a trap", "unacceptable" in "regards it as unacceptable"."""
    for child in token.children:
        if child.i < token.i:
            continue
        if child.dep_ in ("oprd", "attr", "acomp", "ccomp", "xcomp", "amod"):
            yield child.lemma_.lower()
            yield from (c.lemma_.lower() for c in child.children if c.dep_ in ("amod", "acomp", "attr"))
            # "an act of piracy"
            yield from (g.lemma_.lower() for c in child.children if c.lower_ == "of" for g in c.children)
        owners = [child] if child.dep_ != "dobj" else [child, *child.children]
        for owner in owners:
            if owner.dep_ == "prep" and owner.lower_ == "as":
                for inner in owner.children:
                    yield inner.lemma_.lower()
                    yield from (c.lemma_.lower() for c in inner.children if c.dep_ == "amod")
            elif owner.dep_ in ("amod", "acomp") and owner.i > child.i:
                yield owner.lemma_.lower()


def frame_fits(token: Token, frame: Frame) -> bool:
    """Whether the words around have what the frame asks for: preposition, particle, object, clause."""
    if frame.preposition is not None and not any(
        c.lower_ == frame.preposition and c.dep_ in ("prep", "prt", "agent", "dative", "advmod", "aux", "mark")
        for t in (token, *(p for p in token.children if p.lower_ in frame.particles))
        for c in (t, *t.children)
        if c != token
    ):
        if any(
            g.lower_ == frame.preposition and g.dep_ == "mark" and token.i < g.i < token.i + 3
            for c in token.children
            if c.dep_ in ("advcl", "ccomp", "xcomp", "acl", "relcl")
            for g in c.children
        ):
            return not frame.objects and frame.clause is None  # "Called for the union to step in"
        copula = token.head if frame.pos == "a" and token.dep_ in ("acomp", "attr") else None
        if copula is None or not any(
            c.lower_ == frame.preposition and c.dep_ == "prep" and c.i > token.i for c in copula.children
        ):
            return False
    if frame.particles:
        near = [t.lower_ for t in token.doc[token.i + 1 : token.i + 5]]
        if not all(p in near for p in frame.particles):
            return False
    if frame.called and not frame.called.intersection(_called(token)):
        return False
    if frame.objects and not any(o.lemma_.lower() in frame.objects for o in _objects(token)):
        return False
    if frame.clause is not None and not _has_clause(token, frame):
        return False
    if "would" in frame.flags and not any(c.dep_ == "aux" and c.lower_ in WOULD for c in token.children):
        return False
    if "will" in frame.flags and not any(c.dep_ == "aux" and c.lower_ in WILL for c in token.children):
        return False
    if frame.word == "want" and (is_passive(token) or (token.dep_ == "relcl" and token.head.lemma_ == "thing")):
        return False  # "Wanted by the court", "the last thing Chad wants"
    if "alone" in frame.flags and any(_objects(token)):
        return False  # "Hold Chad to its promise"
    if frame.preposition is not None and any(
        _asks(g) for c in token.children if c.lower_ == frame.preposition for g in c.children if g.dep_ == "pcomp"
    ):
        return False  # "Disagreed on whether"
    if frame.preposition == "for" and frame.word == "call" and any(c.dep_ == "dobj" for c in token.children):
        return False  # "Called elections for October"
    if frame.pos == "a" and frame.holder == "speaker" and any(c.lower_ in ("more", "less") for c in token.children):
        return False  # "A weak government is more acceptable"
    if frame.pos == "a" and token.i and token.nbor(-1).lower_ == "as":
        return False  # "as opposed to"
    if "bare" in frame.flags and any(
        c.dep_ in ("xcomp", "prep", "ccomp", "pobj") and c.i > token.i and c.lower_ in ("to", "for")
        for c in token.children
    ):
        return False
    if frame.word in COUNTED and any(g.dep_ == "nummod" for o in _objects(token) for g in o.children):
        return False  # "Had accepted 11,491 refugees": a deed, counted.
    if frame.pos == "v" and frame.demanding == 1:
        # A bare verb takes its object; "China backs down", "the talks resumed", "he insisted" alone are no stand.
        return any(
            (c.dep_ in ("dobj", "obj", "ccomp", "xcomp", "nsubjpass", "attr", "dative", "pcomp") and not _asks(c))
            # "wants the statues back", which parsers take for a clause of "back"
            or (c.dep_ == "advmod" and c.lower_ in ("back", "out") and any(g.dep_ == "nsubj" for g in c.children))
            for c in token.children
        ) or (token.dep_ in ("relcl", "acl", "conj"))
    return True


def _objects(token: Token) -> Iterator[Token]:
    passive = is_passive(token)
    for child in token.children:
        if child.dep_ in ("dobj", "obj", "attr", "intj") or (passive and child.dep_ == "nsubjpass"):
            yield child
            yield from (c for c in child.conjuncts if c.i > child.i)


def _has_clause(token: Token, frame: Frame) -> bool:
    for clause in clauses_of(token):
        kind = _clause_kind(token, clause)
        verb = clause.lemma_.lower()
        if verb in frame.not_clause or (frame.only_clause and verb not in frame.only_clause) or _asks(clause):
            continue
        if frame.clause == "any" or kind == frame.clause or (kind == "pass" and frame.clause == "obj"):
            return True
        if kind == "that" and frame.clause in ("should", "modal") and _asked_for(clause, frame.clause == "modal"):
            return True
    if frame.clause == "until":
        return any(c.lower_ == "until" for c in token.children)
    return False


def _asks(clause: Token) -> bool:
    """ "Asked whether", "declined to say if": a question is no stand."""
    return any(
        c.i < clause.i and c.lower_ in ("whether", "if", "how", "what", "why", "who", "which", "where")
        for c in clause.children
        if c.dep_ in ("mark", "advmod", "nsubj", "dobj", "attr", "nsubjpass")
    )


def _asked_for(clause: Token, any_modal: bool) -> bool:
    """Whether a finite clause says what is to be ("that Chad leave", "that Chad should leave"), not what is."""
    one = any(c.dep_ == "nsubj" and c.tag_ in ("NN", "NNP") for c in clause.children)
    bare = clause.tag_ == "VB" or (clause.tag_ == "VBP" and one)  # "that Chad pay", which parsers take for a plural
    if any(c.dep_ == "auxpass" and c.tag_ == "VB" for c in clause.children) and (
        any_modal or not any(c.tag_ == "MD" and c.lower_ not in ("should", "must") for c in clause.children)
    ):
        return True  # "that the fund be run by ..."
    if bare and not any(c.dep_ == "aux" and c.lower_ in ("do", "does", "did") for c in clause.children):
        return any_modal or not any(c.tag_ == "MD" and c.lower_ not in ("should", "must") for c in clause.children)
    if clause.lemma_ in ("have", "need") and any(c.dep_ == "xcomp" and is_infinitive(c) for c in clause.children):
        return True
    return any_modal and any(c.tag_ == "MD" for c in clause.children)


def clauses_of(token: Token) -> Iterator[Token]:
    """The clauses that complete a word ("to go", "that they go")."""
    for child in token.children:
        if (child.dep_ in ("xcomp", "ccomp", "advcl", "pcomp") and child.i > token.i and child.dep_ != "advcl") or (
            child.dep_ == "advcl" and child.i > token.i and is_infinitive(child)
        ):
            yield child
        elif token.pos_ == "NOUN" and child.dep_ == "acl" and child.i > token.i:
            yield child  # "refusal to go", "demand that Chad go"
        elif child.dep_ in ("prep", "dobj", "acomp") and child.i > token.i:
            yield from (
                c
                for c in child.children
                if c.dep_ in ("pcomp", "acl", "relcl") and (child.dep_ == "prep" or is_infinitive(c))
            )


def is_infinitive(verb: Token) -> bool:
    """Whether the verb has a "to" before it."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _clause_kind(token: Token, clause: Token) -> str:
    own = any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in clause.children)
    between = any(c.dep_ in ("dobj", "dative") and c.i < clause.i and c.pos_ != "VERB" for c in token.children)
    through = clause.head.dep_ == "dobj" and clause.head.head == token
    if is_infinitive(clause):
        if own and is_passive(clause):
            return "pass"
        return "obj" if own or between or through or (clause.head.dep_ == "prep") else "to"
    if clause.tag_ == "VBG" and not any(c.dep_ == "aux" for c in clause.children):
        return "ing"
    return "that"
