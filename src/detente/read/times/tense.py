"""Whether a weekday or month that names no year lies before or after publication.

"Officials met on Tuesday" looks back and "officials will meet on Tuesday" looks ahead; the nearest verb that governs
the expression tells. This is done on words alone, so that times can be read without a parse; looking the governing verb
up in spaCy's parse was tried and was right no more often (docs/quality/times.md).
"""

from __future__ import annotations

from typing import Literal

from detente.read.times.grammar import Grammar
from detente.read.times.tokens import Tokens

Direction = Literal["past", "future"]

# How far to look for a verb, in words. Sentences of news agencies rarely put more between verb and date.
_BACK = 18
_AHEAD = 14


def _cue(tokens: Tokens, i: int, grammar: Grammar) -> Direction | None:
    """What the word at ``i`` says about time, if anything."""
    key = tokens.items[i].key
    values = grammar.values
    previous = tokens.items[i - 1].key if i else ""
    if key in values["willverb"] and tokens.items[i].word != "May":
        following = tokens.items[i + 1].key if i + 1 < len(tokens) else ""
        # "would have met", "could have been"
        return "past" if following == "have" else "future"
    following = tokens.items[i + 1].key if i + 1 < len(tokens) else ""
    if key == "to" and (previous in values["planverb"] or following == "be"):
        return "future"
    if key == "set" and following in ("for", "to"):
        return "future"
    # A participle after "be" says nothing by itself: what stands before "be" does.
    before = tokens.items[i - 2].key if i > 1 else ""
    if previous in ("be", "being", "is", "are") or (previous in values["fn"] and before == "be"):
        return "future" if key in values["futureverb"] else None
    if key in values["futureverb"]:
        return None if previous in ("the", "a", "its", "their") else "future"  # "the start of the year"
    if key in values["pastverb"]:
        return "past"
    if len(key) > 4 and key.endswith("ed") and not key.startswith("un") and tokens.items[i].word.islower():
        return "past"
    return None


def direction_of_preposition(tokens: Tokens, begin: int) -> Direction | None:
    """What "until", "as soon as" or "starting" right before an expression say, whatever the verb.

    "Extended the deadline until Tuesday" looks ahead. At the head of a sentence ("Until Thursday, they had not ...")
    the verb decides.
    """
    first = tokens.bounds[0][begin]
    before = [t.key for t in tokens.items[max(first, begin - 3) : begin]]
    if not before or begin - 1 == first:
        return None
    if before[-1] in ("until", "till", "by", "starting", "beginning"):
        return "future"
    return "future" if before[-1] == "as" and before[-2:-1] and before[-2] in ("soon", "early", "late") else None


def direction_of_words(tokens: Tokens, begin: int, end: int, grammar: Grammar) -> Direction | None:
    """Past or future by the words around ``tokens[begin:end]``; None where no verb tells.

    The verb before the expression in its own sentence governs it, unless the expression opens its clause, when the
    verb that follows does.
    """
    first, last = tokens.bounds[0][begin], tokens.bounds[1][end - 1]
    if end < len(tokens) and tokens.items[end].key == "'s":
        return "past"  # "Wednesday's ruling"
    back: Direction | None = None
    opens = True
    for i in range(begin - 1, max(first, begin - _BACK) - 1, -1):
        key = tokens.items[i].key
        back = _cue(tokens, i, grammar)
        if back is not None:
            break
        if key in (",", ";", "--", '"', ":") and i < begin - 1 and opens:
            # Nothing but small words since the comma: the expression opens its clause.
            ahead = _ahead(tokens, end, last, grammar)
            if ahead is not None:
                return ahead
        if key not in grammar.values["fn"] and key not in grammar.values["approx"]:
            opens = False
    if back is not None:
        return back
    return _ahead(tokens, end, last, grammar)


def _ahead(tokens: Tokens, end: int, last: int, grammar: Grammar) -> Direction | None:
    for i in range(end, min(last, end + _AHEAD)):
        found = _cue(tokens, i, grammar)
        if found is not None:
            return found
    return None
