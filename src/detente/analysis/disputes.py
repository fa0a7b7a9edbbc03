"""Whether what one side says disputes what another side claims, and how.

Both are told of the same matter by the words they share: names, what was done, what is counted. Then one must deny the
other, call it false, have its contrary (a negation beside a shared deed, a word that excludes another, who fired
first) or another figure for the same thing. What is found is a proposal for an analyst to confirm; where the words
leave it open, nothing is told.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise

from detente.analysis.facts import Fact
from detente.analysis.figures import NUMBER_WORDS, Figure, contrary_figures, figures
from detente.analysis.words import fate_words, stem_of, stems
from detente.lexicons import load_tsv

# How much of the words of the shorter a denial and a contrary must share with the claim, and how many at least.
_DENIED, _CONTRARY, _BLAMED, _AT_LEAST = 0.5, 0.6, 0.4, 2
# A contrary is found in more words than a denial that says of itself what it is.
# How much of both a denial in another article must have in common with the claim.
_OF_DENIED = 0.34
_CONTRARY_AT_LEAST, _OF_CLAIM, _OF_OTHER = 3, 0.4, 0.2
_NOT = ("not", "no", "never", "nothing")
# What is denied in one word: "Islamabad denied this".
_POINTERS = (("it",), ("this",), ("that",), ("these",))
# Whom these mean, the words alone do not say.
_SOMEBODY = frozenset(("he", "she", "they", "this", "these", "those", "some", "one"))
# How many words a mere reference has at most, with a reason given beside it ("rejected the claims, saying that ...").
_BRIEF = 10
# How many days may lie between a claim and what disputes it: a state of affairs lasts less long than a quarrel.
_DAYS_DENIED, _DAYS_CONTRARY, _DAYS_REFERENCE, _DAYS_FIGURE = 90, 14, 4, 3
# How far after a negation the deed may stand that it denies ("no migrants were pushed"), in words; after "no sign that"
# and the like farther.
_REACH, _REACH_EVIDENCE = 5, 12
_DAYS = frozenset(calendar.day_name[n].lower() for n in range(7))
_SPANS = frozenset(
    (
        "since",
        "recent",
        "total",
        "overall",
        "far",
        "daily",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "decade",
    )
)
# What may follow a word that calls something false.
_LINKS = frozenset(("that", "because", "since", "but", "while", "saying", "insisting", "adding", "too", "however"))
# What will or should be is no contrary of what is.
_TO_COME = frozenset(("will", "would", "shall", "should"))
_WORD = re.compile(r"[^\W\d_]+n['’]t\b|[^\W\d_]+|\d[\d.,]*")


class How(StrEnum):
    """How a claim is disputed."""

    DENIED = "denied"
    CALLED_FALSE = "called false"
    CONTRARY = "contrary asserted"
    FIGURE = "another figure given"


# Confidence without the words shared; not fitted.
WEIGHTS = {How.DENIED: 0.5, How.CALLED_FALSE: 0.45, How.CONTRARY: 0.35, How.FIGURE: 0.3}


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWords:
    """disputes.tsv by role; opposites by their stems, both ways."""

    denying: frozenset[str]
    rejecting: frozenset[str]
    calling: tuple[tuple[str, ...], ...]
    disowning: tuple[tuple[str, ...], ...]
    negating: frozenset[str]
    failing: frozenset[str]
    mere: frozenset[str]
    evidence: frozenset[str]
    reference: frozenset[str]
    reference_stems: frozenset[str]
    shot: frozenset[str]
    pointing: frozenset[str]
    same: dict[str, str]
    opposite: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def dispute_words() -> DisputeWords:
    """disputes.tsv, read once."""
    roles: dict[str, set[str]] = defaultdict(set)
    opposite: dict[str, set[str]] = defaultdict(set)
    same: dict[str, str] = {}
    for row in load_tsv("disputes.tsv", required=("words", "role")):
        if row["role"] == "same":
            first, *others = map(_stem, row["words"].split())
            same.update(dict.fromkeys(others, first))
    for row in load_tsv("disputes.tsv", required=("words", "role")):
        if row["role"] == "opposite":
            one, two = (same.get(_stem(word), _stem(word)) for word in row["words"].split())
            opposite[one].add(two)
            opposite[two].add(one)
        elif row["role"] != "same":
            roles[row["role"]].add(row["words"])
    return DisputeWords(
        denying=frozenset(roles["denying"]),
        rejecting=frozenset(roles["rejecting"]),
        calling=tuple(sorted(tuple(w.split()) for w in roles["calling"])),
        disowning=tuple(sorted(tuple(w.split()) for w in roles["disowning"])),
        negating=frozenset(roles["negating"]),
        failing=frozenset(roles["failing"]),
        mere=frozenset(roles["mere"]),
        evidence=frozenset(roles["evidence"]),
        reference=frozenset(roles["reference"]),
        reference_stems=frozenset(map(_stem, roles["reference"])),
        shot=frozenset(same.get(_stem(w), _stem(w)) for w in roles["shot"]),
        pointing=frozenset(roles["pointing"]),
        same=same,
        opposite={word: frozenset(others) for word, others in opposite.items()},
    )


@lru_cache(maxsize=1)
def _hollow() -> frozenset[str]:
    """Stems of number words and of words that point at something."""
    return frozenset(map(_stem, NUMBER_WORDS | dispute_words().pointing))


def _stem(word: str) -> str:
    return fate_words().stem.get(word, stem_of(word))


def _same(word: str) -> str:
    stem = _stem(word)
    return dispute_words().same.get(stem, stem)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Words of somebody about something.

    Attributes:
        by: actor id; None where nobody is named.
        side: the state that they belong to, else the actor; empty where nobody is named.
        named: sides that the words name.
        around: sides that the article names.
        cue: the words that say that it was said.
        rebel: whether it is those in arms against the state who speak.
        names_of: by side, the words that name it here.
        sentence: the sentence that the words begin in; the words where it is not known.
    """

    by: str | None
    side: str
    text: str
    fact: Fact
    named: frozenset[str]
    around: frozenset[str]
    cue: frozenset[str] = frozenset()
    rebel: bool = False
    names_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sentence: str = ""

    def with_(self, other: Told) -> bool:
        """Whether both are of one side: two ministers of a state are, its rebels are not."""
        return (self.side == other.side and self.rebel == other.rebel) or self.is_(other)

    def is_(self, other: Told) -> bool:
        """Whether both are one person, known by the family name here and by more of the name there."""
        mine, theirs = (re.split(r"[:\W-]+", t.by or "")[1:] for t in (self, other))
        return bool(mine and theirs) and mine[-1] == theirs[-1] and ":" in (self.by or "") and ":" in (other.by or "")

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Words in small letters, in order."""
        return tuple(w.lower().replace("’", "'") for w in _WORD.findall(self.text))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Beginnings of the words that carry content; what is counted does, its number does not."""
        same = dispute_words().same
        return frozenset(same.get(stem, stem) for stem in stems(self.text)) - _hollow()

    @cached_property
    def head(self) -> frozenset[str]:
        """Its first two stems with content, but those of "the allegation": what is denied, before when and where."""
        known, told = dispute_words(), self.stems
        found = [w for w in map(_same, self.tokens) if w in told and w not in known.reference_stems]
        return frozenset(list(dict.fromkeys(found))[:2])

    @cached_property
    def names(self) -> frozenset[str]:
        """Stems of words that are always written with a capital."""
        words = _WORD.findall(self.text)
        small = {_same(w.lower()) for w in words if w[0].islower()}
        return frozenset(_same(w.lower()) for w in words if w[0].isupper()) - small

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """What it counts."""
        return figures(self.text)

    @cached_property
    def denies(self) -> bool:
        """Whether it is introduced as a denial; what is rejected must be called a claim: a proposal is rejected too.

        "Had nothing to do with" what is said then is a denial as well.
        """
        known = dispute_words()
        return self.disowns or bool(self.cue & known.denying) or (bool(self.cue & known.rejecting) and self.refers)

    @cached_property
    def denied(self) -> frozenset[str]:
        """Stems near after a negation."""
        known = dispute_words()
        found: set[str] = set()
        for n, word in enumerate(self.tokens):
            following = self.tokens[n + 1] if n + 1 < len(self.tokens) else ""
            negates = word in known.negating or word.endswith("n't") or (word in known.failing and following == "to")
            if not negates or set(self.tokens[n + 1 : n + 3]) & known.mere:
                continue
            after = self.tokens[n + 1 : n + 1 + _REACH]
            if set(after[:3]) & known.evidence:
                after = self.tokens[n + 1 : n + 1 + _REACH_EVIDENCE]
            found.update(map(_same, after))
        return frozenset(found)

    @cached_property
    def absent(self) -> frozenset[str]:
        """Stems right after a "no", names too: "there is no Ebola"."""
        return frozenset(_same(b) for a, b in pairwise(self.tokens) if a == "no")

    @cached_property
    def negated(self) -> bool:
        """Whether it holds a "not", but that of "was not behind"."""
        return not self.disowns and any(w in ("not", "never") or w.endswith("n't") for w in self.tokens)

    @cached_property
    def called_false(self) -> bool:
        """Whether it calls something false: "was a lie", "it was not true that", "does not correspond to reality"."""
        return self._holds(dispute_words().calling, predicate=True)

    @cached_property
    def disowns(self) -> bool:
        """Whether it says that somebody has no part in a deed: "had nothing to do with", "was not behind"."""
        return not {"will", "shall", "wants"} & set(self.tokens) and self._holds(dispute_words().disowning)

    def _holds(self, phrases: Iterable[tuple[str, ...]], *, predicate: bool = False) -> bool:
        """Whether it holds one of the phrases, not negated before it; ``predicate``: not of a noun that is no claim."""
        return any(
            self.tokens[n : n + len(words)] == words
            for words in phrases
            for n in range(len(self.tokens) - len(words) + 1)
            if (n == 0 or self.tokens[n - 1] not in _NOT or words[0] in _NOT)
            and not (predicate and self._of_a_noun(n + len(words)))
        )

    def _of_a_noun(self, n: int) -> bool:
        """Whether what stands before the token is said of a noun that is no claim: "false information"."""
        known, word = dispute_words(), self.tokens[n] if n < len(self.tokens) else ""
        return word.isalpha() and word not in fate_words().small | known.reference | known.pointing | _LINKS

    @cached_property
    def refers(self) -> bool:
        """Whether it speaks of a claim: "the accusation", "the Kenyan report", no more than "it"."""
        return bool(frozenset(self.tokens) & dispute_words().reference) or self.tokens in _POINTERS

    @cached_property
    def owned(self) -> bool:
        """Whether it speaks of the claim of somebody who is not named: "the president's statements"."""
        words, known = _WORD.findall(self.text), dispute_words().reference
        return any(
            owner[0].islower() and owner not in known and s == "s" and word.lower() in known
            for owner, s, word in zip(words, words[1:], words[2:], strict=False)
        )

    @cached_property
    def spelt_out(self) -> bool:
        """Whether it says what the claim is: "the allegation that its jets had crossed"."""
        return any(a in dispute_words().reference and b == "that" for a, b in pairwise(self.tokens))


