"""Which part of a plain text is read: title, breadcrumb and closing lines told from the news itself.

Deliberately timid. A line that is wrongly left outside the body is lost to every later step, so that a line is cut only
where nothing but furniture looks like that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.ingest.boilerplate import Boilerplate, load_boilerplate

#: A title has at most this many characters and words; headlines of the dev pages have at most 150 and 28.
TITLE_MAX_CHARS = 200
TITLE_MAX_WORDS = 32
#: At most this many lines are cut off the end; pages that end in more furniture are not plain text.
MAX_CLOSING_LINES = 12

_NO_SECTION = frozenset({"home", "homepage", "start", "startseite", "you are here", "current", "archive", "main", ""})
_NO_LETTERS = re.compile(r"[\W_]+")
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
_BLANK_AFTER = re.compile(r"[^\S\r\n]*(\r\n|\n|\r)[^\S\r\n]*(\r\n|\n|\r)")
_DATELINE = re.compile(r"^[A-Z][A-Z .,'-]{2,40}(,? [A-Z][a-z]+\.? \d{1,2})? ?(\([A-Z][\w ]+\))? ?(—|--|-|–) ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What was made out in a text.

    Attributes:
        start, end: the body, in code points; equal where the text holds nothing to read.
        title: a title line that stands in the text; None where there is none.
        section: the breadcrumb's last step before the title.
    """

    start: int
    end: int
    title: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def same_words(left: str, right: str) -> bool:
    """Whether two lines say the same but for case, white space and punctuation."""
    if len(left) > 3 * len(right) + 20 or len(right) > 3 * len(left) + 20:
        return False
    return _bare(left) == _bare(right) != ""


def _bare(line: str) -> str:
    return _NO_LETTERS.sub("", line.casefold())


def _lines(text: str) -> Iterator[_Line]:
    for match in _LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + match[0].index(stripped)
            yield _Line(start, start + len(stripped), stripped)


def section_of(crumbs: tuple[str, ...], title: str | None, boilerplate: Boilerplate) -> str | None:
    """The step of a breadcrumb that names the section: the last one that is neither the start page nor the title."""
    steps = list(crumbs)
    if title is not None and steps and _is_title(steps[-1], title):
        steps.pop()
    while steps and steps[0].casefold().rstrip(":") in boilerplate.openers and len(steps) > 1:
        steps.pop(0)
    if not steps or steps[-1].casefold().rstrip(":") in _NO_SECTION or steps[-1].endswith(":"):
        return None
    if title is not None and same_words(steps[-1], title):
        return None
    return steps[-1]


def _is_title(step: str, title: str) -> bool:
    """Whether a step is the title: whole, cut short, or shortened by its editor (half of its words stand there).

    A section's name is a word or two ("News of the Day"), so that less than four words are never taken for a headline.
    """
    if same_words(step, title) or _bare(title).startswith(_bare(step)):
        return True
    words = step.casefold().split()
    return len(words) >= 4 and 2 * len(set(words) & set(title.casefold().split())) >= len(set(words))


def _looks_like_title(line: _Line, rest: list[_Line], text: str) -> bool:
    """A short line without the end of a sentence, alone in its paragraph, before a longer one."""
    if len(line.text) > TITLE_MAX_CHARS or len(line.text.split()) > TITLE_MAX_WORDS or not rest:
        return False
    if _SENTENCE_END.search(line.text) and not line.text.endswith(("?", "!", "?”", "’", '?"')):
        return False
    if not _BLANK_AFTER.match(text, line.end) or _DATELINE.match(line.text):
        return False
    following = rest[0].text
    return len(following) > len(line.text) or bool(_SENTENCE_END.search(following))


def find_layout(text: str, *, given_title: str | None = None, cut_title: bool = True) -> Layout:
    """Title, section and body of a plain text.

    Args:
        text: as read.
        given_title: the title that the source states beside the text, where it does.
        cut_title: whether a title line is left outside the body. Sources that give the text on its own (JSON lines,
            tables) are taken at their word: False, unless a breadcrumb shows that the text is a page as it was saved.
    """
    boilerplate = load_boilerplate()
    lines = list(_lines(text))
    if not lines:
        return Layout(start=0, end=0)
    first = 0
    title: str | None = None
    section: str | None = None
    crumbs = boilerplate.find_breadcrumb(lines[0].text) if len(lines) > 1 else None
    if crumbs is not None:
        first = 1
        cut_title = True
    if first < len(lines):
        line = lines[first]
        repeats = given_title is not None and same_words(line.text, given_title)
        closes_trail = crumbs is not None and same_words(line.text, crumbs[-1])
        if repeats or closes_trail or _looks_like_title(line, lines[first + 1 :], text):
            title = line.text
            if cut_title and len(lines) > first + 1:
                first += 1
                # Saved pages often show the title twice: in the head and over the text.
                while first < len(lines) - 1 and same_words(lines[first].text, title):
                    first += 1
    if crumbs is not None:
        section = section_of(crumbs, given_title or title, boilerplate)
    last = len(lines)
    while last > first + 1 and len(lines) - last < MAX_CLOSING_LINES and boilerplate.is_closing(lines[last - 1].text):
        last -= 1
    return Layout(start=lines[first].start, end=lines[last - 1].end, title=title, section=section)
