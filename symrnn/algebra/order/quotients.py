"""Polynomials and quotients of polynomials with rational coefficients, in a fixed supply of generators g0, g1, ...

The exact arithmetic under the proofs of inequalities. A relation such as s^2 = 1 - c^2 rewrites a power of one
generator by a polynomial in the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from operator import add, mul, sub
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

WIDTH = 28
LIMIT = 3000
NAMES = tuple(f"g{k}" for k in range(WIDTH))
RING: Any = fmpq_mpoly_ctx.get(list(NAMES), Ordering.degrevlex)
GENERATORS: tuple[Any, ...] = tuple(RING.gens())
Poly = Any  # flint.fmpq_mpoly over RING
Relations = dict[int, tuple[int, Poly]]  # generator -> (q, p): its q-th power is p


class TooLargeError(ArithmeticError):
    """The expression needs more generators or more terms than an exact proof can carry."""


def constant(value: Fraction | int) -> Poly:
    """A rational number as a polynomial."""
    number = Fraction(value)
    return RING.from_dict({(0,) * WIDTH: fmpq(number.numerator, number.denominator)})


ZERO, ONE = constant(0), constant(1)


def guarded(p: Poly) -> Poly:
    """The polynomial, or an error where it has grown too large."""
    if len(p) > LIMIT:
        raise TooLargeError("a polynomial with too many terms")
    return p


def value(p: Poly) -> Fraction | None:
    """The rational number that a polynomial is, None where a generator occurs."""
    if not p.is_constant():
        return None
    c = p.leading_coefficient() if not p.is_zero() else fmpq(0)
    return Fraction(int(c.p), int(c.q))


def used(p: Poly) -> list[int]:
    """The generators that occur."""
    return [k for k, d in enumerate(p.degrees()) if d > 0]


def coefficients(p: Poly, k: int) -> dict[int, Any]:
    """The coefficients of a polynomial in one generator."""
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for exps, c in p.to_dict().items():
        parts.setdefault(exps[k], {})[(*exps[:k], 0, *exps[k + 1:])] = c
    return {d: RING.from_dict(part) for d, part in parts.items()}


def substitute(p: Poly, k: int, numerator: Poly, denominator: Poly = ONE) -> Poly:
    """P with generator k replaced by a quotient, times the denominator to the degree of p in k."""
    parts = coefficients(p, k)
    top = max(parts, default=0)
    out = ZERO
    for d, c in parts.items():
        out += c * numerator**d * denominator ** (top - d)
        guarded(out)
    return out


def reduced(p: Poly, relations: Relations) -> Poly:
    """The polynomial with high powers rewritten by the relations, the latest relation first."""
    for k in sorted(relations, reverse=True):
        q, image = relations[k]
        while p.degrees()[k] >= q:
            out = ZERO
            for d, c in coefficients(p, k).items():
                out += c * image ** (d // q) * GENERATORS[k] ** (d % q)
            p = guarded(out)
    return p


def text(p: Poly) -> str:
    """The polynomial in the form of certificates: `2/3*g0^2*g1 - 1`."""
    return str(p)


def parsed(written: str) -> Poly:
    """The polynomial that `text` writes."""
    total = ZERO
    for term in written.replace(" - ", " + -").split(" + "):
        part = constant(-1 if term.startswith("-") else 1)
        for factor in term.removeprefix("-").split("*"):
            base, _, power = factor.partition("^")
            part *= GENERATORS[NAMES.index(base)] ** int(power or 1) if base in NAMES else constant(Fraction(base))
        total += part
    return total


class Quotient:
    """num / den in lowest terms; the denominator is not the zero polynomial."""

    __slots__ = ("den", "num")

    def __init__(self, num: Poly, den: Poly = ONE) -> None:
        if not den.is_constant():
            common = num.gcd(den)
            if not common.is_constant():
                num, den = divmod(num, common)[0], divmod(den, common)[0]
        lead = den.leading_coefficient()
        self.num, self.den = guarded(num / lead), guarded(den / lead)

    def __add__(self, other: Quotient) -> Quotient:
        if self.den == other.den:
            return Quotient(self.num + other.num, self.den)
        return Quotient(self.num * other.den + other.num * self.den, self.den * other.den)

    def __sub__(self, other: Quotient) -> Quotient:
        return self + Quotient(-other.num, other.den)

    def __mul__(self, other: Quotient) -> Quotient:
        return Quotient(self.num * other.num, self.den * other.den)

    def __neg__(self) -> Quotient:
        return Quotient(-self.num, self.den)

    def power(self, p: int) -> Quotient:
        """An integer power; None is never returned: the caller has made sure that the base is not zero if p < 0."""
        if abs(p) * max(1, self.num.total_degree(), self.den.total_degree()) > 400:
            raise TooLargeError("a power of too high degree")
        return Quotient(self.num**p, self.den**p) if p >= 0 else Quotient(self.den**-p, self.num**-p)

    def reduced(self, relations: Relations) -> Quotient:
        """Numerator and denominator rewritten by the relations."""
        return Quotient(reduced(self.num, relations), reduced(self.den, relations)) if relations else self


ARITHMETIC: dict[str, Callable[[Quotient, Quotient], Quotient]] = {"add": add, "sub": sub, "mul": mul}
"""Head of a term -> what it does to quotients."""


def whole(p: Poly | Fraction | int) -> Quotient:
    """A polynomial or a number as a quotient."""
    return Quotient(p if not isinstance(p, Fraction | int) else constant(p))


def product(ps: Iterable[Poly]) -> Poly:
    """The product of some polynomials."""
    out = ONE
    for p in ps:
        out = guarded(out * p)
    return out
