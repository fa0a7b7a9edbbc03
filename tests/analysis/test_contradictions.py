"""Where two outlets tell the same differently; states and people are invented."""

from __future__ import annotations

import re

import pytest

from detente.analysis.contradictions import Contradiction, How, find_contradictions
from detente.records import (
    Actor,
    Article,
    DateValue,
    Event,
    Place,
    Position,
    Record,
    Run,
    Span,
    Stance,
    Status,
)
from detente.store import Store

COUNTRIES = {"Ostrell": "OST", "Tarvonia": "TAR", "Merrow": "MER"}
PLACES = {"Brenna": (50.0, 10.0, "city"), "Coldwater": (40.0, 30.0, "city"), "Merrow": (40.0, 30.0, "country"),
          "Nearby": (50.1, 10.1, "city")}  # fmt: skip


def told(n: str, outlet: str, text: str, day: str = "2031-01-02", **event) -> Record:
    """A record of one sentence: its actors by their names, its event by the keywords."""
    body = Span(start=0, end=len(text), text=text)
    article = Article(id=n, text=text, publisher=outlet, published=day, body=body)

    def span(words: str) -> Span:
        return article.span(text.index(words), text.index(words) + len(words))

    actors = tuple(
        Actor(id=i, name=name, country=i, mentions=tuple(article.span(*m.span()) for m in re.finditer(name, text)))
        for name, i in COUNTRIES.items()
        if name in text
    )
    places = tuple(
        Place(start=s.start, end=s.end, text=s.text, name=s.text, kind=kind, lat=lat, lon=lon, country=name[:3].upper())
        for name, (lat, lon, kind) in PLACES.items() if name in text for s in [span(name)]
    )  # fmt: skip
    events = ()
    if event:
        trigger, on = span(event.pop("trigger")), event.pop("on", None)
        date = DateValue(value=on, precision="day", span=body, anchored="text") if on else None
        events = (
            Event(id="e1", trigger=trigger, sentence=body, quad=1, confidence=0.9, date=date,
                  **{"status": Status.HAPPENED, **event}),
        )  # fmt: skip
    return Record(article=article, actors=actors, places=places, events=events, run=Run(version="0"))


def kinds(*records: Record) -> list[How]:
    found = find_contradictions(records)
    assert all(isinstance(c, Contradiction) and 0 < c.confidence <= 1 and c.one.span and c.other.span for c in found)
    return [c.how for c in found]


MET = {"event": "CONSULT", "trigger": "met", "actor": ("OST",), "recipient": ("TAR",)}


def test_a_meeting_at_another_place():
    one = told(
        "a", "One", "The envoys of Ostrell and Tarvonia met in Brenna on the border dispute.", place="Brenna", **MET
    )
    two = told("b", "Two", "In Coldwater the envoys of Ostrell and Tarvonia met over the border dispute.",
               place="Coldwater", **MET)  # fmt: skip
    (found,) = find_contradictions([one, two])
    assert (found.how, found.detail, found.outlets) == (How.PLACE, ("Brenna", "Coldwater"), ("One", "Two"))
    near = told(
        "c", "Two", "In Nearby the envoys of Ostrell and Tarvonia met over the border dispute.", place="Nearby", **MET
    )
    assert kinds(one, near) == []
    again = told("d", "One", two.article.text, place="Coldwater", **MET)
    assert kinds(one, again) == []  # one outlet may tell of two meetings
    later = told("e", "Two", two.article.text, day="2031-01-09", place="Coldwater", **MET)
    assert kinds(one, later) == []


def test_a_call_or_a_visit():
    text = "Ministers of Ostrell and Tarvonia met over the border dispute{}."
    one = told("a", "One", text.format(" by telephone"), mode="phone", **MET)
    two = told("b", "Two", text.format(" during a visit"), mode="visit", **MET)
    assert kinds(one, two) == [How.MODE]


DID = {"event": "ASSAULT", "trigger": "shelled", "recipient": ("MER",)}


def test_a_deed_of_another_actor():
    one = told("a", "One", "Ostrell shelled the harbour of Merrow before dawn.", actor=("OST",), **DID)
    two = told("b", "Two", "Tarvonia shelled the harbour of Merrow before dawn, officials told.", actor=("TAR",), **DID)
    (found,) = find_contradictions([one, two])
    assert (found.how, found.detail) == (How.ACTOR, ("Ostrell", "Tarvonia"))
    other = told("c", "Two", "Tarvonia shelled villages of Merrow on the northern plain.", actor=("TAR",), **DID)
    assert kinds(one, other) == []


