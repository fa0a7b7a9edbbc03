"""Many articles into records, in the order they came, whatever the number of processes."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from detente.config import Settings
from detente.ingest import IngestFailure
from detente.ingest.intake import Intake
from detente.pipeline import Reader
from detente.records import Article, Record
from detente.running.pool import PATIENCE_S, Pool, SetAside
from detente.running.reprints import Linker
from detente.running.worker import MakeReader, Read, make_ready, reason_of
from detente.store import Store, query
from detente.store.rows import run_row
from detente.store.write import write_rows

# Records written in one transaction, and how long one waits at most until they are.
BATCH = 50
_BATCH_S = 2.0
# Time left is worked out from the rate of this last while.
_WINDOW_S = 60.0

Outcome = Record | IngestFailure | SetAside
# What comes of an article on its way into a store; ``Read.record`` is its record.
Written = Read | IngestFailure | SetAside

log = logging.getLogger("detente.running")


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a run has come; handed to the callback after each article.

    Attributes:
        share: of the input, how much has been taken, 0 to 1; None where the input has no size.
    """

    read: int = 0
    skipped: int = 0
    written: int = 0
    failed: int = 0
    share: float | None = None
    started_at: float = field(default_factory=time.monotonic)
    _samples: deque[tuple[float, float]] = field(default_factory=deque)

    @property
    def seconds(self) -> float:
        """Since the start."""
        return max(time.monotonic() - self.started_at, 1e-9)

    @property
    def per_second(self) -> float:
        """Articles a second since the start."""
        return self.read / self.seconds

    @property
    def seconds_left(self) -> float | None:
        """By the rate of the last minute; None where the input has no size or nothing was taken of it yet."""
        if self.share is None or len(self._samples) < 2:
            return None
        (then, share_then), (now, share_now) = self._samples[0], self._samples[-1]
        return (1.0 - share_now) * (now - then) / (share_now - share_then) if share_now > share_then else None

    def take_share(self, share: float) -> None:
        """Note how much of the input has been taken."""
        self.share = min(share, 1.0)
        now = time.monotonic()
        if not self._samples or now - self._samples[-1][0] >= 1.0:
            self._samples.append((now, self.share))
            while now - self._samples[0][0] > _WINDOW_S:
                self._samples.popleft()


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
        yield from read_here(sources, make_reader(settings))
        return
    with Pool(settings, workers=workers, patience_s=patience_s, make_reader=make_reader) as pool:
        yield from pool.read(sources)  # type: ignore[misc]


def read_here(sources: Iterable[Article | IngestFailure], reader: Reader) -> Iterator[Outcome]:
    """Read in this process; what one article provokes does not end the run, unless it ends the process."""
    for source in sources:
        if isinstance(source, IngestFailure):
            yield source
            continue
        try:
            record: Outcome = reader.read(source)
        except Exception as error:
            code, message = reason_of(error)
            record = SetAside(article_id=source.id, code=code, message=message)
        yield record


def read_into(
    store: Store,
    sources: Iterable[Article | IngestFailure],
    settings: Settings | None = None,
    *,
    workers: int = 1,
    apart: bool | None = None,
    patience_s: float = PATIENCE_S,
    make_reader: MakeReader = Reader,
    intake: Intake | None = None,
    total_bytes: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    outcome: Callable[[Written], None] = lambda _: None,
) -> Progress:
    """Read articles into a store. Interrupted at any moment, it goes on where it was when called again.

    Articles that the store holds as read by this very version, with the same text, are passed over.

    Args:
        workers: processes.
        apart: read in worker processes even where there is but one, so that an article that hangs or breaks it is
            set aside; by default only where there are several.
        intake: the one that ``sources`` were read with: told what is safe in the store, and asked how far it is.
        total_bytes: of the input, for the time left.
        progress: called after each article.
        outcome: called with what came of each article.
    """
    return _into(
        store,
        lambda _: sources,
        settings or Settings(),
        workers=workers,
        apart=apart,
        patience_s=patience_s,
        make_reader=make_reader,
        watch=_Watch(intake, total_bytes, progress, outcome),
    )


@dataclass(frozen=True, slots=True)
class _Watch:
    """Who is told what while a run goes on."""

    intake: Intake | None
    total_bytes: int | None
    progress: Callable[[Progress], None]
    outcome: Callable[[Written], None]


