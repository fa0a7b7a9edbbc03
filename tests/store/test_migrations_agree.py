"""The migrations make what schema.py says."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect

from detente.store import Store, schema


def test_migrated_store_agrees_with_schema(tmp_path: Path) -> None:
    with Store(tmp_path / "record.db") as store:
        found = inspect(store.engine)
        for table in schema.metadata.sorted_tables:
            assert {c["name"] for c in found.get_columns(table.name)} == {c.name for c in table.columns}
            assert {i["name"] for i in found.get_indexes(table.name)} == {str(i.name) for i in table.indexes}, table
