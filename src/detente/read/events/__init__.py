"""Events: who did what to whom, in PLOVER, whether it happened, and how sure that is.

A trigger of the dictionary (lexicons/en/events.tsv) is found (:mod:`.find`) and gets actor and recipient by syntax
(:mod:`.verbs`, :mod:`.nouns`, :mod:`.recipients`, :mod:`.nearby`), is coded by dictionary and relation model together
(:mod:`.coding`), gets its status from the words that govern it (:mod:`.status`) and its date (:mod:`.dating`);
tellings of one event are one record (:mod:`.merge`).
"""

from __future__ import annotations

from detente.read.events.merge import merge_events, same_event
from detente.read.events.status import StatusReading, load_status_rules, read_status
from detente.read.events.step import EventsStep

__all__ = ["EventsStep", "StatusReading", "load_status_rules", "merge_events", "read_status", "same_event"]
