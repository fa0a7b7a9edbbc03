"""Organisations of the tables by their names, and bodies that several states have under one name: "the Treasury"."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

from detente.knowledge import Entity
from detente.resolve.found import Found, found_as
from detente.resolve.ground import Ground
from detente.resolve.names import Name

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
        "USA.MIL.JCS",
        "RUS.LEG",
        "GBR.LEG",
        "JPN.LEG",
    ]
)
# Names of American bodies, of more words than one, that other states have as well.
_OTHERS_TOO = frozenset(
    [
        "house of commons",
        "national guard",
        "joint chiefs",
        "joint chiefs of staff",
        "national security council",
        "house of representatives",
    ]
)
# Words of the names of committees in Washington, which chambers elsewhere do not use.
_COMMITTEES = frozenset(["armed", "services", "appropriations", "judiciary", "homeland", "intelligence", "relations"])
# What makes Democrats, Liberals and Conservatives those of another party.
_KINDS = frozenset(
    ["social", "christian", "liberal", "free", "sweden", "progressive", "national", "new", "constitutional"]
)
# Bodies that the parts of the United States have as well, and words by which an article tells which it is about.
_OF_PARTS_TOO = frozenset(["USA.LEG", "USA.LEG.SENATE", "USA.LEG.HOUSE"])
_PROVINCIAL = frozenset(
    [
        "legislature",
        "statehouse",
        "general assembly",
        "state representative",
        "state rep.",
        "state senator",
        "state sen.",
        "state senate",
        "state house",
        "state lawmakers",
        "state legislators",
    ]
)
_NATIONAL = frozenset(
    [
        "congress",
        "congressional",
        "congressman",
        "congresswoman",
        "obama",
        "president",
        "u.s. senate",
        "u.s. house",
        "white house",
        "capitol hill",
    ]
)


# What the recogniser calls things that have a name of their own.
_NAMED = frozenset(["ORG", "LAW", "EVENT", "WORK_OF_ART", "FAC"])


class NamedBodies:
    """Reads their names in one article."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def read(
        self, name: Name, head: int, entity: Entity, runners: tuple[tuple[str, float], ...], kind: str = "name"
    ) -> Found | None:
        """The mention for a name; None where it names nobody here."""
        p = self.ground.parsed
        actor = entity.id
        reason = "name of the organisation"
        if self._part_of_a_name(name):
            return None
        if entity.id in _OF_PARTS_TOO and name.end - name.start == 1 and self.of_a_part:
            return None  # which of the fifty it is, or that it is none of them, is seldom told
        if entity.id in GENERIC_US or self.ground.federal(name):
            if self.ground.home is None:
                return None
            if self._of_washington(head):
                return found_as(self.ground.parsed, name.start, name.end, head, kind, "org", actor, entity, 0.8, reason)
            other = self._nationality_before(name.start) or self._beside(head) or self._nationality_elsewhere(name)
            if other is None and self.ground.federal(name):
                other = self.ground.knowledge.entity(self.ground.federation() or "")
                if other is None:
                    return None
            if other is None and self._of_any_state(name) and self.ground.home not in (None, entity.country):
                other = self.ground.knowledge.entity(self.ground.home or "")  # "the Treasury" in Britain
            if other is not None and other.id != entity.country:
                sector = (entity.sector or "GOV").split(";")[0]
                actor = f"{other.id}.{sector}"
                found = found_as(
                    self.ground.parsed,
                    name.start,
                    name.end,
                    head,
                    kind,
                    "org",
                    actor,
                    other,
                    0.85,
                    f"a body of {other.name}",
                )
                found.sector = sector
                return found
        if p.lower[name.start : name.end] == ["labour"] and "GBR" not in self.ground.counts:
            return None
        if name.end - name.start == 1 and ".PTY." in entity.id and entity.country not in (None, "USA"):
            own = 2 * sum(1 for n in self.ground.names if n.hits == name.hits)
            if self.ground.counts.get(entity.country or "", 0) <= own:
                return None  # "conservatives" are a party only where its state is spoken of
        if ".PTY." in entity.id and self._of_a_kind(name.start, head):
            return None  # "Social Democrats", "Christian Democrats": not those of the United States
        if entity.sector == "BUS" and self._thing(name, head):
            return None
        modifies = p.dep[head] in ("compound", "amod", "nmod") and p.head[head] > head
        if name.end - name.start == 1 and (
            p.pos[head] == "ADJ" or (modifies and ".PTY." in entity.id and not p.text[head].isupper())
        ):
            return None  # "Republican turnout": says of what kind it is
        if (
            name.end - name.start == 1
            and not p.text[head].isupper()
            and p.pos[head] not in ("PROPN", "NOUN")
            and p.ent[head] != "ORG"
        ):
            return None
        found = found_as(
            self.ground.parsed,
            name.start,
            name.end,
            head,
            kind,
            "org",
            actor,
            entity,
            0.8 if modifies else 0.93,
            reason,
            runners,
        )
        found.plural = True
        return found

    def _thing(self, name: Name, head: int) -> bool:
        """Whether a company's name is that of something it made: "a 1991 Honda", "their red Honda"."""
        p, before = self.ground.parsed, name.start - 1
        if before < 0 or p.sent[before] != p.sent[name.start]:
            return False
        if len(p.text[before]) == 4 and p.text[before].isdigit():
            return True
        own = p.lower[p.left_edge(head)] in ("a", "an", "his", "her", "their", "my") and head == name.end - 1
        return own and p.dep[head] in ("dobj", "pobj", "attr")

    def _of_a_kind(self, i: int, head: int) -> bool:
        """Whether a capitalised adjective before a party's name makes it another's: "Social Democrats"."""
        p = self.ground.parsed
        return (
            i > 0
            and p.cap[i - 1]
            and p.sent[i - 1] == p.sent[i]
            and p.dep[i - 1] in ("amod", "compound")
            and p.head[i - 1] in (i, head)
            and p.lower[i - 1] in _KINDS
        )

    def _part_of_a_name(self, name: Name) -> bool:
        """Whether the name ends a longer one that is in no table: "the Orvane Centre for Law and Justice"."""
        p, i = self.ground.parsed, name.start
        if i < 2 or p.ent[i] != "ORG" or p.ent[i - 1] != "ORG" or p.lower[i - 1] not in ("for", "and", "&", "on"):
            return False
        return any(e.start < i - 1 and name.end <= e.end for e in p.ents if e.label_ == "ORG")

    @cached_property
    def of_a_part(self) -> bool:
        """Whether the article speaks of lawmakers of a part of the United States, and not of those in Washington."""
        p = self.ground.parsed
        pairs = [f"{a} {b}" for a, b in pairwise(p.lower)]
        if any(pair in _NATIONAL for pair in pairs) or any(w in _NATIONAL for w in p.lower):
            return False
        return any(pair in _PROVINCIAL for pair in pairs) or any(w in _PROVINCIAL for w in p.lower)

    def _of_any_state(self, name: Name) -> bool:
        """Whether a name of an American body is one that others have as well: "the Senate", not "the Pentagon"."""
        words = [k for k in self.ground.parsed.keys[name.start : name.end] if k]
        alone = len(words) == 1 and words[0] != "pentagon"
        return self.ground.federal(name) or alone or " ".join(words) in _OTHERS_TOO

    def _of_washington(self, head: int) -> bool:
        """Whether a chamber is that of a committee of the United States: "the Senate Armed Services Committee"."""
        p = self.ground.parsed
        above = p.head[head]
        return (
            p.dep[head] == "compound"
            and p.lower[above] in ("committee", "subcommittee", "panel")
            and bool(_COMMITTEES & set(p.lower[head + 1 : above]))
        )

    def _beside(self, head: int) -> Entity | None:
        """The state of the body that one is joined to: "the US House and Senate"."""
        p = self.ground.parsed
        first = self.ground.name_at(p.head[head]) if p.dep[head] == "conj" else None
        if first is None:
            return None
        if (state := self._nationality_before(first.start)) is not None:
            return state
        body = next((e for h in first.hits if (e := self.ground.knowledge.entity(h.entity)) and "." in e.id), None)
        named = body is not None and not self._of_any_state(first) and body.country
        return self.ground.knowledge.entity(body.country or "") if named and body is not None else None

    def _nationality_elsewhere(self, name: Name) -> Entity | None:
        """The state whose body of this name the article speaks of elsewhere, with its nationality."""
        if not self._of_any_state(name) or self.ground.federal(name):
            return None
        for other in self.ground.names:
            if other is not name and other.hits == name.hits and (state := self._nationality_before(other.start)):
                return state
        return None

    def surrounds(self, name: Name) -> bool:
        """Whether a state's name stands in the middle of a body's: "Orr's Turkey Service"."""
        p = self.ground.parsed
        for e in p.ents if p.ent[name.start] == "ORG" else ():
            if e.start < name.start and name.end < e.end:
                first, last = e.start + (p.lower[e.start] == "the"), p.lower[e.end - 1]
                return (
                    first < name.start
                    and p.pos[first] == "PROPN"
                    and last in self.ground.words.org_sectors
                    and last not in self.ground.words.collectives
                    and p.lower[first] not in self.ground.words.titles
                )
        return False

    def begins(self, name: Name, *, by_a_word: bool = False) -> bool:
        """Whether a nationality is part of a longer name that is in no table: "the American Heart Association".

        With ``by_a_word`` only where the last word is one of bodies: "the U.S. Census Bureau".
        """
        p = self.ground.parsed
        e = next((e for e in p.ents if e.start <= name.start < e.end), None) if p.ent[name.start] in _NAMED else None
        if e is None or p.headline(name.start):
            return False
        after = [i for i in range(name.end, e.end) if p.keys[i]]
        while after and p.tag[after[-1]] == "POS":
            after.pop()
        proper = [i for i in after if p.text[i].istitle() or p.text[i].endswith(".")]
        if by_a_word and (not after or p.lower[after[-1]] not in self.ground.words.org_sectors):
            return False
        others = any(self.ground.name_at(i) is not None for i in after)
        return (
            bool(proper)
            and not others
            and all(i in proper or p.lower[i] in ("of", "and", "for", "the", "&", "in", "on", "to") for i in after)
            and p.lower[after[-1]] not in self.ground.words.titles
            and p.lower[after[-1]] not in self.ground.words.collectives
        )

    def _nationality_before(self, start: int) -> Entity | None:
        p = self.ground.parsed
        i = start - 1
        if i >= 0 and p.tag[i] == "POS":
            i -= 1
        for name_start in range(max(0, i - 2), i + 1):
            name = self.ground.by_start.get(name_start)
            if name is not None and name.end in (i + 1,):
                for hit in name.hits:
                    entity = self.ground.knowledge.entity(hit.entity)
                    if (
                        entity is not None
                        and entity.kind == "country"
                        and hit.kind in ("adjective", "name", "capital", "people")
                    ):
                        return entity
        return None
