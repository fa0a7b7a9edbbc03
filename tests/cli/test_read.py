"""detente read on many articles: its options for sources, its progress, its log, its summary."""

from __future__ import annotations

import json

from detente.cli.output import duration
from detente.cli.read import progress_line
from detente.running import Progress
from tests.cli.test_cli import article, run  # noqa: F401 (fixtures)


def test_encoding_and_size_can_be_said(run, tmp_path):  # noqa: F811
    odd = tmp_path / "odd.txt"
    odd.write_bytes("Valdoria — “ready for talks”, the minister said on Tuesday in Åsgård.".encode("cp850", "replace"))
    _, out, _ = run("read", odd, "--jsonl", "--encoding", "cp850")
    assert "Åsgård" in json.loads(out)["article"]["text"]
    status, _, err = run("read", odd, "--max-bytes", "20")
    assert status == 1 and "DT105" in err
    assert run("read", odd, "--encoding", "no-such")[0] == 2


def test_what_happened_is_logged_as_json_lines(run, tmp_path):  # noqa: F811
    source, log, store = tmp_path / "a.jsonl", tmp_path / "log.jsonl", tmp_path / "r.db"
    texts = ["The minister of Valdoria met the envoy of Norland on Tuesday.", "Nobody was hurt."]
    lines = [json.dumps({"id": f"a{n}\u2028", "text": t}) for n, t in enumerate(texts)]
    source.write_text("\n".join([*lines, "broken"]))
    status, _, err = run("read", source, "--into", store, "--log", log)
    assert status == 0
    events = [json.loads(line) for line in log.read_text().splitlines()]
    by_name = {e["event"]: e for e in events}
    assert {"read", "not read", "written", "finished"} <= by_name.keys()
    assert by_name["read"]["article"].startswith("a") and "statements" in by_name["read"]
    assert by_name["not read"]["code"] == "DT106" and by_name["not read"]["source"].endswith(":3")
    assert (by_name["finished"]["read"], by_name["finished"]["failed"]) == (2, 1)
    assert all(e["at"].startswith("20") and e["level"] for e in events)
    assert "2 read in" in err and "1 not read" in err and f"detente runs --store {store}" in err
    assert "DT106" in run("runs", "--store", store)[1]


def test_progress_tells_rate_errors_and_time_left():
    state = Progress(read=30, skipped=4, failed=2, started_at=0.0)
    assert progress_line(state).endswith("– left")
    state._samples.extend([(0.0, 0.0), (10.0, 0.25)])
    state.share = 0.25
    assert state.seconds_left == 30.0
    line = progress_line(state)
    assert "30 read · 4 there already · 2 not read" in line and "/s · 0:00:30 left" in line
    assert duration(90061) == "25:01:01"


def test_the_share_of_the_input_comes_to_one(tmp_path):
    from detente.ingest import IngestOptions, read_sources
    from detente.ingest.intake import Intake, bytes_of

    for n in range(3):
        (tmp_path / f"{n}.txt").write_text("Talks were held in the capital on Tuesday. " * 500)
    intake = Intake()
    found = list(read_sources([str(tmp_path)], IngestOptions(intake=intake)))
    assert len(found) == intake.handed == 3
    assert intake.bytes_read == bytes_of([str(tmp_path)])
    assert bytes_of([str(tmp_path), "-"]) is None
