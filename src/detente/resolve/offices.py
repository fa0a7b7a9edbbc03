"""Titles without a name: who "the Turkish foreign minister" or "the president" is."""

from __future__ import annotations

from detente.records import Decision
from detente.resolve.antecedents import clause_mates
from detente.resolve.fitting import ROYAL, Fitting
from detente.resolve.found import Found
from detente.resolve.holders import Holders
from detente.resolve.people import Person
from detente.resolve.person_spans import PersonSpan
from detente.resolve.scene import Scene
from detente.resolve.titles import Title

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))

_ONE_AT_A_TIME = frozenset(["head_of_state", "head_of_government", "vice_president"])
# Whoever it will be, or would be.
_TO_COME = frozenset(
    ["next", "future", "potential", "prospective", "first", "female", "woman", "greatest", "best", "worst", "better"]
)
# Before a title: somebody else than those named so far.
_OTHERS = frozenset(["local", "other", "another", "fellow", "rival", "each", "second", "own"])
# How well "the spokesman" is one who was called so before, but not named.
_NAMELESS = 1.9
_CALLED = 12  # sentences within which "the mogul" may take up whoever is called so
_ARTICLES = frozenset(["the", "a", "an", "his", "her", "their"])
_SOON = 4  # sentences within which a name may follow an office


