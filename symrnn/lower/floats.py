"""What the targets share that compute in floats, on arrays with leading dimensions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symrnn.lower.target import ATOM, PRODUCT, UNARY, Code

COMPLEX = frozenset(("tanh", "exp", "log", "sqrt", "sin", "cos", "sinh", "cosh", "atan", "abs", "expm1", "log1p"))


# -- functions of the generated code; their source is printed with it ------------------------------------------------
def entry(a: Any, i: int, j: int) -> Any:
    """One entry, as a 1 x 1 array; an index outside is an error."""
    if not (0 <= i < a.shape[-2] and 0 <= j < a.shape[-1]):
        raise IndexError(f"no entry [{i}, {j}] in {a.shape[-2]} rows and {a.shape[-1]} columns")
    return a[..., i : i + 1, j : j + 1]


def kron(a: Any, b: Any) -> Any:
    """The Kronecker product."""
    c = a[..., :, None, :, None] * b[..., None, :, None, :]
    return c.reshape(*c.shape[:-4], c.shape[-4] * c.shape[-3], c.shape[-2] * c.shape[-1])


# -- numbers ---------------------------------------------------------------------------------------------------------
def number(value: Fraction) -> Code:
    """An exact number: an int, a decimal where it is one, else a quotient."""
    if value.denominator == 1:
        return str(value), ATOM if value >= 0 else UNARY
    decimal = repr(float(value))
    if "e" not in decimal and Fraction(decimal) == value:
        return decimal, ATOM if value >= 0 else UNARY
    return f"{value.numerator} / {value.denominator}", PRODUCT
