"""Events of whole news articles, judged by reading: precision, and the fit of confidence in articles.

    python -m evaluation.events.news score --shared DIR [--lee DIR] [--splits dev]
    python -m evaluation.events.news recall --shared DIR --lee DIR         main events of reports, judged blind
    python -m evaluation.events.news fit --shared DIR --lee DIR --splits dev lee_dev lee_frozen [--write]

``news.tsv`` names events by article and offsets, without text: right, or what is wrong (kind, actor, recipient,
status, or none: no event at all). ``DIR`` holds the articles: PolNeAR, the Local-Global Lexicon, TR-News, TimeBank and
AQUAINT, and saved pages. ``--lee`` is the folder of the Lee corpus in gensim's wheel (``test_data``): its articles are
named ``lee-b`` or ``lee-t`` and the line, from 0, of lee_background.cor or lee.cor, without blanks at its ends; taken
as published 2001-12-20 and 2002-08-26. ``--news`` are the files that ``evaluation.newsarticles`` reads, for na_dev and
reu_dev. Judged were events above the threshold of their day, there candidates too; one that has other parties now
counts as not judged.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from detente.config import Settings
from detente.ingest import read_sources
from detente.parse import load_parser
from detente.pipeline import DEFAULT_STEPS, load_steps
from detente.read.events.in_article import bounded
from detente.read.events.step import EventsStep, Told
from detente.reading import Reading
from detente.records import Article, Event
from evaluation.events.measure import OUT, logistic, matrix, table
from evaluation.newsarticles import read

HERE = Path(__file__).parent
FOLDS, RIDGE = 10, 10.0
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Judged:
    """An event with its verdict."""

    article: str
    told: Told
    verdict: str


LEE = {"b": ("lee_background.cor", "2001-12-20"), "t": ("lee.cor", "2002-08-26")}


def articles(
    shared: Path, wanted: frozenset[str], lee: Path | None = None, news: Sequence[Path] = ()
) -> Iterator[Article]:
    """The articles that are judged; their ids begin with the source, those of pages with none."""
    texts: dict[str, tuple[str, str | None]] = {}
    with (shared / "statements/metadata.tsv").open(encoding="utf-8") as lines:
        dates = {r["filename"]: r["publication_date"] for r in csv.DictReader(lines, delimiter="\t")}
    for file in (shared / "statements/train/text").iterdir():
        name = file.name.removesuffix(".txt")
        texts[f"pn:{name}"] = (file.read_text("utf-8", errors="replace"), dates.get(name))
    for source, name in (("tr", "TR-News.xml"), ("lgl", "lgl.xml")):
        for item in ElementTree.parse(shared / "places" / name).getroot().iter("article"):
            day = (item.findtext("dltime") or "").strip()[:10]
            texts[f"{source}:{item.get('docid')}"] = (item.findtext("text") or "", day)
    for file in shared.glob("times/*/*.tml"):
        root = ElementTree.parse(file).getroot()
        body, day_of = root.find("TEXT"), root.find("DCT")
        if body is not None and day_of is not None:
            values = [t.get("value") or "" for t in day_of.iter("TIMEX3")]
            texts[f"tm:{file.name}"] = ("".join(body.itertext()).strip(), (values or [""])[0][:10])
    for letter, (name, day) in LEE.items() if lee is not None else ():
        for number, line in enumerate((lee / name).read_text("utf-8", errors="replace").split("\n")):
            texts[f"lee-{letter}{number}"] = (line.strip(), day)
    for id in sorted(wanted & set(texts)):
        text, published = texts[id]
        if published is not None and not _DAY.fullmatch(published):
            published = None
        article = Article(id=id, text=text, published=published)
        yield replace(article, body=article.span(0, len(text)))
    for file in news:
        yield from (a for a in read(file) if a.id in wanted)
    if any(":" not in id and not id.startswith(("lee-", "na-", "reu-")) for id in wanted):
        yield from (a for a in read_sources([str(shared / "pages/html")]) if a.id in wanted)


def _ids(ids: tuple[str, ...]) -> str:
    """As news.tsv has them: parties known by their words only are ``text``."""
    return "+".join("text" if i.startswith("text:") else i for i in ids)


def judged(shared: Path, splits: tuple[str, ...], lee: Path | None = None, news: Sequence[Path] = ()) -> list[Judged]:
    """Events of the articles that were judged with these parties."""
    rows = [r for r in table(HERE / "news.tsv") if r["split"] in splits]
    verdicts = {(r["article"], int(r["start"]), int(r["end"]), r["event"], r["sides"]): r["verdict"] for r in rows}
    settings = Settings()
    *steps, events = load_steps(settings, DEFAULT_STEPS[:6])
    assert isinstance(events, EventsStep)
    nlp = load_parser(settings.parse.spacy)
    found = []
    for article in articles(shared, frozenset(r["article"] for r in rows), lee, news):
        reading = Reading(article=article, doc=nlp(article.text))
        for step in steps:
            reading = replace(reading, **{k: v for k, v in step(reading).items() if k != "diagnostics"})
        for one in events.told(reading):
            event, trigger = one.event, one.event.trigger
            sides = f"{_ids(event.actor)}>{_ids(event.recipient)}"
            verdict = verdicts.get((article.id, trigger.start, trigger.end, event.event, sides))
            if verdict is not None:
                found.append(Judged(article.id, one, verdict))
    return found


def recall(shared: Path, lee: Path | None) -> None:
    """How many of the main events of main_events.tsv are found, above the threshold and with candidates."""
    wanted = table(HERE / "main_events.tsv")
    settings = Settings()
    steps = load_steps(settings, DEFAULT_STEPS[:6])
    nlp = load_parser(settings.parse.spacy)
    told = found = 0
    for article in articles(shared, frozenset(r["article"] for r in wanted), lee):
        reading = Reading(article=article, doc=nlp(article.text))
        for step in steps:
            reading = replace(reading, **{k: v for k, v in step(reading).items() if k != "diagnostics"})
        for row in (r for r in wanted if r["article"] == article.id):
            hits = [e for e in reading.events if fits(row, e, {a.id: a.country for a in reading.actors})]
            told += any(not e.candidate for e in hits)
            found += bool(hits)
    print(f"{told} of {len(wanted)} found, {found} with candidates")


def fits(row: dict[str, str], event: Event, countries: dict[str, str | None]) -> bool:
    """Whether an event is the one that a row of main events means."""

    def on_side(wanted: str, ids: tuple[str, ...]) -> bool:
        known = {x for i in ids for x in (i, i.split(".")[0], countries.get(i))}
        return wanted == "*" or not known.isdisjoint(wanted.split("/"))

    one, other = (row["actor"], row["recipient"])
    sides = [(one, other)] + ([(other, one)] if event.event in ("CONSULT", "SUPPORT", "COOPERATE", "AGREE") else [])
    return event.event in row["event"].split("/") and any(
        on_side(a, event.actor) and on_side(b, event.recipient) for a, b in sides
    )


def fit(rows: list[Judged]) -> tuple[dict[str, float], np.ndarray]:
    """Weights, and each event's probability by weights that saw nothing of its article."""
    names = sorted({n for r in rows for n in r.told.in_article})
    x = matrix([r.told.in_article for r in rows], names)
    y = np.array([float(r.verdict == "right") for r in rows])
    ids = sorted({r.article for r in rows})
    fold = dict(zip(ids, np.random.default_rng(0).permutation(len(ids)) % FOLDS, strict=True))
    folds = np.array([fold[r.article] for r in rows])
    penalty = np.array([0.0 if n == "bias" else RIDGE for n in names])
    w = np.ones(len(rows))
    held_out = np.zeros(len(rows))
    for k in range(FOLDS):
        b = logistic(x[folds != k], y[folds != k], w[folds != k], penalty)
        held_out[folds == k] = 1 / (1 + np.exp(-(x[folds == k] @ b)))
    whole = logistic(x, y, w, penalty)
    return {n: round(float(v), 4) for n, v in zip(names, whole, strict=True)}, held_out


