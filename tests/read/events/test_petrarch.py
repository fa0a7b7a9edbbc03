"""PETRARCH verb dictionaries become lines of ours; what cannot be said is named."""

from __future__ import annotations

from pathlib import Path

from detente.read.events.petrarch import load_petrarch_verbs

TEXT = """# a comment
--- CONDEMN [111] ---
CONDEMN {CONDEMNED CONDEMNS } [---]
DECRY
--- GIVE [070] ---
GIVE {GAVE GIVEN }
- * ULTIMATUM TO [139]
- * IN [080]
- $ WAS * NOTHING AT ALL BUT TROUBLE [111]
--- SAY [010] ---
SAY
"""


def test_verbs_patterns_and_what_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "verbs.txt"
    path.write_text(TEXT, "utf-8")
    found = load_petrarch_verbs(path)
    got = {(r["pattern"], r["event"]) for r in found.rows}
    assert got == {
        ("condemn", "ACCUSE"),
        ("decry", "ACCUSE"),
        ("give", "AID"),
        ("give =ultimatum", "THREATEN"),
        ("give +in", "CONCEDE"),
    }
    assert len(found.skipped) == 2
