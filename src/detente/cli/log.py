"""Structured logs on request: what the library logs, as JSON lines."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer


class _JsonLines(logging.Formatter):
    """``{"at": ..., "level": ..., "event": ..., ...}``: the facts of an event beside its name."""

    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        line.update(getattr(record, "facts", {}))
        return json.dumps(line, default=str)  # ASCII: whatever an article holds, a line stays a line


@contextmanager
def logging_to(where: str | None) -> Iterator[logging.Logger]:
    """Log to a file, appending, or with ``-`` to stderr, until the block ends; nowhere where None."""
    logger = logging.getLogger("detente")
    if where is None:
        logger.addHandler(logging.NullHandler())
        yield logger
        return
    try:
        handler = logging.StreamHandler(sys.stderr) if where == "-" else logging.FileHandler(where, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{where}: {error.strerror}", param_hint="--log") from error
    handler.setFormatter(_JsonLines())
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
        handler.close()
