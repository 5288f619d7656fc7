"""The logic of a certificate gone through again on serialised conditions, by its own table of their meanings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.algebra.order.signlines import must
from symrnn.algebra.order.signview import Node, refuse

ZERO, ONE = ["num", "0"], ["num", "1"]
Atom = Callable[[Node, list[Node], dict[str, Any]], None]
Shapes = Callable[[Node], bool]


def meaning(c: Node) -> list[Node] | None:
    """The relations [rel, left, right] that a condition is the conjunction of; None for other conditions."""
    head, a = c[0], c[1:]
    if head in ("eq", "equal", "fixed"):
        return [["==", a[0], a[1]]]
    if head in ("le", "at_most", "lt", "less"):
        return [["<=" if head in ("le", "at_most") else "<", a[0], a[1]]]
    if head in ("ge", "gt"):
        return [["<=" if head == "ge" else "<", a[1], a[0]]]
    if head in ("between", "strictly_between"):
        rel = "<=" if head == "between" else "<"
        return [[rel, a[1], a[0]], [rel, a[0], a[2]]]
    if head in ("positive", "nonneg"):
        return [["<" if head == "positive" else "<=", ZERO, a[0]]]
    if head in ("nowhere_zero", "nonzero"):
        return [["!=", a[0], ZERO]]
    if head == "ne":
        return [["!=", a[0], a[1]]]
    if head == "unit_norm":
        return [["==", ["norm", a[0]], ONE]]
    return None


def turned(c: Node, scalar: Shapes) -> Node:
    """The negation of a condition; raises where it is not one of scalars."""
    head, a = c[0], c[1:]
    if head == "given":
        return ["all_of", *a[0], turned(a[1], scalar)]
    if head == "no":
        return a[0]
    if head == "holds":
        return turned(a[0], scalar)
    if head in ("all_of", "any_of"):
        return ["any_of" if head == "all_of" else "all_of", *[turned(p, scalar) for p in a]]
    if head == "implies":
        return ["all_of", a[0], turned(a[1], scalar)]
    if head == "iff":
        return ["any_of", ["all_of", a[0], turned(a[1], scalar)], ["all_of", turned(a[0], scalar), a[1]]]
    flat = meaning(c)
    must(flat is not None, "no negation")
    assert flat is not None
    must(all(scalar(t) for r in flat for t in r[1:]), "a negation between arrays")
    out = [{"<=": ["lt", y, x], "<": ["le", y, x], "==": ["ne", x, y], "!=": ["eq", x, y]}[rel] for rel, x, y in flat]
    return out[0] if len(out) == 1 else ["any_of", *out]


def spread(conditions: list[Node], scalar: Shapes) -> list[Node]:
    """Assumptions without conjunctions, implications as alternatives."""
    out: list[Node] = []
    for c in conditions:
        if c[0] == "given":
            c = ["implies", ["all_of", *c[1]], c[2]]
        try:
            if c[0] in ("all_of", "holds"):
                out.extend(spread(c[1:], scalar))
            elif c[0] == "no":
                out.extend(spread([turned(c[1], scalar)], scalar))
            elif c[0] == "implies":
                out.append(["any_of", turned(c[1], scalar), c[2]])
            elif c[0] == "iff":
                out.append(["any_of", ["all_of", c[1], c[2]], ["all_of", turned(c[1], scalar), turned(c[2], scalar)]])
            else:
                out.append(c)
        except ValueError:
            out.append(c)
    return out


def follows(goal: Node, assumed: list[Node], proof: dict[str, Any], atom: Atom, scalar: Shapes) -> None:
    """Raise unless the proof shows the goal under the assumptions."""
    head, a = goal[0], goal[1:]
    if head == "holds":
        follows(a[0], assumed, proof, atom, scalar)
    elif "split" in proof:
        flattened = spread(assumed, scalar)
        case = flattened[proof["split"]]
        must(case[0] == "any_of" and len(case) - 1 == len(proof["parts"]), "not an alternative")
        rest = [c for i, c in enumerate(flattened) if i != proof["split"]]
        for part, inner in zip(case[1:], proof["parts"], strict=True):
            follows(goal, [*rest, part], inner, atom, scalar)
    elif head == "given":
        follows(a[1], [*assumed, *a[0]], proof["assume"], atom, scalar)
    elif head == "implies":
        follows(a[1], [*assumed, a[0]], proof["assume"], atom, scalar)
    elif head == "iff":
        must(len(proof["both"]) == 2, "one direction")
        follows(a[1], [*assumed, a[0]], proof["both"][0], atom, scalar)
        follows(a[0], [*assumed, a[1]], proof["both"][1], atom, scalar)
    elif head == "all_of":
        must(len(proof["all"]) == len(a), "a part is missing")
        for part, inner in zip(a, proof["all"], strict=True):
            follows(part, assumed, inner, atom, scalar)
    elif head == "no":
        follows(turned(a[0], scalar), assumed, proof["opposite"], atom, scalar)
    elif head == "any_of":
        others = [turned(p, scalar) for i, p in enumerate(a) if i != proof["one"]] if proof["others"] else []
        follows(a[proof["one"]], [*assumed, *others], proof["proof"], atom, scalar)
    else:
        wanted = meaning(goal)
        if wanted is None:
            raise refuse("not a relation")
        if head in ("ne", "nonzero"):
            must(all(scalar(t) for r in wanted for t in r[1:]), "arrays that differ somewhere")
        must(len(wanted) == len(proof["relations"]), "a relation is missing")
        have = [r for c in spread(assumed, scalar) for r in (usable(c, scalar) or [])]
        for r, inner in zip(wanted, proof["relations"], strict=True):
            atom(r, have, inner)


def usable(c: Node, scalar: Shapes) -> list[Node] | None:
    """The relations of an assumption; `ne` and `nonzero` say something about entries only between scalars."""
    flat = meaning(c)
    if flat is not None and c[0] in ("ne", "nonzero") and not all(scalar(t) for r in flat for t in r[1:]):
        return None
    return flat
