"""Nonnegative solutions of linear equations over the rationals, by the simplex method in exact arithmetic."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from typing import Any

from flint import fmpq

PIVOTS = 400
STEEP = 150  # pivots by the steepest column
WORK = 10**7
"""Entries of tableaux that one proof may change: some seconds. The proofs that are found need a hundredth of it."""

_LEFT: ContextVar[list[int] | None] = ContextVar("entries that may still be changed", default=None)


@contextmanager
def limited(work: int = WORK) -> Iterator[None]:
    """Bound what is done inside: a search that tries many constants and cases must end, at the same place every time.

    The outermost limit counts.
    """
    if _LEFT.get() is not None:
        yield
        return
    token = _LEFT.set([work])
    try:
        yield
    finally:
        _LEFT.reset(token)


def solution(columns: Sequence[Mapping[Hashable, Any]], target: Mapping[Hashable, Any],
             rewarded: Sequence[int] = ()) -> dict[int, Fraction] | None:
    """Nonnegative weights with sum_j w_j columns[j] = target, the first that the simplex method finds.

    Parameters
    ----------
    columns, target
        Sparse vectors with rational entries.
    rewarded
        Columns of which at least one must have a positive weight; none is demanded where the list is empty.
    """
    kept = useful(columns, target)
    if kept is None or (rewarded and not set(rewarded) & set(kept)):
        return None
    place = {j: i for i, j in enumerate(kept)}
    found = _solution([columns[j] for j in kept], target, [place[j] for j in rewarded if j in place])
    return None if found is None else {kept[i]: w for i, w in found.items()}


def useful(columns: Sequence[Mapping[Hashable, Any]], target: Mapping[Hashable, Any]) -> list[int] | None:
    """The columns that can have a positive weight; None where an equation cannot be met.

    Where all columns have one sign at a place and the target is zero there, none of them can be used.
    """
    kept = list(range(len(columns)))
    while True:
        up, down = set(), set()
        for j in kept:
            for k, c in columns[j].items():
                (up if c > 0 else down).add(k)
        if any((c > 0 and k not in up) or (c < 0 and k not in down) for k, c in target.items() if c != 0):
            return None
        alone = {k for k in up ^ down if target.get(k, 0) == 0}
        fewer = [j for j in kept if not alone & set(columns[j])]
        if len(fewer) == len(kept):
            return kept
        kept = fewer


def _solution(columns: Sequence[Mapping[Hashable, Any]], target: Mapping[Hashable, Any],
              rewarded: Sequence[int]) -> dict[int, Fraction] | None:
    """As `solution`, of the columns that are left."""
    keys = sorted({k for c in (*columns, target) for k in c}, key=str)
    rows = [[fmpq(0)] * (len(columns) + 1) for _ in keys]
    for i, k in enumerate(keys):
        for j, c in enumerate(columns):
            if k in c:
                rows[i][j] = fmpq(c[k])
        rows[i][-1] = fmpq(target.get(k, 0))
        if rows[i][-1] < 0:
            rows[i] = [-x for x in rows[i]]
    basis = [-1] * len(rows)  # -1: the artificial variable of the row
    cost = [sum((r[j] for r in rows), fmpq(0)) for j in range(len(columns) + 1)]
    if not _climb(rows, basis, cost, stop=lambda: cost[-1] == 0):
        return None
    if cost[-1] != 0:
        return None
    if rewarded:
        _drive_out(rows, basis)
        gain = [fmpq(1 if j in set(rewarded) else 0) for j in range(len(columns))] + [fmpq(0)]
        for i, b in enumerate(basis):
            if b >= 0 and gain[b] != 0:
                gain = [g - gain[b] * x for g, x in zip(gain, rows[i], strict=True)]
        if gain[-1] == 0:
            unbounded = not _climb(rows, basis, gain, stop=lambda: gain[-1] < 0)
            if unbounded or gain[-1] == 0:
                return None
    return {b: Fraction(int(rows[i][-1].p), int(rows[i][-1].q)) for i, b in enumerate(basis)
            if b >= 0 and rows[i][-1] != 0}


def _drive_out(rows: list[list[Any]], basis: list[int]) -> None:
    """Exchange artificial variables of value zero for columns, or drop their rows."""
    for i in range(len(rows) - 1, -1, -1):
        if basis[i] >= 0:
            continue
        j = next((j for j, x in enumerate(rows[i][:-1]) if x != 0), None)
        if j is None:
            del rows[i], basis[i]
        else:
            _pivot(rows, basis, [], i, j)


def _pivot(rows: list[list[Any]], basis: list[int], cost: list[Any], i: int, j: int) -> None:
    inverse = 1 / rows[i][j]
    rows[i] = [x * inverse if x != 0 else x for x in rows[i]]
    support = [k for k, x in enumerate(rows[i]) if x != 0]
    for other in [*rows[:i], *rows[i + 1:], cost]:
        if other and other[j] != 0:
            factor = other[j]
            for k in support:
                other[k] -= factor * rows[i][k]
    basis[i] = j


def _climb(rows: list[list[Any]], basis: list[int], cost: list[Any], stop: Any) -> bool:
    """Raise the objective until it stops: by the steepest column, later by the first one, which cannot cycle."""
    left = _LEFT.get() or [WORK]
    for round_ in range(PIVOTS):
        if stop():
            return True
        if left[0] <= 0:
            return False
        left[0] -= len(rows) * len(cost)
        j = next((j for j, x in enumerate(cost[:-1]) if x > 0), None)
        if j is None:
            return True
        if round_ < STEEP:
            j = max(range(len(cost) - 1), key=lambda i: (cost[i], -i))
        leaving = [(r[-1] / r[j], basis[i], i) for i, r in enumerate(rows) if r[j] > 0]
        if not leaving:
            return False
        _pivot(rows, basis, cost, min(leaving)[2], j)
    return False
