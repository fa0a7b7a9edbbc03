"""Writes data/people.tsv: holders of office out of the machine-readable sources, the same person once.

Run from the repository: ``python training/knowledge/people.py --facts ../shared/facts``. What is written by hand
stands in
data/people_general.tsv and is laid over this table when it is loaded; it is not touched here.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from detente.knowledge.dictionaries import iso_date, load_petrarch_actors, tidy_name
from detente.knowledge.files import parse_table, read_table
from detente.knowledge.fold import fold, key
from detente.knowledge.tables import PEOPLE_COLUMNS, Tenure, joined, make_tenure, role_of, slug, split

OUT = Path(__file__).resolve().parent.parent.parent / "src/detente/knowledge/data/people.tsv"
HEADER = """\
# People who held political office, one row an office; rows with the same id are one person.
# Sources, in column source: archigos = Archigos 4.1 (Goemans, Gleditsch and Chiozza 2009), countryinfo =
# CountryInfo 2012 (Schrodt; Open
# Event Data Alliance, CC BY-SA 3.0; its ministers after the monthly lists of the CIA, 2003-01 to 2011-02),
# phoenix = Phoenix actor
# dictionaries (Open Event Data Alliance, MIT), wikidata2021 and wikidata2022 = Wikidata (CC0), leaders2026 =
# world-leaders-current
# (CC BY-SA 4.0). Wikidata ids only from the last three. Facts only; written by training/knowledge/people.py.
# Licence: CC BY-SA 4.0. Version: 1. start, end: as in docs/knowledge.md (end = first day out of office; < and >
# where the source's
# view begins or ends; countryinfo's ministers to the month). Known gaps: ministers before 2003 and from 2011-03
# to 2021.
"""
SOVIET_END = "1991-12-26"
FAMILY_FIRST = {"CHN", "TWN", "HKG", "MAC", "KOR", "PRK", "VNM", "KHM", "HUN"}


@dataclass
class Draft:
    country: str
    names: list[str] = field(default_factory=list)
    qid: str = ""
    gender: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)


class People:
    """The people so far, found again by any of their names within a country."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.by_name: dict[tuple[str, str], Draft] = {}
        self.by_qid: dict[str, Draft] = {}
        self.by_ends: dict[tuple[str, str, str], list[Draft]] = defaultdict(list)

    def find(self, country: str, names: list[str]) -> Draft | None:
        for name in names:
            for form in (key(name), fold(name)):
                if " " in form and (country, form) in self.by_name:
                    return self.by_name[country, form]
        for name in names:
            words = fold(name).split()
            # "Robert Gates" is "Robert Michael Gates", but not the other "George Bush": whole middle names only,
            # and one candidate.
            if len(words) >= 2 and country not in FAMILY_FIRST:
                near = [d for d in self.by_ends[country, words[0], words[-1]] if self._middles_fit(words, d)]
                if len({id(d) for d in near}) == 1 and (len(words) == 2 or all(len(w) > 2 for w in words)):
                    return near[0]
        return None

    @staticmethod
    def _middles_fit(words: list[str], draft: Draft) -> bool:
        return any(
            (len(words) == 2 or len(other) == 2) and all(len(w) > 2 for w in other[1:-1])
            for n in draft.names
            if (other := fold(n).split()) and other[0] == words[0] and other[-1] == words[-1]
        )

    def add(self, country: str, names: list[str], qid: str = "") -> Draft:
        # The monarch of several realms, or a minister here who heads a body there, is one person.
        draft = self.by_qid.get(qid) or self.find(country, names)
        if draft is not None and qid and draft.qid and draft.qid != qid:
            draft = None  # the source knows two people of that name
        if draft is None:
            draft = Draft(country=country)
            self.drafts.append(draft)
        draft.qid = draft.qid or qid
        if draft.qid:
            self.by_qid[draft.qid] = draft
        for name in names:
            if name and name not in draft.names:
                draft.names.append(name)
            for form in (key(name), fold(name)):
                self.by_name.setdefault((country, form), draft)
            words = fold(name).split()
            if len(words) >= 2 and draft not in self.by_ends[country, words[0], words[-1]]:
                self.by_ends[country, words[0], words[-1]].append(draft)
        return draft


