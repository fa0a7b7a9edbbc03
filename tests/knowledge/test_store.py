from __future__ import annotations

import time
from datetime import date

import pytest

from detente.errors import LexiconError
from detente.knowledge import load_knowledge, load_petrarch_actors
from detente.knowledge.build import tables_sha256
from detente.knowledge.store import Knowledge
from detente.knowledge.tools import import_wikidata, who

OVERLAY = (
    "name\taliases\tgender\tcountry\toffice\tstart\tend\n"
    "Ilvara Toskel\tI. Toskel\tf\tAUT\tForeign Minister\t2031-02-01\t2033-05-01\n"
    "Angela Merkel\t\tf\tDEU\tspecial envoy\t2031\t2032\n"
)


@pytest.fixture
def knowledge():
    return load_knowledge()


def ids(knowledge, name):
    return {h.entity for h in knowledge.named(name)}


def test_offices_by_date(knowledge):
    def holder(role, country, on):
        return knowledge.entity(knowledge.holders(role, country, on)[0][0]).name

    assert holder("head_of_state", "RUS", date(2010, 5, 1)) == "Dmitry Medvedev"
    assert holder("head_of_government", "RUS", date(2015, 5, 1)) == "Dmitry Medvedev"
    assert holder("foreign_minister", "USA", date(2019, 5, 15)) == "Mike Pompeo"
    assert holder("head_of_state", "SUN", date(1987, 1, 1)) != "Boris Yeltsin"


def test_one_person_out_of_several_sources(knowledge):
    (putin,) = ids(knowledge, "vladimir putin")
    assert putin == "Q7747"
    sources = {s for t in knowledge.tenures(putin) for s in t.source.split()}
    assert "general" in sources or "countryinfo" in sources
    assert ids(knowledge, "volodymyr zelensky") == ids(knowledge, "volodymyr zelenskyy")


def test_acronyms_that_are_words_want_capitals(knowledge):
    assert all(h.caps for h in knowledge.named("who"))
    assert all(h.caps for h in knowledge.named("us"))
    assert not any(h.caps for h in knowledge.named("russia"))


def test_opening_is_quick(knowledge):
    knowledge.named("russia")
    began = time.perf_counter()
    again = Knowledge(knowledge.path, knowledge.sha256)
    again.named("vladimir putin")
    assert time.perf_counter() - began < 0.3


def test_an_overlay_adds_people_and_offices(tmp_path):
    path = tmp_path / "mine.tsv"
    path.write_text(OVERLAY, "utf-8")
    mine = load_knowledge((str(path),))
    assert mine.sha256 != load_knowledge().sha256
    (new,) = ids(mine, "ilvara toskel")
    assert mine.holders("foreign_minister", "AUT", date(2032, 1, 1))[0][0] == new
    (merkel,) = ids(mine, "angela merkel")
    assert {t.role for t in mine.tenures(merkel)} >= {"head_of_government", "envoy"}


def test_an_overlay_in_yaml_may_add_a_state(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "countries:\n"
        "  - {id: XVO, name: Vostavia, adjectives: [Vostavian], people: [Vostavian, Vostavians], "
        "capital: Karelmo, led_by: head_of_state}\n"
        "people:\n"
        "  - {name: Oren Daluk, country: XVO, office: President, start: 2030-01-01, end: 2034-01-01}\n"
        "organisations:\n"
        "  - {id: XVO.BUS.DALUM, name: Dalum Works, country: XVO, sector: BUS}\n"
        "seats:\n"
        "  - {name: Amber Palace, actor: XVO, as: always}\n",
        "utf-8",
    )
    mine = load_knowledge((str(path),))
    assert mine.entity("XVO").name == "Vostavia"
    assert ids(mine, "vostavians") == ids(mine, "amber palace") == {"XVO"}
    assert mine.holders("head_of_state", "XVO", date(2031, 1, 1))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.tsv", "colour\tsize\nred\t1\n", "those of no table"),
        ("b.yaml", "people: 3\n", "list of entries"),
        ("c.yaml", "planets:\n  - {name: Mars}\n", "no such table"),
    ],
)
def test_overlays_that_are_none_are_explained(tmp_path, name, text, message):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(LexiconError, match=message):
        load_knowledge((str(path),)).named("x")


def test_a_missing_overlay_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"nowhere\.tsv"):
        tables_sha256((str(tmp_path / "nowhere.tsv"),))


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    monkeypatch.setenv("DETENTE_CACHE", str(blocked / "cache"))
    overlay = tmp_path / "mine.tsv"
    overlay.write_text(OVERLAY, "utf-8")
    mine = load_knowledge((str(overlay),))
    assert mine.path is None
    assert ids(mine, "ilvara toskel")


PETRARCH = """\
# an actor dictionary
VOSTAVIAN_GUARD_ [AUTMIL]  # invented
+GUARD_OF_VOSTAVIA_
ILVARA_TOSKEL_
+I._TOSKEL_
\t[AUTGOV 20310201-20330501]
\t[AUTELI >330501]
"""


