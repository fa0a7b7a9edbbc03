"""The reading step: events of the body, coded, dated, placed, with status and confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detente.config import Settings
from detente.lexicons import sha256 as lexicon_sha256
from detente.ontology import load_plover
from detente.read.events.arguments import NAMED, Argument, Arguments
from detente.read.events.candidate import Candidate
from detente.read.events.coding import (
    COMPLETE_CONTACT,
    COMPLETE_DEED,
    KILLED,
    NOISY_FROM,
    Coded,
    features,
    is_complete_contact,
    is_complete_deed,
    is_killing,
    is_named_deed,
    load_calibrator,
    suggestions,
    weigh,
)
from detente.read.events.dating import place_in_time
from detente.read.events.discourse import Discourse
from detente.read.events.find import Finder
from detente.read.events.in_article import ARTICLE_FROM, article_features, density, foreignness, in_article
from detente.read.events.merge import merge_events
from detente.read.events.status import StatusReading, load_status_rules, read_status
from detente.read.events.status.second_opinion import SecondOpinion, load_second_opinion
from detente.read.events.syntax import is_verb
from detente.read.events.triggers import Triggers, load_triggers
from detente.read.places import place_for
from detente.read.relations import RelationCoder, RelationCoding, RelationQuery, choose_mode, contexts_of
from detente.reading import Reading
from detente.records import Event, Evidence, Place, Span, Statement, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

VERSION = "6"
FILES = ("events.tsv", "events_sets.toml", "status.tsv", "status_words.toml")
# Candidates that even a sure model could hardly lift over the threshold are not shown to it.
ASK_MODEL_ABOVE = 0.25
# What is surer than this may be what a later sentence answers.
REMEMBER_FROM = 0.15
# What is less probable than this is no candidate either: a verb that happened to have a subject.
KEEP_FROM = 0.1
# An event beside a surer one in its sentence is a candidate below this (docs/quality/events.md: .75
# to .9 do alike).
SECOND_FROM = 0.8
# What stands after these happened at another time, or is the reason: its words tell nothing of the way of the event.
_OTHER_EVENTS = frozenset({"after", "before", "following", "since", "until", "amid", "despite", "over"})
_WILL = frozenset({"will", "wo", "would", "'ll", "’ll", "shall", "to"})
_DONE = frozenset({Status.HAPPENED, Status.ONGOING})
_HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT", "PROTEST", "MOBILIZE"})


@dataclass(frozen=True, slots=True)
class Told:
    """An event as sure as in a sentence chosen for it, and what lowers that in an article; see in_article.py.

    ``complete``: a contact or deed with both parties, which is told as a fact anywhere; see coding.py. ``aside``: a
    deed that a noun names, beside which something else may be what the sentence tells.
    """

    event: Event
    in_article: dict[str, float]
    complete: bool
    aside: bool


@dataclass
class EventsStep:
    """Finds and codes events. Models and dictionaries are loaded at the first article that needs them."""

    settings: Settings
    name: str = field(default="events", init=False)
    version: str = field(default=VERSION, init=False)
    requires: tuple[str, ...] = field(default=("doc", "mentions", "actors", "statements"), init=False)
    assigns: tuple[str, ...] = field(default=("events", "diagnostics"), init=False)

    @cached_property
    def coder(self) -> RelationCoder:
        """The relation model; its weights are loaded when it is first asked."""
        return RelationCoder(self.settings)

    @cached_property
    def second_opinion(self) -> SecondOpinion | None:
        """What looks again at done events; None where the relation weights are not those whose states it learned."""
        opinion = load_second_opinion()
        return opinion if opinion.encoder == self.coder.model.sha256 else None

    @property
    def knowledge_sha256(self) -> str:
        """Hash of the dictionaries that this step goes by."""
        return "".join(lexicon_sha256(name, overlay=self.settings.lexicons.overlay) for name in FILES)

    def __call__(self, reading: Reading) -> dict[str, tuple[Any, ...]]:
        """Events in order of their triggers, numbered ``e1``, ``e2``, ...; candidates among them, marked."""
        events = self._events(reading)
        merged = merge_events(events)
        return {"events": tuple(replace(e, id=f"e{n}") for n, e in enumerate(merged, 1)), "diagnostics": ()}

    def candidates(self, reading: Reading) -> list[tuple[Candidate, StatusReading, float]]:
        """Candidates with their status and what the dictionary and syntax alone make of them, ranked
        in each sentence."""
        overlay = self.settings.lexicons.overlay
        triggers, rules = load_triggers(overlay), load_status_rules(overlay)
        arguments = Arguments(reading, triggers)
        finder = Finder(arguments, triggers)
        discourse = Discourse(arguments, reading.places)
        first = load_calibrator("first")
        found: list[tuple[Candidate, StatusReading, float]] = []
        for number, sent in enumerate(reading.sents):
            here = []
            for candidate in finder.find(sent):
                candidate = discourse.visited(discourse.complete(candidate, number))
                token = reading.doc[candidate.trigger]
                status = read_status(token, rules)
                if _is_nothing(candidate, status, token, triggers):
                    continue
                here.append((candidate, status, first.probability(features(candidate, None, status.status.value))))
            order = sorted(range(len(here)), key=lambda i: (-here[i][2], i))
            for rank, i in enumerate(order):
                candidate, status, _ = here[i]
                candidate = replace(candidate, rank=rank, rivals=len(here) - 1)
                here[i] = (
                    candidate,
                    status,
                    first.probability(features(candidate, None, status.status.value)),
                )
            discourse.remember([(c, p) for c, _, p in here if p >= REMEMBER_FROM], number)
            found += here
        return found

    def _events(self, reading: Reading) -> list[Event]:
        told = self.told(reading)
        if len(reading.sents) < ARTICLE_FROM:
            return self.one_main_event(told)
        threshold = self.settings.events.threshold
        sure = [t.event.confidence if t.complete else in_article(t.in_article, t.event.confidence) for t in told]
        return [
            replace(t.event, confidence=round(p, 4), candidate=p < threshold) for t, p in zip(told, sure, strict=True)
        ]

    def told(self, reading: Reading) -> list[Told]:
        """All events, each as sure as in a sentence chosen for it, and what tells how sure it is in an article."""
        found = self.candidates(reading)
        # Nor where it could not make a fact of it, nor see whom it is about.
        asked = [(c, s) for c, s, p in found if (p >= ASK_MODEL_ABOVE or is_named_deed(c)) and c.noise < NOISY_FROM]
        codings, overruled = self._ask_twice(reading, [(c, s) for c, s in asked if c.recipient_how != "discourse"])
        triggers = load_triggers(self.settings.lexicons.overlay)
        settled = ((c, overruled.get(c.trigger, s)) for c, s, _ in found if c.matches or c.trigger in codings)
        events = (
            self._event(reading, c, s, codings.get(c.trigger))
            for c, s in settled
            if c.trigger not in overruled or not _is_nothing(c, s, reading.doc[c.trigger], triggers)
        )
        told = [t for t in events if t is not None]
        # A text full of events is about events, and those of another are doubtful.
        told_of = sum(not e.candidate for e in self.one_main_event(told))
        full = density(told_of, len(reading.sents))
        states = foreignness(reading.mentions, len(reading.sents))
        return [replace(t, in_article=t.in_article | {"density": full, "states": states}) for t in told]

    def one_main_event(self, told: Sequence[Told]) -> list[Event]:
        """Of the events of one sentence the surest counts from the threshold on, the others only where they are sure.

        What else a sentence mentions is mostly background, or the main event in other words; complete contacts are not.
        """
        best: dict[Span, float] = {}
        for event in (t.event for t in told if not t.aside):
            best[event.sentence] = max(best.get(event.sentence, 0.0), event.confidence)
        return [
            replace(
                t.event,
                candidate=t.event.candidate
                or (
                    t.event.confidence < best.get(t.event.sentence, 0.0)
                    and t.event.confidence < SECOND_FROM
                    and not _is_contact(t.event)
                ),
            )
            for t in told
        ]

    def ask(self, found: Sequence[Candidate]) -> dict[int, RelationCoding]:
        """The model's answers by trigger, all asked in one go."""
        codings = self.coder.code([_query(c) for c in found])
        return {c.trigger: coding for c, coding in zip(found, codings, strict=True)}

    def _ask_twice(
        self, reading: Reading, found: Sequence[tuple[Candidate, StatusReading]]
    ) -> tuple[dict[int, RelationCoding], dict[int, StatusReading]]:
        """The model's answers by trigger, and the statuses that the second opinion overrules, from the same runs."""
        codings: dict[int, RelationCoding] = {}
        overruled: dict[int, StatusReading] = {}
        answers = self.coder.read(_query(c) for c, _ in found)
        for (candidate, status), (coding, hidden) in zip(found, answers, strict=True):
            codings[candidate.trigger] = coding
            if self.second_opinion is not None:
                settled = self.second_opinion.settle(status, reading.doc[candidate.trigger], hidden)
                if settled is not status:
                    overruled[candidate.trigger] = settled
        return codings, overruled

    def _event(
        self, reading: Reading, candidate: Candidate, status: StatusReading, coding: RelationCoding | None
    ) -> Told | None:
        doc, token = reading.doc, reading.doc[candidate.trigger]
        coded = weigh(
            candidate,
            suggestions(candidate, status, modal=_has_modal(token), on_condition=_on_condition(token)),
            coding,
            denied=status.status is Status.DENIED,
        )
        if (coded.event in _HOSTILE and status.status is Status.PROMISED) or (
            coded.event == "THREATEN"
            and (
                status.status in (Status.PROMISED, Status.PLANNED)
                or (status.status is Status.HYPOTHETICAL and _on_condition(token))
            )
        ):
            status = replace(status, status=Status.THREATENED)
        if (
            coded.event == "AGREE"
            and "intent" in candidate.flags
            and status.status in (Status.HAPPENED, Status.ONGOING)
        ):
            # "is ready to", "hopes to": what is promised has not been agreed.
            status = replace(status, status=Status.PROMISED)
        sentence = reading.span(
            candidate.sent.start_char, candidate.sent.start_char + len(candidate.sent.text.rstrip())
        )
        trigger = _trigger_span(reading, candidate)
        dated = place_in_time(reading, trigger, sentence, status.status, present=_is_present(token))
        p = load_calibrator("final").probability(features(candidate, coded, dated.status.value))
        contact = is_complete_contact(candidate, coded, done=dated.status in _DONE) and candidate.noise < NOISY_FROM
        if contact:
            p = max(p, COMPLETE_CONTACT)
        deed = is_complete_deed(candidate, coded) and dated.status in _DONE and candidate.noise < NOISY_FROM
        if deed:
            p = max(p, COMPLETE_DEED)
        killed = is_killing(candidate, coded) and dated.status in _DONE and candidate.noise < NOISY_FROM
        if killed:
            p = max(p, KILLED)
        if status.ruled is not None:  # two opinions that differ are less sure than one
            ruled = load_calibrator("final").probability(features(candidate, coded, status.ruled.value))
            p = min(p, ruled) * status.sure
        aside = deed and is_named_deed(candidate)
        if p < KEEP_FROM:
            return None
        place = place_for(reading, trigger, overlay=self.settings.lexicons.overlay)
        ontology = load_plover(self.settings.ontology.sanction_quad)
        mode = self._mode(coded, token, ontology.modes(coded.event))
        contexts = contexts_of(sentence.text, overlay=self.settings.lexicons.overlay)
        actors = [a for a in candidate.actors if a.strength >= NAMED] or list(candidate.actors)
        statement = _statement_at(reading.statements, trigger)
        event = Event(
            id="",
            event=coded.event,
            trigger=trigger,
            sentence=sentence,
            status=dated.status,
            mode=mode,
            contexts=contexts,
            cameo=ontology.cameo(coded.event, mode, contexts),
            quad=ontology.quad(coded.event),
            score=ontology.score(coded.event, mode),
            actor=_ids(actors),
            recipient=_ids(candidate.recipients),
            actor_text=tuple(reading.span(a.start, a.end) for a in actors),
            recipient_text=tuple(reading.span(a.start, a.end) for a in candidate.recipients),
            date=dated.date,
            place=place.name if place is not None and not _in_joined(reading, place, token) else None,
            statement=statement,
            candidate=p < self.settings.events.threshold,
            confidence=round(p, 4),
            why=_why(candidate, coded, coding, status, dated.note, doc[candidate.trigger]),
        )
        sides = _countries(reading, candidate.actors), _countries(reading, candidate.recipients)
        quoted = statement is not None
        model = dict(coding.ranked) if coding is not None else {}
        values = article_features(candidate, coded, dated.status.value, p, sides=sides, quoted=quoted, model=model)
        return Told(event, values, complete=contact or aside or killed, aside=aside)

    def _mode(self, coded: Coded, token: Token, modes: tuple[str, ...]) -> str | None:
        """The mode that the event's own clause names; failing that the trigger's, then the model's."""
        if not modes:
            return None
        chosen = choose_mode(coded.event, _own_words(token), None, None, overlay=self.settings.lexicons.overlay)
        if chosen is not None:
            return chosen.mode
        return coded.mode if coded.mode in modes else None


