"""Whether a clause looks ahead, and whether it refuses: what conditions may hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_MODALS = frozenset(
    ["will", "would", "shall", "'ll", "’ll", "wo", "'d", "’d", "can", "could", "may", "might", "must", "should", "ca"]
)
_READY = frozenset(
    ["ready", "willing", "prepared", "open", "agree", "accept", "promise", "pledge", "offer", "let", "allow", "want"]
)
_NEGATIVE = frozenset(
    [
        "refuse",
        "reject",
        "oppose",
        "decline",
        "rule",
        "exclude",
        "resist",
        "impossible",
        "no",
        "never",
        "not",
        "n't",
        "n’t",
        "nothing",
        "unwilling",
        "against",
        "neither",
        "nor",
    ]
)


def is_future(clause: Token) -> bool:
    """Whether the clause looks ahead: a modal verb, or an adjective such as "ready"."""
    verbs = [clause, *(c for c in clause.children if c.dep_ in ("acomp", "xcomp"))]
    if clause.dep_ in ("xcomp", "conj"):
        verbs.append(clause.head)
    return any(
        v.lemma_.lower() in _READY
        or any(c.dep_ == "aux" and c.lower_ in _MODALS for c in v.children)
        or v.lower_ in _MODALS
        for v in verbs
    )


def is_negative(clause: Token) -> bool:
    """Whether the clause denies or refuses."""
    words = [
        clause,
        *clause.children,
        *(g for c in clause.children if c.dep_ in ("attr", "dobj", "nsubj", "aux", "acomp") for g in c.children),
    ]
    return any(w.lemma_.lower() in _NEGATIVE or w.lower_ in _NEGATIVE for w in words)
