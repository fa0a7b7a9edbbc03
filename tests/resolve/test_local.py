"""What domestic and local news write: callings for people, offices without a holder, names of bodies and of towns."""

from __future__ import annotations

import pytest


def actors_of(reading, text):
    return [m.actor for m in reading.mentions if m.span.text == text]


@pytest.mark.parametrize(
    "text",
    [
        "Toskel wants to win the presidency of Vostavia.",
        "Oren Daluk was popular during his presidency, and he won the presidency twice.",
    ],
)
def test_the_presidency_that_somebody_wins_is_nobody(read, text):
    assert not [m for m in read(text).mentions if "presidency" in m.span.text and m.actor]


def test_whose_race_it_is_nobody_holds_yet(read):
    reading = read("Governor Pelo Sarn will not run again. Four candidates have entered the governor's race.")
    assert "text:pelo sarn" not in actors_of(reading, "the governor")


def test_a_nationality_in_a_body_s_name_is_not_the_state(read):
    reading = read("Pelo Sarn works for the Vostavian Heart Association, which is in Karelmo.")
    assert actors_of(reading, "the Vostavian Heart Association") == ["text:vostavian heart association"]
    assert not actors_of(reading, "Vostavian")


def test_the_body_that_a_title_is_of_is_an_actor_beside_its_holder(read):
    reading = read("The fire was out by noon, Marlow Fire Department spokesman Pelo Sarn said.")
    assert actors_of(reading, "Marlow Fire Department") == ["text:marlow fire department"]
    assert "text:pelo sarn" in [m.actor for m in reading.mentions]


def test_somebody_is_taken_up_by_what_the_article_called_him(read):
    reading = read(
        "Billionaire Pelo Sarn bought the paper. The deal took a year. The editors went to see the billionaire."
    )
    assert actors_of(reading, "the billionaire") == ["text:pelo sarn"]


def test_the_only_one_spoken_of_is_described_too(read):
    reading = read("Pelo Sarn opened the meeting on Monday. The producer said that the film was late.")
    assert actors_of(reading, "The producer") == ["text:pelo sarn"]


def test_the_subject_s_own_goes_before_who_went_on(read):
    reading = read(
        "Mr. Pelo Sarn closed his shop, and he sold it. He will have one rival less: Mr. Tomas Orr closed his shop."
    )
    assert actors_of(reading, "his") == ["text:pelo sarn", "text:tomas orr"]


def test_what_a_company_made_is_not_the_company(read):
    reading = read("The driver left his 1995 Honda on the road. Honda said nothing.")
    assert [m.actor for m in reading.mentions if "Honda" in m.span.text] == ["JPN.BUS.HONDA"]


def test_residents_of_a_town_are_nobody(read):
    reading = read("Vostavian residents left on Monday.")
    assert [m.actor for m in reading.mentions] == ["XVO.CVL"]
    assert not [m for m in read("Ohio residents left on Monday.").mentions if m.actor]