def _query(candidate: Candidate) -> RelationQuery:
    start = candidate.sent.start_char
    source, target = _span_in(start, candidate.actors), _span_in(start, candidate.recipients)
    return RelationQuery(sentence=candidate.sent.text, source=source, target=target)


def _is_nothing(candidate: Candidate, status: StatusReading, token: Token, triggers: Triggers) -> bool:
    """Whether it is no event, whatever was denied: "never mentioned the envoy", "would not comment"."""
    if status.status is not Status.DENIED:
        return False
    return (not candidate.matches and not _has_modal(token)) or _is_silence(candidate, token, triggers)


def _is_silence(candidate: Candidate, token: Token, triggers: Triggers) -> bool:
    """Whether somebody is only said not to talk: "would not comment", not "will not talk to Chad"."""
    return token.lemma_.lower() in triggers.groups["verbs.silence"] and candidate.recipient_how not in ("with", "to")


def _own_words(token: Token) -> str:
    """The trigger with what hangs on it, without what is joined to it: another event."""
    words = list(token.subtree)
    for child in token.children:
        beside = child.dep_ == "conj" or (child.dep_ in ("relcl", "advcl") and child.i > token.i)
        if beside or (child.dep_ == "prep" and child.lower_ in _OTHER_EVENTS):
            below = {t.i for t in child.subtree}
            words = [w for w in words if w.i not in below]
    return "".join(w.text_with_ws for w in words)