class Offices:
    """Resolves the titles of one article."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.fitting = Fitting(scene)
        self.holders = Holders(scene)
        words = scene.words
        self._people = words.people | words.titles.keys() | words.groups.keys() | words.anonymous.keys()

    def alone(self, i: int, history: list[Found]) -> Found | None:
        """ "The Turkish foreign minister", "the president", "a spokesman for the ministry"."""
        p = self.scene.parsed
        if self.scene.words.titles[p.lower[i]].kind == "honorific" or (
            p.dep[i] in ("compound", "amod", "nmod") and p.head[i] > i
        ):
            return None
        if p.dep[i] == "attr" or (p.dep[i] == "appos" and not p.cap[i]):
            return None  # says what somebody is, and names nobody
        name = self.scene.titles.name_at.get(i)
        if name is not None and name.end - name.start > 1 and not name.of_kind("full"):
            return None  # "Law and Justice": part of a body's name
        start = p.left_edge(i)
        if start == i and p.cap[i] and ROYAL.fullmatch(p.lower[i]):
            return None  # "King said": a surname
        title = self.scene.titles.wide(start, i)
        above = p.head[i]
        bare = not any(p.cap[start : i + 1]) and all(p.dep[k] in ("compound", "amod") for k in range(start, i))
        if p.dep[i] == "pobj" and (p.lower[above] == "as" or bare):
            return None  # "served as a senator", "ran for vice president": an office, not its holder
        if p.dep[i] == "poss" and p.lower[p.head[i]] in self.scene.words.sets["of whoever holds it"]:
            return None  # "the governor's race": whoever it will be
        if p.dep[i] == "pobj" and p.lower[above] == "for" and p.lower[start] not in _ARTICLES and self._run_for(above):
            return None  # "running for New York City mayor"
        if self._chosen(i):
            return None  # "the candidate of their choice": whoever that is
        if _TO_COME & set(p.lower[start:i]):
            return None  # whoever it will be
        if p.lower[start] in ("no", "any", "every", "each", "another", "what", "which"):
            return None
        found = Found(
            start=start,
            end=i + 1,
            head=i,
            kind="title",
            what="title",
            sector=title.sector,
            country=title.country,
            gender=title.gender,
            subject=p.dep[i] in _SUBJECTS,
            confidence=0.8,
        )
        indefinite = p.lower[start] in ("a", "an", "one") or (start == i and not p.cap[i])
        kind = self.scene.words.titles[p.lower[i]].kind
        occupation = kind in ("occupation", "kin")
        if indefinite and title.role in _ONE_AT_A_TIME and not title.former:
            return None  # "a sitting president": any
        if not indefinite and kind != "kin":  # her husband is whoever he is, and not she
            self._holder(found, title, i, history, occupation)
            if found.decision is not None and found.decision.chosen:
                return found
        if occupation and found.decision is None and not title.body:
            return found if not indefinite or p.dep[i] in _SUBJECTS else None
        if title.body:
            found.actor, found.confidence = title.body, 0.75
            found.decision = Decision(
                chosen=title.body, candidates=((title.body, 0.75),), reason="somebody of that body"
            )
        elif not title.country and (body := self._body_before(start, i)) and (near := self._country(i, history)):
            found.country, found.sector = near, body
            found.actor, found.confidence = f"{near}.{body}", 0.65
            found.decision = Decision(
                chosen=found.actor, candidates=((found.actor, 0.65),), reason="somebody of that body of the state"
            )
        elif title.country and not occupation:
            sector = (title.sector or "GOV").split(";")[0]
            found.actor = f"{title.country}.{sector}"
            found.sector = sector
            found.confidence = 0.7
            found.decision = Decision(
                chosen=found.actor,
                candidates=((found.actor, 0.7),),
                reason=f"office: {title.text}; its holder is not known",
            )
        else:
            found.confidence = 0.5
            found.decision = found.decision or Decision(
                chosen=None, reason="an office without a country, a body or a holder named"
            )
        return found

    def _country(self, i: int, history: list[Found]) -> str | None:
        return self.scene.nearest_country(i, history, office=True)[0]

    def _body_before(self, start: int, i: int) -> str | None:
        """The sector of a body of state that stands before a title: "a police spokesman", "an army officer"."""
        p = self.scene.parsed
        if p.dep[i] not in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "appos", "ROOT"):
            return None
        for j in range(start, i):
            at = (
                self.scene.states.collectives.phrase_at(j)
                if p.dep[j] == "compound" and p.head[j] == i and not p.cap[j]
                else None
            )
            if at is not None and at[1].alone != "n":
                return at[1].sector or None
        return None

    def somebodys(self, i: int) -> Found | None:
        """ "His rivals", "the leader's aides": people by whose they are, whoever they are; None for no such phrase.

        They are nobody in the record, but words of their own: what "his rivals" did, he did not do.
        """
        p, words = self.scene.parsed, self.scene.words
        if p.pos[i] != "NOUN" or p.dep[i] in ("compound", "nmod", "amod") or p.lower[i] in words.org_sectors:
            return None
        one = p.lower[i].removesuffix("s")
        if p.lower[i] not in self._people and one not in self._people:
            return None
        named = self.scene.named_people
        if not any(c < i and (p.dep[c] == "poss" or (p.dep[c] == "compound" and c in named)) for c in p.children[i]):
            return None
        person = self._explained_by(i)
        if person is not None:
            return self._beside_name(p.left_edge(i), i, person, 0.85)
        return Found(
            start=p.left_edge(i),
            end=i + 1,
            head=i,
            kind="title",
            what="somebody",  # which no pronoun takes up; those whom one may are found as nameless antecedents
            subject=p.dep[i] in _SUBJECTS,
            confidence=0.5,
            decision=Decision(chosen=None, reason="somebody of theirs, who is not named"),
        )

    def _explained_by(self, i: int) -> Person | None:
        """The person whose name follows a word for one of theirs: "her Vostavian counterpart, Jo Orr"."""
        p = self.scene.parsed
        if p.tag[i] not in ("NN", "NNP"):
            return None
        after = i + 1 + (i + 1 < p.n and p.text[i + 1] == ",")
        for span in self.scene.people.spans:
            first = span.title.start if span.title is not None else span.start
            if span.person is not None and p.sent[span.start] == p.sent[i]:
                root = p.root(span.start, span.end)
                if (p.dep[root] == "appos" and p.head[root] == i) or first == after:
                    return span.person
        return None

    def _run_for(self, preposition: int) -> bool:
        """Whether what stands before a "for" is a run for an office."""
        p = self.scene.parsed
        return str(p.doc[p.head[preposition]].lemma_).lower() in self.scene.words.sets["for an office"]

    def _chosen(self, i: int) -> bool:
        """Whether the title at token ``i`` is of whomever others choose."""
        p = self.scene.parsed
        of = next((c for c in p.children[i] if p.lower[c] == "of"), -1)
        return of >= 0 and any(p.lower[c] in ("choice", "choosing") for c in p.children[of])

    def _holder(self, found: Found, title: Title, i: int, history: list[Found], occupation: bool) -> None:
        """Who holds the office: somebody named before with it, else the holder by the tables on the article's date."""
        p = self.scene.parsed
        role = title.role
        if _OTHERS & set(p.lower[found.start : i]):
            return  # "the local bishop", "the other senator": not the one named before
        if (head := self.holders.head_of_body(title)) is not None:
            found.actor, found.what = head, "person"
            entity = self.scene.knowledge.entity(head)
            found.gender, found.country = (entity.gender or "", entity.country) if entity is not None else ("", None)
            found.sector, found.confidence = "IGO", 0.85
            found.decision = Decision(
                chosen=head, candidates=((head, 0.85),), reason="at the head of that body on the day, by the tables"
            )
            self.scene.note_person(head)
            return
        best: tuple[float, Found] | None = None
        for f in reversed(history):
            distance = p.sent[i] - p.sent[f.head]
            if f.what not in ("person", "title") or f.actor is None or distance > 25 or f.plural:
                continue
            if title.country and f.country and f.country != title.country:
                continue
            if title.gender and f.gender and title.gender != f.gender:
                continue
            fit = self.fitting.fit(f.actor, role, title, p.lower[i], occupation)
            if fit == 0 and f.what == "title" and p.lower[f.head] == p.lower[i] and not title.country:
                fit = _NAMELESS  # "the spokesman" after "a spokesman for the ministry"
            if fit == 0:
                continue
            score = fit - 0.12 * distance + (0.4 if f.subject else 0.0)
            if best is None or score > best[0]:
                best = (score, f)
        if best is not None and best[0] > 0.3:
            f = best[1]
            found.actor, found.country, found.what = f.actor, f.country, "person"
            found.gender = found.gender or f.gender
            found.sector = f.sector
            found.decision = Decision(
                chosen=f.actor, candidates=((f.actor or "", 0.8),), reason="named before with that office"
            )
            found.confidence = 0.85 if title.country else 0.75
            return
        if (later := self._named_later(title, i)) is not None:
            found.actor, found.country, found.what = later.id, later.country, "person"
            found.gender, found.sector = found.gender or later.gender, later.sector or found.sector
            found.decision = Decision(
                chosen=later.id, candidates=((later.id, 0.7),), reason="named soon after with that office"
            )
            found.confidence = 0.75
            return
        self.holders.give(found, title, i, history, occupation)

    def _named_later(self, title: Title, i: int) -> Person | None:
        """Whoever is named within a few sentences with the same office of the same state, where that is one person."""
        p = self.scene.parsed
        if not title.role or title.former or p.lower[title.start] in ("a", "an", "one"):
            return None
        out: list[Person] = []
        for person in self.scene.people.persons:
            for given in person.given:
                if not (i < given.head and p.sent[given.head] - p.sent[i] <= _SOON) or given.former:
                    continue
                one = given.role == title.role and (given.country or person.country) == title.country
                if title.country and one and not (title.body and given.body and title.body != given.body):
                    out.append(person)
                    break
        return out[0] if len(out) == 1 else None

    def apposed(self, i: int, title: Title, span: PersonSpan) -> Found | None:
        """ "The Russian president, X": the title is one more mention of the person."""
        return self._beside_name(title.start, i, span.person, 0.9) if span.person is not None else None

    def _beside_name(self, start: int, head: int, person: Person, confidence: float) -> Found:
        decision = Decision(
            chosen=person.id, candidates=((person.id, confidence),), reason="stands in apposition to the name"
        )
        return Found(
            start=start,
            end=head + 1,
            head=head,
            kind="title",
            what="person",
            actor=person.id,
            country=person.country,
            sector=person.sector,
            gender=person.gender,
            subject=self.scene.parsed.dep[head] in _SUBJECTS,
            confidence=confidence,
            decision=decision,
        )

    def called_so(self, i: int, history: list[Found]) -> Found | None:
        """ "The businessman", where somebody named is called so; None where nobody is."""
        found = self.alone(i, history) if self.scene.parsed.lower[self.scene.parsed.left_edge(i)] == "the" else None
        if found is not None and found.actor is None and found.decision is None:
            self.called(found, history)
        if found is None or found.actor is None or found.what != "person":
            return None
        named = [s for s in self.scene.people.spans if s.person is not None and s.person.id == found.actor]
        return found if any(not self.scene.parsed.headline(s.start) for s in named) else None

    def called(self, found: Found, history: list[Found]) -> None:
        """ "The mogul", "the neurosurgeon": gives it to the last named whom the article or our table calls so."""
        p, i, word = self.scene.parsed, found.head, self.scene.parsed.lower[found.head]
        if (
            p.lower[found.start] != "the"
            or p.cap[i]
            or any(c > i and p.dep[c] in ("appos", "prep") for c in p.children[i])
        ):
            return
        people = {q.id: q for q in self.scene.people.persons}
        for f in reversed(history):
            distance = p.sent[i] - p.sent[f.head]
            if distance > _CALLED:
                return
            person = people.get(f.actor or "")
            if person is None or f.kind == "pronoun" or clause_mates(p, i, f.head):
                continue
            given = any(p.lower[t.head] == word and t.head < i and not p.headline(t.head) for t in person.given)
            if given or word in self.scene.words.callings.get(person.id, ()):
                found.actor, found.country, found.sector, found.what = (
                    person.id,
                    person.country,
                    person.sector,
                    "person",
                )
                found.gender, found.confidence = found.gender or person.gender, 0.7
                found.decision = Decision(
                    chosen=person.id,
                    candidates=((person.id, 0.7),),
                    reason=f"called {word!r}, {distance} sentences back",
                )
                return
