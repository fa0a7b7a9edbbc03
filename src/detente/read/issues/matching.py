"""Finding the phrases of the taxonomy in a text, sentence by sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from detente.read.issues.taxonomy import STATE, Node, Phrase, Taxonomy, words_of

Sentence = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Words that name an issue.

    Attributes:
        issue: id.
        start, end: offsets in the text.
        weak: whether they only hint at it.
        phrase: as written in the taxonomy.
        state: ISO alpha-3 that completes a templated issue.
    """

    issue: str
    start: int
    end: int
    weak: bool
    phrase: str
    state: str | None = None


def find_matches(
    text: str, sentences: Iterable[Sentence], taxonomy: Taxonomy, states: Mapping[int, tuple[int, str]] | None = None
) -> Iterator[Match]:
    """Matches in order of sentences; within one sentence, narrower issues win the same words from their parents.

    Args:
        sentences: (start, end) offsets.
        states: where states are named: start offset to (end offset, ISO alpha-3).
    """
    for start, end in sentences:
        found = list(_in_sentence(text, start, end, taxonomy, states or {}))
        if found:
            yield from _narrowest(found, taxonomy)


def find_set_words(text: str, start: int, end: int, taxonomy: Taxonomy, names: Iterable[str]) -> set[tuple[str, str]]:
    """(set, word) for each different word of the sets ``names`` between the offsets."""
    wanted = {f"#{name}" for name in names}
    tokens = [(raw, start + a, start + b) for raw, a, b in words_of(text[start:end])]
    return {(phrase.owner, phrase.words) for phrase, _, _, _ in _walk(tokens, taxonomy, {}) if phrase.owner in wanted}


def _in_sentence(
    text: str,
    start: int,
    end: int,
    taxonomy: Taxonomy,
    states: Mapping[int, tuple[int, str]],
) -> Iterator[Match]:
    tokens = [(raw, start + a, start + b) for raw, a, b in words_of(text[start:end])]
    present: dict[str, list[tuple[int, int]]] = defaultdict(list)
    named: list[tuple[Phrase, int, int, str | None]] = []
    for phrase, a, b, state in _walk(tokens, taxonomy, states):
        if phrase.owner[0] in "#?-":
            present[phrase.owner].append((a, b))
        else:
            named.append((phrase, a, b, state))
    if not named:
        return
    for name in [n for n in present if n[0] == "-"]:
        idioms = present[name]
        kept = [(a, b) for a, b in present.pop("#" + name[1:], []) if not any(x <= a and b <= y for x, y in idioms)]
        if kept:
            present["#" + name[1:]] = kept
    for phrase, a, b, state in named:
        if any(name in present for name in taxonomy.forbidden[phrase.owner]):
            continue
        # The word beside must be another one: "Iraq's war" is a war in Iraq, "Iraq" alone is not.
        if all(any(y <= a or x >= b for x, y in present.get(name, ())) for name in phrase.beside):
            yield Match(issue=phrase.owner, start=a, end=b, weak=phrase.weak, phrase=phrase.words, state=state)


def _walk(
    tokens: list[tuple[str, int, int]], taxonomy: Taxonomy, states: Mapping[int, tuple[int, str]]
) -> Iterator[tuple[Phrase, int, int, str | None]]:
    looked = [taxonomy.look_up(raw) for raw, _, _ in tokens]
    root = taxonomy.root.edges
    last = len(tokens)
    for first, (_, nodes) in enumerate(looked):
        named = states and tokens[first][1] in states
        if not nodes and not named:
            continue
        stack: list[tuple[Node, int, str | None]] = [(node, first + 1, None) for node in nodes]
        if named:
            _take_state(root, tokens, first, states, None, stack)
        while stack:
            node, n, state = stack.pop()
            for phrase in node.ends:
                if _spelled(phrase, tokens, first):
                    yield phrase, tokens[first][1], tokens[n - 1][2], state
            edges = node.edges
            if edges and n < last:
                stack.extend((edges[key], n + 1, state) for key in looked[n][0] if key in edges)
                if states:
                    _take_state(edges, tokens, n, states, state, stack)


def _take_state(
    edges: Mapping[str, Node],
    tokens: list[tuple[str, int, int]],
    n: int,
    states: Mapping[int, tuple[int, str]],
    state: str | None,
    stack: list[tuple[Node, int, str | None]],
) -> None:
    node = edges.get(STATE)
    here = states.get(tokens[n][1])
    if node is None or here is None:
        return
    end, country = here
    after = next((m for m in range(n, len(tokens)) if tokens[m][1] >= end), len(tokens))
    stack.append((node, max(after, n + 1), state or country))


def _spelled(phrase: Phrase, tokens: list[tuple[str, int, int]], first: int) -> bool:
    """Whether the capitals of the phrase stand in the text: an acronym exactly, of a name the first letter."""
    for offset, want in enumerate(phrase.exact):
        if want is None:
            continue
        if first + offset >= len(tokens):
            return False
        raw = tokens[first + offset][0]
        if want.isupper() and len(want) > 1:
            if not raw.startswith(want):
                return False
        elif not raw[0].isupper():
            return False
    return True


def _narrowest(found: list[Match], taxonomy: Taxonomy) -> Iterator[Match]:
    """Without matches inside a longer one of the same issue, and without parents where a child has the words."""
    specific = {m.state for m in found if m.state} and {
        s for m in found for s in taxonomy.issues[m.issue].states if not taxonomy.issues[m.issue].templated
    }
    covered = {parent for m in found if not m.weak for parent in taxonomy.parents(m.issue)}
    for match in found:
        if match.issue in covered and taxonomy.issues[match.issue].umbrella:
            continue
        if match.state is not None and match.state in specific and taxonomy.issues[match.issue].templated:
            continue
        inside = any(
            other is not match
            and other.start <= match.start
            and match.end <= other.end
            and (
                (other.issue == match.issue and _breadth(other) > _breadth(match))
                or (not other.weak and match.issue in taxonomy.parents(other.issue))
            )
            for other in found
        )
        if not inside:
            yield match


def _breadth(match: Match) -> tuple[int, bool]:
    return match.end - match.start, not match.weak
