"""Finding stands: predicates by which somebody takes a stance, with what depends on them.

A stand is not yet a position: it has no resolved holder and no issue. It works on the parse alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.read.events.syntax import antecedent, children, is_passive, is_verb, logical_subjects
from detente.read.positions.frames import Frame, Frames
from detente.read.positions.words import word_list
from detente.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

BE_LIKE = word_list("be_like")
PHRASE_VERBS = BE_LIKE | {"come", "speak", "vote", "argue", "have", "rule"}
FUTURE = frozenset(["will", "would", "shall", "'ll", "’ll", "wo", "'d", "’d", "can", "could", "may", "might", "ca"])
# "Against the law" and "for sale" are no stands.
NO_PARTY = word_list("no_party")
ABLE = frozenset(["can", "ca", "could"])
# What is done to a stand that is given up, and what it is not there of.
UNDOING = word_list("undoing")
LACKING = word_list("lacking")
COUNTED = frozenset(("accept", "approve", "admit"))
GUESSES = frozenset(["may", "might", "could"])
HEDGES = word_list("hedges")
WOULD = frozenset(["would", "'d", "’d", "could", "can", "ca"])
OBLIGE = frozenset(["must", "should"])
# Whoever these are, a "should" said of them is advice or what one would think.
SOMEBODY = frozenset(["i", "you", "one", "we", "it", "that", "this", "which", "there", "who"])
NEGATIONS = frozenset(["not", "n't", "n’t", "never", "neither", "nor", "hardly", "no"])
NOBODY = frozenset(["nobody", "none", "neither"])
# "deny that it would": what depends on these is negated.
FLIPPING = frozenset(("deny", "doubt"))
# Verbs whose infinitive is still the subject's own stand ("continues to oppose", "decided to reject").
CARRYING = word_list("carrying")
# What is done to the subject.
UNDERGOING = frozenset(("face", "incur", "suffer", "undergo"))
MAKING = frozenset(("make", "consider", "declare"))
CLAIMED = word_list("claimed")
# Verbs of words and appearances: who "wants to distance himself from a policy" takes no stand by it.
SHIFTING = word_list("shifting")
THINKING = frozenset(("believe", "think", "expect", "know", "suppose", "imagine", "see", "say"))
ACCUSING = frozenset(("accuse", "suspect"))
# Stopping or failing to take a stand.
ENDING = frozenset(("stop", "cease", "fail"))
# Verbs that say what somebody says: never a stand of their own, and what they report is not "to do" something.
REPORTING = word_list("reporting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A predicate that takes a stance.

    Attributes:
        token: the predicate.
        clause: the verb of its clause ("is" of "is ready").
        stance: None where nothing is recorded unless a condition is found.
        subjects: tokens of the holder; empty where it is the speaker's, or nobody is named.
        speaker: whether it is the stand of whoever says it.
        negated: whether the stance comes from the frame's negated side.
        needs_condition: recorded only where something depends on it.
    """

    token: Token
    clause: Token
    frame: Frame
    stance: Stance
    subjects: tuple[Token, ...]
    speaker: bool
    negated: bool
    needs_condition: bool

    @property
    def future(self) -> bool:
        """Whether it is said with "will" or "would": then, with a condition, no more than a conditional stand."""
        return any(
            c.dep_ == "aux" and c.lower_ in ("will", "would", "shall", "'ll", "’ll", "'d", "’d")
            for c in self.clause.children
        )


def find_stands(sent: Span, frames: Frames, object_control: frozenset[str]) -> list[Stand]:
    """Stands of one sentence, in order of text, without those inside the complement of another of the same holder."""
    if sent.text.rstrip("\"'”’ \n\t").endswith("?"):
        return []
    found = [s for token in sent for s in _at(token, frames, object_control)]
    kept: list[Stand] = []
    lexical = {s.clause.i for s in found if s.frame.pos in ("a", "p")}
    found = [s for s in found if s.frame.pos != "m" or s.token.i not in lexical]
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
    subjects = _with_conjuncts(children(token, "nsubj"))
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
        frame = _verb_frame(token, frames)
        if frame is not None:
            stand = _make(token, token, frame, object_control)
            if stand is not None:
                yield stand
                return
        if lower in frames.adjectives and token.tag_ == "VBN":
            frame = _adjective_frame(token, frames)
            if frame is not None:
                stand = _make(token, _copula(token) or token, frame, object_control)
                if stand is not None:
                    yield stand
                    return
        yield from _modal(token, frames, object_control)
        return
    if token.pos_ == "NOUN" and token.lemma_.lower() in frames.nouns:
        stand = _noun(token, frames)
        if stand is not None:
            yield stand
        return
    if lower in frames.adjectives and token.pos_ in ("ADJ", "VERB", "ADV", "NOUN"):
        clause = _copula(token)
        frame = _adjective_frame(token, frames)
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
        stand = _make(token, clause, frame, object_control)
        if stand is not None:
            yield stand
        return
    for frame in frames.phrases.get(lower, ()):
        words = frame.word.split()
        if [t.lower_ for t in token.doc[token.i : token.i + len(words)]] != words:
            continue
        clause = _copula(token) if len(words) == 1 or token.dep_ in ("prep", "acomp", "attr") else _verb_above(token)
        if clause is None or clause.lemma_ not in PHRASE_VERBS:
            continue
        if len(words) == 1 and not _predicative(token, clause):
            continue
        stand = _make(token, clause, frame, object_control)
        if stand is not None:
            yield stand
            return


