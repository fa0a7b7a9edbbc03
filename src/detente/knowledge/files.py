"""Reading tables: our own, shipped beside this module, and a user's, in TSV or YAML.

Every table is TSV with comment lines; a bad line is reported with its file and number, all of them at once.
"""

from __future__ import annotations

import csv
import io
from importlib import resources
from pathlib import Path
from typing import Any

from detente.errors import LexiconError

Row = dict[str, str]


def data_bytes(name: str) -> bytes:
    """The bytes of a shipped table."""
    return resources.files("detente.knowledge").joinpath("data", name).read_bytes()


def read_table(name: str) -> list[Row]:
    """Rows of a shipped table."""
    return parse_table(data_bytes(name).decode("utf-8"), where=name)


def parse_table(text: str, *, where: str) -> list[Row]:
    """Rows of a commented TSV; short lines are filled with empty cells, each row knows its ``_line``.

    Raises:
        LexiconError: naming every line with more cells than the header.
    """
    header: list[str] | None = None
    rows: list[Row] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
        elif len(cells) > len(header):
            problems.append(f"{where}:{number}: {len(cells)} cells under {len(header)} columns")
        else:
            row = dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
            row["_line"] = f"{Path(where).name}:{number}"
            rows.append(row)
    if problems:
        raise LexiconError("; ".join(problems), code="DT311")
    return rows


def parse_csv(text: str, *, where: str) -> list[Row]:
    """Rows of a CSV with a header, as Wikidata's query service gives."""
    reader = csv.DictReader(io.StringIO(text))
    rows = []
    for number, cells in enumerate(reader, 2):
        if None in cells:
            raise LexiconError(f"{where}:{number}: more cells than the header names", code="DT311")
        rows.append({k: (v or "").strip() for k, v in cells.items()} | {"_line": f"{Path(where).name}:{number}"})
    return rows


def parse_yaml(text: str, *, where: str) -> dict[str, list[Row]]:
    """Tables of a YAML overlay: ``people:``, ``countries:``, ``organisations:`` and so on, each a list of entries.

    Lists become cells split by ``|``, so that one entry reads alike in TSV and YAML.
    """
    import yaml  # only overlays in YAML need it

    try:
        # BaseLoader keeps every scalar a string: a date stays as it was written, and NO stays Norway.
        loaded = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise LexiconError(f"{where}: {error}", code="DT312") from error
    if not isinstance(loaded, dict):
        raise LexiconError(f"{where}: expected people:, countries:, organisations: or seats: at the top", code="DT312")
    tables: dict[str, list[Row]] = {}
    for table, entries in loaded.items():
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            raise LexiconError(f"{where}: {table} should be a list of entries", code="DT312")
        tables[str(table)] = [
            {str(k): _cell(v) for k, v in entry.items()} | {"_line": f"{Path(where).name}:{table}[{i}]"}
            for i, entry in enumerate(entries)
        ]
    return tables


def _cell(value: Any) -> str:
    return "|".join(map(str, value)) if isinstance(value, list) else str(value or "")
