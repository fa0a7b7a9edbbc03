"""Reading on many machines: each input file becomes a part of a Parquet dataset, once, whoever does it.

``OUT/<kind>/<part>.parquet`` holds the facts of a part with the columns of the store, ``OUT/records/<part>.parquet``
its whole records as JSON, ``OUT/_done/<part>.json`` says that the part is whole. A part is written under other names
first and marked last, so one that was broken off is done again from the start; one that is done is passed over.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.config import Settings
from detente.errors import InputError, StoreError
from detente.ingest import IngestFailure, IngestOptions, read_sources
from detente.pipeline import Reader
from detente.records import Record, record_from_dict
from detente.running.corpus import Outcome
from detente.running.pool import Pool
from detente.running.reprints import Linker
from detente.running.worker import MakeReader, make_ready
from detente.store import Store, schema
from detente.store.rows import record_json, rows_of, run_row
from detente.store.write import write_rows

if TYPE_CHECKING:
    import polars as pl
    from fsspec import AbstractFileSystem

KINDS = tuple(t.name for t in schema.FACTS)
# Articles held in memory at a time while a part is made, and rows of a row group in its files.
_CHUNK = 500
_ROW_GROUP = 50_000
# Records written to a store in one transaction while merging.
_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file to read.

    Attributes:
        path: a file, or an address.
        key: what its articles' ids are made from where they bring none: the path below the folder that was named.
    """

    path: str
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What was made of one input.

    Attributes:
        name: of its files, without ending: the same for the same input.
        run: digest of the run that read it.
        sha256: of the input file; None for an address. A changed file is read again.
        skipped: it had been done before.
        problem: why it could not be made, after all tries; it is not marked done then.
    """

    name: str
    source: str
    run: str
    articles: int
    failures: int
    sha256: str | None = None
    skipped: bool = False
    problem: str | None = None


def part_name(source: str) -> str:
    """A file name for the part of a source: readable, and unlike any other's."""
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in source.rstrip("/").rsplit("/", 1)[-1])[:60]
    return f"{stem}-{hashlib.sha256(source.encode()).hexdigest()[:12]}"


def read_part(
    source: Input,
    out: str,
    settings: Settings | None = None,
    *,
    options: IngestOptions | None = None,
    workers: int = 1,
    make_reader: MakeReader = Reader,
) -> Part:
    """Read one input into its part of a dataset.

    The reading is done in worker processes that outlive the part, so that what breaks or stops a worker is set aside.

    Args:
        out: folder or fsspec URL of the dataset.
        workers: processes, for this input and those after it.

    Raises:
        StoreError: where the dataset cannot be written.
    """
    files, root = _open(out)
    pool = _pool(settings or Settings(), workers, make_reader)
    run = run_row(pool.run())["digest"]
    name, sha256 = part_name(source.path), _sha256_of(source.path)
    done = _done(files, root, name)
    if done is not None and (done.run, done.sha256) == (run, sha256):
        return done
    outcomes = pool.read(read_sources([source.path], options, keys=[source.key]))
    try:
        with tempfile.TemporaryDirectory(prefix="detente-") as folder:
            articles, failures = _make_tables(outcomes, Path(folder))  # type: ignore[arg-type]
            if done is not None:
                files.rm(f"{root}/_done/{name}.json")  # what it says is no longer so
            for kind in ("records", "failures", *KINDS):
                _put_whole(files, Path(folder) / f"{kind}.parquet", f"{root}/{kind}/{name}.parquet")
        part = Part(name=name, source=source.path, run=run, sha256=sha256, articles=articles, failures=failures)
        files.makedirs(f"{root}/_done", exist_ok=True)
        with files.open(f"{root}/_done/{name}.json", "w") as file:
            json.dump(asdict(part), file)
    except OSError as error:
        raise StoreError(f"{out}: {error.strerror or error}; the part {name} is not done", code="DT606") from error
    return part


_pools: dict[tuple[str, int, MakeReader], Pool] = {}


def _pool(settings: Settings, workers: int, make_reader: MakeReader) -> Pool:
    """Workers that stay for as long as this process, since loading their models takes seconds."""
    key = settings.sha256, workers, make_reader
    if key not in _pools:
        _pools[key] = Pool(settings, workers=workers, make_reader=make_reader)
        atexit.register(_pools[key].close)
    return _pools[key]


