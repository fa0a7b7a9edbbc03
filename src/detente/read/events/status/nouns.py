"""What the place of a noun makes of its event: objects, subjects, prepositions, drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.status.governors import govern
from detente.read.events.status.own_words import lemma_of
from detente.read.events.status.rules import PASSING, State, StatusRules
from detente.read.events.status.verbs import govern_verb
from detente.read.events.syntax import is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token


def step_noun(node: Token, head: Token, dep: str, rules: StatusRules, state: State) -> Token | None:
    """Apply what governs a noun and say whence to climb on; None where the climb ends."""
    named = f"obj={node.lemma_.lower()}"
    if dep in ("dobj", "obj"):
        return govern(head, frozenset({"obj", named}), rules, state, implicative=False)
    if dep == "nsubjpass":
        return govern(head, frozenset({"obj", "subj_pass", named}), rules, state, implicative=False)
    if dep in ("nsubj", "csubj"):
        return govern(head, frozenset({"subj", f"subj={node.lemma_.lower()}"}), rules, state, implicative=False)
    if dep in ("attr", "acomp"):
        return govern(head, frozenset({"attr"}), rules, state, implicative=False)
    if dep == "pobj":
        verb = head.head
        particle = f"{verb.lemma_.lower()}_{head.lower_}"
        if is_verb(verb) and rules.find("verb", particle, frozenset({"obj"})) is not None:
            # "staved off a default": small parsers hang the object on the particle.
            return govern_verb(verb, frozenset({"obj"}), rules, state, implicative=False, lemma=particle)
        return preposition(head, rules, state)
    if dep in ("compound", "nmod") and head.pos_ in ("NOUN", "PROPN"):
        if rules.find("noun", head.lemma_.lower(), frozenset({"ing"})) is not None:
            return draft_of(head, rules, state)  # "a sanctions bill"
        scopes = frozenset({"of"})
        if rules.find("noun", head.lemma_.lower(), scopes) is None:
            return head  # "ceasefire talks": what is said of the talks
        return govern(head, scopes, rules, state, implicative=False)
    return None


def preposition(prep: Token, rules: StatusRules, state: State) -> Token | None:
    """Apply a preposition with what it hangs on, and say whence to climb on."""
    word = prep.lower_
    above = prep.head
    if (above.dep_ == "advmod" and above.lower_ in ("short", "far")) or (
        prep.i > 0 and prep.nbor(-1).lower_ in ("short", "far") and word in ("of", "from")
    ):
        state.apply("denied", "rule:short of", f"{prep.nbor(-1).text} {prep.text}")
        return None
    if word == "near" and prep.i > 0 and prep.nbor(-1).lower_ == "nowhere":
        state.apply("denied", "rule:nowhere near", "nowhere near")
        return None
    if above.lower_ == "close" and above.dep_ == "advmod" and word == "to":
        state.apply("hypothetical", "rule:close to", "close to")  # "came close to declaring war"
        return None
    if above.lower_ == "better" and above.head.lemma_ == "think" and word == "of":
        state.apply("denied", "rule:think better of", "better of")
        return None
    if prep.i > 0 and prep.nbor(-1).lower_ in ("instead", "rather"):
        word = "instead"
    if above.dep_ in ("prep", "advmod") and above.lower_ in ("ahead", "instead", "because", "due"):
        word, above = above.lower_, above.head
    if above.dep_ in ("advmod", "prt", "prep") and above.lower_ in rules.words["particles"] and is_verb(above.head):
        above = above.head
    if word in ("without", "instead"):
        state.apply("denied", "rule:without", prep.text)
        return None
    if word in rules.words["coming"]:
        state.apply("planned", "rule:coming", word)
        return None
    if not is_verb(above) and above.dep_ in ("dobj", "nsubjpass") and is_verb(above.head):
        # "stopped the council from condemning", "convicted no one of torturing": the verb's, whatever the parse.
        of_noun = rules.find("noun", above.lemma_.lower(), frozenset({word}))
        of_verb = rules.find("verb", lemma_of(above.head, rules), frozenset({word}))
        if of_noun is None and of_verb is not None and "any" not in of_verb.scopes:
            above = above.head
    noun = prep.nbor(-1) if prep.i > prep.sent.start else prep
    if (
        noun not in (prep, above)
        and noun.pos_ == "NOUN"
        and is_verb(above)
        and rules.find("verb", lemma_of(above, rules), frozenset({word})) is None
        and rules.find("noun", noun.lemma_.lower(), frozenset({word})) is not None
    ):
        above = noun  # "made a plea for a truce": the noun's, whatever the parse
    if word in rules.words["been"] and (
        not is_verb(above) or rules.find("verb", lemma_of(above, rules), frozenset({word})) is None
    ):
        return None
    return govern(above, frozenset({word}), rules, state, implicative=False)


def draft_of(noun: Token, rules: StatusRules, state: State) -> Token | None:
    """ "A bill imposing duties": only once it is passed."""
    rule = rules.find("noun", noun.lemma_.lower(), frozenset({"ing"}))
    if rule is None:
        return None
    draft = next(
        (c for c in noun.children if c.lower_ in ("draft", "proposed") and c.dep_ in ("amod", "compound")), None
    )
    if rule.status not in PASSING or draft is not None:
        state.apply("hypothetical", rule.line, (draft or noun).text, weak=True)
    state.draft = True
    return noun
