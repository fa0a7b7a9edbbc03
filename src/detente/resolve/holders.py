"""Who holds an office by the tables, on the day of the article."""

from __future__ import annotations

import re

from detente.knowledge import Tenure
from detente.records import Decision
from detente.resolve.found import Found
from detente.resolve.names import Name
from detente.resolve.scene import Scene
from detente.resolve.titles import Title

_WORD = re.compile(r"\w+")
_DEPUTY = re.compile(r"\b(deputy|vice|assistant)\b", re.IGNORECASE)
_HEADS = frozenset(
    [
        "secretary",
        "general",
        "secretary-general",
        "president",
        "chief",
        "head",
        "director",
        "director-general",
        "chairman",
        "chairwoman",
        "chairperson",
        "representative",
        "commissioner",
        "leader",
    ]
)


class Holders:
    """Looks up the holders of the offices of one article."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def give(self, found: Found, title: Title, i: int, history: list[Found], occupation: bool) -> None:
        """Gives a title to its holder, where the tables know one for the state it is of, or of which the text tells."""
        p, role = self.scene.parsed, title.role
        on = self.scene.context.on
        country = title.country
        if country is None and role in ("head_of_state", "head_of_government", "vice_president") and not title.body:
            country = (
                self.scene.nearest_country(i, history, office=True)[0] if role != "vice_president" else self.scene.home
            )
        elif country is None and role in ("foreign_minister", "defense_minister") and not title.body:
            near = self.scene.nearest_country(i, history, office=True)[0]
            country = near if near == self.scene.home and p.lower[found.start] == "the" else None
        if on is None or role is None or country is None or title.former or occupation:
            return
        if title.body and self.scene.knowledge.entity(title.body) and title.body.split(".")[0] in ("IGO", "NGO"):
            return
        wanted = role
        state = self.scene.knowledge.entity(country)
        if role == "leader":
            if title.body:
                return
            wanted = (state.code("led_by") if state else None) or "head_of_state"
        if wanted not in (
            "head_of_state",
            "head_of_government",
            "foreign_minister",
            "defense_minister",
            "vice_president",
            "finance_minister",
            "supreme_leader",
            "nsa",
            "interior_minister",
            "un_envoy",
            "crown_prince",
            "spokesperson",
            "speaker",
        ):
            return
        holders = self.scene.knowledge.holders(wanted, country, on)
        if wanted == "head_of_state":
            # A monarch is no president, and the other way round.
            word = p.lower[i]
            royal = re.compile(r"king|queen|emir|sultan|monarch|emperor", re.IGNORECASE)
            if word in ("president", "king", "queen", "emir", "sultan", "monarch"):
                holders = [h for h in holders if bool(royal.search(h[1].office)) == (word != "president")]
        if wanted == "spokesperson":
            holders = self._of_the_same(title, holders)
        sure = [h for h in holders if h[2] == "yes"]
        if (
            wanted in ("spokesperson", "speaker", "finance_minister", "interior_minister", "un_envoy")
            and len(sure) != 1
        ):
            return
        if not sure:
            return
        person, tenure, _ = sure[0]
        entity = self.scene.knowledge.entity(person)
        if entity is None:
            return
        found.actor, found.country, found.what, found.gender = person, country, "person", entity.gender or found.gender
        found.sector = tenure.sector
        found.confidence = 0.85 if title.country else 0.7
        found.decision = Decision(
            chosen=person,
            candidates=tuple((h[0], 0.85 if h[2] == "yes" else 0.3) for h in holders[:3]),
            reason=f"{tenure.office} on {on.isoformat()} by the tables ({tenure.start} to {tenure.end or 'now'})",
        )
        self.scene.note_person(person)

    def _of_the_same(self, title: Title, holders: list[tuple[str, Tenure, str]]) -> list[tuple[str, Tenure, str]]:
        """Those whose office shares a word with the title beside the state's: not a ministry for the army."""
        p, names = self.scene.parsed, self.scene.titles.name_at
        own = {
            p.lower[i]
            for i in range(title.start, title.end)
            if len(p.text[i]) > 3
            and p.pos[i] in ("NOUN", "PROPN")
            and i != title.head
            and not self._a_state(names.get(i))
        }
        return [h for h in holders if own & set(_WORD.findall(h[1].office.lower()))] if own else holders

    def _a_state(self, name: Name | None) -> bool:
        """Whether a name of the tables is a state's or a nationality."""
        return name is not None and any("." not in h.entity and ":" not in h.entity for h in name.hits)

    def head_of_body(self, title: Title) -> str | None:
        """Who led an international body on the article's day: "the UN secretary-general"; None for several."""
        on = self.scene.context.on
        if on is None or title.role != "igo_head" or title.former or not (title.body or "").startswith("IGO."):
            return None
        if self.scene.parsed.lower[title.head] not in _HEADS:
            return None  # "the secretary-general's special adviser"
        sure = {
            person
            for person, tenure in self.scene.knowledge.in_body(title.body or "")
            if tenure.role == "igo_head" and tenure.holds(on) == "yes" and _DEPUTY.search(tenure.office) is None
        }
        return sure.pop() if len(sure) == 1 else None
