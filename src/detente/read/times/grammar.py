"""Rules of time expressions, from the files an analyst edits to compiled patterns.

The notation is described at the head of ``lexicons/en/times_rules.toml``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from detente.errors import LexiconError
from detente.lexicons import load_toml, load_tsv, sha256
from detente.read.times.tokens import FIRST_WORD_CODE, SHAPE_CLASSES, SHAPES, Token, Tokens, split_words

WORDS_FILE = "times_words.tsv"
RULES_FILE = "times_rules.toml"
CONFIDENCE_FILE = "times_confidence.tsv"

_ELEMENT = re.compile(
    r"\s*(?:(?P<look>\(\?<?[!=])|<(?:(?P<name>[a-z])=)?(?P<cls>[A-Za-z-]+)>|(?P<sign>[()|?*+\[\]])|(?P<word>[^\s()|?*+\[\]<>]+))"
)
_LITERAL_SIGNS = frozenset("()|?*+[]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Attributes:
        name: its table in the rules file, without ``rule.``.
        order: place in the file; earlier wins among equals.
        pattern: compiled over codes; group ``span`` is the expression where the rule marks it.
        captures: names that the operation may ask for, with the classes they were read from.
        op: name of the operation that works out the value.
        arguments: all other keys of the rule.
        confidence: share of its findings that were right, smoothed.
    """

    name: str
    order: int
    pattern: re.Pattern[str]
    captures: Mapping[str, tuple[str, ...]]
    type: str
    op: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    confidence: float = 0.5


@dataclass(frozen=True)
class Grammar:
    """Everything the reader of times goes by.

    Attributes:
        codes: character of each dictionary word, by key and whether it begins with a capital.
        values: what a class says of a word: ``values["month"]["may"] == "5"``.
        classes: for each class, the characters of its words.
        rules: in the order of the file.
        version: of the rules file.
        sha256: of all files together.
    """

    codes: Mapping[tuple[str, bool], str]
    values: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, frozenset[str]]
    rules: tuple[Rule, ...]
    version: str
    sha256: str

    def tokens(self, text: str) -> Tokens:
        """The text as coded words."""
        return split_words(text, self.codes)

    def value(self, classes: tuple[str, ...], key: str) -> str | None:
        """What the first of these classes that holds the word says of it."""
        for cls in classes:
            found = self.values.get(cls, {}).get(key)
            if found is not None:
                return found
        return None


@lru_cache(maxsize=4)
def load_grammar(overlay: str = "") -> Grammar:
    """Read and compile the dictionaries, once for each overlay folder.

    Raises:
        LexiconError: naming every row or rule that cannot be read.
    """
    rows = load_tsv(WORDS_FILE, required=("word", "class", "case"), overlay=overlay)
    table = load_toml(RULES_FILE, overlay=overlay)
    confidences = {
        row["rule"]: (int(row["right"]), int(row["found"]))
        for row in load_tsv(CONFIDENCE_FILE, required=("rule", "right", "found"), overlay=overlay)
    }
    digest = hashlib.sha256(
        "".join(sha256(name, overlay=overlay) for name in (WORDS_FILE, RULES_FILE, CONFIDENCE_FILE)).encode()
    ).hexdigest()
    return build_grammar(rows, table, confidences, digest)


def build_grammar(
    rows: list[dict[str, str]],
    table: Mapping[str, Any],
    confidences: Mapping[str, tuple[int, int]],
    digest: str,
) -> Grammar:
    """A grammar from rows and tables already read; see :func:`load_grammar`."""
    builder = _Builder(table.get("macro", {}))
    builder.add_words(rows)
    rules = []
    problems = []
    for order, (name, entry) in enumerate(table.get("rule", {}).items()):
        if entry.get("off"):
            continue
        try:
            pattern, captures = builder.compile(entry["pattern"])
        except (KeyError, re.error, ValueError) as error:
            problems.append(f"{RULES_FILE}: rule {name}: {error}; see the notation at the head of the file")
            continue
        right, found = confidences.get(name, (0, 0))
        rules.append(
            Rule(
                name=name,
                order=order,
                pattern=pattern,
                captures=captures,
                type=entry.get("type", ""),
                op=entry.get("op", ""),
                arguments={k: v for k, v in entry.items() if k not in ("pattern", "type", "op", "off")},
                confidence=smoothed(right, found),
            )
        )
    if problems:
        raise LexiconError("; ".join(problems), code="DT304")
    return Grammar(
        codes=builder.codes,
        values=builder.values,
        classes={name: frozenset(chars) for name, chars in builder.classes.items()},
        rules=tuple(rules),
        version=str(table.get("meta", {}).get("version", "0")),
        sha256=digest,
    )


