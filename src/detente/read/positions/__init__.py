"""Positions: who stands where on an issue, towards whom, on what conditions."""

from __future__ import annotations

from detente.read.positions.conditions import FoundCondition, find_conditions
from detente.read.positions.frames import Frame, load_frames
from detente.read.positions.stances import find_stands
from detente.read.positions.stand import Stand
from detente.read.positions.step import PositionsStep

__all__ = ["FoundCondition", "Frame", "PositionsStep", "Stand", "find_conditions", "find_stands", "load_frames"]
