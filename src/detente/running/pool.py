"""Several workers, and the one order in which their results come out."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any

from detente.config import Settings
from detente.ingest import IngestFailure
from detente.pipeline import Reader
from detente.records import Article, Record, Run
from detente.running.worker import HUNG, TRIED_AGAIN, MakeReader, Read, Worker

# How long one article may take before its worker is taken to hang: a hundred times the usual.
PATIENCE_S = 120.0
# Results a worker may be ahead of the oldest article still being read.
_AHEAD = 8

log = logging.getLogger("detente.running")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An article that could not be read, with the reason; tried twice where its worker was lost or hung."""

    article_id: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code} {self.article_id}: {self.message}"


class Pool:
    """Worker processes, used for as many readings as one likes.

    Args:
        patience_s: seconds for one article before its worker is killed and the article tried once more.
        ready_rows: give :class:`Read` for each article instead of its :class:`Record`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        workers: int,
        patience_s: float = PATIENCE_S,
        make_reader: MakeReader = Reader,
        ready_rows: bool = False,
    ) -> None:
        self._patience_s = patience_s
        self._workers = [Worker(make_reader, settings, ready_rows=ready_rows) for _ in range(workers)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill the workers."""
        for worker in self._workers:
            worker.stop()
        self._workers = []

    def run(self) -> Run:
        """What the workers read with; waits for the first to be ready.

        The parent itself loads no model: that would cost it seconds and half a gigabyte.
        """
        while True:
            for worker in self._workers:
                if worker.run is not None:
                    return worker.run
            ready = wait([w.connection for w in self._workers], timeout=1.0)
            for worker in self._workers:
                if worker.connection in ready:
                    worker.take(time.monotonic())

    def read(self, sources: Iterable[Article | IngestFailure]) -> Iterator[Record | Read | IngestFailure | SetAside]:
        """Read articles; results come in their order, whichever worker is done first.

        Results wait until those before them are there; how many may wait is bounded, so memory stays flat when one
        article is slow.
        """
        sources = iter(sources)
        done: dict[int, Any] = {}
        at_work: dict[int, tuple[Worker, int]] = {}  # place in the order: (worker, try)
        again: list[tuple[int, Article]] = []
        given = yielded = 0
        exhausted = False
        for worker in self._workers:
            if worker.is_stopped:
                worker.restart()
        try:
            while not exhausted or at_work or again or done:
                free = [w for w in self._workers if w.article is None]
                while free and again:
                    place, article = again.pop()
                    if free[-1].give(article, time.monotonic()):
                        at_work[place] = (free.pop(), 2)
                    else:
                        again.append((place, article))
                while free and not exhausted and given - yielded < _AHEAD * len(self._workers):
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
                self._collect(at_work, done, again)
                while yielded in done:
                    yield done.pop(yielded)
                    yielded += 1
        finally:
            for worker, _ in at_work.values():  # the caller wants no more: nobody will take what they are at
                worker.stop()

    def _collect(
        self, at_work: dict[int, tuple[Worker, int]], done: dict[int, Any], again: list[tuple[int, Article]]
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
                result = worker.take(now)
                if result is None:
                    continue
            elif worker.started_at is not None and now - worker.started_at > self._patience_s:
                worker.restart()
                result = (HUNG, f"gave no result in {self._patience_s:g} s")
            else:
                continue
            del at_work[place]
            if not isinstance(result, tuple):
                done[place] = result
                continue
            code, message = result
            if code in TRIED_AGAIN and attempt == 1:
                log.warning("tried once more", extra={"facts": {"article": article.id, "code": code, "why": message}})
                again.append((place, article))
            else:
                done[place] = SetAside(article_id=article.id, code=code, message=message)
