"""What refers back: pronouns, and groups such as "the sides" or "both countries"."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace

from detente.records import Decision
from detente.resolve.antecedents import REACH, SUBJECTS, Antecedents, Choice, Fits, clause_mates, identity
from detente.resolve.found import Found
from detente.resolve.groups import group_at
from detente.resolve.words import Parsed

SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
PLURAL = frozenset(["they", "them", "their", "theirs", "themselves"])
NEUTER = frozenset(["it", "its", "itself"])
LEAST_PLURAL, LEAST_NEUTER = -0.3, 0.0  # below these no antecedent is taken for "they" and "it"

# "The mogul" is somebody named only where the best scores so much, and so much more than the next.
LEAST_DESCRIBED, CLEAR = -0.6, 0.6
_ANOTHER = frozenset(
    ["other", "another", "first", "second", "next", "same", "fellow", "rival", "local", "late", "new", "former"]
)

# What is said for an antecedent in the record.
_TOLD = frozenset(["subject", "relative", "goes on", "spoke before", "spoke last", "spoke here", "said of"])


class Coreference:
    """Chooses antecedents among the mentions so far, which stand in order of text."""

    def __init__(
        self,
        parsed: Parsed,
        country_of: Mapping[str, str],
        weights: Mapping[str, float],
        mediators: Container[str] = (),
    ) -> None:
        self.parsed = parsed
        self.weights = weights  # of data/antecedents.tsv
        self.antecedents = Antecedents(parsed, weights)
        self.country_of = country_of  # of each actor that has one
        self.mediators = mediators

    def pronoun(self, i: int, history: list[Found], ahead: list[Found] | None = None) -> Found | None:
        """The mention for the pronoun at token ``i``, without an actor where nobody fits; None for nobody."""
        p = self.parsed
        word = p.lower[i]
        if word in SINGULAR:
            if self._either(i):
                return Found(start=i, end=i + 1, head=i, kind="pronoun", what="person", confidence=0.6, nobody=i)
            fits = self._fits_person(SINGULAR[word])
            ranked = self._ranked(i, history, fits, ahead=ahead or ())
            joined = any(name == "coordinated" and value for c in ranked for name, value in c.features)
            fronted = (p.dep[i] == "poss" and not joined and self._fronted(i)) or self._controlled(i)
            if fronted or (p.dep[i] in ("poss", "nsubj") and not self._named_shortly(i, history, ranked)):
                # "In his speech, the senator said": the subject that is still to come.
                above = set(p.ancestors(i))
                coming = [
                    f
                    for f in ahead or ()
                    # "His adviser, Jo Orr, said": the adviser is not he.
                    if f.subject
                    and p.head[f.head] in above
                    and fits(f) is not None
                    and p.head[i] not in (f.head, p.head[f.head] if p.dep[f.head] == "appos" else -1)
                    and not (p.dep[i] == "poss" and p.dep[p.head[i]] != "pobj" and p.head[i] < f.start <= p.head[i] + 2)
                ]
                ranked = [Choice(coming[0], 1.0, (("subject ahead in the sentence", 1.0),))] if coming else ranked
            found = Found(start=i, end=i + 1, head=i, kind="pronoun", what="person", gender=SINGULAR[word])
        elif word in PLURAL:
            ranked = self._ranked(i, history, self._fits_plural)
            found = Found(start=i, end=i + 1, head=i, kind="pronoun", what="people", plural=True)
        elif word in NEUTER and not self._expletive(i):
            ranked = self._ranked(i, history, self._fits_neuter, reach=2 if p.dep[i] == "poss" else 1)
            found = Found(start=i, end=i + 1, head=i, kind="pronoun", what="org")
        else:
            return None
        found.subject = p.dep[i] in SUBJECTS
        if not ranked:
            if word not in SINGULAR:
                return None
            found.confidence = 0.5
            found.decision = Decision(chosen=None, reason="nobody before it fits")
            return found
        best = ranked[0]
        if best.found.actor is None and not best.found.members:
            found.nobody = best.found.nobody if best.found.nobody is not None else best.found.head
        second = ranked[1].score if len(ranked) > 1 else best.score - 2
        found.actor, found.members = best.found.actor, best.found.members
        found.country, found.sector = best.found.country, best.found.sector
        found.what = best.found.what
        found.gender = found.gender or best.found.gender
        close = best.score - second < 0.4
        if word in SINGULAR and not close and best.found.actor and not best.found.gender:
            for f in (*history, *(ahead or ())):
                if f.actor == best.found.actor:
                    f.gender = SINGULAR[word]  # what one pronoun tells the next ones know
        if best.found.kind == "anonymous":
            found.decision = Decision(
                chosen=None, reason=f"refers to {p.surface(best.found.start, best.found.end)!r}, who has no name"
            )
            found.confidence = 0.6
            return found
        found.confidence = (0.55 if close else 0.8) if word in SINGULAR else (0.5 if close else 0.65)
        found.decision = Decision(
            chosen=found.actor,
            candidates=tuple((c.found.actor or "?", round(c.score, 2)) for c in ranked[:3]),
            reason=_reason(best),
        )
        return found

    def _named_shortly(self, i: int, history: list[Found], ranked: list[Choice]) -> bool:
        """Whether one of those who fit is named in the sentence of the pronoun or in the one before."""
        p, fitting = self.parsed, {identity(c.found) for c in ranked}
        near = (f for f in reversed(history) if p.sent[f.head] >= p.sent[i] - 1 and f.start < i)
        return any(identity(f) in fitting for f in near)

    def described(self, found: Found, history: list[Found]) -> None:
        """ "The billionaire", "the mogul": gives it to whom the text is about, where only one can be meant.

        Its actor is set in place; left as it is where two fit alike, or where the phrase tells who else it is.
        """
        p, i = self.parsed, found.head
        if p.lower[found.start] != "the" or p.dep[i] not in SUBJECTS or p.quoted[i] or p.cap[i]:
            return
        if any(c > i and p.dep[c] in ("prep", "relcl", "appos", "acl", "conj", "cc") for c in p.children[i]):
            return  # "the author of the book"
        if any(p.lower[k] in _ANOTHER or p.tag[k] in ("POS", "PRP$") for k in range(found.start, i)):
            return
        gender = found.gender
        ranked = self._ranked(i, history, lambda f: self._fits_described(f, gender), reach=2)
        if not ranked or ranked[0].found.actor is None or ranked[0].score < LEAST_DESCRIBED:
            return
        second = ranked[1].score if len(ranked) > 1 else -9.0
        if ranked[0].score - second < CLEAR:
            return
        best = ranked[0].found
        found.actor, found.country, found.sector, found.what = best.actor, best.country, best.sector, "person"
        found.gender = found.gender or best.gender
        found.confidence = 0.6
        found.decision = Decision(
            chosen=best.actor,
            candidates=tuple((c.found.actor or "?", round(c.score, 2)) for c in ranked[:3]),
            reason="described: " + _reason(ranked[0]).removeprefix("pronoun: "),
        )

    @staticmethod
    def _fits_described(f: Found, gender: str) -> float | None:
        if f.what not in ("person", "title") or f.plural or f.kind == "group":
            return None
        return None if gender and f.gender and f.gender != gender else 0.0

    def _either(self, i: int) -> bool:
        """Whether the pronoun is one half of "he or she": anybody."""
        p = self.parsed
        other = i + 2 if p.lower[i + 1 : i + 2] in (["or"], ["/"]) else i - 2
        return (
            0 <= other < p.n
            and p.lower[min(i, other) + 1] in ("or", "/")
            and SINGULAR.get(p.lower[other], SINGULAR[p.lower[i]]) != SINGULAR[p.lower[i]]
        )

    def _fits_person(self, gender: str) -> Fits:
        def fits(f: Found) -> float | None:
            if f.what not in ("person", "title") or f.plural or f.kind == "group":
                return None
            if f.gender and f.gender != gender:
                return None
            return 0.0 if f.gender else self.weights["man" if gender == "m" else "woman"]

        return fits

    @staticmethod
    def _fits_plural(f: Found) -> float | None:
        if f.kind == "pronoun" and not f.plural:
            return None
        if f.kind in ("group", "list"):
            return 0.5
        if f.plural and f.what in ("people", "org", "title", "state"):
            return 0.5 if f.what != "org" else -0.3
        return -1.2 if f.what == "state" and f.subject else None

    @staticmethod
    def _fits_neuter(f: Found) -> float | None:
        if f.kind == "list" or (f.kind in ("group", "pronoun") and f.what not in ("org", "state")):
            return None
        if f.kind == "demonym" and f.what == "state":
            return None  # of "the North Korean problem", "it" is the problem
        return 0.0 if f.what in ("state", "org") else None

    def _ranked(
        self, i: int, history: list[Found], fits: Fits, reach: int = REACH, ahead: Iterable[Found] = ()
    ) -> list[Choice]:
        p = self.parsed
        word = p.lower[i]
        ranked = self.antecedents.ranked(i, history, fits, reach, ahead)
        if word in PLURAL or word in NEUTER:
            # A common noun in between may be what is meant: "women who sought them".
            tags, least = (
                (("NNS",), LEAST_PLURAL) if word in PLURAL else (("NN",), LEAST_NEUTER + 0.3 * (p.dep[i] != "poss"))
            )
            ranked = [replace(c, score=c.score - self._between(c.found.end, i, tags)) for c in ranked]
            often = 0.0 if word == "its" else self.weights["often"]
            near = (c for c in ranked if c.score - often * dict(c.features)["often"] > least)
            ranked = sorted(near, key=lambda c: (-c.score, -c.found.start))
        return ranked

    def _between(self, start: int, end: int, tags: tuple[str, ...]) -> float:
        p = self.parsed
        nouns = [
            k
            for k in range(start, end)
            if p.tag[k] in tags and p.dep[k] not in ("compound", "npadvmod") and p.head[k] != end
        ]
        subjects = [k for k in nouns if p.dep[k] in SUBJECTS]
        return 0.9 if subjects else (0.35 * min(len(nouns), 3) if tags == ("NNS",) else 0.1 * min(len(nouns), 4))

    def _fronted(self, i: int) -> bool:
        """Whether the pronoun stands in a phrase that opens the sentence: "In his speech, the senator said"."""
        p = self.parsed
        first = next((k for k in p.sentence(i) if p.keys[k]), i)
        return p.pos[first] in ("ADP", "SCONJ") and i - first <= 4

    def _controlled(self, i: int) -> bool:
        """Whether the pronoun stands below a participle that opens the sentence: "Noting he is ill, Orr left"."""
        p = self.parsed
        first = next((k for k in p.sentence(i) if p.keys[k]), i)
        if p.tag[first] != "VBG" or p.dep[first] != "advcl" or p.head[first] < i or p.dep[i] not in ("nsubj", "poss"):
            return False
        return p.dep[i] == "poss" or p.head[i] != first

    def _expletive(self, i: int) -> bool:
        """Whether "it" stands for nothing: it is clear that; it seems; it rained."""
        p = self.parsed
        if p.lower[i] != "it":
            return False
        if p.dep[i] == "expl" or (i + 1 < p.n and p.lower[i + 1] in ("'s", "’s")):
            return True
        if p.dep[i] not in SUBJECTS:
            return True  # "believe it", "do it": hardly ever an actor
        verb = p.head[i]
        if p.dep[i] == "nsubjpass" and any(p.dep[c] in ("ccomp", "csubj") for c in p.children[verb]):
            return True  # "it was revealed that"
        lemma = p.doc[verb].lemma_.lower()
        return (
            lemma
            in (
                "be",
                "seem",
                "appear",
                "rain",
                "take",
                "happen",
                "matter",
                "become",
                "turn",
                "mean",
                "make",
                "emerge",
                "transpire",
                "remain",
                "follow",
            )
            or p.pos[verb] == "AUX"
        )

    def group(self, start: int, head: int, of: str, history: list[Found]) -> Found:
        """The mention for "the sides" and the like: two members named last, where two are to be had."""
        p = self.parsed
        words = p.lower[start : head + 1]
        found = Found(
            start=start,
            end=head + 1,
            head=head,
            kind="group",
            what="people",
            plural=True,
            subject=p.dep[head] in SUBJECTS,
        )
        if "all" in words or "other" in words or "many" in words or "some" in words or "several" in words:
            found.decision = Decision(chosen=None, reason="more than the two named last")
            found.confidence = 0.5
            return found
        wanted = 3 if "three" in words else 2
        named = self._list_before(start, head, of, wanted, history)
        if named:
            found.members = named
            found.confidence = 0.8
            found.decision = Decision(
                chosen=None, candidates=tuple((m, 0.8) for m in named), reason="named together before"
            )
            return found
        members: list[str] = []
        before = [f for f in history if f.start < start and f.kind not in ("group", "list")]
        for f in reversed(before):
            if p.sent[head] - p.sent[f.head] > 5:
                break
            if p.dep[head] not in SUBJECTS and clause_mates(p, head, f.head):
                continue  # "X called both candidates": X is none of them
            if p.lower[head] in ("candidates", "nominees") and f.sector and "PTY" not in f.sector:
                continue
            candidate = f.actor if of == "people" and f.what in ("person", "title") else None
            if of != "people" and f.actor in self.mediators:
                continue  # between whom somebody mediates, he is not
            if of != "people":
                candidate = f.country if f.what in ("person", "title", "state", "people", "org") else None
                if f.sector == "IGO":
                    continue  # who speaks for an international body does not speak for his state
            if (candidate and not candidate.startswith("text:") and candidate not in members) or (
                of == "people" and candidate and candidate not in members
            ):
                members.append(candidate)
            if len(members) == wanted:
                break
        if len(members) == wanted:
            found.members = tuple(reversed(members))
            found.confidence = 0.7
            found.decision = Decision(
                chosen=None, candidates=tuple((m, 0.7) for m in found.members), reason="the two named last"
            )
        else:
            found.confidence = 0.4
            found.decision = Decision(chosen=None, reason="fewer than two were named shortly before")
        return found

    def both(self, i: int, history: list[Found]) -> Found | None:
        """ "Both said so": the two named together here or up to two sentences before; None for none."""
        members = self._list_before(i, i, "any", 2, history, reach=2)
        if not members:
            return None
        return group_at(self.parsed, i, members, start=i, confidence=0.75, reason="named together before")

    def _list_before(
        self, start: int, head: int, of: str, wanted: int, history: list[Found], reach: int = 3
    ) -> tuple[str, ...]:
        """The members of the last group named member by member that fits in number and kind; none where none does."""
        p = self.parsed
        for f in reversed(history):
            if f.start >= start or not f.members or f.kind not in ("group", "list"):
                continue
            if p.sent[head] - p.sent[f.head] > reach:
                break
            members = f.members
            if of == "states":
                states = {self.country_of.get(m, m.split(".")[0]) for m in members}
                members = tuple(dict.fromkeys(self.country_of.get(m, m.split(".")[0]) for m in members))
                if any(not s or ":" in s or len(s) != 3 for s in states):
                    continue
            elif of == "people" and f.what != "people":
                continue
            if len(members) == wanted:
                return members
        return ()


def _reason(best: Choice) -> str:
    """Why an antecedent was taken, in words."""
    told = [name for name, value in best.features if value and name in _TOLD]
    where = f"{best.distance} sentence{'s' if best.distance > 1 else ''} back" if best.distance else "same sentence"
    return "pronoun: " + ", ".join((*told, where))
