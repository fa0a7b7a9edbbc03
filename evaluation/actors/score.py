"""Scores actor resolution on the mentions annotated by hand.

    python evaluation/actors/score.py ../shared/bench evaluation/actors/gold.tsv [--errors]
    python -m evaluation.actors.score ../shared/bench evaluation/actors/gold_news.tsv --news WHEEL ARFF

Prints accuracy overall, for heads of state and government, by corpus and by kind of mention.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from detente import parse as parsing
from detente.config import Settings
from detente.evaluate.actors import errors, judge, load_gold, load_texts, make_article, summary
from detente.pipeline import DEFAULT_STEPS, load_steps
from detente.reading import Reading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--news", type=Path, nargs="*", default=(), help="what evaluation/newsarticles.py reads")
    parser.add_argument("--errors", action="store_true", help="list what was answered wrong")
    args = parser.parse_args()
    settings = Settings()
    # Times and places come before actors in the pipeline: a town is then no organisation.
    steps = load_steps(settings, DEFAULT_STEPS[: [s.rpartition(":")[2] for s in DEFAULT_STEPS].index("ActorsStep") + 1])
    step = next(s for s in steps if s.name == "actors")
    nlp = parsing.load_parser(settings.parse.spacy)
    texts = {c: load_texts(args.bench, c) for c in ("polnear", "lgl", "trnews")}
    if args.news:
        from evaluation.newsarticles import read

        news = {a.id: (a.text, a.published) for path in args.news for a in read(path)}
        texts |= {"na": news, "reu": news}
    rows = defaultdict(list)
    for row in load_gold(args.gold):
        rows[row["document"]].append(row)
    judged = []
    for document, mentions in rows.items():
        corpus, _, name = document.partition(":")
        text, published = texts[corpus][name]
        reading = Reading(article=make_article(document, text, published), doc=parsing.parse(text, nlp))
        for each in steps:
            reading = replace(reading, **{k: v for k, v in each(reading).items() if k != "diagnostics"})
        judged += judge(reading, mentions, step.knowledge)  # type: ignore[attr-defined]
    for name, right, of in summary(judged):
        print(f"{name:32} {right:4} of {of:4}  {right / max(of, 1):.3f}")
    print(dict(errors(judged)))
    if args.errors:
        for j in judged:
            if not j.right:
                head = "  (head)" if j.head else ""
                print(f"{j.document}\t{j.start}\t{j.mention!r}\tgold {j.gold}\tanswer {j.answer}{head}")


if __name__ == "__main__":
    main()
