"""Answers that take long: kept, renewed, and never lost without a word."""

import logging
import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import Connection

from detente.store import Store
from detente.web.kept import Kept


def _fails_late(_: Connection, started: list[bool]) -> None:
    started.append(True)
    time.sleep(0.1)
    raise ValueError("no such table")


def _number(_: Connection, number: int) -> int:
    return number


@pytest.fixture
def kept(tmp_path):
    with Store(tmp_path / "record.db") as store:
        kept = Kept(store)
        yield kept
        kept.close()


def test_an_answer_is_computed_once_for_a_version(kept):
    assert kept.get("n", 1, _number, 5, patience_s=5) == 5
    assert kept.get("n", 1, _number, 6, patience_s=5) == 5
    assert kept.get("n", 2, _number, 6, patience_s=5) == 6


def test_an_error_after_the_page_went_out_is_logged(kept, caplog):
    started: list[bool] = []
    with caplog.at_level(logging.ERROR):
        assert kept.get("bad", 1, _fails_late, started, patience_s=0.01) is None
        kept._pool.shutdown(wait=True)
    assert started
    assert "no such table" in caplog.text


def test_an_error_within_patience_reaches_the_page(kept):
    with pytest.raises(ValueError, match="no such table"):
        kept.get("bad", 1, _fails_late, [], patience_s=5)


_SERVER = """
import os, sys, time
from detente.web.kept import Kept
from detente.store import Store

def pid(_):
    return os.getpid()

if __name__ == "__main__":
    with Store(sys.argv[1]) as store:
        print(Kept(store, apart=sys.argv[1]).get("pid", 1, pid, patience_s=60), flush=True)
        time.sleep(60)
"""


@pytest.mark.skipif(not hasattr(os, "kill"), reason="processes are ended by signals")
def test_the_process_apart_ends_with_its_server(tmp_path):
    (tmp_path / "server.py").write_text(_SERVER)
    with subprocess.Popen(
        [sys.executable, tmp_path / "server.py", tmp_path / "record.db"], stdout=subprocess.PIPE
    ) as server:
        apart = int(server.stdout.readline())
        os.kill(server.pid, signal.SIGKILL)
    for _ in range(100):
        if not _lives(apart):
            return
        time.sleep(0.1)
    os.kill(apart, signal.SIGKILL)
    pytest.fail("the process lives on")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
