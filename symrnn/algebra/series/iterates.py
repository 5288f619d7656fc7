"""Iterates of a map of the line as expansions: affine maps, powers, quotients of linear maps, and maps near a limit.

Where a smooth map draws its iterates to a fixed point L with the slope q there, their distance from it is at most a
constant times |q|^t for 0 < |q| < 1. Where the slope is one, f(L + x) = L + x - c x^(p + 1) + ... with c > 0, and they
come from above, the distance is (c p t)^(-1/p) (1 + o(1)): in y = x^(-p) a step adds c p and what vanishes.
"""

from __future__ import annotations

from typing import Any

import sympy

from symrnn.algebra.analysis.attraction import attracting, fixed_points, fresh
from symrnn.algebra.analysis.contraction import ratio
from symrnn.algebra.derive import expand
from symrnn.algebra.language.dependence import made_of
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement, equal
from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.proofs.ranges import prove_range
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.series.expansions import Expansion
from symrnn.algebra.series.gauges import Gauge, UnknownGrowthError
from symrnn.algebra.series.ranges import Reads
from symrnn.algebra.terms import SCALAR, Term, coerce, number
from symrnn.algebra.view import sympy_view
from symrnn.algebra.writing.symbols import symbol_of

SMOOTH = frozenset({"tanh", "sigmoid", "softplus", "exp", "sin", "cos", "atan", "erf", "silu", "gelu", "identity"})
FLAT = 5  # so many derivatives are looked at for one that is not zero


def iterated(r: Reads, f: Term, x: Term, start: Term, t: Size) -> Expansion:
    """The iterates of a map of the line.

    Raises
    ------
    UnknownGrowthError
        Where the map is of no kind that is known, or changes with the variable.
    """
    if any(map(r.depends, (f, start))) or x.shape or x in leaves(start):
        raise UnknownGrowthError("iterates of such a map")
    slope = simplified(expand(Term("D", (f, x), SCALAR)))
    if x not in leaves(slope):
        return _affine(r, f, x, slope, start, t)
    if (q := _exponent(f, x)) is not None:  # x^q: the logarithm is multiplied by q
        line = r.slope(t)
        if line is None or r.calculus.numbers.sign(r.symbols.number(start)) != 1:
            raise UnknownGrowthError("iterates of a power of what may not be positive")
        grown = Expansion({Gauge(b=q ** line[0]): q ** line[1] * sympy.log(r.symbols.number(start))})
        return r.calculus.exponential(grown)
    if (found := _linear_quotient(r, f, x, start, t)) is not None:
        return found
    return _near(r, f, x, start, t)


def _affine(r: Reads, f: Term, x: Term, slope: Term, start: Term, t: Size) -> Expansion:
    shift, q = replace(f, {x: number(0)}), r.symbols.number(slope)
    if r.calculus.numbers.is_zero(q - 1):
        return r.read(start + shift * coerce(t))
    if r.calculus.numbers.sign(1 - q) is None:
        raise UnknownGrowthError("iterates with a slope that may be one")
    fixed = shift / (1 - slope)
    return r.read(fixed + slope ** coerce(t) * (start - fixed))


def _exponent(f: Term, x: Term) -> Any:
    """The rational q of the map x^q; None for other maps."""
    if f.head == "fn" and f.args[0].word == "sqrt" and f.args[1] == x:
        return sympy.Rational(1, 2)
    power = f.head == "pow" and f.args[0] == x and f.args[1].head == "num"
    return sympy.Rational(f.args[1].args[0].numerator, f.args[1].args[0].denominator) if power else None


def _linear_quotient(r: Reads, f: Term, x: Term, start: Term, t: Size) -> Expansion | None:
    """(a x + b) / (c x + d) with numbers that are not negative, from a positive start: by the powers of [[a, b], [c, d]]."""
    c, z = r.calculus, symbol_of(x)
    if set(leaves(f)) != {x}:
        return None
    top, bottom = sympy.fraction(sympy.cancel(sympy.together(sympy_view(f))))
    if not (top.is_polynomial(z) and bottom.is_polynomial(z)) or max(sympy.degree(p, z) for p in (top, bottom)) > 1:
        return None
    if sympy.Poly(bottom, z).LC() < 0:
        top, bottom = -top, -bottom
    m = sympy.Matrix([[p.coeff(z, 1), p.coeff(z, 0)] for p in map(sympy.expand, (top, bottom))])
    x0, line = r.symbols.number(start), r.slope(t)
    if line is None or any(v.is_negative for v in m) or c.numbers.sign(x0) != 1:
        return None
    two = sympy.Integer(2)
    root = sympy.sqrt(sympy.expand((m[0, 0] - m[1, 1]) ** 2 + 4 * m[0, 1] * m[1, 0]))
    first, second = ((m.trace() + s * root) / two for s in (1, -1))
    at = m * sympy.Matrix([x0, 1])

    def row(i: int) -> Expansion:
        own = (x0, sympy.S.One)[i]
        if root == 0:  # a double eigenvalue l: l^t (v + t (m - l) v / l)
            power = Expansion({Gauge(b=first ** line[0]): first ** line[1]})
            return c.times(power, c.add(c.number(own), c.scaled((at[i] - first * own) / first, r.size(t))))
        parts = (((at[i] - second * own) / root, first), ((first * own - at[i]) / root, second))
        return c.add(*(Expansion({Gauge(b=b ** line[0]): sympy.simplify(d) * b ** line[1]}) for d, b in parts if b != 0))

    return c.times(row(0), c.power(row(1), -sympy.S.One))


