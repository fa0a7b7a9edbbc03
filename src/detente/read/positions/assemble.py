"""From stands to positions: who holds it, on which issue, towards whom, what it depends on, who reports it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.read.events.syntax import children, is_passive, is_verb
from detente.read.issues import Taxonomy, is_domestic
from detente.read.positions.about import CLAUSE, CONDITION, OBJECT, Found, IssueWords, find_issue, theme_heads
from detente.read.positions.conditions import FoundCondition, find_conditions, find_listed, is_future, is_negative
from detente.read.positions.confidence import Circumstances, confidence, signs
from detente.read.positions.frames import Frames
from detente.read.positions.holders import PRIVATE, Capital, Holder, Holders
from detente.read.positions.stances import CLAIMED, GUESSES, Stand, find_stands
from detente.read.positions.toward import find_toward
from detente.read.positions.words import word_list
from detente.reading import Reading
from detente.records import ConditionKind, Diagnostic, Kind, Stance, Statement

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# How many sentences back a stand may take its issue from.
SENTENCES_BACK = 2
# These tell time as often as condition: they must hang on the stand itself.
TIMELIKE = frozenset((("after",), ("while",), ("when",), ("once",), ("before",)))
# "The country", "the government", without a name: the speaker's.
OWN = word_list("own")
# What two who do it together do with each other.
MUTUAL = frozenset(("agree", "commit", "undertake", "promise", "pledge"))
# What somebody may give or withhold: a stand on it is its owner's.
CONSENT = word_list("consent")
# What opens a condition without which nothing goes.
FIRM = ("only", "but only", "once", "as soon as", "provided", "on condition", "in return", "in exchange", "unless")
AGAINST = {Stance.SUPPORTS: Stance.OPPOSES, Stance.OPPOSES: Stance.SUPPORTS}
OPPOSITION = word_list("opposition")
# What somebody takes of a matter, whose owner takes the stand that it is said to be.
VIEWS = word_list("views")
ACCUSED = frozenset(("accusation", "allegation", "charge", "insinuation", "rumor", "rumour", "suspicion"))
# "The two sides", "the Parties" without a name, and what they sign together.
JOINT, PAPERS = word_list("joint"), word_list("papers")
PRONOUNS = frozenset(["it", "they", "he", "she"])


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCondition:
    """A condition by character offsets.

    Attributes:
        by: who has to meet it.
        refuses: whether "not until" and the like open it.
        nominal: whether it is no clause.
        form: as in conditions.tsv.
    """

    start: int
    end: int
    kind: ConditionKind
    by: str | None
    refuses: bool = False
    nominal: bool = False
    form: str = "clause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A position before it is numbered."""

    holder: str
    spoken_by: str | None
    reported_by: str | None
    toward: str | None
    issue: str
    issue_from: str
    stance: Stance
    negated: bool
    conditions: tuple[DraftCondition, ...]
    strength: str | None
    statement: str | None
    sentence: int
    start: int
    end: int
    words: tuple[str, ...]
    line: str
    signs: tuple[str, ...]
    confidence: float


class _Article:
    """What is looked up again and again in one article."""

    def __init__(
        self, reading: Reading, frames: Frames, taxonomy: Taxonomy, weights: Mapping[str, float], capital: Capital
    ) -> None:
        self.reading = reading
        self.frames = frames
        self.taxonomy = taxonomy
        self.weights = weights
        body = reading.article.body
        self.campaign = body is not None and is_domestic(reading.article.text, body.start, body.end, taxonomy)
        self.holders = Holders(reading, capital)
        self.issue_words = IssueWords(reading, taxonomy)
        naming = {s.start_char for s in reading.sents if self.issue_words.between(s.start_char, s.end_char)}
        self.share = len(naming) / max(1, len(reading.sents))
        self.times = frozenset(
            t.i
            for timex in reading.times
            if timex.type in ("DATE", "TIME", "DURATION")
            for t in reading.doc.char_span(timex.start, timex.end, alignment_mode="expand") or ()
        )
        # Shorter statements first: of nested ones the inner speaks.
        self._statements = sorted(reading.statements, key=lambda s: sum(c.end - c.start for c in s.content))

    def names_issue(self, offset: int) -> bool:
        """Whether the word at the offset says what it is about or where from ("the Korean problem"), not to whom."""
        if self.reading.article.text[max(0, offset - 5) : offset] == "from ":
            return True
        return any(
            w.start <= offset < w.end and " " in self.reading.article.text[w.start : w.end]
            for w in self.issue_words.all
        )

    def statements_at(self, offset: int) -> list[Statement]:
        """Statements in whose content the offset lies, the inner first."""
        return [s for s in self._statements if any(c.start <= offset < c.end for c in s.content)]