def office_row(
    office: str, country: str, start: str, end: str, source: str, sector: str = "", body: str = ""
) -> dict[str, str]:
    role = role_of(office, country or None)
    return {
        "office": office,
        "role": role.role if role else "other",
        "sector": sector or (role.sector if role else "GOV"),
        "country": country,
        "body": body,
        "start": start,
        "end": end,
        "source": source,
    }


def tidy_office(office: str) -> str:
    office = re.sub(r'"[^"]*"|_', " ", office).strip(" ,;")
    return re.sub(r"\s+", " ", office).replace(" ,", ",")


NO_NAME = re.compile(
    r"(?i)\b(president|minister|premier|chancellor|(bundes)?kanzler|king|queen|prince|sultan|sheikh|general|senator|congress\w*|secretary|"
    r"ambassador|gove?r?nor|gov|government|administration|leader|chairman|chief|commander|spokes\w+|regime|israeli|german|russian|american|"
    r"british|french|iranian|syrian|turkish|chinese|united|former|acting|deputy|party|judge|justice|speaker|colonel|mr|dr)\b"
)
SINGULAR = (
    (r"^presidents of ", "President of "),
    (r"^presidents", "President"),
    (r"^prime ministers", "Prime Minister"),
    (r"^kings", "King"),
    (r"^premiers", "Premier"),
    (r"^chancellors", "Chancellor"),
    (r"^emirs", "Emir"),
    (r"^sultans", "Sultan"),
    (r"^queens", "Queen"),
    (r"^vice-presidents", "Vice President"),
    (r"^(chair|spokes)men\b", r"\1man"),
    (r"^heads of", "Head of"),
    (r"^governors-general", "Governor-General"),
    (r"^governors", "Governor"),
    (r"^chief ministers", "Chief Minister"),
    (r"^general secretaries", "General Secretary"),
    (r"^(\w+)s$", r"\1"),
)


def leader_office(tag: str) -> str:
    tag = re.sub(r"[_#].*$|\(.*$", lambda m: " " + m[0][1:] if m[0].startswith("_") else "", tag).strip()
    tag = re.sub(r"\s+", " ", tag.replace("_", " ")).removesuffix(", PRIME MINISTERS")
    for pattern, singular in SINGULAR:
        new = re.sub(pattern, singular, tag, flags=re.IGNORECASE)
        if new != tag:
            tag = new
            break
    return tag[:1].upper() + tag[1:]


_RANGE = re.compile(r"\[\s*([A-Z]{3,}\w*)?\s*([<>]?)\s*(\d{8})?\s*(?:-\s*(\d{8}))?\s*\]?")


def month(text: str | None) -> str:
    return (iso_date(text) or "")[:7] if text else ""


# Whose leaders stand under another state's name in CountryInfo: those of Mauritania under Mauritius, of Kiribati under
# Kosovo.
MISFILED = {"MUS": "MRT", "XKX": "KIR"}
# And whose ministers, for one month: those of the Solomon Islands under Slovenia.
MISFILED_MONTH = {("SVN", "2003-12"): "SLB"}
# Heads of bodies who were ministers at home, in CountryInfo.
OF_STATE = {"Ursula von der Leyen": "DEU"}


