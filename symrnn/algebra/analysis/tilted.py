"""Expectations beyond polynomials: exponentials and circular functions tilt a normal law, symmetry, kinks at the mean."""

from __future__ import annotations

from typing import Any

import sympy

from symrnn.algebra.analysis.improper import FAILURES, Found, Given, Line, agreed, real_form, unbounded
from symrnn.algebra.analysis.moments import MAX_DEGREE, gaussian_closed, gaussian_recursive
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.dependence import made_of
from symrnn.algebra.language.leaves import scalars
from symrnn.algebra.language.statements import equal
from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.proofs.nonvanishing import is_real, positive
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.terms import SCALAR, Term, number
from symrnn.algebra.view import sympy_view

# functions that grow like a line at most, so that their mean under a normal law exists
MILD = frozenset({"tanh", "sigmoid", "erf", "atan", "sin", "cos", "identity", "sign", "step", "hardtanh", "softsign", "relu",
                  "abs", "softplus", "silu", "gelu", "leaky_relu", "elu"})  # fmt: skip


def gaussian_mean(f: Term, z: Term, mu: Term, var: Term, given: Given) -> Found:
    """The mean of f under a normal law, and the two routes; None where no way leads to it."""
    if not all(map(is_real, (f, mu, var))) or z in leaves(mu) or z in leaves(var):
        return None
    for way in (exponentials, symmetric, about_zero):
        try:
            found = way(f, z, mu, var, given)
        except FAILURES:
            continue
        if found is not None:
            return found
    return None


def exponentials(f: Term, z: Term, mu: Term, var: Term, given: Given) -> Found:
    """Polynomials times exp(t z), t complex where cos and sin stand: E p(z) exp(t z) = exp(t mu + t^2 var / 2) E' p(z).

    The law of E' has the mean mu + t var (the square is completed); its moments are known in two ways.
    """
    line = Line(f, z, given)
    x, m, v = line.x, sympy.Dummy("mu", real=True), sympy.Dummy("var", real=True)
    totals = [sympy.Integer(0), sympy.Integer(0)]
    for part in sympy.Add.make_args(sympy.powsimp(sympy.expand(line.f.rewrite(sympy.exp)), combine="exp")):
        t, front, weight = sympy.Integer(0), sympy.Integer(1), sympy.Integer(1)
        for factor in sympy.Mul.make_args(part):
            if factor.func is sympy.exp and factor.has(x):
                exponent = sympy.Poly(factor.args[0], x)
                if exponent.degree() != 1:
                    return None
                t, front = t + exponent.coeff_monomial(x), front * sympy.exp(exponent.coeff_monomial(1))
            else:
                weight *= factor
        p = sympy.Poly(weight, x)
        if p.degree() > MAX_DEGREE:
            return None
        for j, moments in enumerate((closed_moment, recursive_moment)):
            mean = sum((c * moments(k, m + t * v, v) for (k,), c in p.terms()), sympy.Integer(0))
            totals[j] += front * sympy.exp(t * m + t**2 * v / 2) * mean
    line.back |= {m: mu, v: var}
    return agreed(line, real_form(totals[0]), real_form(totals[1]), "moments|series")


def closed_moment(k: int, mu: Any, var: Any) -> Any:
    """The k-th moment by its sum, in SymPy's terms."""
    return _in_symbols(gaussian_closed, k, mu, var)


def recursive_moment(k: int, mu: Any, var: Any) -> Any:
    """The k-th moment by parts, in SymPy's terms."""
    return _in_symbols(gaussian_recursive, k, mu, var)


def _in_symbols(moment: Any, k: int, mu: Any, var: Any) -> Any:
    names = scalars("mu var")
    return sympy_view(moment(k, *names)).xreplace(dict(zip(map(sympy_view, names), (mu, var), strict=True)))


def symmetric(f: Term, z: Term, mu: Term, var: Term, given: Given) -> Found:
    """f(mu) where f(z) + f(2 mu - z) is 2 f(mu) for every z: the law is symmetric about mu."""
    if not made_of(f, z, MILD):
        return None
    middle = replace(f, {z: mu})
    both = f + replace(f, {z: 2 * mu - z})
    same = prove_equal(equal(both, 2 * middle, given=list(given)))[0]
    return None if same is None else (middle, "exact-calculus|scalar-calculus")


def about_zero(f: Term, z: Term, mu: Term, var: Term, given: Given) -> Found:
    """The mean under a law about zero as an integral over the line, cut at the kinks at zero."""
    if prove_equal(equal(mu, number(0), given=list(given)))[0] is None or not positive(var, given):
        return None
    infinity, pi = Term("const", ("oo",), SCALAR), Term("const", ("pi",), SCALAR)
    found = unbounded(f * TABLE["exp"](-(z**2) / (2 * var)), z, -infinity, infinity, given)
    return None if found is None else (found[0] / TABLE["sqrt"](2 * pi * var), found[1])