def _is_contact(event: Event) -> bool:
    """Whether it has the confidence that only complete contacts are given; see coding.py."""
    return (
        event.event == "CONSULT"
        and event.confidence >= COMPLETE_CONTACT
        and len(event.actor) > 0 < len(event.recipient)
    )


def _ids(arguments: Sequence[Argument]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i for a in arguments for i in a.actors))


def _countries(reading: Reading, parties: Sequence[Argument]) -> frozenset[str]:
    """Countries of the parties, and bodies that are no country's."""
    known = {i: reading.by_actor.get(i) for i in _ids(parties) if not i.startswith("text:")}
    return frozenset(a.country if a is not None and a.country else i for i, a in known.items())


def _span_in(offset: int, arguments: Sequence[Argument]) -> tuple[int, int] | None:
    """The first argument's place in its sentence, as the model is shown it; none of a party named before."""
    if not arguments or arguments[0].via == "discourse":
        return None
    return arguments[0].start - offset, arguments[0].end - offset


def _trigger_span(reading: Reading, candidate: Candidate) -> Span:
    """The trigger's words: a compound noun whole, else the head alone."""
    token = reading.doc[candidate.trigger]
    first = token
    if candidate.nominal:
        near = [i for i in candidate.tokens if i < token.i]
        if near and token.i - min(near) == len(near):
            first = reading.doc[min(near)]
    return reading.span(first.idx, token.idx + len(token))


