"""One divided by what grows faster than every exponential, of which there is no expansion, but one of its inverse."""

from __future__ import annotations

import sympy

from symrnn.algebra.analysis.attraction import escaping
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.sizes import Size, index
from symrnn.algebra.language.statements import Statement, at_most
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.order.bounding import names
from symrnn.algebra.proofs.ranges import prove_range
from symrnn.algebra.series.expansions import Expansion
from symrnn.algebra.series.gauges import Gauge, UnknownGrowthError
from symrnn.algebra.series.ranges import Reads
from symrnn.algebra.terms import Term, number

POSITIVE = frozenset({"product", "iterate", "pow", "fn"})  # heads of which only what is positive has such an inverse


def inverse(r: Reads, t: Term) -> Expansion:
    """The expansion of 1 / t.

    Raises
    ------
    UnknownGrowthError
        Where t is of no kind that is known to grow so fast, and has no expansion.
    """
    try:
        return r.calculus.power(r.read(t), sympy.Integer(-1))
    except UnknownGrowthError:
        if not r.depends(t):
            raise
    head, args = t.head, t.args
    if head in ("neg", "named"):
        return r.calculus.scaled(-1 if head == "neg" else 1, inverse(r, args[-1]))
    if head == "mul":
        return r.calculus.times(inverse(r, args[0]), inverse(r, args[1]))
    if head == "fn" and args[0] == TABLE["exp"]:
        return r.read(TABLE["exp"](-args[1]))
    if head == "pow":
        exponent = Term("size", (-args[1].args[0],), ()) if args[1].head == "size" else -args[1]
        return r.read(args[0] ** exponent)
    if head == "product" and args[1] in names(args[0]) and _positive(r, *args[:3]):
        return r.read(Term("product", (number(1) / args[0], *args[1:]), t.shape))
    if head == "iterate" and _explodes(r, t):
        return Expansion({}, [Gauge(b=sympy.S.Zero)])
    raise UnknownGrowthError(f"the inverse of a part of the kind {head}")


def grows(r: Reads, t: Term) -> bool:
    """Whether a term without an expansion grows to plus infinity, since it is positive and its inverse vanishes."""
    e = inverse(r, t)
    return t.head in POSITIVE and all(map(r.calculus.numbers.vanishes, (*e.terms, *e.rests)))


def _positive(r: Reads, body: Term, j: str, lo: Size) -> bool:
    if lo.constant is None:
        return False
    return prove_range(Statement("less", (number(0), body), (*r.given, at_most(lo.constant, index(j)))))[0] is not None


def _explodes(r: Reads, t: Term) -> bool:
    """Whether iterates grow without bound, under a map that grows faster than every line: each step multiplies by more."""
    f, x, start, steps = t.args
    line = r.slope(steps)
    if any(map(r.depends, (f, start))) or x.shape or line is None or line[0] < 1 or escaping(t, r.given) is None:
        return False
    along = r.along(x)
    return x in leaves(f) and along.calculus.far(along.read(f / x)) == 1
