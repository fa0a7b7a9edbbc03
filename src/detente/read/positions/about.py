"""What a stand is about: from the words that name issues to the one that it takes up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.read.events.syntax import is_passive, is_verb
from detente.read.issues import Taxonomy
from detente.read.positions.stand import Stand
from detente.read.positions.taken_up import Later, taken_up
from detente.read.positions.words import word_list
from detente.reading import Reading
from detente.records import Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# Where an issue was found, from the surest to the least sure.
OBJECT = "issue of what it is about"
CLAUSE = "issue named in the clause"
ASIDE = "issue named in a clause inside"
SENTENCE = "issue named in the sentence"
STATEMENT = "issue named in the statement"
CONDITION = "issue named in its condition"
STATE = "issue of a state it is directed at"
BEFORE = "issue of the sentence before"
PARAGRAPH = "issue of the paragraph before"
NOT_TAKEN_UP = "issue of the sentence before, not taken up"
ONLY = "only issue of the article"
TAKEN_UP = "issue that its words take up"
AGAIN_BESIDE = "issue that the same word stood beside before"

# How near, in characters, a theme and what it is about stand together; and what ties them.
NEAR = 60
# How often an article names the conflict that it is about.
OFTEN = 3
# Issues that are told of without saying what they are on.
TALKS = frozenset(("peace_process", "summit"))
ABOUT = frozenset(("on", "over", "about", "concerning", "regarding", "for"))
PLACES = frozenset(("in", "from", "over", "of", "for", "to"))
# How many words may stand between a matter and the place of it ("troops out of Transnistria").
MOST_BETWEEN = 3
# Prepositions that lead from a predicate to what it is about, not to a time, a place or a reason.
LEADING = word_list("leading")
# Prepositions that add a time, a reason or a manner to what is said.
ADDING = word_list("adding")
_COMPLEMENTS = frozenset(("dobj", "obj", "attr", "oprd", "xcomp", "ccomp", "dative", "prt", "acomp", "pcomp", "pobj"))
# What points back to something said before.
_POINTING = frozenset(["it", "this", "that", "these", "those", "them", "so", "such", "either", "both"])
_GENERIC = word_list("generic")
_DETERMINED = frozenset(["the", "this", "that", "these", "those", "such", "its", "their", "his", "her", "any"])


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueWord:
    """Words that name an issue, by character offsets.

    Attributes:
        specific: whether the issue is that of a named conflict, territory or state.
        theme: whether it yields to such a one close by.
        located: whether it yields to such a one that is its place.
    """

    start: int
    end: int
    issue: str
    specific: bool
    theme: bool
    located: bool


class IssueWords:
    """The issue words of one article in order of text."""

    def __init__(self, reading: Reading, taxonomy: Taxonomy, later: Later) -> None:
        words: list[IssueWord] = []
        ids: dict[str, str] = {}
        for tag in reading.issues:
            issue = taxonomy.by_name(tag.issue)
            specific = issue is not None and not issue.yields and (bool(issue.states) or issue.templated)
            theme = issue is not None and issue.yields
            located = issue is not None and issue.located
            ids[tag.issue] = issue.id if issue is not None else tag.issue
            words.extend(
                IssueWord(start=s.start, end=s.end, issue=tag.issue, specific=specific, theme=theme, located=located)
                for s in tag.spans
            )
        self.all = sorted(words, key=lambda w: (w.start, -w.end, w.issue))
        self._starts = [w.start for w in self.all]
        self._ids = ids
        self._places = {
            tag.issue: frozenset(issue.states)
            for tag in reading.issues
            if (issue := taxonomy.by_name(tag.issue)) is not None and issue.states and not issue.yields
        }
        self._states = [(m.span.start, a.split(".")[0]) for m in reading.mentions for a in m.actors]
        self.times = {tag.issue: len(tag.spans) for tag in reading.issues}
        self._later = [
            (
                generic,
                IssueWord(start=t.idx, end=t.idx + len(t), issue=issue, specific=False, theme=False, located=False),
            )
            for t, issue, generic in taken_up(reading.sents, self.all, ids, later)
        ]

    def between(self, start: int, end: int) -> list[IssueWord]:
        """Those that lie wholly between the offsets."""
        return [w for w in self.all[bisect_right(self._starts, start - 1) :] if w.start < end and w.end <= end]

    def is_talks(self, word: IssueWord) -> bool:
        """Whether the word names talks or peace and not what they are on."""
        return self._ids[word.issue] in TALKS

    def conflict_of(self, start: int, end: int, before: int) -> str | None:
        """The conflict that talks told of between the offsets are on, where the words do not name it.

        It is the one named last since ``before``, or most in the article, if a state of it stands in the words.
        """
        here = {state for at, state in self._states if start <= at < end}
        named = [w.issue for w in self.between(before, start) if w.issue in self._places]
        chief = max(self._places, key=lambda i: (self.times.get(i, 0), i), default=None)
        if chief is not None and self.times.get(chief, 0) >= OFTEN:
            named.insert(0, chief)
        return next((i for i in reversed(named) if self._places[i] & here), None)

    def taken_up(self, start: int, end: int, *, generic: bool) -> list[IssueWord]:
        """Words between the offsets that take up an issue named before, ``generic`` ones that say nothing alone."""
        return [w for g, w in self._later if g == generic and start <= w.start < end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An issue, where it was found, and whether what the stand is about points back to something said before.

    Attributes:
        steps: in the parse from the words that name the issue up to the stand; None where they do not hang on it.
        topic: whether the sentence opens by saying that it is about this ("as for the refugees, ...").
    """

    issue: str
    where: str
    pointing: bool
    steps: int | None = None
    topic: bool = False


