"""What kind of saying a cue is: the cue dictionary, and how a cue is looked up in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from detente.lexicons import load_toml, load_tsv

if TYPE_CHECKING:
    from spacy.tokens import Token

FILE = "cues.tsv"
FRAMES = "attribution.toml"
DEFAULT_CLASS = "say"
_KIND_OF_POS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective", "ADV": "phrase"}
_MAX_SKIPPED = 2  # words between two of a phrase: "expressed deep and lasting concern"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the dictionary."""

    lemmas: tuple[str, ...]
    verb_class: str
    line: str


@dataclass(frozen=True, slots=True)
class CueReading:
    """What a cue says.

    Attributes:
        verb_class: of the dictionary line that fired, ``say`` where none did.
        negated: the cue says that something was not said.
        line: the dictionary line, as evidence; empty where none fired.
    """

    verb_class: str
    negated: bool
    line: str


@dataclass(frozen=True, slots=True)
class CueBook:
    """The cue dictionary, ready for look-up."""

    words: dict[tuple[str, str], Entry]  # (lemma, kind)
    phrases: dict[str, tuple[Entry, ...]]  # by first lemma, longest first
    negations: frozenset[str]
    refusals: frozenset[str]
    said: frozenset[str]

    def knows_verb(self, lemma: str) -> bool:
        """Whether the dictionary has this verb."""
        return (lemma, "verb") in self.words

    def read(self, tokens: Sequence[Token]) -> CueReading:
        """Class and polarity of a cue, given its tokens in order."""
        lemmas = [t.lemma_.lower() if t.lemma_ else t.lower_ for t in tokens]
        entry = self._phrase(lemmas) or self._phrase([t.lower_ for t in tokens]) or self._word(tokens, lemmas)
        return CueReading(
            verb_class=entry.verb_class if entry else DEFAULT_CLASS,
            negated=self._negated(tokens, lemmas),
            line=entry.line if entry else "",
        )

    def _phrase(self, lemmas: Sequence[str]) -> Entry | None:
        best: Entry | None = None
        for i, lemma in enumerate(lemmas):
            for entry in self.phrases.get(lemma, ()):
                if (best is None or len(entry.lemmas) > len(best.lemmas)) and _in_order(entry.lemmas, lemmas[i:]):
                    best = entry
        return best

    def _word(self, tokens: Sequence[Token], lemmas: Sequence[str]) -> Entry | None:
        """The main verb first: the last known one, for those before it are auxiliaries or control it."""
        for wanted in ("verb", "noun", "adjective", "phrase"):
            hits = [
                self.words[lemma, wanted]
                for token, lemma in zip(tokens, lemmas, strict=True)
                if (lemma, wanted) in self.words and _KIND_OF_POS.get(token.pos_, wanted) == wanted
            ]
            if hits:
                return hits[0] if wanted == "verb" and hits[0].verb_class == "refuse" else hits[-1]
        forms = [*lemmas, *(stem for t in tokens if t.pos_ == "PROPN" for stem in _stems(t.lower_))]
        any_kind = ((form, kind) for form in forms for kind in ("verb", "noun", "adjective", "phrase"))
        return next((self.words[key] for key in any_kind if key in self.words), None)

    def _negated(self, tokens: Sequence[Token], lemmas: Sequence[str]) -> bool:
        if any(w in self.negations for w in lemmas) or any(t.lower_ in self.negations for t in tokens):
            return True
        heads = [t for t in tokens if t.pos_ in ("VERB", "AUX")]
        if any(child.dep_ == "neg" for t in heads for child in t.children):
            return True
        refusing = [i for i, lemma in enumerate(lemmas) if lemma in self.refusals]
        return any(lemma in self.said for i in refusing for lemma in lemmas[i + 1 :])


def _stems(word: str) -> tuple[str, ...]:
    """What a verb in a headline may be a form of: parsers take "Slams" for a name, which has no lemma.

    >>> _stems("endorses")
    ('endorse', 'endors')
    """
    return tuple(word.removesuffix(end) for end in ("s", "es", "d", "ed", "ing") if word.endswith(end))


def _in_order(phrase: tuple[str, ...], lemmas: Sequence[str]) -> bool:
    at = 0
    for k, word in enumerate(phrase):
        limit = at + 1 if k == 0 else at + 1 + _MAX_SKIPPED
        found = next((j for j in range(at, min(limit, len(lemmas))) if lemmas[j] == word), None)
        if found is None:
            return False
        at = found + 1
    return True


def make_cue_book(rows: Iterable[dict[str, str]], negation: dict[str, Sequence[str]]) -> CueBook:
    """A cue book from dictionary rows; of two rows for the same cue and kind the later one counts."""
    words: dict[tuple[str, str], Entry] = {}
    phrases: dict[tuple[str, ...], Entry] = {}
    for row in rows:
        lemmas = tuple(row["cue"].lower().split())
        entry = Entry(lemmas, row["class"], row.get("_line", ""))
        if len(lemmas) == 1:
            words[lemmas[0], row["kind"]] = entry
        else:
            phrases[lemmas] = entry
    by_first: dict[str, list[Entry]] = {}
    for entry in phrases.values():
        by_first.setdefault(entry.lemmas[0], []).append(entry)
    return CueBook(
        words=words,
        phrases={k: tuple(sorted(v, key=lambda e: -len(e.lemmas))) for k, v in by_first.items()},
        negations=frozenset(negation["words"]),
        refusals=frozenset(negation["verbs"]),
        said=frozenset(negation["said"]),
    )


@lru_cache(maxsize=4)
def load_cue_book(overlay: str = "") -> CueBook:
    """The shipped dictionary, with a user's overlay folder laid over it.

    Raises:
        LexiconError: where a line does not fit the columns.
    """
    rows = load_tsv(FILE, required=("cue", "class", "kind"), overlay=overlay)
    return make_cue_book(rows, load_toml(FRAMES, overlay=overlay)["negation"])


def classes(book: CueBook) -> Iterator[str]:
    """Every verb class of the dictionary, in alphabetical order."""
    names = {e.verb_class for e in book.words.values()} | {e.verb_class for v in book.phrases.values() for e in v}
    yield from sorted(names)
