"""Dyads over time: what is counted, once or as often as reported, and where a level changes."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from detente.analysis.dyads import dyad_series, find_ruptures
from detente.analysis.events import distinct_events
from detente.analysis.networks import make_network, write_network


def event(day, *, quad=1, score=2.5, article="a", fact="e1", distinct=None, name="CONSULT", **more):
    return {
        "article": article, "fact": fact, "event": name, "quad": quad, "score": score, "confidence": 0.9, "day": day,
        "distinct": distinct or f"{article}#{fact}", "actor": "Q1", "recipient": "Q2", "actor_country": "AAA",
        "recipient_country": "BBB", "place": None, "mode": None, "reprint_of": None, **more,
    }  # fmt: skip


def table(rows):
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides={"day": pl.Date})


def test_distinct_events_are_counted_once_and_reports_as_often_as_reported():
    day = date(2019, 5, 3)
    events = table([event(day), event(day, article="b", distinct="a#e1"), event(day, article="c", quad=4, score=-9.0)])
    once, reports = dyad_series(events), dyad_series(events, reports=True)
    assert (once["events"][0], reports["events"][0]) == (2, 3)
    assert once["intensity"][0] == pytest.approx(-6.5)
    assert once["low"][0] <= once["expected"][0] <= once["high"][0]


def test_empty_periods_are_there():
    series = dyad_series(table([event(date(2019, 1, 5)), event(date(2019, 4, 5), article="b")]))
    assert series["events"].to_list() == [1, 0, 0, 1]
    with pytest.raises(ValueError, match="no period"):
        dyad_series(table([event(date(2019, 1, 5))]), every="fortnight")


def test_a_thaw_is_named_with_what_drove_it():
    rows = []
    for month in range(24):
        warm = month >= 12
        for n in range(4):
            day = date(2018, 1, 3) + timedelta(days=31 * month + n)
            rows.append(event(day, article=f"m{month}n{n}", quad=1 if warm else 4, score=4.0 if warm else -6.0))
    events = table(rows)
    (rupture,) = find_ruptures(dyad_series(events), events)
    assert rupture.kind == "thaw" and rupture.before < 0 < rupture.after
    assert rupture.on in (date(2019, 1, 1), date(2019, 2, 1))
    assert rupture.drivers
    assert find_ruptures(dyad_series(events[:8]), events[:8]) == []


def test_reports_of_one_event_share_it():
    day = date(2019, 5, 3)
    rows = [
        event(day, place="Sochi"),
        event(day, article="b", place="Sochi"),  # the same meeting in another paper
        event(day + timedelta(days=1), article="c", place="Sochi"),  # dated to the day it was printed
        event(day, article="d", place="Geneva"),  # elsewhere: another meeting
        event(None, article="e"),
        event(None, article="f", reprint_of="e"),
    ]
    a, b, c, d, e, f = distinct_events(rows)
    assert a == b == c != d and e == f != a


def test_networks_run_both_ways_where_events_do(tmp_path):
    rows = [event(date(2019, 5, 3)), event(date(2019, 5, 4), article="b", name="ACCUSE", quad=3, score=-2.0)]
    graph = make_network(table(rows))
    assert graph.edges["AAA", "BBB"]["events"] == 2 and graph.edges["BBB", "AAA"]["events"] == 1
    assert sum(graph.nodes[n]["pagerank"] for n in graph) == pytest.approx(1, abs=1e-4)
    assert not make_network(table(rows), start=date(2020, 1, 1))
    for name in ("n.graphml", "n.gexf"):
        write_network(graph, tmp_path / name)
        assert "AAA" in (tmp_path / name).read_text()
    with pytest.raises(ValueError, match=r"graphml or \.gexf"):
        write_network(graph, tmp_path / "n.txt")
