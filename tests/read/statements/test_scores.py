"""Our scorer of statements: what it counts, and that it agrees with the one that is shared."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from detente.evaluate.statements import (
    CLASSES,
    Annotation,
    content_class,
    load_gold,
    read_brat,
    read_marked,
    score_article,
    score_statements,
)

PASSAGES = Path(__file__).parents[3] / "evaluation" / "foreign_statements" / "passages.txt"


def test_one_word_off_is_not_strict_but_content() -> None:
    text = "The envoy said that the talks would resume soon."
    gold = [Annotation(content=((15, 47),), source=((0, 9),), cue=((10, 14),))]
    near = [Annotation(content=((20, 47),), source=((4, 9),), cue=((10, 14),))]
    scores = score_article(text, gold, near)
    assert (scores.f1("strict"), scores.f1("content"), scores.f1("attribution")) == (0.0, 1.0, 1.0)


def test_a_wrong_source_costs_the_attribution_only() -> None:
    text = "The envoy of the king said no."
    gold = [Annotation(content=((27, 29),), source=((0, 21),))]
    scores = score_article(text, gold, [Annotation(content=((27, 29),), source=((13, 21),))])
    assert (scores.f1("content"), scores.f1("attribution")) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("“Go home,”", "direct"), ("that they should “go home” at once", "mixed"), ("that they should go", "indirect")],
)
def test_classes_of_content(text: str, kind: str) -> None:
    assert content_class(text, [(0, len(text))]) == kind


def test_brat_standoff_with_a_gap() -> None:
    standoff = (
        "T1\tContent 0 4;13 17\tA B\nT2\tCue 9 13\tsaid\nT3\tSource 5 8\tshe\n"
        "E1\tAttribution:T2 Content:T1 Cue:T2 Source:T3\nE2\tAttribution:T2 Cue:T2\n"
    )
    (only,) = read_brat(standoff)
    assert only == Annotation(content=((0, 4), (13, 17)), source=((5, 8),), cue=((9, 13),))


def test_the_foreign_affairs_passages_are_well_marked() -> None:
    articles = read_marked(PASSAGES.read_text("utf-8"))
    assert len(articles) == 40 == len({a.id for a in articles})
    for article in articles:
        assert "⟦" not in article.text and "⟧" not in article.text
        perfect = score_article(article.text, article.annotators[0], article.annotators[0])
        assert perfect.f1("attribution") == 1.0


def test_agrees_with_the_shared_scorer(shared: Path) -> None:
    """On gold moved about at random the two give the same numbers."""
    folder = shared / "bench" / "statements"
    spec = importlib.util.spec_from_file_location("shared_scorer", folder / "score_statements.py")
    assert spec is not None and spec.loader is not None
    theirs = importlib.util.module_from_spec(spec)
    sys.modules["shared_scorer"] = theirs
    spec.loader.exec_module(theirs)
    articles = theirs.load_gold(str(folder / "dev"))
    gold = load_gold(folder / "dev")[:30]
    articles = {g.id: articles[g.id] for g in gold}
    mine, same = {}, {}
    for number, g in enumerate(gold):
        moved = [
            Annotation(
                content=tuple((b, e - (k + number) % 5 * 4) for b, e in a.content if e - b > 20) or a.content,
                source=() if (k + number) % 11 == 0 else a.source,
            )
            for k, a in enumerate(g.annotators[0])
            if (k + number) % 7
        ]
        mine[g.id] = moved
        text = articles[g.id].text
        same[g.id] = [theirs.Statement(text, list(a.content), list(a.source) or None) for a in moved]
    ours, want = score_statements(gold, mine), theirs.score(articles, same)["metrics"]
    names = (("strict", "content_strict"), ("content", "content_overlap"), ("attribution", "attribution"))
    for measure, name in names:
        for kind in CLASSES:
            assert ours.f1(measure, kind) == pytest.approx(want[name][kind]["f1"], abs=1e-4)
