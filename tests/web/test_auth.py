"""Serving beyond this machine: login, sessions, tokens, a limit on guessing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from detente.errors import SettingsError


@pytest.fixture
def guarded(store_path: Path, tmp_path: Path) -> Any:
    pytest.importorskip("argon2")
    from fastapi.testclient import TestClient

    from detente.web.app import create_app
    from detente.web.auth import Auth, add_user

    users = tmp_path / "users.json"
    add_user(users, "ada", "a long password")
    assert users.stat().st_mode & 0o077 == 0 and "a long password" not in users.read_text()
    with TestClient(create_app(store_path, auth=Auth.load(users)), follow_redirects=False) as made:
        yield made


def _log_in(client: Any, password: str) -> Any:
    token = re.search(r'name="token" value="([0-9a-f]+)"', client.get("/login").text)
    assert token
    return client.post("/login", data={"name": "ada", "password": password, "token": token.group(1)})


def test_nothing_is_shown_without_login(guarded: Any) -> None:
    assert guarded.get("/").headers["location"] == "/login"
    assert guarded.get("/api/overview").status_code == 401
    assert guarded.get("/figures/map.svg").status_code == 303


def test_login_opens_and_logout_closes(guarded: Any) -> None:
    answer = _log_in(guarded, "a long password")
    assert answer.status_code == 303 and "httponly" in answer.headers["set-cookie"].lower()
    page = guarded.get("/")
    token = re.search(r'name="token" value="([0-9a-f]+)"', page.text)
    assert page.status_code == 200 and token
    assert guarded.post("/logout", data={"token": "0"}).status_code == 403
    assert guarded.post("/logout", data={"token": token.group(1)}).status_code == 303
    assert guarded.get("/").status_code == 303


def test_forged_sessions_and_tokens_fail(guarded: Any) -> None:
    guarded.cookies.set("session", "616461.9999999999.00." + "0" * 64)
    assert guarded.get("/").status_code == 303
    assert guarded.post("/login", data={"name": "ada", "password": "a long password", "token": "x"}).status_code == 403


def test_guessing_is_limited(guarded: Any) -> None:
    assert [_log_in(guarded, "wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    assert _log_in(guarded, "a long password").status_code == 429


def test_short_passwords_and_bad_files_are_refused(tmp_path: Path) -> None:
    from detente.web.auth import Auth, add_user

    with pytest.raises(SettingsError):
        add_user(tmp_path / "u", "ada", "short")
    (tmp_path / "v").write_text("[]")
    with pytest.raises(SettingsError):
        Auth.load(tmp_path / "v")
