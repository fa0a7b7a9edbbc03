from __future__ import annotations

import json

import pytest

from detente.ontology import load_plover


def test_sixteen_events_thirty_seven_contexts() -> None:
    plover = load_plover()
    assert len(plover.events) == 16
    assert len(plover.contexts) == len(set(plover.contexts)) == 37


def test_every_mode_has_a_cameo_code_of_its_own_event_or_is_documented() -> None:
    plover = load_plover()
    elsewhere = {("SANCTION", "convict"), ("RETREAT", "resign")}  # docs/ontology.md
    for name in plover.events:
        for mode in plover.modes(name):
            back = plover.from_cameo(plover.cameo(name, mode))
            assert back is not None
            assert back.event == name or (name, mode) in elsewhere


def test_contexts_choose_the_finer_code() -> None:
    plover = load_plover()
    assert plover.cameo("REQUEST", "assist") == "101"
    assert plover.cameo("AID", None, ("military",)) == "072"
    assert plover.cameo("PROTEST", "demo", ("rights_freedoms",)) == "1413"
    assert plover.cameo("CONSULT", "phone", ("military", "diplomatic")) == "041"


def test_round_trip_keeps_event_and_mode() -> None:
    plover = load_plover()
    for code in plover.codes.values():
        again = plover.from_cameo(plover.cameo(code.event, code.mode, code.contexts))
        assert again is not None
        if code.mode not in ("resign", "convict"):
            assert again.event == code.event, code


def test_the_manual_s_contradictions_are_settled() -> None:
    plover = load_plover()
    assert plover.quad("SANCTION") == 4
    assert load_plover(sanction_quad=3).quad("SANCTION") == 3
    assert plover.score("ACCUSE") == pytest.approx(-3.0)
    assert plover.score("ACCUSE", "disapprove") == -2.0
    assert plover.score("PROTEST", "vandalize") == plover.score("PROTEST")
    assert {e for e in plover.events if plover.older_name(e) == "YIELD"} == {"CONCEDE", "RETREAT"}
    assert plover.quad("YIELD") == 2


def test_codes_without_an_event() -> None:
    plover = load_plover()
    assert plover.from_cameo("010") is None
    assert plover.from_cameo("0231") is None
    parent = plover.from_cameo("1959")
    assert parent is not None
    assert parent.code == "195"


@pytest.mark.shared
def test_names_and_numbers_are_the_manual_s(shared) -> None:
    manual = json.loads((shared / "facts" / "plover.json").read_text("utf-8"))
    plover = load_plover()
    assert set(plover.events) == set(manual["events"])
    assert list(plover.contexts) == manual["contexts"]
    assert set(plover.sectors) == set(manual["sectors"])
    for name, event in manual["events"].items():
        assert plover.quad(name) == event["quad"]
        assert set(plover.modes(name)) == set(event.get("modes", {}))
        for mode, score in event.get("modes", {}).items():
            assert score is None or plover.score(name, mode) == score
        if name != "ACCUSE":
            assert plover.score(name) == event["score"]
