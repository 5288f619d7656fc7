"""Products over an index as expansions: closed forms where there are some, else how large they are."""

from __future__ import annotations

import sympy

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.sizes import Size, index
from symrnn.algebra.order.bounding import names
from symrnn.algebra.series.expansions import Expansion
from symrnn.algebra.series.gauges import Gauge, UnknownGrowthError
from symrnn.algebra.series.ranges import Reads, range_of
from symrnn.algebra.series.sums import summed
from symrnn.algebra.terms import SCALAR, Term

SHOWN = 12  # so many factors of a product are looked at for one that is zero


def multiplied(r: Reads, body: Term, j: str, lo: Size, hi: Size) -> Expansion:
    """A product whose last index grows."""
    c, span = r.calculus, range_of(r, lo, hi)
    if span.start is None or (r.depends(body) and j != r.name):
        raise UnknownGrowthError("a product whose parts, or whose first index, depend on the variable")
    first, line = span.start, span.last
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
