"""Counts of pages: of events that the pages list, each once."""

from __future__ import annotations

from dataclasses import replace

from detente.records import Actor, Article, Event, Record, Status
from detente.store import Store, browse
from tests.strategies import RUN

TEXT = "The ministers of Kestria met those of Velmora."


def _record(id: str, *events: Event) -> Record:
    article = Article(id=id, text=TEXT, published="2020-01-02")
    states = (("KES", "Kestria"), ("VEL", "Velmora"))
    organs = (("KES.GOV", "KES"), ("KES.MIL", "KES"), ("VEL.GOV", "VEL"))
    actors = (
        *(Actor(id=i, name=n, country=i) for i, n in states),
        *(Actor(id=i, name=i, country=c) for i, c in organs),
    )
    return Record(article=replace(article, body=article.span(0, len(TEXT))), actors=actors, events=events, run=RUN)


def _event(id: str, actor: tuple[str, ...], recipient: tuple[str, ...], *, candidate: bool = False) -> Event:
    span = Article(id="", text=TEXT).span(29, 32)
    return Event(
        id=id, event="CONSULT", trigger=span, sentence=span, status=Status.HAPPENED, quad=1, actor=actor,
        recipient=recipient, candidate=candidate, confidence=0.5,
    )  # fmt: skip


def test_counts_are_of_listed_events_each_once(url):
    of_two = _event("e1", ("KES.GOV", "KES.MIL"), ("VEL.GOV",))
    doubtful = _event("e2", ("KES",), ("VEL",), candidate=True)
    back = _event("e3", ("VEL",), ("KES",))
    with Store(url) as store:
        store.add([_record("a", of_two, doubtful, back), _record("b", of_two)])
        store.correct(_record("b"), by="analyst")  # what it had is no longer current
        with store.connect() as connection:
            found = browse.overview(connection)
            assert found["counts"]["events"] == 2
            assert found["dyads"] == [{"one": "KES", "other": "VEL", "n": 2}]
            assert browse.partners_of(connection, "KES") == [{"other": "VEL", "n": 2}]
            assert browse.partners_of(connection, "KES.MIL") == [{"other": "VEL.GOV", "n": 1}]
