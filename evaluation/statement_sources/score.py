"""Whether the source of a statement is resolved to the right actor, on statements judged by hand.

python -m evaluation.statement_sources.score ../shared/bench/statements [--errors]

Two figures: of the annotated sources, whoever finds the statement; and of the statements that the program itself finds
(content at word IoU one half), by the actor that its record gives.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from detente.config import Settings
from detente.evaluate.actors import load_gold, make_article, matches
from detente.parse import load_parser, parse
from detente.pipeline import DEFAULT_STEPS, load_steps
from detente.reading import Reading
from detente.records import Statement

JUDGED = Path(__file__).with_name("judged.tsv")
MIN_IOU = 0.5


def matches_group(gold: str, answer: str) -> bool:
    """As :func:`matches`, for several people joined with "+": all of them, in any order."""
    return any(
        len(right.split("+")) == len(answer.split("+"))
        and all(any(matches(r, a) for a in answer.split("+")) for r in right.split("+"))
        for right in gold.split("|")
    ) or matches(gold, answer)


def overlap(statement: Statement, start: int, end: int) -> float:
    first, last = statement.content[0].start, statement.content[-1].end
    common = min(end, last) - max(start, first)
    return common / (max(end, last) - min(start, first)) if common > 0 else 0.0


def answers(corpus: Path) -> Iterator[tuple[dict[str, str], str, bool, str | None, str]]:
    """Row, answer at the annotated source, right or not, answer in the record (None: statement not found), words."""
    with (corpus / "metadata.tsv").open(encoding="utf-8", newline="") as file:
        dates = {r["filename"]: r["publication_date"] for r in csv.DictReader(file, delimiter="\t")}
    rows = defaultdict(list)
    for row in load_gold(JUDGED):
        rows[row["article"]].append(row)
    settings = Settings()
    upto = next(i for i, s in enumerate(DEFAULT_STEPS) if s.endswith("StatementsStep")) + 1
    steps, nlp = load_steps(settings, DEFAULT_STEPS[:upto]), load_parser(settings.parse.spacy)
    for name, wanted in rows.items():
        with (corpus / "dev" / "text" / f"{name}.txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        reading = Reading(article=make_article(name, text, dates.get(name)), doc=parse(text, nlp))
        for step in steps:
            reading = replace(reading, **{k: v for k, v in step(reading).items() if k != "diagnostics"})
        for row in wanted:
            words = reading.span(int(row["start"]), int(row["end"]))
            answer = "+".join(reading.actors_at(words)) or "none"
            start, end = int(row["content_start"]), int(row["content_end"])
            best = max(reading.statements, key=lambda s: overlap(s, start, end), default=None)
            found = None
            if best is not None and overlap(best, start, end) >= MIN_IOU:
                found = "+".join(best.speakers) or "none"
            yield row, answer, matches_group(row["gold"], answer), found, words.text


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus", type=Path)
    ap.add_argument("--errors", action="store_true")
    args = ap.parse_args()
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for row, answer, is_right, found, words in answers(args.corpus):
        for group in ("all", "politicians" if row["politician"] == "yes" else "others"):
            of[group] += 1
            right[group] += is_right
            if found is not None:
                of[group + ", found"] += 1
                right[group + ", found"] += matches_group(row["gold"], found)
        if args.errors and not (is_right and (found is None or matches_group(row["gold"], found))):
            print(row["article"], row["start"], repr(words), "gold", row["gold"], "answer", answer, "record", found)
    for group in of:
        print(f"{group:22} {right[group]:4} of {of[group]:4}  {right[group] / of[group]:.3f}")


if __name__ == "__main__":
    main()
