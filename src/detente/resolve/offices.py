"""Titles without a name: who "the Turkish foreign minister" or "the president" is."""

from __future__ import annotations

import re

from detente.knowledge import Tenure
from detente.knowledge.roles import compatible
from detente.records import Decision
from detente.resolve.antecedents import clause_mates
from detente.resolve.found import Found
from detente.resolve.names import Name, region_at
from detente.resolve.people import Person
from detente.resolve.person_spans import PersonSpan
from detente.resolve.scene import Scene
from detente.resolve.titles import Title

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))

# Offices that the tables have whole, so that somebody whom they know without it never held it.
_SOLE = frozenset(["head_of_state", "head_of_government"])
_ONE_AT_A_TIME = frozenset(["head_of_state", "head_of_government", "vice_president"])
# Whoever it will be, or would be.
_TO_COME = frozenset(
    ["next", "future", "potential", "prospective", "first", "female", "woman", "greatest", "best", "worst", "better"]
)
# Before a title: somebody else than those named so far.
_OTHERS = frozenset(["local", "other", "another", "fellow", "rival", "each", "second", "own"])
_OF_A_BODY = frozenset(["body_head", "executive", "adviser", "aide", "spokesperson", "editor"])
# How well "the spokesman" is one who was called so before, but not named.
_NAMELESS = 1.9
_DEPUTY = re.compile(r"\b(deputy|vice|assistant)\b", re.IGNORECASE)
_HEADS = frozenset(
    [
        "secretary",
        "general",
        "secretary-general",
        "president",
        "chief",
        "head",
        "director",
        "director-general",
        "chairman",
        "chairwoman",
        "chairperson",
        "representative",
        "commissioner",
        "leader",
    ]
)
_AIDES = re.compile(r"\b(press|general|private|assistant|under|deputy|party|executive|parliamentary)\b")
_CALLED = 12  # sentences within which "the mogul" may take up whoever is called so
_ARTICLES = frozenset(["the", "a", "an", "his", "her", "their"])
_FORMER = re.compile(r"^(the |former |then |ex-)+")
_SOON = 4  # sentences within which a name may follow an office
_ROYAL = re.compile(r"\b(king|queen|emir|sultan|monarch|emperor|prince|princess)\b", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|for|at) (?:the )?(.+)", re.DOTALL)
_WORD = re.compile(r"\w+")


