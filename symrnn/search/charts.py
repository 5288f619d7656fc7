"""Free parameters for matrices that must meet a condition: symmetric, psd, diagonal, orthogonal, stochastic, ...

Each chart maps any square matrix of parameters to a matrix that has the property, once for batches of floats and once
exactly, by the same formula.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction as Q
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from symrnn.search.fast import Node
from symrnn.search.fastwords import Batch, identity, inverse, transpose
from symrnn.search.frames import Frame, Slot
from symrnn.search.matrices import Value, add, each, matmul, scaled
from symrnn.search.matrices import identity as eye
from symrnn.search.matrices import transpose as turned


@dataclass(frozen=True)
class Chart:
    """The same map twice: on batches of floats, and exactly (None where a parameter is outside its domain)."""

    floats: Callable[[Batch], Batch]
    exact: Callable[[Value], Value | None]


def _exact_inverse(a: Value) -> Value | None:
    try:
        out = fmpq_mat([[fmpq(x.numerator, x.denominator) for x in row] for row in a]).inv().tolist()
    except ZeroDivisionError:
        return None
    return tuple(tuple(Q(int(x.p), int(x.q)) for x in row) for row in out)


def _cayley(a: Value) -> Value | None:
    skew = scaled(add(a, scaled(turned(a), Q(-1))), Q(1, 2))
    one = eye(len(a))
    left = _exact_inverse(add(one, scaled(skew, Q(-1))))
    return None if left is None else matmul(left, add(one, skew))


def _cayley_floats(a: Batch) -> Batch:
    skew, one = (a - transpose(a)) / 2, identity(a.shape[1])
    return inverse(one - skew) @ (one + skew)


def _upper(a: Value, strict: bool = False) -> Value:
    return tuple(tuple(x if j >= i + strict else Q(0) for j, x in enumerate(r)) for i, r in enumerate(a))


def _rows_to_one(a: Value) -> Value | None:
    sums = [sum(map(abs, r), Q(0)) for r in a]
    return tuple(tuple(abs(x) / s for x in r) for r, s in zip(a, sums, strict=True)) if all(sums) else None


def _sphere(a: Value) -> Value:
    """The inverse of the stereographic projection, of all entries but the last."""
    u = [r[0] for r in a[:-1]]
    s = sum((x * x for x in u), Q(0))
    return (*((2 * x / (s + 1),) for x in u), ((s - 1) / (s + 1),))


def _sphere_floats(a: Batch) -> Batch:
    u = a[:, :-1]
    s = (u**2).sum(axis=1, keepdims=True)
    return np.concatenate([2 * u / (s + 1), (s - 1) / (s + 1)], axis=1)


CHARTS: dict[str, Chart] = {
    "orthogonal": Chart(_cayley_floats, _cayley),
    "unit_norm": Chart(_sphere_floats, _sphere),
    "diagonal": Chart(lambda a: a * identity(a.shape[1]),
                      lambda a: tuple(tuple(x if i == j else Q(0) for j, x in enumerate(r)) for i, r in enumerate(a))),
    "psd": Chart(lambda a: transpose(a) @ a, lambda a: matmul(turned(a), a)),
    "pd": Chart(lambda a: transpose(a) @ a + identity(a.shape[1]) / 64,
                lambda a: add(matmul(turned(a), a), scaled(eye(len(a)), Q(1, 64)))),
    "skew": Chart(lambda a: (a - transpose(a)) / 2, lambda a: scaled(add(a, scaled(turned(a), Q(-1))), Q(1, 2))),
    "symmetric": Chart(lambda a: (a + transpose(a)) / 2, lambda a: scaled(add(a, turned(a)), Q(1, 2))),
    "triangular": Chart(np.triu, _upper),
    "nilpotent": Chart(lambda a: np.triu(a, 1), lambda a: _upper(a, strict=True)),
    "normal": Chart(lambda a: (a + transpose(a)) / 2, lambda a: scaled(add(a, turned(a)), Q(1, 2))),
    "stochastic": Chart(lambda a: np.abs(a) / np.abs(a).sum(axis=2, keepdims=True), _rows_to_one),
    "nonneg": Chart(np.abs, lambda a: each(abs, a)),
}  # fmt: skip
FREE = Chart(lambda a: a, lambda a: a)


def chart_of(slot: Slot, frame: Frame) -> Chart:
    """The chart for the conditions on a leaf itself; the first word of the table that is among them."""
    words = {cond[0] for cond, _ in frame.conditions if len(cond) == 2 and is_leaf(cond[1], slot.name)}
    if slot.complex or (words and slot.dims == (1, 1) and not words & {"nonneg"}):
        return FREE
    return next((CHARTS[w] for w in CHARTS if w in words), FREE)


def is_leaf(node: Node, name: str) -> bool:
    """Whether a node is the leaf of this name."""
    return isinstance(node, tuple) and node[:1] in (("sym",), ("seq",)) and node[1] == name


def as_values(x: Any, dims: tuple[int, int]) -> Value:
    """Floats on a dyadic grid as exact fractions."""
    flat = [Q(float(v)) for v in x]
    return tuple(tuple(flat[i * dims[1] : (i + 1) * dims[1]]) for i in range(dims[0]))
