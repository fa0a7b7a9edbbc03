"""The pattern notation of ``times_rules.toml``: from text to a tree, and from a tree to a regular expression.

The tree is kept apart from the regular expression because it also tells which words a text must hold for the rule to
match at all; most rules are ruled out for most texts by that alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ELEMENT = re.compile(
    r"\s*(?:(?P<look>\(\?<?[!=])|<(?:(?P<name>[a-z])=)?(?P<cls>[A-Za-z-]+)>|(?P<sign>[()|?*+\[\]])|(?P<word>[^\s()|?*+\[\]<>]+))"
)
MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word written out in the pattern."""

    word: str


@dataclass(frozen=True, slots=True)
class Class:
    """``<cls>`` or ``<name=cls>``."""

    cls: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives, each a sequence; ``opening`` is the regular expression's opening sign."""

    branches: tuple[tuple[Node, ...], ...]
    opening: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """A node with ``?``, ``*`` or ``+``."""

    node: Node
    sign: str


Node = Word | Class | Group | Repeat


def parse_pattern(source: str) -> Group:
    """The tree of a pattern.

    Raises:
        ValueError: saying where the pattern cannot be read.
    """
    elements = list(_elements(source))
    branches, position = _branches(elements, 0, source)
    if position != len(elements):
        raise ValueError(f"{elements[position][1]!r} closes nothing in {source!r}")
    return Group(branches, "(?:")


def _elements(source: str) -> Iterator[tuple[str, str, str | None]]:
    position, source = 0, source.rstrip()
    while position < len(source):
        match = _ELEMENT.match(source, position)
        if match is None:
            raise ValueError(f"cannot read {source[position:]!r}")
        position = match.end()
        kind = match.lastgroup or ""
        yield kind, match[kind], match["name"] if kind == "cls" else None


def _branches(
    elements: list[tuple[str, str, str | None]], position: int, source: str
) -> tuple[tuple[tuple[Node, ...], ...], int]:
    branches: list[tuple[Node, ...]] = []
    sequence: list[Node] = []
    while position < len(elements):
        kind, value, name = elements[position]
        if kind == "sign" and value in ")]":
            break
        position += 1
        if kind == "look" or (kind == "sign" and value in "(["):
            inner, position = _branches(elements, position, source)
            if position >= len(elements):
                raise ValueError(f"{value!r} is never closed in {source!r}")
            position += 1
            opening = value if kind == "look" else "(?:" if value == "(" else "(?P<span>"
            sequence.append(Group(inner, opening))
        elif kind == "sign" and value == "|":
            branches.append(tuple(sequence))
            sequence = []
        elif kind == "sign":
            if not sequence:
                raise ValueError(f"{value!r} repeats nothing in {source!r}")
            sequence[-1] = Repeat(sequence[-1], value)
        elif kind == "cls":
            sequence.append(Class(value, name))
        else:
            sequence.append(Word(value))
    branches.append(tuple(sequence))
    return tuple(branches), position
