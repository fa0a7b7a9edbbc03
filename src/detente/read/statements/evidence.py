"""Numbers about candidates, for the chooser: what the tagger, the marks, the parse and the words at the edges say.

All candidates of an article are measured at once; each number is an array with one entry a candidate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.read.statements.candidates import Candidate, Origin
from detente.read.statements.decode import Floats
from detente.read.statements.features import FeatureSpace, TokenTable

Array = npt.NDArray[Any]
Evidence = dict[str, Array]

_LOW = -6.0  # no log probability counts for less
# Numbered from 1 in these orders; 0 is any other.
# fmt: off
_DEPS = (
    "ROOT", "ccomp", "xcomp", "advcl", "dobj", "pobj", "nsubj", "nsubjpass", "conj", "parataxis", "acl", "relcl",
    "prep", "attr", "appos", "pcomp", "amod", "compound", "poss", "oprd", "npadvmod",
)
_TAGS = (
    "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "IN", "TO", "DT", "JJ", "RB",
    "WP", "WDT", "WRB", "CC", "MD", ",", ".", ":", "``", "''", "CD", "RP",
)
_OPENS = (
    "that", "to", "of", "for", "whether", "how", "what", "why", "as", "about", "on", "if", "because", "and", "but",
    "who", "which", "a", "the", "it",
)
_FOLLOWS = (
    ",", ".", ";", ":", "-", "and", "but", "as", "when", "while", "after", "because", "which", "who", '"', "(", ")",
    "in", "on", "for", "to", "at", "that", "if", "or",
)
# fmt: on
_PRONOUNS = (
    "i me my we us our",
    "he she him her his hers",
    "they them their it its",
    "who which that what whom whose",
    "you your",
)
_VERBS, _NOUNS, _PROPER = (("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"), ("NN", "NNS"), ("NNP", "NNPS"))


def _numbered(words: Sequence[str]) -> dict[str, int]:
    return {w: k for k, w in enumerate(words, 1)}


_DEP, _TAG, _OPEN, _FOLLOW = (_numbered(x) for x in (_DEPS, _TAGS, _OPENS, _FOLLOWS))
_PRONOUN = {w: k for k, group in enumerate(_PRONOUNS, 1) for w in group.split()}


def _tags(*names: str) -> list[int]:
    return [_TAG[n] for n in names]


@dataclass(frozen=True, slots=True)
class _Seen:
    """An article as the numbers want it; arrays over tokens have one entry more, for "after the last"."""

    logp: Floats
    tag: Array
    dep: Array
    heads: Array
    left: Array
    right: Array
    quote: Array
    sentence: Array
    paragraph: Array
    opens: Array
    follows: Array
    pronoun: Array

    @classmethod
    def of(cls, table: TokenTable, logp: Floats, space: FeatureSpace) -> _Seen:
        tag_of = np.asarray([0, *(_TAG.get(t, 0) for t in space.tags)])
        dep_of = np.asarray([0, *(_DEP.get(d, 0) for d in space.deps)])
        words = [w.lower() for w in table.words]
        heads = table.heads.astype(np.int64)
        left, right = _subtrees(heads)
        return cls(
            logp=np.maximum(logp, _LOW),
            tag=np.append(tag_of[table.features[:, 3] - space.offsets[3]], 0),
            dep=np.append(dep_of[table.features[:, 4] - space.offsets[4]], 0),
            heads=heads,
            left=left,
            right=right,
            quote=np.append(table.quote, 1),
            sentence=np.append(table.sentences, -1),
            paragraph=np.append(table.paragraphs, -1),
            opens=np.asarray([*(_OPEN.get(w, 0) for w in words), 0]),
            follows=np.asarray([*(_FOLLOW.get(w, 0) for w in words), _FOLLOW["."]]),
            pronoun=np.asarray([*(_PRONOUN.get(w, 0) for w in words), 0]),
        )


@dataclass(frozen=True, slots=True)
class _Spans:
    """The parts of every candidate: (n,) arrays, and its fragments laid end to end, (m,)."""

    begin: Array
    end: Array
    cue: tuple[Array, Array]
    source: tuple[Array, Array]
    has_source: Array
    fragments: tuple[Array, Array]
    count: Array
    owner: Array
    first: Array  # index of each candidate's first fragment

    @classmethod
    def of(cls, candidates: Sequence[Candidate]) -> _Spans:
        count = np.asarray([len(c.content) for c in candidates])
        cue = np.asarray([c.cue for c in candidates]).T
        source = np.asarray([c.source or (0, 1) for c in candidates]).T
        fragments = np.asarray([r for c in candidates for r in c.content]).T
        return cls(
            begin=np.asarray([c.content[0][0] for c in candidates]),
            end=np.asarray([c.content[-1][1] for c in candidates]),
            cue=(cue[0], cue[1]),
            source=(source[0], source[1]),
            has_source=np.asarray([c.source is not None for c in candidates]),
            fragments=(fragments[0], fragments[1]),
            count=count,
            owner=np.repeat(np.arange(len(candidates)), count),
            first=np.concatenate([[0], np.cumsum(count)[:-1]]),
        )

    def total(self, values: Array) -> Array:
        """Sum over each candidate's fragments."""
        out: Array = np.add.reduceat(values, self.first)
        return out

    def least(self, values: Array) -> Array:
        """Minimum over each candidate's fragments."""
        out: Array = np.minimum.reduceat(values, self.first)
        return out


