"""Time expressions: TIMEX3 dates, times, durations and sets, with what each was anchored to."""

from __future__ import annotations

from detente.read.times.find import find_times

__all__ = ["find_times"]
