"""What has been worked out about one article so far, for the parts that resolve its mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from detente.knowledge import Knowledge
from detente.reading import Reading
from detente.resolve.found import ActorNotes, Found
from detente.resolve.lexicon import Words
from detente.resolve.likelihood import Context
from detente.resolve.people import People
from detente.resolve.person_spans import PersonSpan
from detente.resolve.states import States
from detente.resolve.titles import TitleReader
from detente.resolve.words import Parsed

# Sectors of bodies that act in many states.
_PRIVATE = frozenset(["BUS", "MED", "JRN", "NGO", "IGO", "EDU"])


@dataclass(slots=True, kw_only=True)
class Scene:
    """One article with its names, titles, people and states.

    Attributes:
        named_people: tokens inside people's names.
        towns: names of states that are here towns of the United States.
        home: the state that the article is most about; what it calls "the president" is its president.
        notes: what is to be recorded of each actor, by id.
    """

    reading: Reading
    knowledge: Knowledge
    words: Words
    parsed: Parsed
    titles: TitleReader
    states: States
    people: People
    context: Context
    named_people: frozenset[int] = frozenset()
    towns: frozenset[str] = frozenset()
    home: str | None = None
    notes: dict[str, ActorNotes] = field(default_factory=dict)

    def nearest_country(self, i: int, history: list[Found], *, office: bool = False) -> tuple[str | None, str]:
        """The state that a body without a country belongs to: named last shortly before, else the article's.

        With ``office`` for whoever leads a state: a state named in passing does not count beside the article's own.
        """
        p = self.parsed
        counts = self.states.ground.counts
        for f in reversed(history):
            distance = p.sent[i] - p.sent[f.head]
            if distance > 2:
                break
            if office and f.what == "state" and not f.subject and 4 * counts[f.country or ""] < counts[self.home or ""]:
                continue  # "the Iraq war" does not make the president that of Iraq
            if (
                f.country
                and f.what in ("state", "people", "person", "title", "org")
                and f.start < i
                and not f.country.startswith("text")
                and ".REB." not in (f.actor or "")  # an armed group has no ministries, whatever state it is filed under
                and not self._at_home_anywhere(f)
            ):
                where = "the same sentence" if distance == 0 else "a sentence shortly before"
                return f.country, f"country of {p.surface(f.start, f.end)!r} in {where}"
        return self.home, "the state that the article is most about"

    def _at_home_anywhere(self, f: Found) -> bool:
        """Whether somebody is of a company, newspaper or charity: where these have their seat tells nothing."""
        sectors = set((f.sector or "").split(";")) - {""}
        if f.what == "person" and f.actor in self.notes:
            sectors = set((self.notes[f.actor].sector or "").split(";")) - {""}
        return f.what in ("org", "person") and bool(sectors) and sectors <= _PRIVATE

    def place_country(self, start: int, end: int) -> str | None:
        """Country of a place in tokens ``start`` to before ``end``, as the step before this one resolved it."""
        p = self.parsed
        if start >= end:
            return None
        first, last = p.idx[start], p.end(end - 1)
        inside = (q for q in self.reading.places if first <= q.start and q.end <= last and q.country)
        return next((q.country for q in inside if q.text not in self.towns), None)

    def note_person(self, ident: str) -> None:
        """Keeps for the record what the tables say of somebody whom only a title names."""
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

    def find_home(self, spans: Iterable[PersonSpan]) -> str | None:
        """The state that the article is most about, by names of states and by the people's own."""
        counts: Counter[str] = Counter(self.states.ground.counts)
        for s in spans:
            if s.person is not None and s.person.country:
                counts[s.person.country] += 1
        # Towns and parts of states tell it too: "police said" in a report from Queensland that names a Swiss tourist.
        for q in self.reading.places:
            if q.country and q.kind != "country":
                counts[q.country] += 1
        if not counts:
            return None
        best = max(counts.values())
        # Of equals, the first named: headlines begin at home.
        return min((c for c, n in counts.items() if n == best))
