"""Bodies, officials and sides without a name: "the police", "the officials", "both countries"."""

from __future__ import annotations

from typing import Any

from detente.records import Decision
from detente.resolve.coreference import Coreference
from detente.resolve.found import Found
from detente.resolve.scene import Scene

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))

# Bodies that provinces and towns have as well as states.
_OF_PROVINCES = frozenset(["government", "legislature", "cabinet", "administration", "senate", "parliament"])

# Of two sides of a war one has a navy, and both a police.
_ARMED = frozenset(["army", "military", "navy", "air force", "coast guard"])
_IN_THE_PHRASE = "named in the phrase"
# Bodies of which an article may name a particular one, that "the court" then takes up.
_TAKEN_UP = frozenset(
    [
        "court",
        "ministry",
        "agency",
        "commission",
        "committee",
        "council",
        "department",
        "central bank",
        "embassy",
        "consulate",
    ]
)
# Sectors of people who are no officials.
_PRIVATE = frozenset(["CVL", "EDU", "LAB", "AGR", "HLH", "BUS", "JRN", "REF"])
# Bodies that stand in another state than theirs: "the embassy in Moscow" is not Russia's.
_ABROAD = frozenset(["embassy", "consulate", "mission", "delegation"])


class Bodies:
    """Resolves those of one article, by the state that stands beside them or was named last."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def body(self, start: int, entry: Any, head: int, history: list[Found]) -> Found | None:
        """ "The ministry", "Parliament": a body that the text gives no country."""
        p = self.scene.parsed
        if entry.word == "court" and self._played_on(head):
            return None
        if entry.word == "presidency" and not (p.dep[head] in _SUBJECTS and p.saying(p.head[head])):
            return None  # "wins the presidency", "during his presidency": an office, or its years
        country, reason = self._country_beside(start, head, entry.word)
        if entry.word == "leadership" and (body := self.scene.titles.wide(start, head).body) is not None:
            return self._found(start, head, body, country, None, "of the body named in the phrase")
        if country is None and (owner := self._owner(start, head, history)) is not None:
            country, reason = owner, "of the one whom the pronoun takes up"
        body = self.scene.titles.wide(start, head).body if country is None else None
        if body is not None:
            # "The European Union's top court": of a body that no state owns.
            return self._found(start, head, body, None, None, "of the body named in the phrase")
        again = self._same_before(head, entry.word, history) if country is None else None
        if country is None and again is None:
            again = self._told_before(head, entry.word, history)
        if again is not None:
            reason = "the one spoken of before"
            return self._found(start, head, again.actor or "", again.country, again.sector, reason)
        american = entry.word == "administration" and "presidential" not in p.lower[start:head]
        if country is None and american and self.scene.states.ground.counts.get("USA", 0) > 2:
            country, reason = "USA", "as the government of the United States is called"
        elif country is None and entry.word in (
            "government",
            "police",
            "authorities",
            "court",
            "congress",
            "senate",
            "military",
            "administration",
            "nation",
        ):
            # Words of every page: they belong to the state that the page is about, unless one stands in the same
            # sentence.
            near, why = self.scene.nearest_country(
                head, [f for f in history if p.sent[f.head] == p.sent[head]], office=True
            )
            country, reason = (near, why)
        elif country is None:
            country, reason = self.scene.nearest_country(head, history, office=True)
        if country == "USA" and "ministry" in entry.word and reason != _IN_THE_PHRASE:
            country, reason = self.scene.states.ground.most_of("USA"), "the other state that the article is most about"
        if country is None or (country == "USA" and entry.sector == "LEG" and self.scene.states.bodies.of_a_part):
            return None  # which of the fifty legislatures it is, is seldom told
        sector = entry.sector or None
        actor = f"{country}.{sector}" if sector else country
        if entry.word in _OF_PROVINCES and (part := self._province(start, head)):
            actor, reason = f"text:{part} {entry.word}".lower(), "of a part of the state, not of the state"
        return self._found(start, head, actor, country, sector, f"{entry.word}: {reason}")

    def _found(self, start: int, head: int, actor: str, country: str | None, sector: str | None, reason: str) -> Found:
        p = self.scene.parsed
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
            decision=Decision(chosen=actor, candidates=((actor, 0.75),), reason=reason),
        )

    def _same_before(self, head: int, word: str, history: list[Found]) -> Found | None:
        """The court or ministry that was named or called so a few sentences before, where there was one."""
        p = self.scene.parsed
        if word not in _TAKEN_UP:
            return None
        for f in reversed(history):
            distance = p.sent[head] - p.sent[f.head]
            if distance > 6:
                break
            if f.what == "org" and f.actor and f.kind in ("name", "title") and f.head != head:
                name = p.lower[f.start : f.end]
                if word in name and (f.kind == "name" or f.end - f.start > 1):
                    return f
        return None

    def _told_before(self, head: int, word: str, history: list[Found]) -> Found | None:
        """ "Police" soon after "the police of Oran": the same, unless a state is named since."""
        p = self.scene.parsed
        for f in reversed(history):
            if p.sent[head] - p.sent[f.head] > (8 if word in _ARMED else 3):
                return None
            if f.what in ("org", "people") and f.kind in ("title", "demonym", "name") and p.lower[f.head] == word:
                told = f.kind != "title" or (f.decision is not None and f.decision.reason.endswith(_IN_THE_PHRASE))
                return f if told and f.actor and f.country else None
            if f.what == "state" and f.subject and word not in _ARMED:
                return None
        return None

    def officials(self, i: int, history: list[Found]) -> Found | None:
        """ "The officials", "lawmakers said": a body by those who sit in it, where the phrase names its state."""
        p = self.scene.parsed
        start = p.left_edge(i)
        country, reason = self._country_beside(start, i)
        if country is None and "federal" in p.lower[start:i]:
            country, reason = self.scene.states.ground.federation(), "federal: of the federation spoken of most"
        if country is None and {"administration", "government"} & set(p.lower[start:i]):
            country, reason = self.scene.nearest_country(i, history, office=True)
        if country is None:
            return None
        sector = self.scene.words.collectives[p.lower[i]].sector or None
        title = self.scene.titles.wide(start, i)
        if sector in _PRIVATE and title.body is None and not self._state_named(start, i):
            return None  # "Ohio residents": people of a town or part of a state
        actor = title.body or (f"{country}.{sector}" if sector else country)
        if title.body is None and sector in ("LEG", "GOV") and (part := self._province(start, i)):
            actor, reason = f"text:{part} {p.lower[i]}".lower(), "of a part of the state, not of the state"
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

    def _state_named(self, start: int, head: int) -> bool:
        """Whether a phrase names a state, and not only a town or a part of one: "residents of Tulmar"."""
        p, titles = self.scene.parsed, self.scene.titles
        for i in range(start, min(head + 8, p.n)):
            name = titles.name_at.get(i)
            if p.sent[i] != p.sent[head] or (i > head and p.pos[i] in ("VERB", "AUX", "PUNCT")):
                break
            for hit in name.hits if name is not None and name.start == i else ():
                entity = self.scene.knowledge.entity(hit.entity)
                state = entity is not None and entity.kind == "country" and hit.kind in ("name", "adjective", "people")
                if name is not None and entity is not None and state:
                    return titles.country_here(name, entity.id) == entity.id
        return False

    def _province(self, start: int, head: int) -> str | None:
        """The province or town before a body ("the Ontario government"), as the step that finds places read it."""
        p = self.scene.parsed
        if start >= head or any(i in self.scene.titles.name_at for i in range(start, head)):
            return None  # "the Moscow government" is that of the state
        first, last = p.idx[start], p.end(head - 1)
        inside = (q for q in self.scene.reading.places if first <= q.start and q.end <= last)
        return next((q.text for q in inside if q.kind in ("admin", "city") and q.geonames), None)

    def _played_on(self, i: int) -> bool:
        """Whether a court is one for tennis: somebody takes or leaves it, is on or off it, or a ball is in it."""
        p = self.scene.parsed
        above = p.head[i]
        if p.dep[i] == "dobj":
            return p.doc[above].lemma_.lower() in ("take", "leave", "hit", "share", "walk", "cover")
        place = p.dep[i] == "pobj" and p.lower[above] in ("on", "onto", "off", "across", "around")
        return place or "ball" in p.lower[p.starts[p.sent[i]] : p.starts[p.sent[i] + 1]]

    def _owner(self, start: int, head: int, history: list[Found]) -> str | None:
        """The country of the one whom a possessive before the body takes up: "its embassy", "his cabinet"."""
        p = self.scene.parsed
        if p.tag[start] != "PRP$":
            return None
        owner = next((f for f in reversed(history) if f.head == start and f.kind == "pronoun"), None)
        return owner.country if owner is not None else None

    def _country_beside(self, start: int, head: int, word: str = "") -> tuple[str | None, str]:
        """The country in the phrase itself: "of Turkey", "in Ankara", "Ankara's", "of President Orr"."""
        p = self.scene.parsed
        of = [n for c in p.children[head] if c > head and p.lower[c] == "of" for n in p.children[c]]
        abroad = word in _ABROAD and not of
        title = self.scene.titles.read(start, head + 1) if abroad else self.scene.titles.wide(start, head)
        if title.country:
            return title.country, _IN_THE_PHRASE
        for span in self.scene.people.spans:
            if span.person is not None and any(span.start <= n < span.end for n in of) and span.person.country:
                return span.person.country, "of whom the phrase names"
        country = self.scene.place_country(start, head)
        return (country, "country of the town before it") if country else (None, "")

    def country_of(self, start: int, head: int, history: list[Found]) -> tuple[str | None, str]:
        """The country of a phrase, named in it or shortly before; None for one of a province or town."""
        if self._province(start, head):
            return None, ""
        country, reason = self._country_beside(start, head)
        return (country, reason) if country else self.scene.nearest_country(head, history, office=True)

    def group(self, i: int, history: list[Found], coreference: Coreference) -> Found | None:
        """ "The sides", "both countries": those named last."""
        p = self.scene.parsed
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
        if p.dep[i] in ("compound",) or (
            marks & {"two", "three"} and p.lower[start] not in ("the", "both", "these", "those")
        ):
            return None  # "two women": others than those named
        if any(p.lower[c] == "of" for c in p.children[i] if c > i):
            return None
        # "Leaders", plain, are two only when there are two.
        return coreference.group(start, i, self.scene.words.groups[p.lower[i]], history)
