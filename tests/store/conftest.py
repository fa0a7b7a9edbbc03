"""Stores on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgres import new_database, postgres

__all__ = ["postgres", "url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new, empty store may be made."""
    if request.param == "sqlite":
        return str(tmp_path / "record.db")
    return new_database(request.getfixturevalue("postgres"), f"t{abs(hash(request.node.nodeid))}")
