"""Inequalities in one or two real variables on boxes: the difference is valued in balls and by its derivatives."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from itertools import pairwise, product
from typing import Any

from flint import arb, fmpq

from symrnn.recheck.forms import NOT_NEGATIVE
from symrnn.recheck.functions import KINKED, Node, Record, Undefined, hull, precision, within
from symrnn.recheck.reading import ENTRYWISE, ONE, key, linear
from symrnn.recheck.rules import must
from symrnn.recheck.values import Env, evaluate

CUTS = 6  # how often a box may be halved
BITS = 160
Line = Callable[[Node, list[Node], Record], None]

class Difference:
    """Right minus left as a function of the variables, which are put in as numbers."""

    def __init__(self, goal: Node, variables: list[Node], functions: Record) -> None:
        self.names, self.variables = [f"_v{k}" for k in range(len(variables))], variables
        self.bodies = {k: f["body"] for k, f in functions.items() if f.get("body") is not None}
        must(not any(n[:1] == ["fn"] and n[1] in KINKED for n in within([*self.bodies.values()])), "a kink")
        leaves = {n: {"shape": [], "field": "real", "sequence": False} for n in self.names}
        self.record = {"sizes": [], "indices": [], "leaves": leaves, "functions": functions, "given": [], "assert": []}
        self.node = self.plain(["sub", goal[2], goal[1]])

    def plain(self, node: Any) -> Any:
        """A node in the variables; only what works entry by entry, and is smooth, can be valued on a box."""
        if node in self.variables:
            return ["sym", self.names[self.variables.index(node)]]
        if not isinstance(node, list):
            return node
        must(node[0] in ENTRYWISE and node[0] not in ("seq", "sym"), f"{node[0]} on a box")
        must(node[:1] != ["fn"] or node[1] not in KINKED, "a kink")
        return ["num", "1" if node[0] == "ones" else "0"] if node[0] in ("ones", "zeros") else [self.plain(x) for x in node]

    def derivative(self, order: int) -> Node:
        """A derivative in the first variable."""
        node = self.node
        for _ in range(order):
            node = ["D", node, ["sym", self.names[0]]]
        return node

    def value(self, node: Node, at: list[Any]) -> Any:
        """A value at numbers or balls; one that is not a number where it has none."""
        try:
            return evaluate(node, Env(self.record, {}, {}, dict(zip(self.names, at, strict=True)), self.bodies))
        except Undefined:
            return arb("nan")

def accept_boxes(goal: Node, assumed: list[Node], proof: Record, functions: Record, line: Line) -> None:
    """Raise unless boxes cover the range that the assumptions give, and the difference has the sign on each."""
    must(proof["goal"] == goal and goal[0] in ("<=", "<"), "another goal")
    must(all(a in assumed for a in proof["assumed"]), "an assumption that was not made")
    difference = Difference(goal, proof["variables"], functions)
    with precision(BITS):
        if len(difference.names) == 1:
            _on_line(difference, goal, (proof["assumed"], assumed), proof["boxes"], line)
        else:
            _on_plane(difference, goal, proof["assumed"], proof["boxes"])

def number(node: Node) -> Any:
    """A number that is written as one; None for other nodes."""
    form, one = linear(node), key(ONE)
    return form.get(one, fmpq(0)) if set(form) <= {one} else None

def ends(assumed: list[Node], v: Node, low: bool) -> list[tuple[Any, bool]]:
    """The ends that the assumptions give on one side, each with whether it is excluded."""
    out = [(fmpq(0), False)] if low and v[0] in NOT_NEGATIVE else []
    for rel, a, b in assumed:
        side, other = (a, b) if low else (b, a)
        if rel in ("<=", "<") and other == v and number(side) is not None:
            out.append((number(side), rel == "<"))
        if rel == "==" and v in (a, b) and number(b if a == v else a) is not None:
            out.append((number(b if a == v else a), False))
    return out

def _on_line(f: Difference, goal: Node, assumed: tuple[list[Node], list[Node]], boxes: list[Record], line: Line) -> None:
    v, strict = f.variables[0], goal[0] == "<"
    finite = sorted(((fmpq(b["lo"]), fmpq(b["hi"]), b) for b in boxes if b["how"] != "tail"), key=lambda b: b[:2])
    must(finite and all(a[1] == b[0] for a, b in pairwise(finite)), "a gap between boxes")
    lows, highs = ends(assumed[0], v, True), ends(assumed[0], v, False)
    below, above = [c for c, _ in lows], [c for c, _ in highs]
    for box in (b for b in boxes if b["how"] == "tail"):
        up = "from" in box
        end = ["num", box["from" if up else "to"]]
        line(goal, [*assumed[1], ["<=", end, v] if up else ["<=", v, end]], box["proof"])
        (above if up else below).append(fmpq(end[1]))
    must(any(c >= finite[0][0] for c in below) and any(c <= finite[-1][1] for c in above), "an end is not reached")
    for lo, hi, box in finite:
        if box["how"] == "value":
            must(positive(f, [(lo, hi)], strict), "no sign on a box")
        else:
            x = fmpq(box["at"])
            apart = (["!=", v, ["num", str(x)]], ["!=", ["num", str(x)], v])
            must(not strict or (x, True) in lows + highs or any(a in apart for a in assumed[0]), "a zero in the range")
            must(box["how"] == "taylor", "an unknown box")
            _beside_zero(f, lo, hi, x, box["order"])

def positive(f: Difference, box: list[tuple[Any, Any]], strict: bool, cuts: int = CUTS) -> bool:
    """Whether the difference is positive (or not negative) on a box, by values, slopes and further cuts."""
    balls = [hull(lo, hi) for lo, hi in box]
    plain = f.value(f.node, balls)
    if plain > 0 or (not strict and plain >= 0):
        return True
    if len(box) == 1:
        middle = arb((box[0][0] + box[0][1]) / 2)
        if f.value(f.node, [middle]) + f.value(f.derivative(1), balls) * (balls[0] - middle) > 0:
            return True
    if not cuts:
        return False
    k = max(range(len(box)), key=lambda i: box[i][1] - box[i][0])
    half = (box[k][0] + box[k][1]) / 2
    return all(positive(f, [*box[:k], side, *box[k + 1:]], strict, cuts - 1)
               for side in ((box[k][0], half), (half, box[k][1])))

def _beside_zero(f: Difference, lo: Any, hi: Any, x: Any, order: int) -> None:
    """The derivatives below the order vanish exactly at an end x, and that of the order has one sign."""
    must(order in range(1, 9) and x in (lo, hi), "not a zero at an end")
    for k in range(order):
        value = f.value(f.derivative(k), [x])
        must(isinstance(value, fmpq) and value == 0, "a derivative is not exactly zero")
    slope = copy(f)
    slope.node = f.derivative(order) if x == lo or order % 2 == 0 else ["neg", f.derivative(order)]
    must(positive(slope, [(lo, hi)], True), "the derivative has no sign on the box")

def _on_plane(f: Difference, goal: Node, assumed: list[Node], boxes: list[Record]) -> None:
    """Boxes in the plane cover the rectangle of the assumptions: every cell of the grid of their sides is in one."""
    given = [tuple((fmpq(a), fmpq(b)) for a, b in box["box"]) for box in boxes]
    sides = []
    for k, v in enumerate(f.variables):
        lows, highs = ends(assumed, v, True), ends(assumed, v, False)
        must(lows and highs, "an unbounded side")
        lo, hi = max(c for c, _ in lows), min(c for c, _ in highs)
        cuts = sorted({lo, hi, *(c for box in given for c in box[k] if lo < c < hi)})
        sides.append(list(pairwise(cuts)) or [(lo, hi)])
    for cell in product(*sides):
        must(any(all(a <= lo and hi <= b for (a, b), (lo, hi) in zip(box, cell, strict=True)) for box in given), "a gap")
    must(all(positive(f, list(box), goal[0] == "<") for box in given), "no sign on a box")
