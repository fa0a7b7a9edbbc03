"""The command line as a user meets it: what goes in, what comes out, where, and with which exit status."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from detente.cli import COMMANDS, app, main

ARTICLE = "Valdoria is ready for talks, the foreign minister said on Tuesday.\n\nNobody was hurt."


@pytest.fixture
def run(monkeypatch, capfdbinary):
    """Run the command in this process: (exit status, stdout, stderr)."""

    def call(*args, stdin=b""):
        monkeypatch.setattr(sys, "argv", ["detente", *map(str, args)])
        read, write = os.pipe()
        os.write(write, stdin)
        os.close(write)
        with os.fdopen(read) as piped:
            monkeypatch.setattr(sys, "stdin", piped)
            try:
                main()
                status = 0
            except SystemExit as exit_:
                status = exit_.code or 0
        sys.stdout.flush()
        sys.stderr.flush()
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


@pytest.fixture
def article(tmp_path) -> Path:
    path = tmp_path / "talks.txt"
    path.write_text(ARTICLE)
    return path


def test_one_article_is_a_brief(run, article):
    status, out, err = run("read", article, "--published", "2024-02-22")
    assert status == 0
    assert "published: 2024-02-22" in out
    assert err == ""


def test_records_as_json_lines(run, article):
    status, out, _ = run("read", article, "--jsonl", "--published", "2024-02-22")
    (line,) = out.splitlines()
    record = json.loads(line)
    assert status == 0
    assert list(record) == [
        "article", "actors", "statements", "positions", "events", "times", "places", "issues", "claims", "diagnostics",
        "run",
    ]  # fmt: skip
    assert record["article"]["text"] == ARTICLE
    (tuesday,) = [t for t in record["times"] if t["text"] == "Tuesday"]
    assert tuesday["value"] == "2024-02-20"


def test_into_a_store_and_out_again(run, article, tmp_path):
    db = tmp_path / "record.db"
    status, out, err = run("read", article, "--into", db)
    assert (status, out) == (0, "") and "1 new" in err
    assert "1 already there" in run("read", article, "--into", db)[2]
    assert run("verify", db)[0] == 0
    assert run("search", "foreign minister", "--store", db)[1].startswith("talks\t")
    assert "Nobody was hurt" in run("show", "talks", "--store", db)[1]
    assert run("history", "talks", "--store", db)[1].count("current") == 1
    status, exported, _ = run("export", "--store", db)
    other = tmp_path / "other.db"
    (tmp_path / "r.jsonl").write_text(exported)
    assert run("merge", tmp_path / "r.jsonl", "--into", other)[0] == 0
    assert run("export", "--store", other)[1] == exported
    assert run("export", "times", "--store", db)[1].startswith("article,published,")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "DT103"),
        ("binary.txt", bytes(range(256)) * 40, "DT104"),
        ("bodyless.html", b"<html><head><title>x</title></head></html>", "DT"),
        ("broken.jsonl", b'{"id": "a", "text": \n', "DT106"),
    ],
)
def test_bad_input_is_named_and_nothing_is_read(run, tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    status, _, err = run("read", tmp_path / name)
    assert status == 1
    assert code in err and name in err
    assert "Traceback" not in err


def test_a_broken_line_leaves_the_others(run, tmp_path):
    lines = [json.dumps({"id": i, "text": ARTICLE}) for i in "ab"]
    (tmp_path / "x.jsonl").write_text("\n".join([lines[0], '{"id": "broken', lines[1]]))
    status, out, err = run("read", tmp_path / "x.jsonl", "--jsonl")
    assert status == 0
    assert [json.loads(line)["article"]["id"] for line in out.splitlines()] == ["a", "b"]
    assert "x.jsonl:2" in err


def test_invalid_utf8_and_far_dates_are_read_with_a_diagnostic(run, tmp_path):
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\xff Talks went on in \xe9t\xe9, he said. " * 3)
    (tmp_path / "far.jsonl").write_text(json.dumps({"id": "far", "text": ARTICLE, "published": "9999-12-31"}))
    for name in ("bytes.txt", "far.jsonl"):
        status, _, err = run("read", tmp_path / name, "--jsonl", "--language", "en", "--language", "fr")
        assert status in (0, 1), err
        assert "Traceback" not in err


def test_a_line_of_fifty_megabytes_is_refused_quickly(run, tmp_path):
    (tmp_path / "huge.txt").write_bytes(b"word " * 10_000_000)
    status, _, err = run("read", tmp_path / "huge.txt")
    assert status == 1 and "DT105" in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_named(run, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0)
    status, _, err = run("read", closed)
    closed.chmod(0o700)
    assert status == 1 and "DT102" in err


def test_standard_input(run):
    status, out, _ = run("read", "-", "--jsonl", stdin=ARTICLE.encode())
    assert status == 0 and json.loads(out)["article"]["text"] == ARTICLE


@pytest.mark.parametrize("args", [("read", "x", "--published", "2019-13-45"), ("read", "x", "--format", "pdf"),
                                  ("read", "x", "--column", "text"), ("nonsense",), ("why", "no-hash")])  # fmt: skip
def test_wrong_calls_end_with_two(run, args):
    status, _, err = run(*args)
    assert status == 2 and "Traceback" not in err


def test_missing_things_end_with_one(run, tmp_path, article):
    assert run("read", tmp_path / "none.txt")[0] == 1
    assert run("verify", tmp_path / "none.db")[0] == 1
    db = tmp_path / "r.db"
    run("read", article, "--into", db)
    status, _, err = run("show", "other", "--store", db)
    assert status == 1 and "DT604" in err


def test_text_from_outside_does_not_steer_the_terminal(run, tmp_path):
    (tmp_path / "x.txt").write_text("Talks \x1b[2J\x1b]0;owned\x07 went on. [bold red]loud[/] :smile:\n\nIt was calm.")
    db = tmp_path / "r.db"
    run("read", tmp_path / "x.txt", "--into", db)
    out = run("show", "x", "--store", db)[1]
    assert "\x1b" not in out and "\x07" not in out
    assert "[bold red]loud[/] :smile:" in out


def test_every_command_explains_itself(run):
    for name in COMMANDS:
        status, out, _ = run(name, "--help")
        assert status == 0
        assert len(out) > 100, name


def test_help_is_quick(root):
    """No parser, model or database is loaded to print help."""
    import subprocess

    heavy = ("spacy", "onnxruntime", "sqlalchemy", "polars")
    code = f"import sys; import detente.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


def test_the_app_is_whole():
    names = {c.name for c in app.registered_commands} | {g.name for g in app.registered_groups}
    assert names == set(COMMANDS)


def test_help_shows_each_command_on_a_line_of_its_own(run):
    lines = run("--help")[1].splitlines()
    for name in COMMANDS:
        (line,) = [li for li in lines if li.split()[:1] == [name]]
        assert line.endswith("."), line
        assert not line.endswith("..."), line


def test_version(run):
    from detente import __version__

    assert run("--version")[1] == f"detente {__version__}\n"


def test_the_package_runs_as_a_module() -> None:
    import subprocess

    done = subprocess.run([sys.executable, "-m", "detente", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip()
