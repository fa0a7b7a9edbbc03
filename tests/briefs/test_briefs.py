"""Briefs: every sentence rests on something, nothing undone is told as done, and hostile text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.briefs import Ask, Brief, make_brief, to_html, to_markdown, to_pdf
from detente.briefs.phrases import event_words
from detente.errors import NotFound
from detente.ontology import load_plover
from detente.records import Article, Event, Record, Run, Status
from detente.store import Store
from tests.web.conftest import HOSTILE, hostile_record

ASKS = {
    "dyad": Ask(about="dyad", one="USA", other="IRN"),
    "actor": Ask(about="actor", one="FRA", since="2013-06-01"),
    "issue": Ask(about="issue", issue="sanctions"),
    "period": Ask(about="period", since="2015-01", until="2015-12"),
}
# What would be markup in Markdown or in Typst.
MARKUP = (
    "# head *bold* _it_ `code` ~~no~~ | a | b |",
    "[link](https://example.org) ![x](y.png) <b>b</b> &amp; [^1]",
    "https://example.org www.example.org a@example.org",
    "1. one - two + three $x^2$ \\LaTeX{}",
    '#panic("no") #sys.inputs ]] #eval("1") $ sum $ @n1 <n1> // comment',
    "- item",
    "    indented",
)


@contextmanager
def opened(path: Path) -> Iterator[object]:
    with Store(path, read_only=True) as store, store.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def briefs(demo_store: Path) -> dict[str, Brief]:
    with opened(demo_store) as connection:
        return {name: make_brief(connection, ask) for name, ask in ASKS.items()}


@pytest.mark.parametrize("about", ASKS)
def test_every_sentence_has_its_source(about, briefs, demo_store):
    brief = briefs[about]
    lines = [line for s in brief.sections if s.title != "How to read this" for line in s.lines]
    assert len(lines) > 20 and all(line.notes for line in lines)
    assert [n.number for n in brief.notes] == list(range(1, len(brief.notes) + 1))
    assert {n for line in lines for n in line.notes} == {n.number for n in brief.notes}
    with Store(demo_store, read_only=True) as store:
        for note in brief.notes:
            if note.command is not None:
                assert note.command.startswith("detente ") and note.page.startswith("/")
                continue
            record = store.record(note.article)
            words = " ".join(record.article.text.split())
            assert all(part in words for part in note.words.split(" … ")), note
            known = [f.id for k in ("statements", "positions", "events", "claims") for f in getattr(record, k)]
            assert note.fact is None or note.fact in known
            assert note.outlet == record.article.publisher and note.date == record.article.published[:10]


def test_a_brief_tells_what_an_analyst_asks(briefs):
    text = to_markdown(briefs["dyad"])
    for words in ("90 % interval", "Turning points", "Barack Obama was in touch with Hassan Rouhani", "Conditions",
                  "Where they stand", "not recorded as done", "dated articles", "could be told"):  # fmt: skip
        assert words in text, words
    assert briefs["dyad"].title == "The United States and Iran"


def test_the_same_store_gives_the_same_bytes(briefs, demo_store):
    with opened(demo_store) as connection:
        again = make_brief(connection, ASKS["dyad"])
    assert again == briefs["dyad"]
    for render in (to_markdown, to_html):
        assert render(again) == render(briefs["dyad"])
    pytest.importorskip("typst", reason="needs detente[pdf]")
    made = to_pdf(again)
    assert made.startswith(b"%PDF") and made == to_pdf(briefs["dyad"])


def _told(status: Status) -> Record:
    text = "Chad attacked Niger on Monday."
    article = Article(id="a", text=text, published="2020-01-07", publisher="Paper", body=None)
    event = Event(id="e1", event="ASSAULT", trigger=article.span(5, 13), sentence=article.span(0, len(text)),
                  status=status, quad=4, score=-9.0, actor=("TCD",), recipient=("NER",), confidence=0.9)  # fmt: skip
    return Record(article=article, events=(event,), run=Run(version="1"))


@pytest.mark.parametrize("status", [s for s in Status if s.value not in ("happened", "ongoing")])
def test_what_was_not_done_is_never_told_as_done(status, tmp_path):
    with Store(tmp_path / "s.db") as store:
        store.add([_told(status)])
    with opened(tmp_path / "s.db") as connection:
        text = to_markdown(make_brief(connection, Ask(about="dyad", one="TCD", other="NER"), figure=False))
    assert "Chad used force against Niger" not in text
    assert "no event between Chad and Niger that took place" in text
    if status is not Status.HISTORICAL:
        assert "not recorded as done: a use of force by Chad against Niger" in text


def test_every_event_has_its_words():
    for name, event in load_plover().by_name.items():
        for mode in [None, *(m.name for m in event.modes)]:
            for whom in ("Niger", ""):
                for done in (True, False):
                    words = event_words(name, mode, "Chad", whom, done=done)
                    assert "Chad" in words and (whom in words) and not re.search(r"[\[\]{}]|[A-Z]{4}", words), words


def test_a_name_with_braces_stays_as_it_is():
    assert event_words("CONSULT", None, "{b}", "{a}", done=True) == "{b} held talks with {a}"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("text", (*HOSTILE, *MARKUP))
def test_hostile_text_stays_text(text, tmp_path):
    markdown_it = pytest.importorskip("markdown_it")
    record = hostile_record(0, text)
    with Store(tmp_path / "h.db") as store:
        store.add([record])
    with opened(tmp_path / "h.db") as connection:
        asks = [Ask(about="period")]
        if "\ud800" not in text:  # nobody can ask for what is no UTF-8
            asks += [Ask(about="actor", one=f"text:{text}"), Ask(about="issue", issue=text)]
        for brief in [make_brief(connection, ask) for ask in asks]:
            markdown = to_markdown(brief)
            parsed = (
                markdown_it.MarkdownIt("gfm-like", {"linkify": False})
                .enable(["strikethrough", "table"])
                .parse(markdown)
            )
            kinds = {t.type for block in parsed for t in (block, *(block.children or ()))}
            assert kinds <= {
                "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "text_special",
                "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "ordered_list_open",
                "ordered_list_close",
            }, kinds  # fmt: skip
            assert not re.search(r"(?<!\\)[<@]|https?:|www\.", markdown)
            page = _Tags()
            page.feed(to_html(brief))
            assert set(page.tags) <= {
                "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "bdi", "figure", "img",
                "figcaption", "section", "ul", "ol", "li", "span", "a", "code",
            }  # fmt: skip
            assert not [a for a, _ in page.attributes if a.startswith("on")] and page.tags.count("h1") == 1
            links = [v or "" for a, v in page.attributes if a == "href"]
            assert all(v.startswith(("#n", "http://127.0.0.1:8420/")) for v in links)
            if find_spec("typst"):
                assert to_pdf(brief).startswith(b"%PDF")


def test_a_workbench_is_an_address(briefs):
    with pytest.raises(ValueError, match="http"):
        to_html(briefs["period"], workbench="javascript:alert(1)")


def test_nothing_is_not_found(demo_store):
    with opened(demo_store) as connection, pytest.raises(NotFound):
        make_brief(connection, Ask(about="issue", issue="none such"))
    with pytest.raises(ValueError, match="which"):
        Ask(about="dyad", one="IRN")


def test_the_command_writes_by_the_ending(demo_store, tmp_path):
    from detente.cli import app

    for ending, head in (("md", b"# The United States"), ("html", b"<!doctype"), ("json", b"{")):
        out = tmp_path / f"b.{ending}"
        found = CliRunner().invoke(
            app, ["brief", "dyad", "United States", "Iran", "-s", str(demo_store), "-o", str(out)]
        )
        assert found.exit_code == 0, found.output
        assert out.read_bytes().startswith(head)
    bad = CliRunner().invoke(app, ["brief", "period", "--since", "May", "-s", str(demo_store)])
    assert bad.exit_code == 2
