"""A run that fetches a feed into a store: ``python -m tests.running.fetching FEED STORE STATE WORKERS``."""

from __future__ import annotations

import sys

from detente.ingest import FetchOptions, IngestOptions, read_sources
from detente.ingest.intake import Intake
from detente.running import read_into
from detente.store import Store
from tests.running.hostile import make_reader
from tests.running.runs import tell


def main(feed: str, where: str, state: str, workers: str) -> None:
    intake = Intake()
    options = IngestOptions(fetch=FetchOptions(delay_s=0.0, state=state), intake=intake)
    with Store(where) as store:
        read_into(
            store, read_sources([feed], options), workers=int(workers), apart=True, make_reader=make_reader,
            intake=intake, progress=tell,
        )  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