def test_petrarch_dictionaries_are_read_as_they_are(tmp_path):
    path = tmp_path / "some.actors.txt"
    path.write_text(PETRARCH, "utf-8")
    guard, person = load_petrarch_actors(path)
    assert guard.names == ("VOSTAVIAN_GUARD_", "GUARD_OF_VOSTAVIA_")
    assert next((c.code, c.start, c.end) for c in person.codes) == ("AUTGOV", "2031-02-01", "2033-05-01")
    mine = load_knowledge((str(path),))
    (found,) = ids(mine, "guard of vostavia")
    assert mine.entity(found).sector == "MIL"
    assert ids(mine, "ilvara toskel")


def test_an_actor_dictionary_without_actors_is_refused(tmp_path):
    path = tmp_path / "empty.txt"
    path.write_text("just words\n", "utf-8")
    with pytest.raises(LexiconError, match="DT314"):
        load_petrarch_actors(path)


def test_who(knowledge):
    best = who("Prime Minister Abe", knowledge, on=date(2015, 3, 1))[0]
    assert (best.name, best.certain) == ("Shinzo Abe", True)
    early = who("Prime Minister Abe", knowledge, on=date(2005, 3, 1))[0]
    assert "not in office then" in early.reasons and early.score < best.score
    assert who("the Turkish foreign minister", knowledge, on=date(2019, 5, 1))[0].office == "Foreign Minister"
    assert who("Kremlin", knowledge)[0].id == "RUS"
    assert who("Zelenskiy", knowledge, on=date(2022, 3, 1))[0].country == "UKR"
    assert who("nobody of that name", knowledge) == []


def test_importing_a_query_result(tmp_path, knowledge):
    path = tmp_path / "query.csv"
    path.write_text(
        "person,personLabel,countryLabel,positionLabel,start,end\n"
        "http://www.wikidata.org/entity/Q999999999,Ilvara Toskel,Austria,Foreign Minister,2031-02-01T00:00:00Z,\n"
        "http://www.wikidata.org/entity/Q999999998,Q999999998,Austria,President,2031-01-01T00:00:00Z,\n"
        "http://www.wikidata.org/entity/Q999999997,Some Body,Nowhereland,President,2031-01-01T00:00:00Z,\n",
        "utf-8",
    )
    imported = import_wikidata(path, knowledge)
    (row,) = imported.rows
    assert (row["id"], row["country"], row["role"], row["start"]) == (
        "Q999999999",
        "AUT",
        "foreign_minister",
        "2031-02-01",
    )
    assert len(imported.left_out) == 2 and "Nowhereland" in imported.left_out[1]
    overlay = tmp_path / "imported.tsv"
    overlay.write_text(imported.to_tsv("query.csv"), "utf-8")
    mine = load_knowledge((str(overlay),))
    assert ids(mine, "ilvara toskel") == {"Q999999999"}


def test_importing_what_is_no_query_result(tmp_path, knowledge):
    path = tmp_path / "query.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(LexiconError, match="no column for name and office"):
        import_wikidata(path, knowledge)


@pytest.mark.parametrize(
    ("words", "on", "first", "among"),
    [
        ("Bush", date(1991, 5, 1), "person:george-bush", "person:george-w-bush"),
        ("Bush", date(2004, 5, 1), "person:george-w-bush", "person:george-bush"),
        ("President Bush", date(2016, 1, 1), "person:george-w-bush", "person:jeb-bush"),
        ("Kim", date(2015, 5, 1), "Q56226", "person:jim-yong-kim"),
        ("Jordan", date(2015, 5, 1), "JOR", "person:hamilton-jordan"),
        ("Georgia", None, "GEO", None),
        ("Chad", None, "TCD", None),
        ("Turkey", None, "TUR", None),
        ("Bin Laden", date(2005, 5, 1), "person:osama-bin-laden", None),
    ],
)
def test_ambiguous_names_keep_their_runners_up_and_reasons(knowledge, words, on, first, among):
    answers = who(words, knowledge, on=on)
    assert answers[0].id == first and all(a.reasons for a in answers)
    assert among is None or among in {a.id for a in answers}


@pytest.mark.parametrize(
    "spelling",
    [
        "Qaddafi",
        "Gaddafi",
        "Gadhafi",
        "Kadhafi",
        "Qadhafi",
        "Khadafy",
        "Gheddafi",
        "Kaddafi",
        "Qadafi",
        "Gadafi",
        "Ghaddafi",
    ],
)
def test_a_much_spelt_name_is_one_person(knowledge, spelling):
    assert who(spelling, knowledge, on=date(2009, 5, 1))[0].country == "LBY"