def read_parts(
    sources: Sequence[Input],
    out: str,
    settings: Settings | None = None,
    *,
    options: IngestOptions | None = None,
    ray: bool = False,
    workers: int = 1,
    make_reader: MakeReader = Reader,
) -> Iterator[Part]:
    """Read many inputs, a part each, as they get done.

    Args:
        ray: on the Ray cluster that the environment names, or a local one of ``workers`` processes. A part whose
            worker is lost is tried again elsewhere.
        workers: processes on this machine.

    Raises:
        InputError: where Ray is asked for and not installed.
    """
    if not ray:
        for source in sources:
            yield read_part(source, out, settings, options=options, workers=workers, make_reader=make_reader)
        return
    try:
        import ray as cluster
    except ImportError as error:
        raise InputError("Ray is not installed; pip install 'detente[cluster]'", code="DT109") from error
    if not cluster.is_initialized():
        cluster.init(num_cpus=workers, include_dashboard=False, log_to_driver=False)
    # A part that is done is passed over, so doing it again after a loss is always safe.
    task = cluster.remote(num_cpus=1, max_retries=5)(read_part)
    waiting = {task.remote(s, out, settings, options=options, make_reader=make_reader): s for s in sources}
    while waiting:
        (ready,), _ = cluster.wait(list(waiting))
        source = waiting.pop(ready)
        try:
            yield cluster.get(ready)
        except cluster.exceptions.RayError as error:
            # One part must not end the others; it is not marked, so that the next call tries it again.
            why = str(error).strip().splitlines()[-1]
            yield Part(name=part_name(source.path), source=source.path, run="", articles=0, failures=0, problem=why)


# --- the tables of a part --------------------------------------------------------------------------------------------


def _make_tables(outcomes: Iterator[Outcome], folder: Path) -> tuple[int, int]:
    """Write ``<kind>.parquet`` for each kind, some articles at a time: an input may be larger than memory.

    Returns:
        How many articles and failures there were.
    """
    import polars as pl

    number = read = failed = 0
    while True:
        chunk = list(islice(outcomes, _CHUNK))
        if not chunk and number:
            break
        records = [o for o in chunk if isinstance(o, Record)]
        failures = [
            {"source": o.source if isinstance(o, IngestFailure) else o.article_id, "code": o.code, "message": o.message}
            for o in chunk
            if not isinstance(o, Record)
        ]
        read, failed = read + len(records), failed + len(failures)
        for kind, table in part_tables(records, failures).items():
            table.write_parquet(folder / f"{kind}.{number:06}", compression="zstd")
        number += 1
    for kind in ("records", "failures", *KINDS):
        chunks = pl.scan_parquet([folder / f"{kind}.{n:06}" for n in range(number)])
        chunks.sink_parquet(folder / f"{kind}.parquet", compression="zstd", row_group_size=_ROW_GROUP)
    return read, failed


