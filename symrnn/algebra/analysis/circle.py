"""Means over the unit circle of rational functions of cos w and sin w, in two ways that must agree.

With z = e^(iw) the mean of f is the constant Fourier coefficient of a rational function R(z). The first way sums the
residues of R(z)/z inside the circle; the second expands each partial fraction in a geometric series, inward or outward.
Which poles lie inside is read from conditions of the form |e| < 1.
"""

from __future__ import annotations

from typing import Any

import sympy

from symrnn.algebra.language.from_sympy import scalar_from_sympy
from symrnn.algebra.language.statements import Statement, equal
from symrnn.algebra.proofs.facts import flat
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.terms import Term
from symrnn.algebra.view import sympy_view
from symrnn.errors import SymrnnError


def mean_over_the_circle(f: Term, w: Term, given: tuple[Statement, ...]) -> Term | None:
    """The mean of f over a period of w, or None where a pole cannot be placed or the two ways disagree."""
    z = sympy.Dummy("z")
    try:
        variable = sympy_view(w)
        expr = sympy_view(f)
        rational = expr.replace(sympy.cos, lambda u: (_z(u, variable, z) + 1 / _z(u, variable, z)) / 2).replace(
            sympy.sin, lambda u: (_z(u, variable, z) - 1 / _z(u, variable, z)) / (2 * sympy.I))
        if rational.has(variable):
            return None
        rational = sympy.together(rational)
        numerator, denominator = (sympy.Poly(p, z) for p in sympy.fraction(sympy.cancel(rational)))
        small = [sympy_view(e) for e in inside_by_condition(given)]
        poles = _placed(denominator, small, z)
    except (SymrnnError, sympy.PolynomialError, ValueError, NotImplementedError):
        return None
    if poles is None:
        return None
    by_residues = _residues(numerator.as_expr() / denominator.as_expr(), poles, z)
    by_series = _series(numerator.as_expr() / denominator.as_expr(), poles, z)
    try:
        first, second = (scalar_from_sympy(sympy.factor(x)) for x in (by_residues, by_series))
    except SymrnnError:
        return None
    return first if prove_equal(equal(first, second, given=list(given)))[0] is not None else None


def _z(u: Any, variable: Any, z: Any) -> Any:
    k = sympy.simplify(u / variable)
    if not k.is_Integer:
        raise ValueError("not a whole multiple of the variable")
    return z**k


def inside_by_condition(given: tuple[Statement, ...]) -> list[Term]:
    """Scalars e with |e| < 1 by a condition."""
    out = []
    for c in given:
        for part in flat(c):
            if part.head in ("lt", "less") and part.args[0].head == "fn" and part.args[0].args[0].name == "abs" \
                    and part.args[1].head == "num" and part.args[1].args[0] <= 1:
                out.append(part.args[0].args[1])
            if part.head == "gt" and part.args[1].head == "fn" and part.args[1].args[0].name == "abs" \
                    and part.args[0].head == "num" and part.args[0].args[0] <= 1:
                out.append(part.args[1].args[1])
            if part.head == "strictly_between" and part.args[1].head == part.args[2].head == "num" \
                    and part.args[1].args[0] >= -1 and part.args[2].args[0] <= 1:
                out.append(part.args[0])
    return out


def _placed(denominator: Any, small: list[Any], z: Any) -> list[tuple[Any, int, bool]] | None:
    """The poles with their multiplicity, and whether each lies inside; None where one cannot be placed."""
    out: list[tuple[Any, int, bool]] = []
    _, factors = sympy.factor_list(denominator.as_expr(), z)
    for factor, times in factors:
        poly = sympy.Poly(factor, z)
        if poly.degree() == 0:
            continue
        if poly.degree() != 1:
            return None
        lead, constant = poly.all_coeffs()
        pole = sympy.simplify(-constant / lead)
        inside = _side(pole, small)
        if inside is None:
            return None
        out.append((pole, times, inside))
    return out


def _side(pole: Any, small: list[Any]) -> bool | None:
    if pole == 0:
        return True
    if pole.is_number and pole.is_real:
        return None if abs(pole) == 1 else bool(abs(pole) < 1)
    for e in small:
        if sympy.simplify(pole - e) == 0 or sympy.simplify(pole + e) == 0:
            return True
        if sympy.simplify(pole * e - 1) == 0 or sympy.simplify(pole * e + 1) == 0:
            return False
    return None


def _residues(rational: Any, poles: list[tuple[Any, int, bool]], z: Any) -> Any:
    """The sum of the residues of R(z)/z inside the circle."""
    total: Any = sympy.Integer(0)
    inner = [(p, m) for p, m, inside in poles if inside and p != 0]
    at_origin = sum(m for p, m, _ in poles if p == 0) + 1
    for pole, times in [*inner, (sympy.Integer(0), at_origin)]:
        regular = sympy.cancel(rational / z * (z - pole) ** times)
        total += sympy.diff(regular, z, times - 1).subs(z, pole) / sympy.factorial(times - 1)
    return sympy.simplify(total)


def _series(rational: Any, poles: list[tuple[Any, int, bool]], z: Any) -> Any:
    """The constant coefficient: principal parts inside the circle have none, the rest is read at the origin."""
    outer = rational
    for pole, times, inside in poles:
        if not inside:
            continue
        regular = sympy.cancel(rational * (z - pole) ** times)
        for k in range(times):
            coefficient = sympy.diff(regular, z, k).subs(z, pole) / sympy.factorial(k)
            outer -= coefficient / (z - pole) ** (times - k)
    return sympy.simplify(sympy.cancel(sympy.together(outer)).subs(z, 0))
