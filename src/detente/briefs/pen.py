"""What writes the sentences down: names as prose has them, and numbered notes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Connection, text

from detente.analysis.facts import Fact
from detente.analysis.naming import names_of
from detente.briefs.model import Line, Note, clean, link
from detente.briefs.phrases import capital
from detente.store.rows import as_stored

_PART = re.compile(r"^([^:]+): ([a-z ]+)$")
# Names that want an article in prose.
_THE = re.compile(
    r"^(?:United|US|Islamic|Supreme|Democratic|Republican|European|International) "
    r"|\b(?:Union|Nations|Republic|Agency|Ministry|Council|Organi[sz]ation|Committee|Commission|Corps|Party|Netherlands"
    r"|Philippines|Islands|Department|Court|Fund|League|Guards?|Senate)$"
    r"|^(?:Security Council|Treasury|Kremlin|White House|Pentagon|Vatican)$"
)
_ARTICLE = text(
    "SELECT a.title, a.publisher, a.published FROM readings r JOIN articles a ON a.key = r.article "
    "WHERE r.article_id = :id AND r.superseded_by IS NULL LIMIT 1"
)


def in_prose(name: str) -> str:
    """A name as a sentence has it.

    >>> [in_prose(n) for n in ("Iran: government", "United States", "Chad", "The Guardian")]
    ['the government of Iran', 'the United States', 'Chad', 'The Guardian']
    """
    part = _PART.match(name)
    if part:
        return f"the {part[2]} of {in_prose(part[1])}"
    return f"the {name}" if _THE.search(name) and not name.lower().startswith("the ") else name


class Pen:
    """Writes lines with notes.

    Args:
        options: what a command of the same window has after its arguments (``--since 2015-01-01``).
    """

    def __init__(self, connection: Connection, options: str = "") -> None:
        self.connection, self.options = connection, options
        self.notes: list[Note] = []
        self._numbers: dict[tuple[str | None, ...], int] = {}
        self._names: dict[str, str] = {}
        self._articles: dict[str, tuple[str | None, str | None, str | None]] = {}

    def learn(self, ids: Iterable[str | None]) -> None:
        """Look names up at once that will be used."""
        wanted = {as_stored(i): i for i in ids if i and i not in self._names}
        self._names |= {wanted[i]: clean(name) for i, name in names_of(self.connection, wanted).items()}

    def name(self, actor: str | None) -> str:
        """An actor as prose names it."""
        if actor is None:
            return "somebody unnamed"
        self.learn([actor])
        return in_prose(self._names[actor])

    def plain_name(self, actor: str) -> str:
        """An actor as a title names it."""
        self.learn([actor])
        return self._names[actor]

    def article(self, article: str) -> tuple[str | None, str | None, str | None]:
        """Title, outlet and day of an article."""
        if article not in self._articles:
            row = self.connection.execute(_ARTICLE, {"id": as_stored(article)}).first()
            title, outlet, published = row if row is not None else (None, None, None)
            self._articles[article] = (
                clean(title) if title else None, clean(outlet) if outlet else None, (published or "")[:10] or None
            )  # fmt: skip
        return self._articles[article]

    def outlet(self, article: str) -> str:
        """Who printed an article, as a sentence has it."""
        return self.article(article)[1] or "an article without an outlet"

    def fact(self, article: str, fact: str | None, words: str) -> int:
        """The number of the note on a fact with its words."""
        key = ("fact", article, fact, words if fact is None else None)
        if key not in self._numbers:
            title, outlet, published = self.article(article)
            page = link("/why", article=article, fact=fact) if fact else link("/article", id=article)
            note = Note(
                number=len(self.notes) + 1, page=page, article=clean(article), fact=fact, outlet=outlet, date=published,
                title=title, words=clean(words),
            )  # fmt: skip
            self.notes.append(note)
            self._numbers[key] = note.number
        return self._numbers[key]

    def told(self, fact: Fact) -> int:
        """The number of the note on what an analysis found."""
        return self.fact(fact.article, fact.id, fact.span.text if fact.span else "")

    def count(self, command: str, page: str) -> int:
        """The number of the note on a count: the command that gives it again, and the page that shows it."""
        full = f"detente {command}{self.options}"
        if ("count", full) not in self._numbers:
            self.notes.append(Note(number=len(self.notes) + 1, page=page, command=clean(full)))
            self._numbers["count", full] = len(self.notes)
        return self._numbers["count", full]

    def line(self, sentence: str, *notes: int) -> Line:
        """A line of sentences with its notes, each once."""
        return Line(text=capital(clean(sentence)), notes=tuple(dict.fromkeys(notes)))
