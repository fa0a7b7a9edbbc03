"""Finding claims: clauses that assert something that can be checked.

A clause counts where it is declarative, in the present, past or perfect, not conditional, not about the speaker's own
will or feeling, and holds a number, a superlative, a comparison, the absence of something, or a deed of somebody named,
done, going on or not done. What somebody is accused of is claimed by the accuser, and what is denied as an allegation
by somebody who is not named. This leaves out most of what is said, on purpose: few claims, but claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.read.claims.words import ClaimWords
from detente.read.events.syntax import is_passive, is_verb
from detente.reading import Reading
from detente.records import Statement

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

SAYING = frozenset(
    ("say", "note", "add", "state", "stress", "claim", "recall", "remark", "observe", "point", "explain")
)
FIRST_PERSON = frozenset(("i", "we"))
# What lies below another clause's verb is part of that clause, not of this.
_OTHER_CLAUSES = frozenset(("conj", "cc", "parataxis", "punct"))
# Classes of statements that deny, and what they deny where somebody had claimed it ("denied allegations that ...").
DENYING = frozenset(("deny", "reject"))
_ALLEGED = frozenset(("allegation", "accusation", "claim", "report", "charge", "assertion", "rumour", "rumor"))
_NAMED = frozenset(("PERSON", "NORP", "GPE", "ORG", "LOC", "FAC"))
_COUNTING = frozenset(("PERCENT", "MONEY", "QUANTITY", "CARDINAL"))
# Confidence by what makes it checkable; judged on articles of the development sets (docs/quality/positions.md).
CONFIDENCE = {
    "superlative": 0.85,
    "quantity": 0.8,
    "comparison": 0.75,
    "deed": 0.65,
    "absence": 0.65,
    "accusation": 0.6,
    "denial": 0.6,
}
IMPLICIT_DISCOUNT = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClaim:
    """A claim by character offsets.

    Attributes:
        by: actor id of who asserts it.
        because: ``superlative``, ``quantity``, ``comparison``, ``deed``, ``absence``, ``accusation`` or ``denial``.
    """

    start: int
    end: int
    by: str | None
    statement: str | None
    implicit: bool
    because: str
    words: tuple[str, ...]
    confidence: float


def find_claims(reading: Reading, words: ClaimWords) -> list[FoundClaim]:
    """Claims of the body, in order of text."""
    found: list[FoundClaim] = []
    sents = reading.sents
    contents = sorted(
        ((c.start, c.end, s) for s in reading.statements for c in s.content), key=lambda x: (x[0], -(x[1] - x[0]))
    )
    for number, sent in enumerate(sents):
        inside = [(a, b, s) for a, b, s in contents if a < sent.end_char and b > sent.start_char]
        if inside:
            for clause in _clauses(sent):
                at = [s for a, b, s in inside if a <= clause.idx < b]
                if at:
                    # The innermost statement is the last that begins before the clause.
                    found.extend(_claim(clause, words, at[-1], reading))
            found.extend(_accusations(sent, inside, words))
            found.extend(_denied(sent, inside))
        elif (aside := _aside(reading, sent)) is not None:
            found.extend(replace(c, implicit=False) for c in _implied(sent, words, aside))
        else:
            speaker = _speaks_on(reading, sents, number, contents, words)
            if speaker is not None:
                found.extend(_implied(sent, words, speaker))
    return _without_repeats(found)


def _without_repeats(found: list[FoundClaim]) -> list[FoundClaim]:
    """One claim where several clauses begin at one place: the shortest, which says no more than one thing."""
    shortest: dict[int, FoundClaim] = {}
    for claim in found:
        if claim.start not in shortest or claim.end < shortest[claim.start].end:
            shortest[claim.start] = claim
    return [claim for claim in found if shortest[claim.start] is claim]


def _clauses(sent: Span) -> Iterator[Token]:
    """Heads of main clauses: the root, what it reports, and what is joined to these."""
    stack = [sent.root]
    seen = set()
    while stack:
        token = stack.pop()
        if token.i in seen:
            continue
        seen.add(token.i)
        if is_verb(token):
            yield token
        stack.extend(
            c
            for c in token.children
            if c.dep_ in ("ccomp", "conj", "parataxis") and (is_verb(c) or any(g.dep_ == "nsubj" for g in c.children))
        )


def is_checkable(clause: Token, words: ClaimWords) -> tuple[str, tuple[str, ...]] | None:
    """What makes the clause a checkable assertion, with the words; None where it is none."""
    if clause.lemma_.lower() in words.stance or not _declarative(clause):
        return None
    denied = any(c.dep_ == "neg" for c in clause.children)
    subjects = [c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass", "expl")]
    if not subjects or (any(s.lower_ in FIRST_PERSON for s in subjects) and clause.tag_ in ("VBP", "VBG")):
        return None
    if subjects[0].dep_ == "expl" and any(
        c.dep_ == "attr" and c.lemma_.lower() in words.unchecked for c in clause.children
    ):
        return None
    own = _own_tokens(clause)
    # A quantity or adverb of opinion decides only where it bears on what is asserted, not inside a name.
    if any(t.lemma_.lower() in words.opinion and t.dep_ in ("acomp", "advmod", "ROOT", "ccomp") for t in own):
        return None
    if any(t.lower_ in words.opinion and t.dep_ == "amod" and t.head.dep_ == "attr" for t in own):
        return None
    if subjects[0].lower_ in words.vague or any(
        c.lower_ in words.vague and c.dep_ in ("amod", "det", "quantmod") for c in subjects[0].children
    ):
        return None
    if (lacking := _absence(clause, own, words)) is not None:
        return "absence", (lacking.text, lacking.head.text)
    if denied:
        # "not half of them": what a denial of a quantity asserts is open; that a deed was not done can be checked.
        return ("deed", (subjects[0].text, clause.text)) if _deed(clause, subjects, words) else None
    for token in own:
        if _superlative(token, words):
            return "superlative", (token.text, token.head.text)
    for token in own:
        if (
            token.ent_type_ in _COUNTING
            and (token.like_num or token.tag_ == "CD")
            and token.lower_ not in ("one", "two")
        ):
            return "quantity", (token.text, token.head.text)
        if (
            token.lower_ in words.firm
            and token.dep_ in ("nsubj", "nsubjpass", "amod", "dobj", "attr", "predet", "pobj", "det")
            and _of_something(token)
        ):
            return "quantity", (token.text,)
    for token in own:
        if token.tag_ in ("JJR", "RBR") and any(c.lower_ == "than" for c in token.children):
            return "comparison", (token.text, "than")
    if _deed(clause, subjects, words):
        return "deed", (subjects[0].text, clause.text)
    return None


def _absence(clause: Token, own: list[Token], words: ClaimWords) -> Token | None:
    """The "no" of "there are no Rwandan soldiers in Congo", "not one soldier is in Congo"; None of "no comment"."""
    named = any(_named(t) for t in own)
    for token in own:
        noun = token.head
        single = token.lower_ in ("one", "single") and any(
            t.lower_ == "not" for t in token.doc[max(0, token.i - 2) : token.i]
        )
        if (
            ((token.lower_ == "no" and named) or single)
            and noun.pos_ in ("NOUN", "PROPN")
            and noun.head == clause
            and noun.dep_ in ("nsubj", "nsubjpass", "attr", "dobj")
            and noun.lemma_.lower() not in words.unchecked
        ):
            return token
    return None


def _superlative(token: Token, words: ClaimWords) -> bool:
    """ "the largest producer", "the most populous state"; not "the best way", "the greatest honour"."""
    if token.tag_ in ("JJS", "RBS") and token.lower_ not in ("most", "least", "best", "worst", "last", "latest"):
        return token.head.lemma_.lower() not in words.unchecked and _asserted(token.head)
    adjective = token.head
    return (
        token.lower_ == "most"
        and _asserted(adjective.head)
        and token.dep_ == "advmod"
        and adjective.pos_ == "ADJ"
        and adjective.lemma_.lower() not in words.opinion
        and adjective.head.lemma_.lower() not in words.unchecked
    )


def _asserted(noun: Token) -> bool:
    """Whether the noun is the subject or said of it; not a mere circumstance ("in the latest talks")."""
    if noun.dep_ == "pobj" and noun.head.lower_ in ("of", "as", "among"):
        return _asserted(noun.head.head) if noun.head.head != noun else False
    return noun.dep_ in ("attr", "dobj", "nsubj", "nsubjpass", "appos", "oprd", "acomp", "ROOT", "advmod") or is_verb(
        noun
    )


def _of_something(token: Token) -> bool:
    """ "most of the aircraft", "half their exports", "most aircraft are", "by a third": not "all" in "all this"."""
    if any(c.lower_ == "of" for c in token.children):
        return True
    if token.dep_ == "pobj" and token.head.lower_ == "by" and is_verb(token.head.head):
        return True
    if token.lower_ in ("every", "all"):
        return any(c.lower_ in ("nearly", "almost", "virtually", "practically") for c in token.children)
    return (
        token.dep_ in ("amod", "predet")
        and token.lower_ in ("most", "half")
        and token.head.dep_ in ("nsubj", "nsubjpass", "dobj")
    )


def _own_tokens(clause: Token) -> list[Token]:
    """Tokens of the clause without clauses joined to it or reported in it."""
    out = [clause]
    stack = [c for c in clause.children if c.dep_ not in _OTHER_CLAUSES and c.dep_ not in ("ccomp", "advcl")]
    while stack:
        token = stack.pop()
        out.append(token)
        stack.extend(c for c in token.children if c.dep_ not in ("relcl", "advcl", "ccomp"))
    return sorted(out, key=lambda t: t.i)


def _declarative(clause: Token) -> bool:
    auxiliaries = [c for c in clause.children if c.dep_ in ("aux", "auxpass")]
    if any(a.tag_ in ("MD", "TO") for a in auxiliaries):
        return False
    if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether", "until", "once") for c in clause.children):
        return False
    if any(
        c.dep_ == "advcl" and any(g.dep_ == "mark" and g.lower_ in ("if", "unless") for g in c.children)
        for c in clause.children
    ):
        return False
    if any(c.lower_ in ("what", "who", "how", "why", "where", "when") and c.i < clause.i for c in clause.children):
        return False
    finite = (
        clause
        if clause.tag_ in ("VBZ", "VBP", "VBD")
        else next((a for a in auxiliaries if a.tag_ in ("VBZ", "VBP", "VBD")), None)
    )
    if finite is None:
        return False
    question = clause.doc[min(clause.right_edge.i, len(clause.doc) - 1)]
    return question.text != "?" and clause.sent.text.rstrip("\"'”’ )")[-1:] != "?"


def _deed(clause: Token, subjects: list[Token], words: ClaimWords) -> bool:
    """A deed of or to somebody named: "Chad closed the border", "Chadians are firing at", "it shot at Kenyans"."""
    if clause.lemma_ == "be" and any(
        t.lower_ == "first" and any(c.tag_ == "VB" for c in t.children) for t in clause.children
    ):
        # "were the first to open fire"
        return any(map(_named, _modified(subjects)))
    if clause.lemma_ in ("be", "have", "do"):
        return False
    if is_passive(clause):
        done = any(c.dep_ == "auxpass" and (c.tag_ == "VBD" or c.lower_ == "been") for c in clause.children)
        return done and (clause.lemma_.lower() in words.hard or any(map(_named, clause.subtree)))
    helpers = {c.lower_ for c in clause.children if c.dep_ == "aux"}
    done = clause.tag_ == "VBD" or (
        clause.tag_ == "VBN" and any(c.dep_ == "aux" and c.lemma_ == "have" for c in clause.children)
    )
    firm = clause.lemma_.lower() not in words.soft
    # What is going on is told of the past ("said that Chad was sending"), or of hard deeds ("is shelling the town").
    going_on = clause.tag_ == "VBG" and (
        bool(helpers & {"was", "were", "been"})
        or (clause.lemma_.lower() in words.hard and bool(helpers & {"is", "are"}))
    )
    not_done = clause.tag_ == "VB" and "did" in helpers
    if not done and not (firm and (going_on or not_done)):
        return False
    objects = [c for c in clause.children if c.dep_ == "dobj"]
    places = [t for c in clause.children if c.dep_ == "prep" for t in c.subtree]
    if not objects and not places:
        return False
    if any(_named(t) or t.tag_ == "PRP$" for t in _modified(subjects)):
        return True
    if not firm:
        return False
    # "It had shot down two Indian jets", "the army had entered the camp at Malakal": to whom or where is named.
    to_named = any(map(_named, _modified(objects)))
    if any(s.tag_ == "PRP" for s in subjects):
        return to_named
    return any(s.tag_ in ("NN", "NNS") for s in subjects) and (to_named or any(map(_named, places)))


def _modified(nouns: list[Token]) -> Iterator[Token]:
    for noun in nouns:
        yield noun
        yield from (c for c in noun.children if c.dep_ in ("amod", "compound", "poss"))


def _named(token: Token) -> bool:
    return token.ent_type_ in _NAMED or token.pos_ == "PROPN"


def _bounds(clause: Token, words: ClaimWords, low: int, high: int) -> tuple[int, int]:
    """Character bounds of the clause between ``low`` and ``high``, without linking words and joined clauses."""
    cut = {
        t.i
        for c in clause.children
        if (c.dep_ in _OTHER_CLAUSES and (c.dep_ != "conj" or is_verb(c))) or c.dep_ in ("mark",)
        for t in c.subtree
    }
    # In order of text: where branches of the parse cross, a subtree is not.
    subtree = sorted(clause.subtree, key=lambda t: t.i)
    tokens = [t for t in subtree if t.i not in cut and low <= t.idx and t.idx + len(t) <= high]
    while tokens and (tokens[0].is_punct or tokens[0].lower_ in ("that", "and", "but")):
        tokens.pop(0)
    for link in words.link:
        if [t.lower_ for t in tokens[: len(link)]] == list(link):
            tokens = tokens[len(link) :]
            break
    while tokens and tokens[0].is_punct and not tokens[0].is_left_punct:
        tokens.pop(0)
    while tokens and (tokens[-1].is_punct and tokens[-1].text not in (")", "%")):
        tokens.pop()
    if not tokens:
        return clause.idx, clause.idx + len(clause)
    # The words must be one run: what was cut out of the middle ends it.
    last = tokens[0]
    for token in tokens[1:]:
        if token.i - last.i > 3 and token.i > clause.i:
            break
        last = token
    return tokens[0].idx, last.idx + len(last)


def _found(start: int, end: int, statement: Statement, because: str, words: tuple[str, ...]) -> FoundClaim:
    return FoundClaim(
        start=start,
        end=end,
        by=statement.source_actor,
        statement=statement.id,
        implicit=False,
        because=because,
        words=words,
        confidence=CONFIDENCE[because] * (0.5 + 0.5 * statement.confidence),
    )


def _claim(clause: Token, words: ClaimWords, statement: Statement, reading: Reading) -> Iterator[FoundClaim]:
    if (
        statement.negated
        or statement.verb_class not in words.classes
        or (statement.source_actor is None and statement.source is None)
    ):
        return
    verdict = is_checkable(clause, words)
    if verdict is None:
        return
    because, why = verdict
    content = next((c for c in statement.content if c.start <= clause.idx < c.end), statement.content[0])
    start, end = _bounds(clause, words, content.start, content.end)
    yield _found(start, end, statement, because, why)


def _accusations(sent: Span, inside: list[tuple[int, int, Statement]], words: ClaimWords) -> Iterator[FoundClaim]:
    """What somebody is accused of without a clause of its own: "accused India of sending troops across the line".

    A deed (the gerund of a verb that tells more than manner) and somebody named, or "blamed X for the shelling of Y".
    """
    for start, end, statement in inside:
        nobody = statement.source_actor is None and statement.source is None
        if statement.verb_class != "accuse" or nobody or statement.negated:
            continue
        tokens = [t for t in sent if start <= t.idx < end]
        deed = next((t for t in tokens if _deed_named(t, words)), None)
        if deed is None:
            # Where long quoted attributes lead the parser astray, the noun of the deed still stands there.
            deed = next((t for t in tokens if t.pos_ == "NOUN" and t.lemma_.lower() in words.deed), None)
            if deed is None or not any(t.lower_ in ("of", "for") for t in tokens if t.i < deed.i):
                yield from _charged(tokens, statement)
                continue
        if tokens[0].lower_ in ("of", "for"):
            start = tokens[1].idx
        accused = any(_named(t) for t in tokens) or any(_named(t) for t in deed.head.head.subtree if t.i < deed.i)
        if not accused or not (deed.pos_ == "NOUN" or any(c.dep_ in ("dobj", "prep") for c in deed.children)):
            continue
        yield _found(start, end, statement, "accusation", (deed.text,))


def _charged(tokens: list[Token], statement: Statement) -> Iterator[FoundClaim]:
    """A whole clause that is brought as a charge: "the Democrats charge that Chad wanted to tilt the vote"."""
    inside = {t.i for t in tokens}
    verb = next((t for t in tokens if is_verb(t) and t.head.i not in inside and t.dep_ == "ccomp"), None)
    if verb is None or not _declarative(verb) or not any(map(_named, tokens)):
        return
    while tokens and (tokens[0].lower_ == "that" or tokens[0].is_punct):
        tokens = tokens[1:]
    yield _found(tokens[0].idx, tokens[-1].idx + len(tokens[-1]), statement, "accusation", (verb.text,))


def _deed_named(token: Token, words: ClaimWords) -> bool:
    """ "of sending troops", "for the shelling of a bridge"."""
    if token.dep_ == "pcomp" and token.tag_ == "VBG":
        return token.lemma_.lower() in words.accused or token.lemma_.lower() not in words.soft | words.stance
    return token.dep_ == "pobj" and token.head.lower_ in ("for", "of") and token.lemma_.lower() in words.deed


def _denied(sent: Span, inside: list[tuple[int, int, Statement]]) -> Iterator[FoundClaim]:
    """What nobody named has said, in the words of who denies it: "denied allegations that its jets had crossed"."""
    for start, end, statement in inside:
        if statement.verb_class not in DENYING or statement.negated or statement.source_actor is None:
            continue
        noun = next((t for t in sent if start <= t.idx < end and t.pos_ == "NOUN"), None)
        if noun is None or noun.lemma_.lower() not in _ALLEGED or noun.i + 2 >= sent.end:
            continue
        verb = next((c for c in noun.children if c.dep_ in ("acl", "relcl", "ccomp") and is_verb(c)), None)
        if noun.nbor().lower_ != "that" or verb is None or verb.idx >= end or not _declarative(verb):
            continue
        yield FoundClaim(
            start=noun.nbor(2).idx,
            end=end,
            by=None,
            statement=statement.id,
            implicit=True,
            because="denial",
            words=(noun.text, "that"),
            confidence=CONFIDENCE["denial"] * (0.5 + 0.5 * statement.confidence),
        )


def _implied(sent: Span, words: ClaimWords, speaker: str) -> Iterator[FoundClaim]:
    clause = sent.root
    # Where the parser took the verb for a noun ("every train runs on ..."), a firm quantity alone decides.
    verdict = is_checkable(clause, words) if is_verb(clause) else _quantified(sent, words)
    if verdict is None or verdict[0] in ("deed", "absence"):
        return
    start, end = _bounds(clause, words, sent.start_char, sent.end_char)
    yield FoundClaim(
        start=start,
        end=end,
        by=speaker,
        statement=None,
        implicit=True,
        because=verdict[0],
        words=verdict[1],
        confidence=CONFIDENCE[verdict[0]] * IMPLICIT_DISCOUNT,
    )


def _aside(reading: Reading, sent: Span) -> str | None:
    """The speaker of "The state, he noted, is ...", where no statement was found there."""
    for child in sent.root.children:
        if child.dep_ in ("parataxis", "ccomp") and child.lemma_ in SAYING and child.n_rights <= 1:
            subject = next((c for c in child.children if c.dep_ == "nsubj"), None)
            mention = next((m for m in reading.mentions if subject is not None and m.head == subject.i), None)
            return mention.actor if mention is not None else None
    return None


def _quantified(sent: Span, words: ClaimWords) -> tuple[str, tuple[str, ...]] | None:
    for token in sent:
        nearly = any(c.lower_ in ("nearly", "almost", "virtually", "practically") for c in token.children)
        if (
            token.lower_ in words.firm
            and token.i < sent.root.i
            and (nearly or any(c.lower_ == "of" for c in token.children))
        ):
            return "quantity", (token.text,)
    return None


def _speaks_on(
    reading: Reading,
    sents: tuple[Span, ...],
    number: int,
    contents: list[tuple[int, int, Statement]],
    words: ClaimWords,
) -> str | None:
    """Who is taken to go on speaking in an unattributed sentence.

    Whoever "drew attention" to something in the sentence before, where this sentence is tied to it by a word such as
    "thus", or where the same one is quoted in the sentence after.
    """
    if number == 0:
        return None
    before = sents[number - 1]
    teller = _teller(reading, before, words)
    if teller is None:
        return None
    first = [t.lower_ for t in sents[number] if not t.is_punct and not t.is_space][:4]
    tied = any(first[: len(link)] == list(link) for link in words.link)
    after = sents[number + 1] if number + 1 < len(sents) else None
    quoted = after is not None and any(
        a < after.end_char and b > after.start_char and s.source_actor == teller for a, b, s in contents
    )
    return teller if tied or quoted else None


def _teller(reading: Reading, sent: Span, words: ClaimWords) -> str | None:
    """The subject of "drew attention to", "spoke of" and the like, where the sentence does not say what was said."""
    root = sent.root
    sequence = [root.lemma_.lower(), *(t.lower_ for t in sent.doc[root.i + 1 : min(root.i + 4, sent.end)])]
    if not any(
        sequence[0] == telling[0] and (len(telling) == 1 or telling[1] in sequence[1:]) for telling in words.telling
    ):
        return None
    subject = next((c for c in root.children if c.dep_ == "nsubj"), None)
    if subject is None:
        return None
    mention = next((m for m in reading.mentions if m.head == subject.i), None)
    return mention.actor if mention is not None else None
