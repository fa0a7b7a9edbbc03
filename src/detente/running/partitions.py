"""Reading on many machines: each input file becomes a part of a Parquet dataset, once, whoever does it.

``OUT/<kind>/<part>.parquet`` holds the facts of a part with the columns of the store, ``OUT/records/<part>.parquet``
its whole records as JSON, ``OUT/_done/<part>.json`` says that the part is whole. A part is written under other names
first and marked last, so one that was broken off is done again from the start; one that is done is passed over.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from detente.config import Settings
from detente.errors import InputError
from detente.ingest import IngestFailure, IngestOptions, read_sources
from detente.pipeline import Reader
from detente.records import Record, record_from_dict
from detente.running.corpus import read_many
from detente.running.worker import MakeReader
from detente.store import schema
from detente.store.rows import record_json, rows_of, run_row

if TYPE_CHECKING:
    import polars as pl
    from fsspec import AbstractFileSystem

KINDS = tuple(t.name for t in schema.FACTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What was made of one input.

    Attributes:
        name: of its files, without ending: the same for the same input.
        run: digest of the run that read it.
        skipped: it had been done before.
    """

    name: str
    source: str
    run: str
    articles: int
    failures: int
    skipped: bool = False


def part_name(source: str) -> str:
    """A file name for the part of a source: readable, and unlike any other's."""
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in source.rstrip("/").rsplit("/", 1)[-1])[:60]
    return f"{stem}-{hashlib.sha256(source.encode()).hexdigest()[:12]}"


def read_part(
    source: str,
    out: str,
    settings: Settings | None = None,
    *,
    options: IngestOptions | None = None,
    make_reader: MakeReader = Reader,
) -> Part:
    """Read one input into its part of a dataset.

    Args:
        source: what :func:`detente.ingest.read_sources` takes.
        out: folder or fsspec URL of the dataset.
    """
    settings = settings or Settings()
    files, root = _open(out)
    run = run_row(make_reader(settings).run)["digest"]
    name = part_name(source)
    done = _done(files, root, name)
    if done is not None and done.run == run:
        return done
    records: list[Record] = []
    failures: list[dict[str, Any]] = []
    for outcome in read_many(read_sources([source], options), settings, make_reader=make_reader):
        if isinstance(outcome, Record):
            records.append(outcome)
        else:
            what = outcome.source if isinstance(outcome, IngestFailure) else outcome.article_id
            failures.append({"source": what, "code": outcome.code, "message": outcome.message})
    for kind, table in part_tables(records, failures).items():
        _write_whole(files, f"{root}/{kind}/{name}.parquet", table)
    part = Part(name=name, source=source, run=run, articles=len(records), failures=len(failures))
    files.makedirs(f"{root}/_done", exist_ok=True)
    with files.open(f"{root}/_done/{name}.json", "w") as file:
        json.dump(asdict(part), file)
    return part


def read_parts(
    sources: Sequence[str],
    out: str,
    settings: Settings | None = None,
    *,
    options: IngestOptions | None = None,
    ray: bool = False,
    workers: int = 1,
) -> Iterator[Part]:
    """Read many inputs, a part each, as they get done.

    Args:
        ray: on the Ray cluster that the environment names, or a local one of ``workers`` processes. A part whose
            worker is lost is tried again elsewhere.

    Raises:
        InputError: where Ray is asked for and not installed.
    """
    if not ray:
        for source in sources:
            yield read_part(source, out, settings, options=options)
        return
    try:
        import ray as cluster
    except ImportError as error:
        raise InputError("Ray is not installed; pip install 'detente[cluster]'", code="DT109") from error
    if not cluster.is_initialized():
        cluster.init(num_cpus=workers, include_dashboard=False, log_to_driver=False)
    # A part that is done is passed over, so doing it again after a loss is always safe.
    task = cluster.remote(num_cpus=1, max_retries=5)(read_part)
    waiting = [task.remote(source, out, settings, options=options) for source in sources]
    while waiting:
        ready, waiting = cluster.wait(waiting)
        yield cluster.get(ready[0])


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


def iter_part_records(dataset: str) -> Iterator[Record]:
    """All records of a dataset's finished parts, part by part.

    Raises:
        InputError: where there is no such dataset.
    """
    import polars as pl

    files, root = _open(dataset)
    if not files.exists(f"{root}/_done"):
        raise InputError(f"{dataset}: no dataset of detente (no _done in it)", code="DT121")
    for mark in sorted(files.ls(f"{root}/_done", detail=False)):
        name = mark.rsplit("/", 1)[-1].removesuffix(".json")
        with files.open(f"{root}/records/{name}.parquet", "rb") as file:
            table = pl.read_parquet(io.BytesIO(file.read()), columns=["record"])
        for line in table["record"]:
            yield record_from_dict(json.loads(line.decode("utf-8", "surrogatepass")))


def _open(url: str) -> tuple[AbstractFileSystem, str]:
    from fsspec.core import url_to_fs

    files, root = url_to_fs(url)
    return files, root.rstrip("/")


def _done(files: AbstractFileSystem, root: str, name: str) -> Part | None:
    path = f"{root}/_done/{name}.json"
    if not files.exists(path):
        return None
    with files.open(path) as file:
        return Part(**{**json.load(file), "skipped": True})


def _write_whole(files: AbstractFileSystem, path: str, table: pl.DataFrame) -> None:
    """Under another name first: a reader never sees half a file."""
    packed = io.BytesIO()
    table.write_parquet(packed, compression="zstd")
    folder, _, name = path.rpartition("/")
    files.makedirs(folder, exist_ok=True)
    passing = f"{folder}/.{name}.part"
    with files.open(passing, "wb") as file:
        file.write(packed.getvalue())
    if files.exists(path):
        files.rm(path)
    files.mv(passing, path)


def list_inputs(sources: Iterable[str]) -> list[str]:
    """Folders and globs as the files in them, since a part is made of one file; addresses as they are."""
    from detente.ingest.walk import find_files

    found: list[str] = []
    for source in sources:
        if "://" in source:
            found.append(source)
        else:
            found += [f.path for f in find_files(source) if not isinstance(f, IngestFailure)]
    return found
