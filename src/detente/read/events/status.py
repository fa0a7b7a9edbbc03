"""Whether an event happened: read from the words that govern it, by the rules of lexicons/en/status.tsv.

One climbs from the event's word to the top of its sentence. Each word on the way that the rules know may change what
the text says of the event: "threatened to bomb" (threatened), "denied that it had threatened to bomb" (denied), "if it
bombs" (hypothetical). Relative and adverbial clauses assert for themselves, so the climb ends there.

Notes:
    The idea of such operators is that of Karttunen (1971) and of FactBank (Sauri and Pustejovsky 2009).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.errors import LexiconError
from detente.lexicons import load_toml, load_tsv
from detente.read.events.syntax import is_verb
from detente.records import Status

if TYPE_CHECKING:
    from spacy.tokens import Token

VERSION = "1"
_MAX_CLIMB = 12
_KINDS = ("verb", "noun", "adj", "aux", "mark", "adv")
_PASSING = ("asserted", "keep", "carry")
_NO = frozenset({"no", "neither", "nobody", "none", "nothing", "nowhere"})
_PRESENT_BE = frozenset({"is", "are", "'s", "’s", "am", "'re", "’re", "has", "have", "'ve", "’ve"})
# Only these modals are so weak that what governs the clause decides ("promised that it would ...").
_WEAK_MODALS = frozenset({"will", "would", "shall", "wo", "'ll", "’ll", "'d", "’d", "can", "going", "gonna"})
_OPENS_CONDITION = re.compile(
    r"[\"“‘' ]*(?:if|unless|as soon as|in case|in the event|should|provided|suppose|even if|only if)\b"
)
# Before these the event was still to come; after the others it had been.
_COMING = frozenset({"before", "ahead", "until", "till", "pending"})
_PAST = frozenset({"after", "following", "since", "during", "amid", "despite", "over", "because", "throughout"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One word of status.tsv."""

    status: str
    scopes: frozenset[str]
    line: str


@dataclass(frozen=True, slots=True)
class StatusReading:
    """The status, with the dictionary lines and words that led to it, innermost first."""

    status: Status
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRules:
    """status.tsv by kind and word."""

    rules: Mapping[tuple[str, str], tuple[Rule, ...]]
    light: frozenset[str]

    def find(self, kind: str, word: str, scopes: frozenset[str]) -> Rule | None:
        """The first rule for this word whose scope holds."""
        for rule in self.rules.get((kind, word), ()):
            if "any" in rule.scopes or rule.scopes & scopes:
                return rule
        return None


@lru_cache(maxsize=4)
def load_status_rules(overlay: str = "") -> StatusRules:
    """The rules with a user's lines, which come first.

    Raises:
        LexiconError: where a line has a kind or status that does not exist.
    """
    table: dict[tuple[str, str], list[Rule]] = {}
    known = {s.value for s in Status} | set(_PASSING)
    for row in reversed(load_tsv("status.tsv", required=("words", "kind", "status", "scope"), overlay=overlay)):
        if row["kind"] not in _KINDS or row["status"] not in known:
            raise LexiconError(f"{row['_line']}: no such kind or status: {row['kind']}, {row['status']}", code="DT305")
        rule = Rule(row["status"], frozenset(row["scope"].split()), row["_line"])
        for word in row["words"].split("|"):
            table.setdefault((row["kind"], word), []).append(rule)
    light = frozenset(load_toml("events_sets.toml", overlay=overlay)["verbs"]["light"])
    # Rows were read last first; within one file the earlier line is the stronger, so turn each list round.
    return StatusRules(rules=MappingProxyType({k: tuple(reversed(v)) for k, v in table.items()}), light=light)


@dataclass(slots=True)
class _State:
    status: str | None = None
    weak: bool = False
    lines: list[str] | None = None
    words: list[str] | None = None

    def note(self, line: str, word: str) -> None:
        if self.lines is None or self.words is None:
            self.lines, self.words = [], []
        self.lines.append(line)
        self.words.append(word)

    def apply(self, status: str, line: str, word: str, *, weak: bool = False) -> None:
        """Put an operator over what stands below it."""
        below = self.status
        if below is None or below == "ongoing" or (self.weak and not weak):
            if not (below == "denied" and weak):
                self.status, self.weak = status, weak
        elif status == "denied":
            self.status = "hypothetical" if below == "denied" else "denied"
        elif status == "hypothetical" and below in ("planned", "promised", "demanded"):
            self.status = "hypothetical"
        else:
            return
        self.note(line, word)


