"""From stands to positions: who holds it, on which issue, towards whom, what it depends on, who reports it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.read.events.syntax import is_verb
from detente.read.issues import Taxonomy
from detente.read.positions.about import (
    AGAIN_BESIDE,
    BEFORE,
    CLAUSE,
    OBJECT,
    PARAGRAPH,
    STATE,
    TAKEN_UP,
    Found,
    find_issue,
    theme_heads,
)
from detente.read.positions.bearing import AGAINST, bears, find_permitting, find_speaking, is_merely_hoped
from detente.read.positions.conditions import find_conditions
from detente.read.positions.confidence import Circumstances, confidence, signs
from detente.read.positions.draft import ArticleContext, Draft, DraftCondition
from detente.read.positions.extent import extent_of, merged, strength_of, subtree_bounds
from detente.read.positions.fitting import clauses_of
from detente.read.positions.frames import Frames
from detente.read.positions.holders import Capital, Holder
from detente.read.positions.introduced import UNLISTED
from detente.read.positions.modals import announced
from detente.read.positions.stances import find_stands
from detente.read.positions.stand import Stand
from detente.read.positions.toward import find_toward
from detente.read.positions.tying import ends_of_speech, frame_conditions, tie_across, tie_conditions, without_overlaps
from detente.read.positions.whose import OWN, as_candidates, attributed_to, find_holders, find_reporter, find_speaker
from detente.read.positions.words import word_list
from detente.reading import Reading
from detente.records import ConditionKind, Diagnostic, Kind, Stance, Statement

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# How many sentences back a stand may take its issue from.
SENTENCES_BACK = 2
# How sure a stand is that only says again what somebody said, given how sure the first is.
AGAIN = 0.95
# What two who do it together do with each other.
MUTUAL = frozenset(("agree", "commit", "undertake", "promise", "pledge"))
# What opens a condition and as often tells a time or a manner.
TIMELIKE = ("after ", "before ", "when ", "whenever ", "while ", "without ")
OPPOSITION = word_list("opposition")
REJOICING, SORROWING, FAILING = word_list("rejoicing"), word_list("sorrowing"), word_list("failing")


def find_drafts(
    reading: Reading,
    frames: Frames,
    taxonomy: Taxonomy,
    object_control: frozenset[str],
    weights: Mapping[str, float],
    capital: Capital,
) -> tuple[list[Draft], list[Diagnostic]]:
    """Positions in order of text, and what was met but could not be recorded."""
    article = ArticleContext(reading, frames, taxonomy, weights, capital)
    drafts: list[Draft] = []
    diagnostics: list[Diagnostic] = []
    for number, sent in enumerate(reading.sents):
        stands = find_stands(sent, frames, object_control)
        if not stands:
            continue
        ends = ends_of_speech(reading, sent)
        conditions = find_conditions(sent, frames, article.times, ends)
        # What stands inside a condition is what is asked for, not where anybody stands.
        stands = [s for s in stands if not any(c.holds(s.token) and not c.tells_time_of(s.clause) for c in conditions)]
        tied = tie_conditions(reading, sent, stands, conditions, article)
        previous = reading.sents[max(0, number - SENTENCES_BACK) : number]
        for stand in stands:
            own = tied.get(stand.token.i, [])
            own = without_overlaps([*frame_conditions(reading, sent, stand, article), *own])
            if number and not own and (tie := tie_across(reading, sent, previous[-1], stand)) is not None:
                if any(d.conditions and d.sentence == previous[-1].start for d in drafts):
                    continue  # It says again what the sentence before said with its condition.
                own = [tie]
            said = None
            if stand.needs_condition and not own:
                said = announced(stand)
                if said is None:
                    continue
            before = drafts[-1] if drafts and drafts[-1].sentence == sent.start else None
            found, problem = _drafts_of(article, sent, said or stand, own, previous, before)
            if said is not None and said.frame.pos == "m":
                found, problem = [d for d in found if _of_himself(article, said, d)], None
            drafts.extend(_said_again(d, drafts) for d in found)
            if problem is not None:
                diagnostics.append(problem)
    return merged(drafts), diagnostics


def _of_himself(article: ArticleContext, stand: Stand, draft: Draft) -> bool:
    """Whether it is the holder who says what he will do, and on what: "Chad said it would send troops to Mali"."""
    around = article.statements_at(stand.token.idx)
    speaking = find_speaking(article, around)
    if not around and draft.issue_from == OBJECT and all(t.pos_ == "PROPN" for t in stand.subjects):
        return True  # What the article says that Chad will do.
    return draft.holder in {h.id for h in speaking} and draft.issue_from == OBJECT and draft.reported_by is None


def _said_again(draft: Draft, before: list[Draft]) -> Draft:
    """As sure, nearly, as the same stand that it takes up: "Chad is ready for talks. We are open"."""
    if draft.issue_from not in (BEFORE, PARAGRAPH):
        return draft
    same = (draft.holder, draft.issue, draft.stance)
    told = max((d.confidence for d in before if (d.holder, d.issue, d.stance) == same), default=0.0)
    return replace(draft, confidence=max(draft.confidence, AGAIN * told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Whose stand it is, and on what.

    Attributes:
        holders: at least one.
        speaks: whether it is the stand of whoever says so, and so nobody else reports it.
        trade: whether what another may do is offered to him for something.
        inanimate: whether a thing is the subject ("no deal can work unless ...").
        found: the issue, and where it was found.
        issues: its name, and those of a coordination.
    """

    holders: list[Holder]
    speaks: bool
    trade: bool
    inanimate: bool
    found: Found
    issues: tuple[str, ...]