def of_one_time(one: str, other: str) -> bool:
    """Whether the figures of two sentences may be of one time: those of Sunday are not those since August."""
    mine, theirs = (frozenset(_WORD.findall(text.lower())) for text in (one, other))
    days = mine & _DAYS, theirs & _DAYS
    return mine & _SPANS == theirs & _SPANS and (not all(days) or bool(days[0] & days[1]))


def dispute(claim: Told, other: Told) -> tuple[How, float] | None:
    """How ``other`` disputes the claim, with a confidence; None where it does not or cannot be told to."""
    if claim.with_(other) or not claim.stems or not other.stems:
        return None
    answers = other.denies or (other.called_false and other.refers)
    if claim.by is None and not (other.side in claim.named and answers):
        # Whose claim it is nobody says: whom it accuses can deny it, more cannot be told.
        return None
    apart = _days(claim.fact, other.fact)
    shared = claim.stems & other.stems
    # "Kenyan guards" is "its guards" in the words of Kenya: the name of who speaks is not missing there.
    size = len(claim.stems - (claim.names_of.get(other.side, frozenset()) - shared)) or 1
    other_size = len(other.stems - (other.names_of.get(claim.side, frozenset()) - shared)) or 1
    # Names say what is spoken of; that the same is said of it, other words must show, or that it is said to be absent.
    names = (claim.names | other.names) - claim.absent - other.absent
    matter = shared - names
    share = max(len(shared) / size, len(shared) / other_size)
    about_each_other = other.side in claim.named or claim.side in other.named
    denied_here = other.denies and claim.fact.article == other.fact.article
    if not denied_here and not (shared & (claim.names | other.names)) and not about_each_other:
        # Words that may be said of anything do not tell that both speak of one matter.
        same_thing = _definite(claim.tokens) & _definite(other.tokens) & matter
        mostly = min(len(matter) / size, len(matter) / other_size) >= _DENIED
        if not (same_thing and len(matter) >= 2) and not (mostly and len(matter) >= 3):
            return None
    how = _how(
        claim, other, shared, matter, share, apart, of_claim=len(shared) / size, of_other=len(shared) / other_size
    )
    if how is None:
        return None
    return how, round(min(0.9, WEIGHTS[how] + 0.4 * min(share, 1.0)), 2)