def _noun(token: Token, frames: Frames) -> Stand | None:
    """ "Chad's refusal to go", "the Chadian demand for talks": a noun with its owner and what it is of."""
    owners = tuple(c for c in token.children if c.dep_ == "poss") or tuple(
        c for c in token.children if c.dep_ in ("amod", "compound", "nmod") and (c.pos_ == "PROPN" or c.ent_type_)
    )
    if not owners or token.head.lemma_ in UNDOING or (token.dep_ == "pobj" and token.head.head.lemma_ in LACKING):
        return None
    if any(c.dep_ in ("neg",) or c.lower_ in ("no", "former", "past", "previous", "alleged") for c in token.children):
        return None
    frame = next((f for f in frames.nouns[token.lemma_.lower()] if _fits(token, f)), None)
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


def _verb_frame(token: Token, frames: Frames) -> Frame | None:
    candidates = frames.verbs.get(token.lemma_.lower())
    if candidates is None:
        return None
    for frame in candidates:
        if _fits(token, frame):
            return frame
        if frame.not_clause and any(c.lemma_.lower() in frame.not_clause for c in _clauses(token)):
            return None  # "Declined to comment" is not "declined" either.
    return None


def _adjective_frame(token: Token, frames: Frames) -> Frame | None:
    return next((f for f in frames.adjectives[token.lower_] if _fits(token, f)), None)


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


def _fits(token: Token, frame: Frame) -> bool:
    if frame.preposition is not None and not any(
        c.lower_ == frame.preposition and c.dep_ in ("prep", "prt", "agent", "dative", "advmod", "aux", "mark")
        for t in (token, *(p for p in token.children if p.lower_ in frame.particles))
        for c in (t, *t.children)
        if c != token
    ):
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
    for clause in _clauses(token):
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
    if clause.lemma_ in ("have", "need") and any(c.dep_ == "xcomp" and _infinitive(c) for c in clause.children):
        return True
    return any_modal and any(c.tag_ == "MD" for c in clause.children)


def _clauses(token: Token) -> Iterator[Token]:
    for child in token.children:
        if (child.dep_ in ("xcomp", "ccomp", "advcl", "pcomp") and child.i > token.i and child.dep_ != "advcl") or (
            child.dep_ == "advcl" and child.i > token.i and _infinitive(child)
        ):
            yield child
        elif token.pos_ == "NOUN" and child.dep_ == "acl" and child.i > token.i:
            yield child  # "refusal to go", "demand that Chad go"
        elif child.dep_ in ("prep", "dobj", "acomp") and child.i > token.i:
            yield from (
                c
                for c in child.children
                if c.dep_ in ("pcomp", "acl", "relcl") and (child.dep_ == "prep" or _infinitive(c))
            )


def _infinitive(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _clause_kind(token: Token, clause: Token) -> str:
    own = any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in clause.children)
    between = any(c.dep_ in ("dobj", "dative") and c.i < clause.i and c.pos_ != "VERB" for c in token.children)
    through = clause.head.dep_ == "dobj" and clause.head.head == token
    if _infinitive(clause):
        if own and is_passive(clause):
            return "pass"
        return "obj" if own or between or through or (clause.head.dep_ == "prep") else "to"
    if clause.tag_ == "VBG" and not any(c.dep_ == "aux" for c in clause.children):
        return "ing"
    return "that"


def _no_longer(token: Token) -> bool:
    before = [t.lower_ for t in token.doc[max(0, token.i - 5) : token.i]]
    return any(pair == ("no", "longer") or pair == ("any", "longer") for pair in itertools.pairwise(before))


