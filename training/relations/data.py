"""Rows to train on: our own sentences, the PLV rows where they are at hand, and unlabelled sentences.

Labels are sets of PLOVER events: PLV's YIELD is {CONCEDE, RETREAT}, every other label a single event.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.read.relations.marking import locate_pair, mark

EVENTS = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT",
)  # fmt: skip
ROOTS = (*(e for e in EVENTS if e not in ("CONCEDE", "RETREAT")), "YIELD")
QUAD = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "YIELD"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT"), 4),
}


def root(event: str) -> str:
    """The older fifteen-event name: YIELD for CONCEDE and RETREAT."""
    return "YIELD" if event in ("CONCEDE", "RETREAT") else event


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sentence with its pair marked.

    Attributes:
        labels: The events counted as right; empty for an unlabelled row.
        weight: How much the row counts in the loss.
    """

    id: str
    sentence: str
    text: str
    labels: tuple[str, ...]
    weight: float = 1.0


def make_row(row_id: str, sentence: str, source: str, target: str, labels: tuple[str, ...], weight: float = 1.0) -> Row:
    spans = locate_pair(sentence, source, target)
    return Row(id=row_id, sentence=sentence, text=mark(sentence, *spans), labels=labels, weight=weight)


def load_plv(path: Path) -> list[Row]:
    """Read PLV rows (columns id, sentence, source, target, root)."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [
        make_row(
            f"plv{r['id']}", r["sentence"], r["source"], r["target"],
            ("CONCEDE", "RETREAT") if r["root"] == "YIELD" else (r["root"],),
        )
        for r in rows
    ]  # fmt: skip


def iter_own(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of one of our own files; comment lines open with '#'."""
    with path.open(encoding="utf-8", newline="") as lines:
        kept = (line for line in lines if line.strip() and not line.startswith("#"))
        yield from csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE)


def load_own(folders: Sequence[Path]) -> list[Row]:
    """Read every *.tsv of our own sentences.

    Raises:
        ValueError: With every bad line of every file, not only the first.
    """
    rows: list[Row] = []
    bad: list[str] = []
    seen: set[tuple[str, str, str]] = set()
    for folder in folders:
        for path in sorted(folder.glob("*.tsv")):
            for r in iter_own(path):
                key = (r["sentence"], r["source"] or "", r["target"] or "")
                if r["event"] not in EVENTS:
                    bad.append(f"{path.name} {r['id']}: unknown event {r['event']!r}")
                elif any(t and t not in r["sentence"] for t in key[1:]):
                    bad.append(f"{path.name} {r['id']}: source or target is not in the sentence")
                elif key not in seen:
                    seen.add(key)
                    rows.append(make_row(f"{path.stem}:{r['id']}", *key, (r["event"],)))
    if bad:
        raise ValueError("\n".join(bad))
    return rows


def load_pairs(path: Path) -> list[Row]:
    """Read unlabelled pairs (columns id, sentence, source, target), as pairs.py writes them."""
    with path.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [make_row(r["id"], r["sentence"], r["source"], r["target"], ()) for r in table]


def folds_of(rows: Iterable[Row], n: int = 5) -> list[int]:
    """The fold of each row: a hash of its sentence, so a sentence never sits on both sides."""
    return [int(hashlib.sha1(" ".join(r.sentence.split()).encode()).hexdigest(), 16) % n for r in rows]


def write_predictions(path: Path, ids: Sequence[str], probabilities: Sequence[Sequence[float]]) -> None:
    """Write {"id", "p"} lines, p in the order of EVENTS."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for row_id, p in zip(ids, probabilities, strict=True):
            out.write(json.dumps({"id": row_id, "p": [round(float(x), 5) for x in p]}) + "\n")


def load_predictions(path: Path) -> dict[str, list[float]]:
    with path.open(encoding="utf-8") as lines:
        return {r["id"]: r["p"] for r in map(json.loads, lines)}
