"""Scores against gold that others annotated, and the cost of each step beside the parse's, in one run.

    python -m evaluation.bench [statements] [times] [places] [pages] [speed] [store]

Wants the folder with the gold and its scorers (DETENTE_SHARED, else ../shared). Times are CPU seconds of this process,
and every speed is a ratio to the spaCy parse of the same articles in the same run, since machines differ and are noisy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from detente import parse as parsing
from detente.config import Settings
from detente.ingest import read_sources
from detente.pipeline import Reader, load_steps
from detente.reading import Reading
from detente.records import Article, Record
from detente.store import Store
from detente.store.rows import record_json, rows_of
from detente.store.write import write_rows

ROOT = Path(__file__).resolve().parent.parent
BENCH = Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared")) / "bench"


def say(text: str) -> None:
    print(text, flush=True)


def run(script: str, *args: str | Path) -> str:
    command = [sys.executable, str(BENCH / script), *map(str, args)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def articles(*what: str | Path) -> list[Article]:
    """Articles as the gold's own script gives them."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write(run("from_record.py", "articles", *what))
        file.flush()
        return taken(file.name)


def taken(path: str | Path) -> list[Article]:
    """The articles of a file."""
    return [a for a in read_sources([str(path)]) if isinstance(a, Article)]


def predictions(kind: str, records: Iterable[Record], folder: Path) -> Path:
    """Records as the scorer of this kind wants them."""
    lines = folder / "records.jsonl"
    lines.write_text("".join(record_json(r) + "\n" for r in records), "utf-8")
    out = folder / f"{kind}.jsonl"
    out.write_text(run("from_record.py", kind, lines), "utf-8")
    return out


def read_all(reader: Reader, found: Iterable[Article]) -> list[Record]:
    return [reader.read(a) for a in found]


def bench_statements(reader: Reader, folder: Path) -> None:
    gold = BENCH / "statements" / "dev"
    records = read_all(reader, articles("statements", gold))
    found = predictions("statements", records, folder)
    say(run("statements/score_statements.py", "--gold", gold, "--pred", found))


def bench_times(reader: Reader, folder: Path) -> None:
    for corpus in ("aquaint", "timebank_half"):
        gold = BENCH / "times" / corpus
        found = predictions("times", read_all(reader, articles("times", gold)), folder)
        say(f"{corpus}\n" + run("times/score_times.py", "score", found, gold))


def bench_places(reader: Reader, folder: Path) -> None:
    from detente.evaluate import places

    say("the shipped models learned from both corpora: docs/quality/places.md has the cross-validated numbers")
    alone = Reader(reader.settings, load_steps(reader.settings, ["detente.read.places:PlacesStep"]))
    for corpus in ("lgl.xml", "TR-News.xml"):
        # Our own loader reads the corpus: the gold's script takes a separator inside a text of lgl for a line's end.
        documents = places.load_corpus(BENCH / "places" / corpus)
        lines = folder / "articles.jsonl"
        lines.write_text("".join(json.dumps({"id": d.id, "text": d.text}) + "\n" for d in documents), "utf-8")
        records = read_all(alone, taken(lines))
        scores = places.score_places(documents, {r.article.id: r.places for r in records})
        say(f"{corpus}\n{places.render_scores(scores)}")


def bench_pages(_: Reader, __: Path) -> None:
    from detente.evaluate import pages

    say(pages.render_scores(pages.score_pages(pages.load_gold(BENCH / "pages"))))


class Timed:
    """A step with a clock."""

    def __init__(self, step: Any) -> None:
        self.step, self.seconds = step, 0.0
        self.name, self.version = step.name, step.version
        self.requires, self.assigns = step.requires, step.assigns

    def __call__(self, reading: Reading) -> Mapping[str, tuple[Any, ...]]:
        start = time.process_time()
        found = self.step(reading)
        self.seconds += time.process_time() - start
        return found


def bench_speed(reader: Reader, _: Path) -> None:
    timed = Reader(reader.settings, steps=[Timed(s) for s in reader.steps])  # type: ignore[arg-type]
    everything = articles("statements", BENCH / "statements" / "dev")
    found = everything[:40]
    for article in everything[40:44]:  # models and tables are loaded before the clock starts
        timed.read(article)
    for step in timed.steps:
        step.seconds = 0.0  # type: ignore[attr-defined]
    parse_s = 0.0
    for article in found:
        start = time.process_time()
        doc = parsing.parse(article.text, timed.nlp)
        parse_s += time.process_time() - start
        timed.read_doc(article, doc)
    words = sum(len(a.text.split()) for a in found)
    say(f"{len(found)} articles, {words} words; parse {parse_s:.2f} s, {words / parse_s:.0f} words/s")
    total = 0.0
    for step in timed.steps:
        seconds = step.seconds  # type: ignore[attr-defined]
        total += seconds
        say(f"{step.name:<12} {seconds:7.2f} s  {seconds / parse_s:5.2f} of the parse")
    say(f"{'all':<12} {total:7.2f} s  {(total + parse_s) / parse_s:5.2f} of the parse, with it")


def bench_store(reader: Reader, folder: Path) -> None:
    from dataclasses import replace

    record = read_all(reader, articles("statements", BENCH / "statements" / "dev")[:1])[0]
    rows = [rows_of(replace(record, article=replace(record.article, id=str(n)))) for n in range(2000)]
    with Store(folder / "bench.db") as store:
        start = time.perf_counter()
        for at in range(0, len(rows), 100):
            write_rows(store.engine, rows[at : at + 100])
        seconds = time.perf_counter() - start
    facts, characters = sum(len(f) for f in rows[0].facts.values()), len(record.article.text)
    say(f"{len(rows) / seconds:.0f} records/s into SQLite, each of {facts} rows and {characters} characters")


BENCHES = {
    "statements": bench_statements,
    "times": bench_times,
    "places": bench_places,
    "pages": bench_pages,
    "speed": bench_speed,
    "store": bench_store,
}


def main(wanted: list[str]) -> None:
    if not BENCH.is_dir():
        sys.exit(f"no gold at {BENCH}: set DETENTE_SHARED")
    unknown = set(wanted) - BENCHES.keys()
    if unknown:
        sys.exit(f"no bench {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    reader = Reader(Settings())
    for name in wanted or BENCHES:
        say(f"== {name}")
        with tempfile.TemporaryDirectory() as folder:
            BENCHES[name](reader, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
