"""Integrals over unbounded intervals: closed forms, each known in two ways that must agree.

What is read is a sum of powers times exponentials and circular functions on a half-line, a polynomial times a Gaussian,
a rational function whose denominator is a product of w^2 + c with positive c, or a smooth function with an antiderivative
that SymPy proposes. Which parameters are positive is read from their declarations and from conditions.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb, factorial
from typing import Any

import sympy

from symrnn.algebra.analysis.farout import far_value
from symrnn.algebra.analysis.moments import gaussian_closed, gaussian_recursive
from symrnn.algebra.language.dependence import made_of
from symrnn.algebra.language.from_sympy import scalar_from_sympy
from symrnn.algebra.language.statements import Statement, equal
from symrnn.algebra.language.substitute import leaves, replace, subterms
from symrnn.algebra.proofs.nonvanishing import is_real, nonvanishing, positive
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.terms import SCALAR, Term, number
from symrnn.algebra.view import sympy_view
from symrnn.errors import SymrnnError

Given = tuple[Statement, ...]
Found = tuple[Term, str] | None
SMOOTH = frozenset({"exp", "sin", "cos", "sinh", "cosh", "tanh", "sigmoid", "erf", "atan", "identity"})
SIDES = frozenset({"abs", "relu", "step", "sign"})
FAILURES = (SymrnnError, NotImplementedError, ValueError, TypeError, AttributeError, sympy.PolynomialError)


class Line:
    """An integrand in SymPy's terms: symbols of our own that know what is positive, and the way back."""

    def __init__(self, f: Term, w: Term, given: Given) -> None:
        self.w, self.given = w, given
        others = [x for x in leaves(f) if x != w]
        self.x = sympy.Dummy("w", real=True)
        named = {x: sympy.Dummy(x.name, positive=True) if positive(x, given) else sympy.Dummy(x.name, real=True)
                 for x in others}
        self.back: dict[Any, Term] = {self.x: w, **{s: x for x, s in named.items()}}
        self.f = sympy_view(f).xreplace({sympy_view(x): s for x, s in {**named, w: self.x}.items()})

    def term(self, expr: Any) -> Term:
        """A SymPy expression as a term."""
        return scalar_from_sympy(expr, self.back)

    def positive(self, expr: Any) -> bool:
        """Whether a parameter is certainly positive."""
        return not expr.has(self.x) and (expr.is_positive is True or positive(self.term(expr), self.given))


def unbounded(f: Term, w: Term, lo: Term, hi: Term, given: Given) -> Found:
    """The integral of f over an interval with an infinite end, and the two routes; None where none is found."""
    if not all(map(is_real, (f, lo, hi))) or (lo.head, hi.head) == ("const", "const"):
        return None
    below, above = lo.head == "neg", hi == Term("const", ("oo",), SCALAR)
    below = below and lo.args[0] == Term("const", ("oo",), SCALAR)
    if not above:  # the mirror image
        return unbounded(replace(f, {w: -w}), w, -hi, Term("const", ("oo",), SCALAR), given) if below else None
    kinked = [t for t in subterms(f) if t.head == "fn" and t.args[0].word in SIDES and w in leaves(t)]
    if kinked:
        return halves(f, w, lo, hi, given) if below or lo == number(0) else None
    if below:
        return first_of(f, w, given, (rational, gaussian, both_ends))
    if lo == number(0):
        return first_of(f, w, given, (decaying, half_of_even, from_zero))
    return first_of(replace(f, {w: w + lo}), w, given, (decaying,)) if w not in leaves(lo) else None


def first_of(f: Term, w: Term, given: Given, ways: tuple[Callable[[Line], Found], ...]) -> Found:
    """The first closed form that is found and that has a value wherever the integrand has."""
    for way in ways:
        try:
            found = way(Line(f, w, given))
        except FAILURES:
            continue
        if found is not None and defined(found[0], given):
            return found
    return None


def defined(t: Term, given: Given) -> bool:
    """Whether certainly no denominator of a closed form vanishes."""
    return all(nonvanishing(x.args[1], given) for x in subterms(t) if x.head == "div") and all(
        nonvanishing(x.args[0], given) for x in subterms(t) if x.head == "pow" and not (
            x.args[1].head == "num" and x.args[1].args[0] > 0))


def agreed(line: Line, first: Any, second: Any, routes: str) -> Found:
    """A closed form of which a second one is proved to be the same."""
    a, b = (x if isinstance(x, Term) else line.term(x) for x in (first, second))
    return (a, routes) if prove_equal(equal(a, b, given=list(line.given)))[0] is not None else None


