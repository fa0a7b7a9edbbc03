"""What the tagger sees of a token: wordpieces, and a few facts that a small encoder would have to guess.

The same functions feed training and reading, so that both see the same numbers. Quotation marks of
every style become one wordpiece; whether a mark opens or closes, and what lies inside, is told by a
feature that :mod:`~detente.read.statements.quotation_marks` has worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from detente.read.statements.quotation_marks import Quotation, find_paragraphs, find_quotations

if TYPE_CHECKING:
    from spacy.tokens import Doc

Ints = npt.NDArray[np.int32]

# Feature blocks in this order; each has its own range in one embedding table. 0 is "unknown" in every block.
QUOTE_STATES = 7  # unknown, outside, inside double, opening, closing, inside single, other mark
BREAKS = 4  # unknown, none, sentence start, paragraph start
SHAPES = 8  # unknown, lower, title, upper, mixed, digits, punctuation, other
DISTANCES = 19  # unknown, root, then head left/right in buckets
BLOCKS = ("quote", "break", "shape", "tag", "dep", "distance")

_QUOTES = {"``": '"', "''": '"', "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "＂": '"'}
_SINGLES = {"‘": "'", "’": "'", "‚": "'", "‹": "'", "›": "'"}
_DASHES = {"—": "-", "–": "-", "--": "-", "---": "-", "―": "-"}
MAX_PIECES = 8  # of one token: a longer one is an address or a table row


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """Sizes and offsets of the feature blocks, and the parser's labels they were made from."""

    tags: tuple[str, ...]
    deps: tuple[str, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of values of each block."""
        return (QUOTE_STATES, BREAKS, SHAPES, len(self.tags) + 1, len(self.deps) + 1, DISTANCES)

    @property
    def offsets(self) -> tuple[int, ...]:
        """First row of each block in the embedding table."""
        return tuple(int(n) for n in np.cumsum((0, *self.sizes[:-1])))

    @property
    def total(self) -> int:
        """Rows of the embedding table."""
        return sum(self.sizes)


@dataclass(frozen=True, slots=True)
class TokenTable:
    """The tokens of one text that are not white space, as arrays of length n.

    Attributes:
        words: the tokens' texts, marks normalised.
        starts, ends: offsets into the text.
        features: shape (n, blocks), rows of the embedding table.
        heads: index into this table of each token's syntactic head.
        sentences, paragraphs: running number of the sentence and paragraph of each token.
        quote: the quote state of each token.
    """

    words: tuple[str, ...]
    starts: Ints
    ends: Ints
    features: Ints
    heads: Ints
    sentences: Ints
    paragraphs: Ints
    quote: Ints
    quotations: tuple[Quotation, ...]

    def __len__(self) -> int:
        return len(self.words)


def normalise_word(word: str, as_quote: bool) -> str:
    """A token as the wordpiece vocabulary should see it: one kind of quotation mark, dash and ellipsis."""
    if as_quote or word in _QUOTES:
        return '"'
    if word in _DASHES:
        return "-"
    if word == "…":
        return "..."
    if len(word) == 1:
        return _SINGLES.get(word, word)
    return word.replace("’", "'").replace("‘", "'")


def shape_of(word: str) -> int:
    """Class of a token's letters: the encoder itself is uncased."""
    if word.isalpha():
        if word.islower():
            return 1
        if word.isupper() and len(word) > 1:
            return 3
        return 2 if word[0].isupper() and word[1:].islower() else 4
    if word[:1].isdigit():
        return 5
    if any(c.isalpha() for c in word):
        return 1 if word.islower() else 2 if word[0].isupper() else 4
    return 6 if not word.isspace() else 7


def quote_states(text: str, starts: Ints, ends: Ints, quotations: Sequence[Quotation]) -> Ints:
    """The quote state of each token, see ``QUOTE_STATES``."""
    state = np.ones(len(starts), np.int32)
    for q in quotations:
        inside = 5 if q.single else 2
        low, high = np.searchsorted(starts, (q.inner_start, q.inner_end))
        if q.depth == 0:
            state[low:high] = inside
        for at, value in ((q.start, 3), (q.inner_end, 4)):
            if (value == 4 and not q.closed) or q.depth:
                continue
            i = int(np.searchsorted(ends, at, side="right"))
            if i < len(starts) and starts[i] <= at and ends[i] - starts[i] <= 3:
                state[i] = value
    for i, (b, e) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        if state[i] in (1, 2, 5) and text[b:e] in _QUOTES | {'"': '"'}:
            state[i] = 6
    return state


def table_of(doc: Doc, space: FeatureSpace, text: str | None = None) -> TokenTable:
    """The token table of a parsed text.

    Args:
        doc: a spaCy Doc with tags, dependencies and sentences, whose ``token.idx`` are offsets into the text.
        space: the parser labels that the model was trained with; labels it does not know are "unknown".
        text: ``doc.text`` where the caller has it; spaCy joins it anew at each use.
    """
    text = doc.text if text is None else text
    # One call for all tokens: asking each Token in turn costs a tenth of the parse.
    idx, length, tag, dep, head, sent_start, space_only = (
        doc.to_array(["IDX", "LENGTH", "TAG", "DEP", "HEAD", "SENT_START", "IS_SPACE"]).astype(np.int64).T
    )
    kept = np.flatnonzero(space_only == 0)
    n = len(kept)
    starts = idx[kept].astype(np.int32)
    ends = (idx + length)[kept].astype(np.int32)
    texts = [text[b:e] for b, e in zip(starts.tolist(), ends.tolist(), strict=True)]
    quotations = find_quotations(text)
    quote = quote_states(text, starts, ends, quotations)
    words = tuple(normalise_word(t, q in (3, 4)) for t, q in zip(texts, quote.tolist(), strict=True))

    place = np.full(len(doc), -1, np.int32)
    place[kept] = np.arange(n, dtype=np.int32)
    own = np.arange(n, dtype=np.int32)
    heads = place[(np.arange(len(doc)) + head)[kept]]
    heads = np.where(heads < 0, own, heads).astype(np.int32)

    opens = [b for b, _ in find_paragraphs(text)]
    paragraphs = np.searchsorted(np.asarray(opens, np.int64), starts, side="right").astype(np.int32)
    sentences = np.cumsum(sent_start == 1)[kept].astype(np.int32)
    new_sent = np.diff(sentences, prepend=-1) > 0
    new_para = np.diff(paragraphs, prepend=-1) > 0

    columns = np.stack(
        [
            quote,
            np.where(new_para, 3, np.where(new_sent, 2, 1)),
            np.fromiter((shape_of(t) for t in texts), np.int32, n),
            _numbers(doc, tag[kept], space.tags),
            _numbers(doc, dep[kept], space.deps),
            distance_bucket(heads - own),
        ],
        axis=1,
    )
    features = (columns + np.asarray(space.offsets)[None, :]).astype(np.int32)
    return TokenTable(words, starts, ends, features, heads, sentences, paragraphs, quote, quotations)


def _numbers(doc: Doc, hashes: npt.NDArray[np.int64], labels: Sequence[str]) -> Ints:
    """Numbers of spaCy's labels, given by their hashes; 0 for those that the model does not know."""
    number = {name: i + 1 for i, name in enumerate(labels)}
    seen, inverse = np.unique(hashes.astype(np.uint64), return_inverse=True)
    strings = doc.vocab.strings
    found = np.asarray([number.get(strings[int(h)] if h else "", 0) for h in seen], np.int32)
    out: Ints = found[inverse] if len(seen) else np.zeros(0, np.int32)
    return out


def distance_bucket(distance: Ints) -> Ints:
    """Signed distances to the head as buckets: exact up to 4, then 5-7, 8-12, 13-20, more."""
    size = np.abs(distance)
    bucket = np.where(size <= 4, size, np.where(size <= 7, 5, np.where(size <= 12, 6, np.where(size <= 20, 7, 8))))
    return np.where(distance == 0, 1, np.where(distance < 0, 1 + bucket, 9 + bucket)).astype(np.int32)


class Pieces:
    """Wordpieces of tokens, remembered: news repeats its words."""

    def __init__(self, encode: Callable[[str], Sequence[int]], limit: int = 200_000) -> None:
        self._encode = encode
        self._limit = limit
        self._seen: dict[str, tuple[int, ...]] = {}

    def __call__(self, words: Iterable[str]) -> list[tuple[int, ...]]:
        """Ids of each word's wordpieces, at least one and at most ``MAX_PIECES``."""
        seen = self._seen
        out = []
        for word in words:
            ids = seen.get(word)
            if ids is None:
                ids = tuple(self._encode(word))[:MAX_PIECES] or (100,)  # 100: [UNK]
                if len(seen) < self._limit:
                    seen[word] = ids
            out.append(ids)
        return out
