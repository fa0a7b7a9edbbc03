"""Toponyms found in running text, the step, and the place of an event."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.config import Settings
from detente.parse import parse
from detente.read.places import PlacesStep, find_toponyms, is_adjective, place_for
from detente.reading import Reading
from detente.records import Article


def read(text: str, nlp, url: str | None = None) -> Reading:
    from detente.records import Span

    article = Article(id="a", text=text, url=url, body=Span(start=0, end=len(text), text=text))
    reading = Reading(article=article, doc=parse(text, nlp))
    places = PlacesStep(Settings())(reading)["places"]
    return Reading(article=article, doc=reading.doc, places=places)


def names(text: str, nlp) -> list[str]:
    return [t.text for t in find_toponyms(parse(text, nlp))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talks between Turkey and Greece opened in Geneva on Monday.", ["Turkey", "Greece", "Geneva"]),
        ("TRENTON, N.J. — The governor signed the bill.", ["TRENTON", "N.J."]),
        ("Troops left the town of Idlib in northern Syria.", ["Idlib", "Syria"]),
        ("Police in Butler County, Ohio, closed the road.", ["Butler County", "Ohio"]),
        ("The U.S. said it would withdraw from Iraq.", ["U.S.", "Iraq"]),
        ("The minister will visit Cairo, Amman and Beirut.", ["Cairo", "Amman", "Beirut"]),
        ("Turkish and Russian officials met.", ["Turkish", "Russian"]),
        ("Hamas fired rockets at Ashkelon, and NATO sent ships to Greece.", ["Ashkelon", "Greece"]),
    ],
)
def test_toponyms(text: str, expected: list[str], nlp) -> None:
    assert names(text, nlp) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Washington told Mrs. Lincoln that she was late.",
        "Michael Jordan scored twice before the break.",
        "The Russians rejected it.",
        "It was the first time that anyone had said so.",
        "They are reading a mobile phone bill in the bath.",
    ],
)
def test_no_toponyms(text: str, nlp) -> None:
    assert names(text, nlp) == []


def test_fields_of_a_place(nlp) -> None:
    places = read("The mayor of Paris, Texas, met a Turkish envoy at the White Sea near Vraxholmby.", nlp).places
    paris = places[0]
    assert (paris.text, paris.kind, paris.country, paris.admin1) == ("Paris", "city", "USA", "Texas")
    assert paris.geonames and paris.lat and paris.lon and paris.decision is not None
    assert paris.decision.chosen == "Paris, Texas, USA"
    assert paris.decision.candidates[0][0] == "Paris, Texas, USA"
    assert "followed by Texas" in paris.decision.reason
    turkish = next(p for p in places if p.text == "Turkish")
    assert (turkish.kind, turkish.country, turkish.name) == ("country", "TUR", "Turkey")
    assert is_adjective(turkish) and not is_adjective(paris)


def test_a_publishers_domain(nlp) -> None:
    from detente.read.places.step import publisher_country

    def at(url: str | None) -> str | None:
        return publisher_country(Article(id="a", text="x", url=url))

    urls = ["https://www.example.co.uk/a", "https://example.com.au/x", "https://example.de", "https://example.com/"]
    assert [at(u) for u in urls] == [
        "GB", "AU", "DE", None,
    ]  # fmt: skip
    assert [at("https://example.tv"), at("http://[broken"), at(None)] == [None, None, None]


def test_places_lie_in_the_body_only(nlp) -> None:
    from detente.records import Span

    text = "London edition\n\nTalks opened in Geneva.\n\nSubscribe in Paris"
    start = text.index("Talks")
    body = Span(start=start, end=start + 23, text=text[start : start + 23])
    reading = Reading(article=Article(id="a", text=text, body=body), doc=parse(text, nlp))
    assert [p.text for p in PlacesStep(Settings())(reading)["places"]] == ["Geneva"]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("Turkish troops killed three fighters in the town of Manbij, Damascus said.", "killed", "Manbij"),
        ("In Geneva, the ministers signed an agreement on Cyprus.", "signed", "Geneva"),
        ("Moscow condemned the strike in Aleppo.", "condemned", "Aleppo"),
        ("Moscow condemned the strike.", "condemned", None),
        ("In a White House statement, the president condemned the strike.", "condemned", None),
        ("The envoy from Ankara rejected the plan.", "rejected", None),
        ("The Syrian minister accused Israel of lying.", "accused", None),
        ("Protesters clashed with police outside the embassy in Nairobi, Kenya.", "clashed", "Nairobi"),
    ],
)
def test_the_place_of_an_event(text: str, trigger: str, expected: str | None, nlp) -> None:
    reading = read(text, nlp)
    at = text.index(trigger)
    place = place_for(reading, reading.span(at, at + len(trigger)))
    assert (place.text if place else None) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.sampled_from(list("AbParis,. \n-—’'U.S.é🏛\ud800\u200b")), max_size=80))
def test_odd_text_is_read_without_fail(text: str, nlp) -> None:
    reading = Reading(article=Article(id="a", text=text), doc=parse(text, nlp))
    step = PlacesStep(Settings())
    places = step(reading)["places"]
    assert places == step(reading)["places"]
    last = 0
    for p in places:
        assert text[p.start : p.end] == p.text and p.start >= last
        assert 0.0 <= p.confidence <= 1.0
        last = p.end
