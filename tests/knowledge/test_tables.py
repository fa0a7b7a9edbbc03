from __future__ import annotations

from datetime import date

import pytest

from detente.errors import LexiconError
from detente.knowledge import load_knowledge
from detente.knowledge.build import PEOPLE_BY_HAND, collect, surnames
from detente.knowledge.checking import check
from detente.knowledge.files import parse_table, read_table
from detente.knowledge.tables import make_tenure, parse_date, role_of


@pytest.fixture(scope="module")
def rows():
    return collect()


def test_enough_people_states_and_bodies(rows):
    assert len(load_knowledge().people()) >= 9_000
    assert sum(r["kind"] == "state" for _, r in rows["countries"]) >= 193
    organisations = [r for _, r in rows["organisations"]]
    assert sum(r["id"].startswith("IGO") for r in organisations) >= 140
    assert sum("REB" in r["sector"] for r in organisations) >= 300
    assert sum("BUS" in r["sector"] for r in organisations) >= 240


def test_the_shipped_tables_are_consistent():
    errors = [f for f in check() if f.severity == "error"]
    assert errors == []


def test_every_table_says_what_it_is():
    from detente.knowledge.build import FILES
    from detente.knowledge.files import data_bytes

    for name in FILES:
        head = [line for line in data_bytes(name).decode().splitlines() if line.startswith("#")]
        told = " ".join(head).lower()
        assert "source" in told and "licence" in told and "version" in told and "known gaps" in told, name


def test_wikidata_ids_come_from_sources_only(rows):
    assert not any(r.get("qid") for layer, r in rows["people"] if layer == 1)


def test_states_that_are_gone_have_ended(rows):
    former = {r["id"]: r for _, r in rows["countries"] if r["kind"] == "former"}
    assert {"SUN", "YUG", "CSK", "DDR", "ZAR", "BUR"} <= set(former)
    assert all(r["to"] for r in former.values())


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018-04-26", date(2018, 4, 26), date(2018, 4, 26)),
        ("2018-02", date(2018, 2, 1), date(2018, 2, 28)),
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
    ],
)
def test_dates_are_bounds(text, first, last):
    bounds = parse_date(text)
    assert (bounds.first, bounds.last) == (first.toordinal(), last.toordinal())


@pytest.mark.parametrize("text", ["2018-13", "May 2018", "2018-02-30", "18"])
def test_what_is_no_date_is_said_to_be_none(text):
    with pytest.raises(LexiconError, match="DT313"):
        parse_date(text)


@pytest.mark.parametrize(
    ("start", "end", "on", "held"),
    [
        ("2018-04-26", "2021-01-20", date(2018, 4, 26), "yes"),
        ("2018-04-26", "2021-01-20", date(2021, 1, 19), "yes"),
        ("2018-04-26", "2021-01-20", date(2021, 1, 20), "no"),
        ("2018", "2020", date(2018, 7, 1), "maybe"),
        ("2018", "2020", date(2019, 7, 1), "yes"),
        ("<2003-01", "2005-06", date(2001, 1, 1), "maybe"),
        ("<2003-01", "2005-06", date(1980, 1, 1), "no"),
        ("2008", ">2011-02", date(2011, 1, 1), "yes"),
        ("2008", ">2011-02", date(2014, 1, 1), "maybe"),
        ("2008", "", date(2030, 1, 1), "yes"),
    ],
)
def test_who_is_in_office_when(start, end, on, held):
    tenure = make_tenure({"office": "President", "country": "RUS", "start": start, "end": end})
    assert tenure.holds(on) == held


@pytest.mark.parametrize(
    ("office", "country", "role", "sector"),
    [
        ("Minister of Foreign Affairs", "FRA", "foreign_minister", "GOV"),
        ("Secretary of State", "USA", "foreign_minister", "GOV"),
        ("Minister of Defense", "FRA", "defense_minister", "GOV;MIL"),
        ("Deputy Prime Minister", "FRA", "deputy_head_of_government", "GOV"),
        ("Vice President", "USA", "vice_president", "GOV"),
        ("President", "FRA", "head_of_state", "GOV"),
        ("Kremlin spokesman", "RUS", "spokesperson", "GOV"),
        ("Ambassador to the United States", "FRA", "ambassador", "GOV"),
        ("Permanent Representative to the UN, New York", "FRA", "un_envoy", "GOV"),
        ("leader of the opposition", "GBR", "opposition_leader", "OPP"),
    ],
)
def test_roles_are_read_off_titles(office, country, role, sector):
    found = role_of(office, country)
    assert (found.role, found.sector) == (role, sector)


@pytest.mark.parametrize("table", PEOPLE_BY_HAND)
def test_every_role_of_a_table_written_by_hand_is_known(table):
    for row in read_table(table):
        assert row["role"] or role_of(row["office"], row["country"] or None), row["_line"]


def test_a_line_with_too_many_cells_is_named():
    with pytest.raises(LexiconError, match=r"mine\.tsv:3.*mine\.tsv:4"):
        parse_table("a\tb\n1\t2\n1\t2\t3\n1\t2\t3\n", where="mine.tsv")


def test_family_names_are_first_in_east_asia():
    assert surnames("Xi Jinping", "CHN") == ["xi"]
    assert surnames("Alexander Van der Bellen", "AUT") == ["bellen", "van der bellen"]
