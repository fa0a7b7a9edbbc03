"""Every page, as HTML and as JSON, over hostile articles."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from detente.web.app import PAGES
from tests.web.conftest import HOSTILE, hostile_record


def _queries(text: str) -> dict[str, dict[str, str]]:
    number = HOSTILE.index(text)
    article, who = hostile_record(number, text).article.id, f"text:{text}"
    return {
        "article": {"id": article}, "why": {"article": article, "fact": "e1"}, "actor": {"id": who},
        "dyad": {"one": who, "other": "USA"}, "place": {"name": text}, "search": {"q": text, "speaker": who},
        "actors": {"q": text}, "events": {"actor": who, "place": text}, "positions": {"holder": who, "issue": text},
        "issue": {"name": text}, "brief": {"about": "actor", "one": who},
        "timeline": {"one": who}, "sql": {"sql": text}, "network": {"event": text},
    }  # fmt: skip


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("text", [t for t in HOSTILE if "\ud800" not in t])
def test_hostile_text_stays_text(client: Any, text: str) -> None:
    for path, name in PAGES:
        answer = client.get(path, params=_queries(text).get(name))
        assert answer.status_code == 200, (name, answer.text[:300])
        page = _Tags()
        page.feed(answer.text)
        assert not {"svg", "iframe", "object", "style"} & set(page.tags), name
        assert page.tags.count("script") == len(
            re.findall(r'<script src="/static/[a-z0-9-]+\.js" defer></script>', answer.text)
        )
        assert not [a for a, _ in page.attributes if a.startswith("on") or a == "style"], name
        hrefs = [v or "" for a, v in page.attributes if a in ("href", "src", "action")]
        assert all(v.startswith(("/", "#", "https://www.wikidata.org/", "https://www.geonames.org/")) for v in hrefs)
        assert page.tags.count("main") == 1 and page.tags.count("h1") == 1
        assert "49" not in answer.text or "{{" not in text or name in ("sql", "quality")
        api = client.get("/api/overview" if path == "/" else f"/api{path}", params=_queries(text).get(name))
        assert api.status_code == 200 and api.headers["content-type"] == "application/json"


def test_headers_are_strict(client: Any) -> None:
    for path in ("/", "/static/style.css", "/nowhere", "/api/overview"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"


_UNKNOWN = ("/article?id=none", "/actor?id=none", "/issue?name=none", "/place?name=none", "/none")


@pytest.mark.parametrize("path", _UNKNOWN)
def test_unknown_is_404_in_the_same_style(client: Any, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404 and 'id="main"' in page.text
    api = client.get(f"/api{path}")
    assert api.status_code == 404 and set(api.json()) == {"error"}
    assert set(api.json()["error"]) == {"status", "code", "message"}


def test_bad_values_have_the_same_shape(client: Any) -> None:
    assert set(client.get("/api/search?page=0").json()) == {"error"}
    assert client.get("/search?since=yesterday").status_code == 422


def test_openapi_describes_every_page(client: Any) -> None:
    described = client.get("/api/openapi.json").json()
    assert len(described["paths"]) == len(PAGES)
    assert all("ref" in str(p["get"]["responses"]["200"]) for p in described["paths"].values())


def test_figures_and_csv(client: Any) -> None:
    pair = {"one": "RUS", "other": "USA"}
    for path in (
        "/figures/dyad.svg",
        "/figures/timeline.svg",
        "/figures/network.svg",
        "/figures/map.svg",
        "/figures/brief.svg",
        "/figures/positions.svg",
    ):
        drawn = client.get(path, params=pair)
        assert drawn.status_code == 200 and drawn.text.startswith("<svg") and "<script" not in drawn.text
    assert client.get("/csv/dyad.csv", params=pair).text.startswith("period,")
    formula = client.get("/csv/sql.csv", params={"sql": "SELECT '=1+1' AS x"})
    assert "'=1+1" in formula.text


def test_another_host_is_refused(client: Any) -> None:
    assert client.get("/", headers={"host": "evil.example:8420"}).status_code == 421
