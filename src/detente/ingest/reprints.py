"""Which articles repeat an earlier one, wholly or in part; incremental, and kept in SQLite.

An article is compared with those that share some of its rarest-hashed shingles (an inverted index over a sample of each
sketch); what decides is the share of its wording that stands in the other. Copies add nothing to the index that their
first appearance has already put there, so that a story printed three hundred times costs no more than once.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

import numpy as np

from detente.ingest.sketch import SIZE, Overlap, Sketch, make_sketch, overlap
from detente.records import Article

VERSION = "1"

#: A sixteenth of all shingles is indexed, and at least the sixteen smallest hashes of each text: an article of 500
#: words has about 31 entries; two that share a third of their wording meet in ten of them.
_SAMPLE_BELOW = np.uint32(2**32 // 16)
_SAMPLE_LEAST = 16
#: Articles that share less of their entries than this are not looked at: a phrase in common. Reprints share a third
#: of their wording; that so few of 31 entries are among it happens once in two thousand times.
_LEAST_MET = 0.08
#: Candidates that share most entries; a reprint has few first appearances.
_CANDIDATES = 12
#: No more articles than this are listed under one hash: what so many share is a turn of phrase, and looking up stays
#: cheap in an index of millions.
_CROWD = 64
# From evaluation/reprints (docs/quality/pages.md): the smallest share of edited reprints lies above, the largest of
# stories that quote each other's background below.
PARTIAL_SHARE = 0.33
WHOLE_SHARE = 0.8
#: Shared shingles below this number are a phrase, not a story: 12 stand in 16 words in a row.
LEAST_SHARED = 12.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS reprint_article (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, first INTEGER, kind TEXT, share REAL,
    jaccard REAL, total INTEGER NOT NULL, hashes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS reprint_entry (
    hash INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (hash, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reprint_about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class MatchKind(StrEnum):
    """How much of the article is a reprint."""

    COPY = "copy"  # the same words
    REPRINT = "reprint"  # nearly all of it stands in the first
    PARTIAL = "partial"  # a good part does: a new lead, a local paragraph, background added


@dataclass(frozen=True, slots=True, kw_only=True)
class ReprintMatch:
    """An article that repeats an earlier one.

    Attributes:
        article_id: the article.
        first_id: the first appearance of what it repeats; never itself a reprint.
        share: of the article's wording, how much stands in the first, 0 to 1.
        jaccard: how alike the two are.
    """

    article_id: str
    first_id: str
    kind: MatchKind
    share: float
    jaccard: float


class ReprintIndex:
    """Articles seen so far.

    Args:
        path: a SQLite file, made where there is none; ``:memory:`` for one that is forgotten. May be a store's own
            file: all tables begin with ``reprint_``.
        commit_each: each :meth:`add` is one transaction; else what was added is kept with :meth:`commit`.

    A killed run leaves whole articles. Adding an article again gives the same answer and changes nothing. Which article
    is the first depends on the order of adding: add in the order of the sources, from one process.
    """

    def __init__(self, path: str = ":memory:", *, commit_each: bool = True) -> None:
        self._commit_each = commit_each
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)
        row = self._db.execute("SELECT value FROM reprint_about WHERE key = 'version'").fetchone()
        if row is None:
            self._db.execute("INSERT INTO reprint_about VALUES ('version', ?)", (VERSION,))
        elif row[0] != VERSION:
            self._db.close()
            raise ValueError(f"{path} holds reprints of version {row[0]}, this is {VERSION}; delete it and read again")

    def __enter__(self) -> ReprintIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM reprint_article").fetchone()[0])

    def __contains__(self, article_id: str) -> bool:
        return self._db.execute("SELECT 1 FROM reprint_article WHERE id = ?", (article_id,)).fetchone() is not None

    def newest_id(self) -> str | None:
        """The article that was added last; None where there is none."""
        row = self._db.execute("SELECT id FROM reprint_article ORDER BY n DESC LIMIT 1").fetchone()
        return row[0] if row else None

    def commit(self) -> None:
        """Keep what was added since the last time."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")

    def clear(self) -> None:
        """Forget all articles."""
        with self._transaction():
            self._db.execute("DELETE FROM reprint_entry")
            self._db.execute("DELETE FROM reprint_article")

    def close(self) -> None:
        """Close the file; what was not committed is gone."""
        self._db.close()

    def add(self, article: Article) -> ReprintMatch | None:
        """Add an article; what it repeats, or None where it is new.

        The body is what is compared: two papers' furniture around one story does not matter.
        """
        text = article.body.text if article.body is not None else article.text
        return self.add_sketch(article.id, article.sha256, lambda: make_sketch(text))

    def add_sketch(self, article_id: str, sha256: str, sketch: Sketch | Callable[[], Sketch]) -> ReprintMatch | None:
        """The same with a sketch made elsewhere, or made only where it is needed.

        Args:
            sha256: of the article's text; another one than before means that it was corrected.
        """
        known = self._known(article_id)
        if known is not None and known[1] == sha256:
            return self.find(article_id)
        number = known[0] if known is not None else None
        made = sketch if isinstance(sketch, Sketch) else sketch()
        with self._transaction():
            if number is not None:  # its text was corrected
                self._db.execute("DELETE FROM reprint_entry WHERE n = ?", (number,))
            match = self._best(article_id, made, number)
            self._insert(article_id, sha256, made, match, number)
        return match

    def put(self, article_id: str, sha256: str, sketch: Sketch, *, first_id: str | None) -> None:
        """Add an article of which another index has said what it repeats: ``first_id``, None for a new one."""
        known = self._known(article_id)
        match = None
        if first_id is not None and first_id in self:
            (total, hashes) = self._db.execute(
                "SELECT total, hashes FROM reprint_article WHERE id = ?", (first_id,)
            ).fetchone()
            match = _match(article_id, first_id, overlap(sketch, _sketch(total, hashes)))
        with self._transaction():
            if known is not None:
                self._db.execute("DELETE FROM reprint_entry WHERE n = ?", (known[0],))
            self._insert(article_id, sha256, sketch, match, known[0] if known is not None else None)

    def _known(self, article_id: str) -> tuple[int, str] | None:
        row = self._db.execute("SELECT n, sha256 FROM reprint_article WHERE id = ?", (article_id,)).fetchone()
        return (int(row[0]), str(row[1])) if row else None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """One of its own, or a part of the one that :meth:`commit` ends."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("SAVEPOINT one")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk has ended it already
                self._db.execute("ROLLBACK" if self._commit_each else "ROLLBACK TO one")
            raise
        self._db.execute("RELEASE one")
        if self._commit_each:
            self._db.execute("COMMIT")

    def find(self, article_id: str) -> ReprintMatch | None:
        """What was concluded about an article when it was added; None where it is new or unknown."""
        row = self._db.execute(
            "SELECT f.id, a.kind, a.share, a.jaccard FROM reprint_article a JOIN reprint_article f ON f.n = a.first"
            " WHERE a.id = ?",
            (article_id,),
        ).fetchone()
        if row is None:
            return None
        return ReprintMatch(
            article_id=article_id, first_id=row[0], kind=MatchKind(row[1]), share=row[2], jaccard=row[3]
        )

    def reprints_of(self, article_id: str) -> tuple[str, ...]:
        """Ids of the articles that repeat this one, in the order of adding."""
        rows = self._db.execute(
            "SELECT a.id FROM reprint_article a JOIN reprint_article f ON f.n = a.first WHERE f.id = ? ORDER BY a.n",
            (article_id,),
        )
        return tuple(r[0] for r in rows)

    # --- inside a transaction ------------------------------------------------------------------------------------

    def _best(self, article_id: str, sketch: Sketch, number: int | None) -> ReprintMatch | None:
        entries = _entries(sketch)
        if not entries:
            return None
        shared = Counter(n for numbers in self._postings(entries).values() for n in numbers if n != number)
        enough = _LEAST_MET * len(entries)
        # Of equally many shared entries the earlier article comes first.
        nearest = sorted((n for n in shared if shared[n] >= enough), key=lambda n: (-shared[n], n))[:_CANDIDATES]
        best: tuple[float, int, Overlap, int] | None = None
        for candidate in nearest:
            first, total, hashes = self._db.execute(
                "SELECT coalesce(first, n), total, hashes FROM reprint_article WHERE n = ?", (candidate,)
            ).fetchone()
            found = overlap(sketch, _sketch(total, hashes))
            rank = (found.of_left, -candidate)
            if is_reprint(found) and first != number and (best is None or rank > (best[0], best[1])):
                best = (found.of_left, -candidate, found, first)
        if best is None:
            return None
        _, _, found, first = best
        (first_id,) = self._db.execute("SELECT id FROM reprint_article WHERE n = ?", (first,)).fetchone()
        return _match(article_id, first_id, found)

    def _postings(self, entries: list[int]) -> dict[int, list[int]]:
        """Articles under each of some hashes."""
        marks = ",".join("?" * len(entries))
        found: dict[int, list[int]] = {}
        for entry, n in self._db.execute(f"SELECT hash, n FROM reprint_entry WHERE hash IN ({marks})", entries):
            found.setdefault(entry, []).append(n)
        return found

    def _insert(
        self, article_id: str, sha256: str, sketch: Sketch, match: ReprintMatch | None, number: int | None
    ) -> None:
        first = None
        entries = set(_entries(sketch))
        if match is not None:
            first, hashes = self._db.execute(
                "SELECT n, hashes FROM reprint_article WHERE id = ?", (match.first_id,)
            ).fetchone()
            there = np.frombuffer(hashes, dtype="<u4")
            entries.difference_update(int(h) for h in there)
        cursor = self._db.execute(
            "INSERT INTO reprint_article (n, id, sha256, first, kind, share, jaccard, total, hashes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET sha256 = excluded.sha256,"
            " first = excluded.first, kind = excluded.kind, share = excluded.share, jaccard = excluded.jaccard,"
            " total = excluded.total, hashes = excluded.hashes",
            (
                number,
                article_id,
                sha256,
                first,
                match.kind.value if match else None,
                match.share if match else None,
                match.jaccard if match else None,
                sketch.total,
                sketch.hashes.astype("<u4").tobytes(),
            ),
        )
        crowded = {h for h, numbers in self._postings(sorted(entries)).items() if len(numbers) >= _CROWD}
        here = number if number is not None else cursor.lastrowid
        self._db.executemany(
            "INSERT OR IGNORE INTO reprint_entry VALUES (?, ?)", ((h, here) for h in sorted(entries - crowded))
        )


def _entries(sketch: Sketch) -> list[int]:
    """Hashes under which a text is indexed and looked up."""
    below = int(np.searchsorted(sketch.hashes, _SAMPLE_BELOW))
    return [int(h) for h in sketch.hashes[: max(below, min(_SAMPLE_LEAST, SIZE))]]


def _sketch(total: int, hashes: bytes) -> Sketch:
    """A sketch as it lies in the index."""
    return Sketch(hashes=np.frombuffer(hashes, dtype="<u4").astype(np.uint32), total=total)


def _match(article_id: str, first_id: str, found: Overlap) -> ReprintMatch:
    return ReprintMatch(
        article_id=article_id,
        first_id=first_id,
        kind=kind_of(found),
        share=round(found.of_left, 4),
        jaccard=round(found.jaccard, 4),
    )


def is_reprint(found: Overlap) -> bool:
    """Whether so much of a text stands in another that it is (partly) its reprint."""
    return found.of_left >= PARTIAL_SHARE and found.shared >= LEAST_SHARED


def kind_of(found: Overlap) -> MatchKind:
    """How much of it is."""
    if found.jaccard >= 0.98:
        return MatchKind.COPY
    return MatchKind.REPRINT if found.of_left >= WHOLE_SHARE else MatchKind.PARTIAL


def link_reprints(articles: Iterable[Article], index: ReprintIndex) -> Iterable[tuple[Article, ReprintMatch | None]]:
    """Each article with ``reprint_of`` set to the first appearance of what it repeats."""
    from dataclasses import replace

    for article in articles:
        match = index.add(article)
        yield (replace(article, reprint_of=match.first_id) if match else article), match
