"""Everything that detente raises on purpose.

::

    DetenteError                 has a stable ``code``
    ├── InputError (ValueError)      a source that cannot be read
    ├── SettingsError (ValueError)   settings that do not fit
    ├── LexiconError (ValueError)    a dictionary or table with bad lines
    ├── ModelError (RuntimeError)    weights missing or not those that were named
    ├── PipelineError (ValueError)   steps in an impossible order
    └── StoreError (RuntimeError)    a store that cannot be opened, written or trusted
        └── NotFound (KeyError)      an id that the store does not hold

Odd prose is data, not an error: see :class:`detente.records.Diagnostic`.
"""

from __future__ import annotations


class DetenteError(Exception):
    """Base of all. The message says what, where, and what to try.

    Attributes:
        code: stable, for machines (``DT101``).
        message: for people.
    """

    default_code = "DT000"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code

    def __str__(self) -> str:
        return f"{self.code} {self.message}"


class InputError(DetenteError, ValueError):
    """A source that cannot be read."""

    default_code = "DT100"


class SettingsError(DetenteError, ValueError):
    """Settings that do not fit their schema."""

    default_code = "DT200"


class LexiconError(DetenteError, ValueError):
    """A dictionary or table with bad lines; all of them are named at once."""

    default_code = "DT300"


class ModelError(DetenteError, RuntimeError):
    """Weights missing, or not the ones their card names."""

    default_code = "DT400"


class PipelineError(DetenteError, ValueError):
    """Steps in an order in which they cannot run."""

    default_code = "DT500"


class StoreError(DetenteError, RuntimeError):
    """A store that cannot be opened, written or trusted."""

    default_code = "DT600"


class NotFound(StoreError, KeyError):
    """An id that the store does not hold."""

    default_code = "DT604"
