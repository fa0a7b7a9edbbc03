"""A worker: a process of its own that reads one article at a time and can be killed at any moment."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from detente.config import Settings
from detente.errors import DetenteError
from detente.pipeline import Reader
from detente.records import Article, Record

# Makes the reader in the worker: a function that can be pickled.
MakeReader = Callable[[Settings], Reader]

# A worker that was killed (out of memory, a crash in native code) or had to be (it hung).
LOST = "DT701"
HUNG = "DT702"
# The reading itself raised.
RAISED = "DT703"
# What a worker says when it has loaded its models.
READY = "ready"


def reason_of(error: Exception) -> tuple[str, str]:
    """Code and message of what a reading raised."""
    if isinstance(error, DetenteError):
        return error.code, error.message
    return RAISED, f"{type(error).__name__}: {error}"


def _serve(connection: Connection, make_reader: MakeReader, settings: Settings) -> None:
    # The parent decides when to stop; an interrupt at the keyboard reaches the whole process group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reader = make_reader(settings)
    _ = reader.nlp  # loaded before the clock of the first article starts
    connection.send(READY)
    while True:
        try:
            article = connection.recv()
        except EOFError:
            return
        try:
            connection.send(reader.read(article))
        except Exception as error:
            # Whatever one article makes the reader raise, the next is read; the parent notes the reason.
            connection.send(reason_of(error))


class Worker:
    """A worker process and the article it is at.

    Attributes:
        article: what it reads now; None where it is free.
        started_at: clock reading (seconds) at which it could begin with the article; None while it still starts.
    """

    def __init__(self, make_reader: MakeReader, settings: Settings) -> None:
        self._reader = make_reader, settings
        self.article: Article | None = None
        self.started_at: float | None = None
        self._start()

    def _start(self) -> None:
        # Spawned, not forked: threads of the parent (the database's, onnxruntime's) do not survive a fork.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, *self._reader), daemon=True)
        self._process.start()
        self._ready = False
        theirs.close()

    def give(self, article: Article, at: float) -> bool:
        """Hand over an article; False where the worker turned out to be gone (a new one is there by then)."""
        try:
            self.connection.send(article)
        except (BrokenPipeError, ConnectionResetError):
            self.restart()
            return False
        self.article, self.started_at = article, at if self._ready else None
        return True

    def take(self, at: float) -> Record | tuple[str, str] | None:
        """What came of the article: its record, or code and message of what went wrong; None where it only begins."""
        try:
            result: Any = self.connection.recv()
        except (EOFError, ConnectionResetError):
            self._process.join(timeout=5)
            code = self._process.exitcode
            self.restart()
            return LOST, f"the worker was lost (exit code {code}), out of memory perhaps"
        if result == READY:
            self._ready, self.started_at = True, at
            return None
        self.article = None
        return result  # type: ignore[no-any-return]

    def restart(self) -> None:
        """Kill the process and start a fresh one."""
        self.stop()
        self.article = None
        self._start()

    def stop(self) -> None:
        """Kill the process: it holds nothing that is not elsewhere."""
        self._process.kill()
        self._process.join()
        self.connection.close()