def _negated(token: Token, clause: Token) -> bool:
    count = int(_no_longer(token))
    # Some parses hang the negation on the auxiliary: "never [will]".
    auxiliaries = {c.i: c for v in (token, clause) for c in v.children if c.dep_ in ("aux", "auxpass")}
    verbs = {} if count else {token.i: token, clause.i: clause} | auxiliaries
    for verb in verbs.values():
        if count:
            break
        for child in verb.children:
            if (
                child.dep_ == "neg"
                or child.lower_ in ("never", "hardly", "nowise")
                or (
                    child.lower_ in ("neither", "nor")
                    and child.dep_ in ("preconj", "cc", "neg", "advmod")
                    and child.i < verb.i
                )
            ):
                following = token.doc[child.i + 1].lower_ if child.i + 1 < len(token.doc) else ""
                count += (
                    following not in ("only", "until", "just", "before", "unless", "without", "merely")
                    or child.dep_ != "neg"
                )
                break
            if (
                child.dep_ in ("prep", "npadvmod", "advmod")
                and child.lower_ in ("under", "in", "by")
                and any(
                    g.dep_ == "pobj"
                    and any(h.lower_ in ("no", "any") for h in g.children)
                    and g.lemma_ in ("circumstance", "case", "mean", "way", "condition", "account")
                    for g in child.children
                )
                and not any(c.dep_ == "neg" for c in verb.children)
            ):
                count += any(h.lower_ == "no" for g in child.children for h in g.children)
                break
    for child in token.children:
        if child.dep_ in ("dobj", "attr", "nsubjpass") and any(
            g.lower_ in ("no", "neither") for g in child.children if g.dep_ in ("det", "neg", "preconj")
        ):
            count += 1
        if child.dep_ in ("dobj", "attr") and child.lower_ in ("nothing", "none"):
            count += 1
    for child in clause.children:
        if child.dep_ in ("nsubj", "nsubjpass") and (
            child.lower_ in NOBODY
            or any(
                (g.lower_ in ("no", "neither") and g.dep_ in ("det", "preconj", "cc"))
                or (g.dep_ == "neg" and g.i < child.i)  # "not a cent", "not one soldier"
                for g in child.children
            )
        ):
            count += 1
    head = clause.head
    if clause.dep_ in ("ccomp", "xcomp") and head != clause and (head.lemma_ in FLIPPING or head.lemma_ in ENDING):
        count += 1
    if (
        clause.dep_ in ("xcomp", "conj")
        and head.lemma_ in CARRYING
        and any(c.dep_ == "neg" for c in head.children)
        and clause.dep_ == "xcomp"
    ):
        count += 1
    return count % 2 == 1


def _speakers_own(token: Token, frame: Frame, stance: Stance) -> Stand:
    """A stand that names no holder, and so is the speaker's; one on a condition wants the condition."""
    return Stand(
        token=token,
        clause=token,
        frame=frame,
        stance=stance,
        subjects=(),
        speaker=True,
        negated=False,
        needs_condition=stance is Stance.CONDITIONAL,
    )


def _own_stand(clause: Token) -> bool:
    """Whether the clause is asserted: not a purpose ("met to support"), not what others might do."""
    if clause.dep_ in ("advcl", "acl", "relcl", "pcomp", "csubj") and _infinitive(clause):
        return False
    if (
        clause.dep_ == "ccomp"
        and clause.head.lower_ in ("say", "suppose", "imagine", "assume")
        and clause.head.tag_ in ("VB", "UH")
        and not any(c.dep_ == "nsubj" for c in clause.head.children)
    ):
        return False  # "Say Mexico demanded ...": an example.
    if clause.dep_ in ("csubj", "csubjpass") or (clause.dep_ == "acl" and clause.tag_ == "VBN"):
        return False
    if clause.dep_ in ("acl", "ccomp", "relcl") and clause.head.pos_ == "NOUN" and clause.head.lemma_ in CLAIMED:
        return False  # "The claim that Chad is in favour": a stand that somebody doubts.
    if (
        clause.dep_ == "ccomp"
        and clause.head.lemma_ in THINKING
        and any(c.dep_ == "neg" or c.lower_ == "never" for c in clause.head.children)
    ):
        return False  # "Did not believe that Chad was interested".
    if clause.dep_ == "pcomp":
        # "accused Chad of refusing to talk"
        return clause.head.lower_ == "of" and clause.head.head.lemma_ in ACCUSING
    if clause.dep_ in ("xcomp", "ccomp") and _infinitive(clause):
        return clause.head.lemma_ in CARRYING or clause.head.lemma_ in BE_LIKE
    marks = {c.lower_ for c in clause.children if c.dep_ == "mark"}
    if marks & {"if", "unless", "whether", "until", "lest", "once"}:
        return False
    # "Should have insisted", "would have backed": what was not.
    auxiliaries = {c.lower_ for c in clause.children if c.dep_ == "aux"}
    if auxiliaries & {"have", "'ve", "’ve"} and any(c.tag_ == "MD" for c in clause.children if c.dep_ == "aux"):
        return False
    # "so that Chad would agree" is a purpose; "we feel so that Chad is interested" is not.
    return not (
        clause.dep_ == "advcl" and "that" in marks and any(c.dep_ == "aux" and c.tag_ == "MD" for c in clause.children)
    )


