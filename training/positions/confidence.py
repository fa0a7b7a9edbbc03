"""Fit the weights of positions_confidence.tsv on annotated stands, and say how well they hold on articles left out.

Use: ``python -m training.positions.confidence ARTICLES.jsonl > weights.tsv``

ARTICLES.jsonl holds the articles of evaluation/positions/stands_annotated.tsv, one a line: id, text, published (those
of NewsArticles and Reuters as evaluation/newsarticles.py prints them; those of others are not ours to keep). A position
is right where it agrees with an annotated stand; where judged_news.tsv and its like differ from that, it is left out.
The development parts of evaluation/positions/gold.jsonl are added. Ten-fold cross-validation by article, twice, goes to
stderr.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from detente import parse
from detente.config import load_settings
from detente.evaluate.positions import load_passages
from detente.pipeline import DEFAULT_STEPS, load_steps
from detente.read.issues import load_taxonomy
from detente.read.positions import PositionsStep
from detente.read.positions.assemble import find_drafts
from detente.read.positions.draft import Draft
from detente.read.positions.holders import Holders
from detente.reading import Reading
from detente.records import Article, Span
from training.positions.stands import load_annotated, verdict

HERE = Path(__file__).parents[2] / "evaluation" / "positions"
PENALTY, SELDOM, FOLDS, TIMES = 0.15, 4, 10, 2
# The sign of a passage stands for another kind of text, with a share of right ones of its own: it is hardly penalized.
PASSAGE, FREELY = "article: a passage", 5.0
# Seen too seldom to be fitted: set by hand.
BY_HAND = {"word: in a way that": 1.5}
THRESHOLDS = (0.5, 0.6, 0.65, 0.7, 0.72, 0.74, 0.76, 0.78, 0.8, 0.82, 0.85)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A position read.

    Attributes:
        right: None where its judges differ: not fitted.
        strict: whether the annotator has it as it is read; a demand that he took for support is right all the same.
    """

    article: str
    signs: tuple[str, ...]
    right: bool | None
    strict: bool
    news: bool


Key = tuple[str, int, str, str, str, str]  # article, start, holder, toward, issue, stance


def verdicts_of(*names: str) -> dict[Key, str]:
    """Verdicts by position; later files overrule earlier ones."""
    found: dict[Key, str] = {}
    for name in names:
        with (HERE / name).open(encoding="utf-8") as lines:
            for j in csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t"):
                key = (j["article"], int(j["start"]), j["holder"], j["toward"], j["issue"], j["stance"])
                found[key] = j["verdict"]
    return found


class Drafts:
    """Reads articles up to the positions, threshold left aside."""

    def __init__(self) -> None:
        settings = load_settings(None)
        names = [s for s in DEFAULT_STEPS if not s.endswith(("PositionsStep", "ClaimsStep"))]
        self._steps = load_steps(settings, names)
        self._nlp = parse.load_parser(settings.parse.spacy)
        self.step = PositionsStep(settings)

    def read(self, article: Article) -> tuple[Reading, list[Draft]]:
        """The reading, and the positions with their signs."""
        reading = Reading(article=article, doc=parse.parse(article.text, self._nlp))
        for step in self._steps:
            found = {k: v for k, v in step(reading).items() if k != "diagnostics"}
            reading = Reading(**{**{f: getattr(reading, f) for f in reading.__dataclass_fields__}, **found})
        if not reading.issues:
            return reading, []
        s = self.step
        return reading, find_drafts(reading, s.frames, s.taxonomy, s.object_control, s.weights, s.capital)[0]


def news(articles: Path, drafts: Drafts) -> Iterator[Row]:
    """Positions in the annotated articles."""
    judged = verdicts_of("judged_news.tsv", "judged_news7.tsv", "judged_frozen_news.tsv")
    annotated = load_annotated()
    with articles.open(encoding="utf-8") as lines:
        for raw in map(json.loads, lines):
            if raw["id"] not in annotated:
                continue
            body = Span(start=0, end=len(raw["text"]), text=raw["text"])
            reading, found = drafts.read(
                Article(id=raw["id"], text=raw["text"], published=raw.get("published"), body=body)
            )
            speaks_for = Holders(reading, drafts.step.capital)
            for d in found:
                told = verdict(d, annotated[raw["id"]], reading, speaks_for, drafts.step.taxonomy)
                old = judged.get((raw["id"], d.start, d.holder, d.toward or "", d.issue, d.stance.value))
                right: bool | None = told in ("right", "soft")
                if old is not None and (old == "right") != right:
                    right = None
                yield Row(article=raw["id"], signs=d.signs, right=right, strict=told == "right", news=True)


def passages(drafts: Drafts) -> Iterator[Row]:
    """Positions in the development passages."""
    taxonomy = load_taxonomy("")
    for split in ("dev", "dev2", "dev3", "dev4"):
        for passage in load_passages(HERE / "gold.jsonl", split):
            want = {(p["holder"], p["issue"], p["stance"]) for p in passage.positions}
            for d in drafts.read(passage.article)[1]:
                issue = taxonomy.by_name(d.issue)
                right = (d.holder, issue.id if issue else d.issue, d.stance.value) in want
                yield Row(article=passage.id, signs=d.signs, right=right, strict=right, news=False)


def main() -> None:
    """Fit, print the table, report."""
    drafts = Drafts()
    data = [*news(Path(sys.argv[1]), drafts), *passages(drafts)]
    seen = Counter(sign for row in data for sign in set(row.signs))
    names = sorted(s for s, n in seen.items() if n >= SELDOM and s != "always" and s not in BY_HAND)
    place = {s: i for i, s in enumerate(names)}
    x = np.zeros((len(data), len(names)))
    for r, row in enumerate(data):
        for sign in row.signs:
            if sign in place:
                x[r, place[sign]] = FREELY if sign == PASSAGE else 1
    used = np.array([row.right is not None for row in data])
    y = np.array([bool(row.right) for row in data])
    report(data, x, y, used)
    model = LogisticRegression(C=PENALTY, max_iter=3000).fit(x[used], y[used])
    print("sign\tweight")
    print(f"always\t{model.intercept_[0]:.3f}")
    for sign, weight in zip(names, model.coef_[0], strict=True):
        print(f"{sign}\t{weight * (FREELY if sign == PASSAGE else 1):.3f}")
    for sign, weight in BY_HAND.items():
        print(f"{sign}\t{weight:.3f}")


def report(data: list[Row], x: np.ndarray, y: np.ndarray, used: np.ndarray) -> None:
    """Say what is right above each threshold in articles left out."""
    articles = sorted({row.article for row in data})
    p = np.zeros(len(data))
    for seed in range(TIMES):
        order = dict(zip(articles, np.random.RandomState(seed).permutation(len(articles)), strict=True))
        fold = np.array([order[row.article] % FOLDS for row in data])
        for k in range(FOLDS):
            train = (fold != k) & used
            model = LogisticRegression(C=PENALTY, max_iter=3000).fit(x[train], y[train])
            p[fold == k] += model.predict_proba(x[fold == k])[:, 1] / TIMES
    is_news = np.array([row.news for row in data])
    strict = np.array([row.strict for row in data])
    for low in THRESHOLDS:
        above = is_news & used & (p >= low)
        short = ~is_news & (p >= low)
        print(
            f"{low:.2f}: news {above.sum()}, right {y[above].mean():.3f}, strictly {strict[above].mean():.3f}, "
            f"of all right {y[above].sum() / y[is_news & used].sum():.2f}; "
            f"passages {short.sum()}, right {y[short].mean():.3f}",
            file=sys.stderr,
        )


if __name__ == "__main__":
    main()
