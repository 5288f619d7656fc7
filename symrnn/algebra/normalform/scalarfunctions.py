"""Elementwise functions as SymPy functions of one scalar, for the second road.

SymPy's own functions where it has them; for the others a class with its own derivative, written in SymPy and
independent of the table that the matrix rules read. Each derivative is compared with numbers and series in the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Integer, Rational, exp, pi, sqrt

from symrnn.algebra.functions import Function

_OWN: dict[str, Any] = {
    "tanh": sympy.tanh, "exp": exp, "log": sympy.log, "sin": sympy.sin, "cos": sympy.cos, "sinh": sympy.sinh,
    "cosh": sympy.cosh, "atan": sympy.atan, "erf": sympy.erf, "sqrt": sqrt, "identity": lambda u: u,
}


def _made(name: str, derivative: Callable[[Any], Any]) -> Any:
    """A SymPy function without simplifications, with the given derivative."""
    return type(name, (sympy.Function,), {
        "fdiff": lambda self, argindex=1: derivative(self.args[0]),
        "_word": name, "is_real": True,
    })


_CLASSES: dict[str, Any] = {}
_SLOPES: dict[str, Callable[[Any], Any]] = {
    "step": lambda u: Integer(0),
    "sign": lambda u: Integer(0),
    "sigmoid": lambda u: _CLASSES["sigmoid"](u) - _CLASSES["sigmoid"](u) ** 2,
    "relu": lambda u: _CLASSES["step"](u),
    "abs": lambda u: _CLASSES["sign"](u),
    "softplus": lambda u: _CLASSES["sigmoid"](u),
    "silu": lambda u: _CLASSES["sigmoid"](u) + u * _CLASSES["sigmoid"](u) * (1 - _CLASSES["sigmoid"](u)),
    "gelu": lambda u: Rational(1, 2) + sympy.erf(u / sqrt(2)) / 2 + u * exp(-u**2 / 2) / sqrt(2 * pi),
    "elu": lambda u: _CLASSES["step"](u) * (1 - exp(u)) + exp(u),
    "softsign": lambda u: (1 + _CLASSES["abs"](u)) ** -2,
    "hardtanh": lambda u: _CLASSES["step"](1 + u) * _CLASSES["step"](1 - u),
    "leaky_relu": lambda u: (1 + 99 * _CLASSES["step"](u)) / 100,
}
for _name, _slope in _SLOPES.items():
    _CLASSES[_name] = _made(_name, _slope)

_OPAQUE: dict[tuple[str, int], Any] = {}


def scalar_function(f: Function | str) -> Any:
    """The SymPy function of a word of the table, or of an opaque function (whose derivative is another)."""
    name = f if isinstance(f, str) else f.name
    if name in _OWN:
        return _OWN[name]
    if name in _CLASSES:
        return _CLASSES[name]
    order = 0 if isinstance(f, str) else f.order
    return _opaque(name, order)


def _opaque(name: str, order: int) -> Any:
    key = (name, order)
    if key not in _OPAQUE:
        _OPAQUE[key] = _made(name + "'" * order, lambda u: _opaque(name, order + 1)(u))
    return _OPAQUE[key]
