"""Maps of the line that bring all points nearer to one another: between which numbers their slopes lie, by their form.

A map whose slopes have a modulus of at most q < 1 brings any two trajectories together like q^t. One whose slopes have
a modulus below one but at separate points brings any two points nearer, and all iterates to its fixed point if it has
one: their distance from it falls, and where it would end otherwise, one more step would bring it lower.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from symrnn.algebra.functions import TABLE, Function
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.proofs.ranges import prove_range
from symrnn.algebra.terms import Term, number

Given = tuple[Statement, ...]
ABS, ZERO, ONE = TABLE["abs"], number(0), number(1)
LOOSE, BELOW, INSIDE = range(3)  # how surely a slope is not the largest: not, where it is not zero, always; off some points
RISING = {w: (Fraction(0), TABLE[w].lipschitz) for w in (
    "tanh", "sigmoid", "relu", "softplus", "atan", "elu", "softsign", "hardtanh")}
OWN = {"erf": (Fraction(0), Fraction(113, 100)), "identity": (Fraction(1), Fraction(1)),
       "leaky_relu": (Fraction(1, 100), Fraction(1)), "silu": (Fraction(-1, 10), Fraction(11, 10)),
       "gelu": (Fraction(-13, 100), Fraction(113, 100))}
CURVED = frozenset({"tanh", "sigmoid", "softplus", "atan", "softsign", "sin", "cos", "erf", "silu", "gelu"})


class Slopes(NamedTuple):
    """The slopes of a map: from `low` to `high`, and how surely they are not the largest of these."""

    low: Term
    high: Term
    sure: int = LOOSE


def slopes(f: Term, x: Term, given: Given) -> Slopes | None:
    """Between which numbers the slopes of a map lie on the whole line; None where its form does not tell."""
    if x not in leaves(f):
        return Slopes(ZERO, ZERO)
    if f == x:
        return Slopes(ONE, ONE)
    head, args = f.head, f.args
    if head == "named":
        return slopes(args[1], x, given)
    if head in ("add", "sub"):
        parts = [slopes(t, x, given) for t in args]
        return None if None in parts else _sum(parts[0], parts[1] if head == "add" else _times(-ONE, parts[1], given))
    if head == "neg":
        return _times(-ONE, slopes(args[0], x, given), given)
    if head == "div" and x not in leaves(args[1]):
        return _times(ONE / args[1], slopes(args[0], x, given), given)
    if head == "mul" and any(x not in leaves(t) for t in args):
        factor, other = args if x not in leaves(args[0]) else args[::-1]
        return _times(factor, slopes(other, x, given), given)
    return _chain(args[0], slopes(args[1], x, given), given) if head == "fn" else None


def _sum(a: Slopes | None, b: Slopes | None) -> Slopes | None:
    if a is None or b is None:
        return None
    flat = [s for s, o in ((a.sure, b), (b.sure, a)) if s == INSIDE or o == Slopes(ZERO, ZERO)]
    return Slopes(_plus(a.low, b.low), _plus(a.high, b.high), max(flat, default=LOOSE))


def _plus(a: Term, b: Term) -> Term:
    p, q = rational(a), rational(b)
    return b if p == 0 else a if q == 0 else number(p + q) if p is not None and q is not None else a + b


def _by(a: Term, b: Term) -> Term:
    p, q = rational(a), rational(b)
    if p is not None and q is not None:
        return number(p * q)
    return ZERO if 0 in (p, q) else b if p == 1 else a if q == 1 else -b if p == -1 else a * b


def _times(c: Term, s: Slopes | None, given: Given) -> Slopes | None:
    """The slopes of c f, for a number c."""
    if s is None or c == ZERO:
        return s and Slopes(ZERO, ZERO)
    if c in (ONE, -ONE):
        return s if c == ONE else Slopes(_by(c, s.high), _by(c, s.low), s.sure)
    if _holds("le", ZERO, c, given):
        low, high, apart = _by(c, s.low), _by(c, s.high), _holds("lt", ZERO, c, given)
    elif _holds("le", c, ZERO, given):
        low, high, apart = _by(c, s.high), _by(c, s.low), _holds("lt", c, ZERO, given)
    elif s.low == s.high:
        low, high, apart = _by(c, s.low), _by(c, s.low), False
    else:
        return None
    return Slopes(low, high, s.sure if apart else min(s.sure, BELOW))


def _chain(f: Function, s: Slopes | None, given: Given) -> Slopes | None:
    """The slopes of a function of what has some slopes."""
    if s is None or f.order:
        return None
    most = f.lipschitz
    ends = RISING.get(f.word) or OWN.get(f.word) or ((-most, most) if isinstance(most, Fraction) else None)
    if ends is None or not isinstance(ends[0], Fraction) or not isinstance(ends[1], Fraction):
        return None
    m, top = number(ends[0]), number(ends[1])
    rising = _holds("le", ZERO, s.low, given)
    sure = LOOSE if f.word not in CURVED else INSIDE if _holds("lt", *((ZERO, s.low) if rising else (s.high, ZERO)), given) \
        else BELOW
    if rising:
        low, high = _by(m, s.low if ends[0] > 0 else s.high), _by(top, s.high)
    elif _holds("le", s.high, ZERO, given):
        low, high = _by(top, s.low), _by(m, s.high if ends[0] > 0 else s.low)
    elif s.low == s.high:
        high = _by(top, ABS(s.low))
        low = _by(-ONE, high)
    else:
        return None
    return Slopes(low, high, sure)


def draws_together(f: Term, x: Term, given: Given) -> bool:
    """Whether |f(x) - f(z)| < |x - z| for all x and z that are not equal."""
    s = slopes(f, x, given)
    if s is None:
        return False
    word = "le" if s.sure else "lt"
    return _holds(word, -ONE, s.low, given) and _holds(word, s.high, ONE, given)


def ratio(f: Term, x: Term, given: Given) -> Term | None:
    """A number q > 0 below one with |f(x) - f(z)| <= q |x - z|, as small as is seen; None where none is known."""
    s = slopes(f, x, given)
    if s is None or not (_holds("lt", -ONE, s.low, given) and _holds("lt", s.high, ONE, given)):
        return None
    for most, other in ((s.high, s.low), (_by(-ONE, s.low), _by(-ONE, s.high))):
        if _holds("lt", ZERO, most, given) and _holds("le", _by(-ONE, most), other, given):
            return most
    return ONE - (ONE - s.high) * (ONE + s.low) / 2  # at least both moduli, and from 1/2 on


def _holds(word: str, a: Term, b: Term, given: Given) -> bool:
    p, q = rational(a), rational(b)
    if p is not None and q is not None:
        return p < q if word == "lt" else p <= q
    return prove_range(Statement(word, (a, b), given))[0] is not None