def report(rows: list[Judged], p: np.ndarray) -> None:
    """Precision by threshold; the share of right events that stay."""
    sides = zip(rows, p, strict=True)
    raw = [(r.told, r.told.event.confidence, float(q)) for r, q in sides]
    p = np.array([c if t.complete else bounded(t.in_article, q, c) for t, c, q in raw])
    right = np.array([r.verdict == "right" for r in rows])
    print(f"{len(rows)} judged events, {right.sum()} right ({right.mean():.3f})")
    for threshold in (0.3, 0.35, 0.4, 0.42, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
        kept = p >= threshold
        n, good = kept.sum(), (kept & right).sum()
        print(
            f"{threshold}: {n} kept, {good} right ({good / max(1, n):.3f}), of all right ones {good / right.sum():.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("score", "recall", "fit"))
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--lee", type=Path, help="folder of lee.cor")
    parser.add_argument("--news", type=Path, nargs="*", default=(), help="files that evaluation.newsarticles reads")
    parser.add_argument("--splits", nargs="*", default=("dev",))
    parser.add_argument("--write", action="store_true", help="replace the weights for articles in confidence.json")
    args = parser.parse_args()
    if args.what == "recall":
        recall(args.shared, args.lee)
        return
    rows = judged(args.shared, tuple(args.splits), args.lee, args.news)
    if args.what == "score":
        from detente.read.events.in_article import in_article

        report(rows, np.array([in_article(r.told.in_article, r.told.event.confidence) for r in rows]))
        return
    weights, held_out = fit(rows)
    report(rows, held_out)
    if args.write:
        stored = json.loads(OUT.read_text("utf-8")) | {"article": {"weights": weights}}
        OUT.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
