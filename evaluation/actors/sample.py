"""Draws mentions to annotate: one from each of many articles, at random, whatever the program makes of them.

With --uniform every mention of a corpus is equally likely, so that long articles and what is named often weigh as
they do when read.

A mention is a named entity of spaCy's small model (person, organisation, nationality, country or town), a third
person pronoun, or
a noun phrase headed by a title or collective noun of our lists. Writes document, offsets and mention; no article text.

    python evaluation/actors/sample.py ../shared/bench --polnear 300 --lgl 100 --seed 20190515 > to_annotate.tsv
    python evaluation/actors/sample.py ../shared/bench --uniform --seed 25111 \\
        --without evaluation/actors/gold*.tsv > to_annotate.tsv
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language

from detente.config import Settings
from detente.evaluate.actors import load_gold, load_texts
from detente.parse import load_parser, parse
from detente.resolve.lexicon import load_words

PRONOUNS = frozenset(
    [
        "he",
        "him",
        "his",
        "she",
        "her",
        "they",
        "them",
        "their",
        "it",
        "its",
        "himself",
        "herself",
        "themselves",
        "itself",
    ]
)
# Words that mentions of heads of state and government contain; what else contains them is annotated for what it is.
HEADS = re.compile(
    r"Obama|Putin|Merkel|Netanyahu|Cameron|Hollande|Assad|Rouhani|Trudeau|Nieto|Erdo|Modi|Maduro|Castro|Temer|Rousseff|Duterte|Turnbull|"
    r"\b[Pp]resident\b|[Pp]rime [Mm]inister|\b[Pp]remier\b|[Cc]hancellor|\b[Kk]ing\b|[a-z]+n leader\b|\bPope\b|\bMay\b"
)
LABELS = frozenset(["PERSON", "ORG", "NORP", "GPE"])


def is_he(text: str, at: tuple[int, int]) -> bool:
    """Whether a mention is a pronoun for one person."""
    return text[at[0] : at[1]].lower() in ("he", "him", "his", "himself", "she", "her", "herself")


def candidates(doc: object) -> Iterator[tuple[int, int]]:
    words = load_words()
    for ent in doc.ents:  # type: ignore[attr-defined]
        if ent.label_ in LABELS and ent.text.strip() == ent.text:
            yield ent.start_char, ent.end_char
    for token in doc:  # type: ignore[attr-defined]
        if token.lower_ in PRONOUNS and token.pos_ == "PRON":
            yield token.idx, token.idx + len(token)
        elif token.ent_type_ == "" and token.pos_ == "NOUN" and token.dep_ not in ("compound", "attr"):
            if not (token.lower_ in words.titles or token.lower_ in words.collectives or token.lower_ in words.groups):
                continue
            inside = [c.i for c in token.children if c.i < token.i and c.dep_ in ("det", "amod", "compound", "poss")]
            yield doc[min([token.i, *inside])].idx, token.idx + len(token)  # type: ignore[index]


def draw_uniform(
    texts: dict[str, tuple[str, str | None]],
    wanted: int,
    used: set[tuple[str, int, int]],
    corpus: str,
    nlp: Language,
    rng: random.Random,
) -> Iterator[tuple[str, int, int]]:
    """Mentions of all articles of a corpus with the same chance each, but for those in ``used``; sorted by article."""
    every = [
        (name, *at)
        for name in sorted(texts)
        for at in sorted(set(candidates(parse(texts[name][0], nlp))))
        if (f"{corpus}:{name}", *at) not in used
    ]
    yield from sorted(rng.sample(every, min(wanted, len(every))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--polnear", type=int, default=300)
    parser.add_argument("--lgl", type=int, default=100)
    parser.add_argument("--trnews", type=int, default=0)
    parser.add_argument(
        "--heads",
        type=int,
        default=0,
        help="of TR-News and PolNeAR, mentions that may be of heads of state or government",
    )
    parser.add_argument("--pattern", type=re.compile, default=HEADS, help="what such mentions contain")
    parser.add_argument("--seed", type=int, default=20190515)
    parser.add_argument("--without", type=Path, nargs="*", default=[], help="gold whose articles are left out")
    parser.add_argument(
        "--uniform",
        action="store_true",
        help="every mention of a corpus equally likely; --without leaves out mentions only",
    )
    args = parser.parse_args()
    nlp = load_parser(Settings().parse.spacy)
    rng = random.Random(args.seed)
    gold = [row for path in args.without for row in load_gold(path)]
    used = {row["document"] for row in gold}
    out = ["document\tstart\tend\tmention\tgold"]
    if args.uniform:
        annotated = {(row["document"], int(row["start"]), int(row["end"])) for row in gold}
        for corpus, wanted in (("polnear", args.polnear), ("lgl", args.lgl), ("trnews", args.trnews)):
            texts = load_texts(args.bench, corpus) if wanted else {}
            for name, start, end in draw_uniform(texts, wanted, annotated, corpus, nlp, rng):
                out.append(f"{corpus}:{name}\t{start}\t{end}\t{' '.join(texts[name][0][start:end].split())}\t")
        sys.stdout.write("\n".join(out) + "\n")
        return
    for corpus, wanted, only in (
        ("polnear", args.polnear, None),
        ("lgl", args.lgl, None),
        ("trnews", args.trnews, None),
        ("polnear", args.heads // 2, args.pattern),
        ("trnews", args.heads - args.heads // 2, args.pattern),
    ):
        texts = load_texts(args.bench, corpus)
        names = sorted(n for n in texts if f"{corpus}:{n}" not in used and (only is None or only.search(texts[n][0])))
        for name in rng.sample(names, min(wanted, len(names))):
            text = texts[name][0]
            found = sorted(set(candidates(parse(text, nlp))))
            if only is not None:
                # And pronouns soon after such a mention: heads are called "he" as well.
                heads = [f for f in found if only.search(text[f[0] : f[1]])]
                found = [
                    f for f in found if f in heads or (any(0 < f[0] - h[1] < 80 for h in heads) and is_he(text, f))
                ]
            used.add(f"{corpus}:{name}")
            if found:
                start, end = rng.choice(found)
                mention = " ".join(text[start:end].split())
                out.append(f"{corpus}:{name}\t{start}\t{end}\t{mention}\t")
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
