"""Words that may be toponyms: candidate spans.

A candidate is any run of capitalised words that the gazetteer or our tables know, any GPE, LOC or FAC of the
parser's named entities, any capitalised run that ends in a word for a feature ("Neches River") and any that follows
"in", "at" or "near". Most are no toponyms; :mod:`detente.read.places.recognition` decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.read.places.candidates import Words
from detente.read.places.fold import fold
from detente.read.places.gazetteer import Gazetteer
from detente.read.places.tokens import Tokens

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_LONGEST = 6  # words of a name
_JOINS = frozenset({"-", "–", "'", "’", "&", "/"})
_TRAILING = frozenset({"'s", "’s", "'", "’", ",", "-", ";", ":", '"'})


@dataclass(slots=True)
class Spot:
    """A candidate span: tokens ``first`` to ``last`` (exclusive), half-open offsets ``start`` to ``end``.

    Attributes:
        source: what made it a candidate.
        entries: gazetteer numbers that it may stand for.
        table: which of our tables has it, empty where none.
        surname: it ends a name that the parser takes for a person's full name ("Michael Jordan").
        features, numbers: what :func:`detente.read.places.features.describe` says of it.
    """

    start: int
    end: int
    first: int
    last: int
    text: str
    source: str
    entries: tuple[int, ...] = ()
    table: str = ""
    surname: bool = False
    features: list[str] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)


def find_spots(tokens: Tokens, gazetteer: Gazetteer, words: Words) -> list[Spot]:
    """All candidate spans, by start, longest first; no two alike."""
    found = _Found(tokens, words.never)
    _halves_of_words(found, gazetteer)
    _names_known(found, gazetteer, words)
    _names_by_form(found, words)
    for entity in tokens.doc.ents:
        if entity.label_ in PLACE_LABELS:
            found.put(entity.start, entity.end, "entity")
    ordered = sorted(found.spots.values(), key=lambda s: (s.start, -s.end))
    for spot in ordered:
        _look_up(spot, gazetteer)
    return ordered


class _Found:
    """Candidates by their tokens; what was found first stays, and words that are ``never`` places stay out."""

    def __init__(self, tokens: Tokens, never: frozenset[str]) -> None:
        self.tokens, self.never = tokens, never
        self.spots: dict[tuple[int, int], Spot] = {}

    def put(self, i: int, j: int, source: str) -> None:
        """Tokens ``i`` to ``j`` (exclusive), without an article before or a possessive after them."""
        t = self.tokens
        while i < j and (t.lower[i] == "the" or t.space[i] or not t.text[i][0].isalnum()):
            i += 1
        while i < j and (t.space[j - 1] or t.lower[j - 1] in _TRAILING):
            j -= 1
        if j - i == 1 and t.lower[i] in self.never:
            return
        if i < j and (i, j) not in self.spots and any(t.capital[i:j]):
            start, end = t.start[i], t.end[j - 1]
            self.spots[i, j] = Spot(start, end, i, j, t.whole[start:end], source)


def _halves_of_words(found: _Found, gazetteer: Gazetteer) -> None:
    """ "U.S.-led" is one word to the parser."""
    t = found.tokens
    for i in range(len(t)):
        if t.capital[i] and "-" in t.text[i][1:]:
            name = t.text[i].split("-")[0]
            if name in gazetteer.exact:
                found.spots[i, i + 1] = Spot(t.start[i], t.start[i] + len(name), i, i + 1, name, "table")


def _names_known(found: _Found, gazetteer: Gazetteer, words: Words) -> None:
    """Runs of words with capitals that our tables or the gazetteer know."""
    t = found.tokens
    runs = _runs(t, words)
    surfaces = [t.whole[t.start[i] : t.end[j - 1]] for i, j in runs]
    keys = [fold(s) for s in surfaces]
    known = gazetteer.known(keys)
    for (i, j), surface, key in zip(runs, surfaces, keys, strict=True):
        if surface in gazetteer.exact or (surface.endswith(".") and surface in gazetteer.after):
            found.put(i, j, "table")
        elif surface in gazetteer.adjectives or surface in gazetteer.peoples:
            found.put(i, j, "adjective")
        elif surface in gazetteer.after and i > 0 and t.text[i - 1] == ",":
            found.put(i, j, "table")
        elif key in known and len(key) > 1:
            # "CEO" is no town; abbreviations that are places stand in our table
            if j - i > 1 or len(surface) > 3 or not surface.isupper():
                found.put(i, j, "gazetteer")
        elif j - i == 1 and surface.isupper() and surface.title() in gazetteer.adjectives:
            found.put(i, j, "adjective")


def _runs(t: Tokens, words: Words) -> list[tuple[int, int]]:
    """Every run of up to six words that begins and ends with a capital, on one line."""
    runs: list[tuple[int, int]] = []
    for i in range(len(t)):
        if not t.capital[i]:
            continue
        for j in range(i + 1, min(len(t), i + _LONGEST) + 1):
            k = j - 1
            if t.space[k] or (j - i > 1 and "\n" in t.whole[t.end[k - 1] : t.start[k]]):
                break
            if t.capital[k] or (t.text[k] == "." and j - i > 1 and t.capital[k - 1]):
                runs.append((i, j))  # "Que." may have its point cut off
            elif t.lower[k] not in words.inside and t.text[k] not in _JOINS:
                break
    return runs


def _names_by_form(found: _Found, words: Words) -> None:
    """Runs with capitals that end or begin in a feature word, or that follow a preposition of place."""
    t, n = found.tokens, len(found.tokens)
    i = 0
    while i < n:
        j = i
        while j < n and t.capital[j] and not t.space[j] and j - i < _LONGEST:
            j += 1
        if j > i:
            _name_by_form(found, i, j, words)
        i = max(j, i + 1)


def _name_by_form(found: _Found, i: int, j: int, words: Words) -> None:
    t = found.tokens
    for k in range(i + 1, j):
        last = str(t.lower[k]).rstrip(".")
        if words.feature.get(last, "organisation") != "organisation" or last in words.last_of_name:
            found.put(i, k + 1, "feature")
    if t.lower[i] in words.first_of_name and j < len(t):
        found.put(i, j + 1 if t.text[j][:1].isdigit() else j, "feature")
    before = t.lower[i - 1] if i else ""
    if before == "the" and i > 1:
        before = t.lower[i - 2]
    if before in words.strong and t.pos[i] in {"PROPN", "NOUN", "ADJ"}:
        found.put(i, j, "preposition")


def _look_up(spot: Spot, gazetteer: Gazetteer) -> None:
    """What the words may stand for, our own tables first."""
    text = spot.text
    if text in gazetteer.exact:
        spot.table, spot.entries = "name", (gazetteer.exact[text],)
    elif text in gazetteer.adjectives or (text.isupper() and text.title() in gazetteer.adjectives):
        spot.table = "adjective"
        spot.entries = (gazetteer.adjectives.get(text) or gazetteer.adjectives[text.title()],)
    elif text in gazetteer.peoples:
        spot.table, spot.entries = "people", (gazetteer.peoples[text],)
    elif spot.source == "table":
        spot.table, spot.entries = "after", tuple(gazetteer.after[text])
    else:
        spot.entries = gazetteer.lookup(text)