def find_drafts(
    reading: Reading,
    frames: Frames,
    taxonomy: Taxonomy,
    object_control: frozenset[str],
    weights: Mapping[str, float],
    capital: Capital,
) -> tuple[list[Draft], list[Diagnostic]]:
    """Positions in order of text, and what was met but could not be recorded."""
    article = _Article(reading, frames, taxonomy, weights, capital)
    drafts: list[Draft] = []
    diagnostics: list[Diagnostic] = []
    for number, sent in enumerate(reading.sents):
        stands = find_stands(sent, frames, object_control)
        if not stands:
            continue
        ends = _ends(reading, sent)
        conditions = find_conditions(sent, frames, article.times, ends)
        # What stands inside a condition is what is asked for, not where anybody stands.
        stands = [s for s in stands if not any(c.holds(s.token) for c in conditions)]
        tied = _tie(reading, sent, stands, conditions, article)
        previous = reading.sents[max(0, number - SENTENCES_BACK) : number]
        for stand in stands:
            own = tied.get(stand.token.i, [])
            own = _apart([*_framed(reading, sent, stand, article), *own])
            if number and not own and (tie := _across(reading, sent, previous[-1], stand)) is not None:
                if any(d.conditions and d.sentence == previous[-1].start for d in drafts):
                    continue  # It says again what the sentence before said with its condition.
                own = [tie]
            if stand.needs_condition and not own:
                continue
            before = drafts[-1] if drafts and drafts[-1].sentence == sent.start else None
            found, problem = _drafts_of(article, sent, stand, own, previous, before)
            drafts.extend(found)
            if problem is not None:
                diagnostics.append(problem)
    return _merged(drafts), diagnostics


def _apart(conditions: list[DraftCondition]) -> list[DraftCondition]:
    """Without those that overlap an earlier one in the list."""
    out: list[DraftCondition] = []
    for condition in conditions:
        if not any(condition.start < o.end and o.start < condition.end for o in out):
            out.append(condition)
    return out


def _ends(reading: Reading, sent: Span) -> tuple[int, ...]:
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


