"""Answers that take long, kept until the store changes and computed in the background."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import Any

from sqlalchemy import Connection

from detente.store import Store

# A page waits this long for a new answer before it goes out with the old one, or without.
PATIENCE_S = 0.08
# An answer that took long serves so many times as long, though the store grows: counting never takes over a machine
# that is reading articles.
RENEW = 30
Compute = Callable[..., Any]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Answer:
    version: int
    value: Any
    took_s: float
    at: float

    def serves(self, version: int) -> bool:
        return self.version == version or (self.slow and time.monotonic() - self.at < RENEW * self.took_s)

    @property
    def slow(self) -> bool:
        return self.took_s > PATIENCE_S


class Kept:
    """A small cache by key and version of the data. An older answer serves until the newer one is there.

    What is asked for is a function of a connection and plain values.

    Args:
        store: opened for reading.
        apart: where the store lies, to compute in a process of its own that yields to all others; None for a thread.
    """

    def __init__(self, store: Store, *, apart: str | os.PathLike[str] | None = None, size: int = 256) -> None:
        self._store, self._apart, self._size = store, apart, size
        self._found: OrderedDict[Hashable, _Answer] = OrderedDict()
        self._under_way: dict[Hashable, Future[tuple[float, Any]]] = {}
        self._lock = threading.Lock()
        self._pool = self._open()

    def get(self, key: Hashable, version: int, compute: Compute, *values: Any, patience_s: float = PATIENCE_S) -> Any:
        """The answer; an older one, or None, where a new one takes longer than ``patience_s``."""
        with self._lock:
            known = self._found.get(key)
            if known is not None:
                self._found.move_to_end(key)
                if known.serves(version):
                    return known.value
            future = self._under_way.get(key)
            if future is None:
                future = self._start(compute, values)
                self._under_way[key] = future
                # Outside the lock, for a future that is done calls back at once; see below.
                fresh = True
            else:
                fresh = False
        if fresh:
            future.add_done_callback(lambda f: self._keep(key, version, f))
        if known is not None and known.slow:
            return known.value
        try:
            return future.result(timeout=patience_s)[1]
        except TimeoutError:
            return known.value if known is not None else None

    def close(self) -> None:
        """Start nothing new."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _open(self) -> Executor:
        if self._apart is None:
            return ThreadPoolExecutor(max_workers=1, thread_name_prefix="detente-kept")
        return ProcessPoolExecutor(1, get_context("spawn"), _settle, (os.fspath(self._apart),))

    def _start(self, compute: Compute, values: tuple[Any, ...]) -> Future[tuple[float, Any]]:
        if self._apart is None:
            return self._pool.submit(_timed, self._store, compute, values)
        try:
            return self._pool.submit(_computed, compute, values)
        except BrokenExecutor:  # it was killed, for want of memory say
            self._pool = self._open()
            return self._pool.submit(_computed, compute, values)

    def _keep(self, key: Hashable, version: int, future: Future[tuple[float, Any]]) -> None:
        with self._lock:
            self._under_way.pop(key, None)
            if future.cancelled():
                return
            if (error := future.exception()) is not None:
                # Whoever still waits for the answer is given the error; a page that went out without it is not.
                _log.error("no answer for %s: %s", key, error, exc_info=error)
                return
            took_s, value = future.result()
            self._found[key] = _Answer(version, value, took_s, time.monotonic())
            self._found.move_to_end(key)
            while len(self._found) > self._size:
                self._found.popitem(last=False)


def _timed(store: Store, compute: Compute, values: tuple[Any, ...]) -> tuple[float, Any]:
    began = time.monotonic()
    with store.connect() as connection:
        value = compute(connection, *values)
    return time.monotonic() - began, value


_store: Store | None = None


def _settle(where: str) -> None:
    """In the process of its own: open the store, and yield to whoever reads pages or articles."""
    global _store
    if hasattr(os, "nice"):
        os.nice(10)
    # A server that was killed, or that uvicorn ends by its signal, takes leave of no worker.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _store = Store(where, read_only=True)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _computed(compute: Compute, values: tuple[Any, ...]) -> tuple[float, Any]:
    assert _store is not None
    return _timed(_store, compute, values)


def nothing(_: Connection) -> None:
    """Ask this first, and what computes is ready before somebody waits for it."""
