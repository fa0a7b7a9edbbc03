"""Code what the source does to the target: model, then codebook rules, then mode by dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detente.config import Settings
from detente.ontology import Ontology, load_plover
from detente.read.relations.marking import CharSpan, crop, mark
from detente.read.relations.model import Hidden, RelationModel, load_model
from detente.read.relations.modes import choose_mode
from detente.read.relations.rules import Rule, find_rules, load_rules
from detente.records import Evidence

# The likelihood of an event is multiplied by this much where a codebook rule speaks for it, per unit of weight.
_RULE_BASE = np.e


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationQuery:
    """A sentence with the pair to code.

    Attributes:
        sentence: any text, a sentence best; of a very long one, the words around the pair are read.
        source: half-open character span of the actor in `sentence`; None where there is none.
        target: the same for the recipient.
    """

    sentence: str
    source: CharSpan | None = None
    target: CharSpan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationCoding:
    """What the source does to the target.

    Attributes:
        event: one of the sixteen PLOVER events; never empty.
        mode: None where PLOVER has none for the event, or no word tells.
        quad: 1 to 4.
        confidence: calibrated probability that `event` is right.
        sure: the confidence reaches the threshold above which about 95 % were right in cross-validation; below
            it, a careful user leaves the pair uncoded.
        ranked: all events with their probabilities, likeliest first.
        why: the model or rule, its version and the words.
    """

    event: str
    mode: str | None
    quad: int
    confidence: float
    sure: bool
    ranked: tuple[tuple[str, float], ...]
    why: Evidence


class RelationCoder:
    """Codes pairs; cheap to make, the weights are loaded at the first call and shared.

    Args:
        settings: the ontology's quad of SANCTION and the dictionaries' overlay are read from it.
        folder: weights other than ours; None for the package's own.
    """

    def __init__(self, settings: Settings | None = None, *, folder: Path | None = None) -> None:
        self._settings = settings or Settings()
        self._folder = folder

    @property
    def ontology(self) -> Ontology:
        """PLOVER, as the settings have it."""
        return load_plover(self._settings.ontology.sanction_quad)

    @property
    def model(self) -> RelationModel:
        """The weights; loads them where that has not been done."""
        return load_model(self._folder)

    def code(self, rows: Sequence[RelationQuery]) -> list[RelationCoding]:
        """Code each pair by itself, in order; a row's answer never depends on its neighbours."""
        return [coding for coding, _ in self.read(rows)]

    def read(self, rows: Iterable[RelationQuery]) -> Iterator[tuple[RelationCoding, Hidden | None]]:
        """Code each pair, with the hidden states that the answer came from, which are large: take them one by one."""
        for row in rows:
            p, hidden = self.encode(row)
            yield self._coding(row, p), hidden

    def encode(self, row: RelationQuery) -> tuple[NDArray[np.float64], Hidden | None]:
        """The model's own probabilities and hidden states, before rules and modes."""
        sentence, source, target = crop(row.sentence, row.source, row.target)
        start = next((a[0] - b[0] for a, b in ((row.source, source), (row.target, target)) if a and b), 0)
        p, hidden = self.model.read(mark(sentence, source, target))
        return p, replace(hidden, start=start) if hidden is not None else None

    def _coding(self, row: RelationQuery, p: NDArray[np.float64]) -> RelationCoding:
        model, overlay = self.model, self._settings.lexicons.overlay
        fired = find_rules(row.sentence, row.source, row.target, rules=load_rules(overlay))
        p = _with_rules(p, model.events, fired)
        event = _decide(p, model.events, self.ontology)
        chosen = choose_mode(event, row.sentence, row.source, row.target, overlay=overlay)
        ranked = tuple(
            sorted(((e, round(float(x), 4)) for e, x in zip(model.events, p, strict=True)), key=lambda r: -r[1])
        )
        # The threshold was set on the older fifteen events, so CONCEDE and RETREAT vouch for each other here too.
        older = self.ontology.older_name(event)
        together = sum(x for e, x in ranked if self.ontology.older_name(e) == older)
        backing = [(rule, words) for rule, words in fired if rule.event == event]
        source = "+".join(["model:relations", *(rule.line for rule, _ in backing)])
        words = tuple(words for _, words in backing) or ((chosen.words,) if chosen else ())
        return RelationCoding(
            event=event,
            mode=chosen.mode if chosen else None,
            quad=self.ontology.quad(event),
            confidence=round(float(p[model.events.index(event)]), 4),
            sure=together >= model.threshold,
            ranked=ranked,
            why=Evidence(
                source=source,
                version=model.version,
                words=words,
                note=f"mode {chosen.mode} by {chosen.line}: {chosen.words}" if chosen else "",
                runners_up=tuple(r for r in ranked if r[0] != event)[:3],
            ),
        )


def _with_rules(
    p: NDArray[np.float64], events: tuple[str, ...], fired: Sequence[tuple[Rule, str]]
) -> NDArray[np.float64]:
    if not fired:
        return p
    weighed = p.copy()
    for rule, _ in fired:
        weighed[events.index(rule.event)] *= _RULE_BASE**rule.weight
    total: NDArray[np.float64] = weighed / weighed.sum()
    return total


def _decide(p: NDArray[np.float64], events: tuple[str, ...], plover: Ontology) -> str:
    """The likeliest event.

    CONCEDE and RETREAT, one event in the older drafts and hard to tell apart, are first counted together: two
    halves of a likely YIELD shall not lose to a less likely third.
    """
    together: dict[str, float] = {}
    for event, x in zip(events, p, strict=True):
        older = plover.older_name(event)
        together[older] = together.get(older, 0.0) + float(x)
    best = max(together, key=lambda name: together[name])
    return max((e for e in events if plover.older_name(e) == best), key=lambda e: p[events.index(e)])
