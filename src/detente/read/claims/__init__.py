"""Claims: assertions of fact, told from positions, promises, wishes and opinions, with who makes them."""

from __future__ import annotations

from detente.read.claims.find import FoundClaim, find_claims, is_checkable
from detente.read.claims.step import ClaimsStep

__all__ = ["ClaimsStep", "FoundClaim", "find_claims", "is_checkable"]
