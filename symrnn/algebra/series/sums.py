"""Sums whose ends grow, as expansions: closed forms, the formula of Euler and Maclaurin, Riemann sums, else how large."""

from __future__ import annotations

from typing import Any

import sympy

from symrnn.algebra.derive import expand
from symrnn.algebra.language.sizes import Size, index
from symrnn.algebra.language.substitute import subs_index
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.series.everywhere import same_from
from symrnn.algebra.series.expansions import Calculus, Expansion
from symrnn.algebra.series.gauges import UNIT, Gauge, UnknownGrowthError
from symrnn.algebra.series.ranges import Range, Reads, range_of
from symrnn.algebra.series.riemann import riemann
from symrnn.algebra.series.separate import addends, factored
from symrnn.algebra.terms import Term

MOST_POWER = 6
SHIFTS = (1, -1, 2, -2, 3)
FIRST = 60  # so many terms that a known constant counts from one on are left out


def summed(r: Reads, body: Term, j: str, lo: Size, hi: Size) -> Expansion:
    """A sum whose last index grows, or both."""
    span = range_of(r, lo, hi)
    if span.empty:
        return r.calculus.number(0)
    if j == r.name or not r.depends(body):
        return fixed(r, body, j, span)
    if (parts := addends(r, body, j)) is not None:
        return r.calculus.add(*(summed(r, part, j, lo, hi) for part in parts))
    if (found := factored(r, body, j)) is not None:
        return r.calculus.times(r.read(found[0]), summed(r, found[1], j, lo, hi))
    turned = simplified(expand(subs_index(body, j, hi + lo - index(j))))
    if not r.depends(turned):
        return fixed(r, turned, j, span)
    moved = simplified(expand(subs_index(body, j, index(j) - r.k)))
    if not r.depends(moved):
        return fixed(r, moved, j, range_of(r, lo + r.k, hi + r.k))
    return riemann(r, body, j, span)


def fixed(r: Reads, body: Term, j: str, span: Range) -> Expansion:
    """A sum of parts that do not depend on the variable."""
    c, alike = r.calculus, span.start is None or same_from(body, j, span.start)
    if span.start is not None and (closed := telescoped(r, body, j, span)) is not None:
        return closed
    inner = r.along(index(j)).read(body)
    if inner.rests and span.start is not None:  # another beginning of the index may leave no rest
        for shift in SHIFTS:
            other = r.along(index(j)).read(simplified(expand(subs_index(body, j, index(j) - shift))))
            if not other.rests:
                inner, span = other, span.moved(r.calculus, shift)
                break
    if not alike:  # some of the first parts are others
        inner = c.add(inner, Expansion({}, [Gauge(b=sympy.S.Zero)]))
    if not inner.rests and all(g.q == g.r == 0 and g.p.is_Integer and 0 <= g.p <= MOST_POWER for g in inner.terms):
        try:
            return c.add(*(_closed(c, g, d, span) for g, d in inner.terms.items()))
        except UnknownGrowthError:
            return c.add(*(Expansion({}, [_size_of(c, g, span)]) for g in inner.terms))
    parts = [_asymptotic(c, g, d, span, exact=not inner.rests) for g, d in inner.terms.items()]
    return c.add(*parts, Expansion({}, [_size_of(c, g, span) for g in inner.rests]))


def _closed(c: Calculus, g: Gauge, coefficient: Any, span: Range) -> Expansion:
    """The sum of d b^j j^p with a whole p, by its antidifference at both ends."""
    forms = antidifference(c, g.b, int(g.p))

    def at(end: Expansion, line: tuple[int, int]) -> Expansion:
        power = Expansion({Gauge(b=g.b ** line[0]): g.b ** line[1]}) if line[0] else c.number(g.b ** line[1])
        return c.times(power, c.add(*(c.scaled(f, c.power(end, sympy.Integer(i))) for i, f in enumerate(forms))))

    far = at(span.after, (span.last[0], span.last[1] + 1))
    near = at(span.first, span.opening)
    return c.scaled(coefficient, c.add(far, c.scaled(-1, near)))


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


