"""What the place of a clause makes of its event: complements, infinitives, relative and adverbial clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.status.governors import govern
from detente.read.events.status.nouns import draft_of, preposition
from detente.read.events.status.own_words import lemma_of, local_verb, negated
from detente.read.events.status.rules import PASSING, State, StatusRules
from detente.read.events.status.surface import is_known
from detente.read.events.status.verbs import govern_verb, turned
from detente.read.events.syntax import is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token


def step_clause(node: Token, head: Token, dep: str, rules: StatusRules, state: State) -> Token | None:
    """Apply what governs a verb and say whence to climb on; None where the climb ends."""
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in node.children)
    first = any(c.dep_ == "attr" and _singled_out(c, rules) for c in head.children)
    if infinitive and head.lemma_ == "become" and first:
        local_verb(head, rules, state)  # "became the last country to ratify it"
        return None
    if dep == "advcl" and node.tag_ == "VBG" and _is_object(node, head):
        # "ruled out sending tanks", which small parsers take for a clause of its own.
        rule = rules.find("verb", lemma_of(head, rules), frozenset({"comp"}))
        if rule is not None and rule.status == "denied":
            return govern(head, frozenset({"comp"}), rules, state, implicative=False)
    if dep in ("xcomp", "ccomp", "csubj", "csubjpass", "parataxis", "oprd"):
        return _complement(node, head, dep, rules, state, infinitive=infinitive)
    if dep in ("pcomp", "pobj"):
        above = preposition(head, rules, state)
        aimed = above is None and state.status is None and head.lower_ in rules.words["aiming"] and node.tag_ == "VBG"
        if aimed and not is_known(head, rules):
            state.apply("hypothetical", "rule:aimed at", head.text)  # "ways of ending the war"
        return above
    if dep in ("acl", "relcl"):
        return _beside_noun(node, head, dep, rules, state, infinitive=infinitive)
    if dep == "advcl":
        return _adverbial(node, head, rules, state, infinitive=infinitive)
    return None


def _complement(
    node: Token, head: Token, dep: str, rules: StatusRules, state: State, *, infinitive: bool
) -> Token | None:
    """A clause that is object or subject of what governs it."""
    if dep == "ccomp" and node.i < head.i and head.lemma_ == "deny":
        return None  # "Chad blamed Niger, however, a spokesman denied ...": two clauses side by side
    if (
        dep == "ccomp"
        and not state.weak
        and any(c.lower_ in rules.words["factive"] and c.dep_ == "advmod" and c.i < node.i for c in node.subtree)
        and node.left_edge.lower_ in rules.words["factive"]
        and not infinitive
    ):
        return None  # "did not say why it had closed the consulate": it had
    if dep.startswith("csubj"):
        scopes = frozenset({"subj", "comp"})
    else:
        scopes = frozenset({"comp", "to"} if infinitive else {"comp"})
        own = any(c.dep_ in ("nsubj", "nsubjpass") for c in node.children)
        if infinitive and not own and not any(c.dep_ in ("dobj", "dative") for c in head.children):
            scopes |= {"raise"} if any(c.dep_ == "auxpass" for c in head.children) else {"self"}
        if not infinitive and any(c.dep_ == "auxpass" for c in head.children):
            scopes |= {"raise"}  # "it is believed that"
        if is_verb(head) and head.dep_ != "acomp":
            subject = next((c for c in node.children if c.dep_ in ("nsubj", "nsubjpass")), None)
            gerund = dep == "xcomp" and node.tag_ == "VBG" and subject is None and not _of_senses(head, rules)
            gerund = gerund and node.i - head.i <= 2
            pronoun = subject is not None and subject.pos_ == "PRON"
            return govern_verb(head, scopes, rules, state, implicative=infinitive, gerund=gerund, pronoun=pronoun)
    return govern(head, scopes, rules, state, implicative=infinitive)


def _beside_noun(
    node: Token, head: Token, dep: str, rules: StatusRules, state: State, *, infinitive: bool
) -> Token | None:
    """A clause that hangs on a noun: "a plan to", "anyone who", "a bill imposing"."""
    that = any(c.dep_ == "mark" and c.lower_ == "that" for c in node.children)
    if infinitive and _singled_out(head, rules) and head.dep_ == "attr" and is_verb(head.head):
        local_verb(head.head, rules, state)  # "would be the first to call for sanctions"
        return head.head
    if infinitive:
        scopes = frozenset({"comp", "to"})
        if (
            rules.find("noun", head.lemma_.lower(), scopes) is None
            and head.pos_ == "NOUN"
            and not _singled_out(head, rules)
        ):
            none = any(c.lower_ == "no" and c.dep_ in ("det", "neg") for c in head.children)
            state.apply("denied" if none else "planned", "rule:noun to", head.text)
            return head
        return govern(head, scopes, rules, state, implicative=False)
    if dep == "acl" and node.tag_ == "VBG":
        return draft_of(head, rules, state)
    anybody = any(c.dep_ == "det" and c.lower_ in ("any", "whatever") for c in head.children)
    if anybody or head.lower_ in rules.words["whoever"]:
        state.apply("hypothetical", "rule:any", head.text, weak=True)
        return None
    which = any(c.lower_ in ("in", "under") and any(g.lower_ == "which" for g in c.children) for c in node.children)
    if which and (rule := rules.find("noun", head.lemma_.lower(), frozenset({"comp"}))) is not None:
        if rule.status not in PASSING:
            state.apply(rule.status, rule.line, head.text)
        return None
    if head.lower_ == "nothing" or (head.dep_ == "pobj" and head.head.head.lower_ == "nothing"):
        state.apply("denied", "rule:nothing to", "nothing")
        return None
    if head.dep_ in ("attr", "acomp") and any(c.lower_ == "that" for c in node.children):
        judged = rules.find("adj", head.lower_, frozenset({"comp"}))
        if judged is not None and judged.status == "denied":
            state.apply(turned("denied", negated(head.head, rules)), judged.line, head.text)
            return head.head
    if that and not any(c.dep_ in ("nsubj", "nsubjpass", "dobj") and c.lower_ == "that" for c in node.children):
        return govern(head, frozenset({"comp", "that"}), rules, state, implicative=False)
    return None


def _adverbial(node: Token, head: Token, rules: StatusRules, state: State, *, infinitive: bool) -> Token | None:
    """A clause of time or purpose: "before it could", "when it does", "in order to"."""
    before = next((c for c in node.children if c.dep_ == "mark" and c.lower_ == "before"), None)
    it = any(c.dep_ in ("nsubj", "nsubjpass") and c.lower_ in ("it", "they") for c in node.children)
    ended = is_verb(head) and rules.find("verb", lemma_of(head, rules), frozenset({"before"})) is not None
    if before is not None and it and ended:
        state.status = None
        state.apply("denied", "rule:before it could", before.text)  # "collapsed before it began"
        return None
    if before is not None and is_verb(head):
        rule = rules.find("verb", lemma_of(head, rules), frozenset({"subj_pass", "obj", "comp", "from"}))
        if (rule is not None and rule.status == "denied") or any(
            c.dep_ == "aux" and c.lower_ in ("could", "can") for c in node.children
        ):
            state.status = None
            state.apply("denied", "rule:before it could", before.text)
        return None
    when = next((c for c in node.children if c.lower_ == "when" and c.dep_ == "advmod"), None)
    if when is not None and node.tag_ in ("VBZ", "VBP") and is_verb(head):
        if any(c.dep_ == "aux" and c.lower_ in rules.words["weak_modals"] for c in head.children):
            state.apply("planned", "rule:when it does", when.text)
        return None
    if infinitive and head.lemma_ == "take" and any(c.lower_ == "it" for c in head.children):
        local_verb(head, rules, state)  # "it took three rounds of talks to free them"
        return None
    if infinitive:
        # "gave his word to investigate": the noun governs, the verb only carries it.
        to = next(c for c in node.children if c.lower_ == "to")
        for noun in (
            c for c in head.children if c.dep_ == "dobj" and (lemma_of(head, rules) in rules.light or c.i + 1 == to.i)
        ):
            if rules.find("noun", noun.lemma_.lower(), frozenset({"to", "comp"})) is not None:
                return govern(noun, frozenset({"comp", "to"}), rules, state, implicative=False)
        rule = rules.find("verb", lemma_of(head, rules), frozenset({"to", "comp"})) if is_verb(head) else None
        if rule is not None:
            return govern(head, frozenset({"comp", "to"}), rules, state, implicative=True)
        state.apply("planned", "rule:purpose", "to")
    return None


def _is_object(node: Token, head: Token) -> bool:
    """Whether a participle stands right behind its verb, where its object stands."""
    opened = any(c.dep_ == "mark" for c in node.children)
    return is_verb(head) and not opened and node.left_edge.i > head.i and not node.nbor(-1).is_punct


def _singled_out(noun: Token, rules: StatusRules) -> bool:
    """ "The first state to recognize it", "the only minister to attend": they did."""
    if noun.lower_ == "one" or noun.lower_ in rules.words["singled_out"]:
        return True
    return any(c.lower_ in rules.words["singled_out"] or c.tag_ == "JJS" for c in noun.lefts)


def _of_senses(verb: Token, rules: StatusRules) -> bool:
    """ "Was seen leaving", "spent weeks shelling": what is complement here is done."""
    return verb.lemma_ in rules.words["senses"]
