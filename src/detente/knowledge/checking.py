"""Checking the tables: what ``detente knowledge check`` prints.

Pure functions that return data; nothing here prints or asks.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from detente.errors import LexiconError
from detente.knowledge.build import collect, organisation_id, party_tenure
from detente.knowledge.files import Row
from detente.knowledge.fold import key
from detente.knowledge.joining import Draft, join_people
from detente.knowledge.tables import Tenure, parse_date, role_of, sole_roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in the tables that does not fit.

    Attributes:
        severity: ``error`` (wrong for certain) or ``note`` (two sources disagree, or dates too coarse to tell).
        code: ``dates_reversed``, ``two_holders``, ``unknown_country``, ``unknown_role``, ``id_of_two``,
        ``qid_of_two``, ``unknown_actor``, ``too_long``, ``no_such_state_then``, ``two_in_power``, ``partner_alone``,
        ``bad_part``.
        where: file and line, where there is one.
    """

    severity: str
    code: str
    message: str
    where: str = ""


# Days by which one holder's end and the next one's start may overlap: sources count the day of handing over to either.
HANDOVER_DAYS = 31
FAR = date(2100, 1, 1).toordinal()  # for what has no end
# Longer than anybody has held an office since 1945, in days: Elizabeth II reigned for 70 years.
LONGEST = 72 * 366


def check(overlays: Sequence[str | os.PathLike[str]] = ()) -> list[Finding]:
    """Inconsistencies of the tables with these overlays, errors first."""
    rows = collect(overlays)
    findings: list[Finding] = []
    states = {r["id"] for _, r in rows["countries"]}
    bodies = {organisation_id(r) for _, r in rows["organisations"]}
    findings += _check_ids(rows)
    for layer, row in rows["people"]:
        where = row["_line"]
        try:
            start, end = parse_date(row.get("start", "")), parse_date(row.get("end", ""))
        except LexiconError as error:
            findings.append(Finding(severity="error", code="bad_date", message=str(error), where=where))
            continue
        if start and end and end.last < start.first:
            findings.append(
                Finding(
                    severity="error",
                    code="dates_reversed",
                    where=where,
                    message=f"{row['name']}: {row['office']} ends {row['end']} before it starts {row['start']}",
                )
            )
        country = row.get("country", "")
        if country and country not in states and country not in bodies:
            findings.append(
                Finding(
                    severity="error",
                    code="unknown_country",
                    where=where,
                    message=f"{row['name']}: no state has the id {country!r}",
                )
            )
        if layer and row.get("body") and row["body"] not in bodies:
            findings.append(
                Finding(
                    severity="error",
                    code="unknown_actor",
                    where=where,
                    message=f"{row['name']}: no organisation has the id {row['body']!r}",
                )
            )
        if layer and not row.get("role") and role_of(row.get("office", ""), country or None) is None:
            findings.append(
                Finding(
                    severity="error",
                    code="unknown_role",
                    where=where,
                    message=f"{row['name']}: no role fits {row.get('office')!r}; give one in column role",
                )
            )
    for _, row in rows["seats"]:
        actor = row["actor"]
        if actor not in states and actor not in bodies and actor.split(".")[0] not in states:
            findings.append(
                Finding(
                    severity="error",
                    code="unknown_actor",
                    where=row["_line"],
                    message=f"{row['name']}: no actor has the id {actor!r}",
                )
            )
    people = join_people(rows["people"])
    findings += _check_holders(people)
    findings += _check_times(people, [r for _, r in rows["countries"]])
    findings += _check_parties([r for _, r in rows["parties_in_power"]], states, bodies)
    return sorted(findings, key=lambda f: (f.severity != "error", f.code, f.where, f.message))


def _check_ids(rows: Mapping[str, list[tuple[int, Row]]]) -> list[Finding]:
    out = []
    for table in ("countries", "organisations"):
        seen: dict[str, str] = {}
        for _, row in rows[table]:
            ident = row.get("id", "")
            if ident and ident in seen and seen[ident].split(":")[0] == row["_line"].split(":")[0]:
                out.append(
                    Finding(
                        severity="error",
                        code="id_of_two",
                        where=row["_line"],
                        message=f"{ident} stands in {seen[ident]} too",
                    )
                )
            seen.setdefault(ident, row["_line"])
    names: dict[str, set[str]] = defaultdict(set)
    ids: dict[str, set[str]] = defaultdict(set)
    for layer, row in rows["people"]:
        if row.get("id") and layer == 0:
            names[row["id"]].add(key(row["name"]))
        if row.get("qid"):
            ids[row["qid"]].add(row.get("id") or row["qid"])
    for ident, forms in names.items():
        if len(forms) > 1:
            out.append(Finding(severity="error", code="id_of_two", message=f"{ident} is {' and '.join(sorted(forms))}"))
    for qid, owners in ids.items():
        if len(owners) > 1:
            out.append(
                Finding(
                    severity="error",
                    code="qid_of_two",
                    message=f"{qid} is the Wikidata id of {' and '.join(sorted(owners))}",
                )
            )
    return out


