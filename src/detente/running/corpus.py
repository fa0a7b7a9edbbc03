"""Many articles into records, in the order they came, whatever the number of processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from multiprocessing.connection import wait
from typing import Any

from detente.config import Settings
from detente.ingest import IngestFailure
from detente.ingest.reprints import ReprintIndex
from detente.pipeline import Reader
from detente.records import Article, Record
from detente.running.worker import HUNG, LOST, MakeReader, Worker, reason_of
from detente.store import Store, query
from detente.store.rows import RecordRows, rows_of, run_row
from detente.store.write import write_rows

# How long one article may take before its worker is taken to hang: a hundred times the usual.
PATIENCE_S = 120.0
# Records written in one transaction.
BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An article that could not be read, with the reason; tried twice where its worker was lost or hung."""

    article_id: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code} {self.article_id}: {self.message}"


Outcome = Record | IngestFailure | SetAside


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a run has come; handed to the callback after each article."""

    read: int = 0
    skipped: int = 0
    written: int = 0
    failed: int = 0
    started_at: float = field(default_factory=time.monotonic)

    @property
    def per_second(self) -> float:
        """Articles a second since the start."""
        return self.read / max(time.monotonic() - self.started_at, 1e-9)


def read_many(
    sources: Iterable[Article | IngestFailure],
    settings: Settings | None = None,
    *,
    workers: int = 1,
    patience_s: float = PATIENCE_S,
    make_reader: MakeReader = Reader,
) -> Iterator[Outcome]:
    """Read articles, in their order; what cannot be read comes as its reason, in its place.

    Args:
        sources: as :func:`detente.ingest.read_sources` gives them, taken lazily.
        workers: processes; 1 reads in this one, without a time limit for an article.
        patience_s: seconds for one article before its worker is killed and the article tried once more.
        make_reader: makes the reader, in each worker.
    """
    settings = settings or Settings()
    if workers <= 1:
        yield from _read_here(sources, make_reader(settings))
    else:
        yield from _read_apart(iter(sources), [Worker(make_reader, settings) for _ in range(workers)], patience_s)


def _read_here(sources: Iterable[Article | IngestFailure], reader: Reader) -> Iterator[Outcome]:
    for source in sources:
        if isinstance(source, IngestFailure):
            yield source
            continue
        try:
            record: Outcome = reader.read(source)
        except Exception as error:
            # One article must not end the run, whatever it provokes.
            code, message = reason_of(error)
            record = SetAside(article_id=source.id, code=code, message=message)
        yield record


def _read_apart(sources: Iterator[Article | IngestFailure], pool: list[Worker], patience_s: float) -> Iterator[Outcome]:
    """Workers get an article each; results wait in ``done`` until those before them are there.

    ``ahead`` bounds how many may wait, so memory stays flat when one article is slow.
    """
    ahead = len(pool) * 8
    done: dict[int, Outcome] = {}
    at_work: dict[int, tuple[Worker, int]] = {}  # place in the order: (worker, try)
    again: list[tuple[int, Article]] = []
    given = yielded = 0
    exhausted = False
    try:
        while not exhausted or at_work or again or done:
            free = [w for w in pool if w.article is None]
            while free and again:
                place, article = again.pop()
                if free[-1].give(article, time.monotonic()):
                    at_work[place] = (free.pop(), 2)
                else:
                    again.append((place, article))
            while free and not exhausted and given - yielded < ahead:
                source = next(sources, None)
                if source is None:
                    exhausted = True
                elif isinstance(source, IngestFailure):
                    done[given] = source
                    given += 1
                else:
                    while not free[-1].give(source, time.monotonic()):
                        pass
                    at_work[given] = (free.pop(), 1)
                    given += 1
            _collect(at_work, done, again, patience_s)
            while yielded in done:
                yield done.pop(yielded)
                yielded += 1
    finally:
        for worker in pool:
            worker.stop()


def _collect(
    at_work: dict[int, tuple[Worker, int]],
    done: dict[int, Outcome],
    again: list[tuple[int, Article]],
    patience_s: float,
) -> None:
    """Take what is ready, kill what hangs, and send what was lost to be tried once more."""
    if not at_work:
        return
    ready = set(wait([w.connection for w, _ in at_work.values()], timeout=1.0))
    now = time.monotonic()
    for place, (worker, attempt) in list(at_work.items()):
        article = worker.article
        assert article is not None, "a worker in at_work has an article"
        if worker.connection in ready:
            result: Any = worker.take(now)
            if result is None:
                continue
        elif worker.started_at is not None and now - worker.started_at > patience_s:
            worker.restart()
            result = (HUNG, f"gave no result in {patience_s:g} s")
        else:
            continue
        del at_work[place]
        if isinstance(result, Record):
            done[place] = result
        elif result[0] in (LOST, HUNG) and attempt == 1:
            again.append((place, article))
        else:
            done[place] = SetAside(article_id=article.id, code=result[0], message=result[1])


def read_into(
    store: Store,
    sources: Iterable[Article | IngestFailure],
    settings: Settings | None = None,
    *,
    workers: int = 1,
    patience_s: float = PATIENCE_S,
    make_reader: MakeReader = Reader,
    progress: Callable[[Progress], None] = lambda _: None,
    outcome: Callable[[Outcome], None] = lambda _: None,
) -> Progress:
    """Read articles into a store. Interrupted at any moment, it goes on where it was when called again.

    Articles that the store holds as read by this very version, with the same text, are passed over.

    Args:
        progress: called after each article.
        outcome: called with each record, failure or article set aside.
    """
    settings = settings or Settings()
    state = Progress()
    run = run_row(make_reader(settings).run)
    with store.connect() as connection:
        known = query.known_readings(connection, run["digest"])

    def unread() -> Iterator[Article | IngestFailure]:
        for source in sources:
            if isinstance(source, Article) and (source.id, source.sha256) in known:
                state.skipped += 1
                progress(state)
                continue
            yield source

    found = read_many(unread(), settings, workers=workers, patience_s=patience_s, make_reader=make_reader)
    with ReprintIndex(_reprints_file(store)) as index:
        rows = _rows(store, _linked(found, index), state, outcome, progress)
        while batch := list(islice(rows, BATCH)):
            state.written += write_rows(store.engine, batch)
    return state


def _reprints_file(store: Store) -> str:
    """Where a store's index of reprints is kept: beside a SQLite file; elsewhere it is made anew for each run."""
    url = store.engine.url
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return f"{url.database}-reprints"
    return ":memory:"


