"""Time expressions: TIMEX3 dates, times, durations and sets, with what each was anchored to.

:func:`find_times` reads any text and needs no parse; :class:`TimesStep` is the same as a step of the pipeline;
:func:`date_for` chooses the expression that dates an event.
"""

from __future__ import annotations

from detente.read.times.dating import date_for, date_value, published_date
from detente.read.times.find import find_times
from detente.read.times.step import TimesStep, published_day

__all__ = ["TimesStep", "date_for", "date_value", "find_times", "published_date", "published_day"]