def find_issue(
    words: IssueWords,
    sent: Span,
    stand: Stand,
    conditions: Iterable[tuple[int, int]],
    around: list[Statement],
    previous: tuple[Span, ...],
) -> Found | None:
    """The issue nearest to what the stand is about, and where it was found; None where it takes up none."""
    asked = list(conditions)

    def found(near: list[IssueWord], where: str) -> Found:
        word = nearest(near, stand, sent, whole)
        if words.is_talks(word) and not any(w.specific for w in whole):
            start = previous[0].start_char if previous else sent.start_char
            conflict = words.conflict_of(sent.start_char, sent.end_char, start)
            word = replace(word, issue=conflict) if conflict is not None else word
        root = _root(sent.doc, word)
        topic = root is not None and _opens(root)
        steps = stand.steps_from(root, most=20) if root is not None else None
        return Found(issue=word.issue, where=where, pointing=pointing, steps=steps, topic=topic)

    pointing = _points_back(stand)
    whole = [
        w
        for w in words.between(sent.start_char, sent.end_char)
        if not any(start <= w.start < end for start, end in asked)
    ]
    ranked: dict[str, list[IssueWord]] = {OBJECT: [], CLAUSE: [], ASIDE: [], SENTENCE: []}
    for word in whole:
        ranked[_place(sent.doc, word, stand)].append(word)
    matters = [w for w in ranked[OBJECT] if not _names_party(sent.doc, w, stand)]
    if any(not w.theme and not w.located for w in matters):
        ranked[OBJECT] = matters  # "Expects Baku to free the prisoners": on prisoners.
    for where in (OBJECT, CLAUSE):
        if ranked[where]:
            return found(ranked[where], where)
    for generic in (False, True):
        later = [
            w
            for w in words.taken_up(sent.start_char, sent.end_char, generic=generic)
            if not any(start <= w.start < end for start, end in asked) and _place(sent.doc, w, stand) == OBJECT
        ]
        if later:
            return found(later, AGAIN_BESIDE if generic else TAKEN_UP)
    for where in (ASIDE, SENTENCE):
        if ranked[where]:
            return found(ranked[where], where)
    inside = [w for start, end in asked for w in words.between(start, end)]
    for statement in around[:1]:
        said = [w for c in statement.content for w in words.between(c.start, c.end) if w not in inside]
        if said:
            return found(said, STATEMENT)
    if inside:
        return found(inside, CONDITION)
    rejected = is_passive(stand.token) and any(
        _points(c) for c in stand.token.children if c.dep_ == "nsubjpass"
    )  # "The offer was turned down by Chad."
    alone = _stands_by_itself(stand, bool(asked)) or pointing or rejected
    pointing = pointing or rejected
    if not alone and ("loose" in stand.frame.flags or stand.frame.pos not in ("v", "a", "p")):
        return None
    for distance, sentence in enumerate(reversed(previous)):
        if distance and not alone:
            return None
        here = words.between(sentence.start_char, sentence.end_char)
        if distance and any(h.lower_ in ("it", "this", "that") for h in theme_heads(stand)):
            break  # "It" is hardly ever what stands two sentences back.
        if here:
            # What the sentence before was about, is what comes first in it.
            where = (BEFORE if distance == 0 else PARAGRAPH) if alone else NOT_TAKEN_UP
            return Found(issue=here[0].issue, where=where, pointing=pointing)
    only = {w.issue for w in words.all}
    if len(only) == 1:
        return Found(issue=only.pop(), where=ONLY, pointing=pointing)
    return None


