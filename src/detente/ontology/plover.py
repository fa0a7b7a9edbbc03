"""Load PLOVER from data/plover.toml and data/cameo.tsv, checked as a whole.

Source: PLOVER manual, Open Event Data Alliance, CC BY-SA 4.0 (names and numbers).  docs/ontology.md tells what
was decided where the manual contradicts itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from detente.errors import LexiconError
from detente.lexicons import parse_tsv

_MODE_WEIGHT, _CONTEXT_WEIGHT, _STRAY_WEIGHT = 4, 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A way of doing an event.

    Attributes:
        score: PLOVER intensity, -10 to +10; None where the manual gives none.
        cameo: the CAMEO code that comes nearest.
    """

    name: str
    cameo: str
    meaning: str
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One of the sixteen events.

    Attributes:
        quad: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        score: PLOVER intensity where no mode is known; for ACCUSE the mean of its modes.
        cameo: the CAMEO code where neither mode nor context says more.
    """

    name: str
    quad: int
    score: float
    cameo: str
    meaning: str
    modes: tuple[Mode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CameoCode:
    """A CAMEO code and what it becomes in PLOVER; mode None where the table names none."""

    code: str
    event: str
    mode: str | None
    contexts: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ontology:
    """PLOVER; a value, the same for every reader.

    Attributes:
        contexts: the 37 contexts, in the manual's order.
        sectors, supranational: code to meaning.
        older: event of today to its name in the fifteen-event drafts.
    """

    version: str
    scale: str
    contexts: tuple[str, ...]
    sectors: Mapping[str, str]
    supranational: Mapping[str, str]
    older: Mapping[str, str]
    older_quad: Mapping[str, int]
    by_name: Mapping[str, Event]
    codes: Mapping[str, CameoCode]

    @property
    def events(self) -> tuple[str, ...]:
        """The sixteen names in the manual's order, from AGREE to ASSAULT."""
        return tuple(self.by_name)

    def event(self, name: str) -> Event:
        """The event of that name, today's.

        Raises:
            KeyError: where PLOVER has no such event.
        """
        return self.by_name[name]

    def modes(self, event: str) -> tuple[str, ...]:
        """Names of an event's modes; empty for AGREE, SUPPORT, CONCEDE, COOPERATE and AID."""
        return tuple(m.name for m in self.by_name[event].modes)

    def mode(self, event: str, mode: str | None) -> Mode | None:
        """The mode, or None where the event has none of that name."""
        return next((m for m in self.by_name[event].modes if m.name == mode), None)

    def quad(self, event: str) -> int:
        """Quad class 1 to 4; older names (YIELD) are known too."""
        return self.older_quad[event] if event in self.older_quad else self.by_name[event].quad

    def score(self, event: str, mode: str | None = None) -> float:
        """PLOVER intensity, -10 to +10: the mode's where it has one, else the event's."""
        known = self.mode(event, mode)
        return known.score if known is not None and known.score is not None else self.by_name[event].score

    def older_name(self, event: str) -> str:
        """Name in the fifteen-event drafts: YIELD for CONCEDE and RETREAT."""
        return self.older.get(event, event)

    def cameo(self, event: str, mode: str | None = None, contexts: Iterable[str] = ()) -> str:
        """The CAMEO code that fits event, mode and contexts best.

        The mode's own code is where the search starts; a code of the conversion table takes its place where it
        has the same mode and shares a context, that is where the contexts say more than the mode alone.

        Returns:
            A code of three or four digits; never empty.
        """
        at_hand = frozenset(contexts)
        known = self.mode(event, mode)
        start = known.cameo if known is not None else self.by_name[event].cameo
        home = self.codes.get(start)

        def fit(code: CameoCode) -> int:
            shared = len(at_hand.intersection(code.contexts))
            return _CONTEXT_WEIGHT * shared - _STRAY_WEIGHT * (len(code.contexts) - shared)

        wanted = known.name if known is not None else None
        rivals = [c for c in self.codes.values() if c.event == event and c.mode == wanted and fit(c) > 0]
        best, best_fit = start, fit(home) if home is not None and home.mode == wanted else 0
        for code in rivals:
            # Within the family of the mode's own code first: a phone call stays a phone call.
            near = known is None or code.code[:2] == start[:2]
            if near and fit(code) > best_fit:
                best, best_fit = code.code, fit(code)
        return best

    def from_cameo(self, code: str) -> CameoCode | None:
        """What a CAMEO code becomes; an unknown longer code falls back on its parent.

        Returns:
            None for 01, 02 and whatever else has no PLOVER event.
        """
        for length in range(len(code), 2, -1):
            if code[:length] in self.codes:
                return self.codes[code[:length]]
        return None


def _event(table: Mapping[str, Any], sanction_quad: int) -> Event:
    modes = tuple(Mode(**m) for m in table.get("modes", ()))
    score = table.get("score")
    if score is None:
        scores = [m.score for m in modes if m.score is not None]
        score = sum(scores) / len(scores)
    quad = sanction_quad if table["name"] == "SANCTION" else table["quad"]
    return Event(
        name=table["name"], quad=quad, score=score, cameo=table["cameo"], meaning=table["meaning"], modes=modes
    )


def _problems(plover: Ontology) -> list[str]:
    found = []
    for event in plover.by_name.values():
        for code in (event.cameo, *(m.cameo for m in event.modes)):
            if code not in plover.codes:
                found.append(f"plover.toml: {event.name}: CAMEO code {code} is not in cameo.tsv")
        if event.quad not in (1, 2, 3, 4):
            found.append(f"plover.toml: {event.name}: quad {event.quad} is not 1 to 4")
    for code_ in plover.codes.values():
        if code_.event not in plover.by_name:
            found.append(f"cameo.tsv: {code_.code}: no event {code_.event}")
        elif code_.mode is not None and code_.mode not in plover.modes(code_.event):
            found.append(f"cameo.tsv: {code_.code}: {code_.event} has no mode {code_.mode}")
        found += [f"cameo.tsv: {code_.code}: no context {c}" for c in code_.contexts if c not in plover.contexts]
    return found


@cache
def load_plover(sanction_quad: int = 4) -> Ontology:
    """Read PLOVER from the package; the same object for the same setting.

    Args:
        sanction_quad: 4 (material conflict), or 3 as PLOVER's quad table prints it: ``[ontology] sanction_quad``.

    Raises:
        LexiconError: naming every line that does not fit.
    """
    folder = resources.files("detente.ontology").joinpath("data")
    raw = tomllib.loads(folder.joinpath("plover.toml").read_text("utf-8"))
    rows = parse_tsv(
        folder.joinpath("cameo.tsv").read_text("utf-8"), where="cameo.tsv", required=("code", "event", "label")
    )
    plover = Ontology(
        version=raw["version"],
        scale=raw["scale"],
        contexts=tuple(raw["contexts"]),
        sectors=MappingProxyType(raw["sectors"]),
        supranational=MappingProxyType(raw["supranational"]),
        older=MappingProxyType(raw["older"]),
        older_quad=MappingProxyType(raw["older_quad"]),
        by_name=MappingProxyType({t["name"]: _event(t, sanction_quad) for t in raw["event"]}),
        codes=MappingProxyType(
            {
                r["code"]: CameoCode(
                    code=r["code"],
                    event=r["event"],
                    mode=r["mode"] or None,
                    contexts=tuple(c for c in r["contexts"].split(";") if c),
                    label=r["label"],
                )
                for r in rows
            }
        ),
    )
    if problems := _problems(plover):
        raise LexiconError("; ".join(problems), code="DT311")
    return plover
