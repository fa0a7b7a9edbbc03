"""Nationalities before nouns, and bodies without a name: "Russian troops", "the American people", "the ministry"."""

from __future__ import annotations

from detente.knowledge import Entity
from detente.records import Decision
from detente.resolve.found import Found, found_as
from detente.resolve.ground import Ground
from detente.resolve.lexicon import Collective
from detente.resolve.names import Name

_MODIFIERS = frozenset(("amod", "compound", "nmod", "poss"))
_DEFINITE = frozenset(
    ["the", "this", "that", "these", "those", "both", "its", "his", "her", "their", "our", "my", "your"]
)


class Collectives:
    """Finds them in one article.

    Attributes:
        joined: nouns and the states before them that one group has taken in ("American and Iranian diplomats").
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.joined: set[tuple[int, str]] = set()
        alone = [w for w, c in ground.words.collectives.items() if c.alone != "n"]
        self._last_words = frozenset(w.split()[-1] for w in alone) | frozenset(
            w.split()[0] for w in alone if " of " in w
        )

    def modified_noun(self, name: Name, head: int) -> int | None:
        """The noun that a nationality or possessive stands before; None where it stands alone."""
        p = self.ground.parsed
        noun = p.head[head]
        if p.tag[head] in ("NNS", "NNPS") and not name.of_kind("name", "adjective"):
            return None  # "the Saudis state": whatever the parser makes of it
        if p.dep[head] in _MODIFIERS and noun >= name.end and p.sent[noun] == p.sent[head] and noun - name.end < 7:
            return noun
        # The parser leaves some nationalities hanging: take a noun that follows at once.
        if name.end < p.n and p.pos[name.end] in ("NOUN",) and p.lower[name.end] in self.ground.words.collectives:
            return name.end
        return None

    def phrase_at(self, noun: int) -> tuple[int, Collective] | None:
        """The longest collective that ends with ``noun``, and where it starts."""
        p = self.ground.parsed
        for start in (noun - 2, noun - 1, noun):
            if start >= 0 and p.sent[start] == p.sent[noun]:
                entry = self.ground.words.collectives.get(" ".join(p.lower[start : noun + 1]))
                if entry is not None:
                    return start, entry
        # "Ministry of Defense": what follows belongs to it.
        if noun + 2 < p.n and p.lower[noun + 1] == "of":
            for end in (noun + 5, noun + 4, noun + 3):
                entry = self.ground.words.collectives.get(" ".join(p.lower[noun : min(end, p.n)]))
                if entry is not None:
                    return noun, entry
        return None

    def of_state(self, name: Name, noun: int, entity: Entity) -> Found | None:
        """The mention for a state's name and the noun after it; None where the noun is no collective."""
        p = self.ground.parsed
        at = self.phrase_at(noun)
        if at is None:
            return None
        if p.lower[noun] == "diplomat" and p.tag[noun] == "NN":
            return None  # "the Vostavian diplomat" is one person, found with the other titles
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
        found = found_as(
            self.ground.parsed,
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
        p = self.ground.parsed
        out: list[str] = []
        for start in range(name.start - 4, noun):
            other = self.ground.by_start.get(start)
            if other is None or other is name or other.end > noun:
                continue
            first, last = sorted((name, other), key=lambda n: n.start)
            between = p.lower[first.end : last.start]
            if not between or not set(between) <= {"and", ",", "or"} or len(between) > 2:
                continue
            for hit in other.hits:
                entity = self.ground.knowledge.entity(hit.entity)
                if entity is not None and entity.kind == "country" and hit.kind in ("adjective", "name"):
                    out.append(self.ground.current(entity).id)
                    break
        return out

    def bodies(self, covered: set[int]) -> list[tuple[int, int, Collective]]:
        """Bodies without a nationality beside them: (start, head, entry); their country comes from the context."""
        p = self.ground.parsed
        out = []
        for i in range(p.n):
            if i in covered or p.pos[i] not in ("NOUN", "PROPN"):
                continue
            if p.dep[i] in ("compound", "nmod", "amod", "attr") and p.head[i] > i:
                continue
            if p.lower[i] not in self._last_words:
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
