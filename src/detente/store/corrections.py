"""An analyst's corrections, as new records: what was read before is never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, get_type_hints

from detente.errors import NotFound, StoreError
from detente.records import Evidence, Record, from_plain, to_plain

_KINDS = ("statements", "positions", "events", "claims")


def corrected(record: Record, fact_id: str, changes: Mapping[str, str] | None) -> Record:
    """The record with one fact changed, or dropped where ``changes`` is None.

    Args:
        changes: field to new value as text; "" for none, ``a,b`` for lists. Spans cannot be set by text.

    Raises:
        NotFound: where there is no such fact.
        StoreError: where a field or value does not fit.
    """
    for kind in _KINDS:
        facts = getattr(record, kind)
        for fact in facts:
            if fact.id != fact_id:
                continue
            kept = tuple(_changed(f, changes) if f.id == fact_id else f for f in facts)
            left: dict[str, Any] = {kind: tuple(f for f in kept if f is not None)}
            return replace(record, **left)
    raise NotFound(f"article {record.article.id!r} has no fact {fact_id!r}")


def _changed(fact: Any, changes: Mapping[str, str] | None) -> Any:
    if changes is None:
        return None
    plain = to_plain(fact)
    hints = get_type_hints(type(fact))
    editable = {
        f.name for f in fields(fact) if "Span" not in str(hints[f.name]) and f.name not in ("id", "why", "date")
    }
    for name, value in changes.items():
        if name not in editable:
            raise StoreError(f"{name!r} cannot be set; there are {', '.join(sorted(editable))}", code="DT605")
        plain[name] = _value(str(hints[name]), value)
    before = fact.why or Evidence(source="unknown", version="0")
    plain["why"] = to_plain(
        replace(before, source="analyst", version="1", note=f"corrected; before: {before.source} {before.version}")
    )
    try:
        return from_plain(type(fact), plain)
    except (ValueError, TypeError) as error:
        raise StoreError(f"{', '.join(f'{k}={v}' for k, v in changes.items())}: {error}", code="DT605") from error


def _value(hint: str, text: str) -> Any:
    if hint.startswith("tuple"):
        return [v.strip() for v in text.split(",") if v.strip()]
    if "bool" in hint:
        if text.lower() not in ("true", "false", "yes", "no"):
            raise StoreError(f"{text!r} should be yes or no", code="DT605")
        return text.lower() in ("true", "yes")
    if "float" in hint or "'int'" in hint:
        try:
            return float(text) if "float" in hint else int(text)
        except ValueError as error:
            raise StoreError(f"{text!r} is no number", code="DT605") from error
    return text or None
