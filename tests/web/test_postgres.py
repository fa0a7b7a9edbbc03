"""The workbench says the same of a store on PostgreSQL as of one on SQLite."""

from __future__ import annotations

from collections.abc import Callable
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from detente.records import Record
from detente.store import Store
from detente.web.app import PAGES, create_app
from detente.web.kept import Kept
from tests.postgres import new_database, postgres
from tests.web.conftest import HOSTILE, hostile_record

__all__ = ["postgres"]

_ASKED: dict[str, tuple[dict[str, str], ...]] = {
    "article": ({"id": "{article}"},),
    "why": ({"article": "{article}", "fact": "e1"},),
    "actor": ({"id": "{who}"},),
    "dyad": ({"one": "{who}", "other": "USA"},),
    "place": ({"name": "{text}"},),
    "search": (
        {}, {"q": "met"}, {"speaker": "{who}"}, {"country": "USA"}, {"issue": "{text}"}, {"kind": "direct"},
        {"stance": "supports"}, {"since": "2000-01-01", "until": "2030-01-01"}, {"outlet": "{text}"},
        {"q": "met", "speaker": "{who}", "country": "USA", "issue": "{text}", "kind": "direct"},
    ),
    "actors": ({}, {"q": "{text}"}),
    "events": (
        {}, {"actor": "{who}"}, {"actor": "USA"}, {"event": "CONSULT", "status": "happened"}, {"place": "{text}"},
    ),
    "positions": ({"holder": "{who}", "issue": "{text}"},),
    "issue": ({"name": "{text}"},),
    "brief": ({"about": "actor", "one": "{who}"}, {"about": "period", "since": "2000-01-01"}),
    "timeline": ({"one": "{who}"},),
    "network": ({}, {"event": "CONSULT"}),
}  # fmt: skip
# These tell of the database itself.
_OWN = ("sql", "quality")


def _records() -> list[Record]:
    return [hostile_record(n, text) for n, text in enumerate(HOSTILE) if "\x00" not in text and "\ud800" not in text]


def _answers(url: str | Path) -> dict[str, Any]:
    with Store(url) as store:
        store.add(_records())
    found = {}
    with TestClient(create_app(url), base_url="http://127.0.0.1") as client:
        for path, name in PAGES:
            if name in _OWN:
                continue
            article = _records()[0].article
            words = {"article": article.id, "who": f"text:{HOSTILE[0]}", "text": HOSTILE[0]}
            for asked in _ASKED.get(name, ({},)):
                values = {k: v.format(**words) for k, v in asked.items()}
                answer = client.get("/api/overview" if path == "/" else f"/api{path}", params=values)
                found[f"{name} {asked}"] = (answer.status_code, answer.json())
    return found


def _wait(kept: Kept, get: Callable[..., Any], *asked: Any, patience_s: float = 0) -> Any:
    return get(kept, *asked, patience_s=60)


def test_every_page_is_the_same_on_both_databases(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = partialmethod(_wait, Kept.get)  # a busy machine may leave an answer out at first
    monkeypatch.setattr(Kept, "get", patient)
    server = request.getfixturevalue("postgres")
    there = _answers(new_database(server, "workbench"))
    here = _answers(tmp_path / "record.db")
    assert {k: v[0] for k, v in there.items()} == dict.fromkeys(here, 200)
    for asked, answer in here.items():
        assert there[asked] == answer, asked
