"""A corpus to try detente on: 120 dispatches about the nuclear talks with Iran, 2013 to 2018.

The dispatches (``dispatches.jsonl``) were written for this project in its own words about events that are matters of
public record; the two outlets are invented. Speech is indirect except for short phrases that are on record.
``gold.jsonl`` says, by hand, what a good reading of most of them holds: it measures readings and is never read by one.
"""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

__all__ = ["dispatches_path", "load_dispatches", "load_gold"]


def dispatches_path() -> AbstractContextManager[Path]:
    """The corpus as a file that any ``detente`` command can read, for as long as the context is open."""
    return as_file(files(__name__) / "dispatches.jsonl")


def load_dispatches() -> tuple[dict[str, Any], ...]:
    """The dispatches in order of publication: id, title, published, publisher, section, url, text."""
    return _load("dispatches.jsonl")


def load_gold() -> tuple[dict[str, Any], ...]:
    """The gold record: id, events, positions, must_not.

    Countries are ISO alpha-3 codes, ``EU`` for the European Union, or the id of an international body
    (``IGO.IAEA``); null where the text leaves them open or names many. ``must_not`` lists events that a reader
    might take for done and that were not.

    Events are named as docs/ontology.md has it: a signed or reached agreement is SUPPORT, something agreed to is
    AGREE, imposing sanctions is COERCE, easing them CONCEDE, breaking off talks or relations SANCTION.
    """
    return _load("gold.jsonl")


def _load(name: str) -> tuple[dict[str, Any], ...]:
    lines = (files(__name__) / name).read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines if line)
