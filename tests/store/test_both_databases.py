"""What must hold on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import StoreError
from detente.records import Article, Claim, Record
from detente.store import Store
from detente.store.corrections import corrected
from detente.store.rows import rows_of
from detente.store.write import write_rows
from tests.strategies import RUN, records


@pytest.fixture
def record() -> Record:
    article = Article(id="talks-1", text="Ankara opposes the plan.", title="Ankara")
    article = replace(article, body=article.span(0, 24))
    return Record(article=article, claims=(Claim(id="c1", span=article.span(0, 6), by="TUR"),), run=RUN)


@given(st.lists(records(), min_size=1, max_size=3))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_store_gives_back_what_it_was_given(url, found):
    with Store(url) as store:
        for record in found:
            store.add([record])
        latest = {r.article.id: r for r in found}
        there = {r.article.id: r for r in store.records()}
        assert {k: there[k] for k in latest} == latest
        assert list(store.faults()) == []


def test_the_life_of_a_fact(url, record):
    with Store(url) as store:
        assert store.add([record, record]) == 1
        assert store.add([record]) == 0
        assert store.correct(corrected(record, "c1", {"by": "USA"}), by="analyst") == 1
        assert store.record("talks-1").claims[0].by == "USA"
        assert store.record("talks-1").claims[0].why.source == "analyst"
        assert store.counts()["claims"] == 1
        store.correct(corrected(store.record("talks-1"), "c1", None), by="analyst")
        assert store.counts()["claims"] == 0
        assert store.search("opposes plan") == [("talks-1", "Ankara")]
        assert store.search("nothing here") == []


def test_no_reading_takes_an_analysts_word_back(url, record):
    newer = replace(record, claims=(replace(record.claims[0], by="GRC"),), run=replace(RUN, version="1"))
    with Store(url) as store:
        store.add([record])
        store.correct(corrected(record, "c1", {"by": "USA"}), by="analyst")
        assert store.add([newer]) == 0
        assert store.record("talks-1").claims[0].by == "USA"
        changed = replace(newer, article=replace(record.article, title="Ankara, once more"))
        assert store.add([changed]) == 1  # the page itself is another now
        assert store.record("talks-1").claims[0].by == "GRC"


def test_a_batch_is_written_whole_or_not_at_all(url, record):
    broken = replace(record, article=replace(record.article, id="broken"), claims=(record.claims[0],) * 2)
    rows = [rows_of(record), rows_of(broken)]
    rows[1].facts["claims"][1]["n"] = 0
    with Store(url) as store:
        with pytest.raises(StoreError, match="nothing of this batch"):
            write_rows(store.engine, rows)
        assert store.counts()["articles"] == 0


def test_events_of_a_dyad_are_found(url):
    from detente.analysis.events import load_events
    from detente.records import Actor, Event, Status

    article = Article(id="a", text="They met.", published="2019-05-15")
    article = replace(article, body=article.span(0, 9))
    event = Event(
        id="e1", event="CONSULT", trigger=article.span(5, 8), sentence=article.span(0, 9), status=Status.HAPPENED,
        quad=1, score=2.5, actor=("Q1",), recipient=("AUT",), confidence=0.9,
    )  # fmt: skip
    people = (Actor(id="Q1", name="P", country="RUS"), Actor(id="AUT", name="Austria", country="AUT"))
    denied = replace(event, id="e2", status=Status.DENIED)
    record = Record(article=article, actors=people, events=(event, denied), run=RUN)
    with Store(url) as store:
        store.add([record])
        with store.connect() as connection:
            table = load_events(connection, one="AUT", other="RUS")
            assert table["fact"].to_list() == ["e1"]
            assert str(table["day"][0]) == "2019-05-15"
            assert load_events(connection, one="AUT", other="USA").height == 0
            assert load_events(connection, statuses=()).height == 2


def test_a_joint_statement_is_found_under_all_that_speak(url):
    from detente.analysis.shares import issue_shares
    from detente.records import Actor, IssueTag, Kind, Statement
    from detente.store.search import Filters, search_statements, statement_facets

    article = Article(id="a", text="The two ministers said the border was open.", published="2019-05-15")
    article = replace(article, body=article.span(0, 43))
    said = Statement(
        id="s1", kind=Kind.INDIRECT, content=(article.span(23, 42),), source=article.span(0, 17),
        source_actor="Q1", joint_sources=("Q2",),
    )  # fmt: skip
    people = (Actor(id="Q1", name="P", country="RUS"), Actor(id="Q2", name="R", country="TUR"))
    record = Record(
        article=article, actors=people, statements=(said,), run=RUN,
        issues=(IssueTag(issue="borders", spans=(article.span(34, 40),), statements=("s1",)),),
    )  # fmt: skip
    with Store(url) as store:
        store.add([record])
        with store.connect() as connection:
            for speaker, country in (("Q1", "RUS"), ("Q2", "TUR")):
                found = search_statements(connection, Filters(speaker=speaker, country=country))
                assert [(f["id"], f["speakers"]) for f in found] == [("s1", ["Q1", "Q2"])]
            assert search_statements(connection, Filters(speaker="Q3")) == []
            facets = statement_facets(connection, Filters())
            assert [f["value"] for f in facets["speaker"]] == ["Q1", "Q2"]
            assert [f["value"] for f in facets["country"]] == ["RUS", "TUR"]
            assert issue_shares(connection, by="country")["by"].sort().to_list() == ["RUS", "TUR"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [({"stance": "x"}, "cannot be set"), ({"span": "x"}, "cannot be set"), ({"implicit": "maybe"}, "yes or no")],
)
def test_corrections_that_do_not_fit_are_refused(record, changes, problem):
    with pytest.raises(StoreError, match=problem):
        corrected(record, "c1", changes)
