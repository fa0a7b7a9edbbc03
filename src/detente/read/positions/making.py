"""From a word and its frame to a stand: its clause, its subjects, whether it is negated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.syntax import antecedent, children, is_passive, is_verb, logical_subjects
from detente.read.positions.fitting import clauses_of, is_infinitive
from detente.read.positions.frames import Frame
from detente.read.positions.negation import CARRYING, is_negated
from detente.read.positions.stand import Stand
from detente.read.positions.words import word_list
from detente.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Token

BE_LIKE = word_list("be_like")
HEDGES = word_list("hedges")
MAKING = frozenset(("make", "consider", "declare"))
CLAIMED = word_list("claimed")
# Verbs of words and appearances: who "wants to distance himself from a policy" takes no stand by it.
SHIFTING = word_list("shifting")
THINKING = word_list("thinking")
SEEN = word_list("seen")
# Who means to do this to what he has with another is not for it.
LEAVING = word_list("leaving")
FORCES = word_list("forces")
CUTTING = word_list("cutting")
KEEPING = word_list("keeping")
# Who means to do this to a thing is against it.
PREVENTING = word_list("preventing")
AGREEING = word_list("agreeing")
SIGNS = word_list("signs")
# What names one's own side without a name.
OWN = word_list("own")
ACCUSING = word_list("accusing")


def speakers_own(token: Token, frame: Frame, stance: Stance) -> Stand:
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


def _is_denied(noun: Token) -> bool:
    return any(c.lower_ in ("no", "little", "any") for c in noun.children)


def is_own_stand(clause: Token) -> bool:
    """Whether the clause is asserted: not a purpose ("met to support"), not what others might do."""
    if clause.dep_ in ("advcl", "acl", "relcl", "pcomp", "csubj") and is_infinitive(clause):
        return False
    if (
        clause.dep_ == "ccomp"
        and clause.head.lower_ in ("say", "suppose", "imagine", "assume")
        and clause.head.tag_ in ("VB", "UH")
        and not any(c.dep_ == "nsubj" for c in clause.head.children)
    ):
        return False  # "Say Mexico demanded ...": an example.
    if (
        clause.dep_ == "ccomp"
        and clause.head.lemma_ == "let"
        and not any(c.dep_ == "nsubj" for c in clause.head.children)
    ):
        return False  # "Let Chad decide": not Chad's stand.
    if clause.dep_ in ("csubj", "csubjpass"):
        return False
    if clause.dep_ == "acl" and clause.tag_ == "VBN" and not any(c.dep_ == "agent" for c in clause.children):
        return False  # "The accord [backed] by Chad" is Chad's stand, "the accord signed" nobody's.
    if clause.dep_ in ("acl", "ccomp", "relcl") and clause.head.pos_ == "NOUN" and clause.head.lemma_ in CLAIMED:
        return False  # "The claim that Chad is in favour": a stand that somebody doubts.
    if clause.dep_ in ("acl", "ccomp", "relcl") and clause.head.lemma_ in SIGNS and _is_denied(clause.head):
        return False  # "Sees no sign that Chad intends to comply"
    if (
        clause.dep_ == "ccomp"
        and clause.head.pos_ == "VERB"
        and any(c.dep_ == "dobj" and c.lemma_ in SIGNS and _is_denied(c) for c in clause.head.children)
    ):
        return False
    if (
        clause.dep_ == "ccomp"
        and clause.head.lemma_ in THINKING
        and any(c.dep_ == "neg" or c.lower_ == "never" for c in clause.head.children)
    ):
        return False  # "Did not believe that Chad was interested".
    if clause.dep_ == "pcomp":
        # "accused Chad of refusing to talk"
        return clause.head.lower_ == "of" and clause.head.head.lemma_ in ACCUSING
    if clause.dep_ == "ccomp" and clause.tag_ == "VB" and clause.head.lemma_ in SEEN and not is_infinitive(clause):
        return False  # "Would have liked to see the government give way"
    top = clause
    while top.dep_ == "conj" and is_verb(top.head) and clause.tag_ == "VB":
        top = top.head
    if top.dep_ in ("advcl", "ccomp", "xcomp") and is_infinitive(top) and top != clause:
        return top.head.lemma_ in CARRYING or top.head.lemma_ in BE_LIKE  # "pressed them to yield and accept it"
    if clause.dep_ in ("xcomp", "ccomp") and is_infinitive(clause):
        return clause.head.lemma_ in CARRYING or clause.head.lemma_ in BE_LIKE
    first = clause.head if clause.dep_ == "conj" and is_verb(clause.head) else clause
    marks = {c.lower_ for v in (clause, first) for c in v.children if c.dep_ == "mark"}
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
    for clause in clauses_of(token):
        finite = any(c.tag_ == "MD" and c.lower_ in ("will", "would", "wo", "'ll") for c in clause.children)
        if (finite or is_infinitive(clause)) and any(c.dep_ == "neg" for c in clause.children):
            return clause
    return None


def leaves(verb: Token) -> bool:
    """ "Vowed to quit the council", "plans to cut its contribution": what it is about is what is given up."""
    lemma = verb.lemma_.lower()
    if any(c.dep_ in ("oprd", "acomp", "ccomp") for c in verb.children):
        return False  # "To leave the border open"
    objects = [c for c in verb.children if c.dep_ in ("dobj", "obj")]
    if lemma in LEAVING and not any(c.lemma_.lower() in FORCES for c in objects):
        out = lemma not in ("pull", "lead", "withdraw") or any(c.lower_ in ("out", "from") for c in verb.children)
        return out and not any(c.lower_ in ("for", "to") and c.dep_ == "prep" for c in verb.children)
    return lemma in CUTTING and any(c.lemma_.lower() in KEEPING for c in objects)


def _of_a_thing(verb: Token) -> bool:
    """Whether what is announced is what another will do, or what will become of a thing."""
    subjects = [s for c in clauses_of(verb) for s in c.children if s.dep_ in ("nsubj", "nsubjpass")]
    return bool(subjects) and all(s.pos_ == "NOUN" and s.lemma_.lower() not in OWN for s in subjects)


def threatened(verb: Token) -> Stance:
    """What somebody wants who threatens to do it: "threatened to pull out of the accord"."""
    doing = list(clauses_of(verb))
    if any(leaves(c) for c in doing):
        return Stance.UNWILLING
    return Stance.OPPOSES if any(_prevents(c) for c in doing) else Stance.WILLING


def _prevents(verb: Token) -> bool:
    """ "Seeks to prevent the rallies": not "ready to scrap its missiles", a thing of one's own."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "obj")]
    own = any(g.tag_ == "PRP$" for c in objects for g in c.children)
    return verb.lemma_.lower() in PREVENTING and bool(objects) and not own


