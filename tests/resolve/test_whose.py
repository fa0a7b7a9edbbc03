"""Whose people, whose bodies: phrases by which a text says that it is not the one named, and states that towns tell."""

from __future__ import annotations

import pytest

DALUK, MARVENKO, ISTMEY = "person:oren-daluk", "person:sela-marvenko", "person:baro-istmey"


def of(reading, words, nth=0):
    """Actor of the mention with exactly these words; None where there is no such mention."""
    found = [m for m in reading.mentions if m.span.text == words]
    return found[nth].actor if len(found) > nth else None


@pytest.mark.parametrize("words", ["Oren Daluk's rivals", "his allies", "Her husband", "Daluk supporters"])
def test_somebodys_people_are_nobody_by_name(read, words):
    text = (
        "Oren Daluk's rivals met on Monday. Oren Daluk said his allies would stay away. Daluk supporters cheered. "
        "Sela Marvenko came as well. Her husband spoke."
    )
    found = [m for m in read(text).mentions if m.span.text == words]
    assert found and all(m.actor is None for m in found)


def test_a_husband_in_apposition_is_who_is_named(read):
    text = "Sela Marvenko came with her husband, former Prime Minister Oren Daluk, on Monday."
    assert of(read(text), "her husband") == DALUK


@pytest.mark.parametrize(
    ("text", "word", "actor"),
    [
        # A quotation of many sentences is one step for whoever stands outside it.
        (
            "Baro Istmey spoke on Monday. “The road is long. The winter was hard. The bridge is old. "
            "The ferry is slow. We want it mended,” he said.",
            "he",
            ISTMEY,
        ),
        # The noun of the relative clause.
        ("Oren Daluk left. It was Baro Istmey, who said he would stay.", "he", ISTMEY),
        # Of whom it is said.
        ("“He cares about the country,” Sela Marvenko said of Oren Daluk.", "He", DALUK),
        # Whom the quotation names is not who speaks it.
        (
            "The plan was laid out by spokesman Baro Istmey. “Nobody wants to drive Oren Daluk out of the country. "
            "The roads stay open,” he said.",
            "he",
            ISTMEY,
        ),
        # Anybody.
        ("Oren Daluk explained it: any voter may say what he or she wants.", "he", None),
    ],
)
def test_pronouns_and_quotations(read, text, word, actor):
    assert of(read(text), word) == actor


def test_a_police_spokesman_is_of_the_police_of_the_state(read):
    text = "Vostavia closed its border on Monday. A police spokesman said the Vostavian roads were open."
    assert of(read(text), "A police spokesman") == "XVO.COP"


def test_officials_of_the_opposition_are_no_government(read):
    assert of(read("Vostavian opposition leaders met on Monday."), "Vostavian opposition leaders") == "XVO.OPP"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ships met in the East China Sea on Monday.", "China"),
        ("A boat sank in the Gulf of Oman.", "Oman"),
        ("The state representative spoke before the Senate on Monday, and the Senate voted.", "the Senate"),
    ],
)
def test_seas_and_legislatures_of_nobody_knows_where(read, text, words):
    assert of(read(text), words) is None


def test_a_name_over_two_blanks_is_one_name(read):
    assert of(read("The Northern  Glade Front left on Monday."), "The Northern  Glade Front") == "XTU.REB.NGF"


def test_a_surname_of_two_goes_by_the_pronoun(read):
    """Two of one surname: "her" tells which."""
    text = (
        "Geneva Wenlow and Dylan Wenlow spoke on Monday. Dylan Wenlow left, and Dylan Wenlow slept. "
        "In Karelmo Wenlow led by ten points, but her lead has melted."
    )
    assert of(read(text), "her") == "text:geneva wenlow"
