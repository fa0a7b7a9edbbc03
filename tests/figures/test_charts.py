"""Figures are drawn without a browser or a network, and hold what they were given."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from detente.analysis.dyads import dyad_series
from detente.analysis.networks import make_network
from detente.analysis.positions import Change, position_lines
from detente.figures import (
    dyad_chart,
    map_chart,
    network_chart,
    position_chart,
    render_svg,
    save_chart,
    timeline_chart,
)
from detente.records import Article, Position, Record, Run, Span, Stance
from tests.analysis.test_dyads import event, table


@pytest.fixture(scope="module")
def events() -> pl.DataFrame:
    return table([event(date(2019, 5, 3)), event(date(2019, 8, 3), article="b", quad=4, score=-9.0, name="ASSAULT")])


def test_every_chart_is_svg_with_its_words(events):
    places = pl.DataFrame({"name": ["Sochi"], "lat": [43.6], "lon": [39.7], "events": [3]})
    drawn = {
        "material conflict": dyad_chart(dyad_series(events), title="A & B <1>"),
        "ASSAULT": timeline_chart(events),
        "AAA": network_chart(make_network(events)),
        "path": map_chart(places),
    }
    for words, chart in drawn.items():
        svg = render_svg(chart)
        assert svg.startswith("<svg") and words in svg
        assert "<script" not in svg and "http://" not in svg.replace("http://www.w3.org", "")


def test_charts_are_saved_by_their_ending(events, tmp_path):
    chart = timeline_chart(events)
    for ending, head in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF"), (".json", b"{")):
        save_chart(chart, tmp_path / f"c{ending}")
        assert (tmp_path / f"c{ending}").read_bytes().lstrip().startswith(head)
    with pytest.raises(ValueError, match="name it"):
        save_chart(chart, tmp_path / "c.bmp")


def test_positions_are_drawn_a_panel_a_line():
    lines = position_lines(
        _stand(n, day, stance, by)
        for n, (day, stance, by) in enumerate(
            [
                ("2019-01-02", Stance.OPPOSES, None),
                ("2019-03-02", Stance.SUPPORTS, None),
                ("2019-04-02", Stance.OPPOSES, "BBB"),
            ]
        )
    )
    svg = render_svg(position_chart(lines, names={"AAA": "Ostrell <b>"}))
    for words in ("Ostrell &lt;b&gt;: arms control", "reversed", "as stated", "as others report it"):
        assert words in svg, words
    assert "AAA" not in svg and "<script" not in svg
    assert svg == render_svg(position_chart(lines, names={"AAA": "Ostrell <b>"}))


def test_stands_on_other_matters_are_not_joined():
    def joined(change: Change) -> bool:
        stands = (_stand(0, "2019-01-02", Stance.OPPOSES, None), _stand(1, "2019-03-02", Stance.SUPPORTS, None))
        (line,) = position_lines(stands)
        first, second = line.points
        svg = render_svg(position_chart([replace(line, points=(first, replace(second, change=change)))]))
        return any("L" in path for path in re.findall(r'd="(M[^"]+)"[^>]*stroke="#555"', svg))

    assert joined(Change.REVERSED)
    assert not joined(Change.ALSO) and not joined(Change.RECALLED)


def _stand(n: int, day: str, stance: Stance, by: str | None) -> Record:
    article = Article(id=f"a{n}", text="Words.", published=day, body=Span(start=0, end=6, text="Words."))
    position = Position(id="p1", holder="AAA", issue="arms control", stance=stance, reported_by=by, span=article.body)
    return Record(article=article, positions=(position,), run=Run(version="0"))
