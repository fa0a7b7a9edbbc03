"""What all tests share: where the gold lies, and one reader for all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with gold that others annotated; it is no part of this repository."""
    if not (SHARED / "bench").is_dir():
        pytest.skip(f"no gold at {SHARED}: set DETENTE_SHARED to run the tests that score against it")
    return SHARED


@pytest.fixture(scope="session")
def nlp():
    from detente.config import Settings
    from detente.parse import load_parser

    return load_parser(Settings().parse.spacy)


@pytest.fixture(scope="session")
def reader():
    from detente.pipeline import Reader

    return Reader()


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the demonstration corpus, reprints told; read once for all tests that ask it something."""
    from detente.config import load_settings
    from detente.demo import dispatches_path
    from detente.ingest import read_sources
    from detente.running import read_into
    from detente.store import Store

    where = tmp_path_factory.mktemp("demo") / "record.db"
    with dispatches_path() as path, Store(where) as store:
        read_into(store, read_sources([str(path)]), load_settings(None))
    return where
