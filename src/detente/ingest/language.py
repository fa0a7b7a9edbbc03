"""Which language a text is in, offline and deterministic.

py3langid (Barbaresi's fork of langid.py, Lui and Baldwin 2012; 97 languages) judges; before it, a count of function
words settles what is plainly English. Dropping an English article costs all its facts, so that the burden of proof is
on the other languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

#: Characters that are looked at for function words, and by py3langid, which is slow; longer does not change the
#: verdict on news (of 92 pages in other languages on none; 600 characters do on one).
SAMPLE_CHARS = 2000
_JUDGED_CHARS = 1000
#: Shorter texts are not judged at all.
MIN_CHARS = 80
#: Share of these words in running English: .25 to .45 on the development texts, below .06 in other languages.
MIN_FUNCTION_SHARE = 0.15
_FUNCTION = frozenset(
    [
        "the",
        "of",
        "to",
        "and",
        "a",
        "in",
        "that",
        "is",
        "was",
        "for",
        "on",
        "with",
        "as",
        "by",
        "at",
        "from",
        "it",
        "be",
        "are",
        "this",
        "has",
        "have",
        "had",
        "he",
        "his",
        "said",
        "an",
        "not",
        "but",
        "which",
        "were",
        "their",
        "its",
        "who",
        "will",
        "they",
        "been",
        "would",
        "or",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A verdict.

    Attributes:
        code: ISO 639-1; None where the text is too short to tell.
        basis: ``function words`` or ``py3langid``.
    """

    code: str | None
    basis: str


def detect_language(text: str) -> Language:
    """The language of a text, None where it is too short.

    >>> words = "The minister said that the talks had been put off to the end of the month by the two sides."
    >>> detect_language(words).code
    'en'
    """
    sample = text[:SAMPLE_CHARS]
    words = [w.casefold() for w in _WORD.findall(sample)]
    if len(sample) < MIN_CHARS or len(words) < 12:
        return Language(code=None, basis="too short")
    if sum(w in _FUNCTION for w in words) / len(words) >= MIN_FUNCTION_SHARE:
        return Language(code="en", basis="function words")
    import py3langid

    code, _ = cast(Any, py3langid).classify(sample[:_JUDGED_CHARS])
    return Language(code=str(code), basis="py3langid")