def _linked(outcomes: Iterable[Outcome], index: ReprintIndex) -> Iterator[Outcome]:
    """Records whose articles know their first appearance. In the one order in which all arrive, so it never varies."""
    for found in outcomes:
        if isinstance(found, Record) and found.article.body is not None:
            match = index.add(found.article)
            if match is not None and match.first_id != found.article.id:
                found = replace(found, article=replace(found.article, reprint_of=match.first_id))
        yield found


def update_store(
    store: Store,
    settings: Settings | None = None,
    *,
    workers: int = 1,
    make_reader: MakeReader = Reader,
    progress: Callable[[Progress], None] = lambda _: None,
    outcome: Callable[[Outcome], None] = lambda _: None,
) -> Progress:
    """Read again what another version has read, from the texts in the store. What an analyst corrected stays.

    The earlier readings stay too and can be asked for.
    """
    settings = settings or Settings()
    run = run_row(make_reader(settings).run)
    with store.connect() as connection:
        articles = list(query.outdated_articles(connection, run["digest"]))
    return read_into(
        store, articles, settings, workers=workers, make_reader=make_reader, progress=progress, outcome=outcome
    )


def _rows(
    store: Store,
    outcomes: Iterable[Outcome],
    state: Progress,
    outcome: Callable[[Outcome], None],
    progress: Callable[[Progress], None],
) -> Iterator[RecordRows]:
    for found in outcomes:
        outcome(found)
        if isinstance(found, Record):
            state.read += 1
            progress(state)
            yield rows_of(found)
        else:
            state.failed += 1
            progress(state)
            source = found.source if isinstance(found, IngestFailure) else found.article_id
            line = getattr(found, "line", None)
            store.fail(source=f"{source}:{line}" if line else source, code=found.code, message=found.message)
