"""detente knowledge: checking the tables of actors, and adding to them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import Json, SettingsFile
from detente.cli.output import put, put_json, safe, talk


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Check the tables of states, people and bodies, or add.")
    group.command("check")(check)
    group.command("import")(import_)
    group.command("coverage")(coverage)
    app.add_typer(group, name="knowledge")


def check(
    overlays: Annotated[list[str] | None, typer.Argument(help="Overlays to check with ours.")] = None,
    notes: Annotated[bool, typer.Option("--notes", help="Also where sources merely disagree.")] = False,
    as_json: Json = False,
) -> None:
    """Look for what does not fit: dates reversed, two holders of a sole office at once, ids of two people."""
    from detente.knowledge.checking import check as find
    from detente.records import to_plain

    findings = find(overlays or ())
    errors = [f for f in findings if f.severity == "error"]
    for f in findings if notes else errors:
        if as_json:
            put_json(to_plain(f))
        else:
            put(safe(f"{f.severity}\t{f.code}\t{f.where}\t{f.message}"))
    talk(f"{len(errors)} errors, {len(findings) - len(errors)} notes")
    if errors:
        raise typer.Exit(1)


def import_(
    csv: Annotated[
        Path, typer.Argument(help="CSV of a Wikidata query: person, personLabel, positionLabel, start, end.")
    ],
    settings_file: SettingsFile = None,
) -> None:
    """Turn a Wikidata query's CSV into an overlay, on stdout; name it in [knowledge] overlays."""
    from detente.config import load_settings
    from detente.knowledge import load_knowledge
    from detente.knowledge.tools import import_wikidata

    imported = import_wikidata(csv, load_knowledge(load_settings(settings_file).knowledge.overlays))
    put(imported.to_tsv(csv.name).rstrip("\n"))
    for reason in imported.left_out:
        talk(f"left out: {reason}")
    talk(f"{len(imported.rows)} rows")
    if not imported.rows:
        raise typer.Exit(1)


def coverage(
    role: Annotated[str, typer.Argument(help="A role of roles.tsv: foreign_minister, defense_minister, nsa.")],
    states: Annotated[list[str] | None, typer.Argument(help="ISO codes; without any, the sixty most active.")] = None,
    since: Annotated[int, typer.Option(help="First year.")] = 1990,
    until: Annotated[int, typer.Option(help="Last year.")] = 2024,
    as_json: Json = False,
    settings_file: SettingsFile = None,
) -> None:
    """On how many days the tables know for certain who held an office, and the longest stretches without anybody."""
    from datetime import date

    from detente.config import load_settings
    from detente.knowledge import load_knowledge
    from detente.knowledge.coverage import MOST_ACTIVE
    from detente.knowledge.coverage import coverage as measure
    from detente.records import to_plain

    knowledge = load_knowledge(load_settings(settings_file).knowledge.overlays)
    found = measure(knowledge, role, date(since, 1, 1), date(until + 1, 1, 1), states or MOST_ACTIVE)
    for c in found:
        if as_json:
            put_json(to_plain(c))
        else:
            gaps = ", ".join(f"{a:%Y-%m} to {b:%Y-%m}" for a, b in c.gaps[:3])
            put(safe(f"{c.country}\t{c.share:.2f}\t{gaps}"))
    good = [sum(c.share >= bound for c in found) for bound in (0.9, 0.7, 0.5)]
    talk(f"{len(found)} states; nine in ten days: {good[0]}, seven in ten: {good[1]}, half: {good[2]}")
