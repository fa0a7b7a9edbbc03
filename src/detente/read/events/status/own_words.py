"""What the words around an event's own word say of it: modals, negation, conjunctions, aspect, what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.status.rules import PASSING, Rule, State, StatusRules

if TYPE_CHECKING:
    from spacy.tokens import Token


def negated(verb: Token, rules: StatusRules) -> Token | None:
    """The word that denies a verb: "not", "never", "no" with its subject or object."""
    for child in verb.children:
        if child.dep_ == "neg" and child.i + 1 < verb.i and child.nbor().lower_ == "until":
            continue  # "not until the third day did they sign": they did
        if child.dep_ == "neg" or (child.dep_ == "advmod" and child.lower_ in ("never", "neither", "nor")):
            return child
        if child.dep_ == "prep" and child.i < verb.i and (none := _in_no_way(child, rules)) is not None:
            return none
        if child.dep_ in ("nsubj", "nsubjpass") and (
            child.lower_ in rules.words["no"]
            or any(
                (d.lower_ in ("no", "neither", "not") and d.dep_ in ("det", "neg", "preconj", "predet"))
                or d.lower_ in rules.words["hardly"]
                for d in child.children
            )
        ):
            return child
        if child.dep_ == "dobj" and (
            child.lower_ in ("nothing", "nobody", "none")
            or (child.tag_ == "NNS" and any(d.lower_ == "no" and d.dep_ == "det" for d in child.children))
        ):
            return child
        if child.dep_ == "preconj" and child.lower_ == "neither":
            return child
    if verb.dep_ == "conj" and any(c.lower_ == "neither" for c in verb.head.children):
        return next((c for c in verb.head.children if c.dep_ == "cc" and c.lower_ == "nor"), None)
    return None


def _in_no_way(prep: Token, rules: StatusRules) -> Token | None:
    """The "no" of "at no point", "in no way", "under no circumstances"."""
    for noun in prep.children:
        if noun.dep_ == "pobj" and noun.lemma_.lower() in rules.words["no_way"]:
            return next((d for d in noun.children if d.dep_ == "det" and d.lower_ == "no"), None)
    return None


def local_verb(verb: Token, rules: StatusRules, state: State, *, share: bool = False) -> None:
    """Modals, negation, conjunctions, adverbs and aspect of a verb."""
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if_clause = any(
        c.dep_ == "advcl"
        and any(m.dep_ == "mark" and m.lower_ in ("if", "unless", "until") for m in c.children)
        and any(m.dep_ in ("nsubj", "nsubjpass") for m in c.children)
        for c in verb.children
    )
    conditional = if_clause or any(
        o.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj")
        and (o.lower_ in rules.words["anyone"] or any(d.lower_ == "any" for d in o.children))
        and o.lower_ not in rules.words["any_time"]
        for o in (*verb.children, *(n for p in verb.children if p.dep_ == "prep" for n in p.children))
    )
    for aux in auxiliaries:
        rule = rules.find("aux", aux.lower_, frozenset())
        if rule is not None and aux.dep_ == "aux":
            weak = aux.lower_ in rules.words["weak_modals"] and not (conditional and rule.status == "hypothetical")
            state.apply(rule.status, rule.line, aux.text, weak=weak)
            state.conditional = state.conditional or (conditional and aux.lower_ in rules.words["weak_modals"])
    if (
        verb.tag_ == "VB"
        and all(c.is_punct for c in verb.lefts)
        and not auxiliaries
        and verb.dep_ not in ("xcomp", "conj", "acl", "relcl")
        and (verb.i == verb.sent.start or verb.nbor(-1).is_quote or verb.nbor(-1).lower_ in ("us", "please"))
        and not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
    ):
        state.apply("demanded", "rule:imperative", verb.text)
    if if_clause and not auxiliaries and verb.tag_ in ("VBP", "VBZ") and verb.dep_ != "advcl":
        state.apply("hypothetical", "rule:if it does", verb.text, weak=True)  # "if you come closer, we shoot"
        state.conditional = True
    if [t.lower_ for t in verb.doc[max(verb.sent.start, verb.i - 2) : verb.i]] == ["let", "us"]:
        state.apply("demanded", "rule:imperative", "let us")
    if state.status is None and verb.tag_ == "VBG" and any(a.lower_ in rules.words["present_be"] for a in auxiliaries):
        state.apply("ongoing", "rule:progressive", verb.text)
    if state.status == "demanded" and verb.tag_ == "VBN" and any(a.lower_ == "have" for a in auxiliaries):
        state.status = "hypothetical"  # "should have condemned it", and did not
    negation = negated(verb, rules)
    if negation is not None:
        modal = state.status
        if modal == "hypothetical" and any(a.lower_ in ("may", "might") for a in auxiliaries):
            pass
        else:
            state.status, state.weak = None, False
            state.apply("denied", "rule:negation", negation.text)
    if negation is None and any(
        c.lower_ == "longer" and any(g.lower_ == "no" for g in c.children) for c in verb.children
    ):
        state.apply("denied", "rule:negation", "no longer")
    if state.status is None and verb.tag_ in ("VBZ", "VBP") and (plan := under_plan(verb, rules)) is not None:
        state.apply("hypothetical", "rule:under a plan", plan.text)
    soon = next((c for c in verb.children if c.dep_ == "advmod" and c.lower_ == "soon"), None)
    if verb.dep_ == "advcl" and soon is not None and soon.i == verb.left_edge.i + 1 and soon.nbor(-1).lower_ == "as":
        state.apply("hypothetical", "rule:as soon as", "as soon as")
    for child in verb.children:
        rule = None
        if child.dep_ == "mark":
            rule = rules.find("mark", child.lower_, frozenset())
            if rule is not None and share:
                rule = None
            if child.lower_ == "than" and child.i > 0 and child.nbor(-1).lower_ == "rather":
                state.apply("denied", "rule:without", "rather than")
            elif child.lower_ in ("if", "though") and child.i > 0 and child.nbor(-1).lower_ == "as":
                rule = None
                state.apply("hypothetical", "rule:as if", "as if")
        elif child.dep_ in ("advmod", "neg") and child != negation:
            rule = rules.find("adv", child.lower_, frozenset())
        if rule is not None and rule.status not in PASSING:
            if child.dep_ == "mark" and state.weak:
                state.weak = True
            state.apply(rule.status, rule.line, child.text)
    if state.status is None and verb.tag_ in ("VBZ", "VBP") and any(c.lower_ == "before" for c in verb.children):
        state.apply("planned", "rule:coming", "before")
    if verb.dep_ in ("advcl", "ccomp", "relcl") and auxiliaries and auxiliaries[0].lower_ in ("had", "should", "were"):
        subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "expl")), None)
        asked = verb.dep_ == "relcl" and auxiliaries[0].lower_ != "should"
        if (
            not asked
            and subject is not None
            and auxiliaries[0].i < subject.i
            and not any(c.dep_ == "mark" for c in verb.children)
        ):
            state.apply("hypothetical", "rule:inversion", auxiliaries[0].text)


def under_plan(verb: Token, rules: StatusRules) -> Token | None:
    """ "Under the plan, Kestria hands back the islands": what somebody means to be done."""
    for prep in verb.children:
        if prep.dep_ == "prep" and prep.lower_ == "under":
            for noun in prep.children:
                rule = rules.find("noun", noun.lemma_.lower(), frozenset({"to", "ing"}))
                if noun.dep_ == "pobj" and rule is not None and rule.status in ("hypothetical", "planned"):
                    return noun
    return None


def local_noun(noun: Token, rules: StatusRules, state: State) -> None:
    """Determiners and adjectives of a noun, and participles behind it ("talks scheduled for Friday")."""
    for child in noun.children:
        if child.dep_ in ("det", "neg") and child.lower_ in ("no", "neither"):
            state.apply("denied", "rule:negation", child.text)
        elif child.dep_ == "det" and child.lower_ in ("any", "whatever"):
            state.apply("hypothetical", "rule:any", child.text)
        elif child.dep_ in ("amod", "compound", "advmod"):
            last = child.lower_.rpartition("-")[2]  # "long-planned"
            rule = rules.find("adj", child.lower_, frozenset()) or rules.find("adj", last, frozenset())
            if rule is not None and rule.status not in PASSING and "any" in rule.scopes:
                state.apply(rule.status, rule.line, child.text)
                state.coming = rule.status in ("planned", "promised", "threatened")
            elif child.dep_ == "compound" and state.status is None:
                continue
        elif child.dep_ == "acl" and child.tag_ == "VBN":
            rule = rules.find("verb", lemma_of(child, rules), frozenset({"subj_pass", "obj"}))
            if rule is not None and rule.status in ("planned", "promised", "threatened", "denied", "hypothetical"):
                state.apply(rule.status, rule.line, child.text)


def lemma_of(verb: Token, rules: StatusRules) -> str:
    """The lemma, with its particle where it has one ("rule_out"); small parsers call some of them adverbs."""
    particle = next(
        (
            c.lower_
            for c in verb.children
            if c.dep_ == "prt"
            or (
                c.dep_ in ("advmod", "prep")
                and c.lower_ in rules.words["particles"]
                and not any(g.dep_ == "pobj" for g in c.children)
            )
        ),
        None,
    )
    lemma = str(verb.lemma_).lower()
    lemma = "hope" if lemma == "hop" and verb.lower_ != "hop" else lemma  # as lookup tables have it
    return f"{lemma}_{particle}" if particle else lemma


def judgement(verb: Token, rules: StatusRules, scope: str) -> tuple[Rule, Token] | None:
    """What is said of something: "is conceivable", "turned out to be false", "is out of the question"."""
    said = [c for v in (verb, *(c for c in verb.children if c.dep_ == "xcomp")) for c in v.children]
    for word in said:
        if word.dep_ in ("acomp", "attr", "oprd"):
            rule = rules.find("adj", word.lower_, frozenset({scope}))
            if rule is None and word.lower_ in ("one", "among"):
                below = (n for p in word.children if p.dep_ == "prep" for n in p.children)
                word = next((n for n in below if n.dep_ == "pobj"), word)
            if rule is None and word.pos_ == "NOUN" and not any(c.dep_ == "prep" for c in word.children):
                rule = rules.find(
                    "noun", word.lemma_.lower(), frozenset({"attr"} | ({"comp"} if scope == "comp" else set()))
                )
            if rule is not None and rule.status not in PASSING:
                return rule, word
        elif word.dep_ in ("prep", "advmod") and word.i > verb.i:
            text = word.doc[word.i : word.right_edge.i + 1].text.lower()
            for phrase in (text, " ".join(text.split()[:2]), text.split(",")[0].strip()):
                rule = rules.find("phrase", phrase, frozenset())
                if rule is not None:
                    return rule, word
    return None


def is_false(word: Token, rules: StatusRules) -> bool:
    """Whether what is called so is not the case: "baseless", "invention"."""
    rule = rules.find("adj", word.lower_, frozenset({"subj"}))
    return rule is not None and rule.status == "denied"


def called(verb: Token, rules: StatusRules) -> tuple[Rule, Token] | None:
    """What the object is called, where that is false: "described reports of ... as invented", "called it a lie"."""
    said: list[Token] = []
    for child in verb.children:
        if child.i < verb.i:
            continue
        if child.dep_ in ("oprd", "acomp", "attr"):
            said.append(child)
        elif child.lower_ == "as" and child.dep_ == "prep":
            said += [g for g in child.children if g.dep_ in ("pobj", "amod", "acomp", "pcomp")]
        elif child.dep_ in ("advcl", "ccomp") and any(m.lower_ == "as" for m in child.children):
            said.append(child)
    for word in said:
        for one in (word, *(c for c in word.children if c.dep_ == "amod")):
            if is_false(one, rules):
                rule = rules.find("adj", one.lower_, frozenset({"subj"}))
                assert rule is not None
                return rule, one
    return None
