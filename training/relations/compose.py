"""Compose sentences from predicates.txt: actors, datelines, times, and clauses that tell of something else.

    python training/relations/compose.py --out training/relations/own/composed.tsv --each 4

The clauses around carry events of their own, so that a model has to read the marked pair.  The output is the same
for the same seed.
"""

from __future__ import annotations

import argparse
import random
import re
import tomllib
from pathlib import Path

FILLERS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("fillers.toml").read_text("utf-8"))
# The letter behind {S and {T in predicates.txt; leaders (g) and places (l) are drawn from two lists.
KINDS = {"o": "group", "p": "person", "f": "force", "j": "court", "w": "civil"}


def fill(kind: str, rng: random.Random) -> str:
    if kind == "g":
        text = rng.choice(FILLERS["body" if rng.random() < 0.25 else "office"])
    elif kind == "l":
        text = rng.choice(FILLERS["country" if rng.random() < 0.5 else "place"])
    else:
        text = rng.choice(FILLERS[KINDS[kind]])
    text = text.replace("{D}", rng.choice(FILLERS["demonym"])).replace("{C}", rng.choice(FILLERS["country"]))
    return re.sub(r"\ba (?=[AEIO])", "an ", text)


def compose(event: str, predicate: str, rng: random.Random) -> tuple[str, str, str]:
    source, target = "", ""
    body = predicate
    for slot in re.findall(r"\{[ST]\w\d?\}", predicate):
        words = fill(slot[2], rng)
        while words in (source, target):
            words = fill(slot[2], rng)
        if slot[1] == "S":
            source = words
        else:
            target = words
        body = body.replace(slot, words, 1)
    before, after = rng.choice(FILLERS["before"]), rng.choice(FILLERS["after"])
    starts = not before or before.endswith(("- ",))
    if starts and body.startswith(source):
        source_ = source[0].upper() + source[1:]
        body, source = source_ + body[len(source) :], source_
    after = after.strip()
    tail = after if after.startswith(",") else f" {after}" if after else ""
    sentence = f"{before}{body}{tail}."
    return sentence, source, target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--each", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    event, rows = "", []
    for line in Path(__file__).with_name("predicates.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            event = line[2:].strip()
        elif "{S" in line and not line.startswith("#"):
            rows += [(*compose(event, line, rng), event) for _ in range(args.each)]
    with args.out.open("w", encoding="utf-8") as out:
        out.write("# Sentences composed by compose.py from predicates.txt to train the relation model.\n")
        out.write("# Source: ours. Licence: Apache-2.0. Version 1 (2026-11). Known gaps: active voice only.\n")
        out.write("id\tsentence\tsource\ttarget\tevent\tmode\tnote\n")
        for i, (sentence, source, target, name) in enumerate(rows, 1):
            out.write(f"composed-{i:04d}\t{sentence}\t{source}\t{target}\t{name}\t\t\n")
    print(len(rows), "rows")


if __name__ == "__main__":
    main()
