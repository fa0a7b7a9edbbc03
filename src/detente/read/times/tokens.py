"""Words of a text as one string of codes, so that rules over words are regular expressions over characters.

Every word (or sign) of the text becomes one character: a word of the dictionary has a code of its own, numbers have
one by their shape, all others share two. A pattern over words then runs at the speed of :mod:`re`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_MONTH_ABBREVIATIONS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_DAY_ABBREVIATIONS = "Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun"
_TITLES = "Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Capt|Lt|Sgt|St|No|p"

# Shapes in the order they are tried; the name of the group decides the kind. Plain words come first and white space is
# taken along with what follows it, since a text is mostly these two.
_TOKEN = re.compile(
    rf"""
    (?:[ \t\r\f\v]++|\n(?![ \t\r\f\v]*+\n))*+
    (?:
      (?P<plain>\b[^\W\d_]{{2,}}(?![\w.'’]))
    | (?P<para>\n[ \t\r\f\v]*\n\s*)
    | (?P<iso>\b\d{{4}}-\d\d-\d\d(?:T\d\d(?::?\d\d(?::?\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b)
    | (?P<slash>(?<![\d/.])(?:\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d\d)|\d{{4}}/\d{{1,2}}/\d{{1,2}})(?![\d/]|\.\d))
    | (?P<clock>\b\d{{1,2}}:[0-5]\d(?::[0-5]\d)?(?:\b|(?=[ap]\.?m\b))|\b\d{{1,2}}\.[0-5]\d(?=\s?[ap]\.?m\b))
    | (?P<decade>(?<!\w)(?:1\d|20|['’‘`])?\d0['’]?s\b)
    | (?P<yy>(?<!\w)['’‘`]\d\d\b(?!\s?['’]))
    | (?P<bignum>\b\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?\b)
    | (?P<dec>\b\d+\.\d+\b)
    | (?P<frac>\b\d/\d\b(?!/)|[½¼¾])
    | (?P<ord>\b\d{{1,3}}(?:st|nd|rd|th)\b)
    | (?P<hour>\b\d{{1,2}}(?=[ap]\.?m\b\.?))
    | (?P<alnum>\b\d+[^\W\d_][\w]*|\b[^\W\d_]+\d\w*)
    | (?P<int>\d+)
    | (?P<ampm>(?<![^\W_])[AaPp]\.\s?[Mm]\.?(?!\w))
    | (?P<abbr>\b(?:{_MONTH_ABBREVIATIONS}|{_DAY_ABBREVIATIONS}|{_TITLES})\.)
    | (?P<oclock>\bo['’]clock\b)
    | (?P<poss>['’](?:s|S)\b|(?<=s)['’](?=\s))
    | (?P<neg>n['’]t\b|['’](?:ll|d|re|ve|m)\b)
    | (?P<word>[^\W\d_]+?(?=n['’]t\b)|[^\W\d_]+)
    | (?P<mark>--+|[^\w\s])
    | (?P<gap>)  # white space that nothing follows: taken too, lest each of its characters start a search
    )
    """,
    re.VERBOSE,
)

#: Codes of shapes. Characters of the private use area beyond these stand for words of the dictionary.
SHAPES = {
    "para": "\ue000",
    "low": "\ue001",
    "Name": "\ue002",
    "mark": "\ue003",
    "stop": "\ue004",
    "iso": "\ue010",
    "slash": "\ue011",
    "clock": "\ue012",
    "decade": "\ue013",
    "yy": "\ue014",
    "bignum": "\ue015",
    "dec": "\ue016",
    "frac": "\ue017",
    "ord": "\ue018",
    "ord-large": "\ue019",
    "fy": "\ue01a",
    "qq": "\ue01b",
    "hh": "\ue01c",
    "alnum": "\ue01d",
    "int-1-12": "\ue020",
    "int-13-24": "\ue021",
    "int-25-31": "\ue022",
    "int-0": "\ue023",
    "int-32-999": "\ue024",
    "int-1000-1799": "\ue025",
    "int-1800-2059": "\ue026",
    "int-2060-2999": "\ue027",
    "int-large": "\ue028",
}
FIRST_WORD_CODE = 0xE100

#: Built-in classes that rules may name.
SHAPE_CLASSES: dict[str, tuple[str, ...]] = {
    "iso": ("iso",),
    "slash": ("slash",),
    "clock": ("clock",),
    "decade": ("decade",),
    "yy": ("yy",),
    "bignum": ("bignum",),
    "dec": ("dec",),
    "frac": ("frac",),
    "ord": ("ord",),
    "fy": ("fy",),
    "qq": ("qq",),
    "hh": ("hh",),
    "d": ("int-1-12", "int-13-24", "int-25-31"),
    "h": ("int-0", "int-1-12", "int-13-24"),
    "year": ("int-1000-1799", "int-1800-2059", "int-2060-2999"),
    "newsyear": ("int-1800-2059",),
    "int": (
        "int-0",
        "int-1-12",
        "int-13-24",
        "int-25-31",
        "int-32-999",
        "int-1000-1799",
        "int-1800-2059",
        "int-2060-2999",
        "int-large",
    ),
    "Name": ("Name",),
    "word": ("low", "Name"),
}

_FISCAL = re.compile(r"FY\d\d(?:\d\d)?", re.I)
_QUARTER = re.compile(r"Q[1-4]|[1-4]Q(?:\d\d)?", re.I)
_HALF = re.compile(r"H[12]|[12]H", re.I)
_STOPS = frozenset(".;:!?")
_SENTENCE_ENDS = frozenset(".!?")
_CURRENCIES = frozenset("$£€¥#")
_APOSTROPHES = str.maketrans("’‘`", "'''")


def _int_shape(word: str) -> str:
    if len(word) > 4:
        return "int-large"
    number = int(word)
    if len(word) == 4:
        if number >= 3000 or number < 1000:
            return "int-large"
        return "int-1000-1799" if number < 1800 else "int-1800-2059" if number < 2060 else "int-2060-2999"
    if number == 0:
        return "int-0"
    if number > 31:
        return "int-32-999"
    return "int-1-12" if number <= 12 else "int-13-24" if number <= 24 else "int-25-31"


def key_of(word: str) -> str:
    """The form under which a word stands in the dictionary: small, with a straight apostrophe."""
    return word.lower().translate(_APOSTROPHES)


class Token(NamedTuple):
    """A word or sign: ``text[start:end] == word``; ``key`` is its form in the dictionary."""

    start: int
    end: int
    word: str
    key: str
    shape: str


@dataclass(frozen=True)
class Tokens:
    """A text as words, and as one code a word: ``codes[i]`` belongs to ``items[i]``."""

    text: str
    items: tuple[Token, ...]
    codes: str

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def bounds(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """For each token, where its sentence begins and ends (token indices, half open)."""
        begins, ends = [], [0] * len(self.items)
        begin = 0
        for i, item in enumerate(self.items):
            begins.append(begin)
            if item.shape == "para" or (item.key in _SENTENCE_ENDS and self._ends_sentence(i)):
                for j in range(begin, i + 1):
                    ends[j] = i
                begin = i + 1
        for j in range(begin, len(self.items)):
            ends[j] = len(self.items)
        return tuple(begins), tuple(ends)

    def _ends_sentence(self, i: int) -> bool:
        following = self.items[i + 1] if i + 1 < len(self.items) else None
        if following is None or (following.start == self.items[i].end and following.shape != "mark"):
            return following is None
        previous = self.items[i - 1].word if i else ""
        return not (len(previous) == 1 and previous.isupper())


def split_words(text: str, codes: Mapping[tuple[str, bool], str]) -> Tokens:
    """Split a text into coded words.

    Args:
        text: any text.
        codes: code of each dictionary word, by key and whether it begins with a capital.
    """
    items: list[Token] = []
    out: list[str] = []
    lookup = codes.get
    shapes = SHAPES
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind == "gap":
            continue
        word = match[kind]
        start, end = match.span(kind)
        if kind == "plain" or kind == "word":
            key = word.lower()
            first_upper = word[0].isupper()
            code = lookup((key, first_upper))
            if code is None:
                code = shapes["Name"] if first_upper else shapes["low"]
            shape = "word"
        else:
            key, shape, code = _shaped(kind, word, lookup)
        items.append(Token(start, end, word, key, shape))
        out.append(code)
    return Tokens(text, tuple(items), "".join(out))


def _shaped(kind: str, word: str, lookup: Callable[[tuple[str, bool]], str | None]) -> tuple[str, str, str]:
    """Key, shape and code of what is no plain word."""
    if kind == "para":
        return "\n", "para", SHAPES["para"]
    if kind in ("int", "hour"):
        # Python reads any Unicode digit; what is not ASCII is left alone.
        shape = _int_shape(word) if word.isascii() else "int-large"
        return word, shape, SHAPES[shape]
    key = key_of(word)
    if kind == "ord":
        shape = "ord" if word[:-2].isascii() and 1 <= int(word[:-2]) <= 31 else "ord-large"
        return key, shape, SHAPES[shape]
    if kind == "alnum":
        shape = (
            "fy"
            if _FISCAL.fullmatch(word)
            else "qq"
            if _QUARTER.fullmatch(word)
            else "hh"
            if _HALF.fullmatch(word)
            else "alnum"
        )
        return key, shape, SHAPES[shape]
    if kind in SHAPES and kind not in ("mark",):
        return key, kind, SHAPES[kind]
    if kind == "ampm":
        key = key.replace(" ", "").replace("\n", "").rstrip(".") + "."
    elif kind == "poss":
        key = "'s"
    elif kind == "mark":
        if word in _CURRENCIES:
            key = "$"
        elif word in "‐‑–" or word == "-":
            key = "-"
    code = lookup((key, word[0].isupper()))
    if code is None:
        code = SHAPES["stop"] if key in _STOPS else SHAPES["Name"] if kind == "abbr" else SHAPES["mark"]
    return key, kind, code
