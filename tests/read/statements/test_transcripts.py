from __future__ import annotations

import pytest

from detente.read.statements.transcripts import find_speeches

CASES = [
    ("MARA QUILL: Good evening.\n\nJONAS HALE: Good evening, Mara.", ["MARA QUILL", "JONAS HALE"]),
    ("MINISTER TESSEN: We will sign.", ["MINISTER TESSEN"]),
    (
        "Dostan: We wait.\nRenning: For whom?\nDostan: For you.\nRenning: I see.",
        ["Dostan", "Renning", "Dostan", "Renning"],
    ),
    # no transcripts
    ("NOTE: This article was updated.\n\nUPDATE: It was updated again.", []),
    ("He said: we wait.\n\nThen he left.", []),
    ("Lorvia: 547.\nSarnia: 46.\nLorvia: 12.\nSarnia: 3.", []),
]


@pytest.mark.parametrize(("text", "speakers"), CASES)
def test_speakers(text: str, speakers: list[str]) -> None:
    assert [text[slice(*s.source)] for s in find_speeches(text)] == speakers


def test_a_speech_goes_on_until_the_next_speaker() -> None:
    text = "MR. LUND: First.\n\nSecond.\n\nMS. OREL: Third.\n\nThe meeting ended."
    first, second = find_speeches(text)
    assert [text[b:e] for b, e in first.content] == ["First.", "Second."]
    assert [text[b:e] for b, e in second.content] == ["Third."]
