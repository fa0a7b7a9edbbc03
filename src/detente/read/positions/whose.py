"""Whose stand it is, and who reports it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.read.events.syntax import children, is_verb
from detente.read.positions.bearing import find_speaking, is_merely_hoped
from detente.read.positions.draft import ArticleContext
from detente.read.positions.holders import Holder
from detente.read.positions.stand import Stand
from detente.read.positions.words import word_list
from detente.records import Statement

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# "The country", "the government", without a name: the speaker's.
OWN = word_list("own")
# What somebody may give or withhold: a stand on it is its owner's.
CONSENT = word_list("consent")
# What somebody takes of a matter, whose owner takes the stand that it is said to be.
VIEWS = word_list("views")
# What something is to somebody in fact: the judgement is not his.
EFFECTS = word_list("effects")
# "The two sides", "the Parties" without a name, and what they sign together.
JOINT, PAPERS = word_list("joint"), word_list("papers")
# What is voted for or sent, and how: a stand in it is theirs who do so.
WRITTEN, WRITING = word_list("written"), word_list("writing")
# What somebody says or does something through.
VOICES = word_list("voices")
PRONOUNS = frozenset(["it", "they", "he", "she"])
# What somebody says who does not yet speak for a state, or did not when he said it.
CANDIDACY = re.compile(
    r"""\b(?: as\ (?:a\ )?(?:presidential\ )?(?:candidate|nominee|member\ of\ congress|lawmaker)
    | on\ the\ campaign\ trail | (?:during|in|throughout)\ (?:his|her|the)(?:\ [\w-]+){0,3}\ campaign
    | before\ (?:taking|he\ took|she\ took|entering)\ office | campaign\ (?:promise|pledge|vow)s? )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def _rules_out(stand: Stand) -> bool:
    """ "No deal can work", "the embargo will go": not "prices could fall", a guess."""
    return stand.negated or any(
        c.dep_ == "aux" and c.lower_ in ("will", "can", "must", "shall") for c in stand.clause.children
    )


