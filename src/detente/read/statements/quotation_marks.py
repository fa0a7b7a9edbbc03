"""Find quotations by their marks: straight, curly, guillemets, LaTeX and single ones.

Marks in the wild are unreliable: straight ones do not say whether they open or close, translated
pages close with the opening glyph, apostrophes look like single marks, paragraphs of one long
quotation each open anew and only the last closes. Nothing here raises; what could not be paired is
reported as an unclosed quotation, and reading goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DOUBLE_OPEN = "“„«‟"
DOUBLE_CLOSE = "”»"
_MARK = re.compile("``|''|[\"“”„‟«»＂]|[‘’‚‹›']")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n\s*")
_OPENING_LEFT = frozenset(" \t\n\r\xa0([{—–-/:|")
_CLOSING_RIGHT = frozenset(" \t\n\r\xa0)]}—–-/.,;:!?…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One quotation, its marks included.

    Attributes:
        start: offset of the opening mark.
        end: offset after the closing mark; where none was found, the end of the paragraph.
        inner_start: offset after the opening mark.
        inner_end: offset of the closing mark, or ``end`` where none was found.
        single: whether single marks delimit it.
        depth: 0 for an outer quotation, 1 for one inside another.
        closed: whether its closing mark was found.
        continues: whether it has no closing mark because the next paragraph opens anew.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    single: bool
    depth: int
    closed: bool
    continues: bool = False


def find_paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Cut a text into paragraphs, at blank lines or, where it has none, at line ends.

    Args:
        text: any text.

    Returns:
        Half-open, non-empty spans in order, without the white space between them.

    >>> find_paragraphs("one\\n\\ntwo\\nlines")
    ((0, 3), (5, 14))
    """
    cut = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE
    spans, at = [], 0
    for gap in cut.finditer(text):
        spans.append((at, gap.start()))
        at = gap.end()
    spans.append((at, len(text)))
    return tuple((b, e) for b, e in spans if text[b:e].strip())


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Find the quotations of a text, in order of their opening marks.

    Args:
        text: any text; offsets are code points into it.

    Returns:
        Quotations; those of depth 1 lie inside one of depth 0.

    >>> [text[q.start:q.end] for text in ['He said "no" and "yes".'] for q in find_quotations(text)]
    ['"no"', '"yes"']
    """
    found: list[Quotation] = []
    paragraphs = find_paragraphs(text)
    for i, (begin, end) in enumerate(paragraphs):
        following = text[paragraphs[i + 1][0] :][:2] if i + 1 < len(paragraphs) else ""
        reopened = following[:1] in DOUBLE_OPEN + '"' + "‘" if following else False
        reopened = reopened or following == "``"
        found.extend(_in_paragraph(text, begin, end, reopened))
    return tuple(sorted(found, key=lambda q: (q.start, -q.end)))


def _in_paragraph(text: str, begin: int, end: int, reopened: bool) -> list[Quotation]:
    found: list[Quotation] = []
    outer: tuple[int, int] | None = None  # (start, inner_start) of the open double quotation
    singles: list[tuple[int, int]] = []
    marks = list(_MARK.finditer(text, begin, end))

    def close_outer(inner_end: int, stop: int, closed: bool, continues: bool = False) -> None:
        nonlocal outer
        if outer is not None:
            found.append(
                Quotation(
                    start=outer[0],
                    end=stop,
                    inner_start=outer[1],
                    inner_end=inner_end,
                    single=False,
                    depth=0,
                    closed=closed,
                    continues=continues,
                )
            )
            outer = None

    for m in marks:
        mark, s, e = m.group(), m.start(), m.end()
        if mark in {"'", "‘", "’", "‚", "‹", "›"}:
            singles.append((s, e))
            continue
        role = _double_role(text, mark, s, e, begin, end, outer is not None)
        if role == "open":
            if outer is not None:  # the earlier one was never closed
                close_outer(s, s, False)
            outer = (s, e)
        elif role == "close":
            close_outer(s, e, True)
    if outer is not None:
        close_outer(end, end, False, reopened)
    return found + _single_quotations(text, begin, end, singles, found)


def _double_role(text: str, mark: str, s: int, e: int, begin: int, end: int, is_open: bool) -> str:
    """Whether a double mark opens or closes: by glyph first, by its neighbours where they disagree."""
    left = text[s - 1] if s > begin else " "
    right = text[e] if e < end else " "
    looks_open = left in _OPENING_LEFT and right not in _CLOSING_RIGHT
    looks_close = left not in _OPENING_LEFT and right in _CLOSING_RIGHT
    if mark == "''":
        return "close" if is_open else ("open" if looks_open else "none")
    if mark == "``" or mark in "„‟":
        return "open"
    if mark in DOUBLE_CLOSE:
        if is_open:
            return "close" if not (mark == "»" and looks_open) else "open"
        return "open" if looks_open else "none"
    if mark in DOUBLE_OPEN:
        if is_open and looks_close:
            return "close"
        return "none" if looks_close and mark == "«" else "open"
    if is_open:  # a straight mark
        return "open" if looks_open and _is_spaced(left) else "close"
    return "none" if looks_close and _is_spaced(right) else "open"


def _is_spaced(char: str) -> bool:
    return char.isspace()


def _single_quotations(
    text: str, begin: int, end: int, marks: list[tuple[int, int]], outer: list[Quotation]
) -> list[Quotation]:
    """Pair single marks, telling them from apostrophes: an opener starts a word, a closer ends one."""
    found: list[Quotation] = []
    i = 0
    while i < len(marks):
        s, e = marks[i]
        glyph = text[s:e]
        left = text[s - 1] if s > begin else " "
        right = text[e] if e < end else " "
        starts = (left in _OPENING_LEFT or left in DOUBLE_OPEN + '"`') and not right.isspace()
        opens = (glyph in "‘‚‹" and starts) or (glyph == "'" and starts and right.isalnum())
        if not opens or (glyph == "'" and right.isdigit()):
            i += 1
            continue
        holder = next((q for q in outer if q.start < s < q.inner_end), None)
        limit = holder.inner_end if holder else min([q.start for q in outer if q.start > s] + [end])
        j = _closing_single(text, marks, i, glyph, limit)
        if j is None:
            i += 1
            continue
        cs, ce = marks[j]
        found.append(
            Quotation(start=s, end=ce, inner_start=e, inner_end=cs, single=True, depth=1 if holder else 0, closed=True)
        )
        i = j + 1
    return found


def _closing_single(text: str, marks: list[tuple[int, int]], i: int, glyph: str, limit: int) -> int | None:
    """The first later mark that ends a word; one after punctuation wins over a plural possessive."""
    plain: int | None = None
    for j in range(i + 1, len(marks)):
        s, e = marks[j]
        if s > limit:
            break
        mark = text[s:e]
        if (glyph == "'" and mark != "'") or (glyph != "'" and mark not in "’'›"):
            continue
        right = text[e] if e < len(text) else " "
        if right.isalnum() or text[s - 1].isspace():
            continue
        if text[s - 1] in ".,!?…" or not (text[s - 1] in "sS" and right == " "):
            return j
        plain = j if plain is None else plain
    return plain