def test_monarchs_are_not_called_by_their_state(knowledge):
    assert not any(h.kind == "surname" and h.entity == "Q57464" for h in knowledge.named("jordan"))


def test_an_office_of_the_own_state_comes_before_one_held_by_virtue_of_it():
    knowledge = load_knowledge()
    (macron,) = {h.entity for h in knowledge.named("emmanuel macron") if h.kind == "full"}
    assert knowledge.entity(macron).country == "FRA"
    assert knowledge.office_on(macron, date(2019, 3, 1)).office == "President"


@pytest.mark.parametrize(
    ("role", "country", "on", "name"),
    [
        ("foreign_minister", "JOR", date(2006, 6, 1), "Abdul Ilah Khatib"),
        ("foreign_minister", "HUN", date(1995, 6, 1), "Laszlo Kovacs"),
        ("foreign_minister", "CHL", date(2005, 6, 1), "Ignacio Walker"),
        ("defense_minister", "RUS", date(2005, 6, 1), "Sergei Ivanov"),
        ("defense_minister", "EGY", date(2000, 6, 1), "Hussein Tantawi"),
    ],
)
def test_ministers_of_the_most_active_states_are_known(role, country, on, name):
    knowledge = load_knowledge()
    holders = [h for h in knowledge.holders(role, country, on) if h[2] == "yes"]
    assert knowledge.entity(holders[0][0]).name == name


def test_sources_and_rows_by_hand_meet_in_one_person():
    """The same office at once under one surname: Patricia Espinosa, and Patricia Espinosa Cantellano in the source."""
    knowledge = load_knowledge()
    names = {h.entity for key in ("patricia espinosa", "patricia espinosa cantellano") for h in knowledge.named(key)}
    assert len(names) == 1


@pytest.mark.parametrize(
    ("country", "on", "parties"),
    [
        ("DEU", date(2022, 6, 1), {"DEU.PTY.SPD", "DEU.PTY.GREENS", "DEU.PTY.FDP"}),
        ("TUR", date(2015, 6, 1), {"TUR.PTY.AKP"}),
        ("IND", date(2010, 6, 1), {"IND.PTY.CONGRESS"}),
        ("IRN", date(2015, 6, 1), set()),
        ("ITA", date(2012, 6, 1), set()),  # a government of experts
    ],
)
def test_parties_in_power_by_date(knowledge, country, on, parties):
    held = knowledge.in_power(country, on)
    assert {p for p, _, holds in held if holds == "yes"} == parties
    assert not held or held[0][1].role == "governing_party"


def test_parties_in_power_of_sixty_states(knowledge):
    from detente.knowledge.files import read_table

    rows = read_table("parties_in_power_general.tsv")
    assert len({r["country"] for r in rows}) >= 60
    assert all(knowledge.entity(r["party"]) is not None for r in rows)


@pytest.mark.parametrize(
    ("country", "role", "day", "name"),
    [
        ("NPL", "head_of_state", date(2005, 3, 1), "Gyanendra"),  # not his nephew, who reigned three days
        ("ARG", "head_of_state", date(1975, 3, 1), "Isabel Peron"),
        ("MMR", "head_of_state", date(1990, 3, 1), "Saw Maung"),
        ("BGD", "head_of_government", date(2008, 3, 1), "Fakhruddin Ahmed"),
        ("ARM", "head_of_government", date(2010, 3, 1), "Tigran Sargsyan"),
        ("KIR", "head_of_state", date(2005, 3, 1), "Anote Tong"),
        ("JOR", "head_of_state", date(1994, 10, 26), "Hussein"),
        ("GBR", "opposition_leader", date(2017, 3, 1), "Jeremy Corbyn"),
        ("IND", "opposition_leader", date(2003, 3, 1), "Sonia Gandhi"),
        ("AUS", "opposition_leader", date(1994, 9, 1), "Alexander Downer"),
    ],
)
def test_one_surname_is_not_one_person(country, role, day, name):
    knowledge = load_knowledge()
    person, _, held = knowledge.holders(role, country, day)[0]
    assert (knowledge.entity(person).name, held) == (name, "yes")


def test_heads_of_bodies_are_no_heads_of_other_states():
    knowledge = load_knowledge()
    (leader,) = {h.entity for h in knowledge.named("ursula von der leyen") if h.kind == "full"}
    assert {t.country or t.body for t in knowledge.tenures(leader)} <= {"DEU", "IGO.EU", "IGO.EU.COMMISSION"}
    assert not knowledge.holders("head_of_state", "XKX", date(2005, 3, 1))


def test_one_person_of_two_states_stands_once():
    knowledge = load_knowledge()
    for name in ("saddam hussein", "josip broz tito", "janez drnovsek", "aldo moro", "garret fitzgerald"):
        assert len({h.entity for h in knowledge.named(name) if h.kind == "full"}) == 1, name
    assert "KWT" not in {t.country for t in knowledge.tenures("person:saddam-hussein")}
