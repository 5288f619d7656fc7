"""Whether a condition holds at a point, in mpmath at 80 digits: the values behind the check of the labels.

Nothing of the judge is used. What is neither equal nor clearly different is not known, and says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath

from symrnn.errors import SymrnnError
from symrnn.oracles.mp_values import entries_of, rows_of, transpose
from symrnn.oracles.mpmath_differences import Evaluator

DIGITS, MANY = 80, 1200
SAME, APART = 1e-28, 1e-12  # what counts as equal, and as different; between: nothing
ORDER = {"at_most": (0, 1, False), "le": (0, 1, False), "less": (0, 1, True), "lt": (0, 1, True), "ge": (1, 0, False),
         "gt": (1, 0, True)}
UNDECIDABLE = frozenset({"exists", "tends_to", "of_order", "expects"})
REFUSED = (SymrnnError, ArithmeticError, ValueError)  # no value here: the last for logarithms and mpmath's own
Truth = bool | None


class Values(Evaluator):
    """Forward values, with the words that count; `same` and `apart` say what is equal and what is different.

    Parameters
    ----------
    again
        Whether this is the second look at a violation, with digits that cancellation and saturation do not use up.
    """

    def __init__(self, record: dict[str, Any], point: dict[str, Any], *, again: bool = False) -> None:
        super().__init__(record, point, MANY if again else DIGITS)
        self.same = self.mp.mpf(10) ** -(MANY - 200) if again else SAME
        self.apart = 10 * self.same if again else APART

    def _of_rank(self, node: Any) -> Any:
        return self.mp.mpf(rank(self, rows_of(self.value(node))))

    def _of_count_nonzero(self, node: Any) -> Any:
        return self.mp.mpf(sum(abs(x) > APART for x in entries_of(self.value(node))))


def rank(at: Values, rows: list[list[Any]]) -> int:
    """The rank, by elimination with the largest pivots."""
    left, found = [list(row) for row in rows], 0
    while left and left[0]:
        size, i, j = max((abs(x), i, j) for i, row in enumerate(left) for j, x in enumerate(row))
        if size < APART:
            break
        found += 1
        pivot = left.pop(i)
        left = [[x - row[j] * y / pivot[j] for x, y in zip(row, pivot, strict=True)] for row in left]
    return found


# -- truth at a point ------------------------------------------------------------------------------------------
def both(parts: Iterator[Truth]) -> Truth:
    """All of them; None where one is not known and none is false."""
    known = list(parts)
    return False if False in known else None if None in known else True


def opposite(truth: Truth) -> Truth:
    """Not."""
    return None if truth is None else not truth


def near_zero(at: Values, x: Any) -> Truth:
    """Whether a number is zero; None in between."""
    return True if abs(x) <= at.same else False if abs(x) >= at.apart else None


def residual(at: Values, cond: Any) -> list[Any] | None:
    """What an equation says to be zero; None for a condition that is no equation."""
    head = cond[0]
    if head in ("eq", "equal", "fixed"):
        return difference(at, cond[1], cond[2])
    if head == "commute":
        return difference(at, ["matmul", cond[1], cond[2]], ["matmul", cond[2], cond[1]])
    if head not in EQUATIONS:
        return None
    a = rows_of(at.value(cond[1]))
    return EQUATIONS[head](at, cond[1], a)


def difference(at: Values, left: Any, right: Any) -> list[Any]:
    """All entries of left - right; the rounding of a size of the terms is taken off."""
    size = max((abs(x) for side in (left, right) for x in entries_of(at.value(side))), default=0)
    return [x / max(1, size) for x in entries_of(at.value(["sub", left, right]))]


def _adjoint(node: Any) -> Any:
    return ["conj", ["T", node]]


EQUATIONS: dict[str, Any] = {
    "symmetric": lambda at, n, a: difference(at, n, ["T", n]),
    "skew": lambda at, n, a: difference(at, n, ["neg", ["T", n]]),
    "orthogonal": lambda at, n, a: difference(at, ["matmul", _adjoint(n), n], ["eye", len(a)]),
    "normal": lambda at, n, a: difference(at, ["matmul", _adjoint(n), n], ["matmul", n, _adjoint(n)]),
    "idempotent": lambda at, n, a: difference(at, ["matmul", n, n], n),
    "unit_norm": lambda at, n, a: [sum(abs(x) ** 2 for x in entries_of(a)) - 1],
    "diagonal": lambda at, n, a: [x for i, row in enumerate(a) for j, x in enumerate(row) if i != j],
}


def smallest(at: Values, node: Any) -> Any:
    """The smallest eigenvalue of a symmetric matrix."""
    return min(at.mp.eigsy(at.mp.matrix(rows_of(at.value(node))), eigvals_only=True))


def truth(at: Values, cond: Any) -> Truth:
    """Whether a condition holds at a point; None where it cannot be told."""
    head, args = cond[0], cond[1:]
    if head in ("all_of", "holds"):
        return both(truth(at, c) for c in args)
    if head == "any_of":
        return opposite(both(opposite(truth(at, c)) for c in args))
    if head == "no":
        return opposite(truth(at, args[0]))
    if head == "implies":
        return opposite(both(iter((truth(at, args[0]), opposite(truth(at, args[1]))))))
    if head == "given":
        return opposite(both(iter((*(truth(at, c) for c in args[0]), opposite(truth(at, args[1]))))))
    if head == "iff":
        a, b = truth(at, args[0]), truth(at, args[1])
        return None if a is None or b is None else a == b
    if head == "induction":
        return both(truth(at, c) for c in args[1:])
    if head in UNDECIDABLE:
        return None
    try:
        return _told(at, head, args)
    except REFUSED:
        return None


def _told(at: Values, head: str, args: Any) -> Truth:
    if (gaps := residual(at, [head, *args])) is not None:
        return both(near_zero(at, x) for x in gaps)
    if head in ORDER:
        low, high, strict = ORDER[head]
        return ordered(at, args[low], args[high], strict)
    if head in ("between", "strictly_between"):
        strict = head == "strictly_between"
        return both(iter((ordered(at, args[1], args[0], strict), ordered(at, args[0], args[2], strict))))
    if head == "ne":
        return opposite(both(near_zero(at, x) for x in difference(at, args[0], args[1])))
    if head in ("rank_is", "rank_at_most"):
        found, wanted = rank(at, rows_of(at.value(args[0]))), entries_of(at.value(args[1]))[0]
        return bool(found == wanted if head == "rank_is" else found <= wanted)
    value = at.value(args[0])
    numbers = entries_of(value)
    if head in ("positive", "nonneg"):
        return ordered(at, ["num", "0"], args[0], head == "positive")
    if head == "nonzero":
        return opposite(both(near_zero(at, x) for x in numbers))
    if head == "nowhere_zero":
        return both(opposite(near_zero(at, x)) for x in numbers)
    if head == "invertible":
        return opposite(near_zero(at, at.value(["det", args[0]])))
    if head in ("psd", "pd"):
        least = smallest(at, args[0])
        return both(iter((both(near_zero(at, x) for x in residual(at, ["symmetric", args[0]]) or []),
                          bool(least > at.apart if head == "pd" else least > -at.same))))
    if head == "nilpotent":
        return both(near_zero(at, x) for x in entries_of(at.value(["matpow", args[0], len(rows_of(value))])))
    if head in ("stochastic", "permutation"):
        lines = rows_of(value) if head == "stochastic" else [*rows_of(value), *transpose(rows_of(value))]
        sums = both(near_zero(at, sum(line) - 1) for line in lines)
        signs = both(x >= -at.same if head == "stochastic" else near_zero(at, x * (x - 1)) for x in numbers)
        return both(iter((sums, signs)))
    return None


def ordered(at: Values, low: Any, high: Any, strict: bool) -> Truth:
    """Whether low <= high (low < high) in every entry."""
    gaps = entries_of(at.value(["sub", high, low]))
    if any(abs(mpmath.im(g)) > at.same for g in gaps):
        return None
    size = max(1, *(abs(x) for side in (low, high) for x in entries_of(at.value(side))))
    return both((True if g > at.apart * size else False if g < -at.apart * size else
                 (not strict if abs(g) <= at.same * size else (None if g < 0 else True))) for g in map(mpmath.re, gaps))
