"""Copies of articles in which words are exchanged for like words, for a teacher to read and a student to learn from.

    python -m training.statements.augment TABLES.pkl OUT.pkl --base MODEL_DIR [--left-out 7/16] [--seed 77] [--copies 1]

A word is exchanged for one of the dozen nearest to it among those of the same tag, by the word embeddings of
MODEL_DIR; a name everywhere in an article for the same other name. Structure, marks and labels stay; what the
teacher says of the copy is what the student is to learn, so a word that does not fit does no harm. From copies a small
network takes over more of a large one's knowledge than from the same words once more (Jiao et al. 2020, TinyBERT).
"""

from __future__ import annotations

import argparse
import dataclasses
import pickle
import random
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from detente.read.statements.features import FeatureSpace

OPEN = ("NN", "NNS", "JJ", "JJR", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "RB", "NNP", "CD")
TAG = 3  # the column of features that holds the tag
NEAR, LEAST = 12, 2  # words that may stand in for one; how often a word must occur
SHARES, NAME_SHARES = (0.1, 0.2, 0.3), (0.0, 0.3, 0.6)  # of an article's words and names; one is drawn for each article

Likes = dict[tuple[str, str], list[str]]


def tags_of(table: object, space: FeatureSpace) -> list[str | None]:
    """The tag of each token where its class is open."""
    names = {space.offsets[TAG] + 1 + space.tags.index(t): t for t in OPEN if t in space.tags}
    return [names.get(code) for code in table.features[:, TAG].tolist()]


def like_words(articles: list[dict], space: FeatureSpace, base: Path) -> Likes:
    """For each tag and word, in small letters, the words nearest to it."""
    weights = load_file(base / "model.safetensors")
    embeddings = next(v for k, v in weights.items() if k.endswith("word_embeddings.weight")).astype(np.float32)
    vocabulary = Tokenizer.from_file(str(base / "tokenizer.json")).get_vocab()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for a in articles:
        for word, tag in zip(a["table"].words, tags_of(a["table"], space), strict=True):
            if tag and word.isalpha() and word.lower() in vocabulary:
                counts[tag][word.lower()] += 1
    out: Likes = {}
    for tag, found in counts.items():
        words = [w for w, n in found.items() if n >= LEAST]
        if len(words) <= NEAR:
            continue
        vectors = embeddings[[vocabulary[w] for w in words]]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        nearness = vectors @ vectors.T
        np.fill_diagonal(nearness, -1)
        nearest = np.argpartition(-nearness, NEAR, axis=1)[:, :NEAR]
        out |= {(tag, w): [words[j] for j in nearest[i]] for i, w in enumerate(words)}
    return out


def cased(like: str, word: str) -> str:
    """``word`` with the capitals of ``like``."""
    if len(like) > 1 and like.isupper():
        return word.upper()
    return word.capitalize() if like[0].isupper() else word


def copy_of(article: dict, space: FeatureSpace, likes: Likes, rng: random.Random, mark: str) -> dict:
    """The article with some of its words exchanged, under a name of its own."""
    share, name_share = rng.choice(SHARES), rng.choice(NAME_SHARES)
    words, names = list(article["table"].words), dict[str, str]()
    for i, (word, tag) in enumerate(zip(tuple(words), tags_of(article["table"], space), strict=True)):
        near = likes.get((tag or "", word.lower()))
        if tag is None or not word.isalpha():
            continue
        if tag == "NNP":
            if word not in names:
                names[word] = cased(word, rng.choice(near)) if near and rng.random() < name_share else word
            words[i] = names[word]
        elif near and rng.random() < share:
            words[i] = cased(word, rng.choice(near))
    table = dataclasses.replace(article["table"], words=tuple(words))
    return {**article, "id": f"{article['id']}#{mark}", "table": table}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("tables", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--base", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    ap.add_argument("--left-out", nargs="*", default=[], help='folds to leave out: "7/16" is numbers 7, 23, 39, ...')
    ap.add_argument("--seed", type=int, default=77, help="of what is drawn, and in the names of the copies")
    ap.add_argument("--copies", type=int, default=1, help="how many of each article")
    args = ap.parse_args()
    held = pickle.loads(args.tables.read_bytes())
    folds = [tuple(map(int, f.split("/"))) for f in args.left_out]
    articles = [a for i, a in enumerate(held["articles"]) if not any(i % n == k for k, n in folds)]
    likes, rng = like_words(articles, held["space"], args.base), random.Random(args.seed)
    copies = [copy_of(a, held["space"], likes, rng, f"{args.seed}.{k}") for k in range(args.copies) for a in articles]
    args.out.write_bytes(pickle.dumps({"space": held["space"], "articles": copies}))
    print(len(copies), "articles,", sum(len(a["table"]) for a in copies), "tokens")


if __name__ == "__main__":
    main()
