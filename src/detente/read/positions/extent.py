"""The words of a position, how strong they are, and which positions are one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.read.positions.draft import ArticleContext, Draft, DraftCondition
from detente.read.positions.stand import Stand
from detente.records import Statement

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


def subtree_bounds(token: Token) -> tuple[int, int]:
    """Character offsets of all that hangs on the word."""
    last = token.right_edge
    return token.left_edge.idx, last.idx + len(last)


def strength_of(article: ArticleContext, sent: Span, stand: Stand, conditions: Iterable[DraftCondition]) -> str | None:
    """The words that make the stand strong or weak ("fully"), as they stand near it."""
    found = []
    doc = sent.doc
    start = max(sent.start, stand.token.i - 8)
    for index in range(start, min(sent.end, stand.token.i + 12)):
        token = doc[index]
        rows = article.frames.strengths.get(token.lower_)
        if rows is None or any(c.start <= token.idx < c.end for c in conditions):
            continue
        for words, _ in rows:
            if [t.lower_ for t in doc[index : index + len(words)]] == list(words):
                head = token.head
                near = abs(index - stand.token.i) <= 3 or head in (stand.token, stand.clause)
                if near or (len(words) > 1):
                    found.append(doc[index : index + len(words)].text)
                break
    return ", ".join(found) or None


def extent_of(
    sent: Span, stand: Stand, conditions: Iterable[DraftCondition], around: list[Statement]
) -> tuple[int, int]:
    """The words of the position: the clause, with its conditions, not beyond what is said."""
    start, end = subtree_bounds(stand.clause)
    for condition in conditions:
        start, end = min(start, condition.start), max(end, condition.end)
    for statement in around[:1]:
        for content in statement.content:
            if content.start <= stand.token.idx < content.end:
                start, end = max(start, content.start), min(end, content.end)
    text = sent.doc.text
    while end > start + 1 and text[end - 1] in " .,;\n":
        end -= 1
    while start < end - 1 and text[start] in " ,;\n":
        start += 1
    return start, end


def merged(drafts: list[Draft]) -> list[Draft]:
    """One position a holder, issue and stance in one statement or sentence, with the conditions of all."""
    out: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        place = draft.statement or draft.sentence
        key = (draft.holder, draft.issue, draft.stance, place, draft.reported_by)
        known = out.get(key)
        if known is None:
            out[key] = draft
            continue
        starts = {c.start for c in known.conditions}
        out[key] = replace(
            known,
            conditions=(*known.conditions, *(c for c in draft.conditions if c.start not in starts)),
            toward=known.toward or draft.toward,
            strength=known.strength or draft.strength,
            start=min(known.start, draft.start),
            end=max(known.end, draft.end),
            words=tuple(dict.fromkeys((*known.words, *draft.words))),
            confidence=max(known.confidence, draft.confidence),
        )
    return list(out.values())
