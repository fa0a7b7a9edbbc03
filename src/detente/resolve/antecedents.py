"""Whom a pronoun takes up: the mentions before it, weighed by what speaks for and against each.

A scorer in the line of Lappin and Leass (1994): nearness, subjects first, agreement, who speaks and who is spoken of.
The weights stand in data/antecedents.tsv.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from detente.resolve.found import Found
from detente.resolve.words import Parsed

REACH = (
    4  # sentences back, those inside a quotation not counted; farther away nine in ten antecedents are somebody else
)
SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_EMPTY = frozenset(["it", "there", "that", "this", "which", "who"])
_RELATIVE = frozenset(["who", "whom", "whose", "which", "that"])
_NOMINATIVE = frozenset(["he", "she", "they"])  # which are no objects, whatever the parser says
_HE_OR_SHE = frozenset(["he", "him", "his", "himself", "she", "her", "hers", "herself"])

# What speaks for a mention that stands so: None where it may not be the antecedent at all.
Fits = Callable[[Found], "float | None"]


@dataclass(frozen=True, slots=True)
class Choice:
    """An antecedent with its score and what it is made of: (feature, value), in the order of the table."""

    found: Found
    score: float
    features: tuple[tuple[str, float], ...] = ()
    distance: int = 0


def identity(f: Found) -> object:
    """What makes two mentions one antecedent: the actor, the members, or the words for somebody without a name."""
    return f.actor or f.members or ("nobody", f.nobody if f.nobody is not None else f.head)


class Antecedents:
    """Ranks antecedents among the mentions of one article, which stand in order of text."""

    def __init__(self, parsed: Parsed, weights: Mapping[str, float]) -> None:
        self.parsed = parsed
        self.weights = weights
        self._outside = self._count_outside()

    def _count_outside(self) -> list[int]:
        """For each sentence how many before it are not wholly in quotation marks: the steps of the telling."""
        p = self.parsed
        out, n = [], 0
        for number in range(len(p.starts) - 1):
            out.append(n)
            words = [k for k in range(p.starts[number], p.starts[number + 1]) if p.keys[k]]
            n += not words or not all(p.quoted[k] for k in words)
        return out

    def distance(self, i: int, j: int) -> int:
        """Sentences from token ``j`` to token ``i`` after it, for the pronoun at ``i``.

        A quotation of many sentences is one step for whoever stands outside it: "..., he said" is near to whom the
        paragraph before the quotation is about.
        """
        p = self.parsed
        here, there = p.sent[i], p.sent[j]
        if p.quoted[i] or p.lower[i] not in _HE_OR_SHE:
            return here - there
        told = self._outside[here] - self._outside[there]
        return min(here - there, told + (told == 0 and here > there))

    def ranked(
        self,
        i: int,
        history: Sequence[Found],
        fits: Fits,
        reach: int = REACH,
        ahead: Iterable[Found] = (),
    ) -> list[Choice]:
        """The best mention of each who fits, the likeliest first."""
        best: dict[object, Choice] = {}
        for choice in self.weighed(i, history, fits, reach, ahead):
            who = identity(choice.found)
            if who not in best or choice.score > best[who].score:
                best[who] = choice
        return sorted(best.values(), key=lambda c: (-c.score, -c.found.start))

    def weighed(
        self, i: int, history: Sequence[Found], fits: Fits, reach: int = REACH, ahead: Iterable[Found] = ()
    ) -> list[Choice]:
        """Every mention that fits, with what speaks for and against it."""
        p, w = self.parsed, self.weights
        ahead = list(ahead)
        counts: Counter[object] = Counter(identity(f) for f in history)
        speakers = self._speakers(i)
        speaking: set[str | None] = {
            f.actor for group in (history, ahead) for f in group if f.head in speakers and f.actor
        }
        said_of = self._said_of(i)
        around = _Around(
            says=self._says(i),
            possessive=p.dep[i] == "poss",
            above=self._above(i),
            relative=self._relative(i),
            speakers=speakers,
            speaking=speaking,
            last_speaker=-2,
            last_pronoun=self._last_pronoun(i, history),
            said_of={identity(f) for group in (history, ahead) for f in group if f.head in said_of},
            named=self._named_in_own_quotation(i, history),
        )
        out: list[Choice] = []
        nearest: list[object] = []  # those who fit, the last named first
        for f in reversed(history):
            if p.sent[i] - p.sent[f.head] > 30:
                break
            distance = self.distance(i, f.head)
            if distance > reach or f.start <= i < f.end or f.start > i:
                continue
            fit = fits(f)
            if fit is None:
                continue
            free = around.possessive or p.lower[i] in _NOMINATIVE or p.lower[i].endswith("self")
            if distance == 0 and not free and clause_mates(p, i, f.head):
                continue
            who = identity(f)
            if who not in nearest:
                nearest.append(who)
            features = self._features(i, f, distance, around, history)
            features.append(("often", min(counts[who], 5)))
            features.append(("nearest", nearest.index(who) == 0))
            score = fit + sum(w[name] * value for name, value in features)
            out.append(Choice(f, score, tuple(features), distance))
        for f in ahead:
            # "His conduct was deplorable," Orr said of Hale: who is spoken of comes after.
            if f.head in said_of and (fit := fits(f)) is not None:
                out.append(Choice(f, fit + w["said of"] + w["sentence"], (("said of", 1.0), ("sentence", 1.0)), 0))
        return out

    def _features(
        self, i: int, f: Found, distance: int, around: _Around, history: Sequence[Found]
    ) -> list[tuple[str, float]]:
        p = self.parsed
        same_clause_kind = p.dep[i] in SUBJECTS or around.possessive
        out: list[tuple[str, float]] = [("sentence", distance), ("token", min(i - f.end, 60))]
        if f.subject:
            out += [("subject", 1.0), ("parallel", same_clause_kind)]
            out.append(("main subject", p.head[p.head[f.head]] == p.head[f.head]))
        elif p.dep[f.head] == "poss":
            # "The leader's style has not dented his popularity": whose the subject is is almost one.
            of_subject = p.dep[p.head[f.head]] in SUBJECTS
            here_too = of_subject and around.possessive and distance == 0
            out.append(("possessor here" if here_too else "possessor of subject" if of_subject else "possessor", 1.0))
        elif p.dep[f.head] in ("compound", "amod", "nmod"):
            out.append(("modifier", 1.0))
        elif p.dep[f.head] in ("dobj", "dative"):
            out.append(("object", 1.0))
        beside = around.possessive and p.dep[p.head[i]] == "conj" and p.head[p.head[i]] == f.head
        if beside and not any(p.tag[c] == "PRP$" for c in p.children[f.head]):
            out.append(("coordinated", 1.0))
        if f.head == around.above:
            out.append(("above", 1.0))
        if around.possessive and f.kind == "name" and self._wins_own(i, f):
            out.append(("own subject", 1.0))
        if f.head == around.relative:
            out.append(("relative", 1.0))
        if f.kind == "pronoun":
            out.append(("pronoun", 1.0))
        if around.last_pronoun is not None and identity(f) == around.last_pronoun:
            out.append(("goes on", 1.0))
        if f.actor is None and not f.members:
            out.append(("unresolved" if f.kind == "pronoun" and f.nobody is None else "nameless", 1.0))
        if p.quoted[f.head] and not p.quoted[i]:
            out.append(("quoted", 1.0))
        if identity(f) in around.named:
            out.append(("named by it", 1.0))
        if around.says and distance and not p.quoted[f.head] and self._says(f.head):
            # Who spoke last goes on speaking, also past a sentence about others.
            if around.last_speaker == -2:
                around.last_speaker = self._last_speaker(history, i)
            if distance == 1:
                out.append(("spoke before", 1.0))
            elif f.head == around.last_speaker:
                out.append(("spoke last", distance))
        if around.says and distance == 0 and self._says(f.head) and not p.quoted[f.head]:
            out.append(("spoke here", 1.0))
        if p.quoted[i]:
            if f.head in around.speakers or f.actor in around.speaking:
                out.append(("speaker", 1.0))
            elif p.quoted[f.head]:
                out.append(("both quoted", 1.0))
            if identity(f) in around.said_of:
                out.append(("said of", 1.0))
        return out

    def _wins_own(self, i: int, f: Found) -> bool:
        """Whether a mention is the subject of the verb whose object the possessive is of: "Orr won her state"."""
        p = self.parsed
        owned = p.head[i]
        verb = p.head[owned]
        if p.dep[owned] not in ("dobj", "dative", "attr") or p.pos[verb] != "VERB":
            return False
        # The parser misses some subjects: the name right before the verb is one.
        return (p.head[f.head] == verb and f.subject) or (f.end == verb and p.pos[f.head] == "PROPN")

    def _last_pronoun(self, i: int, history: Sequence[Found]) -> object:
        """Whom the last "he" or "she" before token ``i`` took up, in this sentence or the one before; None for none."""
        p = self.parsed
        if p.lower[i] not in _HE_OR_SHE:
            return None
        for f in reversed(history):
            if p.sent[i] - p.sent[f.head] > 1:
                return None
            if (
                f.kind == "pronoun"
                and f.what == "person"
                and f.head < i
                and p.quoted[f.head] == p.quoted[i]
                and p.lower[f.head][0] == p.lower[i][0]
            ):
                return identity(f)
        return None

    def _above(self, i: int) -> int:
        """The subject of the nearest clause above token ``i``, other than the token itself; -1 for none.

        For a possessive that may be the subject of its own clause: "the governor won his state".
        """
        p = self.parsed
        own = p.dep[i] != "poss"
        below = i
        for k in p.ancestors(i):
            if p.pos[k] in ("VERB", "AUX"):
                subject = next((c for c in p.children[k] if p.dep[c] in SUBJECTS and p.lower[c] not in _EMPTY), -1)
                if subject >= 0 and subject != below and not own:
                    return subject if subject < i else -1
                own = own and subject < 0  # of two verbs that share a subject, the clause is the same
            below = k
        return -1

    def _relative(self, i: int) -> int:
        """The noun of the relative clause that holds token ``i`` ("Orr, who said he would"); -1 for none."""
        p = self.parsed
        for k in p.ancestors(i):
            if p.dep[k] == "relcl":
                who = any(p.lower[c] in _RELATIVE and p.dep[c] in SUBJECTS for c in p.children[k])
                who = who or any(p.lower[g] == "whose" for c in p.children[k] for g in p.children[c])
                free = p.dep[i] in ("poss", *SUBJECTS) or p.lower[i].endswith("self")
                if not free and k in (p.head[i], p.head[p.head[i]]):
                    return -1  # "Orr, who endorsed him": another
                return p.head[k] if who and p.head[k] < i else -1
        return -1

    def _speakers(self, i: int) -> set[int]:
        """Subjects of verbs of saying in this sentence; for a quotation without any, in the one before."""
        p = self.parsed
        number = p.sent[i]
        out: set[int] = set()
        for n in (number, number - 1) if p.quoted[i] and number else (number,):
            for k in range(p.starts[n], p.starts[n + 1]):
                if p.pos[k] == "VERB" and not p.quoted[k] and p.saying(k):
                    out.update(c for c in p.children[k] if p.dep[c] in SUBJECTS)
            if out:
                break
        return out

    def _said_of(self, i: int) -> frozenset[int]:
        """Heads of those whom a quotation is said to be about: "..., she said of Orr"."""
        p = self.parsed
        if not p.quoted[i]:
            return frozenset()
        return frozenset(
            n
            for k in p.sentence(i)
            if p.pos[k] == "VERB" and not p.quoted[k] and p.saying(k)
            for c in p.children[k]
            if p.dep[c] == "prep" and p.lower[c] in ("of", "about") and not p.quoted[c]
            for n in p.children[c]
        )

    def _named_in_own_quotation(self, i: int, history: Sequence[Found]) -> set[object]:
        """Whom the quotation names that token ``i`` speaks ("'Orr must go,' he said"): they are not its speaker."""
        p = self.parsed
        if not self._says(i):
            return set()
        first = p.sent[i]
        # The sentences before belong to it as long as nothing stands outside the marks.
        while first and self._outside[first] == self._outside[first - 1]:
            first -= 1
        return {
            identity(f)
            for f in history
            if f.kind != "pronoun" and p.quoted[f.head] and first <= p.sent[f.head] <= p.sent[i]
        }

    def _says(self, i: int) -> bool:
        """Whether a token is the subject of a verb of saying outside quotation marks."""
        p = self.parsed
        return p.dep[i] in SUBJECTS and not p.quoted[p.head[i]] and p.saying(p.head[i])

    def _last_speaker(self, history: Sequence[Found], i: int) -> int:
        """Head of the last mention before token ``i`` that is the subject of a verb of saying; -1 for none."""
        p = self.parsed
        return next(
            (
                f.head
                for f in reversed(history)
                if f.head < i and f.what in ("person", "title") and not p.quoted[f.head] and self._says(f.head)
            ),
            -1,
        )


@dataclass(slots=True)
class _Around:
    """What is the same for all antecedents of one pronoun."""

    says: bool
    possessive: bool
    above: int
    relative: int
    speakers: set[int]
    speaking: set[str | None]
    last_speaker: int
    last_pronoun: object
    said_of: set[object]
    named: set[object]


def clause_mates(p: Parsed, i: int, j: int) -> bool:
    """Whether one is the subject and the other an object of the same verb, or of one that shares it."""

    def verb(k: int) -> int:
        h = p.head[k]
        return p.head[h] if p.dep[k] == "pobj" else h

    mine, other = verb(i), verb(j)
    if mine == other:
        return p.dep[i] != p.dep[j] and (p.dep[i] in SUBJECTS or p.dep[j] in SUBJECTS)
    # "Orr tripped her up by calling her out": who calls is Orr.
    return p.dep[i] in ("dobj", "dative") and p.dep[j] in SUBJECTS and understood_subject(p, p.head[i]) == j


def understood_subject(p: Parsed, verb: int) -> int:
    """The subject of a verb, or of the one above it that it shares its subject with; -1 for none."""
    while True:
        subject = next((c for c in p.children[verb] if p.dep[c] in SUBJECTS), -1)
        if subject >= 0:
            return subject
        above = p.head[verb]
        if p.dep[verb] == "pcomp":
            above = p.head[above]
        elif p.dep[verb] not in ("xcomp", "conj", "advcl"):
            return -1
        if above == verb or p.pos[above] not in ("VERB", "AUX"):
            return -1
        if p.dep[verb] == "xcomp" and any(p.dep[c] in ("dobj", "dative") for c in p.children[above]):
            return -1  # "urged her to call him": she calls
        verb = above
