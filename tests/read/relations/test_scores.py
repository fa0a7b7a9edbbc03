from __future__ import annotations

from xml.etree import ElementTree

import pytest

from detente.errors import InputError
from detente.evaluate.relations import (
    Coded,
    evaluate_relations,
    render_confusion,
    render_reliability,
    render_scores,
    score_relations,
)

ROWS = [
    Coded(gold="YIELD", event="RETREAT", confidence=0.9),
    Coded(gold="YIELD", event="CONCEDE", confidence=0.8),
    Coded(gold="AID", event="AGREE", confidence=0.4),
    Coded(gold="AID", event="AID", confidence=0.95),
]


def test_older_names_and_measures() -> None:
    scores = score_relations(ROWS)
    assert scores.accuracy == 0.75
    assert scores.by_event == {"AID": pytest.approx(2 / 3), "YIELD": 1.0}
    assert scores.macro_f1 == pytest.approx((2 / 3 + 1) / 2)
    assert scores.quad_macro_f1 == pytest.approx(6 / 7)
    assert scores.confusion["AID", "AGREE"] == 1
    assert sum(b.rows for b in scores.bins) == 4
    assert "macro-F1 0.8333" in render_scores(scores)


def test_today_s_names_stay_apart() -> None:
    scores = score_relations([Coded(gold="RETREAT", event="CONCEDE"), Coded(gold="CONCEDE", event="CONCEDE")])
    assert scores.accuracy == 0.5


def test_nothing_to_score() -> None:
    with pytest.raises(ValueError, match="no rows"):
        score_relations([])


def test_pictures_are_well_formed() -> None:
    scores = score_relations(ROWS)
    for picture in (render_confusion(scores, title="a < b"), render_reliability(scores, title="a & b")):
        assert ElementTree.fromstring(picture).tag.endswith("svg")


TABLE = [
    "id\tsentence\tsource\ttarget\troot\n",
    "1\tVardania accused Ostmark of arming rebels.\tVardania\tOstmark\tACCUSE\n",
    "2\tVardania freed six fishermen from Ostmark.\tVardania\tsix fishermen\tYIELD\n",
]


def test_a_table_with_the_right_answers() -> None:
    assert evaluate_relations(TABLE).accuracy == 1.0
    with pytest.raises(InputError, match="'NICE'"):
        evaluate_relations([*TABLE, "3\tA b.\tA\tb\tNICE\n"])
    with pytest.raises(InputError, match="no column"):
        evaluate_relations(["id\tsentence\tsource\ttarget\n", "1\tA b.\tA\tb\n"])


@pytest.mark.shared
@pytest.mark.slow
def test_published_gold_is_coded_as_well_as_the_docs_say(shared) -> None:
    """Seen in training, so this guards against broken marking or weights, not against poor generalisation."""
    with (shared / "bench" / "relations" / "plv_train.tsv").open(encoding="utf-8", newline="") as lines:
        scores = evaluate_relations(lines)
    assert scores.macro_f1 > 0.9
    assert scores.accuracy > 0.9
