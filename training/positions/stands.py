"""The stands that annotators found in news (stands_annotated.tsv), and whether a position agrees with one of them."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from detente.read.issues import Taxonomy
from detente.read.positions.draft import Draft
from detente.read.positions.holders import OFFICIAL, Holders
from detente.read.positions.introduced import UNLISTED
from detente.reading import Reading

GOLD = Path(__file__).parents[2] / "evaluation" / "positions" / "stands_annotated.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """A stand by character offsets; of holder, issue and stance any one is right."""

    start: int
    end: int
    holders: tuple[str, ...]
    issues: tuple[str, ...]
    stances: tuple[str, ...]


def load_annotated(path: Path = GOLD) -> dict[str, list[Annotated]]:
    """The stands by article; articles that hold none have an empty list."""
    found: dict[str, list[Annotated]] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t"):
            stands = found[row["article"]]
            if row["start"]:
                stands.append(
                    Annotated(
                        start=int(row["start"]),
                        end=int(row["end"]),
                        holders=tuple(row["holder"].split("|")),
                        issues=tuple(row["issue"].split("|")),
                        stances=tuple(row["stance"].split("|")),
                    )
                )
    return dict(found)


def verdict(draft: Draft, stands: list[Annotated], reading: Reading, speaks_for: Holders, taxonomy: Taxonomy) -> str:
    """``right`` where a stand at these words agrees; ``none`` where there is none; else what is wrong in the nearest.

    ``soft`` is a demand, of nobody named, that the annotators took for support: passages count it right.
    """
    named = taxonomy.by_name(draft.issue)
    issue = named.id if named is not None else draft.issue
    best: list[str] | None = None
    wants = False
    for stand in stands:
        if stand.start >= draft.end or draft.start >= stand.end:
            continue
        wrong = []
        if not any(same_holder(h.strip(), draft.holder, reading, speaks_for) for h in stand.holders):
            wrong.append("holder")
        if issue not in stand.issues:
            wrong.append("issue")
        if draft.stance.value not in stand.stances:
            wrong.append("stance")
        if best is None or len(wrong) < len(best):
            best, wants = wrong, "supports" in stand.stances
    if best is None:
        return "none"
    if best == ["stance"] and draft.stance.value == "demands" and wants and draft.toward is None:
        return "soft"
    return "+".join(best) or "right"


def same_holder(gold: str, holder: str, reading: Reading, speaks_for: Holders) -> bool:
    """Whether an id or, under ``text:``, a name stands for the same as an id."""
    if gold == holder or holder.startswith(gold + ".") or speaks_for.behind(gold) == holder:
        return True
    parts = gold.split(".")
    if parts[0] == holder and parts[1:2] and parts[1] in OFFICIAL:
        return True
    if holder.startswith("IGO.") and gold.startswith(holder):
        return True
    if gold.startswith(UNLISTED):
        actor = reading.by_actor.get(holder)
        name = (actor.name if actor is not None else holder.removeprefix(UNLISTED)).lower()
        called = gold.removeprefix(UNLISTED).lower()
        return name in called or called in name or name.split()[-1] == called.split()[-1]
    return False
