"""Integrals: enclosures over finite intervals, kinks cut out, and what an integrand leaves beyond a far point.

That is read from its form: a bound C w^d exp(-r w - s w^2) of its size, or a quotient of polynomials.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from flint import acb, acb_poly, arb, arb_poly, ctx, fmpq

from symrnn.recheck.functions import GLOBAL, KINKED, Node, Undefined, ball, known
from symrnn.recheck.point import freeze, occurs
from symrnn.recheck.rules import pieces

# C, d, r, s: the size is at most C w^d exp(-r w - s w^2) for all w beyond the point
Growth = tuple[Any, int, Any, Any]
LIKE_LINES = frozenset({"relu", "abs", "identity", "hardtanh", "leaky_relu", "silu", "gelu", "softplus", "elu", "softsign"})
STEEP = 16  # doublings within which an exponential decay has to show
EVALUATIONS = 20_000  # of an integrand
BENT = KINKED - {"hardtanh"}  # functions with a kink at zero
LINEAR = {"add", "sub", "neg", "named", "T", "sum", "mean", "tr"}

def degree(node: Node, name: str) -> Any:
    """Degree of a polynomial term in a leaf, or None."""
    if not occurs(name, node) or node == ("sym", name):
        return int(occurs(name, node))
    if node[0] == "iterate":  # of a map a x + b without the leaf: like its start
        return degree(node[3], name) if not occurs(name, node[1]) and degree(node[1], node[2][1]) in (0, 1) else None
    head, args = node[0], [degree(x, name) for x in node[1:]]
    if None in args or head not in LINEAR | {"mul", "dot", "matmul", "pow", "div"} or (head == "div" and args[1]):
        return None
    if head == "pow":
        whole = node[2][0] == "num" and fmpq(node[2][1])
        return args[0] * int(whole.p) if whole and whole.q == 1 and whole > 0 else None
    return sum(args) if head in ("mul", "dot", "matmul", "div") else max(args)

def integrate(f: Any, lo: Any, hi: Any, real: bool) -> Any:
    """Rigorous integral of f over a finite real interval; f raises Undefined where it is not analytic."""
    def integrand(w: Any, analytic: Any) -> Any:
        if analytic and w.imag.is_zero() and not w.is_exact():
            return acb("nan")
        try:
            return acb(f(w))
        except (Undefined, TypeError):
            return acb("nan")
    out = acb.integral(integrand, acb(lo), acb(hi), eval_limit=EVALUATIONS)
    known(out.is_finite(), "the integral could not be enclosed")
    return out.real if real else out

class Tail:
    """The growth of terms in one leaf towards plus or minus infinity.

    `value` gives a term without the leaf, `line` the coefficients of a polynomial in it (None where it is none).
    """

    def __init__(self, key: str, sign: int, value: Callable[[Node], Any], line: Callable[[Node], Any]) -> None:
        self.key, self.sign, self.value, self.line = key, sign, value, line

    def coefficients(self, node: Node) -> list[Any]:
        """The coefficients of a polynomial in w, for the leaf sign * w."""
        found = self.line(node)
        known(found is not None, "no bound of the integrand far out: an exponent or a denominator is no polynomial")
        return [ball(c) * self.sign**j for j, c in enumerate(found)]

    def of(self, node: Node, far: Any) -> Growth:
        """The growth of a term beyond a point."""
        none, (head, *args) = arb(0), node
        if not occurs(self.key, node):
            return arb(abs(ball(self.value(node))).upper()), 0, none, none
        if node == ("sym", self.key):
            return arb(1), 1, none, none
        if head in ("neg", "named"):
            return self.of(args[-1], far)
        if head == "sub" and args[0] == ("num", "1") and args[1][0] == "pow" and args[1][2] == ("num", "2") \
                and args[1][1][:2] == ("fn", "tanh"):
            shift, slope = self.at_most_linear(args[1][1][2])  # 1 - tanh(u)^2 <= 4 exp(-2 |u|)
            return 4 * (2 * abs(shift)).exp(), 0, 2 * abs(slope), none
        if head == "sub" and args[0] == ("num", "1") and args[1][:2] == ("fn", "sigmoid"):
            return self.function("sigmoid", ("neg", args[1][2]), far)
        if head in ("add", "sub", "mul"):
            a, b = (self.of(x, far) for x in args)
            return (a[0] * b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]) if head == "mul" else (
                a[0] + b[0], max(a[1], b[1]), a[2].min(b[2]), a[3].min(b[3]))
        if head == "div":
            a, *rest = self.of(args[0], far)
            c, d = self.below(args[1], far)
            return a / c, rest[0] - d, rest[1], rest[2]
        if head == "pow" and args[1][0] == "num" and args[1][1].lstrip("-").isdigit():
            p = int(args[1][1])
            if p < 0:
                c, d = self.below(args[0], far)
                return c**p, d * p, none, none
            a, d, r, s = self.of(args[0], far)
            return a**p, d * p, r * p, s * p
        if head == "fn":
            return self.function(args[0], args[1], far)
        raise Undefined(f"no bound of the integrand far out: {head}")

    def at_most_linear(self, node: Node) -> tuple[Any, Any]:
        """Constant and slope of a linear term."""
        found = self.coefficients(node)
        known(len(found) < 3, "no bound of the integrand far out: an argument that is not linear")
        return found[0], found[1] if len(found) > 1 else arb(0)

    def below(self, node: Node, far: Any) -> tuple[Any, int]:
        """c and d with |node| >= c w^d beyond the point, for a polynomial."""
        if not occurs(self.key, node):
            return arb(abs(ball(self.value(node))).lower()), 0
        found = self.coefficients(node)
        while found and found[-1] == 0:
            found.pop()
        d = len(found) - 1
        least = abs(found[d]) - sum((abs(c) * far ** (j - d) for j, c in enumerate(found[:d])), arb(0)) if found else arb(0)
        known(least > 0, "no bound of the integrand far out: a denominator that may vanish")
        return least, d

    def function(self, name: str, inner: Node, far: Any) -> Growth:
        """The growth of a function of a term."""
        none = arb(0)
        if name == "exp":
            found = [*self.coefficients(inner), none, none][:3] if len(self.coefficients(inner)) < 4 else []
            known(found, "no bound of the integrand far out: an exponent of a high degree")
            return found[0].exp(), 0, -found[1], -found[2]
        if name == "sigmoid" and (line := self.at_most_linear(inner))[1] < 0:
            return line[0].exp(), 0, -line[1], none  # sigmoid(u) <= exp(u)
        if name in ("cosh", "sinh"):
            shift, slope = self.at_most_linear(inner)
            return abs(shift).exp(), 0, -abs(slope), none
        bounds = GLOBAL.get(name, ((None, None),))[0]
        if None not in bounds:
            return arb(max(abs(b) for b in bounds)), 0, none, none
        if name in LIKE_LINES:
            c, d, r, s = self.of(inner, far)
            return c + 1, max(d, 0), r.min(none), s.min(none)  # none is further from zero than its argument by one
        raise Undefined(f"no bound of the integrand far out: {name}")

    def quotient(self, node: Node) -> tuple[Any, Any] | None:
        """Numerator and denominator of a rational function of w, for the leaf sign * w; None where it is none."""
        head, *args = node
        plain = self.line(node)
        if plain is not None:
            return arb_poly([ball(c) * self.sign**j for j, c in enumerate(plain)]), arb_poly([1])
        parts = [self.quotient(a) for a in args] if head in ("add", "sub", "mul", "div", "neg") else [
            self.quotient(args[0])] if head == "pow" and args[1][0] == "num" and args[1][1].lstrip("-").isdigit() else [None]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        (n, d), (p, q) = known[0], known[-1]
        if head == "pow":
            k = int(args[1][1])
            return (n**k, d**k) if k > 0 else (d**-k, n**-k)
        if head in ("add", "sub"):
            return n * q + p * d if head == "add" else n * q - p * d, d * q
        return (-n, d) if head == "neg" else (n * p, d * q) if head == "mul" else (n * q, d * p)

    def cut(self, node: Node, start: Any) -> tuple[Any, Any]:
        """A far point, and a bound of the integral of |node| beyond it that is too small to be told."""
        far = further(start)
        for _ in range(STEEP):
            rest = beyond(self.of(node, far), far)
            if rest is not None and rest < arb(2) ** -(ctx.prec - 24):
                return far, rest
            far *= 2
        raise Undefined("the integrand does not fall fast enough")

def cut_at_kinks(f: Node, line: Callable[[Node], Any], lo: Any, hi: Any) -> list[tuple[Any, Any, Node]]:
    """The interval cut at the kinks of a term whose arguments are linear, and what the term is on each part.

    An end that is None is infinite. A cut is a ball around the kink: what is integrated on either side is smooth there.
    """
    roots: dict[Node, tuple[Any, bool]] = {}
    _kinks(f, line, roots)
    inside = sorted((r for r, _ in roots.values() if not (lo is not None and r <= lo) and not (hi is not None and r >= hi)),
                    key=lambda r: float(r.mid()))
    cuts = [lo, *inside, hi]
    if not all(a is None or b is None or a < b for a, b in pairwise(cuts)):
        return [(lo, hi, f)]

    def side(node: Node, a: Any, b: Any) -> Node:
        if node in roots:
            r, rising = roots[node]
            right = r is a or (a is not None and r <= a)
            if right or r is b or (b is not None and r >= b):
                return freeze(pieces(node[1], node[2])[right != rising][1])
        return tuple(side(x, a, b) if isinstance(x, tuple) else x for x in node)

    return [(a, b, freeze(side(f, a, b))) for a, b in pairwise(cuts)]

def _kinks(node: Node, line: Callable[[Node], Any], roots: dict[Node, tuple[Any, bool]]) -> None:
    if node[:1] == ("fn",) and node[1] in BENT and node not in roots and len(found := line(node[2]) or []) == 2:
        slope = ball(found[1])
        if slope > 0 or slope < 0:
            same = [r for other, (r, _) in roots.items() if other[2] == node[2]]
            roots[node] = (same[0] if same else -ball(found[0]) / slope, bool(slope > 0))
    for part in node:
        if isinstance(part, tuple):
            _kinks(part, line, roots)

def further(start: Any) -> Any:
    """A power of two beyond twice a point."""
    far = arb(2)
    while not far > 2 * abs(start):
        far *= 2
    return far

def inverted(top: Any, bottom: Any) -> Callable[[Any], Any]:
    """s -> f(1 / s) / s^2 for a quotient of polynomials f, whose integral from 0 to 1 / T is that of f beyond T."""
    e = bottom.degree() - top.degree() - 2
    known(e >= 0, "the integrand does not fall fast enough")
    n, d = (acb_poly(p.coeffs()[::-1]) for p in (top, bottom))
    return lambda s: s**e * n(s) / d(s)

def beyond(growth: Growth, far: Any) -> Any:
    """A bound of the integral of C w^d exp(-r w - s w^2) from a point on; None where there is none."""
    c, d, r, s = growth
    rate = r + s * far  # since w^2 >= far w
    slack = rate - max(d, 0) / far  # since (w / far)^d <= exp(d (w - far) / far)
    return c * far**d * (-rate * far).exp() / slack if s >= 0 and slack > 0 else None
