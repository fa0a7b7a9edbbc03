"""Whom a pronoun takes up, and names and titles that look like others."""

from __future__ import annotations

import pytest

DALUK, MARVENKO = "person:oren-daluk", "person:sela-marvenko"


def of(reading, words, nth=0):
    """Actor of the mention with exactly these words; None where there is no such mention."""
    found = [m for m in reading.mentions if m.span.text == words]
    return found[nth].actor if len(found) > nth else None


@pytest.mark.parametrize(
    ("text", "word", "actor"),
    [
        # Who says something of a "he" is a person, whether or not the recogniser knows.
        ("On Monday Borvell said he would leave. He left.", "He", "text:borvell"),
        # The one with a name rather than the one without.
        ("Sela Marvenko met the woman on Monday. She spoke for an hour.", "She", MARVENKO),
        # First names of the census tell the gender of people whom no table knows.
        ("Geneva Wenlow met Dylan Orrick on Monday. Later she left.", "she", "text:geneva wenlow"),
        # Whose the subject is, is almost one.
        ("Oren Daluk's style has not dented his popularity.", "his", DALUK),
    ],
)
def test_pronouns_take_up_who_is_named(read, text, word, actor):
    assert of(read(text), word) == actor


def test_somebody_possessed_is_not_the_possessor(read):
    """The son is in apposition to nobody: the possessor stays a woman."""
    text = "Geneva Wenlow spoke on Monday. Wenlow's son, 26-year-old Dylan, listened. She thanked him."
    assert of(read(text), "She") == "text:geneva wenlow"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Daluk ran for vice president in 2030.", "vice president"),
        ("Daluk met voters, who chose the candidate of their choice.", "the candidate"),
        ("A sitting vice president of Vostavia would not say so.", "A sitting vice president"),
    ],
)
def test_offices_that_stand_for_nobody(read, text, words):
    assert of(read(text), words) is None


def test_bodies_of_the_state_that_the_article_is_about(read):
    reading = read("Vostavia voted on Monday. Vostavian troops stood by. All but five of the nation's schools closed.")
    assert "XVO" in [m.actor for m in reading.mentions if "nation" in m.span.text]


def test_a_title_word_inside_the_name_of_a_body_is_no_title(read):
    reading = read("The African-American leaders of the Centre for Law and Justice sued on Monday.")
    assert not [m.span.text for m in reading.mentions if m.kind == "title" and "Justice" in m.span.text]
    assert not [m.span.text for m in reading.mentions if "American" in m.span.text and m.actor]
