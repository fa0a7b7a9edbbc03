from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.knowledge.fold import fold, key


@pytest.mark.parametrize(
    "spellings",
    [
        ("Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskij"),
        ("Gaddafi", "Qaddafi", "Kadhafi", "Gadhafi", "al-Gaddafi", "Khadafy", "Gheddafi"),
        ("Mohammed", "Muhammad", "Mohamed", "Mohamad"),
        ("Hussein", "Husayn", "Hussain"),
        ("Alexei", "Aleksey", "Alexey"),
        ("Yanukovych", "Yanukovich"),
        ("Schröder", "Schroeder"),
        ("Haniyeh", "Haniya"),
        ("Dmitry", "Dmitri", "Dmitriy"),
    ],
)
def test_spellings_meet(spellings):
    assert len({fold(s) for s in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Medvedev", "Merkel"), ("Putin", "Poutou"), ("Assad", "Asad Khan"), ("Trump", "Trumka")]
)
def test_other_names_stay_apart(one, other):
    assert fold(one) != fold(other)


def test_key_keeps_words_and_loses_marks():
    assert key("N'Djamena") == "ndjamena"
    assert key("Al-Qaeda") == "al qaeda"
    assert key("U.S.") == key("US") == "us"
    assert key("Łódź Ørsted") == "lodz orsted"


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once_more_of_a_key(text):
    assert key(key(text)) == key(text)
    assert fold(text) == fold(key(text))
