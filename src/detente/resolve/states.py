"""States in one article: names, metonyms, capitals, nationalities."""

from __future__ import annotations

from detente.knowledge import Entity, NameHit
from detente.resolve.capitals import Capitals
from detente.resolve.collectives import Collectives
from detente.resolve.found import SUBJECTS, Found, found_as
from detente.resolve.ground import Ground
from detente.resolve.named_bodies import NamedBodies
from detente.resolve.names import Name
from detente.resolve.titles import ORIGIN

_ORIGINS = frozenset(["african", "afro", "asian", "hispanic", "latin", "native"])
_COMPASS = frozenset(["n.", "s.", "e.", "w."])
LABELS = {
    "GOV": "government",
    "MIL": "military",
    "LEG": "legislature",
    "JUD": "judiciary",
    "COP": "police",
    "SPY": "intelligence services",
    "OPP": "opposition",
    "CVL": "civilians",
    "BUS": "businesses",
    "MED": "media",
    "REB": "rebels",
    "LAB": "labour",
    "REF": "refugees",
    "JRN": "journalists",
    "PRM": "private military",
    "PTY": "parties",
    "EDU": "academics",
    "ELI": "elites",
}


class States:
    """Finds what stands for states and for organisations of the tables; people have been found before."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.collectives = Collectives(ground)
        self.bodies = NamedBodies(ground)
        self.capitals = Capitals(ground.parsed, ground.words)

    def find(self, covered: set[int]) -> list[Found]:
        """Mentions from names of the tables, outside the tokens that people's names and titles cover."""
        out = []
        for name in self.ground.names:
            if any(i in covered for i in range(name.start, name.end)):
                continue
            hit, entity, runners = self._choose(name)
            if entity is None or hit is None:
                continue
            found = self._mention(name, hit, entity, runners)
            if found is not None:
                out.append(found)
        return out

    def _choose(self, name: Name) -> tuple[NameHit | None, Entity | None, tuple[tuple[str, float], ...]]:
        """The entity that a name stands for: spoken of elsewhere, existing then, bearing it as a name proper."""
        ranked = []
        for hit in name.hits:
            entity = self.ground.knowledge.entity(hit.entity)
            if entity is None or entity.kind == "person":
                continue
            score = min(self.ground.counts.get(entity.country or "", 0), 8) * 0.5
            score += min(self.ground.bodies[entity.id], 8) * 0.8
            score += 1.5 if entity.existed(self.ground.on) else -1.5
            # Without a date, the state that there is today: Prague is that of the Czech Republic.
            score -= 0.6 if self.ground.on is None and entity.stop else 0.0
            score += {"name": 1.0, "seat": 0.8, "adjective": 0.9, "people": 0.8}.get(hit.kind, 0.5)
            score += 0.5 if hit.caps else 0.0
            ranked.append((score, hit, entity))
        ranked.sort(key=lambda r: (-r[0], r[2].id))
        if not ranked:
            return None, None, ()
        _, hit, entity = ranked[0]
        runners = tuple(dict.fromkeys((r[2].id, round(r[0], 2)) for r in ranked if r[2].id != entity.id))
        return hit, entity, runners

    def _mention(
        self, name: Name, hit: NameHit, entity: Entity, runners: tuple[tuple[str, float], ...]
    ) -> Found | None:
        p = self.ground.parsed
        head = p.root(name.start, name.end)
        if entity.kind == "organisation" and hit.kind == "name":
            return self.bodies.read(name, head, entity, runners)
        if name.end + 1 < p.n and p.text[name.end] in ("-", "–") and p.lower[name.end + 1] in ORIGIN:
            return None
        if hit.kind == "name" and self.bodies.surrounds(name):
            return None
        before = name.start - 1 - (name.start > 1 and p.text[name.start - 1] in ("-", "–"))
        if before >= 0 and p.lower[before] in _ORIGINS and p.sent[before] == p.sent[name.start]:
            return None  # "African-American leaders": where their families come from
        if entity.kind == "country" and hit.caps and self.ground.on is not None and not entity.existed(self.ground.on):
            return None  # letters of a state that was not there yet
        entity = self.ground.current(entity)
        kinds = {
            h.kind for h in name.hits if h.entity == hit.entity or self.ground.knowledge.entity(h.entity) is entity
        }
        modified = self.collectives.modified_noun(name, head)
        if "name" in kinds and modified is not None and self._is_elsewhere(name, entity):
            return None  # "Lebanon police", of the town in Indiana
        if ("adjective" in kinds or "people" in kinds or "name" in kinds) and modified is not None:
            found = self.collectives.of_state(name, modified, entity) or self._before_a_thing(name, modified, entity)
            if found is not None:
                return found
            if (modified, entity.id) in self.collectives.joined:
                return None  # a member of the group before the same noun
        names_one = "name" in kinds and self.bodies.begins(name, by_a_word=True)
        if names_one or (kinds & {"adjective", "people"} and "name" not in kinds and self.bodies.begins(name)):
            return None  # "the American Heart Association": a body's name, which is read with the other bodies
        if "adjective" in kinds and "name" not in kinds and modified is not None:
            # "Russian titanium": who it belongs to, not somebody who acts.
            return found_as(
                self.ground.parsed,
                name.start,
                name.end,
                head,
                "demonym",
                "state",
                entity.id,
                entity,
                0.7,
                "nationality beside a noun",
                runners,
            )
        if "people" in kinds and "name" not in kinds:
            plural = (
                p.tag[head] in ("NNS", "NNPS")
                or p.lower[head].endswith("s")
                or p.lower[name.start - 1 : name.start] == ["the"]
            )
            if not plural and not self._somebody(name.start, head):
                return None
            start = (
                name.start - 1
                if name.start and p.lower[name.start - 1] in ("the", "many", "most", "some")
                else name.start
            )
            found = found_as(
                self.ground.parsed,
                start,
                name.end,
                head,
                "demonym",
                "people",
                entity.id,
                entity,
                0.85,
                "the people for the state",
                runners,
            )
            found.plural = plural
            return found
        if "adjective" in kinds and "name" not in kinds:
            the = (
                name.start > 0
                and p.lower[name.start - 1] == "the"
                and p.dep[head] in (*SUBJECTS, "pobj", "dobj", "conj")
            )
            if not the:
                return None
            found = found_as(
                self.ground.parsed,
                name.start - 1,
                name.end,
                head,
                "demonym",
                "people",
                entity.id,
                entity,
                0.8,
                "the people for the state",
                runners,
            )
            found.plural = True
            return found
        if "name" in kinds:
            elsewhere = self._is_elsewhere(name, entity)
            if elsewhere:
                return None
            return found_as(
                self.ground.parsed,
                name.start,
                name.end,
                head,
                "name",
                "state",
                entity.id,
                entity,
                0.97,
                "name of the state",
                runners,
            )
        if "seat" in kinds:
            if entity.kind == "organisation":
                return self.bodies.read(name, head, entity, runners, kind="metonym")
            return found_as(
                self.ground.parsed,
                name.start,
                name.end,
                head,
                "metonym",
                "state",
                entity.id,
                entity,
                0.93,
                "seat of government",
                runners,
            )
        often = self.ground.counts.get(entity.id, 0) or self.ground.bodies[entity.id]
        reason = self.capitals.reason(name, head, entity, often)
        if reason is None:
            return None
        sure = 0.6 if reason.startswith("in the capital") else 0.85
        what = "state" if entity.kind == "country" else "org"
        return found_as(
            self.ground.parsed, name.start, name.end, head, "metonym", what, entity.id, entity, sure, reason, runners
        )

    def _before_a_thing(self, name: Name, noun: int, entity: Entity) -> Found | None:
        """A body of state before what is its own: "a Canadian Coast Guard hovercraft"."""
        p = self.ground.parsed
        for i in range(noun - 1, name.end - 1, -1) if not p.cap[noun] else ():
            if (
                p.cap[i]
                and p.dep[i] == "compound"
                and p.pos[i] == "PROPN"
                and self.collectives.phrase_at(i) is not None
            ):
                return self.collectives.of_state(name, i, entity)
        return None

    def _somebody(self, start: int, head: int) -> bool:
        """Whether a nationality stands for one of the people: "a Kenyan", but not "in French"."""
        p = self.ground.parsed
        edge = p.left_edge(head)
        return (
            edge < start
            and p.lower[edge] in ("a", "an", "another", "one", "every", "this", "that")
            and p.pos[head] in ("NOUN", "PROPN")
        )

    def _is_elsewhere(self, name: Name, entity: Entity) -> bool:
        """Whether the name is here that of a town or region (Lebanon, Pa.; Georgia's governor)."""
        p = self.ground.parsed
        first, last = p.idx[name.start], p.end(name.end - 1)
        if any(
            s <= first and last <= e and (s, e) != (first, last) and q.country not in (None, entity.id)
            for (s, e), q in self.ground.places.items()
        ):
            return True  # "Jersey City": part of a town's name
        place = self.ground.places.get((first, last))
        if place is not None and place.kind != "country" and place.country and place.country != entity.id:
            return True
        follows = name.end + 1 < p.n and p.text[name.end] == ","
        if follows and (
            p.text[name.end + 1] in self.ground.words.region_abbreviations
            or p.keys[name.end + 1] in self.ground.words.regions
        ):
            return p.sent[name.end + 1] == p.sent[name.start]
        if name.start and p.lower[name.start - 1] in _COMPASS:
            return True  # "S. Jersey"
        # A town before it: "Athens, Georgia".
        if entity.id == "GEO":
            return "GEO" not in self.ground.counts or self.ground.american_georgia(self.ground.counts)
        if p.dep[name.start] == "compound" and p.ent[name.start] == "PERSON":
            return True
        return (
            p.ent[name.start] == "PERSON"
            and (place is None or place.kind != "country")
            and name.end - name.start == 1
            and entity.name in ("Jordan", "Chad", "Israel", "Jersey", "Dominica")
            and self.ground.counts.get(entity.id, 0) <= 2
        )
