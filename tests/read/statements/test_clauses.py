"""Clauses that belong to what was said, though the tagger left them out."""

from __future__ import annotations

import pytest

from detente.parse import parse
from detente.read.statements.find import FoundStatement, _with_clauses, _without_frames, _without_targets


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        (
            "They will sign once the text is there, the envoy said.",
            "They will sign",
            "They will sign once the text is there",
        ),
        # What stands between is no clause of the content: it stays outside.
        ("They will sign on Monday, the envoy said.", "They will sign", "They will sign"),
        ("They will sign, the envoy said.", "They will sign", "They will sign"),
    ],
)
def test_a_subordinate_clause_before_the_attribution_belongs_to_the_content(nlp, text, cut, whole):
    doc = parse(text, nlp)
    source, cue = text.index("the envoy"), text.index("said")
    found = FoundStatement(
        content=((0, len(cut)),), source=(source, source + 9), cue=(cue, cue + 4), kind="indirect", confidence=0.9
    )
    (mended,) = _with_clauses(doc, [found])
    assert text[slice(*mended.content[0])] == whole


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("During the talks (in May and in June), both sides listed their worries", "both sides listed their worries"),
        ("During the talks, both sides listed their worries", "During the talks, both sides listed their worries"),
        (
            "The sides (and their allies), as ever, listed worries",
            "The sides (and their allies), as ever, listed worries",
        ),
    ],
)
def test_an_opening_phrase_with_brackets_is_the_writers(nlp, content, kept):
    text = content + ", the envoy said."
    doc = parse(text, nlp)
    found = FoundStatement(content=((0, len(content)),), source=None, cue=None, kind="indirect", confidence=0.9)
    (mended,) = _without_frames(doc, text, [found])
    assert text[slice(*mended.content[0])] == kept


@pytest.mark.parametrize(
    ("cue", "speaks"),
    [
        ("faced growing criticism for", False),
        ("came under fire over", False),
        ("drew complaints about", False),
        ("voiced criticism of", True),
        ("faced", True),
        ("repeated its demand for", True),
    ],
)
def test_whoever_words_are_aimed_at_is_not_their_speaker(nlp, cue, speaks):
    text = f"The ministry {cue} the delay."
    begin = text.index(cue)
    found = FoundStatement(
        content=((begin + len(cue) + 1, len(text) - 1),),
        source=(0, 12),
        cue=(begin, begin + len(cue)),
        kind="indirect",
        confidence=0.9,
    )
    (mended,) = _without_targets(parse(text, nlp), [found])
    assert (mended.source is not None) == speaks
