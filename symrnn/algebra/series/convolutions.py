"""Integrals up to the variable of a limit, of what splits into a factor of the variable and one of the inner leaf.

The inner factor is integrated term by term: b^w w^p with b > 1 gives b^k k^p / log b and what is smaller by a factor k,
w^p with p > -1 gives k^(p + 1) / (p + 1), each but for a constant; what can be integrated to infinity gives a constant.
"""

from __future__ import annotations

from typing import Any

import sympy

from symrnn.algebra.analysis.attraction import continuous
from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.series.expansions import Expansion
from symrnn.algebra.series.gauges import UNIT, Gauge, UnknownGrowthError
from symrnn.algebra.series.ranges import Reads
from symrnn.algebra.series.separate import factors_of
from symrnn.algebra.terms import SCALAR, Term, number

EXP, ZERO = TABLE["exp"], number(0)


def up_to(r: Reads, f: Term, w: Term, lo: Term, hi: Term, given: tuple[Statement, ...]) -> Expansion:
    """The expansion of an integral from a fixed point up to the variable, a scalar.

    Raises
    ------
    UnknownGrowthError
        Where the integrand does not split, is not continuous, or grows in a way that is not known.
    """
    k = r.k
    if hi != k or r.depends(lo) or not isinstance(k, Term) or any(t.head == "const" and t.args[0] == "oo" for t in (
            lo, *lo.children)):
        raise UnknownGrowthError("an integral with other ends")
    outside, inside = number(1), number(1)
    for t, up in factors_of(simplified(expand(f))):
        for part, own in _split(t, w, k):
            if own:
                inside = inside * part if up else inside / part
            else:
                outside = outside * part if up else outside / part
    beyond = (*(c for c in given if not any(w in leaves(x) for x in c.terms)), Statement("le", (lo, w)))
    if not continuous(inside, w, beyond):
        raise UnknownGrowthError("an integrand that is not continuous by its form")
    return r.calculus.times(r.read(outside), _integrated(r, r.along(w).read(simplified(inside))))


def _split(t: Term, w: Term, k: Term) -> list[tuple[Term, bool]]:
    """A factor as factors, and whether each is one of the inner leaf."""
    if w not in leaves(t) or k not in leaves(t):
        return [(t, w in leaves(t))]
    if t.head == "fn" and t.args[0] == EXP:
        u = t.args[1]
        mixed = simplified(expand(Term("D", (simplified(expand(Term("D", (u, w), SCALAR))), k), SCALAR)))
        if rational(mixed) == 0:
            at = simplified(replace(u, {w: ZERO}))
            return [(EXP(at), False), (EXP(replace(u, {k: ZERO}) - replace(u, {k: ZERO, w: ZERO})), True)]
    raise UnknownGrowthError("an integrand that does not split")


def _integrated(r: Reads, e: Expansion) -> Expansion:
    c = r.calculus
    terms: dict[Gauge, Any] = {}
    rests: list[Gauge] = [UNIT]
    for g, a in e.terms.items():
        base = _grows(r, g)
        if base > 0:
            terms[g] = a / sympy.log(g.b)
            rests += [g.times(Gauge(p=-sympy.S.One))] if any(x != 0 for x in g.slow) else []
        elif base == 0 and g.slow[1:] == (0, 0) and c.numbers.sign(g.p + 1) == 1:
            terms[Gauge(p=g.p + 1)] = a / (g.p + 1)
        elif base == 0 and g.slow == (-1, 0, 0):
            terms[Gauge(q=sympy.S.One)] = a
        else:
            rests.append(_at_most(r, g, base))
    return Expansion(terms, rests + [g if (b := _grows(r, g)) > 0 else _at_most(r, g, b) for g in e.rests])


def _grows(r: Reads, g: Gauge) -> int:
    """The sign of the logarithm of the base."""
    if g.b in (0, 1):
        return int(g.b) - 1
    sign = r.calculus.numbers.sign(g.b - 1)
    if sign is None or r.calculus.numbers.sign(g.b) != 1:
        raise UnknownGrowthError("a base that may be one")
    return sign


def _at_most(r: Reads, g: Gauge, base: int) -> Gauge:
    """What bounds the integral of something that does not grow exponentially."""
    sign = -1 if base < 0 else r.calculus.numbers.sign(g.p + 1) or (0 if g.p == -1 else None)
    if sign == -1:
        return UNIT
    if sign is None:
        raise UnknownGrowthError("a power that may be -1")
    return Gauge(p=g.p + 1, q=g.q + (1 if sign == 0 else 0), r=g.r)
