"""One negotiation, told in thirty articles: how positions move, and what becomes of four conditions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detente.analysis.conditions import Fate, open_conditions, track_conditions
from detente.analysis.positions import Change, accommodation, position_lines
from detente.analysis.words import stems
from detente.config import load_settings
from detente.pipeline import Reader
from detente.records import (
    Actor,
    Article,
    Condition,
    ConditionKind,
    Evidence,
    Position,
    Record,
    Run,
    Span,
    Stance,
    Timex,
)

HERE = Path(__file__).parent / "negotiation"


@pytest.fixture(scope="module")
def told() -> tuple[Record, ...]:
    overlays = [str(p) for p in sorted((HERE / "overlay").glob("*.tsv"))]
    reader = Reader(load_settings(knowledge={"overlays": overlays}))
    articles = []
    for line in (HERE / "articles.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        body = Span(start=0, end=len(row["text"]), text=row["text"])
        articles.append(Article(**row, body=body))
    return tuple(reader.read(a) for a in articles)


def test_the_line_on_the_border_is_followed_from_no_to_yes_to_no(told):
    (line,) = position_lines(told, holder="XTV", issue="borders")
    assert line.toward == "XOT"
    assert [(p.fact.date, p.position.stance, p.change) for p in line.points] == [
        ("2031-01-12", Stance.UNWILLING, Change.STATED),
        ("2031-02-15", Stance.CONDITIONAL, Change.SOFTENED),
        ("2031-03-05", Stance.CONDITIONAL, Change.REPEATED),
        ("2031-03-20", Stance.WILLING, Change.SOFTENED),
        ("2031-04-24", Stance.WILLING, Change.SOFTENED),
        ("2031-10-02", Stance.UNWILLING, Change.REVERSED),
    ]


def test_what_others_report_does_not_move_a_line(told):
    (line,) = position_lines(told, holder="XOT", issue="water", toward="XTV")
    reported = [p for p in line.points if p.reported]
    assert [p.position.reported_by for p in reported] == ["person:pell-arden"]
    assert not line.latest.reported


def test_all_four_conditions_meet_their_fate(told):
    fates = {(t.holder, t.issue): t for t in track_conditions(told)}
    assert {k: t.fate for k, t in fates.items()} == {
        ("XTV", "borders and demarcation"): Fate.MET,
        ("XOT", "water sharing and dams"): Fate.WITHDRAWN,
        ("XTV", "sanctions"): Fate.LAPSED,
        ("XOT", "peace talks and ceasefires"): Fate.BROKEN,
    }
    pilots = fates["XTV", "borders and demarcation"]
    assert pilots.condition.by == "XOT"
    assert [f.article for f in pilots.evidence] == ["n10"]
    assert [f.article for f in pilots.repeated] == ["n08"]
    assert fates["XTV", "sanctions"].deadline == "2031-06-01"
    assert fates["XOT", "peace talks and ceasefires"].evidence[-1].article == "n27"
    assert all(0 < t.confidence < 1 for t in fates.values())


def test_a_condition_is_open_until_something_is_heard_of_it(told):
    early = [r for r in told if r.article.published < "2031-03-10"]
    assert {t.issue for t in open_conditions(early)} == {"borders and demarcation", "water sharing and dams"}
    by_may = [r for r in told if r.article.published < "2031-05-31"]
    assert {t.issue for t in open_conditions(by_may)} == {"sanctions", "peace talks and ceasefires"}
    assert "sanctions" not in {t.issue for t in open_conditions(by_may, today=date(2031, 6, 2))}


def test_evidence_is_words_of_the_articles(told):
    texts = {r.article.id: r.article.text for r in told}
    for tracked in track_conditions(told):
        for fact in (tracked.stated, *tracked.repeated, *tracked.evidence):
            assert fact.span is not None
            assert texts[fact.article][fact.span.start : fact.span.end] == fact.span.text


def test_order_of_articles_given_makes_no_difference(told):
    assert track_conditions(reversed(told)) == track_conditions(told)
    assert position_lines(reversed(told)) == position_lines(told)


def position(stance: Stance, *, conditions: int = 0, strength: str | None = None) -> Position:
    condition = Condition(span=Span(start=0, end=2, text="if"), kind=ConditionKind.IF)
    return Position(
        id="p1", holder="NOR", issue="trade", stance=stance, strength=strength, conditions=(condition,) * conditions
    )


@pytest.mark.parametrize(
    ("harder", "softer"),
    [
        (position(Stance.OPPOSES), position(Stance.WILLING)),
        (position(Stance.UNWILLING), position(Stance.UNWILLING, conditions=1)),
        (position(Stance.WILLING, conditions=2), position(Stance.WILLING, conditions=1)),
        (position(Stance.CONDITIONAL, conditions=1), position(Stance.WILLING)),
        (position(Stance.UNWILLING, strength="never"), position(Stance.UNWILLING)),
        (position(Stance.WILLING, strength="in principle"), position(Stance.WILLING, strength="fully")),
    ],
)
def test_accommodation_orders_stands(harder, softer):
    assert accommodation(harder) < accommodation(softer)


def test_reprints_are_not_counted_again():
    text = "Norway is ready to talk."
    article = Article(id="b", text=text, published="2020-01-02", reprint_of="a")
    record = Record(article=article, positions=(position(Stance.WILLING),), run=Run(version="0"))
    assert position_lines([record]) == []


def test_stems_meet_irregular_forms():
    assert stems("withdrew its troops") & stems("the withdrawal of troops")
    assert stems("if the sailors are freed") == stems("released the sailors")


def stand(day: str, words: str, stance: Stance, *, cue: str, text: str | None = None, times: tuple = ()) -> Record:
    """A record of one sentence in which Norway takes a stand on trade."""
    whole = text or words
    start = whole.index(words)
    span = Span(start=start, end=start + len(words), text=words)
    why = Evidence(source="stances.tsv", version="0", words=(cue,))
    taken = Position(id="p1", holder="NOR", issue="trade and tariffs", stance=stance, span=span, why=why)
    article = Article(id=day, text=whole, published=day, body=Span(start=0, end=len(whole), text=whole))
    return Record(article=article, positions=(taken,), times=times, run=Run(version="0"))


def changes(*records: Record) -> list[Change]:
    (line,) = position_lines(records)
    return [p.change for p in line.points]


FISH = stand("2020-01-01", "rejects the tariff on frozen fish", Stance.OPPOSES, cue="rejects")


def test_a_line_moves_only_on_one_matter():
    steel = stand("2020-02-01", "supports a treaty on steel with Chile", Stance.SUPPORTS, cue="supports")
    yes = stand("2020-03-01", "supports the tariff on fish", Stance.SUPPORTS, cue="supports")
    assert changes(FISH, steel) == [Change.STATED, Change.ALSO]
    # What lies between does not hide what the stand is compared with.
    assert changes(FISH, steel, yes) == [Change.STATED, Change.ALSO, Change.REVERSED]


def test_words_of_the_stance_and_of_the_issue_make_no_matter():
    other = stand("2020-02-01", "will drop a tariff to help its trade with Chile", Stance.WILLING, cue="drop")
    again = stand("2020-02-01", "rejects an inquiry", Stance.OPPOSES, cue="rejects")
    assert changes(FISH, other) == [Change.STATED, Change.ALSO]
    assert changes(FISH, again) == [Change.STATED, Change.ALSO]


def test_two_articles_of_one_day_tell_no_move():
    yes = stand("2020-01-01", "supports the tariff on fish", Stance.SUPPORTS, cue="supports")
    assert changes(FISH, yes) == [Change.STATED, Change.ALSO]


@pytest.mark.parametrize("before", ["As a candidate its leader ", "In June 2003 Oslo "])
def test_what_is_looked_back_at_moves_nothing(before):
    words = "supports the tariff on fish"
    times = (Timex(start=3, end=12, text="June 2003", type="DATE", value="2003-06"),) if "2003" in before else ()
    past = stand("2020-02-01", words, Stance.SUPPORTS, cue="supports", text=before + words, times=times)
    again = stand("2020-03-01", "rejects the tariff on frozen fish", Stance.OPPOSES, cue="rejects")
    assert changes(FISH, past, again) == [Change.STATED, Change.RECALLED, Change.REPEATED]
    (line,) = position_lines([FISH, past])
    assert line.latest.change is Change.STATED


def test_a_demand_on_others_and_an_offer_of_ones_own_are_no_move():
    asks = stand("2020-01-01", "demands an end to the tariff on fish", Stance.DEMANDS, cue="demands")
    offers = stand("2020-02-01", "offers an end to the tariff on fish", Stance.OFFERS, cue="offers")
    assert changes(asks, offers) == [Change.STATED, Change.ALSO]


def test_from_no_to_yes_if_is_a_softening_and_from_yes_if_to_no_a_hardening():
    no = stand("2020-01-01", "rejects the tariff on frozen fish", Stance.UNWILLING, cue="rejects")
    yes_if = bound("2020-02-01", "is ready for the tariff on fish if Chile pays", "if Chile pays", ConditionKind.IF)
    no_again = stand("2020-03-01", "rejects the tariff on frozen fish", Stance.UNWILLING, cue="rejects")
    assert changes(no, yes_if, no_again) == [Change.STATED, Change.SOFTENED, Change.HARDENED]


def bound(day: str, words: str, condition: str, kind: ConditionKind) -> Record:
    """Norway is willing to do something on a condition that stands in its words."""
    record = stand(day, words, Stance.WILLING, cue="ready")
    start = words.index(condition)
    put = Condition(span=Span(start=start, end=start + len(condition), text=condition), kind=kind)
    return replace(record, positions=(replace(record.positions[0], conditions=(put,)),))


def said(day: str, text: str) -> Record:
    """An article in which Norway is named, of which nothing else was read."""
    named = Actor(id="NOR", name="Norway", mentions=(Span(start=0, end=6, text="Norway"),))
    body = Span(start=0, end=len(text), text=text)
    return Record(article=Article(id=day, text=text, published=day, body=body), actors=(named,), run=Run(version="0"))


@pytest.mark.parametrize(
    ("later", "fate"),
    [
        ("Norway saw the fleet leave the northern bank.", Fate.MET),
        ("Norway spoke of a deal in return for which the fleet left the northern bank.", Fate.OPEN),
        ("Norway and Chile met at the bank.", Fate.OPEN),
    ],
)
def test_what_only_says_a_condition_again_has_not_met_it(later, fate):
    words = "is ready to lift the tariff once the fleet of Chile leaves the northern bank"
    first = bound("2020-01-01", words, "once the fleet of Chile leaves the northern bank", ConditionKind.ONCE)
    (tracked,) = track_conditions([first, said("2020-02-01", later)])
    assert tracked.fate is fate