def _into(
    store: Store,
    sources: Callable[[str], Iterable[Article | IngestFailure]],
    settings: Settings,
    *,
    workers: int,
    apart: bool | None,
    patience_s: float,
    make_reader: MakeReader,
    watch: _Watch,
) -> Progress:
    """Read into a store what ``sources`` gives for the digest of the run."""
    if workers > 1 if apart is None else apart:
        with Pool(settings, workers=workers, patience_s=patience_s, make_reader=make_reader, ready_rows=True) as pool:
            digest = run_row(pool.run())["digest"]
            run = _Run(store, sources(digest), digest, watch)
            return run.write(pool.read(run.unread()))  # type: ignore[arg-type]
    reader = make_reader(settings)
    digest = run_row(reader.run)["digest"]
    run = _Run(store, sources(digest), digest, watch)
    found = read_here(run.unread(), reader)
    return run.write(make_ready(f) if isinstance(f, Record) else f for f in found)


class _Run:
    """One run into a store: what is passed over, linked, written and counted."""

    def __init__(self, store: Store, sources: Iterable[Article | IngestFailure], digest: str, watch: _Watch) -> None:
        self._store = store
        self._sources = sources
        self._digest = digest
        self._watch = watch
        self._state = Progress()
        # How many sources had been taken when each article or failure that is still under way was.
        self._under_way: deque[int] = deque()
        self._taken = 0

    def unread(self) -> Iterator[Article | IngestFailure]:
        """Sources without those that this very version has read into the store."""
        with self._store.connect() as connection:
            resuming = query.has_readings(connection, self._digest)
        for source in self._sources:
            self._taken += 1
            if resuming and isinstance(source, Article) and self._is_read(source):
                self._state.skipped += 1
                self._tell()
                continue
            self._under_way.append(self._taken)
            yield source

    def _is_read(self, article: Article) -> bool:
        with self._store.connect() as connection:
            return query.is_read(connection, article.id, article.sha256, self._digest)

    def write(self, outcomes: Iterable[Written]) -> Progress:
        """Write what comes, in batches; the order of all is that of the sources."""
        with Linker(self._store) as linker:
            settled = 0
            outcomes = iter(outcomes)
            while batch := list(_batch(outcomes)):
                linked = [linker.link(f) if isinstance(f, Read) else f for f in batch]
                reads = [f for f in linked if isinstance(f, Read)]
                written = write_rows(self._store.engine, [f.rows for f in reads])
                linker.commit()
                self._state.written += written
                for found in linked:
                    settled = self._under_way.popleft()
                    self._settle(found)
                self._confirm(settled)
                log.info("written", extra={"facts": {"articles": len(reads), "new": written}})
            self._confirm(self._taken)
        return self._state

    def _confirm(self, taken: int) -> None:
        if self._watch.intake is not None:
            self._watch.intake.confirm(taken)

    def _settle(self, found: Written) -> None:
        if isinstance(found, Read):
            self._state.read += 1
            rows = found.rows
            facts = {name: len(rows.facts[name]) for name in ("statements", "events", "positions")}
            about = {"article": found.article_id, "reprint_of": rows.article["reprint_of"], **facts}
            log.debug("read", extra={"facts": about})
        else:
            self._state.failed += 1
            source = found.source if isinstance(found, IngestFailure) else found.article_id
            line = getattr(found, "line", None)
            source = f"{source}:{line}" if line else source
            self._store.fail(source=source, code=found.code, message=found.message)
            log.warning("not read", extra={"facts": {"source": source, "code": found.code, "why": found.message}})
        self._watch.outcome(found)
        self._tell()

    def _tell(self) -> None:
        watch = self._watch
        if watch.intake is not None and watch.total_bytes:
            self._state.take_share(watch.intake.bytes_read / watch.total_bytes)
        watch.progress(self._state)


def _batch(outcomes: Iterator[Written]) -> Iterator[Written]:
    """The next few, fewer where they come slowly: what was read should not wait long to be safe."""
    began = time.monotonic()
    for found in islice(outcomes, BATCH):
        yield found
        if time.monotonic() - began > _BATCH_S:
            return


def update_store(
    store: Store,
    settings: Settings | None = None,
    *,
    workers: int = 1,
    apart: bool | None = None,
    make_reader: MakeReader = Reader,
    progress: Callable[[Progress], None] = lambda _: None,
    outcome: Callable[[Written], None] = lambda _: None,
) -> Progress:
    """Read again what another version has read, from the texts in the store. What an analyst corrected stays.

    The earlier readings stay too and can be asked for.
    """
    return _into(
        store,
        lambda digest: _outdated(store, digest),
        settings or Settings(),
        workers=workers,
        apart=apart,
        patience_s=PATIENCE_S,
        make_reader=make_reader,
        watch=_Watch(None, None, progress, outcome),
    )


def _outdated(store: Store, digest: str) -> Iterator[Article]:
    """Articles that another run has read, some at a time: their number must not show in memory."""
    last: str | None = None
    while True:
        with store.connect() as connection:
            page = list(query.outdated_articles(connection, digest, after=last))
        yield from page
        if not page:
            return
        last = page[-1].id
