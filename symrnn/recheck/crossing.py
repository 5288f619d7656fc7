"""Existence by a change of sign: between two rationals a continuous difference has a zero, which need not be rational."""

from __future__ import annotations

from typing import Any

from flint import arb

from symrnn.recheck.forms import opposite
from symrnn.recheck.functions import NAMES, Node, Record, ball, precision
from symrnn.recheck.makers import leaf_nodes
from symrnn.recheck.matrices import each, entries, scalar
from symrnn.recheck.point import freeze
from symrnn.recheck.truth import decide
from symrnn.recheck.values import environment, evaluate, parse_number

BITS = (128, 256)
CONTINUOUS = frozenset({"num", "const", "sym", "named", "add", "sub", "mul", "div", "neg", "pow", "size", "index",
                        "matmul", "T", "diag", "dot", "outer"})  # fmt: skip
STEADY = NAMES - {"step", "sign"}

def conditions(record: Record) -> list[Node]:
    """The parts of what is said to exist, with what is given."""
    body = freeze(record["assert"][2])
    return [*(body[1:] if body[0] == "all_of" else [body]), *map(freeze, record.get("given", []))]

def existence(record: Record) -> Record | None:
    """What exists where a statement about real numbers is false; None where its opposite cannot be said."""
    try:
        body = ["all_of", *record.get("given", []), *conditions({"assert": [0, 0, opposite(record["assert"])]})]
    except ValueError:
        return None
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
    """Whether an equation changes sign from the leaf's value at the point to another one, and all else holds between."""
    leaf, point, parts = freeze(["sym", certificate["leaf"]]), certificate["point"], conditions(record)
    equations = [c for c in parts if c[0] in ("eq", "equal") and leaf in leaf_nodes(c)]
    if len(equations) != 1 or not all(continuous(x, leaf) for x in equations[0][1:]):
        return False, "not one equation that is continuous in a scalar"
    high, low = parse_number(certificate["to"]), environment(record, point).leaves[leaf[1]]
    for bits in BITS:
        with precision(bits):
            env = environment(record, point)
            at = [env.child({leaf[1]: each(lambda y, f=f: f(y), low)}) for f in (arb, lambda _: arb(high), arb(high).union)]
            first, last, between = (*(difference(equations[0], x) for x in at[:2]), at[2])
            if not (first < 0 < last or last < 0 < first) or not difference(equations[0], between).is_finite():
                return False, "no change of sign, or no value at a place between"
            if not all(decide(c, between) is True for c in parts if c != equations[0]):
                return False, "another condition may fail between"
    return True, f"a change of sign between {entries(low)[0]} and {high}; both sides are continuous, all else holds"