def _how(
    claim: Told,
    other: Told,
    shared: frozenset[str],
    matter: frozenset[str],
    share: float,
    apart: int | None,
    *,
    of_claim: float,
    of_other: float,
) -> How | None:
    known = dispute_words()
    enough = len(shared) >= min(_AT_LEAST, len(claim.stems)) and bool(matter - known.reference_stems)
    here = claim.fact.article == other.fact.article
    # Two circumstances that both name ("during the election campaign") are not what is denied.
    near = here or (of_claim >= _OF_DENIED and of_other >= _OF_DENIED and bool(other.head & shared))
    meant = len(matter) >= _AT_LEAST or other.side in claim.named or claim.side in other.named or here
    if (apart is None or apart <= _DAYS_DENIED) and enough and share >= _DENIED and near and meant:
        if other.denies:
            if other.tokens[0].endswith("ing") and other.side not in claim.named:
                # "Denied discussing it": it speaks of a deed of its own, and the claim is not of its side.
                return None
            # Who denies that something was not done says that it was.
            so = claim.denied if other.disowns else claim.denied | other.denied
            return How.DENIED if not so & matter and not other.negated else None
        if (
            other.called_false
            and not claim.called_false
            and not claim.denied & matter
            and (other.refers or share >= _CONTRARY)
        ):
            return How.CALLED_FALSE
    accused = other.side in claim.named and (
        claim.side in other.named or (other.disowns and len(matter) >= 2 and of_claim >= _OF_CLAIM)
    )
    if (
        other.denies
        and accused
        and share >= _OF_DENIED
        and matter - known.reference_stems
        and (other.head & matter or not other.spelt_out)
        and apart is not None
        and apart <= _DAYS_REFERENCE
    ):
        # Both name each other, and what the one says of the other's people the other denies of them.
        return How.DENIED if not claim.denied & matter else None
    if apart is None or apart > _DAYS_CONTRARY or not matter:
        return None
    # Two sentences that merely share a few words are no pair: much of the claim must be there too.
    two_will_do = enough and of_claim >= _DENIED and apart <= _DAYS_REFERENCE and claim.tokens[0] not in _SOMEBODY
    enough_of_both = of_claim >= _OF_CLAIM and of_other >= _OF_OTHER
    sides = frozenset[str]().union(*claim.names_of.values(), *other.names_of.values())
    pinned = len(matter) >= _AT_LEAST or other.side in claim.named or bool(shared - matter - sides)
    told = pinned and not _TO_COME & (set(other.tokens) | set(claim.tokens))
    if told and ((len(shared) >= _CONTRARY_AT_LEAST and enough_of_both) or two_will_do):
        mine, theirs = claim.denied & matter, other.denied & matter
        if share >= _CONTRARY and bool(mine) != bool(theirs) and not _of_itself(claim, other):
            return How.CONTRARY
        only = (claim.stems - other.stems, other.stems - claim.stems)
        opposed = any(known.opposite.get(word, frozenset()) & only[1] for word in only[0])
        if share >= _DENIED and not (mine or theirs) and opposed:
            return How.CONTRARY
    if _both_first(claim, other) or _each_blames(claim, other, matter, share):
        return How.CONTRARY
    if (
        enough
        and apart <= _DAYS_FIGURE
        and of_claim >= _DENIED
        and of_one_time(claim.sentence or claim.text, other.sentence or other.text)
        and contrary_figures(claim.figures, other.figures)
        and _same_thing(claim, other, matter)
    ):
        return How.FIGURE
    return None


