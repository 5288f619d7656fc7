"""When two arrays of numbers agree: one rule for all oracles.

Shapes come first, an empty array is never agreement, and neither is a number that is not finite.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any


class Agreement(enum.Enum):
    """What a comparison says."""

    AGREE = "every entry agrees within the budget"
    DIFFER = "the shapes differ, or some entry differs by more than the budget"
    NO_INFORMATION = "nothing was compared: an array is empty, or numbers are missing or not finite"


Grid = list[list[Fraction | None]]


def exact(value: Any) -> Fraction | None:
    """A number as the rational that it is; None where it is missing or not finite.

    Floats of any library, ints, rationals as text, fractions and mpmath numbers are read without rounding.

    Raises
    ------
    TypeError
        For anything that is not a number.
    """
    if value is None or isinstance(value, Fraction):
        return value
    if isinstance(value, str | int) and not isinstance(value, bool):
        return Fraction(value)
    if hasattr(value, "_mpf_"):
        sign, mantissa, exponent, _ = value._mpf_
        # mpmath writes zero and the numbers that are not finite with an empty mantissa.
        if not mantissa:
            return Fraction(0) if value == 0 else None
        magnitude = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
        return -magnitude if sign else magnitude
    if hasattr(value, "item") and callable(value.item):
        value = value.item()
    if isinstance(value, float):
        return Fraction(value) if math.isfinite(value) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    raise TypeError(f"a real number was expected, not {type(value).__name__}: {str(value)[:40]}")


def grid(array: Any) -> Grid | None:
    """Rows of exact numbers from a scalar, nested lists, or an array of numpy or torch with at most two axes.

    Returns
    -------
    None where there is no array, or its rows have different lengths, or it has more than two axes.
    """
    if array is None:
        return None
    if hasattr(array, "tolist"):
        array = array.tolist()
    if not isinstance(array, list | tuple):
        return [[exact(array)]]
    if all(not isinstance(row, list | tuple) for row in array):
        return [[exact(x)] for x in array]
    if not all(isinstance(row, list | tuple) for row in array) or len({len(row) for row in array}) > 1:
        return None
    if any(isinstance(x, list | tuple) for row in array for x in row):
        return None
    return [[exact(x) for x in row] for row in array]


def shape(rows: Grid) -> tuple[int, int]:
    """Rows and columns."""
    return len(rows), len(rows[0]) if rows else 0


def together_at(*grids: Grid) -> Iterator[tuple[Fraction | None, ...]]:
    """The entries that stand at the same place in grids of one shape."""
    rows, columns = shape(grids[0])
    return (tuple(g[i][j] for g in grids) for i in range(rows) for j in range(columns))


def gap(a: Any, b: Any) -> Fraction | None:
    """The largest difference between two arrays of one shape; None where some pair cannot be compared."""
    left, right = grid(a), grid(b)
    if left is None or right is None or shape(left) != shape(right):
        return None
    differences = [None if x is None or y is None else abs(x - y) for x, y in together_at(left, right)]
    return None if None in differences else max((d for d in differences if d is not None), default=None)


def compare(a: Any, b: Any, budget: Any) -> Agreement:
    """Whether two arrays agree entry by entry within the budget.

    Parameters
    ----------
    a, b
        Scalars, nested lists, numpy arrays or tensors; a flat list is a column.
    budget
        The largest difference that still agrees: one number, or an array of the shape of `a`.
    """
    left, right, allowed = grid(a), grid(b), grid(budget)
    if left is None or right is None or allowed is None:
        return Agreement.NO_INFORMATION
    rows, columns = shape(left)
    if shape(right) != (rows, columns):
        return Agreement.DIFFER
    if rows * columns == 0:
        return Agreement.NO_INFORMATION
    if shape(allowed) == (1, 1):
        allowed = [[allowed[0][0]] * columns] * rows
    if shape(allowed) != (rows, columns):
        return Agreement.NO_INFORMATION
    found = Agreement.AGREE
    for x, y, e in together_at(left, right, allowed):
        if x is None or y is None or e is None or e < 0:
            found = Agreement.NO_INFORMATION
        elif abs(x - y) > e:
            return Agreement.DIFFER
    return found


def together(outcomes: list[Agreement], needed: int) -> Agreement:
    """One outcome of several points: a single difference decides; agreement needs so many points that agree."""
    if Agreement.DIFFER in outcomes:
        return Agreement.DIFFER
    return Agreement.AGREE if outcomes.count(Agreement.AGREE) >= max(needed, 1) else Agreement.NO_INFORMATION


def rounded_up(value: Fraction | None) -> str | None:
    """A nonnegative number as text with one digit, rounded up: `4e-17`."""
    if value is None:
        return None
    if value == 0:
        return "0"
    # The number lies between the powers of ten on both sides of this one.
    power = len(str(value.numerator)) - len(str(value.denominator))
    power -= value < Fraction(10) ** power
    digit = math.ceil(value / Fraction(10) ** power)
    return f"1e{power + 1}" if digit == 10 else f"{digit}e{power}"
