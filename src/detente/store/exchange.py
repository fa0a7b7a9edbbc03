"""Records as JSON lines, between stores."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import InputError
from detente.records import Record, record_from_dict
from detente.store.rows import rows_of
from detente.store.write import write_rows

if TYPE_CHECKING:
    from detente.store import Store

BATCH = 200


def iter_json_lines(path: Path) -> Iterator[Record]:
    """The records of a file.

    Raises:
        InputError: naming the first line that is no record.
    """
    try:
        with path.open(encoding="utf-8", errors="surrogatepass") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    yield record_from_dict(json.loads(line))
                except (ValueError, TypeError, KeyError) as error:
                    raise InputError(f"{path}:{number}: no record: {error}", code="DT120") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", code="DT101") from error


def merge_records(store: Store, records: Iterable[object]) -> int:
    """Write records in batches; returns how many were new."""
    added = 0
    rows = (rows_of(r) for r in records if isinstance(r, Record))
    while batch := list(islice(rows, BATCH)):
        added += write_rows(store.engine, batch)
    return added
