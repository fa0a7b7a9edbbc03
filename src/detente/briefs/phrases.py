"""Words of briefs: how an event, a stance, a day or a list reads. Nothing here says more than the record does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from detente.lexicons import parse_tsv
from detente.views.words import day, listing

_OPTIONAL = re.compile(r"\[([^\]]*)\]")
# The stance as a verb; what stands on which side of it is one_position's.
STANCES = {
    "supports": "supported",
    "opposes": "opposed",
    "willing": "showed itself willing on",
    "unwilling": "showed itself unwilling on",
    "demands": "made demands on",
    "offers": "made an offer on",
    "conditional": "tied its stand to conditions on",
}
STATUSES = {
    "planned": "Planned",
    "promised": "Promised",
    "threatened": "Threatened",
    "demanded": "Demanded by others",
    "denied": "Denied",
    "hypothetical": "Spoken of as a possibility",
    "historical": "Told of an earlier time",
}
# Below this, a sentence says how sure the reading is.
SURE = 0.5


@lru_cache(maxsize=1)
def _events() -> dict[tuple[str, str], tuple[str, str]]:
    text = resources.files("detente.briefs").joinpath("phrases.tsv").read_text("utf-8")
    rows = parse_tsv(text, where="phrases.tsv", required=("event", "deed", "noun"))
    return {(r["event"], r["mode"]): (r["deed"], r["noun"]) for r in rows}


def event_words(event: str, mode: str | None, who: str, whom: str, *, done: bool) -> str:
    """An event in words, as done or as something that was not.

    Args:
        who, whom: the sides; ``whom`` empty where it is not known.

    >>> event_words("CONSULT", "phone", "Chad", "Niger", done=True)
    'Chad was in touch with Niger by telephone, video or letter'
    >>> event_words("ASSAULT", "drone", "Chad", "", done=False)
    'a use of force by Chad'
    """
    known = _events()
    deed, noun = known.get((event, mode or "")) or known.get((event, "")) or (f"{event}: {{a}}[, {{b}}]",) * 2
    phrase = _OPTIONAL.sub(lambda m: m[1] if whom else "", deed if done else noun)
    # By parts: a name may hold braces.
    return "".join({"{a}": who, "{b}": whom}.get(part, part) for part in re.split(r"(\{[ab]\})", phrase))


def count(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> [count(1, "event"), count(2500, "event"), count(0, "country", "countries")]
    ['1 event', '2,500 events', 'no countries']
    """
    return f"{n or 'no'} {one}" if n == 1 else f"{n:,} {many or one + 's'}" if n else f"no {many or one + 's'}"


def percent(share: float) -> str:
    """A share as it is said; finer where it is small.

    >>> [percent(s) for s in (0.456, 0.0012, 0.0)]
    ['46 %', '0.12 %', '0 %']
    """
    return f"{100 * share:.0f} %" if share >= 0.01 or not share else f"{100 * share:.2f} %"


def signed(score: float) -> str:
    """A score with its sign; nought has none of its own.

    >>> [signed(s) for s in (-0.04, 1.26, -3)]
    ['+0.0', '+1.3', '-3.0']
    """
    return f"{round(score, 1) + 0.0:+.1f}"


def span_of_days(first: str | None, last: str | None) -> str:
    """From one day to another, as it is said before a comma."""
    if not first or not last:
        return ""
    return f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"


def told_by(outlets: Sequence[str]) -> str:
    """Who tells it: one outlet is named as its only witness."""
    if not outlets:
        return "as an article without an outlet tells it"
    if len(outlets) == 1:
        return f"as {outlets[0]} tells it"
    return f"told by {listing(outlets, most=4)}"


def quoted(text: str, longest: int = 240) -> str:
    """Words in quotation marks, cut between words where they are long; marks of their own are not doubled."""
    words = text.strip()
    if len(words) > longest:
        words = words[: longest - 1].rsplit(" ", 1)[0] + " …"
    return words if words[:1] in '“"' and words[-1:] in '”"' and len(words) > 1 else f"“{words}”"


def unsure(confidence: float | None) -> str:
    """A remark where a reading is less sure than not."""
    return f" The reading is unsure ({confidence:.2f})." if confidence is not None and confidence < SURE else ""


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]
