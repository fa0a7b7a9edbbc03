"""One article at a time, read by the steps of this package alone, with people whom an overlay invents."""

from __future__ import annotations

import pytest

from detente.config import Settings
from detente.parse import parse
from detente.reading import Reading
from detente.records import Article
from detente.resolve import ActorsStep

OVERLAY = """\
countries:
  - {id: XVO, name: Vostavia, adjectives: [Vostavian], people: [Vostavians], capital: Karelmo, led_by: head_of_state}
  - {id: XTU, name: Tulmar, adjectives: [Tulmari], people: [Tulmaris], capital: Ostrakh, led_by: head_of_government}
people:
  - {name: Oren Daluk, gender: m, country: XVO, office: President, start: 2030-01-01, end: 2034-01-01}
  - {name: Oren Daluk, gender: m, country: XVO, office: Prime Minister, start: 2026-01-01, end: 2030-01-01}
  - {name: Sela Marvenko, gender: f, country: XVO, office: President, start: 2034-01-01}
  - {name: Ilvara Toskel, gender: f, country: XTU, office: Foreign Minister, start: 2031-05-10, end: 2033-02-01}
  - {name: Baro Istmey, gender: m, country: XTU, office: Prime Minister, start: 2029-03-01, end: 2032-09-15}
  - {name: Kem Daluk, gender: m, country: XTU, office: Defense Minister, start: 2030-01-01, end: 2033-01-01}
  - {name: Rafim al-Qadhar, gender: m, country: XTU, office: chief negotiator, start: 2030-01-01, end: 2033-01-01}
organisations:
  - {id: XVO.BUS.DALUM, name: Dalum Works, country: XVO, sector: BUS}
  - {id: XTU.REB.NGF, name: Northern Glade Front, aliases: [NGF], country: XTU, sector: REB}
  - {id: XVO.PTY.AMBER, name: Amber Party, country: XVO, sector: PTY}
  - {id: XVO.PTY.LARCH, name: Larch League, country: XVO, sector: PTY}
  - {id: XVO.PTY.HEATH, name: Heath Union, country: XVO, sector: PTY}
parties_in_power:
  - {country: XVO, party: XVO.PTY.HEATH, part: leading, start: 2022-01-01, end: 2030-01-01}
  - {country: XVO, party: XVO.PTY.AMBER, part: leading, start: 2030-01-01, end: 2034-01-01}
  - {country: XVO, party: XVO.PTY.LARCH, part: partner, start: 2030-01-01, end: 2032-03-01}
seats:
  - {name: Amber Palace, actor: XVO, as: always}
"""


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    path = tmp_path_factory.mktemp("overlay") / "invented.yaml"
    path.write_text(OVERLAY, "utf-8")
    return Settings.model_validate({"knowledge": {"overlays": (str(path),)}})


@pytest.fixture(scope="session")
def step(settings):
    return ActorsStep(settings)


@pytest.fixture
def read(step, nlp):
    """Reads a text into a Reading with mentions and actors."""

    def reader(text, published="2031-06-15", **changes):
        article = Article(id="t", text=text, published=published)
        article = Article(id="t", text=text, published=published, body=article.span(0, len(text)))
        reading = Reading(article=article, doc=parse(text, nlp), **changes)
        out = step(reading)
        return Reading(
            article=article,
            doc=reading.doc,
            mentions=out["mentions"],
            actors=out["actors"],
            diagnostics=out["diagnostics"],
        )

    return reader
