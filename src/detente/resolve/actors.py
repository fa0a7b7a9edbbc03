"""The step that finds who an article speaks of: mentions and the actors they stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from detente.config import Settings
from detente.knowledge import Knowledge, load_knowledge
from detente.knowledge.roles import compatible
from detente.reading import Mention, Reading
from detente.records import Actor, Decision, Diagnostic
from detente.resolve.coreference import NEUTER, PLURAL, SINGULAR, Coreference
from detente.resolve.found import ActorNotes, Found
from detente.resolve.lexicon import Words, load_words
from detente.resolve.names import find_names
from detente.resolve.people import Context, People, PersonSpan
from detente.resolve.states import LABELS, States
from detente.resolve.titles import Title, TitleReader
from detente.resolve.words import Parsed
from detente.resolve.years import YearsInferred, infer_years

VERSION = "1"
_MONTH_DAY = re.compile(r"XXXX-(\d{2}-\d{2})")
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))
_OWNED = {
    "campaign": "PTY",
    "team": "PTY",
    "administration": "GOV",
    "government": "GOV",
    "cabinet": "GOV",
    "presidency": "GOV",
}


class ActorsStep:
    """Finds mentions and resolves them to actors, by the tables and by the article itself."""

    name = "actors"
    version = VERSION
    requires = ("doc",)
    assigns = ("mentions", "actors", "diagnostics")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def knowledge(self) -> Knowledge:
        """The tables, opened at first use."""
        return load_knowledge(self.settings.knowledge.overlays)

    @property
    def knowledge_sha256(self) -> str:
        """What was known, for the run block."""
        return self.knowledge.sha256

    def __call__(self, reading: Reading) -> Mapping[str, tuple[Any, ...]]:
        """Mentions in order of text, actors in order of first mention."""
        return Resolver(reading, self.knowledge).run()


def published_on(published: str | None) -> date | None:
    """The day of a date or instant; None where it is none (the year 9999 is a date, but no reader will need it)."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


