# ruff: noqa: E501  (one case a line)
from __future__ import annotations

import csv
import io
import json

import pytest

from detente.errors import InputError, ModelError
from detente.read.relations import RelationCoder, RelationQuery, code_table, locate_pair
from detente.read.relations.model import default_folder, load_model
from detente.read.relations.phrases import compile_phrases
from detente.read.relations.rules import Rule, find_rules, load_rules

CASES = [
    ("Vardania accused Ostmark of arming rebels.", "Vardania", "Ostmark", "ACCUSE"),
    ("Ostmark was accused by Vardania of arming rebels.", "Vardania", "Ostmark", "ACCUSE"),
    ("Vardanian jets bombed a market in Port Azur on Monday.", "Vardanian jets", "a market in Port Azur", "ASSAULT"),
    ("The Vardanian premier will meet the king of Ostmark next week.", "The Vardanian premier", "the king of Ostmark", "AGREE"),
    ("The Vardanian premier met the king of Ostmark on Monday.", "The Vardanian premier", "the king of Ostmark", "CONSULT"),
    ("Vardania sent food and tents to flooded Ostmark.", "Vardania", "Ostmark", "AID"),
    ("Vardania expelled two diplomats from Ostmark.", "Vardania", "Ostmark", "SANCTION"),
    ("Police arrested an opposition leader in Port Azur.", "Police", "an opposition leader", "COERCE"),
    ("Vardania rejected a proposal by Ostmark.", "Vardania", "Ostmark", "REJECT"),
    ("Vardania threatened to cut off gas to Ostmark.", "Vardania", "Ostmark", "THREATEN"),
    ("Vardania freed six fishermen from Ostmark.", "Vardania", "six fishermen", "RETREAT"),
    ("Thousands of students marched against the Ostmark government.", "students", "the Ostmark government", "PROTEST"),
    ("Vardania urged Ostmark to hold elections.", "Vardania", "Ostmark", "REQUEST"),
    ("Vardania praised Ostmark for its restraint.", "Vardania", "Ostmark", "SUPPORT"),
]  # fmt: skip


@pytest.fixture(scope="module")
def coder() -> RelationCoder:
    return RelationCoder()


def query(sentence: str, source: str, target: str) -> RelationQuery:
    one, two = locate_pair(sentence, source, target)
    return RelationQuery(sentence=sentence, source=one, target=two)


@pytest.mark.parametrize(("sentence", "source", "target", "event"), CASES)
def test_plain_sentences(coder: RelationCoder, sentence: str, source: str, target: str, event: str) -> None:
    assert coder.code([query(sentence, source, target)])[0].event == event


def test_two_pairs_of_one_sentence(coder: RelationCoder) -> None:
    sentence = "Vardania denounced Ostmark, while Belmora signed a trade treaty with Sudreim."
    first, second = coder.code([query(sentence, "Vardania", "Ostmark"), query(sentence, "Belmora", "Sudreim")])
    assert (first.event, second.event) == ("ACCUSE", "SUPPORT")


def test_a_row_s_answer_does_not_depend_on_its_neighbours(coder: RelationCoder) -> None:
    queries = [query(s, a, b) for s, a, b, _ in CASES]
    assert coder.code(queries) == [coder.code([q])[0] for q in queries]


def test_probabilities(coder: RelationCoder) -> None:
    coding = coder.code([query(*CASES[0][:3])])[0]
    assert len(coding.ranked) == 16
    assert sum(p for _, p in coding.ranked) == pytest.approx(1, abs=0.01)
    assert coding.ranked[0] == (coding.event, coding.confidence)
    assert coding.why.source.startswith("model:relations")
    assert coding.why.version == coder.model.version


def test_odd_input_is_coded_too(coder: RelationCoder) -> None:
    odd = ["", " ", "\x00", "a" * 5000, "🕊️ 和平 السلام", "[unused1] [unused3] x"]
    codings = coder.code([RelationQuery(sentence=s) for s in odd])
    assert all(c.event in coder.ontology.events for c in codings)


def table(rows: list[list[str]], header: str = "id\tsentence\tsource\ttarget\tnote") -> io.StringIO:
    out = io.StringIO()
    out.write(header + "\n")
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    out.seek(0)
    return out


def test_code_table() -> None:
    lines = table([
        ["a", "Vardania freed six fishermen from Ostmark.", "Vardania", "six fishermen", "x"],
        ["b", 'He said "Vardania" rejected Ostmark\'s offer.', "Vardania", "nobody", ""],
    ])  # fmt: skip
    first, second = list(code_table(lines, plover2018=True))
    assert list(first) == ["id", "event", "mode", "quad", "confidence", "sure", "ranked"]
    assert (first["id"], first["event"], first["quad"]) == ("a", "YIELD", 2)
    assert {r["event"] for r in first["ranked"]}.isdisjoint({"CONCEDE", "RETREAT"})
    assert len(first["ranked"]) == 15
    assert second["note"] == "target not found in the sentence"
    json.dumps([first, second])


def test_a_table_without_its_columns() -> None:
    with pytest.raises(InputError, match="no column target"):
        list(code_table(["id\tsentence\tsource", "1\tA\tB"]))


def test_weights_are_those_of_the_card() -> None:
    meta = json.loads((default_folder() / "meta.json").read_text("utf-8"))
    assert load_model().sha256 == meta["sha256"]
    assert (default_folder() / "model.onnx").stat().st_size < 25_000_000


def test_other_weights_than_named_are_refused(tmp_path) -> None:
    for name in ("meta.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((default_folder() / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match="hash"):
        load_model(tmp_path)


def test_rules_load_and_fire_where_they_should() -> None:
    load_rules()
    rule = Rule(event="AID", place="between", weight=1.0, pattern=compile_phrases(["gave"]), line="x:1")
    sentence = "Vardania gave Ostmark tents."
    assert find_rules(sentence, (0, 8), (14, 21), rules=[rule]) == [(rule, "gave")]
    assert find_rules(sentence, (14, 21), (0, 8), rules=[rule]) == []
