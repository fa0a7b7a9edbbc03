"""Claims that others dispute, on a small corpus written for this."""

from __future__ import annotations

import pytest

from detente.analysis.claims import How, TrackedClaim, track_claims
from detente.pipeline import Reader
from detente.records import Article, Record, Span

# Offices without names of real states; nothing here happened.
CORPUS = {
    "a1": ("2031-03-01", "The Kenyan foreign minister said that Tanzania had closed the border at Namanga on Monday."),
    "a2": ("2031-03-02", "The Tanzanian foreign minister denied that the border at Namanga had been closed."),
    "a3": ("2031-03-03", "The Ugandan president said that exports to Kenya had fallen by 12 percent."),
    "a4": ("2031-03-04", "The Kenyan trade minister said that Ugandan exports to Kenya had risen by 3 percent."),
    "a5": ("2031-03-05", "The Kenyan defence minister said that half of the trucks came from Ethiopia."),
    "a6": ("2031-03-06", "“Kenya is willing to reopen the talks on the border,” the Kenyan foreign minister said."),
    "a7": (
        "2031-03-07",
        "The Ethiopian foreign minister said the Kenyan claim that half of the trucks came from Ethiopia was false.",
    ),
    "a9": ("2031-05-01", "Uganda denied allegations that its troops had crossed the border at Busia."),
    "a8": ("2031-03-08", "The Kenyan prime minister said that Tanzania had closed the border at Namanga on Monday."),
}


@pytest.fixture(scope="module")
def corpus() -> list[Record]:
    reader = Reader()
    return [
        reader.read(Article(id=name, text=text, published=day, body=Span(start=0, end=len(text), text=text)))
        for name, (day, text) in CORPUS.items()
    ]


def about(tracked: list[TrackedClaim], article: str) -> TrackedClaim:
    return next(t for t in tracked if t.stated.article == article)


def test_a_denial_by_the_other_side_disputes_a_claim(corpus):
    claim = about(track_claims(corpus), "a1")
    assert [(d.how, d.fact.article) for d in claim.disputes] == [(How.DENIED, "a2")]
    assert claim.disputes[0].fact.span is not None


def test_what_the_same_side_says_again_disputes_nothing(corpus):
    claims = track_claims(corpus)
    assert all(d.fact.article != "a8" for c in claims for d in c.disputes)


def test_contrary_figures_dispute_each_other(corpus):
    claims = track_claims(corpus)
    assert ("a4", How.CONTRARY) in [(d.fact.article, d.how) for d in about(claims, "a3").disputes]
    assert ("a3", How.CONTRARY) in [(d.fact.article, d.how) for d in about(claims, "a4").disputes]


def test_what_is_called_false_is_disputed(corpus):
    assert (How.CALLED_FALSE, "a7") in [(d.how, d.fact.article) for d in about(track_claims(corpus), "a5").disputes]


def test_what_is_denied_as_an_allegation_is_disputed_by_whoever_denies_it(corpus):
    claim = about(track_claims(corpus), "a9")
    assert claim.by is None
    assert [(d.by, d.how, d.fact.article) for d in claim.disputes] == [("UGA", How.DENIED, "a9")]


def test_stands_are_no_claims_and_only_disputed_ones_are_listed_on_demand(corpus):
    claims = track_claims(corpus)
    assert not [c for c in claims if c.stated.article == "a6"]
    disputed = track_claims(corpus, disputed=True)
    assert disputed and all(c.disputes for c in disputed) and len(disputed) < len(claims)


def test_every_dispute_names_its_evidence(corpus):
    texts = {r.article.id: r.article.text for r in corpus}
    for claim in track_claims(corpus):
        for dispute in claim.disputes:
            span = dispute.fact.span
            assert span is not None
            assert texts[dispute.fact.article][span.start : span.end] == span.text
            assert 0 < dispute.confidence <= 0.9