def read_countryinfo(
    path: Path, people: People, states: dict[str, dict[str, str]], by_country: dict[str, str]
) -> Counter[str]:
    """Leaders and ministers of each block; territories go by their names, since they bear the code of their state."""
    counts: Counter[str] = Counter()
    text = path.read_text("utf-8", errors="replace").split("-->", 1)[1]
    blocks = []
    for block in re.findall(r"<Country>(.*?)</Country>", text, re.DOTALL):
        code = re.search(r"<CountryCode>\s*([A-Z]{3})", block)
        name = re.search(r"<CountryName>\s*([^<\n]*)", block)
        if code is not None and name is not None:
            blocks.append((code[1], key(name[1]), block))
    shared = Counter(code for code, _, _ in blocks)
    for code, name, block in blocks:
        named = by_country.get(name)
        country: str | None = named if shared[code] > 1 or code not in states else code
        if country is None:
            counts[f"left out: {name}"] += 1
            continue
        read_leaders(block, MISFILED.get(country, country), people)
        read_government(block, country, people)
    return counts


def names_of(head: str) -> list[str]:
    found = re.findall(r"\{([^}]*)\}", head) or [head]
    names = (tidy_name(re.sub(r"\(.*|^(FIRST|SECOND)_", "", x.strip())) for x in found)
    return [n for n in names if len(n) > 2]


def read_leaders(block: str, country: str, people: People) -> None:
    section = re.search(r"<Leaders>(.*?)</Leaders>", block, re.DOTALL)
    office = ""
    for line in section[1].splitlines() if section else ():
        line = line.split("#", 1)[0].strip()
        tag = re.match(r"<([^/>][^>]*)", line)
        if tag:
            office = leader_office(tag[1])
            continue
        if "[" not in line or not office:
            continue
        names = names_of(line.split("[", 1)[0].strip())
        if not names:
            continue
        for _, side, first, second in _RANGE.findall(line.split("[B:", 1)[0].split("[D:", 1)[0]):
            if not first:
                continue
            start = "" if side == "<" else (iso_date(first) or "")
            end = (iso_date(second) or "") if second else ((iso_date(first) or "") if side == "<" else ">2011-02")
            state = (
                "SUN"
                if country == "RUS" and end <= SOVIET_END and not end.startswith(">") and "resident" not in office
                else country
            )
            if country == "RUS" and office == "President" and end <= SOVIET_END:
                state = "SUN"
            people.add(state, names).rows.append(office_row(office, state, start, end, "countryinfo"))


def read_government(block: str, country: str, people: People) -> None:
    section = re.search(r"<Government>\n(.*?)</Government>", block, re.DOTALL)
    standing = ""
    for line in section[1].splitlines() if section else ():
        line = line.strip()
        tag = re.match(r"#?\s*<([^/>][^>]*)>", line)
        if tag:
            standing = leader_office(tag[1])
            continue
        if line.startswith("#") or "[" not in line:
            continue
        facts, _, title = line.partition("#")
        names = names_of(facts.split("[", 1)[0].strip())
        spans = [m for m in _RANGE.findall(facts.split("[B:", 1)[0].split("[D:", 1)[0]) if m[2]]
        offices = [tidy_office(t) for t in title.split("&")] if title.strip() else [standing]
        offices = [o for o in offices if o]
        if not names or not spans or not offices:
            continue
        for i, (code, side, first, second) in enumerate(spans):
            # Titles come in no order: only where there is one of each, or one title, do they belong together for
            # certain.
            office = offices[i] if len(offices) == len(spans) else offices[0]
            if len(offices) > 1 and len(offices) != len(spans):
                office = " / ".join(offices)
            exact = country == "USA"
            start = (
                ("<2003-01" if side == "<" else (iso_date(first) or ""))
                if exact
                else ("<2003-01" if side == "<" else month(first))
            )
            last = second or (first if side == "<" else None)
            end = (iso_date(last) if exact else month(last)) if last else ">2011-02"
            state = code[:3] if code and code[:3] in STATES else country
            if start == end:
                state = MISFILED_MONTH.get((state, start), state)
            # Ministers of the state to which a territory belongs stand in the territory's block again.
            of = state if STATES[country]["kind"] == "territory" or (country, start) in MISFILED_MONTH else country
            people.add(of, names).rows.append(office_row(office, state, start, end or "", "countryinfo"))