def _promised_not_to(token: Token) -> Token | None:
    """What is promised not to be done: "pledged not to [join]", "that it would not [join]"."""
    for clause in _clauses(token):
        finite = any(c.tag_ == "MD" and c.lower_ in ("will", "would", "wo", "'ll") for c in clause.children)
        if (finite or _infinitive(clause)) and any(c.dep_ == "neg" for c in clause.children):
            return clause
    return None


def _make(token: Token, clause: Token, frame: Frame, object_control: frozenset[str]) -> Stand | None:
    if not _own_stand(clause) or any(c.lower_ in HEDGES for c in clause.children):
        return None
    first = clause.head if clause.dep_ == "conj" and is_verb(clause.head) and clause.tag_ == "VB" else clause
    if any(c.dep_ == "aux" and c.lower_ in ("should", "ought", "must") for v in (clause, first) for c in v.children):
        return None  # What somebody ought to do is not where he stands.
    if frame.clause in ("to", "ing") and any(c.lemma_.lower() in SHIFTING for c in _clauses(token)):
        return None
    able = any(c.dep_ == "aux" and c.lower_ in ("can", "ca", "could", "may", "might") for c in clause.children)
    asks = any(
        g.lower_ in ("if", "unless", "until", "once", "long", "provided", "only")
        for c in clause.children
        for g in (c, *c.children)
    )
    if able and not asks and frame.pos == "v" and "would" not in frame.flags and not _negated(token, clause):
        return None  # "Can accept 70,000 a year", "may now ask".
    negated = _negated(token, clause)
    stance = frame.negated if negated else frame.stance
    if stance is None and not (frame.stance is None and negated and frame.negated):
        return None
    assert stance is not None
    if stance is Stance.WILLING and not negated and frame.pos == "v":
        refused = _promised_not_to(token)
        if refused is not None and not _infinitive(refused):
            return None  # "Assured Chad that it would not join": the clause says it.
        if refused is not None:
            stance = Stance.UNWILLING
    passive = is_passive(token) and frame.pos == "v"
    subjects: tuple[Token, ...] = ()
    speaker = frame.holder == "speaker"
    if frame.holder == "make":
        # "makes any loan contingent on": the subject of "make"; after "be", whoever says so.
        if clause.lemma_ in MAKING:
            subjects = _with_conjuncts(logical_subjects(clause, object_control)[0])
        else:
            speaker = True
    elif not speaker:
        if passive:
            subjects = _with_conjuncts(c for a in children(token, "agent") for c in children(a, "pobj"))
            if not subjects:
                return None
        elif frame.pos in ("a", "p"):
            subjects = _with_conjuncts(_subjects_of_copula(token, clause, object_control))
        else:
            subjects = _with_conjuncts(logical_subjects(clause, object_control)[0])
        if not subjects and not passive:
            # Some parses take a name right before the verb for a part of it: "Asmara [demands]".
            subjects = tuple(
                c for c in clause.children if c.dep_ == "compound" and c.pos_ == "PROPN" and c.i < clause.i
            )
        if not subjects:
            return None
    return Stand(
        token=token,
        clause=clause,
        frame=frame,
        stance=stance,
        subjects=subjects,
        speaker=speaker,
        negated=negated,
        needs_condition="condition" in frame.flags and not negated,
    )


