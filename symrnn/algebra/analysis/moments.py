"""Expectations of polynomials: Gaussian and uniform moments, each known in two ways that must agree."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

from symrnn.algebra.language.statements import equal
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.terms import Term, number

MAX_DEGREE = 12


def expectation(f: Term, z: Term, law: Any) -> Term | None:
    """The expectation of a polynomial in z under a law; None where f is none, or the two ways disagree."""
    coefficients = polynomial(f, z)
    if coefficients is None or len(coefficients) > MAX_DEGREE + 1:
        return None
    name, first, second = law
    total: Term = number(0)
    other: Term = number(0)
    for k, c in enumerate(coefficients):
        if c is None:
            continue
        a, b = MOMENTS[name]
        total = total + c * a(k, first, second)
        other = other + c * b(k, first, second)
    return total if prove_equal(equal(total, other))[0] is not None else None


def polynomial(f: Term, z: Term) -> list[Term | None] | None:
    """The coefficients of a polynomial in z, lowest first (None for zero); None where f is not one."""
    if z not in leaves(f):
        return [f]
    if f == z:
        return [None, number(1)]
    head, args = f.head, f.args
    if head == "named":
        return polynomial(args[1], z)
    if head == "neg":
        inner = polynomial(args[0], z)
        return None if inner is None else [None if c is None else -c for c in inner]
    if head in ("add", "sub"):
        a, b = polynomial(args[0], z), polynomial(args[1], z)
        if a is None or b is None:
            return None
        out: list[Term | None] = []
        for k in range(max(len(a), len(b))):
            x, y = (p[k] if k < len(p) else None for p in (a, b))
            y = None if y is None else y if head == "add" else -y
            out.append(y if x is None else x if y is None else x + y)
        return out
    if head == "mul":
        return _product(polynomial(args[0], z), polynomial(args[1], z))
    if head == "div" and z not in leaves(args[1]):
        inner = polynomial(args[0], z)
        return None if inner is None else [None if c is None else c / args[1] for c in inner]
    if head == "pow" and args[1].head == "num" and args[1].args[0].denominator == 1 and 0 <= args[1].args[0] <= MAX_DEGREE:
        result: list[Term | None] | None = [number(1)]
        for _ in range(int(args[1].args[0])):
            result = _product(result, polynomial(args[0], z))
        return result
    return None


def _product(a: list[Term | None] | None, b: list[Term | None] | None) -> list[Term | None] | None:
    if a is None or b is None or len(a) + len(b) > MAX_DEGREE + 2:
        return None
    out: list[Term | None] = [None] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            if x is not None and y is not None:
                out[i + j] = x * y if out[i + j] is None else out[i + j] + x * y
    return out


def _double_factorial(k: int) -> int:
    return 1 if k <= 0 else k * _double_factorial(k - 2)


def gaussian_closed(k: int, mu: Term, var: Term) -> Term:
    """E z^k = sum over even j of C(k, j) (j - 1)!! var^(j/2) mu^(k - j)."""
    total: Term = number(0)
    for j in range(0, k + 1, 2):
        total = total + number(comb(k, j) * _double_factorial(j - 1)) * var ** (j // 2) * mu ** (k - j)
    return total


def gaussian_recursive(k: int, mu: Term, var: Term) -> Term:
    """E z^k = mu E z^(k-1) + (k - 1) var E z^(k-2), by parts."""
    if k == 0:
        return number(1)
    if k == 1:
        return mu
    return mu * gaussian_recursive(k - 1, mu, var) + (k - 1) * var * gaussian_recursive(k - 2, mu, var)


def uniform_sum(k: int, lo: Term, hi: Term) -> Term:
    """E z^k = sum of lo^i hi^(k - i) / (k + 1), which is also right where the interval shrinks to a point."""
    total: Term = number(0)
    for i in range(k + 1):
        total = total + lo**i * hi ** (k - i)
    return total / (k + 1)


def uniform_quotient(k: int, lo: Term, hi: Term) -> Term:
    """E z^k = (hi^(k+1) - lo^(k+1)) / ((k + 1)(hi - lo))."""
    return number(Fraction(1, k + 1)) * (hi ** (k + 1) - lo ** (k + 1)) / (hi - lo)


MOMENTS = {"gaussian": (gaussian_closed, gaussian_recursive), "uniform": (uniform_sum, uniform_quotient)}
