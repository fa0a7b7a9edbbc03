"""Whether what was found can be a stand at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.read.events.syntax import is_passive, is_verb
from detente.read.positions.about import CLAUSE, CONDITION, OBJECT, ONLY, STATE, TAKEN_UP, Found, theme_heads
from detente.read.positions.draft import ArticleContext, DraftCondition
from detente.read.positions.holders import PRIVATE, Holder
from detente.read.positions.making import CLAIMED
from detente.read.positions.modals import UNDECIDED
from detente.read.positions.stand import Stand
from detente.read.positions.words import word_list
from detente.records import ConditionKind, Kind, Stance, Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

WOULD = frozenset(("would", "might", "could", "may", "'d", "’d"))
# Verbs and adjectives under which what somebody would do is only supposed.
SUPPOSING = word_list("supposing")
# In so many of its sentences an article names an issue where it is chiefly about issues.
MOSTLY = 0.5
CANNOT = frozenset(("can", "ca", "could"))
GUESSES = frozenset(["may", "might", "could"])
# What opens a condition without which nothing goes.
FIRM = ("only", "but only", "once", "as soon as", "provided", "on condition", "in return", "in exchange", "unless")
BACKING = frozenset(("back", "criticise", "criticize", "endorse", "support"))
RELATIONS = "relations"
OTHER_SIDES = frozenset(("different", "opposing", "opposite", "rival"))
AGAINST = {Stance.SUPPORTS: Stance.OPPOSES, Stance.OPPOSES: Stance.SUPPORTS}
HOPES = frozenset(("hope", "hopes", "hoped", "fears", "feared"))
ACCUSED = word_list("accused")
# Who works for somebody: what they are told is an order, not a stand towards another side.
STAFF = word_list("staff")


def bears(
    holders: list[Holder],
    stand: Stand,
    issue: Found,
    conditions: list[DraftCondition],
    article: ArticleContext,
    around: list[Statement],
) -> bool:
    """Whether what was found can be a stand at all.

    "Must" and plans want their issue in their own clause; a deadline makes a promise conditional only where somebody
    says so of himself ("will fall within two years" is a prediction); and whoever backs or slams a person takes a stand
    on the person.
    """
    if issue.where == ONLY and article.share < MOSTLY:
        return False  # In a long article on other things its only issue is not what "it" is.
    if _only_supposed(stand):
        return False
    near = issue.where in (OBJECT, CLAUSE, STATE, TAKEN_UP)
    if (stand.frame.word == "must" or "minor" in stand.frame.flags) and not (near or issue.pointing):
        return False
    modals = {c.lower_ for c in stand.clause.children if c.dep_ == "aux"}
    if stand.frame.pos == "m" and stand.negated and modals & CANNOT and not stand.speaker:
        own = {h.id for h in holders}
        if around and not own & {h.id for h in find_speaking(article, around)}:
            return False  # "Mali said that Chad cannot enforce it unless": what another says of him
    if stand.frame.pos == "m" and stand.needs_condition and modals & GUESSES:
        opening = [article.reading.article.text[c.start : c.end].lower() for c in conditions]
        # What could be is a guess, unless it is what others are allowed or hangs on a firm condition.
        if not find_permitting(article, stand, around) and not (
            is_passive(stand.clause) and any(words.startswith(FIRM) for words in opening)
        ):
            return False
    if stand.frame.pos == "m" and stand.needs_condition:
        lasting = [c for c in conditions if c.kind is not ConditionKind.DEADLINE]
        first = any(t.lower_ in ("we", "i") for t in stand.subjects) or bool(find_permitting(article, stand, around))
        if not lasting and not (first or any(s.kind is Kind.INDIRECT for s in around)):
            return False
    if stand.frame.pos == "v" and stand.stance is Stance.DEMANDS and stand.frame.word != "want":
        asked = [c for c in stand.token.children if c.dep_ in ("dobj", "obj", "dative")]
        if any(c.lemma_.lower() in PRIVATE for c in asked):
            return False  # "Urged voters to see the big picture".
        if _told_to_staff(article, stand, {h.id for h in holders}):
            return False
    if stand.frame.word == "expect" and not _expected_of(article, stand, {h.id for h in holders}):
        return False
    if "aimed" in stand.frame.flags and not _aimed(article, stand, {h.id for h in holders}):
        return False
    if _only_claimed(article, stand, issue) or _ties_of_others(article, stand, issue, {h.id for h in holders}):
        return False
    if issue.where == CONDITION and "loose" in stand.frame.flags:
        return False
    if stand.frame.pos == "v" and (stand.stance in AGAINST or _named_after(stand)):
        homes = {article.holders.country(h.id) for h in holders} | {h.id for h in holders}
        for head in (*theme_heads(stand), *_named_after(stand)):
            if head.lower_ in ("him", "her") or (head.lower_ == "them" and not near):
                return False  # "Did not just welcome them"
            if head.lemma_.lower() == "side" and any(c.lower_ in OTHER_SIDES for c in head.children):
                return False  # "Chad and Niger have backed opposing sides in Sudan"
            actors = {h.id for h in article.holders.of_token(head)}
            if actors & homes:
                return False
            if head.ent_type_ == "PERSON" or any(
                len(a) != 3 and ".REB" not in a and not a.startswith("IGO") for a in actors
            ):
                return False
    return True


def _expected_of(article: ArticleContext, stand: Stand, own: set[str]) -> bool:
    """ "Expects Chad to comply": not "expects the talks to conclude", "expected the two leaders to meet"."""
    if stand.stance is not Stance.DEMANDS:
        return True
    asked = [c for c in stand.token.children if c.dep_ in ("dobj", "obj", "dative")]
    clauses = [c for c in stand.token.children if c.dep_ in ("ccomp", "xcomp")]
    asked += [g for c in clauses for g in c.children if g.dep_ in ("nsubj", "nsubjpass")]
    others = {h.id for t in asked for h in article.holders.of_token(t)} | {
        h.id for t in asked if (h := article.holders.city(t)) is not None
    }
    return bool(others - own) and not any(c.lemma_.lower() in UNDECIDED for c in clauses)


def _aimed(article: ArticleContext, stand: Stand, own: set[str]) -> bool:
    """ "Voiced concern over Chad's missiles": at what another does, not over violence that nobody is named for."""
    end = max(t.i for t in stand.token.subtree) + 1
    start = stand.token.i + 1
    return any(h.id not in own for t in stand.token.doc[start:end] for h in article.holders.of_token(t))


def _named_after(stand: Stand) -> list[Token]:
    """Whom the infinitive names that carries the stand: "refused to endorse [the senator]"."""
    verbs = [c for c in stand.token.children if c.dep_ == "xcomp" and c.lemma_.lower() in BACKING]
    return [c for v in verbs for c in v.children if c.dep_ in ("dobj", "obj")]


def _told_to_staff(article: ArticleContext, stand: Stand, own: set[str]) -> bool:
    """ "Told his advisers to find out", "ordered its army to be ready": within one side."""
    told = [c for c in stand.token.children if c.dep_ in ("dobj", "obj", "dative")]
    clauses = [c for c in stand.token.children if c.dep_ in ("ccomp", "xcomp") and c.i > stand.token.i]
    told += [g for c in clauses for g in c.children if g.dep_ == "nsubj"]
    told += [
        g for c in stand.token.children if c.lower_ in ("on", "upon", "to") for g in c.children if g.dep_ == "pobj"
    ]
    for noun in told:
        if noun.lemma_.lower() not in STAFF and noun.pos_ != "PROPN":
            continue
        owners = (c for c in noun.children if c.dep_ in ("poss", "amod", "compound", "nmod", "prep"))
        whose = {h.id for c in (noun, *owners) for h in article.holders.of_token(c)}
        if whose <= own and (whose or noun.pos_ != "PROPN"):
            return True
    return False


def _only_supposed(stand: Stand) -> bool:
    """ "Suggested that she would back it", "worried that Chad might agree", "it is strange that he would object"."""
    if not any(c.dep_ == "aux" and c.lower_ in WOULD for v in _with_first(stand.clause) for c in v.children):
        return False
    clause = _with_first(stand.clause)[-1]
    return clause.dep_ == "ccomp" and clause.head.lemma_.lower() in SUPPOSING


def _with_first(verb: Token) -> list[Token]:
    """The verb and those before it that it is joined to ("might give in and back it")."""
    verbs = [verb]
    while verbs[-1].dep_ == "conj" and is_verb(verbs[-1].head) and len(verbs) < 4:
        verbs.append(verbs[-1].head)
    return verbs


def _only_claimed(article: ArticleContext, stand: Stand, issue: Found) -> bool:
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


def _ties_of_others(article: ArticleContext, stand: Stand, issue: Found, own: set[str]) -> bool:
    """ "Criticised Niger's ties with Mali": what two others have with each other is not one's own relations."""
    named = article.taxonomy.by_name(issue.issue)
    if named is None or named.id != RELATIONS or stand.stance not in AGAINST:
        return False
    sent = stand.token.sent
    for word in article.issue_words.between(sent.start_char, sent.end_char):
        span = sent.doc.char_span(word.start, word.end, alignment_mode="expand")
        if word.issue != issue.issue or span is None:
            continue
        owners = {h.id for c in span.root.children if c.dep_ == "poss" for h in article.holders.of_token(c)}
        if owners and not owners & own:
            return True
    return False


