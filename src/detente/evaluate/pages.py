"""Score what is read from saved pages: ``detente evaluate pages DIR``.

``DIR`` holds ``gold.jsonl`` and ``html/``. A line of gold names its page (``file``, ``url``) and some of: ``body`` (the
article's text), ``title``, ``date``, ``author``, ``with`` and ``without`` (passages that must, and must not, be there).

* title, author: equal but for white space (NFC).
* date: the day is equal.
* body: F1 of the words as a multiset, mean over pages; the text is that of the article's body span.
* with, without: share of passages that stand in the body.

For ``without`` less is better. A page that could not be read scores nothing everywhere. ``half`` scores every second
page only, so that rules made on one half can be judged on the other.
"""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.errors import InputError
from detente.ingest.documents import article_from_page
from detente.ingest.options import IngestOptions
from detente.ingest.streams import unpack
from detente.records import Article

_WORD = re.compile(r"\w+")
#: Gold is in many languages; the body is scored whatever they are.
_OPTIONS = IngestOptions(languages=())

ReadPage = Callable[[bytes, str], Article | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPage:
    """One line of gold and its page, unpacked."""

    data: bytes
    url: str
    gold: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Tally:
    """Right of all, for one measure."""

    right: float = 0.0
    of: int = 0

    @property
    def share(self) -> float:
        """0 to 1; 0 of nothing is 0."""
        return self.right / self.of if self.of else 0.0

    def add(self, value: float) -> None:
        """Count one more."""
        self.right += value
        self.of += 1


@dataclass(slots=True, kw_only=True)
class PageScores:
    """Scores by measure (``title``, ``date``, ``author``, ``body``, ``with``, ``without``), the rate, and the misses.

    Attributes:
        pages_per_s: pages read a second of processor time.
        misses: (measure, url, gold, found).
    """

    tallies: dict[str, Tally] = field(default_factory=dict)
    pages_per_s: float = 0.0
    misses: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, measure: str, value: float) -> None:
        """Count a page for a measure."""
        self.tallies.setdefault(measure, Tally()).add(value)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, rounded."""
        return {m: {"score": round(t.share, 4), "of": t.of} for m, t in self.tallies.items()} | {
            "pages_per_s": round(self.pages_per_s, 1)
        }


def load_gold(folder: Path, *, half: int | None = None) -> Iterator[GoldPage]:
    """Pages with their gold.

    Args:
        folder: with ``gold.jsonl`` and ``html/``.
        half: 0 or 1 for every second line, from the first or the second; None for all.

    Raises:
        InputError: where the folder is none such.
    """
    try:
        lines = (folder / "gold.jsonl").read_text("utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{folder}: no gold.jsonl to read ({error})", code="DT101") from error
    for number, line in enumerate(filter(str.strip, lines)):
        if half is not None and number % 2 != half:
            continue
        gold = json.loads(line)
        path = folder / "html" / gold["file"]
        with unpack(path.open("rb"), str(path), path.stem, _OPTIONS).stream as stream:
            data = stream.read()
        yield GoldPage(data=data, url=gold["url"], gold=gold)


def read_page(data: bytes, url: str) -> Article | None:
    """Our reading of a page."""
    found = article_from_page(data, _OPTIONS, source=url, key=None, url=url)
    return found if isinstance(found, Article) else None


def score_pages(pages: Iterator[GoldPage], read: ReadPage = read_page) -> PageScores:
    """Read each page and compare."""
    scores = PageScores()
    spent = 0.0
    count = 0
    for page in pages:
        start = time.process_time()
        article = read(page.data, page.url)
        spent += time.process_time() - start
        count += 1
        _score_page(scores, page, article)
    scores.pages_per_s = count / spent if spent else 0.0
    return scores


def _score_page(scores: PageScores, page: GoldPage, article: Article | None) -> None:
    gold = page.gold
    body = article.body.text if article is not None and article.body is not None else ""
    found = {
        "title": article.title if article else None,
        "date": (article.published or "")[:10] if article else None,
        "author": article.author if article else None,
    }
    for measure, value in found.items():
        if gold.get(measure):
            right = _plain(value) == _plain(gold[measure])
            scores.add(measure, float(right))
            if not right:
                scores.misses.append((measure, page.url, str(gold[measure]), str(value)))
    if gold.get("body"):
        f1 = word_f1(body, gold["body"])
        scores.add("body", f1)
        if f1 < 0.9:
            scores.misses.append(("body", page.url, "", f"{f1:.3f}"))
    for measure in ("with", "without"):
        for passage in gold.get(measure) or []:
            scores.add(measure, float(_plain(passage) in _plain(body)))


def word_f1(found: str, gold: str) -> float:
    """F1 of the words of two texts as multisets; 1.0 for equal ones.

    >>> round(word_f1("the talks failed", "the talks resumed today"), 3)
    0.571
    """
    a, b = Counter(_WORD.findall(found)), Counter(_WORD.findall(gold))
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0


def _plain(value: Any) -> str:
    return unicodedata.normalize("NFC", " ".join(str(value or "").split()))


def render_scores(scores: PageScores) -> str:
    """The scores as lines of text."""
    lines = [f"{m:8} {t.share:.3f} of {t.of}" for m, t in scores.tallies.items()]
    return "\n".join([*lines, f"{scores.pages_per_s:.0f} pages a second"])
