"""The reader on short passages of the kinds that systems of this sort get wrong. All of it is ours."""

from __future__ import annotations

import pytest

from detente.read.statements import find_statements, load_tagger


def read(nlp, text: str) -> list[tuple[tuple[str, ...], str | None, str | None, str]]:
    from detente.parse import parse

    found = find_statements(parse(text, nlp), load_tagger())

    def words(span: tuple[int, int] | None) -> str | None:
        return text[span[0] : span[1]] if span else None

    return [
        (tuple(text[b:e] for b, e in f.content), words(f.source), words(f.cue), f.kind)
        for f in found
        if f.confidence >= 0.3
    ]


CASES = {
    "straight marks": (
        '"We will not sign," the minister said.',
        [(('"We will not sign,"',), "the minister", "said", "direct")],
    ),
    "continued after its attribution": (
        "“We will not sign,” the minister said. “Not this week.”",
        [(("“We will not sign,”", "“Not this week.”"), "the minister", "said", "direct")],
    ),
    "source after the cue": (
        "“The pact is dead,” said Pia Renning, the deputy foreign minister.",
        [(("“The pact is dead,”",), "Pia Renning, the deputy foreign minister", "said", "direct")],
    ),
    "indirect": (
        "The foreign ministry said that the talks would resume in May.",
        [(("that the talks would resume in May",), "The foreign ministry", "said", "indirect")],
    ),
    "trailing attribution": (
        "The talks will resume in May, the foreign ministry said.",
        [(("The talks will resume in May",), "the foreign ministry", "said", "indirect")],
    ),
    "partial quotation": (
        "The envoy said the plan was “a step back” for both sides.",
        [(("the plan was “a step back” for both sides",), "The envoy", "said", "mixed")],
    ),
    "according to": (
        "The crew was freed on Sunday, according to two diplomats.",
        [(("The crew was freed on Sunday",), "two diplomats", "according to", "indirect")],
    ),
    "guillemets": (
        "«Our patience is not endless», declared the chairman.",
        [(("«Our patience is not endless»",), "the chairman", "declared", "direct")],
    ),
    "LaTeX marks": (
        "``We will not sign,'' the minister said.",
        [(("``We will not sign,''",), "the minister", "said", "direct")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_who_said_what(nlp, name: str) -> None:
    text, expected = CASES[name]
    assert read(nlp, text) == expected


def test_two_reads_are_one(nlp) -> None:
    text = "\n\n".join(text for text, _ in CASES.values())
    assert read(nlp, text) == read(nlp, text)


@pytest.mark.parametrize("text", ["", " \n\n ", "“", "'''''", '"""', "”“ ‘’ «", "a" * 3000, "\n“\n\n“\n\n“x"])
def test_odd_text_is_read_to_its_end(nlp, text: str) -> None:
    for content, *_ in read(nlp, text):
        assert all(content)


ODD_MARKS = {
    "single marks against apostrophes": ("‘It’s our ministers’ plan,’ the envoy said.", "‘It’s our ministers’ plan,’"),
    "one inside another": ("“He said ‘never’ to us,” the envoy said.", "“He said ‘never’ to us,”"),
    "closed with the opening glyph": ("“We will not sign,“ the envoy said.", "“We will not sign,“"),
    "paragraphs that open anew": (
        "“We waited all day.\n\n“Then we left,” the envoy said.",
        "Then we left",
    ),
    "never closed": (
        "“We will not sign,” the envoy said. “We never will.\n\nThe talks ended on Friday.",
        "“We never will.",
    ),
    "German": ("„Wir warten“, the envoy said in Vienna.", "„Wir warten“"),
}


@pytest.mark.parametrize("name", ODD_MARKS)
def test_odd_marks_are_read_with_their_speaker(nlp, name: str) -> None:
    text, words = ODD_MARKS[name]
    assert any(words in " ".join(content) and source == "the envoy" for content, source, *_ in read(nlp, text))
