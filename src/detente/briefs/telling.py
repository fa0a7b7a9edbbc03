"""Sections that tell: events, statements, positions, conditions, contradictions, disputed claims."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from detente.analysis.claims import track_claims
from detente.analysis.conditions import Fate, track_conditions
from detente.analysis.contradictions import find_contradictions
from detente.analysis.positions import Change, Point, PositionLine, position_lines
from detente.briefs.gather import Gathered
from detente.briefs.model import Line, Section, clean, link
from detente.briefs.pen import Pen
from detente.briefs.phrases import STANCES, STATUSES, capital, count, event_words, quoted, told_by, unsure
from detente.records import Kind, Record, Statement
from detente.store import search
from detente.views.words import day, listing

if TYPE_CHECKING:
    import polars as pl

_SPEAKERS = text(
    "SELECT k.actor FROM readings r JOIN statements s ON s.reading = r.key "
    "JOIN speakers k ON k.reading = s.reading AND k.statement_n = s.n "
    "WHERE r.article_id = :article AND s.id = :id AND r.superseded_by IS NULL ORDER BY k.n"
)
Key = str


def events_by_key(connection: Connection, keys: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """Events in full by ``article#fact``."""
    pairs = [(article, fact) for article, _, fact in (k.rpartition("#") for k in keys)]
    return {f"{e['article_id']}#{e['id']}": dict(e) for e in search.events_by_ids(connection, pairs)}


_MONTH_OR_YEAR = re.compile(r"\d{4}(?:-\d\d)?")


def event_line(pen: Pen, row: Mapping[str, Any], full: Mapping[str, Any] | None) -> Line:
    """An event as prose, with its words in the note.

    Args:
        row: of ``load_events`` or ``merge_reports``.
        full: the same event with all its sides and its sentence, where it is at hand.
    """
    sides = (
        [full[k] for k in ("actor", "recipient")]
        if full
        else [[row[k]] if row[k] else [] for k in ("actor", "recipient")]
    )
    who, whom = (listing((pen.name(i) for i in ids), most=4) for ids in sides)
    done = row["status"] in ("happened", "ongoing")
    words = event_words(row["event"], row["mode"], who or "somebody unnamed", whom, done=done)
    when = day(row["day"].isoformat()) if row["day"] else "an unknown day"
    at = f" in {row['place']}" if row["place"] else ""
    outlets = row.get("outlets")
    told = told_by([clean(o) for o in (outlets if outlets is not None else [row["publisher"]]) if o])
    more = f", in {count(row['reports'], 'article')}" if (row.get("reports") or 1) > 1 else ""
    sources = [pen.name(who) for who in _speakers(pen, row)]
    said = f", in what is reported of {listing(sources)}" if sources else ""
    if done:
        lead = f"On {when}" if row["dated"] and row["day"] else f"As reported on {when}"
        if row["dated"] and _MONTH_OR_YEAR.fullmatch(row.get("date") or ""):
            # Its first day stands for a month in counts; nobody has told it.
            lead = f"In {day(row['date'])}"
        going = " (still going on)" if row["status"] == "ongoing" else ""
        sentence = f"{lead} {words}{at}{going}, {told}{said}{more}"
    else:
        lead = STATUSES.get(row["status"], row["status"])
        sentence = f"{lead}, not recorded as done: {words}{at} ({when}), {told}{said}{more}"
    note = pen.fact(row["article"], row["fact"], full["sentence"] if full and full["sentence"] else row["trigger"])
    return pen.line(f"{sentence} ({row['event']}, {quoted(row['trigger'], 60)}).{unsure(row['confidence'])}", note)


def _speakers(pen: Pen, row: Mapping[str, Any]) -> list[str]:
    if not row["statement"]:
        return []
    return list(pen.connection.execute(_SPEAKERS, {"article": row["article"], "id": row["statement"]}).scalars())


def contacts(pen: Pen, g: Gathered, most: int = 8) -> Section:
    """Meetings, talks and calls: those that most outlets tell, in order of time."""
    import polars as pl

    kept = g.merged.filter(pl.col("event") == "CONSULT")
    return _chosen(pen, kept, "Meetings, talks and calls", most, weight=pl.col("confidence"))


def weightiest(pen: Pen, g: Gathered, most: int = 8) -> Section:
    """Other events: those farthest from nought for how sure they are, in order of time."""
    import polars as pl

    kept = g.merged.filter(pl.col("event") != "CONSULT")
    return _chosen(pen, kept, "Other events that weigh most", most, weight=pl.col("score").abs() * pl.col("confidence"))