def _tie(
    reading: Reading, sent: Span, stands: list[Stand], conditions: list[FoundCondition], article: _Article
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
        steps = _steps_up(condition.head, stand)
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


def _steps_up(head: Token, stand: Stand) -> int | None:
    token = head
    for steps in range(12):
        if token.i in (stand.token.i, stand.clause.i):
            return steps
        if token.head == token:
            return None
        token = token.head
    return None


def _meets_needs(reading: Reading, stand: Stand, condition: FoundCondition, article: _Article) -> bool:
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
        told = stand.clause.tag_ == "VBD" and stand.frame.pos == "v"
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


def _framed(reading: Reading, sent: Span, stand: Stand, article: _Article) -> list[DraftCondition]:
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
    for cut in _ends(reading, sent):
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


def _across(reading: Reading, sent: Span, before: Span, stand: Stand) -> DraftCondition | None:
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


def _drafts_of(
    article: _Article,
    sent: Span,
    stand: Stand,
    conditions: list[DraftCondition],
    previous: tuple[Span, ...],
    before: Draft | None,
) -> tuple[list[Draft], Diagnostic | None]:
    reading = article.reading
    around = article.statements_at(stand.token.idx)
    if any(s.verb_class == "ask" and s.kind is not Kind.INDIRECT and "?" in s.content[-1].text for s in around):
        return [], None
    if stand.speaker and stand.frame.pos == "m" and _merely_hoped(stand):
        return [], None
    # "No deal will work without trust" says how things are; "unless Chad agrees", where the speaker stands.
    clausal = any(c.kind is not ConditionKind.UNLESS or not c.nominal for c in conditions)
    attributed = _attributed(article, stand) if stand.speaker else []
    holders = attributed or _permitting(article, stand, around) or _holders(article, stand, around, clausal)
    if not holders:
        if conditions and (not stand.needs_condition):
            span = reading.span(stand.token.idx, stand.token.idx + len(stand.token))
            return [], Diagnostic(
                code="position_without_holder",
                message="a stand with a condition, but whose it is could not be read",
                span=span,
            )
        return [], None
    asked = [(c.start, c.end) for c in conditions]
    issue = find_issue(article.issue_words, sent, stand, asked, around, previous)
    if issue is None:
        return [], None
    if not _bears(holders, stand, issue, conditions, article, around):
        return [], None
    name, issue_from = issue.issue, issue.where
    joined = _joined(article, stand, name, asked) if issue_from in (OBJECT, CLAUSE) else []
    if before is not None and issue_from not in (OBJECT, CLAUSE) and before.holder in {h.id for h in holders}:
        # "opposes the sale and demands that it be cancelled": still on the sale.
        name = before.issue
    drafts = []
    inanimate = (
        {h.id for h in holders}
        if stand.frame.pos == "m"
        and not stand.speaker
        and not any(list(article.holders.of_token(t)) for t in stand.subjects)
        and not any(t.lemma_.lower() in OWN or t.pos_ == "PRON" for t in stand.subjects)
        else set()
    )
    for holder, about in itertools.product(holders, (name, *joined)):
        reported_by = None if stand.speaker and not attributed else _reporter(article, around, holder)
        start, end = _extent(sent, stand, conditions, around)
        found = tuple(
            signs(stand, issue, _circumstances(article, sent, stand, holder, reported_by, around, conditions, about))
        )
        drafts.append(
            Draft(
                holder=holder.id,
                spoken_by=holder.spoken_by or (None if reported_by else _speaker(article, around, holder)),
                reported_by=reported_by,
                toward=_toward(article, sent, stand, conditions, around, holder, holders, reported_by),
                issue=about,
                issue_from=issue_from,
                stance=_with_conditions(stand, conditions, holder.id in inanimate),
                negated=stand.negated,
                conditions=tuple(conditions),
                strength=_strength(article, sent, stand, conditions),
                statement=around[0].id if around else None,
                sentence=sent.start,
                start=start,
                end=end,
                words=tuple(
                    dict.fromkeys(
                        (stand.clause.text, stand.token.text)
                        if stand.clause.i <= stand.token.i
                        else (stand.token.text,)
                    )
                ),
                line=stand.frame.line,
                signs=found,
                confidence=confidence(found, article.weights),
            )
        )
    return drafts, None


def _bears(
    holders: list[Holder],
    stand: Stand,
    issue: Found,
    conditions: list[DraftCondition],
    article: _Article,
    around: list[Statement],
) -> bool:
    """Whether what was found can be a stand at all.

    "Must" and plans want their issue in their own clause; a deadline makes a promise conditional only where somebody
    says so of himself ("will fall within two years" is a prediction); and whoever backs or slams a person takes a stand
    on the person.
    """
    near = issue.where in (OBJECT, CLAUSE)
    if (stand.frame.word == "must" or "minor" in stand.frame.flags) and not (near or issue.pointing):
        return False
    modals = {c.lower_ for c in stand.clause.children if c.dep_ == "aux"}
    if stand.frame.pos == "m" and stand.needs_condition and modals & GUESSES:
        opening = [article.reading.article.text[c.start : c.end].lower() for c in conditions]
        # What could be is a guess, unless it is what others are allowed or hangs on a firm condition.
        if not _permitting(article, stand, around) and not (
            is_passive(stand.clause) and any(words.startswith(FIRM) for words in opening)
        ):
            return False
    if stand.frame.pos == "m" and stand.needs_condition:
        lasting = [c for c in conditions if c.kind is not ConditionKind.DEADLINE]
        first = any(t.lower_ in ("we", "i") for t in stand.subjects) or bool(_permitting(article, stand, around))
        if not lasting and not (first or any(s.kind is Kind.INDIRECT for s in around)):
            return False
    if stand.frame.pos == "v" and stand.stance is Stance.DEMANDS and stand.frame.word != "want":
        asked = [c for c in stand.token.children if c.dep_ in ("dobj", "obj", "dative")]
        if any(c.lemma_.lower() in PRIVATE for c in asked):
            return False  # "Urged voters to see the big picture".
    if _only_claimed(article, stand, issue):
        return False
    if issue.where == CONDITION and "loose" in stand.frame.flags:
        return False
    if stand.frame.pos == "v" and stand.stance in (Stance.SUPPORTS, Stance.OPPOSES):
        homes = {article.holders.country(h.id) for h in holders} | {h.id for h in holders}
        for head in theme_heads(stand):
            actors = {h.id for h in article.holders.of_token(head)}
            if actors & homes:
                return False
            if head.ent_type_ == "PERSON" or any(
                len(a) != 3 and ".REB" not in a and not a.startswith("IGO") for a in actors
            ):
                return False
    return True


def _only_claimed(article: _Article, stand: Stand, issue: Found) -> bool:
    """Whether the issue stands only in what somebody claims ("bristled at the suggestion that ..."), is an attitude of
    others ("sided with the anti-immigrant right") or is what was left undone ("slammed him for not fighting ...")."""
    for head in theme_heads(stand):
        if head.lemma_.lower() in CLAIMED and any(c.dep_ in ("acl", "ccomp", "relcl") for c in head.children):
            return True
        if head.lemma_.lower() in ACCUSED:
            return True  # Who rejects a charge denies it, and takes no stand on what it is about.
    text = article.reading.article.text
    named = [
        w
        for w in article.issue_words.between(stand.token.sent.start_char, stand.token.sent.end_char)
        if w.issue == issue.issue
    ]
    if named and stand.stance in AGAINST and all(text[max(0, w.start - 5) : w.start].lower() == "anti-" for w in named):
        return True
    blamed = [g for c in stand.token.children if c.lower_ == "for" for g in c.children if g.dep_ == "pcomp"]
    return stand.stance is Stance.OPPOSES and any(c.dep_ == "neg" for g in blamed for c in g.children)


def _circumstances(
    article: _Article,
    sent: Span,
    stand: Stand,
    holder: Holder,
    reported_by: str | None,
    around: list[Statement],
    conditions: list[DraftCondition],
    issue: str,
) -> Circumstances:
    named = article.taxonomy.by_name(issue)
    here = [w.start for w in article.issue_words.between(sent.start_char, sent.end_char) if w.issue == issue]
    return Circumstances(
        holder=holder.id,
        sure=holder.confidence,
        spoken=holder.spoken_by is not None,
        reported=reported_by is not None,
        around=around,
        kinds=frozenset(c.kind for c in conditions),
        times=article.issue_words.times.get(issue, 0),
        domestic=named is not None and named.domestic,
        away=min((abs(start - stand.token.idx) for start in here), default=None),
        campaign=article.campaign,
        share=article.share,
    )


def _with_conditions(stand: Stand, conditions: list[DraftCondition], inanimate: bool) -> Stance:
    """ "will accept if" is conditional where "is ready to accept if" is willing; so is "no deal works unless".

    Whoever backs the opposition to something opposes it.
    """
    if (
        stand.stance in AGAINST
        and not stand.frame.objects
        and any(h.lemma_.lower() in OPPOSITION for h in theme_heads(stand))
    ):
        return AGAINST[stand.stance]
    if not conditions:
        return stand.stance
    if inanimate and stand.negated:
        return Stance.CONDITIONAL
    if stand.frame.word == "must" and any(c.form in ("way", "list") for c in conditions):
        return Stance.CONDITIONAL
    if stand.frame.word == "should" and not stand.negated:
        return Stance.CONDITIONAL
    soft = (Stance.WILLING, Stance.SUPPORTS, Stance.DEMANDS, Stance.OFFERS)
    if stand.frame.pos == "v" and stand.future and not stand.negated and stand.stance in soft:
        return Stance.CONDITIONAL
    if any(c.refuses for c in conditions) and stand.frame.pos == "m" and stand.stance is Stance.CONDITIONAL:
        return Stance.UNWILLING
    return stand.stance


def _rules_out(stand: Stand) -> bool:
    """ "No deal can work", "the embargo will go": not "prices could fall", a guess."""
    return stand.negated or any(
        c.dep_ == "aux" and c.lower_ in ("will", "can", "must", "shall") for c in stand.clause.children
    )


def _merely_hoped(stand: Stand) -> bool:
    """ "hoped that conditions would emerge" takes no stand on them."""
    head = stand.clause.head
    return stand.clause.dep_ == "ccomp" and head.lemma_ in ("hope", "expect", "fear", "wish", "predict", "warn")


def _holders(article: _Article, stand: Stand, around: list[Statement], clausal: bool) -> list[Holder]:
    if stand.speaker:
        # An impersonal stand is the speaker's, who is the innermost that speaks for an actor.
        return _speaking(article, around) or _owners(article, stand)
    out: dict[str, Holder] = {}
    for token in stand.subjects:
        for holder in _together(article, stand.token.sent, token, around) or _of_subject(article, token, stand, around):
            out.setdefault(holder.id, holder)
    if (
        not out
        and stand.frame.pos == "m"
        and clausal
        and _rules_out(stand)
        and not _merely_hoped(stand)
        and not any(t.pos_ == "PROPN" or t.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") for t in stand.subjects)
    ):
        # "No settlement can work unless ...": a thing takes no stand, whoever says so does.
        if any(t.pos_ == "PRON" and t.lower_ in ("he", "she", "they", "i", "we", "you", "who") for t in stand.subjects):
            return []
        return _speaking(article, around)
    return list(out.values())


def _permitting(article: _Article, stand: Stand, around: list[Statement]) -> list[Holder]:
    """ "Chad says the rebels can stay if ...": what others can do is the stand of who says so."""
    if stand.frame.pos != "m" or stand.negated or stand.speaker:
        return []
    if not any(c.dep_ == "aux" and c.lower_ in ("can", "may", "could") for c in stand.clause.children):
        return []
    speaker = _speaking(article, around)
    own = {h.id for t in stand.subjects for h in article.holders.of_token(t)}
    return speaker if own and not own & {h.id for h in speaker} else []


def _joined(article: _Article, stand: Stand, issue: str, asked: list[tuple[int, int]]) -> list[str]:
    """Further issues of a coordination ("opposes both the embargo and the base"), themes such as peace left out."""
    out: list[str] = []
    for head in theme_heads(stand):
        for token in head.conjuncts:
            if token.i < head.i or is_verb(token):
                continue
            start, end = _subtree_bounds(token)
            later = [c.left_edge.idx for c in token.children if c.dep_ == "conj"]
            words = [
                w
                for w in article.issue_words.between(start, min([end, *later]))
                if not w.theme and not any(a <= w.start < b for a, b in asked)
            ]
            if words and words[0].issue not in (issue, *out):
                out.append(words[0].issue)
    return out


def _attributed(article: _Article, stand: Stand) -> list[Holder]:
    """Whose view an impersonal stand is: "acceptable to Chad", "for Chad, ... is out of the question", "Chad's
    position is that ... must"."""
    leading = [
        c
        for owner in (stand.token, stand.clause)
        for c in owner.children
        if c.dep_ == "prep" and c.lower_ in ("to", "for", "in")
    ]
    for prep in leading:
        if prep.i > stand.token.i and prep.lower_ == "in":
            continue
        for noun in prep.children:
            if noun.dep_ != "pobj":
                continue
            if prep.lower_ == "in":
                if noun.lemma_ not in VIEWS:
                    continue
                owners = [c for c in noun.children if c.dep_ in ("poss", "amod")] + [
                    g for c in noun.children if c.lower_ == "of" for g in c.children
                ]
            else:
                owners = [noun]
            found = [h for o in owners for h in _named(article, o)]
            if found and (stand.frame.pos in ("a", "p") or prep.i < stand.token.i):
                return found[:1]
    clause = stand.clause
    if clause.dep_ in ("ccomp", "attr", "advcl") and clause.head.lemma_ == "be":
        for subject in clause.head.children:
            if subject.dep_ == "nsubj" and subject.lemma_ in VIEWS:
                return [h for c in subject.children if c.dep_ in ("poss", "amod") for h in _named(article, c)][:1]
    return []


def _singular(token: Token) -> str:
    """The lemma; of a plural in capitals, which parsers take for a name, without its ending."""
    lower = token.lemma_.lower()
    if token.tag_ != "NNPS":
        return lower
    return lower[:-3] + "y" if lower.endswith("ies") else lower.removesuffix("s")


def _named(article: _Article, token: Token) -> list[Holder]:
    """Whom the word names, a capital for its state."""
    city = article.holders.city(token)
    return list(article.holders.of_token(token)) or ([city] if city is not None else [])


def _together(article: _Article, sent: Span, token: Token, around: list[Statement]) -> list[Holder]:
    """ "The two sides", "the Parties" of a communique: those who issued it."""
    if token.tag_ == "PRP$" and token.head.head != token.head:
        # "The Parties reiterated their commitment": theirs is who does so.
        return [h for c in children(token.head.head, "nsubj") for h in _together(article, sent, c, around)]
    if token.tag_ not in ("NNS", "NNPS") or _singular(token) not in JOINT or list(article.holders.of_token(token)):
        return []
    if not all(c.lower_ in ("the", "both", "two", "three", "all") or c.lower_ == "of" for c in token.children):
        return []  # "Many world leaders"
    doc = sent.doc
    spans = [doc.char_span(s.source.start, s.source.end, alignment_mode="expand") for s in around if s.source]
    papers = [t for t in sent if t.lemma_.lower() in PAPERS]
    words = [*(list(s) for s in spans if s is not None), *(list(t.subtree) for t in papers)]
    for group in words:
        found = {h.id: h for t in group if t.i != token.i for h in _named(article, t)}
        if len(found) > 1 or any(h.startswith("IGO") for h in found):
            return list(found.values())
    return []


def _owners(article: _Article, stand: Stand) -> list[Holder]:
    """ "Chad's consent hinges on ...": whose consent it is."""
    for child in stand.clause.children:
        if child.dep_ in ("nsubj", "nsubjpass") and child.lemma_.lower() in CONSENT:
            owners = [c for c in child.children if c.dep_ == "poss" or c.dep_ == "amod"]
            return [h for owner in owners for h in article.holders.of_token(owner)][:1]
    return []


def _speaking(article: _Article, around: list[Statement]) -> list[Holder]:
    for statement in around:
        if statement.negated:
            return []
        found = article.holders.of_statement(statement)
        if found is not None:
            return [found]
    return []


def _of_subject(article: _Article, token: Token, stand: Stand, around: list[Statement]) -> list[Holder]:
    found = list(article.holders.of_token(token))
    if found:
        return found
    if token.lower_ in PRONOUNS and article.holders.mention(token) is None:
        # "The Syrians tell us they will never ...": the pronoun of what is reported is who reports.
        clause = stand.clause
        for _ in range(3):
            if clause.dep_ == "ccomp" and clause.head != clause:
                return [h for c in clause.head.children if c.dep_ == "nsubj" for h in article.holders.of_token(c)]
            clause = clause.head
    if token.lemma_.lower() in OWN and token.ent_type_ == "":
        return _speaking(article, around)
    # A city that takes a stand is its country's government, whether or not it was taken for an actor.
    city = article.holders.city(token)
    return [city] if city is not None else []


def _reporter(article: _Article, around: list[Statement], holder: Holder) -> str | None:
    """Who says so, where that is another: the innermost speaker who does not speak for the holder."""
    for statement in around:
        speaker = article.holders.of_statement(statement)
        if speaker is not None and speaker.id != holder.id:
            source = statement.source
            words = article.reading.doc.char_span(source.start, source.end, alignment_mode="expand") if source else None
            if words is not None:
                joint = words if words.root.lemma_.lower() in PAPERS else (words.root, *words.root.conjuncts)
                if any(h.id == holder.id for t in joint for h in _named(article, t)):
                    return None  # "Chad and Niger said": one of those who speak.
            return speaker.spoken_by or speaker.id
    return None


def _speaker(article: _Article, around: list[Statement], holder: Holder) -> str | None:
    for statement in around:
        speaker = article.holders.of_statement(statement)
        if speaker is not None and speaker.id == holder.id and speaker.spoken_by:
            return speaker.spoken_by
    return None


def _subtree_bounds(token: Token) -> tuple[int, int]:
    last = token.right_edge
    return token.left_edge.idx, last.idx + len(last)


def _toward(
    article: _Article,
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
    if others and stand.frame.word in MUTUAL:
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
        return found
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


def _speaks_of_us(article: _Article, statement: Statement) -> bool:
    doc = article.reading.doc
    spans = (doc.char_span(c.start, c.end, alignment_mode="expand") for c in statement.content)
    return any(t.lower_ in ("we", "us", "our", "ours") for words in spans if words is not None for t in words)


def _strength(article: _Article, sent: Span, stand: Stand, conditions: Iterable[DraftCondition]) -> str | None:
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


def _extent(sent: Span, stand: Stand, conditions: Iterable[DraftCondition], around: list[Statement]) -> tuple[int, int]:
    """The words of the position: the clause, with its conditions, not beyond what is said."""
    start, end = _subtree_bounds(stand.clause)
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


def _merged(drafts: list[Draft]) -> list[Draft]:
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