STATES: dict[str, dict[str, str]] = {}


def state_of(number: str, on: str) -> str | None:
    if number == "365" and on < SOVIET_END:
        return "SUN"
    if number == "678" and on < "1990-05-22":
        return "YAR"
    if number == "345":
        return "YUG" if on < "2003-02-04" else "SCG"
    found = [s for s, row in STATES.items() if row["state_number"].lstrip("0") == number and row["kind"] != "former"]
    found += [s for s, row in STATES.items() if row["state_number"].lstrip("0") == number and row["kind"] == "former"]
    return found[0] if found else None


def overlap(one: Tenure, other: Tenure) -> int:
    return min(one.until, other.until) - max(one.since, other.since)


def refine(draft: Draft, start: str, end: str, heads: set[str], country: str) -> None:
    """Dates of an effective leader laid over the offices we have of that person: they sharpen, extend or add."""
    probe = make_tenure({"start": start, "end": end, "office": "leader"})
    rows = [r for r in draft.rows if r["role"] in heads and overlap(make_tenure(r), probe) > 0]
    for r in rows:
        t = make_tenure(r)
        if abs(t.since - probe.since) <= 60 and precision(r["start"]) < 10:
            r["start"], r["source"] = start, r["source"] + " archigos"
        if r["end"].startswith(">") and not any(make_tenure(q).since > t.since + 60 for q in rows):
            if probe.until > t.until or not end.startswith(">"):
                r["end"], r["source"] = end, r["source"] + " archigos"
        elif abs(t.until - probe.until) <= 60 and precision(r["end"]) < 10 and not end.startswith(">"):
            r["end"], r["source"] = end, r["source"] + " archigos"
    if not rows:
        same = [r for r in draft.rows if r["role"] in heads]
        nearest = min(same, key=lambda r: abs(make_tenure(r).since - probe.since))
        draft.rows.append({**nearest, "country": country, "start": start, "end": end, "source": "archigos"})


# Brothers, namesakes and others of one surname who came after one another in one office: not one person.
NOT_ONE = frozenset(
    frozenset(pair)
    for pair in (
        ("Juan Peron", "Isabel Peron"),
        ("Gagik Arutyunyan", "Khosrov Arutyunyan"),
        ("Vazgen Sarkisyan", "Aram Sarkisyan"),
        ("Serzh Sarkisyan", "Tigran Sarkisyan"),
        ("Rahim Huseynov", "Panakh Huseynov"),
        ("Panakh Huseynov", "Suret Huseynov"),
        ("Mashiur Rahman", "Shah Azizur Rahman"),
        ("Iajuddin Ahmed", "Fakhruddin Ahmed"),
        ("Lydia Gueiler Tejada", "Luis Garcia Meza Tejada"),
        ("Stanko Todorov", "Nikolay Todorov"),
        ("Didier Ratsiraka", "Norbert Ratsirahonana"),
        ("Richard Ratsimandrava", "Didier Ratsiraka"),
        ("Maung Maung", "Saw Maung"),
        ("Dipendra Bir Bikram Shah Deva", "Gyanendra Bir Bikram Shah Deva"),
        ("Han Duck Soo", "Han Seung Soo"),
        ("Seni Pramoj", "Kukrit Pramoj"),
        ("Seni Pramoj", "Kukrot Pramoj"),
        ("Abdullah El-Hashim", "Hussein Ibn Talal El-Hashim"),
        ("Sheikh Khalifah Ibn Hamad Al Thani", "Ahmed Ath-Thani"),
    )
)


