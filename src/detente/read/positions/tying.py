"""Which conditions a stand depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.positions.conditions import FoundCondition
from detente.read.positions.draft import ArticleContext, DraftCondition
from detente.read.positions.ending import find_listed
from detente.read.positions.holders import Holders
from detente.read.positions.outlook import is_future, is_negative
from detente.read.positions.stand import Stand
from detente.reading import Reading
from detente.records import ConditionKind, Stance

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# These tell time as often as condition: they must hang on the stand itself.
TIMELIKE = frozenset((("after",), ("while",), ("when",), ("once",), ("before",)))


def without_overlaps(conditions: list[DraftCondition]) -> list[DraftCondition]:
    """Without those that overlap an earlier one in the list."""
    out: list[DraftCondition] = []
    for condition in conditions:
        if not any(condition.start < o.end and o.start < condition.end for o in out):
            out.append(condition)
    return out


def ends_of_speech(reading: Reading, sent: Span) -> tuple[int, ...]:
    """Token indices where a quotation or what somebody said ends."""
    out = set()
    for statement in reading.statements:
        for content in statement.content:
            if sent.start_char <= content.end <= sent.end_char + 1:
                words = reading.doc.char_span(content.start, content.end, alignment_mode="contract")
                if words is not None:
                    out.add(words.end)
    out.update(
        t.i
        for t in sent
        if t.text == "”" or (t.text == '"' and (t.whitespace_ or t.i + 1 == sent.end or t.nbor().is_punct))
    )
    return tuple(sorted(out))


def tie_conditions(
    reading: Reading, sent: Span, stands: list[Stand], conditions: list[FoundCondition], article: ArticleContext
) -> dict[int, list[DraftCondition]]:
    """Conditions by the stand that depends on them: the nearest above in the parse, else the nearest beside it."""
    tied: dict[int, list[DraftCondition]] = {}
    for condition in conditions:
        stand = _depending(stands, condition)
        if stand is None or not _meets_needs(reading, stand, condition, article):
            continue
        doc = sent.doc
        start, last = doc[condition.start], doc[condition.end - 1]
        draft = DraftCondition(
            start=start.idx,
            end=last.idx + len(last),
            kind=condition.kind,
            by=_who_meets(condition, article.holders),
            refuses=condition.opens_negative,
            nominal=condition.introducer.form == "noun" or condition.head.pos_ in ("NOUN", "PROPN"),
            form=condition.introducer.form,
        )
        tied.setdefault(stand.token.i, []).append(draft)
    return tied


def _depending(stands: list[Stand], condition: FoundCondition) -> Stand | None:
    above: list[tuple[int, Stand]] = []
    for stand in stands:
        steps = stand.steps_from(condition.head, most=12)
        if steps is not None:
            above.append((steps, stand))
    if above:
        fewest = min(steps for steps, _ in above)
        return next(s for steps, s in above if steps == fewest)
    if condition.introducer.needs in ("demand", "stand") or condition.introducer.words in TIMELIKE:
        near = [
            s
            for s in stands
            if condition.governor is not None
            and (s.clause.is_ancestor(condition.governor) or s.clause == condition.governor)
        ]
    else:
        near = list(stands)
    before = [s for s in near if s.token.i < condition.start]
    if before:
        return max(before, key=lambda s: s.token.i)
    return min(near, key=lambda s: s.token.i, default=None)


def _meets_needs(reading: Reading, stand: Stand, condition: FoundCondition, article: ArticleContext) -> bool:
    needs = condition.introducer.needs
    if not needs:
        return True
    negative = stand.negated or stand.stance in (Stance.UNWILLING, Stance.OPPOSES) or is_negative(stand.clause)
    if needs == "negative":
        return (
            negative
            or (stand.frame.pos == "m" and condition.introducer.words == ("without",))
            or stand.stance in (Stance.DEMANDS, Stance.CONDITIONAL)
        )
    if needs == "stand":
        return True
    if needs == "demand":
        return (
            stand.stance in (Stance.DEMANDS, Stance.WILLING, Stance.OFFERS)
            or (stand.stance is Stance.CONDITIONAL and condition.introducer.words[-1] in ("until", "by", "within"))
            or (stand.stance is Stance.UNWILLING and condition.introducer.words[-1] in ("until", "before"))
        )
    if is_future(stand.clause) or stand.stance in (Stance.WILLING, Stance.UNWILLING, Stance.OFFERS, Stance.CONDITIONAL):
        # "agreed after talks", "refused when it was asked": what is over depends on nothing.
        # "was ready to go when they came home" may be reported speech; "pledged it when they came home" is a story.
        if condition.introducer.words == ("after",) and condition.head.tag_ == "VBG":
            return False  # "Ruled out border posts after leaving the Union": a time
        # "Will take office after he was elected": what is over is no condition of what will be.
        will = any(c.dep_ == "aux" and c.lower_ in ("will", "'ll", "’ll", "shall") for c in stand.clause.children)
        told = will or (stand.clause.tag_ == "VBD" and stand.frame.pos == "v")
        return not (told and _clause_is_past(condition))
    return False


def _clause_is_past(condition: FoundCondition) -> bool:
    head = condition.head
    return (
        head.tag_ == "VBD"
        or any(c.dep_ in ("aux", "auxpass") and c.tag_ == "VBD" for c in head.children)
        or head.pos_ in ("NOUN", "PROPN")
    )


def _who_meets(condition: FoundCondition, holders: Holders) -> str | None:
    """The subject of the clause, or the owner of what is asked for."""
    for token in condition.head.children:
        if token.dep_ in ("nsubj", "nsubjpass", "poss", "amod") and token.i >= condition.start:
            found = next(holders.of_token(token), None)
            if found is not None:
                return found.id
            owner = next((c for c in token.children if c.dep_ == "poss"), None)
            found = next(holders.of_token(owner), None) if owner is not None else None
            if found is not None:
                return found.id
    for token in condition.head.children:
        if token.lower_ in ("by", "from") and token.i >= condition.start:
            for inner in token.children:
                found = next(holders.of_token(inner), None)
                if found is not None:
                    return found.id
    return None


def frame_conditions(reading: Reading, sent: Span, stand: Stand, article: ArticleContext) -> list[DraftCondition]:
    """The condition that the frame itself brings: "hinges on ...", "set three preconditions: ..."."""
    where = stand.frame.condition
    doc = reading.doc
    if not where:
        return []
    if where == "list":
        nouns = [c for c in stand.token.children if c.dep_ in ("dobj", "obj", "nsubjpass")]
        return [
            DraftCondition(start=doc[a].idx, end=doc[b - 1].idx + len(doc[b - 1]), kind=ConditionKind.PROVIDED, by=None)
            for noun in nouns[:1]
            for a, b in find_listed(doc, sent, noun)
        ]
    token: Token | None
    if where == "obj":
        token = next((c for c in stand.token.children if c.dep_ in ("dobj", "obj")), None)
    else:
        token = next(
            (
                c
                for t in (stand.token, stand.clause)
                for c in t.children
                if c.lower_ == where and c.dep_ in ("prep", "dative", "prt")
            ),
            None,
        )
        if token is None:
            token = next((t for t in doc[stand.token.i : sent.end] if t.lower_ == where and t.dep_ == "prep"), None)
        elif stand.stance is Stance.CONDITIONAL and stand.frame.pos == "v":
            # "linked its consent to the plan to a pledge": the last is what it hangs on.
            later = [t for t in token.subtree if t.lower_ == where and t.dep_ == "prep" and t.i > token.i]
            token = later[-1] if later else token
    if token is None:
        return []
    start, end = token.left_edge.i if where == "obj" else token.i, token.right_edge.i + 1
    for cut in ends_of_speech(reading, sent):
        if start < cut < end:
            end = cut
            break
    while end > start + 1 and doc[end - 1].is_punct:
        end -= 1
    inner = next((c for c in token.children if c.dep_ in ("pobj", "pcomp")), token)
    by = None
    for child in inner.children:
        found = next(article.holders.of_token(child), None) if child.dep_ in ("poss", "nsubj", "amod") else None
        by = by or (found.id if found else None)
    return [
        DraftCondition(
            start=doc[start].idx, end=doc[end - 1].idx + len(doc[end - 1]), kind=ConditionKind.PROVIDED, by=by
        )
    ]


def tie_across(reading: Reading, sent: Span, before: Span, stand: Stand) -> DraftCondition | None:
    """ "Only then ..." hangs on the sentence before."""
    words = [t.lower_ for t in sent if not t.is_punct and not t.is_space][:3]
    if words[:2] == ["only", "then"]:
        kind = ConditionKind.ONCE
    elif words[:2] == ["until", "then"]:
        kind = ConditionKind.UNTIL
    elif words[:1] == ["otherwise"] or words[:2] == ["or", "else"] or words[:2] == ["if", "not"]:
        kind = ConditionKind.UNLESS
    else:
        return None
    start, end = before.start_char, before.end_char
    for statement in reading.statements:
        inside = [c for c in statement.content if start <= c.start and c.end <= end + 1]
        if inside:
            start, end = inside[0].start, inside[-1].end
            break
    while end > start + 1 and reading.article.text[end - 1] in ' .,\n"”':
        end -= 1
    return DraftCondition(start=start, end=end, kind=kind, by=None)
