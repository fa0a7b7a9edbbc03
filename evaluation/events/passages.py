"""Score events of short passages and of the demonstration corpus: type, both countries, whether it took place.

    python -m evaluation.events.passages dev frozen classes held demo merging [--errors]

A gold event is found where a record's event has its type, its countries (null fits any), and took place or did not as
gold has it; what is done together fits in either direction. Precision counts every event above the threshold: right
where it fits a gold event so, with a side that it leaves open fitting any. The demonstration's gold does not list all
events, so no precision is given for it. ``--errors`` prints misses and false alarms, except of
frozen passages and of the held half of the sentences by classes (classes.jsonl).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from detente.config import Settings
from detente.demo import dispatches_path, load_gold
from detente.ingest import read_sources
from detente.pipeline import DEFAULT_STEPS, Reader, load_steps
from detente.read.events import same_event
from detente.records import Article, Event
from evaluation.events.matching import Json, fits

HERE = Path(__file__).parent
FILES = ("passages.jsonl", "classes.jsonl")


def passages(reader: Reader, split: str) -> Iterator[tuple[Json, Json]]:
    """Gold and record of each passage."""
    lines = [line for file in FILES for line in (HERE / file).read_text("utf-8").splitlines()[1:]]
    for gold in map(json.loads, lines):
        if gold["split"] == split:
            article = Article(id=gold["id"], text=gold["text"], published=gold["published"])
            article = replace(article, body=article.span(0, len(article.text)))
            yield gold, reader.read(article).to_dict()


def demo(reader: Reader) -> Iterator[tuple[Json, Json]]:
    """Gold and record of each dispatch that has gold."""
    gold = {g["id"]: g for g in load_gold()}
    with dispatches_path() as path:
        for article in read_sources([str(path)]):
            if article.id in gold:
                yield gold[article.id], reader.read(article).to_dict()


def score(name: str, pairs: Iterator[tuple[Json, Json]], *, errors: bool) -> None:
    """Print recall, with candidates too, and precision."""
    count: Counter[str] = Counter()
    by_type: dict[str, Counter[str]] = {}
    for gold, record in pairs:
        told = [e for e in record["events"] if not e.get("candidate")]
        lines = []
        for wanted in gold["events"]:
            hit = any(fits(wanted, e, record) for e in told)
            near = any(fits(wanted, e, record) for e in record["events"])
            count["wanted"] += 1
            count["hit"] += hit
            count["near"] += near
            types = by_type.setdefault(wanted["event"], Counter())
            types["wanted"] += 1
            types["hit"] += hit
            if not hit:
                sides = f"{wanted['actor_country']} -> {wanted['recipient_country']}"
                lines.append(f"   {'below' if near else 'miss'} {wanted['event']} {sides} {wanted['status']}")
        for event in record["events"]:
            right = any(fits(w, event, record, open_fits=True) for w in gold["events"])
            flag = " " if right else "!"
            if not event.get("candidate"):
                count["told"] += 1
                count["right"] += right
            mark = ("c" if event.get("candidate") else "E") + flag
            lines.append(
                f"   {mark} {event['event']} {event['actor']} -> {event['recipient']} {event['status']} "
                f"{event['confidence']:.2f} {event['trigger']['text']!r} {event['why']['note']}"
            )
        if errors:
            print("=====", gold["id"], record["article"]["text"], *lines, sep="\n")
    if errors:
        print(*(f"{t}: {c['hit']} of {c['wanted']}" for t, c in sorted(by_type.items())), sep="; ")
    recall, near = count["hit"] / count["wanted"], count["near"] / count["wanted"]
    print(f"{name}: recall {recall:.3f} of {count['wanted']} ({near:.3f} with candidates)", end="")
    print("" if name == "demo" else f", precision {count['right'] / max(1, count['told']):.3f} of {count['told']}")


def merging(reader: Reader) -> None:
    """Is one event that two dispatches tell said to be one? Known to be: what stands in a sentence that both print.

    Pairs that are said to be one and stand in different sentences are printed, to be judged by reading.
    """
    found: list[tuple[str, Event]] = []
    with dispatches_path() as path:
        for article in read_sources([str(path)]):
            found += [(article.id, e) for e in reader.read(article).events if not e.candidate]
    printed = joined = 0
    for (a, one), (b, other) in combinations(found, 2):
        if a == b:
            continue
        is_one = one.sentence.text == other.sentence.text and one.trigger.text == other.trigger.text
        says_one = same_event(one, other, across=True)
        printed += is_one
        joined += is_one and says_one
        if says_one and not is_one:
            print(one.event, a, one.actor, one.recipient, one.sentence.text, "|", b, other.sentence.text)
    print(f"merging: {len(found)} events; of {printed} pairs printed twice, {joined} are joined")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="+", choices=("dev", "frozen", "classes", "held", "demo", "merging"))
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    settings = Settings()
    reader = Reader(settings, steps=list(load_steps(settings, DEFAULT_STEPS[:6])))
    for what in args.what:
        if what == "merging":
            merging(reader)
            continue
        pairs = demo(reader) if what == "demo" else passages(reader, what)
        score(what, pairs, errors=args.errors and what not in ("frozen", "held"))


if __name__ == "__main__":
    main()
