"""Lines that are no part of the news, told from whole-line patterns in data/boilerplate.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_EDGES = " \t\r\n\u00a0*•·-–—|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """Compiled patterns; all of them match whole lines."""

    closing: re.Pattern[str]
    page: re.Pattern[str]
    max_chars: int
    separators: tuple[str, ...]
    sure_separators: tuple[str, ...]
    openers: frozenset[str]
    breadcrumb_max_chars: int

    def is_closing(self, line: str) -> bool:
        """Whether the line is furniture wherever it came from ("Comments are closed")."""
        line = line.strip(_EDGES)
        return len(line) <= self.max_chars and self.closing.fullmatch(line) is not None

    def is_page_furniture(self, line: str) -> bool:
        """Whether the line, on an HTML page, is furniture ("Read more: ...")."""
        if len(line) > 2 * self.max_chars:
            return False
        line = line.strip(_EDGES)
        return len(line) <= self.max_chars and (
            self.closing.fullmatch(line) is not None or self.page.fullmatch(line) is not None
        )

    def find_breadcrumb(self, line: str) -> tuple[str, ...] | None:
        """Segments of a breadcrumb trail, None where the line is none.

        >>> load_boilerplate().find_breadcrumb("Home » World » Talks resume")
        ('Home', 'World', 'Talks resume')
        >>> load_boilerplate().find_breadcrumb("Ministers met and/or spoke by phone.") is None
        True
        """
        line = line.strip()
        if not line or len(line) > self.breadcrumb_max_chars:
            return None
        for separator in self.separators:
            if separator not in line:
                continue
            parts = tuple(p.strip() for p in line.split(separator) if p.strip())
            if len(parts) < 2:
                continue
            opens = parts[0].casefold().rstrip(":") in self.openers
            sure = separator in self.sure_separators and len(parts) >= 3 and len(parts[0]) <= 40
            if opens or sure:
                return parts
        return None


@cache
def load_boilerplate() -> Boilerplate:
    """The shipped patterns, compiled once a process."""
    raw = tomllib.loads(resources.files("detente.ingest").joinpath("data", "boilerplate.toml").read_text("utf-8"))
    crumbs = raw["breadcrumb"]

    def union(patterns: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE)

    return Boilerplate(
        closing=union(raw["closing"]),
        page=union(raw["page"]),
        max_chars=int(raw["max_chars"]),
        separators=tuple(crumbs["separators"]),
        sure_separators=tuple(crumbs["sure_separators"]),
        openers=frozenset(crumbs["openers"]),
        breadcrumb_max_chars=int(crumbs["max_chars"]),
    )
