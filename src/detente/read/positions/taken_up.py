"""Words that take up an issue which the article has named before (taken_up.tsv): "the settlers", "the bill"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from detente.lexicons import load_tsv

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from detente.read.positions.about import IssueWord

FILE = "taken_up.tsv"
# How far, in characters, the words that name the issue may stand from a word that is taken up later.
BESIDE = 80
# For so many sentences a word that says nothing by itself keeps what it stood beside.
KEPT = 12
DEFINITE = frozenset(["the", "this", "that", "these", "those", "such", "its", "their", "his", "her", "our", "any"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """The rows of taken_up.tsv.

    Attributes:
        issues: by lemma, the ids of issues that it takes up by itself.
        groups: by lemma, the number of the row of words that it may stand for.
    """

    issues: dict[str, frozenset[str]]
    groups: dict[str, int]


@lru_cache(maxsize=4)
def load_later(overlay: str = "") -> Later:
    """The table, the user's lines after ours."""
    issues: dict[str, set[str]] = defaultdict(set)
    groups: dict[str, int] = {}
    for number, row in enumerate(load_tsv(FILE, required=("words",), overlay=overlay)):
        for word in row["words"].split():
            if row["issues"]:
                issues[word].update(row["issues"].split())
            else:
                groups[word] = number
    return Later(issues={w: frozenset(found) for w, found in issues.items()}, groups=groups)


def taken_up(
    sents: Sequence[Span], named: Sequence[IssueWord], ids: dict[str, str], later: Later
) -> Iterator[tuple[Token, str, bool]]:
    """(noun, issue, whether the noun says nothing by itself) for nouns that take up an issue named before them.

    Args:
        named: the words that name issues, in order of text.
        ids: the id of each issue named.
    """
    stood: dict[int, tuple[str, int]] = {}  # by row: the issue that a word of it stood beside last, and the sentence
    last: dict[str, tuple[int, str]] = {}  # by id: where the issue was named last, and its name
    place = 0
    for number, sent in enumerate(sents):
        here = []
        while place < len(named) and named[place].start < sent.end_char:
            if named[place].start >= sent.start_char:
                here.append(named[place])
            place += 1
        for word in here:
            last[ids[word.issue]] = (word.start, word.issue)
        for token in sent:
            if token.pos_ not in ("NOUN", "PROPN"):
                continue
            lemma = token.lemma_.lower()
            if lemma in later.issues:
                known = [last[i] for i in later.issues[lemma] if i in last]
                if known and not any(w.start <= token.idx < w.end for w in here):
                    yield token, max(known)[1], False
                    continue
            row = later.groups.get(lemma)
            if row is None:
                continue
            near = [w for w in here if abs(w.start - token.idx) < BESIDE]
            if near:
                # A theme such as peace or talks says less than what it is about.
                stood[row] = (min(near, key=lambda w: (w.theme, abs(w.start - token.idx), w.start)).issue, number)
            elif row in stood and number - stood[row][1] <= KEPT and _definite(token):
                stood[row] = (stood[row][0], number)
                yield token, stood[row][0], True


def _definite(noun: Token) -> bool:
    return any(c.dep_ in ("det", "poss") and c.lower_ in DEFINITE for c in noun.children)
