"""Whether a stand is negated, and whether it is given up."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from detente.read.positions.words import word_list

if TYPE_CHECKING:
    from spacy.tokens import Token

NOBODY = frozenset(["nobody", "none", "neither"])
# "deny that it would": what depends on these is negated.
FLIPPING = word_list("flipping")
# What is left of "don't" and the like where texts lost the apostrophe.
TORN = word_list("torn")
# Verbs whose infinitive is still the subject's own stand ("continues to oppose", "decided to reject").
CARRYING = word_list("carrying")
# Stopping or failing to take a stand.
ENDING = word_list("ending")


def _no_longer(token: Token) -> bool:
    before = [t.lower_ for t in token.doc[max(0, token.i - 5) : token.i]]
    return any(pair == ("no", "longer") or pair == ("any", "longer") for pair in itertools.pairwise(before))


def _torn(token: Token) -> bool:
    """Whether a "don't" stands before the verb that has lost its apostrophe in the text ("don t", "didn"t")."""
    return any(t.lower_ in TORN for t in token.doc[max(0, token.i - 4) : token.i])


def is_negated(token: Token, clause: Token) -> bool:
    """Whether the stand is denied: by a "not", a "nobody", a verb of denying or of ceasing above it."""
    count = int(_no_longer(token) or _torn(token))
    # Some parses hang the negation on the auxiliary: "never [will]".
    auxiliaries = {c.i: c for v in (token, clause) for c in v.children if c.dep_ in ("aux", "auxpass")}
    verbs = {} if count else {token.i: token, clause.i: clause} | auxiliaries
    for verb in verbs.values():
        if count:
            break
        for child in verb.children:
            if (
                child.dep_ == "neg"
                or child.lower_ in ("never", "hardly", "nowise")
                or (
                    child.lower_ in ("neither", "nor")
                    and child.dep_ in ("preconj", "cc", "neg", "advmod")
                    and child.i < verb.i
                )
            ):
                following = token.doc[child.i + 1].lower_ if child.i + 1 < len(token.doc) else ""
                count += (
                    following not in ("only", "until", "just", "before", "unless", "without", "merely")
                    or child.dep_ != "neg"
                )
                break
            if (
                child.dep_ in ("prep", "npadvmod", "advmod")
                and child.lower_ in ("under", "in", "by")
                and any(
                    g.dep_ == "pobj"
                    and any(h.lower_ in ("no", "any") for h in g.children)
                    and g.lemma_ in ("circumstance", "case", "mean", "way", "condition", "account")
                    for g in child.children
                )
                and not any(c.dep_ == "neg" for c in verb.children)
            ):
                count += any(h.lower_ == "no" for g in child.children for h in g.children)
                break
    for child in token.children:
        if child.dep_ in ("dobj", "attr", "nsubjpass") and any(
            g.lower_ in ("no", "neither") for g in child.children if g.dep_ in ("det", "neg", "preconj")
        ):
            count += 1
        if child.dep_ in ("dobj", "attr") and child.lower_ in ("nothing", "none"):
            count += 1
    for child in clause.children:
        if child.dep_ in ("nsubj", "nsubjpass") and (
            child.lower_ in NOBODY
            or any(
                (g.lower_ in ("no", "neither") and g.dep_ in ("det", "preconj", "cc"))
                or (g.dep_ == "neg" and g.i < child.i)  # "not a cent", "not one soldier"
                for g in child.children
            )
        ):
            count += 1
    head = clause.head
    if clause.dep_ in ("ccomp", "xcomp") and head != clause and (head.lemma_ in FLIPPING or head.lemma_ in ENDING):
        count += 1
    if (
        clause.dep_ in ("xcomp", "conj")
        and head.lemma_ in CARRYING
        and any(c.dep_ == "neg" for c in head.children)
        and clause.dep_ == "xcomp"
    ):
        count += 1
    return count % 2 == 1