def _root(doc: Doc, word: IssueWord) -> Token | None:
    span = doc.char_span(word.start, word.end, alignment_mode="expand")
    return span.root if span is not None else None


def _names_party(doc: Doc, word: IssueWord, stand: Stand) -> bool:
    """Whether the words name who is to do something, not what: "expects [Baku] to free them"."""
    token = _root(doc, word)
    if token is None or token.pos_ != "PROPN" or not word.specific:
        return False
    head = token.head
    if head.dep_ == "prep":
        return head.lower_ in ("on", "upon", "to") and token.dep_ == "pobj" and head.head == stand.token
    if token.dep_ in ("dobj", "dative"):
        return head == stand.token and any(c.dep_ in ("xcomp", "ccomp") for c in head.children)
    return token.dep_ == "nsubj" and head.dep_ in ("ccomp", "xcomp") and head.head == stand.token


def _place(doc: Doc, word: IssueWord, stand: Stand) -> str:
    token = _root(doc, word)
    if token is None:
        return SENTENCE
    if token.i in (stand.token.i, stand.clause.i):
        return OBJECT
    noun = _antecedent(stand)
    if noun is not None and (noun.i == token.i or (noun.is_ancestor(token) and token.i < stand.clause.left_edge.i)):
        return OBJECT
    if _opens(token):
        return OBJECT
    aside = beside = False
    for _ in range(20):
        head = token.head
        if head.i in (stand.token.i, stand.clause.i):
            if aside:
                return ASIDE
            where = _arriving(token, stand)
            return CLAUSE if beside and where == OBJECT else where
        if head == token:
            return SENTENCE
        aside = aside or (token.dep_ in ("relcl", "parataxis", "dep", "advcl", "appos") and not _to(token))
        beside = beside or (token.dep_ == "prep" and token.lower_ in ADDING)
        token = head
    return SENTENCE


def _opens(token: Token) -> bool:
    """ "As for the refugees, the matter should ...": what a sentence opens with is what it is about."""
    start = token.sent.start
    words = [t.lower_ for t in token.doc[start : start + 2]]
    if words not in (["as", "for"], ["as", "to"]) and words[:1] not in (["regarding"], ["concerning"]):
        return False
    stop = next((t.i for t in token.sent if t.text == ","), start)
    return token.i < stop


def _antecedent(stand: Stand) -> Token | None:
    """The noun that the stand is about, where a relative pronoun stands for it: "the deal, which Chad opposed"."""
    verb = stand.clause
    while verb.dep_ in ("xcomp", "ccomp", "conj") and verb.head != verb:
        verb = verb.head
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return verb.head
    if verb.dep_ != "relcl":
        return None
    relative = any(
        t.lower_ in ("which", "that")
        and t.dep_ in ("dobj", "pobj", "nsubjpass")
        and (stand.token.is_ancestor(t) or stand.clause.is_ancestor(t))
        for t in verb.subtree
    )
    bare = not any(c.dep_ in ("dobj", "ccomp", "xcomp") or c.tag_ == "WDT" for c in stand.token.children)
    return verb.head if relative or bare else None


