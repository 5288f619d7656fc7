"""Derivatives by central differences of the step alone, at 50 and at 80 digits.

Nothing here knows a derivative: a serialised term is evaluated forwards in mpmath, the symbol is moved by a step whose
size follows from the precision, and the two precisions bound the error. Where the moved points do not all lie on the
same side of every kink, there is no value.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath

from symrnn.errors import NotSupportedError
from symrnn.oracles.mp_forward import Forward
from symrnn.oracles.mp_values import NoValueError, each, entries_of, rows_of

name = "oracle:mpmath-differences"
DIGITS = (50, 80)
# f'(x) = sum of WEIGHTS[k] (f(x + (k+1) h) - f(x - (k+1) h)) / h, with an error of h^8 f^(9) / 630.
WEIGHTS = ((4, 5), (-1, 5), (4, 105), (-1, 280))
NEEDED = Fraction(1, 10**30)

Estimate = tuple[list[list[Fraction]] | None, Fraction | None]


def jacobian(cell: Any, of: str, wrt: str, point: dict[str, Any]) -> Estimate:
    """The Jacobian of a new state with respect to a symbol, and a bound of its error.

    Parameters
    ----------
    cell
        A cell, or its record.
    of, wrt
        The name of a state, and of a leaf of any shape; a matrix counts as its rows, one after the other.
    point
        Exact values: `{"sizes": ..., "leaves": ...}`.

    Returns
    -------
    The matrix and the bound; (None, None) where the differences give no value of 30 digits.
    """
    record = cell if isinstance(cell, dict) else cell.record()
    return value(["D", record["state"][of], ["sym", wrt]], record, point)


def value(node: list[Any], record: dict[str, Any], point: dict[str, Any]) -> Estimate:
    """The value of any serialised term, its derivatives by differences, and a bound of its error.

    Raises
    ------
    NotSupportedError
        For a head that this oracle does not value.
    """
    try:
        low, high = (Evaluator(record, point, digits).value(node) for digits in DIGITS)
    except (NoValueError, ZeroDivisionError):
        return None, None
    pairs = list(zip(entries_of(low), entries_of(high), strict=True))
    if not pairs or not all(mpmath.isfinite(x) for pair in pairs for x in pair):
        return None, None
    if any(mpmath.im(x) for pair in pairs for x in pair):
        raise NotSupportedError("the oracle by differences", got="a complex value", expected="a real term",
                                advice="compare real and imaginary parts")
    # The value at 80 digits is far better than the one at 50: their distance is the error of the worse one.
    bound = max(abs(_fraction(x) - _fraction(y)) for x, y in pairs) + Fraction(1, 10 ** DIGITS[0])
    size = max([Fraction(1), *(abs(_fraction(y)) for _, y in pairs)])
    if bound > NEEDED * size:
        return None, None
    return [[_fraction(x) for x in row] for row in rows_of(high)], bound


def _fraction(x: Any) -> Fraction:
    real = x.real if hasattr(x, "_mpc_") else x  # a complex number on the real line
    sign, mantissa, exponent, _ = mpmath.mpf(real)._mpf_ if not hasattr(real, "_mpf_") else real._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


class Evaluator(Forward):
    """Forward values, and derivatives by moving a leaf."""

    def __init__(self, record: dict[str, Any], point: dict[str, Any], digits: int) -> None:
        super().__init__(record, point, digits)
        # The truncation h^8 and the cancellation 10^-digits / h balance at h = 10^(-digits / 9).
        self.step = self.mp.mpf(2) ** -int(digits * 3.33 / 9)

    def _of_D(self, y: Any, x: Any) -> Any:
        scalar = not isinstance(self.leaf(x), list)
        columns, value = self.differences(y, x)
        if scalar and not isinstance(value, list):
            return columns[0][0]
        return [list(row) for row in zip(*columns, strict=True)]

    def _of_pullback(self, y: Any, x: Any, g: Any) -> Any:
        columns, _ = self.differences(y, x)
        weights, leaf = entries_of(self.value(g)), self.leaf(x)
        flat = [sum((w * d for w, d in zip(weights, column, strict=True)), self.mp.mpf(0)) for column in columns]
        if not isinstance(leaf, list):
            return flat[0]
        width = len(leaf[0])
        return [flat[i:i + width] for i in range(0, len(flat), width)]

    def _of_jvp(self, y: Any, x: Any, d: Any) -> Any:
        columns, value = self.differences(y, x)
        weights = entries_of(self.value(d))
        flat = [sum((w * e for w, e in zip(weights, row, strict=True)), self.mp.mpf(0))
                for row in zip(*columns, strict=True)]
        width = len(value[0]) if isinstance(value, list) else 1
        return [flat[i:i + width] for i in range(0, len(flat), width)] if isinstance(value, list) else flat[0]

    def _of_hessian(self, s: Any, x: Any) -> Any:
        return self._of_D(["T", ["D", s, x]], x)

    def differences(self, y: Any, x: Any) -> tuple[list[list[Any]], Any]:
        """For every entry of x the derivative of all entries of y, and the value of y."""
        key, at = self.key(x), self.leaf(x)
        outer, self.branches = self.branches, []
        centre = self.value(y)
        sides, columns = self.branches, []
        if None in sides:
            raise NoValueError("a kink")
        for place in range(len(entries_of(at))):
            column = [self.mp.mpf(0)] * len(entries_of(centre))
            for k, (p, q) in enumerate(WEIGHTS, 1):
                ends = []
                for sign in (1, -1):
                    self.branches = []
                    ends.append(entries_of(self.with_leaf(key, _moved(at, place, sign * k * self.step), y)))
                    if self.branches != sides:
                        raise NoValueError("a kink within the step")
                column = [c + p * (a - b) / (q * self.step) for c, a, b in zip(column, *ends, strict=True)]
            columns.append(column)
        self.branches = outer + sides
        return columns, centre


def _moved(value: Any, place: int, by: Any) -> Any:
    counter = iter(range(len(entries_of(value))))
    return each(lambda x: x + by if next(counter) == place else x, value)
