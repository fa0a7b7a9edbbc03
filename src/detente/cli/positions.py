"""detente positions, conditions, claims: where actors stand over time, what it hangs on, and what is disputed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import DEFAULT_STORE, Json, Store
from detente.cli.output import put, put_json, safe

if TYPE_CHECKING:
    from detente.analysis.claims import TrackedClaim
    from detente.analysis.positions import Fact, PositionLine, TrackedCondition
    from detente.records import Record


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("positions")(positions)
    app.command("conditions")(conditions)
    app.command("claims")(claims)


def positions(
    holder: Annotated[str, typer.Argument(help="Actor id or name: RUS, Russia, Q7747.")],
    on: Annotated[str | None, typer.Option("--on", help="An issue (docs/issues.md).")] = None,
    toward: Annotated[str | None, typer.Option("--toward", help="Actor id or name.")] = None,
    store: Store = DEFAULT_STORE,
    as_json: Json = False,
) -> None:
    """Follow what an actor has said on an issue.

    First stated, repeated, softened, hardened, reversed.
    """
    from detente.analysis.positions import position_lines
    from detente.records import to_plain

    records = _records(store)
    lines = position_lines(records, _actor(holder, records), on, _actor(toward, records) if toward else None)
    for line in lines:
        if as_json:
            put_json(to_plain(line))
        else:
            _print_line(line)
    if not lines:
        raise typer.Exit(1)


def conditions(
    holder: Annotated[str | None, typer.Option("--holder", help="Actor id or name.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="An issue.")] = None,
    still_open: Annotated[
        bool, typer.Option("--open", help="Only those not met, broken, withdrawn or lapsed.")
    ] = False,
    today: Annotated[str | None, typer.Option("--today", help="ISO date to judge deadlines by.")] = None,
    store: Store = DEFAULT_STORE,
    as_json: Json = False,
) -> None:
    """List conditions with what became of them.

    Proposals with evidence, for an analyst to confirm.
    """
    from detente.analysis.positions import Fate, track_conditions
    from detente.records import to_plain

    records = _records(store)
    try:
        day = dt.date.fromisoformat(today) if today else None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--today") from error
    tracked = track_conditions(records, _actor(holder, records) if holder else None, on, day)
    shown = [t for t in tracked if not still_open or t.fate is Fate.OPEN]
    for condition in shown:
        if as_json:
            put_json(to_plain(condition))
        else:
            _print_condition(condition)
    if not shown:
        raise typer.Exit(1)


def claims(
    by: Annotated[str | None, typer.Option("--by", help="Actor id or name.")] = None,
    disputed: Annotated[bool, typer.Option("--disputed", help="Only those that another side disputes.")] = False,
    store: Store = DEFAULT_STORE,
    as_json: Json = False,
) -> None:
    """List factual claims with who disputes them.

    Who is right is not judged: disputes are proposals with evidence, for an analyst to confirm.
    """
    from detente.analysis.claims import track_claims
    from detente.records import to_plain

    records = _records(store)
    tracked = track_claims(records, _actor(by, records) if by else None, disputed=disputed)
    for claim in tracked:
        if as_json:
            put_json(to_plain(claim))
        else:
            _print_claim(claim)
    if not tracked:
        raise typer.Exit(1)


def _records(store: str) -> list[Record]:
    from detente.store import Store as Opened

    with Opened(store, read_only=True) as opened:
        return list(opened.records())


def _actor(named: str, records: Iterable[Record]) -> str:
    """The id that a name stands for in these records; an id is itself."""
    wanted = named.casefold()
    for record in records:
        for actor in record.actors:
            if wanted in (actor.id.casefold(), actor.name.casefold()):
                return actor.id
    return named


def _where(fact: Fact) -> str:
    return f"{fact.date or 'undated'}  {fact.article}" + (f"#{fact.id}" if fact.id else "")


def _print_line(line: PositionLine) -> None:
    put(safe(f"{line.holder}{f' → {line.toward}' if line.toward else ''}  {line.issue}"))
    for point in line.points:
        p: Any = point.position
        by = f"  as reported by {p.reported_by}" if point.reported else ""
        strength = f" ({p.strength})" if p.strength else ""
        put(safe(f"  {_where(point.fact)}  {point.change.value}: {p.stance.value}{strength}{by}"))
        for c in p.conditions:
            put(safe(f"      {c.kind.value}: {' '.join(c.span.text.split())}"))


def _print_claim(t: TrackedClaim) -> None:
    put(safe(f"{t.by or 'nobody named'}: {' '.join(t.claim.span.text.split())}"))
    put(safe(f"  stated    {_where(t.stated)}" + (f"  and {len(t.repeated)} more" if t.repeated else "")))
    for d in t.disputes:
        words = " ".join(d.fact.span.text.split()) if d.fact.span else ""
        put(safe(f"  {d.how.value} ({d.confidence:.2f})  {d.by}  {_where(d.fact)}  {words}"))


def _print_condition(t: TrackedCondition) -> None:
    put(safe(f"{t.fate.value} ({t.confidence:.2f})  {t.holder}  {t.issue}"))
    put(safe(f"  {t.condition.kind.value}: {' '.join(t.condition.span.text.split())}"))
    put(safe(f"  stated    {_where(t.stated)}"))
    for fact in t.evidence:
        words = " ".join(fact.span.text.split()) if fact.span else ""
        put(safe(f"  evidence  {_where(fact)}  {words}"))
