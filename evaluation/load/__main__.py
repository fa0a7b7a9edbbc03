"""Readers of the workbench while articles are being read into its store.

    python -m evaluation.load STORE [--readers 50] [--seconds 120] [--think 5] [--no-ingestion]

Three parts of equal length: ingestion alone, ingestion with readers, ingestion alone again; what the readers cost it
is the middle part against the mean of the others. Each reader goes from page to page of every kind, thinks for
``--think`` seconds on average between two of them (exponentially distributed; 0: asks again at once), and times the
first byte. The store is written to: give it a copy (``evaluation.load.made_up`` makes one). The machine must be
otherwise idle, or the figures tell about something else; the load average before the run is printed with them.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

from detente.demo import load_dispatches
from detente.store import Store, browse, search

ORDER = (
    "overview", "article", "why", "search", "actors", "actor", "dyads", "dyad", "issues", "issue", "place", "events",
    "positions", "map", "network", "timeline", "brief", "quality", "guide", "sql",
)  # fmt: skip


def addresses(store: str) -> dict[str, list[str]]:
    """Addresses of each kind of page: of what is frequent in the store, and of what is rare."""
    with Store(store, read_only=True) as opened, opened.connect() as connection:
        known = browse.actor_counts(connection, limit=2_000)
        actors = [a["id"] for a in known[:20] + known[-20:]]
        issues = [i["issue"] for i in browse.issue_counts(connection)]
        places = [p["name"] for p in browse.places_of_events(connection)]
        pairs = [(d["one"], d["other"]) for d in browse.overview(connection)["dyads"]]
        facts = [(e["article_id"], e["id"]) for e in search.events_of(connection, search.EventFilters(), limit=200)]
    asked: dict[str, list[dict[str, str]]] = {
        "article": [{"id": a} for a, _ in facts],
        "why": [{"article": a, "fact": f} for a, f in facts],
        "search": [{"speaker": a} for a in actors] + [{"issue": i} for i in issues] + [{"q": i} for i in issues[:20]],
        "actor": [{"id": a} for a in actors],
        "dyad": [{"one": a, "other": b} for a, b in pairs],
        "issue": [{"name": i} for i in issues],
        "place": [{"name": p} for p in places],
        "events": [{"actor": a} for a in actors] + [{"place": p} for p in places[:50]],
        "positions": [{"holder": a} for a, _ in pairs],
        "timeline": [{"one": a, "other": b} for a, b in pairs],
        "brief": [{"about": "dyad", "one": a, "other": b} for a, b in pairs]
        + [{"about": "actor", "one": a} for a in actors],
        "sql": [{"sql": "SELECT event, count(*) AS n FROM (SELECT event FROM events LIMIT 1000) GROUP BY 1"}],
    }
    path = {k: "/" if k == "overview" else f"/{k}" for k in ORDER}
    return {k: [f"{path[k]}?{urlencode(q)}" for q in asked.get(k) or [{}]] for k in ORDER}


class Readers:
    """Threads that read pages until told to stop."""

    def __init__(self, port: int, pages: dict[str, list[str]], think_s: float) -> None:
        self.port, self.pages, self.think_s = port, pages, think_s
        self.took: list[tuple[str, float]] = []
        self.errors: Counter[str] = Counter()
        self.stop = threading.Event()

    def read(self, n: int) -> None:
        """One reader, from one page to the next."""
        chance = random.Random(n)
        self.stop.wait(chance.uniform(0, self.think_s))
        while not self.stop.is_set():
            kind = chance.choice(ORDER)
            began = time.perf_counter()
            # A connection for each page: while a reader thinks, the server closes idle ones.
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request("GET", chance.choice(self.pages[kind]))
                answer = connection.getresponse()
                self.took.append((kind, time.perf_counter() - began))
                answer.read()
                if answer.status != 200:
                    self.errors[f"{kind} {answer.status}"] += 1
            except OSError as error:
                self.errors[f"{kind} {type(error).__name__}"] += 1
            finally:
                connection.close()
            if self.think_s:
                self.stop.wait(chance.expovariate(1 / self.think_s))

    def run(self, how_many: int, seconds: float) -> None:
        """All of them, for so long."""
        threads = [threading.Thread(target=self.read, args=(n,)) for n in range(how_many)]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.stop.set()
        for thread in threads:
            thread.join()

    def report(self) -> str:
        """Median and 95th percentile in milliseconds, over all pages and by kind."""
        lines = [f"{sum(self.errors.values())} errors {dict(self.errors) or ''}"]
        for kind in ("all", *ORDER):
            took = sorted(t * 1000 for k, t in self.took if kind in ("all", k))
            if took:
                high = took[min(len(took) - 1, int(0.95 * len(took)))]
                lines.append(
                    f"{kind:10} {len(took):6} pages, median {statistics.median(took):7.0f} ms, 95 % {high:7.0f}"
                )
        return "\n".join(lines)


def dispatches(folder: Path, copies: int) -> Path:
    """The demonstration's dispatches over and over, each time as other articles."""
    path = folder / "more.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for n in range(copies):
            for d in load_dispatches():
                out.write(json.dumps({**d, "id": f"load-{os.getpid()}-{n}-{d['id']}", "url": None}) + "\n")
    return path


def written(store: str) -> int:
    """How many readings the store holds."""
    with Store(store, read_only=True) as opened, opened.connect() as connection:
        return browse.version_of_data(connection)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--think", type=float, default=5)
    parser.add_argument("--no-ingestion", action="store_true")
    asked = parser.parse_args()
    print(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    pages = addresses(asked.store)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from detente.cli import main; main()"]
    server = subprocess.Popen([*command, "serve", asked.store, "--port", str(port)], stderr=subprocess.DEVNULL)
    reading = None
    with tempfile.TemporaryDirectory() as folder:
        if not asked.no_ingestion:
            more = dispatches(Path(folder), 200)
            reading = subprocess.Popen(
                [*command, "read", str(more), "--into", asked.store, "--quiet"], stderr=subprocess.DEVNULL
            )
        try:
            before = written(asked.store)
            while reading is not None and written(asked.store) == before and reading.poll() is None:
                time.sleep(0.5)  # models load
            counts = [written(asked.store)]
            time.sleep(asked.seconds)
            counts.append(written(asked.store))
            readers = Readers(port, pages, asked.think)
            readers.run(asked.readers, asked.seconds)
            counts.append(written(asked.store))
            time.sleep(asked.seconds)
            counts.append(written(asked.store))
        finally:
            for process in (server, reading):
                if process is not None:
                    process.terminate()
                    process.wait()
    print(f"{asked.readers} readers for {asked.seconds:g} s, thinking {asked.think:g} s on average")
    print(readers.report())
    if reading is not None:
        one, two, three = (b - a for a, b in pairwise(counts))
        alone = (one + three) / 2
        print(f"articles read: {one} alone, {two} with readers, {three} alone; lost {1 - two / alone:.0%}")


if __name__ == "__main__":
    main()