def part_tables(records: Sequence[Record], failures: Sequence[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    """The tables of a part, each with the same columns and types whatever is in it."""
    import polars as pl

    rows = [rows_of(r) for r in records]
    tables = {
        "records": pl.DataFrame(
            {
                "article_id": [r.article.id for r in records],
                "published": [r.article.published for r in records],
                "sha256": [r.article.sha256 for r in records],
                "record": [record_json(r).encode("utf-8", "surrogatepass") for r in records],
            },
            schema={"article_id": pl.String, "published": pl.String, "sha256": pl.String, "record": pl.Binary},
        ),
        "failures": pl.DataFrame(list(failures), schema={"source": pl.String, "code": pl.String, "message": pl.String}),
    }
    for table in schema.FACTS:
        kinds = {"article_id": pl.String, **_polars_types(table)}
        facts = [{"article_id": r.article["id"], **fact} for r in rows for fact in r.facts[table.name]]
        tables[table.name] = pl.DataFrame([{k: f.get(k) for k in kinds} for f in facts], schema=kinds)
    return tables


def _polars_types(table: Any) -> dict[str, Any]:
    import polars as pl

    by_python = {int: pl.Int64, float: pl.Float64, bool: pl.Boolean, str: pl.String}
    return {c.name: by_python[c.type.python_type] for c in table.columns if c.name != "reading"}


# --- back out of a dataset -------------------------------------------------------------------------------------------


def merge_parts(store: Store, dataset: str) -> int:
    """Bring the finished parts of a dataset into a store; returns how many records were new.

    Parts come in the order of their inputs' names, and reprints are linked, so that the store ends with the bytes that
    reading the inputs in that order into it would have ended with. What could not be read is noted too.

    Raises:
        InputError: where there is no such dataset.
    """
    added = 0
    with Linker(store) as linker:
        records = iter_part_records(dataset)
        while batch := list(islice(records, _BATCH)):
            linked = [linker.link(make_ready(r)) for r in batch]
            added += write_rows(store.engine, [r.rows for r in linked])
            linker.commit()
    for failure in _iter_failures(dataset):
        store.fail(**failure)
    return added


def iter_part_records(dataset: str) -> Iterator[Record]:
    """All records of a dataset's finished parts, part by part in the order of their inputs' names.

    Raises:
        InputError: where there is no such dataset.
    """
    for row in _iter_rows(dataset, "records", ["record"]):
        yield record_from_dict(json.loads(row["record"].decode("utf-8", "surrogatepass")))


def _iter_failures(dataset: str) -> Iterator[dict[str, str]]:
    yield from _iter_rows(dataset, "failures", ["source", "code", "message"])


def _iter_rows(dataset: str, kind: str, columns: list[str]) -> Iterator[dict[str, Any]]:
    import polars as pl

    files, root = _open(dataset)
    for part in _finished(files, root, dataset):
        with tempfile.NamedTemporaryFile(suffix=".parquet") as local:
            files.get_file(f"{root}/{kind}/{part.name}.parquet", local.name)
            height = pl.scan_parquet(local.name).select(pl.len()).collect().item()
            for start in range(0, height, _BATCH):
                rows = pl.scan_parquet(local.name).select(columns).slice(start, _BATCH).collect()
                yield from rows.iter_rows(named=True)


def _finished(files: AbstractFileSystem, root: str, dataset: str) -> list[Part]:
    if not files.exists(f"{root}/_done"):
        raise InputError(f"{dataset}: no dataset of detente (no _done in it)", code="DT121")
    parts = []
    for mark in files.ls(f"{root}/_done", detail=False):
        name = mark.rsplit("/", 1)[-1].removesuffix(".json")
        part = _done(files, root, name)
        assert part is not None, "it was listed"
        parts.append(part)
    return sorted(parts, key=lambda p: p.source)


# --- files -----------------------------------------------------------------------------------------------------------


def _open(url: str) -> tuple[AbstractFileSystem, str]:
    from fsspec.core import url_to_fs

    files, root = url_to_fs(url)
    return files, root.rstrip("/")


def _done(files: AbstractFileSystem, root: str, name: str) -> Part | None:
    path = f"{root}/_done/{name}.json"
    if not files.exists(path):
        return None
    with files.open(path) as file:
        try:
            return Part(**{**json.load(file), "skipped": True})
        except ValueError:  # half written: not done
            return None


def _put_whole(files: AbstractFileSystem, local: Path, path: str) -> None:
    """Under another name first: a reader never sees half a file."""
    folder, _, name = path.rpartition("/")
    files.makedirs(folder, exist_ok=True)
    passing = f"{folder}/.{name}.part"
    files.put_file(str(local), passing)
    if files.exists(path):
        files.rm(path)
    files.mv(passing, path)


def _sha256_of(path: str) -> str | None:
    if "://" in path or not Path(path).is_file():
        return None
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def list_inputs(sources: Iterable[str]) -> list[Input]:
    """Folders and globs as the files in them, since a part is made of one file; addresses as they are."""
    from detente.ingest.walk import find_files

    found: list[Input] = []
    for source in sources:
        if "://" in source:
            found.append(Input(path=source))
        else:
            found += [Input(path=f.path, key=f.key) for f in find_files(source) if not isinstance(f, IngestFailure)]
    return found
