"""What must hold of every aggregation, whatever the events are; and what the demonstration corpus gives."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analysis.contradictions import How, find_contradictions
from detente.analysis.dyads import EVERY, dyad_series
from detente.analysis.events import distinct_events, load_events, merge_reports
from detente.analysis.naming import find_actor, find_records, names_of
from detente.analysis.networks import RELATIONS, make_network, write_network
from detente.analysis.places import event_places
from detente.analysis.shares import issue_shares
from detente.errors import NotFound
from detente.records import Actor, Article, Record, Run, Span, Timex
from detente.store import Store
from tests.analysis.test_dyads import event, table

KINDS = [("CONSULT", 1, 2.5), ("SUPPORT", 1, 5.0), ("AID", 2, 7.0), ("ACCUSE", 3, -3.5), ("ASSAULT", 4, -10.0)]


@st.composite
def reports(draw):
    rows = []
    for n in range(draw(st.integers(1, 25))):
        name, quad, score = draw(st.sampled_from(KINDS))
        day = draw(st.none() | st.integers(0, 400).map(lambda d: date(2020, 1, 1) + timedelta(days=d)))
        sides = draw(st.sampled_from([("Q1", "Q2"), ("Q2", "Q1"), ("AAA", "Q2"), ("Q3", None)]))
        rows.append(
            event(
                day, quad=quad, score=score, name=name, article=f"a{n // 2}", fact=f"e{n % 2 + 1}", actor=sides[0],
                recipient=sides[1], actor_country="AAA", recipient_country="BBB" if sides[1] else None,
                place=draw(st.sampled_from([None, "Sochi", "Geneva"])), mode=draw(st.sampled_from([None, "phone"])),
                publisher=draw(st.sampled_from(["One", "Two"])), published="2020-01-01", dated=draw(st.booleans()),
            )
        )  # fmt: skip
    ids = distinct_events(rows)
    for row, known in zip(rows, ids, strict=True):
        row["distinct"] = known
    return table(rows).with_columns(pl.col("day").cast(pl.Date))


@settings(max_examples=40, deadline=None)
@given(reports(), st.sampled_from(list(EVERY)))
def test_periods_add_up_and_reports_are_never_fewer_than_events(events, every):
    dated = events.filter(pl.col("day").is_not_null())
    once, all_of_them = dyad_series(events, every=every), dyad_series(events, every=every, reports=True)
    assert once["events"].sum() == dated["distinct"].n_unique()
    assert all_of_them["events"].sum() == dated.height == once["reports"].sum()
    assert (once["reports"] >= once["events"]).all()
    for series in (once, all_of_them):
        assert (series["quad1"] + series["quad2"] + series["quad3"] + series["quad4"] == series["events"]).all()
        assert (series["low"] <= series["high"]).all()
    assert all_of_them["intensity"].sum() == pytest.approx(dated["score"].sum())


@settings(max_examples=30, deadline=None)
@given(reports(), st.randoms())
def test_the_order_of_rows_does_not_matter(events, chance: random.Random):
    rows = events.drop("distinct").to_dicts()
    known = dict(zip(((r["article"], r["fact"]) for r in rows), distinct_events(rows), strict=True))
    chance.shuffle(rows)
    assert {(r["article"], r["fact"]): i for r, i in zip(rows, distinct_events(rows), strict=True)} == known
    shuffled = events.sample(fraction=1.0, shuffle=True, seed=chance.randint(0, 99))
    assert dyad_series(shuffled).equals(dyad_series(events))
    assert merge_reports(shuffled)["distinct"].sort().equals(merge_reports(events)["distinct"].sort())


def test_who_does_it_to_whom_tells_events_apart():
    day = date(2019, 5, 3)
    there = event(day, name="ACCUSE", actor="Q1", recipient="Q2")
    back = event(
        day, article="b", name="ACCUSE", actor="Q2", recipient="Q1", actor_country="BBB", recipient_country="AAA"
    )
    state = event(day, article="c", name="ACCUSE", actor="AAA", recipient="BBB")
    a, b, c = distinct_events([there, back, state])
    assert a == c != b
    met = [event(day, mode="phone"), event(day, article="b"), event(day, article="c", mode="visit")]
    assert len(set(distinct_events(met[::2]))) == 2


def told(n: str, outlet: str, text: str, day: str, times: tuple[Timex, ...] = ()) -> Record:
    body = Span(start=0, end=len(text), text=text)
    article = Article(id=n, text=text, publisher=outlet, published=day, body=body)
    return Record(article=article, times=times, run=Run(version="0"))


def test_two_outlets_that_count_otherwise_are_told():
    one = told(
        "a", "One", "Ostrell expelled nine Tarvonian diplomats from Brenna over the border incident.", "2031-01-02"
    )
    two = told(
        "b", "Two", "Ostrell expelled eleven Tarvonian diplomats from Brenna after the border incident.", "2031-01-03"
    )
    same = told("c", "Three", "Ostrell expelled nine Tarvonian diplomats from Brenna after the incident.", "2031-01-03")
    found = find_contradictions([one, two, same])
    assert [(c.how, c.outlets) for c in found] == [(How.NUMBER, ("One", "Two")), (How.NUMBER, ("Two", "Three"))]
    late = told("d", "Two", two.article.text, "2031-02-03")
    assert find_contradictions([one, late]) == []


def test_a_network_of_hostile_names_is_xml_and_the_same_bytes(tmp_path):
    rows = [event(date(2019, 5, 3), actor_country="<b>\x00&\ud800", recipient_country='"/>')]
    graph = make_network(_raw(rows))
    for name in ("n.graphml", "n.gexf"):
        write_network(graph, tmp_path / name)
        first = (tmp_path / name).read_bytes()
        write_network(graph, tmp_path / name)
        assert (tmp_path / name).read_bytes() == first
        assert b"<b>" not in first and b"\x00" not in first
    with pytest.raises(ValueError, match="no relation"):
        make_network(_raw(rows), relation="likes")
    assert "meets" in RELATIONS


def _raw(rows):
    clean = [{k: v.replace("\ud800", "") if isinstance(v, str) else v for k, v in r.items()} for r in rows]
    return table(clean)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, reader):
    from detente.demo import dispatches_path
    from detente.ingest import read_sources

    path = tmp_path_factory.mktemp("demo") / "record.db"
    with dispatches_path() as source, Store(path) as store:
        wanted = [a for a in read_sources([str(source)]) if a.id in ("demo-008", "demo-048", "demo-083", "demo-110")]
        store.add(reader.read(a) for a in wanted)
    with Store(path, read_only=True) as store, store.connect() as connection:
        yield connection


def test_the_demonstration_gives_its_contacts(demo):
    assert find_actor(demo, "Iran") == "IRN" and find_actor(demo, "usa") == "USA"
    with pytest.raises(NotFound):
        find_actor(demo, "Ruritania")
    events = load_events(demo, one="USA", other="IRN")
    merged = merge_reports(events)
    days = {(r["day"].isoformat(), r["event"]) for r in merged.iter_rows(named=True)}
    assert {("2013-09-26", "CONSULT"), ("2015-01-14", "CONSULT"), ("2018-05-08", "SANCTION")} <= days
    assert "Geneva" in event_places(demo, events)["name"].to_list()
    by = issue_shares(demo, by="outlet")
    assert by.group_by("by").agg(pl.col("share").sum())["share"].to_list() == pytest.approx([1.0] * by.n_unique("by"))
    assert {r.article.id for r in find_records(demo, actors=("USA", "IRN"), until="2013-12-31")} == {"demo-008"}


def test_a_state_that_no_article_names_itself_has_its_name(tmp_path):
    """Only its ministers were named: the state is found by its code, and called by its name."""
    from typer.testing import CliRunner

    from detente.cli import app

    body = Span(start=0, end=2, text="Ho")
    actors = (Actor(id="person:a", name="A", country="PER"), Actor(id="person:b", name="B", country="CHL"))
    path = tmp_path / "r.db"
    with Store(path) as store:
        store.add([Record(article=Article(id="a", text="Ho", body=body), actors=actors, run=Run(version="0"))])
    with Store(path, read_only=True) as store, store.connect() as connection:
        assert names_of(connection, ["PER", "person:b", "text:x"]) == {"PER": "Peru", "person:b": "B", "text:x": "x"}
    shown = CliRunner().invoke(app, ["dyad", "PER", "CHL", "--store", str(path)])
    assert "Peru and Chile: 0 events" in shown.stdout, shown.exception