def refers_to(claim: Told, other: Told) -> How | None:
    """How ``other`` disputes the claim where it only names it: "Baku denied the accusation", "called the report a lie".

    The claim must be about the side that denies it, and that side must name the claimant or a third name of the claim,
    within a few days.
    """
    here = claim.fact.article == other.fact.article
    if here and other.named - {other.side} and not (other.named & (claim.named | {claim.side})) - {other.side}:
        return None
    third = (claim.named & other.named) - {claim.side, other.side}
    if claim.side not in (other.around if here else other.named) and not third:
        return None
    return may_refer_to(claim, other)


def may_refer_to(claim: Told, other: Told) -> How | None:
    """The same where nothing but the side that answers and the days tell which claim is meant."""
    apart = _days(claim.fact, other.fact)
    near = apart is not None and apart <= _DAYS_REFERENCE
    if claim.with_(other) or not near or not other.refers or other.side not in claim.named:
        return None
    if (
        other.spelt_out
        or other.owned
        or len(other.stems) > _BRIEF
        or other.stems & claim.stems & dispute_words().reference_stems
    ):
        # Long words say more than a reference; and "the reports were false" is no answer to one who speaks of reports.
        return None
    if other.denies:
        return How.DENIED
    return How.CALLED_FALSE if other.called_false else None


