"""Who is the subject, who the object: spaCy's dependencies (CLEAR style) read across passives, control and clauses.

All functions take and give tokens of one Doc and know nothing of events or actors.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

SUBJECTS = ("nsubj", "csubj", "expl")
OBJECTS = ("dobj", "obj", "attr")
COMPLEMENTS = ("xcomp", "ccomp")
RELATIVE = frozenset({"who", "which", "that", "whom", "what"})
REFLEXIVE = frozenset({"itself", "themselves", "himself", "herself", "myself", "ourselves", "yourself"})
# Small parsers take these for verbs.
LIKE_PREPOSITIONS = frozenset({"following", "including", "regarding", "concerning"})
# How far a clause is followed upward; English news rarely nests deeper, and a broken parse must not loop.
MAX_CLIMB = 6
# Verbs that say of whom: without an object, the subject is it.
_OF_WHOM = frozenset({"accuse", "charge", "suspect", "convict", "threaten"})


def is_verb(token: Token) -> bool:
    """Whether the token is a main verb, not an auxiliary or a modifier of a noun ("the detained man")."""
    return (
        token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ not in ("aux", "auxpass"))
    ) and token.dep_ not in (
        "aux",
        "auxpass",
        "amod",
        "compound",
        "prep",  # "following", "including", "according to"
    )


def children(token: Token, *deps: str) -> Iterator[Token]:
    """Children with one of these dependencies."""
    return (c for c in token.children if c.dep_ in deps)


def is_headline_passive(verb: Token) -> bool:
    """Whether the verb lacks its "was", as in headlines: "Minister accused of fraud"."""
    return (
        verb.lemma_.lower() in _OF_WHOM
        and verb.tag_ in ("VBN", "VBD")
        and any(c.dep_ in ("prep", "agent") and c.lower_ in ("of", "with") for c in verb.children)
        and not any(c.dep_ in ("dobj", "aux", "auxpass", "dative", "ccomp") for c in verb.children)
        and verb.dep_ not in ("relcl", "acl")
    )


def is_passive(verb: Token) -> bool:
    """Whether the verb is passive: "was signed", "signed by", "the treaty signed in Paris"."""
    if is_headline_passive(verb):
        return True
    if any(c.dep_ in ("auxpass", "nsubjpass", "agent") for c in verb.children):
        return True
    if verb.dep_ == "conj" and is_verb(verb.head) and verb.tag_ == "VBN" and not any(children(verb, "nsubj", "aux")):
        return is_passive(verb.head) and not any(children(verb, "dobj"))
    return verb.dep_ == "acl" and verb.tag_ == "VBN"


def agents(verb: Token) -> list[Token]:
    """Those by whom a passive verb is done."""
    return [p for a in children(verb, "agent") for p in children(a, "pobj")]


def antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for; the token itself where it is none."""
    if token.lower_ in RELATIVE:
        verb = token.head
        for _ in range(MAX_CLIMB):
            if verb.dep_ in ("relcl", "acl"):
                return verb.head
            if verb.dep_ not in ("conj", "xcomp", "ccomp"):
                break
            verb = verb.head
    return token


def _own_subjects(verb: Token) -> list[Token]:
    found = [antecedent(c) for c in children(verb, "nsubj", "csubj") if c.dep_ == "nsubj"]
    if not found:
        found = [antecedent(c) for c in children(verb, "nsubjpass")]
    return found


def logical_subjects(verb: Token, object_control: frozenset[str], depth: int = 0) -> tuple[list[Token], str]:
    """Who does what the verb says, and how that was found.

    Returns:
        Tokens (empty where nobody is named) and ``own``, ``agent``, ``shared``, ``control``, ``noun`` or ``none``.
    """
    if depth > MAX_CLIMB:
        return [], "none"
    if is_passive(verb):
        by = agents(verb)
        return (by, "agent") if by else ([], "none")
    own = [antecedent(c) for c in children(verb, "nsubj")]
    if own:
        return own, "own"
    head, dep = verb.head, verb.dep_
    if dep == "conj" and is_verb(head):
        found, how = logical_subjects(head, object_control, depth + 1)
        if not found and is_passive(head):
            found = _own_subjects(head)
        return found, "shared" if found and how != "none" else how
    if dep in ("relcl", "acl"):
        if verb.tag_ in ("VBG",) or dep == "relcl" or _has_to(verb):
            return _owner_of_plan(verb, object_control, depth) if _has_to(verb) else ([head], "noun")
        return [], "none"
    if dep in ("xcomp", "ccomp", "advcl", "pcomp", "prep", "dep"):
        governor = head
        if head.dep_ in ("acomp", "oprd", "attr") and not is_verb(head):
            governor = head.head
        if dep in ("pcomp", "prep"):
            while governor.dep_ in ("prep", "pobj", "pcomp", "agent") or not (
                is_verb(governor) or governor.dep_ == "ROOT"
            ):
                if governor.head == governor:
                    break
                governor = governor.head
        if not is_verb(governor):
            return [], "none"
        if dep != "advcl" and governor.lemma_.lower() in object_control:
            objects = list(children(governor, "dobj", "dative", "nsubjpass"))
            if not objects:
                objects = [
                    p
                    for pr in children(governor, "prep")
                    if pr.lower_ in ("on", "upon", "to", "for", "with")
                    for p in children(pr, "pobj")
                ]
            if objects:
                return objects, "control"
        if is_passive(governor):
            found = _own_subjects(governor)
            return found, "control" if found else "none"
        found, how = logical_subjects(governor, object_control, depth + 1)
        return found, "control" if found else how
    return [], "none"


