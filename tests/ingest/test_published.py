"""Dates of publication."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.ingest.published import read_published


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2031-05-15", "2031-05-15"),
        ("2031-05-15T10:20:00Z", "2031-05-15T10:20:00Z"),
        ("2031-05-15T10:20:00+02:00", "2031-05-15T10:20:00+02:00"),
        ("Thu, 15 May 2031 10:20:00 GMT", "2031-05-15T10:20:00+00:00"),
        ("20310515", "2031-05-15"),
        (20310515, "2031-05-15"),
        ("20310515102000", "2031-05-15T10:20:00+00:00"),
        ("2031/05/15", "2031-05-15"),
        ("May 15, 2031", "2031-05-15"),
        ("15 May 2031", "2031-05-15"),
        ("31/05/2031", "2031-05-31"),
        ("2031-05-15T25:00", "2031-05-15"),
        (date(2031, 5, 15), "2031-05-15"),
        (datetime(2031, 5, 15, 10), "2031-05-15T10:00:00"),
        (0, "1970-01-01T00:00:00+00:00"),
    ],
)
def test_read(raw, value):
    found = read_published(raw)
    assert (found.value, found.problem) == (value, None)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("05/06/2031", "published_ambiguous"),
        ("9999-12-31", "published_implausible"),
        ("0001-01-01", "published_implausible"),
        ("2031-02-30", "published_unreadable"),
        ("yesterday", "published_unreadable"),
        ("2031", "published_partial"),
        ("2031-05", "published_partial"),
        ("May 2031", "published_unreadable"),
        ({"a": 1}, "published_unreadable"),
        (True, "published_unreadable"),
        (1e300, "published_unreadable"),
        (float("nan"), "published_unreadable"),
    ],
)
def test_left_unknown_with_a_reason(raw, problem):
    found = read_published(raw)
    assert (found.value, found.problem) == (None, problem)
    assert found.message


def test_nothing_given_is_no_problem():
    assert read_published(None).problem is None
    assert read_published("").problem is None


@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2100, 12, 31)))
def test_iso_dates_stay_as_they_are(day):
    assert read_published(day.isoformat()).value == day.isoformat()


@given(st.text(max_size=40))
def test_never_fails(raw):
    found = read_published(raw)
    assert found.value is None or len(found.value) >= 10