def _drafts_of(
    article: ArticleContext,
    sent: Span,
    stand: Stand,
    conditions: list[DraftCondition],
    previous: tuple[Span, ...],
    before: Draft | None,
) -> tuple[list[Draft], Diagnostic | None]:
    """The positions of one stand, one for each holder and issue; what was met but could not be recorded."""
    around = article.statements_at(stand.token.idx)
    matter = _matter_of(article, sent, stand, conditions, previous, before, around)
    if matter is None or isinstance(matter, Diagnostic):
        return [], matter
    pairs = itertools.product(matter.holders, matter.issues)
    return [_draft(article, sent, stand, conditions, around, matter, holder, issue) for holder, issue in pairs], None


def _matter_of(
    article: ArticleContext,
    sent: Span,
    stand: Stand,
    conditions: list[DraftCondition],
    previous: tuple[Span, ...],
    before: Draft | None,
    around: list[Statement],
) -> Matter | Diagnostic | None:
    """Whose stand it is and on what; None where it is none."""
    if any(s.verb_class == "ask" and s.kind is not Kind.INDIRECT and "?" in s.content[-1].text for s in around):
        return None
    if stand.frame.pos == "m" and is_merely_hoped(stand):
        return None
    # "No deal will work without trust" says how things are; "unless Chad agrees", where the speaker stands.
    clausal = any(c.kind is not ConditionKind.UNLESS or not c.nominal for c in conditions)
    attributed = attributed_to(article, stand) if stand.speaker else []
    allowed = [] if attributed else find_permitting(article, stand, around)
    holders = attributed or allowed or find_holders(article, stand, around, clausal)
    holders = as_candidates(article, stand, holders)
    if not holders:
        return _without_holder(article, stand) if conditions and not stand.needs_condition else None
    asked = [(c.start, c.end) for c in conditions]
    found = find_issue(article.issue_words, sent, stand, asked, around, previous)
    if found is None:
        return None
    if found.where not in (OBJECT, CLAUSE) and _against_its_state(article, stand, found, conditions):
        found = replace(found, where=STATE)
    if not bears(holders, stand, found, conditions, article, around):
        return None
    joined = _joined(article, stand, found.issue, asked) if found.where in (OBJECT, CLAUSE) else []
    name = found.issue
    own = found.where in (OBJECT, CLAUSE, TAKEN_UP, AGAIN_BESIDE)
    if before is not None and not own and before.holder in {h.id for h in holders}:
        # "opposes the sale and demands that it be cancelled": still on the sale.
        name = before.issue
    text = article.reading.article.text
    return Matter(
        holders=holders,
        speaks=stand.speaker and not attributed,
        # "Says Chad could halt its tests in exchange for relief": an offer to Chad.
        trade=bool(allowed)
        and any(text[c.start : c.end].lower().startswith(("in exchange", "in return")) for c in conditions),
        inanimate=stand.frame.pos == "m"
        and not stand.speaker
        and not any(list(article.holders.of_token(t)) for t in stand.subjects)
        and not any(t.lemma_.lower() in OWN or t.pos_ == "PRON" for t in stand.subjects),
        found=found,
        issues=(name, *joined),
    )


def _without_holder(article: ArticleContext, stand: Stand) -> Diagnostic:
    return Diagnostic(
        code="position_without_holder",
        message="a stand with a condition, but whose it is could not be read",
        span=article.reading.span(stand.token.idx, stand.token.idx + len(stand.token)),
    )


