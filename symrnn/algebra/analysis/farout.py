"""Limits far out on the line, read from the form of an expression: saturated functions, and quotients by their degrees."""

from __future__ import annotations

from typing import Any

import sympy

SATURATED = {sympy.tanh: sympy.Integer(1), sympy.erf: sympy.Integer(1), sympy.atan: sympy.pi / 2}


def far_value(expr: Any, x: Any, sign: int) -> Any:
    """The limit of an expression for x towards plus or minus infinity; None where its form does not tell.

    tanh, erf and atan of linear arguments are at their ends, exponentials of linear arguments are powers of one that
    grows, and what is left is a sum of terms, each a quotient of polynomials in x or in that exponential alone.
    """
    for kind, end in SATURATED.items():
        for u in {u for u in expr.atoms(kind) if u.has(x)}:
            slope = _slope(u.args[0], x)
            if slope is None:
                return None
            expr = expr.xreplace({u: end * slope * sign})
    total = sympy.Integer(0)
    for part in sympy.Add.make_args(sympy.expand(expr)):
        limit = _of_part(part, x, sign)
        if limit is None:
            return None
        total += limit
    return total


def _slope(u: Any, x: Any) -> Any:
    """The sign of the slope of a linear argument; None where it is not linear, or not known."""
    try:
        p = sympy.Poly(u, x)
    except sympy.PolynomialError:
        return None
    if p.degree() != 1:
        return None
    return 1 if p.LC().is_positive else -1 if p.LC().is_negative else None


def _of_part(part: Any, x: Any, sign: int) -> Any:
    if not part.has(x):
        return part
    decay = _quadratic_decay(part, x)
    if decay is not None:
        return decay
    grows = sympy.Dummy("grows", positive=True)
    changed = part
    for e in {e for e in part.atoms(sympy.exp) if e.has(x)}:
        p = sympy.Poly(e.args[0], x) if e.args[0].is_polynomial(x) else None
        if p is None or p.degree() != 1 or not p.LC().is_Integer:
            return None
        changed = changed.xreplace({e: sympy.exp(p.coeff_monomial(1)) * grows ** (sign * int(p.LC()))})
    variable = grows if changed.has(grows) else x
    if changed.has(x) and changed.has(grows):
        return None
    top, bottom = sympy.fraction(sympy.together(changed))
    if not (top.is_polynomial(variable) and bottom.is_polynomial(variable)):
        return None
    p, q = sympy.Poly(top, variable), sympy.Poly(bottom, variable)
    if p.degree() > q.degree():
        return None
    return sympy.Integer(0) if p.degree() < q.degree() else p.LC() / q.LC()


def _quadratic_decay(part: Any, x: Any) -> Any:
    """Zero where a polynomial is multiplied by the exponential of a quadratic that falls."""
    factors = sympy.Mul.make_args(part)
    bells = [e for e in factors if e.func is sympy.exp and e.has(x)]
    if len(bells) != 1 or not bells[0].args[0].is_polynomial(x):
        return None
    p = sympy.Poly(bells[0].args[0], x)
    rest = sympy.Mul(*[f for f in factors if f is not bells[0]])
    return sympy.Integer(0) if p.degree() == 2 and p.LC().is_negative and rest.is_polynomial(x) else None
