from __future__ import annotations

from datetime import date

import pytest

from detente.errors import LexiconError
from detente.knowledge import load_knowledge
from detente.knowledge.checking import check

PEOPLE = "name\tcountry\toffice\tstart\tend\n"
PARTIES = "country\tparty\tpart\tstart\tend\n"


def codes(tmp_path, text):
    path = tmp_path / "mine.tsv"
    path.write_text(text, "utf-8")
    return {f.code for f in check([path]) if f.severity == "error"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Oren Daluk\tFRA\tPrefect\t1801\t1900", "too_long"),
        ("Oren Daluk\tSSD\tForeign Minister\t2001\t2005", "no_such_state_then"),
        ("Oren Daluk\tCSK\tForeign Minister\t2001\t2005", "no_such_state_then"),
        ("Oren Daluk\tFRA\tForeign Minister\t2005\t2001", "dates_reversed"),
        ("Oren Daluk\tDEU\tForeign Minister\t2018-04\t2020", "two_holders"),
    ],
)
def test_what_cannot_be_of_a_person_is_found(tmp_path, row, code):
    assert code in codes(tmp_path, PEOPLE + row + "\n")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("DEU\tDEU.PTY.AFD\tleading\t2018\t2020", "two_in_power"),
        ("BLR\tDEU.PTY.AFD\tpartner\t2018\t2020", "partner_alone"),
        ("DEU\tDEU.PTY.NONE\tpartner\t2018\t2020", "unknown_actor"),
        ("DEU\tDEU.PTY.AFD\tpartner\t2020\t2018", "dates_reversed"),
        ("XQQ\tDEU.PTY.AFD\tleading\t2018\t2020", "unknown_country"),
    ],
)
def test_what_cannot_be_of_parties_in_power_is_found(tmp_path, rows, code):
    assert code in codes(tmp_path, PARTIES + rows + "\n")


def test_a_part_that_is_none_is_named(tmp_path):
    path = tmp_path / "mine.tsv"
    path.write_text(PARTIES + "DEU\tDEU.PTY.AFD\tfirst\t2018\t2020\n", "utf-8")
    assert any("leading or partner" in f.message for f in check([path]))
    with pytest.raises(LexiconError, match=r"mine\.tsv:2"):
        load_knowledge([str(path)]).in_power("DEU", date(2019, 1, 1))
