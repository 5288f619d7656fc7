"""At which sizes and indices a statement is tried: generic ones, and some beyond those that it speaks of itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from symrnn.recheck.functions import Node, Record, within
from symrnn.recheck.makers import leaf_nodes
from symrnn.recheck.rules import free_names
from symrnn.recheck.truth import decide
from symrnn.recheck.values import Env, freeze

LARGEST_SIZE, LARGEST_INDEX = 40, 400
COUNTED = {"size", "tr", "sum", "norm", "norm_f", "rank", "dot", "count_nonzero"}

def choices(record: Record, names: Any, sizes: Any, plans: Any) -> list[dict[str, int]]:
    """Assignments of sizes (or of indices, where sizes are given) that meet the conditions without leaves."""
    conds = [c for c in map(freeze, record.get("given", [])) if not leaf_nodes(c)]
    if sizes is None:
        conds = [c for c in conds if not free_names(c) & set(record.get("indices", []))]
    found = [dict(zip(names, p, strict=True)) for p in dict.fromkeys(plans) if len(p) == len(names)]
    envs = [Env(record, p if sizes is None else sizes, {} if sizes is None else p, {}, {}) for p in found]
    return [p for p, env in zip(found, envs, strict=True) if all(decide(c, env) is not False for c in conds)]

def size_choices(record: Record, fine: bool = False) -> list[dict[str, int]]:
    """Five choices of the sizes, generic ones first; one beyond a stated rank and the degree of a polynomial in them."""
    names, claim = record.get("sizes", []), freeze(record["assert"])
    first = [tuple((p * 3)[: len(names)]) for p in ([2, 3, 4, 5], [3, 2, 1, 4], [2, 4, 3, 1], [4, 1, 2, 3], [1, 3, 2, 2])]
    first = [tuple(7 + i for i, _ in enumerate(names)), *first] if fine else first
    small = sorted(product(range(1, 7), repeat=min(len(names), 3)), key=lambda p: (sum(p), p))
    ranks = whole_numbers(claim[2]) if claim[0] in ("rank_is", "rank_at_most") else ()
    most = min(LARGEST_SIZE, max([*(k + 1 for k in ranks), degree_in_sizes(claim) + 1]))
    beyond = choices(record, names, None, [tuple(most + i for i, _ in enumerate(names))]) if names and most > 5 else []
    return [*choices(record, names, None, first + small)[:5], *beyond]

def degree_in_sizes(node: Node) -> int:
    """How often sizes stand in a term as numbers, or as traces and sums of arrays without leaves."""
    if not isinstance(node, tuple):
        return 0
    if node[:1] == ("size",):
        return degree(node[1])
    if node[:1] == ("product",) and isinstance(node[3], int) and isinstance(node[4], int):
        return degree_in_sizes(node[1]) * max(0, node[4] - node[3] + 1)
    counted = node and isinstance(node[0], str) and node[0] in COUNTED and not leaf_nodes(node)
    return 1 if counted else sum(map(degree_in_sizes, node))

def degree(size: Node) -> int:
    """The degree of a size, a polynomial in names."""
    if not isinstance(size, tuple):
        return int(isinstance(size, str))
    return max(map(degree, size[1:])) if size[0] == "+" else sum(map(degree, size[1:]))

def index_choices(record: Record, sizes: Any) -> list[dict[str, int]]:
    """Small values of the indices, and some beyond the numbers that are mentioned and the degree of a polynomial in them."""
    names, said = record.get("indices", []), [*record.get("given", []), record["assert"]]
    shifts = {abs(x) for n in within(said) if n[:1] == ["+"] for x in n if isinstance(x, int)}
    beyond = {k + 1 for k in whole_numbers(said) if 5 <= k < 12} | {k + 1 for k in shifts if 5 <= k < LARGEST_INDEX}
    beyond |= {k + 1 for k in (repr(record["assert"]).count(f"'{name}'") for name in names) if 5 < k < LARGEST_INDEX}
    plans = sorted(product([*range(6), *beyond], repeat=len(names)), key=lambda v: (abs(sum(v) - 2 * len(v)), v))
    found = choices(record, names, sizes, plans)
    far = [v for v in found if beyond & set(v.values())]
    return [*[v for v in found if v not in far][:12], *far[:2], *far[2:][-2:]]

def whole_numbers(node: Node) -> Iterator[int]:
    """The whole numbers that a node mentions: where a size or an index passes one of them, a statement may change."""
    if isinstance(node, (int, str)):
        yield from [int(node)] if str(node).isdigit() else []
    else:
        for part in node:
            yield from whole_numbers(part)
