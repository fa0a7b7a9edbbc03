"""Which event a candidate is, and how sure that is: dictionary and relation model, weighed together."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from detente.errors import ModelError
from detente.read.events.arguments import AGENT, NAMED, STATE, Argument
from detente.read.events.candidate import Candidate
from detente.read.events.status import StatusReading
from detente.read.relations import RelationCoding
from detente.records import Status

# What the dictionary and the model say of an event are multiplied; this is what a line of the dictionary is worth.
# Chosen on plv_train (docs/quality/events.md): flat between 3 and 12.
DICTIONARY_ODDS = 6.0
AMBIGUOUS_ODDS = 2.0
# For lines that leave hardly a doubt ("telephoned the president").
CERTAIN_ODDS = 40.0
CERTAIN_AT_LEAST = 0.3
# What REJECT is worth where something is denied and not refused.
NO_REFUSAL = 0.02
# "Chad will meet Sudan": in PLOVER a promise of the meeting (AGREE); of an attack, a threat.
_COOPERATIVE = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
_HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT", "PROTEST", "MOBILIZE"})
UNSURE_WITHOUT_MODEL = 0.7
# A sentence with this many words of sport, markets, weather or culture tells of those; its events stay candidates.
NOISY_FROM = 2
NOISY_AT_MOST = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """An event chosen for a candidate.

    Attributes:
        suggested: events that the dictionary suggests.
        share: probability of the chosen event among all sixteen, dictionary and model together.
        model: probability that the model alone gives it; None where it was not asked.
    """

    event: str
    mode: str | None
    suggested: tuple[str, ...]
    share: float
    model: float | None
    ranked: tuple[tuple[str, float], ...]
    note: str = ""


def suggestions(
    candidate: Candidate, status: StatusReading, *, modal: bool, on_condition: bool = False
) -> tuple[str, ...]:
    """Events that the dictionary allows here, the first the likeliest.

    Args:
        modal: it is willed or not ("will not withdraw").
        on_condition: what the actor would do depends on what somebody else does.
    """
    events = list(dict.fromkeys(m.trigger.event for m in candidate.matches))
    if {"ACCUSE", "PROTEST"} <= set(events) and candidate.actors and candidate.actors[0].strength == STATE:
        events.remove("PROTEST")  # states protest in words
    if status.status in (Status.PLANNED, Status.PROMISED):
        if any(e in _COOPERATIVE for e in events):
            events.append("AGREE")
        if any(e in _HOSTILE for e in events):
            events.append("THREATEN")
    if on_condition and any(e in _HOSTILE for e in events):
        events.append("THREATEN")
    if status.status is Status.DENIED and events and modal:
        events.append("REJECT")
    return tuple(dict.fromkeys(events))


def weigh(
    candidate: Candidate, suggested: Sequence[str], coding: RelationCoding | None, *, denied: bool = False
) -> Coded:
    """Choose the event; of what is denied ("did not help") the model likes to say REJECT, which takes a "will not"."""
    mode_of = {m.trigger.event: m.trigger.mode for m in reversed(candidate.matches)}
    if coding is None:
        event = suggested[0]
        rest = (1 - UNSURE_WITHOUT_MODEL) / max(1, len(suggested) - 1)
        ranked = tuple((e, UNSURE_WITHOUT_MODEL if e == event else round(rest, 4)) for e in suggested)
        return Coded(
            event=event,
            mode=mode_of.get(event),
            suggested=tuple(suggested),
            share=UNSURE_WITHOUT_MODEL,
            model=None,
            ranked=ranked,
        )
    if candidate.recipient_how == "discourse":
        # A recipient named in another sentence was not shown to the model: it only chooses among what the words allow.
        coding = None if len(suggested) == 1 else _among(coding, suggested)
        if coding is None:
            return weigh(candidate, suggested, None)
    plain = dict(coding.ranked)
    odds = AMBIGUOUS_ODDS if "ambiguous" in candidate.flags else DICTIONARY_ODDS
    met = candidate.nominal and tuple(suggested) == ("CONSULT",)  # "agreed in talks": the talks are none the less
    if (met or "certain" in candidate.flags) and len(suggested) == 1:
        odds = CERTAIN_ODDS
        plain[suggested[0]] = max(plain.get(suggested[0], 0.0), CERTAIN_AT_LEAST)
    if denied and suggested and "REJECT" not in suggested:
        plain["REJECT"] = plain.get("REJECT", 0.0) * NO_REFUSAL
    weights = {e: p * (odds if e in suggested else 1.0) for e, p in plain.items()}
    total = sum(weights.values()) or 1.0
    ranked = tuple(sorted(((e, round(w / total, 4)) for e, w in weights.items()), key=lambda r: (-r[1], r[0])))
    event, share = ranked[0]
    mode = mode_of.get(event)
    return Coded(
        event=event,
        mode=mode,
        suggested=tuple(suggested),
        share=share,
        model=plain.get(event, 0.0),
        ranked=ranked,
        note=coding.why.note if coding.event == event else "",
    )


def _among(coding: RelationCoding, suggested: Sequence[str]) -> RelationCoding:
    """The coding with the other events left out."""
    kept = tuple((e, p) for e, p in coding.ranked if e in suggested)
    total = sum(p for _, p in kept) or 1.0
    return replace(coding, ranked=tuple((e, round(p / total, 4)) for e, p in kept))


# -- confidence

# A meeting, call or visit named with both its parties ("his meeting with the chancellor") is told as a fact even where
# it is not what the sentence is about, which is all that the sentences of the fit count. Of seven such in plv_train,
# read one by one, five were right.
COMPLETE_CONTACT = 0.7
# What a clause tells of two states in words that dictionary and model read alike is told as a fact, even where
# something else is the sentence's news.
COMPLETE_DEED = 0.8
# So is whom an attack killed that nobody is named for.
KILLED = 0.6
_PLAIN_SHARE = 0.95
# Named by a noun with both its sides ("the expulsion of Chad's envoys by Niger"), these are facts.
_DEEDS = frozenset({"SANCTION", "COERCE", "ASSAULT", "RETREAT"})
_NAMED_SHARE = 0.9
_PLAIN_HOW = frozenset({"own", "shared", "agent", "poss", "between"})
_PLAIN_RECIPIENT = frozenset({"obj", "with", "to", "on", "against", "from", "joint", "between", "for", "by"})


def is_complete_contact(candidate: Candidate, coded: Coded, *, done: bool) -> bool:
    """Whether it is a contact with both parties, resolved: named by a noun, or by a verb that leaves no doubt.

    Args:
        done: it took place; "after meeting Chad's envoy" then tells of a meeting, "to meet" does not.
    """
    if coded.event != "CONSULT" or "CONSULT" not in coded.suggested:
        return False
    if not candidate.nominal:
        return (
            "certain" in candidate.flags
            and candidate.subject_how in (("own", "shared", "control") if done else ("own", "shared"))
            and candidate.recipient_how in ("obj", "with", "to", "joint")
            and all(args and _is_resolved(args[0]) for args in (candidate.actors, candidate.recipients))
        )
    return (
        candidate.subject_how in ("poss", "between", "subj")
        and candidate.recipient_how in ("with", "joint", "between")
        and all(args and args[0].strength == STATE for args in (candidate.actors, candidate.recipients))
    )


def _is_resolved(party: Argument) -> bool:
    """Whether it is a political actor, known by more than its words ("his Argentine counterpart")."""
    return party.strength >= AGENT and any(not i.startswith("text:") for i in party.actors)


def is_named_deed(candidate: Candidate) -> bool:
    """Whether it is a deed named by a noun with both its parties, each in its place and known."""
    return (
        candidate.nominal
        and bool(candidate.matches)
        and all(m.trigger.event in _DEEDS for m in candidate.matches)
        and candidate.flags.isdisjoint({"ambiguous", "minor"})
        and candidate.subject_how in ("by", "poss")
        and candidate.recipient_how in ("of", "on", "against", "from")
        and all(args and _is_resolved(args[0]) for args in (candidate.actors, candidate.recipients))
    )


def is_killing(candidate: Candidate, coded: Coded) -> bool:
    """Whether people were killed in an attack of nobody known: "six were killed in an ambush"."""
    return (
        candidate.subject_how == "cause"
        and coded.event == "ASSAULT"
        and candidate.depth == 0
        and candidate.recipient_how == "obj"
        and any(r.strength >= NAMED for r in candidate.recipients)
    )


def is_complete_deed(candidate: Candidate, coded: Coded) -> bool:
    """Whether both parties are states or their organs, each in its place, and dictionary and model agree."""
    if is_named_deed(candidate):
        return coded.event in coded.suggested and coded.share >= _NAMED_SHARE
    return (
        not candidate.nominal
        and "ambiguous" not in candidate.flags
        and "minor" not in candidate.flags
        and coded.event in coded.suggested
        and coded.share >= _PLAIN_SHARE
        and candidate.depth == 0
        and candidate.subject_how in _PLAIN_HOW
        and candidate.recipient_how in _PLAIN_RECIPIENT
        and all(args and args[0].strength == STATE for args in (candidate.actors, candidate.recipients))
    )


def features(candidate: Candidate, coded: Coded | None, status: str) -> dict[str, float]:
    """What the confidence is reckoned from, by name; see data/confidence.json."""
    actor = max((a.strength for a in candidate.actors), default=-1)
    recipient = max((a.strength for a in candidate.recipients), default=-1)
    out = {
        "bias": 1.0,
        f"actor_{actor}": 1.0,
        f"recipient_{recipient}": 1.0,
        f"subject_{candidate.subject_how}": 1.0,
        f"recipient_by_{candidate.recipient_how}": 1.0,
        "actor_inside": float(bool(candidate.actors) and candidate.actors[0].via == "inside"),
        "recipient_inside": float(bool(candidate.recipients) and candidate.recipients[0].via == "inside"),
        "nominal": float(candidate.nominal),
        "governed": float(candidate.governed),
        "symmetric": float(candidate.symmetric),
        "unlisted": float(not candidate.matches),
        "ambiguous": float("ambiguous" in candidate.flags),
        "minor": float("minor" in candidate.flags),
        "self": float("self" in candidate.flags),
        "specific": float(max((m.trigger.specificity for m in candidate.matches), default=0) > 0),
        "depth": float(min(candidate.depth, 3)),
        "main": float(candidate.depth == 0),
        "noise": float(min(candidate.noise, 4)),
        "first": float(candidate.rank == 0),
        "later": float(min(candidate.rank, 3)),
        "alone": float(candidate.rivals == 0),
        f"status_{status}": 1.0,
    }
    if coded is not None:
        out["share"] = math.log(max(coded.share, 0.01))
        out["agree"] = float(coded.event in coded.suggested)
        if coded.model is not None:
            out["model"] = math.log(max(coded.model, 0.01))
        out[f"event_{coded.event}"] = 1.0
    return out


@dataclass(frozen=True, slots=True)
class Calibrator:
    """A logistic regression by feature name, made by evaluation/events/fit_confidence.py."""

    weights: Mapping[str, float]
    version: str

    def probability(self, values: Mapping[str, float]) -> float:
        """Probability that the event is right."""
        ceiling = NOISY_AT_MOST if values.get("noise", 0.0) >= NOISY_FROM else 1.0
        z = sum(self.weights.get(name, 0.0) * value for name, value in sorted(values.items()))
        return min(ceiling, 1 / (1 + math.exp(-max(-30.0, min(30.0, z)))))


@lru_cache(maxsize=4)
def load_calibrator(name: str) -> Calibrator:
    """``first`` (before the model is asked) or ``final``.

    Raises:
        ModelError: where data/confidence.json is missing or lacks it.
    """
    path = resources.files("detente.read.events").joinpath("data", "confidence.json")
    try:
        table = json.loads(path.read_text("utf-8"))
        return Calibrator(weights=dict(table[name]["weights"]), version=str(table["version"]))
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(
            f"read/events/data/confidence.json: {error}; build it with evaluation/events/fit_confidence.py",
            code="DT403",
        ) from error
