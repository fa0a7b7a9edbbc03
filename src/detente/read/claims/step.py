"""The reading step: claims of the body, numbered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from detente.config import Settings
from detente.read.claims.find import find_claims
from detente.read.claims.words import FILE, ClaimWords, load_claim_words
from detente.reading import Reading
from detente.records import Claim, Evidence


class ClaimsStep:
    """Finds claims. The dictionary is loaded at the first article."""

    name = "claims"
    version = "4"
    requires: tuple[str, ...] = ("doc", "statements", "mentions")
    assigns: tuple[str, ...] = ("claims",)

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def words(self) -> ClaimWords:
        """The dictionary."""
        return load_claim_words(self._settings.lexicons.overlay)

    def __call__(self, reading: Reading) -> Mapping[str, tuple[Claim, ...]]:
        """Claims in order of text, numbered ``c1``, ``c2``, ..."""
        return {
            "claims": tuple(
                Claim(
                    id=f"c{number}",
                    span=reading.span(found.start, found.end),
                    by=found.by,
                    statement=found.statement,
                    implicit=found.implicit,
                    confidence=round(found.confidence, 4),
                    why=Evidence(
                        source=FILE,
                        version=self.words.version,
                        words=found.words,
                        note=f"checkable by its {found.because}",
                    ),
                )
                for number, found in enumerate(find_claims(reading, self.words), 1)
            )
        }