def same_leaders(people: People) -> int:
    """The same head of state or government under two spellings: one surname, one sole role, taken up within a year."""
    seen: dict[tuple[str, str, str], list[tuple[int, Draft]]] = defaultdict(list)
    gone: set[int] = set()
    for draft in people.drafts:
        surname = (fold(draft.names[0]).split()[-1:] or [""])[0][:5]
        for r in list(draft.rows):
            if r["role"] not in ("head_of_state", "head_of_government") or not precision(r["start"]):
                continue
            since = make_tenure(r).since
            near = [
                d
                for s, d in seen[r["country"], r["role"], surname]
                if abs(s - since) <= 366 and d is not draft and id(d) not in gone
                if not any(frozenset((n, m)) in NOT_ONE for n in d.names for m in draft.names)
            ]
            seen[r["country"], r["role"], surname].append((since, draft))
            if near and not (near[0].qid and draft.qid):
                keep, drop = (near[0], draft) if near[0].qid or not draft.qid else (draft, near[0])
                keep.names += [n for n in drop.names if n not in keep.names]
                keep.rows += drop.rows
                gone.add(id(drop))
                break
    people.drafts = [d for d in people.drafts if id(d) not in gone]
    return len(gone)


# Who held office in two states, or in one that the sources file twice: one person.
IN_TWO_STATES = frozenset(
    [
        *("chiang kai shek", "egon krenz", "erich honecker", "walter ulbricht", "stipe mesic", "louis beel"),
        *("svetozar marovic", "janez drnovsek", "josip broz tito", "sergej kraigher", "vojislav kostunica"),
    ]
)
# Occupiers whom Archigos counts as leaders of what they occupied.
OCCUPIERS = frozenset([("KWT", "Saddam Hussein")])


def one_of_two_states(people: People) -> int:
    """Joins drafts of one person under two states, or under a state and, for offices of bodies, none."""
    by_name: dict[str, list[Draft]] = defaultdict(list)
    for draft in people.drafts:
        by_name[key(draft.names[0])].append(draft)
    gone: set[int] = set()
    for name, drafts in by_name.items():
        of_states = [d for d in drafts if d.country]
        without = [d for d in drafts if not d.country]
        leads = any(r["role"].startswith("head_of") for d in of_states for r in d.rows)
        if name in IN_TWO_STATES or (len(of_states) == 1 and without and leads and " " in name):
            keep = of_states[0]
            for drop in [d for d in drafts if d is not keep and not (d.qid and keep.qid)]:
                keep.qid = keep.qid or drop.qid
                keep.names += [n for n in drop.names if n not in keep.names]
                keep.rows += drop.rows
                gone.add(id(drop))
    people.drafts = [d for d in people.drafts if id(d) not in gone and (d.country, d.names[0]) not in OCCUPIERS]
    return len(gone)


def read_archigos(path: Path, people: People) -> Counter[str]:
    counts: Counter[str] = Counter()
    by_hand = parse_table((Path(__file__).parent / "full_names_hand.tsv").read_text("utf-8"), where="full names")
    full_names = {(row["country"], row["archigos"]): row["name"] for row in by_hand}
    heads = {
        "head_of_state",
        "head_of_government",
        "party_leader",
        "supreme_leader",
        "other",
        "igo_head",
        "governor_general",
        "leader",
    }
    for row in csv.DictReader(path.read_text("utf-8").splitlines()):
        country = state_of(row["gwcode"].split(".")[0], row["startdate"])
        if country is None:
            counts["no state"] += 1
            continue
        name = re.sub(r"\s*\(.*\)", "", row["leader"]).strip()
        surname, _, rest = name.partition(",")
        words = [w for w in fold(surname).split() if len(w) > 2] or [fold(surname)]
        start = row["startdate"]
        end = ">2015-12-31" if row["enddate"] == "2015-12-31" else row["enddate"]
        probe = make_tenure({"start": start, "end": end, "office": "leader"})
        named = []
        for draft in people.drafts:
            if draft.country == country and any(r["role"] in heads for r in draft.rows):
                shared = sum(any(w in fold(n).split() for n in draft.names) for w in words)
                if shared == len(words) or shared >= 2:
                    named.append(draft)
        overlaps = {id(d): max(overlap(make_tenure(r), probe) for r in d.rows if r["role"] in heads) for d in named}
        best = max(named, key=lambda d: overlaps[id(d)], default=None)
        near = (
            best is not None
            and min(abs(make_tenure(r).since - probe.since) for r in best.rows if r["role"] in heads) <= 15 * 365
        )
        if best is not None and (overlaps[id(best)] > 0 or (len(named) == 1 and near)):
            counts["matched"] += 1
            refine(best, start, end, heads, country)
        else:
            counts["new"] += 1
            full = f"{rest.strip()} {surname}".strip() if rest and country not in FAMILY_FIRST else surname
            full = full_names.get((country, full), full)
            role = STATES[country]["led_by"]
            office = {"head_of_state": "Head of State", "head_of_government": "Head of Government"}[role]
            people.add(country, split(full)).rows.append(office_row(office, country, start, end, "archigos"))
    return counts