def _days(one: Fact, other: Fact) -> int | None:
    """Days between two articles; nought within one, None where one has no date."""
    if one.article == other.article:
        return 0
    if one.day is None or other.day is None:
        return None
    return abs((one.day - other.day).days)


def _of_itself(claim: Told, other: Told) -> bool:
    """Whether the other speaks of itself, of whom the claim does not: "it had not taken part", where ninety had."""
    start = other.tokens[1:] if other.tokens[:1] == ("that",) else other.tokens
    finds = frozenset(start[:6]) & dispute_words().evidence
    return start[:1] in (("it",), ("we",), ("i",)) and not finds and other.side not in claim.named


def _both_first(claim: Told, other: Told) -> bool:
    """Whether each says of the other that it fired first."""
    known = dispute_words()
    both = (claim, other)
    return (
        all("first" in t.tokens and t.stems & known.shot for t in both)
        and bool(claim.named - {claim.side} or other.named - {other.side})
        and other.side not in other.named - claim.named
        and (other.side in claim.named or claim.side in other.named)
    )


def _each_blames(claim: Told, other: Told, matter: frozenset[str], share: float) -> bool:
    """Whether each says that the other did one hostile thing: a rocket of Hamas, an Israeli bomb hit the hospital."""
    return (
        other.side in claim.named
        and claim.side in other.named
        and claim.side not in claim.named
        and other.side not in other.named
        and share >= _BLAMED
        and bool(matter & dispute_words().shot)
        and bool(_definite(claim.tokens) & _definite(other.tokens) & matter)
        and not (claim.denied | other.denied) & matter
    )


def _same_thing(claim: Told, other: Told, matter: frozenset[str]) -> bool:
    """Whether two figures are of one thing: a shared name or "the" thing, and no place or state that only one names."""
    theirs = other.named - claim.named - {claim.side}
    mine = claim.named - other.named - {other.side}
    if theirs and (mine or other.side in theirs):
        return False
    if claim.names & other.names or claim.side in other.named or other.side in claim.named:
        return True
    return bool(_definite(claim.tokens) & _definite(other.tokens) & matter)


def _definite(tokens: Sequence[str]) -> frozenset[str]:
    return frozenset(_same(b) for a, b in pairwise(tokens) if a in ("the", "that", "this"))
