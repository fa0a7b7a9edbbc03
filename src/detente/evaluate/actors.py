"""Accuracy of actor resolution on mentions annotated by hand (evaluation/actors/*.tsv).

A gold id is an actor id of ours; ``text:name`` for somebody whom the tables do not have (right where the program
makes a ``text:`` actor
of the same last word); ``none`` where the words stand for no actor, or for one that cannot be told. Several right
answers are split
by ``|``. Where ``RUS.GOV`` is gold, a finer body of the same state and sector counts as well (``USA.GOV.STATE``).
"""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.knowledge import Knowledge
from detente.knowledge.files import parse_table
from detente.knowledge.fold import key
from detente.reading import Mention, Reading
from detente.records import Article, Span

NONE = "none"
HEADS = frozenset(("head_of_state", "head_of_government", "supreme_leader"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A mention, what it should be, and what the program said."""

    document: str
    start: int
    end: int
    mention: str
    gold: str
    answer: str
    right: bool
    head: bool


def load_gold(path: Path) -> list[dict[str, str]]:
    """Rows of an annotation file: document, start, end, mention, gold."""
    return parse_table(path.read_text("utf-8"), where=path.name)


def load_texts(bench: Path, corpus: str) -> dict[str, tuple[str, str | None]]:
    """Text and date of each article of a corpus of shared/bench: ``polnear`` (train), ``lgl`` or ``trnews``."""
    if corpus == "polnear":
        folder = bench / "statements"
        with (folder / "metadata.tsv").open(encoding="utf-8", newline="") as file:
            dates = {r["filename"]: r["publication_date"] for r in csv.DictReader(file, delimiter="\t")}
        out: dict[str, tuple[str, str | None]] = {}
        for path in sorted((folder / "train" / "text").glob("*.txt")):
            out[path.stem] = (path.read_text("utf-8"), dates.get(path.stem) or dates.get(path.name))
        return out
    # Ours to read, fixed on disk: no entity of a stranger is expanded here.
    root = ET.parse(bench / "places" / {"lgl": "lgl.xml", "trnews": "TR-News.xml"}[corpus]).getroot()
    return {
        a.attrib["docid"]: (a.findtext("text") or "", (a.findtext("dltime") or "").strip()[:10] or None)
        for a in root.iter("article")
    }


def matches(gold: str, answer: str) -> bool:
    """Whether an answer is one of the right ones."""
    for right in gold.split("|"):
        if right == answer:
            return True
        if (
            right.startswith("text:")
            and answer.startswith("text:")
            and right.split()[-1].removeprefix("text:") == answer.split()[-1].removeprefix("text:")
        ):
            return True
        if right.count(".") == 1 and answer.startswith(right + "."):
            return True
    return False


def answer_at(mentions: Sequence[Mention], start: int, end: int, doc_head: int, heads: dict[int, int]) -> str:
    """What the program says the words ``start`` to ``end`` stand for: the mention of their head, else one they hold."""
    overlapping = [m for m in mentions if m.span.start < end and start < m.span.end]
    same = [m for m in overlapping if m.head == doc_head]
    headed = [m for m in overlapping if heads.get(m.head, -1) in range(start, end)]
    best = min(same or headed, key=lambda m: (abs(m.span.start - start) + abs(m.span.end - end), m.head), default=None)
    if best is None:
        return NONE
    if best.members:
        return "+".join(sorted(best.members))
    return best.actor or NONE


def judge(reading: Reading, rows: Iterable[dict[str, str]], knowledge: Knowledge) -> list[Judged]:
    """Each annotated mention of one article with the program's answer."""
    from detente.resolve.actors import published_on

    on = published_on(reading.article.published)
    out = []
    heads = {m.head: reading.doc[m.head].idx for m in reading.mentions}
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        words = reading.doc.char_span(start, end, alignment_mode="expand")
        head = words.root.i if words is not None else -1
        answer = answer_at(reading.mentions, start, end, head, heads)
        people = [g for g in row["gold"].split("|") if knowledge.entity(g) and knowledge.tenures(g)]
        is_head = any(
            t.role in HEADS and (on is None or t.holds(on) != "no") for g in people for t in knowledge.tenures(g)
        )
        out.append(
            Judged(
                document=row["document"],
                start=start,
                end=end,
                mention=row["mention"],
                gold=row["gold"],
                answer=answer,
                right=matches(row["gold"], answer),
                head=is_head,
            )
        )
    return out


def make_article(name: str, text: str, published: str | None) -> Article:
    """An article whose whole text is its body."""
    return Article(
        id=name, text=text, published=published, body=Span(start=0, end=len(text), text=text) if text else None
    )


def summary(judged: Sequence[Judged]) -> list[tuple[str, int, int]]:
    """(what, right, of) overall, for heads of state and government, by corpus and by kind of mention."""
    pronouns = frozenset(
        [
            "he",
            "him",
            "his",
            "she",
            "her",
            "hers",
            "they",
            "them",
            "their",
            "theirs",
            "it",
            "its",
            "himself",
            "herself",
            "themselves",
            "itself",
        ]
    )

    def kind(j: Judged) -> str:
        if key(j.mention) in pronouns:
            return "pronouns"
        return "names" if j.mention[:1].isupper() else "titles and bodies"

    groups: dict[str, list[Judged]] = {
        "all": list(judged),
        "heads of state and government": [j for j in judged if j.head],
    }
    for j in judged:
        groups.setdefault(f"corpus {j.document.split(':')[0]}", []).append(j)
        groups.setdefault(kind(j), []).append(j)
        groups.setdefault("gold is an actor" if j.gold != NONE else "gold is none", []).append(j)
    return [(name, sum(j.right for j in js), len(js)) for name, js in groups.items()]


def errors(judged: Sequence[Judged]) -> Counter[str]:
    """What went wrong, by kind."""
    return Counter(
        "missed" if j.answer == NONE else "found where there is none" if j.gold == NONE else "somebody else"
        for j in judged
        if not j.right
    )
