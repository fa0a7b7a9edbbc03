"""A reader whose only step does what an article tells it: dies, hangs, runs out of memory, raises."""

from __future__ import annotations

import os
import time
from pathlib import Path

from detente.config import Settings
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