def telescoped(r: Reads, body: Term, j: str, span: Range) -> Expansion | None:
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
    out, c = list[Expansion](), r.calculus
    for (_, times), group in parts.items():
        if sum(d for _, d in group) != 0:
            return None
        far = max(root for root, _ in group)  # what all have in common drops out: only the ends are left
        for root, d in group:
            for step in range(int(far - root)):
                near = sympy.Integer(int(span.start or 0)) + step - far
                if near == 0:
                    return None
                out.append(c.number(-d / near**times))
                end = c.add(span.after, c.number(step - far))
                out.append(c.scaled(d, c.power(end, -sympy.Integer(times))))
    return c.add(*out)


# -- Euler and Maclaurin -------------------------------------------------------------------------------------------------
def _asymptotic(c: Calculus, g: Gauge, coefficient: Any, span: Range, exact: bool) -> Expansion:
    """The sum of d b^j j^p log(j)^q up to an end that grows: its main terms, its constant, and what bounds the rest.

    Parameters
    ----------
    c
        How expansions are computed with.
    g, coefficient
        The term that is summed.
    span
        Where it is summed.
    exact
        Whether nothing stands behind the term, so that the constant of the sum is known.
    """
    one, minus = c.numbers.is_zero(g.b - 1), c.numbers.is_zero(g.b + 1)
    known = g.r == 0 and (g.p.is_Rational and g.q in (0, 1))
    if not known or not (one or minus) or (minus and g.q != 0):
        found = _power_series(c, g, span, exact) or _leading(c, g, span)
        return Expansion({}, [_size_of(c, g, span)]) if found is None else c.scaled(coefficient, found)
    def form(end: Expansion, shift: int) -> Expansion:
        return maclaurin(c, g, end) if one else _boole(c, g, end, shift)

    out = form(c.add(span.after, c.number(-1)), span.last[1])
    if span.start is None:  # both ends grow: the constants drop out
        before = form(c.add(span.first, c.number(-1)), span.opening[1] - 1)
        return c.scaled(coefficient, c.add(out, c.scaled(-1, before)))
    return c.scaled(coefficient, c.add(out, _constant(g, span.start, exact, bool(one))))


def maclaurin(c: Calculus, g: Gauge, end: Expansion) -> Expansion:
    """F(N) + f(N) / 2 + f'(N) / 12 + O(f'''(N)) for f = j^p log(j)^q with q = 0 or 1."""
    p, log = g.p, c.logarithm(end)
    if g.q == 0:
        main = log if p == -1 else c.scaled(1 / (p + 1), c.power(end, p + 1))
        half, slope = c.power(end, p), c.scaled(p, c.power(end, p - 1))
    else:
        main = c.scaled(sympy.Rational(1, 2), c.times(log, log)) if p == -1 else c.times(
            c.power(end, p + 1), c.add(c.scaled(1 / (p + 1), log), c.number(-1 / (p + 1) ** 2)))
        half = c.times(c.power(end, p), log)
        slope = c.times(c.power(end, p - 1), c.add(c.scaled(p, log), c.number(1)))
    rest = Expansion({}, [Gauge(p=p - 3, q=g.q)])
    return c.add(main, c.scaled(sympy.Rational(1, 2), half), c.scaled(sympy.Rational(1, 12), slope), rest)


def _boole(c: Calculus, g: Gauge, end: Expansion, shift: int) -> Expansion:
    """(-1)^N (f(N) / 2 + f'(N) / 4) + O(f'''(N)) for f = j^p, where N = c k + shift."""
    slope = next((d for h, d in end.terms.items() if h == Gauge(p=sympy.S.One)), sympy.S.Zero)
    sign = Expansion({Gauge(b=(-sympy.S.One) ** slope): (-sympy.S.One) ** shift})
    parts = c.scaled(sympy.Rational(1, 2), c.power(end, g.p)), c.scaled(g.p / 4, c.power(end, g.p - 1))
    return c.add(c.times(sign, c.add(*parts)), Expansion({}, [Gauge(p=g.p - 3)]))


