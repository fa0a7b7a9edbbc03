"""Where states are the subject, a name is the place that the world writes of."""

import pytest

from detente import read_text


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Senior officials of the United States and Iran held two days of direct talks in Geneva.", "Geneva", "CHE"),
        ("The president will visit Georgia and Armenia next month, a spokesman said.", "Georgia", "GEO"),
        ("Delegations of Peru and Chile met in Vienna for talks with the Egyptian minister.", "Vienna", "AUT"),
        ("The Georgia legislature passed a bill in Atlanta.", "Georgia", "USA"),
    ],
)
def test_namesakes(text, name, country):
    (place,) = [p for p in read_text(text).places if p.name == name]
    assert place.country == country


def test_washington_is_the_city_where_ministers_meet():
    places = read_text("The foreign minister of Turkey met his Greek counterpart in Washington on Tuesday.").places
    assert [p.admin1 for p in places if p.name == "Washington"] == ["District of Columbia"]
