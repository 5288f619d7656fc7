"""Boxes gone through again: the serialised difference valued on every piece by the evaluator of the trusted base.

The evaluator works in balls and in jets of its own; a piece may be cut further here, since its enclosures differ from
those of the program that wrote the certificate.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, fmpq

from symrnn.algebra.order.signlines import must
from symrnn.algebra.order.signview import Node, frozen
from symrnn.recheck.functions import Undefined, precision
from symrnn.recheck.values import Env, evaluate

CUTS = 6  # how often a piece may be halved


def ball(x: Fraction) -> Any:
    """A rational as a ball."""
    return arb(fmpq(x.numerator, x.denominator))


class Line:
    """The difference right - left as a function of its variables, valued by the trusted base."""

    def __init__(self, goal: Node, variables: list[Node], functions: dict[str, Any]) -> None:
        names = [f"v{i}" for i in range(len(variables))]
        self.names = names
        replaced = {frozen(v): ["sym", n] for v, n in zip(variables, names, strict=True)}
        self.node = scalar(["sub", goal[2], goal[1]], replaced)
        leaves = {n: {"shape": [], "field": "real", "sequence": False} for n in names}
        self.record = {"sizes": [], "indices": [], "leaves": leaves, "functions": functions, "given": [], "assert": []}
        self.bodies = {k: f["body"] for k, f in functions.items() if f.get("body") is not None}

    def derivative(self, k: int) -> Node:
        """The k-th derivative in the first variable."""
        node = self.node
        for _ in range(k):
            node = ["D", node, ["sym", self.names[0]]]
        return node

    def value(self, node: Node, at: list[Any]) -> Any:
        """The value of a node where the variables have these values; None where it has none."""
        try:
            return evaluate(node, Env(self.record, {}, {}, dict(zip(self.names, at, strict=True)), self.bodies))
        except Undefined:
            return None


def scalar(node: Any, names: dict[str, Node]) -> Any:
    """A node with its variables replaced, and arrays of ones and zeros as numbers: the generic entry."""
    if isinstance(node, list):
        key = frozen(node)
        if key in names:
            return names[key]
        if node and node[0] in ("ones", "zeros"):
            return ["num", "1" if node[0] == "ones" else "0"]
        return [scalar(n, names) for n in node]
    return node


def check_boxes(goal: Node, assumed: list[Node], certificate: dict[str, Any], functions: dict[str, Any],
                tail: Any) -> None:
    """Raise unless the pieces cover the range and the difference has the sign on each."""
    must(certificate["goal"] == goal and goal[0] in ("<=", "<"), "another goal")
    must(all(a in assumed for a in certificate["assumed"]), "an assumption that was not made")
    line = Line(goal, certificate["variables"], functions)
    pieces = certificate["boxes"]
    with precision(160):
        if len(line.names) == 1:
            on_line(line, goal, certificate["assumed"], (certificate["variables"][0], pieces, tail))
        else:
            on_plane(line, goal, certificate["assumed"], certificate["variables"], pieces)


def number(node: Node) -> Fraction | None:
    """A number that is written as one."""
    if node[0] == "num":
        return Fraction(node[1])
    if node[0] == "neg":
        inner = number(node[1])
        return None if inner is None else -inner
    if node[0] == "div":
        top, bottom = number(node[1]), number(node[2])
        return top / bottom if top is not None and bottom else None
    return Fraction(node[1]) if node[0] == "size" and isinstance(node[1], int) else None


def end(assumed: list[Node], v: Node, low: bool) -> list[tuple[Fraction, bool]]:
    """The ends that the assumptions give, each with whether it is excluded."""
    out = []
    for rel, a, b in assumed:
        if rel in ("<=", "<", "=="):
            for side, other, is_low in ((a, b, False), (b, a, True)):
                c = number(other)
                if side == v and c is not None and (is_low == low or rel == "=="):
                    out.append((c, rel == "<"))
    if low and v[0] in ("norm", "norm_f", "norm_1", "norm_inf", "rho", "sigma_min", "count_nonzero", "rank"):
        out.append((Fraction(0), False))
    return out


def on_line(line: Line, goal: Node, assumed: list[Node], what: tuple[Node, list[Any], Any]) -> None:
    """Pieces on a line: their order, their ends, and their signs."""
    v, pieces, tail = what
    finite = sorted((p for p in pieces if p["how"] != "tail"), key=lambda p: (Fraction(p["lo"]), Fraction(p["hi"])))
    must(bool(finite) and all(a["hi"] == b["lo"] for a, b in pairwise(finite)), "a gap between pieces")
    lo, hi = Fraction(finite[0]["lo"]), Fraction(finite[-1]["hi"])
    lows, highs = end(assumed, v, low=True), end(assumed, v, low=False)
    tails = [p for p in pieces if p["how"] == "tail"]
    for p in tails:
        bound = ["num", p.get("from", p.get("to"))]
        beyond = ["<=", bound, v] if "from" in p else ["<=", v, bound]
        tail(goal, [*assumed, beyond], p["proof"])
    below = [c for c, _ in lows] + [Fraction(p["to"]) for p in tails if "to" in p]
    above = [c for c, _ in highs] + [Fraction(p["from"]) for p in tails if "from" in p]
    must(any(c >= lo for c in below) and any(c <= hi for c in above), "an end is not reached")
    for p in finite:
        a, b = Fraction(p["lo"]), Fraction(p["hi"])
        if p["how"] == "value":
            must(positive(line, [(a, b)], goal[0] == "<", CUTS), f"no sign on [{a}, {b}]")
        else:
            must(p["how"] == "taylor", "an unknown piece")
            x = Fraction(p["at"])
            out = ((x, True) in lows + highs or any(rel == "!=" and {frozen(l), frozen(r)} == {
                frozen(v), frozen(["num", str(x)])} for rel, l, r in assumed))
            must(goal[0] == "<=" or out, "a zero that belongs to the range")
            beside_zero(line, (a, b), x, p["order"])


def positive(line: Line, box: list[tuple[Fraction, Fraction]], strict: bool, cuts: int) -> bool:
    """Whether the difference is positive (or not negative) on a box, by values, slopes and further cuts."""
    balls = [ball(a).union(ball(b)) for a, b in box]
    plain = line.value(line.node, balls)
    if plain is not None and (plain > 0 or (not strict and plain >= 0)):
        return True
    if len(box) == 1:
        middle = (box[0][0] + box[0][1]) / 2
        centre, slope = line.value(line.node, [ball(middle)]), line.value(line.derivative(1), balls)
        if centre is not None and slope is not None and centre + slope * (balls[0] - ball(middle)) > 0:
            return True
    if not cuts:
        return False
    k = max(range(len(box)), key=lambda i: box[i][1] - box[i][0])
    half = (box[k][0] + box[k][1]) / 2
    return all(positive(line, [side if i == k else s for i, s in enumerate(box)], strict, cuts - 1)
               for side in ((box[k][0], half), (half, box[k][1])))


def beside_zero(line: Line, piece: tuple[Fraction, Fraction], x: Fraction, order: int) -> None:
    """The derivatives below the order vanish exactly at x, and that of the order has the sign on the piece."""
    lo, hi = piece
    must(1 <= order <= 8 and x in (lo, hi), "not a zero at an end")
    exact = fmpq(x.numerator, x.denominator)
    for k in range(order):
        value = line.value(line.derivative(k), [exact])
        must(isinstance(value, fmpq) and value == 0, f"the derivative of order {k} is not exactly zero")
    wanted = 1 if x == lo or order % 2 == 0 else -1
    must(signed(line, line.derivative(order), lo, hi, wanted, CUTS), "the derivative has no sign on the piece")


def signed(line: Line, node: Node, lo: Fraction, hi: Fraction, wanted: int, cuts: int) -> bool:
    """Whether a node has a sign on an interval."""
    value = line.value(node, [ball(lo).union(ball(hi))])
    if value is not None and value * wanted > 0:
        return True
    middle = (lo + hi) / 2
    return bool(cuts) and all(signed(line, node, a, b, wanted, cuts - 1) for a, b in ((lo, middle), (middle, hi)))


def on_plane(line: Line, goal: Node, assumed: list[Node], variables: list[Node], pieces: list[Any]) -> None:
    """Boxes in the plane: they cover the rectangle of the assumptions, and the difference has the sign on each."""
    boxes = [tuple((Fraction(a), Fraction(b)) for a, b in p["box"]) for p in pieces]
    whole = []
    for v in variables:
        lows, highs = end(assumed, v, low=True), end(assumed, v, low=False)
        must(bool(lows) and bool(highs), "an unbounded side")
        whole.append((max(c for c, _ in lows), min(c for c, _ in highs)))
    must(covers(boxes, tuple(whole)), "a gap between boxes")
    for box in boxes:
        must(positive(line, list(box), goal[0] == "<", CUTS), f"no sign on {box}")


def covers(boxes: list[Any], whole: Any) -> bool:
    """Whether boxes that come from halving cover a rectangle."""
    if any(all(a <= lo and hi <= b for (a, b), (lo, hi) in zip(box, whole, strict=True)) for box in boxes):
        return True
    inner = [box for box in boxes
             if all((a < hi and lo < b) or lo == hi for (a, b), (lo, hi) in zip(box, whole, strict=True))]
    if not inner:
        return False
    k = max(range(len(whole)), key=lambda i: whole[i][1] - whole[i][0])
    lo, hi = whole[k]
    if hi - lo == 0:
        return False
    half = (lo + hi) / 2
    return all(covers(inner, tuple(side if i == k else s for i, s in enumerate(whole)))
               for side in ((lo, half), (half, hi)))
