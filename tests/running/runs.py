"""A run of its own, to be killed, starved or stopped: ``python -m tests.running.runs STORE WORKERS``."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from evaluation.reprints.reprint_set import invent_text

from detente.records import Article
from detente.running import Progress, read_into
from detente.store import Store
from tests.running.hostile import make_reader

ARTICLES = 150


def article(id: str, text: str = "Talks went on.") -> Article:
    plain = Article(id=id, text=text)
    return Article(id=id, text=text, body=plain.span(0, len(text)))


def articles() -> list[Article]:
    """Every third repeats one of long before, so that the index of reprints matters."""
    texts = [invent_text(random.Random(n)) for n in range(ARTICLES)]
    for n in range(2, ARTICLES, 3):
        texts[n] = f"It was raining on that day, and the streets were empty.\n\n{texts[n // 6 * 3]}"
    return [article(f"{n:03}", t) for n, t in enumerate(texts)]


def environment(root: Path) -> dict[str, str]:
    """In which a process finds these tests."""
    paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def tell(progress: Progress) -> None:
    """A line for whoever waits to kill the run, and time to do it in."""
    time.sleep(0.005)
    sys.stdout.write(f"{progress.read + progress.skipped}\n")
    sys.stdout.flush()


def start(root: Path, store: object, *arguments: object, module: str = "tests.running.runs") -> subprocess.Popen[str]:
    """The run, a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", module, str(store), *map(str, arguments)],
        env=environment(root), cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


def finish(root: Path, store: Path, *arguments: object) -> None:
    """Run to the end."""
    with start(root, store, *arguments) as run:
        _, err = run.communicate(timeout=120)
        assert run.returncode == 0, err


def main(where: str, workers: int) -> None:
    with Store(where) as store:
        read_into(
            store, articles(), workers=workers, apart=True, make_reader=make_reader,
            progress=tell,
        )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
