"""What disputes a claim, on words alone: states are invented or stand without what they did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.disputes import How, dispute, refers_to
from detente.analysis.facts import Fact
from detente.analysis.figures import contrary_figures, figures
from detente.analysis.told import Told


def told(
    side: str,
    text: str,
    *,
    article: str = "",
    named: tuple[str, ...] = (),
    cue: tuple[str, ...] = ("said",),
    day: str | None = "2031-03-01",
) -> Told:
    return Told(
        by=f"{side}.GOV",
        side=side,
        text=text,
        fact=Fact(article=article or side, date=day, span=None),
        named=frozenset(named),
        around=frozenset(named),
        cue=frozenset(cue),
    )


def how(claim: Told, other: Told) -> How | None:
    found = dispute(claim, other)
    return found[0] if found else None


SHOT = told("KEN", "Tanzanian guards shot at two fishermen near Vanga", named=("TZA",))


@pytest.mark.parametrize(
    ("text", "cue", "expected"),
    [
        ("that its guards had shot at fishermen near Vanga", "denied", How.DENIED),
        ("the claim that guards had shot at fishermen near Vanga", "rejected", How.DENIED),
        ("the report that guards had shot at fishermen near Vanga was a lie", "said", How.CALLED_FALSE),
        ("no guards shot at fishermen near Vanga", "said", How.CONTRARY),
        ("it had found no sign that guards had shot at fishermen near Vanga", "said", How.CONTRARY),
        ("nobody was surprised that guards shot at fishermen near Vanga", "said", None),
        ("its guards shot at the fishermen near Vanga because they fled", "said", None),
        ("a plan to let guards and fishermen near Vanga meet", "rejected", None),
        ("the fishermen near Vanga did not pay", "denied", None),
    ],
)
def test_a_denial_a_lie_and_a_contrary_dispute_a_claim(text, cue, expected):
    assert how(SHOT, told("TZA", text, cue=(cue,))) == expected


def test_what_is_not_said_close_by_the_negation_is_not_denied():
    claim = told("KEN", "Tanzania closed the bridge at Vanga", named=("TZA",))
    assert (
        how(claim, told("TZA", "nobody in the ministry who saw the letters knew that the bridge at Vanga closed"))
        is None
    )


def test_words_of_everyday_speech_in_other_articles_are_no_dispute():
    claim = told("KEN", "she was the smallest child that he had ever seen")
    assert how(claim, told("TZA", "it was nothing that we had ever seen before", cue=("denied",))) is None


def test_the_contrary_must_be_told_within_days_and_a_denial_within_weeks():
    late = told("TZA", "no guards shot at fishermen near Vanga", day="2031-04-10")
    assert how(SHOT, late) is None
    assert how(SHOT, told("TZA", "that guards had shot at fishermen near Vanga", cue=("denied",), day="2031-04-10"))


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (
            "the reservoir held nine billion cubic metres",
            "the reservoir held thirteen billion cubic metres",
            How.FIGURE,
        ),
        ("inflation had fallen to 4 percent", "inflation had fallen to 5 percent", None),
        ("the reservoir held 90 million cubic metres", "the reservoir held about 95 million cubic metres", None),
        ("the reservoir held at least 90 million cubic metres", "the reservoir held 95 million cubic metres", None),
    ],
)
def test_another_figure_must_be_of_the_same_thing(mine, theirs, expected):
    assert how(told("ETH", mine), told("EGY", theirs)) == expected


def test_each_says_that_the_other_fired_first():
    claim = told("KEN", "Tanzanian troops opened fire first at Vanga", named=("TZA",))
    assert how(claim, told("TZA", "that Kenyan troops fired first", named=("KEN",))) == How.CONTRARY


def test_an_accusation_is_denied_by_whom_it_names():
    answer = told("TZA", "the Kenyan accusation", named=("KEN",), cue=("denied",))
    assert refers_to(SHOT, answer) == How.DENIED
    assert refers_to(SHOT, told("UGA", "the Kenyan accusation", named=("KEN",), cue=("denied",))) is None
    assert refers_to(SHOT, told("TZA", "the accusation", cue=("denied",))) is None
    assert (
        refers_to(SHOT, told("TZA", "the Kenyan accusation", named=("KEN",), cue=("denied",), day="2031-03-20")) is None
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("nine billion cubic metres", [9e9]),
        ("half a million barrels", [5e5]),
        ("more than a hundred and twenty soldiers", [120]),
        ("3.4 million barrels in March 2012", [3.4e6]),
        ("on 3 May in 2012", []),
    ],
)
def test_figures_in_digits_and_words(text, values):
    assert [f.low for f in figures(text)] == values


def test_figures_exclude_each_other_unless_some_of_one_thing_agree():
    assert contrary_figures(figures("203 people were killed"), figures("at least 500 people were killed"))
    assert not contrary_figures(figures("203 people were killed"), figures("at least 200 people were killed"))
    assert not contrary_figures(figures("203 people were killed"), figures("500 houses burned"))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("nine soldiers were killed at Vanga on Sunday", "four soldiers were killed at Vanga on Friday"),
        ("nine soldiers were killed at Vanga", "four soldiers have been killed at Vanga since August"),
        ("nine soldiers were killed at Vanga", "4,000 soldiers were killed at Vanga"),
    ],
)
def test_figures_of_other_times_or_other_sizes_do_not_dispute_each_other(mine, theirs):
    assert how(told("KEN", mine), told("TZA", theirs)) is None


def test_who_denies_a_deed_of_its_own_answers_only_what_is_said_of_it():
    claim = told("KEN", "its minister had discussed the customs union with Uganda", named=("UGA",))
    answer = told("TZA", "discussing the customs union with Uganda", named=("UGA",), cue=("denied",))
    assert how(claim, answer) is None


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("any grave misconduct during the spring fishing campaign near Vanga", "denied"),
        ("allegations that it had bribed a judge during the spring fishing campaign near Vanga", "rejected"),
        ("the guards had spread false banknotes among fishermen near Vanga", "said"),
    ],
)
def test_circumstances_that_both_name_are_not_what_is_denied(text, cue):
    claim = told("KEN", "guards shot at fishermen near Vanga during the spring fishing campaign", named=("TZA",))
    assert how(claim, told("TZA", text, cue=(cue,))) is None


def test_the_reports_allegations_are_those_of_the_report():
    assert refers_to(SHOT, told("TZA", "the report's allegations on Kenyan fishermen", named=("KEN",), cue=("denied",)))


def test_one_person_known_by_a_longer_and_a_shorter_name_does_not_dispute_itself():
    claim = replace(SHOT, by="person:jan-osk", side="person:jan-osk")
    answer = told("TZA", "that guards had shot at fishermen near Vanga", cue=("denied",))
    assert how(claim, answer) == How.DENIED
    assert how(claim, replace(answer, by="text:osk", side="text:osk")) is None


def test_what_will_be_is_no_contrary_of_what_is():
    claim = told("KEN", "the guards had closed the bridge at Vanga")
    assert how(claim, told("TZA", "the guards had never closed the bridge at Vanga")) == How.CONTRARY
    assert how(claim, told("TZA", "the guards will never have closed the bridge at Vanga")) is None


def test_a_claim_of_nobody_named_is_disputed_by_whom_it_accuses_alone():
    claim = replace(SHOT, by=None, side="")
    denial = "that guards had shot at fishermen near Vanga"
    assert how(claim, told("TZA", denial, cue=("denied",))) == How.DENIED
    assert how(claim, told("UGA", denial, cue=("denied",))) is None
    assert how(claim, told("TZA", "no guards shot at fishermen near Vanga")) is None


@pytest.mark.parametrize("text", ["the claim that the Kenyan bridge had closed", "the Kenyan minister's claim"])
def test_a_claim_that_is_spelt_out_or_somebody_elses_is_no_mere_reference(text):
    assert refers_to(SHOT, told("TZA", text, named=("KEN",), cue=("denied",))) is None


@pytest.mark.parametrize("day", [None, "2031-03", "soon"])
def test_a_day_that_cannot_be_read_is_no_day(day):
    """Between articles only the days tell what is near; without one nothing but a denial of the same words is told."""
    claim = told("KEN", SHOT.text, named=("TZA",), day=day)
    answer = told("TZA", "no guards shot at fishermen near Vanga", day=day)
    assert claim.fact.day is None
    assert how(claim, answer) is None
