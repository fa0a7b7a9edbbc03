"""detente: the record of diplomacy, read from the news."""

from __future__ import annotations

__version__ = "0.1.0"
