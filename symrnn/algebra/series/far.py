"""Elementwise functions of expansions: far out, or wherever their argument goes; one small rule for each word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from symrnn.algebra.series.expansions import Calculus, Expansion
from symrnn.algebra.series.gauges import UNIT, UnknownGrowthError


def _tanh(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    if not far:
        return None
    e = c.exponential(c.scaled(-2 * far, u))
    fraction = c.times(c.add(c.number(1), c.scaled(-1, e)), c.power(c.add(c.number(1), e), sympy.Integer(-1)))
    return c.scaled(far, fraction)


def _sigmoid(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    if far > 0:
        return c.power(c.add(c.number(1), c.exponential(c.scaled(-1, u))), sympy.Integer(-1))
    if far < 0:
        e = c.exponential(u)
        return c.times(e, c.power(c.add(c.number(1), e), sympy.Integer(-1)))
    return None


def _softplus(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    if not far:
        return None
    small = c.logarithm(c.add(c.number(1), c.exponential(c.scaled(-far, u))))
    return c.add(u, small) if far > 0 else small


def _atan(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    if not far:
        return None
    inner = c.taylor([0, 1, 0, -sympy.Rational(1, 3)], c.power(u, sympy.Integer(-1)))
    return c.add(c.number(far * sympy.pi / 2), c.scaled(-1, inner))


def _erf(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    if not far:
        return None
    rest = c.exponential(c.scaled(-far, u))  # erfc(x) <= exp(-x^2) <= e exp(-x)
    return c.add(c.number(far), Expansion({}, [*rest.terms, *rest.rests]))


def _abs(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    try:
        g, first = c.lead(u)
    except UnknownGrowthError:
        g, first = UNIT, sympy.S.Zero
    if first != 0 and c.numbers.sign(g.b) == 1:
        return c.scaled(c.numbers.sign(first), u)
    return Expansion({}, [*u.terms, *u.rests])


def _root(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    return c.power(u, sympy.Rational(1, 2))


def _exp(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    return c.exponential(u)


def _log(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    return c.logarithm(u)


def _hyperbolic(way: int) -> Any:
    def rule(c: Calculus, u: Expansion, far: int) -> Expansion | None:
        if not far:
            return None
        parts = c.exponential(u), c.scaled(way, c.exponential(c.scaled(-1, u)))
        return c.scaled(sympy.Rational(1, 2), c.add(*parts))

    return rule


def _one_sided(slope: Any, ends: tuple[Any, Any] | None = None) -> Any:
    """Functions that are linear, or constant, far out on each side."""
    def rule(c: Calculus, u: Expansion, far: int) -> Expansion | None:
        if not far:
            return None
        if ends is not None:
            return c.number(ends[far > 0])
        return u if far > 0 else c.scaled(slope, u)

    return rule


def _softsign(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    if not far:
        return None
    return c.times(u, c.power(c.add(c.number(1), c.scaled(far, u)), sympy.Integer(-1)))


def _silu(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    found = _sigmoid(c, u, far)
    return None if found is None else c.times(u, found)


def _gelu(c: Calculus, u: Expansion, far: int) -> Expansion | None:
    if not far:
        return None
    rest = c.exponential(c.scaled(-far / sympy.sqrt(2), u))  # 1 - erf(u / sqrt(2)) is at most e exp(-u / sqrt(2))
    step = c.add(c.number(1 if far > 0 else 0), Expansion({}, [*rest.terms, *rest.rests]))
    return c.times(u, step)


RULES: dict[str, Callable[[Calculus, Expansion, int], Expansion | None]] = {
    "tanh": _tanh, "sigmoid": _sigmoid, "softplus": _softplus, "atan": _atan, "erf": _erf, "abs": _abs, "sqrt": _root,
    "exp": _exp, "log": _log, "sinh": _hyperbolic(-1), "cosh": _hyperbolic(1), "silu": _silu, "gelu": _gelu,
    "softsign": _softsign,
    "relu": _one_sided(0), "leaky_relu": _one_sided(sympy.Rational(1, 100)), "identity": lambda c, u, far: u,
    "sign": _one_sided(0, (-1, 1)), "step": _one_sided(0, (0, 1)), "hardtanh": _one_sided(0, (-1, 1)),
}
"""Word -> its expansion far out, or wherever it has one; None where the values near a number tell."""
