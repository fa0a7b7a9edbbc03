"""Languages."""

from __future__ import annotations

import pytest

from detente.ingest.language import detect_language

from .pages import TEXT


def test_english():
    assert detect_language(TEXT).code == "en"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "Die Außenministerin sagte am Dienstag, der Hafen werde geöffnet, sobald beide Regierungen den Vertrag"
            " unterschrieben hätten. Die Fischer hätten lange genug gewartet.",
            "de",
        ),
        (
            "La ministre des affaires étrangères a déclaré mardi que le port serait ouvert dès que le traité aurait été"
            " signé par les deux gouvernements.",
            "fr",
        ),
        (
            "Министр иностранных дел заявила во вторник, что порт будет открыт, как только договор подпишут оба"
            " правительства.",
            "ru",
        ),
    ],
)
def test_others(text, code):
    assert detect_language(text).code == code


def test_too_short_to_tell():
    assert detect_language("Nein.").code is None