def _constant(g: Gauge, first: int, exact: bool, plain: bool) -> Expansion:
    """What a sum of j^p log(j)^q, or of (-1)^j j^p, from its first index on has besides its main terms."""
    p = g.p
    if not exact or not 1 <= first <= FIRST or (g.q == 1 and p != 0):
        return Expansion({}, [UNIT])
    if g.q == 1:
        total = sympy.log(2 * sympy.pi) / 2
    elif plain:
        total = sympy.EulerGamma if p == -1 else sympy.zeta(-p)
    else:
        total = -sympy.log(2) if p == -1 else -(1 - 2 ** (1 + p)) * sympy.zeta(-p)
    left = sum((sympy.log(i) if g.q == 1 else (1 if plain else (-1) ** i) * sympy.Integer(i) ** p for i in range(1, first)),
               sympy.S.Zero)
    return Expansion({UNIT: sympy.expand(total - left)} if total != left else {})


def _power_series(c: Calculus, g: Gauge, span: Range, exact: bool) -> Expansion | None:
    """The sum of b^j / j with |b| < 1, which is -log(1 - b) when all is summed; None for other sums."""
    if not exact or g.slow != (-1, 0, 0) or span.start != 1 or c.numbers.way(Gauge(b=g.b)) != -1:
        return None
    return Expansion({UNIT: -sympy.log(1 - g.b)}, [Gauge(b=g.b ** span.last[0], p=g.p)])


def _leading(c: Calculus, g: Gauge, span: Range) -> Expansion | None:
    """The main term of a sum of j^p log(j)^q, by the integral; None for other sums."""
    if not c.numbers.is_zero(g.b - 1) or g.r != 0 or not (g.p.is_Rational and g.q.is_Rational and g.p >= -1) or (
            span.start is None or span.last[0] != 1):
        return None
    if g.p > -1:
        return Expansion({Gauge(p=g.p + 1, q=g.q): 1 / (g.p + 1)}, [Gauge(p=g.p + 1, q=g.q - 1)])
    if g.q < -1:
        return None
    main = Gauge(r=sympy.S.One) if g.q == -1 else Gauge(q=g.q + 1)
    return Expansion({main: sympy.S.One if g.q == -1 else 1 / (g.q + 1)}, [UNIT])


def _size_of(c: Calculus, g: Gauge, span: Range) -> Gauge:
    """How large a sum of so large parts is."""
    way, slope = c.numbers.way(Gauge(b=g.b)), span.last[0]
    if span.start is None:
        return Gauge(b=g.b ** (span.opening[0] if way == -1 else slope), p=g.p if way else g.p + 1, q=g.q, r=g.r)
    if way == -1:
        return UNIT
    if way == 1:
        return g if slope == 1 else Gauge(b=g.b**slope, p=g.p, q=g.q, r=g.r)
    if not c.numbers.bounded(Gauge(b=g.b)):
        raise UnknownGrowthError("a sum of what grows or falls, one does not know")
    above = g.p + 1
    if c.numbers.sign(above) == -1:
        return UNIT
    if c.numbers.sign(above) == 1:
        return Gauge(p=above, q=g.q, r=g.r)
    if c.numbers.is_zero(above) and c.numbers.is_zero(g.r):  # by the integral of log(k)^q / k
        above = g.q + 1
        if c.numbers.is_zero(above):
            return Gauge(r=sympy.S.One)
        if c.numbers.sign(above):
            return Gauge(q=above) if c.numbers.sign(above) == 1 else UNIT
    raise UnknownGrowthError("a sum of such parts")
