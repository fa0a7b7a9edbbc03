"""What a word that governs an event makes of it, by its rule in status.tsv, its tense, its modals and its negation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.status.own_words import called, is_false, judgement, lemma_of, local_verb, negated
from detente.read.events.status.rules import OPEN, PASSING, Rule, State, StatusRules
from detente.read.events.status.surface import is_new
from detente.read.events.syntax import is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token

_TO = frozenset({"to", "comp"})


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


def govern_verb(
    verb: Token,
    scopes: frozenset[str],
    rules: StatusRules,
    state: State,
    *,
    implicative: bool,
    lemma: str = "",
    gerund: bool = False,
    pronoun: bool = False,
) -> Token | None:
    """Apply a verb's rule, with its own tense, modals and negation, and say whether to climb on from it."""
    lemma = lemma or lemma_of(verb, rules)
    if verb.lemma_ in rules.words["facing"] and verb.dep_ == "conj" and "or" in {c.lower_ for c in verb.head.children}:
        state.apply("threatened", "rule:or else", f"or {verb.text}")
        return None
    if verb.lemma_ in rules.words["facing"] and any(
        c.dep_ == "nsubj" and c.lower_ in rules.words["whoever"] | {"those"} for c in verb.children
    ):
        state.apply("threatened", "rule:whoever", verb.text)
        return None
    known = rules.find("verb", lemma, scopes)
    if scopes & {"obj"} and (known is None or known.status != "denied") and (judged := called(verb, rules)) is not None:
        state.apply(turned("denied", negated(verb, rules)), judged[0].line, judged[1].text)
        return verb
    if state.status in OPEN and "subj" not in scopes:
        scopes = scopes | {"open"}
    rule = rules.find("verb", lemma, scopes)
    if rule is None and "_" in lemma and lemma.partition("_")[0] not in rules.words["with_particle"]:
        rule = rules.find("verb", lemma.partition("_")[0], scopes)
    nominal = not scopes & {"comp", "to"}
    infinitive = {"comp", "to"} <= scopes
    if verb.lemma_ in ("be", "have", "remain") and infinitive:
        yet = next((c for c in verb.children if c.dep_ == "advmod" and c.lower_ == "yet"), None)
        if yet is not None and negated(verb, rules) is None:
            state.apply("denied", "rule:yet to", f"{yet.text} to")
            return verb
    if verb.lemma_ in rules.words["judging"] and "comp" in scopes:
        # "It is not true that", "is too early to".
        judged = judgement(verb, rules, "comp")
        if judged is not None:
            state.apply(turned(judged[0].status, negated(verb, rules)), judged[0].line, judged[1].text)
            return verb
        if negated(verb, rules) is not None and any(c.lower_ in ("true", "correct") for c in verb.children):
            state.apply("denied", "rule:not true", "not true")
            return verb
    if verb.lower_ == "were" and infinitive and any(c.dep_ == "nsubj" and c.i > verb.i for c in verb.children):
        state.apply("hypothetical", "rule:inversion", verb.text)
        return None
    if verb.lemma_ == "be" and infinitive:
        state.apply(turned("planned", negated(verb, rules)), "rule:be to", verb.text)
        return verb
    if verb.lemma_ == "have" and infinitive:
        bound = any(c.dep_ == "aux" and c.lower_ in ("would", "'d", "’d", "might", "could") for c in verb.children)
        state.apply(turned("hypothetical" if bound else "demanded", negated(verb, rules)), "rule:have to", verb.text)
        return verb
    if verb.lemma_ == "go" and infinitive and verb.tag_ == "VBG":
        state.apply(turned("planned", negated(verb, rules)), "rule:going to", verb.text)
        return verb
    if rule is None and nominal and (verb.lemma_.lower() in rules.light or verb.lemma_ == "be"):
        rule = Rule("carry", scopes, "events_sets.toml:light")
    if rule is None and not nominal and implicative:
        # What somebody does in order to, or moves to, or fights to, has not been done yet.
        rule = Rule("planned", scopes, "rule:infinitive")
    if rule is None and "comp" in scopes and "to" not in scopes and state.status is None and gerund:
        rule = Rule("hypothetical", scopes, "rule:gerund")  # "favours expelling": an act thought of
    if rule is None and "subj" in scopes and state.status is None:
        # "A war would ruin both": one that would have to be made first.
        modal = next(
            (c for c in verb.children if c.dep_ == "aux" and c.lower_ in ("would", "could", "might", "may")),
            None,
        )
        if modal is not None and _new(verb, rules):
            state.apply("hypothetical", "rule:would", modal.text)
    if rule is None:
        return None
    negation = negated(verb, rules)
    if rule.status == "failed":
        # "Did not hesitate to", "never fails to": it was done, or will be.
        if negation is None:
            rule = Rule("denied", rule.scopes, rule.line)
        else:
            will = next((c for c in verb.children if c.dep_ == "aux" and c.lower_ in rules.words["weak_modals"]), None)
            if will is not None:
                state.apply("promised", rule.line, f"{will.text} {negation.text} {verb.text}")
            state.asserted = True
            return verb
    if rule.status == "occurred":
        helped = any(c.dep_ in ("aux", "auxpass") and c.lower_ not in ("have", "has", "had") for c in verb.children)
        if negation is None and not helped and verb.tag_ in ("VBD", "VBN") and state.coming:
            state.status, state.coming = None, False
            state.asserted = True
            return verb
        rule = Rule("carry", rule.scopes, rule.line)
    if rule.status == "enacted":
        if not state.draft:
            rule = Rule("carry", rule.scopes, rule.line)
        elif negation is None:
            inherited = State()
            local_verb(verb, rules, inherited)
            if state.weak:
                state.status, state.weak = None, False
            state.draft, state.asserted = False, True
            if inherited.status is not None:
                state.apply(inherited.status, rule.line, verb.text, weak=inherited.weak)
            return verb
        else:
            state.apply("denied", rule.line, verb.text)
            return verb
    if rule.status == "asserted":
        if state.weak and not state.draft:
            state.status, state.weak = None, False
        state.asserted = True
        return None
    if rule.status == "carry" and "subj" in scopes:
        # "A withdrawal is conceivable", "talk of war is nonsense": what is said of it.
        judged = judgement(verb, rules, "subj")
        if judged is not None:
            state.apply(turned(judged[0].status, negation), judged[0].line, judged[1].text)
            return verb
    if rule.status == "carry" and infinitive and verb.lemma_ in rules.words["allow"] and verb.tag_ in ("VBZ", "VBP"):
        # "The law allows the ministry to expel": whether it does is another matter.
        state.apply("hypothetical", rule.line, verb.text)
        return verb
    if (
        rule.status == "carry"
        and state.status == "denied"
        and negation is not None
        and negation.dep_ in ("nsubj", "nsubjpass", "dobj")
    ):
        return verb  # "no deal was struck" is denied once
    if rule.status == "carry":
        state.asserted = state.asserted or infinitive  # "managed to"
        inherited = State()
        local_verb(verb, rules, inherited)
        if inherited.status == "hypothetical" and "subj" in scopes and _new(verb, rules):
            inherited.weak = False  # "an invasion would be a catastrophe", whoever says so
        state.conditional = state.conditional or inherited.conditional
        if inherited.status is not None:
            state.apply(
                inherited.status,
                (inherited.lines or [rule.line])[-1],
                " ".join(inherited.words or [verb.text]),
                weak=inherited.weak,
            )
        return verb
    if rule.status == "keep":
        if negation is not None:
            state.apply("hypothetical", rule.line, f"{negation.text} {verb.text}")
        elif (unsaid := _unsaid(verb, rules)) is not None:
            # "Declined to confirm the arrest", "impossible to verify": it may have been.
            if state.status is None:
                state.apply("hypothetical", rule.line, f"{unsaid.text} {verb.text}")
            return None
        elif state.weak and state.status == "hypothetical" and verb.tag_ in ("VBD", "VBN"):
            # "said that it would": the future of the past.
            state.status = "planned"
        return verb
    if negation is not None and (
        verb.lemma_ == "doubt"
        or (state.status == "hypothetical" and (state.words or [""])[-1].lower() in rules.words["whether"])
    ):
        return verb  # "no one doubts that it did"; "has not decided whether to"
    if rule.status == "threatened" and state.status in ("planned", "hypothetical") and pronoun:
        state.status = None  # "warned it may expel them": whoever warns of his own deeds threatens
    state.apply(turned(rule.status, negation), rule.line, verb.text)
    return verb


def _is_unsure(word: Token, rules: StatusRules) -> bool:
    rule = rules.find("adj", word.lower_, frozenset())
    return rule is not None and rule.status == "hypothetical"


def turned(status: str, negation: Token | None) -> str:
    """What a negation makes of a status."""
    if negation is None:
        return status
    return "hypothetical" if status in ("denied", "keep") else "denied"


def _new(verb: Token, rules: StatusRules) -> bool:
    """Whether the verb's subject is not known yet: "a war", not "the war"."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    return subject is not None and is_new(subject, rules)


def _unsaid(verb: Token, rules: StatusRules) -> Token | None:
    """What keeps a verb of saying from being said: "declined to confirm", "impossible to verify"."""
    if not any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
        return None
    for word in (verb.head, *(c for c in verb.head.children if c.dep_ == "acomp")):
        rule = rules.find("verb", lemma_of(word, rules), _TO) or rules.find("adj", word.lower_, _TO)
        if rule is not None and rule.status in ("denied", "failed"):
            return word if negated(verb.head, rules) is None else None
    return None
