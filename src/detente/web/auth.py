"""Who may look: names with argon2 hashes in a file, signed sessions, tokens on forms, a limit on guessing."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.errors import SettingsError

SESSION_S = 12 * 3600
# So many wrong passwords from one address, or for one name, in so many seconds; then a pause.
TRIES, WINDOW_S = 5, 900


def add_user(path: Path, name: str, password: str) -> None:
    """Add a user, or set the password anew. The file is readable by its owner only.

    Raises:
        SettingsError: for an empty name or a password under ten characters.
    """
    from argon2 import PasswordHasher

    if not name.strip() or len(password) < 10:
        raise SettingsError("a user needs a name, and a password of at least ten characters", code="DT701")
    data: dict[str, Any] = _load(path) if path.exists() else {"secret": secrets.token_hex(32), "users": {}}
    data["users"][name] = PasswordHasher().hash(password)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(data, file, indent=1)
    fresh.replace(path)


def _load(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(data["secret"], str) and isinstance(data["users"], dict)
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise SettingsError(f"{path}: no file of users; make one with --add-user NAME", code="DT702") from error
    return dict(data)


@dataclass(slots=True)
class Auth:
    """Users, and what is remembered of wrong guesses."""

    secret: bytes
    users: dict[str, str]
    _wrong: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def load(cls, path: Path) -> Auth:
        """From a file that :func:`add_user` made.

        Raises:
            SettingsError: where it is none, or names nobody.
        """
        data = _load(path)
        if not data["users"]:
            raise SettingsError(f"{path} names nobody; add somebody with --add-user NAME", code="DT702")
        return cls(secret=bytes.fromhex(str(data["secret"])), users=dict(data["users"]))

    def blocked(self, *keys: str) -> bool:
        """Whether one of the keys (an address, a name) has guessed wrong too often of late."""
        now = time.monotonic()
        with self._lock:
            for key in keys:
                self._wrong[key] = [t for t in self._wrong[key] if now - t < WINDOW_S]
                if not self._wrong[key]:
                    del self._wrong[key]
            return any(len(self._wrong.get(key, ())) >= TRIES for key in keys)

    def check(self, name: str, password: str, *keys: str) -> bool:
        """Whether the password is right; a wrong one counts against the keys. An unknown name takes as long."""
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        hasher = PasswordHasher()
        known = self.users.get(name)
        try:
            right = hasher.verify(known or hasher.hash("nobody"), password) and known is not None
        except (VerificationError, InvalidHashError):
            right = False
        if not right:
            with self._lock:
                for key in keys:
                    self._wrong[key].append(time.monotonic())
        return right

    def session(self, name: str) -> str:
        """The value of a session's cookie."""
        return self._signed(f"{name.encode().hex()}.{int(time.time()) + SESSION_S}.{secrets.token_hex(8)}")

    def user_of(self, cookie: str | None) -> str | None:
        """The user whom a cookie stands for; None where it is forged, old, or its user is gone."""
        body, _, signature = (cookie or "").rpartition(".")
        if not body or not hmac.compare_digest(self._sign(body).encode(), signature.encode()):
            return None
        try:
            name_hex, until, _ = body.split(".")
            name = bytes.fromhex(name_hex).decode()
            fresh = int(until) > time.time()
        except ValueError:
            return None
        return name if fresh and name in self.users else None

    def token(self, nonce: str) -> str:
        """The token that a form must carry, tied to the cookie ``nonce``."""
        return self._sign(f"form:{nonce}")

    def holds(self, nonce: str | None, token: str) -> bool:
        """Whether a form's token fits the cookie."""
        return bool(nonce) and hmac.compare_digest(self.token(nonce or "").encode(), token.encode())

    def _sign(self, text: str) -> str:
        return hmac.new(self.secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def _signed(self, body: str) -> str:
        return f"{body}.{self._sign(body)}"
