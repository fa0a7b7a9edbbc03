"""Score statements against a directory of brat annotations in PolNeAR's layout.

A gold directory holds ``text/<id>.txt`` and ``attributions/<id>_<annotator>.ann`` with Source, Cue and
Content spans tied together by events. Three questions are asked of every article:

* **strict**: does a statement cover exactly the tokens of a gold content?
* **content**: one to one, do their words agree at intersection over union of at least one half?
* **attribution**: and does the source agree too, by its head word; a gold statement without a source
  wants one without?

Spans are compared as sets of tokens, so that white space and the way a span is cut make no difference.
An article with several annotators is scored against each, in equal parts.

Source: the measures of Newell et al., "An Attribution Relations Corpus for Political News" (LREC 2018)
and Pareti, "Attribution: a computational approach" (2015), with heads found by pattern, not by a parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from detente.errors import DetenteError

CharSpan = tuple[int, int]
MEASURES = ("strict", "content", "attribution")
CLASSES = ("all", "quoted", "direct", "mixed", "indirect")
MIN_IOU = 0.5

_TOKEN = re.compile(r"\w+|[^\w\s]")
_MARKS = '"“”„‟«»″'
_HAS_QUOTE = re.compile(rf"[{_MARKS}‘]|``|''|(?<!\w)'(?=\w[^'\n]*'(?!\w))")
_QUOTED = re.compile(
    r"[“„«][^“”»]*[”»]?|\"[^\"]*\"?|``(?:(?!'').)*(?:'')?|‘[^‘]*?’(?!\w)|(?<!\w)'[^'\n]*'(?!\w)", re.DOTALL
)
# A noun phrase's head stands before the first of these.
_AFTER_HEAD = frozenset(
    """
    about across after against along among amongst around as at aware because been before behind between by
    close conducted during familiar filed for from had has have herself himself in including interviewed into
    involved is itself like near of on onto over per polled published released said says such surveyed than
    that themselves to told under via was were when where which while who whom whose with within are
    """.split()  # noqa: SIM905, a list of this length is unreadable
)
_CUTS = frozenset({",", ";", ":", "(", ")", "[", "]", "—", "–", "/", "&", "and", "or"})
_CLITICS = frozenset({"s", "re", "ve", "ll", "d", "m", "t"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One statement as character spans; ``source`` and ``cue`` are empty where there is none."""

    content: tuple[CharSpan, ...]
    source: tuple[CharSpan, ...] = ()
    cue: tuple[CharSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """Hits, gold and predicted statements, each a weighted count."""

    hits: float = 0.0
    gold: float = 0.0
    predicted: float = 0.0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.hits + other.hits, self.gold + other.gold, self.predicted + other.predicted)

    @property
    def precision(self) -> float:
        """Share of the predicted that hit; 0 where nothing was predicted."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was hit; 0 where there is no gold."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class StatementScores:
    """Counts by measure and class of content."""

    counts: dict[tuple[str, str], Counted] = field(default_factory=dict)
    articles: int = 0

    def add(self, measure: str, kind: str, counted: Counted) -> None:
        """Count under the class, its parent and "all"."""
        for name in ("all", kind, *(("quoted",) if kind in ("direct", "mixed") else ())):
            self.counts[measure, name] = self.counts.get((measure, name), Counted()) + counted

    def f1(self, measure: str, kind: str = "all") -> float:
        """F1 of one cell."""
        return self.counts.get((measure, kind), Counted()).f1

    def to_dict(self) -> dict[str, dict[str, dict[str, float]]]:
        """Measure, class, then precision, recall and F1, rounded to 4 places."""
        return {
            m: {
                k: {n: round(getattr(self.counts.get((m, k), Counted()), n), 4) for n in ("precision", "recall", "f1")}
                for k in CLASSES
            }
            for m in MEASURES
        }


class _Text:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [m.span() for m in _TOKEN.finditer(text)]
        self.owner = [-1] * len(text)
        for number, (b, e) in enumerate(self.tokens):
            self.owner[b:e] = [number] * (e - b)

    def word(self, number: int) -> str:
        b, e = self.tokens[number]
        return self.text[b:e]

    def is_word(self, number: int) -> bool:
        first = self.text[self.tokens[number][0]]
        return first.isalnum() or first == "_"

    def inside(self, spans: Iterable[CharSpan]) -> frozenset[int]:
        """Tokens more than half of which the spans cover."""
        covered: dict[int, int] = {}
        for b, e in spans:
            for number in self.owner[b:e]:
                if number >= 0:
                    covered[number] = covered.get(number, 0) + 1
        return frozenset(t for t, n in covered.items() if 2 * n > self.tokens[t][1] - self.tokens[t][0])

    def words(self, spans: Iterable[CharSpan]) -> frozenset[int]:
        tokens = self.inside(spans)
        return frozenset(t for t in tokens if self.is_word(t)) or tokens


@dataclass(frozen=True, slots=True)
class _Compared:
    """A statement as token sets."""

    exact: frozenset[int]
    words: frozenset[int]
    source: frozenset[int] | None
    heads: frozenset[int]
    kind: str

    @classmethod
    def of(cls, text: _Text, a: Annotation) -> _Compared:
        return cls(
            exact=text.inside(a.content),
            words=text.words(a.content),
            source=text.words(a.source) if a.source else None,
            heads=_heads(text, a.source) if a.source else frozenset(),
            kind=content_class(text.text, a.content),
        )

    def iou(self, other: _Compared) -> float:
        common = len(self.words & other.words)
        return common / (len(self.words) + len(other.words) - common) if common else 0.0

    def same_source(self, other: _Compared) -> bool:
        if self.source is None or other.source is None:
            return self.source is other.source
        return bool(self.heads & other.source and other.heads & self.source)


def content_class(text: str, content: Sequence[CharSpan]) -> str:
    """``direct`` where nine in ten words stand inside quotation marks, ``mixed`` where some do, else ``indirect``."""
    parts = [text[b:e] for b, e in content]
    if not any(_HAS_QUOTE.search(p) for p in parts):
        touching = "".join(text[max(0, b - 1) : b] + text[e : e + 1] for b, e in content)
        return "mixed" if any(c in _MARKS for c in touching) else "indirect"
    whole = "\n".join(parts)
    outside = len(re.findall(r"\w+", _QUOTED.sub(" ", whole)))
    return "direct" if 10 * outside <= len(re.findall(r"\w+", whole)) else "mixed"


def _heads(text: _Text, spans: Sequence[CharSpan]) -> frozenset[int]:
    """Head words of a noun phrase: in each part between commas, brackets, dashes and conjunctions, the last
    word before what follows a head ("people familiar | with the plan")."""
    parts: list[list[int]] = [[]]
    before = -1
    for t in sorted(text.inside(spans)):
        b, e = text.tokens[t]
        if before >= 0 and text.text[text.tokens[before][1] : b].strip():
            parts.append([])  # the source has a gap here
        before = t
        word = text.text[b:e].lower()
        if word in _CUTS:
            parts.append([])
        elif text.is_word(t) and not (word in _CLITICS and b and text.text[b - 1] in "'’"):
            parts[-1].append(t)
    heads: set[int] = set()
    for part in parts:
        stop = next((k for k, t in enumerate(part) if text.word(t).lower() in _AFTER_HEAD), len(part))
        if not stop:
            continue
        heads.add(part[stop - 1])
        rest = [k for k in range(stop + 1, len(part)) if text.word(part[k]).lower() in _AFTER_HEAD]
        second = rest[0] if rest else len(part)
        if stop < len(part) and text.word(part[stop]) == "of" and second - stop > 2:
            title = (part[stop - 1], part[second - 2], part[second - 1])
            if all(text.word(t)[0].isupper() for t in title):  # Secretary of State Jane Roe
                heads.add(part[second - 1])
    if not heads:
        heads = {max(text.words(spans))} if text.words(spans) else set()
    return frozenset(heads)


def _pairs(n_gold: int, n_predicted: int, weight: Callable[[int, int], float]) -> dict[int, int]:
    """A largest one-to-one pairing over positive weights, heavy pairs tried first (augmenting paths)."""
    wanted: list[list[int]] = []
    for g in range(n_gold):
        weighed = [(weight(g, p), p) for p in range(n_predicted)]
        wanted.append([p for w, p in sorted(weighed, key=lambda x: (-x[0], x[1])) if w > 0])
    taken: dict[int, int] = {}

    def settle(g: int, tried: set[int]) -> bool:
        for p in wanted[g]:
            if p in tried:
                continue
            tried.add(p)
            if p not in taken or settle(taken[p], tried):
                taken[p] = g
                return True
        return False

    for g in sorted(range(n_gold), key=lambda g: len(wanted[g])):
        settle(g, set())
    return {g: p for p, g in taken.items()}


def score_article(
    text: str, gold: Sequence[Annotation], predicted: Sequence[Annotation], weight: float = 1.0
) -> StatementScores:
    """Scores of one article against one annotator.

    A matched prediction counts under the class of its gold, an unmatched one under its own.
    """
    at = _Text(text)
    golds = [_Compared.of(at, g) for g in gold]
    found = [_Compared.of(at, p) for p in predicted]
    near = [[x if (x := g.iou(p)) >= MIN_IOU else 0.0 for p in found] for g in golds]
    pairings = {
        "strict": _pairs(len(golds), len(found), lambda g, p: float(golds[g].exact == found[p].exact)),
        "content": _pairs(len(golds), len(found), lambda g, p: near[g][p]),
        "attribution": _pairs(
            len(golds), len(found), lambda g, p: near[g][p] if near[g][p] and golds[g].same_source(found[p]) else 0.0
        ),
    }
    scores = StatementScores(articles=1)
    for measure, pairs in pairings.items():
        for g, one in enumerate(golds):
            hit = weight * (g in pairs)
            scores.add(measure, one.kind, Counted(hit, weight, hit))
        matched = set(pairs.values())
        for p, one in enumerate(found):
            if p not in matched:
                scores.add(measure, one.kind, Counted(0.0, 0.0, weight))
    return scores


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """A text and its annotations, one tuple for each annotator."""

    id: str
    text: str
    annotators: tuple[tuple[Annotation, ...], ...]


def load_gold(directory: Path) -> tuple[GoldArticle, ...]:
    """Read a brat directory, articles in order of name; texts without annotation are left out.

    Raises:
        DetenteError: where the two folders are missing or nothing in them is annotated.
    """
    texts, annotations = directory / "text", directory / "attributions"
    if not texts.is_dir() or not annotations.is_dir():
        raise DetenteError(f"{directory} has no text/ and attributions/; give a directory in PolNeAR's layout")
    by_article: dict[str, list[Path]] = {}
    for path in sorted(annotations.glob("*.ann")):
        by_article.setdefault(path.stem.rpartition("_")[0], []).append(path)
    articles = [
        GoldArticle(
            id=path.stem,
            text=_exact_text(path),
            annotators=tuple(read_brat(_exact_text(a)) for a in by_article[path.stem]),
        )
        for path in sorted(texts.glob("*.txt"))
        if path.stem in by_article
    ]
    if not articles:
        raise DetenteError(f"no article under {directory} is annotated; annotations are named <id>_<annotator>.ann")
    return tuple(articles)


def read_brat(standoff: str) -> tuple[Annotation, ...]:
    """Statements of one brat file; events without content are no statements."""
    spans: dict[str, list[CharSpan]] = {}
    events: list[list[str]] = []
    for line in standoff.split("\n"):
        name, _, rest = line.partition("\t")
        if re.match(r"T\d+\t\S+ \d+ \d+", line):
            where = rest.split("\t")[0].partition(" ")[2]
            spans[name] = [(int(b), int(e)) for b, e in (p.split() for p in where.split(";"))]
        elif re.fullmatch(r"E\d+", name):
            events.append(rest.split())
    out = []
    for event in events:
        parts: dict[str, set[CharSpan]] = {"Content": set(), "Source": set(), "Cue": set()}
        for argument in event:
            role, _, name = argument.partition(":")
            parts.get(role.rstrip("0123456789"), set()).update(spans.get(name, ()))
        if parts["Content"]:
            content, source, cue = (tuple(sorted(parts[r])) for r in ("Content", "Source", "Cue"))
            out.append(Annotation(content=content, source=source, cue=cue))
    return tuple(out)


def _exact_text(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:  # newline="": offsets must not move
        return file.read()


def score_statements(gold: Iterable[GoldArticle], predicted: Mapping[str, Sequence[Annotation]]) -> StatementScores:
    """Scores over a directory; an article without predictions counts as one where nothing was found."""
    total = StatementScores()
    for article in gold:
        total.articles += 1
        for annotator in article.annotators:
            one = score_article(article.text, annotator, predicted.get(article.id, ()), 1 / len(article.annotators))
            for key, counted in one.counts.items():
                total.counts[key] = total.counts.get(key, Counted()) + counted
    return total


def render_scores(scores: StatementScores) -> str:
    """A plain table: F1 of each measure, a column for each class of content."""
    lines = [f"{scores.articles} articles, F1", f"{'':12}" + "".join(f"{k:>10}" for k in CLASSES)]
    lines += [f"{m:12}" + "".join(f"{scores.f1(m, k):10.3f}" for k in CLASSES) for m in MEASURES]
    return "\n".join(lines)


_MARKED = re.compile(r"⟦(\d+)([csq])(?:\^(\d+))?\|(.*?)⟧", re.DOTALL)


def read_marked(source: str) -> tuple[GoldArticle, ...]:
    """Read passages annotated in the running text, as under evaluation/foreign_statements.

    Args:
        source: passages, each opened by a line ``# name``; lines that begin with ``=`` are comments.

    >>> (passage,) = read_marked("# a\\n⟦1s|She⟧ ⟦1q|said⟧ ⟦1c|no⟧.")
    >>> passage.text, passage.annotators[0][0].content
    ('She said no.', ((9, 11),))
    """
    plain = "\n".join(line for line in source.split("\n") if not line.startswith("="))
    articles = []
    for block in re.split(r"^# ", plain, flags=re.MULTILINE)[1:]:
        name, _, body = block.partition("\n")
        body = body.strip("\n")
        text, at = "", 0
        parts: dict[int, dict[str, list[CharSpan]]] = {}
        shared: dict[int, int] = {}
        for m in _MARKED.finditer(body):
            words = m[4]
            text += body[at : m.start()]
            begin = len(text) + len(words) - len(words.lstrip())
            text += words
            parts.setdefault(int(m[1]), {}).setdefault(m[2], []).append((begin, len(text.rstrip())))
            if m[3]:
                shared[int(m[1])] = int(m[3])
            at = m.end()
        text += body[at:]
        statements = []
        for number, spans in sorted(parts.items()):
            source_spans = spans.get("s") or parts.get(shared.get(number, -1), {}).get("s", [])
            statements.append(
                Annotation(content=tuple(spans["c"]), source=tuple(source_spans), cue=tuple(spans.get("q", ())))
            )
        articles.append(GoldArticle(id=name.strip(), text=text, annotators=(tuple(statements),)))
    return tuple(articles)
