"""Hold a record to a golden file: everything that a careful analyst noted must be in the record.

A golden file is JSON: ``article`` (title, section, where the body begins and ends), ``actors``, ``statements``
(content is compared by word-IoU, at least 0.9), ``positions`` (``on`` is compared with the issue by words, conditions
by word-IoU), ``events``, ``events_that_must_not_appear`` (``words`` in the trigger or its sentence; ``event`` null for
any), ``issues``, ``claims``, ``dyads`` and ``without_published``. Each check lists all that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from detente.records import Event, Record, Statement

DONE = ("happened", "ongoing")
_SMALL = frozenset(["a", "an", "and", "conflict", "in", "of", "on", "regional", "the", "to", "weapons", "mass"])
_SPELLINGS = {"defence": "defense", "programme": "program", "neighbours": "neighbors"}


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower().replace("’", "'")))


def iou(a: str, b: str) -> float:
    one, two = words(a), words(b)
    return len(one & two) / max(len(one | two), 1)


def stems(text: str) -> set[str]:
    found = (_SPELLINGS.get(w, w) for w in words(text) - _SMALL)
    return {w[:5] for w in found}


def content(statement: Statement) -> str:
    return " ".join(c.text for c in statement.content)


class Check:
    def __init__(self, record: Record, gold: Mapping[str, Any]) -> None:
        self.record, self.gold = record, gold
        self.names = {a.id: a.name for a in record.actors}
        self.countries = {a.id: a.country for a in record.actors}

    def all(self) -> list[str]:
        parts = (
            self.article, self.actors, self.statements, self.positions, self.events, self.forbidden, self.issues,
            self.claims, self.dyads,
        )  # fmt: skip
        return [problem for part in parts for problem in part()]

    def named(self, actor_id: str | None, name: str) -> bool:
        """Whether the id stands for the person or state of this name."""
        if actor_id is None:
            return False
        mine = self.names.get(actor_id, actor_id)
        return words(name) <= words(mine) or words(mine) <= words(name) or name.split()[-1] == mine.split()[-1]

    def article(self) -> Iterable[str]:
        gold, article = self.gold["article"], self.record.article
        for field in ("title", "section"):
            if getattr(article, field) != gold[field]:
                yield f"article.{field} is {getattr(article, field)!r}"
        assert article.body is not None
        body = article.body.text.strip()
        if not body.startswith(gold["body_starts_with"]) or not body.endswith(gold["body_ends_with"]):
            yield f"body is {body[:40]!r} ... {body[-40:]!r}"
        yield from (f"body holds {w!r}" for w in gold["not_in_body"] if w in body)

    def actors(self) -> Iterable[str]:
        for want in self.gold["actors"]:
            found = [a for a in self.record.actors if self.named(a.id, want["name"]) and a.country == want["country"]]
            if not found:
                near = [(a.name, a.country) for a in self.record.actors if self.named(a.id, want["name"])]
                yield f"actor {want['name']} of {want['country']} is missing; near: {near}"
                continue
            for field in ("sector", "qid"):
                if field in want and not any(want[field] in (getattr(a, field) or "").split(";") for a in found):
                    yield f"actor {want['name']}: {field} is {[getattr(a, field) for a in found]}"
            mentions = {m.text.lower() for a in found for m in a.mentions}
            for called in want.get("also_called", ()):
                text = called.lower().removeprefix("the ")
                if not any(text in m or m == text for m in mentions) and called in self.record.article.body.text:
                    yield f"actor {want['name']}: not found as {called!r}"

    def find_statement(self, want: Mapping[str, Any]) -> Statement | None:
        text = " ".join(want["content"])
        best = max(self.record.statements, key=lambda s: iou(content(s), text), default=None)
        return best if best is not None and iou(content(best), text) >= 0.9 else None

    def statements(self) -> Iterable[str]:
        for want in self.gold["statements"]:
            found = self.find_statement(want)
            if found is None:
                text = " ".join(want["content"])
                best = max(self.record.statements, key=lambda s: iou(content(s), text), default=None)
                near = f"; nearest ({iou(content(best), text):.2f}): {content(best)!r}" if best else ""
                yield f"statement {want['n']} is missing{near}"
                continue
            if found.kind != want["kind"]:
                yield f"statement {want['n']}: kind is {found.kind}"
            if not self.named(found.source_actor, want["source"]):
                yield f"statement {want['n']}: source actor is {found.source_actor} ({found.source})"
            if found.source is None or not words(want["source_text"]) & words(found.source.text):
                yield f"statement {want['n']}: source is {found.source}"
            if found.cue is None or want["cue"] not in found.cue.text:
                yield f"statement {want['n']}: cue is {found.cue}"
            if want.get("venue") and want["venue"] not in (found.venue or ""):
                yield f"statement {want['n']}: venue is {found.venue}"
            if want.get("date") and (found.date is None or found.date.value != want["date"]):
                yield f"statement {want['n']}: date is {found.date}"
            also = want.get("also")
            if also is not None:
                second = self.find_statement(also)
                if second is None or second.cue is None or also["cue"] not in second.cue.text:
                    yield f"statement {want['n']}: its second part ({also['cue']}) is missing"
                elif not self.named(second.source_actor, want["source"]):
                    yield f"statement {want['n']}: source actor of its second part is {second.source_actor}"

    def positions(self) -> Iterable[str]:
        by_n = {w["n"]: self.find_statement(w) for w in self.gold["statements"]}
        for want in self.gold["positions"]:
            label = f"position {want['holder']} {want['stance']} on {want['on']}"
            found = [
                p
                for p in self.record.positions
                if p.holder == want["holder"] and p.stance == want["stance"] and stems(want["on"]) & stems(p.issue)
            ]
            said = by_n.get(want["from_statement"])
            found = [p for p in found if said is None or p.statement == said.id] or []
            found = [p for p in found if all(self.condition(p.conditions, c) for c in want.get("conditions", ()))]
            if not found:
                near = [
                    (p.holder, p.stance.value, p.issue, p.statement, [c.span.text for c in p.conditions])
                    for p in self.record.positions
                    if said is None or p.statement == said.id
                ]
                yield f"{label} (statement {said.id if said else None}) is missing; there: {near}"
                continue
            if want.get("toward") and not any(p.toward == want["toward"] for p in found):
                yield f"{label}: toward is {[p.toward for p in found]}"
            if want.get("strength") and not any(want["strength"] in (p.strength or "") for p in found):
                yield f"{label}: strength is {[p.strength for p in found]}"
            if want.get("as_reported_by") and not any(self.named(p.reported_by, want["as_reported_by"]) for p in found):
                yield f"{label}: reported by {[p.reported_by for p in found]}"

    @staticmethod
    def condition(conditions: Iterable[Any], text: str) -> bool:
        return any(iou(c.span.text, text) >= 0.6 for c in conditions)

    def events(self) -> Iterable[str]:
        kept = [e for e in self.record.events if not e.candidate]
        for want in self.gold["events"]:
            label = f"event {want['event']} {want['actor']} – {want['recipient']}"
            sides = (want["actor"], want["recipient"])
            found = [e for e in kept if e.event == want["event"] and self.between(e, *sides)]
            found = [e for e in found if self.told_by(e, want["trigger"])] or found
            if not found:
                yield f"{label} is missing"
                continue
            event = found[0]
            for field in ("mode", "status"):
                value = "happened" if field == "status" else want.get(field)
                if value and getattr(event, field) != value:
                    yield f"{label}: {field} is {getattr(event, field)}"
            if not self.told_by(event, want["trigger"]):
                yield f"{label}: trigger is {event.trigger.text!r}"
            if want.get("date") and (event.date is None or event.date.value != want["date"]):
                yield f"{label}: date is {event.date}"
            if want.get("place") and want["place"] not in (event.place or ""):
                yield f"{label}: place is {event.place}"

    def between(self, event: Event, one: str, two: str) -> bool:
        actor = any(self.named(a, one) for a in event.actor)
        recipient = any(self.named(a, two) for a in event.recipient)
        swapped = any(self.named(a, two) for a in event.actor) and any(self.named(a, one) for a in event.recipient)
        return (actor and recipient) or swapped

    @staticmethod
    def told_by(event: Event, trigger: str) -> bool:
        told = [event.trigger.text, *(m.text for m in event.mentions)]
        return any(words(trigger) & words(t) for t in told)

    def forbidden(self) -> Iterable[str]:
        for want in self.gold["events_that_must_not_appear"]:
            for e in self.record.events:
                here = want["words"] in e.trigger.text.lower() or any(
                    want["words"] in m.text.lower() for m in e.mentions
                )
                if want["event"] is not None:
                    here = here or want["words"][:6] in e.sentence.text.lower()
                if here and want["event"] in (None, e.event) and e.status in DONE and not e.candidate:
                    yield f"recorded as done: {e.event} by {e.trigger.text!r} in {e.sentence.text[:80]!r}"

    def issues(self) -> Iterable[str]:
        tagged = [(stems(t.issue), {w for s in t.spans for w in stems(s.text)}) for t in self.record.issues]
        for want in self.gold["issues"]:
            if not any(stems(want) & name or stems(want) <= decided for name, decided in tagged):
                yield f"issue {want} is missing from {[t.issue for t in self.record.issues]}"

    def claims(self) -> Iterable[str]:
        for want in self.gold["claims"]:
            found = [c for c in self.record.claims if iou(c.span.text, want["text"]) >= 0.7]
            if not found:
                yield f"claim {want['text']!r} is missing from {[c.span.text for c in self.record.claims]}"
            elif not any(self.named(c.by, want["by"]) for c in found):
                yield f"claim {want['text']!r} is by {[c.by for c in found]}"
            elif not any(c.implicit == want.get("implicit_attribution", False) for c in found):
                yield f"claim {want['text']!r}: implicit is {[c.implicit for c in found]}"

    def dyads(self) -> Iterable[str]:
        there = {
            frozenset((self.countries.get(a), self.countries.get(b)))
            for e in self.record.events
            for a in e.actor
            for b in e.recipient
        }
        for one, two in self.gold["dyads"]:
            if frozenset((one, two)) not in there:
                yield f"dyad {one}–{two} is missing"

    def partial_dates(self) -> Iterable[str]:
        """Without a date of publication: partial values, and the years inferred from offices, marked as inferred."""
        want = dict(self.gold["without_published"])
        years, _ = want.pop("inferred_years"), want.pop("why", None)
        for trigger, value in want.items():
            dates = [e.date.value for e in self.record.events if e.date is not None and self.told_by(e, trigger)]
            if value not in dates:
                yield f"{trigger}: dates are {dates}, not {value}"
        inferred = [d.message for d in self.record.diagnostics if d.code == "year_inferred"]
        if not any(all(str(y) in m for y in (years[0], years[-1])) for m in inferred):
            yield f"years {years} are not inferred: {inferred}"