def _near(r: Reads, f: Term, x: Term, start: Term, t: Size) -> Expansion:
    """The iterates of a smooth map without parameters that draws them to a fixed point."""
    line, a, z = r.slope(t), Term("iterate", (f, x, start, t), SCALAR), symbol_of(x)
    if line is not None and line[0] > 0 and (q := ratio(*bare(f, x, r.given), r.given)) is not None:
        fixed = (number(0), start, *fixed_points(a))
        end = next((e for e in fixed if x not in leaves(e) and prove_equal(
            equal(replace(f, {x: e}), e, given=list(r.given)))[0] is not None), None)
        if end is not None:
            return r.calculus.add(r.read(end), Expansion({}, [Gauge(b=r.symbols.number(q) ** line[0])]))
    if line is None or set(leaves(f)) != {x} or not made_of(f, x, SMOOTH):
        raise UnknownGrowthError("iterates of such a map")
    body = sympy_view(f)

    def may_attract(e: Term) -> bool:  # before a costly proof
        at = r.symbols.number(e)
        steep = sympy.N(sympy.Abs(sympy.diff(body, z).subs(z, at)))
        return bool(sympy.N(body.subs(z, at) - at, chop=True) == 0 and steep.is_number and steep <= 1)

    ends = (e for e in (number(0), *fixed_points(a)) if may_attract(e))
    end = next((e for e in ends if attracting(a, e, r.given) is not None), None)
    if end is None:
        raise UnknownGrowthError("iterates without a limit that is known")
    at = r.symbols.number(end)
    slopes = [sympy.simplify(sympy.diff(body, z, i).subs(z, at)) for i in range(1, FLAT + 1)]
    limit = r.calculus.number(at)
    if r.calculus.numbers.sign(1 - sympy.Abs(slopes[0])) == 1:
        return r.calculus.add(limit, Expansion({}, [Gauge(b=sympy.Abs(slopes[0]) ** line[0])]))
    p = next((i for i in range(1, FLAT) if slopes[i] != 0), None)
    if slopes[0] != 1 or p is None or not _from_above(f, x, start, end, r.given):
        raise UnknownGrowthError("iterates that come near their limit in a way that is not known")
    c = -slopes[p] / sympy.factorial(p + 1)
    if r.calculus.numbers.sign(c) != 1:
        raise UnknownGrowthError("iterates that leave their fixed point")
    main = Gauge(p=-sympy.Rational(1, p))
    rest = Gauge(p=-sympy.S.One, q=sympy.S.One) if p == 1 else Gauge(p=-sympy.Rational(1, p))
    first = Expansion({main: (c * p * line[0]) ** -sympy.Rational(1, p)}, [main.times(rest)])
    return r.calculus.add(limit, first)


def apart(r: Reads, a: Term, b: Term) -> Expansion | None:
    """The difference of two trajectories of a map that draws them together; None for other terms."""
    if not (a.head == b.head == "iterate") or a.shape or b.shape or any(map(r.depends, (*a.args[:3:2], *b.args[:3:2]))):
        return None
    (f, x), steps, line = bare(a.args[0], a.args[1], r.given), (b.args[3] - a.args[3]).constant, r.slope(a.args[3])
    if x in leaves(b.args[0]) or replace(b.args[0], {b.args[1]: x}) != f or steps is None or not line or line[0] < 1:
        return None
    if any(y in leaves(start) for _, y, start, _ in (a.args, b.args)) or (q := ratio(f, x, r.given)) is None:
        return None
    return Expansion({}, [Gauge(b=r.symbols.number(q) ** line[0])])


def bare(f: Term, x: Term, given: Any) -> tuple[Term, Term]:
    """A map of a state of another name, of which nothing is declared."""
    y = fresh(x, (f,), given)[1]
    return replace(f, {x: y}), y


def _from_above(f: Term, x: Term, start: Term, end: Term, given: Any) -> bool:
    """Whether all iterates lie above a number."""
    between = (Statement("lt", (end, x)), Statement("le", (x, start)))
    claims = Statement("less", (end, start), given), Statement("less", (end, f), between)
    return all(prove_range(claim)[0] is not None for claim in claims)
