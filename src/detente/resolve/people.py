"""Who of the tables, or who new, the people of one article are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from detente.knowledge import Knowledge, Tenure
from detente.knowledge.build import PARTICLES, surnames
from detente.knowledge.fold import fold, key
from detente.knowledge.roles import compatible
from detente.records import Decision
from detente.resolve.lexicon import Words
from detente.resolve.likelihood import VAGUE, Context, Likelihood
from detente.resolve.person_spans import PersonSpan
from detente.resolve.personhood import AT_PLACES
from detente.resolve.titles import Title, TitleReader
from detente.resolve.words import Parsed

_NEARLY = 0.75  # share of letters that two spellings of one name have in common
_SELVES = {"himself": "m", "herself": "f"}
_PRONOUNS = {"he": "m", "his": "m", "him": "m", "himself": "m", "she": "f", "her": "f", "herself": "f"}


@dataclass(slots=True, eq=False)
class Person:
    """Someone in this article."""

    id: str
    name: str
    gender: str
    country: str | None
    sector: str | None
    office: str | None
    qid: str | None
    known: bool
    decision: Decision
    full: set[str] = field(default_factory=set)
    short: set[str] = field(default_factory=set)
    first: str = ""
    roles: dict[str, Title] = field(default_factory=dict)
    given: list[Title] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    tenure: Tenure | None = None


class People:
    """Resolves the people of one article, whose names :class:`PersonFinder` found."""

    def __init__(
        self, parsed: Parsed, knowledge: Knowledge, words: Words, titles: TitleReader, spans: list[PersonSpan]
    ) -> None:
        self.parsed = parsed
        self.knowledge = knowledge
        self.words = words
        self.titles = titles
        self.spans = spans
        self.likelihood = Likelihood(knowledge, words)
        self.persons: list[Person] = []

    def resolve(self, context: Context) -> list[PersonSpan]:
        """Who each span is: full names first, then the short ones by who was named before them."""
        self.persons = []
        # "Bin Laden", "Van Rompuy": more words than one, but a surname all the same.
        surnames_here = {s for span in self.spans for s in surnames(span.key, "") if " " in s and s != span.key}
        firsts = {span.key.split()[0] for span in self.spans if " " in span.key}
        for span in self.spans:
            span.person = None
            self._without_epithet(span, firsts)
            if " " in span.key and not (span.key in surnames_here or span.key.split()[0] in PARTICLES):
                span.person = self._named_before(span) or self._new(span, context)
                self._note(span, context)
        for span in self.spans:
            if span.person is None:
                span.person = self._by_short_name(span, context)
                if span.person is not None:
                    self._note(span, context)
        for person in self.persons:
            person.seen.sort()
        towns = self._towns()
        self.persons = [q for q in self.persons if q not in towns]
        for span in self.spans:
            if span.person in towns:
                span.person = None
        return [s for s in self.spans if s.person is not None]

    def _without_epithet(self, span: PersonSpan, firsts: set[str]) -> None:
        """ "Crooked Jo", where somebody is named Jo: the first name alone, if the other word is no name."""
        words = span.key.split()
        if len(words) != 2 or span.hits or words[1] not in firsts or words[1] not in self.words.genders:
            return
        if words[0] not in self.words.genders and words[0] not in firsts and not self.knowledge.named(words[0]):
            span.key, span.start, span.hits = words[1], span.end - 1, ()

    def _towns(self) -> list[Person]:
        """Single names that are in no table, have no title, and that something is said to be in: towns and regions."""
        p = self.parsed
        out = []
        for person in self.persons:
            spans = [s for s in self.spans if s.person is person]
            if person.known or any(s.end - s.start > 1 or any(True for _ in s.titles()) for s in spans):
                continue
            for s in spans:
                root = s.end - 1
                above = p.head[root]
                if p.dep[root] == "pobj" and (
                    p.lower[above] in AT_PLACES
                    or (p.lower[above] == "of" and p.lower[p.head[above]] in self.words.towns)
                ):
                    out.append(person)
                    break
        return out

    def _note(self, span: PersonSpan, context: Context) -> None:
        person = span.person
        assert person is not None
        person.seen.append(span.start)
        person.full.add(span.key)
        for title in span.titles():
            person.given.append(title)
            if title.role:
                person.roles.setdefault(title.role, title)
            if (
                person.known
                and person.tenure is None
                and title.role
                and not title.former
                and person.office is None
                and not self._held_before(person.id, title, context)
            ):
                # The tables know no office then, the article does.
                person.office, person.sector = _office(title), title.sector or person.sector
            if not person.known:
                person.country = person.country or title.country
                if title.role and (person.office is None or title.rank > 2):
                    person.office = person.office or _office(title)
                    person.sector = person.sector or title.sector
            person.gender = person.gender or title.gender

    def _held_before(self, person: str, title: Title, context: Context) -> bool:
        """An office that the tables know to have ended: "President Barack Obama" in the year after."""
        if context.on is None:
            return False
        day = context.on.toordinal()
        return any(t.role == title.role and t.to_maybe < day for t in self.knowledge.tenures(person))

    def _named_before(self, span: PersonSpan) -> Person | None:
        words = span.key.split()
        suffix = {"jr", "sr"} & set(words)
        for person in self.persons:
            if span.key in person.full:
                return person
            for other in person.full:
                o = other.split()
                if (
                    len(o) > 1
                    and ({"jr", "sr"} & set(o)) == suffix
                    and o[0] == words[0]
                    and o[-1] == words[-1]
                    and min(len(o), len(words)) == 2
                ):
                    return person
        best = self._best_hit(span, None)
        return next((q for q in self.persons if best is not None and q.id == best), None)

    def _best_hit(self, span: PersonSpan, on: date | None) -> str | None:
        ids = {h.entity for h in span.hits if h.kind == "full"}
        return next(iter(ids)) if len(ids) == 1 else None

    def _new(self, span: PersonSpan, context: Context) -> Person:
        ident, decision = self.likelihood.choose(span, context)
        if ident is None and (spelt := self._spelt_otherwise(span, context)) is not None:
            ident, decision = spelt
        return self._add(ident, decision, span, context)

    def _spelt_otherwise(self, span: PersonSpan, context: Context) -> tuple[str, Decision] | None:
        """Who held the office given with a name on the article's day, if the names are nearly the same (misprints)."""
        if context.on is None:
            return None
        words = span.key.split()
        for title in span.titles():
            if not title.role or title.former or title.role in VAGUE - {"ambassador"}:
                continue
            if title.country:
                held = [h[0] for h in self.knowledge.holders(title.role, title.country, context.on) if h[2] == "yes"]
            else:
                named = {h.entity for h in self.knowledge.named(words[-1]) if h.kind == "surname"}
                held = sorted(
                    q
                    for q in named
                    if any(t.role == title.role and t.holds(context.on) == "yes" for t in self.knowledge.tenures(q))
                )
            alike = [q for q in dict.fromkeys(held) if self._alike(words, q)]
            if len(alike) == 1:
                reason = f"holds the office ({title.text}) then, and the name is nearly the same"
                return alike[0], Decision(chosen=alike[0], candidates=((alike[0], 0.8),), reason=reason)
        return None

    def _alike(self, words: list[str], ident: str) -> bool:
        """Whether a name differs from that of somebody of the tables by little more than a misprint."""
        entity = self.knowledge.entity(ident)
        theirs = key(entity.name).split() if entity is not None else []
        if len(theirs) < 2:
            return False
        first = SequenceMatcher(None, fold(words[0]), fold(theirs[0])).ratio()
        last = SequenceMatcher(None, fold(words[-1]), fold(theirs[-1])).ratio()
        return last >= _NEARLY and first >= _NEARLY

    def _add(self, ident: str | None, decision: Decision, span: PersonSpan, context: Context) -> Person:
        words = span.key.split()
        if ident is not None:
            known = next((q for q in self.persons if q.id == ident), None)
            if known is not None:
                known.short.update(surnames(span.key, known.country or ""))
                return known
            person = self._from_table(ident, decision, context)
            person.short.update(surnames(span.key, person.country or ""))
        else:
            gender = self.words.genders.get(words[0], "") if len(words) > 1 else ""
            person = Person(
                id=f"text:{span.key}",
                name=self.parsed.surface(span.start, span.end),
                gender=gender,
                country=None,
                sector=None,
                office=None,
                qid=None,
                known=False,
                decision=decision,
                short=set(surnames(span.key, "")),
            )
            same = next((q for q in self.persons if q.id == person.id), None)
            if same is not None:
                return same
        if len(words) > 1:
            person.first = words[0]
        self.persons.append(person)
        return person

    def _from_table(self, ident: str, decision: Decision, context: Context) -> Person:
        entity = self.knowledge.entity(ident)
        assert entity is not None
        tenure = self.knowledge.office_on(ident, context.on)
        tenures = self.knowledge.tenures(ident)
        sector = tenure.sector if tenure else None
        if tenure is None and tenures:
            # Out of office on that day: an elite, as CAMEO has it; without a day, what the last office was.
            sector = "ELI" if context.on else tenures[-1].sector
        country = entity.country or (tenure.country if tenure else None)
        short = {s for n in (entity.name,) for s in surnames(n, entity.country or "")}
        return Person(
            id=ident,
            name=entity.name,
            gender=entity.gender or self.words.first_names.get(key(entity.name).split()[0], ""),
            country=country,
            sector=sector,
            office=tenure.office if tenure else None,
            qid=entity.qid,
            known=True,
            decision=decision,
            full={key(entity.name)},
            short=short,
            first=key(entity.name).split()[0],
            tenure=tenure,
        )

    def _byname(self, span: PersonSpan, context: Context) -> tuple[str, Decision] | None:
        """Who goes by a first name alone ("Hillary"), where nobody else in the article is called so."""
        person, since, beside = self.words.bynames.get(span.key, ("", 0, ""))
        if not person or (context.on is not None and context.on.year < since) or self.knowledge.entity(person) is None:
            return None
        if any(span.key == q.first and q.id != person for q in self.persons):
            return None
        if beside and not any(q.id == beside for q in self.persons):
            return None
        return person, Decision(
            chosen=person, candidates=((person, 0.7),), reason="known by the first name, which nobody else here bears"
        )

    def _by_gender(self, span: PersonSpan, best: tuple[float, Person] | None) -> tuple[float, Person] | None:
        """Of a man and a woman of one surname the one that a pronoun later in the sentence tells of."""
        if best is None or any(t.gender for t in span.titles()):
            return best
        same = [q for q in self.persons if span.key in q.short and q.gender]
        if len({q.gender for q in same}) < 2 or best[1] not in same:
            return best
        told = self._gender_told(span, same)
        if not told or best[1].gender == told:
            return best
        return (best[0], max((q for q in same if q.gender == told), key=lambda q: len(q.seen)))

    def _gender_told(self, span: PersonSpan, same: list[Person]) -> str:
        """The gender that pronouns after a name in its sentence tell, if they can take up nobody else."""
        p = self.parsed
        sentence = p.sentence(span.start)
        after = range(span.end, sentence.stop)
        selves = {_SELVES[p.lower[i]] for i in after if p.lower[i] in _SELVES}
        others = [s for s in self.spans if s.start in sentence and s is not span and s.person not in same]
        if len(selves) == 1 and not any(s.start in after for s in others):
            return selves.pop()
        quoted = p.quoted[span.start]
        told = {_PRONOUNS[p.lower[i]] for i in after if p.lower[i] in _PRONOUNS and p.quoted[i] == quoted}
        fits = [s for s in others if s.key != span.key and (s.person is None or s.person.gender in ("", *told))]
        named = any(s.start in sentence and s.person in same and s.key != span.key for s in self.spans)
        return told.pop() if len(told) == 1 and not fits and not named else ""

    def _by_short_name(self, span: PersonSpan, context: Context) -> Person | None:
        """One word: somebody named before, else somebody named later, else somebody of the tables, else a new name."""
        best: tuple[float, Person] | None = None
        gender = next((t.gender for t in span.titles() if t.gender), "")
        roles = [t for t in span.titles() if t.role]
        for person in self.persons:
            by_surname = span.key in person.short or span.key in person.full
            if not by_surname and span.key != person.first:
                continue
            before = [s for s in person.seen if s < span.start]
            score = (
                2.0
                + (1.5 if by_surname else 0.0)
                + (1.0 / (1 + (span.start - before[-1]) / 60) if before else -0.5)
                + min(len(person.seen), 6) * 0.1
            )
            if gender and person.gender and gender != person.gender:
                score -= 4
            for title in roles:
                tenures = self.knowledge.tenures(person.id)
                held = set(person.roles) | {t.role for t in tenures}
                word = self.parsed.lower[title.head]
                if any(compatible(title.role or "", h) for h in held):
                    score += 1.5
                elif any(word in t.office.lower().split() for t in tenures):
                    score += 1.5  # "Secretary Orr": of what the office does not say
                elif title.role not in VAGUE:
                    score -= 1.5 if person.known or person.roles else 0.0
                if title.country and person.country and title.country != person.country:
                    score -= 2
            if best is None or score > best[0]:
                best = (score, person)
        best = self._by_gender(span, best)
        state = self.titles.name_at.get(span.start)
        if (
            state is not None
            and state.of_kind("name", "capital", "people")
            and not span.titles()
            and not span.sure
            and not (best and best[1].seen and min(best[1].seen) < span.start)
        ):
            return None
        ranked = self.likelihood.ranked(span, context)
        if (
            best is not None
            and best[0] >= 1.5
            and not (ranked and roles and ranked[0][0] > best[0] + 2 and ranked[0][1].entity != best[1].id)
        ):
            span.decision = Decision(
                chosen=best[1].id, candidates=((best[1].id, 1.0),), reason="named in full elsewhere in the article"
            )
            return best[1]
        ident, decision = self.likelihood.choose(span, context)
        if ident is None and (byname := self._byname(span, context)) is not None:
            ident, decision = byname
        if ident is None and (not span.sure or (span.town and not any(True for _ in span.titles()))):
            return None
        if (
            ident is None
            and span.end - span.start == 1
            and not any(True for _ in span.titles())
            and self.parsed.pos[span.start] != "PROPN"
        ):
            return None
        person = self._add(ident, decision, span, context)
        if self.words.bynames.get(span.key, ("", 0, ""))[2] and person.id == ident:
            person.short -= set(surnames(key(person.name), ""))  # the surname alone stays that of the other
        return person


def _office(title: Title) -> str:
    text = title.text
    for article in ("the ", "a ", "an ", "The ", "A ", "An "):
        text = text.removeprefix(article)
    return text
