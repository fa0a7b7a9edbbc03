"""One event, one record: which records tell of the same event, within an article and across articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from detente.read.events.dating import close_dates, compatible_dates
from detente.records import Event, Status

# Events that often have two names in one story: what is a meeting in the lead are talks in the body.
_DONE = frozenset({Status.HAPPENED, Status.ONGOING})
_TWICE_TOLD = frozenset({"AGREE", "THREATEN", "REQUEST", "REJECT"})
_SAME_TRIGGER_CLASSES = (
    frozenset(
        {
            "meet",
            "meeting",
            "talk",
            "talks",
            "summit",
            "conversation",
            "call",
            "discuss",
            "consultations",
            "dialogue",
            "session",
            "met",
            "spoke",
            "held",
        }
    ),
    frozenset(
        {
            "attack",
            "strike",
            "bombing",
            "bomb",
            "raid",
            "airstrike",
            "assault",
            "hit",
            "kill",
            "killed",
            "shelling",
            "offensive",
            "struck",
            "fought",
            "shot",
            "storm",
            "invade",
            "invasion",
            "bombard",
            "ram",
        }
    ),
    frozenset({"sanction", "sanctions", "impose", "embargo", "ban", "tariff", "tariffs"}),
    frozenset({"visit", "trip", "tour", "arrive", "travel", "host", "receive"}),
    frozenset({"condemn", "condemnation", "denounce", "criticize", "criticism", "blame"}),
    frozenset({"agreement", "deal", "accord", "treaty", "pact", "sign", "agree", "reach"}),
    frozenset({"protest", "demonstration", "rally", "march", "protests"}),
    frozenset({"arrest", "detain", "detention", "detained", "jail"}),
    frozenset({"withdraw", "withdrawal", "pullout", "pull"}),
    frozenset({"release", "free", "released"}),
    frozenset({"ceasefire", "cease-fire", "truce", "armistice"}),
    frozenset({"expel", "expulsion"}),
)


@lru_cache(maxsize=4096)
def _stem(words: str) -> str:
    word = words.lower().split()[-1] if words.split() else ""
    for ending in ("ings", "ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word[: -len(ending)]
    return word


def compatible_words(a: str, b: str) -> bool:
    """Whether two triggers may name one event: the same stem, or words of one kind."""
    if _stem(a) == _stem(b):
        return True
    return any(_stem(a) in stems and _stem(b) in stems for stems in _kinds())


@lru_cache(maxsize=1)
def _kinds() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(_stem(w) for w in words) for words in _SAME_TRIGGER_CLASSES)


def _parties(event: Event) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(_country(a) for a in event.actor), frozenset(_country(a) for a in event.recipient)


def _country(actor: str) -> str:
    """A body goes with its state ("RUS.MIL" with "RUS"); other ids stay as they are."""
    head, dot, tail = actor.partition(".")
    return head if dot and len(head) == 3 and head.isupper() and tail.isupper() else actor


def _compatible(a: frozenset[str], b: frozenset[str]) -> bool:
    known_a = {x for x in a if not x.startswith("text:")}
    known_b = {x for x in b if not x.startswith("text:")}
    if not a or not b:
        return True
    if not known_a and not known_b:
        # Neither is known: "six world powers" and "the six powers" share a word, "Vienna" does not.
        return bool({w for x in a for w in x[5:].split()} & {w for x in b for w in x[5:].split()})
    if not known_a or not known_b:
        return bool(a & b)
    return bool(known_a & known_b)


def same_event(a: Event, b: Event, *, across: bool = False) -> bool:
    """Whether two records, of one article or of two (``across``), tell of the same event.

    They do where type and status agree, the parties do (a missing party says nothing, but not both may be missing;
    for events that go both ways the parties may change places), dates and places do not contradict each other, and
    the triggers are words of one kind. Records of two articles need dates that are at most a day apart, be they only
    those of publication: two presidents telephone each other every year.
    """
    if across and not close_dates(a.date, b.date):
        return False
    if a.event != b.event or (a.status != b.status and not {a.status, b.status} <= _DONE):
        return False
    if not compatible_dates(a.date, b.date):
        return False
    if a.place is not None and b.place is not None and a.place != b.place and a.date != b.date:
        return False
    if not compatible_words(a.trigger.text, b.trigger.text):
        return False
    actor_a, recipient_a = _parties(a)
    actor_b, recipient_b = _parties(b)
    if not (actor_a or recipient_a) or not (actor_b or recipient_b):
        return False
    shared = (actor_a & actor_b) | (recipient_a & recipient_b)
    if _compatible(actor_a, actor_b) and _compatible(recipient_a, recipient_b) and shared:
        return True
    if a.event not in ("CONSULT", "COOPERATE", "SUPPORT"):
        return False
    crossed = (actor_a & recipient_b) | (recipient_a & actor_b)
    return _compatible(actor_a, recipient_b) and _compatible(recipient_a, actor_b) and bool(crossed)


def merge_events(events: Sequence[Event]) -> list[Event]:
    """Events with each told once: the fullest telling stays, the other triggers become its mentions.

    Events of one sentence stay apart unless one telling has all that the other has: a list of meetings is several.
    """
    groups: list[list[Event]] = []
    for event in events:
        for group in groups:
            if all(_may_join(event, other) for other in group):
                group.append(event)
                break
        else:
            groups.append([event])
    merged = []
    for group in groups:
        best = max(
            group,
            key=lambda e: (
                not e.candidate,
                bool(e.actor) + bool(e.recipient),
                e.status in _DONE,
                e.confidence,
                -e.trigger.start,
            ),
        )
        others = tuple(e.trigger for e in group if e is not best)
        dated = next((e for e in group if e.date is not None and e.date.span is not None), None)
        placed = next((e for e in group if e.place is not None), None)
        merged.append(
            replace(
                best,
                mentions=others,
                date=best.date
                if best.date is not None and best.date.span is not None
                else (dated.date if dated else best.date),
                place=best.place or (placed.place if placed else None),
            )
        )
    return sorted(merged, key=lambda e: e.trigger.start)


def _may_join(a: Event, b: Event) -> bool:
    if a.sentence == b.sentence and a.event == b.event and a.event in _TWICE_TOLD and _parties(a) == _parties(b):
        # "Agreed to meet again": the promise is one, though the deed is still to come.
        return (a.status in _DONE) is not (b.status in _DONE)
    if not same_event(a, b):
        return False
    if a.sentence == b.sentence:
        one, other = (set(a.actor) | set(a.recipient)), (set(b.actor) | set(b.recipient))
        return (one <= other or other <= one) and (a.date == b.date or a.date is None or b.date is None)
    return True
