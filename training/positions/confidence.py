"""Fit the weights of positions_confidence.tsv on judged positions, and say how well they hold on articles left out.

Use: ``python -m training.positions.confidence TEXTS ARTICLES.jsonl > weights.tsv``

TEXTS is a folder of plain texts, one an article, named as in evaluation/positions/judged_train.tsv, where positions
are judged (it says which corpora they are of). ARTICLES.jsonl is what evaluation/newsarticles.py prints;
judged_news.tsv and judged_news7.tsv judge positions in it. The development parts of evaluation/positions/gold.jsonl
are added.
Ten-fold cross-validation by article goes to stderr, of all and of news alone.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from detente import parse
from detente.config import load_settings
from detente.evaluate.positions import load_passages
from detente.pipeline import DEFAULT_STEPS, load_steps
from detente.read.issues import IssuesStep, load_taxonomy
from detente.read.positions import PositionsStep
from detente.read.positions.assemble import find_drafts
from detente.reading import Reading
from detente.records import Article, Span

HERE = Path(__file__).parents[2] / "evaluation" / "positions"
PENALTY, SELDOM, FOLDS = 0.15, 4, 10
# The sign of a passage stands for another kind of text, with a share of right ones of its own: it is hardly penalized.
PASSAGE, FREELY = "article: a passage", 5.0
Row = tuple[str, tuple[str, ...], bool, bool]  # article, signs, right, whether news


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


def judged_articles(texts: Path, articles: Path, wanted: set[str]) -> Iterator[Article]:
    """The articles that positions are judged in, those of the folder without a day."""
    with articles.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["id"] in wanted:
                body = Span(start=0, end=len(row["text"]), text=row["text"])
                yield Article(id=row["id"], text=row["text"], published=row["published"], body=body)
    for name in sorted(n for n in wanted if (texts / f"{n}.txt").exists()):
        text = (texts / f"{name}.txt").read_text("utf-8")
        yield Article(id=name, text=text, body=Span(start=0, end=len(text), text=text))


def rows(texts: Path, articles: Path) -> Iterator[Row]:
    """Positions with their signs and whether they are right."""
    settings = load_settings(None)
    names = [s for s in DEFAULT_STEPS if not s.endswith(("PositionsStep", "ClaimsStep"))]
    steps = load_steps(settings, names)
    assert any(isinstance(s, IssuesStep) for s in steps)
    nlp = parse.load_parser(settings.parse.spacy)
    step = PositionsStep(settings)

    def drafts(article: Article):  # type: ignore[no-untyped-def]
        reading = Reading(article=article, doc=parse.parse(article.text, nlp))
        for s in steps:
            found = {k: v for k, v in s(reading).items() if k != "diagnostics"}
            reading = Reading(**{**{f: getattr(reading, f) for f in reading.__dataclass_fields__}, **found})
        if not reading.issues:
            return []
        return find_drafts(reading, step.frames, step.taxonomy, step.object_control, step.weights, step.capital)[0]

    verdicts = verdicts_of("judged_train.tsv", "judged_news.tsv", "judged_news7.tsv")
    for article in judged_articles(texts, articles, {key[0] for key in verdicts}):
        for d in drafts(article):
            verdict = verdicts.get((article.id, d.start, d.holder, d.toward or "", d.issue, d.stance.value))
            if verdict is not None:
                yield article.id, d.signs, verdict == "right", True
    taxonomy = load_taxonomy("")
    for split in ("dev", "dev2", "dev3", "dev4"):
        for passage in load_passages(HERE / "gold.jsonl", split):
            want = {(p["holder"], p["issue"], p["stance"]) for p in passage.positions}
            for d in drafts(passage.article):
                issue = taxonomy.by_name(d.issue)
                right = (d.holder, issue.id if issue else d.issue, d.stance.value) in want
                yield passage.id, d.signs, right, False


def main() -> None:
    """Fit, print the table, report."""
    data = list(rows(Path(sys.argv[1]), Path(sys.argv[2])))
    seen = Counter(sign for _, signs, _, _ in data for sign in set(signs))
    names = sorted(s for s, n in seen.items() if n >= SELDOM and s != "always")
    place = {s: i for i, s in enumerate(names)}
    x = np.zeros((len(data), len(names)))
    for r, (_, signs, _, _) in enumerate(data):
        for sign in signs:
            if sign in place:
                x[r, place[sign]] = FREELY if sign == PASSAGE else 1
    y = np.array([right for _, _, right, _ in data])
    groups = np.array([article for article, _, _, _ in data])
    p = np.zeros(len(data))
    for train, test in GroupKFold(FOLDS).split(x, y, groups):
        model = LogisticRegression(C=PENALTY, max_iter=2000).fit(x[train], y[train])
        p[test] = model.predict_proba(x[test])[:, 1]
    news = np.array([is_news for _, _, _, is_news in data])
    for label, part in (("all", np.ones(len(data), bool)), ("news", news)):
        for low in (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9):
            high = low + (0.2 if low < 0.6 else 0.1)
            here = part & (p >= low) & (p < high)
            if here.any():
                print(
                    f"{label}: given {p[here].mean():.2f}, right {y[here].mean():.2f} ({here.sum()})", file=sys.stderr
                )
    model = LogisticRegression(C=PENALTY, max_iter=2000).fit(x, y)
    print("sign\tweight")
    print(f"always\t{model.intercept_[0]:.3f}")
    for sign, weight in zip(names, model.coef_[0], strict=True):
        print(f"{sign}\t{weight * (FREELY if sign == PASSAGE else 1):.3f}")


if __name__ == "__main__":
    main()
