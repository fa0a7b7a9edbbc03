from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detente.parse import chunks, parse

TEXT = "The minister spoke on Monday. He left.\n\nTALKS RESUME\n\nNobody said why\nthe line was\nwrapped."


def test_sentences_end_where_paragraphs_end(nlp):
    sents = [s.text.strip() for s in parse(TEXT, nlp).sents]
    assert "TALKS RESUME" in sents
    assert sents[-1] == "Nobody said why\nthe line was\nwrapped."


def test_offsets_are_those_of_the_text(nlp):
    text = "“Ré\ud800sumé”, he said.\r\n\r\n\tZażółć 😀 talks."
    doc = parse(text, nlp)
    assert len(doc.text) == len(text)
    assert all(doc.text[t.idx : t.idx + len(t)] == t.text for t in doc)


@given(st.text(alphabet=st.sampled_from("ab .\n"), max_size=400), st.integers(1, 50))
def test_chunks_join_to_the_text(text, size):
    assert "".join(chunks(text, size)) == text


def test_long_texts_are_parsed_in_chunks_with_the_same_offsets(nlp):
    paragraph = "The envoy of the northern state met his colleague in the capital on Friday. " * 12
    text = "\n\n".join([paragraph.strip()] * 30)
    doc = parse(text, nlp)
    assert doc.text == text
