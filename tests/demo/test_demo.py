"""The demonstration corpus: well formed, and read as well as was measured."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from difflib import unified_diff

import pytest
from typer.testing import CliRunner

from detente.demo import dispatches_path, load_dispatches, load_gold
from detente.ingest import read_sources
from detente.ontology import load_plover
from detente.records import Stance, Status

from .scoring import find_event_hits, find_position_hits, find_violations, share
from .snapshot import SNAPSHOT, render

# What was measured on 120 dispatches, and a margin below it. They may rise; they are lowered only on purpose.
# Recall is what of the gold is recorded above the threshold. Violations are few partly because much is not recorded:
# read the two together.
EVENTS = 0.43  # measured: 0.441 (115 of 261); before confidence was fitted on more news: 0.487
EVENTS_WITH_CANDIDATES = 0.51  # measured: 0.536 (140 of 261)
POSITIONS = 0.17  # measured: 0.200 (18 of 90)
VIOLATIONS = 0.025  # measured: 0.021 (3 of 144; one is the visit told from its host's side)


@pytest.fixture(scope="session")
def read(reader):
    with dispatches_path() as path:
        return [reader.read(article) for article in read_sources([str(path)])]


@pytest.fixture(scope="session")
def records(read):
    return {record.article.id: record.to_dict() for record in read}


def test_dispatches_are_whole_and_in_order():
    dispatches = load_dispatches()
    assert [d["id"] for d in dispatches] == [f"demo-{n:03}" for n in range(1, 121)]
    dates = [dt.date.fromisoformat(d["published"]) for d in dispatches]
    assert dates == sorted(dates)
    assert dates[0].year == 2013 and dates[-1].year == 2018
    assert {d["publisher"] for d in dispatches} == {"Harbour Wire", "Meridian Post"}
    assert all(60 <= len(d["text"].split()) <= 130 and d["url"] is None for d in dispatches)


def test_twelve_dispatches_are_reprints():
    first: defaultdict[str, str] = defaultdict(str)
    reprints = set()
    for dispatch in load_dispatches():
        for paragraph in dispatch["text"].split("\n\n"):
            if first.setdefault(paragraph, dispatch["id"]) != dispatch["id"]:
                reprints.add(dispatch["id"])
    assert len(reprints) == 12


def test_a_day_told_by_two_outlets_differs():
    paragraphs = defaultdict(lambda: defaultdict(set))
    for d in load_dispatches():
        paragraphs[d["published"]][d["publisher"]] |= set(d["text"].split("\n\n"))
    told_twice = [day for day in paragraphs.values() if len(day) == 2 and not set.intersection(*day.values())]
    assert len(told_twice) >= 6


def test_gold_is_in_the_terms_of_the_record():
    ids = {d["id"] for d in load_dispatches()}
    gold = load_gold()
    names = set(load_plover().events)
    assert len(gold) >= 60
    assert len({g["id"] for g in gold}) == len(gold) and {g["id"] for g in gold} <= ids
    for entry in gold:
        assert {e["event"] for e in (*entry["events"], *entry["must_not"])} <= names, entry["id"]
        assert {e["status"] for e in entry["events"]} <= set(Status), entry["id"]
        assert {p["stance"] for p in entry["positions"]} <= set(Stance), entry["id"]


@pytest.mark.skipif(not SNAPSHOT.is_file(), reason="no snapshot: write one with python -m tests.demo.snapshot")
def test_dispatches_are_read_as_before(read):
    before, now = SNAPSHOT.read_text("utf-8").splitlines(), render(read).splitlines()
    changed = list(unified_diff(before, now, "before", "now", lineterm="", n=1))
    told = "\n".join(changed[:60])
    assert not changed, f"reading changed; where it should have: python -m tests.demo.snapshot\n{told}"


def test_events_of_the_gold_are_found(records):
    assert share(hit for g in load_gold() for _, hit in find_event_hits(g, records[g["id"]])) >= EVENTS


def test_more_are_found_among_the_candidates(records):
    found = share(hit for g in load_gold() for _, hit in find_event_hits(g, records[g["id"]], candidates=True))
    assert found >= EVENTS_WITH_CANDIDATES


def test_positions_of_the_gold_are_found(records):
    assert share(hit for g in load_gold() for _, hit in find_position_hits(g, records[g["id"]])) >= POSITIONS


def test_what_did_not_happen_is_hardly_ever_recorded_as_done(records):
    wrong = [(g["id"], e["trigger"]["text"]) for g in load_gold() for _, e in find_violations(g, records[g["id"]]) if e]
    assert len(wrong) / sum(len(g["must_not"]) for g in load_gold()) <= VIOLATIONS, wrong


def test_a_threat_that_was_read_as_done_would_be_seen():
    """The score itself: the right words with the wrong status are no hit, and a violation."""
    actors = [{"id": "USA", "country": "USA"}, {"id": "IRN", "country": "IRN"}]
    event = {"event": "SANCTION", "status": "happened", "mode": None, "actor": ["USA"], "recipient": ["IRN"]}
    record = {"actors": actors, "events": [event], "positions": []}
    wanted = {"event": "SANCTION", "actor_country": "USA", "recipient_country": "IRN", "status": "threatened"}
    gold = {"events": [wanted], "positions": [], "must_not": [wanted]}
    assert [hit for _, hit in find_event_hits(gold, record)] == [False]
    assert [found for _, found in find_violations(gold, record)] == [event]
    event["status"] = "threatened"
    assert [hit for _, hit in find_event_hits(gold, record)] == [True]
    assert [found for _, found in find_violations(gold, record)] == [None]


def test_demo_reads_into_a_store_and_says_how_to_look(tmp_path, monkeypatch):
    from detente import demo
    from detente.cli import app
    from detente.store import Store

    few = tmp_path / "few.jsonl"
    with dispatches_path() as path:
        few.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    from contextlib import nullcontext

    monkeypatch.setattr(demo, "dispatches_path", lambda: nullcontext(few))
    where = tmp_path / "demo.db"
    result = CliRunner().invoke(app, ["demo", "--no-serve", "--into", str(where), "--quiet"])
    assert result.exit_code == 0, result.output
    assert "detente serve" in result.output
    with Store(str(where)) as store:
        assert store is not None
    assert "2 already there" in CliRunner().invoke(app, ["demo", "--no-serve", "--into", str(where)]).output
