"""Tables: a row is an article, or an address."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest

from detente.ingest import Article, Code, IngestOptions, read_sources
from detente.ingest.urls import is_gdelt, listed_from_gdelt, listed_from_rows

from .pages import TEXT, TITLE

ROWS = [
    {"id": "1", "headline": TITLE, "text": TEXT, "date": "2031-05-15"},
    {"id": "2", "headline": "Second, with a comma", "text": TEXT + " “More”", "date": ""},
]


def read(path, **options):
    return list(read_sources([str(path)], IngestOptions(**options)))


def csv_text(rows, delimiter=",") -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.tsv", "\t"), ("b.csv", ";")])
def test_rows_are_articles(tmp_path, name, delimiter):
    (tmp_path / name).write_text(csv_text(ROWS, delimiter), "utf-8", newline="")
    found = read(tmp_path / name)
    assert [(a.id, a.title, a.text, a.published) for a in found] == [
        ("1", TITLE, TEXT, "2031-05-15"),
        ("2", "Second, with a comma", TEXT + " “More”", None),
    ]


def test_encoding_is_detected(tmp_path):
    (tmp_path / "a.csv").write_bytes(csv_text(ROWS).encode("cp1252"))
    assert read(tmp_path / "a.csv")[1].text.endswith("“More”")


def test_columns_can_be_named(tmp_path):
    (tmp_path / "a.csv").write_text(csv_text([{"Wortlaut": TEXT, "Nr": "7"}]), newline="")
    (article,) = read(tmp_path / "a.csv", columns={"text": "Wortlaut", "id": "Nr"})
    assert (article.id, article.text) == ("7", TEXT)


def test_wrong_column_is_named_in_the_message(tmp_path):
    (tmp_path / "a.csv").write_text(csv_text(ROWS), newline="")
    (failure,) = read(tmp_path / "a.csv", columns={"text": "words"})
    assert failure.code == Code.BAD_TABLE and "'words'" in failure.message and "headline" in failure.message


def test_table_without_texts_or_addresses(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    (failure,) = read(tmp_path / "a.csv")
    assert failure.code == Code.BAD_TABLE


def test_row_without_text_does_not_end_the_table(tmp_path):
    (tmp_path / "a.csv").write_text(f'id,text\n1\n2,"{TEXT}"\n', newline="")
    failure, article = read(tmp_path / "a.csv")
    assert (failure.code, failure.line, article.id) == (Code.BAD_RECORD, 2, "2")


def test_long_cell_is_read_and_the_limit_put_back(tmp_path):
    before = csv.field_size_limit()
    (tmp_path / "a.csv").write_text(csv_text([{"id": "1", "text": "word " * 60_000}]), newline="")
    (article,) = read(tmp_path / "a.csv")
    assert len(article.text) == 300_000
    assert csv.field_size_limit() == before


def test_parquet(tmp_path):
    pl.DataFrame(ROWS).write_parquet(tmp_path / "a.parquet")
    assert [(a.id, a.text) for a in read(tmp_path / "a.parquet")] == [(r["id"], r["text"]) for r in ROWS]


def test_damaged_parquet(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing else")
    (failure,) = read(tmp_path / "a.parquet")
    assert failure.code == Code.BAD_TABLE


def test_pages_in_a_column(tmp_path):
    from .pages import page

    (tmp_path / "a.csv").write_text(csv_text([{"url": "https://courier.example/a", "html": page()}]), newline="")
    (article,) = read(tmp_path / "a.csv")
    assert isinstance(article, Article)
    assert (article.id, article.text, article.url) == ("courier.example/a", TEXT, "https://courier.example/a")


def test_export_of_mediacloud_is_a_list_of_addresses():
    columns = {"id": "stories_id", "url": "url", "published": "publish_date", "publisher": "media_name"}
    rows = [
        {"stories_id": 9, "url": "https://a.example/1", "publish_date": "2031-05-15", "media_name": "A"},
        {"url": ""},
    ]
    (listed,) = listed_from_rows(rows, columns, first_line=2)
    assert (listed.url, listed.id, listed.published, listed.publisher) == (
        "https://a.example/1",
        "9",
        "2031-05-15",
        "A",
    )


def test_export_of_gdelt_is_a_list_of_addresses():
    def line(url: str) -> str:
        cells = ["x"] * 61
        cells[59], cells[60] = "20310515101500", url
        return "\t".join(cells)

    lines = [
        line("https://a.example/1"),
        line("https://a.example/1"),
        line("BBC Monitoring"),
        line("https://b.example/"),
    ]
    assert is_gdelt(lines[0]) and not is_gdelt(TITLE)
    assert [(e.url, e.published) for e in listed_from_gdelt(lines)] == [
        ("https://a.example/1", "20310515101500"),
        ("https://b.example/", "20310515101500"),
    ]
