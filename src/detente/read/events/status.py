"""Whether an event happened: read from the words that govern it, by the rules of lexicons/en/status.tsv.

One climbs from the event's word to the top of its sentence. Each word on the way that the rules know may change what
the text says of the event: "threatened to bomb" (threatened), "denied that it had threatened to bomb" (denied), "if it
bombs" (hypothetical). Relative and adverbial clauses assert for themselves, so the climb ends there.

Notes:
    The idea of such operators is that of Karttunen (1971) and of FactBank (Sauri and Pustejovsky 2009).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.status_local import (
    PARTICLES,
    WEAK_MODALS,
    called,
    is_false,
    judgement,
    lemma_of,
    local_noun,
    local_verb,
    negated,
)
from detente.read.events.status_rules import PASSING, Rule, State, StatusReading, StatusRules, load_status_rules
from detente.read.events.status_surface import is_known, is_new, is_willed_by_speaker, read_surface
from detente.read.events.syntax import is_verb
from detente.records import Status

if TYPE_CHECKING:
    from spacy.tokens import Token

VERSION = "2"
_MAX_CLIMB = 12
# What is no fact yet may still be given up: "withdrew its offer", "resisted calls".
_OPEN = frozenset({"planned", "promised", "threatened", "demanded", "hypothetical"})
# Before these the event was still to come; after the others it had been.
# What follows these as a participle is aimed at or talked of, unless status.tsv knows the word before.
_AIMING = frozenset({"of", "at", "to", "from", "near", "toward", "towards", "against", "into", "about"})
_WHETHER = frozenset({"whether", "if", "Whether", "If"})
_TO = frozenset({"to", "comp"})
_COMING = frozenset({"before", "ahead", "until", "till", "pending"})
_PAST = frozenset({"after", "following", "since", "during", "amid", "despite", "over", "because", "throughout"})
_FACTIVE_WH = frozenset({"why", "when", "where", "how"})
_ALLOW = frozenset({"allow", "permit", "enable", "let"})
_WHOEVER = frozenset({"anyone", "anybody", "whoever", "nobody", "noone"})


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
    if state.status is None and (verb := _verb_of_new(token)) is not None:
        above_it = read_status(verb, rules)
        if above_it.status.value in _OPEN | {"denied"}:
            # "Could spark a war", "did not answer an invitation": what nothing knows yet is as little done as its verb.
            state.apply("hypothetical", "rule:not yet known", verb.text)
    status = state.status or "happened"
    if status in ("planned", "promised", "hypothetical", "happened") and rules.find(
        "harm", token.lemma_.lower(), frozenset()
    ):
        willed = status in ("planned", "happened") and is_willed_by_speaker(token)
        hostile = status != "happened" or (willed and token.tag_ == "VBP")
        status = "planned" if willed and hostile else status
        state.conditional = state.conditional or willed
    if hostile and (status == "promised" or (status in ("planned", "hypothetical") and state.conditional)):
        status = "threatened"
    return StatusReading(Status(status), tuple(state.lines or ()), tuple(state.words or ()), state.conditional)


def _verb_of_new(noun: Token) -> Token | None:
    """The verb whose object is a deed not yet known."""
    if noun.pos_ != "NOUN" or not is_new(noun):
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
        return _step_verb(node, head, dep, rules, state)
    return _step_noun(node, head, dep, rules, state)


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
        if node.lemma_ in ("face", "risk", "lose") and either and state.status is None and head.tag_ == "VB":
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


def _step_verb(node: Token, head: Token, dep: str, rules: StatusRules, state: State) -> Token | None:
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in node.children)
    if infinitive and head.lemma_ == "become" and any(c.dep_ == "attr" and _singled_out(c) for c in head.children):
        local_verb(head, rules, state)  # "became the last country to ratify it"
        return None
    that = any(c.dep_ == "mark" and c.lower_ == "that" for c in node.children)
    if dep == "advcl" and node.tag_ == "VBG" and _is_object(node, head):
        # "ruled out sending tanks", which small parsers take for a clause of its own.
        rule = rules.find("verb", lemma_of(head), frozenset({"comp"}))
        if rule is not None and rule.status == "denied":
            return _govern(head, frozenset({"comp"}), rules, state, implicative=False)
    if dep in ("xcomp", "ccomp", "csubj", "csubjpass", "parataxis", "oprd"):
        if (
            dep == "ccomp"
            and not state.weak
            and any(c.lower_ in _FACTIVE_WH and c.dep_ == "advmod" and c.i < node.i for c in node.subtree)
            and node.left_edge.lower_ in _FACTIVE_WH
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
                gerund = dep == "xcomp" and node.tag_ == "VBG" and subject is None and not _of_senses(head)
                gerund = gerund and node.i - head.i <= 2
                pronoun = subject is not None and subject.pos_ == "PRON"
                return _govern_verb(head, scopes, rules, state, implicative=infinitive, gerund=gerund, pronoun=pronoun)
        return _govern(head, scopes, rules, state, implicative=infinitive)
    if dep in ("pcomp", "pobj"):
        above = _preposition(head, rules, state)
        aimed = above is None and state.status is None and head.lower_ in _AIMING and node.tag_ == "VBG"
        if aimed and not is_known(head, rules):
            state.apply("hypothetical", "rule:aimed at", head.text)  # "ways of ending the war"
        return above
    if dep in ("acl", "relcl"):
        if infinitive and _singled_out(head) and head.dep_ == "attr" and is_verb(head.head):
            local_verb(head.head, rules, state)  # "would be the first to call for sanctions"
            return head.head
        if infinitive:
            scopes = frozenset({"comp", "to"})
            if (
                rules.find("noun", head.lemma_.lower(), scopes) is None
                and head.pos_ == "NOUN"
                and not _singled_out(head)
            ):
                none = any(c.lower_ == "no" and c.dep_ in ("det", "neg") for c in head.children)
                state.apply("denied" if none else "planned", "rule:noun to", head.text)
                return head
            return _govern(head, scopes, rules, state, implicative=False)
        if dep == "acl" and node.tag_ == "VBG":
            return _draft(head, rules, state)
        if head.lower_ in _WHOEVER or any(c.dep_ == "det" and c.lower_ in ("any", "whatever") for c in head.children):
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
                state.apply(_turned("denied", negated(head.head)), judged.line, head.text)
                return head.head
        if that and not any(c.dep_ in ("nsubj", "nsubjpass", "dobj") and c.lower_ == "that" for c in node.children):
            return _govern(head, frozenset({"comp", "that"}), rules, state, implicative=False)
        return None
    if dep == "advcl":
        before = next((c for c in node.children if c.dep_ == "mark" and c.lower_ == "before"), None)
        it = any(c.dep_ in ("nsubj", "nsubjpass") and c.lower_ in ("it", "they") for c in node.children)
        if before is not None and it and is_verb(head) and rules.find("verb", lemma_of(head), frozenset({"before"})):
            state.status = None
            state.apply("denied", "rule:before it could", before.text)  # "collapsed before it began"
            return None
        if before is not None and is_verb(head):
            rule = rules.find("verb", lemma_of(head), frozenset({"subj_pass", "obj", "comp", "from"}))
            if (rule is not None and rule.status == "denied") or any(
                c.dep_ == "aux" and c.lower_ in ("could", "can") for c in node.children
            ):
                state.status = None
                state.apply("denied", "rule:before it could", before.text)
            return None
        when = next((c for c in node.children if c.lower_ == "when" and c.dep_ == "advmod"), None)
        if when is not None and node.tag_ in ("VBZ", "VBP") and is_verb(head):
            if any(c.dep_ == "aux" and c.lower_ in WEAK_MODALS for c in head.children):
                state.apply("planned", "rule:when it does", when.text)
            return None
        if infinitive and head.lemma_ == "take" and any(c.lower_ == "it" for c in head.children):
            local_verb(head, rules, state)  # "it took three rounds of talks to free them"
            return None
        if infinitive:
            # "gave his word to investigate": the noun governs, the verb only carries it.
            to = next(c for c in node.children if c.lower_ == "to")
            for noun in (
                c for c in head.children if c.dep_ == "dobj" and (lemma_of(head) in rules.light or c.i + 1 == to.i)
            ):
                if rules.find("noun", noun.lemma_.lower(), frozenset({"to", "comp"})) is not None:
                    return _govern(noun, frozenset({"comp", "to"}), rules, state, implicative=False)
            rule = rules.find("verb", lemma_of(head), frozenset({"to", "comp"})) if is_verb(head) else None
            if rule is not None:
                return _govern(head, frozenset({"comp", "to"}), rules, state, implicative=True)
            state.apply("planned", "rule:purpose", "to")
        return None
    return None


def _is_object(node: Token, head: Token) -> bool:
    """Whether a participle stands right behind its verb, where its object stands."""
    opened = any(c.dep_ == "mark" for c in node.children)
    return is_verb(head) and not opened and node.left_edge.i > head.i and not node.nbor(-1).is_punct


def _singled_out(noun: Token) -> bool:
    """ "The first state to recognize it", "the only minister to attend": they did."""
    if noun.lower_ in ("first", "last", "second", "third", "only", "latest", "one"):
        return True
    return any(
        c.lower_ in ("first", "last", "only", "second", "third", "latest") or c.tag_ == "JJS" for c in noun.lefts
    )


def _step_noun(node: Token, head: Token, dep: str, rules: StatusRules, state: State) -> Token | None:
    named = f"obj={node.lemma_.lower()}"
    if dep in ("dobj", "obj"):
        return _govern(head, frozenset({"obj", named}), rules, state, implicative=False)
    if dep == "nsubjpass":
        return _govern(head, frozenset({"obj", "subj_pass", named}), rules, state, implicative=False)
    if dep in ("nsubj", "csubj"):
        return _govern(head, frozenset({"subj", f"subj={node.lemma_.lower()}"}), rules, state, implicative=False)
    if dep in ("attr", "acomp"):
        return _govern(head, frozenset({"attr"}), rules, state, implicative=False)
    if dep == "pobj":
        verb = head.head
        particle = f"{verb.lemma_.lower()}_{head.lower_}"
        if is_verb(verb) and rules.find("verb", particle, frozenset({"obj"})) is not None:
            # "staved off a default": small parsers hang the object on the particle.
            return _govern_verb(verb, frozenset({"obj"}), rules, state, implicative=False, lemma=particle)
        return _preposition(head, rules, state)
    if dep in ("compound", "nmod") and head.pos_ in ("NOUN", "PROPN"):
        if rules.find("noun", head.lemma_.lower(), frozenset({"ing"})) is not None:
            return _draft(head, rules, state)  # "a sanctions bill"
        scopes = frozenset({"of"})
        if rules.find("noun", head.lemma_.lower(), scopes) is None:
            return head  # "ceasefire talks": what is said of the talks
        return _govern(head, scopes, rules, state, implicative=False)
    return None


def _preposition(prep: Token, rules: StatusRules, state: State) -> Token | None:
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
    if above.dep_ in ("advmod", "prt", "prep") and above.lower_ in PARTICLES and is_verb(above.head):
        above = above.head
    if word in ("without", "instead"):
        state.apply("denied", "rule:without", prep.text)
        return None
    if word in _COMING:
        state.apply("planned", "rule:coming", word)
        return None
    if not is_verb(above) and above.dep_ in ("dobj", "nsubjpass") and is_verb(above.head):
        # "stopped the council from condemning", "convicted no one of torturing": the verb's, whatever the parse.
        of_noun = rules.find("noun", above.lemma_.lower(), frozenset({word}))
        of_verb = rules.find("verb", lemma_of(above.head), frozenset({word}))
        if of_noun is None and of_verb is not None and "any" not in of_verb.scopes:
            above = above.head
    noun = prep.nbor(-1) if prep.i > prep.sent.start else prep
    if (
        noun not in (prep, above)
        and noun.pos_ == "NOUN"
        and is_verb(above)
        and rules.find("verb", lemma_of(above), frozenset({word})) is None
        and rules.find("noun", noun.lemma_.lower(), frozenset({word})) is not None
    ):
        above = noun  # "made a plea for a truce": the noun's, whatever the parse
    if word in _PAST and (not is_verb(above) or rules.find("verb", lemma_of(above), frozenset({word})) is None):
        return None
    return _govern(above, frozenset({word}), rules, state, implicative=False)


def _draft(noun: Token, rules: StatusRules, state: State) -> Token | None:
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


def _govern(
    governor: Token, scopes: frozenset[str], rules: StatusRules, state: State, *, implicative: bool
) -> Token | None:
    """Apply the governor's rule, if it has one, and say whether to climb on from it."""
    if is_verb(governor) and governor.dep_ != "acomp":
        return _govern_verb(governor, scopes, rules, state, implicative=implicative)
    if governor.pos_ in ("ADJ", "ADV") or governor.dep_ in ("acomp", "oprd"):
        degree = {c.lower_ for c in governor.children if c.dep_ == "advmod"}
        if "to" in scopes and ("too" in degree or ("enough" in degree and negated(governor.head) is not None)):
            state.apply("denied", "rule:too weak to", f"too {governor.text}" if "too" in degree else governor.text)
            return governor.head
        rule = rules.find("adj", governor.lower_, scopes) or rules.find("verb", governor.lemma_.lower(), scopes)
        if rule is not None and rule.status not in PASSING:
            state.apply(_turned(rule.status, negated(governor.head)), rule.line, governor.text)
        return governor if rule is not None else None
    lemma = governor.lemma_.lower()
    scopes = scopes | ({"open"} if state.status in _OPEN else set())
    # "Gave his word that", "it is time to": with its verb a noun may mean something else.
    together = f"{governor.head.lemma_.lower()}_{lemma}" if governor.dep_ in ("dobj", "attr") else ""
    rule = rules.find("noun", together, scopes) or rules.find("noun", lemma, scopes)
    if rule is None:
        return None
    if state.status is None and rule.status == "keep" and governor.lower_ in ("reports", "claims", "accounts"):
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
        return None
    if rule.status not in PASSING:
        state.apply(rule.status, rule.line, governor.text)
    return governor


