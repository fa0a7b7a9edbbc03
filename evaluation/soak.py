"""A soak: many short articles read undisturbed, then again with kill -9 at random moments; both must export alike.

    python -m evaluation.soak [--articles 20000] [--reprints 3000] [--workers 1] [--kills 3] [--ray] [--folder DIR]

Articles are sentences of the shared gold's texts in new company, from a seed, and edited reprints of them
(evaluation/reprints). Each run is a process group of its own, killed whole. ``--ray`` reads the same input on a local
Ray of two workers, one of which is killed, and merges the parts into a store. Prints rates (wall clock and CPU), the
memory and CPU of the main process and of its workers by tenths of the run, and hashes of the exports; exit status 1
where they differ. What was done before in ``--folder`` is used again, so that a soak itself can be broken off.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.bench import BENCH, say
from evaluation.reprints.reprint_set import load_originals, make_set

DETENTE = Path(sys.executable).with_name("detente")
PART = 500  # articles a file of input
TICKS = os.sysconf("SC_CLK_TCK")
SENTENCE = re.compile(r"(?<=[a-z0-9][.!?]) +(?=[A-Z“\"])|\n+")


# --- input -----------------------------------------------------------------------------------------------------------


def recombined(sentences: list[str], rng: random.Random) -> str:
    """Sentences of many articles as one of 75 to 120 words, in paragraphs of one or two."""
    chosen: list[str] = []
    while sum(len(s.split()) for s in chosen) < 75:
        chosen.append(rng.choice(sentences))
    gaps = [rng.choice((" ", "\n\n")) for _ in chosen[1:]]
    return chosen[0] + "".join(g + s for g, s in zip(gaps, chosen[1:], strict=True))


def make_input(folder: Path, *, articles: int, reprints: int, seed: int) -> None:
    """JSON lines, some hundred articles a file."""
    if folder.exists():
        return
    texts = load_originals(BENCH)
    sentences = [s.strip() for t in texts for s in SENTENCE.split(t) if 8 <= len(s.split()) <= 40]
    rng = random.Random(seed)
    originals = [recombined(sentences, rng) for _ in range(articles - reprints)]
    cases = make_set(originals, size=articles, reprints=reprints, seed=seed)
    passing = folder.with_suffix(".part")
    passing.mkdir(parents=True, exist_ok=True)
    for number in range(0, len(cases), PART):
        with (passing / f"part-{number // PART:04}.jsonl").open("w", encoding="utf-8") as file:
            for case in cases[number : number + PART]:
                day = f"2019-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
                row = {"id": case.article.id, "text": case.article.text, "published": day}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    passing.rename(folder)
    words = sum(len(c.article.text.split()) for c in cases)
    say(f"{len(cases)} articles, {words / len(cases):.0f} words each, from {len(sentences)} sentences")


# --- watching processes ----------------------------------------------------------------------------------------------


def all_processes() -> list[int]:
    """Ids of all processes of this machine."""
    return [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit()]


@dataclass
class Watched:
    """What the processes of a run took.

    Attributes:
        cpu_s: seconds by process.
        peak_kb: resident memory by process and tenth of the run.
    """

    leader: int
    cpu_s: dict[int, float] = field(default_factory=dict)
    peak_kb: dict[int, dict[int, int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def look(self, tenth: int) -> None:
        """Take the figures of all processes of the leader's session."""
        for pid in all_processes():
            try:
                stat = Path(f"/proc/{pid}/stat").read_text()
                name, fields = stat[stat.index("(") + 1 : stat.rindex(")")], stat.rpartition(")")[2].split()
                if int(fields[3]) != self.leader:  # session
                    continue
                self.names[pid] = name
                self.cpu_s[pid] = (int(fields[11]) + int(fields[12])) / TICKS
                kb = int(fields[21]) * os.sysconf("SC_PAGE_SIZE") // 1024
                tenths = self.peak_kb.setdefault(pid, {})
                tenths[tenth] = max(kb, tenths.get(tenth, 0))
            except (OSError, ValueError):  # it has ended
                continue

    def report(self) -> None:
        """Print."""
        others = [p for p in self.peak_kb if p != self.leader and self.cpu_s[p] > 5]
        for pid in (self.leader, *others):
            line = " ".join(f"{self.peak_kb[pid][t] // 1024}" for t in sorted(self.peak_kb[pid]))
            who = "main" if pid == self.leader else self.names[pid]
            say(f"  {who:<16} {self.cpu_s[pid]:8.1f} s CPU; peak MB by tenths of the run: {line}")


