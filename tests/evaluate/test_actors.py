"""The mentions annotated by hand for actor resolution, and how answers are held against them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.evaluate.actors import load_gold, matches
from detente.knowledge import load_knowledge

FILES = sorted((Path(__file__).parents[2] / "evaluation" / "actors").glob("gold*.tsv"))
ID = re.compile(r"none|text:\S.*|Q\d+|person:[a-z0-9-]+|[A-Z]{3}(\.[A-Z0-9]+)*")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_gold_is_well_formed(path: Path) -> None:
    rows = load_gold(path)
    places = [(r["document"], int(r["start"]), int(r["end"])) for r in rows]
    # A mention may be drawn twice, but not with two answers.
    assert rows and len(set(places)) == len({(*p, r["gold"]) for p, r in zip(places, rows, strict=True)})
    knowledge = load_knowledge()
    for row, (document, start, end) in zip(rows, places, strict=True):
        assert re.fullmatch(r"(polnear|lgl|trnews|na|reu):\S+", document), row
        # A line break of the text is one space in the mention.
        assert 0 <= start < end and end - start >= len(row["mention"]) > 0, row
        for one in re.split(r"[|+]", row["gold"]):
            assert ID.fullmatch(one), row
            assert not one.startswith("Q") or knowledge.entity(one), row


def test_matches() -> None:
    assert matches("none|USA.GOV", "USA.GOV.STATE") and matches("none|USA.GOV", "none")
    assert not matches("USA", "USA.GOV") and not matches("USA.GOV.STATE", "USA.GOV")
    assert matches("text:jane smith", "text:smith") and not matches("text:smith", "person:smith")
    assert matches("CAN+DEU|none", "CAN+DEU") and not matches("CAN+DEU", "CAN")
