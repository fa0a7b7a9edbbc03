"""claims.tsv as sets of words by role."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from detente.lexicons import load_tsv, sha256

FILE = "claims.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWords:
    """Words by role; ``telling`` and ``link`` as sequences, longest first."""

    vague: frozenset[str]
    firm: frozenset[str]
    opinion: frozenset[str]
    stance: frozenset[str]
    unchecked: frozenset[str]
    soft: frozenset[str]
    hard: frozenset[str]
    deed: frozenset[str]
    accused: frozenset[str]
    classes: frozenset[str]
    telling: tuple[tuple[str, ...], ...]
    link: tuple[tuple[str, ...], ...]
    version: str


@lru_cache(maxsize=4)
def load_claim_words(overlay: str = "") -> ClaimWords:
    """The dictionary, the user's lines after ours.

    Raises:
        LexiconError: where a line is broken.
    """
    roles: dict[str, list[str]] = defaultdict(list)
    for row in load_tsv(FILE, required=("words", "role"), overlay=overlay):
        roles[row["role"]].append(row["words"].lower())

    def sequences(role: str) -> tuple[tuple[str, ...], ...]:
        return tuple(sorted((tuple(w.split()) for w in roles[role]), key=lambda w: (-len(w), w)))

    return ClaimWords(
        vague=frozenset(roles["vague"]),
        firm=frozenset(roles["firm"]),
        opinion=frozenset(roles["opinion"]),
        stance=frozenset(roles["stance"]),
        unchecked=frozenset(roles["unchecked"]),
        soft=frozenset(roles["soft"]),
        hard=frozenset(roles["hard"]),
        deed=frozenset(roles["deed"]),
        accused=frozenset(roles["accused"]),
        classes=frozenset(roles["class"]),
        telling=sequences("telling"),
        link=sequences("link"),
        version=sha256(FILE, overlay=overlay)[:12],
    )
