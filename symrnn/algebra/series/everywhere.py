"""Whether what a term is for large values of an index is what it is for all: |j - 5| is j - 5 from five on only."""

from __future__ import annotations

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.order.bounding import names
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.terms import Term

SIMPLE = frozenset({"add", "sub", "mul", "div", "neg"})
FAMILIES = frozenset({"total", "product"})


def same_from(t: Term, j: str, start: int) -> bool:
    """Whether a term is read in the same way at every value of the index from its first one on.

    Parameters
    ----------
    t
        A scalar.
    j, start
        The index, and its first value.
    """
    if j not in names(t) or t.head == "size":
        return True
    if t.head in SIMPLE:
        return all(same_from(x, j, start) for x in t.args)
    if t.head == "named":
        return same_from(t.args[1], j, start)
    if t.head == "pow":
        base, power = t.args
        if j in names(base):  # a root of a square is a modulus
            e = rational(power)
            return e is not None and same_from(base, j, start) and (e.denominator == 1 or _rises(base, start))
        return rational(base) != 0 and same_from(power, j, start)  # 0^j is one for j = 0
    if t.head == "fn" and t.args[0].order == 0:
        word, inner = t.args[0].word, t.args[1]
        smooth = same_from(inner, j, start) if word in ("exp", "identity") else _rises(inner, start)
        return smooth and word in ("exp", "identity", "log", "sqrt")
    if t.head in FAMILIES:  # an empty one is no value of its closed form
        body, k, lo, hi = t.args
        return k != j and same_from(body, j, start) and _never_less(hi - lo + 1, j, start)
    return False


def _rises(t: Term, start: int) -> bool:
    """Whether a term is an index expression that is not negative by its form."""
    return t.head == "size" and start >= 0 and all(c >= 0 for _, c in t.args[0].terms)


def _never_less(gap: Size, j: str, start: int) -> bool:
    """Whether an expression c j + d is not negative from the first value on."""
    parts = dict(gap.terms)
    slope, constant = parts.pop((j,), 0), parts.pop((), 0)
    return not parts and slope >= 0 and slope * start + constant >= 0
