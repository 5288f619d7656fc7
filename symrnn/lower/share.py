"""Products of the same factors taken out: `z*(1 - z)*(h - t)` and `z*(1 - z)*r` share the gate's derivative."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations
from typing import Any

from symrnn.lower.nodes import Graph, Node, walk

Factor = tuple[Node, Fraction]


def share_products(graph: Graph, root: Node) -> Node:
    """The same program, where two factors that occur together in several products are multiplied once."""
    products = {node: list(node.args[1]) for node in walk(root) if node.op == "prod"}
    pairs: dict[Node, tuple[Factor, Factor]] = {}
    while True:
        counts: Counter[frozenset[Factor]] = Counter()
        for factors in products.values():
            counts.update(frozenset(pair) for pair in combinations(factors, 2))
        often = [pair for pair, count in counts.items() if count > 1]
        if not often:
            break
        best = min(often, key=lambda pair: (-counts[pair], sorted(base.serial for base, _ in pair)))
        first, second = sorted(best, key=lambda factor: (factor[0].shape != (), factor[0].serial))
        shape = first[0].shape or second[0].shape
        joint = graph.node("prod", Fraction(1), (first, second), shape=shape)
        pairs[joint] = (first, second)
        for factors in products.values():
            if first in factors and second in factors and len(factors) > 2:
                factors[factors.index(first)] = (joint, Fraction(1))
                factors.remove(second)
            elif first in factors and second in factors:
                factors[:] = [(joint, Fraction(1))]
    return _rebuilt(graph, root, products, pairs)


def _rebuilt(graph: Graph, root: Node, products: dict[Node, list[Factor]],
             pairs: dict[Node, tuple[Factor, Factor]]) -> Node:
    memo: dict[Node, Node] = {}

    def new(node: Node) -> Node:
        if node not in memo:
            factors = pairs.get(node) or products.get(node)
            if node.op == "prod" and factors is not None:
                args: tuple[Any, ...] = (node.args[0], tuple((new(base), exponent) for base, exponent in factors))
                if node.args[0] == 1 and len(args[1]) == 1 and args[1][0][1] == 1:
                    made = args[1][0][0]
                else:
                    made = graph.node("prod", *args, shape=node.shape, is_complex=node.is_complex)
            else:
                made = graph.node(node.op, *_mapped(node.args, new), shape=node.shape, is_complex=node.is_complex)
            if node in graph.hints:
                graph.hints.setdefault(made, graph.hints[node])
            memo[node] = made
        return memo[node]

    def _mapped(args: tuple[Any, ...], change: Any) -> tuple[Any, ...]:
        return tuple(change(a) if isinstance(a, Node) else _mapped(a, change) if isinstance(a, tuple) else a
                     for a in args)

    return new(root)
