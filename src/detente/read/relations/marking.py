"""Mark who acts and who is acted upon in a sentence, the one way training and reading share.

The relation model sees the sentence with four marker tokens around the two texts::

    [unused1]Ukraine[unused2] accuses [unused3]Russia[unused4] of sending tanks.

BERT's vocabulary keeps those ``[unusedN]`` entries free for such use.  This module needs nothing but the
standard library, so the training code and the reader mark with the very same function.
"""

from __future__ import annotations

import re

SOURCE_OPEN, SOURCE_CLOSE, TARGET_OPEN, TARGET_CLOSE = "[unused1]", "[unused2]", "[unused3]", "[unused4]"
MARKERS = (SOURCE_OPEN, SOURCE_CLOSE, TARGET_OPEN, TARGET_CLOSE)

CharSpan = tuple[int, int]


def find_occurrences(sentence: str, words: str) -> tuple[CharSpan, ...]:
    """Find where `words` stands in `sentence`, whole words first.

    Case is kept at first and ignored only where nothing was found with it.

    Args:
        sentence: The sentence, any length.
        words: The text to look for; surrounding blanks are ignored.

    Returns:
        Half-open character spans in reading order; empty where the words are absent or blank.
    """
    wanted = words.strip()
    if not wanted:
        return ()
    plain = _find_plain(sentence, wanted)
    if plain:
        return plain
    pattern = r"\s+".join(re.escape(part) for part in wanted.split())
    left = r"(?<!\w)" if wanted[0].isalnum() else ""
    right = r"(?!\w)" if wanted[-1].isalnum() else ""
    for flags in (re.NOFLAG, re.IGNORECASE):
        for attempt in (left + pattern + right, pattern):
            spans = tuple(m.span() for m in re.finditer(attempt, sentence, flags))
            if spans:
                return spans
    return ()


def _find_plain(sentence: str, wanted: str) -> tuple[CharSpan, ...]:
    """Whole words just as they are written: the usual case, without compiling a pattern for it."""
    spans = []
    at = sentence.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        before = at > 0 and wanted[0].isalnum() and _in_word(sentence[at - 1])
        after = end < len(sentence) and wanted[-1].isalnum() and _in_word(sentence[end])
        if before or after:
            at = sentence.find(wanted, at + 1)
        else:
            spans.append((at, end))
            at = sentence.find(wanted, end)
    return tuple(spans)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _apart(one: CharSpan, other: CharSpan) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def locate_pair(sentence: str, source: str, target: str) -> tuple[CharSpan | None, CharSpan | None]:
    """Locate source and target text in a sentence by string search.

    Where a text occurs more than once, the first pair that does not overlap is taken, earliest source first;
    where every pair overlaps ("Iraqi" in "Iraqi fighters"), the first of each.

    Returns:
        Two half-open character spans; None where a text is blank or not in the sentence.
    """
    sources, targets = find_occurrences(sentence, source), find_occurrences(sentence, target)
    for one in sources:
        for other in targets:
            if _apart(one, other):
                return one, other
    return (sources[0] if sources else None), (targets[0] if targets else None)


def crop(
    sentence: str, source: CharSpan | None, target: CharSpan | None, *, limit: int = 500
) -> tuple[str, CharSpan | None, CharSpan | None]:
    """Cut a very long sentence down to the words around its pair, which the model would else not reach.

    Args:
        limit: characters to keep; about 110 word pieces.

    Returns:
        The piece and the two spans in it; what was given where the sentence is short, names no pair, or the pair
        alone is longer than `limit`.
    """
    spans = [s for s in (source, target) if s is not None]
    if len(sentence) <= limit or not spans:
        return sentence, source, target
    first, last = min(s[0] for s in spans), max(s[1] for s in spans)
    spare = limit - (last - first)
    if spare <= 0:
        return sentence, source, target
    # What follows a pair tells more of what was done than what goes before.
    start = max(0, min(first - spare // 3, len(sentence) - limit))
    end = min(len(sentence), start + limit)
    if start and (blank := sentence.rfind(" ", start, first)) >= 0:
        start = sentence.find(" ", start, blank + 1) + 1
    if end < len(sentence) and (blank := sentence.rfind(" ", last, end)) >= 0:
        end = blank

    def moved(span: CharSpan | None) -> CharSpan | None:
        return None if span is None else (span[0] - start, span[1] - start)

    return sentence[start:end], moved(source), moved(target)


def mark(sentence: str, source: CharSpan | None, target: CharSpan | None) -> str:
    """Write the marker tokens around source and target.

    Args:
        sentence: The sentence.
        source: Half-open character span of the actor, or None where there is none.
        target: The same for the recipient.

    Returns:
        The sentence with blanks inside collapsed to one; spans may nest or overlap.  Marker tokens that a text
        from outside brings along are broken up.
    """
    cuts: list[tuple[int, int, int, str]] = []
    for span, opening, closing in ((source, SOURCE_OPEN, SOURCE_CLOSE), (target, TARGET_OPEN, TARGET_CLOSE)):
        if span is None:
            continue
        start, end = span
        # At one place, closings go before openings; of two openings the longer span's goes first.
        cuts.append((start, 1, -(end - start), opening))
        cuts.append((end, 0, end - start, closing))
    pieces: list[str] = []
    at = 0
    for place, _, _, token in sorted(cuts):
        pieces += [sentence[at:place].replace("[unused", "[ unused"), f" {token} "]
        at = place
    pieces.append(sentence[at:].replace("[unused", "[ unused"))
    return " ".join("".join(pieces).split())
