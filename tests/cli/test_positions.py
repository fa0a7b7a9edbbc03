"""What detente positions, conditions and claims print."""

from __future__ import annotations

import sys

import pytest

from detente.cli import main
from detente.records import Article, Span
from detente.store import Store

# Offices without names of real states; nothing here happened.
CORPUS = {
    "a1": (
        "2031-03-01",
        "The Kenyan foreign minister said Kenya would reopen the border with Tanzania if Dodoma paid.",
    ),
    "a2": ("2031-03-09", "The Kenyan foreign minister said that Kenya would never reopen the border with Tanzania."),
    "a3": ("2031-03-10", "The Kenyan foreign minister said that Tanzania had closed the border at Namanga on Monday."),
    "a4": ("2031-03-11", "The Tanzanian foreign minister denied that the border at Namanga had been closed."),
}


@pytest.fixture(scope="module")
def store(reader, tmp_path_factory) -> str:
    path = str(tmp_path_factory.mktemp("positions") / "record.db")
    with Store(path) as opened:
        opened.add(
            reader.read(Article(id=name, text=text, published=day, body=Span(start=0, end=len(text), text=text)))
            for name, (day, text) in CORPUS.items()
        )
    return path


@pytest.fixture
def run(monkeypatch, capfd, store):
    def call(*args):
        monkeypatch.setattr(sys, "argv", ["detente", *args, "--store", store])
        status = 0
        try:
            main()
        except SystemExit as exit_:
            status = exit_.code or 0
        sys.stdout.flush()
        return status, capfd.readouterr().out

    return call


def test_a_line_of_positions_names_who_toward_whom_and_how_it_moved(run):
    status, out = run("positions", "Kenya", "--on", "border", "--toward", "Tanzania")
    assert status == 0
    assert "Kenya → Tanzania: borders and demarcation" in out
    assert "first stated: conditional" in out and "if: if Dodoma paid" in out
    assert "hardened: unwilling" in out


def test_open_conditions_are_listed_with_where_they_were_stated(run):
    status, out = run("conditions", "--open")
    assert status == 0
    assert "open (" in out and "2031-03-01  a1#p1" in out


def test_disputed_claims_show_who_disputes_them(run):
    status, out = run("claims", "--disputed")
    assert status == 0
    assert "Tanzania had closed the border at Namanga" in out and "denied (" in out


def test_nothing_found_is_a_status_of_its_own(run):
    assert run("positions", "Norway") == (1, "")


def test_positions_are_drawn_into_a_file(run, tmp_path):
    figure = tmp_path / "kenya.svg"
    status, out = run("positions", "KEN", "--chart", str(figure))
    assert status == 0 and "Kenya" in out
    assert figure.read_text("utf-8").startswith("<svg") and "Kenya" in figure.read_text("utf-8")
    assert run("positions", "KEN", "--chart", str(tmp_path / "kenya.txt"))[0] == 2
