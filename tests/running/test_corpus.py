from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from detente.ingest import IngestFailure
from detente.records import Article, Record
from detente.running import SetAside, read_into, read_many, update_store
from detente.store import Store
from tests.running.hostile import make_reader
from tests.running.runs import environment


def article(id: str, text: str = "Talks went on.") -> Article:
    plain = Article(id=id, text=text)
    return Article(id=id, text=text, body=plain.span(0, len(text)))


def outcomes(articles, **options):
    return list(read_many(articles, make_reader=make_reader, **options))


@pytest.mark.parametrize("workers", [1, 2])
def test_order_is_that_of_the_sources_whatever_the_number_of_workers(workers):
    failure = IngestFailure(source="x.html", code="DT103", message="empty")
    sources = [article("a", "SLOW talks."), article("b"), failure, article("c", "RAISE"), article("d")]
    found = outcomes(sources, workers=workers)
    assert [getattr(o, "source", None) or getattr(o, "article_id", None) or o.article.id for o in found] == [
        "a", "b", "x.html", "c", "d",
    ]  # fmt: skip
    assert isinstance(found[3], SetAside) and found[3].code == "DT703" and "ZeroDivisionError" in found[3].message
    assert "(detente.pipeline, line " in found[3].message


def test_a_worker_that_dies_or_hangs_costs_one_article(tmp_path):
    once = tmp_path / "died"
    sources = [article("dies", "DIE"), article("b"), article("once", f"FALTER {once}"), article("hangs", "HANG"),
               article("memory", "MEMORY"), article("e")]  # fmt: skip
    found = outcomes(sources, workers=2, patience_s=3)
    codes = {o.article_id: o.code for o in found if isinstance(o, SetAside)}
    assert codes["dies"] == "DT701" and codes["hangs"] == "DT702" and codes["memory"] == "DT704"
    assert [o.article.id for o in found if isinstance(o, Record)] == ["b", "once", "e"]


def test_into_a_store_twice_adds_nothing(tmp_path):
    sources = [article(str(n)) for n in range(5)]
    with Store(tmp_path / "r.db") as store:
        first = read_into(store, sources, make_reader=make_reader)
        assert (first.read, first.written, first.skipped) == (5, 5, 0)
        second = read_into(store, sources, make_reader=make_reader)
        assert (second.read, second.written, second.skipped) == (0, 0, 5)


def test_reprints_know_their_first_appearance_even_after_a_restart(tmp_path):
    wire = (
        "The envoys of both northern states met in the harbour town on Tuesday to speak about fishing rights. They "
        "agreed to meet once more before the end of the month, and to keep patrol boats away from the grounds until "
        "then. Neither side would say what had been asked of it. Observers called the tone of the meeting better than "
        "in years, but warned that the elections in spring may undo whatever is reached. A paper is to be published."
    )
    with Store(tmp_path / "r.db") as store:
        read_into(store, [article("first", wire)], make_reader=make_reader)
    with Store(tmp_path / "r.db") as store:
        read_into(store, [article("again", wire + " It was raining."), article("other")], make_reader=make_reader)
        assert {r.article.id: r.article.reprint_of for r in store.records()} == {
            "first": None, "again": "first", "other": None,
        }  # fmt: skip


def test_an_update_reads_again_what_another_version_read(tmp_path):
    from tests.running.hostile import make_newer_reader

    with Store(tmp_path / "r.db") as store:
        read_into(store, [article(str(n)) for n in range(3)], make_reader=make_reader)
        assert update_store(store, make_reader=make_reader).read == 0
        assert update_store(store, make_reader=make_newer_reader).written == 3
        assert store.counts()["articles"] == store.counts()["claims"] == 3
        assert update_store(store, make_reader=make_newer_reader).read == 0


def test_what_is_set_aside_is_listed(tmp_path):
    from detente.store.query import failures

    with Store(tmp_path / "r.db") as store:
        state = read_into(store, [article("a", "RAISE"), article("b")], make_reader=make_reader)
        assert (state.read, state.failed) == (1, 1)
        with store.connect() as connection:
            assert [(f["source"], f["code"]) for f in failures(connection)] == [("a", "DT703")]


SCRIPT = """
import sys
from tests.running.test_corpus import article, make_reader
from detente.running import read_into
from detente.store import Store
if __name__ == "__main__":
    with Store(sys.argv[1]) as store:
        read_into(store, [article(f"{n:03}", "SLOW" if n > 40 else "Talks.") for n in range(120)],
                  workers=int(sys.argv[2]), make_reader=make_reader, progress=lambda s: print(s.read, flush=True))
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_and_resumed_it_ends_with_what_an_undisturbed_run_ends_with(tmp_path, workers, root):
    script = tmp_path / "run.py"
    script.write_text(SCRIPT.replace('"SLOW" if n > 40 else ', '"SLOW" if 110 < n < 115 else '))
    env = environment(root)

    def start(store):
        return subprocess.Popen(
            [sys.executable, str(script), str(store), str(workers)],
            env=env, cwd=root, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    killed = start(tmp_path / "killed.db")
    for line in killed.stdout:
        if int(line) >= 60:
            os.killpg(killed.pid, signal.SIGKILL)
            break
    killed.wait()
    killed.stdout.close()
    with Store(tmp_path / "killed.db") as store:
        assert 0 < store.counts()["articles"] < 120
        assert list(store.faults()) == []
    for name in ("killed.db", "whole.db"):
        with start(tmp_path / name) as run:
            run.communicate(timeout=120)
            assert run.returncode == 0
    with Store(tmp_path / "killed.db") as one, Store(tmp_path / "whole.db") as other:
        assert list(one.records()) == list(other.records())
        assert one.counts()["articles"] == 120


def test_interrupted_workers_do_not_stay_behind(tmp_path, root):
    script = tmp_path / "run.py"
    script.write_text(SCRIPT)
    run = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "r.db"), "2"],
        env=environment(root), cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, start_new_session=True,
    )  # fmt: skip
    run.stdout.readline()
    os.killpg(run.pid, signal.SIGINT)
    run.communicate(timeout=60)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(run.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("processes of the run are still there")