def _in_joined(reading: Reading, place: Place, token: Token) -> bool:
    """Whether the place hangs on what is joined to the event: "a call and a meeting in Vienna" puts
    the meeting there."""
    words = reading.doc.char_span(place.start, place.end, alignment_mode="expand")
    joined = [c for c in token.children if c.dep_ == "conj"]
    return words is not None and any(c.left_edge.i <= words.root.i <= c.right_edge.i for c in joined)


def _has_modal(token: Token) -> bool:
    """Whether a verb is willed or not, not merely past: "will not withdraw", "refused to", not "did not withdraw"."""
    return is_verb(token) and any(c.dep_ == "aux" and c.lower_ in _WILL for c in token.children)


def _on_condition(token: Token) -> bool:
    """Whether somebody will or would do it if another does or does not: "would close it if Chad attacked"."""
    if not _has_modal(token):
        return False
    clauses = (c for c in token.children if c.dep_ == "advcl")
    return any(m.lower_ in ("if", "unless") for c in clauses for m in c.children if m.dep_ == "mark")


def _is_present(token: Token) -> bool:
    """Whether the clause is told in the simple present."""
    verb = token
    for _ in range(4):
        if is_verb(verb) or verb.head == verb:
            break
        verb = verb.head
    return verb.tag_ in ("VBZ", "VBP") and not any(c.dep_ == "aux" for c in verb.children)


