"""A user's own elementwise functions: from a SymPy expression, or opaque.

SymPy is imported where a function has an expression, so that what writes terms down starts without it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symrnn.algebra.functions import TABLE, Bound, Function
from symrnn.algebra.language.sizes import name_ok
from symrnn.algebra.terms import SCALAR, Term, coerce
from symrnn.errors import NotSupportedError, ShapeError


def function(name: str, expr: Any = None, *, range: tuple[Any, Any] | None = None, lipschitz: Any = None) -> Function:
    """Register an elementwise function: from a SymPy expression of one variable, or opaque.

    What is proved with an opaque function holds for every differentiable function (with that range and that
    Lipschitz constant, where they are given).

    Parameters
    ----------
    name
        A new name; the words of the table cannot be redefined.
    expr
        A SymPy expression of exactly one symbol; None for an opaque differentiable function.
    range, lipschitz
        What is known of an opaque function: the ends of its range, a Lipschitz constant (numbers or scalars).

    Raises
    ------
    ShapeError, NotSupportedError
        For a name that is taken, an expression of no or several variables, or parts that are not supported.
    """
    if not name_ok(name) or name in TABLE:
        raise ShapeError("the name of a function", got=repr(name), expected="a new identifier",
                         advice="the words of the table have fixed meanings")
    bounds = None
    if range is not None:
        if not isinstance(range, tuple | list) or len(range) != 2:
            raise ShapeError(f"the range of {name}", got=repr(range), expected="a pair (lo, hi)",
                             advice="write range=(-1, 1), or range=(0, sr.oo)")
        bounds = (_end(range[0]), _end(range[1]))
        if _upside_down(*bounds):
            raise ShapeError(f"the range of {name}", got=repr(range), expected="lo < hi", advice="swap the ends")
    constant = None if lipschitz is None else _end(lipschitz)
    if constant == "-oo" or (isinstance(constant, Fraction) and constant < 0):
        raise ShapeError(f"the Lipschitz constant of {name}", got=repr(lipschitz), expected="a number from 0 on",
                         advice="it bounds the absolute value of the slope")
    if expr is None:
        return Function(name, range=bounds, lipschitz=constant, latex=r"\varphi" if name == "phi" else "")
    import sympy

    from symrnn.algebra.language.from_sympy import written_out

    if not isinstance(expr, sympy.Expr) or len(expr.free_symbols) != 1:
        raise ShapeError(f"the expression of {name}", got=repr(expr), expected="a SymPy expression of one symbol",
                         advice="x = sympy.Symbol('x'); sr.function('swish', x/(1 + sympy.exp(-x)))")
    (variable,) = expr.free_symbols
    clean = sympy.Symbol("_x", real=True)
    own = Function(name, range=bounds, lipschitz=constant, body=written_out(expr.xreplace({variable: clean})),
                   variable=clean)
    body_term(own)
    if own.prime().body.has(sympy.Derivative):
        raise NotSupportedError(f"the derivative of {name}", got=str(own.prime().body), expected="a closed form",
                                advice="use functions that SymPy differentiates")
    return own


def _upside_down(lo: Bound, hi: Bound) -> bool:
    """Whether no number lies between two ends (a single one is not a range of a function that is not constant)."""
    if lo == "oo" or hi == "-oo":
        return True
    return isinstance(lo, Fraction) and isinstance(hi, Fraction) and lo > hi


def _end(value: Any) -> Bound:
    if isinstance(value, str) and value in ("oo", "-oo"):
        return value
    text = str(value)
    if text in ("oo", "-oo", "inf", "-inf"):
        return "-oo" if text.startswith("-") else "oo"
    term = coerce(value)
    return term.args[0] if term.head == "num" else term


def body_term(own: Function) -> Term:
    """A user's function as a term in the leaf `_x`."""
    from symrnn.algebra.language.from_sympy import scalar_from_sympy

    return scalar_from_sympy(own.body, {own.variable: Term("sym", ("_x", "real", ()), SCALAR)})
