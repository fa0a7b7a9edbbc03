"""How well somebody whom an article names fits an office: by what the article calls them, and by the tables."""

from __future__ import annotations

import re

from detente.knowledge.roles import compatible
from detente.resolve.names import region_at
from detente.resolve.people import Person
from detente.resolve.scene import Scene
from detente.resolve.titles import Title

# Offices that the tables have whole, so that somebody whom they know without it never held it.
_SOLE = frozenset(["head_of_state", "head_of_government"])
_OF_A_BODY = frozenset(["body_head", "executive", "adviser", "aide", "spokesperson", "editor"])
_AIDES = re.compile(r"\b(press|general|private|assistant|under|deputy|party|executive|parliamentary)\b")
_FORMER = re.compile(r"^(the |former |then |ex-)+")
_OF = re.compile(r"\b(?:of|for|at) (?:the )?(.+)", re.DOTALL)
_WORD = re.compile(r"\w+")
ROYAL = re.compile(r"\b(king|queen|emir|sultan|monarch|emperor|prince|princess)\b", re.IGNORECASE)


class Fitting:
    """Holds the people of one article against its titles."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def fit(self, actor: str, role: str | None, title: Title, word: str, occupation: bool) -> float:
        """How well somebody fits an office: as the article gave it, or by the tables on the day; 0: not at all."""
        person = next((q for q in self.scene.people.persons if q.id == actor), None)
        if word == "secretary" and title.text.lower() in ("the secretary", "secretary"):
            return 2.0 if self._secretary(actor, person) else 0.0
        if role is None:
            return 0.0
        if ROYAL.fullmatch(word) and not self._royal(actor, person):
            return 0.0  # a president is no king, and King a surname
        here = self._regions(title.start, title.end)
        if here and person is not None:
            theirs = {r for given in person.given for r in self._regions(given.start, given.end)}
            if theirs and not here & theirs:
                return 0.0  # "the Texas senator" is not the one from Vermont
        if title.body and ".PTY." in title.body:
            parties = {t.body for t in self.scene.knowledge.tenures(actor) if t.body and ".PTY." in t.body}
            if parties and title.body not in parties:
                return 0.0
        if person is not None:
            for said, given in person.roles.items():
                same = self.scene.parsed.lower[given.head] == word
                if (occupation and not same) or not self._one_body(title, given.text):
                    continue  # a columnist is not "the host"; the founder of one body is not the chair of another
                if (
                    said == role
                    or (role != "leader" and compatible(role, said))
                    or (role == "leader" and compatible("leader", said))
                ):
                    if title.body and given.body and title.body != given.body:
                        continue
                    if role in _SOLE and person.known and not self._ever_held(actor, role, title.country):
                        continue  # "Bush for president": the article calls him so, and he never was
                    return (2.2 if said == role else 1.6) + (0.3 if same else 0.0)
        on = self.scene.context.on
        tenures = self.scene.knowledge.tenures(actor)
        held = [t for t in tenures if compatible(role, t.role) and (on is None or t.holds(on) != "no")]
        if title.former and on is not None and not held:
            bare = _FORMER.sub("", title.text.lower())
            held = [
                t
                for t in tenures
                if t.since < on.toordinal() and (t.role == role or (role == "minister" and bare in t.office.lower()))
            ]
        if title.body and ".PTY." in title.body:
            held = [t for t in held if t.body in (title.body, None)]
        elif title.body:
            of_a_state = title.country and not title.body.startswith("IGO.")
            held = [t for t in held if t.body == title.body or of_a_state]
        if title.country:
            held = [t for t in held if t.country == title.country]
        held = [
            t
            for t in held
            if (not occupation or word in t.office.lower()) and (t.body or self._one_body(title, t.office))
        ]
        if not held:
            return 0.0
        return 2.0 if any(t.role == role for t in held) else 1.6

    def _secretary(self, actor: str, person: Person | None) -> bool:
        """Whether somebody is or was a secretary who sits in a cabinet, by the article or by the tables."""
        given = [g.text.lower() for g in person.given] if person is not None else []
        offices = [t.office.lower() for t in self.scene.knowledge.tenures(actor)]
        return any("secretary" in t and not _AIDES.search(t) for t in (*given, *offices))

    def _ever_held(self, actor: str, role: str, country: str | None) -> bool:
        return any(
            (t.role == role or t.role in _SOLE or t.role == "igo_head")
            and (country is None or t.country in (country, None))
            for t in self.scene.knowledge.tenures(actor)
        )

    def _royal(self, actor: str, person: Person | None) -> bool:
        """Whether somebody has a royal title, by the article or by the tables."""
        given = [g.text for g in person.given] if person is not None else []
        return any(ROYAL.search(text) for text in (*given, *(t.office for t in self.scene.knowledge.tenures(actor))))

    def _regions(self, start: int, end: int) -> set[str]:
        """Parts of states that stand in a title."""
        p, regions = self.scene.parsed, self.scene.words.regions
        out = set()
        for i in range(start, end):
            name = " ".join(p.keys[i : i + (region_at(p, i, regions) or 1)])
            if p.cap[i] and name in regions:
                out.add(name)
        return out

    def _one_body(self, title: Title, other: str) -> bool:
        """Whether two titles may be of one body: they share a word of it, or one of them names none."""
        of = _OF.search(title.text)
        if title.country or title.body or of is None or title.role not in _OF_A_BODY:
            return True
        wanted = {w for w in _WORD.findall(of[1].lower()) if len(w) > 3}
        given = set(_WORD.findall(other.lower()))
        return not wanted or bool(wanted & given)