def _draft(
    article: ArticleContext,
    sent: Span,
    stand: Stand,
    conditions: list[DraftCondition],
    around: list[Statement],
    matter: Matter,
    holder: Holder,
    issue: str,
) -> Draft:
    """The position of one holder on one issue."""
    reported_by = None if matter.speaks else find_reporter(article, around, holder)
    start, end = extent_of(sent, stand, conditions, around)
    stance = Stance.OFFERS if matter.trade else _with_conditions(stand, conditions, matter.inanimate)
    at = _circumstances(article, sent, stand, holder, reported_by, around, conditions, issue, (start, end))
    found = tuple(signs(stand, matter.found, replace(at, stance=stance)))
    words = (stand.clause.text, stand.token.text) if stand.clause.i <= stand.token.i else (stand.token.text,)
    return Draft(
        holder=holder.id,
        spoken_by=holder.spoken_by or (None if reported_by else find_speaker(article, around, holder)),
        reported_by=reported_by,
        toward=_toward(article, sent, stand, conditions, around, holder, matter.holders, reported_by),
        issue=issue,
        issue_from=matter.found.where,
        stance=stance,
        negated=stand.negated,
        conditions=tuple(conditions),
        strength=strength_of(article, sent, stand, conditions),
        statement=around[0].id if around else None,
        sentence=sent.start,
        start=start,
        end=end,
        words=tuple(dict.fromkeys(words)),
        line=stand.frame.line,
        signs=found,
        confidence=confidence(found, article.weights),
    )


def _against_its_state(article: ArticleContext, stand: Stand, issue: Found, conditions: list[DraftCondition]) -> bool:
    """Whether a state that the issue is about is what the stand takes for its object, or has to meet its condition:
    "would strike Iraq unless it let the inspectors in"."""
    named = article.taxonomy.by_name(issue.issue)
    states = set(named.states) if named is not None else set()
    objects = {h.id.split(".")[0] for head in theme_heads(stand) for h in article.holders.of_token(head)}
    return bool(states & (objects | {c.by.split(".")[0] for c in conditions if c.by}))


def _circumstances(
    article: ArticleContext,
    sent: Span,
    stand: Stand,
    holder: Holder,
    reported_by: str | None,
    around: list[Statement],
    conditions: list[DraftCondition],
    issue: str,
    extent: tuple[int, int],
) -> Circumstances:
    named = article.taxonomy.by_name(issue)
    here = [w.start for w in article.issue_words.between(sent.start_char, sent.end_char) if w.issue == issue]
    times = article.issue_words.times
    return Circumstances(
        holder=holder.id,
        sure=holder.confidence,
        spoken=holder.spoken_by is not None,
        unlisted=(holder.spoken_by or holder.id).startswith(UNLISTED),
        reported=reported_by is not None,
        around=around,
        kinds=frozenset(c.kind for c in conditions),
        timelike=any(article.reading.article.text[c.start : c.end].lower().startswith(TIMELIKE) for c in conditions),
        domestic=named is not None and named.domestic,
        away=min((abs(start - stand.token.idx) for start in here), default=None),
        campaign=article.campaign,
        abroad=any(
            other.split(".")[0] not in (holder.id.split(".")[0], article.holders.country(holder.id))
            for _, other in article.holders.others(sent.start_char, sent.end_char, holder.id)
        ),
        sentences=len(article.reading.sents),
        named=times.get(issue, 0),
        chief=times.get(issue, 0) == max(times.values(), default=0),
        beside=len({w.issue for w in article.issue_words.between(*extent)} - {issue}),
        stance=stand.stance,
        in_a_way=any(c.form == "way" for c in conditions),
    )