def halves(f: Term, w: Term, lo: Term, hi: Term, given: Given) -> Found:
    """An integrand with kinks at zero alone: each half-line by itself, the left one turned over."""

    def side(sign: int) -> Term | None:
        def read(t: Term) -> Term | None:
            if t.head != "fn" or t.args[0].word not in SIDES or w not in leaves(t):
                return t
            u = t.args[1]
            if u == w:
                up = sign > 0
            elif u.head == "neg" and u.args[0] == w:
                up = sign < 0
            else:
                return None
            word = t.args[0].word
            return {"abs": u if up else -u, "relu": u if up else number(0), "step": number(1 if up else 0),
                    "sign": number(1 if up else -1)}[word]

        changed = {t: read(t) for t in subterms(f)}
        if None in changed.values():
            return None
        new = replace(f, {t: x for t, x in changed.items() if x is not None and x != t})
        return new if sign > 0 else replace(new, {w: -w})

    total: Term = number(0)
    routes = ""
    for sign in (1, -1) if lo.head == "neg" else (1,):
        part = side(sign)
        if part is None:
            return None
        if part == number(0) or sympy_view(part) == 0:
            continue
        found = unbounded(part, w, number(0), hi, given)
        if found is None:
            return None
        total, routes = total + found[0], found[1]
    return (total, routes) if routes else None


