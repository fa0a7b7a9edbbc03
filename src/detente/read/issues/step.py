"""The issues of an article, with the words that decided, per statement and per event."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from detente.config import Settings
from detente.read.issues.matching import Match, find_matches, find_set_words
from detente.read.issues.taxonomy import DOMESTIC, OFF_TOPIC_ARTICLE, STATE, Taxonomy, load_taxonomy
from detente.reading import Reading
from detente.records import Evidence, IssueTag

# How much one phrase proves, and the ceiling of all together; calibrated on the development part of
# evaluation/positions/gold.jsonl (docs/quality/positions.md).
STRONG, WEAK, MOST = 0.85, 0.3, 0.97
THRESHOLD = 0.5
# An article is about sport, shows or companies where so many different words of them stand in it, and at least one
# in so many words; then nothing in it is taken for diplomacy.
OFF_TOPIC_WORDS, OFF_TOPIC_EVERY = 2, 60
# An article is about politics at home where so many different words of parties and campaigns stand in it, and at least
# one in so many words.
DOMESTIC_WORDS, DOMESTIC_EVERY = 4, 150
_STATE_ID = re.compile(r"[A-Z]{3}")


class IssuesStep:
    """Tags an article with the issues of the taxonomy."""

    name = "issues"
    version = "7"
    requires: tuple[str, ...] = ("doc", "statements", "events")
    assigns: tuple[str, ...] = ("issues",)

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The taxonomy, loaded at first use."""
        return load_taxonomy(self._settings.lexicons.overlay)

    def __call__(self, reading: Reading) -> Mapping[str, tuple[IssueTag, ...]]:
        """Issues in order of confidence, then of text."""
        return {"issues": find_issues(reading, self.taxonomy)}


def find_issues(reading: Reading, taxonomy: Taxonomy) -> tuple[IssueTag, ...]:
    """The issues that the body of the article is about, the most certain first."""
    body = reading.article.body
    if body is None or is_off_topic(reading.article.text, body.start, body.end, taxonomy):
        return ()
    sentences = [(s.start_char, min(s.end_char, body.end)) for s in reading.sents]
    grouped: dict[tuple[str, str | None], list[Match]] = defaultdict(list)
    states = _states(reading)
    matches = list(find_matches(reading.article.text, sentences, taxonomy, states))
    matches = [_by_own_row(m, taxonomy) for m in matches]
    matches = [m for m in matches if not any(m.start <= at < m.end < end for at, (end, _) in states.items())]
    if is_domestic(reading.article.text, body.start, body.end, taxonomy):
        matches = _abroad(reading, matches, taxonomy)
    for match in matches:
        grouped[match.issue, match.state].append(match)
    tags = []
    for (issue_id, state), matches in grouped.items():
        confidence = confidence_of(matches)
        if confidence >= THRESHOLD:
            tags.append(_tag(reading, taxonomy, issue_id, state, matches, confidence))
    return tuple(sorted(tags, key=lambda t: (-t.confidence, t.spans[0].start, t.issue)))


def _by_own_row(match: Match, taxonomy: Taxonomy) -> Match:
    """ "The situation in Chad" under the row of that conflict, where the state has one of its own."""
    own = taxonomy.conflicts.get(match.state or "")
    templated = match.state is not None and taxonomy.issues[match.issue].templated
    return replace(match, issue=own, state=None) if templated and own is not None else match


def confidence_of(matches: list[Match]) -> float:
    """Noisy-or over different phrases: the same phrase twice proves no more than once, nearly.

    >>> strong = Match(issue="a", start=0, end=1, weak=False, phrase="x")
    >>> confidence_of([strong, strong])
    0.85
    """
    doubt = 1.0
    for _, weak in sorted({(m.phrase, m.weak) for m in matches}):
        doubt *= 1 - (WEAK if weak else STRONG)
    return round(min(MOST, 1 - doubt), 4)


def is_off_topic(text: str, start: int, end: int, taxonomy: Taxonomy) -> bool:
    """Whether the words between the offsets are about sport, shows or companies."""
    seen: dict[str, set[str]] = defaultdict(set)
    for owner, word in find_set_words(text, start, end, taxonomy, OFF_TOPIC_ARTICLE):
        seen[owner].add(word)
    length = max(1, text.count(" ", start, end) + 1)
    return any(len(words) >= OFF_TOPIC_WORDS and len(words) * OFF_TOPIC_EVERY >= length for words in seen.values())


def is_domestic(text: str, start: int, end: int, taxonomy: Taxonomy) -> bool:
    """Whether the words between the offsets are full of parties and campaigns."""
    words = find_set_words(text, start, end, taxonomy, (DOMESTIC,))
    length = max(1, text.count(" ", start, end) + 1)
    return len(words) >= DOMESTIC_WORDS and len(words) * DOMESTIC_EVERY >= length


def _abroad(reading: Reading, matches: list[Match], taxonomy: Taxonomy) -> list[Match]:
    """Without matches of issues flagged domestic that stand in a sentence without a sign of another state.

    Signs are a state other than the one named most, an international body, and an issue that is not flagged.
    """
    states = Counter(m.actor for m in reading.mentions if m.actor and _STATE_ID.fullmatch(m.actor))
    home = min(states, key=lambda s: (-states[s], s), default=None)
    signs = [
        m.span.start
        for m in reading.mentions
        if m.actor and m.actor != home and (_STATE_ID.fullmatch(m.actor) or m.actor.startswith("IGO."))
    ]
    signs += [m.start for m in matches if not m.weak and not taxonomy.issues[m.issue].domestic]
    sentences = {s.start_char: s for s in reading.sents}
    marked = {start for start, s in sentences.items() if any(start <= sign < s.end_char for sign in signs)}
    starts = sorted(sentences)
    return [
        m
        for m in matches
        if not taxonomy.issues[m.issue].domestic or starts[max(0, bisect_right(starts, m.start) - 1)] in marked
    ]


def _states(reading: Reading) -> dict[int, tuple[int, str]]:
    """Where a state is named, by name or adjective."""
    return {
        m.span.start: (m.span.end, m.actor)
        for m in reading.mentions
        if m.actor and m.kind in ("name", "demonym") and _STATE_ID.fullmatch(m.actor)
    }


def _tag(
    reading: Reading, taxonomy: Taxonomy, issue_id: str, state: str | None, matches: list[Match], confidence: float
) -> IssueTag:
    issue = taxonomy.issues[issue_id]
    spans = tuple(reading.span(m.start, m.end) for m in matches)
    name = issue.name
    if issue.templated and state:
        actor = reading.by_actor.get(state)
        name = name.replace(STATE, actor.name if actor else state)
    return IssueTag(
        issue=name,
        spans=spans,
        confidence=confidence,
        statements=tuple(
            s.id for s in reading.statements if any(part.overlaps(span) for part in s.content for span in spans)
        ),
        events=tuple(e.id for e in reading.events if any(e.sentence.overlaps(span) for span in spans)),
        why=Evidence(
            source=issue.line,
            version=taxonomy.version,
            words=tuple(dict.fromkeys(s.text for s in spans)),
            note="" if issue.templated or not any(m.weak for m in matches) else "some words only hint at it",
        ),
    )