def _is_unsure(word: Token, rules: StatusRules) -> bool:
    rule = rules.find("adj", word.lower_, frozenset())
    return rule is not None and rule.status == "hypothetical"


def _turned(status: str, negation: Token | None) -> str:
    if negation is None:
        return status
    return "hypothetical" if status in ("denied", "keep") else "denied"


def _new(verb: Token) -> bool:
    """Whether the verb's subject is not known yet: "a war", not "the war"."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    return subject is not None and is_new(subject)


def _unsaid(verb: Token, rules: StatusRules) -> Token | None:
    """What keeps a verb of saying from being said: "declined to confirm", "impossible to verify"."""
    if not any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
        return None
    for word in (verb.head, *(c for c in verb.head.children if c.dep_ == "acomp")):
        rule = rules.find("verb", lemma_of(word), _TO) or rules.find("adj", word.lower_, _TO)
        if rule is not None and rule.status in ("denied", "failed"):
            return word if negated(verb.head) is None else None
    return None


def _govern_verb(
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
    lemma = lemma or lemma_of(verb)
    if verb.lemma_ in ("face", "risk") and verb.dep_ == "conj" and "or" in {c.lower_ for c in verb.head.children}:
        state.apply("threatened", "rule:or else", f"or {verb.text}")
        return None
    if verb.lemma_ in ("face", "risk") and any(
        c.dep_ == "nsubj" and c.lower_ in _WHOEVER | {"those"} for c in verb.children
    ):
        state.apply("threatened", "rule:whoever", verb.text)
        return None
    known = rules.find("verb", lemma, scopes)
    if scopes & {"obj"} and (known is None or known.status != "denied") and (judged := called(verb, rules)) is not None:
        state.apply(_turned("denied", negated(verb)), judged[0].line, judged[1].text)
        return verb
    if state.status in _OPEN and "subj" not in scopes:
        scopes = scopes | {"open"}
    rule = rules.find("verb", lemma, scopes)
    if rule is None and "_" in lemma and lemma.partition("_")[0] not in ("stop", "give", "put", "call", "turn"):
        rule = rules.find("verb", lemma.partition("_")[0], scopes)
    nominal = not scopes & {"comp", "to"}
    infinitive = {"comp", "to"} <= scopes
    if verb.lemma_ in ("be", "have", "remain") and infinitive:
        yet = next((c for c in verb.children if c.dep_ == "advmod" and c.lower_ == "yet"), None)
        if yet is not None and negated(verb) is None:
            state.apply("denied", "rule:yet to", f"{yet.text} to")
            return verb
    if verb.lemma_ in ("be", "prove", "turn", "remain") and "comp" in scopes:
        # "It is not true that", "is too early to".
        judged = judgement(verb, rules, "comp")
        if judged is not None:
            state.apply(_turned(judged[0].status, negated(verb)), judged[0].line, judged[1].text)
            return verb
        if negated(verb) is not None and any(c.lower_ in ("true", "correct") for c in verb.children):
            state.apply("denied", "rule:not true", "not true")
            return verb
    if verb.lower_ == "were" and infinitive and any(c.dep_ == "nsubj" and c.i > verb.i for c in verb.children):
        state.apply("hypothetical", "rule:inversion", verb.text)
        return None
    if verb.lemma_ == "be" and infinitive:
        state.apply(_turned("planned", negated(verb)), "rule:be to", verb.text)
        return verb
    if verb.lemma_ == "have" and infinitive:
        bound = any(c.dep_ == "aux" and c.lower_ in ("would", "'d", "’d", "might", "could") for c in verb.children)
        state.apply(_turned("hypothetical" if bound else "demanded", negated(verb)), "rule:have to", verb.text)
        return verb
    if verb.lemma_ == "go" and infinitive and verb.tag_ == "VBG":
        state.apply(_turned("planned", negated(verb)), "rule:going to", verb.text)
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
        if modal is not None and _new(verb):
            state.apply("hypothetical", "rule:would", modal.text)
    if rule is None:
        return None
    negation = negated(verb)
    if rule.status == "failed":
        # "Did not hesitate to", "never fails to": it was done, or will be.
        if negation is None:
            rule = Rule("denied", rule.scopes, rule.line)
        else:
            will = next((c for c in verb.children if c.dep_ == "aux" and c.lower_ in WEAK_MODALS), None)
            if will is not None:
                state.apply("promised", rule.line, f"{will.text} {negation.text} {verb.text}")
            return verb
    if rule.status == "occurred":
        helped = any(c.dep_ in ("aux", "auxpass") and c.lower_ not in ("have", "has", "had") for c in verb.children)
        if negation is None and not helped and verb.tag_ in ("VBD", "VBN") and state.coming:
            state.status, state.coming = None, False
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
            state.draft = False
            if inherited.status is not None:
                state.apply(inherited.status, rule.line, verb.text, weak=inherited.weak)
            return verb
        else:
            state.apply("denied", rule.line, verb.text)
            return verb
    if rule.status == "asserted":
        if state.weak and not state.draft:
            state.status, state.weak = None, False
        return None
    if rule.status == "carry" and "subj" in scopes:
        # "A withdrawal is conceivable", "talk of war is nonsense": what is said of it.
        judged = judgement(verb, rules, "subj")
        if judged is not None:
            state.apply(_turned(judged[0].status, negation), judged[0].line, judged[1].text)
            return verb
    if rule.status == "carry" and infinitive and verb.lemma_ in _ALLOW and verb.tag_ in ("VBZ", "VBP"):
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
        inherited = State()
        local_verb(verb, rules, inherited)
        if inherited.status == "hypothetical" and "subj" in scopes and _new(verb):
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
        verb.lemma_ == "doubt" or (state.status == "hypothetical" and (state.words or [""])[-1] in _WHETHER)
    ):
        return verb  # "no one doubts that it did"; "has not decided whether to"
    if rule.status == "threatened" and state.status in ("planned", "hypothetical") and pronoun:
        state.status = None  # "warned it may expel them": whoever warns of his own deeds threatens
    state.apply(_turned(rule.status, negation), rule.line, verb.text)
    return verb


def _of_senses(verb: Token) -> bool:
    """ "Was seen leaving", "spent weeks shelling": what is complement here is done."""
    return verb.lemma_ in (
        "see",
        "hear",
        "watch",
        "find",
        "catch",
        "spend",
        "go",
        "come",
        "be",
        "leave",
        "sit",
        "stand",
    )


__all__ = ["VERSION", "StatusReading", "StatusRules", "load_status_rules", "read_status"]
