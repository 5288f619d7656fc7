"""A SymPy scalar expression read into the language; anything unknown is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.from_entries import read as entries_read
from symrnn.algebra.language.leaves import scalar
from symrnn.algebra.language.refusals import exact_fraction
from symrnn.algebra.terms import SCALAR, Term, number, place
from symrnn.algebra.writing.symbols import SHOWN
from symrnn.errors import NotSupportedError

_CONSTANTS = {sympy.pi: "pi", sympy.E: "e", sympy.I: "i", sympy.oo: "oo"}
_FUNCTIONS: dict[Any, str] = {
    sympy.tanh: "tanh", sympy.exp: "exp", sympy.log: "log", sympy.sin: "sin", sympy.cos: "cos", sympy.sinh: "sinh",
    sympy.cosh: "cosh", sympy.atan: "atan", sympy.erf: "erf", sympy.Abs: "abs", sympy.sign: "sign",
}
# What is an abbreviation of other words is written out, before it is differentiated.
_WRITTEN_OUT: dict[Any, Any] = {
    sympy.tan: lambda x: sympy.sin(x) / sympy.cos(x), sympy.cot: lambda x: sympy.cos(x) / sympy.sin(x),
    sympy.sec: lambda x: 1 / sympy.cos(x), sympy.csc: lambda x: 1 / sympy.sin(x),
    sympy.coth: lambda x: 1 / sympy.tanh(x), sympy.sech: lambda x: 1 / sympy.cosh(x),
    sympy.csch: lambda x: 1 / sympy.sinh(x), sympy.asinh: lambda x: sympy.log(x + sympy.sqrt(x**2 + 1)),
    sympy.atanh: lambda x: sympy.log((1 + x) / (1 - x)) / 2,
    sympy.Max: lambda *a: sympy.Max(*a).rewrite(sympy.Abs) if len(a) == 2 else sympy.Max(*a),
    sympy.Min: lambda *a: sympy.Min(*a).rewrite(sympy.Abs) if len(a) == 2 else sympy.Min(*a),
}
_PARTS: dict[Any, str] = {sympy.conjugate: "conj", sympy.re: "re", sympy.im: "im"}


def written_out(expr: Any) -> Any:
    """The expression with exact numbers for its float literals, and abbreviations (tan, Max, ...) written out.

    Raises
    ------
    ShapeError
        Where a float has 15 digits or more.
    """
    floats = {x: sympy.Rational(exact_fraction(float(x))) for x in expr.atoms(sympy.Float) if x._prec == 53}
    plain = expr.xreplace(floats)
    for head, form in _WRITTEN_OUT.items():
        plain = plain.replace(head, form)
    return plain


def scalar_from_sympy(expr: Any, values: dict[Any, Term] | None = None) -> Term:
    """Read a SymPy scalar expression as a scalar term.

    Raises
    ------
    NotSupportedError
        For matrices, unknown functions, relations and sums with symbolic limits.
    """
    values = values or {}
    if not isinstance(expr, sympy.Expr) or getattr(expr, "is_Matrix", False):
        raise NotSupportedError(f"a SymPy object in a term{place()}", got=f"{type(expr).__name__}: {str(expr)[:50]}",
                                expected="a SymPy scalar expression",
                                advice="declare matrices with sr.matrix and write the expression in this language")

    def walk(x: Any) -> Term:
        if x in values:
            return values[x]
        if x.is_Rational:
            return number(Fraction(int(x.p), int(x.q)))
        if x in _CONSTANTS:
            return Term("const", (_CONSTANTS[x],), SCALAR)
        if x is sympy.S.NegativeInfinity:
            return -Term("const", ("oo",), SCALAR)
        shown = entries_read(x, walk)
        if shown is not None:
            return shown
        if x.is_Symbol:
            return _symbol(x)
        if x.is_Add:
            terms = [walk(a) for a in x.args]
            out = terms[0]
            for term in terms[1:]:
                out = out + term
            return out
        if x.is_Mul:
            numerator, denominator = sympy.fraction(x)
            if denominator != 1:
                return walk(numerator) / walk(denominator)
            out = walk(x.args[0])
            for factor in x.args[1:]:
                out = out * walk(factor)
            return out
        if isinstance(x, sympy.exp):
            return TABLE["exp"](walk(x.args[0]))
        if x.is_Pow:
            if x.exp == sympy.Rational(1, 2):
                return TABLE["sqrt"](walk(x.base))
            return walk(x.base) ** walk(x.exp)
        if x.func in _FUNCTIONS and len(x.args) == 1:
            return TABLE[_FUNCTIONS[x.func]](walk(x.args[0]))
        if x.func in _PARTS:
            return Term(_PARTS[x.func], (walk(x.args[0]),), SCALAR)
        if isinstance(x, sympy.Integral) and len(x.limits) == 1 and len(x.limits[0]) == 3:
            variable, lo, hi = x.limits[0]
            return Term("integral", (walk(x.function), walk(variable), walk(lo), walk(hi)), SCALAR)
        raise NotSupportedError(f"a SymPy expression in a term{place()}", got=f"{x.func.__name__}: {str(x)[:50]}",
                                expected="sums, products, powers, integrals, entries and " + ", ".join(
                                    sorted(_FUNCTIONS.values())),
                                advice="write it with the words of this language")

    return walk(written_out(expr))


def _symbol(symbol: Any) -> Term:
    if symbol in SHOWN:
        return SHOWN[symbol]
    assumed = symbol.assumptions0
    if assumed.get("real") is None and not symbol.is_Dummy:
        return scalar(symbol.name)
    if assumed.get("real") is False or symbol.is_Dummy:
        raise NotSupportedError(f"the SymPy symbol {symbol}{place()}", got="a Dummy or a nonreal symbol",
                                expected="a real symbol", advice='declare sr.scalar("c", complex=True) and use it')
    return scalar(symbol.name, positive=bool(assumed.get("positive")),
                  nonneg=bool(assumed.get("nonnegative")) and not assumed.get("positive"),
                  nonzero=bool(assumed.get("nonzero")) and not assumed.get("positive"))
