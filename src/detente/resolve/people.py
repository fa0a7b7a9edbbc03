"""People in one article: their names, the titles beside them, and who of the tables they are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from detente.knowledge import Knowledge, NameHit, Tenure
from detente.knowledge.build import surnames
from detente.knowledge.fold import fold, key, mended
from detente.knowledge.roles import compatible
from detente.records import Decision, Place
from detente.resolve.lexicon import Words
from detente.resolve.names import Name
from detente.resolve.titles import Title, TitleReader
from detente.resolve.words import Parsed

# Scores are log-odds-like; the two thresholds were set on PolNeAR train and TR-News, see docs/quality/actors.md.
FULL_THRESHOLD = 3.2
SURNAME_THRESHOLD = 2.6
MARGIN = 0.4
# Titles that say little about which office is meant, so that another office in the table is no contradiction.
VAGUE = frozenset(
    [
        "leader",
        "aide",
        "body_head",
        "official",
        "citizen",
        "relative",
        "diplomat",
        "executive",
        "military_officer",
        "candidate",
        "former_nominee",
        "adviser",
        "cleric",
        "academic",
        "journalist",
        "activist",
        "lawyer",
        "other",
        "party_leader",
        "minister",
    ]
)
_CUTS = frozenset(("(", ")", ",", ";", ":", "/", "—", "–", "|", "»", "“", "”", '"', "[", "]"))
# Words of organisations that are surnames as well.
_SURNAMES_TOO = frozenset(
    ["church", "post", "front", "bank", "service", "college", "trust", "fund", "school", "sheriff"]
)
_ASKS = frozenset(["will", "can", "could", "should", "would", "did", "does", "do", "is", "are", "was", "has", "may"])
# Surnames that are also words with which a sentence may begin.
_WORDS = frozenset(
    [
        "may",
        "will",
        "can",
        "march",
        "april",
        "june",
        "grant",
        "long",
        "young",
        "price",
        "rich",
        "rice",
        "case",
        "cook",
        "king",
        "bill",
        "mark",
        "frank",
        "wells",
        "brown",
        "white",
        "black",
        "green",
        "stone",
        "day",
        "page",
        "ball",
        "love",
        "hope",
        "walker",
        "paul",
    ]
)


@dataclass(slots=True)
class PersonSpan:
    """A person's name in the text: tokens ``start`` to before ``end``, titles beside it, and what the tables offer."""

    start: int
    end: int
    key: str
    hits: tuple[NameHit, ...]
    sure: bool
    title: Title | None = None
    apposition: Title | None = None
    person: Person | None = None
    decision: Decision | None = None

    def titles(self) -> Iterable[Title]:
        """The titles given here."""
        return (t for t in (self.title, self.apposition) if t is not None)


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
    seen: list[int] = field(default_factory=list)
    tenure: Tenure | None = None


@dataclass(slots=True)
class Context:
    """What the rest of the article tells about an ambiguous name."""

    on: date | None
    states: Counter[str]
    home: str | None = None