def undone(pen: Pen, g: Gathered, most: int = 6) -> Section:
    """What was planned, promised, threatened, demanded or denied: the newest."""
    import polars as pl

    newest = g.undone.filter(pl.col("status") != "historical").sort(
        pl.col("day").is_null(), -pl.col("day").cast(pl.Int64), "article", "fact"
    )
    return _section(pen, "Planned, threatened, denied", newest.head(most), newest.height, "newest")


def _chosen(pen: Pen, events: pl.DataFrame, title: str, most: int, *, weight: pl.Expr) -> Section:
    import polars as pl

    ranked = events.with_columns(pl.col("outlets").list.len().alias("_o"), weight.fill_null(0.0).alias("_w"))
    best = ranked.sort(["_o", "_w", "reports", "article", "fact"], descending=[True, True, True, False, False])
    return _section(pen, title, best.head(most), events.height, "that most outlets tell, then the surest")


def _section(pen: Pen, title: str, chosen: pl.DataFrame, of: int, how: str) -> Section:
    import polars as pl

    ordered = chosen.sort(pl.col("day"), "article", "fact", nulls_last=True)
    full = events_by_key(pen.connection, (f"{a}#{f}" for a, f in ordered.select("article", "fact").iter_rows()))
    pen.learn(i for e in full.values() for k in ("actor", "recipient") for i in e[k])
    lines = [event_line(pen, r, full.get(f"{r['article']}#{r['fact']}")) for r in ordered.iter_rows(named=True)]
    chose = f" ({len(lines)} of {of:,}: the {how if how == 'newest' else 'ones ' + how})" if of > len(lines) else ""
    return Section(title=f"{title}{chose}", lines=tuple(lines))


def statements(pen: Pen, g: Gathered, most: int = 8) -> Section:
    """What was said: statements that a position was read from and quotations first, of the sides asked about."""
    ranked = []
    for record in g.records:
        if record.article.reprint_of is not None:
            continue
        country = {a.id: a.country for a in record.actors}
        on_issue = _on_issue(record, g.ask.issue)
        weighty = {p.statement for p in record.positions if g.ask.issue in (None, p.issue)}
        for s in record.statements:
            if not any(g.concerns(who, country.get(who)) for who in s.speakers) or s.within or s.negated:
                continue
            if (on_issue is not None and s.id not in on_issue) or sum(len(c.text.split()) for c in s.content) < 5:
                continue
            worth = 2 * (s.id in weighty) + (s.kind is not Kind.INDIRECT) + s.confidence
            ranked.append((worth, record.article.published or "", record.article.id, s))
    ranked.sort(key=lambda r: (-r[0], _backwards(r[1]), r[2], r[3].id))
    chosen: list[tuple[str, str, Statement]] = []
    per_article: dict[str, int] = defaultdict(int)
    for _, published, article, s in ranked:
        if len(chosen) < most and per_article[article] < 2:
            per_article[article] += 1
            chosen.append((published, article, s))
    chosen.sort(key=lambda c: (c[0], c[1], c[2].content[0].start))
    lines = [_statement(pen, article, published, s) for published, article, s in chosen]
    more = f" ({len(lines)} of {len(ranked):,}: stands taken and quotations first)" if len(ranked) > len(lines) else ""
    return Section(title=f"What was said{more}", lines=tuple(lines))


def _on_issue(record: Record, issue: str | None) -> set[str] | None:
    """Ids of the statements on an issue; None where all count."""
    return None if issue is None else {s for tag in record.issues if tag.issue == issue for s in tag.statements}


def _backwards(published: str) -> tuple[int, ...]:
    """Sorts the newest first."""
    return tuple(-ord(c) for c in published)


def _statement(pen: Pen, article: str, published: str, s: Statement) -> Line:
    words = quoted(" … ".join(clean(c.text) for c in s.content))
    how = "quoted" if s.kind is not Kind.INDIRECT else "reported in its own words what was said by"
    when = f"On {day(published[:10])} " if published else "In an undated article "
    cue = f" ({quoted(clean(s.cue.text), 40)})" if s.cue else ""
    who = listing(pen.name(speaker) for speaker in s.speakers)
    note = pen.fact(article, s.id, " … ".join(c.text for c in s.content))
    return pen.line(f"{when}{pen.outlet(article)} {how} {who}{cue}: {words}.{unsure(s.confidence)}", note)


