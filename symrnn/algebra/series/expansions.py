"""Expansions: finite sums of terms c b^k k^p log(k)^q log(log k)^r, and rests that are at most a constant times a gauge.

A rest is all that is known of what stands behind a gauge, for each value of the parameters and all large k. A term whose
coefficient may be zero is kept; whatever needs a term that is larger than the others asks for a proof that it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import factorial
from typing import Any

import sympy

from symrnn.algebra.series.gauges import UNIT, Gauge, Numbers, UnknownGrowthError, together

ORDER = 4  # so many powers of what is small
FASTER = sympy.Integer(-10)  # the power that stands for what falls faster than every power
MOST, KEPT = 24, 12  # terms of an expansion, and how many stay of more


@dataclass
class Expansion:
    """A sum of terms, and rests.

    Parameters
    ----------
    terms
        Gauge -> coefficient.
    rests
        Gauges that bound what is left.
    """

    terms: dict[Gauge, Any] = field(default_factory=dict)
    rests: list[Gauge] = field(default_factory=list)


class Calculus:
    """Sums, products, powers and functions of expansions.

    Parameters
    ----------
    numbers
        What is known of the numbers in them.
    """

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers

    # -- sums and products ---------------------------------------------------------------------------------------------
    def number(self, c: Any) -> Expansion:
        """A number."""
        return Expansion({} if c == 0 else {UNIT: sympy.sympify(c)})

    def add(self, *parts: Expansion) -> Expansion:
        """A sum; terms of one gauge are put together."""
        out, rests = dict[Gauge, Any](), list[Gauge]()
        for part in parts:
            rests += part.rests
            for g, c in part.terms.items():
                out[g] = out[g] + c if g in out else c
        merged: dict[Gauge, Any] = {}
        for g, c in out.items():
            same = next((other for other in merged if self._same(g, other)), None)
            if same is not None:
                merged[same] = merged[same] + c
            else:
                merged[g] = c
        terms = {g: short for g, c in merged.items() if not self.numbers.is_zero(short := together(sympy.sympify(c)))}
        return self.tidied(self._shortened(terms, rests) if len(terms) > MOST else Expansion(terms, rests))

    def _shortened(self, terms: dict[Gauge, Any], rests: list[Gauge]) -> Expansion:
        """So many terms that many others are not larger; the rest is only bounded."""
        larger = {g: sum(self.numbers.way(g.over(h)) == -1 for h in terms) for g in terms}
        kept = sorted(terms, key=lambda g: larger[g])[:KEPT]
        return Expansion({g: terms[g] for g in kept}, [*rests, *(g for g in terms if g not in kept)])

    def _same(self, a: Gauge, b: Gauge) -> bool:
        is_zero = self.numbers.is_zero
        return a == b or all(is_zero(x - y) for x, y in zip(a, b, strict=True))

    def tidied(self, e: Expansion) -> Expansion:
        """Without rests that are smaller than another one, and without terms that a rest covers."""
        rests: list[Gauge] = []
        for g in dict.fromkeys(e.rests):
            if not any(self.covers(r, g) for r in rests):
                rests = [r for r in rests if not self.covers(g, r)] + [g]
        return Expansion({g: c for g, c in e.terms.items() if not any(self.covers(r, g) for r in rests)}, rests)

    def covers(self, large: Gauge, small: Gauge) -> bool:
        """Whether one gauge is at most a constant times another one, whose base is not zero."""
        if small.b == 0 or large.b == 0:
            return large.b != 0 and self._nonzero(large.b)
        apart = (x - y for x, y in zip(small.slow, large.slow, strict=True))
        same = small.b == large.b and self.numbers.falling(apart, strictly=False)
        return same or (self._nonzero(large.b) and self.numbers.bounded(small.over(large)))

    def times(self, a: Expansion, b: Expansion) -> Expansion:
        """A product."""
        parts = [Expansion({g.times(h): c * d}) for g, c in a.terms.items() for h, d in b.terms.items()]
        rests = [g.times(h) for g in (*a.terms, *a.rests) for h in (*b.terms, *b.rests) if g in a.rests or h in b.rests]
        return self.add(*parts, Expansion({}, rests))

    def scaled(self, c: Any, e: Expansion) -> Expansion:
        """A multiple."""
        return self.times(self.number(c), e)

    def lead(self, e: Expansion) -> tuple[Gauge, Any]:
        """The term that is larger than all others, with a coefficient of known sign."""
        for g, c in e.terms.items():
            if all(self.numbers.vanishes(h.over(g)) for h in (*e.terms, *e.rests) if h is not g) \
                    and self.numbers.sign(c) and self._nonzero(g.b):
                return g, c
        raise UnknownGrowthError("no term is known to be the largest")

    def away_from_zero(self, e: Expansion, whole: bool) -> Gauge:
        """A gauge that an expansion is like, but for a factor between two positive numbers: it swings about one term."""
        for g, c in e.terms.items():
            level = [h for h in e.terms if h is not g and self.numbers.way(h.over(g)) == 0]
            vanishing = all(self.numbers.vanishes(h.over(g)) for h in (*e.terms, *e.rests) if h is not g and h not in level)
            signs = self.numbers.sign(c), self.numbers.sign(g.b)
            known = None not in signs and (whole or signs == (1, 1))
            if vanishing and known and self.numbers.sign(sympy.Abs(c) - sum(sympy.Abs(e.terms[h]) for h in level)) == 1:
                return g
        raise UnknownGrowthError("no term is known to be the largest")

    def _nonzero(self, b: Any) -> bool:
        return self.numbers.sign(b) is not None

    def small_rest(self, e: Expansion, g: Gauge, c: Any) -> Expansion:
        """(e - lead) / lead."""
        inverse = Expansion({g.to(-1): 1 / c})
        return self.times(Expansion({h: d for h, d in e.terms.items() if h is not g}, e.rests), inverse)

    # -- functions of what vanishes ------------------------------------------------------------------------------------
    def taylor(self, coefficients: Iterable[Any], u: Expansion) -> Expansion:
        """A power series in a vanishing expansion, with the rest that is left out."""
        if not all(self.numbers.vanishes(g) for g in (*u.terms, *u.rests)):
            raise UnknownGrowthError("a power series of what does not vanish")
        power, parts = self.number(1), []
        for c in coefficients:
            parts.append(self.scaled(c, power))
            power = self.times(power, u)
        return self.add(*parts, Expansion({}, [*power.terms, *power.rests]))

    def power(self, e: Expansion, exponent: Any) -> Expansion:
        """A power with an exponent that does not depend on k."""
        whole = exponent.is_Integer
        if whole and 0 <= exponent <= 6:
            out = self.number(1)
            for _ in range(int(exponent)):
                out = self.times(out, e)
            return out
        if not e.terms and not e.rests:
            raise UnknownGrowthError("a power of zero")
        try:
            g, c = self.lead(e)
        except UnknownGrowthError:
            return Expansion({}, [self.away_from_zero(e, whole).to(exponent)])
        if not whole and not (self.numbers.sign(c) == 1 and self.numbers.sign(g.b) == 1):
            raise UnknownGrowthError("a root of what may not be positive")
        u = self.small_rest(e, g, c)
        exact = not u.terms and not u.rests
        series = [1] if exact else [sympy.binomial(exponent, n).expand(func=True) for n in range(ORDER)]
        head = Expansion({g.to(exponent): c**exponent})
        return head if exact else self.times(head, self.taylor(series, u))

    def logarithm(self, e: Expansion) -> Expansion:
        """The logarithm of what is positive."""
        g, c = self.lead(e)
        if self.numbers.sign(c) != 1 or self.numbers.sign(g.b) != 1 or not self.numbers.is_zero(g.r):
            raise UnknownGrowthError("a logarithm of what may not be positive, or of a third logarithm")
        u = self.small_rest(e, g, c)
        flat = [self.scaled(_log(c), self.number(1)), Expansion({Gauge(p=sympy.S.One): _log(g.b)}),
                Expansion({Gauge(q=sympy.S.One): g.p}), Expansion({Gauge(r=sympy.S.One): g.q})]
        return self.add(*flat, self.taylor([0, 1, -sympy.Rational(1, 2), sympy.Rational(1, 3)], u))

    def exponential(self, e: Expansion) -> Expansion:
        """The exponential of a k + b log k + c + what vanishes; of what falls faster, nothing but a rest."""
        small, flat = Expansion(), Expansion({UNIT: sympy.S.One})
        rates, open_ = dict[Gauge, Any](), False
        for g, c in e.terms.items():
            if g == Gauge(p=sympy.S.One):
                flat = self.times(flat, Expansion({Gauge(b=sympy.exp(c)): sympy.S.One}))
            elif g == Gauge(q=sympy.S.One):
                flat = self.times(flat, Expansion({Gauge(p=c): sympy.S.One}))
            elif g == Gauge(r=sympy.S.One):
                flat = self.times(flat, Expansion({Gauge(q=c): sympy.S.One}))
            elif g == UNIT:
                flat = self.scaled(sympy.exp(c), flat)
            elif self.numbers.vanishes(g):
                small.terms[g] = c
            else:
                rates[g] = c
        for g in e.rests:
            if self.numbers.vanishes(g):
                small.rests.append(g)
            elif self.numbers.bounded(g):
                open_ = True
            else:
                raise UnknownGrowthError("an exponent of which only a size is known")
        if rates:
            g, c = self.lead(e)
            if self.numbers.sign(c) != -1 or self.numbers.sign(g.b) != 1:
                raise UnknownGrowthError("an exponential that grows faster than a power")
            if self.numbers.way(g.over(Gauge(q=sympy.S.One))) != 1:
                raise UnknownGrowthError("an exponential that falls slower than a power")
            fast = self.numbers.way(g.over(Gauge(p=sympy.S.One))) == 1
            return Expansion({}, [Gauge(b=sympy.S.Zero)] if fast else [Gauge(p=FASTER)])
        if open_:
            return Expansion({}, list(flat.terms))
        if not small.terms and not small.rests:
            return flat
        return self.times(flat, self.taylor([sympy.Rational(1, factorial(n)) for n in range(ORDER)], small))

    def end(self, e: Expansion) -> Any:
        """The limit of an expansion that has one: a number."""
        rest = [g for g in (*e.terms, *e.rests) if g != UNIT]
        if UNIT in e.rests or not all(self.numbers.vanishes(g) for g in rest):
            raise UnknownGrowthError("no limit is known")
        return e.terms.get(UNIT, sympy.Integer(0))

    def far(self, e: Expansion) -> int:
        """1 where an expansion is known to grow to plus infinity, -1 to minus infinity, 0 where it is not."""
        try:
            g, c = self.lead(e)
        except UnknownGrowthError:
            return 0
        if self.numbers.way(g) != 1 or self.numbers.sign(g.b) != 1:
            return 0
        return self.numbers.sign(c) or 0


def _log(x: Any) -> Any:
    """The logarithm of a positive number, with its exponentials taken out."""
    powers = [part for part in sympy.Mul.make_args(x) if isinstance(part, sympy.exp)]
    rest = sympy.log(sympy.Mul(*(part for part in sympy.Mul.make_args(x) if part not in powers)))
    return sympy.Add(rest, *(part.args[0] for part in powers))