def read_wikidata(facts: Path, people: People, by_country: dict[str, str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in csv.DictReader((facts / "leaders_2021_wikidata.csv").read_text("utf-8").splitlines()):
        country = by_country.get(key(row["country"]))
        if country is None or not row["officeholderLabel"] or re.fullmatch(r"Q\d+", row["officeholderLabel"]):
            counts[f"left out: {row['country']}"] += 1
            continue
        office = re.sub(r"^(Federal )?(Member of the Swiss Federal Council)", r"\2", row["positionLabel"])
        office = re.sub(
            r" of (the )?(State of |Republic of |Union of |People's Republic of )?" + re.escape(row["country"]) + "$",
            "",
            office,
        )
        office = office[:1].upper() + office[1:]
        r = office_row(office, country, row["start_year"], row["end_year"] or ">2021-12", "wikidata2021")
        if r["role"] == "other":
            r["role"] = "head_of_state"
        people.add(country, [row["officeholderLabel"]], row["officeholder"]).rows.append(r)
    for row in csv.DictReader((facts / "foreign_ministers_2022_wikidata.csv").read_text("utf-8").splitlines()):
        country = by_country.get(key(row["countryLabel"]))
        if (
            country is None
            or not row["name"]
            or re.search(
                r"Cantabria|Catal|Guernsey|Scotland|Kurdistan|Tibetan|Donetsk|Luhansk|Culture$|Francophonie",
                row["positionLabel"] + row["countryLabel"],
            )
        ):
            counts[f"left out: {row['countryLabel']}"] += 1
            continue
        r = office_row("Foreign Minister", country, row["start"] or "<2022", ">2022-06", "wikidata2022")
        people.add(country, [row["name"]], row["person"]).rows.append(r)
    data = json.loads((facts / "leaders_2026_08.json").read_text("utf-8"))
    iso2 = {row["iso2"]: code for code, row in STATES.items() if row["iso2"]}
    bodies = {"european_union": "IGO.EU", "african_union": "IGO.AU"}
    for slot, entry in data["countries"].items():
        for position in entry["positions"].values():
            holder = position.get("current_holder") or {}
            if not holder.get("name_en"):
                continue
            country = iso2.get(entry["country"]["iso_code"], "")
            if country == "SAU" and position["title_en"] == "King" and holder["name_en"] == "Mohammed bin Salman":
                continue  # the crown prince, whom the source takes for the king
            r = office_row(
                position["title_en"],
                country,
                holder.get("since") or "<2026-08",
                ">2026-08-22",
                "leaders2026",
                body=bodies.get(slot, ""),
            )
            if slot in bodies:
                r["sector"], r["role"] = "IGO", "igo_head"
            if slot in bodies:
                # Its ids of these are of others (that of the Commission's president is Viktor Orban's): by name.
                known = [d for d in people.drafts if key(holder["name_en"]) in map(key, d.names)]
                draft = (
                    known[0]
                    if len(known) == 1
                    else people.add(OF_STATE.get(holder["name_en"], ""), [holder["name_en"]])
                )
            else:
                draft = people.add(country, [holder["name_en"]], holder.get("wikidata_id") or "")
            draft.rows.append(r)
    return counts


def read_phoenix(facts: Path, people: People) -> Counter[str]:
    """Spellings of people we have, and officials of international bodies with dated codes."""
    counts: Counter[str] = Counter()
    for entry in load_petrarch_actors(facts / "phoenix_countries_actors.txt"):
        names = [tidy_name(n) for n in entry.names]
        names = [n for n in names if not NO_NAME.search(n) and len(n.split()) >= 2 and "'s " not in n]
        codes = Counter(c.code[:3] for c in entry.codes if c.code[:3] in STATES)
        if len(names) < 2 or not codes:
            continue
        country = codes.most_common(1)[0][0]
        draft = people.find(country, names[:1]) or (people.find("SUN", names[:1]) if country == "RUS" else None)
        if draft is not None:
            for name in names[1:]:
                # A spelling shares a word with the name; anything else in these lists is another matter.
                if set(fold(name).split()) & set(fold(names[0]).split()) and name not in draft.names:
                    draft.names.append(name)
                    counts["spellings"] += 1
    for entry in load_petrarch_actors(facts / "phoenix_international_actors.txt"):
        dated = [c for c in entry.codes if c.code.startswith("IGO") and c.start and c.end]
        name = tidy_name(entry.names[0])
        body = re.sub(r"NGO_Actors|IGOrulers\.txt|#.*|.*MleH.*|BK .*|CTA .*", "", entry.comment).strip()
        if (
            not dated
            or len(name.split()) < 2
            or re.search(r"(?i)secretary|office|mission|council|organi[sz]ation|, then ", name)
            or not body
        ):
            continue
        for code in dated:
            r = office_row(f"head of {body}", "", code.start or "", code.end or "", "phoenix", sector="IGO")
            people.add("", [name]).rows.append(r | {"role": "igo_head"})
            counts["officials of bodies"] += 1
    return counts


def precision(text: str) -> int:
    return 0 if not text or text[0] in "<>" else len(text)


def merged(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """One row for each stretch in a role: overlapping rows of several sources become one, with the most exact dates."""
    out: list[dict[str, str]] = []
    groups: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for r in rows:
        groups[
            r["role"],
            r["country"],
            r["office"] if r["role"] in {"minister", "other", "body_head", "igo_head", "aide"} else "",
        ].append(r)
    for group in groups.values():
        group.sort(key=lambda r: make_tenure(r).since)
        stretches: list[list[dict[str, str]]] = []
        for r in group:
            t = make_tenure(r)
            if stretches and any(t.since <= make_tenure(q).until + 60 for q in stretches[-1]):
                stretches[-1].append(r)
            else:
                stretches.append([r])
        for stretch in stretches:
            earliest = min(make_tenure(r).since for r in stretch)
            starts = [r for r in stretch if make_tenure(r).since <= earliest + 400]
            latest = max(make_tenure(r).until for r in stretch)
            ends = [r for r in stretch if make_tenure(r).until >= latest - 400 and not r["end"].startswith(">")]
            still = [r for r in stretch if r["end"].startswith(">") and make_tenure(r).until == latest]
            head = max(stretch, key=lambda r: (precision(r["start"]), len(r["office"]) < 60))
            start = max(starts, key=lambda r: precision(r["start"]))["start"]
            end = (
                max(still, key=lambda r: r["end"])["end"]
                if still
                else max(ends, key=lambda r: precision(r["end"]))["end"]
            )
            sources = " ".join(sorted({s for r in stretch for s in r["source"].split()}))
            office = next(
                (r["office"] for r in stretch if r["source"] in ("countryinfo", "leaders2026", "wikidata2021")),
                head["office"],
            )
            out.append({**head, "office": office, "start": start, "end": end, "source": sources})
    return sorted(out, key=lambda r: (r["start"].lstrip("<"), r["office"]))


def general_heads() -> list[tuple[str, str, Tenure]]:
    rows = read_table("people_general.tsv")
    tenures = [(r["name"], make_tenure(r)) for r in rows]
    heads = ("head_of_state", "head_of_government", "supreme_leader")
    return [(fold(n).split()[-1], t.country or "", t) for n, t in tenures if t.role in heads]


def known_by_hand(names: list[str], row: dict[str, str], general: list[tuple[str, str, Tenure]]) -> bool:
    words = {w for n in names for w in fold(n).split()}
    return any(s in words and c == row["country"] and overlap(t, make_tenure(row)) > 0 for s, c, t in general)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, required=True)
    facts = parser.parse_args().facts
    STATES.update({row["id"]: row for row in read_table("countries.tsv")})
    by_country = {
        key(n): row["id"]
        for row in STATES.values()
        if row["kind"] != "former"
        for n in [row["name"], *split(row["aliases"])]
    }
    people = People()
    # Wikidata first: its names are spelt as the press spells them, and ids come with them.
    print(read_wikidata(facts, people, by_country))
    print(read_countryinfo(facts / "countryinfo_2012.txt", people, STATES, by_country))
    print("after countryinfo", len(people.drafts))
    print(read_archigos(facts / "archigos_1945_2015.csv", people))
    print("merged", same_leaders(people))
    print(read_phoenix(facts, people))
    print("of two states", one_of_two_states(people))
    general = general_heads()
    by_hand = parse_table((Path(__file__).parent / "usual_names_hand.tsv").read_text("utf-8"), where="usual names")
    usual_names = {(row["country"], key(row["name"])): row["usual"] for row in by_hand}
    used: Counter[str] = Counter()
    out = []
    for draft in sorted(people.drafts, key=lambda d: (d.country, key(d.names[0]), d.qid)):
        rows = [
            r
            for r in merged(draft.rows)
            if not (
                r["start"].lstrip("<")
                and r["end"].lstrip(">")
                and r["end"].lstrip(">") < r["start"].lstrip("<")[: len(r["end"].lstrip(">"))]
            )
        ]
        # Archigos often gives a surname alone: left out where the table written by hand has the whole name for
        # that time.
        rows = [r for r in rows if not (r["source"] == "archigos" and known_by_hand(draft.names, r, general))]
        if not rows or len(key(draft.names[0])) < 3 or len(draft.names[0]) > 60:
            continue
        ident = draft.qid or f"person:{slug(draft.names[0])}"  # of the source's name, so that ids stay as they are
        usual = usual_names.get((draft.country, key(draft.names[0])))
        if usual:
            draft.names = [usual, *(n for n in draft.names if n != usual)]
        used[ident] += 1
        if used[ident] > 1:
            ident = f"{ident}.{draft.country.lower()}" if draft.country else f"{ident}.{used[ident]}"
            used[ident] += 1
            if used[ident] > 1:
                ident = f"{ident}.{used[ident]}"
        for i, r in enumerate(rows):
            out.append(
                {
                    **dict.fromkeys(PEOPLE_COLUMNS, ""),
                    "id": ident,
                    "qid": draft.qid,
                    "name": draft.names[0],
                    "aliases": joined(draft.names[1:]) if i == 0 else "",
                    **r,
                }
            )
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        writer = csv.DictWriter(
            file,
            PEOPLE_COLUMNS,
            delimiter="\t",
            lineterminator="\n",
            quoting=csv.QUOTE_NONE,
            quotechar=None,
            extrasaction="ignore",
        )
        writer.writeheader()
        writer.writerows({k: str(v).replace("\t", " ") for k, v in r.items()} for r in out)
    print(len({r["id"] for r in out}), "people,", len(out), "offices,", len({r["qid"] for r in out} - {""}), "with qid")
    print(Counter(r["role"] for r in out).most_common(60))


if __name__ == "__main__":
    main()