def _subjects_of_copula(token: Token, clause: Token, object_control: frozenset[str]) -> list[Token]:
    # Some parses hang the subject on the auxiliary: "Chad [is] opposed".
    auxiliaries = [c for c in clause.children if c.dep_ in ("aux", "auxpass")]
    own = [c for verb in (clause, *auxiliaries) for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    if own:
        return [antecedent(c) for c in own]
    found, _ = logical_subjects(clause, object_control)
    return found


def _with_conjuncts(tokens: object) -> tuple[Token, ...]:
    out: list[Token] = []
    for token in tokens:  # type: ignore[attr-defined]
        out.append(token)
        out.extend(c for c in token.conjuncts if c.i > token.i and not is_verb(c) and c.dep_ == "conj")
    return tuple(dict.fromkeys(out))


def _modal(token: Token, frames: Frames, object_control: frozenset[str]) -> Iterator[Stand]:
    """ "will not", "would ... if", "must be lifted", "there can be no"."""
    modals = [c for c in token.children if c.dep_ == "aux" and (c.lower_ in FUTURE or c.lower_ in OBLIGE)]
    if not modals and token.lemma_ == "be" and token.tag_ in ("VBZ", "VBP", "VBD"):
        # "is to lift"
        plan = next((c for c in token.children if c.dep_ == "xcomp" and _infinitive(c) and c.i <= token.i + 3), None)
        if plan is not None and any(children(token, "nsubj")):
            subjects = _with_conjuncts(children(token, "nsubj"))
            negated = any(children(token, "neg"))
            stance = frames.modal.negated if negated else frames.modal.stance
            if stance is not None:
                yield Stand(
                    token=plan,
                    clause=token,
                    frame=frames.modal,
                    stance=stance,
                    subjects=subjects,
                    speaker=False,
                    negated=negated,
                    needs_condition=not negated,
                )
        return
    if not modals and token.dep_ == "conj" and is_verb(token.head) and token.tag_ == "VB":
        modals = [c for c in token.head.children if c.dep_ == "aux" and (c.lower_ in FUTURE or c.lower_ in OBLIGE)]
    expletive = any(c.dep_ == "expl" for c in token.children)
    if expletive and token.lemma_ == "be":
        thing = next(iter(children(token, "attr", "nsubj", "dobj")), None)
        if thing is not None and any(g.lower_ == "no" for g in thing.children) and modals and _own_stand(token):
            yield Stand(
                token=token,
                clause=token,
                frame=frames.there,
                stance=Stance.UNWILLING,
                subjects=(),
                speaker=True,
                negated=True,
                needs_condition=False,
            )
        elif modals and _own_stand(token):
            yield _speakers_own(token, frames.modal, Stance.CONDITIONAL)
        return
    if not modals or not _own_stand(token) or (token.lemma_ in REPORTING and not any(children(token, "prt"))):
        return
    lower = modals[0].lower_
    if token.lemma_ in ("be", "have", "become", "seem") and lower not in OBLIGE and not is_passive(token):
        # "Would be pleased", "will have to": how things are, not what somebody does.
        return
    negated = _negated(token, token)
    passive = is_passive(token)
    subjects = _with_conjuncts(logical_subjects(token, object_control)[0])
    if lower in OBLIGE and any(modals[0].i < t.i < token.i for t in children(token, "nsubj", "nsubjpass")):
        return  # "Should Chad agree": a condition.
    if lower in OBLIGE:
        if not negated and lower == "must" and not any(t.lower_ in ("we", "i", "you", "one") for t in subjects):
            yield _speakers_own(token, frames.must, Stance.DEMANDS)
        elif negated and not any(t.lower_ in ("we", "i", "you", "one") for t in subjects):
            yield _speakers_own(token, frames.must if lower == "must" else frames.should, Stance.OPPOSES)
        elif lower == "should" and (passive or any(t.lower_ not in SOMEBODY for t in subjects)):
            yield _speakers_own(token, frames.should, Stance.DEMANDS)
        # "Should be handled in a way in which ...": on that condition.
        if (
            not negated
            and lower == "should"
            and (passive or not any(t.pos_ == "PROPN" or t.ent_type_ == "PERSON" for t in subjects))
        ):
            yield _speakers_own(token, frames.modal, Stance.CONDITIONAL)
        return
    if any(c.dep_ == "aux" and c.lower_ in ("have", "'ve", "’ve") for c in token.children) and not negated:
        # "Would have stayed": what did not come about.
        return
    if negated and lower in ("may", "might"):
        return  # "The president may not waive them": he is not allowed to, or perhaps does not.
    if token.lemma_ in UNDERGOING and not passive:
        # "Chad would face sanctions if ...": a threat of who says so.
        if not negated:
            yield _speakers_own(token, frames.modal, Stance.CONDITIONAL)
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
