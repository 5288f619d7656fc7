"""The graph of claims, and what a verdict is worth once everything it rests on is looked at.

An edge leads from a claim to a claim that it uses. Verdicts are about single claims; :func:`standings` computes,
over all ancestors, whether a proved claim rests on something that is not proved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx


@dataclass(frozen=True)
class Standing:
    """A claim's verdict and what weakens it.

    Parameters
    ----------
    verdict : the claim's own verdict.
    rests_on : ids and verdicts of the ancestors that are not proved, nearest first.
    missing : ids that it uses, itself or through others, and that the ledger does not have.
    circular : whether it rests on itself.
    """

    verdict: str
    rests_on: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    circular: bool = False

    @property
    def fully_proved(self) -> bool:
        """Proved, together with everything it rests on."""
        return self.verdict == "PROVED" and not (self.rests_on or self.missing or self.circular)


def graph(claims: Sequence[Mapping[str, Any]]) -> nx.DiGraph:
    """Claims as nodes, in sorted order; an edge a -> b where a uses b, with ids that no claim has as nodes too."""
    result = nx.DiGraph()
    result.add_nodes_from(sorted(claim["id"] for claim in claims))
    result.add_edges_from(sorted((claim["id"], used) for claim in claims for used in claim.get("uses") or ()))
    return result


def standings(claims: Sequence[Mapping[str, Any]]) -> dict[str, Standing]:
    """The standing of every claim, over all its ancestors."""
    verdicts = {claim["id"]: claim["verdict"] for claim in claims}
    edges = graph(claims)
    result = {}
    for name, verdict in sorted(verdicts.items()):
        distance = nx.single_source_shortest_path_length(edges, name)
        near = sorted((far, other) for other, far in distance.items() if other != name)
        result[name] = Standing(
            verdict,
            rests_on=tuple((o, verdicts[o]) for _, o in near if o in verdicts and verdicts[o] != "PROVED"),
            missing=tuple(o for _, o in near if o not in verdicts),
            circular=any(name in edges.successors(other) for other in distance),
        )
    return result


def layers(edges: nx.DiGraph) -> list[list[str]]:
    """Nodes by depth: what rests on nothing first; the members of a circle share a layer.

    Within a layer the order follows the mean place of what a node rests on, which keeps edges short.
    """
    circles = nx.condensation(edges)
    depth: dict[str, int] = {}
    for k, generation in enumerate(nx.topological_generations(circles.reverse())):
        for circle in generation:
            depth.update(dict.fromkeys(circles.nodes[circle]["members"], k))
    rows: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for node in sorted(edges):
        rows[depth[node]].append(node)
    place: dict[str, float] = {}
    for row in rows:
        row.sort(key=lambda node: (_mean([place[s] for s in edges.successors(node) if s in place]), node))
        place.update({node: k / len(row) for k, node in enumerate(row)})
    return rows


def components(edges: nx.DiGraph) -> list[nx.DiGraph]:
    """The parts of the graph that hang together, the largest first; claims that stand alone are left out."""
    parts = [edges.subgraph(part) for part in nx.weakly_connected_components(edges) if len(part) > 1]
    return sorted(parts, key=lambda part: (-len(part), min(part)))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.5
