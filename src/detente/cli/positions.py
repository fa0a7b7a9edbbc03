"""detente positions, conditions, claims: where actors stand over time, what it hangs on, and what is disputed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import DEFAULT_STORE, Json, Store
from detente.cli.output import put, put_json, safe
from detente.cli.shown import Chart, save

if TYPE_CHECKING:
    from detente.analysis.claims import TrackedClaim
    from detente.analysis.conditions import TrackedCondition
    from detente.analysis.facts import Fact
    from detente.analysis.positions import PositionLine
    from detente.records import Record, Span


# Characters of quoted words on a line; longer ones lose their middle.
LONGEST = 140


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("positions")(positions)
    app.command("conditions")(conditions)
    app.command("claims")(claims)


def positions(
    holder: Annotated[str, typer.Argument(help="Actor id or name: RUS, Russia, Q7747.")],
    on: Annotated[str | None, typer.Option("--on", help="An issue (docs/issues.md).")] = None,
    toward: Annotated[str | None, typer.Option("--toward", help="Actor id or name.")] = None,
    chart: Chart = None,
    store: Store = DEFAULT_STORE,
    as_json: Json = False,
) -> None:
    """Follow what an actor has said on an issue.

    First stated, repeated, softened, hardened, reversed.
    """
    from detente.analysis.positions import position_lines
    from detente.records import to_plain

    records = _records(store)
    names = _names(records)
    lines = position_lines(records, _actor(holder, records), on, _actor(toward, records) if toward else None)
    if chart is not None:
        from detente.figures import position_chart

        drawn = [line for line in lines if any(p.fact.date for p in line.points)]
        save(position_chart(drawn, names=names), chart)
    for line in lines:
        if as_json:
            put_json(to_plain(line))
        else:
            _print_line(line, names)
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
    from detente.analysis.conditions import Fate, track_conditions
    from detente.records import to_plain

    records = _records(store)
    names = _names(records)
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
            _print_condition(condition, names)
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
    names = _names(records)
    tracked = track_claims(records, _actor(by, records) if by else None, disputed=disputed)
    for claim in tracked:
        if as_json:
            put_json(to_plain(claim))
        else:
            _print_claim(claim, names)
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


def _names(records: Iterable[Record]) -> dict[str, str]:
    """What to call actors: their names where a record gives one, else their ids."""
    return {actor.id: actor.name for record in records for actor in record.actors}


def _called(actor: str | None, names: dict[str, str]) -> str:
    return names.get(actor, actor) if actor else "nobody named"


def _where(fact: Fact) -> str:
    return f"{fact.date or 'undated'}  {fact.article}" + (f"#{fact.id}" if fact.id else "")


def _words(span: Span | None) -> str:
    """The words on one line, shortened in the middle of a long one."""
    words = " ".join(span.text.split()) if span else ""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 40]} ... {words[-35:]}"


def _print_line(line: PositionLine, names: dict[str, str]) -> None:
    toward = f" → {_called(line.toward, names)}" if line.toward else ""
    put(safe(f"{_called(line.holder, names)}{toward}: {line.issue}"))
    for point in line.points:
        p: Any = point.position
        by = f", as {_called(p.reported_by, names)} reports" if point.reported else ""
        strength = f" ({p.strength})" if p.strength else ""
        put(safe(f"  {_where(point.fact)}  {point.change.value}: {p.stance.value}{strength}{by}  {p.confidence:.2f}"))
        put(safe(f"      “{_words(p.span)}”"))
        for c in p.conditions:
            who = f"  (to be met by {_called(c.by, names)})" if c.by else ""
            put(safe(f"      {c.kind.value}: {_words(c.span)}{who}"))


def _print_claim(t: TrackedClaim, names: dict[str, str]) -> None:
    put(safe(f"{_called(t.by, names)}: {_words(t.claim.span)}"))
    put(safe(f"  stated    {_where(t.stated)}" + (f"  and {len(t.repeated)} more" if t.repeated else "")))
    for d in t.disputes:
        put(safe(f"  {d.how.value} ({d.confidence:.2f}) by {_called(d.by, names)}  {_where(d.fact)}"))
        put(safe(f"      “{_words(d.fact.span)}”"))


def _print_condition(t: TrackedCondition, names: dict[str, str]) -> None:
    toward = f" → {_called(t.toward, names)}" if t.toward else ""
    until = f", by {t.deadline}" if t.deadline else ""
    put(safe(f"{t.fate.value} ({t.confidence:.2f}): {_called(t.holder, names)}{toward}, {t.issue}"))
    put(safe(f"  {t.condition.kind.value}{until}: {_words(t.condition.span)}"))
    again = f"  and {len(t.repeated)} more" if t.repeated else ""
    put(safe(f"  stated    {_where(t.stated)}{again}"))
    for fact in t.evidence:
        put(safe(f"  evidence  {_where(fact)}  “{_words(fact.span)}”"))
