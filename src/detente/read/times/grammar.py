"""Rules of time expressions, from the files an analyst edits to compiled patterns.

The notation is described at the head of ``lexicons/en/times_rules.toml``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from detente.errors import LexiconError
from detente.lexicons import load_toml, load_tsv, sha256
from detente.read.times.patterns import MAX_DEPTH, Class, Group, Node, Repeat, Word, parse_pattern
from detente.read.times.tokens import FIRST_WORD_CODE, SHAPE_CLASSES, SHAPES, Token, Tokens, split_words

WORDS_FILE = "times_words.tsv"
RULES_FILE = "times_rules.toml"
CONFIDENCE_FILE = "times_confidence.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Attributes:
        name: its table in the rules file, without ``rule.``.
        order: place in the file; earlier wins among equals.
        pattern: compiled over codes; group ``span`` is the expression where the rule marks it.
        captures: names that the operation may ask for, with the classes they were read from.
        needs: sets of codes; a text without any code of one of them cannot match.
        op: name of the operation that works out the value.
        arguments: all other keys of the rule.
        confidence: share of its findings that were right, smoothed.
    """

    name: str
    order: int
    pattern: re.Pattern[str]
    captures: Mapping[str, tuple[str, ...]]
    needs: tuple[frozenset[str], ...]
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
        triggers: every match of every rule holds one of these codes; text far from all of them need not be searched.
        version: of the rules file.
        sha256: of all files together.
    """

    codes: Mapping[tuple[str, bool], str]
    values: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, frozenset[str]]
    rules: tuple[Rule, ...]
    version: str
    sha256: str
    triggers: frozenset[str] = frozenset()

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
            compiled = builder.compile(entry["pattern"])
        except (KeyError, re.error, ValueError) as error:
            problems.append(f"{RULES_FILE}: rule {name}: {error}; see the notation at the head of the file")
            continue
        right, found = confidences.get(name, (0, 0))
        rules.append(
            Rule(
                name=name,
                order=order,
                pattern=compiled.pattern,
                captures=compiled.captures,
                needs=compiled.needs,
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
        triggers=builder.triggers(rules),
        version=str(table.get("meta", {}).get("version", "0")),
        sha256=digest,
    )


def smoothed(right: int, found: int) -> float:
    """Share of right answers, drawn towards 0.75 with the weight of four cases (the share over all rules)."""
    return round((right + 3.0) / (found + 4.0), 3)


# No time expression says anything nine times over; without a bound, a text of nothing but numerals takes for ever.
_REPEATS = {"?": "?", "*": "{0,8}", "+": "{1,8}"}

# Words and signs that stand in every sentence, and so are no sign of a time expression.
_EVERYWHERE = (
    "the",
    "a",
    "an",
    "of",
    "in",
    "on",
    "at",
    "by",
    "for",
    "from",
    "to",
    "as",
    "and",
    "or",
    "that",
    "this",
    "-",
    "'s",
    ",",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A pattern ready for use."""

    pattern: re.Pattern[str]
    captures: Mapping[str, tuple[str, ...]]
    needs: tuple[frozenset[str], ...]


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

    def compile(self, pattern: str) -> Compiled:
        """The regular expression of a pattern, its captures, and what a text must hold for it to match."""
        tree = parse_pattern(pattern)
        captures: dict[str, set[str]] = {}
        source = self._branches(tree, captures, {}, 0)
        return Compiled(
            pattern=re.compile(source),
            captures={name: tuple(sorted(classes)) for name, classes in captures.items()},
            needs=tuple(sorted(self._needs(tree, 0), key=lambda s: (len(s), sorted(s)))),
        )

    def _branches(self, group: Group, captures: dict[str, set[str]], counter: dict[str, int], depth: int) -> str:
        return "|".join(
            "".join(self._source(node, captures, counter, depth) for node in branch) for branch in group.branches
        )

    def _source(self, node: Node, captures: dict[str, set[str]], counter: dict[str, int], depth: int) -> str:
        if depth > MAX_DEPTH:
            raise ValueError("macros go round in a circle")
        if isinstance(node, Word):
            return self._literal(node.word)
        if isinstance(node, Group):
            return f"{node.opening}{self._branches(node, captures, counter, depth)})"
        if isinstance(node, Repeat):
            inner = self._source(node.node, captures, counter, depth)
            return f"(?:{inner}){_REPEATS[node.sign]}"
        if node.name is None:
            return self._class(node.cls, captures, counter, depth)
        # A name may stand in several alternatives: each gets a group of its own, s0, s1 ...
        number = counter.get(node.name, 0)
        counter[node.name] = number + 1
        captures.setdefault(node.name, set()).add(node.cls)
        return f"(?P<{node.name}{number}>{self._class(node.cls, captures, counter, depth)})"

    def _class(self, cls: str, captures: dict[str, set[str]], counter: dict[str, int], depth: int) -> str:
        if cls in self.macros:
            tree = parse_pattern(self.macros[cls])
            return f"(?:{self._branches(tree, captures, counter, depth + 1)})"
        if cls in self.phrases:
            alternatives = ["".join(self._one(t.key, "cap") for t in p) for p in self.phrases[cls]]
            alternatives += sorted(self.classes[cls])
            return "(?:" + "|".join(sorted(alternatives, key=len, reverse=True)) + ")"
        if cls in self.classes:
            return "[" + "".join(sorted(self.classes[cls])) + "]"
        if cls in ("lparen", "rparen"):
            return self._literal("(" if cls == "lparen" else ")")
        raise ValueError(f"there is no class or macro {cls!r}")

    def _needs(self, node: Node, depth: int) -> set[frozenset[str]]:
        """Sets of codes of which a text must hold at least one each."""
        if isinstance(node, Word):
            keys = [t.key for t in split_words(node.word, {}).items]
            return {
                frozenset(self._code(k, upper) for upper in (False, True) if k[0].isalpha() or not upper) for k in keys
            }
        if isinstance(node, Repeat):
            return self._needs(node.node, depth) if node.sign == "+" else set()
        if isinstance(node, Class):
            if node.cls in self.macros:
                return self._needs(parse_pattern(self.macros[node.cls]), depth + 1)
            if node.cls in ("lparen", "rparen"):
                return set()
            lasts = {self._code(p[-1].key, True) for p in self.phrases.get(node.cls, [])}
            return {frozenset(self.classes[node.cls] | lasts)}
        if node.opening.startswith(("(?!", "(?<!", "(?=", "(?<=")):
            return set()
        found: list[set[frozenset[str]]] = []
        for branch in node.branches:
            found.append(set().union(*(self._needs(child, depth) for child in branch)))
        if len(found) == 1:
            return found[0]
        if not all(found):
            return set()
        # Any of the branches will do: one need of each, the narrowest, taken together.
        return {frozenset().union(*(self._rarest(needs) for needs in found))}

    def _rarest(self, needs: set[frozenset[str]] | tuple[frozenset[str], ...]) -> frozenset[str]:
        """The need that fewest words of a text are likely to meet."""
        anything = self.classes["word"]
        common = {self._code(w, upper) for w in _EVERYWHERE for upper in (False, True) if w[0].isalpha() or not upper}

        def burden(need: frozenset[str]) -> tuple[int, list[str]]:
            return sum(5000 if c in anything else 1000 if c in common else 1 for c in need), sorted(need)

        return min(needs, key=burden)

    def triggers(self, rules: list[Rule]) -> frozenset[str]:
        """The rarest need of each rule, all taken together; everything, where a rule needs nothing."""
        found: set[str] = set()
        for rule in rules:
            if not rule.needs:
                return frozenset(self.codes.values()) | frozenset(SHAPES.values())
            found |= self._rarest(rule.needs)
        return frozenset(found)

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
