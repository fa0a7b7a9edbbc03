"""A reader whose only step does what an article tells it: dies, hangs, runs out of memory, raises."""

from __future__ import annotations

import os
import resource
import signal
import time
from pathlib import Path

from detente.config import Settings
from detente.errors import ModelError
from detente.pipeline import Reader
from detente.reading import Reading
from detente.records import Claim


class HostileStep:
    name = "hostile"
    version = "1"
    requires: tuple[str, ...] = ("doc",)
    assigns: tuple[str, ...] = ("claims",)

    def __call__(self, reading: Reading) -> dict[str, tuple]:
        text = reading.article.text
        if text.startswith("COUNT "):
            with Path(text.split()[1]).open("a") as tries:
                tries.write("x")
        if "KILLED" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "GREEDY" in text:
            grow_until_there_is_no_more()
        if "DIE" in text:
            os._exit(137)
        if text.startswith("FALTER "):
            mark = Path(text.split()[1])
            if not mark.exists():
                mark.touch()
                os._exit(137)
        if "HANG" in text:
            time.sleep(60)
        if "MEMORY" in text:
            raise MemoryError
        if "RAISE" in text:
            raise ZeroDivisionError("division by zero")
        if "SLOW" in text:
            time.sleep(0.5)
        return {"claims": (Claim(id="c1", span=reading.span(0, 1)),)}


def grow_until_there_is_no_more() -> None:
    """Ask for memory until the system gives none: a limit of this process stands for the machine's."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 50_000_000, resource.RLIM_INFINITY))
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def make_reader(settings: Settings) -> Reader:
    import spacy

    from detente.parse import prepare

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", name="parser")
    reader = Reader(settings, steps=(HostileStep(),))
    reader.nlp = prepare(nlp)
    return reader


def make_newer_reader(settings: Settings) -> Reader:
    reader = make_reader(settings)
    reader.steps[0].version = "2"
    return reader


def make_no_reader(settings: Settings) -> Reader:
    raise ModelError("no such model")


def make_none_at_all(settings: Settings) -> Reader:
    os._exit(3)
