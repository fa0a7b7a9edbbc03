"""Who meets, calls, accuses, supports whom: networks of actors or states."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.analysis.events import RECIPROCAL

if TYPE_CHECKING:
    import networkx as nx
    import polars as pl


# What people ask of a network: PLOVER events, and for contacts whether by telephone.
RELATIONS: dict[str, tuple[frozenset[str], bool | None]] = {
    "meets": (frozenset({"CONSULT"}), False),
    "calls": (frozenset({"CONSULT"}), True),
    "accuses": (frozenset({"ACCUSE"}), None),
    "supports": (frozenset({"SUPPORT"}), None),
    "agrees": (frozenset({"AGREE", "COOPERATE"}), None),
    "asks": (frozenset({"REQUEST"}), None),
    "rejects": (frozenset({"REJECT"}), None),
    "threatens": (frozenset({"THREATEN"}), None),
    "sanctions": (frozenset({"SANCTION", "COERCE"}), None),
    "aids": (frozenset({"AID", "CONCEDE"}), None),
    "attacks": (frozenset({"ASSAULT"}), None),
}


def make_network(
    events: pl.DataFrame,
    *,
    kinds: Collection[str] = (),
    relation: str | None = None,
    start: date | None = None,
    end: date | None = None,
    countries: bool = True,
    least: int = 1,
) -> nx.DiGraph[str]:
    """A directed network of distinct events.

    Args:
        events: as :func:`detente.analysis.events.load_events` gives them.
        kinds: PLOVER events to keep; empty for all.
        relation: one of :data:`RELATIONS`: who meets, calls, accuses, supports ... whom.
        start, end: first day, and first day no more in the window.
        countries: nodes are states; otherwise actors.
        least: pairs with fewer events are left out.

    Returns:
        Edges carry ``events`` (count), ``intensity`` (sum) and ``quad1`` .. ``quad4``; nodes carry
        ``degree_centrality``, ``betweenness`` and ``pagerank``. Reciprocal events make an edge each way.

    Raises:
        ValueError: where there is no such relation.
    """
    import networkx as nx
    import polars as pl

    one, other = ("actor_country", "recipient_country") if countries else ("actor", "recipient")
    kept = events.filter(pl.col(one).is_not_null() & pl.col(other).is_not_null() & (pl.col(one) != pl.col(other)))
    if kinds:
        kept = kept.filter(pl.col("event").is_in(list(kinds)))
    if relation is not None:
        if relation not in RELATIONS:
            raise ValueError(f"{relation!r} is no relation; there are {', '.join(RELATIONS)}")
        names, by_phone = RELATIONS[relation]
        kept = kept.filter(pl.col("event").is_in(list(names)))
        if by_phone is not None:
            kept = kept.filter((pl.col("mode").fill_null("") == "phone") == by_phone)
    if start is not None:
        kept = kept.filter(pl.col("day") >= start)
    if end is not None:
        kept = kept.filter(pl.col("day") < end)
    kept = kept.sort("distinct", one, other, "article", "fact").unique(["distinct", one, other], maintain_order=True)
    graph: nx.DiGraph[str] = nx.DiGraph()
    for row in kept.iter_rows(named=True):
        pairs = [(row[one], row[other])]
        if row["event"] in RECIPROCAL:
            pairs.append((row[other], row[one]))
        for a, b in pairs:
            _add(graph, a, b, row)
    graph.remove_edges_from([(a, b) for a, b, n in graph.edges(data="events") if n < least])
    graph.remove_nodes_from([n for n in list(graph) if graph.degree(n) == 0])
    _measure(graph)
    return graph


def _add(graph: nx.DiGraph[str], a: str, b: str, row: dict[str, Any]) -> None:
    if not graph.has_edge(a, b):
        graph.add_edge(a, b, events=0, intensity=0.0, quad1=0, quad2=0, quad3=0, quad4=0)
    edge = graph.edges[a, b]
    edge["events"] += 1
    edge["intensity"] += row["score"] or 0.0
    edge[f"quad{row['quad']}"] += 1


def _measure(graph: nx.DiGraph[str]) -> None:
    import networkx as nx

    if not graph:
        return
    for name, values in (
        ("degree_centrality", nx.degree_centrality(graph)),
        ("betweenness", nx.betweenness_centrality(graph)),
        ("pagerank", _pagerank(graph)),
    ):
        nx.set_node_attributes(graph, {n: round(float(v), 6) for n, v in values.items()}, name)


def _pagerank(graph: nx.DiGraph[str], damping: float = 0.85, rounds: int = 100) -> dict[str, float]:
    """PageRank by the number of events. networkx's own wants SciPy, which nothing else here does."""
    nodes = sorted(graph)
    rank = dict.fromkeys(nodes, 1 / len(nodes))
    out = {n: sum(d["events"] for _, _, d in graph.out_edges(n, data=True)) for n in nodes}
    for _ in range(rounds):
        lost = damping * sum(rank[n] for n in nodes if not out[n]) / len(nodes)
        new = dict.fromkeys(nodes, (1 - damping) / len(nodes) + lost)
        for a, b, d in graph.edges(data=True):
            new[b] += damping * rank[a] * d["events"] / out[a]
        if sum(abs(new[n] - rank[n]) for n in nodes) < 1e-9:
            return new
        rank = new
    return rank


def edge_rows(graph: nx.DiGraph[str]) -> list[dict[str, Any]]:
    """Edges as rows, most events first."""
    rows = [{"from": a, "to": b, **d} for a, b, d in graph.edges(data=True)]
    return sorted(rows, key=lambda r: (-r["events"], r["from"], r["to"]))


def node_rows(graph: nx.DiGraph[str]) -> list[dict[str, Any]]:
    """Nodes as rows, the most central by PageRank first."""
    rows = [{"id": n, **d} for n, d in graph.nodes(data=True)]
    return sorted(rows, key=lambda r: (-r.get("pagerank", 0.0), r["id"]))


# What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_network(graph: nx.DiGraph[str], path: Path) -> None:
    """As GraphML, or as GEXF for Gephi, by the file's ending: the same bytes for the same network.

    Raises:
        ValueError: for another ending.
    """
    import networkx as nx

    if path.suffix not in (".graphml", ".gexf"):
        raise ValueError(f"{path.name}: name it .graphml or .gexf")
    clean = nx.DiGraph()
    clean.add_nodes_from((_xml(n), {k: _xml(v) for k, v in graph.nodes[n].items()}) for n in sorted(graph))
    clean.add_edges_from((_xml(a), _xml(b), d) for a, b, d in sorted(graph.edges(data=True), key=lambda e: e[:2]))
    if path.suffix == ".graphml":
        nx.write_graphml(clean, path)
    else:
        # networkx stamps GEXF with the day of writing.
        text = "\n".join(nx.generate_gexf(clean))
        path.write_text(re.sub(r' lastmodifieddate="[^"]*"', "", text), "utf-8")


def _xml(value: Any) -> Any:
    return _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value
