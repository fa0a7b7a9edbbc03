"""Hostile articles in a real browser: nothing runs, nothing is wider than the window."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import HOSTILE, hostile_record

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: install it to test pages in a browser"),
]


@pytest.fixture(scope="module")
def address(store_path: Path) -> Iterator[str]:
    import uvicorn

    from detente.web.app import create_app

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(store_path), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(300):
        if server.started:
            break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_hostile_articles_do_nothing(address: str, browser: Any, width: int) -> None:
    from detente.web import urls

    page = browser.new_page(viewport={"width": width, "height": 900})
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith(address) else None)
    page.on("dialog", lambda d: pytest.fail(d.message))
    for n, text in enumerate(HOSTILE):
        if "\ud800" in text:
            continue
        article = hostile_record(n, text).article.id
        for path in (urls.article(article), urls.why(article, "e1"), urls.actor(f"text:{text}"), urls.place(text)):
            page.goto(address + path)
            assert page.title() != "owned" and page.title().endswith("detente")
            wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(wider) <= 0, path
    assert not outside
    page.close()
