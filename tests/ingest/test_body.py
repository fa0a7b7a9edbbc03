"""Title, breadcrumb and closing lines of plain texts."""

from __future__ import annotations

import pytest

from detente.ingest.body import find_layout
from detente.ingest.boilerplate import load_boilerplate

from .pages import PARAGRAPHS, TEXT, TITLE

BODY = "\n\n".join(PARAGRAPHS)


def body_of(text: str, **given) -> str:
    layout = find_layout(text, **given)
    return text[layout.start : layout.end]


def test_title_line_is_told_from_the_news():
    layout = find_layout(TEXT)
    assert layout.title == TITLE
    assert TEXT[layout.start : layout.end] == BODY


def test_breadcrumb_names_the_section_and_lies_outside():
    text = f"Home » World » {TITLE}\n\n{TITLE}\n\n{BODY}\n\nComments are closed"
    layout = find_layout(text)
    assert (layout.title, layout.section) == (TITLE, "World")
    assert text[layout.start : layout.end] == BODY


def test_breadcrumb_shows_that_a_given_text_is_a_page():
    text = f"Home > Politics > {TITLE}\n{TITLE}\n\n{BODY}"
    assert body_of(text, given_title=TITLE, cut_title=False) == BODY


def test_text_given_on_its_own_keeps_its_first_line():
    assert body_of(TEXT, given_title=TITLE, cut_title=False) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Comments are closed",
        "Comments are closed.",
        "© 2031 The Sella Courier",
        "Copyright 2031 The Sella Courier. All rights reserved.",
        "Share this:",
        "Share on Facebook | Tweet | Email",
        "Print this article",
        "Tags: harbour, treaty",
        "Related articles",
        "Leave a reply",
        "12 comments",
        "Follow us on Twitter and Facebook",
    ],
)
def test_closing_line_is_cut(line):
    assert body_of(f"{BODY}\n\n{line}\n") == BODY


@pytest.mark.parametrize(
    "line",
    [
        "The chairman said that the comments were closed.",
        "“No comment.”",
        "Share prices fell in the capital.",
        "Read the rest here.",
        "He printed the article.",
        "She follows us on every journey, the captain said.",
        "The copyright belongs to the ministry, he said.",
    ],
)
def test_news_is_not_taken_for_a_closing_line(line):
    assert body_of(f"{BODY}\n\n{line}") == f"{BODY}\n\n{line}"


@pytest.mark.parametrize(
    "text",
    [
        "SELLA (Agency) — The minister said no.\n\nShe left at once for the islands and was not seen again that day.",
        "The minister said no.\n\nShe left.",
        "One line only",
        "She said:\n\nNothing at all will be signed by us before the end of the year.",
    ],
)
def test_first_sentence_is_no_title(text):
    assert body_of(text) == text.strip()


def test_blank_text_has_no_body():
    layout = find_layout(" \n\t\n")
    assert layout.start == layout.end


@pytest.mark.parametrize(
    "line", ["The price is 3/4 of that.", "Talks > war, he said", "a/b", "Ministers and/or envoys meet / part"]
)
def test_no_breadcrumb(line):
    assert load_boilerplate().find_breadcrumb(line) is None


def test_every_line_end_is_understood():
    for end in ("\n", "\r\n", "\r"):
        text = TEXT.replace("\n", end)
        assert find_layout(text).title == TITLE


@pytest.mark.parametrize(
    ("trail", "section"),
    [
        ("World » Asia » Harbour ready to reopen for ships", "Asia"),  # the headline, shortened by its editor
        ("World » Asia » Shipping and Harbour", "Shipping and Harbour"),  # a section that shares a word with it
    ],
)
def test_a_shortened_headline_in_the_breadcrumb_is_no_section(trail, section):
    title = "Veldonia: Sella harbour is ready to reopen for foreign ships"
    text = f"{trail}\n\n{title}\n\nThe harbour opened on Monday. It was calm, and the first ships came in."
    assert find_layout(text).section == section
