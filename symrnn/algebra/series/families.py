"""Sums, products and iterates over an index as expansions: closed forms where there are some, else how large they are."""

from __future__ import annotations

from typing import Any, Protocol

import sympy

from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.order.bounding import names
from symrnn.algebra.series.expansions import Calculus, Expansion
from symrnn.algebra.series.gauges import UNIT, Gauge, UnknownGrowthError
from symrnn.algebra.sizes import Size, index
from symrnn.algebra.structural import simplified
from symrnn.algebra.substitute import leaves, replace, subs_index
from symrnn.algebra.terms import SCALAR, Term, coerce, number

MOST_POWER = 6
SHOWN = 12  # so many factors of a product are looked at for one that is zero


class Reads(Protocol):
    """What is needed of a reader."""

    calculus: Calculus
    symbols: Any
    k: Any
    name: str

    def read(self, t: Term) -> Expansion:
        """The expansion of a term."""
        ...

    def depends(self, t: Any) -> bool:
        """Whether a term depends on the variable."""
        ...

    def size(self, s: Size) -> Expansion:
        """An index expression."""
        ...

    def slope(self, s: Size) -> tuple[int, int] | None:
        """The c and d of c k + d."""
        ...

    def along(self, k: Size) -> Reads:
        """A reader of the same parameters in another variable."""
        ...


def _range(r: Reads, t: str, body: Term, j: str, lo: Size, hi: Size) -> tuple[Term, int, tuple[int, int]]:
    """The body without the variable, its first index, and the last index as c k + d."""
    line = None if isinstance(r.k, Term) else r.slope(hi)
    if line is None or line[0] < 0 or lo.constant is None:
        raise UnknownGrowthError(f"the range of a {t}")
    if r.depends(body) and j != r.name and t == "total":
        body = simplified(expand(subs_index(body, j, hi + lo - index(j))))  # the sum in reverse
    if r.depends(body) and j != r.name:
        raise UnknownGrowthError(f"a {t} whose parts depend on the variable")
    return body, int(lo.constant), line


def summed(r: Reads, body: Term, j: str, lo: Size, hi: Size) -> Expansion:
    """A sum whose last index grows."""
    body, first, line = _range(r, "total", body, j, lo, hi)
    inner = r.along(index(j)).read(body)
    c, parts, after = r.calculus, [], r.size(hi + 1)
    if not inner.rests and all(g.q == 0 and g.p.is_Integer and 0 <= g.p <= MOST_POWER for g in inner.terms):
        for g, coefficient in inner.terms.items():
            forms = antidifference(c, g.b, int(g.p))
            for i, f in enumerate(forms):
                far = c.times(Expansion({Gauge(b=g.b ** line[0]): g.b ** (line[1] + 1)}), c.power(after, sympy.Integer(i)))
                near = g.b**first * sympy.Integer(first) ** i
                parts.append(c.scaled(coefficient * f, c.add(far, c.number(-near))))
        return c.add(*parts)
    if (closed := telescoped(r, body, j, lo, hi)) is not None:
        return closed
    if line[0] != 1:
        raise UnknownGrowthError("a sum over more than k")
    return c.add(*(_main(c, g, d) for g, d in inner.terms.items()), Expansion({}, [_sum_of(c, g) for g in inner.rests]))


def _main(c: Calculus, g: Gauge, coefficient: Any) -> Expansion:
    """The largest term of a sum of d j^p up to k + O(1), by the integral, and what bounds the rest."""
    if g.b != 1 or not c.numbers.is_zero(g.q) or not (g.p.is_Rational and g.p >= -1):
        return Expansion({}, [_sum_of(c, g)])
    if g.p == -1:
        return Expansion({Gauge(q=sympy.S.One): coefficient}, [UNIT])
    return Expansion({Gauge(p=g.p + 1): coefficient / (g.p + 1)}, [UNIT, Gauge(p=g.p)])


def antidifference(c: Calculus, b: Any, p: int) -> list[Any]:
    """The coefficients f_i for which F(j) = b^j (f_0 + f_1 j + ...) has F(j + 1) - F(j) = b^j j^p."""
    j = sympy.Dummy("j")
    one = c.numbers.is_zero(b - 1)
    if not one and c.numbers.sign(b - 1) is None:
        raise UnknownGrowthError("a geometric sum whose ratio may be one")
    unknown = sympy.symbols(f"f0:{p + 2 if one else p + 1}", cls=sympy.Dummy)
    form = sum(f * j**i for i, f in enumerate(unknown))
    gap = sympy.Poly(sympy.expand(b * form.subs(j, j + 1) - form - j**p), j)
    found = sympy.solve(gap.all_coeffs(), unknown, dict=True)
    if not found:
        raise UnknownGrowthError("no closed form of a sum")
    return [sympy.factor(found[0].get(f, sympy.S.Zero)) for f in unknown]


