from __future__ import annotations

import pytest

from detente.reading import Reading
from detente.records import Kind, Statement
from detente.resolve import DeixisStep


@pytest.fixture
def first_person(read, settings):
    """Mentions that the step adds for a text with one statement."""

    def run(text, content, source, kind=Kind.DIRECT, addressee=None):
        reading = read(text)
        start = text.index(content)
        span = reading.span(start, start + len(content))
        statement = Statement(id="s1", kind=kind, content=(span,), source_actor=source, addressee=addressee)
        reading = Reading(
            article=reading.article,
            doc=reading.doc,
            mentions=reading.mentions,
            actors=reading.actors,
            statements=(statement,),
        )
        out = DeixisStep(settings)(reading)
        old = {(m.span, m.head) for m in reading.mentions}
        return {m.span.text: m.actor for m in out.get("mentions", ()) if (m.span, m.head) not in old}, out

    return run


def test_i_is_the_speaker_and_we_his_state(first_person):
    text = "“I trust them, but we need time and our country is patient,” Vostavian President Oren Daluk said."
    found, out = first_person(text, text.split("” ")[0] + "”", "person:oren-daluk")
    assert found == {"I": "person:oren-daluk", "we": "XVO", "our": "XVO"}
    (state,) = [a for a in out["actors"] if a.id == "XVO"]
    assert state.mentions


def test_others_speak_for_themselves(first_person):
    text = "“We lost everything,” said Pell Arbano, a farmer."
    found, _ = first_person(text, "“We lost everything,”", "text:pell arbano")
    assert found == {"We": "text:pell arbano"}


def test_you_is_whom_it_is_said_to(first_person):
    text = "“You must decide,” Vostavian President Oren Daluk told Ilvara Toskel."
    found, _ = first_person(text, "“You must decide,”", "person:oren-daluk", addressee="person:ilvara-toskel")
    assert found == {"You": "person:ilvara-toskel"}


def test_outside_the_quotation_marks_of_a_mixed_statement_it_is_the_writer(first_person):
    text = "Oren Daluk said that we learned “what we have lost” that day."
    content = "that we learned “what we have lost”"
    found, out = first_person(text, content, "person:oren-daluk", kind=Kind.MIXED)
    heads = [m.span.start for m in out["mentions"] if m.span.text == "we"]
    assert found == {"we": "XVO"} and heads == [text.index("we have")]


def test_indirect_statements_have_no_first_person(first_person):
    text = "Oren Daluk said that we would see."
    found, _ = first_person(text, "that we would see", "person:oren-daluk", kind=Kind.INDIRECT)
    assert found == {}
