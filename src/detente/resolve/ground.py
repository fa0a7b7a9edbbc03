"""What is known of the states of one article before its names are read one by one: how often each is spoken of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from detente.knowledge import Entity, Knowledge
from detente.knowledge.fold import key
from detente.records import Place
from detente.resolve.lexicon import Words
from detente.resolve.names import Name, region_at
from detente.resolve.titles import towns_abroad
from detente.resolve.words import Parsed


class Ground:
    """The names of one article, and the states behind them.

    Attributes:
        on: the article's day, read or inferred.
        places: what the step that finds places made of it, by offsets.
        by_start: names by their first token.
        home: the state that the article is most about, once it is known.
        counts: how much each state is spoken of, by names and by parts of states.
        bodies: how often each international body is named.
    """

    def __init__(
        self,
        parsed: Parsed,
        names: list[Name],
        knowledge: Knowledge,
        words: Words,
        on: date | None,
        places: Iterable[Place],
    ) -> None:
        self.parsed = parsed
        self.names = names
        self.knowledge = knowledge
        self.words = words
        self.on = on
        self.places = {(p.start, p.end): p for p in places}
        self.by_start = {n.start: n for n in names}
        self.home: str | None = None
        self.bodies: Counter[str] = Counter()
        self.counts: Counter[str] = self._count_states()

    def _count_regions(self) -> Counter[str]:
        p, regions = self.parsed, self.words.regions
        found: Counter[str] = Counter()
        for i in range(p.n):
            if p.cap[i]:
                size = region_at(p, i, regions) or 1
                country = regions.get(" ".join(p.keys[i : i + size]))
                if country and p.keys[i] != "georgia":
                    found[country] += 1
                if p.text[i] in self.words.region_abbreviations and i > 0 and p.text[i - 1] == ",":
                    found["USA"] += 1
        return found

    def _count_states(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        shared: Counter[str] = Counter()
        towns = towns_abroad(self.places.values())
        for name in self.names:
            seen = set()
            self.bodies.update({h.entity for h in name.hits if h.kind == "name" and h.entity.startswith("IGO.")})
            if self.federal(name) or all(h.kind in ("capital", "full", "seat-acting") for h in name.hits):
                continue  # a town alone is no evidence: Athens, Ala.
            town = towns.get((self.parsed.idx[name.start], self.parsed.end(name.end - 1)))
            for hit in name.hits:
                entity = self.knowledge.entity(hit.entity)
                if entity is None or entity.kind == "person" or not entity.country or entity.sector == "BUS":
                    continue  # where a company has its seat, or a car was made, tells nothing
                if town and town != entity.country and entity.kind == "country":
                    continue  # Palestine in Texas
                seen.add(entity.country)
            if len(seen) == 1:
                (country,) = seen
                ours = (
                    name.end - name.start == 1
                    and self.parsed.keys[name.start] in self.words.sets["bodies of many states"]
                )
                (shared if ours else counts)[country] += 2
            for country in seen if len(seen) > 1 else ():
                counts[country] += 1
        for country, n in self._count_regions().items():
            counts[country] += n
        for country, n in shared.items():
            # "The Senate" tells of one state only where nothing tells of another.
            if counts.get(country) or not counts:
                counts[country] += n
        if counts.get("GEO") and self.american_georgia(counts):
            counts["USA"] += counts.pop("GEO", 0)
        return counts

    def american_georgia(self, counts: Counter[str]) -> bool:
        """Whether "Georgia" is the part of the United States: nothing Georgian or near it is named."""
        named = 2 * sum(1 for n in self.names if key(self.parsed.surface(n.start, n.end)) == "georgia")
        near = sum(counts.get(c, 0) for c in ("RUS", "ARM", "XAB", "XSO"))
        foreign = any(n for c, n in counts.items() if c not in ("USA", "GEO"))
        return counts.get("GEO", 0) <= named and near == 0 and (not foreign or counts.get("USA", 0) > 0)

    def current(self, entity: Entity) -> Entity:
        """The state under its present name, where only the name has changed by the article's date."""
        successor = entity.code("renamed_to") if entity.kind == "country" else None
        if successor and (self.on is None or not entity.existed(self.on)):
            return self.knowledge.entity(successor) or entity
        return entity

    def name_at(self, i: int) -> Name | None:
        """The name of the tables that covers token ``i``."""
        return next((n for n in self.names if n.start <= i < n.end), None)

    def federation(self) -> str | None:
        """The state whose government "the Federal Government" is: the one spoken of most that is a federation."""
        federations = self.words.sets["federations"]
        if self.home in federations:
            return self.home
        ranked = sorted(((n, c) for c, n in self.counts.items() if c in federations), reverse=True)
        if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            return None
        return ranked[0][1] if ranked[0][0] > 1 else None

    def most_of(self, without: str) -> str | None:
        """The state spoken of most other than one; None for none."""
        ranked = sorted((-n, c) for c, n in self.counts.items() if c != without and n > 1)
        return ranked[0][1] if ranked else None

    def federal(self, name: Name) -> bool:
        """Whether a name is "the Federal Government", which several states have."""
        return self.parsed.keys[name.start : name.end] == ["federal", "government"]
