"""Whole articles against what a careful analyst noted from them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from detente.config import Settings, load_settings
from detente.ingest import IngestOptions, read_sources
from detente.pipeline import Reader
from detente.records import Article, Record
from tests.golden.check import Check

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
REWRITES = ("fisheries", "pipeline", "undated")
# The file in the shared folder says these in a sentence; these are its words.
SHARED_FORBIDDEN = [{"words": "conspiracy", "event": None}, {"words": "normaliz", "event": "AGREE"}]


@pytest.fixture(scope="session")
def overlaid() -> Reader:
    """A reader that knows the invented states and people of the rewrites."""
    overlay = HERE / "rewrites" / "overlay"
    return Reader(load_settings(knowledge={"overlays": [str(p) for p in sorted(overlay.glob("*.tsv"))]}))


def article_of(path: Path, published: str | None) -> Article:
    (article,) = read_sources([str(path)], IngestOptions(published=published))
    assert isinstance(article, Article), article
    return article


def assert_reads(reader: Reader, path: Path, gold: dict) -> Record:
    record = reader.read(article_of(path, gold["published"]))
    problems = Check(record, gold).all()
    assert not problems, "\n" + "\n".join(problems)
    return record


def load(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def test_the_bundled_article_is_read_whole(reader):
    assert_reads(reader, ROOT / "examples" / "normalization.txt", load(HERE / "normalization.json"))


def test_the_bundled_article_without_its_date(reader):
    record = reader.read(article_of(ROOT / "examples" / "normalization.txt", None))
    assert not list(Check(record, load(HERE / "normalization.json")).partial_dates())


def test_the_first_article_is_read_whole(reader, shared):
    gold = load(shared / "golden" / "putin-dialogue.json")
    gold["events_that_must_not_appear"] = SHARED_FORBIDDEN
    assert_reads(reader, shared / "golden" / "putin-dialogue.txt", gold)


def test_the_first_article_without_its_date(reader, shared):
    record = reader.read(article_of(shared / "golden" / "putin-dialogue.txt", None))
    assert not list(Check(record, load(shared / "golden" / "putin-dialogue.json")).partial_dates())


@pytest.mark.parametrize("name", REWRITES)
def test_rewrites_with_other_states_people_issues_and_dates(overlaid, name):
    assert_reads(overlaid, HERE / "rewrites" / f"{name}.txt", load(HERE / "rewrites" / f"{name}.json"))


@pytest.mark.parametrize("name", REWRITES)
def test_rewrites_without_their_dates(overlaid, name):
    record = overlaid.read(article_of(HERE / "rewrites" / f"{name}.txt", None))
    assert not list(Check(record, load(HERE / "rewrites" / f"{name}.json")).partial_dates())


def test_the_same_text_gives_the_same_bytes(reader):
    from detente.store.rows import record_json

    article = article_of(ROOT / "examples" / "normalization.txt", "2019-05-15")
    first = record_json(reader.read(article))
    reader.read(replace(article, text=article.text[:400], body=article.span(0, 400)))
    assert record_json(reader.read(article)) == first
    assert record_json(Reader(Settings()).read(article)) == first


def test_every_span_is_the_text_it_says(reader):
    article = article_of(ROOT / "examples" / "normalization.txt", "2019-05-15")

    def check(value: object) -> int:
        if isinstance(value, dict):
            found = sum(check(v) for v in value.values())
            if {"start", "end", "text"} <= value.keys():
                assert article.text[value["start"] : value["end"]] == value["text"]
                found += 1
            return found
        return sum(check(v) for v in value) if isinstance(value, list) else 0

    assert check(reader.read(article).to_dict()) > 50
