"""How likely a name stands for somebody of the tables."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date

from detente.knowledge import Knowledge, NameHit
from detente.knowledge.fold import key
from detente.knowledge.roles import compatible
from detente.records import Decision
from detente.resolve.lexicon import Words
from detente.resolve.person_spans import PersonSpan
from detente.resolve.titles import Title

# Scores are log-odds-like; the two thresholds were set on PolNeAR train and TR-News, see docs/quality/actors.md.
FULL_THRESHOLD = 3.2
SURNAME_THRESHOLD = 2.6
MARGIN = 0.4
# Titles that say little about which office is meant, so that another office in the table is no contradiction.
VAGUE = frozenset(
    [
        "leader",
        "aide",
        "body_head",
        "official",
        "citizen",
        "relative",
        "diplomat",
        "envoy",
        "ambassador",
        "negotiator",
        "executive",
        "military_officer",
        "candidate",
        "former_nominee",
        "adviser",
        "cleric",
        "academic",
        "journalist",
        "activist",
        "lawyer",
        "other",
        "party_leader",
        "minister",
    ]
)


_LEADS = frozenset(["head_of_state", "head_of_government"])
_FEW = 3  # words of a name: of more, the last is often the mother's, by which nobody goes
_POSSIBLE = 1.4  # below it something speaks against him


@dataclass(slots=True)
class Context:
    """What the rest of the article tells about an ambiguous name."""

    on: date | None
    states: Counter[str]
    home: str | None = None


class Likelihood:
    """Weighs those of the tables who bear a name."""

    def __init__(self, knowledge: Knowledge, words: Words) -> None:
        self.knowledge = knowledge
        self.words = words

    def score(self, hit: NameHit, titles: list[Title], context: Context, gender: str = "") -> tuple[float, list[str]]:
        """How likely a name stands for somebody of the tables, with the reasons."""
        knowledge = self.knowledge
        entity = knowledge.entity(hit.entity)
        if entity is None or entity.kind != "person":
            return -9.0, []
        base = (3.0 if hit.kind == "full" else 1.0) - (0.6 if hit.folded else 0.0)
        weight = knowledge.weight(hit.entity, context.on)
        total = base + weight / 5
        reasons = ["full name" if hit.kind == "full" else "surname"] + (["spelt otherwise"] if hit.folded else [])
        tenures = knowledge.tenures(hit.entity)
        countries = {t.country for t in tenures if t.country} | ({entity.country} if entity.country else set())
        for title in titles:
            if title.gender and entity.gender and title.gender != entity.gender:
                total -= 3
            if title.country:
                if title.country in countries:
                    total += 1.5
                    reasons.append(f"nationality {title.country}")
                elif countries:
                    total -= 3
                    reasons.append(f"title is of {title.country}")
            if title.body and any(t.body == title.body for t in tenures):
                total += 2
            if not title.role:
                continue
            fitting = [
                t
                for t in tenures
                if compatible(title.role, t.role) and (not title.country or t.country in (title.country, None))
            ]
            if not fitting:
                total -= 0.6 if title.role in VAGUE else 1.6
                continue
            if not any(t.role == title.role for t in fitting) and title.role not in VAGUE:
                total -= 0.6  # a governor may be called president, but presidents come first
            held = (
                max((t.holds(context.on) for t in fitting), key=("no", "maybe", "yes").index) if context.on else "maybe"
            )
            if title.former and held == "no":
                held = "maybe"
            total += {"yes": 3.0, "maybe": 2.0, "no": 0.8}[held]
            reasons.append(
                {
                    "yes": f"held the office ({fitting[-1].office}) then",
                    "maybe": "may have held the office then",
                    "no": "held the office at another time",
                }[held]
            )
        if not any(t.country for t in titles):
            known = sum(context.states.get(c, 0) for c in countries)
            if known or not countries:
                total += 0.7
            elif weight < 7 and not (hit.kind == "full" and knowledge.weight(hit.entity) >= 8):
                total -= 0.8
            elif weight < 7:
                total += 0.2  # the whole name of somebody who once led a state
        if gender and entity.gender and gender != entity.gender:
            total -= 3
        by_hand = hit.kind == "full" and any(t.source == "general knowledge" for t in tenures)
        if by_hand and key(entity.name).split()[0] not in self.words.first_names:
            total += 0.5  # somebody well known, whose name few share
        return total, reasons

    def _in_office(
        self, ranked: list[tuple[float, NameHit, list[str]]], least: float, context: Context
    ) -> tuple[float, NameHit, list[str]] | None:
        """Of those who fit alike the one who held an office, or ran for one, on the article's day; None for several."""
        on = context.on
        if on is None:
            return None
        alike = [r for r in ranked if r[0] > least]
        holding = [
            r for r in alike if any(t.since and t.holds(on) == "yes" for t in self.knowledge.tenures(r[1].entity))
        ]
        if len(holding) != 1:
            return None
        score, hit, reasons = holding[0]
        return score, hit, [*reasons, "alone in office then of those who fit"]

    def _led(
        self, ranked: list[tuple[float, NameHit, list[str]]], span: PersonSpan, context: Context
    ) -> NameHit | None:
        """Of those who bear a surname the one who led the state spoken of most, or runs to; None for several."""
        if not any(True for _ in span.titles()) and span.key in self.words.sets["makers called after people"]:
            return None  # "Ford": the company
        most = max(context.states.values(), default=0)
        best = []
        for score, hit, _ in ranked:
            entity = self.knowledge.entity(hit.entity)
            if entity is None or key(entity.name).split()[-1] != span.key or len(key(entity.name).split()) > _FEW:
                continue
            country = entity.country
            if (
                hit.kind != "surname"
                or hit.folded
                or score < _POSSIBLE
                or not most
                or context.states[country or ""] < most
            ):
                continue
            tenures = self.knowledge.tenures(hit.entity)
            led = any(t.role in _LEADS for t in tenures)
            runs = context.on is not None and any(
                t.role == "candidate" and t.holds(context.on) == "yes" for t in tenures
            )
            if led or runs:
                best.append(hit)
        return best[0] if len(best) == 1 else None

    def ranked(self, span: PersonSpan, context: Context) -> list[tuple[float, NameHit, list[str]]]:
        """Those of the tables whom a name may stand for, the likeliest first, with the reasons."""
        titles = list(span.titles())
        best: dict[str, tuple[float, NameHit, list[str]]] = {}
        for hit in span.hits:
            score, reasons = self.score(hit, titles, context)
            if hit.entity not in best or score > best[hit.entity][0]:
                best[hit.entity] = (score, hit, reasons)
        ranked = sorted(best.values(), key=lambda r: (-r[0], r[1].entity))
        # "President Nixon" is no governor of that name, where a president was called so.
        for role in {t.role for t in titles} & _LEADS:
            ranked = [r for r in ranked if any(t.role == role for t in self.knowledge.tenures(r[1].entity))] or ranked
        return ranked

    def choose(self, span: PersonSpan, context: Context) -> tuple[str | None, Decision]:
        """Whom a name stands for, if anybody of the tables, and why."""
        ranked = self.ranked(span, context)
        threshold = FULL_THRESHOLD if ranked and ranked[0][1].kind == "full" and " " in span.key else SURNAME_THRESHOLD
        weights = [math.exp(r[0]) for r in ranked[:5]] + [math.exp(threshold)]
        total = sum(weights)
        candidates = tuple((r[1].entity, round(w / total, 3)) for r, w in zip(ranked[:5], weights, strict=False))
        if not ranked:
            return None, Decision(chosen=None, reason="no such name in the tables")
        score, hit, reasons = ranked[0]
        second = ranked[1][0] if len(ranked) > 1 else -9.0
        if score < threshold and (led := self._led(ranked, span, context)) is not None:
            return led.entity, Decision(
                chosen=led.entity, candidates=candidates, reason="the only one so called who led that state, or ran to"
            )
        if score < threshold:
            return None, Decision(
                chosen=None, candidates=candidates, reason="nothing but the name speaks for anybody in the tables"
            )
        if score - second < MARGIN and (one := self._in_office(ranked, score - MARGIN, context)) is not None:
            score, hit, reasons = one
            second = -9.0
        if score - second < MARGIN:
            return None, Decision(chosen=None, candidates=candidates, reason="two of that name fit alike")
        return hit.entity, Decision(chosen=hit.entity, candidates=candidates, reason="; ".join(reasons))