def weigh_evidence(table: TokenTable, logp: Floats, candidates: Sequence[Candidate], space: FeatureSpace) -> Evidence:
    """Numbers by name, each of shape (candidates,).

    Args:
        table: the article's tokens.
        logp: log probabilities of the tags, shape (n, NTAGS).
        candidates: at least one.
        space: the parser's labels as the table numbers them.
    """
    seen, spans = _Seen.of(table, logp, space), _Spans.of(candidates)
    out: Evidence = {}
    _of_tagger(seen, spans, candidates, out)
    _of_marks(seen, spans, out)
    _of_distance(seen, spans, out)
    _of_syntax(seen, spans, out)
    _of_source(seen, spans, out)
    _of_edges(seen, spans, out)
    return out


def _of_tagger(seen: _Seen, s: _Spans, candidates: Sequence[Candidate], out: Evidence) -> None:
    logp = seen.logp
    inside = [np.exp(logp[:, 1 + 4 * r : 5 + 4 * r]).sum(axis=1).clip(1e-6) for r in range(3)]
    logs = [np.maximum(np.log(p), _LOW) for p in inside]
    sums = [np.concatenate([[0.0], np.cumsum(x)]) for x in logs]
    after = [np.append(p, 0.0) for p in inside]
    b, e = s.fragments
    size = s.total(e - b)
    begins, ends = _edge_scores(logp, (b, e), 0)
    last = np.append(s.first[1:], len(b)) - 1
    out["begins"], out["ends"] = begins[s.first], ends[last]
    out["begins_least"], out["ends_least"] = s.least(begins), s.least(ends)
    out["inside"] = s.total(sums[0][e] - sums[0][b]) / size
    out["weakest"] = s.least(_least_between(logs[0], b, e))
    out["content_before"], out["content_after"] = (_before(inside[0], s.begin), after[0][s.end])
    out["anything_before"] = _before(1 - np.exp(logp[:, 0]), s.begin)
    near = np.maximum(logp[:, 1], logp[:, 4]), np.maximum(logp[:, 3], logp[:, 4])
    n = len(logp)
    low, high = np.maximum(s.begin - 8, 0), np.minimum(s.begin + 9, n)
    out["begins_rival"] = out["begins"] - _most_between(near[0], low, high)
    low, high = np.maximum(s.end - 9, 0), np.minimum(s.end + 8, n)
    out["ends_rival"] = out["ends"] - _most_between(near[1], low, high)
    for name, (x, y), role, there in (("cue", s.cue, 1, True), ("source", s.source, 2, s.has_source)):
        begins, ends = _edge_scores(logp, (x, y), role)
        out[f"{name}_begins"], out[f"{name}_ends"] = (np.where(there, begins, 0), np.where(there, ends, 0))
        out[f"{name}_inside"] = np.where(there, (sums[role][y] - sums[role][x]) / (y - x), 0)
        out[f"{name}_before"] = np.where(there, _before(inside[role], x), 0)
        out[f"{name}_after"] = np.where(there, after[role][y], 0)
        out[f"{name}_size"] = np.where(there, np.log(y - x), 0)
    out["no_source"] = ~s.has_source
    out["link"] = np.maximum([c.link for c in candidates], _LOW)
    out["speaker"] = np.maximum([c.speaker for c in candidates], _LOW)
    out["readings"] = np.asarray([c.readings for c in candidates])
    out["shyest"] = np.asarray([c.shyest for c in candidates])
    origin = np.asarray([c.origin for c in candidates])
    for kind in Origin:
        out[f"origin_{kind.name.lower()}"] = origin == kind
    out["log_size"], out["fragments"] = np.log(size), np.minimum(s.count, 4)