def read_so_far(store: Path) -> int:
    """How many readings a store holds, however busy it is."""
    try:
        connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30)
        try:
            return int(connection.execute("SELECT count(*) FROM readings").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:
        return 0


def start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    """The program in a session of its own."""
    return subprocess.Popen([str(DETENTE), *map(str, arguments)], start_new_session=True)


def ticks(run: subprocess.Popen[bytes], every_s: float) -> Iterator[None]:
    """Once each interval until the run ends."""
    while run.poll() is None:
        yield
        time.sleep(every_s)


# --- runs ------------------------------------------------------------------------------------------------------------


def read_whole(source: Path, store: Path, *, workers: int, articles: int) -> None:
    """Read undisturbed, and say what it took."""
    if store.exists():
        return
    passing = store.with_suffix(".part")
    for old in store.parent.glob(f"{passing.name}*"):
        old.unlink()
    began = time.monotonic()
    run = start("read", source, "--into", passing, "-j", str(workers), "-q")
    watched = Watched(run.pid)
    for _ in ticks(run, 2.0):
        watched.look(10 * read_so_far(passing) // articles)
    seconds = time.monotonic() - began
    if run.returncode != 0:
        sys.exit(f"the reading ended with {run.returncode}")
    cpu = sum(watched.cpu_s.values())
    say(f"undisturbed, {workers} workers: {articles / seconds:.1f} articles/s, {articles / cpu:.1f} a CPU second")
    watched.report()
    for made in store.parent.glob(f"{passing.name}*"):
        made.rename(store.parent / made.name.replace(passing.name, store.name))


def read_killed(source: Path, store: Path, *, workers: int, articles: int, kills: int, seed: int) -> None:
    """Read with kills at random moments, resumed until it is done."""
    rng = random.Random(seed)
    moments = sorted(rng.randrange(articles // 50, articles) for _ in range(kills))
    for moment in moments:
        if read_so_far(store) >= moment:
            continue
        run = start("read", source, "--into", store, "-j", str(workers), "-q")
        for _ in ticks(run, 0.2):
            if read_so_far(store) >= moment:
                time.sleep(rng.random() * 2)
                os.killpg(run.pid, signal.SIGKILL)
                run.wait()
                say(f"killed with {read_so_far(store)} articles in the store")
        if run.returncode != -signal.SIGKILL:
            sys.exit(f"was to be killed, but ended with {run.returncode}")
    run = start("read", source, "--into", store, "-j", str(workers), "-q")
    if run.wait() != 0:
        sys.exit(f"the reading ended with {run.returncode}")


def read_on_ray(source: Path, dataset: Path, store: Path, *, seed: int) -> None:
    """Read on a local Ray of two workers, of which one is killed when a part is done; merge the parts."""
    if store.exists():
        return
    rng = random.Random(seed)
    began = time.monotonic()
    run = start("batch", source, "--out", dataset, "--ray", "-j", "2")
    watched, killed = Watched(run.pid), False
    parts = len(list(source.iterdir()))
    for _ in ticks(run, 2.0):
        done = len(list((dataset / "_done").glob("*.json"))) if (dataset / "_done").is_dir() else 0
        watched.look(10 * done // parts)
        at_work = [p for p in ray_workers(run.pid) if "read_part" in p[1]]
        if not killed and 2 <= done < parts - 2 and at_work:
            time.sleep(rng.random() * 5)
            pid, what = rng.choice(at_work)
            os.kill(pid, signal.SIGKILL)
            say(f"killed the Ray worker {pid} ({what}) with {done} of {parts} parts done")
            killed = True
    if run.returncode != 0 or not killed:
        sys.exit(f"the batch ended with {run.returncode}, {'one worker' if killed else 'no worker'} killed")
    say(f"Ray, 2 workers, one killed: {time.monotonic() - began:.0f} s, with Ray's own start")
    watched.report()
    passing = store.with_suffix(".part")
    if start("merge", dataset, "--into", passing).wait() != 0:
        sys.exit("the merge failed")
    for made in store.parent.glob(f"{passing.name}*"):
        made.rename(store.parent / made.name.replace(passing.name, store.name))


def ray_workers(session: int) -> list[tuple[int, str]]:
    """Ray's worker processes of a session: id and what they do, which Ray writes into their title."""
    found = []
    for pid in all_processes():
        try:
            title = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if title.startswith("ray::") and int(stat[3]) == session:
            found.append((pid, title))
    return found


def export_hash(store: Path) -> str:
    """SHA-256 of the bytes of ``detente export``."""
    digest = hashlib.sha256()
    with subprocess.Popen([str(DETENTE), "export", "--store", str(store)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        while block := run.stdout.read(1 << 20):
            digest.update(block)
    if run.returncode != 0:
        sys.exit(f"the export ended with {run.returncode}")
    return digest.hexdigest()


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--reprints", type=int, default=3_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ray", action="store_true")
    parser.add_argument("--folder", type=Path, help="where all is kept; a temporary one else")
    options = parser.parse_args()
    if not BENCH.is_dir():
        sys.exit(f"no gold at {BENCH}: set DETENTE_SHARED")
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        source, whole, killed, ray = (folder / n for n in ("in", "whole.db", "killed.db", "ray.db"))
        make_input(source, articles=options.articles, reprints=options.reprints, seed=options.seed)
        stores = [whole]
        read_whole(source, whole, workers=options.workers, articles=options.articles)
        if options.kills:
            read_killed(source, killed, workers=options.workers, articles=options.articles, kills=options.kills,
                        seed=options.seed)  # fmt: skip
            stores.append(killed)
        if options.ray:
            read_on_ray(source, folder / "dataset", ray, seed=options.seed)
            stores.append(ray)
        hashes = {s.name: export_hash(s) for s in stores}
        for name, digest in hashes.items():
            say(f"{digest}  {name}  {read_so_far(folder / name)} readings")
        if len(set(hashes.values())) > 1:
            sys.exit("the exports differ")


if __name__ == "__main__":
    main()
