"""Limits and orders: a geometric bound with an explicit rate, a quotient of polynomials and exponentials, a named lemma.

Each argument has a second one: the rate is confirmed by the trusted base at growing k, the limit of a quotient by
SymPy's, which works in another way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import sympy

from symrnn.algebra.analysis.approach import powers_about
from symrnn.algebra.analysis.growth import limit_of
from symrnn.algebra.derive import expand
from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.serialise import record
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement, equal, less
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.language.words import norm
from symrnn.algebra.proofs.facts import flat
from symrnn.algebra.proofs.nonvanishing import nonnegative
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.terms import Term, number
from symrnn.algebra.view import sympy_view
from symrnn.errors import SymrnnError
from symrnn.recheck.certificates import accept

LEMMA = "Gelfand's formula for the spectral radius"
GELFAND = f"rests on {LEMMA}"
NORMS = frozenset({"norm", "norm_f", "norm_1", "norm_inf", "rho"})
BELOW = frozenset({"lt", "less"})


def prove_limit(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove `tends_to(a, limit, k)`."""
    a, limit, k = statement.args
    a, limit = expand(a), expand(limit)
    if _vanishes(limit):
        geometric = geometric_decay(a, k, statement.given)
        if geometric:
            scope = sizes_of(statement) + (f"; {GELFAND}" if GELFAND in geometric else "")
            how = "radius" if GELFAND in geometric else "powers"
            certificate: dict[str, Any] = {"kind": "limit", "scope": scope, "how": how}
            contraction = [p for t in powers_in(a) if (p := small_norm(t, statement.given)) is not None]
            certificate |= {"norm": contraction[0].certificate} if contraction else {}
            return Proof("route:series", "checker", scope, readable(statement, certificate), geometric, 1), ""
    if a.is_column and a.head == "iterate":
        powers = powers_about(a, limit, statement.given)
        geometric = "" if powers is None else geometric_decay(powers, k, statement.given)
        if geometric:
            scope = sizes_of(statement) + (f"; {GELFAND}" if GELFAND in geometric else "")
            certificate = {"kind": "limit", "scope": scope, "how": "geometric"}
            certificate |= {"lemma": LEMMA} if GELFAND in geometric else {}
            return Proof("route:series", "checker", scope, certificate,
                         f"an affine map about its fixed point; {geometric}", 1), ""
    if not a.shape:
        scope = sizes_of(statement)
        found = quotient_limit(a, k, statement.given)
        if found is not None and limit == found:
            certificate = readable(statement, {"kind": "limit", "scope": scope, "how": "quotient"})
            return Proof("route:exact-calculus", "checker", scope, certificate,
                         "a quotient of polynomials or exponentials, by its leading terms; SymPy's limit agrees", 1), ""
        end = leading_limit(a, k)
        if end is not None and stands_for(limit, end):
            certificate = {"kind": "limit", "scope": scope, "how": "values"}
            return Proof("route:exact-calculus", "checker", scope, certificate,
                         "by the leading terms of its parts; SymPy's limit agrees", 1), ""
    return None, "no geometric rate, no quotient of polynomials or exponentials, no leading terms"


def _vanishes(t: Term) -> bool:
    return t.head == "zeros" or (t.head == "num" and t.args[0] == 0)


# -- geometric rates ---------------------------------------------------------------------------------------------
def geometric_decay(a: Term, k: Any, given: tuple[Statement, ...]) -> str:
    """Why a vanishes geometrically as k grows; empty where that is not shown."""
    a = a.args[1] if a.head == "named" else a
    head, args = a.head, a.args
    if head == "neg":
        return geometric_decay(args[0], k, given)
    if head == "T":
        return geometric_decay(args[0], k, given)
    if head in ("add", "sub"):
        parts = [geometric_decay(x, k, given) for x in args]
        return "; ".join(parts) if all(parts) else ""
    if head in ("mul", "matmul", "outer", "dot"):
        for one, other in ((args[0], args[1]), (args[1], args[0])):
            if not mentions(other, k) and (why := geometric_decay(one, k, given)):
                return why
        return ""
    if head == "div" and not mentions(args[1], k):
        return geometric_decay(args[0], k, given)
    if head in NORMS or (head == "fn" and args[0].name == "abs") or head in ("sum", "mean", "tr", "entry", "max", "min",
                                                                             "diagof", "diag"):
        return geometric_decay(args[1] if head == "fn" else args[0], k, given)
    if head == "pow" and _grows_like(args[1], k) and not mentions(args[0], k):
        return below_one(args[0], given)
    if head == "matpow" and _index_grows(args[1], k):
        return contracts(args[0], given)
    return ""


def mentions(t: Term, k: Any) -> bool:
    """Whether a term depends on the variable of a limit."""
    if isinstance(k, Term):
        return k in leaves(t)
    name = next(iter(k.names))
    stack = [t]
    while stack:
        at = stack.pop()
        if any(isinstance(x, Size) and name in x.names for x in at.args):
            return True
        stack.extend(at.children)
    return False


