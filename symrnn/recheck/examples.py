"""Existence where something is free: terms for what is asked for, or values of the rest at which there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symrnn.recheck.chains import Reader
from symrnn.recheck.functions import NAMES, Node, Record, precision
from symrnn.recheck.matrices import each
from symrnn.recheck.point import environment, occurs, size_of
from symrnn.recheck.rules import NORMS, ZERO, must, natural
from symrnn.recheck.truth import COMPARE, EQUATIONS, PREDICATES, decide

# heads that have a value wherever their parts have one, and functions that have one nowhere else
TOTAL = frozenset({*COMPARE, *EQUATIONS, *PREDICATES, "ne", "no", "all_of", "any_of", "holds", "num", "sym", "size",
                   "named", "add", "sub", "mul", "neg", "matmul", "T", "diag", "diagof", "dot", "outer", "eye", "ones",
                   "zeros", "tr", "det", "sum", "rho", "rank", "mean", "max", "min", "sigma_min", "block", *NORMS})
NEEDS = {"log": "positive", "sqrt": "nonneg"}

def put(node: Any, terms: dict[str, Node], sizes: dict[str, int]) -> Any:
    """A node with terms in the place of leaves, and numbers in that of sizes."""
    if not isinstance(node, list):
        return sizes.get(node, node) if isinstance(node, str) else node
    if node[:1] == ["sym"]:
        return terms.get(node[1], node)
    worded = bool(node) and isinstance(node[0], str)
    new = [*node[:worded], *(put(x, terms, sizes) for x in node[worded:])]
    return size_of(new, {}) if new[:1] in (["+"], ["*"]) and all(isinstance(x, int) for x in new[1:]) else new

def defined(node: Any, shape: Any) -> Iterator[Node]:
    """The conditions under which every part of a term or a condition has a value."""
    if not isinstance(node[0], str):
        yield from (c for x in node for c in defined(x, shape))
        return
    head, parts = node[1] if node[0] == "fn" else node[0], [x for x in node[1:] if isinstance(x, list)]
    if head == "div":
        yield ["nowhere_zero", node[2]] if shape(node[2]) else ["ne", node[2], ZERO]
    elif head == "inv":
        yield ["invertible", node[1]]
    else:
        total = head in NAMES - {*NEEDS} if node[0] == "fn" else head in TOTAL or (head == "pow" and natural(node[2]))
        must(total or head in NEEDS, f"{head} may have no value")
        yield from [] if total else [[NEEDS[head], node[2]]]
    yield from (c for x in parts if x[0] not in ("+", "*") for c in defined(x, shape))

def asked(record: Record) -> tuple[set[str], list[Node], list[Node]]:
    """The names of what is said to exist, the conditions that speak of it, and those that do not."""
    must(record["assert"][0] == "exists" and not record["functions"] and not record["indices"], "no plain existence")
    must(not any(s["sequence"] or s["field"] != "real" for s in record["leaves"].values()), "an existence of other values")
    names = {leaf[1] for leaf in record["assert"][1]}
    own = [c for c in record["given"] if any(occurs(name, c) for name in names)]
    return names, [*own, record["assert"][2]], [c for c in record["given"] if c not in own]

def instances(record: Record, certificate: Record) -> tuple[Record, list[Node]]:
    """What terms for all that is asked for have to meet under the other conditions: to have values, too."""
    (names, wanted, others), terms, shape = asked(record), certificate["terms"], Reader(record, []).shape
    must(terms.keys() == names and all(shape(t) == shape(["sym", n]) for n, t in terms.items()), "terms for something else")
    rest = {**record, "given": others, "leaves": {n: s for n, s in record["leaves"].items() if n not in names}}
    stated = put(wanted, terms, {})
    return rest, [*stated, *defined(stated, Reader(rest, []).shape)]

def pinned(record: Record, point: Record) -> Record:
    """An existence at values of all that it does not ask for, where its conditions hold; of their sizes, too."""
    names = {leaf[1] for leaf in record["assert"][1]}
    free, sizes = record["leaves"].keys() - names, point["sizes"]
    if not free and not sizes:
        return record
    names, wanted, others = asked(record)
    must(point["leaves"].keys() == free and sizes.keys() <= set(record["sizes"]), "values of something else")
    must(all(type(k) is int and k > 0 for k in sizes.values()), "no size")
    with precision(256):
        env = environment(record, point)
        must(all(decide(c, env) is True for c in others), "a condition may not hold there")
    values = {n: array(v) if isinstance(v, list) else ["num", v] for n, v in point["leaves"].items()}
    leaves = {n: {**s, "shape": [put(x, {}, sizes) for x in s["shape"]]} for n, s in record["leaves"].items() if n in names}
    *own, body = put(wanted, values, sizes)
    new = {**record, "sizes": [s for s in record["sizes"] if s not in sizes], "leaves": leaves, "given": own,
           "assert": ["exists", record["assert"][1], body]}
    must(list(defined([*own, body], Reader(new, []).shape)) is not None, "nothing binds a leaf")
    return new

def array(value: list[list[str]]) -> Node:
    """Rationals as a term."""
    blocks = each(lambda text: ["mul", ["num", text], ["ones", 1, 1]], value)
    return ["block", blocks] if len(blocks) * len(blocks[0]) > 1 else blocks[0][0]
