"""How far the two passes over the frozen third agree: F1 of positions, of holders, and of each with stance or issue.

Use: ``python evaluation/positions/agreement.py``
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).parent
FIELDS = ("holder", "issue", "stance")


def main() -> None:
    """Print the agreement."""
    first: dict[str, list[tuple[str, ...]]] = {}
    for line in (HERE / "gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == "frozen" and not row["kind"].startswith("trap"):
            first[row["id"]] = [tuple(p[f] for f in FIELDS) for p in row["positions"]]
    second: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    with (HERE / "second_pass.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t"):
            if row["holder"]:
                second[row["passage"]].append(tuple(row[f] for f in FIELDS))
    for name, places in (("positions", (0, 1, 2)), ("holders", (0,)), ("with stance", (0, 2)), ("with issue", (0, 1))):
        shared = total = 0
        for passage, positions in first.items():
            one = Counter(tuple(p[i] for i in places) for p in positions)
            two = Counter(tuple(p[i] for i in places) for p in second[passage])
            shared += (one & two).total()
            total += one.total() + two.total()
        print(f"{name:12} {2 * shared / total:.3f}")


if __name__ == "__main__":
    main()
