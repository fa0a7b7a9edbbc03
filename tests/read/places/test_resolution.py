"""Choice among places of one name."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.read.places.context import contains
from detente.read.places.gazetteer import load_gazetteer
from detente.read.places.lookup import render_where, where
from detente.read.places.resolution import resolve_toponyms


def resolve(text: str, *names: str, home: str | None = None) -> list[tuple[str | None, str | None, str | None]]:
    """(name, country, province) chosen for the names, which stand in the text in this order."""
    spans, at = [], 0
    for name in names:
        at = text.index(name, at)
        spans.append((at, at + len(name)))
        at += len(name)
    g = load_gazetteer()
    out = []
    for r in resolve_toponyms(text, spans, home=home):
        e = g.entry(r.entry) if r.entry is not None else None
        out.append((e.name, e.country, e.admin1) if e else (None, None, None))
    return out


def test_what_follows_the_comma_contains_the_place() -> None:
    found = resolve("PARIS, Texas - The council of Paris met.", "PARIS", "Texas", "Paris")
    assert [f[2] for f in found] == ["Texas"] * 3


def test_a_country_named_draws_its_towns() -> None:
    found = resolve("The French minister flew from Lyon to Paris.", "French", "Lyon", "Paris")
    assert [f[1] for f in found] == ["FRA"] * 3


def test_a_name_may_be_a_country_or_a_town() -> None:
    assert resolve("Jordan and Egypt reopened the crossing.", "Jordan", "Egypt")[0][:2] == ("Jordan", "JOR")
    found = resolve(
        "Fire crews from Lebanon, Ohio, and Cincinnati answered; Lebanon paid.",
        "Lebanon",
        "Ohio",
        "Cincinnati",
        "Lebanon",
    )
    assert found[0][1:] == found[3][1:] == ("USA", "Ohio")


def test_georgia_is_told_by_its_company() -> None:
    assert resolve("Georgia accused Russia after Tbilisi was hit.", "Georgia", "Russia", "Tbilisi")[0][1] == "GEO"
    assert resolve("Deputies in Athens, Georgia, and Atlanta searched.", "Athens", "Georgia", "Atlanta")[1][1] == "USA"


def test_a_county_is_not_a_town() -> None:
    g = load_gazetteer()
    text = "Sheriffs of Butler County, Ohio, and Hamilton met."
    r = resolve_toponyms(text, [(12, 25), (27, 31), (37, 45)])
    assert g.entry(r[0].entry or 0).kind == "admin"
    assert g.entry(r[0].entry or 0).admin1 == "Ohio"


def test_the_publisher_is_a_weak_prior() -> None:
    assert resolve("The bridge in Perth will close.", "Perth", home="GB")[0][1] in {"GBR", "AUS"}
    plain = resolve_toponyms("The bridge in Newcastle will close.", [(14, 23)])[0]
    home = resolve_toponyms("The bridge in Newcastle will close.", [(14, 23)], home="AU")[0]
    g = load_gazetteer()
    share = {
        h: sum(p for e, p in r.candidates if g.country_code(e) == "AUS") for h, r in (("plain", plain), ("home", home))
    }
    assert share["home"] > share["plain"]
    strong = "The bridge in Newcastle, England, will close."
    assert resolve(strong, "Newcastle", "England", home="AU")[0][1] == "GBR"


def test_what_is_not_in_the_gazetteer_is_not_guessed_at() -> None:
    r = resolve_toponyms("They met in Vraxholmby.", [(12, 22)])[0]
    assert (r.entry, r.around, r.reason) == (None, None, "not in the gazetteer")


def test_a_street_is_placed_by_its_town_and_says_so() -> None:
    text = "A car burned on Grimsditch Street, Wolverhampton."
    street, town = resolve_toponyms(text, [(16, 33), (35, 48)])
    assert street.entry is None and street.around == town.entry
    assert "placed by Wolverhampton" in street.reason


def test_candidates_and_reasons_are_kept() -> None:
    r = resolve_toponyms("Talks in Tripoli, Lebanon, ended.", [(9, 16), (18, 25)])[0]
    assert len(r.candidates) > 1
    assert r.candidates[0][1] >= r.candidates[1][1]
    assert "followed by Lebanon" in r.reason


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Paris", "London", "Georgia", "Springfield", "Oz", "U.S.", "Main Street", "Turkish", "Butler County"]
        ),
        max_size=8,
    )
)
def test_any_list_of_names_is_resolved_the_same_way_twice(names: list[str]) -> None:
    text = ", ".join(names)
    spans = [m.span() for m in re.finditer(r"[^,]+(?=,|$)", text)]
    spans = [(a + (text[a] == " "), b) for a, b in spans]
    first = resolve_toponyms(text, spans)
    assert first == resolve_toponyms(text, spans)
    assert len(first) == len(spans)
    for r in first:
        assert 0.0 <= r.probability <= 1.0
        assert r.reason


def test_containment() -> None:
    g = load_gazetteer()
    texas, usa = g.by_code("US.TX"), g.by_code("US")
    dallas = next(e for e in g.lookup("Dallas") if g.entry(e).admin1 == "Texas" and g.entry(e).kind == "city")
    assert texas is not None and usa is not None
    assert contains(g, texas, np.array([dallas])).all() and contains(g, usa, np.array([texas, dallas])).all()
    assert not contains(g, dallas, np.array([texas])).any()


@pytest.mark.parametrize(
    ("near", "admin1"), [("Texas", "Texas"), ("Dallas", "Texas"), ("Lyon", "Île-de-France"), ("Nashville", "Tennessee")]
)
def test_where_near(near: str, admin1: str) -> None:
    best = where("Paris", near=near)[0]
    assert best.entry.admin1 == admin1
    assert best.reason


def test_where_in_a_country() -> None:
    found = where("Tripoli", country="Lebanon")
    assert found and all(f.entry.country == "LBN" for f in found)
    assert abs(sum(f.probability for f in found) - 1) < 0.01
    assert "Tripoli" in render_where(found)


def test_where_of_nothing() -> None:
    assert where("Vraxholmby") == ()
    assert "no place" in render_where(())