class People:
    """Finds and resolves the people of one article."""

    def __init__(
        self,
        parsed: Parsed,
        names: list[Name],
        knowledge: Knowledge,
        words: Words,
        titles: TitleReader,
        places: Iterable[Place] = (),
    ) -> None:
        self.parsed = parsed
        self.names = names
        self.knowledge = knowledge
        self.words = words
        self.titles = titles
        self.places = {(q.start, q.end) for q in places}
        self.persons: list[Person] = []
        self.spans: list[PersonSpan] = []

    # -- finding ------------------------------------------------------------------------------------------------------

    def find(self) -> list[PersonSpan]:
        """Spans of people's names, with their titles, in order of text."""
        p = self.parsed
        taken: dict[int, PersonSpan] = {}
        spans: list[PersonSpan] = []

        def add(start: int, end: int, hits: tuple[NameHit, ...], sure: bool) -> None:
            start, end = self._trimmed(start, end)
            if end <= start or any(i in taken for i in range(start, end)):
                return
            k = " ".join(x for x in p.keys[start:end] if x)
            if not k or len(k) < 2 or (not hits and self._no_person(start, end)):
                return
            entry = self.words.titles.get(p.lower[start])
            if end - start == 1 and entry is not None and entry.kind == "office" and not self._titled(start):
                return  # "the Pope": a title, whose holder is found with the other titles
            span = PersonSpan(start=start, end=end, key=k, hits=hits, sure=sure)
            spans.append(span)
            for i in range(start, end):
                taken[i] = span

        for name in self.names:
            full = name.of_kind("full")
            if full and (name.end - name.start > 1 or len(full) == len(name.hits)):
                start, end = self._widened(name.start, name.end)
                hits = full if (start, end) == (name.start, name.end) else ()
                if hits or end - start > 1:
                    add(start, end, hits, True)
        for ent in p.doc.ents:
            person = ent.label_ == "PERSON" or (
                ent.label_ in ("ORG", "GPE", "NORP", "PRODUCT") and self._looks_personal(ent.start, ent.end)
            )
            if person and not self._is_other(ent.start, ent.end):
                add(ent.start, ent.end, (), True)
        i = 0
        while i < p.n:
            if i not in taken and p.cap[i] and p.pos[i] == "PROPN" and i > 0 and self._titled(i):
                j = i
                while (
                    j < p.n
                    and j - i < 4
                    and p.cap[j]
                    and p.pos[j] == "PROPN"
                    and j not in taken
                    and p.sent[j] == p.sent[i]
                ):
                    j += 1
                if not self._is_other(i, j):
                    add(i, j, (), True)
                i = j
            i += 1
        self.taken = taken
        self._loose(taken, add)
        spans.sort(key=lambda s: s.start)
        previous_end = 0
        for span in spans:
            floor = max(p.sentence(span.start).start, previous_end)
            span.title = self.titles.before(span.start, floor)
            span.apposition = self.titles.after(span.start, span.end) or self._apposed_to(span)
            if not span.hits:
                span.hits = self._hits(span)
            previous_end = span.end
        self.spans = spans
        return spans

    def _loose(self, taken: dict[int, PersonSpan], add: object) -> None:
        """Single proper nouns that are the surname of somebody named in full elsewhere, where it was missed."""
        p = self.parsed
        shorts: set[str] = set()
        for span in {id(s): s for s in taken.values()}.values():
            if span.end - span.start > 1:
                shorts.update(surnames(span.key, ""))
        for i in range(p.n):
            if i in taken or not p.cap[i]:
                continue
            k = p.keys[i]
            if k in shorts and (p.pos[i] == "PROPN" or p.ent[i] == "PERSON" or p.lower[i] not in _WORDS):
                add(i, i + 1, (), False)  # type: ignore[operator]
            elif (
                p.pos[i] == "PROPN"
                and i not in self.titles.name_at
                and p.ent[i] not in ("GPE", "LOC", "DATE", "FAC")
                and (p.dep[i] in ("nsubj", "poss", "pobj", "dobj", "nsubjpass", "conj", "ROOT", "compound"))
            ):
                # A name alone, of somebody high in office: "Putin said".
                high = any(
                    h.kind == "surname" and self.knowledge.weight(h.entity) >= 8 for h in self.knowledge.named(k)
                )
                before = i > 0 and p.cap[i - 1] and p.pos[i - 1] == "PROPN"
                after = i + 1 < p.n and p.cap[i + 1] and p.pos[i + 1] == "PROPN"
                if high and not before and not after:
                    add(i, i + 1, (), False)  # type: ignore[operator]

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """A recognised stretch without titles, possessives and punctuation at its ends."""
        p = self.parsed
        for i in range(start, end):
            if "\n" in p.text[i] or p.text[i] in _CUTS or p.tag[i] == "POS":
                end = i
                break
        if end - start > 1 and p.headline(start):
            end = self._cut_in_headline(start, end)
            while start < end - 1 and p.lower[start] in _ASKS:
                start += 1  # "Will Twitter Be Next?"
        while end > start and not p.keys[end - 1]:
            end -= 1
        opening = self.titles.name_at.get(start)
        if opening is not None and opening.of_kind("adjective") and end - opening.end >= 2:
            start = opening.end
        elif opening is not None and opening.of_kind("adjective") and p.lower[end - 1] in self.words.titles:
            return end, end  # "Vostavian Auditor" is a title, whatever the recogniser says
        while start < end:
            t = p.lower[start]
            # The last word of a name is no title: Mr. Singer, Barack Judge.
            title = (t in self.words.titles or t.removesuffix("s") in self.words.titles) and start < end - 1
            small = not p.cap[start] and not t.startswith(("al", "el", "bin", "ibn", "de", "van", "von", "der"))
            if not (title or small or not p.keys[start] or t in ("the", "former", "ex")):
                break
            start += 1
        return start, end

    def _no_person(self, start: int, end: int) -> bool:
        """Whether a stretch that the recogniser takes for a person is a town, a road, a machine or half of a body."""
        p, words = self.parsed, self.words
        if any(c.isdigit() for t in p.text[start:end] for c in t):
            return True
        if self._titled(start):
            return False
        at = (p.idx[start], p.end(end - 1))
        if at in self.places and not self._surname(start, end):
            return end - start == 1 or p.keys[start] not in words.first_names
        if end - start == 1 and p.text[start].isupper() and 1 < len(p.text[start]) <= 4 and not p.headline(start):
            return True  # letters that stand for something
        # "Rapides Parish Fire" before "District": the name goes on, and is that of a thing or a body.
        if end < p.n and p.pos[end] == "PROPN" and p.cap[end] and p.head[end - 1] == end:
            last = p.keys[end]
            return last in words.org_sectors or last in words.not_orgs["last"]
        last = p.keys[end - 1]
        return end - start > 1 and (
            last in words.not_orgs["last"] or (last in words.org_sectors and last not in _SURNAMES_TOO)
        )

    def _surname(self, start: int, end: int) -> bool:
        """Whether a name that is also a town's is somebody's in the article, or of somebody high in office."""
        p = self.parsed
        k = " ".join(x for x in p.keys[start:end] if x)
        if any(self.knowledge.weight(h.entity) >= 5 for h in self.knowledge.named(k) if h.kind in ("surname", "full")):
            return True
        return k in self.named_in_full

    @cached_property
    def named_in_full(self) -> frozenset[str]:
        """Last names of those whom the recogniser finds with more than one name."""
        p = self.parsed
        return frozenset(p.keys[e.end - 1] for e in p.doc.ents if e.label_ == "PERSON" and e.end - e.start > 1)

    def _cut_in_headline(self, start: int, end: int) -> int:
        """Where a name ends in a line of capitals: before a word that the article uses as one ("Trump Heard")."""
        p = self.parsed
        for i in range(start + 1, end):
            if p.lower[i] in p.common or p.lower[i] in self.words.headline_verbs:
                return i
        return end

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        """A name of the tables inside a longer name is another name: "George Bush" in "George Bush Airport" aside."""
        p = self.parsed
        for ent in p.doc.ents:
            if ent.start <= start and end <= ent.end and ent.label_ == "PERSON":
                s, e = self._trimmed(ent.start, ent.end)
                if s <= start and end <= e and e - s <= 5:
                    extra = [p.keys[i] for i in range(s, e) if not start <= i < end]
                    if any(len(x) > 1 for x in extra if x):
                        return s, e
        return start, end

    def _looks_personal(self, start: int, end: int) -> bool:
        """A name that the recogniser takes for something else, but that begins with a first name: Brett Hartmann."""
        p, words = self.parsed, self.words
        if not 2 <= end - start <= 3 or self.titles.name_at.get(start) is not None:
            return False
        first, last = p.keys[start], p.keys[end - 1]
        return (
            first in words.first_names
            and last not in words.org_sectors
            and last not in words.regions
            and all(p.cap[start:end])
            and not any(last in group for group in words.not_orgs.values())
            and last not in ("county", "city", "beach", "university")
        )

    def _is_other(self, start: int, end: int) -> bool:
        """Whether the stretch is the name of a state or body of the tables, and no title says that it is a person."""
        name = self.titles.name_at.get(start)
        if name is None or name.start > start or name.end < end:
            return False
        if name.of_kind("full"):
            return False
        # "The Justice Department": the title before is part of the body's name.
        return name.start < start or not self._titled(start)

    def _titled(self, i: int) -> bool:
        """Whether a title or honorific stands directly before token ``i``."""
        if i == 0:
            return False
        p = self.parsed
        before = p.lower[i - 1]
        entry = self.words.titles.get(before)
        if entry is None or p.sent[i - 1] != p.sent[i]:
            return False
        return p.cap[i - 1] or entry.kind == "honorific" or entry.kind == "office"

    def _apposed_to(self, span: PersonSpan) -> Title | None:
        """The title that the name explains: "the Russian president, Vladimir Putin"."""
        p = self.parsed
        root = p.root(span.start, span.end)
        head = p.head[root]
        if (
            p.dep[root] == "appos"
            and head < span.start
            and p.lower[head] in self.words.titles
            and span.start - head <= 3
        ):
            return self.titles.wide(p.left_edge(head), head)
        return None

    def _hits(self, span: PersonSpan) -> tuple[NameHit, ...]:
        """What the tables offer for a name that was not found as a whole: without initials, folded, by surname."""
        words = span.key.split()
        knowledge = self.knowledge
        if len(words) > 1:
            plain = [w for w in words if len(w) > 1 and w not in ("jr", "sr")]
            for form in (span.key, " ".join(plain), *self._mended(span)):
                hits = tuple(h for h in knowledge.named(form) if h.kind == "full")
                if hits:
                    return hits
            folded = fold(self.parsed.surface(span.start, span.end))
            hits = tuple(h for h in knowledge.folded(folded) if h.kind == "full")
            # Several words may be a surname alone: Van der Bellen, Pena Nieto.
            return hits or tuple(h for h in knowledge.named(span.key) if h.kind == "surname")
        hits = tuple(h for h in knowledge.named(span.key) if h.kind in ("surname", "full"))
        if hits:
            return hits
        folded = fold(span.key)
        return tuple(h for h in knowledge.folded(folded) if h.kind in ("surname", "full")) if len(folded) >= 4 else ()

    def _mended(self, span: PersonSpan) -> tuple[str, ...]:
        """Its key without the marks of a wrong encoding, where it bears them."""
        surface = self.parsed.surface(span.start, span.end)
        return (key(mended(surface)),) if "Ã" in surface else ()

    # -- resolving ----------------------------------------------------------------------------------------------------

    def resolve(self, context: Context) -> list[PersonSpan]:
        """Who each span is: full names first, then the short ones by who was named before them."""
        self.persons = []
        for span in self.spans:
            span.person = None
            if " " in span.key:
                span.person = self._named_before(span) or self._new(span, context)
                self._note(span)
        for span in self.spans:
            if span.person is None:
                span.person = self._by_short_name(span, context)
                if span.person is not None:
                    self._note(span)
        for person in self.persons:
            person.seen.sort()
        return [s for s in self.spans if s.person is not None]

    def _note(self, span: PersonSpan) -> None:
        person = span.person
        assert person is not None
        person.seen.append(span.start)
        person.full.add(span.key)
        for title in span.titles():
            if title.role:
                person.roles.setdefault(title.role, title)
            if person.known and person.tenure is None and title.role and not title.former and person.office is None:
                # The tables know no office then, the article does.
                person.office, person.sector = _office(title), title.sector or person.sector
            if not person.known:
                person.country = person.country or title.country
                if title.role and (person.office is None or title.rank > 2):
                    person.office = person.office or _office(title)
                    person.sector = person.sector or title.sector
            person.gender = person.gender or title.gender

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

    def score(self, hit: NameHit, titles: list[Title], context: Context, gender: str = "") -> tuple[float, list[str]]:
        """How likely a name stands for somebody of the tables, with the reasons."""
        knowledge = self.knowledge
        entity = knowledge.entity(hit.entity)
        if entity is None or entity.kind != "person":
            return -9.0, []
        base = (3.0 if hit.kind == "full" else 1.0) - (0.6 if hit.folded else 0.0)
        weight = knowledge.weight(hit.entity, context.on)
        total = base + weight / 5
        reasons = ["full name" if hit.kind == "full" else "surname"] + (["spelt otherwise"] if hit.folded else [])
        tenures = knowledge.tenures(hit.entity)
        countries = {t.country for t in tenures if t.country} | ({entity.country} if entity.country else set())
        for title in titles:
            if title.gender and entity.gender and title.gender != entity.gender:
                total -= 3
            if title.country:
                if title.country in countries:
                    total += 1.5
                    reasons.append(f"nationality {title.country}")
                elif countries:
                    total -= 3
                    reasons.append(f"title is of {title.country}")
            if title.body and any(t.body == title.body for t in tenures):
                total += 2
            if not title.role:
                continue
            fitting = [
                t
                for t in tenures
                if compatible(title.role, t.role) and (not title.country or t.country in (title.country, None))
            ]
            if not fitting:
                total -= 0.6 if title.role in VAGUE else 1.6
                continue
            if not any(t.role == title.role for t in fitting) and title.role not in VAGUE:
                total -= 0.6  # a governor may be called president, but presidents come first
            held = (
                max((t.holds(context.on) for t in fitting), key=("no", "maybe", "yes").index) if context.on else "maybe"
            )
            if title.former and held == "no":
                held = "maybe"
            total += {"yes": 3.0, "maybe": 2.0, "no": 0.8}[held]
            reasons.append(
                {
                    "yes": f"held the office ({fitting[-1].office}) then",
                    "maybe": "may have held the office then",
                    "no": "held the office at another time",
                }[held]
            )
        if not any(t.country for t in titles):
            known = sum(context.states.get(c, 0) for c in countries)
            if known or not countries:
                total += 0.7
            elif weight < 7 and not (hit.kind == "full" and knowledge.weight(hit.entity) >= 8):
                total -= 0.8
            elif weight < 7:
                total += 0.2  # the whole name of somebody who once led a state
        if gender and entity.gender and gender != entity.gender:
            total -= 3
        return total, reasons

    def _ranked(self, span: PersonSpan, context: Context) -> list[tuple[float, NameHit, list[str]]]:
        titles = list(span.titles())
        best: dict[str, tuple[float, NameHit, list[str]]] = {}
        for hit in span.hits:
            score, reasons = self.score(hit, titles, context)
            if hit.entity not in best or score > best[hit.entity][0]:
                best[hit.entity] = (score, hit, reasons)
        return sorted(best.values(), key=lambda r: (-r[0], r[1].entity))

    def _choose(self, span: PersonSpan, context: Context) -> tuple[str | None, Decision]:
        ranked = self._ranked(span, context)
        threshold = FULL_THRESHOLD if ranked and ranked[0][1].kind == "full" and " " in span.key else SURNAME_THRESHOLD
        weights = [math.exp(r[0]) for r in ranked[:5]] + [math.exp(threshold)]
        total = sum(weights)
        candidates = tuple((r[1].entity, round(w / total, 3)) for r, w in zip(ranked[:5], weights, strict=False))
        if not ranked:
            return None, Decision(chosen=None, reason="no such name in the tables")
        score, hit, reasons = ranked[0]
        second = ranked[1][0] if len(ranked) > 1 else -9.0
        if score < threshold:
            return None, Decision(
                chosen=None, candidates=candidates, reason="nothing but the name speaks for anybody in the tables"
            )
        if score - second < MARGIN:
            return None, Decision(chosen=None, candidates=candidates, reason="two of that name fit alike")
        return hit.entity, Decision(chosen=hit.entity, candidates=candidates, reason="; ".join(reasons))

    def _new(self, span: PersonSpan, context: Context) -> Person:
        ident, decision = self._choose(span, context)
        return self._add(ident, decision, span, context)

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
            gender = self.words.first_names.get(words[0], "") if len(words) > 1 else ""
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
                held = set(person.roles) | {t.role for t in self.knowledge.tenures(person.id)}
                if any(compatible(title.role or "", h) for h in held):
                    score += 1.5
                elif title.role not in VAGUE:
                    score -= 1.5 if person.known or person.roles else 0.0
                if title.country and person.country and title.country != person.country:
                    score -= 2
            if best is None or score > best[0]:
                best = (score, person)
        state = self.titles.name_at.get(span.start)
        if (
            state is not None
            and state.of_kind("name", "capital", "people")
            and not span.titles()
            and not span.sure
            and not (best and best[1].seen and min(best[1].seen) < span.start)
        ):
            return None
        ranked = self._ranked(span, context)
        if (
            best is not None
            and best[0] >= 1.5
            and not (ranked and roles and ranked[0][0] > best[0] + 2 and ranked[0][1].entity != best[1].id)
        ):
            span.decision = Decision(
                chosen=best[1].id, candidates=((best[1].id, 1.0),), reason="named in full elsewhere in the article"
            )
            return best[1]
        ident, decision = self._choose(span, context)
        if ident is None and not span.sure:
            return None
        if (
            ident is None
            and span.end - span.start == 1
            and not any(True for _ in span.titles())
            and self.parsed.pos[span.start] != "PROPN"
        ):
            return None
        return self._add(ident, decision, span, context)


def _office(title: Title) -> str:
    text = title.text
    for article in ("the ", "a ", "an ", "The ", "A ", "An "):
        text = text.removeprefix(article)
    return text
