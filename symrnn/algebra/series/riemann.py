"""Sums of values of a smooth function at j / k, which are k times its integral, but for what stays bounded."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from symrnn.algebra.language.from_sympy import scalar_from_sympy
from symrnn.algebra.language.leaves import scalar
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.proofs.enclosures import coefficients, exact, variables
from symrnn.algebra.series.expansions import Expansion
from symrnn.algebra.series.gauges import Gauge, UnknownGrowthError
from symrnn.algebra.series.ranges import Range, Reads
from symrnn.algebra.terms import SCALAR, Term, number
from symrnn.algebra.writing.symbols import symbol_of
from symrnn.recheck.functions import UNREADABLE, ball, precision
from symrnn.recheck.matrices import scalar as scalar_value
from symrnn.recheck.point import environment
from symrnn.recheck.values import evaluate

BITS, TINY = 128, 1e-20
PIECES = 64  # intervals on which an enclosure of the derivative is looked for


def riemann(r: Reads, body: Term, j: str, span: Range) -> Expansion:
    """A sum of k^d f(j / k): k^(d + 1) times the integral of f, and a rest of order k^d.

    Raises
    ------
    UnknownGrowthError
        Where the parts have another form, or f is not seen to be smooth up to the ends.
    """
    leaf = scalar("share", positive=True)
    u, k = symbol_of(leaf), sympy.Dummy("k", positive=True)
    at = r.symbols.along({j: u * k, r.name: k}, body)
    if at is None or not at.free_symbols <= {u, k}:
        raise UnknownGrowthError("a sum whose parts depend on the variable")
    degree = sympy.simplify(k * sympy.diff(at, k) / at)
    f = sympy.simplify(at.subs(k, 1))
    ends = sympy.Integer(span.opening[0]), sympy.Integer(span.last[0])
    if not degree.is_Rational or ends[0] == ends[1] or not _smooth(f, leaf, *map(int, ends)):
        raise UnknownGrowthError("a sum whose parts depend on the variable in another way")
    total = sympy.integrate(f, (u, *ends))
    whole = Term("integral", (scalar_from_sympy(f, {u: leaf}), leaf, number(int(ends[0])), number(int(ends[1]))), SCALAR)
    free = environment({"leaves": {leaf.name: {"shape": []}}}, {"sizes": {}})
    with precision(BITS):
        try:
            gap = ball(scalar_value(evaluate(node(whole), free))) - ball(scalar_value(evaluate(
                node(scalar_from_sympy(total)), free)))
        except UNREADABLE as error:
            raise UnknownGrowthError("an integral without a value") from error
    if not abs(gap) < TINY:
        raise UnknownGrowthError("an integral that two ways give differently")
    return Expansion({Gauge(p=degree + 1): total}, [Gauge(p=degree)])


def _smooth(f: Any, leaf: Term, low: int, high: int) -> bool:
    """Whether f and its derivative are bounded on a closed interval, by enclosures on small pieces of it."""
    term, width = scalar_from_sympy(f, {symbol_of(leaf): leaf}), Fraction(high - low, PIECES)
    if leaf not in leaves(term):
        return True
    seen: dict[Term, None] = {}
    if not variables(term, seen) or list(seen) != [leaf]:
        return False
    pieces = (low + width * i for i in range(PIECES))
    return all(c.is_finite() for x in pieces
               for c in coefficients(term, leaf, exact(x).union(exact(x + width)), 2))