def _of_marks(seen: _Seen, s: _Spans, out: Evidence) -> None:
    quote = seen.quote[:-1]
    within, opened, closed = (
        np.concatenate([[0], np.cumsum(np.isin(quote, states))]) for states in ((2, 3, 4, 5), (3,), (4,))
    )
    b, e = s.fragments
    share = s.total(within[e] - within[b]) / s.total(e - b)
    opens, closes = s.total(opened[e] - opened[b]), s.total(closed[e] - closed[b])
    out["quoted"], out["any_quoted"], out["all_quoted"] = share, share > 0, share == 1
    out["opens_with_mark"], out["closes_with_mark"] = (quote[s.begin] == 3, quote[s.end - 1] == 4)
    out["unbalanced"], out["quotations"] = (np.minimum(np.abs(opens - closes), 2), np.minimum(opens, 4))
    out["quoted_before"] = np.isin(_before(quote, s.begin), (2, 3))
    out["quoted_after"] = np.isin(seen.quote[s.end], (2, 4))
    out["cue_quoted"] = np.isin(quote[s.cue[0]], (2, 5))
    out["source_quoted"] = s.has_source & np.isin(quote[s.source[0]], (2, 5))


def _of_distance(seen: _Seen, s: _Spans, out: Evidence) -> None:
    sentence, paragraph = seen.sentence, seen.paragraph
    cue, cue_end = s.cue
    source, source_end = s.source
    out["begins_sentence"] = np.where(s.begin > 0, sentence[s.begin - 1] != sentence[s.begin], True)
    out["ends_sentence"] = sentence[s.end] != sentence[s.end - 1]
    out["sentences"] = np.minimum(sentence[s.end - 1] - sentence[s.begin], 5)
    out["paragraphs"] = np.minimum(paragraph[s.end - 1] - paragraph[s.begin], 3)
    near = np.where(s.begin > cue, s.begin, s.end - 1)
    out["cue_sentences"] = np.minimum(np.abs(sentence[cue] - sentence[near]), 3)
    out["cue_paragraphs"] = np.minimum(np.abs(paragraph[cue] - paragraph[near]), 3)
    b, e = s.fragments
    gap = np.maximum(np.maximum(b - cue_end[s.owner], cue[s.owner] - e), 0)
    out["gap"], out["gap_most"] = np.log1p(s.least(gap)), np.log1p(-s.least(-gap))
    out["gap_none"] = s.least(gap) == 0
    out["before_cue"], out["after_cue"] = s.begin < cue, s.end > cue_end
    gap = np.maximum(np.maximum(source - cue_end, cue - source_end), 0)
    out["source_gap"], out["source_gap_none"] = (np.where(s.has_source, np.log1p(gap), 0), s.has_source & (gap == 0))
    out["source_before"] = s.has_source & (source < cue)
    apart = np.minimum(np.abs(sentence[source] - sentence[cue]), 3)
    out["source_sentences"] = np.where(s.has_source, apart, 0)
    out["source_in_content"] = s.has_source & (source >= s.begin) & (source_end <= s.end)


