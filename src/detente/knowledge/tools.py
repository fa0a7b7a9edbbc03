"""Looking up and extending the tables: what ``detente who`` and ``detente knowledge import`` print.

Pure functions that return data; nothing here prints or asks.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from detente.errors import LexiconError
from detente.knowledge.files import parse_csv
from detente.knowledge.fold import fold, key
from detente.knowledge.roles import compatible
from detente.knowledge.store import Knowledge
from detente.knowledge.tables import PEOPLE_COLUMNS, Tenure, make_tenure, role_of

# -- who -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One candidate for a name or title.

    Attributes:
        score: for ordering only; see ``reasons``.
        office: held on the day asked for; None where none is known.
        certain: whether the dates say so to the day (False: known too coarsely to tell).
    """

    id: str
    name: str
    kind: str
    country: str | None
    qid: str | None
    office: str | None
    start: str | None
    end: str | None
    certain: bool
    score: float
    reasons: tuple[str, ...]


def who(text: str, knowledge: Knowledge, *, on: date | None = None, limit: int = 5) -> list[Answer]:
    """Whom a name, a title or both may stand for on a day, best first.

    The same words as in an article: "Prime Minister Abe", "the Turkish foreign minister", "Kremlin", "Zelenskyy".

    Args:
        on: the day; None for any time.
    """
    words = key(re.sub(r"^(the|a|an)\s+", "", text.strip(), flags=re.IGNORECASE)).split()
    answers: dict[str, Answer] = {}
    # The longest end of the text that is a name is the name, what stands before it is the title.
    for start in range(len(words)):
        name = " ".join(words[start:])
        hits = knowledge.named(name) or knowledge.folded(fold(name))
        if not hits:
            continue
        country, role = _title(words[:start], knowledge)
        if start and country is None and role is None:
            continue  # what stands before it is no title, so it is no name
        for hit in hits:
            answer = _judged(hit.entity, hit.kind, hit.folded, country, role, knowledge, on)
            if answer is not None and (answer.id not in answers or answer.score > answers[answer.id].score):
                answers[answer.id] = answer
        if answers:
            break
    country, role = _title(words, knowledge)
    if role is not None and country is not None and not any(a.kind == "person" for a in answers.values()):
        for answer in _holders(role, country, knowledge, on):
            answers.setdefault(answer.id, answer)
    return sorted(answers.values(), key=lambda a: (-a.score, a.id))[:limit]


def _title(words: Sequence[str], knowledge: Knowledge) -> tuple[str | None, str | None]:
    """(country, role) of a title."""
    country = None
    rest = list(words)
    for size in (4, 3, 2, 1):
        for i in range(len(rest) - size + 1):
            for hit in knowledge.named(" ".join(rest[i : i + size])):
                entity = knowledge.entity(hit.entity)
                if entity is not None and entity.kind == "country" and hit.kind != "surname":
                    country = entity.id
                    rest = rest[:i] + rest[i + size :]
                    break
            if country:
                break
        if country:
            break
    role = role_of(" ".join(rest), country)
    return country, role.role if role else None


def _judged(
    ident: str, kind: str, folded: bool, country: str | None, role: str | None, knowledge: Knowledge, on: date | None
) -> Answer | None:
    entity = knowledge.entity(ident)
    if entity is None:
        return None
    reasons = [
        {"full": "full name", "surname": "surname", "capital": "capital", "seat": "seat of government"}.get(kind, kind)
    ]
    score = {"full": 3.0, "surname": 1.0}.get(kind, 2.5) - (0.5 if folded else 0.0)
    if folded:
        reasons.append("spelt otherwise")
    if entity.kind != "person":
        return Answer(
            id=entity.id,
            name=entity.name,
            kind=entity.kind,
            country=entity.country,
            qid=entity.qid,
            office=None,
            start=entity.start,
            end=entity.stop,
            certain=True,
            score=score,
            reasons=tuple(reasons),
        )
    score += knowledge.weight(ident, on) / 5
    tenures = knowledge.tenures(ident)
    fitting = [t for t in tenures if role is None or compatible(role, t.role)]
    if country and entity.country and country != entity.country:
        score -= 3
        reasons.append(f"is of {entity.country}, not {country}")
    if role is not None and not fitting:
        score -= 2
        reasons.append(f"never held an office of that kind ({role}) by the tables")
    elif role is not None and not any(t.role == role for t in fitting):
        score -= 1.0  # a governor may be called president, but presidents come first
    # An office of the own state before those held by virtue of it elsewhere.
    own = [t for t in fitting or tenures if t.country in (entity.country, None)]
    shown = _shown(own or fitting or list(tenures), on)
    certain = True
    if on is not None and shown is not None:
        held = shown.holds(on)
        certain = held != "maybe"
        score += {"yes": 2.0, "maybe": 1.0, "no": -1.0}[held]
        reasons.append(
            {"yes": "in office then", "maybe": "may have been in office then", "no": "not in office then"}[held]
        )
    return Answer(
        id=entity.id,
        name=entity.name,
        kind="person",
        country=entity.country,
        qid=entity.qid,
        office=shown.office if shown else None,
        start=shown.start if shown else None,
        end=shown.end if shown else None,
        certain=certain,
        score=round(score, 3),
        reasons=tuple(reasons),
    )


def _shown(tenures: Sequence[Tenure], on: date | None) -> Tenure | None:
    if not tenures:
        return None
    if on is None:
        return tenures[-1]
    return min(tenures, key=lambda t: (("yes", "maybe", "no").index(t.holds(on)), abs(t.since - on.toordinal())))


