"""Which sections a brief has, in the order in which they are read."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from detente import __version__
from detente.briefs import counts, telling
from detente.briefs.gather import Gathered, gather
from detente.briefs.model import Ask, Brief, Figure, Section, clean, link
from detente.briefs.pen import Pen
from detente.briefs.phrases import capital, count, span_of_days
from detente.errors import NotFound
from detente.tables import plain_row
from detente.views.words import day

if TYPE_CHECKING:
    from detente.analysis.positions import PositionLine


def make_brief(connection: Connection, ask: Ask, *, figure: bool = True) -> Brief:
    """The brief that is asked for: the same bytes for the same store.

    Args:
        figure: with its chart as SVG.

    Raises:
        NotFound: where the store has nothing on it.
    """
    from dataclasses import replace

    brief, chart, _ = page_and_chart(connection, ask)
    if not figure or brief.figure is None:
        return brief
    from detente.figures import render_svg

    return replace(brief, figure=replace(brief.figure, svg=render_svg(chart)))


def page_and_chart(connection: Connection, ask: Ask) -> tuple[Brief, Any, list[dict[str, Any]]]:
    """The brief without its chart drawn; the chart, None where there is nothing to draw; and the rows behind it.

    Raises:
        NotFound: where the store has nothing on it.
    """
    g = gather(connection, ask)
    if not g.records and not g.events.height and not g.undone.height:
        raise NotFound(f"the store holds nothing for a brief on this {ask.about} in this time")
    options = "".join(f" --{k} {shlex.quote(v)}" for k in ("since", "until") if (v := getattr(ask, k)))
    pen = Pen(connection, options)
    pen.learn(i for column in ("actor", "recipient") for i in g.merged[column].unique().to_list())
    short = counts.in_short(pen, g)
    moved, series, ruptures = counts.movement(pen, g)
    stands, lines = telling.stands(pen, g)
    of_kind: list[Section] = []
    if ask.about == "dyad":
        of_kind = [counts.turning_points(pen, g, ruptures)]
    elif ask.about == "issue":
        of_kind = [telling.speakers(pen, g)]
    else:
        of_kind = [telling.partners(pen, g)]
    sections = [
        short, moved, *of_kind, telling.contacts(pen, g), telling.weightiest(pen, g), stands,
        telling.conditions(pen, g), telling.statements(pen, g), telling.differences(pen, g), telling.undone(pen, g),
        counts.where(pen, g), counts.left_out(pen, g), counts.how_to_read(pen),
    ]  # fmt: skip
    chart, caption, rows = _chart(pen, g, series, ruptures, lines)
    brief = Brief(
        about=ask.about, title=_title(pen, ask), subtitle=_subtitle(g), links=_links(pen, ask),
        sections=tuple(s for s in sections if s.lines), notes=(), version=__version__,
        figure=Figure(caption=caption) if chart is not None else None,
    )  # fmt: skip
    return _in_reading_order(brief, pen), chart, rows


def _in_reading_order(brief: Brief, pen: Pen) -> Brief:
    """The brief with its notes numbered as one meets them; notes that no line cites are dropped."""
    from dataclasses import replace

    order = dict.fromkeys(n for s in brief.sections for line in s.lines for n in line.notes)
    number = {old: new for new, old in enumerate(order, start=1)}
    sections = tuple(
        replace(s, lines=tuple(replace(x, notes=tuple(sorted(number[n] for n in x.notes))) for x in s.lines))
        for s in brief.sections
    )
    notes = tuple(replace(pen.notes[old - 1], number=new) for old, new in number.items())
    return replace(brief, sections=sections, notes=notes)


def _title(pen: Pen, ask: Ask) -> str:
    if ask.about == "dyad":
        return capital(f"{pen.name(ask.one)} and {pen.name(ask.other)}")
    if ask.about == "actor":
        return capital(pen.name(ask.one))
    if ask.about == "issue":
        return capital(clean(ask.issue or ""))
    return _window(ask) or "The whole record"


def _window(ask: Ask) -> str:
    if ask.since and ask.until:
        return capital(span_of_days(ask.since, ask.until))
    return f"Since {day(ask.since)}" if ask.since else f"Until {day(ask.until)}" if ask.until else ""


def _subtitle(g: Gathered) -> str:
    days = sorted(r.article.published[:10] for r in g.records if r.article.published)
    window = "" if g.ask.about == "period" else _window(g.ask)
    dated = span_of_days(days[0], days[-1]) if days else ""
    of = f"{count(len(g.records), 'article')} of {count(len({r.article.publisher for r in g.records}), 'outlet')}"
    asked = f" {window[0].lower()}{window[1:]}" if window else ""
    return f"A brief{asked} on a{'n' if g.ask.about[0] in 'ai' else ''} {g.ask.about}, from {of} {dated}".strip()


def _links(pen: Pen, ask: Ask) -> tuple[tuple[str, str], ...]:
    if ask.about == "dyad":
        pair = {"one": ask.one, "other": ask.other}
        return (("The two over time", link("/dyad", **pair)), ("Timeline", link("/timeline", **pair)))
    if ask.about == "actor":
        page, line = link("/actor", id=ask.one), link("/positions", holder=ask.one)
        return ((f"All on {pen.name(ask.one)}", page), ("Positions over time", line))
    if ask.about == "issue":
        return (
            ("The issue", link("/issue", name=ask.issue)),
            ("Positions over time", link("/positions", issue=ask.issue)),
        )
    return (
        ("Events", link("/events", since=ask.since, until=ask.until)),
        ("Network", link("/network", since=ask.since, until=ask.until)),
    )


def _chart(
    pen: Pen, g: Gathered, series: Any, ruptures: Any, lines: list[PositionLine]
) -> tuple[Any, str, list[dict[str, Any]]]:
    """The chart, in words what it shows, and the rows behind it."""
    from detente.figures import dyad_chart, position_chart

    dated = [line for line in lines if sum(p.fact.date is not None for p in line.points) > 1]
    if g.ask.about == "issue" and dated:
        pen.learn(i for line in dated for i in (line.holder, line.toward))
        names = {i: pen.plain_name(i) for line in dated for i in (line.holder, line.toward) if i}
        caption = "How far each holder goes toward what is asked, by article: up is more accommodating"
        points = [
            {
                "holder": line.holder, "issue": line.issue, "toward": line.toward, "date": p.fact.date,
                "accommodation": p.accommodation, "stance": p.position.stance.value, "change": p.change.value,
                "reported": p.reported, "article": p.fact.article, "fact": p.fact.id,
            }
            for line in dated[:6] for p in line.points
        ]  # fmt: skip
        return position_chart(dated[:6], names=names), caption, points
    if not series.height:
        return None, "", []
    every = counts.period_of(g.merged)
    caption = f"Events by {every}: cooperation above the line, conflict below"
    return dyad_chart(series, ruptures=ruptures), caption, [plain_row(r) for r in series.iter_rows(named=True)]