def _grows_like(exponent: Term, k: Any) -> bool:
    """Whether an exponent is c k + d with a positive integer c."""
    if exponent.head == "size" and isinstance(k, Size):
        return _index_grows(exponent.args[0], k)
    return isinstance(k, Term) and exponent == k


def _index_grows(index: Size, k: Any) -> bool:
    if not isinstance(k, Size):
        return False
    name = next(iter(k.names))
    return all(name not in m or (m == (name,) and c > 0) for m, c in index.terms) and name in index.names


def below_one(q: Term, given: tuple[Statement, ...]) -> str:
    """Why |q| < 1: a number, or a condition on |q|, or on a nonnegative q."""
    if q.head == "num":
        return f"|{q}| < 1" if abs(q.args[0]) < 1 else ""
    if q.is_scalar and q.head == "sym" and q.args[2]:
        for head, *bounds in q.args[2]:
            if head == "between" and all(isinstance(x, Fraction) for x in bounds) and bounds[0] > -1 and bounds[1] < 1:
                return f"|{q}| < 1"
    for c in given:
        for part in flat(c):
            if part.head in BELOW or part.head == "gt":
                low, high = part.args if part.head in BELOW else part.args[::-1]
                if high.head != "num" or high.args[0] > 1:
                    continue
                if low.head == "fn" and low.args[0].name == "abs" and _same(low.args[1], q):
                    return f"|{q}| < 1 by a condition"
                if _same(low, q) and (nonnegative(q, given) or _bounded_below(q, given)):
                    return f"0 <= {q} < 1 by conditions"
            if part.head == "strictly_between" and _same(part.args[0], q) and part.args[1].head == part.args[2].head \
                    == "num" and part.args[1].args[0] >= -1 and part.args[2].args[0] <= 1:
                return f"|{q}| < 1 by a condition"
    return ""


def _bounded_below(q: Term, given: tuple[Statement, ...]) -> bool:
    for c in given:
        for part in flat(c):
            pair = part.args if part.head in ("lt", "le", "less", "at_most") else part.args[::-1] \
                if part.head in ("gt", "ge") else None
            if pair is not None and _same(pair[1], q) and pair[0].head == "num" and pair[0].args[0] > -1:
                return True
    return False


def _same(a: Term, b: Term) -> bool:
    return a == b or (a.shape == b.shape and prove_equal(equal(a, b))[0] is not None)


def contracts(a: Term, given: tuple[Statement, ...]) -> str:
    """Why the powers of a matrix vanish: a norm below one, or a spectral radius below one (Gelfand)."""
    for c in given:
        for part in flat(c):
            if part.head in BELOW and part.args[0].head in NORMS and part.args[0].args[0] == a \
                    and part.args[1].head == "num" and part.args[1].args[0] <= 1:
                if part.args[0].head == "rho":
                    return f"the spectral radius is below one; {GELFAND}"
                return f"the {part.args[0].head} of {a} is below one, and is submultiplicative"
    return f"the norm of {a} is below one" if small_norm(a, given) is not None else ""


def small_norm(a: Term, given: tuple[Statement, ...]) -> Proof | None:
    """The proof that the norm of a composed matrix is below one."""
    from symrnn.algebra.provers import prove

    composed = a.head in ("mul", "add", "matmul", "diag", "sub")
    return prove(less(norm(a), 1, given=list(given)))[0] if composed else None


def powers_in(t: Term) -> Iterator[Term]:
    """The matrices whose powers a term has."""
    yield from [t.args[0]] if t.head == "matpow" else []
    for child in t.children:
        yield from powers_in(child)


def readable(statement: Statement, certificate: dict[str, Any]) -> dict[str, Any]:
    """The certificate where the trusted base follows its argument; else one for which values alone speak."""
    good, _ = accept(record(statement), certificate)
    how = "geometric" if statement.head == "tends_to" else "values"
    return certificate if good else {k: v for k, v in certificate.items() if k != "norm"} | {"how": how}


# -- quotients ---------------------------------------------------------------------------------------------------
def quotient_limit(a: Term, k: Any, given: tuple[Statement, ...]) -> Term | None:
    """The limit of a quotient of polynomials in k, or in exp(k), as a number; None where it is neither, or not agreed."""
    x = sympy.Dummy("x", positive=True)
    try:
        expr = sympy_view(a)
        variable = sympy_view(k) if isinstance(k, Term) else sympy_view(Term("size", (k,), ()))
        expr = expr.xreplace({variable: x})
        if expr.free_symbols - {x}:
            return None
        first = _by_degrees(expr, x)
        second = sympy.limit(expr, x, sympy.oo)
    except (SymrnnError, ValueError, NotImplementedError, sympy.PolynomialError, TypeError):
        return None
    if first is None or first != second:
        return None
    if first is sympy.oo:
        return Term("const", ("oo",), ())
    return number(Fraction(int(first.p), int(first.q))) if first.is_Rational else None


