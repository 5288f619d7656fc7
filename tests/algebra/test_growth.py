"""The leading terms of expressions give their limits, which SymPy finds in another way; what is not known is refused."""

import pytest
import sympy

from symrnn.algebra.analysis.growth import UnknownGrowthError, limit_of

x = sympy.Symbol("x", positive=True)
exp, log, sqrt = sympy.exp, sympy.log, sympy.sqrt

KNOWN = {
    "logarithm over power": log(x + 1) / (x + 1),
    "power over exponential": x**5 * sympy.Rational(9, 10) ** x,
    "exponentials": (3 * 2**x + x) / (2**x - x**9),
    "product with a logarithm": x * log(x) / (x + 1) ** 2,
    "conjugate": sqrt(x**2 + 3 * x) - x,
    "conjugate of a sum": x + 1 - sqrt(x**2 + x + 7),
    "euler": (1 + 2 / (x + 1)) ** (x + 3),
    "logarithms": log(x**2 + 1) / log(x + 5),
    "logarithm near one": x * log(1 + 3 / x),
    "tanh": x * sympy.tanh(2 / (x + 1)),
    "tanh far out": sympy.tanh(log(x + 1)) * (x - 1) / (2 * x),
    "atan": sympy.atan(-x),
    "cosine near zero": sympy.cos(1 / x) + 1,
    "to infinity": x**2 / (log(x) * x),
    "to minus infinity": x - x**2,
    "an irrational limit": sqrt(2 * x + 1) / sqrt(x),
    "exponential of what vanishes": exp(1 / x) - 3,
}
UNKNOWN = {
    "a parameter": x + sympy.Symbol("c"),
    "no limit": sympy.cos(x),
    "cancelled logarithms": log(x + 1) - log(x),
    "cancelled exponentials": exp(1 / x) - 1,
    "an exponent that is not affine": exp(sqrt(x)),
    "a power of a negative number": (-1) ** x,
    "a double logarithm": log(log(x)),
    "a root of what is negative": sqrt(1 - x),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_limit_is_sympys(name):
    gap = limit_of(KNOWN[name], x), sympy.limit(KNOWN[name], x, sympy.oo)
    assert gap[0] == gap[1] or sympy.simplify(gap[0] - gap[1]) == 0


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known_is_refused(name):
    with pytest.raises(UnknownGrowthError):
        limit_of(UNKNOWN[name], x)
