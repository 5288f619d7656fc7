"""Conditions at other indices: a condition with an index that the assertion does not have holds for every value of it."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import free_sizes, leaves, subs_index
from symrnn.algebra.order.relations import Relation, relations
from symrnn.algebra.terms import Term

LIMIT = 12


def free_indices(t: Term) -> set[str]:
    """The index names that occur free in a term."""
    return {name for size, bound in free_sizes(t) for name in size.indices - bound}


def instances(given: list[Statement], wanted: list[Relation]) -> list[tuple[Relation, int, dict[str, Any]]]:
    """Relations of the conditions at the indices at which the assertion uses their sequences."""
    sides = [t for r in wanted for t in r[1:]]
    free = set().union(*(free_indices(t) for t in sides))
    used = [leaf for t in sides for leaf in leaves(t) if leaf.head == "seq"]
    out: list[tuple[Relation, int, dict[str, Any]]] = []
    for i, c in enumerate(given):
        for j, (rel, a, b) in enumerate(relations(c) or []):
            for k in sorted((free_indices(a) | free_indices(b)) - free):
                values: dict[Size, None] = {}
                for leaf in (x for t in (a, b) for x in leaves(t) if x.head == "seq"):
                    shift = leaf.args[1] - Size({(k,): 1}, frozenset((k,)))
                    if k in shift.names:
                        continue
                    for other in used:
                        if other.args[0] == leaf.args[0]:
                            values.setdefault(other.args[1] - shift)
                for value in list(values)[:LIMIT]:
                    new = (rel, subs_index(a, k, value), subs_index(b, k, value))
                    out.append((new, i, {"part": j, "put": {k: value.node()}}))
    return out
