"""One pair at a time: a table of sentences with source and target becomes a line each."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from detente.errors import InputError
from detente.read.relations.coder import RelationCoder, RelationQuery
from detente.read.relations.marking import locate_pair

COLUMNS = ("id", "sentence", "source", "target")
_CHUNK = 64


def code_table(
    lines: Iterable[str], *, coder: RelationCoder | None = None, plover2018: bool = False
) -> Iterator[dict[str, object]]:
    """Code the rows of a tab-separated table.

    Args:
        lines: the table's lines, the header first, with at least the columns id, sentence, source and target;
            quoted cells as the csv module writes them.
        coder: made with the default settings where None.
        plover2018: write YIELD for CONCEDE and RETREAT, as the fifteen-event drafts do, their probabilities
            added together.

    Yields:
        ``{id, event, mode, quad, confidence, sure, ranked: [{event, p}]}`` for each row, in order.  A source or target
        that is blank or not in its sentence is coded without, and ``note`` says so.

    Raises:
        InputError: where a column is missing.
    """
    coder = coder or RelationCoder()
    table = csv.DictReader(lines, delimiter="\t")
    missing = [c for c in COLUMNS if c not in (table.fieldnames or ())]
    if missing:
        raise InputError(
            f"the table has no column {', '.join(missing)}; wanted are {', '.join(COLUMNS)}, tab-separated",
            code="DT151",
        )
    chunk: list[dict[str, str]] = []
    for row in table:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield from _code_rows(chunk, coder, plover2018)
            chunk = []
    yield from _code_rows(chunk, coder, plover2018)


def _code_rows(rows: list[dict[str, str]], coder: RelationCoder, plover2018: bool) -> Iterator[dict[str, object]]:
    queries = []
    for row in rows:
        sentence = row["sentence"] or ""
        source, target = locate_pair(sentence, row["source"] or "", row["target"] or "")
        queries.append(RelationQuery(sentence=sentence, source=source, target=target))
    plover = coder.ontology
    for row, query, coding in zip(rows, queries, coder.code(queries), strict=True):
        event, ranked, confidence, quad = coding.event, coding.ranked, coding.confidence, coding.quad
        if plover2018:
            sums: dict[str, float] = {}
            for name, p in ranked:
                older = plover.older_name(name)
                sums[older] = sums.get(older, 0.0) + p
            event = plover.older_name(event)
            ranked = tuple(sorted(((e, round(p, 4)) for e, p in sums.items()), key=lambda r: -r[1]))
            confidence, quad = round(sums[event], 4), plover.quad(event)
        line: dict[str, object] = {
            "id": row["id"],
            "event": event,
            "mode": coding.mode,
            "quad": quad,
            "confidence": confidence,
            "sure": coding.sure,
            "ranked": [{"event": e, "p": p} for e, p in ranked],
        }
        absent = [
            name
            for name, span in (("source", query.source), ("target", query.target))
            if span is None and (row[name] or "").strip()
        ]
        if absent:
            line["note"] = f"{' and '.join(absent)} not found in the sentence"
        yield line
