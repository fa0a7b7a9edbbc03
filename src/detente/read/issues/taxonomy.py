"""The taxonomy of issues, from issues.tsv and issues_sets.toml to a trie that is walked word by word.

The form of the phrases is told at the top of issues.tsv. All phrases of all issues share one trie, so that a text is
walked once, however many issues there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from detente.errors import LexiconError
from detente.lexicons import load_toml, load_tsv, sha256

TABLE = "issues.tsv"
SETS = "issues_sets.toml"
# Shared of the sets of issues_sets.toml that forbid every issue in the same sentence.
OFF_TOPIC = ("sport", "show")
# Words of company news forbid only where the article as a whole is company news (step.py).
OFF_TOPIC_ARTICLE = (*OFF_TOPIC, "business")
# Words of parties and campaigns (step.py).
DOMESTIC = "domestic"
STATE = "{state}"
# The broader issue of conflicts.
CONFLICT = "regional_conflict"
ANY = "_"
MOST_WORDS_KEPT = 50_000
_WORD = re.compile(r"\w+(?:[.'’]\w+)*\+?")
_PHRASE_WORD = re.compile(r"\{state\}|\w+(?:[.'’]\w+)*\*?\+?|_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One row of the taxonomy.

    Attributes:
        states: ISO alpha-3 of the states it is about.
        contexts: PLOVER contexts that go with it.
        leaf: whether no other issue names it as its parent.
        umbrella: whether it gives way to its narrower issues throughout a sentence.
        located: whether a position on it yields to a conflict that is its place ("troops from Badme").
        yields: whether a position on it near a named conflict is one on the conflict ("talks on Kashmir").
        domestic: whether it is as often a matter of politics at home, and then needs a sign of another state.
    """

    id: str
    name: str
    parent: str | None
    states: tuple[str, ...]
    contexts: tuple[str, ...]
    leaf: bool
    umbrella: bool
    yields: bool
    located: bool
    domestic: bool
    line: str

    @property
    def templated(self) -> bool:
        """Whether the name is completed by a state that the text names."""
        return STATE in self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A way to name something, as it ends in the trie.

    Attributes:
        owner: issue id; ``#set`` for a word of a set, ``-set`` for an idiom whose words are not; ``?n`` for the n-th
            phrase that only stands beside others.
        weak: whether it only hints.
        exact: for each word, the spelling that must stand in the text, None where case does not matter.
        beside: sets (``#name`` or ``?n``) of which a word must stand in the same sentence, all of them.
    """

    owner: str
    weak: bool
    exact: tuple[str | None, ...]
    beside: tuple[str, ...]
    words: str


@dataclass(slots=True)
class Node:
    """A node of the trie. Keys: ``word``, ``prefix*``, ``_`` or ``{state}``."""

    edges: dict[str, Node] = field(default_factory=dict)
    ends: list[Phrase] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """All issues and their phrases.

    Attributes:
        issues: by id, in order of the file.
        forbidden: for each issue, the sets whose words forbid it in the same sentence.
        keys: every key of the trie's edges, by which a word's edges are found.
        version: hash of the files.
        seen: words met so far with their keys and first nodes; only saves time.
    """

    issues: dict[str, Issue]
    forbidden: dict[str, tuple[str, ...]]
    root: Node
    keys: frozenset[str]
    version: str
    seen: dict[str, tuple[tuple[str, ...], tuple[Node, ...]]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def conflicts(self) -> dict[str, str]:
        """By state, the one conflict that is in this state alone."""
        rows = [i for i in self.issues.values() if i.parent == CONFLICT and len(i.states) == 1]
        alone = Counter(i.states[0] for i in rows)
        return {i.states[0]: i.id for i in rows if alone[i.states[0]] == 1}

    def look_up(self, raw: str) -> tuple[tuple[str, ...], tuple[Node, ...]]:
        """The keys of edges that a word may follow, and the nodes that it reaches from the root."""
        known = self.seen.get(raw)
        if known is None:
            word = fold(raw)
            options = (word, *(word[:n] + "*" for n in range(2, len(word) + 1)), ANY)
            keys = tuple(k for k in options if k in self.keys)
            known = keys, tuple(self.root.edges[k] for k in keys if k in self.root.edges)
            if len(self.seen) > MOST_WORDS_KEPT:
                self.seen.clear()
            self.seen[raw] = known
        return known

    def by_name(self, name: str) -> Issue | None:
        """The issue that records call ``name``; a templated one where only the state differs."""
        for issue in self.issues.values():
            if issue.name == name:
                return issue
        for issue in self.issues.values():
            if issue.templated and name.startswith(issue.name.split(STATE)[0]):
                return issue
        return None

    def parents(self, issue_id: str) -> Iterator[str]:
        """Ids of the broader issues, nearest first."""
        parent = self.issues[issue_id].parent
        while parent is not None:
            yield parent
            parent = self.issues[parent].parent


def fold(word: str) -> str:
    """Lower case without accents; a possessive ending falls away.

    >>> fold("Ossétie's"), fold("U.S.")
    ('ossetie', 'u.s')
    """
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    word = word.lower()
    return word[:-2] if word.endswith(("'s", "’s")) else word


def words_of(text: str) -> list[tuple[str, int, int]]:
    """Words with offsets; hyphens part words, so that ``cease-fire`` and ``cease fire`` are one phrase."""
    return [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


def _phrase(text: str) -> tuple[list[str], tuple[str | None, ...]]:
    keys: list[str] = []
    exact: list[str | None] = []
    for word in _PHRASE_WORD.findall(text):
        if word in (STATE, ANY):
            keys.append(word)
            exact.append(None)
        else:
            keys.append(fold(word))
            exact.append(word.rstrip("*") if any(c.isupper() for c in word) else None)
    return keys, tuple(exact)


class _Builder:
    """Collects phrases into the trie; word lists beside others are added once."""

    def __init__(self) -> None:
        self.root = Node()
        self.keys: set[str] = set()
        self.lists: dict[str, str] = {}

    def add(self, text: str, owner: str, *, weak: bool = False, beside: tuple[str, ...] = ()) -> None:
        keys, exact = _phrase(text)
        if not keys:
            return
        node = self.root
        for key in keys:
            self.keys.add(key)
            node = node.edges.setdefault(key, Node())
        node.ends.append(Phrase(owner=owner, weak=weak, exact=exact, beside=beside, words=text))

    def beside(self, text: str, sets: dict[str, str]) -> str:
        """The name of a set, or of a list made of this one phrase."""
        if text.startswith("#"):
            if text[1:] not in sets:
                raise KeyError(text)
            return text
        name = self.lists.get(text)
        if name is None:
            name = self.lists[text] = f"?{len(self.lists)}"
            self.add(text, name)
        return name


def _cells(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(";") if part.strip())


@lru_cache(maxsize=4)
def load_taxonomy(overlay: str = "") -> Taxonomy:
    """The taxonomy, the user's lines after ours.

    Raises:
        LexiconError: naming every line with an unknown parent or set, or an id used twice.
    """
    rows = load_tsv(TABLE, required=("id", "name"), overlay=overlay)
    sets: dict[str, str] = load_toml(SETS, overlay=overlay)["sets"]
    parents = {row["parent"] for row in rows if row["parent"]}
    ids = [row["id"] for row in rows]
    problems = [f"{row['_line']}: id {row['id']} is used twice" for n, row in enumerate(rows) if row["id"] in ids[:n]]
    builder = _Builder()
    for name, words in sets.items():
        for word in _cells(words):
            builder.add(word.removeprefix("-"), f"-{name}" if word.startswith("-") else f"#{name}")
    issues: dict[str, Issue] = {}
    forbidden: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row["parent"] and row["parent"] not in ids:
            problems.append(f"{row['_line']}: parent {row['parent']} is no issue")
            continue
        issues[row["id"]] = Issue(
            id=row["id"],
            name=row["name"],
            parent=row["parent"] or None,
            states=tuple(row["states"].split()),
            contexts=tuple(row["contexts"].split()),
            leaf=row["id"] not in parents,
            umbrella="umbrella" in row["flags"].split(),
            yields="yields" in row["flags"].split(),
            located="located" in row["flags"].split(),
            domestic="domestic" in row["flags"].split(),
            line=row["_line"],
        )
        try:
            for column, weak in (("phrases", False), ("weak", True)):
                for cell in _cells(row[column]):
                    first, *others = (part.strip() for part in cell.split("&"))
                    builder.add(first, row["id"], weak=weak, beside=tuple(builder.beside(o, sets) for o in others))
            own = tuple(builder.beside(part, sets) for part in _cells(row["not"]))
        except KeyError as error:
            problems.append(f"{row['_line']}: there is no set {error}")
            continue
        forbidden[row["id"]] = (*own, *(f"#{name}" for name in OFF_TOPIC if f"#{name}" not in own))
    if problems:
        raise LexiconError("; ".join(problems), code="DT302")
    version = sha256(TABLE, overlay=overlay)[:12] + sha256(SETS, overlay=overlay)[:12]
    return Taxonomy(
        issues=issues, forbidden=forbidden, root=builder.root, keys=frozenset(builder.keys), version=version
    )