def read_status(token: Token, rules: StatusRules, *, hostile: bool = False) -> StatusReading:
    """What the text says of the event whose word is ``token``; time apart, which :mod:`.dating` knows of.

    Args:
        token: head of the trigger.
        rules: of :func:`load_status_rules`.
        hostile: whether the event would do harm: what is vowed then is threatened.
    """
    state = _State()
    node = token
    if is_verb(token):
        _local_verb(node, rules, state)
    else:
        _local_noun(node, rules, state)
    for _ in range(_MAX_CLIMB):
        above = _step(node, rules, state)
        if above is None or above == node:
            break
        node = above
    if state.status is None:
        _surface(token, rules, state)
    status = state.status or "happened"
    if hostile and status == "promised":
        status = "threatened"
    return StatusReading(Status(status), tuple(state.lines or ()), tuple(state.words or ()))


def _surface(token: Token, rules: StatusRules, state: _State) -> None:
    """What the words just before say where the parse says nothing: small parsers take "disarm" for a noun."""
    start = token.sent.start
    before = token.nbor(-1) if token.i > start else None
    if before is not None and not is_verb(token):
        rule = rules.find("aux", before.lower_, frozenset())
        if rule is not None and before.pos_ == "AUX":
            state.apply(rule.status, rule.line, before.text)
        elif before.lower_ in ("not", "n't", "n’t", "never"):
            state.apply("denied", "rule:negation", before.text)
    if state.status is None:
        opening = token.doc[start : token.i]
        words = opening.text.lower()
        if "," not in words and _OPENS_CONDITION.match(words):
            state.apply("hypothetical", "rule:condition first", opening[0].text)
    if state.status is None and token.sent.text.rstrip().endswith("?"):
        state.apply("hypothetical", "rule:question", "?")


# -- what a word's own modifiers say


def _negated(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ == "advmod" and child.lower_ in ("never", "neither", "nor")):
            return child
        if child.dep_ in ("nsubj", "nsubjpass") and (
            child.lower_ in _NO
            or any(d.lower_ in ("no", "neither") and d.dep_ in ("det", "neg") for d in child.children)
        ):
            return child
        if child.dep_ == "dobj" and child.lower_ in ("nothing", "nobody", "none"):
            return child
        if child.dep_ == "preconj" and child.lower_ == "neither":
            return child
    return None


def _local_verb(verb: Token, rules: StatusRules, state: _State, *, share: bool = False) -> None:
    """Modals, negation, conjunctions, adverbs and aspect of a verb."""
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    conditional = any(
        c.dep_ == "advcl" and any(m.dep_ == "mark" and m.lower_ in ("if", "unless") for m in c.children)
        for c in verb.children
    )
    for aux in auxiliaries:
        rule = rules.find("aux", aux.lower_, frozenset())
        if rule is not None and aux.dep_ == "aux":
            weak = aux.lower_ in _WEAK_MODALS and not (conditional and rule.status == "hypothetical")
            state.apply(rule.status, rule.line, aux.text, weak=weak)
    if state.status is None and verb.tag_ == "VBG" and any(a.lower_ in _PRESENT_BE for a in auxiliaries):
        state.apply("ongoing", "rule:progressive", verb.text)
    negation = _negated(verb)
    if negation is not None:
        modal = state.status
        if modal == "hypothetical" and any(a.lower_ in ("may", "might") for a in auxiliaries):
            pass
        else:
            state.status, state.weak = None, False
            state.apply("denied", "rule:negation", negation.text)
    soon = next((c for c in verb.children if c.dep_ == "advmod" and c.lower_ == "soon"), None)
    if verb.dep_ == "advcl" and soon is not None and soon.i == verb.left_edge.i + 1 and soon.nbor(-1).lower_ == "as":
        state.apply("hypothetical", "rule:as soon as", "as soon as")
    for child in verb.children:
        rule = None
        if child.dep_ == "mark":
            rule = rules.find("mark", child.lower_, frozenset())
            if rule is not None and share:
                rule = None
        elif child.dep_ in ("advmod", "neg") and child != negation:
            rule = rules.find("adv", child.lower_, frozenset())
        if rule is not None and rule.status not in _PASSING:
            if child.dep_ == "mark" and state.weak:
                state.weak = True
            state.apply(rule.status, rule.line, child.text)
    if verb.dep_ == "advcl" and auxiliaries and auxiliaries[0].lower_ in ("had", "should", "were"):
        subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None and auxiliaries[0].i < subject.i and not any(c.dep_ == "mark" for c in verb.children):
            state.apply("hypothetical", "rule:inversion", auxiliaries[0].text)


