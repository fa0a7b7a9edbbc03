"""What a rule's words mean: the operations that rules name in their ``op``.

Each operation gets the match and the context (anchor, what was read before) and returns a :class:`Meaning`, or None
where the match is no time expression after all. Operations abstain with a partial value (``XXXX-05-03``) where the
text does not say and no anchor helps.
"""

from detente.read.times.operations import around, calendar, distances, durations, quarters, weekdays
from detente.read.times.operations.context import NONE, OPERATIONS, PUBLISHED, Context, Matched, Meaning

__all__ = [
    "NONE",
    "OPERATIONS",
    "PUBLISHED",
    "Context",
    "Matched",
    "Meaning",
    "around",
    "calendar",
    "distances",
    "durations",
    "quarters",
    "weekdays",
]