def stands(pen: Pen, g: Gathered, most: int = 8) -> tuple[Section, list[PositionLine]]:
    """Where the sides stand: of each line its latest stand, how it moved, and what it hangs on."""
    lines = [
        line for line in position_lines(g.records)
        if (g.ask.issue is None or line.issue == g.ask.issue) and _is_of(g, line.holder)
    ]  # fmt: skip
    kept = sorted(lines, key=lambda line: (-len(line.points), line.holder, line.issue, line.toward or ""))[:most]
    told = [_stand(pen, line) for line in kept]
    more = f" ({len(kept)} of {len(lines)}: those with most to tell)" if len(lines) > len(kept) else ""
    return Section(title=f"Where they stand{more}", lines=tuple(told)), kept


def _is_of(g: Gathered, holder: str) -> bool:
    country = next((a.country for r in g.records for a in r.actors if a.id == holder), None)
    return g.concerns(holder, country)


def _stand(pen: Pen, line: PositionLine) -> Line:
    latest = line.latest
    notes = [pen.told(latest.fact)]
    sentence = _stood(pen, line, latest)
    moved = [
        p for p in line.points if p.change in (Change.SOFTENED, Change.HARDENED, Change.REVERSED) and not p.reported
    ]
    if moved:
        notes += [pen.told(p.fact) for p in moved[-4:]]
        steps = listing([f"{p.change.value} by {_when(p)}" for p in moved[-4:]], most=4)
        last_of = f" (of {len(moved)} moves the last {len(moved[-4:])})" if len(moved) > 4 else ""
        sentence += f" Over the articles this stand {steps}{last_of}."
    elif (own := [p for p in line.points if not p.reported]) and len(own) > 1:
        if all(p.change in (Change.STATED, Change.REPEATED) for p in own):
            sentence += f" It was stated {len(own)} times without a change that could be read."
        else:
            sentence += f" {len(own)} of its stands on this issue were read; they may be about different matters."
    by_others = [p for p in line.points if p.reported and p is not latest]
    if by_others:
        last = by_others[-1]
        notes.append(pen.told(last.fact))
        sentence += (
            f" {capital(pen.name(last.position.reported_by))} was reported as saying, by {_when(last)}, that it"
            f" {STANCES[last.position.stance.value]} this."
        )
    return pen.line(sentence, *notes)


def _when(point: Point) -> str:
    return day(point.fact.date) if point.fact.date else "an undated article"


def _stood(pen: Pen, line: PositionLine, point: Point) -> str:
    p = point.position
    toward = f", toward {pen.name(line.toward)}" if line.toward else ""
    strength = f" ({p.strength})" if p.strength else ""
    conditions = listing([quoted(clean(c.span.text), 120) for c in p.conditions], most=3)
    tied = f", on conditions: {conditions}" if conditions else ""
    by = f", as {pen.name(p.reported_by)} is reported to see it" if point.reported else ""
    lead = f"As {pen.outlet(point.fact.article)} reported on {_when(point)}, "
    return (
        f"{lead}{pen.name(line.holder)} {STANCES[p.stance.value]} “{line.issue}”{strength}{toward}{tied}{by}."
        f"{unsure(p.confidence)}"
    )


def conditions(pen: Pen, g: Gathered, most: int = 8) -> Section:
    """Conditions with what is proposed to have become of them."""
    tracked = [
        t for t in track_conditions(g.records)
        if (g.ask.issue is None or t.issue == g.ask.issue) and _is_of(g, t.holder)
    ]  # fmt: skip
    # What something is known of comes first, then the newest.
    tracked.sort(key=lambda t: (t.fate is Fate.OPEN, _backwards(t.stated.date or ""), t.stated.article))
    lines = []
    for t in tracked[:most]:
        fate = {
            Fate.OPEN: "Nothing that was read says what became of it",
            Fate.LAPSED: f"Its last day, {day(t.deadline)}, has passed and nothing read says that it was met",
        }.get(t.fate, f"A later sentence suggests that it was {t.fate.value} (a proposal, {t.confidence:.2f})")
        when = day(t.stated.date) if t.stated.date else "an unknown day"
        lines.append(
            pen.line(
                f"By {when} {pen.name(t.holder)} made its stand on “{t.issue}” depend on "
                f"{quoted(clean(t.condition.span.text), 160)}. {fate}.",
                pen.told(t.stated), *(pen.told(e) for e in t.evidence[:3]),
            )
        )  # fmt: skip
    more = f" ({len(lines)} of {len(tracked)})" if len(tracked) > len(lines) else ""
    return Section(title=f"Conditions and what became of them{more}", lines=tuple(lines))