def _holders(role: str, country: str, knowledge: Knowledge, on: date | None) -> Iterable[Answer]:
    state = knowledge.entity(country)
    wanted = (state.code("led_by") if state else None) or role if role == "leader" else role
    rows = (
        knowledge.holders(wanted, country, on)
        if on
        else [(p, t, "yes") for p, t in reversed(knowledge.in_role(wanted, country))]
    )
    for person, t, held in rows:
        entity = knowledge.entity(person)
        if entity is not None:
            yield Answer(
                id=person,
                name=entity.name,
                kind="person",
                country=country,
                qid=entity.qid,
                office=t.office,
                start=t.start,
                end=t.end,
                certain=held == "yes",
                score=(3.0 if held == "yes" else 2.0) + t.since / 1e7,
                reasons=("holds the office then" if on else "held the office",),
            )


# -- import ----------------------------------------------------------------------------------------------------------

# Columns that Wikidata's query service may give, by what we need of them: the first that is there counts.
_WIKIDATA = {
    "qid": ("person", "item", "human", "officeholder", "qid"),
    "name": ("personLabel", "itemLabel", "humanLabel", "officeholderLabel", "name", "label"),
    "aliases": ("aliases", "altLabel", "personAltLabel", "itemAltLabel"),
    "country": ("countryCode", "iso3", "iso", "countryLabel", "country"),
    "office": ("positionLabel", "officeLabel", "position", "office"),
    "start": ("start", "startDate", "start_date", "from", "start_year"),
    "end": ("end", "endDate", "end_date", "to", "end_year"),
    "gender": ("genderLabel", "gender", "sexLabel"),
}
_GENDERS = {"male": "m", "female": "f", "m": "m", "f": "f"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Rows for an overlay, and what was left out with the reason."""

    rows: tuple[Mapping[str, str], ...]
    left_out: tuple[str, ...]

    def to_tsv(self, source: str) -> str:
        """The overlay as text, with its header."""
        out = io.StringIO()
        out.write(
            f"# People imported from {source}. Licence: that of the source (Wikidata: CC0).\n"
            "# Lay it over with [knowledge] overlays.\n"
        )
        writer = csv.DictWriter(
            out, PEOPLE_COLUMNS, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
        )
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()


def import_wikidata(path: str | os.PathLike[str], knowledge: Knowledge) -> Imported:
    """People with offices from a CSV that Wikidata's query service gave.

    The columns are found by their usual names; person, personLabel, countryLabel, positionLabel, start and end will
    do. Countries may be
    ISO codes or names; dates are cut to the day, and to the year where Wikidata writes the first of January.

    Raises:
        LexiconError: where the file cannot be read, or has no column for name or office.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: {error}", code="DT317") from error
    table = parse_csv(text, where=str(path))
    if not table:
        raise LexiconError(f"{path}: no rows", code="DT317")
    columns = {need: next((c for c in names if c in table[0]), None) for need, names in _WIKIDATA.items()}
    missing = [n for n in ("name", "office") if columns[n] is None]
    if missing:
        raise LexiconError(
            f"{path}: no column for {' and '.join(missing)}; it may be called {', '.join(_WIKIDATA[missing[0]])}",
            code="DT317",
        )
    rows, left_out = [], []
    for row in table:
        got = {need: _safe(row.get(column or "", "")) for need, column in columns.items()}
        qid = re.search(r"Q\d+$", got["qid"])
        if not got["name"] or re.fullmatch(r"Q\d+", got["name"]):
            left_out.append(f"{row['_line']}: no name")
            continue
        country = _country(got["country"], knowledge)
        if got["country"] and country is None:
            left_out.append(f"{row['_line']}: {got['name']}: no state is called {got['country']!r}")
            continue
        dates = {side: _wikidata_date(got[side]) for side in ("start", "end")}
        if None in dates.values():
            left_out.append(f"{row['_line']}: {got['name']}: {got['start']!r} to {got['end']!r} are no dates")
            continue
        role = role_of(got["office"], country)
        values = dict.fromkeys(PEOPLE_COLUMNS, "") | {
            "id": qid[0] if qid else "",
            "qid": qid[0] if qid else "",
            "name": got["name"],
            "aliases": got["aliases"].replace(", ", "|"),
            "gender": _GENDERS.get(got["gender"].lower(), ""),
            "country": country or "",
            "office": got["office"],
            "role": role.role if role else "other",
            "sector": role.sector if role else "GOV",
            "source": "wikidata",
            "start": dates["start"] or "",
            "end": dates["end"] or "",
        }
        make_tenure(values)  # a row that cannot be read is found here, not at the next start
        rows.append(values)
    return Imported(rows=tuple(rows), left_out=tuple(left_out))


def _safe(cell: str | None) -> str:
    return re.sub(r"[\t\r\n\x00]+", " ", cell or "").strip()


def _country(name: str, knowledge: Knowledge) -> str | None:
    if not name:
        return None
    if len(name) == 3 and (e := knowledge.entity(name.upper())) and e.kind == "country":
        return e.id
    if len(name) == 2:
        return next((e.id for e in knowledge.countries() if e.code("iso2") == name.upper()), None)
    for hit in knowledge.named(key(name)):
        entity = knowledge.entity(hit.entity)
        if hit.kind == "name" and entity is not None and entity.kind == "country":
            return entity.id
    return None


def _wikidata_date(text: str) -> str | None:
    """A date as in our tables; ``""`` for none, None for what is no date."""
    if not text or text.startswith(("_:", "t", "http")):
        return ""  # Wikidata's "unknown value"
    match = re.match(r"[+]?(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)
    if match is None:
        return None
    year, month, day = match.groups()
    if month in (None, "00") or (month == "01" and day == "01"):
        return year
    return f"{year}-{month}" if day in (None, "00") else f"{year}-{month}-{day}"
