"""How many days of an office of a state the tables cover: what ``detente knowledge coverage`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from detente.knowledge.store import Knowledge
from detente.knowledge.tables import parse_date

# The sixty states that news of international politics names most, by judgement.
MOST_ACTIVE = (
    *("AFG", "ARE", "ARG", "AUS", "BGD", "BRA", "CAN", "CHN", "COD", "COL", "CUB", "DEU", "EGY", "ESP", "ETH"),
    *("FRA", "GBR", "GEO", "GRC", "IDN", "IND", "IRN", "IRQ", "ISR", "ITA", "JOR", "JPN", "KEN", "KOR", "KWT"),
    *("LBN", "LBY", "LKA", "MEX", "MYS", "NGA", "NLD", "NOR", "PAK", "PHL", "POL", "PRK", "PSE", "QAT", "RUS"),
    *("SAU", "SDN", "SOM", "SRB", "SWE", "SYR", "THA", "TUR", "TWN", "UKR", "USA", "VEN", "VNM", "YEM", "ZAF"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Of one office in one state.

    Attributes:
        share: of days on which the holder is certain, 0 to 1.
        gaps: first day and first day after of each stretch without one, the longest first.
    """

    country: str
    share: float
    gaps: tuple[tuple[date, date], ...]


def coverage(
    knowledge: Knowledge, role: str, first: date, last: date, countries: Iterable[str] = MOST_ACTIVE
) -> list[Coverage]:
    """Shares for each state from ``first`` to before ``last``, as far as it existed, the least covered first."""
    out = []
    for country in countries:
        state = knowledge.entity(country)
        begun = parse_date((state.start if state else None) or "")
        ended = parse_date((state.stop if state else None) or "")
        start = max(first.toordinal(), begun.first if begun else 0)
        end = min(last.toordinal(), ended.last if ended else last.toordinal())
        if end <= start:
            continue
        gaps, at = [], start
        for since, until in sorted((t.since, t.until) for _, t in knowledge.in_role(role, country)):
            if until <= since:
                continue  # known to the year only: on no day for certain
            if since > at:
                gaps.append((at, min(since, end)))
            at = max(at, until)
            if at >= end:
                break
        if at < end:
            gaps.append((at, end))
        share = 1 - sum(b - a for a, b in gaps) / (end - start)
        longest = sorted(gaps, key=lambda g: (g[0] - g[1], g[0]))
        days = tuple((date.fromordinal(a), date.fromordinal(b)) for a, b in longest)
        out.append(Coverage(country=country, share=share, gaps=days))
    return sorted(out, key=lambda c: (c.share, c.country))
