from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.read.statements.quotation_marks import find_paragraphs, find_quotations

CASES = [
    # straight marks open and close by where they stand, not by turns alone
    ('"No," she said. "Not today."', ['"No,"', '"Not today."']),
    ('He called it "theatre" and left.', ['"theatre"']),
    # curly, guillemets, German, LaTeX
    ("“We wait,” he said.", ["“We wait,”"]),
    ("«Assez», dit-il.", ["«Assez»"]),
    ("„Nein“, sagte sie.", ["„Nein“"]),
    ("He wrote »never« twice.", ["»never«"]),
    ("She said ``wait'' and ``go''.", ["``wait''", "``go''"]),
    # a page that closes with the opening glyph
    ("“We wait,“ he said.", ["“We wait,“"]),
    ("”We wait,” he said.", ["”We wait,”"]),
    # single marks against apostrophes
    ("‘It’s ours,’ she said.", ["‘It’s ours,’"]),
    ("The ministers' plan wasn't new; 'em too.", []),
    ("In the '90s it was 'bad', he said.", ["'bad'"]),
    # one inside another
    ("“He said ‘no’ to us,” she said.", ["“He said ‘no’ to us,”", "‘no’"]),
]


@pytest.mark.parametrize(("text", "quotations"), CASES)
def test_marks_of_every_style(text: str, quotations: list[str]) -> None:
    assert [text[q.start : q.end] for q in find_quotations(text)] == quotations


def test_paragraphs_that_open_anew_continue() -> None:
    text = "“The first day we waited.\n\n“The second day we left,” he said."
    first, second = find_quotations(text)
    assert (first.closed, first.continues) == (False, True)
    assert second.closed


def test_a_forgotten_mark_ends_with_its_paragraph() -> None:
    text = "“We waited, he said.\n\nThen they left."
    (only,) = find_quotations(text)
    assert not only.closed and not only.continues
    assert text[only.start : only.end] == "“We waited, he said."


def test_paragraphs_of_a_text_without_blank_lines_are_its_lines() -> None:
    assert find_paragraphs("one\ntwo") == ((0, 3), (4, 7))


@given(st.text(alphabet="ab .,\n\"'“”‘’«»„`", max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    for q in find_quotations(text):
        assert 0 <= q.start < q.inner_start <= q.inner_end <= q.end <= len(text)
