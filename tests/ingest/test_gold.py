"""What others annotated, where it is at hand."""

from __future__ import annotations

import json

import pytest

from detente.evaluate.pages import load_gold, score_pages, word_f1
from detente.ingest import read_sources

pytestmark = pytest.mark.shared


def test_saved_page_of_the_golden_article(shared):
    gold = json.loads((shared / "golden" / "putin-dialogue.json").read_text("utf-8"))["article"]
    path = shared / "golden" / "putin-dialogue.txt"
    (article,) = read_sources([str(path)])
    assert article.text == path.read_text("utf-8")
    assert (article.title, article.section) == (gold["title"], gold["section"])
    assert article.body.text.startswith(gold["body_starts_with"])
    assert article.body.text.endswith(gold["body_ends_with"])
    assert not any(words in article.body.text for words in gold["not_in_body"])


def test_texts_of_corpora_are_read_whole(shared, tmp_path):
    texts = {p.name: p.read_text("utf-8") for p in sorted((shared / "bench/statements/dev/text").glob("*.txt"))}
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in texts.items()))
    for article in read_sources([str(path)]):
        assert article.text == texts[article.id]
        assert article.body.text == article.text.strip()
        assert article.language == "en"


def test_pages_of_one_quarter(shared):
    """A floor for every fourth page, so that a slip shows; the whole is measured in docs/quality/pages.md."""
    pages = [p for n, p in enumerate(load_gold(shared / "bench" / "pages", half=1)) if n % 2]
    scores = score_pages(iter(pages)).to_dict()
    assert scores["title"]["score"] >= 0.85
    assert scores["date"]["score"] >= 0.82
    assert scores["body"]["score"] >= 0.96


def test_word_f1():
    assert word_f1("", "") == 1.0
    assert word_f1("a b", "") == 0.0
