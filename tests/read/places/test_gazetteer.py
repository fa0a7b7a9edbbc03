"""Names to entries, and the unpacked file in the cache."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente.read.places.candidates import NAME, PARTIAL, candidates, load_words
from detente.read.places.fold import fold, key_hash
from detente.read.places.gazetteer import CITY, COUNTRY, MOST, NONE, REGION, Gazetteer, load_gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Ankara", "city", "TUR"),
        ("Texas", "admin", "USA"),
        ("Kiev", "city", "UKR"),
        ("Türkiye", "country", "TUR"),
        ("St. Petersburg", "city", "RUS"),
        ("Côte d'Ivoire", "country", "CIV"),
        ("Middle East", "other", None),
        ("West Bank", "admin", "PSE"),
        ("South China Sea", "other", None),
    ],
)
def test_well_known_names(gazetteer: Gazetteer, name: str, kind: str, country: str | None) -> None:
    found = [gazetteer.entry(e) for e in gazetteer.lookup(name)]
    assert any(e.kind == kind and e.country == country for e in found), found


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("U.S.", "US"), ("UK", "GB"), ("Pa.", "US.PA"), ("Calif.", "US.CA"), ("W.Va.", "US.WV"), ("Ont.", "CA.08"),
        ("Turkish", "TR"), ("RUSSIAN", "RU"), ("Russians", "RU"), ("Texan", "US.TX"), ("Mo.", "US.MO"), ("Burma", "MM"),
    ],
)  # fmt: skip
def test_tables_of_short_forms_and_adjectives(gazetteer: Gazetteer, words: str, code: str) -> None:
    assert candidates(words, gazetteer, load_words()).entries[0] == gazetteer.by_code(code)


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("northern Iraq", COUNTRY, "Iraq"),
        ("the city of Homs", CITY, "Homs"),
        ("Denver International Airport", CITY, "Denver"),
        ("downtown Atlanta", CITY, "Atlanta"),
    ],
)
def test_parts_of_the_words(gazetteer: Gazetteer, words: str, kind: int, name: str) -> None:
    found = candidates(words, gazetteer, load_words())
    assert found.how[0] == PARTIAL
    assert any(gazetteer.kind[e] == kind and gazetteer.name(e) == name for e in found.entries)


def test_a_street_is_not_the_town_it_is_named_after(gazetteer: Gazetteer) -> None:
    assert not candidates("Wolverton Memphis Street", gazetteer, load_words()).entries
    found = candidates("Memphis Street", gazetteer, load_words())
    assert not any(gazetteer.name(e) == "Memphis" for e in found.entries)


def test_nothing_for_what_is_no_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Qwrtzpsdf") == ()
    assert gazetteer.lookup("") == ()


def test_known_agrees_with_lookup(gazetteer: Gazetteer) -> None:
    names = ["Ankara", "Middle East", "Qwrtzpsdf", "rapides parish", "Ürümqi"]
    known = gazetteer.known([fold(n) for n in names])
    assert [fold(n) in known for n in names] == [bool(gazetteer.lookup(n)) for n in names]


def test_arrays_are_consistent(gazetteer: Gazetteer) -> None:
    n = len(gazetteer)
    assert n > 270_000
    admin1 = gazetteer.admin1[gazetteer.admin1 != NONE]
    assert admin1.max() < n
    lat, lon = gazetteer.lat, gazetteer.lon
    assert np.nanmax(np.abs(lat)) <= 90 and np.nanmax(np.abs(lon)) <= 180
    countries = np.flatnonzero(gazetteer.kind == COUNTRY)
    assert len({gazetteer.country_code(int(c)) for c in countries}) == len(countries) > 240
    regions = np.flatnonzero(gazetteer.kind == REGION)
    assert all(gazetteer.lat[r] == gazetteer.lat[r] for r in regions)


def test_lakes_and_seas_of_our_table_have_no_invented_ids(gazetteer: Gazetteer) -> None:
    with_id = [gazetteer.name(int(r)) for r in np.flatnonzero(gazetteer.kind == REGION) if gazetteer.gid[r]]
    assert sorted(with_id) == ["Africa", "Antarctica", "Asia", "Europe", "North America", "Oceania", "South America"]


@given(st.text(max_size=40))
def test_fold_gives_plain_keys(name: str) -> None:
    key = fold(name)
    assert key == " ".join(key.split())
    assert not set(key) & set(".'’-,")
    assert 0 <= key_hash(key) < 2**64


@given(st.integers(min_value=0, max_value=270_000))
@example(30)  # a comma within the name: "Bonaire, Saint Eustatius and Saba"
def test_every_place_is_found_by_its_name(number: int) -> None:
    g = load_gazetteer()
    name = g.name(number)
    looked_up = [g.lookup(n) for n in (name, name.split(",")[0])]
    assert any(number in found or len(found) >= MOST for found in looked_up) or len(fold(name)) < 2


def test_several_processes_may_unpack_at_once(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "new"))
    with ThreadPoolExecutor(3) as pool:
        opened = list(pool.map(lambda _: Gazetteer().lookup("Ankara"), range(3)))
    assert len(set(opened)) == 1
    assert [p.suffix for p in (tmp_path / "new").iterdir()] == [".bin"]


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("DETENTE_CACHE", str(blocked))
    assert Gazetteer().lookup("Ankara")


def test_a_users_overlay_adds_names(tmp_path) -> None:
    (tmp_path / "places_regions.tsv").write_text(
        "# mine\nname\taliases\tkind\tcountry\tlat\tlon\tgeonames\n"
        "Ostwick Marsh\tthe Marsh\tregion\tGBR\t52.0\t1.0\t\n",
        "utf-8",
    )
    mine = Gazetteer(str(tmp_path))
    found = candidates("Ostwick Marsh", mine, load_words())
    assert found.how == (NAME,)
    assert mine.entry(found.entries[0]).country == "GBR"
