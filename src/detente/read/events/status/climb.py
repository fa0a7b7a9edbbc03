"""From the event's word up to the top of its sentence: each word that the rules know may change what is said of it.

"Threatened to bomb" (threatened), "denied that it had threatened to bomb" (denied), "if it bombs" (hypothetical).
Relative and adverbial clauses assert for themselves, so the climb ends there.

Notes:
    The idea of such operators is that of Karttunen (1971) and of FactBank (Sauri and Pustejovsky 2009).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.status.clauses import step_clause
from detente.read.events.status.nouns import step_noun
from detente.read.events.status.own_words import local_noun, local_verb
from detente.read.events.status.rules import OPEN, State, StatusReading, StatusRules
from detente.read.events.status.surface import is_new, is_willed_by_speaker, read_surface
from detente.read.events.syntax import is_verb
from detente.records import Status

if TYPE_CHECKING:
    from spacy.tokens import Token

_MAX_CLIMB = 12


def read_status(token: Token, rules: StatusRules, *, hostile: bool = False) -> StatusReading:
    """What the text says of the event whose word is ``token``; time apart, which :mod:`.dating` knows of.

    Args:
        token: head of the trigger.
        rules: of :func:`load_status_rules`.
        hostile: whether the event would do harm: what is vowed then is threatened.
    """
    state = State()
    node = token
    if is_verb(token) or token.tag_ == "VB":
        local_verb(node, rules, state)
    else:
        local_noun(node, rules, state)
    for _ in range(_MAX_CLIMB):
        above = _step(node, rules, state)
        if above is None or above == node:
            break
        node = above
    if state.status in (None, "planned"):
        read_surface(token, rules, state)
    if state.status is None and (verb := _verb_of_new(token, rules)) is not None:
        above_it = read_status(verb, rules)
        if above_it.status.value in OPEN | {"denied"}:
            # "Could spark a war", "did not answer an invitation": what nothing knows yet is as little done as its verb.
            state.apply("hypothetical", "rule:not yet known", verb.text)
    status = state.status or "happened"
    if status in ("planned", "promised", "hypothetical", "happened") and rules.find(
        "harm", token.lemma_.lower(), frozenset()
    ):
        willed = status in ("planned", "happened") and is_willed_by_speaker(token, rules)
        hostile = status != "happened" or (willed and token.tag_ == "VBP")
        status = "planned" if willed and hostile else status
        state.conditional = state.conditional or willed
    if hostile and (status == "promised" or (status in ("planned", "hypothetical") and state.conditional)):
        status = "threatened"
    return StatusReading(
        Status(status), tuple(state.lines or ()), tuple(state.words or ()), state.conditional, state.asserted
    )


def _verb_of_new(noun: Token, rules: StatusRules) -> Token | None:
    """The verb whose object is a deed not yet known."""
    if noun.pos_ != "NOUN" or not is_new(noun, rules):
        return None
    if noun.dep_ == "dobj" and is_verb(noun.head):
        return noun.head
    prep = noun.head
    if noun.dep_ == "pobj" and prep.lower_ in ("to", "for", "with", "into") and is_verb(prep.head):
        return prep.head
    return None


def _step(node: Token, rules: StatusRules, state: State) -> Token | None:
    """Apply what governs ``node`` and go there; None where the climb ends."""
    head, dep = node.head, node.dep_
    if head == node:
        return None
    if dep == "conj":
        return _conjunct(node, rules, state)
    if is_verb(node):
        return step_clause(node, head, dep, rules, state)
    return step_noun(node, head, dep, rules, state)


def _conjunct(node: Token, rules: StatusRules, state: State) -> Token | None:
    head = node.head
    if is_verb(node) and is_verb(head):
        told = any(c.dep_ in ("nsubj", "nsubjpass") for c in node.children)
        if told and any(c.dep_ == "aux" and c.lower_ == "to" for c in head.children):
            return None  # "who fight to keep it and who have said"
        if node.tag_ in ("VBD", "VBZ", "VBP") and head.tag_ == "VB" and any(c.lower_ == "to" for c in head.children):
            return None  # "failed to agree and left": what was left is not what failed
        bare = node.tag_ == "VBN" and any(c.lower_ == "be" for c in node.children)
        either = any(c.dep_ == "cc" and c.lower_ == "or" for c in head.children)
        if either and told and any(c.dep_ == "aux" and c.lower_ in ("will", "would") for c in node.children):
            state.status = "threatened"  # "until Friday to pull back, or they would attack"
            state.note("rule:or else", "or")
            return None
        if either and bare and head.tag_ == "VB":
            state.apply("threatened", "rule:or else", "or be")
            return None
        if node.lemma_ in rules.words["facing"] | {"lose"} and either and state.status is None and head.tag_ == "VB":
            state.apply("threatened", "rule:or else", f"or {node.text}")
            return None
        if (
            head.tag_ == "VB"
            and "to" not in {t.lower_ for t in head.doc[max(head.sent.start, head.i - 1) : head.i]}
            and not any(c.dep_ in ("nsubj", "nsubjpass", "aux", "csubj") for c in head.children)
            and any(c.dep_ == "cc" and c.lower_ == "or" for c in head.children)
        ):
            state.apply("threatened", "rule:or else", "or")
            return None
        own = any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in node.children)
        if not own and state.status in (None, "ongoing"):
            either = any(c.dep_ == "cc" and c.lower_ in ("or", "nor") for c in head.children)
            inherited = State()
            local_verb(head, rules, inherited, share=True)
            if inherited.status is not None and (inherited.status != "denied" or either):
                state.apply(inherited.status, "rule:shared", head.text, weak=inherited.weak)
        return head
    if not is_verb(node) and not is_verb(head):
        return head
    return None
