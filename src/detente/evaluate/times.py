"""Score time expressions against TimeML gold: ``detente evaluate times DIR``.

Gold is every TIMEX3 under a document's ``<TEXT>``; the text is that of all text nodes there, as the XML parser gives
them. Spans are trimmed of white space and matched one to one, exact ones first, then by overlap. Values are compared as
upper-case strings, as TempEval-3 does (UzZaman et al. 2013, section 5).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree

from detente.errors import InputError

MEASURES = ("strict", "relaxed", "type", "value")
_POINT = re.compile(r"\d{4}(?:-\d\d){0,2}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Expression(Protocol):
    """What is scored: a :class:`detente.records.Timex` fits."""

    @property
    def start(self) -> int:
        """Offset of the first character."""
        ...

    @property
    def end(self) -> int:
        """Offset after the last character."""
        ...

    @property
    def type(self) -> str:
        """DATE, TIME, DURATION or SET."""
        ...

    @property
    def value(self) -> str:
        """TIMEX3 value."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldTimex:
    """An annotated expression."""

    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """A TimeML document.

    Attributes:
        created: the document's creation time as annotated; its first ten characters where those are a day.
    """

    id: str
    text: str
    created: str | None
    times: tuple[GoldTimex, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts and what follows from them; a share of nothing is 0."""

    gold: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the found that are right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


# Which expressions a row of the score counts, in gold and found alike.
SCOPES: Mapping[str, Callable[[Expression], bool]] = {
    "ALL": lambda t: True,
    "DATE": lambda t: t.type == "DATE",
    "CAL": lambda t: t.type == "DATE" and _POINT.fullmatch(t.value) is not None,
    "DAY": lambda t: t.type == "DATE" and _DAY.fullmatch(t.value) is not None,
}


def load_timeml(path: Path) -> GoldDocument:
    """One ``.tml`` file.

    Raises:
        InputError: where it is no TimeML, or declares entities (which are not expanded).
    """
    data = path.read_bytes()
    if b"<!ENTITY" in data:
        raise InputError(f"{path}: declares entities; remove them, they are not expanded")
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise InputError(f"{path}: {error}") from error
    body = root.find(".//TEXT")
    if body is None:
        raise InputError(f"{path}: has no <TEXT>; TimeML documents do")
    parts: list[str] = []
    times: list[GoldTimex] = []
    _walk(body, parts, 0, times)
    text = "".join(parts)
    created = root.find(".//DCT//TIMEX3")
    value = (created.get("value") or "").strip() if created is not None else ""
    trimmed = [t for t in (_trim(text, t) for t in times) if t is not None]
    trimmed.sort(key=lambda t: (t.start, t.end))
    return GoldDocument(
        id=path.stem,
        text=text,
        created=(value[:10] if _DAY.match(value) else value) or None,
        times=tuple(trimmed),
    )


def load_folder(folder: Path) -> Iterator[GoldDocument]:
    """All ``.tml`` files of a folder, by name.

    Raises:
        InputError: where there are none.
    """
    paths = sorted(p for p in folder.glob("*.tml") if not p.name.startswith(".")) if folder.is_dir() else [folder]
    if not paths:
        raise InputError(f"{folder}: no .tml files there")
    for path in paths:
        yield load_timeml(path)


def _walk(element: ElementTree.Element, parts: list[str], position: int, times: list[GoldTimex]) -> int:
    start = position
    if element.text:
        parts.append(element.text)
        position += len(element.text)
    for child in element:
        position = _walk(child, parts, position, times)
        if child.tail:
            parts.append(child.tail)
            position += len(child.tail)
    if element.tag == "TIMEX3":
        times.append(GoldTimex(start=start, end=position, type=element.get("type", ""), value=element.get("value", "")))
    return position


def _trim(text: str, timex: Expression) -> GoldTimex | None:
    start, end = max(0, timex.start), min(len(text), timex.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return GoldTimex(start=start, end=end, type=timex.type, value=timex.value) if start < end else None


def match_times(gold: Sequence[Expression], found: Sequence[Expression]) -> list[tuple[int, int]]:
    """Pairs of indices of expressions that overlap, each used once: exact spans first, then the longest overlap."""
    pairs = []
    for i, g in enumerate(gold):
        for j, f in enumerate(found):
            overlap = min(g.end, f.end) - max(g.start, f.start)
            if overlap > 0:
                pairs.append(((g.start, g.end) != (f.start, f.end), -overlap, i, j))
    used_gold: set[int] = set()
    used_found: set[int] = set()
    chosen = []
    for _, _, i, j in sorted(pairs):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            chosen.append((i, j))
    return chosen


def score_times(
    documents: Iterable[GoldDocument], found: Mapping[str, Sequence[Expression]]
) -> dict[str, dict[str, Score]]:
    """Scores by scope and measure, over all documents together.

    Args:
        documents: gold.
        found: expressions by document id; a document that is missing counts as one in which nothing was found.
    """
    golds: Counter[str] = Counter()
    founds: Counter[str] = Counter()
    rights: Counter[tuple[str, str]] = Counter()
    for document in documents:
        answers = [t for t in (_trim(document.text, f) for f in found.get(document.id, ())) if t is not None]
        for scope, keep in SCOPES.items():
            gold = [t for t in document.times if keep(t)]
            mine = [t for t in answers if keep(t)]
            golds[scope] += len(gold)
            founds[scope] += len(mine)
            for i, j in match_times(gold, mine):
                g, f = gold[i], mine[j]
                rights[scope, "relaxed"] += 1
                rights[scope, "strict"] += (g.start, g.end) == (f.start, f.end)
                rights[scope, "type"] += g.type == f.type
                rights[scope, "value"] += g.value.strip().upper() == f.value.strip().upper()
    return {
        scope: {
            measure: Score(gold=golds[scope], found=founds[scope], right=rights[scope, measure]) for measure in MEASURES
        }
        for scope in SCOPES
    }


def evaluate_times(folder: Path, read: Callable[[GoldDocument], Sequence[Expression]]) -> dict[str, dict[str, Score]]:
    """Read every document of a folder of TimeML and score what was found.

    Args:
        folder: of ``.tml`` files, or one such file.
        read: from a document to its time expressions, such as :func:`read_document`.
    """
    documents = list(load_folder(folder))
    return score_times(documents, {d.id: read(d) for d in documents})


def read_document(document: GoldDocument) -> Sequence[Expression]:
    """The time expressions that detente finds without a parse, the creation time taken as publication."""
    from detente.read.times import find_times

    return find_times(document.text, created_day(document))


def created_day(document: GoldDocument) -> date | None:
    """The day of the document's creation time; None where it gives none."""
    from detente.read.times import published_day
    from detente.records import Article

    return published_day(Article(id=document.id, text=document.text, published=document.created))[0]


def count_rules(folders: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """For each rule, how many of its findings had the gold value, and how many there were.

    This is what ``lexicons/en/times_confidence.tsv`` holds; ``python -m detente.evaluate.times DIR...`` prints it.
    """
    from detente.read.times import find_times

    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for folder in folders:
        for document in load_folder(folder):
            times = find_times(document.text, created_day(document))
            rules = [t.why.source.partition(":")[2] if t.why else "" for t in times]
            found.update(rules)
            for i, j in match_times(document.times, times):
                right[rules[j]] += document.times[i].value.strip().upper() == times[j].value.strip().upper()
    return {rule: (right[rule], found[rule]) for rule in sorted(found)}


def render_scores(scores: Mapping[str, Mapping[str, Score]]) -> str:
    """A table for people: one row a scope, precision, recall and F1 for each measure."""
    head = f"{'scope':6}{'gold':>6}{'found':>6}  " + "  ".join(f"{m + ' P/R/F1':^19}" for m in MEASURES)
    rows = [
        f"{scope:6}{by['value'].gold:6}{by['value'].found:6}  "
        + "  ".join(f"{by[m].precision:5.3f} {by[m].recall:6.3f} {by[m].f1:6.3f}" for m in MEASURES)
        for scope, by in scores.items()
    ]
    return "\n".join([head, *rows])


CONFIDENCE_HEADER = """\
# How often each rule of times_rules.toml was right, counted on annotated news.
#
# What:     right = findings that overlap a gold expression and have its value; found = all findings of the rule. The
#           confidence of a finding is (right + 3) / (found + 4), which draws rare rules towards .75.
# Source:   counted with `python -m detente.evaluate.times DIR...` on the aquaint and timebank folders of TempEval-3
#           training data (UzZaman et al. 2013); counts only, none of their text.
# Licence:  Apache-2.0, like the rest of detente.
# Version:  1
# Gaps:     the news is American and of 1989 to 2000; annotators differ on vague words and on "last week".
rule\tright\tfound"""


def main(folders: Sequence[str]) -> None:
    """Print the table of rules for folders of TimeML."""
    import sys

    rows = (f"{rule}\t{right}\t{found}" for rule, (right, found) in count_rules(map(Path, folders)).items())
    sys.stdout.write("\n".join([CONFIDENCE_HEADER, *rows]) + "\n")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
