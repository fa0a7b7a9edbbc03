"""What the tables hold, as typed rows: countries, people with dated offices, organisations, seats, roles.

Dates of office are kept as written, since a year is all that is known of many: ``2018-04-26``, ``2018-04``, ``2018``,
``<2003-01`` (already in office when the source began), ``>2011-02`` (still in office when the source ended). The end is
the first day no longer in office.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from detente.errors import LexiconError
from detente.knowledge.files import Row, read_table

# How far before (after) a source's first (last) sight of somebody in office the office may still have been held: the
# median of long tenures in Archigos (heads of state) is about four years; twice that leaves few out.
OPEN_YEARS = 8
PEOPLE_COLUMNS = (
    "id",
    "qid",
    "name",
    "aliases",
    "gender",
    "country",
    "body",
    "office",
    "role",
    "sector",
    "start",
    "end",
    "source",
)
SPLIT = "|"
_DATE = re.compile(r"([<>]?)(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A date that may be known to the day, the month or the year, or only to one side.

    Attributes:
        first, last: the earliest and the latest day it may be (proleptic Gregorian ordinals).
    """

    first: int
    last: int


def parse_date(text: str, *, where: str = "") -> Bounds | None:
    """Bounds of a date as written in the tables; None for an empty cell.

    >>> parse_date("2018-04") == Bounds(first=date(2018, 4, 1).toordinal(), last=date(2018, 4, 30).toordinal())
    True

    Raises:
        LexiconError: where it is no date.
    """
    if not text:
        return None
    match = _DATE.match(text)
    if match is None:
        raise LexiconError(
            f"{where}: {text!r} is no date; write 2018-04-26, 2018-04, 2018, <2003 or >2011", code="DT313"
        )
    side, year, month, day = match[1], int(match[2]), match[3], match[4]
    try:
        first = date(year, int(month or 1), int(day or 1))
        last_month = int(month or 12)
        last = date(year, last_month, int(day or calendar.monthrange(year, last_month)[1]))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise LexiconError(f"{where}: {text!r}: {error}", code="DT313") from error
    if side == "<":
        return Bounds(first=first.replace(year=year - OPEN_YEARS, day=1).toordinal(), last=first.toordinal())
    if side == ">":
        return Bounds(first=last.toordinal(), last=last.replace(year=year + OPEN_YEARS, day=28).toordinal())
    return Bounds(first=first.toordinal(), last=last.toordinal())


FOREVER = date.max.toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """An office that a person held.

    Attributes:
        role: which role it is (``head_of_state``, ``foreign_minister``; roles.tsv).
        country: ISO alpha-3 of the state; None for an office of an international body.
        body: id of the organisation, where it is the office of one.
        start, end: as written in the table.
        since, until: ordinals; the person certainly holds it from ``since`` to before ``until``.
        from_maybe, to_maybe: the widest that the dates allow.
    """

    office: str
    role: str
    country: str | None
    body: str | None
    sector: str
    start: str
    end: str
    since: int
    until: int
    from_maybe: int
    to_maybe: int
    source: str

    def holds(self, on: date) -> str:
        """``yes``, ``maybe`` (dates known too coarsely to tell) or ``no``."""
        day = on.toordinal()
        if self.since <= day < self.until:
            return "yes"
        return "maybe" if self.from_maybe <= day < self.to_maybe else "no"


def make_tenure(row: Row) -> Tenure:
    """A tenure from a row of a people table."""
    where = row.get("_line", "")
    start = parse_date(row.get("start", ""), where=where)
    end = parse_date(row.get("end", ""), where=where)
    country = row.get("country") or None
    role, sector = row.get("role", ""), row.get("sector", "")
    if not role or not sector:
        found = role_of(row.get("office", ""), country)
        role = role or (found.role if found else "other")
        sector = sector or (found.sector if found else "GOV")
        if row.get("body") and not row.get("sector"):
            part = row["body"].split(".")
            sector = "IGO" if part[0] == "IGO" else (part[1] if len(part) > 1 and len(part[0]) == 3 else sector)
    return Tenure(
        office=row.get("office", ""),
        role=role,
        country=country,
        body=row.get("body") or None,
        sector=sector,
        start=row.get("start", ""),
        end=row.get("end", ""),
        since=start.last if start else 0,
        until=end.first if end else FOREVER,
        from_maybe=start.first if start else 0,
        # A day in the table is the first day out of office; of a month or year, any day may be.
        to_maybe=(end.last + (end.first != end.last)) if end else FOREVER,
        source=row.get("source") or "general knowledge",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A kind of office (roles.tsv)."""

    role: str
    pattern: re.Pattern[str]
    country: str
    sector: str
    sole: bool
    rank: int


@lru_cache(maxsize=1)
def load_roles() -> tuple[Role, ...]:
    """The roles, in the order in which they are tried."""
    return tuple(
        Role(
            role=row["role"],
            pattern=re.compile(row["pattern"], re.IGNORECASE),
            country=row["country"],
            sector=row["sector"],
            sole=row["sole"] == "y",
            rank=int(row["rank"]),
        )
        for row in read_table("roles.tsv")
    )


@lru_cache(maxsize=65_536)
def role_of(office: str, country: str | None = None) -> Role | None:
    """The role that an office's title names; None where no pattern fits.

    >>> role_of("Minister of Foreign Affairs").role, role_of("Secretary of State", "USA").sector
    ('foreign_minister', 'GOV')
    """
    if not office:
        return None
    for role in load_roles():
        if role.country and (country is None or country not in role.country.split(SPLIT)):
            continue
        if role.pattern.search(office):
            return role
    return None


@lru_cache(maxsize=1)
def ranks() -> dict[str, int]:
    """How much each role weighs where names are ambiguous, 0 to 10."""
    out: dict[str, int] = {}
    for role in load_roles():
        out.setdefault(role.role, role.rank)
    return out


def sole_roles() -> frozenset[str]:
    """Roles that one person holds at a time."""
    return frozenset(r.role for r in load_roles() if r.sole)


def split(cell: str) -> list[str]:
    """Values of a cell."""
    return [v.strip() for v in cell.split(SPLIT) if v.strip()]


def slug(text: str, separator: str = "-") -> str:
    """Words of a name as they stand in an id."""
    from detente.knowledge.fold import key

    return separator.join(key(text).split())


def joined(values: Iterable[str]) -> str:
    """A cell of values without doubles, in order."""
    return SPLIT.join(dict.fromkeys(v for v in values if v))
