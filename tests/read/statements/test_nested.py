from __future__ import annotations

import pytest

from detente.read.statements.cue_book import load_cue_book
from detente.read.statements.nested import find_nested

CASES = [
    (
        "The envoy said that the ministry had promised that the crew would be released.",
        "that the ministry had promised that the crew would be released",
        [("the ministry", "promised", "that the crew would be released")],
    ),
    # a pronoun may be the outer speaker: not taken for a new one
    ("The envoy said that she had promised to return.", "that she had promised to return", []),
    # no saying inside
    ("The envoy said that the road was cut.", "that the road was cut", []),
]


@pytest.mark.parametrize(("sentence", "content", "inner"), CASES)
def test_inner_speakers(nlp, sentence: str, content: str, inner: list[tuple[str, str, str]]) -> None:
    start = sentence.index(content)
    found = find_nested(nlp(sentence), start, start + len(content), load_cue_book())
    texts = [tuple(sentence[b:e] for b, e in (i.source, i.cue, i.content)) for i in found]
    assert texts == inner
