"""Statements of a parsed text as plain character spans: usable without the rest of the pipeline.

doc = detente.parse.parse(text, nlp)
for found in find_statements(doc, load_tagger()):
    print(found.source, found.cue, found.content)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from detente.read.statements.candidates import Candidate
from detente.read.statements.chooser import find_attributions
from detente.read.statements.circumstances import load_frames
from detente.read.statements.cue_book import load_cue_book
from detente.read.statements.decode import Range
from detente.read.statements.features import TokenTable, table_of
from detente.read.statements.gate import worth_reading
from detente.read.statements.nested import CONFIDENCE as NESTED_CONFIDENCE
from detente.read.statements.nested import find_nested
from detente.read.statements.quotation_marks import Quotation
from detente.read.statements.shape import CLOSING, INSIDE, OPENING
from detente.read.statements.tagger import Tagger
from detente.read.statements.transcripts import Speech, find_speeches

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CharSpan = tuple[int, int]
Attribution = tuple[Candidate, tuple[float, ...]]  # with the chooser's probabilities
# Of 14 speeches found in PolNeAR train 14 are in the gold; three in four is what so few allow to say.
TRANSCRIPT_CONFIDENCE = 0.75
_FRAME = re.compile(r"[^,()]+\([^()]*\),\s+")
_COMPLAINT_AFTER = 4  # words from the verb of a complaint that is suffered to its noun
_BEFORE_VENUE = frozenset({"at", "in", "during", "on", "via", "through", "after", "by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStatement:
    """Who said what, in character offsets; None where the text names no source or has no cue.

    Attributes:
        kind: ``direct``, ``mixed`` or ``indirect``: all, some or none of the words stand inside quotation marks.
        confidence: calibrated probability that content and source are right.
        rule: what found it: ``tagger``, ``transcript`` or ``nested``.
        raw: what the chooser says: that content and source are right, the content exact, the content about right.
        within: number, in the order found, of the statement that this one is part of.
    """

    content: tuple[CharSpan, ...]
    source: CharSpan | None
    cue: CharSpan | None
    kind: str
    confidence: float
    rule: str = "tagger"
    raw: tuple[float, ...] = ()
    within: int | None = None


def find_statements(
    doc: Doc, tagger: Tagger, body: CharSpan | None = None, *, read_all: bool = False
) -> tuple[FoundStatement, ...]:
    """Find the statements of a text, in order of their contents.

    Args:
        doc: its parse; offsets are those of ``doc.text``.
        tagger: the model, as :func:`~detente.read.statements.tagger.load_tagger` gives it.
        body: the part to read; None for all of it.
        read_all: read sentences too that show no sign of a statement (twice the time, hardly more found).
    """
    text = doc.text
    table = table_of(doc, tagger.space, text)
    if not len(table):
        return ()
    keep = np.ones(len(table), np.bool_) if read_all else worth_reading(table, tagger.gate)
    if body is not None:
        keep &= (table.starts >= body[0]) & (table.starts < body[1])
    scores = tagger.score(table, keep)
    attributions = find_attributions(
        table, scores.tags, scores.links, tagger.link_weights, tagger.space, tagger.chooser
    )
    venue = load_frames().venue_pattern
    attributions = _with_rest(table, attributions)
    found = [_found(table, c, _verbal(table, c.cue, venue), judged) for c, judged in attributions]
    speeches = find_speeches(text, *(body or (0, len(text))))
    return _nest(
        doc,
        _as_uttered(doc, text, _with_clauses(doc, _without_frames(doc, text, _without_targets(doc, found)))),
        speeches,
        table,
    )


def _with_rest(table: TokenTable, attributions: list[Attribution]) -> list[Attribution]:
    """A quotation that opens right after an attribution goes on with its speaker, where nobody else is given it.

    "“We left,” the envoy said. “We will not come back.": the tagger may pass over what no mark closes.
    """
    taken = {t for c, _ in attributions for b, e in (*c.content, c.cue) for t in range(b, e)}
    quote, paragraphs, out = table.quote.tolist(), table.paragraphs.tolist(), []
    for c, judged in attributions:
        last, stop = c.content[-1][1], max(c.cue[1], c.source[1] if c.source else 0)
        opens = stop + 1
        if (
            last <= c.cue[0]
            and quote[last - 1] == CLOSING
            and opens < len(table)
            and table.words[stop] == "."
            and quote[opens] == OPENING
            and paragraphs[opens] == paragraphs[stop]
        ):
            end = opens + 1
            while end < len(table) and paragraphs[end] == paragraphs[opens] and quote[end] >= INSIDE:
                end += 1
                if quote[end - 1] in (OPENING, CLOSING):
                    break
            if not taken & set(range(opens, end)):
                c = replace(c, content=(*c.content, (opens, end)))
        out.append((c, judged))
    return out


def _with_clauses(doc: Doc, found: list[FoundStatement]) -> list[FoundStatement]:
    """Contents up to the comma before their attribution, where a subordinate clause of theirs was left out.

    "They will sign | once the text is there, the envoy said": nobody but the envoy says when they will sign.
    """
    taken = [p for f in found for p in (*f.content, f.source, f.cue) if p is not None]
    out = []
    for f in found:
        begin, end = f.content[-1]
        follows = [p[0] for p in (f.source, f.cue) if p is not None]
        stop = min(follows, default=0)
        gap = doc.char_span(end, stop, alignment_mode="contract") if end < stop else None
        if f.kind == "indirect" and gap is not None and not any(end <= b < stop for b, _ in taken):
            words = [t for t in gap if not t.is_space]
            if (
                len(words) > 2
                and words[-1].text == ","
                and words[0].dep_ in ("mark", "advmod")
                and any(t.dep_ == "advcl" for t in words)
                and not any(t.is_quote or t.is_sent_start for t in words)
            ):
                f = replace(f, content=(*f.content[:-1], (begin, words[-2].idx + len(words[-2]))))
        out.append(f)
    return out


def _without_frames(doc: Doc, text: str, found: list[FoundStatement]) -> list[FoundStatement]:
    """Plain contents without an opening phrase that is explained in brackets: the brackets are the writer's.

    "During the talks (on May 3 and June 1), | both sides listed their worries, the envoy said." PolNeAR train has no
    such sentence for the tagger to learn from.
    """
    out = []
    for f in found:
        begin, end = f.content[0]
        frame = _FRAME.match(text, begin, end) if f.kind == "indirect" else None
        first = doc.char_span(begin, begin + 1, alignment_mode="expand") if frame else None
        if frame and first is not None and first[0].is_sent_start and first[0].dep_ == "prep":
            f = replace(f, content=((frame.end(), end), *f.content[1:]))
        out.append(f)
    return out


def _without_targets(doc: Doc, found: list[FoundStatement]) -> list[FoundStatement]:
    """Statements without a source that the words are aimed at: "the ministry | faced criticism for | the delay".

    Of 21 such in PolNeAR train, read by networks that had not seen them, 2 were right, and 8.5 have no source.
    """
    frames, out = load_frames(), []
    for f in found:
        cue = doc.char_span(*f.cue, alignment_mode="expand") if f.cue and f.source else None
        if cue is not None and f.source is not None:
            noun = next((t for t in cue if t.pos_ == "NOUN" and _lemma(t) in frames.complaints), None)
            before = doc[max(cue.sent.start, noun.i - _COMPLAINT_AFTER) : noun.i] if noun is not None else ()
            if any(
                f.source[1] <= t.idx and (_lemma(t) == "under" if t.pos_ == "ADP" else _lemma(t) in frames.suffered)
                for t in before
            ):
                f = replace(f, source=None)
        out.append(f)
    return out


def _lemma(token: Token) -> str:
    return (token.lemma_ or token.text).lower()


def _as_uttered(doc: Doc, text: str, found: list[FoundStatement]) -> list[FoundStatement]:
    """An indirect statement that goes on in quotation marks after a participle is rendered mixed as a whole.

    "The road is open, the envoy said, mentioning villages that “nobody guards”": two contents, one utterance.
    """
    out = list(found)
    for k, (one, other) in enumerate(pairwise(found)):
        if one.kind != "indirect" or other.kind == "indirect" or one.source != other.source or other.cue is None:
            continue
        cue = doc.char_span(*other.cue, alignment_mode="expand")
        same_sentence = one.cue is not None and "\n\n" not in text[one.cue[0] : other.cue[0]]
        if cue is not None and cue.root.tag_ == "VBG" and cue.root.dep_ == "advcl" and same_sentence:
            out[k] = replace(one, kind="mixed")
    return out


def _nest(
    doc: Doc, found: list[FoundStatement], speeches: tuple[Speech, ...], table: TokenTable
) -> tuple[FoundStatement, ...]:
    """Speeches of a transcript around what was found in them, then what contents report in turn."""
    outer = [_spoken(s, table) for s in speeches]
    free = [f for f in found if not any(_overlap(f, o) for o in outer)]
    inner = [f for f in found if f.source is not None and any(_inside(f, o) for o in outer)]
    level = sorted([*free, *outer], key=lambda f: f.content)
    nested = [replace(f, within=next(k for k, o in enumerate(level) if _inside(f, o))) for f in inner]
    book = load_cue_book()
    for number, f in enumerate(level):
        if f.rule != "tagger":
            continue
        for b, e in f.content:
            nested += [
                FoundStatement(
                    content=(i.content,),
                    source=i.source,
                    cue=i.cue,
                    kind=_kind_at(table, i.content),
                    confidence=round(NESTED_CONFIDENCE * f.confidence, 4),
                    rule="nested",
                    within=number,
                )
                for i in find_nested(doc, b, e, book)
            ]
    return (*level, *nested)


def _overlap(a: FoundStatement, b: FoundStatement) -> bool:
    return any(s < f and e < g for s, g in a.content for e, f in b.content) or a.source == b.source


def _inside(a: FoundStatement, b: FoundStatement) -> bool:
    parts = [*a.content, *([a.source] if a.source else []), *([a.cue] if a.cue else [])]
    return all(any(s <= x and y <= e for s, e in b.content) for x, y in parts)


def _spoken(speech: Speech, table: TokenTable) -> FoundStatement:
    return FoundStatement(
        content=speech.content,
        source=speech.source,
        cue=speech.cue,
        kind="direct" if any(_kind_at(table, c) == "direct" for c in speech.content) else "indirect",
        confidence=TRANSCRIPT_CONFIDENCE,
        rule="transcript",
    )


def _kind_at(table: TokenTable, span: CharSpan) -> str:
    b, e = (int(i) for i in np.searchsorted(table.starts, span))
    return kind_of(table, ((b, e),))


def _verbal(table: TokenTable, cue: Range, venue: re.Pattern[str]) -> Range:
    """A cue without the occasion at its end: "said | at a news conference"."""
    for i in range(cue[0] + 1, cue[1]):
        if table.words[i].lower() in _BEFORE_VENUE and venue.search(" ".join(table.words[i + 1 : cue[1]])):
            return cue[0], i
    return cue


def _found(table: TokenTable, c: Candidate, cue: Range, judged: tuple[float, ...]) -> FoundStatement:
    def chars(span: Range) -> CharSpan:
        return int(table.starts[span[0]]), int(table.ends[span[1] - 1])

    return FoundStatement(
        content=tuple(chars(r) for r in c.content),
        source=chars(c.source) if c.source else None,
        cue=chars(cue),
        kind=kind_of(table, c.content),
        confidence=judged[0],
        raw=judged,
    )


def kind_of(table: TokenTable, content: tuple[Range, ...]) -> str:
    """``direct`` where nine in ten of the content's words stand inside quotation marks, ``mixed`` where some do."""
    quoted = plain = 0
    for b, e in content:
        for state, word in zip(table.quote[b:e].tolist(), table.words[b:e], strict=True):
            if word[:1].isalnum():
                quoted += state in (2, 5)
                plain += state not in (2, 5)
    if not quoted:
        return "indirect"
    return "direct" if plain <= 0.1 * (quoted + plain) else "mixed"


def unclosed(quotations: tuple[Quotation, ...]) -> tuple[Quotation, ...]:
    """Quotations that no mark closes and that no next paragraph takes up again."""
    return tuple(q for q in quotations if not q.closed and not q.continues)
