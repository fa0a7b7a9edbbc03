"""Calendar arithmetic."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.read.times import values


@pytest.mark.parametrize(
    ("count", "unit", "expected"),
    [
        (3, "D", "P3D"),
        (None, "Y", "PXY"),
        (5.5, "H", "PT5H30M"),
        (2.5, "Y", "P2Y6M"),
        (0.5, "H", "PT30M"),
        (1.5, "D", "P1DT12H"),
        (24, "H", "PT24H"),
        (1, "Q", "P1Q"),
    ],
)
def test_durations(count, unit, expected):
    assert values.format_duration(count, unit) == expected


@pytest.mark.parametrize(
    ("rule", "year", "expected"),
    [
        ("12-25", 2019, date(2019, 12, 25)),
        ("11-4-THU", 2018, date(2018, 11, 22)),
        ("5-L-MON", 2019, date(2019, 5, 27)),
        ("11-1-MON+1", 2016, date(2016, 11, 8)),
        ("easter", 2019, date(2019, 4, 21)),
        ("easter-2", 2018, date(2018, 3, 30)),
        ("easter+1", 2000, date(2000, 4, 24)),
    ],
)
def test_named_days(rule, year, expected):
    assert values.holiday_day(rule, year) == expected


@given(day=st.dates(), count=st.integers(-20_000, 20_000), unit=st.sampled_from(sorted(values.UNIT_PRECISION)))
def test_shifting_gives_a_value_or_nothing(day, count, unit):
    value = values.shift_unit(day, count, unit)
    assert value is None or values.precision_of(value) == values.UNIT_PRECISION[unit]


@given(day=st.dates())
def test_not_moving_stays(day):
    assert values.shift_unit(day, 0, "D") == day.isoformat()
    assert values.shift_unit(day, 0, "Q") == f"{day.year:04d}-Q{values.quarter_of(day)}"


@pytest.mark.parametrize(
    ("value", "precision"),
    [
        ("2019-05-03T10:00", "time"),
        ("XXXX-05-03", "day"),
        ("XXXX-WXX-3", "day"),
        ("2019-W20", "week"),
        ("2019-W20-WE", "weekend"),
        ("2019-05", "month"),
        ("2019-Q2", "quarter"),
        ("2019-H1", "half"),
        ("2019-SU", "season"),
        ("2019", "year"),
        ("199", "decade"),
        ("19", "century"),
        ("PAST_REF", "vague"),
        ("P3D", "unknown"),
    ],
)
def test_precision(value, precision):
    assert values.precision_of(value) == precision
