"""What depends on the variable of a limit alone, taken out of a sum over an index."""

from __future__ import annotations

from functools import reduce

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.order.bounding import names
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.series.ranges import Reads
from symrnn.algebra.terms import SCALAR, Term, number

MOST = 4  # powers of an index expression that are multiplied out


def addends(r: Reads, body: Term, j: str) -> list[Term] | None:
    """The parts of a sum, or of a product with one sum in which the index and the variable meet; None for other terms."""
    factors = factors_of(body)
    for i, (t, up) in enumerate(factors):
        parts = _parts(t) if up and {j, r.name} <= set(names(t)) else None
        if parts is not None:
            others = factors[:i] + factors[i + 1 :]
            return [_product([*others, (part, True)]) for part in parts]
    return None


def factored(r: Reads, body: Term, j: str) -> tuple[Term, Term] | None:
    """A factor without the index and one without the variable, or with less of it; None where nothing comes out."""
    outside, inside = list[tuple[Term, bool]](), list[tuple[Term, bool]]()
    for t, up in factors_of(body):
        first, rest = (t, None) if j not in names(t) else _power(r, t)
        outside += [(first, up)] if first is not None else []
        inside += [(rest, up)] if rest is not None else []
    if not any(r.name in names(t) for t, _ in outside):
        return None
    return _product(outside), _product(inside)


def factors_of(body: Term) -> list[tuple[Term, bool]]:
    """The factors of a product, and whether they stand above."""
    out, stack = list[tuple[Term, bool]](), [(body, True)]
    while stack:
        t, up = stack.pop()
        if t.head in ("mul", "div"):
            stack += [(t.args[1], up == (t.head == "mul")), (t.args[0], up)]
        elif t.head == "neg":
            stack += [(t.args[0], up), (number(-1), True)]
        elif t.head == "named":
            stack.append((t.args[1], up))
        else:
            out.append((t, up))
    return out


def _parts(t: Term) -> list[Term] | None:
    """The parts of a sum, and of a power of an index expression."""
    if t.head in ("add", "sub"):
        return [t.args[0], -t.args[1] if t.head == "sub" else t.args[1]]
    power = rational(t.args[1]) if t.head == "pow" else None
    if power is not None and power.denominator == 1 and 1 < power <= MOST and t.args[0].head == "size":
        t = Term("size", (reduce(lambda a, b: a * b, [t.args[0].args[0]] * int(power)),), SCALAR)
    if t.head != "size" or len(t.args[0].terms) < 2:
        return None
    return [reduce(lambda a, b: a * b, (Term("size", (Size({(x,): 1}, t.args[0].indices),), SCALAR) for x in m), number(c))
            for m, c in t.args[0].terms]


def _power(r: Reads, t: Term) -> tuple[Term | None, Term | None]:
    """q^(c k + s) as q^(c k) and q^s, where q is a number that is not zero; another term as it is."""
    if t.head != "pow" or t.args[1].head != "size" or names(t.args[0]) & set(names(t.args[1])):
        return None, t
    exponent: Size = t.args[1].args[0]
    own = Size({m: c for m, c in exponent.terms if m == (r.name,)}, exponent.indices)
    rest = exponent - own
    if r.name in rest.names or not own.terms or r.calculus.numbers.sign(r.symbols.number(t.args[0])) is None:
        return None, t
    return t.args[0] ** Term("size", (own,), SCALAR), t.args[0] ** Term("size", (rest,), SCALAR)


def _product(parts: list[tuple[Term, bool]]) -> Term:
    out = number(1)
    for t, up in parts:
        out = (t if out == number(1) else out * t) if up else out / t
    return out