def smoothed(right: int, found: int) -> float:
    """Share of right answers, drawn towards 0.75 with the weight of four cases (the share over all rules)."""
    return round((right + 3.0) / (found + 4.0), 3)


class _Builder:
    """Gives words their codes and turns patterns into regular expressions over codes."""

    def __init__(self, macros: Mapping[str, str]) -> None:
        self.macros = macros
        self.codes: dict[tuple[str, bool], str] = {}
        self.values: dict[str, dict[str, str]] = {}
        self.classes: dict[str, set[str]] = {
            name: {SHAPES[s] for s in shapes} for name, shapes in SHAPE_CLASSES.items()
        }
        self.phrases: dict[str, list[list[Token]]] = {}
        self._next = FIRST_WORD_CODE

    def _code(self, key: str, first_upper: bool) -> str:
        found = self.codes.get((key, first_upper))
        if found is None:
            found = self.codes[(key, first_upper)] = chr(self._next)
            self._next += 1
        return found

    def _word_codes(self, key: str, case: str) -> set[str]:
        if not key[0].isalpha():
            return {self._code(key, False)}
        return {self._code(key, upper) for upper in (False, True) if case == "any" or (case == "cap") == upper}

    def add_words(self, rows: list[dict[str, str]]) -> None:
        """Enter dictionary rows; entries of several words become phrases of their class."""
        for row in rows:
            word, cls = row["word"].strip(), row["class"].strip()
            tokens = split_words(word, {}).items
            key = " ".join(t.key for t in tokens)
            self.values.setdefault(cls, {})[key] = row.get("value", "").strip() or key
            if len(tokens) == 1 and not self.phrases.get(cls):
                self.classes.setdefault(cls, set()).update(self._word_codes(tokens[0].key, row["case"].strip()))
            else:
                self.classes.setdefault(cls, set())
                self.phrases.setdefault(cls, []).append(list(tokens))

    def compile(self, pattern: str) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
        """The regular expression of a pattern, and the classes of its captures."""
        captures: dict[str, set[str]] = {}
        counter: dict[str, int] = {}
        source = "".join(self._parts(pattern, captures, counter, 0))
        return re.compile(source), {name: tuple(sorted(classes)) for name, classes in captures.items()}

    def _parts(
        self, pattern: str, captures: dict[str, set[str]], counter: dict[str, int], depth: int
    ) -> Iterator[str]:
        if depth > 8:
            raise ValueError("macros go round in a circle")
        position = 0
        pattern = pattern.strip()
        while position < len(pattern):
            match = _ELEMENT.match(pattern, position)
            if match is None:
                raise ValueError(f"cannot read the pattern at {pattern[position:]!r}")
            position = match.end()
            if match["look"]:
                yield match["look"]
            elif match["sign"]:
                yield {"(": "(?:", "[": "(?P<span>", "]": ")"}.get(match["sign"], match["sign"])
            elif match["cls"]:
                yield from self._class(match["cls"], match["name"], captures, counter, depth)
            else:
                yield self._literal(match["word"])

    def _class(
        self,
        cls: str,
        name: str | None,
        captures: dict[str, set[str]],
        counter: dict[str, int],
        depth: int,
    ) -> Iterator[str]:
        if name:
            # A name may stand in several alternatives: each gets a group of its own, s0, s1 ...
            number = counter.get(name, 0)
            counter[name] = number + 1
            captures.setdefault(name, set()).add(cls)
            yield f"(?P<{name}{number}>"
        if cls in self.macros:
            yield from self._parts(self.macros[cls], captures, counter, depth + 1)
        elif cls in self.phrases:
            alternatives = ["".join(self._one(t.key, "cap") for t in p) for p in self.phrases[cls]]
            alternatives += sorted(self.classes[cls])
            yield "(?:" + "|".join(sorted(alternatives, key=len, reverse=True)) + ")"
        elif cls in self.classes:
            yield "[" + "".join(sorted(self.classes[cls])) + "]"
        elif cls in ("lparen", "rparen"):
            yield self._literal("(" if cls == "lparen" else ")")
        else:
            raise ValueError(f"there is no class or macro {cls!r}")
        if name:
            yield ")"

    def _literal(self, word: str) -> str:
        tokens = split_words(word, {}).items
        joined = "".join(self._one(t.key, "any" if t.word.islower() else "cap") for t in tokens)
        return f"(?:{joined})" if len(tokens) > 1 else joined

    def _one(self, key: str, case: str) -> str:
        if not key[0].isalpha():
            return self._code(key, False)
        if case == "cap" and len(key) > 1 and key not in ("of",):
            return self._code(key, True)
        return "[" + self._code(key, False) + self._code(key, True) + "]"
