"""Whom a stand is directed at: only where the words give it a place, not every state that is named beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from detente.read.positions.holders import Holders
from detente.read.positions.stand import Stand
from detente.read.positions.words import word_list

if TYPE_CHECKING:
    from spacy.tokens import Token

# Prepositions that lead to a party, not to a place.
PARTY = word_list("party")
# Nouns whose owner is who made, asks or has them: a stand on them is directed at the owner.
MADE = word_list("made")
MOVING = word_list("moving")
ADDING = word_list("adding")
# Where two meet: "the border with Chad", "the border between Chad and Niger".
BORDERS = frozenset(("border", "boundary", "frontier"))
# Whoever wants them lifted asks it of those who imposed them, not of those they are on.
LIFTING = frozenset(("cancel", "ease", "easing", "end", "lift", "lifting", "loosen", "removal", "remove", "scrap"))
# Papers, which are no party, though a body may have their name.
TREATIES = frozenset(("accord", "agreement", "convention", "pact", "partnership", "protocol", "treaty"))
_CLAUSAL = frozenset(("ccomp", "xcomp", "acl"))


def find_toward(stand: Stand, holders: Holders, holder: str, skipped: Callable[[int], bool]) -> str | None:
    """The first actor other than the holder with a part in what is said; None where none has one.

    Args:
        skipped: whether the mention at an offset names what it is about, stands in a condition, or is the source.
    """
    home = holders.country(holder)
    own = {t.i for t in stand.subjects}
    for token in _parties(stand):
        if _is_place(token) or token.i in own or _nobody_named(token, stand):
            continue
        if skipped(token.idx) or any(skipped(t.idx) for t in token.children if t.dep_ == "compound"):
            continue
        for found in holders.of_token(token):
            if found.id == home and not _asked(token, stand):
                break  # The state of a politician who speaks for himself is the stage, not the other side.
            if found.id != holder:
                return found.id
            break
    return None


def _nobody_named(token: Token, stand: Stand) -> bool:
    """ "Condemned the attacks, calling them a crime", "called on all states": a thing, or everybody."""
    if token.lower_ in ("it", "them", "that", "this") and not _asked(token, stand):
        return True
    if token.lemma_.lower() in TREATIES:
        return True  # "Railed against the Trans-Pacific Partnership"
    if token.dep_ == "pobj" and token.head.head.lemma_.lower() in BORDERS:
        return True
    if stand.stance.value == "demands" and token.head.lower_ in ("against", "on") and not _asked(token, stand):
        above = token.head.head
        if above.lemma_.lower() in ("sanction", "embargo", "restriction", "tariff", "duty") and (
            above.head.lemma_.lower() in LIFTING or above.head.head.lemma_.lower() in LIFTING
        ):
            return True
    return token.tag_ == "NNS" and any(
        c.lower_ in ("all", "every", "any", "other", "both", "some", "no") for c in token.children
    )


def _is_place(token: Token) -> bool:
    """ "Send troops to Syria", "enter the United States": where, not towards whom."""
    verb = token.head.head if token.head.dep_ == "prep" else token.head
    for _ in range(4):
        if verb.lemma_.lower() in MOVING and (token.head.lower_ in ("to", "from", "on") or token.dep_ == "dobj"):
            return True
        if verb.dep_ not in ("dobj", "pobj", "prep"):
            return False
        verb = verb.head
    return False


def _asked(token: Token, stand: Stand) -> bool:
    """Whether it is asked of this one: "urged the United States to", "called on Chad"."""
    return stand.stance.value == "demands" and (
        token.head == stand.token
        or (token.dep_ in ("nsubj", "nsubjpass") and token.head.head == stand.token)
        or (token.dep_ == "pobj" and token.head.lower_ in ("on", "upon") and token.head.head == stand.token)
    )


def _parties(stand: Stand) -> Iterator[Token]:
    """Tokens in the order in which a party is most likely: whom it is asked of, with whom, whose it is."""
    token, clause = stand.token, stand.clause
    demanding = stand.frame.stance is not None and stand.frame.stance.value in ("demands", "offers")
    if stand.frame.word in ("must", "should"):
        # Whoever has to do it, not against whom it is to be done.
        yield from (c for c in clause.children if c.dep_ == "nsubj")
        yield from (g for c in clause.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj")
        return
    objects = [c for c in token.children if c.dep_ in ("dobj", "obj", "dative") and c.i > token.i]
    if demanding:
        yield from objects
        yield from _with_preposition(token, frozenset(("on", "upon", "to", "from", "with", "of")))
    for inner in (c for c in token.children if c.dep_ in _CLAUSAL and c.i > token.i):
        if demanding or stand.frame.clause in ("obj", "pass", "that", "should"):
            yield from (c for c in inner.children if c.dep_ in ("nsubj", "nsubjpass"))
    if not demanding:
        yield from (c for c in token.children if c.dep_ == "dative")
    verbs = list(dict.fromkeys((token, clause, *_complements(token))))
    for verb in verbs:
        yield from _with_preposition(verb, PARTY)
        for child in verb.children:
            if child.dep_ in ("dobj", "obj", "attr", "nsubjpass", "dative") or (
                child.dep_ == "nsubj" and stand.speaker and child.head == clause
            ):
                yield from _of_object(child, stand)
            elif child.dep_ == "prep" and child.i > token.i and child.lower_ not in ADDING:
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        yield from _of_object(inner, stand, named=False)


def _complements(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.i > token.i and (
            child.dep_ == "xcomp"
            or (child.dep_ in ("ccomp", "advcl") and any(c.lower_ == "to" for c in child.children))
        ):
            yield child
            yield from _complements(child)
        elif child.dep_ == "prep" and child.i > token.i:
            yield from (c for c in child.children if c.dep_ == "pcomp")


def _with_preposition(token: Token, wanted: frozenset[str]) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and child.i > token.i and child.lower_ in wanted:
            yield from _people(child)


def _people(preposition: Token) -> Iterator[Token]:
    for inner in preposition.children:
        if inner.dep_ == "pobj":
            yield inner
            yield from inner.conjuncts


def _of_object(noun: Token, stand: Stand, *, named: bool = True) -> Iterator[Token]:
    """ "Armenian troops", "Kyiv's bid", "talks with Chad", "sanctions on Chad", "Chad" itself."""
    if named and stand.frame.pos != "m":
        yield noun
    if noun.lemma_.lower() in MADE:
        yield from (c for c in noun.children if c.dep_ in ("poss", "amod", "compound", "nmod"))
    for _ in range(2):
        yield from _with_preposition(noun, PARTY)
        deeper = next(
            (
                inner
                for c in noun.children
                if c.dep_ == "prep" and c.lower_ in ("of", "for", "in", "on")
                for inner in c.children
                if inner.dep_ == "pobj"
            ),
            None,
        )
        if deeper is None:
            return
        if deeper.lemma_.lower() in MADE:
            yield from (c for c in deeper.children if c.dep_ in ("poss", "amod", "compound", "nmod"))
        noun = deeper
