"""Names in Latin letters brought to a form in which spellings meet.

Two steps: :func:`key` undoes case, accents and punctuation, which writers vary without thinking; :func:`fold` undoes
romanisation by the rules of ``data/folds.tsv``, which is bolder, so that what it finds counts for less.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from detente.knowledge.files import read_table

# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "dj", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "a"}
)
# An apostrophe inside a word joins (N'Djamena, Al-Sha'ar); full stops of initials join too (U.S., J.D.).
_JOINING = re.compile(r"['’‘ʼʻ`´]|(?<=\b\w)\.(?=\w\b)")
_PARTING = re.compile(r"[^\w&+]+")


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """A name without case, accents and punctuation.

    >>> key("Recep Tayyip Erdoğan"), key("U.S."), key("Côte d'Ivoire"), key("Al-Qaeda")
    ('recep tayyip erdogan', 'us', 'cote divoire', 'al qaeda')
    """
    if name.isascii():
        plain = name.lower()
    else:
        # Compatibility forms first: some of them decompose into capitals.
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).lower().translate(_LETTERS))
        plain = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    return " ".join(_PARTING.sub(" ", _JOINING.sub("", plain).replace("_", " ")).split())


def mended(name: str) -> str:
    """A name that was read in the wrong encoding, once or twice, as it was written; any other as it is.

    >>> mended("FranÃ§ois Hollande"), mended("PeÃ±a Nieto"), mended("Zoë")
    ('François Hollande', 'Peña Nieto', 'Zoë')
    """
    name = unicodedata.normalize("NFC", name)  # the wrong letters may themselves be taken apart
    while "Ã" in name:
        try:
            name = name.encode("cp1252").decode("utf-8")
        except UnicodeError:
            break
    return name


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["replacement"]) for row in read_table("folds.tsv"))


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    for pattern, replacement in _rules():
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """A name with its romanisation undone as well; ``""`` where nothing is left.

    >>> fold("Zelensky") == fold("Zelenskyy") == fold("Zelenskiy")
    True
    >>> len({fold(n) for n in ("Gaddafi", "Qaddafi", "Kadhafi", "Gadhafi", "al-Gaddafi", "Khadafy")})
    1
    """
    return " ".join(w for w in map(_fold_word, key(name).split()) if w)