def _has_to(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _owner_of_plan(verb: Token, object_control: frozenset[str], depth: int) -> tuple[list[Token], str]:
    """Whose plan it is: "its decision to leave", "Chad announced a plan to leave"."""
    noun = verb.head
    owners = list(children(noun, "poss"))
    if owners:
        return owners, "control"
    by = [p for a in children(noun, "prep") if a.lower_ in ("by", "of", "from") for p in children(a, "pobj")]
    if by:
        return by, "control"
    governor = noun.head
    if noun.dep_ in (*OBJECTS, "pobj", "nsubjpass"):
        while governor.dep_ in ("prep", "pobj") and governor.head != governor:
            governor = governor.head
        if is_verb(governor):
            found, _ = logical_subjects(governor, object_control, depth + 1)
            return found, "control" if found else "none"
    return [], "none"


def logical_objects(verb: Token) -> list[Token]:
    """To whom it is done: direct object, subject of a passive, the noun that a relative clause speaks of."""
    if is_passive(verb):
        own = [antecedent(c) for c in children(verb, "nsubjpass")]
        if not own and is_headline_passive(verb):
            own = list(children(verb, "nsubj"))
        if not own and verb.dep_ == "acl":
            own = [verb.head]
        if not own and verb.dep_ == "conj":
            own = [antecedent(c) for c in children(verb.head, "nsubjpass")]
        if not own and verb.dep_ == "relcl":
            own = [verb.head]
        return own + [c for c in children(verb, "dobj", "oprd") if not own]
    found = [antecedent(c) for c in children(verb, "dobj")]
    if not found:
        found = [antecedent(c) for c in children(verb, "dative") if c.pos_ != "ADP"]
    if not found and verb.dep_ == "relcl":
        subject = next(children(verb, "nsubj"), None)
        if subject is None or subject.lower_ not in RELATIVE:
            found = [verb.head]
    if not found:
        # "arrested and deported three men": the object of the last verb is shared where the first has none.
        found = [
            o
            for v in children(verb, "conj")
            if is_verb(v) and not any(children(verb, "prep", "ccomp", "xcomp"))
            for o in children(v, "dobj")
        ]
    return found


def prepositional(tokens: Iterator[Token] | list[Token], word: str) -> list[Token]:
    """Objects of the preposition ``word`` below these tokens, those nearest in the tree first.

    Looks through nested prepositional phrases, which small parsers chain ("met on Monday in Cairo with ..."),
    but not into clauses.
    """
    found: list[Token] = []
    layer = [c for t in tokens for c in t.children]
    for _ in range(4):
        nextlayer: list[Token] = []
        for token in layer:
            if token.dep_ in ("prep", "agent", "dative") and token.lower_ == word:
                found.extend(children(token, "pobj"))
                # Not "with both massing troops", a clause of its own.
                clauses = [p for p in children(token, "pcomp") if not any(children(p, "nsubj"))]
                found.extend(g for p in clauses for g in children(p, "dobj"))
            told_by = token.lower_ == "according"
            if (
                token.dep_ in ("prep", "pobj", "agent", "npadvmod", "prt", "conj")
                and not is_verb(token)
                and not told_by
            ):
                nextlayer.extend(token.children)
        if found:
            return found
        layer = nextlayer
    return found


def governor(noun: Token) -> Token | None:
    """The verb that the noun hangs on, through prepositions and coordination."""
    token = noun
    for _ in range(6):
        if token.dep_ == "conj" and not is_verb(token.head):
            token = token.head
            continue
        if token.lower_ in LIKE_PREPOSITIONS and is_verb(token):
            token = token.head
            if is_verb(token):
                return token
            continue
        if token.dep_ not in (
            *OBJECTS,
            "pobj",
            "nsubjpass",
            "nsubj",
            "prep",
            "pcomp",
            "npadvmod",
            "appos",
            "dep",
            "advmod",
        ):
            return None
        token = token.head
        if is_verb(token) and token.lower_ not in LIKE_PREPOSITIONS:
            return token
    return None


def conjuncts(token: Token) -> list[Token]:
    """The token with all that is joined to it: "Chad, Niger and Mali"."""
    return [token, *(c for c in token.conjuncts if c.i > token.i and not is_verb(c))]


def base_phrase(token: Token) -> tuple[int, int]:
    """Half-open token bounds of the noun phrase up to its head, without what follows: "a court" of "a
    court in Bern"."""
    start = token.i
    for child in token.lefts:
        if child.dep_ in ("det", "amod", "compound", "poss", "nmod", "nummod", "quantmod", "predet") and not (
            child.dep_ == "amod" and child.pos_ == "VERB" and child.i + 1 < token.i and child.n_rights > 2
        ):
            start = min(start, child.left_edge.i)
    return start, token.i + 1


def dateline_end(sent: Span) -> int:
    """Index of the first token after a dateline: "CAIRO (AP) -- ", "NAIROBI, Kenya - ", "Lucknow: ";
    else the sentence's start."""
    for token in sent[:14]:
        if token.text in ("--", "-", "–", "—", ":", "_") and token.i > sent.start:
            before = [t for t in sent.doc[sent.start : token.i] if t.is_alpha]
            if before and (before[0].is_title or before[0].is_upper) and not any(is_verb(t) for t in before):
                spaced = (token.text == ":" and len(before) < 3 and before[-1].ent_type_ == "GPE") or (
                    token.text != ":" and token.nbor(-1).whitespace_ and token.whitespace_
                )
                if spaced and token.i + 1 < sent.end:
                    return int(token.i) + 1
    return int(sent.start)
