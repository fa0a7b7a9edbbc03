"""What the words before an event say of it where its governors say nothing, or the parse is at a loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.status.own_words import lemma_of
from detente.read.events.status.rules import State, StatusRules
from detente.read.events.syntax import is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token


def is_willed_by_speaker(verb: Token, rules: StatusRules) -> bool:
    """ "We will crush them"; "they said they would kill the hostages"."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if verb.tag_ == "VBP" and subject is not None and subject.lower_ in ("i", "we"):
        return True  # "one more shell, and we bomb your capital"
    if not any(c.dep_ == "aux" and c.lower_ in rules.words["weak_modals"] for c in verb.children):
        return False
    if subject is None:
        return any(c.dep_ == "nsubjpass" and c.lower_ == "you" for c in verb.children)  # "you will be punished"
    if subject.lower_ in ("i", "we"):
        return True
    told = verb.head
    speaker = next((c for c in told.children if c.dep_ == "nsubj"), None)
    return (
        verb.dep_ == "ccomp"
        and subject.pos_ == "PRON"
        and speaker is not None
        and (speaker.tag_ in ("NNS", "NNPS")) == (subject.lower_ == "they")
    )


def read_surface(token: Token, rules: StatusRules, state: State) -> None:
    """What the words just before say where the parse says nothing: small parsers take "disarm" for a noun."""
    sent = token.sent
    start, last = sent.start, sent[-1]
    before = token.nbor(-1) if token.i > start else None
    words = token.doc[start : token.i].text_with_ws.lower()
    if before is not None and state.status is None and not is_verb(token):
        rule = rules.find("aux", before.lower_, frozenset())
        if rule is not None and before.pos_ == "AUX":
            state.apply(rule.status, rule.line, before.text)
        elif before.lower_ in ("not", "n't", "n’t", "never"):
            state.apply("denied", "rule:negation", before.text)
    if state.status in (None, "planned"):
        if "," not in words and rules.patterns["opens_condition"].match(words):
            state.apply("hypothetical", "rule:condition first", token.doc[start].text)
        if state.status is None and _is_mooted(token, rules):
            state.apply("hypothetical", "rule:not yet known", token.head.text)
    words = words if ", if " in words else words.rsplit(",", 1)[-1]
    if state.status in (None, "planned") and rules.patterns["in_case"].search(words):
        state.apply("hypothetical", "rule:in case", "in case")
    if "?" in (last.text, last.nbor(-1).text if last.i > start else ""):
        auxiliary = next((c for c in token.children if c.dep_ == "aux"), None)
        asked = auxiliary is not None and auxiliary.i == token.left_edge.i
        if state.status is None or (state.status == "planned" and asked):
            state.status = None
            state.apply("hypothetical", "rule:question", "?")
    if state.status is None and (prep := _by_hearsay(token, rules)) is not None:
        state.apply("hypothetical", "rule:hearsay", prep.text)
    if state.status is None and token.tag_ not in ("VBD", "VBN", "VBZ") and before is not None:
        if before.lower_ == "to" and not is_verb(token) and token.text.istitle():
            state.apply("planned", "rule:headline to", before.text)  # "Kestria to Lift Ban"
        elif before.lower_ == "than" and before.i > start and before.nbor(-1).lower_ == "rather":
            state.apply("denied", "rule:without", "rather than")


def _is_mooted(noun: Token, rules: StatusRules) -> bool:
    """Whether a deed not yet known is only what something is about: "the door is open to talks", "room for a deal"."""
    prep = noun.head
    spoken = prep.lower_ in ("on", "over") and prep.head.lemma_.lower() in rules.words["talks"]
    if noun.dep_ != "pobj" or not (spoken or prep.lower_ in rules.words["mooting"]):
        return False
    if prep.head.pos_ not in ("NOUN", "ADJ") or is_known(prep, rules):
        return False
    return is_new(noun, rules) and not any(c.dep_ in ("nummod", "acl", "relcl") for c in noun.children)


def is_new(noun: Token, rules: StatusRules) -> bool:
    """Whether a noun is not known yet: "a war", not "the war"."""
    return not any(c.dep_ in ("det", "poss") and c.lower_ not in rules.words["new"] for c in noun.children)


def _by_hearsay(token: Token, rules: StatusRules) -> Token | None:
    """ "According to rumours", "by some accounts" before the clause."""
    for prep in token.children:
        if prep.lower_ == "according" and prep.dep_ == "prep":
            for word in prep.subtree:
                if word.lower_ in rules.words["hearsay"]:
                    return word
    return None


def is_known(prep: Token, rules: StatusRules) -> bool:
    """Whether status.tsv says what this preposition makes of what stands below it."""
    scopes, above = frozenset({prep.lower_}), prep.head
    if above.dep_ in ("advmod", "prt", "prep") and above.head is not above:
        above = above.head
    names = (("verb", lemma_of(above, rules)), ("noun", above.lemma_.lower()), ("adj", above.lower_))
    return any(rules.find(kind, word, scopes) is not None for kind, word in names)