def is_merely_hoped(stand: Stand) -> bool:
    """ "hoped that conditions would emerge" takes no stand on them; nor does "hopes Chad will sign if ..." for Chad."""
    head = stand.clause.head
    mark = next((c for c in stand.clause.children if c.dep_ == "mark" and c.lower_ == "that"), None)
    if mark is not None and mark.i and mark.nbor(-1).lower_ in HOPES:
        return True  # "Chad hopes that ...", which parsers may take for a noun
    warning = stand.speaker and head.lemma_ in ("expect", "warn")  # "Warned that it would leave": a stand.
    return stand.clause.dep_ == "ccomp" and (warning or head.lemma_ in ("hope", "fear", "wish", "predict"))


def find_permitting(article: ArticleContext, stand: Stand, around: list[Statement]) -> list[Holder]:
    """ "Chad says the rebels can stay if ...": what others can do is the stand of who says so."""
    if stand.frame.pos != "m" or stand.negated or stand.speaker:
        return []
    if not any(c.dep_ == "aux" and c.lower_ in ("can", "may", "could") for c in stand.clause.children):
        return []
    speaker = find_speaking(article, around)
    if any(c.dep_ == "aux" and c.lower_ == "could" for c in stand.clause.children) and not all(
        h.id.isupper() and "." not in h.id for h in speaker
    ):
        return []  # What a politician says another could do is a guess.
    own = {h.id for t in stand.subjects for h in article.holders.of_token(t)}
    return speaker if own and not own & {h.id for h in speaker} else []


def find_speaking(article: ArticleContext, around: list[Statement]) -> list[Holder]:
    """Who speaks, the innermost first; nobody where the statement is denied ("did not say that")."""
    for statement in around:
        if statement.negated:
            return []
        found = article.holders.of_statement(statement)
        if found is not None:
            return [found]
    return []