class Resolver:
    """All that is worked out for one article."""

    def __init__(self, reading: Reading, knowledge: Knowledge) -> None:
        self.reading = reading
        self.knowledge = knowledge
        self.words: Words = load_words()
        self.parsed = Parsed(reading.doc)
        self.on = published_on(reading.article.published)
        self.notes: dict[str, ActorNotes] = {}
        self.diagnostics: list[Diagnostic] = []

    def run(self) -> Mapping[str, tuple[Any, ...]]:
        """Mentions, actors and diagnostics."""
        p, knowledge = self.parsed, self.knowledge
        names = find_names(p, knowledge)
        titles = TitleReader(p, names, knowledge, self.words)
        self.states = States(p, names, knowledge, self.words, self.on, self.reading.places)
        self.people = People(p, names, knowledge, self.words, titles)
        self.titles = titles
        self.people.find()
        self.context = Context(on=self.on, states=self.states.counts)
        spans = self.people.resolve(self.context)
        if self.on is None:
            spans = self._with_years(spans)
        found = [self._person(s) for s in spans]
        self.home = self._home(spans)
        covered = self._covered(spans)
        found += self.states.find(covered)
        found += self._owned(spans, found)
        found.sort(key=lambda f: (f.start, -f.end))
        found += self._unknown_organisations(found, covered)
        found.sort(key=lambda f: (f.start, -f.end))
        found = self._refer(found, spans)
        return self._assembled(found)

    # -- people
    # ---------------------------------------------------------------------------------------------------------

    def _with_years(self, spans: list[PersonSpan]) -> list[PersonSpan]:
        days = tuple(m[1] for t in self.reading.times if (m := _MONTH_DAY.match(t.value)))
        inferred = infer_years(spans, self.knowledge, days)
        if inferred is None:
            return spans
        self.inferred: YearsInferred = inferred
        self.context.on = inferred.middle
        self.states.on = inferred.middle
        first, last = inferred.stretches[0][0], inferred.stretches[-1][1]
        self.diagnostics.append(
            Diagnostic(
                code="year_inferred",
                message=f"{', '.join(map(str, inferred.years))}: no date, but in these years those named held "
                f"the offices given them ({first} to {last}; {'; '.join(inferred.because)}); inferred, not read",
            )
        )
        return self.people.resolve(self.context)

    def _person(self, span: PersonSpan) -> Found:
        p, person = self.parsed, span.person
        assert person is not None
        start = span.title.start if span.title is not None else span.start
        for i in range(span.start - 1, start - 1, -1):
            # "Trump's manager Robby Mook": whose he is stands before the mention, not in it.
            if p.tag[i] == "POS" and self.titles.name_at.get(i - 1) is None:
                start = i + 1
                break
        decision = span.decision or person.decision
        known = decision.candidates[0][1] if decision.candidates and decision.chosen else 0.8
        notes = self.notes.setdefault(person.id, ActorNotes(id=person.id, name=person.name))
        notes.country, notes.sector, notes.qid = person.country, person.sector, person.qid
        notes.office, notes.decision = person.office, person.decision
        return Found(
            start=start,
            end=span.end,
            head=p.root(span.start, span.end),
            kind="name",
            what="person",
            actor=person.id,
            country=person.country,
            sector=person.sector,
            gender=person.gender,
            confidence=round(0.75 + 0.23 * known, 3),
            subject=self._is_subject(span.start, span.end),
            decision=decision,
        )

    def _is_subject(self, start: int, end: int) -> bool:
        return self.parsed.dep[self.parsed.root(start, end)] in _SUBJECTS

    def _covered(self, spans: list[PersonSpan]) -> set[int]:
        """Tokens that people's names take, and the nationalities inside their titles."""
        p = self.parsed
        covered: set[int] = set()
        for s in spans:
            covered.update(range(s.start, s.end))
            for title in s.titles():
                end = min(title.end, title.head + 1) if title is s.apposition else title.end
                for i in range(title.start, max(end, title.head + 1)):
                    name = self.titles.name_at.get(i)
                    if (
                        name is not None
                        and i != title.head
                        and any("." in h.entity and not h.entity.startswith("person:") for h in name.hits)
                    ):
                        continue  # the ministry or company that the title is of is an actor beside the person
                    possessive = i + 1 < p.n and p.tag[i + 1] == "POS"
                    if (title is s.title and not possessive) or i == title.head or p.dep[i] in ("amod", "compound"):
                        covered.add(i)
        return covered

    def _home(self, spans: list[PersonSpan]) -> str | None:
        """The state that the article is most about; what it calls "the president" is its president."""
        counts: Counter[str] = Counter(self.states.counts)
        for s in spans:
            if s.person is not None and s.person.country:
                counts[s.person.country] += 1
        if not counts:
            return None
        best = max(counts.values())
        # Of equals, the first named: headlines begin at home.
        return min((c for c, n in counts.items() if n == best))

    def _owned(self, spans: list[PersonSpan], found: list[Found]) -> list[Found]:
        """ "The Trump campaign", "the Merkel government": named after a person, but another actor."""
        p = self.parsed
        out = []
        for s in spans:
            root = p.root(s.start, s.end)
            head = p.head[root]
            person = s.person
            if person is None or p.dep[root] not in ("compound", "poss", "nmod") or head < s.end or head - s.end > 3:
                continue
            sector = _OWNED.get(p.lower[head])
            if sector is None:
                continue
            if sector == "GOV":
                if not person.country:
                    continue
                actor, name = f"{person.country}.GOV", None
            else:
                actor, name = f"text:{s.key.split()[-1]} {p.lower[head]}", f"{person.name.split()[-1]} {p.lower[head]}"
            start = s.start
            if start > 0 and p.lower[start - 1] == "the":
                start -= 1
            decision = Decision(chosen=actor, candidates=((actor, 0.85),), reason=f"{p.lower[head]} of {person.name}")
            out.append(
                Found(
                    start=start,
                    end=head + 1,
                    head=head,
                    kind="name",
                    what="org",
                    actor=actor,
                    country=person.country,
                    sector=sector,
                    plural=True,
                    subject=p.dep[head] in _SUBJECTS,
                    confidence=0.85,
                    decision=decision,
                )
            )
            if name:
                self.notes.setdefault(
                    actor, ActorNotes(id=actor, name=name, country=person.country, sector=sector, decision=decision)
                )
        return out

    def _unknown_organisations(self, found: list[Found], covered: set[int]) -> list[Found]:
        """Organisations that the recogniser sees and the tables do not know; an acronym is tied to its expansion."""
        p = self.parsed
        taken = covered | {i for f in found for i in range(f.start, f.end) if f.what != "person"}
        out: list[Found] = []
        acronyms: dict[str, str] = {}
        labels: dict[str, Counter[str]] = {}
        for ent in p.doc.ents:
            labels.setdefault(ent.text.lower(), Counter())[ent.label_] += 1
        toponyms = {(q.start, q.end) for q in self.reading.places}
        for ent in p.doc.ents:
            if ent.label_ != "ORG" or any(i in taken for i in range(ent.start, ent.end)):
                continue
            start, end = ent.start, ent.end
            while start < end and (p.lower[start] in ("the", "a", "an") or not p.keys[start]):
                start += 1
            while end > start and (not p.keys[end - 1] or p.tag[end - 1] == "POS"):
                end -= 1
            surface = p.surface(start, end) if end > start else ""
            if not surface or "\n" in surface or not p.cap[start] or len(surface) < 2:
                continue
            if end - start <= 2 and (
                (p.idx[start], p.end(end - 1)) in toponyms or labels[ent.text.lower()].most_common(1)[0][0] != "ORG"
            ):
                continue  # a town that the recogniser took for an organisation here, and not elsewhere
            sentence = p.sentence(start)
            words = [j for j in sentence if p.keys[j]]
            if len(words) < 25 and sum(p.cap[j] for j in words) > 0.6 * len(words) and len(words) > 3:
                continue  # a headline: every word has a capital, and the recogniser sees names everywhere
            k = " ".join(x for x in p.keys[start:end] if x)
            first, last = k.split()[0], k.split()[-1]
            none = self.words.not_orgs
            if k in none["all"] or last in none["last"] or first in none["first"]:
                continue
            person = next((q for q in self.people.persons if k in q.short or k in q.full), None)
            if person is not None:
                decision = Decision(
                    chosen=person.id, candidates=((person.id, 0.7),), reason="name of somebody in the article"
                )
                out.append(
                    Found(
                        start=start,
                        end=end,
                        head=p.root(start, end),
                        kind="name",
                        what="person",
                        actor=person.id,
                        country=person.country,
                        gender=person.gender,
                        confidence=0.75,
                        decision=decision,
                    )
                )
                continue
            at = self.states.phrase_at(end - 1)
            town = at is not None and self._place_country(start, at[0]) is not None
            if at is not None and at[1].alone != "n" and (town or (at[0] <= start and self.home)):
                continue  # "Supreme Court": a body, which takes its state from the context
            letters = "".join(w[0] for w in k.split() if w not in ("of", "the", "and", "for", "on", "in"))
            actor = acronyms.get(k) or f"text:{k}"
            if len(letters) > 2:
                acronyms.setdefault(letters, actor)
            sector = next((s for w in reversed(k.split()) if (s := self.words.org_sectors.get(w))), None)
            decision = Decision(chosen=actor, reason="an organisation that the tables do not know")
            self.notes.setdefault(actor, ActorNotes(id=actor, name=surface, sector=sector, decision=decision))
            begin = start - 1 if start > 0 and p.lower[start - 1] == "the" else start
            head = p.root(start, end)
            out.append(
                Found(
                    start=begin,
                    end=end,
                    head=head,
                    kind="name",
                    what="org",
                    actor=actor,
                    sector=sector,
                    plural=True,
                    subject=p.dep[head] in _SUBJECTS,
                    confidence=0.7,
                    decision=decision,
                )
            )
        return out

    # -- what refers back
    # -------------------------------------------------------------------------------------------------

    def _refer(self, found: list[Found], spans: list[PersonSpan]) -> list[Found]:
        """Titles without names, bodies without countries, groups and pronouns, in order of text."""
        p = self.parsed
        taken = {i for f in found for i in range(f.start, f.end) if f.what != "state" or f.kind != "name"}
        titled = {t.head for s in spans for t in s.titles()}
        apposed = {s.apposition.head: (s.apposition, s) for s in spans if s.apposition is not None}
        bodies = {head: (start, entry) for start, head, entry in self.states.bodies(taken)}
        coreference = Coreference(p)
        history: list[Found] = []
        queue = list(found)
        at = 0
        for i in range(p.n):
            while at < len(queue) and queue[at].end <= i + 1 and queue[at].start <= i:
                history.append(queue[at])
                at += 1
            word = p.lower[i]
            new: Found | None = None
            if word in SINGULAR or word in PLURAL or word in NEUTER:
                if p.pos[i] == "PRON":
                    new = coreference.pronoun(i, history, queue[at:])
            elif i in apposed:
                new = self._apposed(i, *apposed[i])
            elif i in titled or i in taken:
                continue
            elif i in bodies:
                new = self._body(*bodies[i], i, history)
            elif word in self.words.groups and p.tag[i] in ("NNS", "NNPS"):
                new = self._group(i, history, coreference)
            elif (
                word in self.words.org_nouns and p.tag[i] == "NN" and p.lower[p.left_edge(i)] in ("the", "this", "that")
            ):
                new = self._organisation_again(i, history)
            elif (
                word in self.words.anonymous
                and p.tag[i] == "NN"
                and not any(p.dep[c] == "appos" for c in p.children[i])
                and p.dep[i] not in ("compound", "attr", "appos", "amod")
            ):
                # Not an actor to be recorded, but whom "he" may be.
                history.append(
                    Found(
                        start=i,
                        end=i + 1,
                        head=i,
                        kind="anonymous",
                        what="person",
                        gender=self.words.anonymous[word],
                        subject=p.dep[i] in _SUBJECTS,
                    )
                )
            elif word in self.words.titles and p.pos[i] in ("NOUN", "PROPN"):
                new = self._title_alone(i, history)
            elif (
                p.tag[i] in ("NNS", "NNPS") and word in self.words.collectives and word.rstrip("s") in self.words.titles
            ):
                new = self._plural_title(i, history)
            if new is not None:
                history.append(new)
        for f in queue[at:]:
            history.append(f)
        return sorted((f for f in history if f.kind != "anonymous"), key=lambda f: (f.start, -f.end, f.head))

    def _nearest_country(self, i: int, history: list[Found]) -> tuple[str | None, str]:
        """The state that a body without a country belongs to: named last shortly before, else the article's."""
        p = self.parsed
        for f in reversed(history):
            distance = p.sent[i] - p.sent[f.head]
            if distance > 2:
                break
            if (
                f.country
                and f.what in ("state", "people", "person", "title", "org")
                and f.start < i
                and not f.country.startswith("text")
            ):
                where = "the same sentence" if distance == 0 else "a sentence shortly before"
                return f.country, f"country of {p.surface(f.start, f.end)!r} in {where}"
        return self.home, "the state that the article is most about"

    def _apposed(self, i: int, title: Title, span: PersonSpan) -> Found | None:
        """ "The Russian president, X": the title is one more mention of the person."""
        p, person = self.parsed, span.person
        if person is None:
            return None
        start = title.start
        decision = Decision(chosen=person.id, candidates=((person.id, 0.9),), reason="stands in apposition to the name")
        return Found(
            start=start,
            end=i + 1,
            head=i,
            kind="title",
            what="person",
            actor=person.id,
            country=person.country,
            sector=person.sector,
            gender=person.gender,
            subject=p.dep[i] in _SUBJECTS,
            confidence=0.9,
            decision=decision,
        )

    def _organisation_again(self, i: int, history: list[Found]) -> Found | None:
        """ "The company", "the group": the organisation named last whose sector fits."""
        p = self.parsed
        sectors = self.words.org_nouns[p.lower[i]]
        start = p.left_edge(i)
        if i - start > 1 or p.dep[i] == "compound":
            return None
        for f in reversed(history):
            distance = p.sent[i] - p.sent[f.head]
            if distance > 4:
                break
            if f.what != "org" or f.kind not in ("name", "title") or f.actor is None or f.start >= start:
                continue
            known = set((f.sector or "").split(";")) - {""}
            if sectors and known and not sectors & known:
                continue
            if sectors and not known and p.lower[i] in ("party", "union", "bloc", "alliance"):
                continue
            decision = Decision(
                chosen=f.actor,
                candidates=((f.actor, 0.65),),
                reason=f"the organisation named last, {distance} sentences back",
            )
            return Found(
                start=start,
                end=i + 1,
                head=i,
                kind="title",
                what="org",
                actor=f.actor,
                country=f.country,
                sector=f.sector,
                plural=True,
                subject=p.dep[i] in _SUBJECTS,
                confidence=0.65,
                decision=decision,
            )
        return None

    def _body(self, start: int, entry: Any, head: int, history: list[Found]) -> Found | None:
        p = self.parsed
        country, reason = self._country_beside(start, head)
        if country is None and entry.word in (
            "government",
            "police",
            "authorities",
            "court",
            "congress",
            "senate",
            "military",
            "administration",
        ):
            # Words of every page: they belong to the state that the page is about, unless one stands in the same
            # sentence.
            near, why = self._nearest_country(head, [f for f in history if p.sent[f.head] == p.sent[head]])
            country, reason = (near, why)
        elif country is None:
            country, reason = self._nearest_country(head, history)
        if country is None:
            return None
        sector = entry.sector or None
        actor = f"{country}.{sector}" if sector else country
        edge = start
        while edge < head and p.tag[edge] in ("PRP$",):
            edge += 1
        return Found(
            start=edge,
            end=head + 1,
            head=head,
            kind="title",
            what="org",
            actor=actor,
            country=country,
            sector=sector,
            plural=True,
            subject=p.dep[head] in _SUBJECTS,
            confidence=0.75,
            decision=Decision(chosen=actor, candidates=((actor, 0.75),), reason=f"{entry.word}: {reason}"),
        )

    def _country_beside(self, start: int, head: int) -> tuple[str | None, str]:
        """The country in the phrase itself: "of Turkey", "in Ankara", "Ankara's"."""
        title = self.titles.wide(start, head)
        if title.country:
            return title.country, "named in the phrase"
        country = self._place_country(start, head)
        return (country, "country of the town before it") if country else (None, "")

    def _place_country(self, start: int, end: int) -> str | None:
        """Country of a place in tokens ``start`` to before ``end``, as the step before this one resolved it."""
        p = self.parsed
        if start >= end:
            return None
        first, last = p.idx[start], p.end(end - 1)
        return next((q.country for q in self.reading.places if first <= q.start and q.end <= last and q.country), None)

    def _group(self, i: int, history: list[Found], coreference: Coreference) -> Found | None:
        p = self.parsed
        start = p.left_edge(i)
        words = p.lower[start:i]
        marks = {"both", "two", "three", "all"} & set(words)
        if not marks and not (
            p.lower[start] == "the"
            and i - start <= 1
            and p.lower[i]
            in ("sides", "parties", "countries", "nations", "neighbors", "neighbours", "rivals", "leaders")
        ):
            return None
        if any(
            w
            not in (
                "the",
                "both",
                "two",
                "three",
                "all",
                "of",
                "these",
                "those",
                "foreign",
                "prime",
                "other",
                "rival",
                "neighboring",
                "neighbouring",
                "allied",
                "nuclear",
                "hostile",
                "warring",
            )
            for w in words
        ):
            return None
        if p.dep[i] in ("compound",):
            return None
        if any(p.lower[c] == "of" for c in p.children[i] if c > i):
            return None
        # "Leaders", plain, are two only when there are two.
        return coreference.group(start, i, self.words.groups[p.lower[i]], history)

    def _plural_title(self, i: int, history: list[Found]) -> Found | None:
        """ "The officials", "lawmakers said": a body by those who sit in it, where the phrase names its state."""
        p = self.parsed
        start = p.left_edge(i)
        country, reason = self._country_beside(start, i)
        if country is None:
            return None
        sector = self.words.collectives[p.lower[i]].sector or None
        title = self.titles.wide(start, i)
        actor = title.body or (f"{country}.{sector}" if sector else country)
        return Found(
            start=start,
            end=i + 1,
            head=i,
            kind="title",
            what="people",
            actor=actor,
            country=country,
            sector=sector,
            plural=True,
            subject=p.dep[i] in _SUBJECTS,
            confidence=0.75,
            decision=Decision(chosen=actor, candidates=((actor, 0.75),), reason=reason),
        )

    def _title_alone(self, i: int, history: list[Found]) -> Found | None:
        """ "The Turkish foreign minister", "the president", "a spokesman for the ministry"."""
        p = self.parsed
        if self.words.titles[p.lower[i]].kind == "honorific" or (
            p.dep[i] in ("compound", "amod", "nmod") and p.head[i] > i
        ):
            return None
        if p.dep[i] == "attr" or (p.dep[i] == "appos" and not p.cap[i]):
            return None  # says what somebody is, and names nobody
        start = p.left_edge(i)
        title = self.titles.wide(start, i)
        above = p.head[i]
        if p.dep[i] == "pobj" and (p.lower[above] == "as" or (start == i and not p.cap[i])):
            return None  # "served as a senator", "ran for president": an office, not its holder
        if {"next", "future", "potential"} & set(p.lower[start:i]):
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
        occupation = self.words.titles[p.lower[i]].kind == "occupation"
        if not indefinite:
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

    def _holder(self, found: Found, title: Title, i: int, history: list[Found], occupation: bool) -> None:
        """Who holds the office: somebody named before with it, else the holder by the tables on the article's date."""
        p = self.parsed
        role = title.role
        best: tuple[float, Found] | None = None
        for f in reversed(history):
            distance = p.sent[i] - p.sent[f.head]
            if f.what not in ("person", "title") or f.actor is None or distance > 25 or f.plural:
                continue
            if title.country and f.country and f.country != title.country:
                continue
            if title.gender and f.gender and title.gender != f.gender:
                continue
            fit = self._holds(f.actor, role, title)
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
        on = self.context.on
        country = title.country
        if country is None and role in ("head_of_state", "head_of_government", "vice_president") and not title.body:
            country = self._nearest_country(i, history)[0] if role != "vice_president" else self.home
        if on is None or role is None or country is None or title.former or occupation:
            return
        if title.body and self.knowledge.entity(title.body) and title.body.split(".")[0] in ("IGO", "NGO"):
            return
        wanted = role
        state = self.knowledge.entity(country)
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
        holders = self.knowledge.holders(wanted, country, on)
        if wanted == "head_of_state":
            # A monarch is no president, and the other way round.
            word = p.lower[i]
            royal = re.compile(r"king|queen|emir|sultan|monarch|emperor", re.IGNORECASE)
            if word in ("president", "king", "queen", "emir", "sultan", "monarch"):
                holders = [h for h in holders if bool(royal.search(h[1].office)) == (word != "president")]
        sure = [h for h in holders if h[2] == "yes"]
        if (
            wanted in ("spokesperson", "speaker", "finance_minister", "interior_minister", "un_envoy")
            and len(sure) != 1
        ):
            return
        if not sure:
            return
        person, tenure, _ = sure[0]
        entity = self.knowledge.entity(person)
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
        self._note_person(person)

    def _holds(self, actor: str, role: str | None, title: Title) -> float:
        """How well somebody fits an office: as the article gave it, or by the tables on the day; 0: not at all."""
        person = next((q for q in self.people.persons if q.id == actor), None)
        if role is None:
            return 0.0
        if title.body and ".PTY." in title.body:
            parties = {t.body for t in self.knowledge.tenures(actor) if t.body and ".PTY." in t.body}
            if parties and title.body not in parties:
                return 0.0
        if person is not None:
            for said, given in person.roles.items():
                if (
                    said == role
                    or (role != "leader" and compatible(role, said))
                    or (role == "leader" and compatible("leader", said))
                ):
                    if title.body and given.body and title.body != given.body:
                        continue
                    return 2.2 if said == role else 1.6
        on = self.context.on
        tenures = self.knowledge.tenures(actor)
        held = [t for t in tenures if compatible(role, t.role) and (on is None or t.holds(on) != "no")]
        if title.body and ".PTY." in title.body:
            held = [t for t in held if t.body in (title.body, None)]
        elif title.body:
            held = [t for t in held if t.body == title.body or title.country]
        if title.country:
            held = [t for t in held if t.country == title.country]
        if not held:
            return 0.0
        return 2.0 if any(t.role == role for t in held) else 1.6

    def _note_person(self, ident: str) -> None:
        entity = self.knowledge.entity(ident)
        if entity is None or ident in self.notes:
            return
        tenure = self.knowledge.office_on(ident, self.context.on)
        self.notes[ident] = ActorNotes(
            id=ident,
            name=entity.name,
            country=entity.country,
            qid=entity.qid,
            sector=tenure.sector if tenure else "ELI",
            office=tenure.office if tenure else None,
        )

    # -- the result
    # -------------------------------------------------------------------------------------------------------

    def _assembled(self, found: list[Found]) -> Mapping[str, tuple[Any, ...]]:
        p, reading = self.parsed, self.reading
        # The nationality inside a title that has been resolved says nothing more.
        titles = [(f.start, f.end, f.head) for f in found if f.kind == "title" and f.actor]
        found = [
            f
            for f in found
            if not (
                f.kind == "demonym"
                and f.what == "state"
                and any(s <= f.start and f.end <= e and f.head != h for s, e, h in titles)
            )
        ]
        mentions = []
        seen: set[tuple[int, int, int]] = set()
        for f in found:
            at = (p.idx[f.start], p.end(f.end - 1), f.head)
            if at in seen:
                continue
            seen.add(at)
            mentions.append(
                Mention(
                    span=reading.span(at[0], at[1]),
                    head=f.head,
                    kind=f.kind,
                    actor=f.actor,
                    members=f.members,
                    sector=f.sector,
                    confidence=round(f.confidence, 3),
                    decision=f.decision,
                )
            )
            for actor in (f.actor, *f.members):
                if actor:
                    self._note(actor, f).mentions.append((at[0], at[1]))
        actors = tuple(
            Actor(
                id=n.id,
                name=n.name,
                country=n.country,
                sector=n.sector,
                qid=n.qid,
                office=n.office,
                mentions=tuple(reading.span(*m) for m in n.mentions),
                decision=n.decision,
            )
            for n in sorted((n for n in self.notes.values() if n.mentions), key=lambda n: (n.mentions[0], n.id))
        )
        return {"mentions": tuple(mentions), "actors": actors, "diagnostics": tuple(self.diagnostics)}

    def _note(self, actor: str, f: Found) -> ActorNotes:
        notes = self.notes.get(actor)
        if notes is None:
            notes = self.notes[actor] = describe(actor, self.knowledge, self.context.on) or ActorNotes(
                id=actor, name=actor.removeprefix("text:"), country=f.country, sector=f.sector
            )
            notes.decision = notes.decision or f.decision
        return notes


def describe(actor: str, knowledge: Knowledge, on: date | None) -> ActorNotes | None:
    """What the tables say of an actor id: a person, a body, a state or a sector of one; None for others."""
    entity = knowledge.entity(actor)
    if entity is not None:
        if entity.kind == "person":
            tenure = knowledge.office_on(actor, on)
            return ActorNotes(
                id=actor,
                name=entity.name,
                country=entity.country,
                sector=tenure.sector if tenure else None,
                qid=entity.qid,
                office=tenure.office if tenure else None,
            )
        return ActorNotes(id=actor, name=entity.name, country=entity.country, sector=entity.sector, qid=entity.qid)
    country, _, sector = actor.partition(".")
    state = knowledge.entity(country)
    if state is not None and sector:
        return ActorNotes(id=actor, name=f"{state.name}: {LABELS.get(sector, sector)}", country=country, sector=sector)
    return None
