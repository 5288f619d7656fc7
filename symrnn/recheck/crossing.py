"""Existence by a change of sign: between two rationals a continuous difference has a zero, which need not be rational."""

from __future__ import annotations

from typing import Any

from flint import arb

from symrnn.recheck.forms import opposite
from symrnn.recheck.functions import NAMES, Node, Record, ball, precision
from symrnn.recheck.makers import leaf_nodes
from symrnn.recheck.matrices import each, entries, scalar
from symrnn.recheck.point import freeze
from symrnn.recheck.rules import flat_conditions, must
from symrnn.recheck.truth import decide
from symrnn.recheck.values import environment, evaluate, parse_number

BITS = (128, 256)
CONTINUOUS = frozenset({"num", "const", "sym", "named", "add", "sub", "mul", "div", "neg", "pow", "size", "index",
                        "matmul", "T", "diag", "dot", "outer"})  # fmt: skip
STEADY = NAMES - {"step", "sign"}

def conditions(record: Record) -> list[Node]:
    """The parts of what is said to exist, with what is given."""
    return flat_conditions([*map(freeze, [record["assert"][2], *record.get("given", [])])])

def existence(record: Record) -> Record:
    """What exists where a statement about real numbers is false."""
    body = ["all_of", *record.get("given", []), opposite(record["assert"])]
    return {**record, "given": [], "assert": ["exists", [["sym", name] for name in record["leaves"]], body]}

def continuous(node: Any, leaf: Node) -> bool:
    """Whether a term is continuous in a leaf, wherever it has a value on a whole interval."""
    if leaf not in leaf_nodes(node):
        return True
    if node[0] == "fn":
        return node[1] in STEADY and continuous(node[2], leaf)
    return node[0] in CONTINUOUS and all(continuous(x, leaf) for x in node[1:] if isinstance(x, tuple))

def difference(equation: Node, env: Any) -> Any:
    """Left minus right, as a ball."""
    return ball(scalar(evaluate(equation[1], env))) - ball(scalar(evaluate(equation[2], env)))

def crosses(record: Record, certificate: Record) -> tuple[bool, str]:
    """Whether equations change sign, each between two faces of a box of leaves, and all else holds: they meet in the box."""
    names, parts = certificate["leaf"].split(" "), conditions(record)
    ends = dict(zip(names, map(parse_number, certificate["to"].split(" ")), strict=True))
    equations = [c for c in parts if c[0] in ("eq", "equal") and any(("sym", x) in leaf_nodes(c) for x in names)]
    must(len(equations) == len(names) == len(ends) and all(continuous(side, ("sym", x)) for c in equations for side in c[1:]
                                                           for x in names), "not one continuous equation for each leaf")
    for bits in BITS:
        with precision(bits):
            env = environment(record, certificate["point"])
            box = {x: each(arb(ends[x]).union, each(arb, env.leaves[x])) for x in names}
            for x, c in zip(names, equations, strict=True):
                faces = (each(arb, env.leaves[x]), each(lambda _, x=x: arb(ends[x]), box[x]), box[x])
                first, last, between = (difference(c, env.child({**box, x: face})) for face in faces)
                must((first < 0 < last or last < 0 < first) and between.is_finite(), "no change of sign, or no value")
            must(all(decide(c, env.child(box)) is True for c in parts if c not in equations), "another condition may fail")
    at = ", ".join(str(entries(env.leaves[x])[0]) for x in names)
    return True, f"a change of sign between {at} and {certificate['to']}; both sides are continuous, all else holds"
