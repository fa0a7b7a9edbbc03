"""What comes of sources, good and bad: each bad one is a failure in its place, and the run goes on."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import stat
import zipfile
from pathlib import Path

import pytest

from detente.ingest import Article, Code, IngestFailure, IngestOptions, read_sources
from detente.ingest.streams import kind_of, unsafe_name

from .pages import PARAGRAPHS, TEXT, TITLE, page


def read(*paths, **options) -> list[Article | IngestFailure]:
    return list(read_sources([str(p) for p in paths], IngestOptions(**options)))


def one(*paths, **options) -> Article:
    (found,) = read(*paths, **options)
    assert isinstance(found, Article), found
    return found


def failure(*paths, **options) -> IngestFailure:
    (found,) = read(*paths, **options)
    assert isinstance(found, IngestFailure), found
    assert found.message and str(found).startswith(found.code)
    return found


@pytest.fixture
def text_file(tmp_path) -> Path:
    path = tmp_path / "harbour.txt"
    path.write_text(TEXT, "utf-8")
    return path


# --- good ------------------------------------------------------------------------------------------------------------


def test_plain_text_is_kept_to_the_character(tmp_path):
    path = tmp_path / "a.b.txt"
    raw = TEXT.replace("\n", "\r\n") + "\r\n \t"
    path.write_bytes(raw.encode())
    article = one(path)
    assert article.id == "a.b"
    assert article.text == raw
    assert article.title == TITLE
    assert article.body.text == "\r\n\r\n".join(PARAGRAPHS)
    assert article.language == "en"


def test_page_gives_title_paragraphs_and_metadata(tmp_path):
    path = tmp_path / "harbour.html.gz"
    head = '<meta property="article:published_time" content="2031-05-15T08:00:00+02:00">'
    path.write_bytes(gzip.compress(page(head=head, before='<div class="breadcrumb">Home » World</div>').encode()))
    article = one(path)
    assert article.id == "harbour"
    assert article.text == TEXT
    assert article.body.text == "\n\n".join(PARAGRAPHS)
    assert (article.title, article.section, article.publisher) == (TITLE, "World", "The Sella Courier")
    assert article.published == "2031-05-15T08:00:00+02:00"
    assert article.basis["published"] == "meta" and article.basis["title"] == "h1"


def test_json_lines_come_back_unchanged(tmp_path):
    path = tmp_path / "corpus.jsonl"
    texts = [" a\u2028b\r\n", "x\u0000y \ufeff", "e\u0301 \U0001f600" * 3]
    rows = [{"id": f" i{n}\u00a0", "text": t, "published": "2031-01-02"} for n, t in enumerate(texts)]
    path.write_text("".join(json.dumps(r, ensure_ascii=n == 0) + "\n" for n, r in enumerate(rows)), "utf-8", newline="")
    found = read(path)
    assert [(a.id, a.text, a.published) for a in found] == [(r["id"], r["text"], "2031-01-02") for r in rows]
    assert [d.code for d in found[1].read_with] == ["nul_character"]


def test_fields_of_json_lines(tmp_path):
    path = tmp_path / "corpus.jsonl"
    row = {"uri": 7, "headline": TITLE, "body": TEXT, "date": "15 May 2031", "outlet": "Courier", "lang": "en-GB"}
    path.write_text(json.dumps(row) + "\n\n")
    article = one(path)
    assert (article.id, article.title, article.published, article.publisher) == ("7", TITLE, "2031-05-15", "Courier")
    assert article.language == "en"
    assert article.body.text == TEXT  # a text given on its own keeps its first line


def test_columns_are_mapped(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps({"text": "no", "wortlaut": TEXT, "nr": "9"}) + "\n")
    article = one(path, columns={"text": "wortlaut", "id": "nr"})
    assert (article.id, article.text) == ("9", TEXT)


def test_record_without_id_gets_one_from_its_address_or_text(tmp_path):
    path = tmp_path / "corpus.jsonl"
    rows = [{"text": TEXT, "url": "https://www.courier.example/world/harbour.html#top"}, {"text": TEXT}, {"text": TEXT}]
    path.write_text("\n".join(map(json.dumps, rows)))
    a, b, c = read(path)
    assert a.id == "courier.example/world/harbour.html"
    assert b.id == c.id and b.id.startswith("text-")


def test_published_of_the_caller_wins(text_file):
    article = one(text_file, published="2031-05-15")
    assert (article.published, article.basis["published"]) == ("2031-05-15", "option")


def test_folder_is_read_in_order_of_names(tmp_path):
    for name in ("b/x.txt", "a.txt", "b/.hidden.txt", "b/x.html", "c.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(page() if name.endswith("html") else TEXT, "utf-8")
    found = read(tmp_path)
    assert [a.id for a in found if isinstance(a, Article)] == ["a", "b/x.html", "b/x.txt"]
    (passed,) = [f for f in found if isinstance(f, IngestFailure)]
    assert passed.code == Code.UNKNOWN_FORMAT and "1 .png" in passed.message


def test_glob(tmp_path):
    for name in ("x/1.txt", "y/1.txt", "y/2.text"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT)
    assert [a.id for a in read(tmp_path / "*" / "*.txt")] == ["x/1", "y/1"]
    assert failure(tmp_path / "*.nothing").code == Code.NOT_FOUND


def test_files_of_one_name_are_told_apart(tmp_path):
    for folder in "xy":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(TEXT)
    assert [a.id for a in read(tmp_path / "x" / "a.txt", tmp_path / "y" / "a.txt")] == ["x/a", "y/a"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed(tmp_path, pack):
    path = tmp_path / "a.jsonl.packed"
    path.write_bytes(pack(json.dumps({"id": "1", "text": TEXT}).encode()))
    assert one(path).id == "1"


def test_zstandard(tmp_path):
    zstandard = pytest.importorskip("zstandard")
    path = tmp_path / "a.txt.zst"
    path.write_bytes(zstandard.compress(TEXT.encode()))
    assert (one(path).id, one(path).text) == ("a", TEXT)


def test_zip(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("in/b.txt", TEXT)
        archive.writestr("in/a.html.gz", gzip.compress(page().encode()))
    assert [a.id for a in read(path)] == ["all/in/a", "all/in/b"]


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (TEXT, TITLE),
        (page(), TITLE),
        (json.dumps({"id": "1", "text": TEXT, "title": "Given"}), "Given"),
        (json.dumps([{"id": "1", "text": TEXT, "title": "Given"}], indent=1), "Given"),
        (json.dumps({"id": "1", "text": TEXT, "title": "Given"}, indent=1), "Given"),
    ],
)
def test_standard_input_is_told_from_its_first_bytes(data, title):
    (article,) = read_sources(["-"], stdin=io.BytesIO(data.encode()))
    assert article.title == title


def test_standard_input_may_be_packed():
    (article,) = read_sources(["-"], stdin=io.BytesIO(gzip.compress(TEXT.encode())))
    assert (article.id, article.text) == ("stdin", TEXT)


def test_other_languages_are_skipped_but_kept(tmp_path):
    path = tmp_path / "de.txt"
    german = (
        "Die Außenministerin sagte am Dienstag, der Hafen werde geöffnet, sobald beide Regierungen den Vertrag"
        " unterschrieben hätten. Die Fischer hätten lange genug gewartet."
    )
    path.write_text(german, "utf-8")
    skipped = one(path)
    assert (skipped.language, skipped.body) == ("de", None)
    assert "language_skipped" in {d.code for d in skipped.read_with}
    assert one(path, languages=("en", "de")).body.text == german
    assert one(path, languages=()).body.text == german


def test_reading_is_lazy(tmp_path, text_file):
    items = read_sources([str(text_file), str(tmp_path / "missing.txt")])
    assert isinstance(next(items), Article)
    text_file.unlink()
    assert next(items).code == Code.NOT_FOUND


def test_options_and_results_can_be_pickled(text_file):
    options = IngestOptions(published="2031-05-15", columns={"text": "t"})
    assert pickle.loads(pickle.dumps(options)) == options
    article = one(text_file)
    assert pickle.loads(pickle.dumps(article)) == article


# --- bad -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.csv"])
def test_empty_file(tmp_path, name):
    (tmp_path / name).write_bytes(b" \n")
    assert failure(tmp_path / name).code == Code.EMPTY


def test_empty_json_lines_hold_nothing(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"")
    assert read(tmp_path / "a.jsonl") == []


def test_empty_text_is_an_article_all_the_same(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "1", "text": ""}\n')
    article = one(tmp_path / "a.jsonl")
    assert (article.id, article.text, article.body) == ("1", "", None)
    assert [d.code for d in article.read_with] == ["empty_text"]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(100), bytes(range(256)) * 40, b"\x7fELF" + b"\x01" * 99])
def test_binary_file(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    assert failure(tmp_path / "a.txt").code == Code.BINARY


def test_fifty_megabytes_of_one_line(tmp_path):
    line = b"word " * 10_000_000
    for name in ("a.txt", "a.html"):
        (tmp_path / name).write_bytes(line)
        assert failure(tmp_path / name).code == Code.TOO_LARGE
    good = json.dumps({"id": "2", "text": TEXT}).encode()
    (tmp_path / "a.jsonl").write_bytes(b'{"id": "1", "text": "' + line + b'"}\n' + good + b"\n")
    bad, article = read(tmp_path / "a.jsonl")
    assert (bad.code, bad.line, article.id) == (Code.TOO_LARGE, 1, "2")


@pytest.mark.parametrize(
    ("data", "text", "code"),
    [
        (
            "Café – “naïve”".encode("cp1252") + b" " + PARAGRAPHS[0].encode("cp1252", "replace"),
            "Café – “naïve” ",
            "charset_guessed",
        ),
        ("Zürich und Łódź, ".encode() + b"\xff" + TEXT.encode(), "Zürich und Łódź, \ufffd", "invalid_bytes"),
    ],
)
def test_invalid_utf8(tmp_path, data, text, code):
    (tmp_path / "a.txt").write_bytes(data)
    article = one(tmp_path / "a.txt")
    assert article.text.startswith(text)
    assert code in {d.code for d in article.read_with}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_other_unicode_encodings(tmp_path, encoding):
    (tmp_path / "a.txt").write_bytes(TEXT.encode(encoding))
    assert one(tmp_path / "a.txt").text == TEXT


def test_encoding_can_be_given(tmp_path):
    (tmp_path / "a.txt").write_bytes(("Прага. " * 30).encode("koi8-r"))
    assert one(tmp_path / "a.txt", encoding="koi8-r", languages=()).text.startswith("Прага.")
    assert failure(tmp_path / "a.txt", encoding="no-such").code == Code.UNREADABLE


@pytest.mark.parametrize(
    "markup",
    [
        "<html><head><title>x</title></head></html>",
        "<html><body></body></html>",
        "<!doctype html>",
        "<p>short</p>",
        "<html><body><nav><a href='/'>Home</a></nav></body></html>",
    ],
)
def test_page_without_a_body(tmp_path, markup):
    (tmp_path / "a.html").write_text(markup)
    assert failure(tmp_path / "a.html").code == Code.NO_ARTICLE


def test_broken_line_in_the_middle(tmp_path):
    good = json.dumps({"id": "1", "text": TEXT})
    lines = [good, '{"id": "2", "text": "cut', "[1]", '{"id": "3"}', '{"id": "4", "text": 5}', "[" * 100_000, good]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    found = read(tmp_path / "a.jsonl")
    assert [isinstance(f, Article) for f in found] == [True, False, False, False, False, False, True]
    assert [(f.line, f.code) for f in found[1:-1]] == [
        (2, Code.BAD_JSON),
        (3, Code.BAD_JSON),
        (4, Code.BAD_RECORD),
        (5, Code.BAD_RECORD),
        (6, Code.BAD_JSON),
    ]


def test_bad_bytes_in_a_json_line(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"id": "1", "text": "caf\xe9 ' + TEXT.encode() + b'"}'.replace(b"\n", b" "))
    (tmp_path / "a.jsonl").write_bytes((tmp_path / "a.jsonl").read_bytes().replace(b"\n", b" "))
    article = one(tmp_path / "a.jsonl")
    assert article.text.startswith("caf\ufffd")
    assert article.read_with[0].code == "invalid_bytes"


def test_year_9999(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "1", "text": TEXT, "published": "9999-12-31"}))
    article = one(tmp_path / "a.jsonl")
    assert article.published is None
    assert [d.code for d in article.read_with] == ["published_implausible"]


def test_lone_surrogate_is_kept(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "1", "text": "' + PARAGRAPHS[0] + ' \\ud800 end."}')
    article = one(tmp_path / "a.jsonl")
    assert "\ud800 end." in article.text
    assert [d.code for d in article.read_with] == ["lone_surrogate"]
    assert len(article.sha256) == 64


def test_missing_file_does_not_end_the_run(text_file):
    missing, article = read("no/such/file.txt", text_file)
    assert (missing.code, missing.source) == (Code.NOT_FOUND, "no/such/file.txt")
    assert article.id == "harbour"


def test_folder_without_read_permission(tmp_path, monkeypatch, text_file):
    locked = tmp_path / "locked"
    locked.mkdir()
    (locked / "a.txt").write_text(TEXT)
    locked.chmod(0)
    if os.access(locked, os.R_OK):  # root may read everything: act as if not
        scandir = os.scandir

        def refuse(path):
            if Path(path) == locked:
                raise PermissionError(13, "Permission denied")
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refuse)
    try:
        found = read(tmp_path)
    finally:
        locked.chmod(stat.S_IRWXU)
    assert [a.id for a in found if isinstance(a, Article)] == ["harbour"]
    assert [f.code for f in found if isinstance(f, IngestFailure)] == [Code.NO_PERMISSION]


def test_file_without_read_permission(text_file, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert failure(text_file).code == Code.NO_PERMISSION


def test_links_in_a_circle(tmp_path, text_file):
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    found = read(tmp_path)
    assert [a.id for a in found if isinstance(a, Article)] == ["harbour"]
    codes = sorted(f.code for f in found if isinstance(f, IngestFailure))
    assert codes == sorted([Code.NOT_FOUND, Code.UNREADABLE, Code.UNREADABLE])


def test_pipe_in_a_folder_is_not_waited_for(tmp_path, text_file):
    os.mkfifo(tmp_path / "pipe.txt")
    found = read(tmp_path)
    assert [type(f) for f in found] == [Article, IngestFailure]


def test_deeply_nested_page(tmp_path):
    inner = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    (tmp_path / "a.html").write_text(f"<html><title>{TITLE}</title><body>{'<div>' * 50_000}{inner}")
    article = one(tmp_path / "a.html")
    assert PARAGRAPHS[1] in article.text
    assert "markup_flattened" in {d.code for d in article.read_with}


def test_nul_bytes_in_a_page(tmp_path):
    (tmp_path / "a.html").write_text(page().replace("harbour", "har\x00bour", 1))
    assert one(tmp_path / "a.html").title == TITLE


def test_page_declares_its_encoding(tmp_path):
    markup = page(paragraphs=("Café naïve über alles. " + PARAGRAPHS[0], *PARAGRAPHS[1:]))
    markup = markup.replace(
        '<meta charset="utf-8">', '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">'
    )
    (tmp_path / "a.html").write_bytes(markup.encode("iso-8859-15", "xmlcharrefreplace"))
    assert one(tmp_path / "a.html").body.text.startswith("Café naïve über alles.")


def test_gzip_bomb(tmp_path):
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b" " * 30_000_000))
    assert failure(tmp_path / "a.txt.gz", max_bytes=10**9).code == Code.BAD_ARCHIVE


def test_zip_bomb_and_unsafe_names(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b" " * 30_000_000)
        archive.writestr("good.txt", TEXT)
        archive.writestr("../../escape.txt", TEXT)
        archive.writestr("/abs.txt", TEXT)
    found = read(path)
    assert [a.id for a in found if isinstance(a, Article)] == ["a/good"]
    assert sorted(f.code for f in found if isinstance(f, IngestFailure)) == [
        Code.BAD_ARCHIVE,
        Code.UNSAFE_MEMBER,
        Code.UNSAFE_MEMBER,
    ]


def test_archives_too_deep_in_each_other(tmp_path):
    data = TEXT.encode()
    name = "a.txt"
    for depth in range(6):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(name, data)
        data, name = buffer.getvalue(), f"{depth}.zip"
    (tmp_path / "nest.zip").write_bytes(data)
    assert failure(tmp_path / "nest.zip").code == Code.BAD_ARCHIVE


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.xz", "a.jsonl.bz2"])
def test_packing_damaged_half_way(tmp_path, name):
    pack = {"gz": gzip.compress, "xz": lzma.compress, "bz2": bz2.compress}[name.rpartition(".")[2]]
    rows = "".join(json.dumps({"id": str(n), "text": f"{n} {TEXT}{os.urandom(300).hex()}"}) + "\n" for n in range(400))
    data = pack(rows.encode())
    (tmp_path / name).write_bytes(data[: len(data) * 3 // 4])
    found = read(tmp_path / name)
    assert found[-1].code in {Code.BAD_ARCHIVE, Code.BAD_JSON}
    assert all(isinstance(f, Article) for f in found[:-1])


def test_damaged_zip(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + b"nothing more")
    assert failure(tmp_path / "a.zip").code == Code.BAD_ARCHIVE


def test_unknown_format(text_file):
    assert failure(text_file, format="papyrus").code == Code.UNKNOWN_FORMAT


def test_names():
    assert kind_of("a/b.WARC.gz") == ".warc"
    assert unsafe_name("a/../../b") and unsafe_name("C:/x") and unsafe_name("/x") and not unsafe_name("a..b/c")