def _check_holders(people: Mapping[str, Draft]) -> list[Finding]:
    """Two people who certainly held an office of which there is one, for longer than a handover takes."""
    sole = sole_roles() - {"head_of_state", "party_leader"}
    by_office: dict[tuple[str, str], list[tuple[str, int, Tenure]]] = defaultdict(list)
    for person in people.values():
        for layer, t in person.tenures:
            role = t.role
            if t.role == "head_of_state":
                # A monarch and the governor-general, a supreme leader and a president, stand side by side.
                role = key(t.office)
            if (role in sole or t.role == "head_of_state") and t.country and "/" not in t.office:
                by_office[t.country, role].append((person.id, layer, t))
    out = []
    for (country, role), held in by_office.items():
        held.sort(key=lambda h: (h[2].since, h[0]))
        for i, (one, layer, t) in enumerate(held):
            for other, other_layer, u in held[i + 1 :]:
                if u.since >= t.until - HANDOVER_DAYS:
                    break
                common = min(t.until, u.until) - max(t.since, u.since)
                if one != other and common > HANDOVER_DAYS:
                    # By hand and by overlay, this is an error; among the sources, one of them is right and says when.
                    out.append(
                        Finding(
                            severity="error" if min(layer, other_layer) > 0 else "note",
                            code="two_holders",
                            message=f"{country} {role}: {one} ({t.start} to {t.end or 'now'}, {t.source}) and "
                            f"{other} ({u.start} to {u.end or 'now'}, {u.source})",
                        )
                    )
    return out


def _check_times(people: Mapping[str, Draft], countries: Iterable[Row]) -> list[Finding]:
    """Offices held longer than anybody can, and of states that did not exist at any time of them."""
    lives = {r["id"]: (parse_date(r.get("from", "")), parse_date(r.get("to", ""))) for r in countries}
    out = []
    for person in people.values():
        for layer, t in person.tenures:
            severity = "error" if layer else "note"
            what = f"{person.id}: {t.office} ({t.country or t.body}, {t.start} to {t.end or 'now'}, {t.source})"
            if t.end and t.start and t.until - t.since > LONGEST:
                out.append(Finding(severity=severity, code="too_long", message=what))
            begun, ended = lives.get(t.country or "", (None, None))
            if (begun and t.end and t.to_maybe <= begun.first) or (ended and t.start and t.from_maybe > ended.last):
                out.append(Finding(severity=severity, code="no_such_state_then", message=what))
    return out


def _check_parties(rows: Iterable[Row], states: Container[str], bodies: Container[str]) -> list[Finding]:
    """Parties in power: known ones, one that leads at a time, partners only beside one that leads."""
    out = []
    held: dict[tuple[str, str], list[tuple[str, Tenure, str]]] = defaultdict(list)
    for row in rows:
        where = row["_line"]
        if row["country"] not in states:
            message = f"no state has the id {row['country']!r}"
            out.append(Finding(severity="error", code="unknown_country", where=where, message=message))
        if row["party"] not in bodies:
            message = f"no organisation has the id {row['party']!r}"
            out.append(Finding(severity="error", code="unknown_actor", where=where, message=message))
        try:
            t = party_tenure(row)
        except LexiconError as error:
            out.append(Finding(severity="error", code="bad_part", where=where, message=str(error)))
            continue
        if t.to_maybe <= t.from_maybe:
            message = f"{row['party']}: ends {t.end} before it starts {t.start}"
            out.append(Finding(severity="error", code="dates_reversed", where=where, message=message))
        held[row["country"], t.role].append((row["party"], t, where))
    for (country, role), terms in held.items():
        leading = held.get((country, "governing_party"), [])
        for party, t, where in terms:
            if role == "coalition_partner":
                # Certainly in power together with one that leads, but for the days of handing over.
                common = sum(max(0, min(t.until, u.until, FAR) - max(t.since, u.since)) for _, u, _ in leading)
                if common + HANDOVER_DAYS < min(t.until, FAR) - t.since:
                    message = f"{country}: {party} ({t.start} to {t.end or 'now'}) governs with nobody for a time"
                    out.append(Finding(severity="error", code="partner_alone", where=where, message=message))
                continue
            for other, u, _ in terms:
                common = min(t.until, u.until) - max(t.since, u.since)
                if (t.since, party) < (u.since, other) and common > HANDOVER_DAYS:
                    message = f"{country}: {party} (to {t.end or 'now'}) and {other} (from {u.start})"
                    out.append(Finding(severity="error", code="two_in_power", where=where, message=message))
    return out
