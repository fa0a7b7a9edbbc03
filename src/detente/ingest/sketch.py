"""A small, comparable fingerprint of a text's wording: the smallest hashes of its five-word shingles.

Bottom-k sketches (Broder 1997, "On the resemblance and containment of documents"; Cohen and Kaplan 2007) estimate,
unlike MinHash with LSH, how much of one text stands in the other as well as how alike the two are. That is what tells a
wire story cut to a third, or put under a new lead, from a story about the same thing.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Words of a shingle. Five in a row are seldom shared by chance; longer ones do not survive edits of single words.
WORDS = 5
#: Hashes kept of a text; the standard error of a share of one half is then at most .5/sqrt(256) = .03.
SIZE = 256

_WORD = re.compile(r"[^\W_]+")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")
#: Odd multipliers, one a place in the shingle: the fractional bits of square roots of primes, as in SHA-2.
_PLACES = np.array(
    [0x6A09E667F3BCC909, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1, 0x510E527FADE682D1],
    dtype=np.uint64,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """Fingerprint of one text.

    Attributes:
        hashes: the smallest distinct hashes, ascending, shape (up to SIZE,), uint32.
        total: number of distinct shingles that the text has.
    """

    hashes: NDArray[np.uint32]
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether every shingle is kept."""
        return self.total == len(self.hashes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How two texts overlap, estimated.

    Attributes:
        of_left, of_right: share of the one text's shingles that the other has too, 0 to 1.
        jaccard: shared shingles among all of both.
        shared: number of shared shingles, in the whole texts.
    """

    of_left: float
    of_right: float
    jaccard: float
    shared: float


def make_sketch(text: str) -> Sketch:
    """The sketch of a text. Case, accents, punctuation, line breaks and HTML entities make no difference to it.

    >>> a = make_sketch("The ministers met in the capital on Monday, and agreed to meet again.")
    >>> b = make_sketch("THE MINISTERS MET IN THE CAPITAL ON MONDAY AND AGREED TO MEET AGAIN")
    >>> overlap(a, b).jaccard
    1.0
    """
    words = _words(text)
    if len(words) < WORDS:
        return Sketch(hashes=np.empty(0, dtype=np.uint32), total=0)
    codes = np.fromiter((zlib.crc32(w.encode("utf-8", "surrogatepass")) for w in words), dtype=np.uint64)
    count = len(codes) - WORDS + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(WORDS):
        mixed += codes[place : place + count] * _PLACES[place]
    hashes = np.unique((_finalize(mixed) >> np.uint64(32)).astype(np.uint32))
    return Sketch(hashes=hashes[:SIZE], total=len(hashes))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _ENTITY.sub(" ", text)).casefold()
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)) if not plain.isascii() else plain)


def _finalize(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's last steps (Steele, Lea and Flood 2014): every input bit reaches every output bit."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def overlap(left: Sketch, right: Sketch) -> Overlap:
    """How two texts overlap, from the hashes up to where both sketches are complete."""
    if not left.total or not right.total:
        return Overlap(of_left=0.0, of_right=0.0, jaccard=0.0, shared=0.0)
    a, b = left.hashes, right.hashes
    ends = [s.hashes[-1] for s in (left, right) if not s.is_whole]
    if ends:
        end = min(ends)
        a, b = a[a <= end], b[b <= end]
    if not len(a) or not len(b):
        return Overlap(of_left=0.0, of_right=0.0, jaccard=0.0, shared=0.0)
    both = len(np.intersect1d(a, b, assume_unique=True))
    of_left = both / len(a)
    return Overlap(
        of_left=of_left,
        of_right=both / len(b),
        jaccard=both / (len(a) + len(b) - both),
        shared=of_left * left.total,
    )
