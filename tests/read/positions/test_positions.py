from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.errors import LexiconError
from detente.read.positions import load_frames
from detente.records import Article, Record, Span

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith(("#", "text\t"))
]
_PATTERN = re.compile(
    r"(?P<holder>\S+) (?P<stance>\S+) (?P<issue>[^>|@]+?)"
    r"(?: > (?P<toward>\S+))?(?: \| (?P<condition>[^@]+?))?(?: @ (?P<by>\S+))?$"
)


def read(reader, text: str) -> Record:
    return reader.read(Article(id="a", text=text, body=Span(start=0, end=len(text), text=text)))


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[c[0][:60] for c in CASES])
def test_constructions(text, wanted, reader):
    record = read(reader, text)
    got = list(record.positions)
    if wanted == "-":
        assert not got
        return
    for part in wanted.split(" ;; "):
        want = _PATTERN.match(part)
        assert want is not None, part
        found = [
            p for p in got if p.holder == want["holder"] and p.stance == want["stance"] and want["issue"] in p.issue
        ]
        assert found, [(p.holder, p.stance.value, p.issue) for p in got]
        (position,) = found
        if want["toward"]:
            assert position.toward == want["toward"]
        assert [c.span.text for c in position.conditions] == ([want["condition"]] if want["condition"] else [])
        reporter = record.actor(position.reported_by)
        assert (reporter.country if reporter else None) == want["by"]
        got.remove(position)
    assert not got, [(p.holder, p.stance.value, p.issue) for p in got]


def test_a_minister_speaks_for_the_state_and_is_kept(reader):
    record = read(reader, "The Kenyan foreign minister said Kenya was ready to lift the sanctions.")
    (position,) = record.positions
    assert position.holder == "KEN"
    assert position.spoken_by is not None and position.spoken_by != "KEN"
    assert position.statement == record.statements[0].id


def test_the_issue_may_stand_in_the_sentence_before(reader):
    text = 'The embargo hurts both sides. "We are ready to act," the Kenyan foreign minister said.'
    (position,) = read(reader, text).positions
    assert position.issue == "sanctions"
    assert position.why is not None and "sentence before" in position.why.note


def test_without_an_issue_there_is_no_position(reader):
    assert not read(reader, "Kenya is ready to do whatever it takes.").positions


def test_every_position_says_why(reader):
    (position,) = read(reader, "Kenya firmly opposes the sanctions.").positions
    assert position.strength == "firmly"
    assert position.why is not None and position.why.source.startswith("stances.tsv:")
    assert "opposes" in position.why.words
    assert 0.5 <= position.confidence <= 1


def test_an_analyst_adds_a_frame_by_adding_a_line(tmp_path):
    header = "pattern\tpos\tstance\tnegated\tholder\tcondition\tflags\n"
    (tmp_path / "stances.tsv").write_text(header + "pooh-pooh\tv\topposes\t\tsubj\t\t\n", "utf-8")
    assert load_frames(str(tmp_path)).verbs["pooh-pooh"][0].stance == "opposes"


def test_bad_lines_are_named(tmp_path):
    header = "pattern\tpos\tstance\tnegated\tholder\tcondition\tflags\n"
    (tmp_path / "stances.tsv").write_text(header + "shrug\tv\tindifferent\t\tsubj\t\t\n", "utf-8")
    with pytest.raises(LexiconError, match=r"stances.tsv:2.*indifferent"):
        load_frames(str(tmp_path))
