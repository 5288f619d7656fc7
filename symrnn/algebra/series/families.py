"""Products over an index as expansions: closed forms where there are some, else how large they are."""

from __future__ import annotations

from fractions import Fraction

import sympy

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.serialise import record
from symrnn.algebra.language.sizes import Size, index
from symrnn.algebra.language.statements import Statement, at_most
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.order.bounding import names
from symrnn.algebra.order.compare import is_nonneg
from symrnn.algebra.proofs.ranges import prove_range
from symrnn.algebra.series.expansions import Expansion
from symrnn.algebra.series.gauges import UNIT, Gauge, UnknownGrowthError
from symrnn.algebra.series.ranges import Range, Reads, range_of
from symrnn.algebra.series.sums import maclaurin, summed
from symrnn.algebra.terms import SCALAR, Term, number
from symrnn.recheck.numbers import numbers

CONSTANT = "C"  # of a product: positive, and without a word of its own
SHOWN = 12  # so many factors of a product are looked at for one that is zero
RATIOS = tuple(map(Fraction, ("1/10", "1/4", "1/3", "1/2", "3/4", "9/10", "99/100", "1")))
POINTS = 6  # at which a bound is looked at before it is proved


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
    if any(t.head == "seq" for t in leaves(body)):
        return _below(r, body, j, span)
    inner = r.along(index(j)).read(body)
    try:
        return _by_logarithms(r, body, j, inner, span)
    except UnknownGrowthError:
        end = c.end(inner)
    if c.numbers.sign(1 - end) != 1 or c.numbers.sign(1 + end) != 1 or line[0] != 1:
        raise UnknownGrowthError("a product of such factors")
    return Expansion({}, [Gauge(b=(1 + sympy.Abs(end)) / 2)])


def _by_logarithms(r: Reads, body: Term, j: str, inner: Expansion, span: Range) -> Expansion:
    """The exponential of the sum of the logarithms; the constant is one that is positive where all factors are."""
    c = r.calculus
    sign = c.numbers.sign(c.lead(inner)[1])
    logs, end = c.logarithm(c.scaled(sign or 1, inner)), c.add(span.after, c.number(-1))
    parts, rests = list[Expansion](), list[Gauge]()
    for g, d in logs.terms.items():
        if c.numbers.way(Gauge(b=g.b)) == -1:
            rests.append(g)
        elif g.b == 1 and g.r == 0 and g.q in (0, 1) and g.p.is_Rational:
            parts.append(c.scaled(d, maclaurin(c, g, end)))
        else:
            raise UnknownGrowthError("a product of factors with such logarithms")
    for g in logs.rests:  # what is left of a sum that ends
        falls = c.numbers.way(Gauge(b=g.b)) == -1
        if not falls and not (g.b == 1 and c.numbers.sign(g.p + 1) == -1):
            raise UnknownGrowthError("a product of factors of which only a size is known")
        rests.append(g if falls else g.times(Gauge(p=sympy.S.One)))
    above = Statement("less", (number(0), body), (*r.given, at_most(span.start, index(j))))
    known = sign == 1 and prove_range(above)[0] is not None
    constant = Expansion({UNIT: sympy.Dummy(CONSTANT, positive=True)}) if known else Expansion({}, [UNIT])
    return c.times(constant, c.exponential(c.add(*parts, Expansion({}, rests))))


def _below(r: Reads, body: Term, j: str, span: Range) -> Expansion:
    """A product of factors with elements of sequences, which are not larger than a number."""
    size = body if is_nonneg(body) else TABLE["abs"](body)
    for q in RATIOS:
        claim = Statement("at_most", (size, number(q)), (*r.given, at_most(span.start, index(j))))
        if not numbers(record(claim), seed=0, count=POINTS)["violations"] and prove_range(claim)[0] is not None:
            return Expansion({}, [Gauge(b=sympy.Rational(q.numerator, q.denominator) ** span.last[0])])
    raise UnknownGrowthError("a product of factors that no number below one or one itself is seen to bound")


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