def _arriving(child: Token, stand: Stand) -> str:
    """How the words hang on the stand, by the child of it that they stand under."""
    if child.dep_ in _COMPLEMENTS or (child.dep_ in ("advcl", "acl") and _to(child)):
        return OBJECT
    if child.dep_ in ("nsubj", "nsubjpass", "csubj"):
        passive = child.dep_ == "nsubjpass" or is_passive(stand.token)
        # The holder's own name, and what describes it, is not what the stand is about.
        return OBJECT if stand.speaker or passive or not stand.subjects else SENTENCE
    if child.dep_ == "agent":
        return SENTENCE  # The holder again: "rejected by the Human Rights Council".
    if child.dep_ == "prep" and child.i > stand.token.i:
        return OBJECT if child.lower_ == stand.frame.preposition or child.lower_ in LEADING else CLAUSE
    if child.dep_ in ("compound", "amod", "poss", "nmod", "relcl", "acl"):
        return OBJECT if child.dep_ not in ("relcl", "acl") else ASIDE
    if child.dep_ in ("conj", "advcl", "parataxis"):
        return SENTENCE if is_verb(child) else CLAUSE
    return CLAUSE


def _to(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def theme_heads(stand: Stand) -> list[Token]:
    """The words that the stand takes for its object: "it" in "rejected it", "plan" in "is against the plan"."""
    heads = [
        c
        for c in stand.token.children
        if c.dep_ in ("dobj", "obj", "attr", "intj") or (c.dep_ == "nsubjpass" and not stand.subjects)
    ]
    for owner in (stand.token, stand.clause):
        for child in owner.children:
            if child.dep_ in ("prep", "agent") and child.lower_ == stand.frame.preposition and child.i >= stand.token.i:
                heads.extend(c for c in child.children if c.dep_ == "pobj")
    if stand.frame.pos == "p":
        last = stand.token.doc[stand.token.i + len(stand.frame.word.split()) - 1]
        heads.extend(c for c in last.children if c.dep_ == "pobj")
    return heads


def _points_back(stand: Stand) -> bool:
    heads = theme_heads(stand)
    if not heads:
        # "Demanded that it be reversed", "refused to discuss the idea".
        clauses = [c for c in stand.token.children if c.dep_ in ("ccomp", "xcomp") and c.i > stand.token.i]
        heads = [c for v in clauses for c in v.children if c.dep_ in ("dobj", "nsubjpass")]
    return any(_points(head) for head in heads)


def _points(head: Token) -> bool:
    """Whether the words take up something said before: "it", "the proposal"."""
    if head.lower_ in _POINTING:
        return True
    return head.lemma_.lower() in _GENERIC and any(
        c.dep_ in ("det", "poss") and c.lower_ in _DETERMINED for c in head.children
    )


def _stands_by_itself(stand: Stand, conditional: bool) -> bool:
    """Whether a stand without its issue may take that of a sentence before.

    "We are ready", "we will, if they stop", "it depends on ...": not every "he wants" and "it refused" of a story.
    """
    first = any(t.lower_ in ("we", "i", "us") for t in stand.subjects)
    return (stand.frame.pos == "a" and first) or ((first or stand.frame.pos in ("a", "x")) and conditional)


def nearest(words: list[IssueWord], stand: Stand, sent: Span, beside: list[IssueWord]) -> IssueWord:
    """The nearest issue; a general theme gives way to what it is about ("talks on Kashmir", "talks on the dam").

    Args:
        beside: the other issue words of the sentence, to which it may give way.
    """
    at = stand.token.idx
    ordered = sorted(words, key=lambda w: (abs(w.start - at), -(w.end - w.start)))
    first = ordered[0]
    text = sent.doc.text
    around = sorted(
        {*ordered, *(w for w in beside if w.start > at)}, key=lambda w: (abs(w.start - at), -(w.end - w.start), w.issue)
    )
    following = [w for w in around if w != first and first.end <= w.start < first.start + NEAR]
    if first.theme:
        close = [w for w in around if w.specific and abs(w.start - first.start) < NEAR]
        if close:
            return close[0]
        for word in following:
            between = text[first.end : word.start].split()
            if not word.theme and between and between[0] in ABOUT:
                return word
    if first.located:
        for word in following:
            between = text[first.end : word.start].split()
            if word.specific and len(between) <= MOST_BETWEEN and PLACES & set(between):
                return word
    return first
