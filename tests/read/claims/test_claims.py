from __future__ import annotations

import pytest

from detente.records import Article, Claim, Span


def claims(reader, text: str) -> list[Claim]:
    return list(reader.read(Article(id="a", text=text, body=Span(start=0, end=len(text), text=text))).claims)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            "“Chad has become the largest exporter of gum,” the Kenyan president said.",
            "Chad has become the largest exporter of gum",
        ),
        ("The Kenyan president said that half of the trucks came from Chad.", "half of the trucks came from Chad"),
        (
            "“Unemployment in Chad has fallen by 12 percent,” the Kenyan president said.",
            "Unemployment in Chad has fallen by 12 percent",
        ),
        (
            "The Kenyan president said that Chad had closed the border on Monday.",
            "Chad had closed the border on Monday",
        ),
    ],
)  # fmt: skip
def test_assertions_of_fact_are_claims(text, claim, reader):
    (found,) = claims(reader, text)
    assert found.span.text == claim
    assert not found.implicit
    assert found.statement is not None and found.by is not None


@pytest.mark.parametrize(
    "text",
    [
        "“We want peace with Chad,” the Kenyan president said.",
        "“Chad will become the largest exporter of gum,” the Kenyan president said.",
        "“This is a very acute question,” the Kenyan president said.",
        "“Few people know about that,” the Kenyan president said.",
        "“If Chad has closed the border, we shall close ours,” the Kenyan president said.",
        "“It is the greatest honour for me,” the Kenyan president said.",
        "Chad has become the largest exporter of gum.",
    ],
)
def test_wishes_opinions_promises_and_bare_narration_are_none(text, reader):
    assert not claims(reader, text)


def test_the_text_may_imply_who_says_so(reader):
    text = (
        "The Kenyan president also drew attention to trade. "
        "Thus, most of the trucks in Chad are built with Kenyan steel. "
        "“Few people know about that,” the Kenyan president said."
    )
    (found,) = claims(reader, text)
    assert found.implicit
    assert found.by is not None
    assert found.span.text == "most of the trucks in Chad are built with Kenyan steel"


def test_bounds_are_in_order_where_branches_of_the_parse_cross() -> None:
    """A word that hangs across another branch stands out of order in the subtree of its head."""
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from detente.read.claims.find import _bounds
    from detente.read.claims.words import load_claim_words

    doc = Doc(
        Vocab(),
        words=["Chad", "exports", "oil", "now", "cheaply"],
        heads=[4, 1, 3, 1, 1],  # "oil" hangs on "now", "Chad" on "cheaply"
        deps=["nsubj", "ROOT", "dobj", "advmod", "advmod"],
        pos=["PROPN", "VERB", "NOUN", "ADV", "ADV"],
    )
    start, end = _bounds(doc[1], load_claim_words(), 0, len(doc.text))
    assert doc.text[start:end] == doc.text.strip()


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Kenya accused Chad of shelling two villages near Abeche.", "Chad of shelling two villages near Abeche"),
        ("Kenya accused Chad of supporting the rebels.", "Chad of supporting the rebels"),
        (
            "The Kenyan president said that Chad was sending rifles to the rebels.",
            "Chad was sending rifles to the rebels",
        ),
        ("The Kenyan president said that Chad never left the pact.", "Chad never left the pact"),
        (
            "The Kenyan president said that there were no Chadian soldiers in Niger.",
            "there were no Chadian soldiers in Niger",
        ),
        ("The Kenyan president said that the camp had been bombed.", "the camp had been bombed"),
    ],
)
def test_accusations_deeds_under_way_absences_and_hard_deeds_are_claims(text, claim, reader):
    assert claim in [c.span.text for c in claims(reader, text)]


@pytest.mark.parametrize(
    "text",
    [
        "The Kenyan president said that Chad was trying for a deal with Niger.",
        "The Kenyan president said that there was no doubt about Chad.",
        "“Chad does not meet with rebels,” the Kenyan president said.",
        "Kenya accused Chad of ignoring the pact.",
    ],
)
def test_tries_doubts_habits_and_manner_are_none(text, reader):
    assert not claims(reader, text)


def test_what_is_denied_as_an_allegation_is_a_claim_of_nobody_named(reader):
    (found,) = claims(reader, "Chad denied allegations that its troops had crossed the border at Tine.")
    assert found.span.text == "its troops had crossed the border at Tine"
    assert found.by is None and found.implicit


@pytest.mark.parametrize(
    "text",
    [
        "Chad denied that its troops had crossed the border at Tine.",
        "Chad rejected claims that Kenya should leave the border at Tine.",
        "Chad repeated the allegations that Kenyan troops had been there.",
    ],
)
def test_no_claim_of_nobody_is_made_up_from_other_denials(text, reader):
    assert not [c for c in claims(reader, text) if c.by is None]