def _of_syntax(seen: _Seen, s: _Spans, out: Evidence) -> None:
    heads, tag, dep, n = seen.heads, seen.tag, seen.dep, len(seen.heads)
    cue, cue_end = s.cue
    root, roots = _roots(heads, s.begin, s.end)
    cue_root, _ = _roots(heads, cue, cue_end)

    def in_content(t: Array) -> Array:
        return (t >= s.begin) & (t < s.end)

    def in_cue(t: Array) -> Array:
        return (t >= cue) & (t < cue_end)

    out["roots"] = np.minimum(roots, 5)
    _one_of(out, "root", dep[root], _DEPS)
    out["root_of_cue"], out["root_below_cue"] = (in_cue(heads[root]), in_cue(heads[heads[root]]))
    out["root_verb"], out["root_noun"] = (
        np.isin(tag[root], _tags(*_VERBS, "MD")),
        np.isin(tag[root], _tags(*_NOUNS, *_PROPER)),
    )
    out["cue_of_content"] = in_content(heads[cue_root]) & (heads[cue_root] != cue_root)
    out["tree_begins"] = np.clip(seen.left[root] - s.begin, -6, 6)
    out["tree_ends"] = np.clip(seen.right[root] - (s.end - 1), -8, 8)
    following, before = np.minimum(s.end, n - 1), np.maximum(s.begin - 1, 0)
    out["next_of_content"] = in_content(heads[following]) & (s.end < n)
    out["last_of_next"] = heads[s.end - 1] >= s.end
    out["previous_of_content"] = (s.begin > 0) & in_content(heads[before])
    out["first_of_previous"] = heads[s.begin] < s.begin
    for name in ("VB", "VBD", "VBG", "VBN"):
        out[f"cue_{name}"] = tag[cue_root] == _TAG[name]
    out["cue_present"] = np.isin(tag[cue_root], _tags("VBP", "VBZ"))
    out["cue_noun"] = np.isin(tag[cue_root], _tags(*_NOUNS, *_PROPER))
    out["cue_preposition"] = np.isin(tag[cue_root], _tags("IN", "TO"))
    out["cue_mark"] = np.isin(tag[cue], _tags(",", ".", ":"))
    for name in (
        "ROOT",
        "ccomp",
        "xcomp",
        "advcl",
        "conj",
        "relcl",
        "acl",
        "prep",
        "dobj",
        "pobj",
        "nsubj",
        "parataxis",
        "pcomp",
    ):
        out[f"cue_{name}"] = dep[cue_root] == _DEP[name]
    subjects = np.full(n, -1)
    for i in reversed(np.flatnonzero(np.isin(dep[:-1], (_DEP["nsubj"], _DEP["nsubjpass"]))).tolist()):
        subjects[heads[i]] = i
    subject = subjects[cue_root]
    is_source = s.has_source & (subject >= s.source[0]) & (subject < s.source[1])
    out["other_subject"], out["subject_in_content"] = (
        (subject >= 0) & ~is_source,
        (subject >= 0) & in_content(subject),
    )


