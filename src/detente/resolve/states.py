"""States, bodies and organisations in one article: names, metonyms, nationalities, ministries without their country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from detente.knowledge import Entity, Knowledge, NameHit
from detente.knowledge.fold import key
from detente.records import Decision, Place
from detente.resolve.capitals import Capitals
from detente.resolve.found import Found
from detente.resolve.lexicon import Collective, Words
from detente.resolve.names import Name, region_at
from detente.resolve.titles import ORIGIN
from detente.resolve.words import Parsed

_STATE = frozenset(("name", "adjective", "people", "capital", "seat", "seat-acting"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))
_MODIFIERS = frozenset(("amod", "compound", "nmod", "poss"))
_ORIGINS = frozenset(["african", "afro", "asian", "hispanic", "latin", "native"])
_COMPASS = frozenset(["n.", "s.", "e.", "w."])
_DEFINITE = frozenset(
    ["the", "this", "that", "these", "those", "both", "its", "his", "her", "their", "our", "my", "your"]
)
GENERIC_US = frozenset(
    [
        "USA.LEG",
        "USA.LEG.SENATE",
        "USA.LEG.HOUSE",
        "USA.JUD.DOJ",
        "USA.MIL",
        "USA.GOV.TREASURY",
        "USA.GOV.COMMERCE",
        "USA.GOV.ENERGY",
        "USA.GOV.LABOR",
        "USA.GOV.EDUCATION",
        "USA.GOV.AGRICULTURE",
        "USA.GOV.INTERIOR",
        "USA.GOV.TRANSPORT",
        "USA.GOV.NSC",
        "RUS.LEG",
        "GBR.LEG",
        "JPN.LEG",
    ]
)
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
    """Finds what stands for states and bodies; people have been found before."""

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
        alone = [w for w, c in words.collectives.items() if c.alone != "n"]
        self.last_words = frozenset(w.split()[-1] for w in alone) | frozenset(
            w.split()[0] for w in alone if " of " in w
        )
        self.capitals = Capitals(parsed, words)
        self.home: str | None = None  # the state that the article is most about, once it is known
        self.joined: set[tuple[int, str]] = set()
        self.regions = self._count_regions()
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
        for name in self.names:
            seen = set()
            if self._federal(name) or all(h.kind in ("capital", "full") for h in name.hits):
                continue  # a town alone is no evidence: Athens, Ala.
            for hit in name.hits:
                entity = self.knowledge.entity(hit.entity)
                if entity is not None and entity.country and entity.kind != "person" and entity.country not in seen:
                    seen.add(entity.country)
            if len(seen) == 1:
                (country,) = seen
                counts[country] += 2
            for country in seen if len(seen) > 1 else ():
                counts[country] += 1
        for country, n in self.regions.items():
            counts[country] += n
        if counts.get("GEO") and self._american_georgia(counts):
            counts["USA"] += counts.pop("GEO", 0)
        return counts

    def _american_georgia(self, counts: Counter[str]) -> bool:
        """Whether "Georgia" is the part of the United States: nothing Georgian or near it is named."""
        named = 2 * sum(1 for n in self.names if key(self.parsed.surface(n.start, n.end)) == "georgia")
        near = sum(counts.get(c, 0) for c in ("RUS", "ARM", "XAB", "XSO"))
        foreign = any(n for c, n in counts.items() if c not in ("USA", "GEO"))
        return counts.get("GEO", 0) <= named and near == 0 and (not foreign or counts.get("USA", 0) > 0)

    # -- names --------------------------------------------------------------------------------------------------------

    def find(self, covered: set[int]) -> list[Found]:
        """Mentions from names of the tables, outside the tokens that people's names and titles cover."""
        out = []
        for name in self.names:
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
            entity = self.knowledge.entity(hit.entity)
            if entity is None or entity.kind == "person":
                continue
            score = min(self.counts.get(entity.country or "", 0), 8) * 0.5
            score += 1.5 if entity.existed(self.on) else -1.5
            # Without a date, the state that there is today: Prague is that of the Czech Republic.
            score -= 0.6 if self.on is None and entity.stop else 0.0
            score += {"name": 1.0, "seat": 0.8, "adjective": 0.9, "people": 0.8}.get(hit.kind, 0.5)
            score += 0.5 if hit.caps else 0.0
            ranked.append((score, hit, entity))
        ranked.sort(key=lambda r: (-r[0], r[2].id))
        if not ranked:
            return None, None, ()
        _, hit, entity = ranked[0]
        runners = tuple(dict.fromkeys((r[2].id, round(r[0], 2)) for r in ranked if r[2].id != entity.id))
        return hit, entity, runners

    def current(self, entity: Entity) -> Entity:
        """The state under its present name, where only the name has changed by the article's date."""
        successor = entity.code("renamed_to") if entity.kind == "country" else None
        if successor and (self.on is None or not entity.existed(self.on)):
            return self.knowledge.entity(successor) or entity
        return entity

    def _mention(
        self, name: Name, hit: NameHit, entity: Entity, runners: tuple[tuple[str, float], ...]
    ) -> Found | None:
        p = self.parsed
        head = p.root(name.start, name.end)
        if entity.kind == "organisation" and hit.kind == "name":
            return self._organisation(name, head, entity, runners)
        if name.end + 1 < p.n and p.text[name.end] in ("-", "–") and p.lower[name.end + 1] in ORIGIN:
            return None
        if hit.kind == "name" and self._inside_a_body(name):
            return None
        if name.start > 1 and p.text[name.start - 1] in ("-", "–") and p.lower[name.start - 2] in _ORIGINS:
            return None  # "African-American leaders": where their families come from
        entity = self.current(entity)
        kinds = {h.kind for h in name.hits if h.entity == hit.entity or self.knowledge.entity(h.entity) is entity}
        modified = self._modified_noun(name, head)
        if ("adjective" in kinds or "people" in kinds or "name" in kinds) and modified is not None:
            found = self._collective(name, modified, entity)
            if found is not None:
                return found
            if (modified, entity.id) in self.joined:
                return None  # a member of the group before the same noun
        if "adjective" in kinds and "name" not in kinds and modified is not None:
            # "Russian titanium": who it belongs to, not somebody who acts.
            return self._found(
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
            found = self._found(
                start, name.end, head, "demonym", "people", entity.id, entity, 0.85, "the people for the state", runners
            )
            found.plural = plural
            return found
        if "adjective" in kinds and "name" not in kinds:
            the = (
                name.start > 0
                and p.lower[name.start - 1] == "the"
                and p.dep[head] in (*_SUBJECTS, "pobj", "dobj", "conj")
            )
            if not the:
                return None
            found = self._found(
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
            return self._found(
                name.start, name.end, head, "name", "state", entity.id, entity, 0.97, "name of the state", runners
            )
        if "seat" in kinds:
            if entity.kind == "organisation":
                return self._organisation(name, head, entity, runners, kind="metonym")
            return self._found(
                name.start, name.end, head, "metonym", "state", entity.id, entity, 0.93, "seat of government", runners
            )
        reason = self.capitals.reason(name, head, entity, self.counts.get(entity.id, 0))
        if reason is None:
            return None
        sure = 0.6 if reason.startswith("in the capital") else 0.85
        return self._found(name.start, name.end, head, "metonym", "state", entity.id, entity, sure, reason, runners)

    def _somebody(self, start: int, head: int) -> bool:
        """Whether a nationality stands for one of the people: "a Kenyan", but not "in French"."""
        p = self.parsed
        edge = p.left_edge(head)
        return (
            edge < start
            and p.lower[edge] in ("a", "an", "another", "one", "every", "this", "that")
            and p.pos[head] in ("NOUN", "PROPN")
        )

    def _found(
        self,
        start: int,
        end: int,
        head: int,
        kind: str,
        what: str,
        actor: str,
        entity: Entity,
        confidence: float,
        reason: str,
        runners: tuple[tuple[str, float], ...] = (),
    ) -> Found:
        # An article without a verb of its own before the name: "the United States" is one name.
        modifies = self.parsed.dep[head] in ("compound", "amod", "nmod")
        if (
            kind in ("name", "metonym")
            and not modifies
            and start > 0
            and self.parsed.lower[start - 1] == "the"
            and self.parsed.sent[start - 1] == self.parsed.sent[start]
        ):
            start -= 1
        return Found(
            start=start,
            end=end,
            head=head,
            kind=kind,
            what=what,
            actor=actor,
            country=entity.country,
            confidence=confidence,
            sector=entity.sector,
            subject=self.parsed.dep[head] in _SUBJECTS,
            decision=Decision(chosen=actor, candidates=((actor, confidence), *runners[:3]), reason=reason),
        )

    def _organisation(
        self, name: Name, head: int, entity: Entity, runners: tuple[tuple[str, float], ...], kind: str = "name"
    ) -> Found | None:
        p = self.parsed
        actor = entity.id
        reason = "name of the organisation"
        if self._part_of_a_name(name):
            return None
        if entity.id in GENERIC_US or self._federal(name):
            if self.home is None:
                return None
            other = self._nationality_before(name.start)
            if other is None and self._of_any_state(name) and self.home not in (None, entity.country):
                other = self.knowledge.entity(self.home or "")  # "the Treasury", in an article about Britain
            if other is not None and other.id != entity.country:
                sector = (entity.sector or "GOV").split(";")[0]
                actor = f"{other.id}.{sector}"
                found = self._found(
                    name.start, name.end, head, kind, "org", actor, other, 0.85, f"a body of {other.name}"
                )
                found.sector = sector
                return found
        if p.lower[name.start : name.end] == ["labour"] and "GBR" not in self.counts:
            return None
        if name.end - name.start == 1 and ".PTY." in entity.id and entity.country not in (None, "USA"):
            own = 2 * sum(1 for n in self.names if n.hits == name.hits)
            if self.counts.get(entity.country or "", 0) <= own:
                return None  # "conservatives" are a party only where its state is spoken of
        modifies = p.dep[head] in ("compound", "amod", "nmod") and p.head[head] > head
        if name.end - name.start == 1 and (
            p.pos[head] == "ADJ" or (modifies and ".PTY." in entity.id and p.lower[head] not in ("gop",))
        ):
            return None  # "Republican turnout": says of what kind it is
        if (
            name.end - name.start == 1
            and not p.text[head].isupper()
            and p.pos[head] not in ("PROPN", "NOUN")
            and p.ent[head] != "ORG"
        ):
            return None
        found = self._found(
            name.start, name.end, head, kind, "org", actor, entity, 0.8 if modifies else 0.93, reason, runners
        )
        found.plural = True
        return found

    def _part_of_a_name(self, name: Name) -> bool:
        """Whether the name ends a longer one that is in no table: "the Orvane Centre for Law and Justice"."""
        p, i = self.parsed, name.start
        if i < 2 or p.ent[i] != "ORG" or p.ent[i - 1] != "ORG" or p.lower[i - 1] not in ("for", "and", "&", "on"):
            return False
        return any(e.start < i - 1 and name.end <= e.end for e in p.ents if e.label_ == "ORG")

    def _federal(self, name: Name) -> bool:
        return self.parsed.keys[name.start : name.end] == ["federal", "government"]

    def _of_any_state(self, name: Name) -> bool:
        """Whether a name of an American body is one that others have as well: "the Senate", not "the Pentagon"."""
        word = self.parsed.keys[name.start]
        return self._federal(name) or (name.end - name.start == 1 and word != "pentagon")

    def _inside_a_body(self, name: Name) -> bool:
        """Whether a state's name stands in the middle of a body's: "Orr's Turkey Service"."""
        p = self.parsed
        for e in p.ents if p.ent[name.start] == "ORG" else ():
            if e.start < name.start and name.end < e.end:
                first, last = e.start + (p.lower[e.start] == "the"), p.lower[e.end - 1]
                return (
                    first < name.start
                    and p.pos[first] == "PROPN"
                    and last in self.words.org_sectors
                    and last not in self.words.collectives
                    and p.lower[first] not in self.words.titles
                )
        return False

    def _nationality_before(self, start: int) -> Entity | None:
        p = self.parsed
        i = start - 1
        if i >= 0 and p.tag[i] == "POS":
            i -= 1
        for name_start in range(max(0, i - 2), i + 1):
            name = self.by_start.get(name_start)
            if name is not None and name.end in (i + 1,):
                for hit in name.hits:
                    entity = self.knowledge.entity(hit.entity)
                    if (
                        entity is not None
                        and entity.kind == "country"
                        and hit.kind in ("adjective", "name", "capital", "people")
                    ):
                        return entity
        return None

    def _is_elsewhere(self, name: Name, entity: Entity) -> bool:
        """Whether the name is here that of a town or region (Lebanon, Pa.; Georgia's governor)."""
        p = self.parsed
        first, last = p.idx[name.start], p.end(name.end - 1)
        if any(
            s <= first and last <= e and (s, e) != (first, last) and q.country not in (None, entity.id)
            for (s, e), q in self.places.items()
        ):
            return True  # "Jersey City": part of a town's name
        place = self.places.get((first, last))
        if place is not None and place.kind != "country" and place.country and place.country != entity.id:
            return True
        follows = name.end + 1 < p.n and p.text[name.end] == ","
        if follows and (
            p.text[name.end + 1] in self.words.region_abbreviations or p.keys[name.end + 1] in self.words.regions
        ):
            return p.sent[name.end + 1] == p.sent[name.start]
        if name.start and p.lower[name.start - 1] in _COMPASS:
            return True  # "S. Jersey"
        # A town before it: "Athens, Georgia".
        if entity.id == "GEO":
            return "GEO" not in self.counts or self._american_georgia(self.counts)
        if p.dep[name.start] == "compound" and p.ent[name.start] == "PERSON":
            return True
        return (
            p.ent[name.start] == "PERSON"
            and (place is None or place.kind != "country")
            and name.end - name.start == 1
            and entity.name in ("Jordan", "Chad", "Israel", "Jersey", "Dominica")
            and self.counts.get(entity.id, 0) <= 2
        )

    # -- nationality and noun -----------------------------------------------------------------------------------------

    def _modified_noun(self, name: Name, head: int) -> int | None:
        """The noun that a nationality or possessive stands before; None where it stands alone."""
        p = self.parsed
        noun = p.head[head]
        if p.dep[head] in _MODIFIERS and noun >= name.end and p.sent[noun] == p.sent[head] and noun - name.end < 7:
            return noun
        # The parser leaves some nationalities hanging: take a noun that follows at once.
        if name.end < p.n and p.pos[name.end] in ("NOUN",) and p.lower[name.end] in self.words.collectives:
            return name.end
        return None

    def phrase_at(self, noun: int) -> tuple[int, Collective] | None:
        """The longest collective that ends with ``noun``, and where it starts."""
        p = self.parsed
        for start in (noun - 2, noun - 1, noun):
            if start >= 0 and p.sent[start] == p.sent[noun]:
                entry = self.words.collectives.get(" ".join(p.lower[start : noun + 1]))
                if entry is not None:
                    return start, entry
        # "Ministry of Defense": what follows belongs to it.
        if noun + 2 < p.n and p.lower[noun + 1] == "of":
            for end in (noun + 5, noun + 4, noun + 3):
                entry = self.words.collectives.get(" ".join(p.lower[noun : min(end, p.n)]))
                if entry is not None:
                    return noun, entry
        return None

    def _collective(self, name: Name, noun: int, entity: Entity) -> Found | None:
        p = self.parsed
        at = self.phrase_at(noun)
        if at is None:
            return None
        first, entry = at
        sector = entry.sector or None
        if sector == "GOV" and "opposition" in p.lower[name.end : first]:
            sector = "OPP"  # "Afghan opposition leaders"
        actor = f"{entity.id}.{sector}" if sector else entity.id
        others = self._joined(name, noun)
        if others and (noun, entity.id) in self.joined:
            return None  # the second of "American and Iranian diplomats"
        start = min(p.left_edge(noun), name.start)
        if p.tag[p.head[name.start]] == "POS" or any(p.tag[i] == "POS" for i in range(name.end, noun)):
            start = name.start
        words = p.surface(name.start, noun + 1)
        found = self._found(
            start,
            noun + 1,
            noun,
            "demonym",
            "org" if sector else "people",
            actor,
            entity,
            0.88,
            f"nationality and noun: {words}",
        )
        found.sector = sector
        if others and p.tag[noun] in ("NNS", "NNPS"):
            found.kind, found.what, found.actor = "group", "people", None
            found.members = tuple(f"{s}.{sector}" if sector else s for s in (entity.id, *others))
            found.decision = Decision(
                chosen=None, candidates=tuple((m, 0.85) for m in found.members), reason="of each of the states named"
            )
            self.joined.update((noun, s) for s in others)
        found.plural = p.tag[noun] in ("NNS", "NNPS") or p.lower[noun] in (
            "police",
            "military",
            "government",
            "army",
            "side",
        )
        return found

    def _joined(self, name: Name, noun: int) -> list[str]:
        """The states whose names stand beside this one before the noun, joined by "and": American and Iranian."""
        p = self.parsed
        out: list[str] = []
        for start in range(name.start - 4, noun):
            other = self.by_start.get(start)
            if other is None or other is name or other.end > noun:
                continue
            first, last = sorted((name, other), key=lambda n: n.start)
            between = p.lower[first.end : last.start]
            if not between or not set(between) <= {"and", ",", "or"} or len(between) > 2:
                continue
            for hit in other.hits:
                entity = self.knowledge.entity(hit.entity)
                if entity is not None and entity.kind == "country" and hit.kind in ("adjective", "name"):
                    out.append(self.current(entity).id)
                    break
        return out

    def bodies(self, covered: set[int]) -> list[tuple[int, int, Collective]]:
        """Bodies without a nationality beside them: (start, head, entry); their country comes from the context."""
        p = self.parsed
        out = []
        for i in range(p.n):
            if i in covered or p.pos[i] not in ("NOUN", "PROPN"):
                continue
            if p.dep[i] in ("compound", "nmod", "amod", "attr") and p.head[i] > i:
                continue
            if p.lower[i] not in self.last_words:
                continue
            at = self.phrase_at(i)
            if at is None or at[1].alone == "n":
                continue
            if at[1].word == "opposition" and i + 1 < p.n and p.lower[i + 1] == "to" and p.tag[i + 1] != "TO":
                continue  # "opposition to the bill" is no party
            start, entry = at
            edge = p.left_edge(i)
            definite = (
                p.lower[edge] in _DEFINITE
                or any(p.tag[c] == "POS" for c in range(edge, i))
                or (p.cap[i] and (p.pos[i] == "PROPN" or (entry.word == "marines" and i > p.starts[p.sent[i]])))
                or "federal" in p.lower[edge:i]
            )
            if entry.alone == "d" and not definite:
                continue
            out.append((min(edge, start), i, entry))
        return out
