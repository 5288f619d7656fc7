"""Inequalities in one real variable on boxes: the difference is valued in balls and by its derivatives."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from itertools import pairwise
from typing import Any

from flint import arb, fmpq

from symrnn.recheck.forms import NOT_NEGATIVE
from symrnn.recheck.functions import KINKED, Node, Record, Undefined, hull, precision, within
from symrnn.recheck.reading import ENTRYWISE, ONE, key, linear
from symrnn.recheck.rules import must
from symrnn.recheck.values import Env, evaluate

CUTS = 6  # how often a box may be halved
BITS = 160
NAME = "_v"
Line = Callable[[Node, list[Node], Record], None]

class Difference:
    """Right minus left as a function of the variable, which is put in as a number."""

    def __init__(self, goal: Node, variable: Node, functions: Record) -> None:
        self.variable = variable
        self.bodies = {k: f["body"] for k, f in functions.items() if f.get("body") is not None}
        must(not any(n[:1] == ["fn"] and n[1] in KINKED for n in within([*self.bodies.values()])), "a kink")
        leaf = {"shape": [], "field": "real", "sequence": False}
        self.record = {"sizes": [], "indices": [], "leaves": {NAME: leaf}, "functions": functions, "given": [], "assert": []}
        self.node = self.plain(["sub", goal[2], goal[1]])

    def plain(self, node: Any) -> Any:
        """A node in the variable; only what works entry by entry, and is smooth, can be valued on a box."""
        if node == self.variable:
            return ["sym", NAME]
        if not isinstance(node, list):
            return node
        must(node[0] in ENTRYWISE and node[0] not in ("seq", "sym"), f"{node[0]} on a box")
        must(node[:1] != ["fn"] or node[1] not in KINKED, "a kink")
        return ["num", "1" if node[0] == "ones" else "0"] if node[0] in ("ones", "zeros") else [self.plain(x) for x in node]

    def derivative(self, order: int) -> Node:
        """A derivative."""
        return self.node if order == 0 else ["D", self.derivative(order - 1), ["sym", NAME]]

    def value(self, node: Node, at: Any) -> Any:
        """A value at a number or a ball; one that is not a number where it has none."""
        try:
            return evaluate(node, Env(self.record, {}, {}, {NAME: at}, self.bodies))
        except Undefined:
            return arb("nan")

def accept_boxes(goal: Node, assumed: list[Node], proof: Record, functions: Record, line: Line) -> None:
    """Raise unless boxes cover the range that the assumptions give, and the difference has the sign on each."""
    must(proof["goal"] == goal and goal[0] in ("<=", "<"), "another goal")
    must(all(a in assumed for a in proof["assumed"]), "an assumption that was not made")
    (variable,) = proof["variables"]
    with precision(BITS):
        _on_line(Difference(goal, variable, functions), goal, (proof["assumed"], assumed), proof["boxes"], line)

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
    v, strict = f.variable, goal[0] == "<"
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
            must(positive(f, lo, hi, strict), "no sign on a box")
        else:
            x = fmpq(box["at"])
            apart = (["!=", v, ["num", str(x)]], ["!=", ["num", str(x)], v])
            must(not strict or (x, True) in lows + highs or any(a in apart for a in assumed[0]), "a zero in the range")
            must(box["how"] == "taylor", "an unknown box")
            _beside_zero(f, lo, hi, x, box["order"])

def positive(f: Difference, lo: Any, hi: Any, strict: bool, cuts: int = CUTS) -> bool:
    """Whether the difference is positive (or not negative) on a box, by values, slopes and further cuts."""
    box, middle = hull(lo, hi), (lo + hi) / 2
    plain = f.value(f.node, box)
    if plain > 0 or (not strict and plain >= 0):
        return True
    if f.value(f.node, arb(middle)) + f.value(f.derivative(1), box) * (box - arb(middle)) > 0:
        return True
    return cuts > 0 and all(positive(f, *side, strict, cuts - 1) for side in ((lo, middle), (middle, hi)))

def _beside_zero(f: Difference, lo: Any, hi: Any, x: Any, order: int) -> None:
    """The derivatives below the order vanish exactly at an end x, and that of the order has one sign."""
    must(order in range(1, 9) and x in (lo, hi), "not a zero at an end")
    for k in range(order):
        value = f.value(f.derivative(k), x)
        must(isinstance(value, fmpq) and value == 0, "a derivative is not exactly zero")
    slope = copy(f)
    slope.node = f.derivative(order) if x == lo or order % 2 == 0 else ["neg", f.derivative(order)]
    must(positive(slope, lo, hi, True), "the derivative has no sign on the box")
