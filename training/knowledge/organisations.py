"""Writes data/organisations.tsv: armed groups of the Phoenix dictionaries that the table written by hand lacks.

Run from the repository: ``python training/knowledge/organisations.py --facts ../shared/facts``.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

from detente.knowledge.dictionaries import load_petrarch_actors, tidy_name
from detente.knowledge.files import read_table
from detente.knowledge.fold import fold, key
from detente.knowledge.tables import joined, split

OUT = Path(__file__).resolve().parent.parent.parent / "src/detente/knowledge/data/organisations.tsv"
COLUMNS = ["id", "name", "aliases", "country", "sector", "from", "to", "part_of"]
HEADER = """\
# Armed groups, by the names that the START terrorist organization profiles and the press gave them up to 2013.
# Source: Phoenix military and non-state actor dictionary (Kenwick, Kim and Leonard 2013; Open Event Data
# Alliance, MIT).
# Licence: MIT for the facts taken over, our form CC0. Version: 1. Written by training/knowledge/organisations.py.
# Columns as in organisations_general.tsv. Known gaps: dates; groups founded after 2013 (those are in
# organisations_general.tsv).
"""
# Regional and ethnic codes of CAMEO that stand where a country would.
REGIONS = {
    "IMG",
    "KKL",
    "WEU",
    "EEU",
    "AFR",
    "WAF",
    "EAF",
    "SAF",
    "CAF_",
    "NAF",
    "MEA",
    "SAS",
    "SEA",
    "EAS",
    "LAM",
    "CAM",
    "SAM",
    "NAM",
    "ASA",
    "EUR",
    "CAS",
    "MDE",
    "WST",
    "INT",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, required=True)
    facts = parser.parse_args().facts
    states = {row["id"] for row in read_table("countries.tsv")}
    known = {
        f
        for row in read_table("organisations_general.tsv")
        for n in [row["name"], *split(row["aliases"])]
        for f in (key(n), fold(n))
    }
    # Commanders stand among the groups of the source; they are people with offices of ours.
    known |= {
        f
        for table in ("people.tsv", "people_general.tsv")
        for row in read_table(table)
        for n in [row["name"], *split(row["aliases"])]
        for f in (key(n), fold(n))
    }
    rows: dict[str, dict[str, str]] = {}
    for entry in load_petrarch_actors(facts / "phoenix_military_nonstate_actors.txt"):
        names = []
        for raw in entry.names:
            name = tidy_name(re.sub(r"\([^)]*\)?_?", "", raw).replace("+_", "")).strip(" -+")
            if len(key(name)) >= 8 and " " in key(name) and name not in names:
                names.append(name)
        code = next((c.code for c in entry.codes), "")
        if not names or not code or any(f in known for n in names for f in (key(n), fold(n))):
            continue
        country = code[:3] if code[:3] in states and code[:3] not in REGIONS else ""
        if not re.search(r"REB|IMG|SEP|UAF|INS", code):
            continue
        ident = f"{country or 'XXX'}.REB.{''.join(key(names[0]).upper().split())[:28]}"
        known |= {f for n in names for f in (key(n), fold(n))}
        rows.setdefault(
            ident, {"id": ident, "name": names[0], "aliases": joined(names[1:]), "country": country, "sector": "REB"}
        )
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        writer = csv.DictWriter(
            file, COLUMNS, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None, restval=""
        )
        writer.writeheader()
        writer.writerows(rows[i] for i in sorted(rows))
    print(len(rows), "groups")


if __name__ == "__main__":
    main()
