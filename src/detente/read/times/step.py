"""The pipeline step that fills ``times``."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Any

from detente.config import Settings
from detente.read.times.find import VERSION, read_times
from detente.read.times.grammar import Grammar, load_grammar
from detente.read.times.values import make_day
from detente.reading import Reading
from detente.records import Article, Diagnostic

_DAY = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?:[T\s].*)?\s*", re.DOTALL)


# How a language's region writes 5/3/2019 (Unicode CLDR, short date patterns). "en" alone does not tell.
_DAY_FIRST = {
    "en-us": False,
    **dict.fromkeys(("en-gb", "en-ie", "en-au", "en-nz", "en-in", "en-pk", "en-ng", "en-ke", "en-sg", "en-mt"), True),
}


class TimesStep:
    """Reads the time expressions of the body. Stateless; the dictionaries are loaded at the first article."""

    name = "times"
    version = VERSION
    requires: tuple[str, ...] = ("article",)
    assigns: tuple[str, ...] = ("times", "diagnostics")

    def __init__(self, settings: Settings) -> None:
        self._overlay = settings.lexicons.overlay

    @cached_property
    def grammar(self) -> Grammar:
        """The dictionaries, with the user's laid over ours."""
        return load_grammar(self._overlay)

    @property
    def knowledge_sha256(self) -> str:
        """Hash of the dictionaries, for the record of the run."""
        return self.grammar.sha256

    def __call__(self, reading: Reading) -> dict[str, tuple[Any, ...]]:
        """``times``, in order of text, and ``diagnostics`` on odd ones."""
        article = reading.article
        if article.body is None:
            return {"times": (), "diagnostics": ()}
        anchor, problem = published_day(article)
        times, problems = read_times(
            article.text,
            anchor,
            sents=((article.body.start, article.body.end),),
            grammar=self.grammar,
            day_first=_DAY_FIRST.get((article.language or "").lower().replace("_", "-")),
        )
        return {"times": tuple(times), "diagnostics": (*([problem] if problem else []), *problems)}


def published_day(article: Article) -> tuple[date | None, Diagnostic | None]:
    """The day of publication; None with a diagnostic where ``published`` is no date."""
    given = article.published
    if not given or not given.strip():
        return None, None
    match = _DAY.fullmatch(given)
    day = make_day(int(match[1]), int(match[2]), int(match[3])) if match and match[1].isascii() else None
    if day is None:
        return None, Diagnostic(
            code="unreadable_published",
            message=f"published {given[:40]!r} is no ISO 8601 date; times are read as if it were unknown",
        )
    return day, None
