"""Pages in a real browser: hostile articles do nothing, the demonstration's pages can be used by everybody."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from detente.web.app import PAGES
from tests.web.conftest import HOSTILE
from tests.web.serving import served
from tests.web.test_pages import _queries

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: install it to test pages in a browser"),
]
# An ordinary page of each kind over the demonstration.
DEMO = {
    "article": "id=demo-054", "why": "article=demo-054&fact=s1", "search": "q=sanctions", "actor": "id=IRN",
    "dyad": "one=Iran&other=United+States", "issue": "name=sanctions", "place": "name=Vienna",
    "positions": "holder=Iran", "timeline": "one=Iran&other=United+States", "events": "actor=Iran",
    "brief": "about=dyad&one=Iran&other=United+States", "sql": "sql=SELECT+*+FROM+current_events+LIMIT+3",
}  # fmt: skip
DRAWN = ("brief", "dyad", "positions", "map", "network", "timeline")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def address(store_path: Path) -> Iterator[str]:
    with served(store_path) as found:
        yield found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from detente.config import load_settings
    from detente.demo import dispatches_path
    from detente.ingest import read_sources
    from detente.running import read_into
    from detente.store import Store

    where = tmp_path_factory.mktemp("demo") / "record.db"
    with dispatches_path() as path, Store(where) as store:
        read_into(store, read_sources([str(path)]), load_settings(None))
    with served(where) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def _open(page: Any, url: str) -> None:
    """Open a page and wait until all of it has been counted (its policy lets no test evaluate conditions in it)."""
    page.goto(url)
    for _ in range(40):
        if not page.locator("script[src='/static/again.js']").count():
            return
        page.wait_for_timeout(2500)  # it comes back by itself
    raise AssertionError(f"{url} is still being counted")


@pytest.mark.parametrize("width", [390, 1440])
def test_hostile_articles_do_nothing(address: str, browser: Any, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith(address) else None)
    page.on("dialog", lambda d: pytest.fail(d.message))
    for text in HOSTILE:
        if "\ud800" in text:
            continue
        for path, name in PAGES:
            asked = urlencode(_queries(text).get(name, {}))
            page.goto(f"{address}{path}?{asked}")
            assert page.title() != "owned" and page.title().endswith("detente"), (name, text)
            assert page.evaluate(WIDER) <= 0, (name, text)
    assert not outside
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "light"), (1440, "dark")])
def test_no_serious_violation(demo: str, browser: Any, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    found = []
    for path, name in (*PAGES, ("/nowhere", "error")):
        _open(page, f"{demo}{path}?{DEMO.get(name, '')}")
        if name in DRAWN:
            page.wait_for_selector("figure.drawn svg", timeout=60_000)
        assert page.evaluate(WIDER) <= 0, name
        for broken in axe.run(page).response["violations"]:
            if broken["impact"] in ("serious", "critical"):
                found.append((name, broken["id"], broken["nodes"][0]["html"][:200]))
    assert not found
    assert [s for s in said if "404" not in s] == []
    page.close()


def test_keyboard_reaches_the_page_and_its_marks(demo: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{demo}/article?{DEMO['article']}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = "getComputedStyle(document.activeElement{}).{}"
    assert page.evaluate("document.activeElement.closest('article') !== null")
    assert page.evaluate(focused.format(", '::after'", "content")) not in ("none", '""')
    assert page.evaluate(focused.format("", "outlineStyle")) == "solid"
    page.keyboard.press("Enter")  # a mark leads to its fact
    assert page.evaluate("document.querySelector('aside :target') !== null")
    page.close()


def test_figures_stand_without_script(demo: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for _ in range(60):
        page.goto(f"{demo}/dyad?{DEMO['dyad']}")
        if page.locator("figure img").count():
            break
        page.wait_for_timeout(500)
    assert page.locator("figure img").bounding_box()["width"] > 300
    assert page.locator("a", has_text="CSV").count() == 1
    context.close()
