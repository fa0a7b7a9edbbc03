"""Score a checkpoint or the shipped model on token tables made by prepare.

python -m training.statements.check TABLES.pkl --checkpoint RUN.pt --base MODEL_DIR [--fold 7] [--keep scores.pkl]
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

from detente.evaluate.statements import Annotation, StatementScores, render_scores, score_article
from detente.read.statements.chooser import find_attributions, read_chooser
from detente.read.statements.decode import ROLES
from detente.read.statements.tagger import Scores, load_tagger


def annotations(article: dict, k: int, found=None) -> list[Annotation]:
    """Gold of annotator ``k`` (in token ranges, as prepared), or what was found, in characters."""
    table = article["table"]

    def chars(ranges):
        return tuple((int(table.starts[b]), int(table.ends[e - 1])) for b, e in ranges)

    if found is None:
        return [Annotation(**{r: chars(x[r]) for r in ROLES}) for x in article["golds"][k][1]]
    return [
        Annotation(
            content=chars(a.content), cue=chars([a.cue] if a.cue else []), source=chars([a.source] if a.source else [])
        )
        for a in found
    ]


def score_articles(articles: list[dict], found: dict[str, list]) -> StatementScores:
    total = StatementScores()
    for a in articles:
        total.articles += 1
        mine = annotations(a, 0, found[a["id"]])
        for k in range(len(a["golds"])):
            one = score_article(a["text"], annotations(a, k), mine, 1 / len(a["golds"]))
            for key, counted in one.counts.items():
                total.counts[key] = total.counts[key] + counted if key in total.counts else counted
    return total


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("tables", type=Path)
    ap.add_argument("--checkpoint", type=Path)
    ap.add_argument("--base", type=Path)
    ap.add_argument("--fold", type=int, default=-1)
    ap.add_argument("--folds", type=int, default=8)
    ap.add_argument("--chooser", type=Path, help="what choose wrote, for checkpoints")
    ap.add_argument("--confidence", type=float, default=0.0)
    ap.add_argument("--limit", type=int, default=0)
    ap.add_argument("--keep", type=Path, help="keep the network's scores here, for work on decoding")
    args = ap.parse_args()
    articles = pickle.loads(args.tables.read_bytes())["articles"]
    if args.fold >= 0:
        articles = [a for i, a in enumerate(articles) if i % args.folds == args.fold]
    articles = articles[: args.limit] if args.limit else articles
    if args.checkpoint:
        from training.statements.torch_tagger import torch_tagger

        tagger = torch_tagger(args.checkpoint, args.base)
    else:
        tagger = load_tagger()
    scores: dict[str, Scores] = {a["id"]: tagger.score(a["table"]) for a in articles}
    if args.keep:
        args.keep.write_bytes(pickle.dumps({"scores": scores, "weights": tagger.link_weights}))
    chooser = read_chooser(args.chooser.read_bytes()) if args.chooser else tagger.chooser
    found = {
        a["id"]: [
            c
            for c, p in find_attributions(a["table"], s.tags, s.links, tagger.link_weights, tagger.space, chooser)
            if p[0] >= args.confidence
        ]
        for a in articles
        for s in (scores[a["id"]],)
    }
    print(render_scores(score_articles(articles, found)))


if __name__ == "__main__":
    main()