def _local_noun(noun: Token, rules: StatusRules, state: _State) -> None:
    """Determiners and adjectives of a noun, and participles behind it ("talks scheduled for Friday")."""
    for child in noun.children:
        if child.dep_ in ("det", "neg") and child.lower_ in ("no", "neither"):
            state.apply("denied", "rule:negation", child.text)
        elif child.dep_ in ("amod", "compound", "advmod"):
            rule = rules.find("adj", child.lower_, frozenset())
            if rule is not None and rule.status not in _PASSING and "any" in rule.scopes:
                state.apply(rule.status, rule.line, child.text)
            elif child.dep_ == "compound" and state.status is None:
                continue
        elif child.dep_ == "acl" and child.tag_ == "VBN":
            rule = rules.find("verb", _lemma(child), frozenset({"subj_pass", "obj"}))
            if rule is not None and rule.status in ("planned", "denied", "hypothetical"):
                state.apply(rule.status, rule.line, child.text)


def _lemma(verb: Token) -> str:
    """The lemma, with its particle where it has one ("rule_out")."""
    particle = next(
        (c.lower_ for c in verb.children if c.dep_ == "prt" or (c.dep_ == "advmod" and c.lower_ == "short")),
        None,
    )
    lemma = str(verb.lemma_).lower()
    return f"{lemma}_{particle}" if particle else lemma


# -- one step up


def _step(node: Token, rules: StatusRules, state: _State) -> Token | None:
    """Apply what governs ``node`` and go there; None where the climb ends."""
    head, dep = node.head, node.dep_
    if head == node:
        return None
    if dep == "conj":
        return _conjunct(node, rules, state)
    if is_verb(node):
        return _step_verb(node, head, dep, rules, state)
    return _step_noun(node, head, dep, rules, state)


def _conjunct(node: Token, rules: StatusRules, state: _State) -> Token | None:
    head = node.head
    if is_verb(node) and is_verb(head):
        own = any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in node.children)
        if not own and state.status in (None, "ongoing"):
            either = any(c.dep_ == "cc" and c.lower_ in ("or", "nor") for c in head.children)
            inherited = _State()
            _local_verb(head, rules, inherited, share=True)
            if inherited.status is not None and (inherited.status != "denied" or either):
                state.apply(inherited.status, "rule:shared", head.text, weak=inherited.weak)
        return head
    if not is_verb(node) and not is_verb(head):
        return head
    return None


def _step_verb(node: Token, head: Token, dep: str, rules: StatusRules, state: _State) -> Token | None:
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in node.children)
    that = any(c.dep_ == "mark" and c.lower_ == "that" for c in node.children)
    if dep in ("xcomp", "ccomp", "csubj", "csubjpass", "parataxis", "oprd"):
        if dep.startswith("csubj"):
            scopes = frozenset({"subj", "comp"})
        else:
            scopes = frozenset({"comp", "to"} if infinitive else {"comp"})
        return _govern(head, scopes, rules, state, implicative=infinitive)
    if dep == "pcomp":
        return _preposition(head, rules, state)
    if dep in ("acl", "relcl"):
        if infinitive:
            return _govern(head, frozenset({"comp", "to"}), rules, state, implicative=False)
        if that and not any(c.dep_ in ("nsubj", "nsubjpass", "dobj") and c.lower_ == "that" for c in node.children):
            return _govern(head, frozenset({"comp", "that"}), rules, state, implicative=False)
        return None
    if dep == "advcl":
        if infinitive:
            # "gave his word to investigate": the noun governs, the verb only carries it.
            for noun in (c for c in head.children if c.dep_ == "dobj" and _lemma(head) in rules.light):
                if rules.find("noun", noun.lemma_.lower(), frozenset({"to", "comp"})) is not None:
                    return _govern(noun, frozenset({"comp", "to"}), rules, state, implicative=False)
            rule = rules.find("verb", _lemma(head), frozenset({"to", "comp"})) if is_verb(head) else None
            if rule is not None:
                return _govern(head, frozenset({"comp", "to"}), rules, state, implicative=True)
            state.apply("planned", "rule:purpose", "to")
        return None
    return None


def _step_noun(node: Token, head: Token, dep: str, rules: StatusRules, state: _State) -> Token | None:
    if dep in ("dobj", "obj"):
        return _govern(head, frozenset({"obj"}), rules, state, implicative=False)
    if dep == "nsubjpass":
        return _govern(head, frozenset({"obj", "subj_pass"}), rules, state, implicative=False)
    if dep in ("nsubj", "csubj"):
        return _govern(head, frozenset({"subj"}), rules, state, implicative=False)
    if dep in ("attr", "acomp"):
        return _govern(head, frozenset({"attr"}), rules, state, implicative=False)
    if dep == "pobj":
        return _preposition(head, rules, state)
    if dep in ("compound", "nmod") and head.pos_ in ("NOUN", "PROPN"):
        return _govern(head, frozenset({"of"}), rules, state, implicative=False)
    return None


