"""Answers that take long, kept until the store changes and computed in the background."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

# A page waits this long for a new answer before it goes out with the old one, or without.
PATIENCE_S = 0.08


class Kept:
    """A small cache by key and version of the data. An older answer serves until the newer one is there."""

    def __init__(self, size: int = 128) -> None:
        self._size = size
        self._found: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._under_way: dict[tuple[Hashable, int], Future[Any]] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="detente-kept")

    def get(self, key: Hashable, version: int, compute: Callable[[], Any], *, patience_s: float = PATIENCE_S) -> Any:
        """The answer; an older one, or None, where a new one takes longer than ``patience_s``."""
        with self._lock:
            known = self._found.get(key)
            if known is not None:
                self._found.move_to_end(key)
                if known[0] == version:
                    return known[1]
            future = self._under_way.get((key, version))
            if future is None:
                future = self._pool.submit(self._compute, key, version, compute)
                self._under_way[key, version] = future
        try:
            return future.result(timeout=patience_s)
        except TimeoutError:
            return known[1] if known is not None else None

    def close(self) -> None:
        """Start nothing new."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _compute(self, key: Hashable, version: int, compute: Callable[[], Any]) -> Any:
        try:
            value = compute()
            with self._lock:
                self._found[key] = (version, value)
                self._found.move_to_end(key)
                while len(self._found) > self._size:
                    self._found.popitem(last=False)
            return value
        finally:
            with self._lock:
                self._under_way.pop((key, version), None)
