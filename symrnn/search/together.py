"""Points of equations between several matrices with few solutions: structured values of all of them at once.

Partial permutations with signs are drawn together until the equations hold, with weights in place of the signs where
the equations allow it. A change of basis, the same for all, makes them generic again; where it spoils an equation there
is no point, and no leaf is zero: what is left of a few special solutions would be no sample of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flint import fmpq

from symrnn.recheck.functions import ZERO, Malformed, Undefined
from symrnn.recheck.makers import Draw, scaled
from symrnn.recheck.matrices import add, each, entries, eye, inv, matmul, shape

Values = dict[Any, Any]
TRIES = 48
SPOILED = 3  # so many changes of basis that spoil an equation show that it is none between maps, as one of norms
SIGNS = (fmpq(1), fmpq(-1), fmpq(1), ZERO)

def draw_together(values: Values, draw: Draw, holds: Callable[[Values], Any]) -> Values | None:
    """Values of the same shapes for which `holds`; None where none were found."""
    sizes = {shape(v) for v in values.values() if isinstance(v, list)}
    n = max(rows for rows, _ in sizes)
    if not {(n, n)} <= sizes <= {(n, n), (n, 1)}:
        return None
    spoiled = 0
    for _ in range(TRIES):
        plain = {key: _structured(draw, shape(v)) if isinstance(v, list) else v for key, v in values.items()}
        if all(any(entries(v)) for v in plain.values()) and _fits(holds, plain):
            for better in _weighted(plain, draw):
                if _fits(holds, better):
                    if _fits(holds, turned := _turned(better, n, draw)):
                        return turned
                    spoiled += 1
                    if spoiled == SPOILED:
                        return None
    return None

def _fits(holds: Callable[[Values], Any], values: Values) -> bool:
    try:
        return bool(holds(values))
    except (Undefined, Malformed, ZeroDivisionError):
        return False

def _structured(draw: Draw, dims: Any) -> Any:
    """An array with at most one entry in each row and column, which is 1 or -1."""
    columns = list(range(max(dims)))
    places = [columns.pop(draw.below(len(columns))) for _ in range(dims[0])]
    return [[SIGNS[draw.below(4)] if places[i] == j else ZERO for j in range(dims[1])] for i in range(dims[0])]

def _weighted(plain: Values, draw: Draw) -> Iterator[Values]:
    """The same places with other entries: in all matrices, in one of them, a factor for each, none."""
    keys = [key for key, v in plain.items() if isinstance(v, list)]
    free = {key: each(lambda x: x * draw.rational(), plain[key]) for key in keys}
    factors = {key: scaled(plain[key], draw.rational()) for key in keys}
    yield {**plain, **free}
    for key in keys:
        yield {**plain, **factors, key: free[key]}
    yield {**plain, **factors}
    for key in keys:
        yield {**plain, key: factors[key]}
    yield plain

def _turned(values: Values, n: int, draw: Draw) -> Values:
    """The same matrices and columns in another basis: S A S^-1 and S v."""
    basis = add(draw.array((n, n)), scaled(eye(n), fmpq(2)))
    back = inv(basis)
    return {key: v if not isinstance(v, list) else matmul(matmul(basis, v), back) if shape(v) == (n, n) else
            matmul(basis, v) for key, v in values.items()}
