"""What is read from each dispatch of the demonstration, in a few lines: a change of reading shows as a diff.

Run as a module to write the snapshot anew:  python -m tests.demo.snapshot
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from detente.records import Record

SNAPSHOT = Path(__file__).with_name("snapshot.txt")


def lines_of(record: Record) -> Iterator[str]:
    """A line a fact: its kind, what it says, and the words it hangs on; no offsets, no confidences."""
    yield record.article.id
    for s in record.statements:
        kind = f"{s.kind.value}{' not' if s.negated else ''}"
        yield _line("said ", s.source_actor, s.cue and s.cue.text, kind, _brief(s.content[0].text))
    for e in record.events:
        sides = f"{','.join(e.actor) or '-'} > {','.join(e.recipient) or '-'}"
        what = f"{e.event}{':' + e.mode if e.mode else ''}{'?' if e.candidate else ''} {e.status.value}"
        yield _line("did  ", what, sides, e.date and e.date.value, e.place, e.trigger.text)
    for p in record.positions:
        toward = f" > {p.toward}" if p.toward else ""
        by = f" by {p.reported_by}" if p.reported_by else ""
        conditions = "".join(f" | {c.kind.value} {_brief(c.span.text)}" for c in p.conditions)
        yield f"  stood {p.holder}{toward} {p.stance.value} {p.issue}{by}{conditions}"
    for c in record.claims:
        yield f"  claim {c.by or '-'} | {_brief(c.span.text)}"
    yield f"  about {', '.join(i.issue for i in record.issues) or '-'}"


def _line(head: str, *cells: str | None) -> str:
    return f"  {head} {' | '.join(c or '-' for c in cells)}"


def _brief(text: str) -> str:
    """The first and last words."""
    words = text.split()
    return " ".join(words if len(words) < 8 else [*words[:4], "…", *words[-2:]])


def render(records: list[Record]) -> str:
    """The snapshot of records."""
    return "\n".join(line for record in records for line in lines_of(record)) + "\n"


def main() -> None:
    """Read the demonstration and write the snapshot."""
    from detente.demo import dispatches_path
    from detente.ingest import read_sources
    from detente.pipeline import Reader

    reader = Reader()
    with dispatches_path() as path:
        SNAPSHOT.write_text(render([reader.read(article) for article in read_sources([str(path)])]), "utf-8")


if __name__ == "__main__":
    main()
