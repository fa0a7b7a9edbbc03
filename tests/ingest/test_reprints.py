"""Reprints: linked to their first appearance, in an index that survives."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.ingest.reprints import MatchKind, ReprintIndex, link_reprints
from detente.ingest.sketch import make_sketch, overlap
from detente.records import Article

from .pages import PARAGRAPHS, TEXT


@pytest.fixture(scope="session")
def reprint_set(root):
    sys.path.insert(0, str(root / "evaluation" / "reprints"))
    try:
        import reprint_set
    finally:
        sys.path.pop(0)
    return reprint_set


def article(id: str, text: str) -> Article:
    bare = Article(id=id, text=text)
    return replace(bare, body=bare.span(0, len(text)))


def other_text(seed: int, reprint_set) -> str:
    return reprint_set.invent_text(random.Random(seed))


def test_copy_reprint_and_part(reprint_set):
    long_text = "\n\n".join(other_text(s, reprint_set) for s in (1, 2))
    with ReprintIndex() as index:
        assert index.add(article("a", long_text)) is None
        copy = index.add(article("b", long_text.upper().replace("\n\n", " ")))
        cut = index.add(article("c", long_text[: len(long_text) // 2] + "\n\n" + PARAGRAPHS[0]))
        half = index.add(article("d", TEXT * 2 + long_text[: len(TEXT) * 2]))
        assert (copy.first_id, copy.kind) == ("a", MatchKind.COPY)
        assert (cut.first_id, cut.kind) == ("a", MatchKind.REPRINT)
        assert (half.first_id, half.kind) == ("a", MatchKind.PARTIAL)
        assert index.reprints_of("a") == ("b", "c", "d")
        assert index.find("b") == copy and index.find("a") is None


def test_first_appearance_is_never_a_reprint(reprint_set):
    text = other_text(3, reprint_set)
    with ReprintIndex() as index:
        for id in "abc":
            index.add(article(id, text))
        assert index.find("c").first_id == "a"


def test_adding_again_changes_nothing(reprint_set):
    text = other_text(4, reprint_set)
    with ReprintIndex() as index:
        first = [index.add(article(i, text)) for i in "ab"]
        again = [index.add(article(i, text)) for i in "ab"]
        assert first == again and len(index) == 2


def test_corrected_article_is_judged_anew(reprint_set):
    with ReprintIndex() as index:
        index.add(article("a", other_text(5, reprint_set)))
        assert index.add(article("b", other_text(6, reprint_set))) is None
        assert index.add(article("b", other_text(5, reprint_set))).first_id == "a"
        assert len(index) == 2


def test_index_survives_a_killed_process(tmp_path, reprint_set):
    path = tmp_path / "reprints.db"
    program = (
        "import os, sys; from detente.ingest.reprints import ReprintIndex; from detente.records import Article\n"
        "index = ReprintIndex(sys.argv[1]); index.add(Article(id='a', text=sys.argv[2])); os._exit(9)"
    )
    text = other_text(7, reprint_set)
    subprocess.run([sys.executable, "-c", program, str(path), text], check=False, timeout=60)
    with ReprintIndex(str(path)) as index:
        assert index.add(article("b", text)).first_id == "a"


def test_index_of_another_version_is_refused(tmp_path):
    path = str(tmp_path / "reprints.db")
    index = ReprintIndex(path)
    index._db.execute("UPDATE reprint_about SET value = '0'")
    index.close()
    with pytest.raises(ValueError, match="version 0"):
        ReprintIndex(path)


def test_articles_are_linked():
    linked = list(link_reprints([article("a", TEXT), article("b", TEXT)], ReprintIndex()))
    assert [a.reprint_of for a, _ in linked] == [None, "a"]


def test_short_and_empty_texts_are_new():
    with ReprintIndex() as index:
        for id, text in (("a", ""), ("b", ""), ("c", "Talks resume."), ("d", "Talks resume.")):
            assert index.add(Article(id=id, text=text)) is None


@given(st.text(max_size=300), st.text(max_size=300))
def test_overlap_is_a_share_and_symmetric(left, right):
    a, b = make_sketch(left), make_sketch(right)
    one, two = overlap(a, b), overlap(b, a)
    assert 0.0 <= one.of_left <= 1.0 and one.of_left == two.of_right and one.jaccard == two.jaccard
    assert not a.total or overlap(a, a).jaccard == 1.0


def test_share_is_estimated_well(reprint_set):
    whole = [other_text(s, reprint_set) for s in range(10, 16)]
    found = overlap(make_sketch(whole[0] + whole[1]), make_sketch("\n".join(whole[1:])))
    words = [len(w.split()) for w in whole]
    assert found.of_left == pytest.approx(words[1] / (words[0] + words[1]), abs=0.1)


def test_invented_set(reprint_set):
    """A small set each time; the numbers on 2,000 articles are in docs/quality/pages.md."""
    rng = random.Random(1)
    cases = reprint_set.make_set([reprint_set.invent_text(rng) for _ in range(210)], size=300, reprints=90, seed=1)
    with ReprintIndex() as index:
        links = {c.article.id: m.first_id for c in cases if (m := index.add(c.article)) is not None}
    right = sum(links.get(c.article.id) == c.first for c in cases if c.first is not None)
    assert right / len(links) >= 0.98
    assert right / 90 >= 0.95