def telescoped(r: Reads, body: Term, j: str, lo: Size, hi: Size) -> Expansion | None:
    """The expansion of a sum of values of a rational function that telescopes."""
    x = sympy.Dummy("x", integer=True, nonnegative=True)
    at = r.symbols.along({j: x}, body)
    if at is None or not at.is_rational_function(x) or at.free_symbols != {x}:
        return None
    parts: dict[Any, list[tuple[Any, Any]]] = {}
    for part in sympy.Add.make_args(sympy.apart(sympy.together(at), x, full=False)):
        top, bottom = sympy.fraction(part)
        roots = sympy.roots(sympy.Poly(bottom, x)) if bottom.has(x) else {}
        if top.has(x) or len(roots) != 1 or not all(root.is_Rational for root in roots):
            return None
        (root, times), = roots.items()
        coefficient = sympy.cancel(part * (x - root) ** times)
        parts.setdefault((root % 1, times), []).append((root, coefficient))
    out, last = list[Expansion](), r.size(hi)
    for (_, times), group in parts.items():
        if sum(c for _, c in group) != 0:
            return None
        far = max(root for root, _ in group)  # what all have in common drops out: only the ends are left
        for root, c in group:
            for step in range(int(far - root)):
                near = sympy.Integer(int(lo.constant or 0)) + step - far
                if near == 0:
                    return None
                out.append(r.calculus.number(-c / near**times))
                out.append(r.calculus.scaled(c, r.calculus.power(
                    r.calculus.add(last, r.calculus.number(1 + step - far)), -sympy.Integer(times))))
    return r.calculus.add(*out)


def _sum_of(c: Calculus, g: Gauge) -> Gauge:
    """How large a sum of so large parts is."""
    if c.numbers.way(Gauge(b=g.b)) == -1:
        return UNIT
    if c.numbers.way(Gauge(b=g.b)) == 1:
        return g
    if not c.numbers.bounded(Gauge(b=g.b)):
        raise UnknownGrowthError("a sum of what grows or falls, one does not know")
    above = g.p + 1
    if c.numbers.is_zero(above) and c.numbers.is_zero(g.q):
        return Gauge(q=sympy.S.One)
    if c.numbers.sign(above) == -1:
        return UNIT
    if c.numbers.sign(above) == 1 and c.numbers.is_zero(g.q):
        return Gauge(p=above)
    raise UnknownGrowthError("a sum of such parts")


def multiplied(r: Reads, body: Term, j: str, lo: Size, hi: Size) -> Expansion:
    """A product whose last index grows."""
    c = r.calculus
    body, first, line = _range(r, "product", body, j, lo, hi)
    if body.head == "fn" and body.args[0] == TABLE["exp"]:
        return c.exponential(summed(r, body.args[1], j, lo, hi))
    if j not in names(body):
        return r.read(body ** Term("size", (hi - lo + 1,), SCALAR))
    if (closed := _by_gammas(r, body, j, first, line)) is not None:
        return closed
    inner = r.along(index(j)).read(body)
    end = c.end(inner)
    if c.numbers.sign(1 - end) != 1 or c.numbers.sign(1 + end) != 1 or line[0] != 1:
        raise UnknownGrowthError("a product of such factors")
    return Expansion({}, [Gauge(b=(1 + sympy.Abs(end)) / 2)])


def _by_gammas(r: Reads, body: Term, j: str, first: int, line: tuple[int, int]) -> Expansion | None:
    """A product of values of a rational function with rational zeros and poles: by the growth of the gamma function."""
    x = sympy.Dummy("x", integer=True, nonnegative=True)
    at = r.symbols.along({j: x}, body)
    if at is None or line[0] != 1 or not at.is_rational_function(x) or at.free_symbols != {x}:
        return None
    top, bottom = (sympy.Poly(part, x) for part in sympy.fraction(sympy.cancel(sympy.together(at))))
    roots = sympy.roots(top), sympy.roots(bottom)
    if any(sum(found.values()) < p.degree() or not all(a.is_Rational for a in found)
           for found, p in zip(roots, (top, bottom), strict=True)):
        return None
    if any(at.subs(x, i) == 0 for i in range(first, first + SHOWN)):
        return Expansion()
    if any(a.is_Integer and a >= first for found in roots for a in found):
        return None
    power = sum(m * a for a, m in roots[1].items()) - sum(m * a for a, m in roots[0].items())
    balance = top.degree() - bottom.degree()
    if balance:
        return Expansion({}, [Gauge(b=sympy.S.Zero)]) if balance < 0 else None
    near = sympy.Mul(*(sympy.gamma(first - a) ** (-m) for a, m in roots[0].items()),
                     *(sympy.gamma(first - a) ** m for a, m in roots[1].items()))
    ratio = top.LC() / bottom.LC()  # Gamma(k + s) / Gamma(k) is k^s (1 + O(1 / k))
    main = Gauge(b=ratio, p=power)
    return Expansion({main: sympy.simplify(near) * ratio ** (line[1] + 1 - first)}, [main.times(Gauge(p=-sympy.S.One))])


def iterated(r: Reads, f: Term, x: Term, start: Term, t: Size) -> Expansion:
    """The iterates of an affine map of the line."""
    if any(map(r.depends, (f, start))) or x.shape:
        raise UnknownGrowthError("iterates of such a map")
    slope = simplified(expand(Term("D", (f, x), SCALAR)))
    if x in leaves(slope):
        raise UnknownGrowthError("iterates of a map that is not affine")
    shift, q = replace(f, {x: number(0)}), r.symbols.number(slope)
    if r.calculus.numbers.is_zero(q - 1):
        return r.read(start + shift * coerce(t))
    if r.calculus.numbers.sign(1 - q) is None:
        raise UnknownGrowthError("iterates with a slope that may be one")
    fixed = shift / (1 - slope)
    return r.read(fixed + slope ** coerce(t) * (start - fixed))
