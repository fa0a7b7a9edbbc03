"""A worker: a process of its own that reads one article at a time and can be killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from detente.config import Settings
from detente.errors import DetenteError
from detente.ingest.sketch import Sketch, make_sketch
from detente.pipeline import Reader
from detente.records import Article, Record, Run
from detente.store.rows import RecordRows, rows_of

# Makes the reader in the worker: a function that can be pickled.
MakeReader = Callable[[Settings], Reader]

# A worker that was killed (out of memory, a crash in native code) or had to be (it hung).
LOST = "DT701"
HUNG = "DT702"
# The reading itself raised.
RAISED = "DT703"
# The worker asked for more memory than there is.
NO_MEMORY = "DT704"
# No reader could be made at all: a setting, a model.
NO_READER = "DT705"
# An article that met one of these is tried once more, in a fresh worker.
TRIED_AGAIN = frozenset({LOST, HUNG, NO_MEMORY})
# Times in a row that a worker may die before it is ready; more is no accident.
_STARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A record made ready for the store where it was read, so that little is left to the one process that writes.

    Attributes:
        sketch: of its body; None where there is none.
        held: the record, pickled where it came from another process.
    """

    article_id: str
    sha256: str
    rows: RecordRows
    sketch: Sketch | None
    held: Record | bytes

    @property
    def record(self) -> Record:
        """The record itself."""
        return pickle.loads(self.held) if isinstance(self.held, bytes) else self.held

    def linked(self, first_id: str) -> Read:
        """The same, known to be a reprint."""
        record = self.record
        record = replace(record, article=replace(record.article, reprint_of=first_id))
        return replace(self, rows=rows_of(record), held=record)


def make_ready(record: Record) -> Read:
    """A record with its rows and its sketch."""
    article = record.article
    return Read(
        article_id=article.id,
        sha256=article.sha256,
        rows=rows_of(record),
        sketch=make_sketch(article.body.text) if article.body is not None else None,
        held=record,
    )


def reason_of(error: Exception) -> tuple[str, str]:
    """Code and message of what a reading raised."""
    if isinstance(error, DetenteError):
        return error.code, error.message
    if isinstance(error, MemoryError):
        return NO_MEMORY, "more memory was needed than there is"
    return RAISED, f"{type(error).__name__}: {error}{_where(error)}"


def _where(error: Exception) -> str:
    """The last place in detente that the error passed, so that a report of it can be acted upon."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        module = frame.f_globals.get("__name__", "")
        if module.startswith("detente.") and module != __name__:
            return f" ({module}, line {line})"
    return ""


def _serve(connection: Connection, make_reader: MakeReader, settings: Settings, ready_rows: bool) -> None:
    # The parent decides when to stop; an interrupt at the keyboard reaches the whole process group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        reader = make_reader(settings)
        _ = reader.nlp  # loaded before the clock of the first article starts
        connection.send(reader.run)
    except Exception as error:
        connection.send(error if isinstance(error, DetenteError) else DetenteError(str(error), code=NO_READER))
        return
    while True:
        try:
            article = connection.recv()
        except EOFError:
            return
        try:
            connection.send(_read(reader, article, ready_rows))
        except MemoryError as error:
            connection.send(reason_of(error))
            os._exit(1)  # what is left of the heap is not worth keeping; the parent starts a fresh worker
        except Exception as error:
            # Whatever one article makes the reader raise, the next is read; the parent notes the reason.
            connection.send(reason_of(error))


def _read(reader: Reader, article: Article, ready_rows: bool) -> Record | Read:
    record = reader.read(article)
    if not ready_rows:
        return record
    return replace(make_ready(record), held=pickle.dumps(record, pickle.HIGHEST_PROTOCOL))


class Worker:
    """A worker process and the article it is at.

    Attributes:
        article: what it reads now; None where it is free.
        started_at: clock reading (seconds) at which it could begin with the article; None while it still starts.
        run: what its records are read with; None while it still starts.
        is_stopped: there is no process any more; :meth:`restart` makes one.
    """

    def __init__(self, make_reader: MakeReader, settings: Settings, *, ready_rows: bool = False) -> None:
        self._serves = make_reader, settings, ready_rows
        self.article: Article | None = None
        self.started_at: float | None = None
        self._lost_starts = 0
        self._start()

    def _start(self) -> None:
        # Spawned, not forked: threads of the parent (the database's, onnxruntime's) do not survive a fork.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, *self._serves), daemon=True)
        self._process.start()
        self.run: Run | None = None
        self.is_stopped = False
        theirs.close()

    def give(self, article: Article, at: float) -> bool:
        """Hand over an article; False where the worker turned out to be gone (a new one is there by then)."""
        try:
            self.connection.send(article)
        except (BrokenPipeError, ConnectionResetError):
            self.restart()
            return False
        self.article, self.started_at = article, at if self.run is not None else None
        return True

    def take(self, at: float) -> Record | Read | tuple[str, str] | None:
        """What came of the article: its record, or code and message of what went wrong; None where it only begins.

        Raises:
            DetenteError: where no reader could be made.
        """
        try:
            result: Any = self.connection.recv()
        except (EOFError, ConnectionResetError):
            return self._lost()
        if isinstance(result, DetenteError):
            raise result
        if isinstance(result, Run):
            self.run, self.started_at, self._lost_starts = result, at, 0
            return None
        self.article = None
        if isinstance(result, tuple) and result[0] == NO_MEMORY:
            self.restart()
        return result  # type: ignore[no-any-return]

    def _lost(self) -> tuple[str, str] | None:
        self._process.join(timeout=5)
        code = self._process.exitcode
        was_starting = self.run is None
        self._lost_starts += was_starting
        if self._lost_starts >= _STARTS:
            raise DetenteError(f"a worker ended {_STARTS} times while it started (exit code {code})", code=NO_READER)
        idle = self.article is None
        self.restart()
        return None if idle else (LOST, f"the worker was lost (exit code {code}), out of memory perhaps")

    def restart(self) -> None:
        """Kill the process and start a fresh one."""
        self.stop()
        self.article = None
        self._start()

    def stop(self) -> None:
        """Kill the process: it holds nothing that is not elsewhere."""
        self.is_stopped = True
        self._process.kill()
        self._process.join()
        self.connection.close()