def _of_source(seen: _Seen, s: _Spans, out: Evidence) -> None:
    tag, dep, there = seen.tag, seen.dep, s.has_source
    begin, end = s.source
    root, _ = _roots(seen.heads, begin, end)
    out["source_of_cue"] = there & (seen.heads[root] >= s.cue[0]) & (seen.heads[root] < s.cue[1])
    for name in ("nsubj", "nsubjpass", "pobj", "poss", "amod", "dobj", "compound", "relcl", "appos", "conj"):
        out[f"source_{name}"] = there & (dep[root] == _DEP[name])
    for k in range(1, len(_PRONOUNS) + 1):
        out[f"source_pronoun_{k}"] = there & (seen.pronoun[begin] == k) & (end - begin == 1)
    out["source_proper"] = there & np.isin(tag[root], _tags(*_PROPER))
    out["source_plural"] = there & np.isin(tag[root], _tags("NNS", "NNPS"))
    out["source_noun"] = there & np.isin(tag[root], _tags(*_NOUNS))
    out["source_tree_begins"] = np.where(there, np.clip(seen.left[root] - begin, -5, 5), 0)
    out["source_tree_ends"] = np.where(there, np.clip(seen.right[root] - (end - 1), -8, 8), 0)


def _of_edges(seen: _Seen, s: _Spans, out: Evidence) -> None:
    before = np.where(s.begin > 0, seen.follows[s.begin - 1], _FOLLOW["."])
    _one_of(out, "opens", seen.opens[s.begin], _OPENS)
    _one_of(out, "follows", seen.follows[s.end], _FOLLOWS)
    for word in (",", ".", ":", "-", "and", '"', "("):
        out[f"before_{word}"] = before == _FOLLOW[word]
    for word in (",", ".", '"'):
        out[f"last_{word}"] = seen.follows[s.end - 1] == _FOLLOW[word]
    for where, at, names in (
        ("first", s.begin, "VB VBD VBG VBN VBP NN NNP PRP IN DT JJ RB WP CC MD"),
        ("final", s.end - 1, "VB VBD VBG VBP NN NNS NNP IN JJ RB CD RP"),
        ("next", s.end, "VB VBD VBG VBP NN NNP PRP IN TO DT RB WP WDT WRB CC"),
    ):
        for name in names.split():
            out[f"{where}_{name}"] = seen.tag[at] == _TAG[name]


def _one_of(out: Evidence, prefix: str, values: Array, names: Sequence[str]) -> None:
    for k, name in enumerate(names, 1):
        out[f"{prefix}_{name}"] = values == k


def _edge_scores(logp: Floats, spans: tuple[Array, Array], role: int) -> tuple[Array, Array]:
    """Log probabilities that spans begin and end where they do."""
    (b, e), first = spans, 1 + 4 * role
    single = e - b == 1
    return (
        np.where(single, logp[b, first + 3], logp[b, first]),
        np.where(single, logp[e - 1, first + 3], logp[e - 1, first + 2]),
    )


def _before(values: Array, at: Array) -> Array:
    return np.where(at > 0, values[at - 1], 0)


def _least_between(values: Array, low: Array, high: Array) -> Array:
    out: Array = np.minimum.reduceat(np.append(values, 0.0), np.stack([low, high], axis=1).ravel())[::2]
    return out


def _most_between(values: Array, low: Array, high: Array) -> Array:
    return -_least_between(-values, low, high)


def _roots(heads: Array, begin: Array, end: Array) -> tuple[Array, Array]:
    """Of each span the first token whose head lies outside it, and how many there are."""
    size = end - begin
    at = np.concatenate([[0], np.cumsum(size)[:-1]])
    owner = np.repeat(np.arange(len(size)), size)
    token = np.arange(len(owner)) - at[owner] + begin[owner]
    head = heads[token]
    outside = (head < begin[owner]) | (head >= end[owner]) | (head == token)
    first = np.minimum.reduceat(np.where(outside, token, len(heads)), at)
    return np.where(first < len(heads), first, begin), np.add.reduceat(outside.astype(np.int64), at)


def _subtrees(heads: Array) -> tuple[Array, Array]:
    """First and last token of each token's subtree."""
    left, right = np.arange(len(heads)), np.arange(len(heads))
    while True:
        further = left.copy(), right.copy()
        np.minimum.at(further[0], heads, left)
        np.maximum.at(further[1], heads, right)
        if (further[0] == left).all() and (further[1] == right).all():
            return left, right
        left, right = further
