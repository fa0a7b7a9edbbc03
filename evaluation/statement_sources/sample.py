"""Draw statements of PolNeAR dev whose source is to be judged by hand: at random, whatever the program makes of them.

python -m evaluation.statement_sources.sample ../shared/bench/statements [--count 100] [--seed 20261124]

Writes article, offsets of the first content, offsets of the source; no article text.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from detente.evaluate.statements import GoldArticle, load_gold


def statements(articles: tuple[GoldArticle, ...]) -> Iterator[tuple[str, int, int, int, int]]:
    """Each annotated statement with a source, by the first annotator."""
    for article in articles:
        for one in article.annotators[0]:
            if one.source:
                yield article.id, one.content[0][0], one.content[-1][1], one.source[0][0], one.source[-1][1]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus", type=Path)
    ap.add_argument("--count", type=int, default=100)
    ap.add_argument("--seed", type=int, default=20261124)
    args = ap.parse_args()
    found = sorted(set(statements(load_gold(args.corpus / "dev"))))
    for row in sorted(random.Random(args.seed).sample(found, args.count)):
        print(*row, sep="\t")


if __name__ == "__main__":
    main()
