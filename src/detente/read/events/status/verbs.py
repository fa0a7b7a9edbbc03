"""What a verb that governs an event makes of it, by its rule in status.tsv, its tense, its modals and its negation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.status.own_words import called, judgement, lemma_of, local_verb, negated
from detente.read.events.status.rules import OPEN, Rule, State, StatusRules
from detente.read.events.status.surface import is_new

if TYPE_CHECKING:
    from spacy.tokens import Token

_TO = frozenset({"to", "comp"})


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
    found, above = _construction(verb, lemma, scopes, rules, state)
    if found:
        return above
    rule = _rule_of(verb, lemma, scopes, rules, state, implicative=implicative, gerund=gerund)
    if rule is None:
        return None
    return _apply(rule, verb, scopes, rules, state, pronoun=pronoun)


def _construction(
    verb: Token, lemma: str, scopes: frozenset[str], rules: StatusRules, state: State
) -> tuple[bool, Token | None]:
    """Apply a turn of phrase that means something whatever the verb's rule says: "is to", "has yet to", "or face";
    whether there is one, and whence to climb on."""
    if verb.lemma_ in rules.words["facing"] and verb.dep_ == "conj" and "or" in {c.lower_ for c in verb.head.children}:
        state.apply("threatened", "rule:or else", f"or {verb.text}")
        return True, None
    if verb.lemma_ in rules.words["facing"] and any(
        c.dep_ == "nsubj" and c.lower_ in rules.words["whoever"] | {"those"} for c in verb.children
    ):
        state.apply("threatened", "rule:whoever", verb.text)
        return True, None
    known = rules.find("verb", lemma, scopes)
    if scopes & {"obj"} and (known is None or known.status != "denied") and (judged := called(verb, rules)) is not None:
        state.apply(turned("denied", negated(verb, rules)), judged[0].line, judged[1].text)
        return True, verb
    infinitive = {"comp", "to"} <= scopes
    if verb.lemma_ in ("be", "have", "remain") and infinitive:
        yet = next((c for c in verb.children if c.dep_ == "advmod" and c.lower_ == "yet"), None)
        if yet is not None and negated(verb, rules) is None:
            state.apply("denied", "rule:yet to", f"{yet.text} to")
            return True, verb
    if verb.lemma_ in rules.words["judging"] and "comp" in scopes:
        # "It is not true that", "is too early to".
        judged = judgement(verb, rules, "comp")
        if judged is not None:
            state.apply(turned(judged[0].status, negated(verb, rules)), judged[0].line, judged[1].text)
            return True, verb
        if negated(verb, rules) is not None and any(c.lower_ in ("true", "correct") for c in verb.children):
            state.apply("denied", "rule:not true", "not true")
            return True, verb
    if verb.lower_ == "were" and infinitive and any(c.dep_ == "nsubj" and c.i > verb.i for c in verb.children):
        state.apply("hypothetical", "rule:inversion", verb.text)
        return True, None
    if verb.lemma_ == "be" and infinitive:
        state.apply(turned("planned", negated(verb, rules)), "rule:be to", verb.text)
        return True, verb
    if verb.lemma_ == "have" and infinitive:
        bound = any(c.dep_ == "aux" and c.lower_ in ("would", "'d", "’d", "might", "could") for c in verb.children)
        state.apply(turned("hypothetical" if bound else "demanded", negated(verb, rules)), "rule:have to", verb.text)
        return True, verb
    if verb.lemma_ == "go" and infinitive and verb.tag_ == "VBG":
        state.apply(turned("planned", negated(verb, rules)), "rule:going to", verb.text)
        return True, verb
    return False, None


def _rule_of(
    verb: Token,
    lemma: str,
    scopes: frozenset[str],
    rules: StatusRules,
    state: State,
    *,
    implicative: bool,
    gerund: bool,
) -> Rule | None:
    """The verb's rule in status.tsv, or what the construction suggests of verbs that have none."""
    if state.status in OPEN and "subj" not in scopes:
        scopes = scopes | {"open"}
    rule = rules.find("verb", lemma, scopes)
    if rule is None and "_" in lemma and lemma.partition("_")[0] not in rules.words["with_particle"]:
        rule = rules.find("verb", lemma.partition("_")[0], scopes)
    nominal = not scopes & {"comp", "to"}
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
    return rule


def _apply(
    rule: Rule, verb: Token, scopes: frozenset[str], rules: StatusRules, state: State, *, pronoun: bool
) -> Token | None:
    """Apply a verb's rule and say whence to climb on."""
    if state.status in OPEN and "subj" not in scopes:
        scopes = scopes | {"open"}
    infinitive = {"comp", "to"} <= scopes
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
