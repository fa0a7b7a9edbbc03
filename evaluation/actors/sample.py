"""Draws mentions to annotate: one from each of many articles, at random, whatever the program makes of them.

A mention is a named entity of spaCy's small model (person, organisation, nationality, country or town), a third person pronoun, or
a noun phrase headed by a title or collective noun of our lists. Writes document, offsets and mention; no article text.

    python evaluation/actors/sample.py ../shared/bench --polnear 300 --lgl 100 --seed 20190515 > to_annotate.tsv
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from detente.config import Settings
from detente.evaluate.actors import load_texts
from detente.parse import load_parser, parse
from detente.resolve.lexicon import load_words

PRONOUNS = frozenset("he him his she her they them their it its himself herself themselves itself".split())
LABELS = frozenset("PERSON ORG NORP GPE".split())


def candidates(doc: object) -> Iterator[tuple[int, int]]:
    words = load_words()
    for ent in doc.ents:  # type: ignore[attr-defined]
        if ent.label_ in LABELS and ent.text.strip() == ent.text:
            yield ent.start_char, ent.end_char
    for token in doc:  # type: ignore[attr-defined]
        if token.lower_ in PRONOUNS and token.pos_ == "PRON":
            yield token.idx, token.idx + len(token)
        elif token.ent_type_ == "" and token.pos_ == "NOUN" and token.dep_ not in ("compound", "attr"):
            if token.lower_ in words.titles or token.lower_ in words.collectives or token.lower_ in words.groups:
                left = min([token.i, *(c.i for c in token.children if c.i < token.i and c.dep_ in ("det", "amod", "compound", "poss"))])
                yield doc[left].idx, token.idx + len(token)  # type: ignore[index]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--polnear", type=int, default=300)
    parser.add_argument("--lgl", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20190515)
    args = parser.parse_args()
    nlp = load_parser(Settings().parse.spacy)
    rng = random.Random(args.seed)
    out = ["document\tstart\tend\tmention\tgold"]
    for corpus, wanted in (("polnear", args.polnear), ("lgl", args.lgl)):
        texts = load_texts(args.bench, corpus)
        for name in rng.sample(sorted(texts), wanted):
            text = texts[name][0]
            found = sorted(set(candidates(parse(text, nlp))))
            if found:
                start, end = rng.choice(found)
                mention = " ".join(text[start:end].split())
                out.append(f"{corpus}:{name}\t{start}\t{end}\t{mention}\t")
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
