"""What may befall a run: a full disk, a power failure, killed workers, no memory, poison; nothing is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from detente.records import Record
from detente.running import SetAside, read_into, read_many
from detente.store import Store
from tests.running.hostile import make_reader
from tests.running.runs import ARTICLES, article, environment, finish, start


def records(store: Path) -> list[Record]:
    with Store(store) as opened:
        assert list(opened.faults()) == []
        return list(opened.records())


@pytest.fixture(scope="module")
def whole(tmp_path_factory, root) -> list[Record]:
    """What an undisturbed run ends with."""
    store = tmp_path_factory.mktemp("whole") / "whole.db"
    finish(root, store, 1)
    found = records(store)
    assert len(found) == ARTICLES
    assert sum(r.article.reprint_of is not None for r in found) > 40
    return found


def stop_after(run: subprocess.Popen[str], count: int, how: signal.Signals) -> None:
    assert run.stdout is not None
    for line in run.stdout:
        if int(line) >= count:
            os.killpg(run.pid, how)
            return
    pytest.fail("the run ended too early")


def kill(run: subprocess.Popen[str]) -> None:
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()


@pytest.mark.parametrize("lost", ["nothing", "the newest of the index", "the index"])
def test_a_copy_taken_while_writing_goes_on_to_the_same_end(tmp_path, root, whole, lost):
    """A power failure: what is on the disk at one moment; the two files need not be of the same one."""
    store, copy = tmp_path / "r.db", tmp_path / "copy" / "r.db"
    copy.parent.mkdir()
    run = start(root, store, 2)
    stop_after(run, 50, signal.SIGSTOP)
    for path in tmp_path.glob("r.db*"):
        shutil.copy(path, copy.parent)
    if lost != "nothing":
        os.killpg(run.pid, signal.SIGCONT)
        stop_after(run, 100, signal.SIGSTOP)
        for path in copy.parent.glob("r.db*"):
            if "reprints" not in path.name or lost == "the index":
                path.unlink()
        for path in tmp_path.glob("r.db*"):
            if "reprints" not in path.name:
                shutil.copy(path, copy.parent)
    kill(run)
    with Store(copy) as opened:
        assert 0 < opened.counts()["articles"] < ARTICLES
    finish(root, copy, 1)
    assert records(copy) == whole


def test_an_index_of_another_store_is_not_believed(tmp_path, root, whole):
    store, other = tmp_path / "r.db", tmp_path / "other.db"
    with Store(other) as opened:
        read_into(opened, [article("elsewhere", whole[0].article.text)], make_reader=make_reader)
    shutil.move(f"{other}-reprints", f"{store}-reprints")
    finish(root, store, 1)
    assert records(store) == whole


def test_a_full_disk_ends_the_run_and_loses_nothing(tmp_path, root, whole):
    store = tmp_path / "r.db"
    with Store(store):
        pass
    limit = 450_000  # bytes a file: room for the tables and some of the articles
    program = (
        "import resource, sys; from tests.running.runs import main; from detente.errors import StoreError\n"
        "if __name__ == '__main__':\n"
        f"    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "    try: main(sys.argv[1], 1)\n"
        "    except StoreError as error: print(error); sys.exit(7)\n"
    )
    script = tmp_path / "run.py"
    script.write_text(program)
    env = environment(root)
    command = [sys.executable, str(script), str(store)]
    run = subprocess.run(command, env=env, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 7, run.stderr
    assert "nothing of this batch was written" in run.stdout
    with Store(store) as opened:
        assert 0 < opened.counts()["articles"] < ARTICLES
    finish(root, store, 2)
    assert records(store) == whole


@pytest.mark.parametrize(
    ("word", "code"), [("DIE", "DT701"), ("KILLED", "DT701"), ("HANG", "DT702"), ("GREEDY", "DT704")]
)
def test_a_poisonous_article_is_set_aside_after_one_more_try(tmp_path, word, code):
    tries = tmp_path / "tries"
    sources = [article("a"), article("poison", f"COUNT {tries} {word}"), article("b")]
    with Store(tmp_path / "r.db") as store:
        state = read_into(store, sources, apart=True, patience_s=2, make_reader=make_reader)
        assert (state.read, state.failed) == (2, 1)
        assert [r.article.id for r in store.records()] == ["a", "b"]
    assert tries.read_text() == "xx"


def test_a_raising_article_is_not_tried_again(tmp_path):
    tries = tmp_path / "tries"
    (found,) = read_many([article("poison", f"COUNT {tries} RAISE")], workers=2, make_reader=make_reader)
    assert isinstance(found, SetAside) and found.code == "DT703"
    assert tries.read_text() == "x"


def test_what_is_set_aside_is_listed_by_the_command(tmp_path, capfd):
    from typer.testing import CliRunner

    from detente.cli import app

    with Store(tmp_path / "r.db") as store:
        read_into(store, [article("poison", "DIE"), article("b")], apart=True, make_reader=make_reader)
    listed = CliRunner().invoke(app, ["runs", "--store", str(tmp_path / "r.db")])
    assert listed.exit_code == 0
    assert "DT701\tpoison" in capfd.readouterr().out + listed.output


def test_a_reader_that_cannot_be_made_ends_the_run_with_its_reason(tmp_path):
    from detente.errors import DetenteError
    from tests.running.hostile import make_no_reader, make_none_at_all

    with Store(tmp_path / "r.db") as store:
        for maker, why in ((make_no_reader, "no such model"), (make_none_at_all, "while it started")):
            with pytest.raises(DetenteError, match=why):
                read_into(store, [article("a")], workers=2, make_reader=maker)


def test_workers_leave_the_models_to_themselves(tmp_path, root):
    """The process that writes stays small, since it loads no model: one of the real reader takes 400 MB."""
    if not Path("/proc/self/status").exists():
        pytest.skip("needs /proc: elsewhere a child's peak memory is counted from its parent's")
    program = (
        "import re, sys; from pathlib import Path\n"
        "from detente.running import read_into; from detente.store import Store\n"
        "from tests.running.runs import article\n"
        "if __name__ == '__main__':\n"
        "    with Store(sys.argv[1]) as store: read_into(store, [article('a')], apart=True)\n"
        "    assert not [m for m in sys.modules if m.startswith('en_core_web_sm')]\n"
        "    print(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1])\n"
    )
    script = tmp_path / "run.py"
    script.write_text(program)
    env = environment(root)
    command = [sys.executable, str(script), str(tmp_path / "r.db")]
    run = subprocess.run(command, env=env, cwd=root, capture_output=True, text=True, timeout=240, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) * 1024 < 400_000_000
