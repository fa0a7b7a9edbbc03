"""The words by which disputes are told (disputes.tsv), and the stems that words are compared by."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from detente.analysis.figures import NUMBER_WORDS
from detente.analysis.words import fate_words, stem_of
from detente.lexicons import load_tsv

WORD = re.compile(r"[^\W\d_]+n['’]t\b|[^\W\d_]+|\d[\d.,]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWords:
    """disputes.tsv by role; opposites by their stems, both ways."""

    denying: frozenset[str]
    rejecting: frozenset[str]
    calling: tuple[tuple[str, ...], ...]
    disowning: tuple[tuple[str, ...], ...]
    negating: frozenset[str]
    failing: frozenset[str]
    mere: frozenset[str]
    evidence: frozenset[str]
    reference: frozenset[str]
    reference_stems: frozenset[str]
    shot: frozenset[str]
    pointing: frozenset[str]
    same: dict[str, str]
    opposite: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def dispute_words() -> DisputeWords:
    """disputes.tsv, read once."""
    roles: dict[str, set[str]] = defaultdict(set)
    opposite: dict[str, set[str]] = defaultdict(set)
    same: dict[str, str] = {}
    for row in load_tsv("disputes.tsv", required=("words", "role")):
        if row["role"] == "same":
            first, *others = map(stem_in_disputes, row["words"].split())
            same.update(dict.fromkeys(others, first))
    for row in load_tsv("disputes.tsv", required=("words", "role")):
        if row["role"] == "opposite":
            one, two = (same.get(stem_in_disputes(word), stem_in_disputes(word)) for word in row["words"].split())
            opposite[one].add(two)
            opposite[two].add(one)
        elif row["role"] != "same":
            roles[row["role"]].add(row["words"])
    return DisputeWords(
        denying=frozenset(roles["denying"]),
        rejecting=frozenset(roles["rejecting"]),
        calling=tuple(sorted(tuple(w.split()) for w in roles["calling"])),
        disowning=tuple(sorted(tuple(w.split()) for w in roles["disowning"])),
        negating=frozenset(roles["negating"]),
        failing=frozenset(roles["failing"]),
        mere=frozenset(roles["mere"]),
        evidence=frozenset(roles["evidence"]),
        reference=frozenset(roles["reference"]),
        reference_stems=frozenset(map(stem_in_disputes, roles["reference"])),
        shot=frozenset(same.get(stem_in_disputes(w), stem_in_disputes(w)) for w in roles["shot"]),
        pointing=frozenset(roles["pointing"]),
        same=same,
        opposite={word: frozenset(others) for word, others in opposite.items()},
    )


@lru_cache(maxsize=1)
def hollow_stems() -> frozenset[str]:
    """Stems of number words and of words that point at something."""
    return frozenset(map(stem_in_disputes, NUMBER_WORDS | dispute_words().pointing))


def stem_in_disputes(word: str) -> str:
    """Its beginning, or the one that fates.tsv gives it."""
    return fate_words().stem.get(word, stem_of(word))


def one_of_same(word: str) -> str:
    """The stem that stands for all that mean the same."""
    stem = stem_in_disputes(word)
    return dispute_words().same.get(stem, stem)
