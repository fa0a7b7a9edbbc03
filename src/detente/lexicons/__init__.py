"""Dictionaries as files that an analyst can read and extend.

One folder a language. A file is TSV (a header row, then rows) or TOML; lines that begin with ``#`` are
comments, and each file opens with what it is, its source, licence, version and known gaps. A user's overlay folder may
hold files of the same names: TSV rows are added after ours, TOML tables are laid over ours key by key.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from detente.errors import LexiconError

LANGUAGE = "en"


def _texts(name: str, overlay: str, language: str) -> list[tuple[str, str]]:
    """(where, text) of the shipped file and of the user's, where there is one."""
    shipped = resources.files("detente.lexicons").joinpath(language, name)
    texts = [(name, shipped.read_text("utf-8"))]
    if overlay:
        mine = Path(overlay) / name
        if mine.is_file():
            try:
                texts.append((str(mine), mine.read_text("utf-8")))
            except (OSError, UnicodeDecodeError) as error:
                raise LexiconError(f"{mine}: {error}", code="DT301") from error
    return texts


def parse_tsv(text: str, *, where: str, required: Sequence[str] = ()) -> list[dict[str, str]]:
    """Rows of a commented TSV, every bad line reported at once.

    Each row also carries ``_line``: ``file:number``, kept as evidence by whoever applies it.

    Raises:
        LexiconError: where columns are missing or lines have more cells than the header.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if not lines:
        return []
    header = lines[0][1].split("\t")
    problems = [f"{where}:{lines[0][0]}: column {c!r} is missing" for c in required if c not in header]
    rows: list[dict[str, str]] = []
    for (number, _), cells in zip(
        lines[1:], csv.reader((t for _, t in lines[1:]), delimiter="\t", quoting=csv.QUOTE_NONE), strict=True
    ):
        if len(cells) > len(header):
            problems.append(f"{where}:{number}: {len(cells)} cells under {len(header)} columns")
            continue
        row = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))
        empty = [c for c in required if c in row and not row[c].strip()]
        if empty:
            problems.append(f"{where}:{number}: {', '.join(empty)} is empty")
            continue
        row["_line"] = f"{Path(where).name}:{number}"
        rows.append(row)
    if problems:
        raise LexiconError("; ".join(problems), code="DT302")
    return rows


def load_tsv(
    name: str, *, required: Sequence[str] = (), overlay: str = "", language: str = LANGUAGE
) -> list[dict[str, str]]:
    """Rows of a dictionary, ours first, then the user's."""
    return [
        row
        for where, text in _texts(name, overlay, language)
        for row in parse_tsv(text, where=where, required=required)
    ]


def load_toml(name: str, *, overlay: str = "", language: str = LANGUAGE) -> dict[str, Any]:
    """Tables of a dictionary, the user's laid over ours key by key."""
    merged: dict[str, Any] = {}
    for where, text in _texts(name, overlay, language):
        try:
            layer = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise LexiconError(f"{where}: {error}", code="DT303") from error
        for key, value in layer.items():
            old = merged.get(key)
            merged[key] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def sha256(name: str, *, overlay: str = "", language: str = LANGUAGE) -> str:
    """Hash of a dictionary with its overlay."""
    digest = hashlib.sha256()
    for _, text in _texts(name, overlay, language):
        digest.update(text.encode("utf-8"))
    return digest.hexdigest()
