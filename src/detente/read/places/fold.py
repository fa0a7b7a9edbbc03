"""One spelling for the many spellings of a name: what the gazetteer is keyed by.

Kept apart from the gazetteer because the program that builds it needs nothing else.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "ß": "ss",
        "ı": "i",
        "đ": "d",
        "Đ": "d",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
        "Œ": "oe",
        "ð": "d",
        "Ð": "d",
        "þ": "th",
        "Þ": "th",
        "ə": "a",
        "Ə": "a",
        "-": " ",
        "‐": " ",
        "‑": " ",
        "–": " ",
        "—": " ",
        "/": " ",
        ",": " ",
        ".": None,
        "'": None,
        "’": None,
        "‘": None,
        "`": None,
        "ʻ": None,
        "ʼ": None,
        "ʹ": None,
        '"': None,
    }
)
_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "&": "and", "twp": "township", "co": "county"}


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The key of a name: no case, accents or points; "St." and "Saint" are one.

    >>> fold("St. Petersburg"), fold("Saint-Denis"), fold("Tromsø"), fold("U.S.")
    ('saint petersburg', 'saint denis', 'tromso', 'us')
    """
    text = name.translate(_LETTERS)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = text.translate(_LETTERS)  # what a full-width or joined letter was made of
    words = text.lower().split()
    if len(words) > 1:
        if words[0] == "the":
            del words[0]
        words = [_WORDS.get(w, w) for w in words]
    return " ".join(words)


def key_hash(key: str) -> int:
    """64 bits of a key, the same on every machine and run."""
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
