"""The dictionaries of this package as typed rows: stances.tsv, conditions.tsv, strengths.tsv."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from detente.errors import LexiconError
from detente.lexicons import load_tsv, sha256
from detente.read.positions.taken_up import FILE as TAKEN_UP
from detente.read.positions.taken_up import Later, load_later
from detente.records import ConditionKind, Stance

STANCES, CONDITIONS, STRENGTHS = "stances.tsv", "conditions.tsv", "strengths.tsv"
_FORMS = frozenset(("clause", "noun", "time", "way", "list", "inverted", "alone"))
_NEEDS = frozenset(("", "future", "negative", "stand", "demand", "never"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A row of stances.tsv.

    Attributes:
        word: lemma, adjective or phrase.
        preposition: of ``+on``, the last where several are asked for; None where none is.
        particles: those before it ("out" of ``+out +against``), which must follow closely.
        called: lemmas of ``as:``, one of which the object must be called ("called the offer a trap").
        objects: of ``=deal|pact``.
        clause: of ``^``: ``any``, ``to``, ``obj``, ``that``, ``should``, ``modal``, ``ing``, ``until``; None where none
            is asked for.
        not_clause: lemmas that the verb of the clause must not be.
        only_clause: lemmas of which it must be one.
        stance, negated: None where none is recorded.
        condition: where the frame's own condition stands.
        demanding: how many conditions the pattern has; frames that ask more are tried first.
    """

    word: str
    pos: str
    preposition: str | None
    particles: tuple[str, ...]
    called: frozenset[str]
    objects: frozenset[str]
    clause: str | None
    not_clause: frozenset[str]
    only_clause: frozenset[str]
    stance: Stance | None
    negated: Stance | None
    holder: str
    condition: str
    flags: frozenset[str]
    demanding: int
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Introducer:
    """A row of conditions.tsv: ``words`` in lower case."""

    words: tuple[str, ...]
    kind: ConditionKind
    form: str
    needs: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """All frames, ready to be looked up.

    Attributes:
        verbs: by lemma.
        adjectives: by word.
        nouns: by lemma.
        phrases: by first word.
        modal, must, should, there: the frames of modal verbs, of "must", "should" and "there can be no".
        introducers: by first word, longest first.
        strengths: by first word: (words, weight).
        deeds: nouns that say what somebody does, after which something else may follow ("after the withdrawal").
        later: words that take up an issue named before.
    """

    verbs: dict[str, tuple[Frame, ...]]
    adjectives: dict[str, tuple[Frame, ...]]
    nouns: dict[str, tuple[Frame, ...]]
    phrases: dict[str, tuple[Frame, ...]]
    modal: Frame
    must: Frame
    should: Frame
    there: Frame
    introducers: dict[str, tuple[Introducer, ...]]
    strengths: dict[str, tuple[tuple[tuple[str, ...], int], ...]]
    deeds: frozenset[str]
    later: Later
    version: str


def _stance(text: str) -> Stance | None:
    return Stance(text) if text else None


def parse_frame(row: dict[str, str]) -> Frame:
    """A frame from its row.

    Raises:
        ValueError: where the pattern or a stance is not understood.
    """
    prepositions: list[str] = []
    clause = None
    objects, excluded, only, called = frozenset[str](), frozenset[str](), frozenset[str](), frozenset[str]()
    words: list[str] = []
    for part in row["pattern"].split():
        if part.startswith("+"):
            prepositions.append(part[1:])
        elif part.startswith("as:"):
            called = frozenset(part[3:].split("|"))
        elif part.startswith("="):
            objects = frozenset(part[1:].split("|"))
        elif part.startswith("^"):
            clause = part[1:] or "any"
        elif part.startswith(">"):
            only = frozenset(part[1:].split("|"))
        elif part.startswith("!"):
            excluded = frozenset(part[1:].split("|"))
        elif not part.startswith("~"):
            words.append(part)
    if not words:
        raise ValueError(f"{row['pattern']!r} names no word")
    return Frame(
        word=" ".join(words),
        pos=row["pos"],
        preposition=prepositions[-1] if prepositions else None,
        particles=tuple(prepositions[:-1]),
        called=called,
        objects=objects,
        clause=clause,
        not_clause=excluded,
        only_clause=only,
        stance=_stance(row["stance"]),
        negated=_stance(row["negated"]),
        holder=row["holder"] or "subj",
        condition=row["condition"],
        flags=frozenset(row["flags"].split()),
        demanding=len(row["pattern"].split()),
        line=row["_line"],
    )


def _group(frames: Iterable[Frame], *, first_word: bool = False) -> dict[str, tuple[Frame, ...]]:
    grouped: dict[str, list[Frame]] = defaultdict(list)
    for frame in frames:
        grouped[frame.word.split()[0] if first_word else frame.word].append(frame)
    return {word: tuple(sorted(rows, key=lambda f: -f.demanding)) for word, rows in grouped.items()}


@lru_cache(maxsize=4)
def load_frames(overlay: str = "") -> Frames:
    """The dictionaries, the user's lines after ours.

    Raises:
        LexiconError: naming every line that is not understood.
    """
    problems: list[str] = []
    frames: list[Frame] = []
    for row in load_tsv(STANCES, required=("pattern", "pos"), overlay=overlay):
        try:
            frames.append(parse_frame(row))
        except ValueError as error:
            problems.append(f"{row['_line']}: {error}")
    deeds: set[str] = set()
    introducers: dict[str, list[Introducer]] = defaultdict(list)
    for row in load_tsv(CONDITIONS, required=("words", "kind", "form"), overlay=overlay):
        if row["form"] == "deed":
            deeds.update(row["words"].split())
            continue
        if row["form"] not in _FORMS or row["needs"] not in _NEEDS or row["kind"] not in set(ConditionKind):
            problems.append(f"{row['_line']}: kind, form or needs is none of those named at the top of the file")
            continue
        words = tuple(row["words"].lower().replace(",", " ,").split())
        introducers[words[0]].append(
            Introducer(
                words=words,
                kind=ConditionKind(row["kind"]),
                form=row["form"],
                needs=row["needs"],
                line=row["_line"],
            )
        )
    strengths: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    for row in load_tsv(STRENGTHS, required=("words", "weight"), overlay=overlay):
        words = tuple(row["words"].lower().split())
        strengths[words[0]].append((words, int(row["weight"])))
    if problems:
        raise LexiconError("; ".join(problems), code="DT302")
    single = {f.pos: f for f in frames if f.pos == "x"} | {f.word: f for f in frames if f.pos == "m"}
    return Frames(
        verbs=_group(f for f in frames if f.pos == "v"),
        adjectives=_group(f for f in frames if f.pos == "a"),
        nouns=_group(f for f in frames if f.pos == "n"),
        phrases=_group((f for f in frames if f.pos == "p"), first_word=True),
        modal=single["modal"],
        must=single["must"],
        should=single["should"],
        there=single["x"],
        introducers={w: tuple(sorted(rows, key=lambda i: -len(i.words))) for w, rows in introducers.items()},
        strengths={w: tuple(sorted(rows, key=lambda s: -len(s[0]))) for w, rows in strengths.items()},
        deeds=frozenset(deeds),
        later=load_later(overlay),
        version="".join(sha256(name, overlay=overlay)[:8] for name in (STANCES, CONDITIONS, STRENGTHS, TAKEN_UP)),
    )
