from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("fsspec")

from detente.running.partitions import Input, merge_parts, part_name, read_part, read_parts
from detente.store import Store
from tests.running.hostile import make_reader


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "day-1.jsonl"
    rows = [
        {"id": f"a{n}", "text": "Talks went on in the capital." if n else "RAISE the flag, they said."}
        for n in range(4)
    ]
    path.write_text("\n".join(json.dumps(r) for r in rows))
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_part_is_made_once(tmp_path, source):
    out = tmp_path / "out"
    first = read_part(Input(path=str(source)), str(out), make_reader=make_reader)
    assert (first.articles, first.failures, first.skipped) == (3, 1, False)
    before = snapshot(out)
    assert read_part(Input(path=str(source)), str(out), make_reader=make_reader).skipped
    assert snapshot(out) == before


def test_a_part_that_was_broken_off_is_done_again_to_the_same_bytes(tmp_path, source):
    out = tmp_path / "out"
    read_part(Input(path=str(source)), str(out), make_reader=make_reader)
    whole = snapshot(out)
    name = part_name(str(source))
    (out / "_done" / f"{name}.json").unlink()
    (out / "events" / f"{name}.parquet").unlink()
    (out / "claims" / f".{name}.parquet.part").write_bytes(b"half")
    read_part(Input(path=str(source)), str(out), make_reader=make_reader)
    assert snapshot(out) == whole


def test_a_dataset_goes_into_a_store_and_into_polars(tmp_path, source):
    import polars as pl

    out = tmp_path / "out"
    read_part(Input(path=str(source)), str(out), make_reader=make_reader)
    with Store(":memory:") as store:
        assert merge_parts(store, str(out)) == 3
        assert merge_parts(store, str(out)) == 0
        assert list(store.faults()) == []
    assert pl.read_parquet(out / "claims" / "*.parquet")["article_id"].to_list() == ["a1", "a2", "a3"]
    assert pl.read_parquet(out / "failures" / "*.parquet")["code"].to_list() == ["DT703"]
    assert pl.read_parquet(out / "events" / "*.parquet").height == 0


def test_ray_is_asked_for_by_name(tmp_path, source):
    try:
        import ray  # noqa: F401
    except ImportError:
        from detente.errors import InputError

        with pytest.raises(InputError, match=r"detente\[cluster\]"):
            list(read_parts([Input(path=str(source))], str(tmp_path / "out"), ray=True))
    else:
        pytest.skip("Ray is installed here: evaluation/soak.py runs on it")