def find_holders(article: ArticleContext, stand: Stand, around: list[Statement], clausal: bool) -> list[Holder]:
    """Whose stand it is: its subjects, or who speaks where a thing or nobody is the subject."""
    if stand.speaker:
        # An impersonal stand is the speaker's, who is the innermost that speaks for an actor.
        return find_speaking(article, around) or _owners(article, stand)
    out: dict[str, Holder] = {}
    for token in stand.subjects:
        for holder in _together(article, stand.token.sent, token, around) or _of_subject(article, token, stand, around):
            out.setdefault(holder.id, holder)
    if (
        not out
        and stand.frame.pos == "m"
        and clausal
        and _rules_out(stand)
        and not is_merely_hoped(stand)
        and not any(t.pos_ == "PROPN" or t.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") for t in stand.subjects)
    ):
        # "No settlement can work unless ...": a thing takes no stand, whoever says so does.
        if any(t.pos_ == "PRON" and t.lower_ in ("he", "she", "they", "i", "we", "you", "who") for t in stand.subjects):
            return []
        return find_speaking(article, around)
    return list(out.values())


def as_candidates(article: ArticleContext, stand: Stand, holders: list[Holder]) -> list[Holder]:
    """ "As a candidate he promised to ...", "during his campaign": the stand of the person, not yet of the state."""
    start = stand.clause.left_edge.idx
    clause = article.reading.article.text[start : stand.clause.right_edge.idx]
    said = (
        words.root
        for m in CANDIDACY.finditer(clause)
        if (words := article.reading.doc.char_span(start + m.start(), start + m.end(), alignment_mode="expand"))
    )
    # "Backed it after doubting it in his campaign": he backed it later.
    own = {
        stand.clause.i,
        stand.token.i,
        stand.clause.head.i,
        *(v.i for v in stand.token.children if v.dep_ in ("xcomp", "ccomp")),
    }
    if not any(next((t.i for t in root.ancestors if is_verb(t)), None) in own for root in said):
        return holders
    people = article.reading.by_actor
    return [
        replace(h, id=h.spoken_by, spoken_by=None)
        if h.spoken_by in people and "." not in h.spoken_by and people[h.spoken_by].office
        else h
        for h in holders
    ]


def attributed_to(article: ArticleContext, stand: Stand) -> list[Holder]:
    """Whose view an impersonal stand is: "acceptable to Chad", "for Chad, ... is out of the question", "Chad's
    position is that ... must"."""
    leading = [
        c
        for owner in (stand.token, stand.clause)
        for c in owner.children
        if c.dep_ == "prep" and c.lower_ in ("to", "for", "in")
    ]
    for prep in leading:
        if prep.i > stand.token.i and stand.frame.word in EFFECTS:
            continue  # "A disaster for Chad" is not Chad's view.
        if prep.i > stand.token.i and (prep.lower_ == "in" or prep.lower_ in stand.frame.word.split()):
            continue  # "It is time for Chad to leave" is not Chad's view.
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


def _named(article: ArticleContext, token: Token) -> list[Holder]:
    """Whom the word names, a capital for its state."""
    city = article.holders.city(token)
    return list(article.holders.of_token(token)) or ([city] if city is not None else [])


def _together(article: ArticleContext, sent: Span, token: Token, around: list[Statement]) -> list[Holder]:
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


def _owners(article: ArticleContext, stand: Stand) -> list[Holder]:
    """ "Chad's consent hinges on ...": whose consent it is."""
    for child in stand.clause.children:
        if child.dep_ in ("nsubj", "nsubjpass") and child.lemma_.lower() in CONSENT:
            owners = [c for c in child.children if c.dep_ == "poss" or c.dep_ == "amod"]
            return [h for owner in owners for h in article.holders.of_token(owner)][:1]
    return []


def _of_subject(article: ArticleContext, token: Token, stand: Stand, around: list[Statement]) -> list[Holder]:
    found = list(article.holders.of_token(token))
    if found:
        return found
    if token.lower_ in PRONOUNS and article.holders.mention(token) is None:
        # "The Syrians tell us they will never ...": the pronoun of what is reported is who reports.
        return _who_says(article, stand) or _before(article, token)
    if token.lemma_.lower() in OWN and token.ent_type_ == "":
        return find_speaking(article, around) or _who_says(article, stand) or _before(article, token)
    if token.lemma_.lower() in WRITTEN:
        return _who_wrote(article, token) or _whose_words(article, token)
    if token.lemma_.lower() in VOICES:
        return _whose_words(article, token)
    # A city that takes a stand is its country's government, whether or not it was taken for an actor.
    city = article.holders.city(token)
    return [city] if city is not None else []


def _before(article: ArticleContext, token: Token) -> list[Holder]:
    """ "Chad has chosen another way. It insists ...": the subject of the sentence before, where "it" opens one."""
    opening = token.left_edge if token.lower_ == "country" else token
    if token.lower_ not in ("it", "country") or opening.i - token.sent.start > 1 or token.sent.start == 0:
        return []
    before = token.doc[token.sent.start - 1].sent
    subjects = [c for c in children(before.root, "nsubj", "nsubjpass") if not list(children(c, "conj"))]
    found = [h for c in subjects for h in _named(article, c)]
    states = all(h.id.isupper() and h.spoken_by is None for h in found)
    return found if len(found) == 1 and states else []


def _whose_words(article: ArticleContext, voice: Token) -> list[Holder]:
    """ "Chad's statement called on ...", "the commission's report urges ...": of whom it is."""
    owners = [c for c in voice.children if c.dep_ in ("poss", "compound", "amod")]
    found = [h for c in owners for h in _named(article, c)]
    return found if len({h.id for h in found}) == 1 else []


def _who_wrote(article: ArticleContext, paper: Token) -> list[Holder]:
    """ "The parliament passed a resolution demanding ...", "the movement issued a statement vowing to ..."."""
    verb = paper.head.head if paper.head.dep_ == "prep" else paper.head
    if paper.dep_ not in ("dobj", "pobj") or verb.lemma_.lower() not in WRITING:
        return []
    return [h for c in children(verb, "nsubj") for h in _named(article, c)]


def _who_says(article: ArticleContext, stand: Stand) -> list[Holder]:
    """Whom the clause above names: "Chad left no doubt that [the country wants him gone]"."""
    clause = stand.clause
    for _ in range(3):
        if clause.dep_ in ("ccomp", "acl") and clause.head != clause:
            above = clause.head.head if clause.head.dep_ == "dobj" else clause.head
            # "Chad rejects it and insists that ...": the subject stands with the first of both.
            while above.dep_ == "conj" and not children(above, "nsubj") and above.head != above:
                above = above.head
            return [h for c in children(above, "nsubj") for h in _named(article, c)]
        clause = clause.head
    return []


def find_reporter(article: ArticleContext, around: list[Statement], holder: Holder) -> str | None:
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


def find_speaker(article: ArticleContext, around: list[Statement], holder: Holder) -> str | None:
    """The person who speaks for the holder, where one does."""
    for statement in around:
        speaker = article.holders.of_statement(statement)
        if speaker is not None and speaker.id == holder.id and speaker.spoken_by:
            return speaker.spoken_by
    return None