def make_stand(token: Token, clause: Token, frame: Frame, object_control: frozenset[str]) -> Stand | None:
    """The stand of this word under this frame; None where it is nobody's, hedged or given up."""
    if not is_own_stand(clause) or any(c.lower_ in HEDGES for c in clause.children):
        return None
    first = clause.head if clause.dep_ == "conj" and is_verb(clause.head) and clause.tag_ == "VB" else clause
    if any(c.dep_ == "aux" and c.lower_ in ("should", "ought", "must") for v in (clause, first) for c in v.children):
        return None  # What somebody ought to do is not where he stands.
    if frame.clause in ("to", "ing") and any(c.lemma_.lower() in SHIFTING for c in clauses_of(token)):
        return None
    able = any(c.dep_ == "aux" and c.lower_ in ("can", "ca", "could", "may", "might") for c in clause.children)
    asks = any(
        g.lower_ in ("if", "unless", "until", "once", "long", "provided", "only")
        for c in clause.children
        for g in (c, *c.children)
    )
    if able and not asks and frame.pos == "v" and "would" not in frame.flags and not is_negated(token, clause):
        return None  # "Can accept 70,000 a year", "may now ask".
    negated = is_negated(token, clause)
    stance = frame.negated if negated else frame.stance
    if stance is None and not (frame.stance is None and negated and frame.negated):
        return None
    assert stance is not None
    if stance is Stance.WILLING and not negated and frame.pos == "v":
        refused = _promised_not_to(token)
        if refused is not None and not is_infinitive(refused):
            return None  # "Assured Chad that it would not join": the clause says it.
        if refused is not None:
            stance = Stance.UNWILLING
    planned = (c for c in clauses_of(token) if is_infinitive(c) or c.tag_ == "VBG")
    if stance is Stance.WILLING and not frame.called:
        doing = list(planned)
        if any(leaves(c) for c in doing):
            stance = Stance.UNWILLING
        elif frame.word not in AGREEING and any(_prevents(c) for c in doing):
            stance = Stance.OPPOSES
    if frame.clause == "modal" and stance is Stance.WILLING and _of_a_thing(token):
        return None  # "Announced that a firm would pay"
    if clause.dep_ == "acl" and clause.tag_ == "VBN" and stance is not Stance.OPPOSES:
        return None  # "A group backed by Chad" only says which.
    # "He's vowed to ...", which parsers take for a passive.
    has = frame.clause is not None and any(c.dep_ == "auxpass" and c.lower_ in ("'s", "’s") for c in token.children)
    passive = is_passive(token) and frame.pos == "v" and not has
    subjects: tuple[Token, ...] = ()
    speaker = frame.holder == "speaker"
    if frame.holder == "make":
        # "makes any loan contingent on": the subject of "make"; after "be", whoever says so.
        if clause.lemma_ in MAKING:
            subjects = with_conjuncts(logical_subjects(clause, object_control)[0])
        else:
            speaker = True
    elif not speaker:
        if passive:
            subjects = with_conjuncts(c for a in children(token, "agent") for c in children(a, "pobj"))
            if not subjects:
                return None
        elif frame.pos in ("a", "p"):
            subjects = with_conjuncts(_subjects_of_copula(token, clause, object_control))
        else:
            subjects = with_conjuncts(logical_subjects(clause, object_control)[0])
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


def with_conjuncts(tokens: object) -> tuple[Token, ...]:
    """The words and what is joined to them ("Chad and Niger")."""
    out: list[Token] = []
    for token in tokens:  # type: ignore[attr-defined]
        out.append(token)
        out.extend(c for c in token.conjuncts if c.i > token.i and not is_verb(c) and c.dep_ == "conj")
    return tuple(dict.fromkeys(out))