class Offices:
    """Resolves the titles of one article."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
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
        if start == i and p.cap[i] and _ROYAL.fullmatch(p.lower[i]):
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
        if (head := self._head_of_body(title)) is not None:
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
            fit = self._holds(f.actor, role, title, p.lower[i], occupation)
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
        on = self.scene.context.on
        country = title.country
        if country is None and role in ("head_of_state", "head_of_government", "vice_president") and not title.body:
            country = (
                self.scene.nearest_country(i, history, office=True)[0] if role != "vice_president" else self.scene.home
            )
        elif country is None and role in ("foreign_minister", "defense_minister") and not title.body:
            near = self.scene.nearest_country(i, history, office=True)[0]
            country = near if near == self.scene.home and p.lower[found.start] == "the" else None
        if on is None or role is None or country is None or title.former or occupation:
            return
        if title.body and self.scene.knowledge.entity(title.body) and title.body.split(".")[0] in ("IGO", "NGO"):
            return
        wanted = role
        state = self.scene.knowledge.entity(country)
        if role == "leader":
            if title.body:
                return
            wanted = (state.code("led_by") if state else None) or "head_of_state"
        if wanted not in (
            "head_of_state",
            "head_of_government",
            "foreign_minister",
            "defense_minister",
            "vice_president",
            "finance_minister",
            "supreme_leader",
            "nsa",
            "interior_minister",
            "un_envoy",
            "crown_prince",
            "spokesperson",
            "speaker",
        ):
            return
        holders = self.scene.knowledge.holders(wanted, country, on)
        if wanted == "head_of_state":
            # A monarch is no president, and the other way round.
            word = p.lower[i]
            royal = re.compile(r"king|queen|emir|sultan|monarch|emperor", re.IGNORECASE)
            if word in ("president", "king", "queen", "emir", "sultan", "monarch"):
                holders = [h for h in holders if bool(royal.search(h[1].office)) == (word != "president")]
        if wanted == "spokesperson":
            holders = self._of_the_same(title, holders)
        sure = [h for h in holders if h[2] == "yes"]
        if (
            wanted in ("spokesperson", "speaker", "finance_minister", "interior_minister", "un_envoy")
            and len(sure) != 1
        ):
            return
        if not sure:
            return
        person, tenure, _ = sure[0]
        entity = self.scene.knowledge.entity(person)
        if entity is None:
            return
        found.actor, found.country, found.what, found.gender = person, country, "person", entity.gender or found.gender
        found.sector = tenure.sector
        found.confidence = 0.85 if title.country else 0.7
        found.decision = Decision(
            chosen=person,
            candidates=tuple((h[0], 0.85 if h[2] == "yes" else 0.3) for h in holders[:3]),
            reason=f"{tenure.office} on {on.isoformat()} by the tables ({tenure.start} to {tenure.end or 'now'})",
        )
        self.scene.note_person(person)

    def _of_the_same(self, title: Title, holders: list[tuple[str, Tenure, str]]) -> list[tuple[str, Tenure, str]]:
        """Those whose office shares a word with the title beside the state's: not a ministry for the army."""
        p, names = self.scene.parsed, self.scene.titles.name_at
        own = {
            p.lower[i]
            for i in range(title.start, title.end)
            if len(p.text[i]) > 3
            and p.pos[i] in ("NOUN", "PROPN")
            and i != title.head
            and not self._a_state(names.get(i))
        }
        return [h for h in holders if own & set(_WORD.findall(h[1].office.lower()))] if own else holders

    def _a_state(self, name: Name | None) -> bool:
        """Whether a name of the tables is a state's or a nationality."""
        return name is not None and any("." not in h.entity and ":" not in h.entity for h in name.hits)

    def _head_of_body(self, title: Title) -> str | None:
        """Who led an international body on the article's day: "the UN secretary-general"; None for several."""
        on = self.scene.context.on
        if on is None or title.role != "igo_head" or title.former or not (title.body or "").startswith("IGO."):
            return None
        if self.scene.parsed.lower[title.head] not in _HEADS:
            return None  # "the secretary-general's special adviser"
        sure = {
            person
            for person, tenure in self.scene.knowledge.in_body(title.body or "")
            if tenure.role == "igo_head" and tenure.holds(on) == "yes" and _DEPUTY.search(tenure.office) is None
        }
        return sure.pop() if len(sure) == 1 else None

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

    def _holds(self, actor: str, role: str | None, title: Title, word: str, occupation: bool) -> float:
        """How well somebody fits an office: as the article gave it, or by the tables on the day; 0: not at all."""
        person = next((q for q in self.scene.people.persons if q.id == actor), None)
        if word == "secretary" and title.text.lower() in ("the secretary", "secretary"):
            return 2.0 if self._secretary(actor, person) else 0.0
        if role is None:
            return 0.0
        if _ROYAL.fullmatch(word) and not self._royal(actor, person):
            return 0.0  # a president is no king, and King a surname
        here = self._regions(title.start, title.end)
        if here and person is not None:
            theirs = {r for given in person.given for r in self._regions(given.start, given.end)}
            if theirs and not here & theirs:
                return 0.0  # "the Texas senator" is not the one from Vermont
        if title.body and ".PTY." in title.body:
            parties = {t.body for t in self.scene.knowledge.tenures(actor) if t.body and ".PTY." in t.body}
            if parties and title.body not in parties:
                return 0.0
        if person is not None:
            for said, given in person.roles.items():
                same = self.scene.parsed.lower[given.head] == word
                if (occupation and not same) or not self._one_body(title, given.text):
                    continue  # a columnist is not "the host"; the founder of one body is not the chair of another
                if (
                    said == role
                    or (role != "leader" and compatible(role, said))
                    or (role == "leader" and compatible("leader", said))
                ):
                    if title.body and given.body and title.body != given.body:
                        continue
                    if role in _SOLE and person.known and not self._ever_held(actor, role, title.country):
                        continue  # "Bush for president": the article calls him so, and he never was
                    return (2.2 if said == role else 1.6) + (0.3 if same else 0.0)
        on = self.scene.context.on
        tenures = self.scene.knowledge.tenures(actor)
        held = [t for t in tenures if compatible(role, t.role) and (on is None or t.holds(on) != "no")]
        if title.former and on is not None and not held:
            bare = _FORMER.sub("", title.text.lower())
            held = [
                t
                for t in tenures
                if t.since < on.toordinal() and (t.role == role or (role == "minister" and bare in t.office.lower()))
            ]
        if title.body and ".PTY." in title.body:
            held = [t for t in held if t.body in (title.body, None)]
        elif title.body:
            of_a_state = title.country and not title.body.startswith("IGO.")
            held = [t for t in held if t.body == title.body or of_a_state]
        if title.country:
            held = [t for t in held if t.country == title.country]
        held = [
            t
            for t in held
            if (not occupation or word in t.office.lower()) and (t.body or self._one_body(title, t.office))
        ]
        if not held:
            return 0.0
        return 2.0 if any(t.role == role for t in held) else 1.6

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

    def _secretary(self, actor: str, person: Person | None) -> bool:
        """Whether somebody is or was a secretary who sits in a cabinet, by the article or by the tables."""
        given = [g.text.lower() for g in person.given] if person is not None else []
        offices = [t.office.lower() for t in self.scene.knowledge.tenures(actor)]
        return any("secretary" in t and not _AIDES.search(t) for t in (*given, *offices))

    def _ever_held(self, actor: str, role: str, country: str | None) -> bool:
        return any(
            (t.role == role or t.role in _SOLE or t.role == "igo_head")
            and (country is None or t.country in (country, None))
            for t in self.scene.knowledge.tenures(actor)
        )

    def _royal(self, actor: str, person: Person | None) -> bool:
        """Whether somebody has a royal title, by the article or by the tables."""
        given = [g.text for g in person.given] if person is not None else []
        return any(_ROYAL.search(text) for text in (*given, *(t.office for t in self.scene.knowledge.tenures(actor))))

    def _regions(self, start: int, end: int) -> set[str]:
        """Parts of states that stand in a title."""
        p, regions = self.scene.parsed, self.scene.words.regions
        out = set()
        for i in range(start, end):
            name = " ".join(p.keys[i : i + (region_at(p, i, regions) or 1)])
            if p.cap[i] and name in regions:
                out.add(name)
        return out

    def _one_body(self, title: Title, other: str) -> bool:
        """Whether two titles may be of one body: they share a word of it, or one of them names none."""
        of = _OF.search(title.text)
        if title.country or title.body or of is None or title.role not in _OF_A_BODY:
            return True
        wanted = {w for w in _WORD.findall(of[1].lower()) if len(w) > 3}
        given = set(_WORD.findall(other.lower()))
        return not wanted or bool(wanted & given)