def differences(pen: Pen, g: Gathered, most: int = 10) -> Section:
    """Where outlets tell the same differently, and what one side disputes of the other's claims."""
    lines = []
    for c in sorted(find_contradictions(g.records), key=lambda c: (-c.confidence, c.one.article, c.other.article))[
        :most
    ]:
        lines.append(
            pen.line(
                f"{c.outlets[0]} and {c.outlets[1]} seem to differ ({c.how.value}): {quoted(clean(c.detail[0]), 120)} "
                f"against {quoted(clean(c.detail[1]), 120)}. Which is right is not judged ({c.confidence:.2f}).",
                pen.told(c.one), pen.told(c.other),
            )
        )  # fmt: skip
    for t in track_claims(g.records, disputed=True)[: most - len(lines)]:
        for d in t.disputes[:1]:
            who = pen.name(t.by) if t.by else f"{pen.outlet(t.stated.article)}"
            lines.append(
                pen.line(
                    f"{who} is reported to claim {quoted(clean(t.claim.span.text), 160)}; {pen.name(d.by)} disputes it "
                    f"({d.how.value}, {d.confidence:.2f}).",
                    pen.told(t.stated), pen.told(d.fact),
                )
            )  # fmt: skip
    return Section(title="What is told differently", lines=tuple(lines))


def partners(pen: Pen, g: Gathered, most: int = 8) -> Section:
    """With whom an actor, or who with whom in a period, by events."""
    import polars as pl

    pairs: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: {"warm": 0, "cold": 0})
    seen: set[tuple[str, tuple[str, str]]] = set()
    columns = ("distinct", "quad", "actor", "actor_country", "recipient", "recipient_country")
    for row in g.events.sort("distinct", "article", "fact").select(*columns).iter_rows(named=True):
        sides = (row["actor_country"] or row["actor"], row["recipient_country"] or row["recipient"])
        if not all(sides) or sides[0] == sides[1]:
            continue
        pair = (min(sides), max(sides))
        if (row["distinct"], pair) not in seen:
            seen.add((row["distinct"], pair))
            pairs[pair]["warm" if row["quad"] <= 2 else "cold"] += 1
    best = sorted(pairs.items(), key=lambda item: (-sum(item[1].values()), item[0]))[:most]
    pen.learn(i for pair, _ in best for i in pair)
    lines = []
    for (a, b), n in best:
        source = pen.count(f"dyad {shlex.quote(a)} {shlex.quote(b)}", link("/dyad", one=a, other=b))
        events = g.events.filter(
            (pl.coalesce("actor_country", "actor").is_in([a, b]))
            & (pl.coalesce("recipient_country", "recipient").is_in([a, b]))
        ).sort("day", "article", "fact", nulls_last=True)
        last = events.row(-1, named=True)
        note = pen.fact(last["article"], last["fact"], last["trigger"])
        lines.append(
            pen.line(
                f"{pen.name(a)} and {pen.name(b)}: {count(n['warm'] + n['cold'], 'event')}, "
                f"{n['warm']} cooperative and {n['cold']} hostile.", source, note,
            )
        )  # fmt: skip
    return Section(title="Who dealt with whom", lines=tuple(lines))


def speakers(pen: Pen, g: Gathered, most: int = 8) -> Section:
    """Who speaks on the issue, by statements."""
    said: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for record in g.records:
        on_issue = _on_issue(record, g.ask.issue)
        if record.article.reprint_of is not None:
            continue
        for s in record.statements:
            for who in s.speakers if on_issue is None or s.id in on_issue else ():
                said[who].append((record.article.id, s.id, " … ".join(c.text for c in s.content)))
    best = sorted(said.items(), key=lambda item: (-len(item[1]), item[0]))[:most]
    pen.learn(who for who, _ in best)
    total = sum(map(len, said.values()))
    lines = [
        pen.line(f"{pen.name(who)}: {count(len(found), 'statement')} of {total:,}.", *(pen.fact(*f) for f in found[:2]))
        for who, found in best
    ]
    return Section(title="Who speaks", lines=tuple(lines))
