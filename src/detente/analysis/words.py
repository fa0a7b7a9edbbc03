"""Words that are compared between articles: beginnings that carry content, and how much each tells."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from detente.lexicons import load_tsv


@dataclass(frozen=True, slots=True, kw_only=True)
class FateWords:
    """fates.tsv by role."""

    small: frozenset[str]
    pending: frozenset[str]
    undoing: frozenset[str]
    denying: frozenset[str]
    recalled: frozenset[str]
    stem: dict[str, str]


@lru_cache(maxsize=1)
def fate_words() -> FateWords:
    """fates.tsv, read once."""
    roles: dict[str, set[str]] = defaultdict(set)
    for row in load_tsv("fates.tsv", required=("words", "role")):
        roles[row["role"]].add(row["words"])
    return FateWords(
        small=frozenset(roles["small"]),
        pending=frozenset(roles["pending"]),
        undoing=frozenset(roles["undoing"]),
        denying=frozenset(roles["denying"]),
        recalled=frozenset(roles["recalled"]),
        stem=dict(words.split(maxsplit=1) for words in sorted(roles["stem"])),
    )


def stems(text: str) -> frozenset[str]:
    """Beginnings of the words that carry content: enough to meet "withdraws" in "withdrawal".

    >>> sorted(stems("until Chad withdraws its troops"))
    ['chad', 'troop', 'withd']
    """
    known = fate_words()
    words = re.findall(r"[^\W\d_]+", text.lower())
    return frozenset(known.stem.get(w, stem_of(w)) for w in words if w not in known.small and len(w) > 2)


def stem_of(word: str) -> str:
    """The first five letters; of short words without the ending that longer ones lose by it.

    >>> stem_of("boats"), stem_of("fired"), stem_of("withdrawal")
    ('boat', 'fire', 'withd')
    """
    if len(word) in (4, 5) and word.endswith("s") and not word.endswith(("ss", "us", "is", "news")):
        return word[:-1]
    if len(word) == 5 and word.endswith("ed") and word[2] != "e":
        return word[:-1]
    return word[:5]


def stem_weights(texts: Iterable[str]) -> dict[str, float]:
    """How much a stem tells: the logarithm of one and how many texts there are for each that holds it.

    Source: inverse document frequency (Sparck Jones 1972), never nought, so that few texts can be compared too.
    """
    held: Counter[str] = Counter()
    n = 0
    for text in texts:
        held.update(stems(text))
        n += 1
    return {stem: math.log(1 + n / k) for stem, k in held.items()}


def plain_words(text: str) -> set[str]:
    """Words in small letters, n't among them."""
    return set(re.findall(r"[^\W\d_]+|n't", text.lower()))
