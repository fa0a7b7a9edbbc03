"""Figures: tables in, Altair charts out; saved as SVG, PNG or PDF without a browser or a network."""

from __future__ import annotations

from detente.figures.charts import (
    dyad_chart,
    intensity_chart,
    map_chart,
    network_chart,
    position_chart,
    render_svg,
    save_chart,
    share_chart,
    timeline_chart,
)

__all__ = [
    "dyad_chart",
    "intensity_chart",
    "map_chart",
    "network_chart",
    "position_chart",
    "render_svg",
    "save_chart",
    "share_chart",
    "timeline_chart",
]
