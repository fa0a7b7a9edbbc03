"""Whether what one side says disputes what another side claims, and how.

Both are told of the same matter by the words they share: names, what was done, what is counted. Then one must deny the
other, call it false, have its contrary (a negation beside a shared deed, a word that excludes another, who fired
first) or another figure for the same thing. What is found is a proposal for an analyst to confirm; where the words
leave it open, nothing is told.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from detente.analysis.dispute_words import WORD, dispute_words, one_of_same
from detente.analysis.facts import Fact
from detente.analysis.figures import contrary_figures
from detente.analysis.told import Told

# How much of the words of the shorter a denial and a contrary must share with the claim, and how many at least.
_DENIED, _CONTRARY, _BLAMED, _AT_LEAST = 0.5, 0.6, 0.4, 2
# How much of both a denial in another article must have in common with the claim.
_OF_DENIED = 0.34
# A contrary is found in more words than a denial that says of itself what it is.
_CONTRARY_AT_LEAST, _OF_CLAIM, _OF_OTHER = 3, 0.4, 0.2
# Whom these mean, the words alone do not say.
_SOMEBODY = frozenset(("he", "she", "they", "this", "these", "those", "some", "one"))
# How many words a mere reference has at most, with a reason given beside it ("rejected the claims, saying that ...").
_BRIEF = 10
# How many days may lie between a claim and what disputes it: a state of affairs lasts less long than a quarrel.
_DAYS_DENIED, _DAYS_CONTRARY, _DAYS_REFERENCE, _DAYS_FIGURE = 90, 14, 4, 3
_DAYS = frozenset(calendar.day_name[n].lower() for n in range(7))
_SPANS = frozenset(
    (
        "since",
        "recent",
        "total",
        "overall",
        "far",
        "daily",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "decade",
    )
)
# What will or should be is no contrary of what is.
_TO_COME = frozenset(("will", "would", "shall", "should"))


class How(StrEnum):
    """How a claim is disputed."""

    DENIED = "denied"
    CALLED_FALSE = "called false"
    CONTRARY = "contrary asserted"
    FIGURE = "another figure given"


# Confidence without the words shared; not fitted.
WEIGHTS = {How.DENIED: 0.5, How.CALLED_FALSE: 0.45, How.CONTRARY: 0.35, How.FIGURE: 0.3}


def of_one_time(one: str, other: str) -> bool:
    """Whether the figures of two sentences may be of one time: those of Sunday are not those since August."""
    mine, theirs = (frozenset(WORD.findall(text.lower())) for text in (one, other))
    days = mine & _DAYS, theirs & _DAYS
    return mine & _SPANS == theirs & _SPANS and (not all(days) or bool(days[0] & days[1]))


def dispute(claim: Told, other: Told) -> tuple[How, float] | None:
    """How ``other`` disputes the claim, with a confidence; None where it does not or cannot be told to."""
    if claim.with_(other) or not claim.stems or not other.stems:
        return None
    answers = other.denies or (other.called_false and other.refers)
    if claim.by is None and not (other.side in claim.named and answers):
        # Whose claim it is nobody says: whom it accuses can deny it, more cannot be told.
        return None
    apart = _days(claim.fact, other.fact)
    shared = claim.stems & other.stems
    # "Kenyan guards" is "its guards" in the words of Kenya: the name of who speaks is not missing there.
    size = len(claim.stems - (claim.names_of.get(other.side, frozenset()) - shared)) or 1
    other_size = len(other.stems - (other.names_of.get(claim.side, frozenset()) - shared)) or 1
    # Names say what is spoken of; that the same is said of it, other words must show, or that it is said to be absent.
    names = (claim.names | other.names) - claim.absent - other.absent
    matter = shared - names
    share = max(len(shared) / size, len(shared) / other_size)
    about_each_other = other.side in claim.named or claim.side in other.named
    denied_here = other.denies and claim.fact.article == other.fact.article
    if not denied_here and not (shared & (claim.names | other.names)) and not about_each_other:
        # Words that may be said of anything do not tell that both speak of one matter.
        same_thing = _definite(claim.tokens) & _definite(other.tokens) & matter
        mostly = min(len(matter) / size, len(matter) / other_size) >= _DENIED
        if not (same_thing and len(matter) >= 2) and not (mostly and len(matter) >= 3):
            return None
    how = _how(
        claim, other, shared, matter, share, apart, of_claim=len(shared) / size, of_other=len(shared) / other_size
    )
    if how is None:
        return None
    return how, round(min(0.9, WEIGHTS[how] + 0.4 * min(share, 1.0)), 2)


def _how(
    claim: Told,
    other: Told,
    shared: frozenset[str],
    matter: frozenset[str],
    share: float,
    apart: int | None,
    *,
    of_claim: float,
    of_other: float,
) -> How | None:
    known = dispute_words()
    enough = len(shared) >= min(_AT_LEAST, len(claim.stems)) and bool(matter - known.reference_stems)
    here = claim.fact.article == other.fact.article
    # Two circumstances that both name ("during the election campaign") are not what is denied.
    near = here or (of_claim >= _OF_DENIED and of_other >= _OF_DENIED and bool(other.head & shared))
    meant = len(matter) >= _AT_LEAST or other.side in claim.named or claim.side in other.named or here
    if (apart is None or apart <= _DAYS_DENIED) and enough and share >= _DENIED and near and meant:
        if other.denies:
            if other.tokens[0].endswith("ing") and other.side not in claim.named:
                # "Denied discussing it": it speaks of a deed of its own, and the claim is not of its side.
                return None
            # Who denies that something was not done says that it was.
            so = claim.denied if other.disowns else claim.denied | other.denied
            return How.DENIED if not so & matter and not other.negated else None
        if (
            other.called_false
            and not claim.called_false
            and not claim.denied & matter
            and (other.refers or share >= _CONTRARY)
        ):
            return How.CALLED_FALSE
    accused = other.side in claim.named and (
        claim.side in other.named or (other.disowns and len(matter) >= 2 and of_claim >= _OF_CLAIM)
    )
    if (
        other.denies
        and accused
        and share >= _OF_DENIED
        and matter - known.reference_stems
        and (other.head & matter or not other.spelt_out)
        and apart is not None
        and apart <= _DAYS_REFERENCE
    ):
        # Both name each other, and what the one says of the other's people the other denies of them.
        return How.DENIED if not claim.denied & matter else None
    if apart is None or apart > _DAYS_CONTRARY or not matter:
        return None
    # Two sentences that merely share a few words are no pair: much of the claim must be there too.
    two_will_do = enough and of_claim >= _DENIED and apart <= _DAYS_REFERENCE and claim.tokens[0] not in _SOMEBODY
    enough_of_both = of_claim >= _OF_CLAIM and of_other >= _OF_OTHER
    sides = frozenset[str]().union(*claim.names_of.values(), *other.names_of.values())
    pinned = len(matter) >= _AT_LEAST or other.side in claim.named or bool(shared - matter - sides)
    told = pinned and not _TO_COME & (set(other.tokens) | set(claim.tokens))
    if told and ((len(shared) >= _CONTRARY_AT_LEAST and enough_of_both) or two_will_do):
        mine, theirs = claim.denied & matter, other.denied & matter
        if share >= _CONTRARY and bool(mine) != bool(theirs) and not _of_itself(claim, other):
            return How.CONTRARY
        only = (claim.stems - other.stems, other.stems - claim.stems)
        opposed = any(known.opposite.get(word, frozenset()) & only[1] for word in only[0])
        if share >= _DENIED and not (mine or theirs) and opposed:
            return How.CONTRARY
    if _both_first(claim, other) or _each_blames(claim, other, matter, share):
        return How.CONTRARY
    if (
        enough
        and apart <= _DAYS_FIGURE
        and of_claim >= _DENIED
        and of_one_time(claim.sentence or claim.text, other.sentence or other.text)
        and contrary_figures(claim.figures, other.figures)
        and _same_thing(claim, other, matter)
    ):
        return How.FIGURE
    return None


def refers_to(claim: Told, other: Told) -> How | None:
    """How ``other`` disputes the claim where it only names it: "Baku denied the accusation", "called the report a lie".

    The claim must be about the side that denies it, and that side must name the claimant or a third name of the claim,
    within a few days.
    """
    here = claim.fact.article == other.fact.article
    if here and other.named - {other.side} and not (other.named & (claim.named | {claim.side})) - {other.side}:
        return None
    third = (claim.named & other.named) - {claim.side, other.side}
    if claim.side not in (other.around if here else other.named) and not third:
        return None
    return may_refer_to(claim, other)


def may_refer_to(claim: Told, other: Told) -> How | None:
    """The same where nothing but the side that answers and the days tell which claim is meant."""
    apart = _days(claim.fact, other.fact)
    near = apart is not None and apart <= _DAYS_REFERENCE
    if claim.with_(other) or not near or not other.refers or other.side not in claim.named:
        return None
    if (
        other.spelt_out
        or other.owned
        or len(other.stems) > _BRIEF
        or other.stems & claim.stems & dispute_words().reference_stems
    ):
        # Long words say more than a reference; and "the reports were false" is no answer to one who speaks of reports.
        return None
    if other.denies:
        return How.DENIED
    return How.CALLED_FALSE if other.called_false else None


def _days(one: Fact, other: Fact) -> int | None:
    """Days between two articles; nought within one, None where one has no date."""
    if one.article == other.article:
        return 0
    if one.day is None or other.day is None:
        return None
    return abs((one.day - other.day).days)


def _of_itself(claim: Told, other: Told) -> bool:
    """Whether the other speaks of itself, of whom the claim does not: "it had not taken part", where ninety had."""
    start = other.tokens[1:] if other.tokens[:1] == ("that",) else other.tokens
    finds = frozenset(start[:6]) & dispute_words().evidence
    return start[:1] in (("it",), ("we",), ("i",)) and not finds and other.side not in claim.named


def _both_first(claim: Told, other: Told) -> bool:
    """Whether each says of the other that it fired first."""
    known = dispute_words()
    both = (claim, other)
    return (
        all("first" in t.tokens and t.stems & known.shot for t in both)
        and bool(claim.named - {claim.side} or other.named - {other.side})
        and other.side not in other.named - claim.named
        and (other.side in claim.named or claim.side in other.named)
    )


def _each_blames(claim: Told, other: Told, matter: frozenset[str], share: float) -> bool:
    """Whether each says that the other did one hostile thing: a rocket of Hamas, an Israeli bomb hit the hospital."""
    return (
        other.side in claim.named
        and claim.side in other.named
        and claim.side not in claim.named
        and other.side not in other.named
        and share >= _BLAMED
        and bool(matter & dispute_words().shot)
        and bool(_definite(claim.tokens) & _definite(other.tokens) & matter)
        and not (claim.denied | other.denied) & matter
    )


def _same_thing(claim: Told, other: Told, matter: frozenset[str]) -> bool:
    """Whether two figures are of one thing: a shared name or "the" thing, and no place or state that only one names."""
    theirs = other.named - claim.named - {claim.side}
    mine = claim.named - other.named - {other.side}
    if theirs and (mine or other.side in theirs):
        return False
    if claim.names & other.names or claim.side in other.named or other.side in claim.named:
        return True
    return bool(_definite(claim.tokens) & _definite(other.tokens) & matter)


def _definite(tokens: Sequence[str]) -> frozenset[str]:
    return frozenset(one_of_same(b) for a, b in pairwise(tokens) if a in ("the", "that", "this"))