def leading_limit(a: Term, k: Any, rest: int | None = None) -> Any:
    """The limit of a scalar without parameters by its leading terms, where SymPy's limit agrees; None otherwise.

    Parameters
    ----------
    a, k
        The scalar and its variable.
    rest
        Of an index: only its even (0) or its odd (1) values are looked at.
    """
    x = sympy.Dummy("x", positive=True)
    try:
        expr = sympy_view(a)
        variable = sympy_view(k) if isinstance(k, Term) else sympy_view(Term("size", (k,), ()))
        expr = expr.xreplace({variable: x if rest is None else 2 * x + rest})
        expr = expr if rest is None else expr.replace(sympy.Pow, lambda base, e: _of_parity(base, e, x))
        if expr.free_symbols != {x}:
            return None
        first = limit_of(expr, x)
        second = sympy.limit(expr, x, sympy.oo)
    except (SymrnnError, ValueError, NotImplementedError, sympy.PolynomialError, TypeError, AttributeError):
        return None
    return first if first == second or (first.is_finite and second.is_finite and agree(first, second)) else None


def _of_parity(base: Any, exponent: Any, x: Any) -> Any:
    """A power of a negative number whose exponent is a whole number of known parity for whole x."""
    if not (base.is_Rational and base < 0 and exponent.has(x)):
        return sympy.Pow(base, exponent)
    slope, shift = sympy.diff(exponent, x), exponent.subs(x, 0)
    if not (slope.is_Integer and slope % 2 == 0 and shift.is_Integer):
        raise ValueError("a power of a negative number, of no known parity")
    return (-1) ** (int(shift) % 2) * sympy.Pow(-base, exponent)


def agree(a: Any, b: Any) -> bool:
    """Whether two numbers are equal by SymPy's simplification."""
    return bool(sympy.simplify(a - b) == 0)


def stands_for(limit: Term, end: Any) -> bool:
    """Whether a term without leaves is the number, or the infinity, that a limit was found to be."""
    if limit.shape or leaves(limit):
        return False
    stated = sympy_view(limit)
    if not end.is_finite or not stated.is_finite:
        return bool(stated == end)
    return bool(stated == end) or agree(stated, end)


def another_limit(statement: Statement) -> Term | None:
    """The limit that a sequence without parameters has in truth, where it is another than the stated one."""
    a, stated, k = statement.args
    a, stated = expand(a), expand(stated)
    if a.shape or statement.head != "tends_to" or stated.head not in ("num", "const"):
        return None
    if any(not isinstance(k, Term) or x != k for x in leaves(a)):
        return None
    found = quotient_limit(a, k, statement.given)
    return found if found is not None and found != stated else None


def _by_degrees(expr: Any, x: Any) -> Any:
    """The limit of a rational function of x or of e^x by the degrees of numerator and denominator."""
    exponential = sympy.Dummy("E", positive=True)
    expr = expr.rewrite(sympy.exp) if expr.has(sympy.tanh, sympy.sinh, sympy.cosh) else expr
    if expr.has(sympy.exp):
        expr = sympy.expand(sympy.powsimp(sympy.expand_power_exp(expr))) if not expr.is_Mul else expr
        expr = expr.replace(sympy.exp, lambda u: _power_of(u, x, exponential))
        if expr.has(x):
            return None
        x = exponential
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(expr)))
    top, bottom = sympy.Poly(numerator, x), sympy.Poly(denominator, x)
    if top.is_zero:
        return sympy.Integer(0)
    if top.degree() < bottom.degree():
        return sympy.Integer(0)
    ratio = sympy.nsimplify(top.LC() / bottom.LC())
    if top.degree() == bottom.degree():
        return ratio
    return sympy.oo if ratio > 0 else -sympy.oo


def _power_of(u: Any, x: Any, exponential: Any) -> Any:
    c = sympy.cancel(u / x)
    if not c.is_Integer:
        raise ValueError("not a whole power of the exponential")
    return exponential**c


def prove_order_of(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove `of_order(a, b, k)`: the quotient of two scalars has a finite limit."""
    a, b, k = statement.args
    if a.shape or b.shape:
        return None, "an order of matrices"
    ratio = expand(a) / expand(b)
    quotient = quotient_limit(ratio, k, statement.given)
    if quotient is None or quotient.head != "num":
        quotient = leading_limit(ratio, k)
        if quotient is None or not quotient.is_finite:
            return None, "the quotient has no limit that two arguments agree on"
    scope = sizes_of(statement)
    certificate = readable(statement, {"kind": "order", "scope": scope, "how": "quotient"})
    return Proof("route:exact-calculus", "checker", scope, certificate,
                 f"the quotient tends to {quotient}", 1), ""