# -- powers times exponentials and circular functions ----------------------------------------------------------------------
def decaying(line: Line) -> Found:
    """The integral from 0 on of a sum of c w^k exp(-a w) (cos b w | sin b w), a positive: an antiderivative, and Euler's."""
    x, complex_sum, primitive = line.x, sympy.Integer(0), sympy.Integer(0)
    for part in sympy.Add.make_args(sympy.powsimp(sympy.expand(line.f.rewrite(sympy.exp)), combine="exp")):
        rest, k, rate = sympy.Integer(1), 0, sympy.Integer(0)
        for factor in sympy.Mul.make_args(part):
            base, exponent = factor.as_base_exp()
            if not factor.has(x):
                rest *= factor
            elif base == x and exponent.is_Integer and exponent > 0:
                k = int(exponent)
            elif factor.func is sympy.exp and sympy.Poly(factor.args[0], x).degree() == 1:
                slope, shift = sympy.Poly(factor.args[0], x).all_coeffs()
                rate, rest = rate - slope, rest * sympy.exp(shift)
            else:
                return None
        if not line.positive(sympy.re(rate)):
            return None
        complex_sum += rest * factorial(k) / rate ** (k + 1)
        primitive -= rest * sympy.exp(-rate * x) * sum(
            sympy.Integer(factorial(k) // factorial(k - j)) * x ** (k - j) / rate ** (j + 1) for j in range(k + 1))
    antiderivative = line.term(real_form(primitive))
    if not confirmed(antiderivative, line):
        return None
    value = line.term(sympy.factor(real_form(complex_sum)))
    return agreed(line, value, -replace(antiderivative, {line.w: number(0)}), "exact-calculus|scalar-calculus")


def real_form(expr: Any) -> Any:
    """An expression that is real, written without the imaginary unit."""
    if not expr.has(sympy.I):
        return expr
    out = sympy.Integer(0)
    for part in sympy.Add.make_args(sympy.expand(expr)):
        out += sympy.expand(part, complex=True).as_real_imag()[0]
    return sympy.expand(out)  # a simplification would add angles up


def confirmed(antiderivative: Term, line: Line) -> bool:
    """Whether the derivative of an antiderivative is the integrand, by both roads."""
    f = line.term(line.f)
    return prove_equal(equal(Term("D", (antiderivative, line.w), SCALAR), f, given=list(line.given)))[0] is not None


# -- Gaussians -------------------------------------------------------------------------------------------------------------
def gaussian(line: Line) -> Found:
    """A polynomial times exp(-a w^2 + b w + c) over the line, a positive: the moments of a normal law, in two ways."""
    x = line.x
    total: list[Any] = [number(0), number(0)]
    for part in sympy.Add.make_args(sympy.powsimp(sympy.expand(line.f), combine="exp")):
        powers = [p for p in sympy.Mul.make_args(part) if p.func is sympy.exp and p.has(x)]
        if len(powers) != 1:
            return None
        exponent = sympy.Poly(powers[0].args[0], x)
        weight = sympy.Poly(sympy.cancel(part / powers[0]), x)
        if exponent.degree() != 2 or not line.positive(-exponent.coeff_monomial(x**2)) or weight.degree() > 10:
            return None
        a, b, c = -exponent.coeff_monomial(x**2), exponent.coeff_monomial(x), exponent.coeff_monomial(1)
        mu, var = line.term(b / (2 * a)), line.term(1 / (2 * a))
        front = line.term(sympy.exp(sympy.simplify(b**2 / (4 * a) + c)) * sympy.sqrt(sympy.pi / a))
        for (k,), coefficient in weight.terms():
            for j, moment in enumerate((gaussian_closed, gaussian_recursive)):
                total[j] = total[j] + line.term(coefficient) * front * moment(k, mu, var)
    return agreed(line, total[0], total[1], "moments|series")


# -- rational functions ----------------------------------------------------------------------------------------------------
def rational(line: Line) -> Found:
    """A rational function over the line: residues above the axis, and partial fractions in the square of w.

    Both hold where the c of the factors w^2 + c are different; the integral and its closed form are continuous.
    """
    x = line.x
    top, bottom = (sympy.Poly(p, x) for p in sympy.fraction(sympy.together(line.f)))
    if bottom.degree() < top.degree() + 2:
        return None
    lead, found = sympy.factor_list(bottom.as_expr(), x)
    places: list[tuple[Any, int]] = []
    for factor, multiplicity in found:
        p = sympy.Poly(factor, x)
        if p.degree() == 0:
            lead = lead * factor**multiplicity
            continue
        if p.degree() != 2 or p.coeff_monomial(x) != 0:
            return None
        lead = lead * p.LC() ** multiplicity
        c = sympy.cancel(p.coeff_monomial(1) / p.LC())
        if not line.positive(c):
            return None
        places.append((c, multiplicity))
    if not places or len({c for c, _ in places}) < len(places):
        return None
    top = sympy.Poly(top.as_expr() / lead, x)
    return agreed(line, sympy.factor(by_residues(top, places, x)), by_fractions(top, places, x), "residues|series")


def by_residues(top: Any, places: list[tuple[Any, int]], x: Any) -> Any:
    """2 pi i times the residues at i sqrt(c)."""
    total = sympy.Integer(0)
    for k, (c, m) in enumerate(places):
        pole = sympy.I * sympy.sqrt(c)
        rest = top.as_expr() / sympy.prod([(x**2 + e) ** j for i, (e, j) in enumerate(places) if i != k]) / (x + pole) ** m
        total += sympy.diff(rest, x, m - 1).subs(x, pole) / factorial(m - 1)
    return sympy.cancel(sympy.together(sympy.expand(2 * sympy.pi * sympy.I * total)))


def by_fractions(top: Any, places: list[tuple[Any, int]], x: Any) -> Any:
    """Partial fractions of the even part in u = w^2, and the integrals of 1 / (w^2 + c)^j."""
    u, total = sympy.Dummy("u"), sympy.Integer(0)
    even = sum((c * u ** (k // 2) for (k,), c in top.terms() if k % 2 == 0), sympy.Integer(0))
    for k, (c, m) in enumerate(places):
        rest = even / sympy.prod([(u + e) ** j for i, (e, j) in enumerate(places) if i != k])
        for j in range(1, m + 1):
            weight = sympy.diff(rest, u, m - j).subs(u, -c) / factorial(m - j)
            total += weight * sympy.pi * comb(2 * j - 2, j - 1) / 4 ** (j - 1) / (c ** (j - 1) * sympy.sqrt(c))
    return sympy.cancel(sympy.together(total))


def half_of_even(line: Line) -> Found:
    """An even integrand from 0 on: half of what it is over the line."""
    if sympy.simplify(line.f - line.f.subs(line.x, -line.x)) != 0:
        return None
    f = line.term(line.f)
    if prove_equal(equal(f, replace(f, {line.w: -line.w}), given=list(line.given)))[0] is None:
        return None
    found = first_of(f, line.w, line.given, (rational, gaussian))
    return None if found is None else (found[0] / 2, found[1])


# -- antiderivatives -------------------------------------------------------------------------------------------------------
def both_ends(line: Line) -> Found:
    """The difference of the limits of an antiderivative at both ends."""
    return by_antiderivative(line, True)


def from_zero(line: Line) -> Found:
    """The limit of an antiderivative, less its value at 0."""
    return by_antiderivative(line, False)


def by_antiderivative(line: Line, whole: bool) -> Found:
    """A smooth integrand: SymPy's antiderivative, confirmed by both roads; its limits by their form, and by SymPy's."""
    f = line.term(line.f)
    if not made_of(f, line.w, SMOOTH, divisor=lambda t: nonvanishing(t, line.given)):
        return None
    proposed = sympy.integrate(line.f, line.x)
    if proposed.has(sympy.Integral, sympy.Piecewise, sympy.log, sympy.RootSum):
        return None
    antiderivative = line.term(proposed)
    smooth = made_of(antiderivative, line.w, SMOOTH, divisor=lambda t: nonvanishing(t, line.given))
    if not smooth or not confirmed(antiderivative, line):
        return None
    ends = [far_value(proposed, line.x, 1), far_value(proposed, line.x, -1) if whole else proposed.subs(line.x, 0)]
    if None in ends:
        return None
    again = [sympy.limit(proposed, line.x, sympy.oo), sympy.limit(proposed, line.x, -sympy.oo if whole else 0)]
    return agreed(line, ends[0] - ends[1], again[0] - again[1], "exact-calculus|series")
