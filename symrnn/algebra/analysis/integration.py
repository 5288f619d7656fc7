"""Equations with integrals and expectations: each integral is replaced by a closed form that two arguments confirm.

Over a full period a rational function of cos w and sin w becomes a rational function of z = e^(iw) on the unit circle:
the first argument sums the residues inside, the second reads the constant Fourier coefficient from geometric series.
Elsewhere an antiderivative is proposed by SymPy and confirmed by differentiation, by both roads. Gaussian and uniform
expectations of polynomials go by their moments, and by the recursion or the antiderivative of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from symrnn.algebra.analysis.attraction import continuous
from symrnn.algebra.analysis.circle import mean_over_the_circle
from symrnn.algebra.analysis.improper import unbounded
from symrnn.algebra.analysis.moments import expectation
from symrnn.algebra.analysis.tilted import gaussian_mean
from symrnn.algebra.derive import expand
from symrnn.algebra.language.dependence import made_of
from symrnn.algebra.language.from_sympy import scalar_from_sympy
from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.statements import Statement, equal
from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.proofs.nonvanishing import nonvanishing
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.proofs.ranges import prove_range
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.terms import SCALAR, Term, number
from symrnn.algebra.view import sympy_view
from symrnn.errors import SymrnnError

SMOOTH = frozenset({"exp", "sin", "cos", "sinh", "cosh", "tanh", "sigmoid", "erf", "atan", "softplus", "identity"})


def prove_integral(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove an equation in which integrals or expectations of scalars stand."""
    left, right = (expand(t) for t in statement.args)
    found = [t for side in (left, right) for t in _integrals(side)]
    if not found:
        return None, ""
    values: dict[Term, Term] = {}
    routes: list[str] = []
    for t in dict.fromkeys(found):
        closed, route = (_expectation(t, statement.given) if t.head == "expect" else _integral(t, statement.given))
        if closed is None:
            return None, f"no closed form that two arguments confirm: {route}"
        values[t] = closed
        routes.append(route)
    changed = Statement("equal", (replace(left, values), replace(right, values)), statement.given)
    proof, why = prove_equal(changed)
    if proof is None:
        return None, f"with the integrals in closed form ({', '.join(str(v) for v in values.values())}): {why}"
    scope = sizes_of(statement)
    first, _, second = routes[0].partition("|")
    return Proof(
        f"route:{first}", f"route:{second}", scope,
        {"kind": "integral", "scope": scope, "values": [[node(t), node(v)] for t, v in values.items()]},
        "; ".join(f"{t} = {v} ({r.replace('|', ' and ')})" for (t, v), r in zip(values.items(), routes, strict=True)),
        len(values)), ""


def closed_form(t: Term, given: tuple[Statement, ...]) -> Term | None:
    """The value of an integral, or of an expectation, that two arguments confirm; None where there is none."""
    return (_expectation(t, given) if t.head == "expect" else _integral(t, given))[0]


def _integrals(term: Term) -> list[Term]:
    out, stack = [], [term]
    while stack:
        t = stack.pop()
        if t.head in ("integral", "expect"):
            out.append(t)
        else:
            stack.extend(t.children)
    return out


def _expectation(t: Term, given: tuple[Statement, ...]) -> tuple[Term | None, str]:
    value = expectation(*t.args)
    if value is not None:
        return value, "moments|series"
    f, z, (name, first, second) = t.args
    found: tuple[Term | None, str] | None = None
    if name == "gaussian":
        found = gaussian_mean(f, z, first, second, given)
    else:
        gap = second if first == number(0) else second - first
        if (first.head == second.head == "num" and first != second) or nonvanishing(gap, given):
            whole, why = _by_antiderivative(f, z, first, second, given)
            found = (None, why) if whole is None else (whole / gap, why)
    return (None, "an expectation of another form") if found is None else found


def _integral(t: Term, given: tuple[Statement, ...]) -> tuple[Term | None, str]:
    f, w, lo, hi = t.args
    period = _period(lo, hi)
    if period:
        mean = mean_over_the_circle(f, w, given)
        if mean is not None:
            return 2 * Term("const", ("pi",), SCALAR) * mean, "residues|series"
    if not (_finite(lo) and _finite(hi)):
        found = unbounded(f, w, lo, hi, given)
        return (None, "an unbounded interval") if found is None else found
    return _by_antiderivative(f, w, lo, hi, given)


def _period(lo: Term, hi: Term) -> bool:
    """Whether the interval is one period of the circle."""
    gap = sympy.simplify(sympy_view(hi) - sympy_view(lo)) if all(_finite(x) for x in (lo, hi)) else None
    return bool(gap == 2 * sympy.pi)


def _finite(x: Term) -> bool:
    return not any(t.head == "const" and t.args[0] == "oo" for t in (x, *x.children))


def _by_antiderivative(f: Term, w: Term, lo: Term, hi: Term, given: tuple[Statement, ...]) -> tuple[Term | None, str]:
    """The fundamental theorem, for integrands that are smooth on the whole line, or continuous between the ends."""
    inside = _between(w, lo, hi, given)
    if not _fit(f, w, inside):
        return None, "an integrand that is not smooth by its form"
    try:
        variable = sympy_view(w)
        proposed = sympy.integrate(sympy_view(f), variable)
        if proposed.has(sympy.Integral, sympy.Piecewise):
            return None, "no elementary antiderivative"
        antiderivative = scalar_from_sympy(proposed)
    except (SymrnnError, NotImplementedError, ValueError, TypeError) as error:
        return None, f"no antiderivative: {error}"
    if not _fit(antiderivative, w, inside):
        return None, "an antiderivative that is not smooth by its form"
    confirmed, why = prove_equal(equal(Term("D", (antiderivative, w), SCALAR), f))
    if confirmed is None:
        return None, f"the antiderivative is not confirmed: {why}"

    def at(x: Term) -> Term:
        return replace(antiderivative, {w: x})

    return at(hi) - at(lo), "exact-calculus|scalar-calculus"


def _between(w: Term, lo: Term, hi: Term, given: tuple[Statement, ...]) -> tuple[Statement, ...] | None:
    """The conditions between the ends of an interval, where the first end is known not to be the larger one."""
    free = tuple(c for c in given if not any(w in leaves(t) for t in c.terms))
    if prove_range(Statement("le", (lo, hi), free))[0] is None:
        return None
    return *free, Statement("le", (lo, w)), Statement("le", (w, hi))


def _fit(f: Term, w: Term, inside: tuple[Statement, ...] | None) -> bool:
    """Whether a function is smooth on the whole line by its form, or continuous between the ends."""
    return made_of(f, w, SMOOTH) or (inside is not None and continuous(f, w, inside))
