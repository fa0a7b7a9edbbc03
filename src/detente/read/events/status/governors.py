"""What a noun or adjective that governs an event makes of it, by its rule in status.tsv; verbs are in verbs.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.status.own_words import is_false, negated
from detente.read.events.status.rules import OPEN, PASSING, State, StatusRules
from detente.read.events.status.verbs import govern_verb, turned
from detente.read.events.syntax import is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token


def govern(
    governor: Token, scopes: frozenset[str], rules: StatusRules, state: State, *, implicative: bool
) -> Token | None:
    """Apply the governor's rule, if it has one, and say whether to climb on from it."""
    if is_verb(governor) and governor.dep_ != "acomp":
        return govern_verb(governor, scopes, rules, state, implicative=implicative)
    if governor.pos_ in ("ADJ", "ADV") or governor.dep_ in ("acomp", "oprd"):
        degree = {c.lower_ for c in governor.children if c.dep_ == "advmod"}
        if "to" in scopes and ("too" in degree or ("enough" in degree and negated(governor.head, rules) is not None)):
            state.apply("denied", "rule:too weak to", f"too {governor.text}" if "too" in degree else governor.text)
            return governor.head
        rule = rules.find("adj", governor.lower_, scopes) or rules.find("verb", governor.lemma_.lower(), scopes)
        if rule is not None and rule.status not in PASSING:
            state.apply(turned(rule.status, negated(governor.head, rules)), rule.line, governor.text)
        return governor if rule is not None else None
    lemma = governor.lemma_.lower()
    scopes = scopes | ({"open"} if state.status in OPEN else set())
    # "Gave his word that", "it is time to": with its verb a noun may mean something else.
    together = f"{governor.head.lemma_.lower()}_{lemma}" if governor.dep_ in ("dobj", "attr") else ""
    rule = rules.find("noun", together, scopes) or rules.find("noun", lemma, scopes)
    if rule is None:
        return None
    if state.status is None and rule.status == "keep" and governor.lower_ in rules.words["hearsay_nouns"]:
        state.apply("hypothetical", rule.line, governor.text)
    if state.status is None and rule.status == "keep":
        unsure = next((c for c in governor.children if c.dep_ == "amod" and _is_unsure(c, rules)), None)
        if unsure is not None:
            state.apply("hypothetical", rule.line, f"{unsure.text} {governor.text}")
    false = next((c for c in governor.children if c.dep_ == "amod" and is_false(c, rules)), None)
    if false is not None and rule.status in ("keep", "hypothetical"):
        state.apply("denied", rule.line, f"{false.text} {governor.text}")
        return governor
    none = any(c.lower_ == "no" and c.dep_ in ("det", "neg") for c in governor.children)
    if none:
        doubt = governor.lemma_.lower() == "doubt"
        if not doubt:
            state.apply("denied", rule.line, f"no {governor.text}")
        return governor
    if rule.status == "asserted":
        state.asserted = True
        return None
    if rule.status not in PASSING:
        state.apply(rule.status, rule.line, governor.text)
    return governor


def _is_unsure(word: Token, rules: StatusRules) -> bool:
    rule = rules.find("adj", word.lower_, frozenset())
    return rule is not None and rule.status == "hypothetical"
