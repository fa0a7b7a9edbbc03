"""Who an article speaks of: mentions, coreference, resolution to the tables, first person in quotations."""

from __future__ import annotations

from detente.resolve.actors import ActorsStep
from detente.resolve.deixis import DeixisStep
from detente.resolve.years import YearsInferred, infer_years

__all__ = ["ActorsStep", "DeixisStep", "YearsInferred", "infer_years"]
