"""How an expression of one variable grows: its leading term c b^x x^p log(x)^q as x goes to infinity.

The term is found by a walk over the expression, from the leading terms of its parts. Where leading terms cancel, a
difference with a square root is multiplied by its conjugate; any other cancellation gives no answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy

DIGITS = 40
ODD: dict[Any, Any] = {sympy.tanh: 1, sympy.sinh: 1, sympy.sin: 1, sympy.atan: 1, sympy.asinh: 1,
                       sympy.erf: 2 / sympy.sqrt(sympy.pi)}
ENDS: dict[Any, Any] = {sympy.tanh: sympy.Integer(1), sympy.erf: sympy.Integer(1), sympy.atan: sympy.pi / 2}


class UnknownGrowthError(ValueError):
    """The walk does not know how an expression grows."""


@dataclass(frozen=True)
class Lead:
    """The leading term c b^x x^p log(x)^q.

    Parameters
    ----------
    c
        The coefficient, a number that is not zero.
    b, p, q
        The base of the exponential, the power of the variable, the power of its logarithm.
    """

    c: Any
    b: Any = sympy.S.One
    p: Any = sympy.S.Zero
    q: Any = sympy.S.Zero

    def end(self) -> Any:
        """The limit: a number, or an infinity."""
        way = growing(self)
        return self.c if way == 0 else sympy.Integer(0) if way < 0 else sympy.oo * sign(self.c)


def limit_of(expr: Any, x: Any) -> Any:
    """The limit of an expression as x goes to infinity; raises `UnknownGrowthError` where the walk does not find it."""
    lead = leading(expr, x)
    return sympy.Integer(0) if lead is None else lead.end()


def sign(c: Any) -> int:
    """The sign of a real number, read from its digits; an unclear one raises."""
    c = sympy.sympify(c)
    if c.is_Rational:
        return int(sympy.sign(c))
    value = sympy.N(c, DIGITS)
    if not value.is_Float or abs(value) < sympy.Float(10) ** -20:
        raise UnknownGrowthError("a number whose sign is not clear")
    return 1 if value > 0 else -1


def is_same(a: Any, b: Any) -> bool:
    """Whether two numbers are equal; raises where that is not clear."""
    gap = sympy.sympify(a - b)
    return gap == 0 or (not gap.is_Rational and sympy.simplify(gap) == 0) or (sign(gap) == 0)


def growing(lead: Lead) -> int:
    """1 where the size of a term grows without bound, -1 where it vanishes, 0 where it is a number."""
    for at, rest in ((lead.b, 1), (lead.p, 0), (lead.q, 0)):
        if not is_same(at, rest):
            return sign(at - rest)
    return 0


def times(a: Lead, b: Lead) -> Lead:
    """The leading term of a product."""
    return Lead(a.c * b.c, a.b * b.b, a.p + b.p, a.q + b.q)


def leading(expr: Any, x: Any) -> Lead | None:
    """The leading term of an expression; None where it is zero from some x on.

    Raises
    ------
    UnknownGrowthError
        Where a part is of a kind that the walk does not know, or leading terms cancel.
    """
    if not expr.has(x):
        if not expr.is_number or expr.is_real is False:
            raise UnknownGrowthError("a parameter")
        return None if expr == 0 or sign(expr) == 0 else Lead(expr)
    if expr == x:
        return Lead(sympy.Integer(1), p=sympy.Integer(1))
    if expr.is_Add:
        return _sum(expr, x)
    if expr.is_Mul:
        out = Lead(sympy.Integer(1))
        for part in expr.args:
            lead = leading(part, x)
            if lead is None:
                return None
            out = times(out, lead)
        return out
    if isinstance(expr, sympy.exp):
        return _exponential(expr.args[0], x)
    if expr.is_Pow:
        return _power(expr.base, expr.exp, x)
    if expr.is_Function and len(expr.args) == 1:
        return _function(expr.func, expr.args[0], x)
    raise UnknownGrowthError(f"a part of the kind {type(expr).__name__}")


def _sum(expr: Any, x: Any) -> Lead | None:
    leads = [lead for lead in (leading(part, x) for part in expr.args) if lead is not None]
    if not leads:
        return None
    top = leads[0]
    for other in leads[1:]:
        if growing(times(other, Lead(1 / top.c, 1 / top.b, -top.p, -top.q))) > 0:
            top = other
    over = Lead(1 / top.c, 1 / top.b, -top.p, -top.q)
    c = sympy.Add(*(one.c for one in leads if growing(times(one, over)) == 0))
    if not (c == 0 or sympy.simplify(c) == 0) and sign(c):
        return Lead(c, top.b, top.p, top.q)
    polynomial = sympy.expand(expr)
    if polynomial != expr:
        return leading(polynomial, x)
    roots = [part for part in expr.args if part.has(sympy.Pow) and any(
        p.exp == sympy.Rational(1, 2) and p.has(x) for p in part.atoms(sympy.Pow))]
    if len(roots) != 1:
        raise UnknownGrowthError("leading terms cancel")
    root, rest = roots[0], expr - roots[0]
    square = sympy.expand(root**2 - rest**2)
    if square == 0:
        return None
    upper, lower = leading(square, x), leading(root - rest, x)
    if upper is None or lower is None:
        raise UnknownGrowthError("leading terms cancel")
    return times(upper, Lead(1 / lower.c, 1 / lower.b, -lower.p, -lower.q))


def _power(base: Any, exponent: Any, x: Any) -> Lead | None:
    if not base.has(x):
        if sign(base) <= 0:
            raise UnknownGrowthError("a power of a number that is not positive")
        return _exponential(exponent * sympy.log(base), x)
    if exponent.has(x):  # base 1 + u, u -> 0: e^(exponent * u) where that product has a finite limit
        small = leading(sympy.expand(base - 1), x)
        if small is None or growing(small) >= 0:
            raise UnknownGrowthError("a power of what does not tend to one")
        upper = leading(exponent, x)
        product = None if upper is None else times(upper, small)
        if product is None or growing(product) < 0:
            return Lead(sympy.Integer(1))
        if growing(product) > 0:
            raise UnknownGrowthError("a power that needs more than leading terms")
        return Lead(sympy.exp(product.c))
    lead = leading(base, x)
    if lead is None:
        raise UnknownGrowthError("a power of zero")
    if not exponent.is_Rational or (sign(lead.c) < 0 and not exponent.is_Integer):
        raise UnknownGrowthError("a root of a negative number, or an exponent that is not rational")
    return Lead(lead.c**exponent, lead.b**exponent, lead.p * exponent, lead.q * exponent)


def _exponential(exponent: Any, x: Any) -> Lead:
    exponent = sympy.expand(exponent)
    parts: dict[Any, Any] = sympy.collect(exponent, x, evaluate=False)
    rate = parts.pop(x, sympy.Integer(0))
    rest = sympy.Add(*(key * value for key, value in parts.items()))
    if rate.has(x):
        raise UnknownGrowthError("an exponent that is not affine")
    lead = leading(rest, x)
    end = sympy.Integer(0) if lead is None else lead.end()
    if end.is_infinite:
        raise UnknownGrowthError("an exponent that is not affine")
    return Lead(sympy.exp(end), sympy.exp(rate))


def _function(func: Any, inner: Any, x: Any) -> Lead | None:
    lead = leading(inner, x)
    if func is sympy.log:
        return _logarithm(inner, lead, x)
    if func is sympy.Abs:
        return None if lead is None else Lead(abs(lead.c), lead.b, lead.p, lead.q)
    end = sympy.Integer(0) if lead is None else lead.end()
    if end.is_infinite:
        if func in ENDS:
            return Lead(ENDS[func] * (1 if end == sympy.oo else -1))
        raise UnknownGrowthError(f"{func} far out")
    if end == 0 and func in ODD:
        return None if lead is None else Lead(ODD[func] * lead.c, lead.b, lead.p, lead.q)
    value = func(end)
    if func not in (*ODD, sympy.cos, sympy.cosh) or value == 0 or sign(value) == 0:
        raise UnknownGrowthError(f"{func} near a zero of it")
    return Lead(value)


def _logarithm(inner: Any, lead: Lead | None, x: Any) -> Lead | None:
    if lead is None or sign(lead.c) < 0:
        raise UnknownGrowthError("a logarithm of what is not positive")
    if not is_same(lead.b, 1):
        return Lead(sympy.log(lead.b), p=sympy.Integer(1))
    if not is_same(lead.p, 0):
        return Lead(lead.p, q=sympy.Integer(1))
    if not is_same(lead.q, 0):
        raise UnknownGrowthError("a logarithm of a logarithm")
    if not is_same(lead.c, 1):
        return Lead(sympy.log(lead.c))
    return leading(sympy.expand(inner - 1), x)  # log(1 + u) is u and what is small beside it
