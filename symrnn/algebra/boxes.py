"""Inequalities in one or two real variables over boxes: rigorous enclosures, equality points split off exactly.

The range of the variable is cut into pieces, and on each piece one argument shows the sign of right - left:

    value    the enclosure of the difference has the sign (centred form of first order, in balls)
    taylor   the first m - 1 derivatives vanish exactly at a point, and the m-th has a sign on the piece
    tail     an unbounded end: the relation beyond a bound, proved by exact calculus

The second route values the serialised difference with the evaluator of the trusted base and its jets, and goes
through the tails with the second reader.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, arb_series, ctx, fmpq

from symrnn.algebra.order.generators import EXPONENTIALS, NONNEG_HEADS, UnreadableError, is_real, unfold
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.order.quotients import TooLargeError
from symrnn.algebra.order.reading import Reading
from symrnn.algebra.order.relations import Relation, as_data
from symrnn.algebra.serialise import node
from symrnn.algebra.substitute import replace
from symrnn.algebra.terms import SCALAR, Term, number

Tail = Callable[[Relation, list[Relation]], dict[str, Any] | None]
SMOOTH = frozenset(EXPONENTIALS) | {"sin", "cos", "log", "sqrt", "softplus", "erf", "atan", "gelu", "identity"}
ENTRYWISE = frozenset({"add", "sub", "mul", "div", "neg", "named"})
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


def variables(t: Term, found: dict[Term, None]) -> bool:
    """Collect the terms that an entrywise smooth expression is a function of; False where it is not one."""
    if t.head in ("num", "ones", "zeros") or (t.head == "const" and t.args[0] in ("pi", "e")):
        return True
    if t.head == "size" and t.args[0].constant is not None:
        return True
    if t.head in ENTRYWISE:
        return all(variables(c, found) for c in t.children)
    if t.head == "pow" and (rational(t.args[1]) is not None):
        return variables(t.args[0], found)
    if t.head == "fn" and t.args[0].body is not None:
        return variables(unfold(t), found)
    if t.head == "fn" and t.args[0].word in SMOOTH:
        return variables(t.args[1], found)
    if t.head == "fn" and not t.args[0].is_own:
        return False
    found.setdefault(t)
    return is_real(t)


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


def at_variables(t: Term, names: dict[Term, Term]) -> Term:
    """The expression with its variables as scalars, so that an array becomes its generic entry."""
    if t in names:
        return names[t]
    if t.head in ("ones", "zeros"):
        return number(1 if t.head == "ones" else 0)
    if t.head == "fn" and t.args[0].body is not None:
        return at_variables(unfold(t), names)
    if t.head in ENTRYWISE or t.head in ("pow", "fn"):
        args = tuple(at_variables(a, names) if isinstance(a, Term) else a for a in t.args)
        return Term(t.head, args, SCALAR)
    return t


# -- enclosures --------------------------------------------------------------------------------------------------------
def exact(x: Fraction) -> Any:
    """A rational as a ball."""
    return arb(fmpq(x.numerator, x.denominator))


def series(t: Term, at: dict[Term, Any]) -> Any:
    """The power series of a smooth expression where its variables are power series (balls are series of length 1)."""
    head, args = t.head, t.args
    if t in at:
        return at[t]
    if head == "num":
        return arb_series([exact(args[0])])
    if head == "const":
        return arb_series([arb.pi() if args[0] == "pi" else arb(1).exp()])
    if head == "size":
        return arb_series([arb(args[0].constant)])
    if head == "named":
        return series(args[1], at)
    if head == "neg":
        return -series(args[0], at)
    if head in ("add", "sub", "mul", "div"):
        a, b = series(args[0], at), series(args[1], at)
        return a + b if head == "add" else a - b if head == "sub" else a * b if head == "mul" else a * inverse(b)
    if head == "pow":
        p, base = rational(args[1]), series(args[0], at)
        assert p is not None
        if p.denominator == 1:
            return power(base, int(p)) if p >= 0 else inverse(power(base, -int(p)))
        return (positive(base).log() * exact(p)).exp()
    return FUNCTIONS[args[0].word](series(args[1], at))


def power(s: Any, k: int) -> Any:
    """A natural power; an even power of a ball is never negative."""
    out = arb_series([1])
    for _ in range(k):
        out = out * s
    if k % 2 == 0 and k and ctx.cap == 1:
        return arb_series([abs(s[0]) ** k])
    return out


def inverse(s: Any) -> Any:
    """One over a series; no number where it may vanish."""
    return s.inv() if not s[0].contains(0) else arb_series([arb("nan")])


def positive(s: Any) -> Any:
    """The series, or no number where it may not be positive."""
    return s if s[0] > 0 else arb_series([arb("nan")])


def by_slope(first: Any, s: Any, rate: Callable[[Any], Any]) -> Any:
    """The series f with f' = rate(f) s' that begins with `first`: tighter than a quotient of exponentials."""
    terms = [first]
    for k in range(1, ctx.cap):
        rates = rate(arb_series(terms))
        terms.append(sum((arb(rates[j]) * (k - j) * arb(s[k - j]) for j in range(k)), arb(0)) / k)
    return arb_series(terms)


def _tanh(s: Any) -> Any:
    return by_slope(arb(s[0]).tanh(), s, lambda t: 1 - t * t)


def _sigmoid(s: Any) -> Any:
    return by_slope(1 / (1 + (-arb(s[0])).exp()), s, lambda t: t * (1 - t))


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": lambda s: s.exp(), "tanh": _tanh, "sigmoid": _sigmoid,
    "sinh": lambda s: (s.exp() - (-s).exp()) * arb(0.5), "cosh": lambda s: (s.exp() + (-s).exp()) * arb(0.5),
    "silu": lambda s: s * _sigmoid(s), "sin": lambda s: s.sin(), "cos": lambda s: s.cos(),
    "log": lambda s: positive(s).log(), "sqrt": lambda s: positive(s).sqrt(),
    "softplus": lambda s: positive(1 + s.exp()).log(), "erf": lambda s: s.erf(), "atan": lambda s: s.atan(),
    "gelu": lambda s: s * (1 + (s * (1 / arb(2).sqrt())).erf()) * arb(0.5), "identity": lambda s: s,
}


def coefficients(t: Term, v: Term, x: Any, length: int) -> list[Any]:
    """Enclosures of f^(k)(x) / k! for k < length."""
    old, ctx.cap = ctx.cap, length
    try:
        s = series(t, {v: arb_series([x, 1] if length > 1 else [x])})
        # Where the value is no number, the coefficients behind it say nothing, even if they are stored as zeros.
        return [arb(s[k]) if arb(s[0]).is_finite() else arb("nan") for k in range(length)]
    finally:
        ctx.cap = old


def hull(lo: Fraction, hi: Fraction) -> Any:
    """The ball from lo to hi."""
    return exact(lo).union(exact(hi))


def centred(t: Term, v: Term, lo: Fraction, hi: Fraction) -> Any:
    """An enclosure of t on [lo, hi]: plain, and in the centred form of first order; the better lower end."""
    box = hull(lo, hi)
    plain = coefficients(t, v, box, 1)[0]
    middle = coefficients(t, v, exact((lo + hi) / 2), 1)[0]
    slope = coefficients(t, v, box, 2)[1]
    form = middle + slope * (box - exact((lo + hi) / 2))
    return plain if not form.is_finite() or plain.lower() > form.lower() else form


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

