"""Our scorer of time expressions: on a document of our own, and against the one the floors were stated with."""

from __future__ import annotations

import runpy
import time
from dataclasses import dataclass

import pytest

from detente.errors import InputError
from detente.evaluate.times import (
    count_rules,
    evaluate_times,
    load_folder,
    load_timeml,
    match_times,
    read_document,
    render_scores,
    score_times,
)

TML = """<?xml version="1.0" ?>
<TimeML><DCT><TIMEX3 tid="t0" type="DATE" value="2019-05-15T10:00">20190515</TIMEX3></DCT>
<TEXT>
The envoys <EVENT eid="e1">met</EVENT> on <TIMEX3 tid="t1" type="DATE" value="2019-05-03">May 3 </TIMEX3>for
<TIMEX3 tid="t2" type="DURATION" value="P2D">two days</TIMEX3> &amp; left.
<TIMEX3 tid="t3" type="DATE" value="x"> </TIMEX3>
</TEXT></TimeML>
"""


@dataclass
class Answer:
    start: int
    end: int
    type: str
    value: str


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.tml").write_text(TML, encoding="utf-8")
    return tmp_path


def test_gold_is_trimmed_and_offsets_fit(folder):
    document = load_timeml(folder / "one.tml")
    assert document.created == "2019-05-15"
    assert [(document.text[t.start : t.end], t.value) for t in document.times] == [
        ("May 3", "2019-05-03"),
        ("two days", "P2D"),
    ]


def test_scores_of_what_we_read(folder):
    scores = evaluate_times(folder, read_document)
    assert scores["ALL"]["value"].f1 == 1.0
    assert scores["CAL"]["value"].gold == 1
    assert "ALL" in render_scores(scores)
    assert sum(found for _, found in count_rules([folder]).values()) == 2


def test_exact_matches_come_first():
    gold = [Answer(0, 5, "DATE", "a"), Answer(6, 9, "DATE", "b")]
    found = [Answer(4, 9, "DATE", "c"), Answer(0, 5, "DATE", "a")]
    assert sorted(match_times(gold, found)) == [(0, 1), (1, 0)]


def test_nothing_found_scores_nothing(folder):
    scores = score_times(load_folder(folder), {})
    assert scores["ALL"]["relaxed"].recall == 0.0 and scores["ALL"]["relaxed"].precision == 0.0


@pytest.mark.parametrize("text", ["<TimeML>", "<TimeML/>", '<!DOCTYPE x [<!ENTITY a "b">]><TimeML><TEXT/></TimeML>'])
def test_what_is_no_timeml_is_refused(tmp_path, text):
    path = tmp_path / "bad.tml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        load_timeml(path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(InputError):
        list(load_folder(tmp_path))


# Measured 2026-11 without a parse, less two points for what is done to the rules meanwhile; see docs/quality/times.md.
FLOORS = {"aquaint": (0.75, 0.86, 0.92), "timebank_half": (0.83, 0.89, 0.93)}


@pytest.mark.shared
@pytest.mark.parametrize("corpus", sorted(FLOORS))
def test_floors_and_agreement_with_the_shared_scorer(shared, corpus):
    folder = shared / "bench" / "times" / corpus
    documents = list(load_folder(folder))
    started = time.process_time()
    found = {d.id: read_document(d) for d in documents}
    seconds = time.process_time() - started
    ours = score_times(documents, found)
    theirs = runpy.run_path(str(folder.parent / "score_times.py"))
    answers = {
        name: [{"start": t.start, "end": t.end, "type": t.type, "value": t.value} for t in times]
        for name, times in found.items()
    }
    expected, _ = theirs["score"](list(theirs["docs"]([str(folder)])), answers)
    for scope, by_measure in ours.items():
        for measure, score in by_measure.items():
            assert round(score.f1, 4) == expected[scope][measure]["F1"], (scope, measure)
    value, calendar, spans = FLOORS[corpus]
    assert ours["ALL"]["value"].f1 >= value
    assert ours["CAL"]["value"].f1 >= calendar
    assert ours["ALL"]["relaxed"].f1 >= spans
    assert len(documents) / seconds >= 60
