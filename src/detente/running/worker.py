"""A worker: a process of its own that reads one article at a time and can be killed at any moment."""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.connection import Connection
from typing import Any

from detente.config import Settings
from detente.errors import DetenteError
from detente.records import Article, Record

# A worker that was killed (out of memory, a crash in native code) or had to be (it hung).
LOST = "DT701"
HUNG = "DT702"
# The reading itself raised.
RAISED = "DT703"


def reason_of(error: Exception) -> tuple[str, str]:
    """Code and message of what a reading raised."""
    if isinstance(error, DetenteError):
        return error.code, error.message
    return RAISED, f"{type(error).__name__}: {error}"


def _serve(connection: Connection, settings: Settings) -> None:
    # The parent decides when to stop; an interrupt at the keyboard reaches the whole process group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from detente.pipeline import Reader

    reader = Reader(settings)
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
        started_at: clock reading (seconds) at which it got the article.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.article: Article | None = None
        self.started_at = 0.0
        self._start()

    def _start(self) -> None:
        # Spawned, not forked: threads of the parent (the database's, onnxruntime's) do not survive a fork.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._settings), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, article: Article, at: float) -> bool:
        """Hand over an article; False where the worker turned out to be gone (a new one is there by then)."""
        try:
            self.connection.send(article)
        except (BrokenPipeError, ConnectionResetError):
            self.restart()
            return False
        self.article, self.started_at = article, at
        return True

    def take(self) -> Record | tuple[str, str]:
        """What came of the article: its record, or code and message of what went wrong."""
        try:
            result: Any = self.connection.recv()
        except (EOFError, ConnectionResetError):
            self._process.join(timeout=5)
            code = self._process.exitcode
            self.restart()
            return LOST, f"the worker was lost (exit code {code}), out of memory perhaps"
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
