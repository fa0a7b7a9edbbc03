""" "The ruling party", "the governing coalition": the parties in power in a state on the article's day."""

from __future__ import annotations

from detente.records import Decision
from detente.resolve.bodies import Bodies
from detente.resolve.found import Found
from detente.resolve.groups import group_at
from detente.resolve.scene import Scene

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))
_GOVERNING = frozenset(("ruling", "governing"))
_NOT_NOW = frozenset(("former", "formerly", "once", "previous", "previously", "long", "then", "next", "future"))
# Whether all parties in power are meant, or the one that leads; singular and plural.
_ALL = {"party": False, "parties": True, "coalition": True, "coalitions": True}


class Governing:
    """Resolves those of one article, by the table of parties in power."""

    def __init__(self, scene: Scene, bodies: Bodies) -> None:
        self.scene = scene
        self.bodies = bodies

    def find(self, i: int, history: list[Found]) -> Found | None:
        """The party or parties of a phrase with the head ``i``; None where it is none, or the table does not say."""
        p, on = self.scene.parsed, self.scene.context.on
        if p.lower[i] not in _ALL or p.cap[i] or on is None:
            return None
        start = p.left_edge(i)
        word = next((k for k in range(i - 1, start - 1, -1) if p.lower[k] in _GOVERNING), None)
        if word is None or any(p.cap[k] for k in range(word + 1, i)):
            return None  # "the ruling Amber Party" is named
        if _NOT_NOW & set(p.lower[start:word]):
            return None
        country, reason = self.bodies.country_of(start, i, history)
        if country is None:
            return None
        held = self.scene.knowledge.in_power(country, on)
        sure = tuple(dict.fromkeys(party for party, _, holds in held if holds == "yes"))
        if not sure or held[0][2] != "yes":
            return None  # in the month of a change of government the dates do not tell
        reason = f"in power in {country} on {on.isoformat()} by the table; {reason}"
        if _ALL[p.lower[i]] and len(sure) > 1:
            return group_at(p, i, sure, start=start, confidence=0.75, reason=reason)
        decision = Decision(chosen=sure[0], candidates=((sure[0], 0.8),), reason=reason)
        return Found(
            start=start,
            end=i + 1,
            head=i,
            kind="title",
            what="org",
            actor=sure[0],
            country=country,
            sector="PTY",
            plural=True,
            subject=p.dep[i] in _SUBJECTS,
            confidence=0.8,
            decision=decision,
        )