def _statement_at(statements: Sequence[Statement], trigger: Span) -> str | None:
    """The innermost statement whose content holds the trigger."""
    holding = [(c.end - c.start, s.id) for s in statements for c in s.content if c.covers(trigger)]
    return min(holding)[1] if holding else None


def _why(
    candidate: Candidate,
    coded: Coded,
    coding: RelationCoding | None,
    status: StatusReading,
    dated: str,
    token: Token,
) -> Evidence:
    lines = [m.trigger.line for m in candidate.matches if m.trigger.event == coded.event] or [
        m.trigger.line for m in candidate.matches
    ]
    sources = list(dict.fromkeys(lines))[:2]
    if coding is not None:
        sources.append(coding.why.source)
    notes = [f"actor by {candidate.subject_how}, recipient by {candidate.recipient_how}"]
    if candidate.symmetric:
        notes.append("both ways")
    if coded.suggested and coded.event not in coded.suggested:
        notes.append(f"dictionary says {'/'.join(coded.suggested)}, the model overrules it")
    if status.lines:
        notes.append(f"status by {', '.join(status.lines)}: {' < '.join(status.words)}")
    if status.opinion:
        notes.append(f"second opinion: {status.opinion}")
    if dated:
        notes.append(f"time: {dated}")
    if coded.note:
        notes.append(coded.note)
    words = tuple(token.doc[i].text for i in sorted(candidate.tokens))
    return Evidence(
        source="+".join(sources) or "model:relations",
        version=f"events {VERSION}" + (f", relations {coding.why.version}" if coding is not None else ""),
        words=words,
        note="; ".join(notes),
        runners_up=tuple(r for r in coded.ranked if r[0] != coded.event)[:3],
    )
