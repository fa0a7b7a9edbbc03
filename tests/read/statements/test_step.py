"""The step on a whole article: kinds, circumstances, diagnostics, evidence."""

from __future__ import annotations

import pytest

from detente.config import Settings
from detente.parse import parse
from detente.read.statements import StatementsStep
from detente.reading import Mention, Reading
from detente.records import Article, Place, Timex

TEXT = (
    "The foreign minister told the ambassador at a news conference on Friday that the border would stay closed.\n\n"
    "“We did not start this, the minister said.\n\n"
    "The ministry declined to comment on the report."
)


@pytest.fixture(scope="module")
def reading(nlp) -> Reading:
    bare = Article(id="a", text=TEXT)
    article = Article(id="a", text=TEXT, body=bare.span(0, len(TEXT)))
    doc = parse(TEXT, nlp)

    def mention(words: str, actor: str) -> Mention:
        start = TEXT.index(words)
        span = article.span(start, start + len(words))
        tokens = doc.char_span(span.start, span.end)
        return Mention(span=span, head=tokens.root.i, kind="title", actor=actor)

    friday = TEXT.index("Friday")
    return Reading(
        article=article,
        doc=doc,
        times=(Timex(start=friday, end=friday + 6, text="Friday", type="DATE", value="2024-03-01"),),
        mentions=(mention("The foreign minister", "text:minister"), mention("the ambassador", "text:ambassador")),
    )


@pytest.fixture(scope="module")
def result(reading: Reading):
    return StatementsStep(Settings())(reading)


def test_circumstances_of_a_statement(result) -> None:
    first = result["statements"][0]
    assert first.source_actor == "text:minister"
    assert first.addressee == "text:ambassador"
    assert first.venue == "news conference"
    assert first.date is not None and (first.date.value, first.date.precision) == ("2024-03-01", "day")
    assert first.why is not None and first.why.words[0].startswith("told")


def test_an_unclosed_quotation_is_told_and_reading_goes_on(result) -> None:
    assert [d.code for d in result["diagnostics"]] == ["unclosed_quotation"]
    assert any("border" in s.content[0].text for s in result["statements"])


def test_spans_are_the_text(result) -> None:
    for s in result["statements"]:
        for span in (*s.content, *(x for x in (s.source, s.cue) if x)):
            assert TEXT[span.start : span.end] == span.text


def test_an_article_without_body_has_no_statements(reading: Reading) -> None:
    from dataclasses import replace

    empty = replace(reading, article=Article(id="b", text=""))
    assert StatementsStep(Settings())(empty)["statements"] == ()


def test_where_it_was_said(nlp) -> None:
    text = "The envoy told reporters in Port Esme that the border would stay closed."
    bare = Article(id="c", text=text)
    start = text.index("Port Esme")
    place = Place(start=start, end=start + 9, text="Port Esme", name="Port Esme", kind="city")
    reading = Reading(
        article=Article(id="c", text=text, body=bare.span(0, len(text))), doc=parse(text, nlp), places=(place,)
    )
    (statement,) = StatementsStep(Settings())(reading)["statements"]
    assert statement.place == "Port Esme"


def test_a_month_is_no_march(nlp) -> None:
    text = "In March, the envoy warned that the border would stay closed."
    time = Timex(start=3, end=8, text="March", type="DATE", value="2019-03", anchored="published")
    bare = Article(id="d", text=text)
    article = Article(id="d", text=text, body=bare.span(0, len(text)))
    (statement,) = StatementsStep(Settings())(Reading(article=article, doc=parse(text, nlp), times=(time,)))[
        "statements"
    ]
    assert statement.venue is None
    assert statement.date is not None and statement.date.value == "2019-03"


@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        ("The minister and the envoy said that the border would open.", "text:minister", ("text:envoy",)),
        ("The minister, and not the envoy's clerk, said that the border would open.", "text:minister", ()),
        ("“The border will open,” said both ministers.", None, ("AAA", "BBB")),
    ],
)
def test_all_that_speak_together(nlp, text: str, first: str | None, others: tuple[str, ...]) -> None:
    bare = Article(id="a", text=text)
    article = Article(id="a", text=text, body=bare.span(0, len(text)))
    doc = parse(text, nlp)
    mentions = []
    for words, actors in {
        "The minister": ("text:minister",),
        "the envoy": ("text:envoy",),
        "both ministers": ("AAA", "BBB"),
    }.items():
        if (start := text.find(words)) >= 0:
            tokens = doc.char_span(start, start + len(words))
            who = {"actor": actors[0]} if len(actors) == 1 else {"members": actors}
            span = article.span(start, start + len(words))
            mentions.append(Mention(span=span, head=tokens.root.i, kind="title", **who))
    found = StatementsStep(Settings())(Reading(article=article, doc=doc, mentions=tuple(mentions)))["statements"]
    assert [(s.source_actor, s.joint_sources) for s in found] == [(first, others)]
