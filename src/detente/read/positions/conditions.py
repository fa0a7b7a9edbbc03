"""Finding conditions: the clause, with the words that introduce it, and the verb that it hangs on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.read.positions.ending import TRAILING, cut, next_break, way_end
from detente.read.positions.frames import Frames, Introducer
from detente.read.positions.words import word_list
from detente.records import ConditionKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# What lasts, so that something else can wait for its end.
_LASTING = word_list("lasting")
# After these "if" asks whether.
ASKING = word_list("asking")
LENGTHS = word_list("lengths")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCondition:
    """A condition, not yet tied to a position.

    Attributes:
        start, end: token bounds, half-open, the introducing words included.
        head: the verb or noun that the introducer leads to.
        governor: the token that the clause hangs on; None where the parse gives none.
        introducer: the line of conditions.tsv.
    """

    start: int
    end: int
    head: Token
    governor: Token | None
    introducer: Introducer

    @property
    def kind(self) -> ConditionKind:
        """What ties it to what depends on it."""
        return self.introducer.kind

    def holds(self, token: Token) -> bool:
        """Whether the token stands inside, after the introducing words."""
        return self.start + len(self.introducer.words) <= token.i < self.end

    def tells_time_of(self, verb: Token) -> bool:
        """ "After Chad demanded it": what was done, not what is asked for."""
        return self.introducer.words[-1] in ("after", "when") and verb == self.head and verb.tag_ == "VBD"

    @property
    def opens_negative(self) -> bool:
        """ "not until", "not before": what depends on it will not be before."""
        return self.introducer.words[0] == "not"


def find_conditions(
    sent: Span, frames: Frames, times: frozenset[int], ends: tuple[int, ...] = ()
) -> list[FoundCondition]:
    """Conditions of a sentence in order of text.

    Args:
        times: indices of tokens that are part of a time expression.
        ends: token indices at which no clause goes on: where a quotation or what is said ends.
    """
    found: list[FoundCondition] = []
    doc = sent.doc
    i = sent.start
    while i < sent.end:
        introducer = _introducer(doc, i, sent.end, frames)
        if introducer is None:
            i += 1
            continue
        width = len(introducer.words)
        condition = None
        if introducer.needs != "never":
            condition = _read(doc, sent, i, i + width, introducer, times, ends, frames)
            if condition is not None and introducer.words == ("while",) and _contrasts(sent, condition):
                condition = None
        if condition is not None:
            found.append(condition)
        i += width if condition is not None or introducer.needs == "never" else 1
    return _apart(found)


def _contrasts(sent: Span, condition: FoundCondition) -> bool:
    """ "The UN deplored it, while the League condemned it": no condition; "not while they stay here" is one."""
    before = sent.doc[condition.start - 1] if condition.start > sent.start else None
    return condition.head.lemma_ not in _LASTING and (
        before is None or before.is_punct or before.lower_ in ("and", "but")
    )


def _introducer(doc: Doc, i: int, end: int, frames: Frames) -> Introducer | None:
    for introducer in frames.introducers.get(doc[i].lower_, ()):
        words = introducer.words
        if i + len(words) <= end and all(doc[i + n].lower_ == w for n, w in enumerate(words)):
            return introducer
    return None


def _read(
    doc: Doc,
    sent: Span,
    start: int,
    after: int,
    introducer: Introducer,
    times: frozenset[int],
    ends: tuple[int, ...],
    frames: Frames,
) -> FoundCondition | None:
    if introducer.form == "alone":
        return FoundCondition(
            start=start, end=after, head=doc[after - 1], governor=doc[start].head, introducer=introducer
        )
    if after >= sent.end:
        return None
    if introducer.form == "inverted":
        return _inverted(doc, sent, start, introducer, ends)
    if introducer.form == "list":
        if doc[after].text != ":":
            return None
        return FoundCondition(
            start=start,
            end=cut(doc, after, sent.end, ends),
            head=doc[after - 1],
            governor=_governor(doc[after - 1], start),
            introducer=introducer,
        )
    word = doc[after - 1]
    before = doc[start - 1] if start > sent.start else None
    if introducer.words == ("if",) and before is not None and before.lemma_ in ASKING:
        return None  # "We do not know if ..."
    if introducer.words == ("when",) and before is not None and before.lower_ in ("for", "than"):
        return None
    if word.lower_ in ("provided", "providing") and introducer.form == "clause" and _gives(word, sent.end):
        return None
    if doc[after].lower_ in ("which", "whom", "that") and introducer.words[-1] in (
        "after",
        "before",
        "until",
        "without",
    ):
        return None
    if introducer.form == "time":
        return _time(doc, sent, start, after, introducer, times)
    head = _head(doc, sent, start, after, introducer)
    if head is None:
        # The parse does not help: up to the next comma or the end of what is said.
        end = next_break(doc, after, sent.end)
        if end <= after:
            return None
        return FoundCondition(
            start=start,
            end=cut(doc, after, end, ends),
            head=doc[after],
            governor=_above(doc, start, after),
            introducer=introducer,
        )
    if introducer.words == ("while",) and (not _has_subject(head) or start == sent.start):
        return None  # "While Chad denies it, ..." grants something; it does not ask for it.
    if introducer.form == "clause" and introducer.needs and not _clausal(head, word):
        # "after talks", "before the summit", "when in doubt" tell time; "after the release of the hostages" may not.
        if not (
            introducer.needs in ("future", "negative")
            and introducer.words[-1] in ("after", "before")
            and (head.lemma_.lower() in frames.deeds or _any(introducer, head))
        ):
            return None
        if head.i in times:
            return None
    subtree = [t.i for t in head.subtree if t.i >= start]
    right = max(subtree, default=head.i) + 1
    if introducer.form == "way":
        right = max(right, way_end(doc, head, right, sent.end))
        if right <= after:
            return None
    if introducer.form == "clause" and head.pos_ in ("VERB", "AUX") and head.tag_ != "VBG" and not _has_subject(head):
        # "as soon as required conditions emerge": the parse took a modifier for the verb; the clause goes on.
        right = max(right, next_break(doc, right, sent.end))
    elif introducer.form == "noun" and right < sent.end and doc[right].lower_ in ("and", "or"):
        # "in return for oil and a pledge": what is joined may hang elsewhere in the parse.
        stop = next_break(doc, right, sent.end)
        if not any(t.pos_ in ("VERB", "AUX") for t in doc[right:stop]):
            right = stop
    right = cut(doc, after, min(right, sent.end), ends)
    if right <= after:
        return None
    return FoundCondition(start=start, end=right, head=head, governor=_governor(head, start), introducer=introducer)


def _gives(word: Token, end: int) -> bool:
    """The verb, no condition: "has provided few details", "it provided arms", "provided to Chad", "providing help"."""
    doc = word.doc
    if any(c.dep_ in ("aux", "auxpass") and word.i - 3 <= c.i < word.i for c in word.children):
        return True
    if word.tag_ == "VBD" and any(c.dep_ == "nsubj" and c.i < word.i for c in word.children):
        return True
    if word.i + 1 < end and doc[word.i + 1].lower_ in ("to", "by", "with"):
        return True
    verbs = (t.tag_ in ("VBZ", "VBP", "VBD", "VBN", "MD", "VB") for t in doc[word.i + 1 : next_break(doc, word.i, end)])
    return word.lower_ == "providing" and not any(verbs)


def _any(introducer: Introducer, noun: Token) -> bool:
    """ "before any talks": not a time, but what must wait."""
    return introducer.words[-1] == "before" and any(c.lower_ == "any" for c in noun.children)


def _has_subject(verb: Token) -> bool:
    auxiliaries = (c for c in verb.children if c.dep_ in ("aux", "auxpass"))
    return any(c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for v in (verb, *auxiliaries) for c in v.children)


def _clausal(head: Token, word: Token) -> bool:
    return head.pos_ in ("VERB", "AUX") and head != word


def _head(doc: Doc, sent: Span, start: int, after: int, introducer: Introducer) -> Token | None:
    """The verb or noun that the introducer leads to."""
    word = doc[after - 1]
    if introducer.form == "way":
        return doc[after - 1]
    if introducer.words == ("without",) or introducer.form == "noun":
        below = next((c for c in word.children if c.dep_ in ("pobj", "pcomp") and c.i >= after), None)
        if below is not None:
            return below
    for index in range(after - 1, start - 1, -1):
        token = doc[index]
        if (
            token.dep_ in ("mark", "advmod", "prep", "cc", "preconj")
            and token.head.i >= after
            and token.head.i < sent.end
            and _is_clause(token.head)
        ):
            return token.head
        below = next(
            (
                c
                for c in token.children
                if c.i >= after and c.dep_ in ("advcl", "ccomp", "pcomp", "acl", "relcl", "pobj", "xcomp", "conj")
            ),
            None,
        )
        if below is not None and (below.dep_ != "conj"):
            return below
    # "once sanctions were lifted": the mark may hang elsewhere; the first verb to the right whose subtree reaches back.
    for index in range(after, min(sent.end, after + 25)):
        token = doc[index]
        if token.is_punct and token.text in (",", ";", "."):
            return None
        if _is_clause(token) and token.left_edge.i >= start and token.left_edge.i <= after:
            return token
    return None


def _is_clause(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") or any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in token.children)


def _governor(head: Token, start: int) -> Token | None:
    token = head
    for _ in range(6):
        if token.head == token:
            return None
        token = token.head
        if token.i < start or token.i > head.right_edge.i:
            return token
    return None


def _above(doc: Doc, start: int, after: int) -> Token | None:
    token = doc[start]
    for _ in range(6):
        if token.head == token:
            return None
        token = token.head
        if not start <= token.i < after:
            return token
    return None


def _were_to(token: Token) -> Token | None:
    """The verb of "Were the sanctions to be lifted, ...", where "were" is the verb of a clause that others hang on."""
    if token.dep_ not in ("advcl", "ccomp", "csubj", "ROOT") or not any(
        c.dep_ in ("nsubj", "nsubjpass", "expl") and c.i > token.i for c in token.children
    ):
        return None
    inside = (t for t in token.subtree if t.i > token.i and t.tag_ in ("VB", "VBN"))
    verb = next((t for t in inside if any(c.lower_ == "to" and c.dep_ == "aux" for c in t.children)), None)
    return verb if verb is not None and token.head.i > verb.i else None


def _inverted(doc: Doc, sent: Span, start: int, introducer: Introducer, ends: tuple[int, ...]) -> FoundCondition | None:
    """ "Should Chad agree, ...", ", should Chad agree"."""
    token = doc[start]
    before = doc[start - 1] if start > sent.start else None
    opens = before is None or before.is_punct or before.is_quote or before.lower_ in ("that", "and", "but")
    verb = _were_to(token) if introducer.words[0] == "were" else None
    if verb is None and (token.dep_ not in ("aux", "ROOT", "auxpass") or token.head.i <= token.i):
        return None
    if not opens:
        return None
    if verb is not None:
        return FoundCondition(
            start=start,
            end=cut(doc, start + 1, max(next_break(doc, verb.i, sent.end), verb.i + 1), ends),
            head=verb,
            governor=_governor(token, start),
            introducer=introducer,
        )
    verb = token.head
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "expl")), None)
    if subject is None or not token.i < subject.i < verb.i or verb.tag_ not in ("VB", "VBN"):
        return None
    if introducer.words[0] != "should" and verb.tag_ != "VBN":
        return None
    right = next_break(doc, verb.i, sent.end)
    if verb.dep_ not in ("advcl",) and right >= sent.end - 1 and before is None:
        return None
    right = max(right, verb.i + 1)
    governor = _governor(verb, start)
    return FoundCondition(
        start=start, end=cut(doc, start + 1, right, ends), head=verb, governor=governor, introducer=introducer
    )


def _time(
    doc: Doc, sent: Span, start: int, after: int, introducer: Introducer, times: frozenset[int]
) -> FoundCondition | None:
    head = next(
        (c for t in doc[start:after] for c in t.children if c.dep_ in ("pobj", "npadvmod") and c.i >= after), None
    )
    end = after
    while end < sent.end and (
        end in times or doc[end].lower_ in ("the", "a", "an", "of", "end", "last", "next", "this", "coming", "on")
    ):
        end += 1
    if not any(i in times for i in range(after, end)):
        return None
    while end > after and end - 1 not in times and doc[end - 1].lower_ in ("the", "of", "on", "a", "an"):
        end -= 1
    word = doc[after - 1]
    last = doc[end - 1]
    if head is not None and head.i >= end:
        return None  # "By a 2015 deal": not by when.
    if word.lower_ == "by" and last.lemma_ in LENGTHS and any(c.dep_ == "nummod" for c in last.children):
        return None  # "by five years": how long, not by when.
    governor = word.head if word.dep_ in ("prep", "mark", "agent", "pcomp") else _governor(word, start)
    return FoundCondition(start=start, end=end, head=head or doc[end - 1], governor=governor, introducer=introducer)


def _apart(found: list[FoundCondition]) -> list[FoundCondition]:
    """Conditions that do not overlap: an outer one ends where the next begins, unless that lies inside it."""
    out: list[FoundCondition] = []
    for condition in found:
        previous = out[-1] if out else None
        if previous is None or condition.start >= previous.end:
            out.append(condition)
            continue
        joins = previous.introducer.words == condition.introducer.words or condition.introducer.form == "clause"
        room = condition.start - previous.start > len(previous.introducer.words) + 1
        if joins and room and not previous.head.is_ancestor(condition.head):
            end = condition.start
            while end > previous.start + 1 and all(c in TRAILING for c in previous.head.doc[end - 1].text):
                end -= 1
            out[-1] = replace(previous, end=end)
            out.append(condition)
    return out
