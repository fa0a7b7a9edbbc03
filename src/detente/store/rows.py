"""Records to rows and back. Pure: a worker can make the rows and the writer need only insert them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean

from detente.records import Article, Record, Run, from_plain, record_from_dict, to_plain
from detente.store import schema

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRows:
    """All rows of one record, without the keys that the store gives.

    Attributes:
        facts: for each table of facts, its rows in the order of the text.
    """

    article: Row
    run: Row
    record_sha256: str
    facts: Mapping[str, Sequence[Row]]


def dump(value: Any) -> str:
    """JSON text, always the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def record_json(record: Record) -> str:
    """The record as one line of JSON, the form in which it leaves the program."""
    return dump(record.to_dict())


def run_row(run: Run) -> Row:
    """The run with its digest: equal digests read alike."""
    plain = to_plain(run)
    row = {k: dump(v) if isinstance(v, dict) else v for k, v in plain.items()}
    return {"digest": _sha256(dump(plain)), **row}


def rows_of(record: Record) -> RecordRows:
    """The rows of a record."""
    plain = record.to_dict()
    facts: dict[str, list[Row]] = {
        table.name: [_fact_row(table.name, n, fact) for n, fact in enumerate(plain[table.name])]
        for table in schema.FACTS
    }
    facts["dyads"] = [_clean(row) for row in _dyads(record)]
    facts["speakers"] = [_clean(row) for row in _speakers(record)]
    article = {
        k: dump(v) if k in ("body", "basis", "read_with") and v is not None else v for k, v in plain["article"].items()
    }
    article["digest"] = _sha256(dump(article))
    return RecordRows(
        article=_clean(article),
        run=run_row(record.run),
        record_sha256=_fingerprint(plain),
        facts=facts,
    )


def _fingerprint(plain: Mapping[str, Any]) -> str:
    """Hash of a record. What stores of an earlier version lack is left out where empty, so that theirs stay true."""
    said = [{k: v for k, v in s.items() if v or k != "joint_sources"} for s in plain["statements"]]
    return _sha256(dump({**plain, "statements": said}))


def record_from_rows(article: Mapping[str, Any], run: Mapping[str, Any], facts: Mapping[str, Sequence[Any]]) -> Record:
    """The record that :func:`rows_of` took apart."""
    plain: dict[str, Any] = {
        "article": {k: _load(k, v) for k, v in _dirty(article).items()},
        "run": {k: _load(k, v) for k, v in run.items()},
    }
    for table in schema.FACTS:
        plain[table.name] = [_fact_plain(table.name, row) for row in facts.get(table.name, ())]
    return record_from_dict(plain)


def article_from_row(row: Mapping[str, Any]) -> Article:
    """The article of a row of ``articles``."""
    return from_plain(Article, {k: _load(k, v) for k, v in _dirty(row).items()})


# Columns whose text is JSON; every other text column is itself.
_JSON = frozenset(
    (
        *("body", "basis", "read_with", "models", "steps"),
        *("mentions", "decision", "content", "source", "cue", "date_detail", "why", "conditions", "span", "trigger"),
        *("sentence", "contexts", "actor", "recipient", "actor_text", "recipient_text", "spans", "statements"),
        *("events", "joint_sources"),
    )
)
_BOOLEAN = {t.name: tuple(c.name for c in t.columns if isinstance(c.type, Boolean)) for t in schema.FACTS}


def _fact_row(table: str, n: int, fact: Mapping[str, Any]) -> Row:
    row: Row = {"n": n}
    for name, value in fact.items():
        if name == "date":
            row["date"] = value["value"] if value else None
            row["date_detail"] = dump(value) if value else None
        elif name in _JSON:
            row[name] = None if value is None else dump(value)
        else:
            row[name] = value
    return _clean(row)


def _fact_plain(table: str, row: Mapping[str, Any]) -> Row:
    fact = {k: _load(k, v) for k, v in _dirty(row).items() if k not in ("reading", "n", "date")}
    if "date_detail" in fact:
        fact["date"] = fact.pop("date_detail")
    for name in _BOOLEAN[table]:
        fact[name] = bool(fact[name])
    return fact


def _load(name: str, value: Any) -> Any:
    return json.loads(value) if name in _JSON and isinstance(value, str) else value


# SQLite and PostgreSQL take no lone surrogates, and PostgreSQL no NUL. Escaped with a mark that text
# does not otherwise hold, they come back as they were.
_MARK = "\U0010fffe"


def _clean(row: Row) -> Row:
    return {k: as_stored(v) if isinstance(v, str) else v for k, v in row.items()}


def as_stored(text: str) -> str:
    """Text of a record as the columns hold it."""
    try:
        text.encode()
        if "\x00" not in text and _MARK not in text:
            return text
    except UnicodeEncodeError:
        pass
    return "".join(f"{_MARK}{ord(c):06x}" if c in ("\x00", _MARK) or 0xD800 <= ord(c) <= 0xDFFF else c for c in text)


def _unescape(text: str) -> str:
    if _MARK not in text:
        return text
    head, *rest = text.split(_MARK)
    return head + "".join(chr(int(piece[:6], 16)) + piece[6:] for piece in rest)


def _dirty(row: Mapping[str, Any]) -> Row:
    return {k: _unescape(v) if isinstance(v, str) else v for k, v in row.items()}


def _dyads(record: Record) -> list[Row]:
    country = {a.id: a.country for a in record.actors}
    rows: list[Row] = []
    for event_n, event in enumerate(record.events):
        for actor in event.actor or (None,):
            for recipient in event.recipient or (None,):
                rows.append(
                    {
                        "n": len(rows),
                        "event_n": event_n,
                        "actor": actor,
                        "recipient": recipient,
                        "actor_country": country.get(actor) if actor else None,
                        "recipient_country": country.get(recipient) if recipient else None,
                    }
                )
    return rows


def _speakers(record: Record) -> list[Row]:
    spoken = [(n, actor) for n, statement in enumerate(record.statements) for actor in statement.speakers]
    return [{"n": n, "statement_n": statement_n, "actor": actor} for n, (statement_n, actor) in enumerate(spoken)]
