"""Writes data/countries.tsv: the names written by hand, joined with ISO, COW and FIPS codes.

Run from the repository: ``python training/knowledge/countries.py --facts ../shared/facts``.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

import pycountry

from detente.knowledge.files import parse_table

HERE = Path(__file__).resolve().parent
OUT = HERE.parent.parent / "src/detente/knowledge/data/countries.tsv"
COLUMNS = [
    "id",
    "name",
    "aliases",
    "adjectives",
    "people",
    "capital",
    "iso2",
    "cow_alpha",
    "cow_number",
    "fips",
    "state_number",
    "from",
    "to",
    "kind",
    "renamed_to",
    "led_by",
]
# Where the head of government leads and "the X leader" means that office; elsewhere it is the head of state.
LED_BY_GOVERNMENT = {
    "ALB",
    "AND",
    "ARM",
    "ATG",
    "AUS",
    "AUT",
    "BEL",
    "BGD",
    "BGR",
    "BHS",
    "BLZ",
    "BRB",
    "BTN",
    "CAN",
    "CZE",
    "DEU",
    "DMA",
    "DNK",
    "ESP",
    "EST",
    "ETH",
    "FIN",
    "FJI",
    "GBR",
    "GEO",
    "GRC",
    "GRD",
    "HKG",
    "HRV",
    "HUN",
    "IND",
    "IRL",
    "IRQ",
    "ISL",
    "ISR",
    "ITA",
    "JAM",
    "JPN",
    "KHM",
    "KNA",
    "LBN",
    "LCA",
    "LSO",
    "LTU",
    "LUX",
    "LVA",
    "LBY",
    "MAC",
    "MDA",
    "MKD",
    "MLT",
    "MNE",
    "MUS",
    "MYS",
    "NLD",
    "NOR",
    "NPL",
    "NZL",
    "PAK",
    "PNG",
    "POL",
    "PRT",
    "ROU",
    "SCG",
    "SGP",
    "SLB",
    "SOM",
    "SVK",
    "SVN",
    "SWE",
    "THA",
    "TON",
    "TTO",
    "TUV",
    "VCT",
    "VUT",
    "WSM",
    "XKX",
    "DDR_",
    "GRL",
    "COK",
    "NIU",
} - {"ROU", "SOM", "DDR_"}
# Gleditsch and Ward number states as COW does, but for these.
STATE_NUMBERS = {"DEU": "260", "YEM": "678", "SRB": "340", "MNE": "341"}
# Codes of states that CountryInfo lacks or mixes up: COW alpha and number, FIPS 10-4.
BY_HAND = {
    "AFG": ("AFG", "700", "AF"),
    "BRN": ("BRU", "835", "BX"),
    "TLS": ("ETM", "860", "TT"),
    "GNB": ("GNB", "404", "PU"),
    "SSD": ("SSD", "626", "OD"),
    "XKX": ("KOS", "347", "KV"),
    "SRB": ("YUG", "345", "RI"),
    "SUN": ("RUS", "365", ""),
    "YUG": ("YUG", "345", ""),
    "CSK": ("CZE", "315", ""),
    "DDR": ("GDR", "265", ""),
    "YMD": ("YPR", "680", ""),
    "USA": ("USA", "2", "US"),
    "COG": ("CON", "484", "CF"),
    "GIN": ("GUI", "438", "GV"),
    "YAR": ("YAR", "678", ""),
    "VDR": ("RVN", "817", ""),
}
HEADER = """\
# States, disputed territories, territories and former states: how English news calls them, and their codes.
# Sources: names, adjectives, capitals, dates by hand (training/knowledge/countries_hand.tsv, CC0); ISO codes from
# pycountry (Debian
# iso-codes, LGPL-2.1, facts only); COW and FIPS codes from CountryInfo 2012 (Schrodt, Open Event Data Alliance,
# CC BY-SA 3.0).
# Licence: CC BY-SA 4.0. Version: 1. Written by training/knowledge/countries.py; extend it by an overlay
# (docs/knowledge.md).
# Columns: id (ISO 3166-1 alpha-3, 3166-3 for former states, X.. where ISO has none); aliases, adjectives, people,
# capital: | between;
# state_number: Gleditsch and Ward; from, to: of this state under this name; led_by: whom "the X leader" means.
# Known gaps: dates of states older than 1945; alternative capitals before 1990.
"""


def codes(facts: Path) -> dict[str, dict[str, str]]:
    text = (facts / "countryinfo_2012.txt").read_text("utf-8", errors="replace")
    out = {}
    for block in re.findall(r"<Country>(.*?)</Country>", text, re.DOTALL):
        found = {
            tag: m[1].strip()
            for tag in ("CountryCode", "COW-Alpha", "COW-Numeric", "FIPS-10")
            if (m := re.search(rf"<{tag}>\s*([^<]*)</{tag}>", block))
        }
        if "CountryCode" in found:
            out.setdefault(found["CountryCode"], found)
    return out


def clean(code: str | None) -> str:
    return "" if not code or set(code) <= set("-0") else code


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, required=True)
    facts = parser.parse_args().facts
    known = codes(facts)
    rows = []
    for row in parse_table((HERE / "countries_hand.tsv").read_text("utf-8"), where="countries_hand.tsv"):
        iso = pycountry.countries.get(alpha_3=row["id"])
        info = known.get(row["id"], {})
        aliases = [a for a in row["aliases"].split("|") if a]
        official = getattr(iso, "official_name", "") if iso else ""
        if official and official not in (row["name"], *aliases):
            aliases.append(official)
        people = [p for p in row["people"].split("|") if p]
        for adjective in row["adjectives"].split("|"):
            # Words for the people: the adjective with s, but for those in -ese, -ish, -ch and the like, which
            # take none.
            if (
                (adjective and re.search(r"(?<![ius])[nkbti]$|[ao]$", adjective) and not people and adjective.isalpha())
                or (adjective and " " in adjective and re.search(r"[nt]$", adjective))
                or (adjective and re.search(r"[nit]$", adjective) and adjective.isalpha() and adjective not in people)
            ):
                people += [adjective, f"{adjective}s"]
        alpha, number, fips = (clean(info.get(tag)) for tag in ("COW-Alpha", "COW-Numeric", "FIPS-10"))
        if row["id"] in BY_HAND:
            alpha, number, fips = BY_HAND[row["id"]]
        rows.append(
            {
                "id": row["id"],
                "name": row["name"],
                "aliases": "|".join(dict.fromkeys(aliases)),
                "adjectives": row["adjectives"],
                "people": "|".join(dict.fromkeys(people)),
                "capital": row["capital"],
                "iso2": iso.alpha_2 if iso else {"XKX": "XK"}.get(row["id"], ""),
                "cow_alpha": alpha,
                "cow_number": number,
                "fips": fips,
                "state_number": STATE_NUMBERS.get(row["id"], number),
                "from": row["from"],
                "to": row["to"],
                "kind": row["kind"],
                "renamed_to": row["renamed_to"],
                "led_by": "head_of_government" if row["id"] in LED_BY_GOVERNMENT else "head_of_state",
            }
        )
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        writer = csv.DictWriter(
            file, COLUMNS, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
        )
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} rows to {OUT.name}; without COW code: {sum(not r['cow_alpha'] for r in rows)}")


if __name__ == "__main__":
    main()
