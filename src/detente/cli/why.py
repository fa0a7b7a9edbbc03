"""detente why: what stands behind a fact."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import DEFAULT_STORE, Json, Store
from detente.cli.output import console, put_json, safe


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("why")(why)


def why(
    fact: Annotated[str, typer.Argument(help="ARTICLE#FACT, as in talks-2019#e3.")],
    store: Store = DEFAULT_STORE,
    as_json: Json = False,
) -> None:
    """Say why a fact was recorded.

    Its words, the rule or model with its version, the runners-up.
    """
    from detente.records import to_plain
    from detente.store import Store as Opened
    from detente.views.brief import one_line
    from detente.views.why import explain

    article_id, separator, fact_id = fact.rpartition("#")
    if not separator:
        raise typer.BadParameter("name it as ARTICLE#FACT", param_hint="FACT")
    with Opened(store, read_only=True) as opened:
        explanation = explain(opened.record(article_id), fact_id)
    if as_json:
        put_json(to_plain(explanation))
        return
    from rich.text import Text

    out = console()
    out.print(Text(safe(f"{explanation.kind} {explanation.fact_id} of {explanation.article_id}"), style="bold"))
    for name, value in explanation.fields:
        out.print(Text(safe(f"  {name:<14} {value}")))
    for name, span in explanation.spans:
        out.print(Text(safe(f"  {name:<14} {span.start}:{span.end}  {one_line(span.text)}"), style="cyan"))
    evidence, decision = explanation.evidence, explanation.decision
    if evidence is not None:
        out.print(Text(safe(f"  by             {evidence.source}, version {evidence.version}"), style="yellow"))
        if evidence.words:
            out.print(Text(safe(f"  words          {' | '.join(evidence.words)}")))
        if evidence.note:
            out.print(Text(safe(f"  note           {evidence.note}")))
        for other, p in evidence.runners_up:
            out.print(Text(safe(f"  runner-up      {other} {p:.2f}"), style="dim"))
    if decision is not None:
        out.print(Text(safe(f"  chosen         {decision.chosen or 'none'}: {decision.reason}"), style="yellow"))
        for other, p in decision.candidates:
            out.print(Text(safe(f"  candidate      {other} {p:.2f}"), style="dim"))
    out.print(Text(f"  read by        detente {explanation.version}", style="dim"))
