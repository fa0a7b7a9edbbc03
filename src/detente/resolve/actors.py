"""The step that finds who an article speaks of: mentions and the actors they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from detente.config import Settings
from detente.knowledge import Knowledge, load_knowledge
from detente.reading import Mention, Reading
from detente.records import Actor, Diagnostic
from detente.resolve.bodies import Bodies
from detente.resolve.coreference import NEUTER, PLURAL, SINGULAR, Coreference
from detente.resolve.found import ActorNotes, Found
from detente.resolve.governing import Governing
from detente.resolve.ground import Ground
from detente.resolve.groups import Groups
from detente.resolve.lexicon import load_words
from detente.resolve.likelihood import Context
from detente.resolve.names import find_names, without_towns
from detente.resolve.offices import Offices
from detente.resolve.organisations import Organisations
from detente.resolve.people import People
from detente.resolve.person_spans import PersonFinder, PersonSpan
from detente.resolve.scene import Scene
from detente.resolve.states import LABELS, States
from detente.resolve.titles import TitleReader
from detente.resolve.words import Parsed
from detente.resolve.years import infer_years

VERSION = "7"
_MONTH_DAY = re.compile(r"XXXX-(\d{2}-\d{2})")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:-|$)")
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))


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
        words, parsed, on = load_words(), Parsed(reading.doc), published_on(reading.article.published)
        found = find_names(parsed, knowledge, words.regions)
        names = without_towns(parsed, found, reading.places, words.sets["towns named as states"])
        towns = {parsed.surface(n.start, n.end) for n in found if n not in names}
        titles = TitleReader(parsed, names, knowledge, words, reading.places)
        states = States(Ground(parsed, names, knowledge, words, on, reading.places))
        finder = PersonFinder(parsed, names, knowledge, words, titles, reading.places)
        self.scene = Scene(
            reading=reading,
            knowledge=knowledge,
            words=words,
            parsed=parsed,
            titles=titles,
            states=states,
            people=People(parsed, knowledge, words, titles, finder.find()),
            context=Context(on=on, states=states.ground.counts),
            named_people=frozenset(finder.taken),
            towns=frozenset(towns),
        )
        self.organisations = Organisations(self.scene)
        self.offices = Offices(self.scene)
        self.bodies = Bodies(self.scene)
        self.governing = Governing(self.scene, self.bodies)
        self.groups = Groups(self.scene)
        self.diagnostics: list[Diagnostic] = []

    def run(self) -> Mapping[str, tuple[Any, ...]]:
        """Mentions, actors and diagnostics."""
        scene = self.scene
        spans = scene.people.resolve(scene.context)
        if scene.context.on is None:
            spans = self._with_years(spans)
        found = [self._person(s) for s in spans]
        scene.home = scene.states.ground.home = scene.find_home(spans)
        covered = self._covered(spans)
        found += self.groups.regional(covered)
        found += scene.states.find(covered)
        found += self.organisations.owned(spans, found)
        found.sort(key=lambda f: (f.start, -f.end))
        found += self.organisations.unknown(found, covered)
        found.sort(key=lambda f: (f.start, -f.end))
        found = self._refer(found, spans)
        return self._assembled(found)

    def _with_years(self, spans: list[PersonSpan]) -> list[PersonSpan]:
        days = tuple(m[1] for t in self.scene.reading.times if (m := _MONTH_DAY.match(t.value)))
        inferred = infer_years(spans, self.scene.knowledge, days)
        told = [int(m[1]) for t in self.scene.reading.times if (m := _YEAR.match(t.value))]
        if inferred is None or sum(year > inferred.years[-1] for year in told) > 1:
            return spans  # an article that tells of later years is of later years
        self.scene.context.on = inferred.middle
        self.scene.states.ground.on = inferred.middle
        first, last = inferred.stretches[0][0], inferred.stretches[-1][1]
        self.diagnostics.append(
            Diagnostic(
                code="year_inferred",
                message=f"{', '.join(map(str, inferred.years))}: no date, but in these years those named held "
                f"the offices given them ({first} to {last}; {'; '.join(inferred.because)}); inferred, not read",
            )
        )
        return self.scene.people.resolve(self.scene.context)

    def _person(self, span: PersonSpan) -> Found:
        p, person = self.scene.parsed, span.person
        assert person is not None
        start = span.title.start if span.title is not None else span.start
        for i in range(span.start - 1, start - 1, -1):
            # "Trump's manager Robby Mook": whose he is stands before the mention, not in it.
            if p.tag[i] == "POS" and self.scene.titles.name_at.get(i - 1) is None:
                start = i + 1
                break
        decision = span.decision or person.decision
        known = decision.candidates[0][1] if decision.candidates and decision.chosen else 0.8
        notes = self.scene.notes.setdefault(person.id, ActorNotes(id=person.id, name=person.name))
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
        return self.scene.parsed.dep[self.scene.parsed.root(start, end)] in _SUBJECTS

    def _covered(self, spans: list[PersonSpan]) -> set[int]:
        """Tokens that people's names take, and the nationalities inside their titles."""
        p = self.scene.parsed
        covered: set[int] = set()
        for s in spans:
            covered.update(range(s.start, s.end))
            for title in s.titles():
                end = min(title.end, title.head + 1) if title is s.apposition else title.end
                for i in range(title.start, max(end, title.head + 1)):
                    name = self.scene.titles.name_at.get(i)
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

    def _refer(self, found: list[Found], spans: list[PersonSpan]) -> list[Found]:
        """Titles without names, bodies without countries, groups and pronouns, in order of text."""
        p, words = self.scene.parsed, self.scene.words
        taken = {i for f in found for i in range(f.start, f.end) if f.what != "state" or f.kind != "name"}
        titled = {t.head for s in spans for t in s.titles()}
        apposed = {s.apposition.head: (s.apposition, s) for s in spans if s.apposition is not None}
        bodies = {head: (start, entry) for start, head, entry in self.scene.states.collectives.bodies(taken)}
        countries = {f.actor: f.country for f in found if f.actor and f.country}
        mediators = {
            q.id for q in self.scene.people.persons if "envoy" in q.roles or (q.tenure and q.tenure.role == "envoy")
        }
        coreference = Coreference(p, countries, words.antecedents, mediators)
        history: list[Found] = []
        queue = sorted([*found, *self.groups.lists(found)], key=lambda f: (f.start, -f.end, f.kind == "list"))
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
                new = self.offices.apposed(i, *apposed[i])
            elif i in titled or i in taken:
                continue
            elif (party := self.governing.find(i, history)) is not None:
                new = party
            elif i in bodies:
                new = self.bodies.body(*bodies[i], i, history)
            elif word == "both" and p.dep[i] in (*_SUBJECTS, "dobj", "pobj"):
                new = coreference.both(i, history)
            elif (
                p.tag[i] in ("NNS", "NNPS")
                and (word in words.groups or word in words.collectives or word.removesuffix("s") in words.titles)
                and p.dep[i] != "compound"
                and (several := self.groups.of_states(i)) is not None
            ):
                new = several
            elif word in words.groups and p.tag[i] in ("NNS", "NNPS"):
                new = self.bodies.group(i, history, coreference)
            elif (
                (word in words.org_nouns or word in words.org_sectors)
                and p.tag[i] in ("NN", "NNP")
                and p.lower[p.left_edge(i)] in ("the", "this", "that")
            ):
                new = self.organisations.again(i, history)
            elif (
                word in words.anonymous
                and p.tag[i] == "NN"
                and not any(p.dep[c] == "appos" for c in p.children[i])
                and p.dep[i] not in ("compound", "attr", "appos", "amod")
            ):
                if word in words.titles and (new := self.offices.called_so(i, history)) is not None:
                    history.append(new)
                    continue
                # Not an actor to be recorded, but whom "he" may be.
                history.append(
                    Found(
                        start=i,
                        end=i + 1,
                        head=i,
                        kind="anonymous",
                        what="person",
                        gender=words.anonymous[word],
                        subject=p.dep[i] in _SUBJECTS,
                    )
                )
            elif word in words.titles and p.pos[i] in ("NOUN", "PROPN"):
                new = self.offices.alone(i, history)
                if new is not None and new.decision is None and words.titles[word].kind == "occupation":
                    self.offices.called(new, history)
                    if new.actor is None:
                        coreference.described(new, history)
            elif p.tag[i] in ("NNS", "NNPS") and word in words.collectives and word.rstrip("s") in words.titles:
                new = self.bodies.officials(i, history)
            if new is None and i not in taken and i not in titled:
                new = self.offices.somebodys(i)
            if new is not None:
                history.append(new)
        for f in queue[at:]:
            history.append(f)
        return sorted(
            (f for f in history if f.kind not in ("anonymous", "list")), key=lambda f: (f.start, -f.end, f.head)
        )

    def _assembled(self, found: list[Found]) -> Mapping[str, tuple[Any, ...]]:
        p, reading = self.scene.parsed, self.scene.reading
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
            for n in sorted((n for n in self.scene.notes.values() if n.mentions), key=lambda n: (n.mentions[0], n.id))
        )
        return {"mentions": tuple(mentions), "actors": actors, "diagnostics": tuple(self.diagnostics)}

    def _note(self, actor: str, f: Found) -> ActorNotes:
        notes = self.scene.notes.get(actor)
        if notes is None:
            notes = self.scene.notes[actor] = describe(
                actor, self.scene.knowledge, self.scene.context.on
            ) or ActorNotes(id=actor, name=actor.removeprefix("text:"), country=f.country, sector=f.sector)
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
