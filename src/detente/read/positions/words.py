"""The word lists of positions_words.toml."""

from __future__ import annotations

from functools import lru_cache

from detente.lexicons import load_toml

FILE = "positions_words.toml"


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(text.split()) for name, text in load_toml(FILE)["words"].items()}


def word_list(name: str) -> frozenset[str]:
    """A list by its name in the file.

    >>> "people" in word_list("private")
    True
    """
    return _lists()[name]
