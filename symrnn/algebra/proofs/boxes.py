"""Inequalities in one or two real variables over boxes, equality points split off exactly.

The range of the variable is cut into pieces, and on each piece one argument shows the sign of right - left:

    value    the enclosure of the difference has the sign (centred form of first order, in balls)
    taylor   the first m - 1 derivatives vanish exactly at a point, and the m-th has a sign on the piece
    tail     an unbounded end: the relation beyond a bound, proved by exact calculus

The second route is the checker: it values the serialised difference by its own evaluator and its jets, and goes
through the tails as through any other line.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, arb_series, ctx

from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.substitute import replace
from symrnn.algebra.order.generators import NONNEG_HEADS, UnreadableError
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.order.quotients import TooLargeError
from symrnn.algebra.order.reading import Reading
from symrnn.algebra.order.relations import Relation, as_data
from symrnn.algebra.proofs.enclosures import at_variables, centred, coefficients, exact, hull, series, variables
from symrnn.algebra.terms import SCALAR, Term, number

Tail = Callable[[Relation, list[Relation]], dict[str, Any] | None]
BOXES = 300
BITS = 128
REACH = (4, 8, 16, 32)
ORDER = 6  # the highest derivative of a Taylor piece


class Range:
    """An interval with rational or infinite ends, each included or not."""

    def __init__(self, assumed: list[Relation], v: Term) -> None:
        self.lo: Fraction | None = None
        self.hi: Fraction | None = None
        self.open_lo = self.open_hi = True
        self.without: set[Fraction] = set()
        for rel, a, b in assumed:
            ca, cb = rational(a), rational(b)
            if rel == "!=" and ((a == v and cb is not None) or (b == v and ca is not None)):
                self.without.add(cb if a == v else ca)  # type: ignore[arg-type]
            below, above = (ca, cb) if rel != "==" else (ca if ca is not None else cb,) * 2
            if below is not None and rel != "!=" and (b == v or (a == v and rel == "==")):
                self.raise_to(below, rel == "<")
            if above is not None and rel != "!=" and (a == v or (b == v and rel == "==")):
                self.lower_to(above, rel == "<")
        if v.head in NONNEG_HEADS:
            self.raise_to(Fraction(0), False)

    def raise_to(self, c: Fraction, excluded: bool) -> None:
        """A lower end."""
        if self.lo is None or c > self.lo or (c == self.lo and excluded):
            self.lo, self.open_lo = c, excluded

    def lower_to(self, c: Fraction, excluded: bool) -> None:
        """An upper end."""
        if self.hi is None or c < self.hi or (c == self.hi and excluded):
            self.hi, self.open_hi = c, excluded

    def leaves_out(self, x: Fraction) -> bool:
        """Whether a point does not belong to the range."""
        return x in self.without or (x == self.lo and self.open_lo) or (x == self.hi and self.open_hi)


def covered(goal: Relation, assumed: list[Relation], leaf: Tail) -> dict[str, Any] | None:
    """A certificate of boxes for a relation under others, or None."""
    if goal[0] not in ("<=", "<"):
        return None
    found: dict[Term, None] = {}
    difference = goal[2] - goal[1]
    if not variables(difference, found) or not 1 <= len(found) <= 2:
        return None
    names = [Term("sym", (f"v{i}", "real", ()), SCALAR) for i in range(len(found))]
    scalar = at_variables(difference, dict(zip(found, names, strict=True)))
    ranges = [Range(assumed, v) for v in found]
    old, ctx.prec = ctx.prec, BITS
    try:
        if len(found) == 1:
            pieces = on_line(scalar, names[0], ranges[0], (goal, assumed, next(iter(found))), leaf)
        else:
            pieces = on_plane(scalar, names, ranges, goal[0])
    finally:
        ctx.prec = old
    if pieces is None:
        return None
    return {"boxes": pieces, "goal": as_data(goal), "assumed": [as_data(r) for r in assumed],
            "variables": [node(v) for v in found]}


# -- one variable ------------------------------------------------------------------------------------------------------
def on_line(t: Term, v: Term, r: Range, case: tuple[Relation, list[Relation], Term], leaf: Tail) -> list[Any] | None:
    """Pieces that cover the range of one variable."""
    goal, assumed, original = case
    if r.lo is not None and r.hi is not None and (r.lo > r.hi or (r.lo == r.hi and (r.open_lo or r.open_hi))):
        return None
    pieces: list[Any] = []
    lo, hi = r.lo, r.hi
    for upper in (True, False):
        if (hi if upper else lo) is not None:
            continue
        start = (r.lo if upper else r.hi) or Fraction(0)
        for reach in REACH:
            end = start + reach if upper else start - reach
            beyond: Relation = ("<=", number(end), original) if upper else ("<=", original, number(end))
            inner = leaf(goal, [*assumed, beyond])
            if inner is not None:
                pieces.append({"how": "tail", "from" if upper else "to": str(end), "proof": inner})
                lo, hi = (lo, end) if upper else (end, hi)
                break
        else:
            return None
    assert lo is not None
    assert hi is not None
    inside = bisected(t, v, (lo, hi), r, goal[0])
    return None if inside is None else pieces + inside


def bisected(t: Term, v: Term, ends: tuple[Fraction, Fraction], r: Range, rel: str) -> list[Any] | None:
    """Pieces that cover [lo, hi], by bisection; roots are looked for at the ends and at small rationals."""
    lo, hi = ends
    cuts = sorted({lo, hi, *(Fraction(c) for c in (-1, 0, 1) if lo < c < hi)})
    roots = {x: m for x in cuts if (m := order_of_zero(t, v, x))}
    if rel == "<" and not all(r.leaves_out(x) for x in roots):
        return None
    todo, pieces = list(pairwise(cuts))[::-1], []
    if lo == hi:
        todo = [(lo, hi)]
    while todo:
        a, b = todo.pop()
        piece = None
        for x in (a, b):
            if piece is None and x in roots and (rel == "<=" or r.leaves_out(x)):
                piece = taylor(t, v, a, b, (x, roots[x]))
        if piece is None and a not in roots and b not in roots:
            enclosure = centred(t, v, a, b)
            if enclosure > 0 or (rel == "<=" and enclosure >= 0):
                piece = {"how": "value", "lo": str(a), "hi": str(b)}
        if piece is not None:
            pieces.append(piece)
            continue
        if len(pieces) + len(todo) > BOXES or b - a < Fraction(1, 1 << 24):
            return None
        middle = (a + b) / 2
        todo += [(middle, b), (a, middle)]
    return pieces


def order_of_zero(t: Term, v: Term, x: Fraction) -> int:
    """How many derivatives vanish exactly at a rational point, the value included; 0 where the value does not."""
    balls = coefficients(t, v, exact(x), ORDER + 1)
    current = t
    for m in range(ORDER):
        if not balls[m].contains(0) or not balls[m].is_finite() or not vanishes(current, v, x):
            return m
        current = slope(current, v)
    return 0


def vanishes(t: Term, v: Term, x: Fraction) -> bool:
    """Whether an expression is exactly zero at a rational point."""
    value = replace(t, {v: number(x)})
    reading = Reading()
    try:
        reading.prepare([value])
        return bool(reading.read(value).reduced(reading.relations).num.is_zero())
    except (UnreadableError, TooLargeError):
        return False


def slope(t: Term, v: Term) -> Term:
    """The derivative of a smooth scalar expression, for exact values at a point."""
    head, args = t.head, t.args
    if t == v:
        return number(1)
    if head in ("num", "const", "size"):
        return number(0)
    if head == "named":
        return slope(args[1], v)
    if head == "neg":
        return -slope(args[0], v)
    if head in ("add", "sub"):
        return Term(head, (slope(args[0], v), slope(args[1], v)), SCALAR)
    if head == "mul":
        return slope(args[0], v) * args[1] + args[0] * slope(args[1], v)
    if head == "div":
        return (slope(args[0], v) * args[1] - args[0] * slope(args[1], v)) / args[1] ** 2
    if head == "pow":
        p = rational(args[1])
        assert p is not None
        if p in (0, 1):
            return number(0) if p == 0 else slope(args[0], v)
        return number(p) * args[0] ** number(p - 1) * slope(args[0], v)
    return args[0].diff(args[1]) * slope(args[1], v)


def taylor(t: Term, v: Term, lo: Fraction, hi: Fraction, zero: tuple[Fraction, int]) -> dict[str, Any] | None:
    """The sign beside a zero of order m at an end: that of the m-th derivative on the piece."""
    x, m = zero
    if hi - lo > 2:
        return None
    last = coefficients(t, v, hull(lo, hi), m + 1)[m]
    wanted = 1 if x == lo or m % 2 == 0 else -1
    if not last * wanted > 0:
        return None
    return {"how": "taylor", "lo": str(lo), "hi": str(hi), "at": str(x), "order": m}


# -- two variables -----------------------------------------------------------------------------------------------------
def on_plane(t: Term, names: list[Term], ranges: list[Range], rel: str) -> list[Any] | None:
    """Boxes that cover a bounded rectangle."""
    ends = [(r.lo, r.hi) for r in ranges]
    if any(lo is None or hi is None or lo > hi for lo, hi in ends):
        return None
    todo: list[Any] = [tuple(ends)]
    pieces = []
    while todo:
        box = todo.pop()
        at = {v: arb_series([hull(*side)]) for v, side in zip(names, box, strict=True)}
        old, ctx.cap = ctx.cap, 1
        try:
            enclosure = arb(series(t, at)[0])
        finally:
            ctx.cap = old
        if enclosure > 0 or (rel == "<=" and enclosure >= 0):
            pieces.append({"how": "value", "box": [[str(a), str(b)] for a, b in box]})
            continue
        if len(pieces) + len(todo) > BOXES:
            return None
        k = max(range(2), key=lambda i: box[i][1] - box[i][0])
        middle = (box[k][0] + box[k][1]) / 2
        todo.extend(tuple(side if i == k else s for i, s in enumerate(box))
                    for side in ((middle, box[k][1]), (box[k][0], middle)))
    return pieces