def _preposition(prep: Token, rules: StatusRules, state: _State) -> Token | None:
    word = prep.lower_
    above = prep.head
    if above.dep_ in ("prep", "advmod") and above.lower_ in ("ahead", "instead", "because", "due"):
        word, above = above.lower_, above.head
    if word in ("without", "instead"):
        state.apply("denied", "rule:without", prep.text)
        return None
    if word in _COMING:
        state.apply("planned", "rule:coming", word)
        return None
    if word in _PAST:
        return None
    return _govern(above, frozenset({word}), rules, state, implicative=False)


def _govern(
    governor: Token, scopes: frozenset[str], rules: StatusRules, state: _State, *, implicative: bool
) -> Token | None:
    """Apply the governor's rule, if it has one, and say whether to climb on from it."""
    if is_verb(governor):
        return _govern_verb(governor, scopes, rules, state, implicative=implicative)
    if governor.pos_ == "ADJ" or governor.dep_ in ("acomp", "oprd"):
        rule = rules.find("adj", governor.lower_, scopes) or rules.find("verb", governor.lemma_.lower(), scopes)
        if rule is not None and rule.status not in _PASSING:
            state.apply(_turned(rule.status, _negated(governor.head)), rule.line, governor.text)
        return governor if rule is not None else None
    rule = rules.find("noun", governor.lemma_.lower(), scopes)
    if rule is None:
        return None
    none = any(c.lower_ == "no" and c.dep_ in ("det", "neg") for c in governor.children)
    if none:
        doubt = governor.lemma_.lower() == "doubt"
        if not doubt:
            state.apply("denied", rule.line, f"no {governor.text}")
        return governor
    if rule.status == "asserted":
        return None
    if rule.status not in _PASSING:
        state.apply(rule.status, rule.line, governor.text)
    return governor


def _turned(status: str, negation: Token | None) -> str:
    if negation is None:
        return status
    return "hypothetical" if status in ("denied", "keep") else "denied"


def _govern_verb(
    verb: Token, scopes: frozenset[str], rules: StatusRules, state: _State, *, implicative: bool
) -> Token | None:
    lemma = _lemma(verb)
    rule = rules.find("verb", lemma, scopes)
    if rule is None and "_" in lemma and lemma.partition("_")[0] not in ("stop", "give", "put", "call", "turn"):
        rule = rules.find("verb", lemma.partition("_")[0], scopes)
    nominal = not scopes & {"comp", "to"}
    if verb.lemma_ == "be" and "to" in scopes:
        state.apply(_turned("planned", _negated(verb)), "rule:be to", verb.text)
        return verb
    if verb.lemma_ == "have" and "to" in scopes:
        state.apply(_turned("demanded", _negated(verb)), "rule:have to", verb.text)
        return verb
    if verb.lemma_ == "go" and "to" in scopes and verb.tag_ == "VBG":
        state.apply(_turned("planned", _negated(verb)), "rule:going to", verb.text)
        return verb
    if rule is None and nominal and (verb.lemma_.lower() in rules.light or verb.lemma_ == "be"):
        rule = Rule("carry", scopes, "events_sets.toml:light")
    if rule is None and not nominal and implicative:
        rule = Rule("carry", scopes, "rule:infinitive")
    if rule is None and "subj" in scopes and state.status is None:
        # "A war would ruin both": one that would have to be made first.
        modal = next(
            (c for c in verb.children if c.dep_ == "aux" and c.lower_ in ("would", "could", "might", "may")),
            None,
        )
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if (
            modal is not None
            and subject is not None
            and not any(
                c.dep_ in ("det", "poss") and c.lower_ not in ("a", "an", "any", "such", "another")
                for c in subject.children
            )
        ):
            state.apply("hypothetical", "rule:would", modal.text)
    if rule is None:
        return None
    if rule.status == "asserted":
        if state.weak:
            state.status, state.weak = None, False
        return None
    negation = _negated(verb)
    if rule.status == "carry" and verb.lemma_ == "be" and "subj" in scopes:
        # "A withdrawal is conceivable", "talk of war is nonsense": what is said of it.
        for said in (c for c in verb.children if c.dep_ in ("acomp", "attr")):
            judged = rules.find("adj", said.lower_, scopes)
            if judged is not None and judged.status not in _PASSING:
                state.apply(_turned(judged.status, negation), judged.line, said.text)
                return verb
    if rule.status == "carry":
        inherited = _State()
        _local_verb(verb, rules, inherited)
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
        elif state.weak and state.status == "hypothetical":
            # "said that it would": the future of the past.
            state.status = "planned"
        return verb
    state.apply(_turned(rule.status, negation), rule.line, verb.text)
    return verb
