"""detente: the record of diplomacy, read from the news.

>>> import detente
>>> record = detente.read_text("Ankara opposes the plan, the foreign minister said.")  # doctest: +SKIP
>>> record.positions                                                             # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from detente.api import Records, read_article, read_files, read_text
    from detente.config import Settings, load_settings
    from detente.pipeline import Reader
    from detente.records import Article, Record
    from detente.store import Store

# Name to the module that has it: loaded when first asked for, so that `import detente` costs nothing.
_PUBLIC = {
    "Article": "records",
    "Reader": "pipeline",
    "Record": "records",
    "Records": "api",
    "Settings": "config",
    "Store": "store",
    "load_settings": "config",
    "read_article": "api",
    "read_files": "api",
    "read_text": "api",
}
__all__ = [
    "Article",
    "Reader",
    "Record",
    "Records",
    "Settings",
    "Store",
    "__version__",
    "load_settings",
    "read_article",
    "read_files",
    "read_text",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        from importlib import import_module

        return getattr(import_module(f"detente.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module 'detente' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
