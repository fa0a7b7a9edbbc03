"""Score claims and their disputes on pairs of short passages: ``python evaluation/positions/claims.py first dev``.

claims.jsonl: ``id, split, asserter, claim, other, disputed``; in ``claim`` the asserter states a fact, and ``other``,
a day later, disputes it or does not. Found: a claim of the asserter is read in ``claim``. Disputed: what ``other`` says
is brought as a dispute of it. Written for detente (2026-11). Splits: ``first`` was scored once before any rule was
changed for it; ``dev`` and ``dev2`` are looked at; ``blind`` was written before version 3 of the rules, ``blind2``
before anything was changed for ``dev2``: these are scored only, and their errors are not printed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from detente.analysis.claims import track_claims
from detente.pipeline import Reader
from detente.records import Article, Span


def main(splits: list[str]) -> None:
    """Read the pairs of the splits, print what was missed (but of the blind ones) and the figures of each."""
    reader = Reader()
    rows = [json.loads(r) for r in Path(__file__).with_name("claims.jsonl").read_text("utf-8").splitlines()]
    for split in splits:
        found = right = told = gold = pairs = 0
        for row in (r for r in rows if r["split"] == split):
            records = [
                reader.read(
                    Article(
                        id=part, text=row[part], published=day, body=Span(start=0, end=len(row[part]), text=row[part])
                    )
                )
                for part, day in (("claim", "2031-03-01"), ("other", "2031-03-02"))
            ]
            tracked = [t for t in track_claims(records) if t.stated.article == "claim"]
            pairs += 1
            homes = {a.id: a.country for a in records[0].actors}
            mine = [c for c in records[0].claims if c.by and row["asserter"] in (c.by.split(".")[0], homes.get(c.by))]
            found += bool(mine)
            disputed = any(d.fact.article == "other" for t in tracked for d in t.disputes)
            told += disputed
            gold += row["disputed"]
            right += disputed and row["disputed"]
            if not split.startswith("blind") and (not mine or disputed != row["disputed"]):
                print(row["id"], "found" if mine else "not found", "disputed" if disputed else "not disputed", sep="\t")
        print(f"{split}: claims found {found} of {pairs}; disputes: {right} right of {told} told, {gold} in the gold")


if __name__ == "__main__":
    main(sys.argv[1:] or ["first", "dev", "dev2"])