def test_done_here_denied_there():
    one = told("a", "One", "Ostrell shelled the harbour of Merrow before dawn.", actor=("OST",), **DID)
    two = told("b", "Two", "It was not true that Ostrell shelled the harbour of Merrow, its minister said.",
               actor=("OST",), status=Status.DENIED, **DID)  # fmt: skip
    assert How.STATUS in kinds(one, two)
    unsaid = told("c", "Two", "Ostrell had not yet shelled the railway of Merrow in that war.", day="2031-03-02",
                  actor=("OST",), status=Status.DENIED, **DID)  # fmt: skip
    assert kinds(one, unsaid) == []


@pytest.mark.parametrize(("planned_on", "expected"), [("2031-01-01", []), ("2031-01-03", [How.PLAN])])
def test_a_plan_contradicts_only_what_was_told_before_it(planned_on, expected):
    held = told(
        "a", "One", "Envoys of Ostrell and Tarvonia met in Brenna over the border dispute.", on="2031-01-02", **MET
    )
    plan = told("b", "Two", "Envoys of Ostrell and Tarvonia met on paper: the Brenna talks on the dispute lie ahead.",
                day=planned_on, on="2031-01-02", status=Status.PLANNED, **MET)  # fmt: skip
    assert kinds(held, plan) == expected


def _stand(n: str, outlet: str, text: str, stance: Stance, **more) -> Record:
    record = told(n, outlet, text)
    span = record.article.body
    position = Position(id="p1", holder="OST", issue="arms control", stance=stance, span=span, confidence=0.9, **more)
    return Record(article=record.article, actors=record.actors, positions=(position,), run=record.run)


def test_a_stand_for_it_here_and_against_it_there():
    one = _stand("a", "One", "Ostrell backed the inspection of northern depots.", Stance.SUPPORTS)
    two = _stand("b", "Two", "Ostrell opposed the inspection of northern depots.", Stance.OPPOSES)
    assert kinds(one, two) == [How.STANCE]
    apart = _stand("c", "Two", "Ostrell opposed a ban on mines.", Stance.OPPOSES)
    assert kinds(one, apart) == []  # an issue is wide
    toward = _stand("d", "Two", two.article.text, Stance.OPPOSES, toward="TAR")
    elsewhere = _stand("e", "One", one.article.text, Stance.SUPPORTS, toward="MER")
    assert kinds(elsewhere, toward) == []


@pytest.mark.parametrize(
    ("one", "two", "differ"),
    [
        ("Ostrell had asked for the call, Tarvonia said.", "Tarvonia had sought talks, they said in Ostrell.", True),
        ("Ostrell spoke at the request of Tarvonia.", "The talks were held at Ostrell's wish, not Tarvonia's.", True),
        ("Ostrell had asked for the call with Tarvonia.", "Ostrell wanted to speak with Tarvonia.", False),
        ("Ostrell had asked for the call with Tarvonia.", "Merrow had sought the talks, Tarvonia told Ostrell.", False),
        ("Ostrell asked for more grain from Tarvonia.", "Tarvonia had sought the conversation with Ostrell.", False),
        ("Ostrell, which had long waited, and whose envoys had gone home, then sought talks with Tarvonia.",
         "Tarvonia had sought the conversation with Ostrell.", False),
    ],
)  # fmt: skip
def test_who_asked_for_it(one, two, differ):
    assert kinds(told("a", "One", one), told("b", "Two", two)) == [How.INITIATOR] * differ


def test_the_order_of_records_does_not_matter():
    one = told("a", "One", "Ostrell shelled the harbour of Merrow before dawn.", actor=("OST",), **DID)
    two = told("b", "Two", "Tarvonia shelled the harbour of Merrow before dawn, officials told.", actor=("TAR",), **DID)
    assert find_contradictions([one, two]) == find_contradictions([two, one])


def test_the_outlets_of_the_demonstration_differ_in_who_asked_for_the_call(demo_store):
    with Store(demo_store, read_only=True) as store:
        found = find_contradictions(store.records())
    asked = [(c.one.article, c.other.article, c.detail) for c in found if c.how is How.INITIATOR]
    assert asked == [("demo-010", "demo-011", ("the Americans", "Rouhani"))]
    assert len(found) <= 5  # proposals worth a look, not a flood


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Ostrell has held five missile tests near Brenna.", "Ostrell has held two missile tests near Brenna.", 1),
        ("Ostrell has held five missile tests near Brenna.", "Ostrell has held two tests near Brenna since May.", 0),
        ("Ostrell held more than five missile tests near Brenna.", "Ostrell held nine missile tests near Brenna.", 0),
    ],
)  # fmt: skip
def test_numbers_differ_only_where_they_are_exact_and_of_one_time(one, other, found):
    assert kinds(told("a", "One", one), told("b", "Two", other)) == [How.NUMBER] * found
