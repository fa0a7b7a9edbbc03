"""Score statement reading on the foreign-affairs passages and, where given, a brat directory; measure its cost.

    python -m evaluation.foreign_statements.run [--bench ../shared/bench/statements/dev] [--errors]

Cost is CPU time of statement reading as a share of the spaCy parse's own, on the same articles in the same run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from pathlib import Path

from detente.config import Settings
from detente.evaluate.statements import (
    Annotation,
    GoldArticle,
    load_gold,
    read_marked,
    render_scores,
    score_article,
    score_statements,
)
from detente.parse import load_parser, parse
from detente.read.statements import find_statements, load_tagger

PASSAGES = Path(__file__).with_name("passages.txt")


def read_all(articles: Iterable[GoldArticle], nested: bool) -> tuple[dict[str, list[Annotation]], float, float]:
    """Statements of each article, and CPU seconds of parsing and of statement reading."""
    settings = Settings()
    nlp, tagger = load_parser(settings.parse.spacy), load_tagger()
    parsing = reading = 0.0
    found: dict[str, list[Annotation]] = {}
    find_statements(parse("The envoy said “no” to it.", nlp), tagger)  # loading is not counted
    for article in articles:
        start = time.process_time()
        doc = parse(article.text, nlp)
        middle = time.process_time()
        statements = find_statements(doc, tagger)
        end = time.process_time()
        parsing, reading = parsing + middle - start, reading + end - middle
        found[article.id] = [
            Annotation(content=f.content, source=(f.source,) if f.source else (), cue=(f.cue,) if f.cue else ())
            for f in statements
            if f.confidence >= settings.statements.threshold and (nested or f.within is None)
        ]
    return found, parsing, reading


def show_errors(articles: Iterable[GoldArticle], found: dict[str, list[Annotation]]) -> None:
    for article in articles:
        gold = article.annotators[0]
        if score_article(article.text, gold, found[article.id]).f1("attribution") == 1:
            continue
        print(f"## {article.id}")
        for name, statements in (("gold", gold), ("read", found[article.id])):
            for s in statements:
                print(f"  {name}", *([article.text[b:e] for b, e in part] for part in (s.source, s.cue, s.content)))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--bench", type=Path, help="a directory in PolNeAR's layout")
    ap.add_argument("--nested", action="store_true", help="count statements inside statements too")
    ap.add_argument("--errors", action="store_true")
    args = ap.parse_args()
    sets = [("foreign-affairs passages", read_marked(PASSAGES.read_text("utf-8")))]
    if args.bench:
        sets.append((args.bench.name, load_gold(args.bench)))
    for name, articles in sets:
        found, parsing, reading = read_all(articles, args.nested)
        print(f"\n{name}: parse {parsing:.2f} s, statements {reading:.2f} s, share {reading / parsing:.2f}")
        print(render_scores(score_statements(articles, found)))
        if args.errors:
            show_errors(articles, found)


if __name__ == "__main__":
    main()
