"""Gauges b^k k^p log(k)^q log(log k)^r, the sizes in which sequences are measured, and what is known of the numbers in them.

Numbers may have parameters. What is asked of them (a sign, whether a modulus is below one) is first looked at where the
parameters have values that meet the conditions; what is seen there is then proved, or nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import sympy

DIGITS = 40
Prover = Callable[[Any, Any, bool], bool]  # whether the first number is certainly below the second; strictly


class UnknownGrowthError(ValueError):
    """How an expression grows is not known."""


class Gauge(NamedTuple):
    """The size b^k k^p log(k)^q log(log k)^r; a base of zero stands for what falls faster than every exponential."""

    b: Any = sympy.S.One
    p: Any = sympy.S.Zero
    q: Any = sympy.S.Zero
    r: Any = sympy.S.Zero

    def times(self, other: Gauge) -> Gauge:
        """The product of two gauges."""
        return Gauge(together(self.b * other.b), self.p + other.p, self.q + other.q, self.r + other.r)

    def over(self, other: Gauge) -> Gauge:
        """The quotient of two gauges."""
        return self.times(other.to(-1))

    def to(self, e: Any) -> Gauge:
        """A power of a gauge."""
        return Gauge(together(self.b**e), self.p * e, self.q * e, self.r * e)

    @property
    def slow(self) -> tuple[Any, Any, Any]:
        """The exponents beside the base, of what grows fastest first."""
        return self.p, self.q, self.r


UNIT = Gauge()


def together(x: Any) -> Any:
    """A number in a short form."""
    if x.is_Rational or x.is_Symbol:
        return x
    return sympy.powsimp(sympy.cancel(x) if x.is_rational_function() else x)


class Numbers:
    """What is known of numbers with parameters.

    Parameters
    ----------
    points
        Values of the parameters that meet the conditions; none where there are no parameters.
    below
        Proves that one number is below another one (strictly, or not).
    """

    def __init__(self, points: list[dict[Any, Any]], below: Prover) -> None:
        self.points, self.below = points, below
        self._signs: dict[Any, int | None] = {}
        self._ways: dict[Gauge, int | None] = {}

    def is_zero(self, c: Any) -> bool:
        """Whether a number is zero whatever its parameters are."""
        c = sympy.sympify(c)
        if c.is_Rational:
            return bool(c == 0)
        if c.is_nonzero:
            return False
        if any(abs(v) > sympy.Float(10) ** -25 for v in self.seen(c)):
            return False
        if sympy.simplify(sympy.expand(c)) == 0:
            return True
        parts = sympy.Add.make_args(c)  # roots in two forms: of opposite signs, with the same square
        return len(parts) == 2 and bool(sympy.simplify(sympy.expand(parts[0]**2 - parts[1]**2)) == 0) and (
            {self.sign(p) for p in parts} == {1, -1})

    def seen(self, c: Any) -> list[Any]:
        """The values of a number at the points; a positive constant without a word of its own has the value one there."""
        own = {s: 1 for s in c.free_symbols if s.is_positive and s.is_Dummy}
        found = [sympy.N(c.subs(own).subs(point), DIGITS) for point in (self.points if c.free_symbols - set(own) else [{}])]
        if not all(v.is_Float or v.is_Integer or v.is_Rational for v in found):
            raise UnknownGrowthError("a number that is not real, or has no value")
        return found

    def sign(self, c: Any) -> int | None:
        """1 or -1 where that is proved to be the sign of a number; None where it is not known, or may be zero."""
        c = sympy.sympify(c)
        if c not in self._signs:
            self._signs[c] = self._sign(c)
        return self._signs[c]

    def _sign(self, c: Any) -> int | None:
        if c.is_positive or c.is_negative:
            return 1 if c.is_positive else -1
        c = sympy.Mul(*(part for part in sympy.Mul.make_args(c) if not part.is_positive))
        seen, small = self.seen(c), sympy.Float(10) ** -20
        way = 1 if all(v > 0 for v in seen) else -1 if all(v < 0 for v in seen) else 0
        if not way or not seen or any(abs(v) < small for v in seen):
            return None
        if not c.free_symbols:
            return way
        zero = sympy.Integer(0)
        return way if self.below(*((zero, c) if way > 0 else (c, zero)), True) else None

    def way(self, g: Gauge) -> int | None:
        """-1 where a gauge vanishes, 0 where it is one, 1 where it grows without bound; None where that is not known."""
        if g not in self._ways:
            self._ways[g] = self._way(g)
        return self._ways[g]

    def _way(self, g: Gauge) -> int | None:
        base = self._modulus(g.b)
        if base is None:
            return None
        for exponent in g.slow if base == 0 else ():
            if not self.is_zero(exponent):
                return self.sign(exponent)
        return base

    def _modulus(self, b: Any) -> int | None:
        """The sign of |b| - 1."""
        if b in (0, 1, -1):
            return -1 if b == 0 else 0
        if isinstance(b, sympy.exp):
            return 0 if self.is_zero(b.args[0]) else self.sign(b.args[0])
        seen, one = [abs(v) for v in self.seen(b)], sympy.Integer(1)
        if not b.free_symbols:
            return self.sign(abs(b) - 1)
        if seen and all(v < 1 for v in seen):
            return -1 if self.below(sympy.Abs(b), one, True) else None
        return 1 if seen and all(v > 1 for v in seen) and self.below(one, sympy.Abs(b), True) else None

    def bounded(self, g: Gauge) -> bool:
        """Whether a gauge does not grow."""
        if (way := self.way(g)) is not None:
            return way <= 0
        seen = [abs(v) for v in self.seen(g.b)]
        below = self.falling(g.slow, strictly=False)
        return below and bool(seen) and all(v <= 1 for v in seen) and self.below(sympy.Abs(g.b), sympy.Integer(1), False)

    def vanishes(self, g: Gauge) -> bool:
        """Whether a gauge tends to zero: also where its base is one at most, beside a power that falls."""
        if (way := self.way(g)) is not None:
            return way < 0
        return self.falling(g.slow, strictly=True) and self.bounded(g)

    def falling(self, exponents: Iterable[Any], strictly: bool) -> bool:
        """Whether the first exponent that is not zero is negative; or, if not strictly, there is none."""
        for e in exponents:
            if not self.is_zero(e):
                return self.fades(e)
        return not strictly

    def fades(self, p: Any) -> bool:
        """Whether an exponent is negative."""
        return self.sign(p) == -1

    def falls(self, p: Any) -> bool:
        """Whether an exponent is zero or negative."""
        return self.is_zero(p) or self.sign(p) == -1
