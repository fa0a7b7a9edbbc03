"""Times by fixture pairs, and what must hold for any text."""

from __future__ import annotations

import time
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.read.times.find import find_times, match_rules, near_triggers, read_times
from detente.read.times.grammar import load_grammar
from detente.read.times.operations import OPERATIONS

FIXTURES = Path(__file__).parent / "fixtures"


def cases():
    for path in sorted(FIXTURES.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        for number, case in enumerate(table["case"]):
            case.setdefault("anchor", table.get("anchor", ""))
            yield pytest.param(case, id=f"{path.stem}-{number}-{case['text'][:30]}")


@pytest.mark.parametrize("case", list(cases()))
def test_fixture(case):
    anchor = date.fromisoformat(case["anchor"]) if case["anchor"] else None
    times, problems = read_times(case["text"], anchor)
    # Fixtures name the words without the shades ("about", "over") that belong to the expression but not its value.
    assert [(t.type, t.value) for t in times] == [(e[1], e[2]) for e in case["expect"]], times
    for timex, expected in zip(times, case["expect"], strict=True):
        assert expected[0] in timex.text and len(timex.text) - len(expected[0]) <= 12
        if len(expected) > 3:
            assert timex.anchored == expected[3]
    assert [p.code for p in problems] == case.get("diagnostics", [])


WORDS = sorted({key for key, _ in load_grammar().codes if key.strip()})
PROSE = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(WORDS).map(str.capitalize),
        st.integers(0, 12_000).map(str),
        st.dates().map(str),
        st.sampled_from([".", ",", "\n\n", "3rd", "'98", "1990s", "5/3/2019", "10:30", "½", "٣", "FY19", "Q3", "-"]),
    ),
    max_size=30,
).map(" ".join)
ANCHORS = st.one_of(st.none(), st.dates(), st.sampled_from([date.min, date.max, date(9999, 12, 31), date(1, 1, 1)]))


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=200), PROSE), anchor=ANCHORS)
def test_any_text_gives_ordered_spans_that_slice(text, anchor):
    times, problems = read_times(text, anchor)
    end = 0
    for timex in times:
        assert text[timex.start : timex.end] == timex.text
        assert timex.start >= end
        end = timex.end
        assert timex.type in ("DATE", "TIME", "DURATION", "SET")
        assert timex.value and 0 < timex.confidence < 1
        assert timex.why is not None and timex.why.source.startswith("times_rules.toml:")
    assert all(text[p.span.start : p.span.end] == p.span.text for p in problems if p.span)
    assert times == find_times(text, anchor)


@settings(max_examples=150, deadline=None)
@given(text=PROSE)
def test_searching_near_triggers_loses_nothing(text):
    grammar = load_grammar()
    tokens = grammar.tokens(text)
    everywhere = sorted((rule.name, *m.span()) for rule in grammar.rules for m in rule.pattern.finditer(tokens.codes))
    near = sorted((m.rule.name, m.first, m.places[m.groups.end() - 1] + 1) for m in match_rules(tokens, grammar))
    # Only matches that are long enough to hold a "{ }" inside a longer context differ in span; all names must be there.
    assert {n for n, *_ in near} >= {n for n, s, e in everywhere if e > s}


def test_near_triggers_keeps_places():
    codes, places = near_triggers("a" * 100 + "T" + "b" * 100 + "T", frozenset("T"))
    assert len(codes) == len(places)
    assert [("a" * 100 + "T" + "b" * 100 + "T")[p] for p, c in zip(places, codes, strict=True) if c in "abT"] == [
        c for c in codes if c in "abT"
    ]


def test_every_rule_names_an_operation():
    for rule in load_grammar().rules:
        assert rule.op in OPERATIONS, rule.name
        assert rule.op.startswith("block") or rule.type in ("DATE", "TIME", "DURATION", "SET"), rule.name


def test_locale_hint_settles_numeric_dates():
    text = "Signed on 5/3/2019."
    assert find_times(text, day_first=True)[0].value == "2019-03-05"
    assert find_times(text, day_first=False)[0].value == "2019-05-03"


def test_rates_are_no_dates():
    assert not find_times("The franc ended at 30.03/06 marks, the dollar at 1.8270/80 after 1.8365/75.")


def test_only_the_ranges_asked_for_are_read():
    text = "Monday. Tuesday. Friday."
    assert [t.text for t in find_times(text, sents=[(8, 16)])] == ["Tuesday"]


@pytest.mark.parametrize(
    "unit", ["two ", "   \t ", "twenty-", "May ", "1-", "about two ", "\n", "(", "a few ", "1,000,"]
)
def test_monotonous_text_is_read_in_linear_time(unit):
    started = time.process_time()
    find_times(unit * (50_000 // len(unit)), date(2019, 5, 15))
    assert time.process_time() - started < 5.0
