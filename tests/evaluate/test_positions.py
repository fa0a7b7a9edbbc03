from __future__ import annotations

import json

import pytest

from detente.errors import InputError
from detente.evaluate.positions import Counts, load_passages, render_scores, score_positions
from detente.read.issues import load_taxonomy
from detente.records import Condition, ConditionKind, Position, Record, Run, Stance

TEXT = "Kenya will lift the embargo if Chad agrees."
ROW = {
    "id": "a",
    "split": "dev",
    "kind": "conditions",
    "text": TEXT,
    "issues": ["sanctions"],
    "positions": [
        {
            "holder": "KEN",
            "toward": "TCD",
            "issue": "sanctions",
            "stance": "conditional",
            "conditions": [[28, 42]],
            "reported_by": None,
        }
    ],
}


@pytest.fixture
def passages(tmp_path):
    path = tmp_path / "gold.jsonl"
    trap = {**ROW, "id": "t", "kind": "trap:film", "issues": [], "positions": []}
    path.write_text("\n".join(json.dumps(r) for r in (ROW, trap)), "utf-8")
    return load_passages(path, "dev")


def answer(stance: Stance, start: int):
    def read(article):
        if article.id == "t":
            return Record(article=article, run=Run(version="0"))
        condition = Condition(span=article.span(start, 42), kind=ConditionKind.IF)
        position = Position(id="p1", holder="KEN", issue="sanctions", stance=stance, conditions=(condition,))
        return Record(article=article, positions=(position,), run=Run(version="0"))

    return read


def test_right_answers_score_one(passages):
    scores = score_positions(passages, answer(Stance.CONDITIONAL, 28), load_taxonomy())
    assert scores.positions == Counts(right=1, found=1, gold=1)
    assert scores.conditions.f1 == 1.0
    assert scores.issues == Counts(right=0, found=0, gold=1)
    assert (scores.traps, scores.sprung) == (1, 0)
    assert "traps with a position: 0 of 1" in render_scores(scores)


def test_a_wrong_stance_or_a_stray_condition_scores_nothing(passages):
    scores = score_positions(passages, answer(Stance.WILLING, 37), load_taxonomy())
    assert scores.positions.right == scores.conditions.right == 0
    assert scores.holders.f1 == 1.0


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a"}\n', "utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:1"):
        load_passages(path)


def test_the_gold_is_sound(root):
    taxonomy = load_taxonomy()
    for passage in load_passages(root / "evaluation" / "positions" / "gold.jsonl"):
        assert set(passage.issues) <= set(taxonomy.issues), passage.id
        assert not (passage.trap and passage.positions), passage.id
        for position in passage.positions:
            assert position["issue"] in passage.issues, passage.id
            assert position["stance"] in set(Stance), passage.id
            assert all(0 <= a < b <= len(passage.text) for a, b in position["conditions"]), passage.id