def _with_conditions(stand: Stand, conditions: list[DraftCondition], inanimate: bool) -> Stance:
    """ "will accept if" is conditional where "is ready to accept if" is willing; so is "no deal works unless".

    Whoever backs the opposition to something opposes it; so does who welcomes that it failed.
    """
    reversing = {Stance.SUPPORTS: REJOICING, Stance.OPPOSES: SORROWING}.get(stand.stance, frozenset())
    if stand.frame.word in reversing and any(_fails(h) for h in theme_heads(stand)):
        return AGAINST[stand.stance]
    if stand.stance in AGAINST and not stand.frame.objects and any(_opposition(h) for h in theme_heads(stand)):
        return AGAINST[stand.stance]
    if not conditions:
        return stand.stance
    if (
        stand.frame.word == "modal"
        and stand.stance is Stance.CONDITIONAL
        and all(c.kind is ConditionKind.DEADLINE for c in conditions)
    ):
        return Stance.WILLING  # "Will trigger it by March"
    if inanimate and stand.negated:
        return Stance.CONDITIONAL
    if stand.frame.word == "must" and any(c.form in ("way", "list") for c in conditions):
        return Stance.CONDITIONAL
    if stand.frame.word == "should" and not stand.negated:
        return Stance.CONDITIONAL
    soft = (Stance.WILLING, Stance.SUPPORTS, Stance.DEMANDS, Stance.OFFERS)
    could = any(c.dep_ == "aux" and c.lower_ == "could" for c in stand.clause.children)
    if stand.frame.pos == "v" and (stand.future or could) and not stand.negated and stand.stance in soft:
        return Stance.CONDITIONAL
    if any(c.refuses for c in conditions) and stand.frame.pos == "m" and stand.stance is Stance.CONDITIONAL:
        return Stance.UNWILLING
    return stand.stance


def _opposition(noun: Token) -> bool:
    """ "Backs the opposition to the treaty", "Chad's refusal": not "supports the opposition", a party."""
    if noun.lemma_.lower() not in OPPOSITION:
        return False
    return noun.lemma_.lower() != "opposition" or any(
        c.lower_ in ("to", "against") or c.dep_ == "poss" for c in noun.children
    )


def _fails(noun: Token) -> bool:
    """ "The failure of the talks", "the rejection of the treaty"."""
    return noun.lemma_.lower() in FAILING and any(c.dep_ in ("prep", "poss", "compound") for c in noun.children)


def _joined(article: ArticleContext, stand: Stand, issue: str, asked: list[tuple[int, int]]) -> list[str]:
    """Further issues of a coordination ("opposes both the embargo and the base"), themes such as peace left out."""
    out: list[str] = []
    for head in theme_heads(stand):
        for token in head.conjuncts:
            if token.i < head.i or is_verb(token):
                continue
            start, end = subtree_bounds(token)
            later = [c.left_edge.idx for c in token.children if c.dep_ == "conj"]
            words = [
                w
                for w in article.issue_words.between(start, min([end, *later]))
                if not w.theme and not any(a <= w.start < b for a, b in asked)
            ]
            if words and words[0].issue not in (issue, *out):
                out.append(words[0].issue)
    return out


def _toward(
    article: ArticleContext,
    sent: Span,
    stand: Stand,
    conditions: list[DraftCondition],
    around: list[Statement],
    holder: Holder,
    holders: list[Holder],
    reported_by: str | None,
) -> str | None:
    """Whom it is directed at: another named in the clause, then in the statement; the other of two holders."""
    others = [h.id for h in holders if h.id != holder.id]
    if others and stand.frame.word in MUTUAL and not _with_a_third(stand):
        return others[0] if len(others) == 1 else None
    behind = article.holders.behind(reported_by) if reported_by else None
    sources = [s.source for s in around if s.source is not None]

    def skipped(offset: int) -> bool:
        return any(
            any(c.start <= m.span.start < c.end for c in conditions)
            or article.names_issue(m.span.start)
            or any(s.start <= m.span.start < s.end for s in sources)
            for m in article.reading.mentions
            if m.span.start <= offset < m.span.end
        )

    found = find_toward(stand, article.holders, holder.id, skipped)
    if found is not None:
        return found if found not in others else None  # "Requested by Chad and Niger"
    by = {c.by for c in conditions if c.by and c.by != holder.id}
    if len(by) == 1:
        return by.pop()
    if around:
        addressee = article.holders.behind(around[0].addressee)
        if addressee is not None and addressee != holder.id:
            return addressee
        # "We feel that they want to restore relations": with those who speak of "us".
        spoken = any(s.kind is not Kind.INDIRECT and _speaks_of_us(article, s) for s in around)
        return behind if spoken and behind != holder.id and behind is not None and len(behind) == 3 else None
    return None


def _with_a_third(stand: Stand) -> bool:
    """ "Chad and Niger pledged to cooperate with Mali": not with each other."""
    return stand.frame.word != "agree" and any(
        c.dep_ == "prep" and c.lower_ == "with" for v in clauses_of(stand.token) for c in v.children
    )


def _speaks_of_us(article: ArticleContext, statement: Statement) -> bool:
    doc = article.reading.doc
    spans = (doc.char_span(c.start, c.end, alignment_mode="expand") for c in statement.content)
    return any(t.lower_ in ("we", "us", "our", "ours") for words in spans if words is not None for t in words)
