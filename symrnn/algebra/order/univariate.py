"""Signs of polynomials in one variable, decided exactly: the line is cut at all real roots, and every cell is seen.

The cells are the open intervals between neighbouring roots, and the roots themselves. On each cell every polynomial
has one sign, so an implication between sign conditions is decided on finitely many cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

from flint import arb, arb_poly, ctx, fmpq, fmpq_poly

from symrnn.algebra.order.quotients import GENERATORS, Poly, coefficients, constant, value

Point = Fraction | tuple[Any, Any]  # a rational, or (irreducible factor, isolating ball)
DEGREE = 60


def dense(p: Poly, k: int) -> Any:
    """A polynomial in generator k alone as a dense polynomial."""
    coefficients = [fmpq(0)] * (p.degrees()[k] + 1)
    for exps, c in p.to_dict().items():
        coefficients[exps[k]] = c
    return fmpq_poly(coefficients)


def real_roots(factor: Any, bits: int) -> list[Any]:
    """Balls around the real roots of an irreducible polynomial, each around one of them."""
    old, ctx.prec = ctx.prec, bits
    try:
        return [r.real for r, _ in factor.numer().complex_roots() if r.imag.is_zero()]
    finally:
        ctx.prec = old


def ends(ball: Any) -> tuple[Fraction, Fraction]:
    """Rationals around a ball."""
    m, r = ball.mid().fmpq(), ball.rad().fmpq()
    lo, hi = m - r, m + r
    return Fraction(int(lo.p), int(lo.q)), Fraction(int(hi.p), int(hi.q))


def isolated(factors: Sequence[Any]) -> list[tuple[Any, Fraction, Fraction]]:
    """All real roots of pairwise coprime irreducible polynomials in order, with disjoint rational enclosures."""
    bits = 64
    while True:
        found: list[tuple[Any, Fraction, Fraction]] = []
        for f in factors:
            if f.degree() == 1:
                root = -f[0] / f[1]
                exact = Fraction(int(root.p), int(root.q))
                found.append((f, exact, exact))
            else:
                found.extend((f, *ends(b)) for b in real_roots(f, bits))
        found.sort(key=lambda item: item[1])
        if all(a[2] < b[1] for a, b in pairwise(found)):
            return coarsened(found)
        bits *= 2
        if bits > 1 << 14:
            raise ArithmeticError("roots of coprime polynomials that could not be told apart")


def coarsened(found: list[tuple[Any, Fraction, Fraction]]) -> list[tuple[Any, Fraction, Fraction]]:
    """The same enclosures with ends of few digits, as long as they stay disjoint."""
    for bits in range(0, 64, 2):
        scale = 1 << bits
        out = [(f, lo, hi) if lo == hi else (f, Fraction(floor(lo * scale), scale), Fraction(ceil(hi * scale), scale))
               for f, lo, hi in found]
        if all(a[2] < b[1] for a, b in pairwise(out)):
            return out
    return found


def at_rational(p: Any, x: Fraction) -> int:
    """The sign of a polynomial at a rational point."""
    v = p(fmpq(x.numerator, x.denominator))
    return (v > 0) - (v < 0)


def at_root(p: Any, factor: Any, lo: Fraction, hi: Fraction) -> int:
    """The sign of a polynomial at the root of an irreducible one that lies in [lo, hi]."""
    if lo == hi:
        return at_rational(p, lo)
    if divmod(p, factor)[1] == 0:
        return 0
    bits = 64
    while bits < 1 << 15:
        old, ctx.prec = ctx.prec, bits
        try:
            ball = next(b for b in real_roots(factor, bits)
                        if not (ends(b)[1] < lo or ends(b)[0] > hi))
            v = arb_poly(p)(ball)
        finally:
            ctx.prec = old
        if v > 0 or v < 0:
            return 1 if v > 0 else -1
        bits *= 2
    raise ArithmeticError("a sign that could not be decided although it is not zero")


def meets(sign: int, rel: str) -> bool:
    """Whether a sign satisfies a relation to zero."""
    return {">": sign > 0, ">=": sign >= 0, "==": sign == 0, "!=": sign != 0}[rel]


def algebraic(k: int, goal: Poly, rel: str, facts: Sequence[tuple[Poly, str]],
              roots: Sequence[tuple[int, int, Fraction]]) -> bool | None:
    """As `implication`, for a goal whose coefficients contain roots of positive numbers.

    The norm N of the goal (the product of its conjugates) has rational coefficients and vanishes wherever the goal
    does, so the goal has one sign between neighbouring roots of N. At a root of N, it is not negative by continuity
    where it is not on a feasible neighbouring cell, and positive only where a ball says so.

    Parameters
    ----------
    roots
        (generator, q, c) for each generator that is the q-th root of the number c.
    """
    norm = goal
    for g, q, c in roots:
        norm = norm.resultant(GENERATORS[g] ** q - constant(c), f"g{g}")
    if norm.is_zero() or norm.total_degree() > DEGREE or rel not in (">", ">="):
        return None
    polys = [(dense(p, k), r) for p, r in facts if value(p) is None]
    factors = distinct([p for p, _ in polys] + [dense(norm, k)])
    cut = isolated(factors)
    goals = coefficients(goal, k)

    def ball_sign(lo: Fraction, hi: Fraction) -> int:
        for bits in (128, 512):
            old, ctx.prec = ctx.prec, bits
            try:
                at = {g: arb(fmpq(c.numerator, c.denominator)).root(q) for g, q, c in roots}
                x = arb(fmpq(lo.numerator, lo.denominator)).union(arb(fmpq(hi.numerator, hi.denominator)))
                total = sum((ball_value(c, at) * x**d for d, c in goals.items()), arb(0))
            finally:
                ctx.prec = old
            if total > 0 or total < 0:
                return 1 if total > 0 else -1
        return 0

    samples = between(cut)
    inside = [all(meets(at_rational(p, x), r) for p, r in polys) for x in samples]
    if any(ok and ball_sign(x, x) <= 0 for ok, x in zip(inside, samples, strict=True)):
        return None
    touched = any(inside)
    for i, (f, lo, hi) in enumerate(cut):
        if not all(meets(at_root(p, f, lo, hi), r) for p, r in polys):
            continue
        touched = True
        if (rel == ">" or not (inside[i] or inside[i + 1])) and ball_sign(lo, hi) <= 0:
            return None
    return touched


def ball_value(p: Poly, at: dict[int, Any]) -> Any:
    """A polynomial at balls for its generators."""
    total = arb(0)
    for exps, c in p.to_dict().items():
        part = arb(c)
        for g, e in enumerate(exps):
            if e:
                part *= at[g] ** e
        total += part
    return total


def distinct(polys: Sequence[Any]) -> list[Any]:
    """The different irreducible factors of some polynomials, monic."""
    out: list[Any] = []
    for p in polys:
        for f, _ in (p.factor()[1] if p.degree() > 0 else []):
            monic = f / f.leading_coefficient()
            if monic not in out:
                out.append(monic)
    return out


def between(roots: Sequence[tuple[Any, Fraction, Fraction]]) -> list[Fraction]:
    """One rational in each open interval between neighbouring roots, and beyond them."""
    if not roots:
        return [Fraction(0)]
    return [roots[0][1] - 1, *((a[2] + b[1]) / 2 for a, b in pairwise(roots)), roots[-1][2] + 1]


def implication(k: int, goal: Poly, rel: str, facts: Sequence[tuple[Poly, str]]) -> bool | None:
    """Whether any place on the line of generator k meets the facts, where they imply the goal; None where they do not."""
    if goal.total_degree() > DEGREE or any(f.total_degree() > DEGREE for f, _ in facts):
        return None
    polys = [(dense(p, k), r) for p, r in facts if value(p) is None]
    target = dense(goal, k)
    roots = isolated(distinct([*(p for p, _ in polys), target]))
    samples = between(roots)
    feasible = False
    for x in samples:
        if all(meets(at_rational(p, x), r) for p, r in polys):
            feasible = True
            if not meets(at_rational(target, x), rel):
                return None
    for f, lo, hi in roots:
        if all(meets(at_root(p, f, lo, hi), r) for p, r in polys):
            feasible = True
            if not meets(at_root(target, f, lo, hi), rel):
                return None
    return feasible
