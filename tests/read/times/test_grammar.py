"""The rule notation, and dictionaries laid over ours."""

from __future__ import annotations

from datetime import date

import pytest

from detente.errors import LexiconError
from detente.read.times.find import find_times
from detente.read.times.grammar import build_grammar, load_grammar, smoothed
from detente.read.times.patterns import parse_pattern


@pytest.mark.parametrize("source", ["(a", "a)", "* a", "[a", "<>", "a ] b"])
def test_bad_patterns_say_where(source):
    with pytest.raises(ValueError, match=r".+"):
        parse_pattern(source)


def test_all_bad_rules_are_named_at_once():
    table = {"rule": {"one": {"pattern": "<nothing>"}, "two": {"pattern": "(a"}}}
    with pytest.raises(LexiconError) as caught:
        build_grammar([], table, {}, "")
    assert "rule one" in str(caught.value) and "rule two" in str(caught.value)


def test_macros_in_a_circle_are_found():
    table = {"macro": {"a": "<b>", "b": "<a>"}, "rule": {"one": {"pattern": "<a>"}}}
    with pytest.raises(LexiconError, match="circle"):
        build_grammar([], table, {}, "")


def test_an_overlay_adds_named_days_and_rules(tmp_path):
    (tmp_path / "times_words.tsv").write_text(
        "word\tclass\tvalue\tcase\nRepublic Day\tholiday\t10-29\tcap\n", encoding="utf-8"
    )
    (tmp_path / "times_rules.toml").write_text(
        '[rule.olympiad]\npattern = "the last olympiad"\ntype = "DURATION"\nop = "const"\nvalue = "P4Y"\n',
        encoding="utf-8",
    )
    (tmp_path / "times_confidence.tsv").write_text("rule\tright\tfound\nolympiad\t9\t10\n", encoding="utf-8")
    grammar = load_grammar(str(tmp_path))
    times = find_times("On Republic Day 2018 and over the last olympiad.", date(2019, 5, 15), grammar=grammar)
    assert [(t.text, t.value) for t in times] == [("Republic Day 2018", "2018-10-29"), ("the last olympiad", "P4Y")]
    assert times[1].confidence == smoothed(9, 10)
    assert grammar.sha256 != load_grammar().sha256
